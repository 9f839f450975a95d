import { expect, it } from 'vitest'
import { type ForkShown, type Looking, lookingAt, mayPlan, rangeOf, stepOf, ticksOf, TimeModel } from './time-model.ts'

const HOUR_MS = 3_600_000
const NOW_MS = 1_800_000_000_000
const fork = (name: string, hours: number, status = 'done'): ForkShown => ({
  name,
  by: 'Aigerim',
  fromMs: NOW_MS - HOUR_MS,
  untilMs: NOW_MS + hours * HOUR_MS,
  progress: 1,
  status,
  reason: '',
})
const facts = (nowMs: number, value = 1) => ({
  nowMs,
  seq: 0,
  alerts: [],
  indicators: [{ id: 'weather.wind', label: 'Wind', value, unit: 'm/s' }],
  gauges: [],
})

it('reaches from the first recorded moment to the furthest that a finished fork foresees', () => {
  const recorded = { fromMs: NOW_MS - 5 * HOUR_MS, toMs: NOW_MS - 30_000 }
  expect(rangeOf(NOW_MS, recorded, [])).toEqual({ fromMs: NOW_MS - 5 * HOUR_MS, toMs: NOW_MS })
  expect(rangeOf(NOW_MS, recorded, [fork('a', 2), fork('b', 6, 'playing')]).toMs).toBe(NOW_MS + 2 * HOUR_MS)
  const empty = rangeOf(NOW_MS, null, [])
  expect(empty.toMs - empty.fromMs).toBe(600_000)
})

it('moves by steps that clocks have', () => {
  expect(stepOf({ fromMs: 0, toMs: 600_000 })).toBe(1000)
  expect(stepOf({ fromMs: 0, toMs: HOUR_MS })).toBe(10_000)
  expect(stepOf({ fromMs: 0, toMs: 48 * HOUR_MS })).toBe(300_000)
})

it('looks at the past behind now, live about now, and at a fork ahead of it', () => {
  const at = (ms: number, forks: readonly ForkShown[], looking: Looking = { is: 'live' }) =>
    lookingAt(ms, { nowMs: NOW_MS, stepMs: 10_000, looking, forks })
  expect(at(NOW_MS - HOUR_MS, [])).toEqual({ is: 'past', atMs: NOW_MS - HOUR_MS })
  expect(at(NOW_MS - 9000, [])).toEqual({ is: 'live' })
  expect(at(NOW_MS + HOUR_MS, [])).toEqual({ is: 'live' })
  const both = [fork('short', 2), fork('long', 6), fork('running', 9, 'playing')]
  expect(at(NOW_MS + HOUR_MS, both)).toMatchObject({ is: 'fork', name: 'long' })
  expect(at(NOW_MS + 8 * HOUR_MS, both)).toEqual({ is: 'live' })
})

it('stays in the fork one looks at while the slider is within it', () => {
  const looking: Looking = { is: 'fork', name: 'short', atMs: NOW_MS }
  const at = (ms: number) =>
    lookingAt(ms, { nowMs: NOW_MS, stepMs: 10_000, looking, forks: [fork('short', 2), fork('long', 6)] })
  expect(at(NOW_MS - HOUR_MS / 2)).toMatchObject({ is: 'fork', name: 'short' })
  expect(at(NOW_MS + 5 * HOUR_MS)).toMatchObject({ is: 'fork', name: 'long' })
  expect(at(NOW_MS - 2 * HOUR_MS)).toMatchObject({ is: 'past' })
})

it('draws marks that are too near each other as one tick, and none outside the slider', () => {
  const mark = (atMs: number) => ({ atMs, kind: 'weather.announce', text: String(atMs) })
  const ticks = ticksOf([-5, 10, 11, 500, 2000].map(mark), { fromMs: 0, toMs: 1000 })
  expect(ticks.map(({ at, marks }) => [at, marks.length])).toEqual([
    [0.01, 2],
    [0.5, 1],
  ])
})

it('tells of the moment one looks at, and shows nothing of time where there is no twin', () => {
  const model = new TimeModel()
  expect([model.hasTwin.value, model.atMs.value]).toEqual([false, 0])
  model.live.value = { ...facts(NOW_MS), indicators: [] }
  expect(model.hasTwin.value).toBe(false)
  model.live.value = facts(NOW_MS, 3)
  expect([model.hasTwin.value, model.atMs.value, model.facts.value?.indicators[0]?.value]).toEqual([true, NOW_MS, 3])
  model.looking.value = { is: 'past', atMs: NOW_MS - HOUR_MS }
  model.seen.value = facts(NOW_MS - HOUR_MS, 7)
  expect([model.atMs.value, model.facts.value?.indicators[0]?.value]).toEqual([NOW_MS - HOUR_MS, 7])
  expect(model.live.value.indicators[0]?.value).toBe(3)
})

it('lets planners and operators plan, and nobody else', () => {
  expect((['visitor', 'participant', 'planner', 'operator'] as const).map(mayPlan)).toEqual([false, false, true, true])
})
