import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areaM2 } from './ring-shape.ts'
import { dissolve } from './rings-nest.ts'

describe('dissolve', () => {
  test('makes one outline of triangles that share edges', () => {
    const fan = [[[0, 0, 10, 0, 10, 10]], [[0, 0, 10, 10, 0, 10]], [[10, 0, 20, 0, 10, 10]]]
    const outline = dissolve(fan)
    expect(outline).toHaveLength(1)
    expect(outline[0]?.[0]).toHaveLength(10)
    expect(areaM2(outline)).toBe(150)
  })

  test('finds the courtyard in a ring of faces', () => {
    const ring = [
      [[0, 0, 30, 0, 20, 10, 10, 10]],
      [[30, 0, 30, 30, 20, 20, 20, 10]],
      [[30, 30, 0, 30, 10, 20, 20, 20]],
      [[0, 30, 0, 0, 10, 10, 10, 20]],
    ]
    const outline = dissolve(ring)
    expect(outline).toHaveLength(1)
    expect(outline[0]).toHaveLength(2)
    expect(areaM2(outline)).toBe(800)
  })

  test('faces that meet along parts of edges, overlap or lie apart are united all the same', () => {
    expect(areaM2(dissolve([[[0, 0, 20, 0, 20, 10, 0, 10]], [[5, 10, 15, 10, 15, 20, 5, 20]]]))).toBeCloseTo(300, 6)
    expect(areaM2(dissolve([[[0, 0, 20, 0, 20, 10, 0, 10]], [[5, 5, 15, 5, 15, 20, 5, 20]]]))).toBeCloseTo(300, 6)
    expect(dissolve([[[0, 0, 1, 0, 1, 1]], [[5, 5, 6, 5, 6, 6]]])).toHaveLength(2)
  })

  test('keeps the area of any set of cells of a grid', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 24 }), { minLength: 1 }), (cells) => {
        const faces = cells.map((c) => {
          const [x, y] = [(c % 5) * 10, Math.floor(c / 5) * 10]
          return [[x, y, x + 10, y, x + 10, y + 10, x, y + 10]]
        })
        expect(areaM2(dissolve(faces))).toBeCloseTo(100 * cells.length, 3)
      }),
      { numRuns: 60 },
    )
  })
})
