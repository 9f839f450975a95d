// The course of a flood beside its water: when it begins and is over, when the water is let rest, what is looked at now and
// then, and how it is put back as it was.
import type { City } from '../../city/city.ts'
import { volumeM3 } from './basin.ts'
import { at } from './cells.ts'
import type { CoreGrid } from './core-grid.ts'
import { lookAround, noEffects } from './effects.ts'
import { type FloodState, still } from './state.ts'
import { soak } from './water.ts'

const SOAK_EVERY_MS = 60_000
const LOOK_EVERY_MS = 10_000
const LOOK_AT_REST_MS = 600_000
/** Rain that begins a flood: less runs off through drains. */
const RAIN_MM_H = 5
/** Of the usual flow. */
const HIGH_FLOW = 2
const AREA_HA = 0.05
/** Steady for so long, the water may rest; it is woken by so much more or less inflow. */
const STEADY_MS = 15 * 60_000
const STEADY_M = 0.005
export const STEADY_SHARE = 0.1
export const LEAST_CHANGE_M3S = 2
const LEAST_CHANGE_M3 = 50

/** From now on it is reckoned again. */
export function wake(state: FloodState): void {
  state.rest.sinceMs = state.nowMs
  state.rest.isResting = false
  state.due.effectsMs = 0
}

/** Before the water of a step. */
export function begin(state: FloodState, grid: CoreGrid, city: City): void {
  if (state.rest.sinceMs === 0) wake(state)
  const isOther = state.water?.depthM.length !== grid.depthM.length
  if (!state.isCleared && !isOther) return
  state.water = still(grid)
  state.startM3 = volumeM3(grid.basin, grid.depthM)
  state.event = null
  state.isCleared = false
  state.effects = noEffects(city)
}

/** After what drives it is known, before the water: whether it may go on resting. */
export function stir(state: FloodState): void {
  const { rest, rainMPerS, inflowM3S } = state
  if (!rest.isResting) return
  if (rainMPerS > 0 || isOtherFlow(inflowM3S, rest.inflowM3S) || pumps(state)) wake(state)
}

/** After the water of a step. */
export function after(state: FloodState, grid: CoreGrid, city: City): void {
  const { nowMs, due, water } = state
  if (!water) return
  if (nowMs >= due.soakMs) {
    if (due.soakMs > 0 && state.effects.wetM3 > 0)
      soak(water, grid, Math.min(120, SOAK_EVERY_MS / 1000 + (nowMs - due.soakMs) / 1000))
    due.soakMs = nowMs + SOAK_EVERY_MS
  }
  if (nowMs < due.effectsMs) return
  due.effectsMs = nowMs + (state.rest.isResting ? LOOK_AT_REST_MS : LOOK_EVERY_MS)
  const isDriven = isDrivenNow(state, grid)
  state.event ??= isDriven || state.effects.now.areaHa > AREA_HA ? { sinceMs: nowMs } : null
  lookAround(state.effects, { city, grid, water, sinceS: state.event ? (nowMs - state.event.sinceMs) / 1000 : null })
  if (state.event && !isDriven && state.effects.now.areaHa === 0) {
    state.event = null
    state.effects = { ...noEffects(city), now: state.effects.now }
  }
  settle(state, grid, water.depthM)
}

/** Whether more than the usual comes: rain, a wave, what people have set. */
export function isDrivenNow(
  { storm, design, rainMPerS, inflowM3S, breaches, nowMs }: FloodState,
  { river }: CoreGrid,
): boolean {
  const isStorm = storm !== null && nowMs <= storm.untilMs
  const isHigh = river !== null && inflowM3S > HIGH_FLOW * Math.max(river.baseM3S, 20)
  return isStorm || design !== null || rainMPerS * 3_600_000 > RAIN_MM_H || isHigh || breaches.length > 0
}

/** Rests when neither the river nor the water on land has changed for some time. */
function settle(state: FloodState, { river, basin }: CoreGrid, depthM: Float64Array): void {
  const { rest, nowMs, inflowM3S, effects } = state
  if (rest.isResting) return
  const levelM = river ? at(basin.bedM, river.middle) + at(depthM, river.middle) : 0
  const landM3 = effects.now.volumeM3
  const isMoving =
    state.rainMPerS > 0 ||
    pumps(state) ||
    isOtherFlow(inflowM3S, rest.inflowM3S) ||
    Math.abs(levelM - rest.levelM) > STEADY_M ||
    Math.abs(landM3 - rest.landM3) > Math.max(LEAST_CHANGE_M3, STEADY_SHARE * rest.landM3)
  if (isMoving) state.rest = { sinceMs: nowMs, inflowM3S, levelM, landM3, isResting: false }
  else if (nowMs - rest.sinceMs >= STEADY_MS) rest.isResting = true
}

const isOtherFlow = (now: number, was: number): boolean =>
  Math.abs(now - was) > Math.max(LEAST_CHANGE_M3S, STEADY_SHARE * was)

const pumps = ({ works }: FloodState): boolean => works.some(({ is }) => is === 'pump')
