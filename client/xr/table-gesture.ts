// Moving the model on the table by hand: one hand pulls it along, two hands turn and scale it as well, so that what was
// under each hand stays under it. The table itself, a disc in the room, stays. Pure; allocates nothing.
import type { Vec3 } from '../scene/frame.ts'
import { pin, type StageFrame, toWorld } from './stage.ts'

/** Metres of the city for a metre of the room. */
export const NEAREST_SCALE = 60
export const FURTHEST_SCALE = 6000

/** A grip that began: where hands were, and how the city lay then. */
export type Grip = {
  hands: 0 | 1 | 2
  readonly first: Vec3
  readonly second: Vec3
  readonly start: StageFrame
}

export const newGrip = (): Grip => ({
  hands: 0,
  first: { x: 0, y: 0, z: 0 },
  second: { x: 0, y: 0, z: 0 },
  start: { x: 0, y: 0, z: 0, yawRad: 0, scale: 1 },
})

/** Begins a grip, or goes on with another number of hands: nothing jumps. */
export function beginGrip(grip: Grip, frame: Readonly<StageFrame>, first: Vec3 | null, second: Vec3 | null): void {
  grip.hands = first && second ? 2 : first ? 1 : 0
  if (first) copy(first, grip.first)
  if (second) copy(second, grip.second)
  Object.assign(grip.start, frame)
}

/** Lays the city anew under the hands; heights stay with the table. */
export function pull(grip: Readonly<Grip>, first: Vec3 | null, second: Vec3 | null, frame: StageFrame): void {
  if (grip.hands === 0 || !first) return
  const y = frame.y
  if (grip.hands === 2 && second) {
    const before = Math.hypot(grip.second.x - grip.first.x, grip.second.z - grip.first.z)
    const now = Math.hypot(second.x - first.x, second.z - first.z)
    if (before < 0.02 || now < 0.02) return
    frame.scale = Math.min(FURTHEST_SCALE, Math.max(NEAREST_SCALE, grip.start.scale * (before / now)))
    const angle =
      Math.atan2(second.x - first.x, second.z - first.z) -
      Math.atan2(grip.second.x - grip.first.x, grip.second.z - grip.first.z)
    frame.yawRad = grip.start.yawRad - angle
    middle(grip.first, grip.second, held)
    middle(first, second, now2)
  } else {
    copy(grip.first, held)
    copy(first, now2)
  }
  toWorld(grip.start, held, place)
  pin(frame, now2, place)
  frame.y = y
}

/** Heights: a height of the city lies on a height of the room. */
export function layHeight(frame: StageFrame, roomY: number, cityUpM: number): void {
  frame.y = cityUpM - roomY * frame.scale
}

const held: Vec3 = { x: 0, y: 0, z: 0 }
const now2: Vec3 = { x: 0, y: 0, z: 0 }
const place: Vec3 = { x: 0, y: 0, z: 0 }

function copy(from: Readonly<Vec3>, into: Vec3): void {
  into.x = from.x
  into.y = from.y
  into.z = from.z
}

function middle(a: Readonly<Vec3>, b: Readonly<Vec3>, into: Vec3): void {
  into.x = (a.x + b.x) / 2
  into.y = (a.y + b.y) / 2
  into.z = (a.z + b.z) / 2
}
