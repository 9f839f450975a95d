import { expect, it } from 'vitest'
import { Surroundings } from './surroundings.ts'

it('knows the floor for sure only where a finest tile lies', () => {
  const around = new Surroundings([-1000, -1000, 1000, 1000], () => 0)
  const square = { westM: 0, southM: 0, sizeM: 100, buildings: [], decks: [] }
  around.tileCame('coarse', { ...square, detail: 1 })
  expect(around.isVague(50, 50)).toBe(true)
  around.tileCame('fine', { ...square, detail: 0 })
  expect(around.isVague(50, 50)).toBe(false)
  expect(around.isVague(150, 50)).toBe(true)
  around.tileWent('fine')
  expect(around.isVague(50, 50)).toBe(true)
})

it('takes ground that is not loaded yet to be as high as what was seen last', () => {
  const around = new Surroundings([-1000, -1000, 1000, 1000], (eastM) => (eastM < 100 ? 348 : null))
  expect(around.floorAt(500, 0, 350)).toBe(350)
  expect(around.floorAt(0, 0, Infinity)).toBe(348)
  expect(around.floorAt(500, 0, Infinity)).toBe(348)
})
