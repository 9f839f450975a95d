import { describe, expect, it } from 'vitest'
import { joinStretches, seaOf } from './osm-coast.ts'
import { areaM2 } from './ring-shape.ts'
import { cleanPolygon } from './rings.ts'
import { Ledger } from './ledger.ts'

const RECT = [0, 0, 1000, 1000] as const
/** Area of the sea, metres squared, once its rings are turned the way polygons are. */
const seaM2 = (chains: number[][]): number | null => {
  const sea = seaOf(chains, RECT)
  return sea && areaM2(sea.flatMap((rings) => cleanPolygon(rings, 'areas', new Ledger())))
}

describe('the sea', () => {
  it('lies to the right of a coast through the extract', () => {
    expect(seaM2([[0, 300, 1000, 300]])).toBeCloseTo(300_000, 3)
    expect(seaM2([[1000, 300, 0, 300]])).toBeCloseTo(700_000, 3)
    expect(seaM2([[400, 0, 400, 1000]])).toBeCloseTo(600_000, 3)
    expect(seaM2([[400, 1000, 400, 0]])).toBeCloseTo(400_000, 3)
  })

  it('reaches the edge though the last nodes are missing', () => {
    expect(seaM2([[30, 300, 980, 300]])).toBeCloseTo(300_000, 3)
  })

  it('lies in a bay, and on both sides of a spit of land', () => {
    expect(seaM2([[0, 600, 500, 600, 500, 400, 0, 400]])).toBeCloseTo(100_000, 3)
    expect(seaM2([[0, 400, 500, 400, 500, 600, 0, 600]])).toBeCloseTo(900_000, 3)
    const strait = [
      [0, 600, 1000, 600],
      [1000, 800, 0, 800],
    ]
    expect(seaM2(strait)).toBeCloseTo(800_000, 3)
    const channel = [
      [0, 800, 1000, 800],
      [1000, 600, 0, 600],
    ]
    expect(seaM2(channel)).toBeCloseTo(200_000, 3)
  })

  it('goes round islands, whether a coast is there or not', () => {
    const island = [400, 100, 500, 100, 500, 200, 400, 200, 400, 100]
    expect(seaM2([[0, 300, 1000, 300], island])).toBeCloseTo(290_000, 3)
    expect(seaM2([island])).toBeCloseTo(990_000, 3)
    expect(seaM2([])).toBe(0)
  })

  it('is not told by a coast that ends inland', () => {
    expect(seaM2([[0, 500, 500, 500]])).toBeNull()
  })

  it('has its coast joined from ways in any order', () => {
    expect(
      joinStretches([
        [3, 4],
        [1, 2, 3],
        [4, 5],
        [7, 8, 9, 7],
      ]),
    ).toEqual([
      [1, 2, 3, 4, 5],
      [7, 8, 9, 7],
    ])
    expect(
      joinStretches([
        [2, 3],
        [3, 1, 2],
      ]),
    ).toEqual([[2, 3, 1, 2]])
  })
})
