// The parabola of a teleport: thrown from the hand, it lands on the city's floor or is refused by a wall. The floor and
// the walls are those one walks on (people/surroundings.ts). Pure; allocates nothing.
import { BODY_RADIUS_M } from '../people/motion.ts'
import type { Surroundings } from '../people/surroundings.ts'

export type Arc = {
  /** East, north, up of each point of the way, metres. */
  readonly points: Float64Array
  count: number
  isFree: boolean
  eastM: number
  northM: number
  upM: number
}

const MOST = 48
const STEP_S = 0.06
const SPEED_MS = 9.5
const GRAVITY_MS2 = 9.81
/** A roof or a wall this near above the floor leaves no room for a body. */
const CLEAR_M = 0.02

export const newArc = (): Arc => ({
  points: new Float64Array(MOST * 3),
  count: 0,
  isFree: false,
  eastM: 0,
  northM: 0,
  upM: 0,
})

type Throw = { eastM: number; northM: number; upM: number; dirE: number; dirN: number; dirU: number }
type Ground = Pick<Surroundings, 'floorAt' | 'collide'> & {
  readonly footprints: Pick<Surroundings['footprints'], 'featureAt'>
  readonly boundsM: Surroundings['boundsM']
}

/** Throws from a place along a unit direction; writes the way and where it ends. */
export function throwArc(from: Readonly<Throw>, around: Ground, into: Arc): void {
  let { eastM: e, northM: n, upM: u } = from
  let fallMs = from.dirU * SPEED_MS
  into.isFree = false
  into.count = 0
  put(into, e, n, u)
  while (into.count < MOST) {
    const beforeU = u
    e += from.dirE * SPEED_MS * STEP_S
    n += from.dirN * SPEED_MS * STEP_S
    fallMs -= GRAVITY_MS2 * STEP_S
    u += fallMs * STEP_S
    if (around.footprints.featureAt(e, n, u) !== null) {
      put(into, e, n, u)
      return end(into, e, n, u)
    }
    const floor = around.floorAt(e, n, beforeU)
    if (u > floor || floor > beforeU + CLEAR_M) {
      put(into, e, n, u)
      continue
    }
    put(into, e, n, floor)
    end(into, e, n, floor)
    into.isFree = canStand(e, n, floor, around)
    return
  }
  end(into, e, n, u)
}

/** Whether a body has room there and the city goes on. */
export function canStand(eastM: number, northM: number, floorM: number, around: Ground): boolean {
  const [west, south, east, north] = around.boundsM
  if (eastM < west + 1 || eastM > east - 1 || northM < south + 1 || northM > north - 1) return false
  const [e, n] = around.collide(eastM, northM, BODY_RADIUS_M, floorM)
  return Math.hypot(e - eastM, n - northM) < CLEAR_M
}

function put(arc: Arc, e: number, n: number, u: number): void {
  arc.points[arc.count * 3] = e
  arc.points[arc.count * 3 + 1] = n
  arc.points[arc.count * 3 + 2] = u
  arc.count++
}

function end(arc: Arc, e: number, n: number, u: number): void {
  arc.eastM = e
  arc.northM = n
  arc.upM = u
}
