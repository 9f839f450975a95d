// Alerts by rules: the life of each, hysteresis and hold, silence, several sensors, areas, change and forecast.
import { describe, expect, it } from 'vitest'
import type { PointM } from '../../city/city.ts'
import { NO_OUTPUTS } from '../../city/outputs.ts'
import { encodeCanonical } from '../../kernel/canonical.ts'
import { describeSystem } from '../../kernel/conformance.ts'
import { Random } from '../../kernel/random.ts'
import type { Actor, Observation } from '../../kernel/system.ts'
import { EMPTY_CITY } from '../../kernel/toy.ts'
import { alerts } from './alerts.ts'
import type { AlertsState, Watched } from './life.ts'
import type { Condition, Rule } from './rule.ts'
import { trendOf } from './series.ts'
import { AlertRow, reportRow, ruleRow, unitOf } from './told.ts'

const NOON = Date.UTC(2026, 5, 1, 12)
const olga: Actor = { id: 'abc', role: 'operator', name: 'Olga' }
const rule = (when: Condition, more: Partial<Rule> = {}): Rule => ({
  id: 'test',
  name: { en: 'Test' },
  severity: 'warning',
  when,
  holdS: 0,
  ...more,
})
const high = rule({ is: 'above', of: { key: 'levelM', thing: 'gauge' }, level: 3.5, clearsAt: 3.3 }, { holdS: 60 })
const report = {
  type: 'alerts.report',
  alert: 'cap-storm',
  severity: 'emergency',
  headline: 'Storm over the district',
  sender: 'weather@example.org',
  area: { eastM: 100, northM: 200, radiusM: 500 },
  untilMs: NOON + 3_600_000,
  isDrill: true,
} as const

describeSystem(alerts, {
  city: EMPTY_CITY,
  observations: [
    { thing: 'gauge', key: 'levelM', value: 4, atMs: 0 },
    { thing: 'mast', key: 'pm25UgM3', value: 90, atMs: 0 },
    { thing: 'mast', key: 'mood', value: 90, atMs: 0 },
  ],
  legal: [
    { type: 'alerts.acknowledge', alert: 'river-high' },
    { type: 'alerts.silence', alert: 'river-high', untilMs: 1e6, reason: 'the gauge is being painted' },
    { type: 'alerts.unsilence', alert: 'river-high' },
    { type: 'alerts.setRule', rule: { ...high, id: 'mine', atM: [3, 4] } },
    { type: 'alerts.setRule', rule: { ...high, id: 'other' } },
    { type: 'alerts.removeRule', rule: 'other' },
    report,
    { ...report, alert: 'cap-fire' },
    { type: 'alerts.withdraw', alert: 'cap-fire' },
  ],
  illegal: [
    { command: { type: 'alerts.acknowledge', alert: 'river-high' }, names: 'river-high' },
    { command: { type: 'alerts.acknowledge', alert: 'heat' }, names: 'heat' },
    { command: { type: 'alerts.acknowledge', alert: 'constructor' }, names: 'constructor' },
    { command: { type: 'alerts.silence', alert: 'nothing', untilMs: 1e6, reason: 'x' }, names: 'nothing' },
    { command: { type: 'alerts.silence', alert: 'heat', untilMs: 0, reason: 'x' }, names: 'heat' },
    { command: { type: 'alerts.unsilence', alert: 'heat' }, names: 'heat' },
    { command: { type: 'alerts.removeRule', rule: 'other' }, names: 'other' },
    { command: { type: 'alerts.setRule', rule: { ...high, id: 'cap-storm' } }, names: 'cap-storm' },
    { command: { ...report, alert: 'heat' }, names: 'heat' },
    { command: { ...report, untilMs: 0 }, names: 'cap-storm' },
    { command: { type: 'alerts.withdraw', alert: 'cap-fire' }, names: 'cap-fire' },
  ],
})

