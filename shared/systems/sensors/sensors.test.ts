import { describe, expect, it } from 'vitest'
import { NO_OUTPUTS } from '../../city/outputs.ts'
import { decodeCanonical, encodeCanonical } from '../../kernel/canonical.ts'
import { describeSystem } from '../../kernel/conformance.ts'
import { Random, seedOf } from '../../kernel/random.ts'
import { EMPTY_CITY } from '../../kernel/toy.ts'
import { nearestLink } from './ground.ts'
import { isStale, MOST_SENSORS, NUMBERS, sensorOf, sensors, type SensorsCommand, type SensorsState } from './sensors.ts'

const LINK = {
  fromNode: 0,
  toNode: 1,
  upM: [0, 0],
  roadClass: 'primary',
  lanesForward: 1,
  lanesBackward: 1,
  lanesSource: 'synthetic',
  speedKmh: 50,
  speedSource: 'synthetic',
  widthM: 7,
  isBridge: false,
  isTunnel: false,
  layer: 0,
  isLit: false,
  lengthM: 400,
  source: 0,
} as const
const city = {
  ...EMPTY_CITY,
  links: [
    { ...LINK, id: 'way/1#0', line: [-200, 0, 200, 0] },
    { ...LINK, id: 'way/2#0', line: [0, -300, 0, 300] },
  ],
}
const level = { key: 'levelM', unit: 'm', min: 0, max: 8, step: 0.01, scale: 'water' }
const gauge = {
  type: 'sensors.placeSensor',
  thing: 'gauge-1',
  name: 'Ishim at the footbridge',
  kind: 'gauge',
  eastM: 10,
  northM: 20,
  upM: 2,
  truth: 'synthetic',
  quantities: [level],
} as const satisfies SensorsCommand
const bus = { ...gauge, thing: 'bus-12', name: 'Bus 12', kind: 'bus', quantities: [{ ...level, key: 'speedMS' }] }
const operator = { id: 'server', role: 'operator' } as const
const said = (thing: string, key: string, value: number, atMs: number) => ({ thing, key, value, atMs })

describeSystem(sensors, {
  city,
  observations: [said('gauge-1', 'levelM', 1, 5)],
  legal: [
    gauge,
    { ...bus, type: 'sensors.placeSensor', truth: 'measured' },
    { ...gauge, thing: 'loop-1', kind: 'loop', linkId: 'way/1#0', quantities: [{ ...level, key: 'vehPerH' }] },
    { ...gauge, eastM: 30 },
    { type: 'sensors.removeSensor', thing: 'loop-1' },
  ],
  illegal: [
    { command: { ...gauge, eastM: 30 }, names: 'gauge-1' },
    { command: { ...gauge, thing: 'g-2', eastM: 9000 }, names: 'g-2 lies outside the city' },
    { command: { ...gauge, thing: 'g-3', name: '  ' }, names: 'g-3 has no name' },
    { command: { ...gauge, thing: 'g-4', quantities: [] }, names: 'g-4 measures nothing' },
    { command: { ...gauge, thing: 'g-5', quantities: [{ ...level, max: 0 }] }, names: 'levelM of the sensor g-5' },
    { command: { ...gauge, thing: 'g-6', quantities: [level, level] }, names: 'levelM twice' },
    { command: { ...gauge, thing: 'g-7', linkId: 'way/9#9' }, names: 'way/9#9' },
    { command: { type: 'sensors.removeSensor', thing: 'loop-1' }, names: 'loop-1' },
  ],
})

function placed(...commands: SensorsCommand[]): SensorsState {
  const state = sensors.create(city)
  for (const command of commands) {
    expect(sensors.check(state, command, city)).toBeNull()
    sensors.apply(state, command, operator)
  }
  return state
}
const stepTo = (state: SensorsState, nowMs: number): void =>
  sensors.step?.(state, 1, new Random(1), city, { ...NO_OUTPUTS, nowMs })

describe('what is heard', () => {
  it('is taken of placed sensors and their quantities, the newest of each, and of nothing else', () => {
    const state = placed(gauge)
    for (const one of [said('gauge-1', 'levelM', 2, 2000), said('gauge-1', 'levelM', 1, 1000)])
      sensors.observe?.(state, one)
    for (const one of [said('gauge-1', 'mood', 1, 3000), said('gauge-9', 'levelM', 1, 3000)])
      sensors.observe?.(state, one)
    sensors.observe?.(state, said('constructor', 'levelM', 1, 3000))
    expect(Object.keys(state.sensors)).toEqual(['gauge-1'])
    expect(sensorOf(state, 'gauge-1')?.values).toEqual({ levelM: { value: 2, atMs: 2000, quality: 'good' } })
    expect(sensorOf(state, 'gauge-1')?.heardAtMs).toBe(2000)
    sensors.observe?.(state, said('gauge-1', 'levelM', 8.5, 4000))
    expect(sensorOf(state, 'gauge-1')?.values['levelM']?.quality).toBe('doubtful')
  })

  it('ages: five usual periods of silence are too many', () => {
    const state = placed(gauge)
    const sensor = () => sensorOf(state, 'gauge-1') as NonNullable<ReturnType<typeof sensorOf>>
    expect(isStale(sensor(), 1000)).toBe(true)
    for (let k = 1; k <= 10; k++) sensors.observe?.(state, said('gauge-1', 'levelM', 1, k * 60_000))
    expect(sensor().periodS).toBeCloseTo(60, 9)
    expect(isStale(sensor(), 600_000 + 299_000)).toBe(false)
    expect(isStale(sensor(), 600_000 + 301_000)).toBe(true)
    // A night of silence is no period.
    sensors.observe?.(state, said('gauge-1', 'levelM', 1, 600_000 + 8 * 3_600_000))
    expect(sensor().periodS).toBeLessThan(60 * 3)
  })

  it('is not silenced by a clock that is far ahead', () => {
    const state = placed(gauge)
    stepTo(state, 100_000)
    sensors.observe?.(state, said('gauge-1', 'levelM', 1, 9e12))
    stepTo(state, 200_000)
    sensors.observe?.(state, said('gauge-1', 'levelM', 2, 199_000))
    expect(sensorOf(state, 'gauge-1')?.values['levelM']).toMatchObject({ value: 2, atMs: 199_000 })
  })
})

