import { expect, it } from 'vitest'
import { colourOf, diverging, shareOf, valueAtShare, viridis } from './colour-scale.ts'

const rain = { key: 'precipitation', unit: 'mm/h', min: 0, max: 60, step: 0.25, scale: 'water' }

it('is the published scale to within two hundredths', () => {
  // matplotlib's _viridis_data, first, middle (128 of 255) and last row.
  const rows = [
    [0, [0.267, 0.0049, 0.3294]],
    [128 / 255, [0.1276, 0.5669, 0.5506]],
    [1, [0.9932, 0.9062, 0.1439]],
  ] as const
  for (const [share, row] of rows) for (const i of [0, 1, 2] as const) expect(viridis(share)[i]).toBeCloseTo(row[i], 1)
})

it('grows lighter all the way, so that it can be read in grey', () => {
  const light = Array.from({ length: 21 }, (_, i) => {
    const [r, g, b] = viridis(i / 20)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  })
  for (let i = 1; i < light.length; i++) expect(light[i]).toBeGreaterThan(light[i - 1] as number)
})

it('finds the value of a share and the share of a value', () => {
  for (const share of [0, 0.25, 0.5, 1]) expect(shareOf(rain, valueAtShare(rain, share))).toBeCloseTo(share, 9)
  expect(valueAtShare(rain, 0.5)).toBe(15)
  expect(valueAtShare({ ...rain, scale: 'risk' }, 0.5)).toBe(30)
})

it('goes from orange through white to purple for differences, as dark on either side', () => {
  const light = (share: number): number => {
    const [r, g, b] = diverging(share)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  expect(diverging(0.5)).toEqual([0xf7 / 255, 0xf7 / 255, 0xf7 / 255])
  for (const share of [0.1, 0.2, 0.3, 0.4]) {
    expect(light(share)).toBeLessThan(light(share + 0.1))
    expect(light(1 - share)).toBeLessThan(light(0.9 - share))
  }
  expect(diverging(0.2)[0]).toBeGreaterThan(diverging(0.2)[2])
  expect(diverging(0.8)[2]).toBeGreaterThan(diverging(0.8)[0])
})

it('gives each class of danger a quarter of the scale, and its own colour', () => {
  const hazard = { key: 'hazard', unit: 'm²/s', min: 0, max: 10, step: 0.01, scale: 'hazard' }
  expect([0.75, 1.25, 2.5, 10].map((value) => shareOf(hazard, value))).toEqual([0.25, 0.5, 0.75, 1])
  expect([0, 0.25, 0.5, 0.75, 1].map((share) => valueAtShare(hazard, share))).toEqual([0, 0.75, 1.25, 2.5, 10])
  const colours = [0.1, 0.8, 1.5, 3, 9].map((value) => colourOf(hazard, value).join())
  expect(new Set(colours).size).toBe(4)
  expect(colours[3]).toBe(colours[4])
})

it('tells the first minutes of what arrives within three days apart, as it does the days', () => {
  const arrival = { key: 'arrival', unit: 'min', min: 0, max: 4320, step: 0.5, scale: 'arrival' }
  expect([0, 4320].map((value) => shareOf(arrival, value))).toEqual([0, 1])
  expect(shareOf(arrival, 15) - shareOf(arrival, 5)).toBeGreaterThan(0.08)
  for (const share of [0, 0.25, 0.5, 1]) expect(shareOf(arrival, valueAtShare(arrival, share))).toBeCloseTo(share, 9)
})
