import { describe, expect, it } from 'vitest'
import { sunState } from './sun.ts'
import { falling, underWeather, type WeatherLook } from './weather-look.ts'

const noon = sunState(Date.UTC(2026, 5, 21, 7), { lon: 71.43, lat: 51.13 })
const fair: WeatherLook = {
  temperatureC: 20,
  cloud: 0.3,
  precipitationMmH: 0,
  windEastMS: 2,
  windNorthMS: 0,
  visibilityM: 30_000,
  snowM: 0,
  wetMm: 0,
}
const sum = (c: readonly number[]): number => c.reduce((a, b) => a + b, 0)

describe('light under weather', () => {
  it('is the same on a fair day', () => {
    const seen = underWeather(noon, fair)
    expect(seen.light).toEqual(noon.light)
    expect(seen.hazePerM).toBeLessThan(1.2 / 12_000)
  })

  it('loses the sun under a closed sky, and the colours of the sky with it', () => {
    const seen = underWeather(noon, { ...fair, cloud: 1 })
    expect(sum(seen.light)).toBeLessThan(0.1 * sum(noon.light))
    const blueness = (c: readonly [number, number, number]): number => c[2] / c[0]
    expect(blueness(seen.zenith)).toBeLessThan(0.3 * blueness(noon.zenith))
    expect(sum(seen.ambientSky)).toBeGreaterThan(0.6 * sum(noon.ambientSky))
  })

  it('ends at the visibility, whitens at eight centimetres of snow, shines when wet', () => {
    const seen = underWeather(noon, { ...fair, visibilityM: 100, snowM: 0.08, wetMm: 1.4 })
    expect(Math.exp(-100 * seen.hazePerM)).toBeLessThan(0.08)
    expect(seen).toMatchObject({ snow: 1, wet: 1 })
  })

  it('lets fall snow when it freezes and rain when it is warm', () => {
    expect(falling(fair)).toEqual({ rain: 0, snow: 0 })
    expect(falling({ ...fair, precipitationMmH: 5 }).snow).toBe(0)
    expect(falling({ ...fair, precipitationMmH: 5, temperatureC: -3 })).toMatchObject({ rain: 0 })
    expect(falling({ ...fair, precipitationMmH: 40 }).rain).toBe(1)
  })
})