/** A city in which time goes on by seconds; `at` places its things. */
function watching(...rules: Rule[]) {
  const state: AlertsState = { ...alerts.create(EMPTY_CITY), watched: [] }
  const random = new Random(1)
  const places: Record<string, PointM> = {}
  let nowMs = NOON
  for (const one of rules) {
    expect(alerts.check(state, { type: 'alerts.setRule', rule: one }, EMPTY_CITY)).toBeNull()
    alerts.apply(state, { type: 'alerts.setRule', rule: one }, olga)
  }
  const pass = (seconds = 1, stepS = 1): void => {
    for (let s = 0; s < seconds; s += stepS) {
      nowMs += stepS * 1000
      alerts.step?.(state, stepS, random, EMPTY_CITY, { ...NO_OUTPUTS, nowMs, thingAtM: (id) => places[id] ?? null })
    }
  }
  pass()
  return {
    state,
    places,
    pass,
    now: () => nowMs,
    hear: (value: number, thing = 'gauge', key = 'levelM') =>
      alerts.observe?.(state, { thing, key, value, atMs: nowMs } satisfies Observation),
    /** Of the first rule. */
    get one(): Watched {
      return state.watched[0] as Watched
    },
  }
}

describe('the life of an alert', () => {
  // By hand: the level goes beyond 3.5 m at second 0, holds 60 s, and counts as gone below 3.3 m only.
  it('is pending, fires after its time, clears below the lower level, and is told at its place', () => {
    const city = watching(high)
    city.places['gauge'] = [12, 34]
    city.hear(3.4)
    city.pass()
    expect(city.one.phase).toBe('normal')
    city.hear(3.6)
    city.pass()
    expect(city.one.phase).toBe('pending')
    city.pass(59)
    expect(city.one.phase).toBe('pending')
    city.pass()
    expect(city.one.phase).toBe('firing')
    expect(alerts.alerts?.(city.state, EMPTY_CITY)).toEqual([
      {
        id: 'alerts/test',
        severity: 'warning',
        atM: [12, 34],
        text: 'Test: 3.6 m, above 3.5 m (gauge)',
        key: 'alert_rule_above',
        values: { name: 'Test', value: 3.6, level: 3.5, unit: 'm', minutes: 0, thing: 'gauge' },
      },
    ])
    city.hear(3.4)
    city.pass(10)
    expect(city.one.phase).toBe('firing')
    city.hear(3.2)
    city.pass()
    expect(city.one.phase).toBe('cleared')
    expect(alerts.alerts?.(city.state, EMPTY_CITY)).toEqual([])
    expect(city.state.happened.map(({ what }) => what)).toEqual(['fired', 'cleared'])
    for (let minute = 0; minute < 61; minute++) {
      city.hear(3.2)
      city.pass(60, 60)
    }
    expect(city.one.phase).toBe('normal')
  })

  it('begins its hold anew when the level falls in between', () => {
    const city = watching(high)
    for (const level of [3.6, 3.2, 3.6]) {
      city.hear(level)
      city.pass(40)
    }
    expect(city.one.phase).toBe('pending')
  })

  it('says who looks after it, and forgets that when it fires anew', () => {
    const city = watching(rule({ is: 'above', of: { key: 'levelM' }, level: 1 }))
    city.hear(2)
    city.pass()
    alerts.apply(city.state, { type: 'alerts.acknowledge', alert: 'test' }, olga)
    expect(city.one.acknowledged).toEqual({ by: 'Olga', atMs: city.now() })
    expect(alerts.check(city.state, { type: 'alerts.acknowledge', alert: 'test' }, EMPTY_CITY)).toEqual({
      reason: 'Olga looks after alert test already',
    })
    city.hear(0)
    city.pass()
    city.hear(2)
    city.pass()
    expect(city.one).toMatchObject({ phase: 'firing', acknowledged: null })
  })

  it('is silenced for a time, goes on being judged, and is told again after', () => {
    const city = watching(rule({ is: 'above', of: { key: 'levelM' }, level: 1 }))
    const silence = { type: 'alerts.silence', alert: 'test', untilMs: city.now() + 60_000, reason: 'painted' } as const
    alerts.apply(city.state, silence, olga)
    city.hear(2)
    city.pass()
    expect(city.one.phase).toBe('firing')
    expect(alerts.alerts?.(city.state, EMPTY_CITY)).toEqual([])
    expect(ruleRow(city.one).silenced).toEqual({ by: 'Olga', untilMs: silence.untilMs, reason: 'painted' })
    city.pass(60)
    expect(alerts.alerts?.(city.state, EMPTY_CITY)).toHaveLength(1)
    const week = { ...silence, untilMs: city.now() + 8 * 86_400_000 }
    expect(alerts.check(city.state, week, EMPTY_CITY)?.reason).toContain('test')
  })

  it('does not clear because its sensor fell silent, and says that it has no data', () => {
    const city = watching(rule({ is: 'above', of: { key: 'levelM', thing: 'gauge' }, level: 1 }, { staleS: 60 }))
    expect(city.one.trouble).toBe('noData')
    city.hear(2)
    city.pass()
    expect(city.one).toMatchObject({ phase: 'firing', trouble: null })
    city.pass(70)
    expect(city.one).toMatchObject({ phase: 'firing', trouble: 'noData' })
  })
})

