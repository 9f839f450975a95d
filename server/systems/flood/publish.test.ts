import { expect, it } from 'vitest'
import { NO_OUTPUTS } from '../../../shared/city/outputs.ts'
import { Random } from '../../../shared/kernel/random.ts'
import { EMPTY_CITY } from '../../../shared/kernel/toy.ts'
import { LayerInfo } from '../../../shared/protocol/fields-info.ts'
import { cellsOf, Field } from '../../../shared/protocol/fields.ts'
import { flood } from '../../../shared/systems/flood/flood.ts'
import { VILLAGE } from '../../../shared/systems/flood/testing.ts'
import { floodShown } from './publish.ts'

const ground = { city: VILLAGE, boundsM: [0, 0, 300, 300] } as const

it('tells its water as rasters of the core that the wire takes, and only what has changed', () => {
  const layers = floodShown.layers?.(ground) ?? []
  expect(layers.map(({ info }) => LayerInfo.parse(info).id)).toEqual(
    ['depth', 'level', 'east', 'north', 'hazard', 'arrival', 'works'].map((what) => `flood.${what}`),
  )
  const state = flood.create(VILLAGE)
  const random = new Random(1)
  flood.apply(state, { type: 'flood.setInflow', points: [[0, 250]] }, { id: 'pia', role: 'planner' })
  const wall = {
    type: 'flood.placeBarrier',
    id: 'w',
    name: 'Wall',
    line: [
      [20, 20],
      [20, 90],
    ],
    crestAboveGroundM: 1,
  } as const
  flood.apply(
    state,
    { ...wall, line: wall.line.map(([e, n]): [number, number] => [e, n]) },
    { id: 'pia', role: 'planner' },
  )
  for (let n = 1; n <= 25; n++)
    flood.step?.(state, 10, random, VILLAGE, { ...NO_OUTPUTS, nowMs: 1_700_000_000_000 + n * 10_000 })
  const values = layers.map((layer) => layer.values(state))
  const read = layers.map((layer, n) => {
    const [sent, heard] = [new Field(n, cellsOf(layer.info)), new Field(n, cellsOf(layer.info))]
    // Each layer's values are of its own kind.
    heard.apply(sent.update(values[n] as never, state.nowMs))
    return heard
  })
  const valueAt = (layer: number, col: number, row: number): number => {
    const cells = read[layer]?.cells
    return cells?.kind === 'raster' ? cells.valueAt(col, row) : NaN
  }
  // In the river, 250 m³/s to the north.
  expect(valueAt(0, 36, 30)).toBeGreaterThan(2.5)
  expect(valueAt(1, 36, 30)).toBeGreaterThan(11)
  expect(valueAt(3, 36, 30)).toBeGreaterThan(0.3)
  expect(valueAt(4, 36, 30)).toBeGreaterThan(1)
  // On land, and on dry land that never was reached.
  expect(valueAt(5, 20, 10)).toBeGreaterThan(0)
  expect(valueAt(0, 58, 30)).toBeNaN()
  expect(valueAt(5, 58, 30)).toBeNaN()
  expect(layers.slice(0, 6).map((layer) => layer.values(state))).toEqual(Array(6).fill(null))
  expect(floodShown.rows?.(state, ground).map(({ id }) => id)).toEqual(['flood.water/now', 'flood.work/w'])
  expect(floodShown.markOf?.(wall)).toBe('Wall')
})

it('tells nothing of a city without ground', () => {
  const nowhere = { city: EMPTY_CITY, boundsM: [0, 0, 1, 1] } as const
  expect(floodShown.layers?.(nowhere)).toEqual([])
  expect(floodShown.rows?.(flood.create(EMPTY_CITY), nowhere)).toEqual([])
})
