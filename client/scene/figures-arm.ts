// Arms that reach for a place: two bones by the law of cosines, the elbow down, out and a little back, as arms hang.
// Body space: x right, y up, z backwards, from between the soles; metres. No allocation: results are written into `into`.
import type { Quaternion } from '../../shared/protocol/quaternion.ts'
import type { Vec3 } from './frame.ts'
import { JOINT } from './mesh/figure-parts.ts'
import { CHEST_PIVOT_M, FOREARM_M, UPPER_ARM_M } from './shaders/figure-numbers.ts'

export type Arm = { readonly elbow: Vec3; readonly wrist: Vec3 }

/** How far a shoulder follows a hand that is out of reach. */
const SHOULDER_GIVES_M = 0.015
const REACH_M = UPPER_ARM_M + FOREARM_M

export const newArm = (): Arm => ({ elbow: { x: 0, y: 0, z: 0 }, wrist: { x: 0, y: 0, z: 0 } })

/**
 * Elbow and wrist of an arm whose wrist wants to be at `wrist`; `side` is -1 for the left arm, 1 for the right.
 * A place too far stretches the arm straight towards it after the shoulder has given way; one too near folds it.
 */
export function reachArm(shoulder: Readonly<Vec3>, wrist: Readonly<Vec3>, side: -1 | 1, into: Arm): void {
  const far = Math.hypot(wrist.x - shoulder.x, wrist.y - shoulder.y, wrist.z - shoulder.z)
  // A hand in its own shoulder is held ahead of it.
  const isThere = far < 1e-4
  const dx = isThere ? 0 : (wrist.x - shoulder.x) / far
  const dy = isThere ? 0 : (wrist.y - shoulder.y) / far
  const dz = isThere ? -1 : (wrist.z - shoulder.z) / far
  const gives = Math.min(SHOULDER_GIVES_M, Math.max(0, far - 0.92 * REACH_M))
  const sx = shoulder.x + dx * gives
  const sy = shoulder.y + dy * gives
  const sz = shoulder.z + dz * gives
  const reach = Math.min(REACH_M - 1e-4, Math.max(Math.abs(UPPER_ARM_M - FOREARM_M) + 0.06, far - gives))
  const along = (UPPER_ARM_M ** 2 - FOREARM_M ** 2 + reach ** 2) / (2 * reach)
  const bend = Math.sqrt(Math.max(0, UPPER_ARM_M ** 2 - along ** 2))
  // Down and out; the more a hand is above or behind, the more outwards.
  let px = side * 0.62
  let py = -1
  let pz = 0.35
  const share = px * dx + py * dy + pz * dz
  px -= dx * share
  py -= dy * share
  pz -= dz * share
  let length = Math.hypot(px, py, pz)
  if (length < 1e-3) {
    // Straight along that: anything square to it, outwards.
    px = -dy * side
    py = dx * side
    pz = 0
    length = Math.hypot(px, py) || 1
  }
  px /= length
  py /= length
  pz /= length
  into.elbow.x = sx + dx * along + px * bend
  into.elbow.y = sy + dy * along + py * bend
  into.elbow.z = sz + dz * along + pz * bend
  into.wrist.x = sx + dx * reach
  into.wrist.y = sy + dy * reach
  into.wrist.z = sz + dz * reach
}

/** How the part above the waist stands: what the figure shader does with the chest. */
export type Trunk = { dropM: number; yawRad: number; leanRad: number }

/** Where a place of the chest at rest is now, without breathing and bobbing. */
export function chestPoint(x: number, y: number, z: number, trunk: Readonly<Trunk>, into: Vec3): void {
  const up = y - CHEST_PIVOT_M
  const c = Math.cos(trunk.leanRad)
  const s = -Math.sin(trunk.leanRad)
  const y1 = c * up - s * z
  const z1 = s * up + c * z
  const cy = Math.cos(trunk.yawRad)
  const sy = Math.sin(trunk.yawRad)
  into.x = cy * x - sy * z1
  into.y = CHEST_PIVOT_M + y1 - trunk.dropM
  into.z = sy * x + cy * z1
}

export const shoulderPoint = (side: -1 | 1, trunk: Readonly<Trunk>, into: Vec3): void =>
  chestPoint(side * JOINT.shoulderHalfM, JOINT.shoulderM, 0, trunk, into)

/**
 * The turn of a hand from how it hangs at rest (fingers down, thumb ahead) to fingers along `f` and thumb along `t`,
 * both unit vectors at right angles.
 */
export function handTurn(f: Readonly<Vec3>, t: Readonly<Vec3>, into: Quaternion): void {
  // Columns of the rotation: images of x, y and z.
  const xx = f.y * t.z - f.z * t.y
  const xy = f.z * t.x - f.x * t.z
  const xz = f.x * t.y - f.y * t.x
  const m11 = -f.y
  const m22 = -t.z
  const trace = xx + m11 + m22
  if (trace > 0) {
    const s = 2 * Math.sqrt(trace + 1)
    set(into, (-f.z + t.y) / s, (-t.x - xz) / s, (xy + f.x) / s, s / 4)
  } else if (xx > m11 && xx > m22) {
    const s = 2 * Math.sqrt(1 + xx - m11 - m22)
    set(into, s / 4, (-f.x + xy) / s, (-t.x + xz) / s, (-f.z + t.y) / s)
  } else if (m11 > m22) {
    const s = 2 * Math.sqrt(1 + m11 - xx - m22)
    set(into, (-f.x + xy) / s, s / 4, (-t.y - f.z) / s, (-t.x - xz) / s)
  } else {
    const s = 2 * Math.sqrt(1 + m22 - xx - m11)
    set(into, (-t.x + xz) / s, (-t.y - f.z) / s, s / 4, (xy + f.x) / s)
  }
}

function set(q: Quaternion, x: number, y: number, z: number, w: number): void {
  q.x = x
  q.y = y
  q.z = z
  q.w = w
}

/**
 * The turn of a hand in body space from how it is held in the city (x east, y north, z up; unturned it points north with
 * the thumb up) by somebody who faces `headingRad`.
 */
export function heldTurn(held: Readonly<Quaternion>, headingRad: number, into: Quaternion): void {
  // The city's axes are the scene's turned: east, up, south. First the body's turn back.
  const s = Math.sin(headingRad / 2)
  const c = Math.cos(headingRad / 2)
  const x = c * held.x - s * held.y
  const y = c * held.z + s * held.w
  const z = -c * held.y - s * held.x
  const w = c * held.w - s * held.z
  // Then a quarter about x, from hanging to pointing ahead.
  const h = Math.SQRT1_2
  set(into, (x + w) * h, (y + z) * h, (z - y) * h, (w - x) * h)
}
