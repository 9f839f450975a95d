import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeTerrain, encodeTerrain } from './package-terrain.ts'

it('keeps every height within half a step, whatever the size of the grid', () => {
  const grids = fc
    .tuple(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 23 }))
    .chain(([cols, rows]) =>
      fc
        .array(fc.double({ min: -430, max: 8848, noNaN: true }), { minLength: cols * rows, maxLength: cols * rows })
        .map((h) => ({ cols, rows, cellM: 12.5, westM: -100, southM: 40, heightsM: Float32Array.from(h) })),
    )
  fc.assert(
    fc.property(grids, (terrain) => {
      const back = decodeTerrain(encodeTerrain(terrain, 0.1))
      expect({ ...back, heightsM: null }).toEqual({ ...terrain, heightsM: null })
      for (const [i, h] of terrain.heightsM.entries()) {
        expect(Math.abs((back.heightsM[i] as number) - h)).toBeLessThanOrEqual(0.051)
      }
    }),
    { numRuns: 100 },
  )
})

it('makes smooth ground small', () => {
  const n = 401
  const heightsM = Float32Array.from(
    { length: n * n },
    (_, i) => 350 + 3 * Math.sin((i % n) / 60) * Math.cos(i / n / 80),
  )
  const bytes = encodeTerrain({ cols: n, rows: n, cellM: 12.5, westM: 0, southM: 0, heightsM }, 0.1)
  expect(gzipSync(bytes).length).toBeLessThan(3000)
})

it('refuses bytes that were cut or whose size lies', () => {
  const bytes = encodeTerrain({ cols: 9, rows: 5, cellM: 10, westM: 0, southM: 0, heightsM: new Float32Array(45) }, 0.1)
  for (let n = 0; n < bytes.length; n++) expect(() => decodeTerrain(bytes.subarray(0, n))).toThrow(RangeError)
  const liar = Uint8Array.from([...bytes.slice(0, 4), 0xff, 0xff, 0xff, 0x0f, ...bytes.slice(5)])
  expect(() => decodeTerrain(liar)).toThrow(RangeError)
})
