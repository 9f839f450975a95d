// What kind of day the simulated city has. A scenario begins when the devices begin (`sinceMs`) and unfolds within
// minutes, so that it can be shown; a normal day follows the clock alone. All values are pure functions of seed and time.
import type { PointM } from '../../shared/city/city.ts'
import { type LocalTime, drift, ramp, seedFor, sunHeightRad, trafficShare, usualTemperatureC } from './curves.ts'

export const SCENARIOS = ['normal', 'storm', 'heatWave', 'stadium', 'powerCut', 'sensorFailure'] as const
export type Scenario = (typeof SCENARIOS)[number]

/** The city at a moment, as the sensors find it. */
export type Air = {
  readonly atMs: number
  readonly time: LocalTime
  readonly sunRad: number
  readonly rainMmH: (at: PointM) => number
  readonly temperatureC: number
  readonly humidityShare: number
  readonly pressurePa: number
  readonly windMS: number
  /** Above its usual level, and so many minutes later a kilometre downstream. */
  readonly riverRiseM: (delayS: number) => number
  /** Of the busiest hour. */
  readonly traffic: (at: PointM) => number
  /** Of free speed. */
  readonly pace: number
  readonly extraNoiseDb: (at: PointM) => number
  /** Of a household's usual load. */
  readonly load: number
  readonly hasPower: (at: PointM) => boolean
}

export type Setting = {
  readonly scenario: Scenario
  readonly seed: number
  readonly sinceMs: number
  readonly latDeg: number
  readonly time: (atMs: number) => LocalTime
  /** Where the stadium stands, and the substation that fails; the origin where the city has none. */
  readonly stadiumM: PointM
  readonly substationM: PointM
}

const MINUTE_S = 60
const STADIUM_REACH_M = 2500
const CUT_REACH_M = 1800
const STORM_WIDTH_M = 6000

export function airAt(setting: Setting, atMs: number): Air {
  const { scenario, seed, latDeg, stadiumM, substationM } = setting
  const time = setting.time(atMs)
  const sunRad = sunHeightRad(latDeg, time)
  const sinceS = (atMs - setting.sinceMs) / 1000
  const course = (name: string, periodS: number): number => drift(seedFor(seed, name), atMs, periodS)
  const is = (one: Scenario): number => Number(scenario === one)

  const storm =
    is('storm') * ramp(sinceS, 1 * MINUTE_S, 6 * MINUTE_S) * (1 - ramp(sinceS, 50 * MINUTE_S, 80 * MINUTE_S))
  const heat = is('heatWave') * ramp(sinceS, 0, 5 * MINUTE_S)
  const event = is('stadium') * crowdAt(sinceS)
  const isCut = scenario === 'powerCut' && sinceS > 2 * MINUTE_S && sinceS < 32 * MINUTE_S

  const wet = Math.max(0, course('showers', 9000) - 0.72) / 0.28
  const temperatureC = usualTemperatureC(latDeg, time) + 4 * course('warmth', 200_000) + 13 * heat - 6 * storm
  const windMS = Math.max(0.2, 3.5 + 2.5 * course('wind', 5400) + 0.8 * course('gusts', 40) + 15 * storm)
  return {
    atMs,
    time,
    sunRad,
    temperatureC,
    windMS,
    humidityShare: Math.min(
      1,
      Math.max(0.08, 0.62 - 0.012 * (temperatureC - 5) + 0.3 * storm + 0.1 * course('damp', 20_000)),
    ),
    pressurePa: 101_300 + 900 * course('pressure', 260_000) - 1800 * storm,
    rainMmH: ([eastM, northM]) => {
      // A band of rain that drifts over the city from the south-west.
      const along = (eastM + northM) / Math.SQRT2 + 4000 - 8 * sinceS
      const band =
        storm * (38 + 18 * course('burst', 90)) * (0.7 + 0.3 * Math.cos((2 * Math.PI * along) / (4 * STORM_WIDTH_M)))
      return Math.max(0, band) + 3 * wet * (1 - heat)
    },
    riverRiseM: (delayS) => {
      const later = sinceS - delayS
      const surge =
        is('storm') *
        2.7 *
        ramp(later, 4 * MINUTE_S, 45 * MINUTE_S) *
        (1 - 0.8 * ramp(later, 120 * MINUTE_S, 600 * MINUTE_S))
      return surge + thaw(latDeg, time.dayOfYear) + 0.08 * drift(seedFor(seed, 'river'), atMs - delayS * 1000, 30_000)
    },
    traffic: (at) => {
      const near = event * Math.exp(-((distance(at, stadiumM) / STADIUM_REACH_M) ** 2))
      return trafficShare(time) * (1 - 0.35 * storm - 0.1 * heat) + 0.8 * near
    },
    pace: 1 - 0.3 * storm,
    extraNoiseDb: (at) => 14 * event * Math.exp(-((distance(at, stadiumM) / (STADIUM_REACH_M / 2)) ** 2)) + 8 * storm,
    load: 1 + 0.9 * heat + 0.35 * Math.max(0, -temperatureC / 25),
    hasPower: (at) => !isCut || distance(at, substationM) > CUT_REACH_M,
  }
}

/** People come in half an hour, stay for two, and leave in half an hour. */
const crowdAt = (sinceS: number): number =>
  ramp(sinceS, 1 * MINUTE_S, 30 * MINUTE_S) * (1 - ramp(sinceS, 150 * MINUTE_S, 180 * MINUTE_S))

/** The flood of spring of a river that was frozen, metres. */
function thaw(latDeg: number, dayOfYear: number): number {
  const isCold = Math.abs(latDeg) > 45
  return isCold ? 1.1 * Math.exp(-(((dayOfYear - (latDeg > 0 ? 105 : 288)) / 12) ** 2)) : 0
}

export const distance = ([e1, n1]: PointM, [e2, n2]: PointM): number => Math.hypot(e2 - e1, n2 - n1)
