// Opens the city's things: a thread that writes and threads that read, and in front of them what contract.ts promises.
// Appends that arrive while one is being committed go together in the next.
import { Batches } from './batches.ts'
import type { Things, ThingsOptions } from './contract.ts'
import { openWorkers } from './workers.ts'

export type * from './contract.ts'

/** Between two pieces of tidying. */
const PAUSE_MS = 100

/** Throws a sentence when the store cannot be opened. */
export async function openThings(options: ThingsOptions): Promise<Things> {
  const workers = await openWorkers(options)
  const batches = new Batches((all) => workers.append(all))
  return {
    dialect: workers.dialect,
    append: (observations) => batches.add(observations),
    onObservations: (heard) => workers.on('observations', heard),
    onTasks: (heard) => workers.on('tasks', heard),
    onPublish: (heard) => workers.on('publications', heard),
    ensureThing: (description) => workers.write('ensure', description),
    createAt: (path, json, version, of) =>
      workers.write('answer', {
        method: 'POST',
        version,
        path,
        query: '',
        body: typeof json === 'string' ? json : JSON.stringify(json),
        contentType: 'application/json',
        root: '',
        ...of,
      }),
    subscribe: (topic) => workers.write('subscribe', topic),
    unsubscribe: (topic) => void workers.write('unsubscribe', topic).catch(() => {}),
    async tidy(kept, nowMs = Date.now()) {
      let removed = 0
      for (;;) {
        const some = await workers.write('tidy', { kept, nowMs })
        removed += some.removed
        if (some.isDone) return removed
        // The disk is for those who write.
        await new Promise((done) => setTimeout(done, PAUSE_MS))
      }
    },
    answer: (asked) => (asked.method === 'GET' ? workers.read(asked) : workers.change(asked)),
    async close() {
      await batches.idle()
      await workers.close()
    },
  }
}
