// Opening a city leaves about as much garbage as there is city; V8 keeps its room for what may come. Asked once, after
// the start, it gives back some hundred megabytes.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export function tidyUp(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
