import { expect, it } from 'vitest'
import { Surroundings } from '../people/surroundings.ts'
import { canStand, newArc, throwArc } from './arc.ts'

const BOUNDS = [-500, -500, 500, 500] as const
const flat = (): Surroundings => new Surroundings(BOUNDS, () => 300)
const northwards = { eastM: 0, northM: 0, upM: 301.4, dirE: 0, dirN: Math.cos(0.3), dirU: Math.sin(0.3) }

/** A house from 6 to 10 m north, 8 m high. */
function withHouse(): Surroundings {
  const around = flat()
  around.tileCame('t', {
    detail: 0,
    buildings: [
      { feature: 7, polygons: [[[-10, 6, 10, 6, 10, 10, -10, 10]]], groundM: 300, minHeightM: 0, heightM: 8 },
    ],
    decks: [],
  })
  return around
}

it('lands on the floor where gravity takes it', () => {
  const arc = newArc()
  throwArc(northwards, flat(), arc)
  expect(arc.isFree).toBe(true)
  expect(arc.upM).toBe(300)
  expect(arc.eastM).toBe(0)
  // Flight time of a throw of 9.5 m/s from 1.4 m up at 0.3 rad: 0.889 s, thus 8.07 m; a step of 0.06 s is 0.54 m.
  expect(arc.northM).toBeGreaterThan(7.9)
  expect(arc.northM).toBeLessThan(8.7)
})

it('is refused by a building, and inside one nobody can stand', () => {
  const around = withHouse()
  const arc = newArc()
  throwArc(northwards, around, arc)
  expect(arc.isFree).toBe(false)
  expect(arc.northM).toBeLessThan(7.2)
  expect(canStand(0, 8, 300, around)).toBe(false)
  expect(canStand(0, 3, 300, around)).toBe(true)
})

it('lands on a deck above and is refused beyond the city', () => {
  const around = flat()
  around.tileCame('t', {
    detail: 0,
    buildings: [],
    decks: [{ line: [-50, 8, 50, 8], upM: [300.5, 300.5], widthM: 6 }],
  })
  const arc = newArc()
  throwArc(northwards, around, arc)
  expect(arc.upM).toBe(300.5)
  expect(arc.isFree).toBe(true)
  throwArc({ ...northwards, northM: 495 }, flat(), arc)
  expect(arc.isFree).toBe(false)
})
