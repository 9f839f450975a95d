// The one answer of a thread that was begun for one piece of work.
import type { Worker } from 'node:worker_threads'

type Limits<T> = {
  readonly mostMs: number
  /** What is given where it says nothing in time; `why` is a sentence. */
  readonly trouble: (why: string) => T
}

/** Never rejects; the thread is ended with it. The thread sends nothing but a T. */
export function answerOf<T>(worker: Worker, { mostMs, trouble }: Limits<T>): Promise<T> {
  return new Promise((done) => {
    const end = (said: T): void => {
      clearTimeout(late)
      void worker.terminate()
      done(said)
    }
    const late = setTimeout(() => end(trouble(`it took longer than ${spanOf(mostMs)}`)), mostMs)
    worker.once('message', (said) => end(said as T))
    worker.once('error', (error) => end(trouble(error.message)))
    worker.once('exit', () => end(trouble('its thread ended')))
  })
}

const spanOf = (ms: number): string => (ms >= 120_000 ? `${ms / 60_000} minutes` : `${ms / 1000} s`)
