import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PolygonM } from '../../shared/city/city.ts'
import { Ledger } from './ledger.ts'
import { areaM2, boundsOf, type RectM, signedArea } from './ring-shape.ts'
import { differenceFromRect, intersectRect } from './rings-clip.ts'
import { cleanPolygon, uniteAll } from './rings.ts'

const rect: RectM = [0, 0, 100, 100]
const quarters: RectM[] = [
  [0, 0, 50, 50],
  [50, 0, 100, 50],
  [0, 50, 50, 100],
  [50, 50, 100, 100],
]

/** Any points on a coarse grid, so that edges and corners often fall on the tiles' borders. */
const polygons = fc
  .array(fc.array(fc.integer({ min: -2, max: 12 }), { minLength: 6, maxLength: 20 }), { minLength: 1, maxLength: 3 })
  .map((rings) => {
    const ledger = new Ledger()
    return rings.flatMap((r) => cleanPolygon([r.slice(0, r.length & ~1).map((v) => v * 10)], 'areas', ledger))
  })

const withHoles = fc.tuple(polygons, polygons).map(([outer, holes]) => {
  const ledger = new Ledger()
  return outer.flatMap((p) => cleanPolygon([p[0] as number[], ...holes.map((h) => h[0] as number[])], 'areas', ledger))
})

const isNormal = (polygon: PolygonM, [w, s, e, n]: RectM): boolean =>
  polygon.every((ring, i) => {
    const [rw, rs, re, rn] = boundsOf(ring)
    return signedArea(ring) * (i === 0 ? 1 : -1) > 0 && rw >= w && rs >= s && re <= e && rn <= n
  })

describe('intersectRect', () => {
  test('cuts a comb into its teeth', () => {
    const comb = [-10, -10, 60, -10, 60, 20, 50, 20, 50, -5, 30, -5, 30, 20, 20, 20, 20, -5, -10, -5]
    const cut = intersectRect([[comb]], rect)
    expect(cut).toHaveLength(2)
    expect(areaM2(cut)).toBe(400)
  })

  test('turns a hole on the border into a bay', () => {
    const ring: PolygonM = [
      [-50, 10, 50, 10, 50, 90, -50, 90],
      [-20, 30, -20, 60, 20, 60, 20, 30],
    ]
    const cut = intersectRect([ring], rect)
    expect(cut).toHaveLength(1)
    expect(cut[0]).toHaveLength(1)
    expect(areaM2(cut)).toBe(50 * 80 - 20 * 30)
  })

  test('keeps a hole with the piece it lies in', () => {
    const u: PolygonM = [
      [-10, 10, 40, 10, 40, 40, -5, 40, -5, 60, 40, 60, 40, 90, -10, 90],
      [20, 70, 20, 80, 30, 80, 30, 70],
    ]
    const cut = intersectRect([u], rect)
    expect(cut.map((p) => p.length).sort((a, b) => a - b)).toEqual([1, 2])
    expect(areaM2(cut)).toBe(40 * 30 * 2 - 100)
  })

  test('an edge along the border belongs to its own side only', () => {
    expect(intersectRect([[[0, 0, 50, 0, 50, 50, 0, 50]]], [50, 0, 100, 50])).toEqual([])
    expect(areaM2(intersectRect([[[0, 0, 60, 0, 60, 50, 0, 50]]], [0, 0, 60, 25]))).toBe(1500)
  })

  test('the quarters of any polygons sum to the whole', () => {
    fc.assert(
      fc.property(withHoles, (given) => {
        const whole = areaM2(intersectRect(given, rect))
        const parts = quarters.map((q) => intersectRect(given, q))
        expect(parts.reduce((sum, p) => sum + areaM2(p), 0)).toBeCloseTo(whole, 4)
        parts.forEach((part, i) => expect(part.every((p) => isNormal(p, quarters[i] as RectM))).toBe(true))
      }),
      { numRuns: 15 },
    )
  })
})

describe('differenceFromRect', () => {
  test('is the whole square without water, nothing when all is water', () => {
    expect(areaM2(differenceFromRect([], rect))).toBe(10_000)
    expect(differenceFromRect([[[-5, -5, 105, -5, 105, 105, -5, 105]]], rect)).toEqual([])
  })

  test('a river parts the ground in two, its island stays', () => {
    const river: PolygonM = [
      [-10, 40, 110, 40, 110, 60, -10, 60],
      [45, 45, 45, 55, 55, 55, 55, 45],
    ]
    const land = differenceFromRect([river], rect)
    expect(land).toHaveLength(3)
    expect(areaM2(land)).toBe(8100)
  })

  test('a pond is a hole and the pond at the corner a bite', () => {
    const land = differenceFromRect([[[20, 20, 30, 20, 30, 30, 20, 30]], [[90, 90, 110, 90, 110, 110, 90, 110]]], rect)
    expect(land).toHaveLength(1)
    expect(land[0]).toHaveLength(2)
    expect(areaM2(land)).toBe(9800)
  })

  test('waters that share an edge or overlap are taken off once', () => {
    const waters: PolygonM[] = [
      [[0, 40, 50, 40, 50, 60, 0, 60]],
      [[50, 40, 100, 40, 100, 60, 50, 60]],
      [[40, 30, 60, 30, 60, 70, 40, 70]],
    ]
    expect(areaM2(differenceFromRect(waters, rect))).toBeCloseTo(10_000 - 2000 - 400, 3)
  })

  test('with the united water it makes the whole square', () => {
    fc.assert(
      fc.property(withHoles, (given) => {
        const water = areaM2(intersectRect(uniteAll(given) ?? [], rect))
        const land = differenceFromRect(given, rect)
        expect(areaM2(land)).toBeCloseTo(10_000 - water, 1)
        expect(land.every((p) => isNormal(p, rect))).toBe(true)
      }),
      { numRuns: 15 },
    )
  })
})
