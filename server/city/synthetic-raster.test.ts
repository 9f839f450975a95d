import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { distances, fillPolygon } from './synthetic-raster.ts'

const grid = { cols: 14, rows: 9, cellM: 5, westM: 100, southM: -20 }

it('measures the distance to the nearest mark exactly', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(14 * 9 - 1), { maxLength: 12 }), (marks) => {
      const marked = new Set(marks)
      const { distM, nearest } = distances(grid, (at) => marked.has(at))
      for (let at = 0; at < 14 * 9; at++) {
        const best = Math.min(
          Infinity,
          ...marks.map((m) => 5 * Math.hypot((m % 14) - (at % 14), Math.floor(m / 14) - Math.floor(at / 14))),
        )
        expect(distM[at]).toBeCloseTo(best, 4)
        if (marks.length > 0) expect(marked.has(nearest[at] as number)).toBe(true)
        else expect(nearest[at]).toBe(-1)
      }
    }),
    { numRuns: 100 },
  )
})

it('fills a polygon and spares its hole', () => {
  const outer = [101, -19, 149, -19, 149, 19, 101, 19]
  const hole = [111, -9, 111, 9, 129, 9, 129, -9]
  const filled = new Set<number>()
  fillPolygon(grid, [outer, hole], (at) => filled.add(at))
  expect(filled.has(1 * 14 + 1)).toBe(true)
  expect(filled.has(4 * 14 + 4)).toBe(false)
  expect(filled.has(4 * 14 + 7)).toBe(true)
  expect(filled.has(4 * 14 + 10)).toBe(false)
  expect(filled.has(0)).toBe(false)
})
