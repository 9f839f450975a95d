import { expect, it } from 'vitest'
import { pin, type StageFrame, toRoom, toWorld, turnToWorld } from './stage.ts'
import { beginGrip, FURTHEST_SCALE, layHeight, newGrip, pull } from './table-gesture.ts'

const frame = (): StageFrame => ({ x: 1000, y: 300, z: -2000, yawRad: 0.7, scale: 500 })
const v = (x: number, y: number, z: number) => ({ x, y, z })
const near = (a: { x: number; y: number; z: number }, b: { x: number; y: number; z: number }): void => {
  expect(a.x).toBeCloseTo(b.x, 6)
  expect(a.y).toBeCloseTo(b.y, 6)
  expect(a.z).toBeCloseTo(b.z, 6)
}

it('goes from the room to the city and back', () => {
  const world = toWorld(frame(), v(0.3, 1.2, -0.5), v(0, 0, 0))
  near(toRoom(frame(), world, v(0, 0, 0)), v(0.3, 1.2, -0.5))
  // A quarter turn to the left takes ahead (-z) to the left (-x).
  near(turnToWorld({ ...frame(), yawRad: Math.PI / 2 }, v(0, 0, -1), v(0, 0, 0)), v(-1, 0, 0))
})

it('pins a place of the room to a place of the city', () => {
  const one = frame()
  pin(one, v(0.2, 0.8, -0.9), v(50, 345, 60))
  near(toWorld(one, v(0.2, 0.8, -0.9), v(0, 0, 0)), v(50, 345, 60))
})

it('keeps under both hands what was there, turned and scaled', () => {
  const one = frame()
  const left = v(-0.2, 0.8, -0.8)
  const right = v(0.2, 0.8, -0.8)
  const grip = newGrip()
  beginGrip(grip, one, left, right)
  const underLeft = toWorld(one, left, v(0, 0, 0))
  const underRight = toWorld(one, right, v(0, 0, 0))
  const l = v(-0.35, 0.8, -0.6)
  const r = v(0.4, 0.8, -1)
  pull(grip, l, r, one)
  layHeight(one, 0.8, underLeft.y)
  near(toWorld(one, l, v(0, 0, 0)), underLeft)
  near(toWorld(one, r, v(0, 0, 0)), underRight)
  expect(one.scale).toBeCloseTo((500 * 0.4) / Math.hypot(0.75, 0.4), 6)
})

it('moves with one hand and does not jump when the second lets go', () => {
  const one = frame()
  const grip = newGrip()
  beginGrip(grip, one, v(0, 0.8, -0.8), null)
  const under = toWorld(one, v(0, 0.8, -0.8), v(0, 0, 0))
  pull(grip, v(0.1, 0.9, -0.7), null, one)
  expect(one.scale).toBe(500)
  const now = toWorld(one, v(0.1, 0.8, -0.7), v(0, 0, 0))
  expect(now.x).toBeCloseTo(under.x, 6)
  expect(now.z).toBeCloseTo(under.z, 6)
  const before = { ...one }
  beginGrip(grip, one, v(0.1, 0.9, -0.7), v(0.3, 0.9, -0.7))
  pull(grip, v(0.1, 0.9, -0.7), v(0.3, 0.9, -0.7), one)
  near(one, before)
})

it('does not shrink the city beyond its limit', () => {
  const one = frame()
  const grip = newGrip()
  beginGrip(grip, one, v(-1, 1, -1), v(1, 1, -1))
  pull(grip, v(-0.02, 1, -1), v(0.02, 1, -1), one)
  expect(one.scale).toBe(FURTHEST_SCALE)
})
