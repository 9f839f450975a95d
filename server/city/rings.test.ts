import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PolygonM } from '../../shared/city/city.ts'
import { Ledger } from './ledger.ts'
import { areaM2, contacts, lineLengthM, pointInPolygon, ringLengthM, signedArea } from './ring-shape.ts'
import { cleanPolygon, uniteAll } from './rings.ts'

const square = [0, 0, 10, 0, 10, 10, 0, 10]
const clean = (rings: number[][]): { polygons: PolygonM[]; dropped: string[] } => {
  const ledger = new Ledger()
  const polygons = cleanPolygon(rings, 'buildings', ledger)
  return { polygons, dropped: ledger.list().map((d) => `${d.count} ${d.what}: ${d.why}`) }
}

/** A star around a centre: always simple, any number of points. */
const star = fc
  .tuple(
    fc.array(fc.double({ min: 5, max: 50, noNaN: true }), { minLength: 3, maxLength: 40 }),
    fc.integer({ min: -9, max: 9 }),
  )
  .map(([radii, shift]) =>
    radii.flatMap((r, i) => {
      const turn = (2 * Math.PI * i) / radii.length
      return [shift * 1000 + r * Math.cos(turn), shift * 700 + r * Math.sin(turn)]
    }),
  )

const isSimple = (polygon: PolygonM): boolean => {
  const found = contacts(
    polygon,
    polygon.map((_, i) => i),
  )
  return found.self < 2 && found.between < 2
}

describe('cleanPolygon', () => {
  test('opens a closed ring and turns outer rings counter-clockwise, holes clockwise', () => {
    const { polygons, dropped } = clean([
      [0, 0, 0, 10, 10, 10, 10, 0, 0, 0],
      [2, 2, 4, 2, 4, 4, 2, 4, 2, 2],
    ])
    expect(polygons).toHaveLength(1)
    expect(polygons[0]?.map(signedArea)).toEqual([100, -4])
    expect(polygons[0]?.map((r) => r.length)).toEqual([8, 8])
    expect(dropped).toEqual([])
  })

  test('drops doubled points and spikes without a word', () => {
    const { polygons, dropped } = clean([[0, 0, 0, 0, 10, 0, 20, 0, 10, 0, 10, 10, 10, 10.0001, 0, 10]])
    expect(polygons).toEqual([[[0, 0, 10, 0, 10, 10, 0, 10]]])
    expect(dropped).toEqual([])
  })

  test('makes two triangles of a bow tie and says so', () => {
    const { polygons, dropped } = clean([[0, 0, 10, 10, 10, 0, 0, 10]])
    expect(polygons).toHaveLength(2)
    expect(areaM2(polygons)).toBeCloseTo(50, 6)
    expect(dropped).toEqual(['1 buildings: outline crosses itself, mended'])
  })

  test('divides a ring that touches itself', () => {
    const { polygons, dropped } = clean([[0, 0, 5, 5, 10, 0, 10, 10, 5, 5, 0, 10]])
    expect(polygons).toHaveLength(2)
    expect(areaM2(polygons)).toBeCloseTo(50, 6)
    expect(dropped).toEqual(['1 buildings: outline touches itself, divided there'])
  })

  test('takes off the part of a hole that reaches out of the outline', () => {
    const { polygons } = clean([square, [5, 5, 15, 5, 15, 8, 5, 8]])
    expect(areaM2(polygons)).toBeCloseTo(85, 6)
  })

  test('leaves out holes that lie outside, in another hole or have no area', () => {
    const { polygons, dropped } = clean([
      square,
      [20, 20, 22, 20, 22, 22],
      [1, 1, 5, 1, 5, 5, 1, 5],
      [2, 2, 3, 2, 3, 3],
      [7, 7, 8, 8],
    ])
    expect(areaM2(polygons)).toBeCloseTo(84, 9)
    expect(dropped).toEqual([
      '1 buildings: hole without area, left out',
      '1 buildings: hole outside its outline, left out',
      '1 buildings: hole inside another hole, left out',
    ])
  })

  test.each([
    ['nothing', []],
    ['a line there and back', [[0, 0, 10, 0, 0, 0]]],
    ['two points', [[0, 0, 10, 0]]],
    ['a sliver of a square centimetre', [[0, 0, 0.01, 0, 0.01, 0.01]]],
    ['no numbers', [[Number.NaN, 0, 1, Number.POSITIVE_INFINITY, 2, 2]]],
  ])('makes nothing of %s and counts it once', (_, rings) => {
    const { polygons, dropped } = clean(rings)
    expect(polygons).toEqual([])
    expect(dropped).toHaveLength(1)
  })

  test('keeps the area of every simple outline and leaves the ledger empty', () => {
    fc.assert(
      fc.property(star, fc.boolean(), (ring, isBackwards) => {
        const given = isBackwards
          ? ring
              .slice()
              .reverse()
              .flatMap((_, i, r) => (i % 2 === 0 ? [r[i + 1] as number, r[i] as number] : []))
          : ring
        const { polygons, dropped } = clean([given])
        expect(areaM2(polygons)).toBeCloseTo(Math.abs(signedArea(ring)), 3)
        expect(dropped).toEqual([])
      }),
    )
  })

  test('makes simple polygons of any points whatever', () => {
    const anything = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 6, maxLength: 24 })
    fc.assert(
      fc.property(anything, anything, (outer, hole) => {
        const { polygons } = clean([outer.slice(0, outer.length & ~1), hole.slice(0, hole.length & ~1)])
        for (const polygon of polygons) {
          expect(isSimple(polygon)).toBe(true)
          expect(polygon.map((r) => Math.sign(signedArea(r)))).toEqual(polygon.map((_, i) => (i === 0 ? 1 : -1)))
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('ring shapes', () => {
  test('lengths and areas of a square', () => {
    expect(signedArea(square)).toBe(100)
    expect(ringLengthM(square)).toBe(40)
    expect(lineLengthM(square)).toBe(30)
  })

  test('a point in a hole is not in the polygon', () => {
    const polygon = [square, [2, 2, 2, 8, 8, 8, 8, 2]]
    expect(pointInPolygon(polygon, [1, 1])).toBe(true)
    expect(pointInPolygon(polygon, [5, 5])).toBe(false)
    expect(pointInPolygon(polygon, [11, 5])).toBe(false)
  })

  test('unites overlapping and neighbouring squares', () => {
    const united = uniteAll([[square], [[10, 0, 20, 0, 20, 10, 10, 10]], [[5, 5, 15, 5, 15, 15, 5, 15]]])
    expect(united).toHaveLength(1)
    expect(areaM2(united ?? [])).toBeCloseTo(250, 6)
  })
})
