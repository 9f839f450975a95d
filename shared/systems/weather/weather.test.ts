import { describe, expect, it } from 'vitest'
import { NO_OUTPUTS } from '../../city/outputs.ts'
import { describeSystem } from '../../kernel/conformance.ts'
import { Random } from '../../kernel/random.ts'
import { EMPTY_CITY } from '../../kernel/toy.ts'
import { sunlightWPerM2, sunSine, usualTemperatureC } from './climate.ts'
import { weather, type WeatherState } from './weather.ts'

const ASTANA = { lon: 71.43, lat: 51.13 }
const city = { ...EMPTY_CITY, origin: ASTANA }
const HOUR_MS = 3_600_000
const JUNE = Date.UTC(2026, 5, 21)
const JANUARY = Date.UTC(2026, 0, 10)
const planner = { id: 'pavel', role: 'planner' } as const

const storm = {
  type: 'weather.announce',
  entry: 'storm',
  untilMs: 12 * HOUR_MS,
  air: { precipitationMmH: 30, windMS: 26, windFromDeg: 270, temperatureC: 12, cloud: 1 },
} as const

describeSystem(weather, {
  city,
  observations: [
    { thing: 'station', key: 'temperatureC', value: 3, atMs: 0 },
    { thing: 'station', key: 'mood', value: 1, atMs: 0 },
  ],
  legal: [
    storm,
    { type: 'weather.announce', entry: 'fog', fromMs: 0, untilMs: HOUR_MS, air: { visibilityM: 80 } },
    { type: 'weather.withdraw', entry: 'fog' },
  ],
  illegal: [
    { command: storm, names: 'storm' },
    { command: { type: 'weather.withdraw', entry: 'fog' }, names: 'fog' },
    { command: { type: 'weather.announce', entry: 'past', fromMs: 9, untilMs: 8, air: { cloud: 1 } }, names: 'past' },
    { command: { type: 'weather.announce', entry: 'void', untilMs: 1e12, air: {} }, names: 'void' },
  ],
})

/** The weather of `hours` from `fromMs` in steps of `stepS`. */
function run(
  fromMs: number,
  hours: number,
  stepS = 60,
  seed = 1,
  start?: (state: WeatherState) => void,
): WeatherState[] {
  const state = weather.create(city)
  const random = new Random(seed)
  const states: WeatherState[] = []
  for (let t = 0; t < hours * 3600; t += stepS) {
    weather.step?.(state, stepS, random, city, { ...NO_OUTPUTS, nowMs: fromMs + (t + stepS) * 1000 })
    if (t === 0) start?.(state)
    states.push({ ...state, ground: { ...state.ground } })
  }
  return states
}
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

describe('sun and season', () => {
  it('has noon when the sun is in the south, and no sunlight at night', () => {
    // Solar noon in Astana: 12 h - 71.43/15 h = 7.24 h UTC. Altitude at the June solstice: 90 - 51.13 + 23.44 degrees.
    const altitudeDeg = (Math.asin(sunSine(JUNE + 7.24 * HOUR_MS, ASTANA)) * 180) / Math.PI
    expect(altitudeDeg).toBeCloseTo(62.3, 0)
    expect(sunlightWPerM2(JUNE + 19 * HOUR_MS, ASTANA, 0)).toBe(0)
    expect(sunlightWPerM2(JUNE + 7.24 * HOUR_MS, ASTANA, 0)).toBeGreaterThan(850)
    expect(sunlightWPerM2(JUNE + 7.24 * HOUR_MS, ASTANA, 1)).toBeLessThan(300)
  })

  it('is cold in January and warm in July, the other way round south of the equator', () => {
    const south = { lon: -56.2, lat: -34.9 }
    for (const [warm, cold, place] of [
      [JUNE, JANUARY, ASTANA],
      [JANUARY, JUNE, south],
    ] as const)
      expect(usualTemperatureC(warm, place, 0.5) - usualTemperatureC(cold, place, 0.5)).toBeGreaterThan(15)
  })
})

