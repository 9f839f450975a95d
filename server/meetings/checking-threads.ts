// Threads that check ballots, so that no room waits for one: started when they are first needed, as many as the machine has
// cores, ended when nothing has come for a while. A thread says that it is ready by a first message of no answers; then each
// message is a batch, answered in its order.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

export type CheckingThreads<Asked, Answer> = {
  /** Null where nobody can tell: it is closing, or the thread fell. */
  ask(asked: Asked): Promise<Answer | null>
  /** How many wait for a thread. */
  waiting(): number
  /** The first that is asked will find a thread. */
  prepare(): void
  close(): Promise<void>
}

export type CheckingOptions = {
  /** The thread's file. */
  readonly worker: URL
  readonly workerData?: unknown
  /** So many at once for one thread. */
  readonly batch: number
  /** Threads at most. */
  readonly cores?: number
  readonly idleMs?: number
}

type Waiting<Asked, Answer> = { readonly asked: Asked; readonly done: (answer: Answer | null) => void }
/** Null while it starts: whoever is ready first takes what waits. */
type Thread<Asked, Answer> = {
  readonly worker: Worker
  work: readonly Waiting<Asked, Answer>[] | null
  idle: NodeJS.Timeout | null
}

export function checkingThreads<Asked, Answer>({
  worker: file,
  workerData,
  batch,
  cores = availableParallelism(),
  idleMs = 120_000,
}: CheckingOptions): CheckingThreads<Asked, Answer> {
  const waiting: Waiting<Asked, Answer>[] = []
  const threads = new Set<Thread<Asked, Answer>>()
  let isClosed = false

  function start(): void {
    const worker = new Worker(file, { workerData })
    const thread: Thread<Asked, Answer> = { worker, work: null, idle: null }
    threads.add(thread)
    worker.on('message', (answers: readonly Answer[]) => {
      const work = thread.work ?? []
      work.forEach(({ done }, i) => done(answers[i] ?? null))
      feed(thread)
    })
    // What it had is answered, what waits goes to the others.
    worker.on('error', () => {})
    worker.on('exit', () => {
      threads.delete(thread)
      if (thread.idle) clearTimeout(thread.idle)
      for (const { done } of thread.work ?? []) done(null)
      // One that could not even start would be started again and again.
      if (thread.work === null && threads.size === 0) for (const { done } of waiting.splice(0)) done(null)
      go()
    })
  }

  function feed(thread: Thread<Asked, Answer>): void {
    if (thread.idle) clearTimeout(thread.idle)
    thread.idle = null
    thread.work = waiting.splice(0, batch)
    if (thread.work.length > 0) {
      thread.worker.ref()
      thread.worker.postMessage(
        thread.work.map(({ asked }) => asked),
        [],
      )
      return
    }
    // Nothing waits for a thread that has nothing to do.
    thread.worker.unref()
    thread.idle = setTimeout(() => void thread.worker.terminate(), idleMs).unref()
  }

  function go(): void {
    if (isClosed) for (const { done } of waiting.splice(0)) done(null)
    for (const thread of threads) if (thread.work?.length === 0 && waiting.length > 0) feed(thread)
    const isStarting = [...threads].some(({ work }) => work === null)
    if (waiting.length > 0 && !isStarting && threads.size < cores) start()
  }

  return {
    ask: async (asked) =>
      isClosed
        ? null
        : new Promise((done) => {
            waiting.push({ asked, done })
            go()
          }),
    waiting: () => waiting.length,
    prepare() {
      if (threads.size === 0 && !isClosed) start()
    },
    async close() {
      isClosed = true
      go()
      await Promise.all([...threads].map(({ worker }) => worker.terminate()))
    },
  }
}
