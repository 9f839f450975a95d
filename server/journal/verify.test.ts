// A journal damaged in every way we can think of: bits flipped in its rows and anywhere in its file, rows changed,
// removed and moved by SQL, the write-ahead file cut, left behind or flipped. It must be noticed, and said where.
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../shared/kernel/random.ts'
import { sha256 } from './chain.ts'
import { openDatabase, SQLITE_FILE } from './database.ts'
import { openStorage } from './journal.ts'
import { MARK_FILE } from './mark.ts'
import { Store } from './store.ts'
import { aHeader, folder, KINDS, type Place } from './testing.ts'
import { checkRest, checkStart, inspectJournal, type Report, said } from './verify.ts'

const ENTRIES = 120
const FRAME_AT = 60
const textOf = (timeline: string, n: number): string =>
  `{"kind":"observation","of":"${timeline}","n":${n},"pad":"padding"}`

/** Two timelines, the second a fork, with a keyframe in the first. */
async function fill(store: Store): Promise<void> {
  await store.begin(aHeader('live'))
  const state = Uint8Array.from({ length: 5000 }, (_, i) => i % 251)
  for (let n = 0; n < ENTRIES; n++) {
    const isFrame = n === FRAME_AT
    const input = isFrame ? JSON.stringify({ kind: 'keyframe', stateHash: sha256(state), atMs: n }) : textOf('live', n)
    const line = { actor: isFrame ? null : 'anna', intent: isFrame ? null : `i${n}`, input }
    const keyframe = isFrame ? { keyframe: { atMs: n, state } } : {}
    await store.commit([{ timeline: 'live', after: n - 1, lines: [line], ...keyframe }], n)
  }
  await store.begin({ ...aHeader('fork'), parent: { timeline: 'live', seq: 100 } })
  const lines = Array.from({ length: 30 }, (_, n) => ({ actor: null, intent: null, input: textOf('fork', n) }))
  await store.commit([{ timeline: 'fork', after: -1, lines }], 1)
}

const NO_BYTES = { sqlite: "x'00'", postgres: "'\\x00'" }
const firstOf = (report: Report): string => report.findings.map(said)[0] ?? 'nothing'

/** A Postgres may have to be made first. */
const SET_UP_MS = 60_000

describe.each(KINDS)('a journal on $name changed behind its back', ({ isHere, make }) => {
  let place: Place
  beforeAll(async () => {
    if (!isHere) return
    place = await make()
    const store = await Store.open(place.where)
    await fill(store)
    await store.close()
  }, SET_UP_MS)
  afterAll(() => (isHere ? place.remove() : undefined))

  it('is whole before', async (context) => {
    if (!isHere) context.skip()
    const report = await inspectJournal(place.where)
    expect(report.findings).toEqual([])
    expect(report.timelines).toMatchObject([
      { id: 'live', entries: ENTRIES, keyframes: 1 },
      { id: 'fork', entries: 30, keyframes: 0 },
    ])
  })

  it('is whole while it is being written', async (context) => {
    if (!isHere) context.skip()
    const own = await make()
    const store = await Store.open(own.where)
    await store.begin(aHeader('live'))
    const over = new AbortController()
    const writing = (async () => {
      for (let n = 0; !over.signal.aborted; n++) {
        await store.commit([{ timeline: 'live', after: n - 1, lines: [{ actor: null, intent: null, input: '{}' }] }], n)
        await new Promise(setImmediate)
      }
    })()
    for (let k = 0; k < 5; k++) expect((await inspectJournal(own.where)).findings).toEqual([])
    over.abort()
    await writing
    await store.close()
    await own.remove()
  })

  it.each([
    ['live, entry 7', [`update entry set input = '{"n":8}' where timeline = 1 and seq = 7`]],
    ['live, entry 7', [`update entry set actor = 'boris' where timeline = 1 and seq = 7`]],
    ['live, entry 7', ['update entry set at_ms = at_ms + 1 where timeline = 1 and seq = 7']],
    ['live, entry 7', [`update entry set hash = '${'0'.repeat(64)}' where timeline = 1 and seq = 7`]],
    ['live, entry 9: entries 9 to 10 are missing', ['delete from entry where timeline = 1 and seq in (9, 10)']],
    ['live, entry 0: it is missing', ['delete from entry where timeline = 1 and seq = 0']],
    ['live, entry 117: the tail is missing', ['delete from entry where timeline = 1 and seq > 116']],
    [
      'live, entry 20',
      [
        'update entry set seq = -1 where timeline = 1 and seq = 20',
        'update entry set seq = 20 where timeline = 1 and seq = 21',
        'update entry set seq = 21 where timeline = 1 and seq = -1',
      ],
    ],
    [
      'live, entry 120',
      [`insert into entry (timeline, seq, at_ms, input, hash) values (1, 120, 1, '{}', '${'1'.repeat(64)}')`],
    ],
    ['fork, entry 3', [`update entry set input = input || ' ' where timeline = 2 and seq = 3`]],
    ['live: its header', [`update timeline set header = replace(header, 'nowhere', 'somewhere') where no = 1`]],
    ['live, entry 119', [`update timeline set head_hash = '${'2'.repeat(64)}' where no = 1`]],
    ['live, entry 60: its keyframe', [`update keyframe set state = NO_BYTES where timeline = 1`]],
    [
      'fork: it was forked from live, entry 100',
      ['delete from entry where timeline = 1', 'delete from timeline where no = 1'],
    ],
    ['timeline number 2', ['delete from timeline where no = 2']],
  ])('is found out at %s', async (where, statements) => {
    if (!isHere) return
    const store = await openDatabase(place.where)
    const undo = new Error('undo')
    // Looked at inside the transaction that changes it, then undone.
    const looking = store.writes.transaction().execute(async (trx) => {
      for (const statement of statements)
        await sql.raw(statement.replace('NO_BYTES', NO_BYTES[store.dialect])).execute(trx)
      const { verifyJournal } = await import('./verify.ts')
      const report = await verifyJournal({ ...store, reads: trx }, [])
      expect(report.isValid).toBe(false)
      expect(
        report.findings.map(said).some((one) => one.startsWith(where)),
        firstOf(report),
      ).toBe(true)
      throw undo
    })
    await expect(looking).rejects.toBe(undo)
    await store.close()
  })
})

