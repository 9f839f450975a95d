import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { Input } from './input.ts'
import type { CitySystem } from './system.ts'
import { EMPTY_CITY, toy, type ToyState } from './toy.ts'
import { Twin } from './twin.ts'

/** Feels the pond, and throws on command. */
const wader: CitySystem<{ depthM: number }, { type: 'wader.fall' }> = {
  id: 'wader',
  version: 1,
  commands: z.strictObject({ type: z.literal('wader.fall') }),
  leastRole: { 'wader.fall': 'visitor' },
  create: () => ({ depthM: -1 }),
  check: () => null,
  apply() {
    throw new Error('splash')
  },
  step(state, _stepS, _random, _city, felt) {
    state.depthM = felt.floodDepthM([0, 0])
  },
}

const operator = { id: 'olga', role: 'operator' } as const
const visitor = { id: 'vera', role: 'visitor' } as const
const opened = (...systems: { id: string; version: number }[]): Input => ({
  kind: 'opened',
  build: 'test',
  atMs: 0,
  systems: systems.map(({ id, version }) => ({ id, version })),
})
const pour: Input = {
  kind: 'command',
  actor: visitor,
  intent: 'i1',
  command: { type: 'toy.pour', basin: 0, volumeM3: 500 },
}
const step = (n: number): Input => ({ kind: 'step', stepS: 1, atMs: n * 1000 })

function wadingPond(): Twin {
  const twin = new Twin([toy, wader], EMPTY_CITY, 7)
  twin.apply(opened(toy, wader))
  return twin
}

it('lets a later system feel an earlier one in the same step', () => {
  const twin = wadingPond()
  twin.apply(pour)
  twin.apply(step(1))
  expect((twin.states.wader as { depthM: number }).depthM).toBeGreaterThan(3)
})

it('goes on from what it saved as if nothing had been, chance included', () => {
  const one = wadingPond()
  one.apply(pour)
  const two = new Twin([toy, wader], EMPTY_CITY, 99)
  two.load(one.save())
  for (let n = 1; n < 20; n++) for (const twin of [one, two]) twin.apply(step(n))
  expect(two.save()).toEqual(one.save())
  expect(two.nowMs).toBe(19_000)
})

it('refuses with a sentence, and reads what it accepts', () => {
  const twin = wadingPond()
  const reason = (type: string, more: object = {}, actor: typeof visitor | typeof operator = visitor) => {
    const judged = twin.judge({ type, ...more }, actor)
    return 'reason' in judged ? judged.reason : ''
  }
  expect(reason('toy.openGate', { gate: 'north' })).toBe('toy.openGate needs the role operator')
  expect(reason('toy.openGate', { gate: 'east' }, operator)).toBe('there is no gate east')
  expect(reason('toy.openGate', {}, operator)).toContain('gate')
  expect(reason('toy.constructor')).toBe('toy has no command toy.constructor')
  expect(reason('tax.raise')).toBe('no system of this city takes tax.raise')
  expect(reason('__proto__')).toContain('no system')
  expect(reason('toy.pour', { basin: 1, volumeM3: Number.NaN })).toContain('volumeM3')
  expect(reason('toy.pour', { basin: 1, volumeM3: 1 })).toBe('')
})

it('judges whatever comes without falling over or changing anything', () => {
  const twin = wadingPond()
  const before = twin.save()
  const type = fc.oneof(
    fc.constantFrom('toy.openGate', 'toy.pour', 'toy.', 'toy', '', '.', 'toy.__proto__', 'constructor.x'),
    fc.string(),
  )
  const fields = fc.dictionary(fc.constantFrom('gate', 'basin', 'volumeM3', '__proto__', 'type2'), fc.anything())
  fc.assert(
    fc.property(type, fields, fc.constantFrom(visitor, operator), (given, more, actor) => {
      const judged = twin.judge({ ...more, type: given }, actor)
      if ('reason' in judged) expect(judged.reason.length).toBeGreaterThan(8)
      expect(twin.save()).toEqual(before)
    }),
    { numRuns: 300 },
  )
})

it('survives a system that throws, and says which', () => {
  const twin = wadingPond()
  const faults = twin.apply({ kind: 'command', actor: visitor, intent: 'i2', command: { type: 'wader.fall' } })
  expect(faults).toMatchObject([{ system: 'wader' }])
  expect(twin.apply(step(1))).toEqual([])
})

it('creates a system that came with a build and forgets one that went', () => {
  const before = new Twin([toy], EMPTY_CITY, 1)
  before.apply(opened(toy))
  before.apply(pour)
  const after = new Twin([toy, wader], EMPTY_CITY, 1)
  after.load(before.save())
  expect(Object.keys(after.states)).toEqual(['toy'])
  after.apply(opened(toy, wader))
  expect(after.states.toy).toEqual(before.states.toy)
  expect(after.states.wader).toEqual({ depthM: -1 })
  const without = new Twin([wader], EMPTY_CITY, 1)
  without.load(after.save())
  without.apply(opened(wader))
  expect(Object.keys(without.states)).toEqual(['wader'])
})

it('begins a system of another version anew, or migrates it, says which, and leaves the others alone', () => {
  const before = wadingPond()
  before.apply(pour)
  before.apply(step(1))
  const bytes = before.save()
  const anew = new Twin([{ ...toy, version: 2 }, wader], EMPTY_CITY, 1)
  expect(anew.load(bytes)).toEqual([{ id: 'toy', version: 1 }])
  expect(anew.states).toEqual({ toy: toy.create(EMPTY_CITY), wader: before.states.wader })
  expect(anew.versions).toEqual([
    { id: 'toy', version: 2 },
    { id: 'wader', version: 1 },
  ])
  const kept = { ...toy, version: 3, migrate: (saved: unknown) => ({ ...(saved as ToyState), poured: 70 }) }
  const migrated = new Twin([kept, wader], EMPTY_CITY, 1)
  expect(migrated.load(bytes)).toHaveLength(1)
  expect(migrated.states.toy).toEqual({ ...(before.states.toy as ToyState), poured: 70 })
  expect(migrated.load(migrated.save())).toEqual([])
  // Back to an older build: what a newer version saved, this one cannot know.
  const back = new Twin([{ ...kept, version: 2 }, wader], EMPTY_CITY, 1)
  expect(back.load(migrated.save())).toEqual([{ id: 'toy', version: 3 }])
  expect(back.states.toy).toEqual(toy.create(EMPTY_CITY))
  const fits = new Twin([toy, wader], EMPTY_CITY, 1)
  expect(fits.load(bytes)).toEqual([])
})
