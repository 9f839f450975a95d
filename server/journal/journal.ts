// The journal as the rest of the server sees it: every call is a message to the storage worker, so nobody here waits
// for a disk. `port` gives a further way in for a worker of its own.
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { Where } from './database.ts'
import type { Flow } from './group-commit.ts'
import { type Caller, callsTo } from './port-calls.ts'
import type { StorageTable } from './storage-table.ts'

export type { Header } from './chain.ts'
export type { Append, Appended } from './store.ts'
export type { Flow } from './group-commit.ts'

/** Answers `timelines`, `begin`, `append`, `read`, `find`, `keyframe`, `flow`; see store.ts. */
export type Journal = Caller<StorageTable>

export type Storage = {
  readonly journal: Journal
  /** A port to hand to another thread, for `journalOf`. */
  port(): MessagePort
  /** When all that was asked is written. */
  close(): Promise<void>
}

/** Of short-lived things a thread keeps no more: three times this is what V8 would take unasked. */
const YOUNG_MEMORY_MB = 16

/** Throws the one sentence when the journal is broken, and where, or cannot be opened. */
export async function openStorage(
  where: Where,
  options: { readonly onFlow?: (flow: Flow) => void; readonly retryMs?: number } = {},
): Promise<Storage> {
  const { retryMs } = options
  const worker = new Worker(new URL('./storage-worker.ts', import.meta.url), {
    workerData: { where, retryMs },
    // Of the command line nothing is for it; what came by `-e` would be refused.
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
  })
  // News is always a Flow: the storage worker sends nothing else.
  const journal = callsTo<StorageTable>(worker, (news) => options.onFlow?.(news as Flow))
  let isClosing = false
  const gone = new Promise<void>((done) => {
    worker.once('exit', () => {
      journal.end('the journal is closed')
      if (!isClosing) options.onFlow?.({ isFlowing: false, reason: 'the storage worker has ended; start again' })
      done()
    })
  })
  await new Promise<void>((done, fail) => {
    worker.once('error', fail)
    worker.on('message', (message: { isOpen?: true; refused?: string }) => {
      if (message.isOpen) done()
      if (message.refused !== undefined) fail(new Error(message.refused))
    })
  })
  return {
    journal,
    port() {
      const { port1, port2 } = new MessageChannel()
      worker.postMessage({ port: port1 }, [port1])
      return port2
    },
    async close() {
      isClosing = true
      void journal.call('close', undefined).catch(() => {})
      await gone
    },
  }
}

/** The journal at the other end of a `Storage.port()`. */
export function journalOf(port: MessagePort, onFlow: (flow: Flow) => void = () => {}): Journal {
  return callsTo<StorageTable>(port, (news) => onFlow(news as Flow))
}
