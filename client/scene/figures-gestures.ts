// What hands, head and face do in each emote, as functions of the seconds since it began. Places are of the chest at rest
// in body space (x right, y up, z backwards, metres); the right hand's are given, the left's mirrored where both move.
import type { Emote } from '../../shared/protocol/intent.ts'
import type { Vec3 } from './frame.ts'
import { GRIP, MOOD } from './shaders/figure-numbers.ts'

export type HandGesture = {
  /** 0 the arm swings as it likes, 1 the gesture has it. */
  weight: number
  readonly wrist: Vec3
  /** Where fingers and thumb point; unit vectors at right angles. */
  readonly fingers: Vec3
  readonly thumb: Vec3
  grip: number
}
export type Gesture = {
  readonly left: HandGesture
  readonly right: HandGesture
  headYawRad: number
  headPitchRad: number
  leanRad: number
  mood: number
}

export const EMOTE_S: Readonly<Record<Emote, number>> = {
  wave: 2.6,
  clap: 2.6,
  nod: 1.8,
  shake: 1.8,
  point: 2.8,
  laugh: 2.8,
  thumbsUp: 2.6,
  heart: 3,
}

const hand = (): HandGesture => ({
  weight: 0,
  wrist: { x: 0, y: 0, z: 0 },
  fingers: { x: 0, y: -1, z: 0 },
  thumb: { x: 0, y: 0, z: -1 },
  grip: GRIP.relaxed,
})
export const newGesture = (): Gesture => ({
  left: hand(),
  right: hand(),
  headYawRad: 0,
  headPitchRad: 0,
  leanRad: 0,
  mood: 0,
})

/** Fills `g` with the gesture of a moment; an emote that is over, or null, rests. `pitchRad` is where one looks. */
export function gestureAt(
  emote: Emote | null,
  seconds: number,
  look: { readonly yawRad: number; readonly pitchRad: number },
  g: Gesture,
): void {
  g.left.weight = g.right.weight = 0
  g.left.grip = g.right.grip = GRIP.relaxed
  g.headYawRad = g.headPitchRad = g.leanRad = g.mood = 0
  if (emote === null || seconds < 0 || seconds >= EMOTE_S[emote]) return
  const on = eased(seconds / 0.3) * eased((EMOTE_S[emote] - seconds) / 0.4)
  DO[emote](g, seconds, on, look)
}

/** A hand held up to speak. */
export function raisedHand(g: Gesture, weight: number): void {
  if (weight <= g.right.weight) return
  g.right.weight = weight
  g.right.grip = GRIP.flat
  put(g.right.wrist, 0.235, 1.87, -0.06)
  put(g.right.fingers, 0.05, 0.9987, 0)
  put(g.right.thumb, -0.9987, 0.05, 0)
}

type Move = (g: Gesture, s: number, on: number, look: { readonly yawRad: number; readonly pitchRad: number }) => void

const DO: Readonly<Record<Emote, Move>> = {
  wave: ({ right }, s, on) => {
    const swing = Math.sin(s * 11) * 0.42
    right.weight = on
    right.grip = GRIP.flat
    put(right.wrist, 0.36 + 0.07 * Math.sin(s * 11), 1.62, -0.13)
    put(right.fingers, Math.sin(swing), Math.cos(swing), 0)
    put(right.thumb, -Math.cos(swing), Math.sin(swing), 0)
  },
  clap: (g, s, on) => {
    const apart = 0.035 + 0.1 * Math.abs(Math.sin(s * 10))
    g.mood = MOOD.laughs
    for (const side of SIDES) {
      const h = side < 0 ? g.left : g.right
      h.weight = on
      h.grip = GRIP.flat
      put(h.wrist, side * apart, 1.17, -0.27)
      put(h.fingers, 0, 0.5, -0.866)
      put(h.thumb, 0, 0.866, 0.5)
    }
  },
  nod: (g, s, on) => {
    g.headPitchRad = -(0.14 + 0.2 * Math.sin(s * 9)) * on
  },
  shake: (g, s, on) => {
    g.headYawRad = 0.42 * Math.sin(s * 8.5) * on
  },
  point: (g, _, on, look) => {
    const { right } = g
    const cp = Math.cos(look.pitchRad)
    const dx = Math.sin(look.yawRad) * cp
    const dy = Math.sin(look.pitchRad)
    const dz = -Math.cos(look.yawRad) * cp
    right.weight = on
    right.grip = GRIP.point
    put(right.wrist, 0.168 + dx * 0.5, 1.4 + dy * 0.5, dz * 0.5)
    put(right.fingers, dx, dy, dz)
    // The thumb up, square to the finger.
    const level = Math.max(1e-3, Math.hypot(dx, dz))
    put(right.thumb, (-dx * dy) / level, level, (-dz * dy) / level)
  },
  laugh: (g, s, on) => {
    g.mood = MOOD.laughs
    g.headPitchRad = (0.22 + 0.07 * Math.sin(s * 19)) * on
    g.leanRad = (-0.08 + 0.035 * Math.sin(s * 19)) * on
    for (const side of SIDES) {
      const h = side < 0 ? g.left : g.right
      h.weight = on
      h.grip = GRIP.flat
      put(h.wrist, side * 0.15, 1.06, -0.16)
      put(h.fingers, -side * 0.9397, 0, -0.342)
      put(h.thumb, 0, 1, 0)
    }
  },
  thumbsUp: (g, s, on) => {
    const { right } = g
    g.mood = MOOD.laughs
    right.weight = on
    right.grip = GRIP.thumb
    put(right.wrist, 0.2, 1.26 + 0.015 * Math.sin(s * 6), -0.33)
    put(right.fingers, -0.5, 0, -0.866)
    put(right.thumb, 0, 1, 0)
  },
  heart: (g, s, on) => {
    g.mood = MOOD.laughs
    for (const side of SIDES) {
      const h = side < 0 ? g.left : g.right
      h.weight = on
      h.grip = GRIP.relaxed
      put(h.wrist, side * 0.12, 1.875 + 0.01 * Math.sin(s * 5), -0.06)
      put(h.fingers, -side * 0.94, -0.342, 0)
      put(h.thumb, 0, 0, -1)
    }
  },
}

const SIDES = [-1, 1] as const

function put(v: Vec3, x: number, y: number, z: number): void {
  v.x = x
  v.y = y
  v.z = z
}

/** 0 to 1, soft at both ends. */
function eased(t: number): number {
  const u = Math.min(1, Math.max(0, t))
  return u * u * (3 - 2 * u)
}
