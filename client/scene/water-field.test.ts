import { expect, it } from 'vitest'
import { codeOf, RasterInfo } from '../../shared/protocol/fields-info.ts'
import { RasterCells } from '../../shared/protocol/fields-raster.ts'
import { type LandAt, toHalf, WaterField } from './water-field.ts'
import { waterMesh } from './water-mesh.ts'

const grid = { westM: 100, southM: 200, cellM: 5, cols: 8, rows: 4 }

/** A raster of `values`, row by row from the south-west; NaN is no data. */
function rasterOf(
  what: string,
  range: { min: number; max: number; step: number },
  values: readonly number[],
): RasterCells {
  const quantity = { key: what, unit: 'm', scale: 'level', ...range }
  const card = { source: 'made up', date: '', truth: 'synthetic' as const }
  const info = RasterInfo.parse({
    kind: 'raster',
    id: `flood.${what}`,
    title: what,
    card,
    quantities: [quantity],
    grid,
  })
  const raster = new RasterCells(info)
  values.forEach((value, i) => (raster.codes[i] = codeOf(quantity, value)))
  return raster
}

/** Water 0.5 m deep at 350 m in the three western columns of every row. */
function pond() {
  const each = (wet: number, dry: number): number[] =>
    Array.from({ length: grid.cols * grid.rows }, (_, i) => (i % grid.cols < 3 ? wet : dry))
  return {
    level: rasterOf('level', { min: 330, max: 370, step: 0.01 }, each(350, NaN)),
    depth: rasterOf('depth', { min: 0, max: 10, step: 0.01 }, each(0.5, 0)),
    east: rasterOf('east', { min: -10, max: 10, step: 0.01 }, each(1.25, NaN)),
    north: null,
  }
}
const levelGround: LandAt = () => ({ groundM: 349.5, isBuilding: false })
const middleOf = (col: number): number => grid.westM + (col + 0.5) * grid.cellM

it('ends the water where the ground rises out of it', () => {
  const field = new WaterField(grid)
  field.read(pond(), (eastM) => ({ groundM: eastM < middleOf(3) - 0.1 ? 349.5 : 350.5, isBuilding: false }))
  expect(field.wetCells).toBe(12)
  expect(field.surfaceAt(middleOf(1), 210)).toBeCloseTo(350, 2)
  // Half a metre deep here and half a metre of ground above it there: they meet in the middle.
  expect(field.depthAt(middleOf(2.5), 210)).toBeCloseTo(0, 2)
  expect(field.surfaceAt(middleOf(2.6), 210)).toBeNaN()
})

it('stops at a barrier between two cells even where the ground behind it lies low', () => {
  const field = new WaterField(grid)
  field.read(pond(), () => ({ groundM: 348, isBuilding: false }))
  expect(field.depthAt(middleOf(2.5), 210)).toBeCloseTo(0, 5)
  expect(field.depthAt(middleOf(3), 210)).toBeLessThan(0)
})

it('goes on behind the walls of a building that stands in it', () => {
  const field = new WaterField(grid)
  field.read(pond(), (eastM) => ({ groundM: 349.5, isBuilding: eastM > middleOf(3) }))
  expect(field.surfaceAt(middleOf(2.9), 210)).toBeCloseTo(350, 2)
  expect(field.depthAt(middleOf(4.5), 210)).toBeLessThan(0)
})

it('asks the city once for each place, and again only where no tile was loaded', () => {
  const field = new WaterField(grid)
  let asked = 0
  const nowhere: LandAt = () => {
    asked++
    return null
  }
  field.read(pond(), nowhere)
  expect(field.unasked).toBe(4)
  const before = asked
  field.read(pond(), (e, n) => {
    asked++
    return levelGround(e, n)
  })
  expect(field.unasked).toBe(0)
  expect(asked).toBe(before + 4 * 5)
  field.read(pond(), nowhere)
  expect(asked).toBe(before + 4 * 5)
})

it('hands the card level over the base, depth and velocity as half floats, levels also over dry land', () => {
  const field = new WaterField(grid)
  field.read(pond(), levelGround)
  const at = (cell: number): number[] => [...field.halves.subarray(4 * cell, 4 * cell + 4)]
  expect(field.baseM).toBe(350)
  expect(at(0)).toEqual([toHalf(0), toHalf(0.5), toHalf(1.25), 0])
  expect(field.levels[grid.cols - 1]).toBeCloseTo(0, 2)
  expect([toHalf(1), toHalf(-2), toHalf(0.1), toHalf(1e9), toHalf(1e-9)]).toEqual([0x3c00, 0xc000, 0x2e66, 0x7bff, 0])
})

it('shows nothing where all is dry, and keeps its base for what comes', () => {
  const field = new WaterField(grid)
  const { level, depth } = pond()
  level.codes.fill(0)
  field.read({ level, depth, east: null, north: null }, levelGround)
  expect(field.wetCells).toBe(0)
  expect(field.surfaceAt(middleOf(1), 210)).toBeNaN()
  field.read(pond(), levelGround)
  expect(field.surfaceAt(middleOf(1), 210)).toBeCloseTo(350, 2)
})

it('lays rings of squares without gaps or overlaps, few enough triangles', () => {
  const { positions, indices, stepM, reachM } = waterMesh(5)
  expect([stepM, reachM]).toEqual([80, 1760])
  let area = 0
  let turned = 0
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => 3 * (indices[i + k] as number)) as [number, number, number]
    const p = (at: number): number => positions[at] as number
    const cross = (p(b) - p(a)) * (p(c + 2) - p(a + 2)) - (p(b + 2) - p(a + 2)) * (p(c) - p(a))
    if (cross <= 0) turned++
    area += cross / 2
  }
  expect(turned).toBe(0)
  expect(area).toBeCloseTo((2 * reachM) ** 2, -2)
  expect(indices.length / 3).toBeLessThan(16_000)
})
