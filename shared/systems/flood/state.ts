// What the flood of a city is: the water on the grid of its core, what drives it, what was built, what the gauges said,
// and the most that was seen since it began. Plain data; the ground is made anew from the city (core-grid.ts).
import type { City } from '../../city/city.ts'
import { Ledger, volumeM3 } from './basin.ts'
import { type CoreGrid, gridOf } from './core-grid.ts'
import { type FloodEffects, noEffects } from './effects.ts'
import type { Gauge } from './gauges.ts'
import type { Saved } from './scheme.ts'
import type { Breach, Work } from './works.ts'

/** Multiplied with rain, inflow and Manning's n; a member of an ensemble has others. */
export type Factors = { rain: number; inflow: number; roughness: number }

export type FloodState = {
  /** What the clock shows, Unix time. */
  nowMs: number
  /** Null where the city has no core. */
  water: Saved | null
  /** On the grid when it was made, and what long pauses of the clock left out, see flood.ts. */
  startM3: number
  leftOutS: number
  factors: Factors
  /** Design rain besides the weather's, and design flow of the river, from a moment on. */
  storm: { fromMs: number; untilMs: number; mmPerH: number } | null
  design: { fromMs: number; points: [hours: number, m3S: number][] } | null
  works: Work[]
  breaches: Breach[]
  /** By thing. */
  gauges: Record<string, Gauge>
  /** What flows in and out now, m³/s, and falls, m/s. */
  inflowM3S: number
  outflowM3S: number
  rainMPerS: number
  /** How fast the inflow rises, m³/s a second. */
  trendM3S2: number
  /** Since when the water has stood still while nothing changed; at rest it is not reckoned. */
  rest: { sinceMs: number; inflowM3S: number; levelM: number; landM3: number; isResting: boolean }
  /** Next times of what is not done every step. */
  due: { soakMs: number; effectsMs: number }
  /** Of this flood: null while there is none. */
  event: { sinceMs: number } | null
  /** The water is to be as in the beginning from the next step on. */
  isCleared: boolean
  effects: FloodEffects
}

export function newFlood(city: City): FloodState {
  const grid = gridOf(city)
  const base = grid?.river?.baseM3S ?? 0
  return {
    nowMs: 0,
    water: grid ? still(grid) : null,
    startM3: grid ? volumeM3(grid.basin, grid.depthM) : 0,
    leftOutS: 0,
    factors: { rain: 1, inflow: 1, roughness: 1 },
    storm: null,
    design: null,
    works: [],
    breaches: [],
    gauges: {},
    inflowM3S: base,
    outflowM3S: base,
    rainMPerS: 0,
    trendM3S2: 0,
    rest: { sinceMs: 0, inflowM3S: base, levelM: grid?.river?.surfaceM ?? 0, landM3: 0, isResting: false },
    due: { soakMs: 0, effectsMs: 0 },
    event: null,
    isCleared: false,
    effects: noEffects(city),
  }
}

/** Waters at their mapped surface, at rest. */
export function still({ basin: { nx, ny }, depthM }: CoreGrid): Saved {
  return {
    depthM: depthM.slice(),
    eastM2S: new Float64Array((nx + 1) * ny),
    northM2S: new Float64Array(nx * (ny + 1)),
    ledger: new Ledger().save(),
    storedM3: new Float64Array(0),
    deepestM: depthM.reduce((most, one) => Math.max(most, one), 0),
    tS: 0,
    steps: 0,
  }
}

/** What is there less what should be, m³, and what came in and went out since it was made. */
export function budgetOf(state: FloodState, { basin }: CoreGrid) {
  const { water, startM3 } = state
  if (!water) return null
  const ledger = new Ledger()
  ledger.load(water.ledger)
  const { inM3, outM3 } = ledger
  const nowM3 = volumeM3(basin, water.depthM)
  return { startM3, inM3, outM3, nowM3, errorM3: nowM3 - (startM3 + inM3 - outM3) }
}
