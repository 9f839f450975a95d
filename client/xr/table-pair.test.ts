import { expect, it } from 'vitest'
import { type StageFrame, toWorld } from './stage.ts'
import { acrossFrom, meetsSecond, overFirst, PAIR_RADIUS_M, tableOf } from './table-pair.ts'

const v = (x: number, y: number, z: number) => ({ x, y, z })
const first = v(0.2, 0.8, -0.9)

it('two tables stand side by side as one faced the one, without touching', () => {
  for (const headingRad of [0, 0.7, Math.PI, -2]) {
    const across = acrossFrom(headingRad, v(0, 0, 0))
    const apartM = Math.hypot(across.x, across.z)
    expect(apartM).toBeGreaterThan(2 * PAIR_RADIUS_M)
    // Both at arm's length: neither reaches out of sight.
    expect(apartM).toBeLessThan(1.2)
    // Ahead is (sin, -cos): the second is to its right.
    const [aheadX, aheadZ] = [Math.sin(headingRad), -Math.cos(headingRad)]
    expect(across.x * aheadX + across.z * aheadZ).toBeCloseTo(0, 9)
    expect(aheadX * across.z - aheadZ * across.x).toBeGreaterThan(0)
  }
})

it('what a hand does over the second counts as over the first', () => {
  const across = acrossFrom(0.4, v(0, 0, 0))
  const second = v(first.x + across.x, first.y, first.z + across.z)
  expect(tableOf(first, first, across)).toBe(0)
  expect(tableOf(second, first, across)).toBe(1)
  const over = overFirst(v(second.x + 0.1, 1, second.z - 0.2), across, v(0, 0, 0))
  expect(over.x).toBeCloseTo(first.x + 0.1, 9)
  expect(over.z).toBeCloseTo(first.z - 0.2, 9)
})

it('a ray that comes down on the second disc, and no other, counts from over the first', () => {
  const across = acrossFrom(0, v(0, 0, 0))
  const above = v(first.x + across.x, 1.6, first.z)
  const down = { at: above, dir: v(0.1, -1, 0.1) }
  expect(meetsSecond(down, first, across)).toBe(true)
  for (const ray of [
    { at: v(first.x, 1.6, first.z), dir: v(0, -1, 0) },
    { at: above, dir: v(0, 1, 0) },
    { at: above, dir: v(1, -0.2, 0) },
    { at: above, dir: v(1, 0, 0) },
  ])
    expect(meetsSecond(ray, first, across)).toBe(false)
})

it('the same place of the city is as far from one to the other in the city, however it lies', () => {
  const frame: StageFrame = { x: 1000, y: 300, z: -2000, yawRad: 0.7, scale: 500 }
  const across = acrossFrom(0.4, v(0, 0, 0))
  const shiftOf = (at: ReturnType<typeof v>) => {
    const here = toWorld(frame, at, v(0, 0, 0))
    const there = toWorld(frame, v(at.x + across.x, at.y, at.z + across.z), v(0, 0, 0))
    return [there.x - here.x, there.y - here.y, there.z - here.z]
  }
  const shift = shiftOf(first)
  expect(Math.hypot(...shift)).toBeCloseTo(500 * Math.hypot(across.x, across.z), 6)
  for (const [n, one] of shiftOf(v(-1, 0.3, 2)).entries()) expect(one).toBeCloseTo(shift[n] as number, 6)
})
