// The journal through its storage worker: order, repeats, recovery, forks, and that it says so when it cannot record.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { entryHash, type Line } from './chain.ts'
import { type Flow, GroupCommit } from './group-commit.ts'
import { type Journal, journalOf, openStorage, type Storage } from './journal.ts'
import { outageOf } from './outage.ts'
import { Store } from './store.ts'
import { aHeader, folder, KINDS, type Place } from './testing.ts'

const line = (n: number): Line => ({ actor: 'anna', intent: `i${n}`, input: `{"n":${n}}` })
const bare = (n: number): Line => ({ actor: null, intent: null, input: `{"n":${n}}` })

/** A Postgres may have to be made first. */
const SET_UP_MS = 60_000

describe.each(KINDS)('the journal on $name', ({ isHere, make }) => {
  let place: Place
  let storage: Storage
  let journal: Journal
  /** Of the test that runs. */
  let live = ''
  let tests = 0
  const open = async (): Promise<void> => {
    storage = await openStorage(place.where)
    journal = storage.journal
  }
  const append = (after: number, ...lines: Line[]) => journal.call('append', { timeline: live, after, lines })
  const all = () => journal.call('read', { timeline: live, after: -1, limit: 10_000 })
  const self = async () => (await journal.call('timelines', undefined)).find(({ header }) => header.timeline === live)

  beforeAll(async () => {
    if (!isHere) return
    place = await make()
    await open()
  }, SET_UP_MS)
  beforeEach(async (context) => {
    if (!isHere) context.skip()
    live = `live${++tests}`
    await journal.call('begin', aHeader(live))
  })
  afterAll(async () => {
    if (!isHere) return
    await storage.close()
    await place.remove()
  })

  it('numbers and chains what it is given, and has it after a restart', async () => {
    expect(await append(-1, line(0), bare(1))).toEqual({
      ok: true,
      at: [
        { seq: 0, isRepeat: false },
        { seq: 1, isRepeat: false },
      ],
    })
    const before = await self()
    await storage.close()
    await open()
    expect(await self()).toEqual(before)
    const entries = await all()
    expect(entries).toMatchObject([line(0), bare(1)])
    expect(entries[1]?.hash).toBe(entryHash(entries[0]?.hash ?? '', entries[1] ?? ({} as never)))
    expect(before).toMatchObject({ seq: 1, hash: entries[1]?.hash })
  })

  it('writes a resent intent once, whether it comes in the same commit, later, or after a restart', async () => {
    await append(-1, line(0), line(1), line(0))
    expect(await append(1, line(1), bare(5), line(2))).toMatchObject({
      at: [
        { seq: 1, isRepeat: true },
        { seq: 2, isRepeat: false },
        { seq: 3, isRepeat: false },
      ],
    })
    await storage.close()
    await open()
    expect(await append(3, ...Array.from({ length: 100 }, (_, n) => line(n % 3)))).toMatchObject({ ok: true })
    expect(await all()).toHaveLength(4)
    expect(await journal.call('find', { timeline: live, actor: 'anna', intent: 'i2' })).toBe(3)
    expect(await journal.call('find', { timeline: live, actor: 'boris', intent: 'i2' })).toBeNull()
  })

  it('keeps the order of a thousand appends asked at once', async () => {
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, n) => append(n - 1, line(n))))
    expect(answers.map((answer) => answer.ok && answer.at[0]?.seq)).toEqual(answers.map((_, n) => n))
    expect((await all()).map(({ input }) => input)).toEqual(answers.map((_, n) => line(n).input))
  })

  it('refuses a writer that does not know the end, and lets the others go on', async () => {
    await journal.call('begin', aHeader('other'))
    const [stale, good] = await Promise.all([
      append(7, line(0)),
      journal.call('append', { timeline: 'other', after: -1, lines: [line(0)] }),
    ])
    expect(stale).toEqual({ ok: false, reason: `${live} is at -1, not 7`, isBehind: true })
    expect(good.ok).toBe(true)
    expect(await journal.call('append', { timeline: 'none', after: -1, lines: [line(0)] })).toMatchObject({ ok: false })
    await expect(journal.call('begin', aHeader('other'))).rejects.toThrow('already a timeline other')
  })

  it('keeps keyframes and finds the nearest, by input and by time', async () => {
    const state = (n: number) => Uint8Array.of(n, 255, 0)
    await append(-1, line(0))
    const keyframe = (after: number, atMs: number) =>
      journal.call('append', { timeline: live, after, lines: [bare(after)], keyframe: { atMs, state: state(atMs) } })
    await keyframe(0, 10)
    await append(1, line(1))
    await keyframe(2, 20)
    const at = async (place: { seq: number } | { atMs: number }) =>
      (await journal.call('keyframe', { timeline: live, ...place }))?.state
    expect(await at({ seq: 99 })).toEqual(state(20))
    expect(await at({ seq: 2 })).toEqual(state(20))
    expect(await at({ seq: 1 })).toEqual(state(10))
    expect(await at({ seq: -1 })).toBeUndefined()
    expect(await at({ atMs: 19.5 })).toEqual(state(10))
    expect(await at({ atMs: 9 })).toBeUndefined()
  })

  it('ties a fork to the entry it left', async () => {
    await append(-1, line(0), line(1))
    const fork = await journal.call('begin', { ...aHeader('fork'), parent: { timeline: live, seq: 1 } })
    expect(fork.header.parent?.hash).toBe((await all())[1]?.hash)
    const nowhere = { ...aHeader('fork2'), parent: { timeline: live, seq: 2 } }
    await expect(journal.call('begin', nowhere)).rejects.toThrow(`${live} has no entry 2`)
  })

  it('loses and doubles nothing while its connections break', async (context) => {
    const { cut } = place
    if (!cut) context.skip()
    const refused = new Set<string>()
    for (let n = 0; n < 40; n++) {
      if (n % 8 === 0) void cut?.()
      // As a player does: asks where the journal is, and again with the same intent.
      await expect
        .poll(async () => {
          const answer = await append((await self())?.seq ?? -1, line(n))
          if (answer.ok) return true
          refused.add(answer.reason)
          return false
        })
        .toBe(true)
    }
    for (const reason of refused) expect(reason).toBe('not recorded: the database does not answer')
    await expect.poll(async () => (await all().catch(() => [])).length).toBe(40)
    expect((await all()).map(({ intent }) => intent)).toEqual(Array.from({ length: 40 }, (_, n) => `i${n}`))
  })

  it('lets a second server only go on from where the first one is', async () => {
    const second = await openStorage(place.where)
    const appendThere = (after: number) =>
      second.journal.call('append', { timeline: live, after, lines: [line(after + 50)] })
    expect(await append(-1, line(0))).toMatchObject({ ok: true })
    expect(await appendThere(-1)).toMatchObject({ ok: false, isBehind: true })
    expect(await appendThere(0)).toMatchObject({ ok: true, at: [{ seq: 1 }] })
    expect(await append(0, line(7))).toMatchObject({ ok: false, isBehind: true })
    expect(await append(1, line(7))).toMatchObject({ ok: true, at: [{ seq: 2 }] })
    await second.close()
  })

  it('serves another thread by a port of its own', async () => {
    const port = storage.port()
    const other = journalOf(port)
    expect(await other.call('append', { timeline: live, after: -1, lines: [line(0)] })).toMatchObject({ ok: true })
    expect(await all()).toHaveLength(1)
    port.close()
  })
})

