import { expect, it } from 'vitest'
import { arrivalAt, clearOf } from './arrival.ts'
import { Surroundings } from './surroundings.ts'

const box = (feature: number, w: number, s: number, e: number, n: number, heightM: number) => ({
  feature,
  polygons: [[[w, s, e, s, e, n, w, n]]],
  groundM: 0,
  minHeightM: 0,
  heightM,
})

function city(...buildings: ReturnType<typeof box>[]): Surroundings {
  const around = new Surroundings([-1000, -1000, 1000, 1000], () => 0)
  around.tileCame('t', { detail: 0, buildings, decks: [] })
  return around
}

it('stands back from a tower and faces it', () => {
  const spot = arrivalAt(0, 0, 100, city(box(1, -10, -10, 10, 10, 100)))
  const far = Math.hypot(spot.eastM, spot.northM)
  expect(far).toBeGreaterThan(60)
  expect(far).toBeLessThan(120)
  const towards = Math.atan2(-spot.eastM, -spot.northM)
  expect(Math.cos(spot.headingRad - towards)).toBeCloseTo(1, 6)
  expect(spot.pitchRad).toBeGreaterThan(0.2)
})

it('does not stand behind a neighbour that hides it', () => {
  const around = city(box(1, -10, -10, 10, 10, 30), box(2, 14, -60, 18, 60, 60))
  const spot = arrivalAt(0, 0, 30, around)
  expect(spot.eastM).toBeLessThan(14)
})

it('stands on an open square itself', () => {
  expect(arrivalAt(5, 6, 0, city(box(1, 50, 50, 60, 60, 10)))).toMatchObject({ eastM: 5, northM: 6 })
})

it('arrives a step aside of who stands there already, and not in a wall', () => {
  const around = city(box(1, 0.4, -5, 6, 5, 10))
  const stander = { eastM: 0, northM: 0 }
  const [e, n] = clearOf(0, 0, [stander], around)
  expect(Math.hypot(e, n)).toBeCloseTo(1, 6)
  expect(e).toBeLessThan(0)
  expect(clearOf(0, 0, [{ eastM: 3, northM: 3 }], around)).toEqual([0, 0])
})
