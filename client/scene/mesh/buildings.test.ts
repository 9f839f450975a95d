import { describe, expect, it } from 'vitest'
import { LANDMARK_FORMS, ROOF_SHAPES } from '../../../shared/city/city.ts'
import type { Detail, Tile, TileBuilding } from '../../../shared/city/tile.ts'
import { MeshBuilder, type MeshData, SURFACE } from './builder.ts'
import { meshBuildings } from './buildings.ts'

const building = (over: Partial<TileBuilding> = {}): TileBuilding => ({
  feature: 12,
  polygons: [[[100, 200, 120, 200, 120, 212, 100, 212]]],
  groundM: 5,
  heightM: 15,
  minHeightM: 0,
  storeys: 5,
  use: 'apartments',
  roof: 'flat',
  roofHeightM: 0,
  form: 'none',
  colour: null,
  roofColour: null,
  ...over,
})

function mesh(buildings: TileBuilding[], detail: Detail = 0): MeshData {
  const tile: Tile = {
    level: 0,
    x: 0,
    y: 0,
    sizeM: 500,
    westM: 0,
    southM: 0,
    detail,
    terrain: { cols: 0, rows: 0, heightsM: new Float32Array() },
    buildings,
    roads: [],
    areas: [],
    lines: [],
    points: [],
    labels: [],
    land: null,
  }
  const b = new MeshBuilder()
  meshBuildings(tile, b)
  return b.finish()
}

/** For every triangle: its corners, its own normal (of twice its area's length) and the mean of its vertices' normals. */
function triangles(m: MeshData): { at: number[][]; own: number[]; given: number[]; area: number }[] {
  return Array.from({ length: m.indices.length / 3 }, (_, t) => {
    const [a, b, c] = [0, 1, 2].map((k) => m.indices[3 * t + k] as number) as [number, number, number]
    const at = [a, b, c].map((i) => [0, 1, 2].map((k) => m.positions[3 * i + k] as number))
    const [p, q, r] = at as [number[], number[], number[]]
    const u = [0, 1, 2].map((k) => (q[k] as number) - (p[k] as number)) as [number, number, number]
    const v = [0, 1, 2].map((k) => (r[k] as number) - (p[k] as number)) as [number, number, number]
    const own = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
    const given = [0, 1, 2].map((k) => [a, b, c].reduce((sum, i) => sum + (m.normals[4 * i + k] as number), 0) / 381)
    return { at, own, given, area: Math.hypot(...own) / 2 }
  })
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, v, i) => sum + v * (b[i] as number), 0)

function expectSound(m: MeshData): void {
  expect(m.positions.every(Number.isFinite) && m.uvs.every(Number.isFinite)).toBe(true)
  expect(m.positions.length / 3).toBe(m.features.length)
  for (const index of m.indices) expect(index).toBeLessThan(m.features.length)
  // Every face of some size looks the way its vertices' normals say: nothing is inside out.
  for (const t of triangles(m)) if (t.area > 0.01) expect(dot(t.own, t.given)).toBeGreaterThan(0)
}