describe('what rules can ask', () => {
  const isFiring = (city: ReturnType<typeof watching>): boolean => {
    city.pass()
    return city.one.phase === 'firing'
  }

  it('a band, with its margin', () => {
    const city = watching(rule({ is: 'outside', of: { key: 'levelM' }, low: 1, high: 3, margin: 0.2 }))
    const firing = [2, 0.9, 1.1, 1.3, 3.1, 2.9, 2.7].map((level) => {
      city.hear(level)
      return isFiring(city)
    })
    expect(firing).toEqual([false, true, true, false, true, true, false])
  })

  it('silence of a sensor, of the longest silent of a kind, and of one that never spoke', () => {
    const named = watching(rule({ is: 'silent', of: { key: 'levelM', thing: 'gauge' }, forS: 30 }))
    named.pass(29)
    expect(named.one.phase).toBe('normal')
    named.pass(2)
    expect(named.one.phase).toBe('firing')
    named.hear(1)
    expect(isFiring(named)).toBe(false)
    const any = watching(rule({ is: 'silent', of: { key: 'levelM' }, forS: 30 }))
    any.pass(100)
    expect(any.one).toMatchObject({ phase: 'normal', trouble: 'noData' })
    any.hear(1, 'a')
    any.hear(1, 'b')
    any.pass(20)
    any.hear(1, 'b')
    any.pass(15)
    expect(any.one).toMatchObject({ phase: 'firing', cause: { thing: 'a', inS: 35 } })
  })

  it('so many of several sensors, and says what is not known', () => {
    const of = (thing: string): Condition => ({ is: 'above', of: { key: 'levelM', thing }, level: 1 })
    const city = watching(rule({ is: 'atLeast', n: 2, of: [of('a'), of('b'), of('c')] }))
    city.hear(2, 'a')
    city.pass()
    expect(city.one).toMatchObject({ phase: 'normal', trouble: 'noData' })
    city.hear(0, 'b')
    city.hear(0, 'c')
    city.pass()
    expect(city.one).toMatchObject({ phase: 'normal', trouble: null })
    city.hear(2, 'c')
    expect(isFiring(city)).toBe(true)
  })

  it('the mean of an area, and that no place in it is known', () => {
    const of = { key: 'pm25UgM3', within: { eastM: 0, northM: 0, radiusM: 100 }, take: 'mean' } as const
    const city = watching(rule({ is: 'above', of, level: 50 }))
    for (const [thing, value] of [
      ['near', 40],
      ['by', 70],
      ['far', 500],
    ] as const)
      city.hear(value, thing, 'pm25UgM3')
    city.pass()
    expect(city.one.trouble).toBe('error')
    Object.assign(city.places, { near: [10, 0], by: [0, 99], far: [0, 101] })
    expect(isFiring(city)).toBe(true)
    expect(city.one.cause).toMatchObject({ thing: null, value: 55, atM: [0, 0] })
  })

  it('a change within a time, either way', () => {
    const city = watching(rule({ is: 'changed', of: { key: 'levelM' }, by: -0.5, withinS: 300 }))
    const fell = [2, 1.9, 1.8, 1.4].map((level) => {
      city.pass(59)
      city.hear(level)
      return isFiring(city)
    })
    expect(fell).toEqual([false, false, false, true])
    expect(city.one.cause?.level).toBeCloseTo(-0.6, 9)
    city.hear(5)
    expect(isFiring(city)).toBe(false)
  })

  // By hand: 1 cm a minute from 3.00 m; after 20 minutes 3.20 m, so that 3.5 m is 30 minutes away.
  it('a level that the trend reaches', () => {
    const city = watching(rule({ is: 'risingTo', of: { key: 'levelM' }, level: 3.5, withinS: 2400, overS: 1800 }))
    for (let minute = 0; minute <= 20; minute++) {
      city.hear(3 + minute / 100)
      city.pass(60, 60)
    }
    expect(city.one.phase).toBe('firing')
    expect(city.one.cause?.inS).toBeCloseTo(1740, -1)
    const [series] = city.state.series
    const trend = series && trendOf(series, 1800, series.atMs)
    expect(trend?.perS).toBeCloseTo(0.01 / 60, 9)
    expect(trend?.value).toBeCloseTo(3.2, 9)
    for (let minute = 0; minute < 30; minute++) {
      city.hear(3.2)
      city.pass(60, 60)
    }
    expect(city.one.phase).toBe('cleared')
  })

  it('but nothing that could never be, or clears before it fires', () => {
    const state = alerts.create(EMPTY_CITY)
    const refused = (when: Condition): string =>
      alerts.check(state, { type: 'alerts.setRule', rule: rule(when) }, EMPTY_CITY)?.reason ?? ''
    const of = { key: 'levelM' }
    expect(refused({ is: 'above', of, level: 1, clearsAt: 2 })).toContain('rule test')
    expect(refused({ is: 'below', of, level: 1, clearsAt: 0 })).toContain('rule test')
    expect(refused({ is: 'outside', of, low: 2, high: 1 })).toContain('rule test')
    expect(refused({ is: 'changed', of, by: 0, withinS: 1 })).toContain('rule test')
    const leaf: Condition = { is: 'above', of, level: 1 }
    const nested = (n: number): Condition => (n === 0 ? leaf : { is: 'all', of: [nested(n - 1)] })
    expect(refused(nested(4))).toContain('nested')
    expect(
      refused({
        is: 'any',
        of: [1, 2].map((): Condition => ({ is: 'all', of: Array.from({ length: 9 }, () => leaf) })),
      }),
    ).toContain('more than 16')
    expect(refused(nested(3))).toBe('')
  })
})

