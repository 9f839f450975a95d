import { describe, expect, test } from 'vitest'
import { type Affine, IDENTITY, apply, eastNorthUp, ecefOf, invert, multiply } from '../../shared/city/ecef.ts'
import { isOnEarth, placeInCity, placeOnEarth } from './context-place.ts'

const [LON, LAT] = [71.43, 51.13]
/** The city's frame: turned by two degrees and 0.9996 as long as the earth, as a projection is. */
const TURN = (2 * Math.PI) / 180
const K = 0.9996
const [COS, SIN] = [Math.cos(TURN) / K, Math.sin(TURN) / K]
const grid: Affine = [COS, SIN, 0, 0, -SIN, COS, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
const frameFromEcef = invert(multiply(eastNorthUp(LON, LAT, 0), grid))
const placing = { frameFromEcef, raiseM: 0 }
const box = { box: [0, 0, 0, 100, 0, 0, 0, 100, 0, 0, 0, 10] }

describe('a tile on the earth', () => {
  test('comes to the place of the city its matrix names, within a millimetre, scene axes', () => {
    const inCity = [300, 400, 25] as const
    const tile = multiply(invert(frameFromEcef), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, ...inCity, 1])
    const { matrix } = placeOnEarth(tile, box, placing)
    const [x, y, z] = apply(matrix, [0, 0, 0])
    expect(x).toBeCloseTo(300, 2)
    expect(y).toBeCloseTo(25, 1)
    expect(z).toBeCloseTo(-400, 2)
  })

  test('far away keeps its height above the ground and stands upright', () => {
    const there = eastNorthUp(LON + 0.2, LAT + 0.1, 50)
    const { matrix } = placeOnEarth(there, box, placing)
    const [x0, y0, z0] = apply(matrix, [0, 0, 0])
    expect(y0).toBeCloseTo(50, 6)
    const [x1, y1, z1] = apply(matrix, [0, 0, 30])
    expect([x1 - x0, y1 - y0, z1 - z0]).toEqual([expect.closeTo(0, 6), expect.closeTo(30, 6), expect.closeTo(0, 6)])
    const [x2, , z2] = apply(matrix, [100, 0, 0])
    expect(Math.hypot(x2 - x0, z2 - z0)).toBeCloseTo(100 * K, 2)
  })

  test('is raised by what was asked for', () => {
    const { matrix } = placeOnEarth(eastNorthUp(LON, LAT, 0), box, { frameFromEcef, raiseM: -35 })
    expect(apply(matrix, [0, 0, 0])[1]).toBeCloseTo(-35, 6)
  })

  test('bounded by a region has bounds around the region', () => {
    const [w, s, e, n] = [LON - 0.01, LAT - 0.01, LON + 0.01, LAT + 0.01].map((v) => (v * Math.PI) / 180) as [
      ...[number, number, number, number],
    ]
    const { bounds, matrix } = placeOnEarth(IDENTITY, { region: [w, s, e, n, 0, 80] }, placing)
    if (!('box' in bounds)) throw new Error('not a box')
    const [cx, cy, cz, ...halves] = bounds.box as [number, number, number, ...number[]]
    const toBox = invert([...halves.slice(0, 3), 0, ...halves.slice(3, 6), 0, ...halves.slice(6, 9), 0, cx, cy, cz, 1])
    for (const lon of [-0.01, 0, 0.01]) {
      for (const lat of [-0.01, 0, 0.01]) {
        for (const h of [0, 80]) {
          const inScene = apply(matrix, ecefOf(LON + lon, LAT + lat, h))
          expect(Math.max(...apply(toBox, inScene).map(Math.abs))).toBeLessThan(1.001)
        }
      }
    }
  })
})

describe('a tileset', () => {
  test('is on the earth by its matrix, its volume or its region', () => {
    expect(isOnEarth(IDENTITY, box)).toBe(false)
    expect(isOnEarth(eastNorthUp(LON, LAT, 0), box)).toBe(true)
    expect(isOnEarth(IDENTITY, { sphere: [...ecefOf(LON, LAT, 0), 100] })).toBe(true)
    expect(isOnEarth(IDENTITY, { sphere: [0, 0, 0, 7_000_000] })).toBe(true)
    expect(isOnEarth(IDENTITY, { region: [0, 0, 1, 1, 0, 1] })).toBe(true)
  })

  test('of no place on earth is taken as metres from the city origin, z up', () => {
    const moved: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 10, 20, 30, 1]
    const { matrix, bounds } = placeInCity(moved, { sphere: [0, 0, 0, 5] }, { frameFromEcef, raiseM: 2 })
    expect(apply(matrix, [1, 2, 3])).toEqual([11, 35, -22])
    expect(bounds).toEqual({ sphere: [10, 32, -20, 5] })
  })
})
