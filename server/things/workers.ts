// The threads of the things as the main thread sees them: one writes, two read, and one that dies while reading is replaced.
// What filters or sorts goes to the first reader only, so that plain reading never waits behind it. A thread that is asked
// too much says so instead of keeping people waiting.
import { Worker } from 'node:worker_threads'
import { whereIs } from '../journal/database.ts'
import { type Caller, callsTo } from '../journal/port-calls.ts'
import type { Dialect } from '../journal/tables.ts'
import type {
  Answer,
  AppendOutcome,
  Asked,
  NewObservation,
  NewTask,
  Publication,
  StoredObservation,
  ThingsOptions,
} from './contract.ts'
import { BUSY } from './refusal.ts'
import type { News, ReadTable, WorkerSetup, WriteTable } from './worker.ts'
import type { Appended } from './observe.ts'

const READERS = 2
const MAX_OPEN = 256
/** Encoded or not; within $expand they are bounded by the page. */
const SEARCH = /(?:^|&)(?:\$|%24)(?:filter|orderby)(?:=|%3D)/i

type Heard = {
  readonly observations: readonly StoredObservation[]
  readonly tasks: readonly NewTask[]
  readonly publications: readonly Publication[]
}
type Ears = { readonly [K in keyof Heard]: Set<(list: Heard[K]) => void> }

export type Workers = {
  readonly dialect: Dialect
  write<K extends keyof WriteTable>(
    name: K,
    given: Parameters<WriteTable[K]>[0],
  ): Promise<Awaited<ReturnType<WriteTable[K]>>>
  append(given: readonly NewObservation[]): Promise<AppendOutcome>
  /** What changes something, over HTTP. */
  change(asked: Asked): Promise<Answer>
  read(asked: Asked): Promise<Answer>
  on<K extends keyof Heard>(kind: K, heard: (list: Heard[K]) => void): () => void
  close(): Promise<void>
}

type Reader = { calls: Caller<ReadTable>; open: number; gone: Promise<void> }

export async function openWorkers({ dir, databaseUrl = '', publicUrl }: ThingsOptions): Promise<Workers> {
  const where = whereIs(databaseUrl === '' ? dir : databaseUrl)
  const setup = { where, root: publicUrl ?? null }
  const ears: Ears = { observations: new Set(), tasks: new Set(), publications: new Set() }
  const appending = new Map<number, Appending>()
  const writer = await open<WriteTable>({ ...setup, role: 'write' }, (news) => {
    if (news.kind === 'appended') {
      const asked = appending.get(news.n)
      if (!asked) return
      asked.outcome = news.outcome
      const stored = storedOf(asked.given, news)
      if (stored.length > 0) for (const heard of ears.observations) heard(stored)
      return
    }
    // The kind says which list it is.
    for (const heard of ears[news.kind]) (heard as (list: unknown) => void)(news.list)
  })
  let isClosing = false
  const readers: Reader[] = []
  const addReader = async (): Promise<void> => {
    const { calls, gone } = await open<ReadTable>({ ...setup, role: 'read' }, () => {})
    const reader: Reader = { calls, open: 0, gone }
    readers.push(reader)
    void gone.then(() => {
      readers.splice(readers.indexOf(reader), 1)
      if (!isClosing) addReader().catch(() => {})
    })
  }
  try {
    await Promise.all(Array.from({ length: READERS }, addReader))
  } catch (error) {
    await writer.calls.call('close', undefined).catch(() => {})
    throw error
  }

  let writing = 0
  let lastAppend = 0
  return {
    dialect: writer.dialect,
    write: (name, given) => writer.calls.call(name, given),
    async append(given) {
      const n = ++lastAppend
      const asked: Appending = { given, outcome: null }
      appending.set(n, asked)
      try {
        await writer.calls.call('append', { n, given })
      } finally {
        appending.delete(n)
      }
      if (!asked.outcome) throw new Error('things: nobody says what was stored')
      return asked.outcome
    },
    async change(asked) {
      if (writing >= MAX_OPEN) return BUSY
      writing++
      try {
        return await writer.calls.call('answer', asked)
      } finally {
        writing--
      }
    },
    async read(asked) {
      const able = SEARCH.test(asked.query) ? readers.slice(0, 1) : readers
      const reader = able.toSorted((a, b) => a.open - b.open)[0]
      if (!reader || reader.open >= MAX_OPEN) return BUSY
      reader.open++
      try {
        return await reader.calls.call('read', { asked, atMs: Date.now() })
      } finally {
        reader.open--
      }
    },
    on(kind, heard) {
      ears[kind].add(heard)
      return () => ears[kind].delete(heard)
    },
    async close() {
      isClosing = true
      void writer.calls.call('close', undefined).catch(() => {})
      for (const { calls } of readers) void calls.call('close', undefined).catch(() => {})
      await Promise.all([writer.gone, ...readers.map(({ gone }) => gone)])
    },
  }
}

/** The ids are told in the order in which they were given, before anything that is newer. */
type Appending = { readonly given: readonly NewObservation[]; outcome: AppendOutcome | null }

/** As they are in the store, without sending them back from there. */
function storedOf(given: readonly NewObservation[], { outcome, names }: Appended): StoredObservation[] {
  const of = new Map(names.map((one) => [one[0], one]))
  const stored: StoredObservation[] = []
  given.forEach((one, i) => {
    const id = outcome.ids[i] ?? null
    if (id === null) return
    const [, thing = null, key = null] = of.get(one.datastreamId) ?? []
    stored.push({ ...one, atMs: Math.round(one.atMs), id, thing, key })
  })
  return stored
}

/** Of short-lived things a thread keeps no more: three times this is what V8 would take unasked. */
const YOUNG_MEMORY_MB = 16

type Opened<T extends ReadTable | WriteTable> = {
  readonly calls: Caller<T>
  readonly dialect: Dialect
  readonly gone: Promise<void>
}

async function open<T extends ReadTable | WriteTable>(
  setup: WorkerSetup,
  hear: (news: News) => void,
): Promise<Opened<T>> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: setup,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
  })
  // News is always News: our worker sends nothing else.
  const calls = callsTo<T>(worker, (news) => hear(news as News))
  const gone = new Promise<void>((done) => {
    worker.once('exit', () => {
      calls.end('the store of things is closed')
      done()
    })
  })
  const dialect = await new Promise<Dialect>((done, fail) => {
    worker.on('error', fail)
    worker.on('message', (message: { isOpen?: true; dialect?: Dialect; refused?: string }) => {
      if (message.isOpen && message.dialect) done(message.dialect)
      if (message.refused !== undefined) fail(new Error(message.refused))
    })
  })
  return { calls, dialect, gone }
}