// Norris, NIST Statistical Reference Datasets, linear regression: y and x, and the certified line.
const NORRIS = [
  [0.1, 0.2],
  [338.8, 337.4],
  [118.1, 118.2],
  [888.0, 884.6],
  [9.2, 10.1],
  [228.1, 226.5],
  [668.5, 666.3],
  [998.5, 996.3],
  [449.1, 448.6],
  [778.9, 777.0],
  [559.2, 558.2],
  [0.3, 0.4],
  [0.1, 0.6],
  [778.1, 775.5],
  [668.8, 666.9],
  [339.3, 338.0],
  [448.9, 447.5],
  [10.8, 11.6],
  [557.7, 556.0],
  [228.3, 228.1],
  [998.0, 995.8],
  [888.8, 887.6],
  [119.6, 120.2],
  [0.3, 0.3],
  [0.6, 0.3],
  [557.6, 556.8],
  [339.3, 339.1],
  [888.0, 887.2],
  [998.5, 999.0],
  [778.9, 779.0],
  [10.2, 11.1],
  [117.6, 118.3],
  [228.9, 229.2],
  [668.4, 669.1],
  [449.2, 448.9],
  [0.2, 0.5],
] as const

it('fits the line that NIST certifies', () => {
  const past = NORRIS.map(([y, x]): [number, number] => [1000 * x, y]).sort(([a], [b]) => a - b)
  const [atMs, value] = past.at(-1) ?? [0, 0]
  const trend = trendOf({ thing: 'a', key: 'b', value, atMs, atM: null, past }, 1000, 0)
  expect(trend?.perS).toBeCloseTo(1.00211681802045, 11)
  expect(trend?.value).toBeCloseTo(-0.262323073774029, 9)
})

