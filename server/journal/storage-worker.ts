// The storage worker: the one thread that waits for the disk. Opens the journal, refuses a broken one, then answers on
// any number of ports (the main thread's, one for each timeline's worker) and tells all of them when recording stops and
// goes on. What the start left unread is read meanwhile; a fault in it stops all recording.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Where } from './database.ts'
import { type Flow, GroupCommit } from './group-commit.ts'
import { answerCalls } from './port-calls.ts'
import { tableOf } from './storage-table.ts'
import { Store } from './store.ts'
import { checkRest, checkStart } from './verify.ts'

if (!parentPort) throw new Error('storage worker: start it as a worker')
const home = parentPort
const { where, retryMs } = workerData as { where: Where; retryMs?: number }

const listeners = new Set<(flow: Flow) => void>()
try {
  const store = await Store.open(where)
  const broken = await checkStart(store.database, where)
  if (broken) {
    await store.close()
    throw new Error(broken)
  }
  const commits = new GroupCommit(store, {
    now: () => Date.now(),
    onFlow: (flow) => listeners.forEach((tell) => tell(flow)),
    ...(retryMs === undefined ? {} : { retryMs }),
  })
  const closing = new AbortController()
  const table = tableOf(store, commits, () => setImmediate(() => process.exit(0)))
  const close = (): Promise<void> => {
    closing.abort()
    return table.close()
  }
  const serve = (port: MessagePort): void => {
    const tell = answerCalls(port, { ...table, close })
    listeners.add(tell)
    port.on('close', () => listeners.delete(tell))
  }
  serve(home)
  home.on('message', (message: unknown) => {
    const { port } = message as { port?: MessagePort }
    if (port) serve(port)
  })
  home.postMessage({ isOpen: true }, [])
  void checkRest(store.database, closing.signal).then(
    (fault) => fault !== null && commits.halt(fault),
    // A database that is away meanwhile is read at the next start.
    () => {},
  )
} catch (error) {
  home.postMessage({ refused: error instanceof Error ? error.message : String(error) }, [])
  home.close()
}
