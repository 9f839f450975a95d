import { expect, it } from 'vitest'
import { chestPoint, handTurn, heldTurn, newArm, reachArm, shoulderPoint } from './figures-arm.ts'
import type { Vec3 } from './frame.ts'
import { FOREARM_M, UPPER_ARM_M } from './shaders/figure-numbers.ts'

const far = (a: Vec3, b: Vec3): number => Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z)
const shoulder = { x: 0.168, y: 1.4, z: 0 }
const left = { ...shoulder, x: -0.168 }

function reach(wrist: Vec3, side: -1 | 1 = 1) {
  const arm = newArm()
  reachArm(side === 1 ? shoulder : left, wrist, side, arm)
  return arm
}

it('reaches what is in reach with bones that keep their length', () => {
  for (const wrist of [
    { x: 0.2, y: 1.1, z: -0.3 },
    { x: 0.4, y: 1.5, z: -0.1 },
    { x: 0, y: 1.2, z: -0.25 },
    { x: 0.25, y: 1.05, z: 0.2 },
  ]) {
    const arm = reach(wrist)
    expect(far(arm.wrist, wrist)).toBeLessThan(1e-6)
    expect(far(arm.elbow, arm.wrist)).toBeCloseTo(FOREARM_M, 6)
    expect(far(shoulder, arm.elbow)).toBeCloseTo(UPPER_ARM_M, 6)
  }
})

it('lets the elbow hang down and out', () => {
  const ahead = { x: 0.15, y: 1.3, z: -0.3 }
  const arm = reach(ahead)
  expect(arm.elbow.y).toBeLessThan(1.3)
  expect(arm.elbow.x).toBeGreaterThan(0.2)
  const mirrored = reach({ ...ahead, x: -0.15 }, -1)
  expect(mirrored.elbow.x).toBeCloseTo(-arm.elbow.x, 9)
  expect(mirrored.elbow.y).toBeCloseTo(arm.elbow.y, 9)
})

it('stretches straight towards what is out of reach, the shoulder following a little', () => {
  const arm = reach({ x: 0.168, y: 1.4, z: -3 })
  expect(arm.wrist.x).toBeCloseTo(0.168, 6)
  expect(arm.wrist.z).toBeLessThan(-(UPPER_ARM_M + FOREARM_M))
  expect(arm.wrist.z).toBeGreaterThan(-(UPPER_ARM_M + FOREARM_M + 0.016))
  expect(far(arm.elbow, { x: 0.168, y: 1.4, z: arm.elbow.z })).toBeLessThan(0.02)
  expect(far(arm.elbow, arm.wrist)).toBeCloseTo(FOREARM_M, 5)
})

it('folds before a hand at the shoulder, and never gives NaN', () => {
  for (const wrist of [
    shoulder,
    { x: 0.168, y: 1.42, z: 0 },
    { x: 0.168, y: 0.5, z: 0 },
    { x: 0.788, y: 0.4, z: 0.35 },
  ]) {
    const arm = reach(wrist)
    expect([arm.elbow.x, arm.elbow.y, arm.elbow.z, arm.wrist.x, arm.wrist.y, arm.wrist.z].every(Number.isFinite)).toBe(
      true,
    )
    expect(far(arm.elbow, arm.wrist)).toBeCloseTo(FOREARM_M, 5)
  }
})

it('carries the shoulders with a chest that turns, leans and sinks', () => {
  const at = { x: 0, y: 0, z: 0 }
  shoulderPoint(1, { dropM: 0, yawRad: 0, leanRad: 0 }, at)
  expect(at).toMatchObject({ x: 0.168, y: 1.4 })
  // A quarter to the right brings the right shoulder behind.
  shoulderPoint(1, { dropM: 0.3, yawRad: Math.PI / 2, leanRad: 0 }, at)
  expect(at.x).toBeCloseTo(0, 9)
  expect(at.z).toBeCloseTo(0.168, 9)
  expect(at.y).toBeCloseTo(1.1, 9)
  chestPoint(0, 1.4, 0, { dropM: 0, yawRad: 0, leanRad: 0.5 }, at)
  expect(at.z).toBeLessThan(-0.15)
})

type Q = { x: number; y: number; z: number; w: number }
function turned(q: Q, v: Vec3): Vec3 {
  const tx = 2 * (q.y * v.z - q.z * v.y)
  const ty = 2 * (q.z * v.x - q.x * v.z)
  const tz = 2 * (q.x * v.y - q.y * v.x)
  return {
    x: v.x + q.w * tx + q.y * tz - q.z * ty,
    y: v.y + q.w * ty + q.z * tx - q.x * tz,
    z: v.z + q.w * tz + q.x * ty - q.y * tx,
  }
}
const DOWN = { x: 0, y: -1, z: 0 }
const AHEAD = { x: 0, y: 0, z: -1 }

it('turns a hanging hand so that fingers and thumb point where asked', () => {
  const q = { x: 0, y: 0, z: 0, w: 1 }
  const cases: [Vec3, Vec3][] = [
    [DOWN, AHEAD],
    [
      { x: 0, y: 1, z: 0 },
      { x: -1, y: 0, z: 0 },
    ],
    [AHEAD, { x: 0, y: 1, z: 0 }],
    [
      { x: 1, y: 0, z: 0 },
      { x: 0, y: 0, z: 1 },
    ],
    [
      { x: 0, y: 0.6, z: -0.8 },
      { x: 0, y: 0.8, z: 0.6 },
    ],
    [
      { x: 0, y: 0, z: 1 },
      { x: 0, y: -1, z: 0 },
    ],
  ]
  for (const [fingers, thumb] of cases) {
    handTurn(fingers, thumb, q)
    expect(Math.hypot(q.x, q.y, q.z, q.w)).toBeCloseTo(1, 6)
    expect(far(turned(q, DOWN), fingers)).toBeLessThan(1e-6)
    expect(far(turned(q, AHEAD), thumb)).toBeLessThan(1e-6)
  }
})

it('reads a held hand from the city: unturned it points north, whichever way its owner faces', () => {
  const q = { x: 0, y: 0, z: 0, w: 1 }
  heldTurn({ x: 0, y: 0, z: 0, w: 1 }, 0, q)
  expect(far(turned(q, DOWN), AHEAD)).toBeLessThan(1e-9)
  expect(far(turned(q, AHEAD), { x: 0, y: 1, z: 0 })).toBeLessThan(1e-9)
  // Who faces east has north on their left.
  heldTurn({ x: 0, y: 0, z: 0, w: 1 }, Math.PI / 2, q)
  expect(far(turned(q, DOWN), { x: -1, y: 0, z: 0 })).toBeLessThan(1e-9)
})