it('shows what others report until it is over, drills as such', () => {
  const city = watching()
  alerts.apply(city.state, report, olga)
  expect(alerts.alerts?.(city.state, EMPTY_CITY)).toMatchObject([
    { id: 'alerts/cap-storm', atM: [100, 200], key: 'alert_drill', text: expect.stringContaining('Drill') as string },
  ])
  const rows = [...city.state.reports.map(reportRow), ...city.state.watched.map(ruleRow)]
  for (const row of rows) expect(AlertRow.parse(row)).toEqual(row)
  alerts.apply(city.state, { ...report, headline: 'Worse' }, olga)
  expect(city.state.reports).toMatchObject([{ headline: 'Worse' }])
  city.pass(3600)
  expect(city.state.reports).toEqual([])
  expect(city.state.happened.map(({ what }) => what)).toEqual(['reported', 'ended'])
})

it('knows the units that keys end in', () => {
  expect(
    ['levelM', 'flowM3S', 'pm25UgM3', 'noiseDb', 'vehPerH', 'speedMS', 'rainMmH', 'temperatureC'].map(unitOf),
  ).toEqual(['m', 'm³/s', 'µg/m³', 'dB', '1/h', 'm/s', 'mm/h', '°C'])
  expect(unitOf('positionShare')).toBe('')
})

/** Sensors that wander, fall silent and come back, under the default rules. */
function wander(seed: number, seconds: number): { state: AlertsState; phases: string[] } {
  const random = new Random(seed)
  const state = alerts.create(EMPTY_CITY)
  const level: Record<string, number> = {}
  const phases: string[] = []
  for (let s = 1; s <= seconds; s++) {
    const nowMs = NOON + s * 30_000
    for (const [thing, key, least, most] of [
      ['a', 'levelM', 2, 4.5],
      ['b', 'levelM', 2, 4.5],
      ['m', 'pm25UgM3', 5, 120],
    ] as const) {
      if (random.next() < 0.3) continue
      const before = level[thing] ?? (least + most) / 2
      level[thing] = Math.min(most, Math.max(least, before + (most - least) * 0.1 * random.between(-1, 1)))
      alerts.observe?.(state, { thing, key, value: level[thing], atMs: nowMs - 1000 * random.between(0, 60) })
    }
    const before = state.watched.map(({ phase }) => phase)
    alerts.step?.(state, 30, random, EMPTY_CITY, { ...NO_OUTPUTS, nowMs })
    state.watched.forEach(({ phase }, i) => phases.push(`${before[i]} ${phase}`))
  }
  return { state, phases }
}

it.each([1, 2, 3])('never fires without pending nor clears without firing, seed %i', (seed) => {
  const { state, phases } = wander(seed, 600)
  const allowed = ['normal pending', 'pending firing', 'pending normal', 'firing cleared', 'cleared pending']
  // With no hold it passes through pending in one step.
  const atOnce = ['normal firing', 'cleared firing', 'cleared normal']
  for (const change of new Set(phases)) {
    const [from, to] = change.split(' ')
    if (from !== to) expect([...allowed, ...atOnce]).toContain(change)
  }
  const fired = phases.filter((one) => one.endsWith('firing') && !one.startsWith('firing')).length
  const cleared = phases.filter((one) => one === 'firing cleared').length
  const standing = state.watched.filter(({ phase }) => phase === 'firing').length
  expect(fired).toBeGreaterThan(2)
  expect(fired - cleared).toBe(standing)
  expect(state.series.every(({ past }) => past.length <= 121)).toBe(true)
})

it('plays the same for the same seed', () => {
  const once = encodeCanonical(wander(7, 200).state)
  expect(encodeCanonical(wander(7, 200).state)).toEqual(once)
  expect(wander(7, 200).state.happened.map(({ what, alert }) => `${alert} ${what}`)).toMatchInlineSnapshot(`
    [
      "river-high fired",
      "river-rising fired",
      "air-dust fired",
      "air-dust cleared",
      "air-dust fired",
      "air-dust cleared",
      "air-dust fired",
    ]
  `)
})
