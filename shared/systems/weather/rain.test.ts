import { describe, expect, it } from 'vitest'
import { EMPTY_CITY } from '../../kernel/toy.ts'
import { rainOver } from './rain.ts'
import { weather, type WeatherState } from './weather.ts'

const squares = { westM: -12_800, southM: -12_800, cellM: 400, cols: 64, rows: 64 }
const raining = (precipitationMmH: number, carriedM: [number, number] = [0, 0]): WeatherState => {
  const state = weather.create(EMPTY_CITY)
  return { ...state, carriedM, air: { ...state.air, precipitationMmH } }
}

describe('cells of rain', () => {
  it('come to what the state says over the city, with heavy and dry places', () => {
    const falls = rainOver(raining(6), squares)
    expect(falls.reduce((a, b) => a + b, 0) / falls.length).toBeCloseTo(6, 9)
    expect(Math.min(...falls)).toBe(0)
    expect(Math.max(...falls)).toBeGreaterThan(12)
  })

  it('are carried by the wind, and are nowhere when nothing falls', () => {
    const [before, after] = [rainOver(raining(6), squares), rainOver(raining(6, [800, 400]), squares)]
    const place = (col: number, row: number): number => row * 64 + col
    const scale = (after[place(32, 31)] ?? 0) / (before[place(30, 30)] ?? 1)
    for (const [col, row] of [
      [10, 10],
      [33, 20],
      [50, 41],
    ] as const)
      expect(after[place(col + 2, row + 1)]).toBeCloseTo((before[place(col, row)] ?? 0) * scale, 6)
    expect(rainOver(raining(0), squares).every((mmH) => mmH === 0)).toBe(true)
  })

  it('stay the same after a whole turn of the pattern', () => {
    expect(rainOver(raining(3, [65_536, -65_536]), squares)).toEqual(rainOver(raining(3), squares))
  })
})
