// A city in time behind its rooms: what people are shown, what they may command and by which key, forks, and what they
// are told when nothing can be recorded. With the systems that step quickly, in a city of four buildings; a flood takes its time.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { headOf, FIELD, WATCH } from '../../shared/protocol/fields.ts'
import { type Verdict, Verdict as VerdictSchema, VERDICT, Welcome, WELCOME } from '../../shared/protocol/intent.ts'
import { PeopleView } from '../../shared/protocol/people.view.ts'
import { SegmentIndex } from '../../shared/protocol/segment.ts'
import { ask, enter, leaveAll, sdkFor, stillTwin, type TestClient, type TestTown, testTown, until } from './testing.ts'

const command = (client: TestClient, what: object, more: object = {}): Promise<Verdict> =>
  ask(client, { type: 'command', command: what, ...more })
const storm = (entry: string) => ({
  type: 'weather.announce',
  entry,
  fromMs: Date.now() - 3_600_000,
  untilMs: Date.now() + 40 * 3_600_000,
  air: { precipitationMmH: 40, windMS: 26 },
})

describe('a city in time', () => {
  let town: TestTown
  beforeAll(async () => {
    town = await testTown({}, { TOWNHALL_SYSTEMS: 'weather,sensors,alerts,tasks' })
    await until(() => town.twin.counts().isPlaying)
  })
  afterAll(() => town.close())
  afterEach(leaveAll)

  test('shows everybody the same facts, and says when it is ready', async () => {
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    await until(() => ann.state.live.seq > 2 && ann.state.live.gauges.size > 0)
    await until(() => JSON.stringify(ann.state.live.toJSON()) === JSON.stringify(bo.state.live.toJSON()))
    expect(ann.state.live).toMatchObject({ timeline: 'live', status: 'playing' })
    expect(Math.abs(ann.state.live.nowMs - Date.now())).toBeLessThan(5000)
    expect(await (await fetch(`${town.origin}/readyz`)).json()).toMatchObject({
      parts: { journal: true, timeline: true },
    })
    expect(await (await fetch(`${town.origin}/metrics`)).text()).toMatch(/townhall_journal_inputs [1-9]/)
  })

  test('takes commands by role, each once, and refuses in a sentence', async () => {
    const [guest, planner] = [await enter(town, 'Guest'), await enter(town, 'Pavel', town.keys.planner)]
    expect(await command(guest, storm('mine'))).toMatchObject({
      ok: false,
      reason: 'weather.announce needs the role planner',
    })
    const intent = { id: 'once', type: 'command', command: storm('drill') }
    const [first, second] = await Promise.all([ask(planner, intent), ask(planner, intent)])
    expect(first).toMatchObject({ ok: true, seq: expect.any(Number) as number })
    expect(second).toEqual(first)
    expect(await command(planner, storm('drill'))).toMatchObject({
      ok: false,
      reason: 'the announcement drill is there already',
    })
    expect(await command(planner, { type: 'tides.turn' })).toMatchObject({
      ok: false,
      reason: 'no system of this city takes tides.turn',
    })
    expect(await command(planner, storm('x'), { timeline: 'nowhere' })).toMatchObject({
      ok: false,
      reason: 'there is no timeline nowhere',
    })
    expect((await command(planner, { type: 'weather.announce', long: 'x'.repeat(3990) })).ok).toBe(false)
    await until(() => guest.state.live.alerts.size > 0)
    expect(guest.state.live.gauges.get('weather.precipitationMmH')?.value).toBeCloseTo(40, 1)
    expect((await command(planner, { type: 'weather.withdraw', entry: 'drill' })).ok).toBe(true)
    await until(() => guest.state.live.alerts.size === 0)
  })

  test('gives a role by a key, and refuses a key that is none', async () => {
    const room: TestClient = await sdkFor(town).join('city', { key: town.keys.operator }, PeopleView)
    expect(Welcome.parse(await new Promise((heard) => room.onMessage(WELCOME, heard)))).toMatchObject({
      role: 'operator',
    })
    await room.leave()
    await expect(enter(town, 'Eve', 'x'.repeat(22))).rejects.toThrow('that key opens nothing in this city')
  })

  test('sends fields to who watches them, and says what is not understood', async () => {
    const ann = await enter(town, 'Ann')
    const frames: Uint8Array[] = []
    const refusals: Verdict[] = []
    ann.onMessage(FIELD, (frame: Uint8Array) => frames.push(frame))
    ann.onMessage(VERDICT, (raw: unknown) => refusals.push(VerdictSchema.parse(raw)))
    const [layer] = town.twin.layers
    ann.send(WATCH as never, [{ layer: layer?.id, area: null }] as never)
    await until(() => frames.length > 0)
    expect(headOf(frames[0] as Uint8Array)).toMatchObject({ layer: 0, isKeyframe: true })
    ann.send(WATCH as never, { everything: true } as never)
    await until(() => refusals.length > 0)
    expect(refusals[0]).toMatchObject({ ok: false, reason: expect.stringContaining('watching') as string })
  })

  test('runs a fork with a storm ahead while live answers, and leaves a recording of it', async () => {
    const [guest, planner] = [await enter(town, 'Guest'), await enter(town, 'Pavel', town.keys.planner)]
    const wish = { type: 'fork', name: 'storm', hours: 6, commands: [storm('big')] }
    expect(await ask(guest, wish)).toMatchObject({ ok: false, reason: 'a fork needs the role planner' })
    const begun = await ask(planner, wish)
    expect(begun).toMatchObject({ ok: true, timeline: 'storm' })
    const tripsMs: number[] = []
    do {
      const atMs = performance.now()
      expect((await command(planner, { type: 'weather.withdraw', entry: 'none' })).ok).toBe(false)
      tripsMs.push(performance.now() - atMs)
    } while (town.twin.forks()[0]?.status !== 'done' && tripsMs.length < 8)
    await until(() => guest.state.forks.get('storm')?.facts.status === 'done')
    expect(tripsMs.sort((a, b) => a - b)[tripsMs.length >> 1]).toBeLessThan(1000)
    const fork = guest.state.forks.get('storm')
    expect(fork).toMatchObject({ by: 'Pavel', progress: 1, reason: '' })
    expect(fork?.facts.nowMs).toBeGreaterThan(Date.now() + 5 * 3_600_000)
    expect(fork?.facts.alerts.size).toBeGreaterThan(0)
    expect(guest.state.live.alerts.size).toBe(0)
    const index = async (): Promise<SegmentIndex> =>
      SegmentIndex.parse(await (await fetch(`${town.origin}/replay/storm/index.json`)).json())
    await expect.poll(async () => (await index()).tracks[0]?.segments.at(-1)?.toMs).toBeGreaterThan(fork?.untilMs ?? 0)
    expect((await index()).tracks[0]?.segments[0]?.marks).toMatchObject([{ kind: 'weather.announce', text: 'big' }])
    expect(await ask(planner, { type: 'endFork', name: 'storm' })).toMatchObject({ ok: true })
    await until(() => guest.state.forks.size === 0)
  })

  test('forks an earlier moment, and a fork', async () => {
    const planner = await enter(town, 'Pavel', town.keys.planner)
    const atMs = planner.state.live.nowMs - 2000
    const early = await ask(planner, { type: 'fork', name: 'early', hours: 1, from: { timeline: 'live', atMs } })
    expect(early).toMatchObject({ ok: true, timeline: 'early' })
    await until(() => planner.state.forks.get('early')?.facts.status === 'done')
    expect(planner.state.forks.get('early')?.fromMs).toBeLessThanOrEqual(atMs)
    const later = await ask(planner, { type: 'fork', hours: 1, from: { timeline: 'early', seq: 60 } })
    expect(later).toMatchObject({ ok: true, seq: 60, timeline: 'fork' })
    await until(() => planner.state.forks.get('fork')?.facts.status === 'done')
    expect(planner.state.forks.get('fork')?.fromMs).toBeGreaterThan(atMs)
  })

  test('refuses a fork whose command is refused, and one too many', async () => {
    const planner = await enter(town, 'Pavel', town.keys.planner)
    const bad = { type: 'fork', hours: 1, commands: [{ type: 'weather.withdraw', entry: 'none' }] }
    expect(await ask(planner, bad)).toMatchObject({
      ok: false,
      reason: 'there is no announcement none to withdraw',
    })
    expect(await ask(planner, { type: 'fork', hours: 1, from: { timeline: 'nowhere', seq: 1 } })).toMatchObject({
      reason: 'there is no timeline nowhere',
    })
    expect(await ask(planner, { type: 'fork', hours: 1, from: { timeline: 'live', seq: 1e9 } })).toMatchObject({
      reason: 'live was not there yet, or is not there now',
    })
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => ask(planner, { type: 'fork', hours: 24 })))
    expect([one?.ok, two?.ok, three?.ok]).toEqual([true, true, false])
    expect(three).toMatchObject({ reason: expect.stringContaining('forks run already') as string })
    const name = (one?.ok ? one.timeline : undefined) ?? ''
    expect(await ask(planner, { type: 'endFork', name })).toMatchObject({ ok: true })
    await until(() => planner.state.forks.get(name)?.facts.status === 'failed' || !planner.state.forks.has(name))
    expect(town.faults).toEqual([])
  })
})

describe('a journal that is full', () => {
  test('ATTACKS 19: who acts is told so, everybody sees it, and the same act may be tried again', async () => {
    let isFull = true
    let version = 0
    const town = await testTown({
      twin: {
        ...stillTwin(),
        act: () =>
          Promise.resolve(isFull ? { ok: false, reason: 'not recorded: the disk is full' } : { ok: true, seq: 7 }),
        trouble: () => (isFull ? 'the disk is full' : ''),
        version: () => version,
      },
    })
    try {
      const ann = await enter(town, 'Ann')
      const intent = { id: 'again', type: 'command', command: storm('drill') }
      expect(await ask(ann, intent)).toMatchObject({ ok: false, reason: 'not recorded: the disk is full' })
      expect(ann.state.trouble).toBe('the disk is full')
      isFull = false
      version++
      await until(() => ann.state.trouble === '')
      expect(await ask(ann, intent)).toMatchObject({ ok: true, seq: 7 })
      isFull = true
      expect(await ask(ann, intent)).toMatchObject({ ok: true, seq: 7 })
    } finally {
      await leaveAll()
      await town.close()
    }
  })
})