describe('the drift', () => {
  it('comes to the same climate in steps of ten seconds and of ten minutes', () => {
    const year = (stepS: number): number[] =>
      [1, 2, 3, 4].map((seed) => mean(run(JUNE, 24 * 20, stepS, seed).map(({ air }) => air.temperatureC)))
    expect(Math.abs(mean(year(60)) - mean(year(600)))).toBeLessThan(4)
  })

  it('is now clear, now wet, never beyond reason', () => {
    const states = run(JUNE, 24 * 90, 600)
    const wet = states.filter(({ air }) => air.precipitationMmH > 0.1).length / states.length
    expect(wet).toBeGreaterThan(0.03)
    expect(wet).toBeLessThan(0.35)
    for (const { air } of states) {
      expect(air.temperatureC).toBeGreaterThan(-15)
      expect(air.temperatureC).toBeLessThan(50)
      expect(Math.hypot(air.windEastMS, air.windNorthMS)).toBeLessThan(25)
    }
  })

  it('lets snow lie in January and none in June', () => {
    expect(run(JANUARY, 24 * 10, 600).at(-1)?.ground.snowM).toBeGreaterThan(0.05)
    expect(run(JUNE, 24 * 10, 600).at(-1)?.ground.snowM).toBe(0)
  })
})

describe('an announcement', () => {
  const announced = run(JUNE, 6, 60, 1, (state) =>
    weather.apply(state, { ...storm, fromMs: JUNE + HOUR_MS, untilMs: JUNE + 3 * HOUR_MS }, planner),
  )
  const at = (hour: number) => announced[hour * 60 - 1] as WeatherState

  it('comes, holds, wets the ground, warns, and goes', () => {
    expect(at(2).air).toMatchObject({ precipitationMmH: 30, temperatureC: 12, cloud: 1 })
    expect(at(2).air.windEastMS).toBeCloseTo(26, 3)
    expect(at(2).ground.wetMm).toBeGreaterThan(1)
    expect(weather.alerts?.(at(2), city).map(({ id }) => id)).toEqual(['weather/wind', 'weather/wet'])
    expect(weather.outputs?.(at(2), city).rainfallMPerS?.([0, 0])).toBeCloseTo(30 / 3.6e6, 9)
    expect(at(5).entries).toEqual([])
    expect(at(5).air.windEastMS).toBeLessThan(15)
    expect(at(5).ground.wetMm).toBeLessThan(at(3).ground.wetMm)
  })

  it('falls as snow when it is cold', () => {
    const cold = { ...storm, air: { ...storm.air, temperatureC: -5, precipitationMmH: 2 } }
    const states = run(JANUARY, 6, 60, 1, (state) =>
      weather.apply(state, { ...cold, untilMs: JANUARY + 5 * HOUR_MS }, planner),
    )
    const [before, after] = [states[10] as WeatherState, states[4 * 60] as WeatherState]
    expect(after.ground.snowM - before.ground.snowM).toBeCloseTo((0.002 * 10 * 230) / 60, 1)
    expect(weather.outputs?.(after, city).rainfallMPerS?.([0, 0])).toBe(0)
  })
})

describe('a station', () => {
  it('is believed for half an hour, its nonsense never', () => {
    const hear = (value: number) => (state: WeatherState) =>
      weather.observe?.(state, { thing: 's', key: 'temperatureC', value, atMs: JUNE })
    const free = run(JUNE, 1)
    const told = run(JUNE, 1, 60, 1, hear(-7))
    expect(told[20]?.air.temperatureC).toBe(-7)
    expect(told[50]?.air.temperatureC).toBe(free[50]?.air.temperatureC)
    expect(run(JUNE, 1, 60, 1, hear(900))[20]).toEqual(free[20])
  })
})
