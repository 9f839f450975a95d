import { describe, expect, it } from 'vitest'
import { footprintGrid } from '../../shared/city/footprint-grid.ts'
import { canSee, type Eye, pickAtScreen, rayFromScreen } from './picking.ts'

const north: Eye = {
  at: { x: 10, y: 2, z: -20 },
  forward: { x: 0, y: 0, z: -1 },
  up: { x: 0, y: 1, z: 0 },
  fovRad: Math.PI / 2,
}
const screen = (xPx: number, yPx: number) => ({ xPx, yPx, widthPx: 800, heightPx: 400 })

describe('picking', () => {
  it('looks straight ahead through the middle of the screen', () => {
    const ray = rayFromScreen(north, screen(400, 200))
    expect(ray).toMatchObject({ eastM: 10, northM: 20, upM: 2 })
    expect([ray.dirE, ray.dirN, ray.dirU].map((v) => Math.round(v * 1e6) / 1e6 + 0)).toEqual([0, 1, 0])
  })

  it('looks up at the top edge and east at the right edge', () => {
    const top = rayFromScreen(north, screen(400, 0))
    expect(top.dirU / top.dirN).toBeCloseTo(1, 6)
    const right = rayFromScreen(north, screen(800, 200))
    expect(right.dirE / right.dirN).toBeCloseTo(2, 6)
  })

  it('finds the building under the pointer', () => {
    const grid = footprintGrid()
    grid.add('a', [
      { feature: 5, polygons: [[[0, 100, 20, 100, 20, 120, 0, 120]]], groundM: 0, minHeightM: 0, heightM: 30 },
    ])
    const hit = pickAtScreen(grid, north, screen(400, 200), { maxM: 500 })
    expect(hit).toMatchObject({ feature: 5, distanceM: 80, atM: [10, 100] })
    expect(pickAtScreen(grid, north, screen(400, 399), { maxM: 500, ground: () => 0 })?.feature).toBeNull()
  })

  it('tells what hides a place, but not the building the place is on', () => {
    const grid = footprintGrid()
    const tower = (feature: number, n: number, heightM: number) => ({
      feature,
      polygons: [[[0, n, 20, n, 20, n + 20, 0, n + 20]]],
      groundM: 0,
      minHeightM: 0,
      heightM,
    })
    grid.add('a', [tower(1, 100, 30), tower(2, 200, 60)])
    const from = { x: 10, y: 2, z: 0 }
    expect(canSee(grid, from, { x: 10, y: 35, z: -110 })).toBe(true)
    expect(canSee(grid, from, { x: 10, y: 40, z: -210 })).toBe(false)
    expect(canSee(grid, { ...from, y: 80 }, { x: 10, y: 65, z: -210 })).toBe(true)
  })
})