describe('a bus', () => {
  it('is where it says, both halves together, and heads and drives as its way tells', () => {
    const state = placed({ ...bus, type: 'sensors.placeSensor', truth: 'synthetic' })
    const drive = (eastM: number, northM: number, atMs: number): void => {
      sensors.observe?.(state, said('bus-12', 'eastM', eastM, atMs))
      sensors.observe?.(state, said('bus-12', 'northM', northM, atMs))
    }
    drive(0, 0, 10_000)
    sensors.observe?.(state, said('bus-12', 'eastM', 30, 15_000))
    // Half a place is none.
    expect(sensorOf(state, 'bus-12')).toMatchObject({ eastM: 0, northM: 0 })
    sensors.observe?.(state, said('bus-12', 'northM', 40, 15_000))
    // 30 m east and 40 m north are 50 m, in 5 s: 10 m/s; atan2(30, 40) is 0.6435 from north.
    expect(sensorOf(state, 'bus-12')).toMatchObject({ eastM: 30, northM: 40, motion: { speedMS: 10 } })
    expect(sensorOf(state, 'bus-12')?.motion?.headingRad).toBeCloseTo(0.6435, 4)
    expect(sensorOf(state, 'bus-12')?.heardAtMs).toBe(15_000)
    sensors.observe?.(state, said('bus-12', 'headingRad', 1.5, 16_000))
    drive(30, 90, 20_000)
    expect(sensorOf(state, 'bus-12')?.motion?.headingRad).toBe(1.5)
    sensors.observe?.(state, said('bus-12', 'eastM', 1e9, 21_000))
    expect(sensorOf(state, 'bus-12')?.eastM).toBe(30)
  })
})

describe('placing', () => {
  it('keeps number and values of a thing that is placed anew, and gives no number twice', () => {
    const state = placed(gauge, { ...gauge, thing: 'gauge-2' })
    sensors.observe?.(state, said('gauge-1', 'levelM', 2, 2000))
    sensors.apply(state, { ...gauge, eastM: 50 }, operator)
    expect(sensorOf(state, 'gauge-1')).toMatchObject({ number: 0, eastM: 50, values: { levelM: { value: 2 } } })
    sensors.apply(state, { type: 'sensors.removeSensor', thing: 'gauge-1' }, operator)
    sensors.apply(state, { ...gauge, thing: 'gauge-3' }, operator)
    expect(sensorOf(state, 'gauge-3')?.number).toBe(2)
  })

  it('refuses one more than there is room for, by its name', () => {
    const state = sensors.create(city)
    for (let k = 0; k < MOST_SENSORS; k++) sensors.apply(state, { ...gauge, thing: `g${k}` }, operator)
    expect(sensors.check(state, gauge, city)?.reason).toContain(`no room for the sensor gauge-1`)
    expect(sensors.check(state, { ...gauge, thing: 'g7', eastM: 11 }, city)).toBeNull()
  })

  it('finds the link that passes nearest', () => {
    expect(nearestLink(city, 100, 8, 30)).toBe(0)
    expect(nearestLink(city, 5, 150, 30)).toBe(1)
    expect(nearestLink(city, 100, 80, 30)).toBeNull()
  })
})

describe('whatever happens', () => {
  it('numbers stay apart and below their end, and the state of a fixed seed stays the same', () => {
    const random = new Random(11)
    const below = (n: number): number => Math.floor(random.between(0, n))
    const state = sensors.create(city)
    for (let k = 0; k < 3000; k++) {
      const id = `s${below(40)}`
      const kind = below(3) === 0 ? 'bus' : 'gauge'
      const place = { ...gauge, thing: id, kind, eastM: below(100), northM: below(100) } as const
      const command: SensorsCommand = below(9) === 0 ? { type: 'sensors.removeSensor', thing: id } : place
      if (below(4) === 0 && !sensors.check(state, command, city)) sensors.apply(state, command, operator)
      const key = ['levelM', 'eastM', 'northM', 'headingRad'][below(4)] as string
      sensors.observe?.(state, said(id, key, random.between(-500, 500), k * 100 + below(900)))
      stepTo(state, k * 100)
      const numbers = Object.values(state.sensors).map(({ number }) => number)
      expect(new Set(numbers).size).toBe(numbers.length)
      expect(state.count).toBe(numbers.length)
      expect(numbers.every((n) => n >= 0 && n < NUMBERS)).toBe(true)
    }
    expect(decodeCanonical(encodeCanonical(state))).toEqual(state)
    expect(seedOf(JSON.stringify(state))).toMatchInlineSnapshot(`-854268753`)
  })
})