it.each([
  [{ errcode: 13 }, 'the disk is full'],
  [{ errcode: 778 }, 'the disk does not take the journal (I/O error)'],
  [{ errcode: 5 }, 'another program holds the journal'],
  [{ errcode: 1555 }, null],
  [{ code: '57P01' }, 'the database does not answer'],
  [{ code: 'ECONNREFUSED' }, 'the database does not answer'],
  [{ code: '53100' }, 'the database has no room left'],
  [{ code: '23505' }, null],
  [{}, null],
])('knows whether %j is an outage', (what, said) => {
  expect(outageOf(Object.assign(new Error('x'), what))).toBe(said)
  expect(outageOf(new AggregateError([Object.assign(new Error('y'), what)]))).toBe(said)
})

describe('a disk that fails', () => {
  it('is full: refuses with the reason, acknowledges nothing, and goes on by itself when there is room', async () => {
    const { where, remove } = folder()
    const store = await Store.open(where)
    const flows: Flow[] = []
    const commits = new GroupCommit(store, { now: () => 1, onFlow: (flow) => flows.push(flow), retryMs: 5 })
    await commits.between(() => store.begin(aHeader('live')))
    const { page_count: pages = 0 } =
      (await sql<{ page_count: number }>`pragma page_count`.execute(store.database.writes)).rows[0] ?? {}
    const limit = (n: number) => sql.raw(`pragma max_page_count = ${n}`).execute(store.database.writes)
    await limit(pages + 4)
    const big = (n: number): Line => ({ ...line(n), input: JSON.stringify('x'.repeat(5000)) })
    let seq = -1
    for (;;) {
      const answer = await commits.append({ timeline: 'live', after: seq, lines: [big(seq + 1)] })
      if (!answer.ok) {
        expect(answer.reason).toBe('not recorded: the disk is full')
        break
      }
      seq++
    }
    expect(seq).toBeGreaterThanOrEqual(0)
    expect(await commits.append({ timeline: 'live', after: seq, lines: [line(900)] })).toMatchObject({ ok: false })
    expect(flows).toEqual([{ isFlowing: false, reason: 'the disk is full' }])
    await limit(1_000_000)
    await expect.poll(() => commits.flow.isFlowing).toBe(true)
    expect(flows).toHaveLength(2)
    const after = await commits.append({ timeline: 'live', after: seq, lines: [line(901)] })
    expect(after).toMatchObject({ ok: true, at: [{ seq: seq + 1 }] })
    expect(await store.read({ timeline: 'live', after: -1, limit: 999 })).toHaveLength(seq + 2)
    await commits.close()
    await store.close()
    await remove()
  })

  it('is slow: keeps what it has, lets others wait so long and no longer, and says so', async () => {
    const { where, remove } = folder()
    const store = await Store.open(where)
    await store.begin(aHeader('live'))
    let go: () => void = () => {}
    const slow: Pick<Store, 'commit'> = {
      async commit(appends, nowMs) {
        await new Promise<void>((done) => (go = done))
        return store.commit(appends, nowMs)
      },
    }
    const flows: Flow[] = []
    const options = { now: () => 1, slowMs: 5, patienceMs: 1000, onFlow: (flow: Flow) => flows.push(flow) }
    const commits = new GroupCommit(slow as Store, options)
    const first = commits.append({ timeline: 'live', after: -1, lines: [line(0)] })
    await expect.poll(() => commits.flow.isFlowing).toBe(false)
    const append = (after: number) => commits.append({ timeline: 'live', after, lines: [line(after + 1)] })
    expect(await append(0)).toEqual({ ok: false, reason: 'not recorded: the database is slow to answer' })
    const third = append(0)
    go()
    expect(await first).toMatchObject({ ok: true })
    const over = setInterval(() => go(), 5)
    expect(await third).toMatchObject({ ok: true })
    clearInterval(over)
    expect(flows[0]).toMatchObject({ isFlowing: false })
    await expect.poll(() => commits.flow.isFlowing).toBe(true)
    await commits.close()
    await store.close()
    await remove()
  })

  it('is whole, but the journal on it is not: nothing is recorded any more, and why is said', async () => {
    const { where, remove } = folder()
    const store = await Store.open(where)
    await store.begin(aHeader('live'))
    const flows: Flow[] = []
    const commits = new GroupCommit(store, { now: () => 1, retryMs: 5, onFlow: (flow) => flows.push(flow) })
    const append = (after: number) => commits.append({ timeline: 'live', after, lines: [line(after)] })
    const asked = append(-1)
    commits.halt('the journal is broken: live, entry 33')
    expect(await asked).toMatchObject({ ok: true })
    expect(await append(0)).toEqual({ ok: false, reason: 'not recorded: the journal is broken: live, entry 33' })
    expect(flows).toEqual([{ isFlowing: false, reason: 'the journal is broken: live, entry 33' }])
    await commits.close()
    await store.close()
    await remove()
  })

  it('does not take writes: refuses everything in the commit, and loses nothing that was acknowledged', async () => {
    const { where, remove } = folder()
    const store = await Store.open(where)
    await store.begin(aHeader('live'))
    let isBroken = false
    const fail = () =>
      Promise.reject(Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 778 }))
    const failing = new Proxy(store, {
      get(target, name) {
        if (isBroken && (name === 'commit' || name === 'tryDisk')) return fail
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const commits = new GroupCommit(failing, { now: () => 1, retryMs: 5 })
    const append = (after: number) => commits.append({ timeline: 'live', after, lines: [line(after)] })
    expect(await append(-1)).toMatchObject({ ok: true })
    isBroken = true
    const refused = await Promise.all([append(0), append(1), append(2)])
    for (const answer of refused)
      expect(answer).toEqual({ ok: false, reason: 'not recorded: the disk does not take the journal (I/O error)' })
    isBroken = false
    await expect.poll(() => commits.flow.isFlowing).toBe(true)
    expect(await append(0)).toMatchObject({ ok: true, at: [{ seq: 1 }] })
    await commits.close()
    expect(await append(1)).toEqual({ ok: false, reason: 'the journal is closed' })
    await store.close()
    await remove()
  })
})
