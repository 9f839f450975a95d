import { describe, expect, it } from 'vitest'
import type { Building, City, RoadLink } from '../../shared/city/city.ts'
import { spawnOf } from './import-spawn.ts'

const BOUNDS = [-500, -500, 500, 500] as const
const level = { cols: 2, rows: 2, cellM: 1000, westM: -500, southM: -500, heightsM: new Float32Array(4) }
const empty: City = { buildings: [], links: [], nodes: [], areas: [], lines: [], points: [] }
const square = (e: number, n: number, half: number): [number[]][] => [
  [[e - half, n - half, e + half, n - half, e + half, n + half, e - half, n + half]],
]
// Only what the spawn looks at.
const house = (e: number, n: number, half: number): Building =>
  ({ polygons: square(e, n, half) }) as unknown as Building
const street = (line: number[], more: Partial<RoadLink> = {}): RoadLink =>
  ({ line, isBridge: false, isTunnel: false, layer: 0, roadClass: 'residential', ...more }) as RoadLink

describe('a newcomer', () => {
  it('stands on the nearest crossing in the open and looks down the street', () => {
    const links = [
      street([1, 1, 50, 1], { isTunnel: true }),
      street([2, 2, 2, 90], { layer: -1 }),
      street([10, 0, 60, 0]),
      street([40, 0, 90, 0]),
    ]
    const city = { ...empty, links, buildings: [house(10, 0, 8)] }
    expect(spawnOf(city, level, BOUNDS)).toEqual({ eastM: 40, northM: 0, headingRad: 1.5708 })
  })

  it('stands beside the houses and looks past their corners where there are no streets', () => {
    const walls = house(0, 0, 30)
    const spawn = spawnOf({ ...empty, buildings: [walls] }, level, BOUNDS)
    const outside = Math.max(Math.abs(spawn.eastM), Math.abs(spawn.northM))
    expect(outside).toBeGreaterThanOrEqual(36)
    expect(outside).toBeLessThan(50)
    for (let farM = 0; farM < 24; farM++) {
      const at = [spawn.eastM + Math.sin(spawn.headingRad) * farM, spawn.northM + Math.cos(spawn.headingRad) * farM]
      expect(Math.max(...at.map(Math.abs))).toBeGreaterThan(30)
    }
  })

  it('stands on dry land', () => {
    const lake = { id: 'a', kind: 'water' as const, polygons: square(0, 0, 100), source: 0 }
    const { eastM, northM } = spawnOf({ ...empty, areas: [lake] }, level, BOUNDS)
    expect(Math.max(Math.abs(eastM), Math.abs(northM))).toBeGreaterThan(100)
  })

  it('looks up the hill where there is ground alone', () => {
    const slope = { ...level, heightsM: Float32Array.of(300, 0, 300, 0) }
    const { eastM, northM, headingRad } = spawnOf(empty, slope, BOUNDS)
    expect([eastM, northM]).toEqual([0, 0])
    expect(Math.sin(headingRad)).toBeLessThan(-0.5)
  })
})