describe('buildings', () => {
  it('puts walls and a lid over a footprint, at its own height, from its south-west corner', () => {
    const m = mesh([building({ use: 'garage', heightM: 3, storeys: 1 })], 1)
    expectSound(m)
    expect(m.indices.length / 3).toBe(4 * 2 + 2)
    const ys = [...m.positions].filter((_, i) => i % 3 === 1)
    expect(Math.max(...ys)).toBeCloseTo(8, 4)
    expect(Math.min(...ys)).toBeCloseTo(4.5, 4)
    const zs = [...m.positions].filter((_, i) => i % 3 === 2)
    expect([Math.min(...zs), Math.max(...zs)]).toEqual([-212, -200])
    expect(m.features.every((f) => f === 12)).toBe(true)
  })

  it('encloses the volume of the outline, so that no wall is missing', () => {
    // Divergence theorem over a closed surface; the ground side is open and lies at y = 4.5.
    const m = mesh([building({ use: 'garage', heightM: 3, storeys: 1 })], 1)
    const volume = triangles(m).reduce((sum, t) => {
      const middle = [0, 1, 2].map((k) => t.at.reduce((s, p) => s + (p[k] as number), 0) / 3)
      return (
        sum + dot([(middle[0] as number) - 110, (middle[1] as number) - 4.5, (middle[2] as number) + 206], t.own) / 6
      )
    }, 0)
    expect(volume).toBeCloseTo(20 * 12 * 3.5, 2)
  })

  it('gives every wall a whole number of window bays', () => {
    const m = mesh([building()], 1)
    const bay = 3.2
    for (let i = 0; i + 3 < m.features.length; i += 4) {
      if (m.surfaces[4 * i] !== SURFACE.facade) continue
      const bays =
        ((m.uvs[2 * (i + 1)] as number) - (m.uvs[2 * i] as number)) /
        ([3.2, 2.8, 3.4, 3.0][(m.surfaces[4 * i + 1] as number) & 15] ?? bay)
      expect(bays).toBeCloseTo(Math.round(bays), 4)
    }
  })

  it.each(ROOF_SHAPES)('closes a %s roof at the building’s height', (roof) => {
    for (const detail of [0, 1] as const) {
      const m = mesh(
        [building({ use: 'house', storeys: 2, heightM: 9, roof, roofHeightM: roof === 'flat' ? 0 : 3 })],
        detail,
      )
      expectSound(m)
      const ys = [...m.positions].filter((_, i) => i % 3 === 1)
      expect(Math.max(...ys)).toBeGreaterThan(13.8)
      // Lift houses stand on flat roofs.
      expect(Math.max(...ys)).toBeLessThan(roof === 'flat' ? 17 : 14.2)
    }
  })

  it('puts a pitched roof on a small house of which only the storeys are known, and leaves measured heights alone', () => {
    const top = (m: MeshData): number => [...m.positions].filter((_, i) => i % 3 === 1).reduce((a, b) => Math.max(a, b))
    const small = { use: 'house', storeys: 1, polygons: [[[0, 0, 12, 0, 12, 9, 0, 9]]] } as const
    expect(top(mesh([building({ ...small, heightM: 3 })]))).toBeGreaterThan(9)
    expect(top(mesh([building({ ...small, heightM: 3.4 })]))).toBeCloseTo(8.4, 4)
    expectSound(mesh([building({ ...small, heightM: 3 })]))
  })

  it('draws courtyards with walls that look into them', () => {
    const outer = [0, 0, 60, 0, 60, 60, 0, 60]
    const hole = [20, 20, 20, 40, 40, 40, 40, 20]
    const m = mesh([building({ polygons: [[outer, hole]] })])
    expectSound(m)
    const inner = triangles(m).filter(
      (t) =>
        Math.abs(t.given[1] as number) < 0.1 && t.at.every((p) => (p[0] as number) > 19.9 && (p[0] as number) < 40.1),
    )
    const facing = inner.filter((t) => t.at.every((p) => Math.abs((p[0] as number) - 20) < 1e-3))
    expect(facing.length).toBeGreaterThan(0)
    for (const t of facing) expect(t.given[0]).toBeGreaterThan(0.9)
  })

  it('steps towers back under their real top', () => {
    const m = mesh([building({ heightM: 120, storeys: 34, use: 'office', polygons: [[[0, 0, 30, 0, 30, 30, 0, 30]]] })])
    expectSound(m)
    const top = [...m.positions].filter((_, i) => i % 3 === 1).reduce((a, b) => Math.max(a, b))
    expect(top).toBeGreaterThanOrEqual(125 - 0.01)
    expect(top).toBeLessThan(135)
  })

  it('skips what has no area or no height and survives double points', () => {
    expect(mesh([building({ polygons: [[[0, 0, 10, 0, 20, 0]]] })]).indices).toHaveLength(0)
    expect(mesh([building({ heightM: 0 })]).indices).toHaveLength(0)
    expectSound(mesh([building({ polygons: [[[0, 0, 20, 0, 20, 0, 20, 10, 0, 10]]] })]))
  })

  it('is the same for everyone', () => {
    expect(mesh([building(), building({ feature: 99 })])).toEqual(mesh([building(), building({ feature: 99 })]))
  })
})

describe('landmarks', () => {
  const forms = LANDMARK_FORMS.filter((form) => form !== 'none')
  const heights: Readonly<Record<string, number>> = {
    observationTower: 105,
    tent: 150,
    mosque: 77,
    domedPalace: 80,
    bowl: 30,
  }
  it.each(forms)('draws %s within its caps and to its height', (form) => {
    const heightM = heights[form] ?? 60
    for (const [detail, cap] of [
      [0, 3200],
      [1, 700],
      [2, 260],
    ] as const) {
      const m = mesh([building({ form, heightM, polygons: [[[0, 0, 110, 0, 110, 90, 0, 90]]] })], detail)
      expectSound(m)
      expect(m.indices.length / 3).toBeLessThanOrEqual(cap)
      expect(m.indices.length / 3).toBeGreaterThan(10)
      const ys = [...m.positions].filter((_, i) => i % 3 === 1)
      expect(Math.max(...ys) - 5).toBeGreaterThan(heightM * 0.94)
      expect(Math.max(...ys) - 5).toBeLessThan(heightM * 1.04)
    }
  })
})