describe('the files of a journal', () => {
  const whole = folder()
  const work = folder()
  const { dir } = work.where
  const path = (name: string): string => join(dir, name)
  let bytes: Buffer
  /** As it lies on the disk while the server runs: most of it in the write-ahead file. */
  const running = folder()

  beforeAll(async () => {
    const store = await Store.open(running.where)
    await fill(store)
    cpSync(running.where.dir, whole.where.dir, { recursive: true })
    await store.close()
    bytes = readFileSync(join(running.where.dir, SQLITE_FILE))
  })
  afterAll(() => Promise.all([whole, work, running].map(({ remove }) => remove())))

  const restore = (from: string): void => {
    rmSync(dir, { recursive: true, force: true })
    cpSync(from, dir, { recursive: true })
  }
  const flipped = async (bit: number, ...places: number[]): Promise<Report> => {
    restore(running.where.dir)
    const copy = Buffer.from(bytes)
    for (const at of places) copy[at] = (copy[at] ?? 0) ^ (1 << bit)
    writeFileSync(path(SQLITE_FILE), copy)
    return inspectJournal(work.where)
  }

  /** Where it lies: SQLite leaves old copies of rows in the free space of pages. */
  const copiesOf = (text: string): number[] => {
    const found: number[] = []
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) found.push(at)
    return found
  }

  it('tell which row a bit was flipped in', async () => {
    const random = new Random(11)
    for (let k = 0; k < 25; k++) {
      const timeline = k % 3 === 0 ? 'fork' : 'live'
      const n = Math.floor(random.between(0, timeline === 'fork' ? 30 : FRAME_AT))
      const text = textOf(timeline, n)
      const at = Math.floor(random.between(0, text.length))
      const report = await flipped(Math.floor(random.between(0, 8)), ...copiesOf(text).map((from) => from + at))
      expect(firstOf(report)).toMatch(
        new RegExp(`^${timeline}, entry ${n}: it (is not what was written|cannot be read)`),
      )
    }
  })

  it('give a flipped bit away wherever it is, or it changed nothing that is said', async () => {
    const random = new Random(12)
    const before = await contents(running.where.dir)
    let found = 0
    for (let k = 0; k < 60; k++) {
      const at = Math.floor(random.between(0, bytes.length))
      const isFound = await flipped(Math.floor(random.between(0, 8)), at).then(
        (report) => !report.isValid,
        () => true,
      )
      if (isFound) found++
      else expect(await contents(dir), `byte ${at}`).toEqual(before)
    }
    // Much of the file is free space, with old copies of rows.
    expect(found).toBeGreaterThan(10)
  })

  it('tell that the write-ahead file was cut, flipped or left behind', async () => {
    const wal = `${SQLITE_FILE}-wal`
    restore(whole.where.dir)
    expect((await inspectJournal(work.where)).findings).toEqual([])
    const size = readFileSync(path(wal)).length
    truncateSync(path(wal), size - 1000)
    expect(firstOf(await inspectJournal(work.where))).toContain('fork, entry 0: the tail is torn off')
    restore(whole.where.dir)
    const log = readFileSync(path(wal))
    const middle = Math.floor(log.length / 2)
    log[middle] = (log[middle] ?? 0) ^ 1
    writeFileSync(path(wal), log)
    expect(firstOf(await inspectJournal(work.where))).toMatch(/live, entry \d+: the tail is torn off/)
    rmSync(path(wal))
    expect((await inspectJournal(work.where)).isValid).toBe(false)
  })

  it('with a torn mark are still whole', async () => {
    restore(running.where.dir)
    truncateSync(path(MARK_FILE), 150)
    expect((await inspectJournal(work.where)).findings).toEqual([])
  })

  it('let no server start on a broken chain, nor on a torn one, and it says where', async () => {
    await flipped(1, ...copiesOf(textOf('live', 33)))
    await expect(openStorage(work.where)).rejects.toThrow('the journal is broken: live, entry 33')
    restore(whole.where.dir)
    rmSync(path(`${SQLITE_FILE}-wal`))
    await expect(openStorage(work.where)).rejects.toThrow('the journal is broken: timeline number 1')
  })

  it('are read at the start from the newest entries back, the rest while the city is open', async () => {
    await flipped(1, ...copiesOf(textOf('live', 33)))
    const database = await openDatabase(work.where)
    const open = new AbortController().signal
    expect(await checkStart(database, work.where, 60)).toBeNull()
    expect(await checkRest(database, open, 60)).toMatch(/^the journal is broken: live, entry 33: it (is not|cannot be)/)
    expect(await checkStart(database, work.where, 300)).toContain('live, entry 33')
    expect(await checkRest(database, open, 300)).toBeNull()
    expect(await checkRest(database, AbortSignal.abort(), 60)).toBeNull()
    await database.close()
  })

  it('are judged by the command: 0 whole, 1 not and where, 2 unreadable', async () => {
    const run = (...args: string[]) => {
      const entry = resolve(import.meta.dirname, '../cli/townhall.ts')
      const child = spawnSync(process.execPath, [entry, 'journal', 'verify', ...args], { encoding: 'utf8' })
      return { code: child.status, out: child.stdout, err: child.stderr }
    }
    const good = run(running.where.dir)
    expect(good).toMatchObject({ code: 0, err: '' })
    expect(good.out).toMatch(/live: 120 entries, 1 keyframes, head [0-9a-f]{64}\n.*\nthe journal is whole/)
    await flipped(1, ...copiesOf(textOf('live', 33)))
    const bad = run(dir, '--json')
    expect(bad.code).toBe(1)
    expect(JSON.parse(bad.out)).toMatchObject({ isValid: false, findings: [{ timeline: 'live', seq: 33 }] })
    writeFileSync(path(SQLITE_FILE), 'not a database, though long enough to look at'.repeat(99))
    rmSync(path(MARK_FILE))
    expect(run(dir)).toMatchObject({ code: 2, out: '' })
    await expect(inspectJournal({ dir: path('nowhere') })).rejects.toThrow('there is no journal.db')
  })
})

/** All that a reader of the journal would be told. */
async function contents(dir: string): Promise<unknown> {
  const database = await openDatabase({ dir })
  try {
    const timelines = await database.reads.selectFrom('timeline').selectAll().orderBy('no').execute()
    const entries = await database.reads.selectFrom('entry').selectAll().orderBy('timeline').orderBy('seq').execute()
    const keyframes = await database.reads.selectFrom('keyframe').selectAll().orderBy('seq').execute()
    return { timelines, entries, keyframes }
  } finally {
    await database.close()
  }
}
