// A thread of the things: the one that writes, or one of those that read. Requests are answered one after the other, so
// that each query has its own time; what others should hear goes out as news when it is committed.
import { parentPort, workerData } from 'node:worker_threads'
import type { Where } from '../journal/database.ts'
import { answerCalls } from '../journal/port-calls.ts'
import { tidyUp } from '../tidy.ts'
import type {
  Answer,
  Asked,
  Description,
  Ensured,
  NewObservation,
  NewTask,
  Publication,
  StoredObservation,
} from './contract.ts'
import { openToRead, openToWrite, type ThingsDatabase } from './database.ts'
import { ensure } from './ensure.ts'
import type { Appended } from './observe.ts'
import { answerRead } from './read-service.ts'
import { BUSY } from './refusal.ts'
import { type Kept, Retention, type Tidied } from './retention.ts'
import { Subscriptions } from './subscriptions.ts'
import { WriteService } from './write-service.ts'

const WAIT_MS = 6000

export type WorkerSetup = { readonly where: Where; readonly role: 'read' | 'write'; readonly root: string | null }
export type ReadTable = ReturnType<typeof readTable>
export type WriteTable = ReturnType<typeof writeTable>
export type News =
  /** Of the call to append with this number; what was given is with who called. */
  | ({ readonly kind: 'appended'; readonly n: number } & Appended)
  | { readonly kind: 'observations'; readonly list: readonly StoredObservation[] }
  | { readonly kind: 'tasks'; readonly list: readonly NewTask[] }
  | { readonly kind: 'publications'; readonly list: readonly Publication[] }

if (!parentPort) throw new Error('things worker: start it as a worker')
const home = parentPort
const setup = workerData as WorkerSetup

try {
  if (setup.role === 'read') {
    const database = await openToRead(setup.where)
    answerCalls(home, readTable(database))
    home.postMessage({ isOpen: true, dialect: database.say.name }, [])
  } else {
    const database = await openToWrite(setup.where)
    const tell = answerCalls(
      home,
      writeTable(database, (news) => tell(news)),
    )
    home.postMessage({ isOpen: true, dialect: database.say.name }, [])
  }
  // Opening leaves more garbage than there is work for a long while.
  setImmediate(tidyUp)
} catch (error) {
  const why = error instanceof Error ? error.message : String(error)
  home.postMessage({ refused: `the things cannot be opened: ${why}` }, [])
  home.close()
}

/** One after the other. */
function queue(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (run) => {
    const mine = last.then(run, run)
    last = mine.catch(() => {})
    return mine
  }
}

const end = (database: ThingsDatabase) => async (): Promise<void> => {
  await database.close()
  setImmediate(() => process.exit(0))
}

function readTable(database: ThingsDatabase) {
  const next = queue()
  return {
    /** `atMs` is when it was asked: who waited too long has gone, or asks again. */
    read: ({ asked, atMs }: { asked: Asked; atMs: number }): Promise<Answer> =>
      next(() => (Date.now() - atMs > WAIT_MS ? Promise.resolve(BUSY) : answerRead(asked, database))),
    close: () => next(end(database)),
  }
}

function writeTable(database: ThingsDatabase, tell: (news: News) => void) {
  const next = queue()
  // What links of MQTT begin with: as set, or, where that is this machine, as the last who wrote over HTTP called it.
  let root = setup.root ?? 'http://localhost'
  const isFixed = !/^http:\/\/(localhost|127\.0\.0\.1)(:|$)/.test(root)
  const subscriptions = new Subscriptions(database, () => root)
  const retention = new Retention(database.db)
  const service = new WriteService(database, async ({ changes, observations, tasks }) => {
    if (observations.length > 0) tell({ kind: 'observations', list: observations })
    if (tasks.length > 0) tell({ kind: 'tasks', list: tasks })
    const list = await subscriptions.publications(changes)
    if (list.length > 0) tell({ kind: 'publications', list })
  })
  return {
    answer: (asked: Asked): Promise<Answer> =>
      next(() => {
        if (!isFixed && asked.root !== '') root = asked.root
        return service.answer({ ...asked, root: asked.root === '' ? root : asked.root })
      }),
    append: ({ n, given }: { n: number; given: readonly NewObservation[] }): Promise<void> =>
      next(() => service.append(given, (appended) => tell({ kind: 'appended', n, ...appended }))),
    ensure: (given: Description): Promise<Ensured> =>
      next(() => service.write({ version: 'v1.1' }, (writing) => ensure(given, writing))),
    tidy: ({ kept, nowMs }: { kept: Kept; nowMs: number }): Promise<Tidied> => next(() => retention.tidy(kept, nowMs)),
    subscribe: (topic: string): string | null => subscriptions.add(topic),
    unsubscribe: (topic: string): void => subscriptions.remove(topic),
    close: () => next(end(database)),
  }
}
