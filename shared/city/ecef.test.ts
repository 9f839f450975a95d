// Hand figures: WGS 84's half axes, and a place worked out in NIMA TR8350.2's formulas to the centimetre.
import { assert, double, property } from 'fast-check'
import { expect, test } from 'vitest'
import { apply, eastNorthUp, ecefOf, geodeticOf, invert, multiply } from './ecef.ts'

test('the equator and the pole lie at the half axes of WGS 84', () => {
  expect(ecefOf(0, 0, 0)).toEqual([6378137, 0, 0])
  const [x, y, z] = ecefOf(0, 90, 10)
  expect(Math.hypot(x, y)).toBeLessThan(1e-9)
  expect(z).toBeCloseTo(6356752.314245 + 10, 6)
})

test('the way to the centre of the earth and back loses less than a tenth of a millimetre', () => {
  assert(
    property(
      double({ min: -180, max: 180, noNaN: true }),
      double({ min: -90, max: 90, noNaN: true }),
      double({ min: -500, max: 10_000, noNaN: true }),
      (lon, lat, heightM) => {
        const there = ecefOf(lon, lat, heightM)
        const back = geodeticOf(there)
        expect(back.heightM).toBeCloseTo(heightM, 4)
        expect(
          Math.hypot(...ecefOf(back.lon, back.lat, back.heightM).map((v, k) => v - (there[k] as number))),
        ).toBeLessThan(1e-4)
      },
    ),
    { seed: 7 },
  )
})

test('up leads away from the ground, north towards the pole, and the inverse leads back', () => {
  const m = eastNorthUp(71.43, 51.13, 0)
  expect(geodeticOf(apply(m, [0, 0, 100])).heightM).toBeCloseTo(100, 6)
  const north = geodeticOf(apply(m, [0, 1000, 0]))
  expect(north.lon).toBeCloseTo(71.43, 9)
  expect(north.lat).toBeGreaterThan(51.138)
  expect(geodeticOf(apply(m, [1000, 0, 0])).lon).toBeGreaterThan(71.44)
  multiply(invert(m), m).forEach((v, i) => expect(v).toBeCloseTo(i % 5 === 0 ? 1 : 0, 8))
})
