// What drives the water now: rain of the weather and of a design storm, the river's flow as designed, as the gauges say or
// as usual; and, for the charts, what the river does in the next hours if things go on as they do.
import type { CityOutputs } from '../../city/outputs.ts'
import { at } from './cells.ts'
import { cellAt, middleOf, placeOf } from './core.ts'
import { isDrivenNow, LEAST_CHANGE_M3S, STEADY_SHARE } from './course.ts'
import type { CoreGrid } from './core-grid.ts'
import { levelAtM, type River } from './core-river.ts'
import { flowOf, gapM, judge, note } from './gauges.ts'
import { seriesOf, valueAt } from './series.ts'
import type { FloodState } from './state.ts'

const MM_PER_H = 1 / 3_600_000
/** A change of what the gauges say takes so long to come. */
const FOLLOWS_S = 120
/** The model is to stand as the gauges say after so long, by at most so much of its flow. */
const NUDGE_S = 1800
const MOST_NUDGE = 0.5
/** Gauges within the core lie by the river, this near. */
const GAUGE_REACH_CELLS = 40
/** A rise goes on for so long as it does now, then less. */
const TREND_S = 2 * 3600
const USUAL_S = 600
export const FORECAST_HOURS = [1, 2, 3, 4, 5, 6] as const

export function drive(state: FloodState, grid: CoreGrid, felt: CityOutputs, stepS: number): void {
  const { nowMs, factors, storm } = state
  const designed = storm && nowMs > storm.fromMs && nowMs <= storm.untilMs ? storm.mmPerH * MM_PER_H : 0
  state.rainMPerS = factors.rain * (felt.rainfallMPerS(middleOf(grid.core)) + designed)
  const { river, basin } = grid
  const { water } = state
  if (!river || !water || river.inlets.length === 0) {
    state.inflowM3S = 0
    return
  }
  for (const [thing, gauge] of Object.entries(state.gauges)) {
    if (gauge.cell !== null) continue
    const place = felt.thingAtM(thing)
    if (place) gauge.cell = riverCellNear(grid, place)
  }
  judge(state.gauges, nowMs)
  const levelAt = (k: number): number => at(basin.bedM, k) + at(water.depthM, k)
  const isSteady = !isDrivenNow(state, grid) && isUsual(state)
  note(state.gauges, nowMs, { isSteady, levelAt })
  const before = state.inflowM3S
  if (state.design) state.inflowM3S = factors.inflow * designedM3S(state.design, nowMs)
  else {
    const told = flowOf(state.gauges) ?? river.baseM3S
    const nudge = (gapM(state.gauges, levelAt) * river.areaM2) / NUDGE_S
    const most = MOST_NUDGE * told
    const wanted = factors.inflow * (told + Math.max(-most, Math.min(most, nudge)))
    state.inflowM3S += (wanted - state.inflowM3S) * (1 - Math.exp(-stepS / FOLLOWS_S))
  }
  const kept = Math.exp(-stepS / 1800)
  state.trendM3S2 = state.trendM3S2 * kept + ((state.inflowM3S - before) / stepS) * (1 - kept)
}

/** The flow would change little in ten minutes if it went on as it does; drizzle does not move a river. */
const isUsual = ({ trendM3S2, inflowM3S }: FloodState): boolean =>
  Math.abs(trendM3S2) * USUAL_S <= Math.max(LEAST_CHANGE_M3S, STEADY_SHARE * inflowM3S)

/** Flow and level of the river at its weir in the next hours, by the rating of the weir. */
export function forecastOf(state: FloodState, river: River) {
  return FORECAST_HOURS.map((hours) => {
    const rise = state.trendM3S2 * TREND_S * (1 - Math.exp((-hours * 3600) / TREND_S))
    const m3S = state.design
      ? state.factors.inflow * designedM3S(state.design, state.nowMs + hours * 3_600_000)
      : Math.max(0, state.inflowM3S + rise)
    return { hours, m3S, levelM: levelAtM(river, m3S) }
  })
}

function designedM3S({ fromMs, points }: NonNullable<FloodState['design']>, atMs: number): number {
  return valueAt(seriesOf(points.map(([hours, m3S]): [number, number] => [hours * 3600, m3S])), (atMs - fromMs) / 1000)
}

/** The mapped water nearest to a place in the core. */
function riverCellNear(grid: CoreGrid, atM: readonly [number, number]): number | null {
  const { core, isWater } = grid
  const here = cellAt(core, atM)
  if (here === null) return null
  let [nearest, nearestM]: [number | null, number] = [null, Infinity]
  const [col, row] = [here % core.nx, Math.floor(here / core.nx)]
  for (let j = Math.max(1, row - GAUGE_REACH_CELLS); j < Math.min(core.ny - 1, row + GAUGE_REACH_CELLS); j++)
    for (let i = Math.max(1, col - GAUGE_REACH_CELLS); i < Math.min(core.nx - 1, col + GAUGE_REACH_CELLS); i++) {
      const k = j * core.nx + i
      if (isWater[k] === 0) continue
      const [e, n] = placeOf(core, k)
      const awayM = Math.hypot(e - atM[0], n - atM[1])
      if (awayM < nearestM) [nearest, nearestM] = [k, awayM]
    }
  return nearest
}
