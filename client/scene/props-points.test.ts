import { describe, expect, it } from 'vitest'
import type { PointKind } from '../../shared/city/city.ts'
import type { TilePoint } from '../../shared/city/tile.ts'
import { packPoints, shelterHeading, signalPosts, STRIDE, WHAT } from './props-points.ts'

const point = (kind: PointKind, e: number, n: number, headingRad = 0): TilePoint => ({
  kind,
  atM: [e, n],
  upM: 3,
  heightM: 0,
  headingRad,
})

describe('points of props', () => {
  it('packs only what is drawn', () => {
    const packed = packPoints([point('tree', 10, 20), point('pole', 1, 1), point('lamp', 5, 5)])
    expect(packed.length).toBe(2 * STRIDE)
    expect([packed[0], packed[1], packed[2]]).toEqual([10, 3, -20])
    expect(packed[5]).toBe(WHAT.tree)
    expect(packed[3]).toBeGreaterThan(5)
  })

  it('moves signals from the middle of the road to both kerbs, on the right of each way', () => {
    // A street to the north, 18 m wide; its lamp stands on the east kerb and faces west.
    const lamp = point('lamp', 10, 30, (3 * Math.PI) / 2)
    const [north, south] = signalPosts(point('signal', 0, 0), [lamp])
    expect(north?.atM[0]).toBeCloseTo(10, 5)
    expect(north?.atM[1]).toBeCloseTo(-7, 5)
    expect(Math.cos(north?.headingRad ?? 1)).toBeCloseTo(1, 5)
    expect(south?.atM[0]).toBeCloseTo(-10, 5)
    expect(south?.atM[1]).toBeCloseTo(7, 5)
    expect(Math.cos(south?.headingRad ?? 1)).toBeCloseTo(-1, 5)
  })

  it('opens a shelter to the road from either side of it', () => {
    const lamp = point('lamp', 10, 0, (3 * Math.PI) / 2)
    expect(shelterHeading(point('busStop', 10.5, 12), [lamp])).toBeCloseTo((3 * Math.PI) / 2, 5)
    expect(Math.sin(shelterHeading(point('busStop', -10, 12), [lamp]))).toBeCloseTo(1, 5)
  })
})
