import { describe, expect, it } from 'vitest'
import { sunState } from './sun.ts'

const ASTANA = { lon: 71.43, lat: 51.13 }

describe('the sky of a moment', () => {
  it('has the sun in the south at noon, scene axes, as high as the almanac says', () => {
    // Solar noon of 21 June at 71.43 E is 07:16 UTC; altitude 90 - 51.13 + 23.44 = 62.3 degrees.
    const sun = sunState(Date.UTC(2026, 5, 21, 7, 16), ASTANA)
    expect(sun.altitudeDeg).toBeCloseTo(62.3, 0)
    expect(sun.sunDir.z).toBeGreaterThan(0)
    expect(Math.abs(sun.sunDir.x)).toBeLessThan(0.02)
    expect(Math.hypot(sun.sunDir.x, sun.sunDir.y, sun.sunDir.z)).toBeCloseTo(1, 6)
    expect(sun.night).toBe(0)
  })

  it('sets in the west and lights the lamps after it', () => {
    const evening = sunState(Date.UTC(2026, 5, 21, 15, 0), ASTANA)
    expect(evening.sunDir.x).toBeLessThan(-0.5)
    expect(sunState(Date.UTC(2026, 5, 21, 18, 30), ASTANA).night).toBeGreaterThan(0.85)
  })

  it('goes over from day to night without a leap', () => {
    let last = sunState(Date.UTC(2026, 2, 20, 10, 0), ASTANA)
    for (let minute = 1; minute < 360; minute++) {
      const next = sunState(Date.UTC(2026, 2, 20, 10, minute), ASTANA)
      expect(Math.abs(next.night - last.night)).toBeLessThan(0.03)
      for (const i of [0, 1, 2] as const) expect(Math.abs(next.zenith[i] - last.zenith[i])).toBeLessThan(0.02)
      last = next
    }
  })

  it('lays snow in a continental January, none in July, none on a mild coast, and turns the year round in the south', () => {
    const january = Date.UTC(2026, 0, 15, 6)
    const july = Date.UTC(2026, 6, 15, 6)
    expect(sunState(january, ASTANA).snow).toBeGreaterThan(0.9)
    expect(sunState(july, ASTANA).snow).toBe(0)
    expect(sunState(january, { lon: 4.36, lat: 52.01 }).snow).toBe(0)
    expect(sunState(july, ASTANA).green).toBeGreaterThan(0.8)
    expect(sunState(july, { lon: 145, lat: -38 }).green).toBeLessThan(0.4)
  })
})
