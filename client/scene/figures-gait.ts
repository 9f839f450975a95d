// How somebody gets along, remembered from frame to frame: the phase and length of steps from the speed, the way of the
// steps against the body, and how high the eyes of a worn headset stand. No allocation.
import { HEIGHT_SCALE } from '../people/wardrobe.ts'
import type { FigureState } from './figures-state.ts'
import { JOINT } from './mesh/figure-parts.ts'

/** What is remembered of somebody from frame to frame. */
export type Gait = {
  phaseRad: number
  strideM: number
  run: number
  stepRad: number
  sit: number
  fly: number
  dropM: number
  chestYawRad: number
  raise: number
  /** Eyes of a standing headset above the ground. */
  eyesM: number
  eastM: number
  northM: number
  /** Frame in which they were seen last. */
  seen: number
}

export const SEAT_M = 0.45
/** Half thickness of a thigh. */
const THIGH_M = 0.085
/** Of somebody just seen: already as they are, nothing is eased in. */
export function newGait(person: Readonly<FigureState>): Gait {
  return {
    phaseRad: (person.id * 2.399) % (2 * Math.PI),
    strideM: 0,
    run: 0,
    stepRad: 0,
    sit: person.mode === 'sit' ? 1 : 0,
    fly: 0,
    dropM: person.mode === 'sit' ? dropOfSeat(person) : 0,
    chestYawRad: 0,
    raise: person.isHandUp === true ? 1 : 0,
    eyesM: JOINT.eyeM * heightScale(person.look),
    eastM: person.eastM,
    northM: person.northM,
    seen: 0,
  }
}

/** Half the way a foot goes on the ground (m) and the way of two steps (m), at a speed (m/s). */
export function strideAt(speedMs: number, run: number, into: { groundM: number; wayM: number }): void {
  // Steps grow with the root of the speed (Grieve and Gear 1966 found a power of 0.42); legs of 0.83 m end it.
  const root = Math.sqrt(Math.max(0.01, speedMs))
  into.wayM = Math.min(1.22 * root, 1.34) * (1 - run) + 1.24 * root * run
  into.groundM = (into.wayM * (0.62 * (1 - run) + 0.36 * run)) / 2
}

const stride = { groundM: 0, wayM: 0 }

export function walk(person: Readonly<FigureState>, gait: Gait, seconds: number): void {
  if (seconds <= 0) return
  const speed = person.mode === 'walk' ? person.speedMs : 0
  const ease = 1 - Math.exp(-8 * seconds)
  const runs = Math.min(1, Math.max(0, (speed - 2.4) / 1.4))
  gait.run += (runs - gait.run) * ease
  strideAt(speed, gait.run, stride)
  const isMoving = speed > 0.12
  gait.strideM += ((isMoving ? stride.groundM : 0) - gait.strideM) * ease
  if (isMoving) gait.phaseRad = (gait.phaseRad + ((2 * Math.PI * speed) / stride.wayM) * seconds) % (2 * Math.PI)
  const east = person.eastM - gait.eastM
  const north = person.northM - gait.northM
  gait.eastM = person.eastM
  gait.northM = person.northM
  const wayM = Math.hypot(east, north)
  if (!isMoving || wayM < 0.3 * speed * seconds || wayM > 5) return
  // Backwards and sideways steps too.
  const turn = wrapped(Math.atan2(east, north) - person.headingRad - gait.stepRad)
  gait.stepRad = wrapped(gait.stepRad + turn * ease)
}

/** Standing eyes are the highest seen; a person shorter than their figure is learnt within a minute. */
export function settleEyes(gait: Gait, upM: number, seconds: number): void {
  if (upM > gait.eyesM) gait.eyesM = upM
  else if (upM > 1.35) gait.eyesM += (upM - gait.eyesM) * (1 - Math.exp(-seconds / 25))
  gait.eyesM = Math.min(1.95, Math.max(1.35, gait.eyesM))
}

export const dropOfSeat = (person: Readonly<FigureState>): number => JOINT.hipM - THIGH_M - (person.seatM ?? SEAT_M)
export const heightScale = (bits: number): number => HEIGHT_SCALE[(bits >>> 23) & 3] as number

/** Into [-pi, pi). */
export function wrapped(rad: number): number {
  return rad - 2 * Math.PI * Math.floor((rad + Math.PI) / (2 * Math.PI))
}
