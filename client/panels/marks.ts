// Marks of the slider as people read them.
import type { Mark } from '../../shared/protocol/facts.ts'
import { SYSTEMS_HERE } from '../systems/index.ts'

/** In the words of the system whose command it was, else as the city tells it. */
export function markText(mark: Mark): string {
  const system = SYSTEMS_HERE.find(({ id }) => mark.kind.startsWith(`${id}.`))
  return system?.markText?.(mark) ?? `${mark.kind}: ${mark.text}`
}
