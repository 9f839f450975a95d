// A journal played: checked, recorded, applied, in that order; replayed, forked, restarted.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AnySystem } from '../../shared/kernel/system.ts'
import { EMPTY_CITY, toy, type ToyState } from '../../shared/kernel/toy.ts'
import { sha256 } from '../journal/chain.ts'
import { type Journal, openStorage, type Storage } from '../journal/journal.ts'
import { KINDS, type Place } from '../journal/testing.ts'
import { Player, type PlayerOptions, type Verdict } from './player.ts'
import { END, replay } from './replay.ts'

const vera = { id: 'vera', role: 'visitor' } as const
const olga = { id: 'olga', role: 'operator' } as const
const pour = (basin: number) => ({ type: 'toy.pour', basin, volumeM3: 5 })
const north = { type: 'toy.openGate', gate: 'north' }
const beginning = { city: 'nowhere', seed: 3, madeAtMs: 1000 }

/** A Postgres may have to be made first. */
const SET_UP_MS = 60_000

describe.each(KINDS)('a timeline played from $name', ({ isHere, make }) => {
  let place: Place
  let storage: Storage
  let timeline = ''
  let tests = 0
  const options = (more: Partial<PlayerOptions> = {}): PlayerOptions => ({
    journal: storage.journal,
    timeline,
    systems: [toy],
    city: EMPTY_CITY,
    build: 'one',
    keyframeEvery: 25,
    ...more,
  })
  const open = (more?: Partial<PlayerOptions>) => Player.open(options(more), beginning)
  const poured = ({ twin }: Pick<Player, 'twin'>) => (twin.states.toy as ToyState).poured
  const entries = () => storage.journal.call('read', { timeline, after: -1, limit: 10_000 })

  beforeAll(async () => {
    if (!isHere) return
    place = await make()
    storage = await openStorage(place.where)
  }, SET_UP_MS)
  beforeEach((context) => {
    if (!isHere) context.skip()
    timeline = `live${++tests}`
  })
  afterAll(async () => {
    if (!isHere) return
    await storage.close()
    await place.remove()
  })

  /** Some of everything. */
  async function play(player: Player, count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      void player.observe({ thing: 'river', key: 'inflowM3S', value: n % 5, atMs: n })
      void player.act(pour(n % 256), vera, `p${n}`)
      await player.step(1, player.twin.nowMs + 1000)
    }
  }

  it('journals what it accepts, then applies it; what it refuses leaves no trace', async () => {
    const player = await open()
    const before = player.stateHash()
    const refused = await player.act(north, vera, 'a')
    expect(refused).toEqual({ ok: false, reason: 'toy.openGate needs the role operator' })
    expect(await player.act({ type: 'toy.openGate', gate: 'up' }, olga, 'b')).toMatchObject({ ok: false })
    expect(await player.act(pour(0), vera, 'bad\u0000intent')).toMatchObject({ ok: false })
    expect(await player.observe({ thing: 'river', key: 'inflowM3S', value: Number.NaN, atMs: 0 })).toMatchObject({
      ok: false,
    })
    expect(await player.act({ ...pour(0), note: 'x'.repeat(70_000) } as never, vera, 'c')).toMatchObject({ ok: false })
    expect(player.stateHash()).toBe(before)
    const count = (await entries()).length
    const verdict = await player.act(north, olga, 'd')
    expect(verdict).toEqual({ ok: true, seq: count })
    expect((await entries()).at(-1)).toMatchObject({ seq: count, actor: 'olga', intent: 'd' })
    expect(player.stateHash()).not.toBe(before)
  })

  it('writes down together what is heard together, and plays it in its order', async () => {
    const player = await open()
    const before = (await entries()).length
    const said = [
      { thing: 'river', key: 'inflowM3S', value: 1, atMs: 1 },
      { thing: 'river', key: 'other', value: 7, atMs: 1 },
      { thing: 'river', key: 'inflowM3S', value: 2, atMs: 1 },
      { thing: 'pond', key: 'levelM', value: 4, atMs: 2 },
      { thing: 'pond', key: '__proto__', value: 3, atMs: 2 },
    ]
    const verdicts = await Promise.all(said.map((one) => player.observe(one)))
    expect(verdicts).toEqual(said.map(() => ({ ok: true, seq: before })))
    const [entry] = (await entries()).slice(before)
    expect(JSON.parse(entry?.input ?? '')).toEqual({
      kind: 'observations',
      all: [
        { thing: 'river', atMs: 1, values: { inflowM3S: 1, other: 7 } },
        { thing: 'river', atMs: 1, values: { inflowM3S: 2 } },
        { thing: 'pond', atMs: 2, values: { levelM: 4 } },
        { thing: 'pond', atMs: 2, values: Object.fromEntries([['__proto__', 3]]) },
      ],
    })
    expect((player.twin.states.toy as ToyState).inflowM3S).toBe(2)
    const { twin } = await replay(storage.journal, options(), { timeline, seq: END }, { isWhole: true })
    expect(sha256(twin.save())).toBe(player.stateHash())
  })

  it('gives a resent intent the same verdict, at once, later, and after a restart', async () => {
    const player = await open()
    const [one, two] = await Promise.all([player.act(north, olga, 'x'), player.act(north, olga, 'x')])
    expect(one).toMatchObject({ ok: true })
    expect(two).toEqual(one)
    const poor = await player.act(pour(1), vera, 'y')
    await player.close()
    const again = await open()
    // The gate is open now, so a new intent would be refused; this one was accepted.
    expect(await again.act(north, olga, 'x')).toEqual(one)
    expect(await again.act(pour(1), vera, 'y')).toEqual(poor)
    expect(poured(again)).toBe(1)
    expect(await again.act(north, olga, 'z')).toMatchObject({ ok: false })
    expect(await again.act(north, vera, 'x')).toMatchObject({ ok: false })
  })

  it('replays to the same bytes, from the nearest keyframe and from the beginning', async () => {
    const player = await open()
    await play(player, 60)
    const house = options()
    for (const isWhole of [undefined, true] as const) {
      const { twin, seq } = await replay(storage.journal, house, { timeline, seq: END }, isWhole ? { isWhole } : {})
      expect(seq).toBe(player.seq)
      expect(sha256(twin.save())).toBe(player.stateHash())
    }
    const at = await replay(storage.journal, house, { timeline, atMs: 20_500 })
    expect(at.twin.nowMs).toBe(20_000)
    const whole = await replay(storage.journal, house, { timeline, seq: at.seq }, { isWhole: true })
    expect(whole.twin.save()).toEqual(at.twin.save())
    expect((await open()).stateHash()).toBe(player.stateHash())
  })

  it('notices a replay that comes out differently', async () => {
    const player = await open()
    await play(player, 20)
    await player.close()
    const wetter: AnySystem = { ...toy, step: (state) => void ((state as ToyState).levelM[0] = 9) } as AnySystem
    const house = options({ systems: [wetter] })
    const whole = replay(storage.journal, house, { timeline, seq: END }, { isWhole: true })
    await expect(whole).rejects.toThrow('is not the state it was')
  })

  it('forks at any input, goes its own way, and leaves the parent alone', async () => {
    const player = await open()
    await play(player, 30)
    const name = `${timeline}/what-if`
    const there = await replay(storage.journal, options(), { timeline, seq: 40 })
    const live = player.stateHash()
    const fork = await Player.fork(options({ timeline: name }), { timeline, seq: 40 }, 5)
    expect(fork.twin.save()).toEqual(there.twin.save())
    await fork.act(north, olga, 'x')
    await play(fork, 10)
    expect(fork.stateHash()).not.toBe(live)
    expect(player.stateHash()).toBe(live)
    await fork.close()
    const again = await Player.open(options({ timeline: name }), beginning)
    expect(again.stateHash()).toBe(fork.stateHash())
    const whole = await replay(storage.journal, options(), { timeline: name, seq: END }, { isWhole: true })
    expect(sha256(whole.twin.save())).toBe(fork.stateHash())
    await expect(Player.fork(options({ timeline: 'no' }), { timeline, seq: 99_999 }, 5)).rejects.toThrow(
      'no input 99999',
    )
  })

  it('notes another build when one opens the journal, and the same build once', async () => {
    const player = await open()
    await player.act(pour(2), vera, 'a')
    await player.close()
    await open()
    const builds = async () => (await entries()).filter(({ input }) => input.startsWith('{"kind":"opened"')).length
    expect(await builds()).toBe(1)
    const other = await open({ build: 'two' })
    expect(await builds()).toBe(2)
    expect(poured(other)).toBe(1)
  })

  it('opens what an older version of a system played, says so, and plays on exactly; the past before is refused', async () => {
    const player = await open()
    await play(player, 30)
    const before = player.seq
    await player.close()
    const notes: string[] = []
    const onNote = (text: string) => void notes.push(text)
    const anew = await open({ systems: [{ ...toy, version: 2 }], build: 'two', onNote })
    expect(notes).toEqual([
      `toy plays at version 2 from input ${before + 2} on: its state begins anew, the journal had version 1`,
    ])
    expect([poured(anew), anew.twin.nowMs]).toEqual([0, player.twin.nowMs])
    await play(anew, 30)
    const house = options({ systems: [{ ...toy, version: 2 }] })
    const to = (seq: number) => replay(storage.journal, house, { timeline, seq })
    for (const seq of [before + 3, before + 40]) expect((await to(seq)).seq).toBe(seq)
    expect(sha256((await to(END)).twin.save())).toBe(anew.stateHash())
    await expect(to(before)).rejects.toThrow(`${timeline} was played with toy 1 then, and this build cannot show it`)
    const whole = replay(storage.journal, house, { timeline, seq: END }, { isWhole: true })
    await expect(whole).rejects.toThrow('played with toy 1')
    const fork = Player.fork({ ...house, timeline: `${timeline}/old` }, { timeline, seq: before }, 5)
    await expect(fork).rejects.toThrow('played with toy 1')
  })

  it('migrates the state of an older version, and plays what a crash left after the last keyframe as far as it is taken', async () => {
    const player = await open({ keyframeEvery: 1e6 })
    await play(player, 10)
    await player.close()
    await player.act(north, olga, 'x')
    await player.act(pour(1), vera, 'y')
    const check: AnySystem['check'] = (_state, { type }) =>
      type === 'toy.openGate' ? { reason: 'gates are gone' } : null
    const migrate = (saved: unknown) => ({ ...(saved as ToyState), poured: (saved as ToyState).poured + 100 })
    const notes: string[] = []
    const newer = { ...toy, check, migrate, version: 2 } as AnySystem
    const after = await open({ systems: [newer], onNote: (text) => notes.push(text) })
    expect(poured(after)).toBe(111)
    expect((after.twin.states.toy as ToyState).open).toEqual({})
    expect(notes.join()).toMatch(/state was taken over from version 1,1 commands .* left out/)
    expect((await open({ systems: [newer] })).stateHash()).toBe(after.stateHash())
    expect(notes).toHaveLength(2)
  })

  it('saves its state sooner where much has been played, so that a start has little to play', async () => {
    const busy: AnySystem['step'] = () => {
      const untilMs = performance.now() + 200
      while (performance.now() < untilMs);
    }
    const player = await open({ systems: [{ ...toy, step: busy } as AnySystem], keyframeEvery: 1e6 })
    for (let n = 1; n <= 9; n++) await player.step(1, n * 1000)
    await expect
      .poll(async () => (await entries()).filter(({ input }) => input.startsWith('{"kind":"keyframe"')).length)
      .toBeGreaterThan(1)
    const last = await storage.journal.call('keyframe', { timeline, seq: END })
    // On a busy machine a step takes longer, and the state is saved after fewer of them.
    expect(player.seq - (last?.seq ?? 0)).toBeLessThan(8)
  })

  it('refuses the one command a system fails on, and goes on', async () => {
    const faults: string[] = []
    const check: AnySystem['check'] = (state, command, city) => {
      if (command.type === 'toy.closeGate') throw new Error('splash')
      return (toy as AnySystem).check(state, command, city)
    }
    const clumsy = { ...toy, check } as AnySystem
    const player = await open({ systems: [clumsy], onFault: ({ system }) => faults.push(system) })
    const [bad, good] = await Promise.all([
      player.act({ type: 'toy.closeGate', gate: 'north' }, olga, 'a'),
      player.act(pour(1), vera, 'b'),
    ])
    expect(bad).toEqual({ ok: false, reason: 'toy failed to check toy.closeGate; nothing was changed' })
    expect(good.ok).toBe(true)
    expect(faults).toEqual(['toy'])
  })

  it('applies nothing the journal refused, and catches up with what it took unheard', async () => {
    let mood: 'well' | 'refusing' | 'deaf' = 'well'
    const moody: Journal = {
      ...storage.journal,
      // The types of what goes through do not change.
      call: (async (name: 'append', given: never) => {
        if (name === 'append' && mood === 'refusing') return { ok: false, reason: 'not recorded: full' }
        const answer = await storage.journal.call(name, given)
        if (name === 'append' && mood === 'deaf') throw new Error('the answer was lost')
        return answer
      }) as Journal['call'],
    }
    const player = await open({ journal: moody })
    const before = player.stateHash()
    mood = 'refusing'
    expect(await player.act(pour(1), vera, 'a')).toEqual({ ok: false, reason: 'not recorded: full' })
    expect(player.stateHash()).toBe(before)
    mood = 'deaf'
    expect(await player.act(pour(1), vera, 'b')).toEqual({ ok: false, reason: 'the answer was lost' })
    expect(player.stateHash()).toBe(before)
    mood = 'well'
    const [b, a] = await Promise.all([player.act(pour(1), vera, 'b'), player.act(pour(1), vera, 'a')])
    expect(b).toMatchObject({ ok: true })
    expect(a).toMatchObject({ ok: true, seq: (b as Verdict & { ok: true }).seq + 1 })
    expect(poured(player)).toBe(2)
  })
})
