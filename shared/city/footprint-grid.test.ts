import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Footprint, footprintGrid, type RayM } from './footprint-grid.ts'

const box = (
  feature: number,
  e: number,
  n: number,
  w: number,
  d: number,
  heightM: number,
  minHeightM = 0,
): Footprint => ({
  feature,
  polygons: [[[e, n, e + w, n, e + w, n + d, e, n + d]]],
  groundM: 0,
  minHeightM,
  heightM,
})
const ray = (eastM: number, northM: number, upM: number, dirE: number, dirN: number, dirU: number): RayM => ({
  eastM,
  northM,
  upM,
  dirE,
  dirN,
  dirU,
})

const cornersOf = (b: Footprint): readonly [number, number, number, number] => {
  const ring = b.polygons[0]?.[0] ?? []
  return [ring[0] ?? 0, ring[1] ?? 0, ring[2] ?? 0, ring[5] ?? 0]
}

/** Slab method over boxes (Kay and Kajiya 1986): the plain way to the same answer. */
function bruteForce(boxes: readonly Footprint[], r: RayM, maxM: number): { feature: number; t: number } | null {
  const length = Math.hypot(r.dirE, r.dirN, r.dirU)
  let best: { feature: number; t: number } | null = null
  for (const b of boxes) {
    const [e0, n0, e1, n1] = cornersOf(b)
    let t0 = -Infinity
    let t1 = Infinity
    for (const [o, d, low, high] of [
      [r.eastM, r.dirE / length, e0, e1],
      [r.northM, r.dirN / length, n0, n1],
      [r.upM, r.dirU / length, b.minHeightM, b.heightM],
    ] as const) {
      const a = (low - o) / d
      const c = (high - o) / d
      t0 = Math.max(t0, Math.min(a, c))
      t1 = Math.min(t1, Math.max(a, c))
    }
    if (t0 >= 0 && t0 <= t1 && t0 <= maxM && (best === null || t0 < best.t)) best = { feature: b.feature, t: t0 }
  }
  return best
}

const someBoxes = fc.array(
  fc.record({
    e: fc.integer({ min: -400, max: 400 }),
    n: fc.integer({ min: -400, max: 400 }),
    w: fc.integer({ min: 2, max: 90 }),
    d: fc.integer({ min: 2, max: 90 }),
    h: fc.integer({ min: 3, max: 120 }),
    floats: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
)
const place = fc.integer({ min: -50_000, max: 50_000 }).map((v) => v / 100 + 0.0041)
const height = fc.integer({ min: -50, max: 2000 }).map((v) => v / 10 + 0.0037)
const turn = fc.integer({ min: -1000, max: 1000 }).map((v) => v / 1000 + 0.00037)

describe('footprint grid', () => {
  it('names the wall a ray meets first, with the place and the height', () => {
    const grid = footprintGrid()
    grid.add('a', [box(1, 10, -5, 10, 10, 20), box(2, 40, -5, 10, 10, 20)])
    const hit = grid.pickRay(ray(0, 0, 5, 1, 0, 0), 200)
    expect(hit).toEqual({ feature: 1, distanceM: 10, atM: [10, 0], upM: 5, isRoof: false })
  })

  it('tells a roof from a wall', () => {
    const grid = footprintGrid()
    grid.add('a', [box(7, 0, 0, 10, 10, 20)])
    expect(grid.pickRay(ray(5, 5, 100, 0, 0, -1), 200)).toMatchObject({ feature: 7, distanceM: 80, isRoof: true })
    expect(grid.pickRay(ray(5, -50, 1, 0, 1, 0), 200)).toMatchObject({ feature: 7, isRoof: false })
  })

  it('looks under a part that floats, and into a courtyard', () => {
    const grid = footprintGrid()
    const court: Footprint = {
      ...box(3, 0, 0, 60, 60, 20),
      polygons: [
        [
          [0, 0, 60, 0, 60, 60, 0, 60],
          [20, 20, 20, 40, 40, 40, 40, 20],
        ],
      ],
    }
    grid.add('a', [box(2, -40, 0, 20, 60, 30, 10), court])
    expect(grid.pickRay(ray(-100, 30, 5, 1, 0, 0), 300)?.feature).toBe(3)
    expect(grid.pickRay(ray(-100, 30, 15, 1, 0, 0), 300)?.feature).toBe(2)
    expect(grid.pickRay(ray(30, 30, 50, 0, 0, -1), 300)).toBeNull()
    expect(grid.featureAt(30, 30)).toBeNull()
    expect(grid.featureAt(10, 10)).toBe(3)
  })

  it('stops at the ground when nothing stands before it', () => {
    const grid = footprintGrid()
    grid.add('a', [box(1, 50, -5, 10, 10, 20)])
    const slope = (e: number): number => e * 0.01
    const hit = grid.pickRay(ray(0, 0, 10, 1, 0, -1), 500, slope)
    expect(hit?.feature).toBeNull()
    expect(hit?.upM).toBeCloseTo(slope(hit?.atM[0] ?? 0), 3)
    expect(grid.pickRay(ray(0, 0, 10, 1, 0, -0.01), 500, slope)?.feature).toBe(1)
  })

  it('agrees with brute force on seeded random cities and rays', () => {
    fc.assert(
      fc.property(someBoxes, place, place, height, turn, turn, turn, (raw, e, n, u, dE, dN, dU) => {
        const boxes = raw.map((b, i) => box(i, b.e + 0.13, b.n + 0.17, b.w, b.d, b.h + 0.19, b.floats ? 2.3 : 0))
        const grid = footprintGrid()
        grid.add('a', boxes.slice(0, 10))
        grid.add('b', boxes.slice(10))
        const r = ray(e, n, u, dE, dN, dU)
        const expected = bruteForce(boxes, r, 700)
        const found = grid.pickRay(r, 700)
        if (expected === null) expect(found).toBeNull()
        else {
          expect(found).not.toBeNull()
          expect(found?.distanceM).toBeCloseTo(expected.t, 5)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('never leaves a walker inside a wall, and moves no one who stands clear', () => {
    fc.assert(
      fc.property(someBoxes, place, place, (raw, e, n) => {
        // Apart from each other, so that a free place always exists.
        const boxes = raw.map((b, i) => box(i, (i % 7) * 120 - 420, Math.floor(i / 7) * 120 - 420, b.w, b.d, b.h))
        const grid = footprintGrid()
        grid.add('a', boxes)
        const [pe, pn] = grid.collide(e, n, 0.3, 0)
        const gap = Math.min(
          ...boxes.map((b) => {
            const [e0, n0, e1, n1] = cornersOf(b)
            const de = Math.max(e0 - pe, 0, pe - e1)
            const dn = Math.max(n0 - pn, 0, pn - n1)
            return Math.hypot(de, dn)
          }),
        )
        expect(gap).toBeGreaterThan(0.3 - 1e-3)
        expect(grid.collide(pe, pn, 0.29, 0)).toEqual([pe, pn])
      }),
      { numRuns: 300 },
    )
  })

  it('slides along a wall instead of stopping at it', () => {
    const grid = footprintGrid()
    grid.add('a', [box(1, 0, 0, 100, 10, 20)])
    let at: readonly [number, number] = [5, -1]
    for (let i = 0; i < 100; i++) at = grid.collide(at[0] + 0.05, at[1] + 0.05, 0.3, 0)
    expect(at[0]).toBeCloseTo(10, 1)
    expect(at[1]).toBeCloseTo(-0.3, 2)
  })

  it('lets a walker under a bridge, over a kerb and onto a roof', () => {
    const grid = footprintGrid()
    grid.add('a', [box(1, 0, 0, 10, 10, 30, 4), box(2, 20, 0, 10, 10, 0.3), box(3, 40, 0, 10, 10, 12)])
    expect(grid.collide(5, 5, 0.3, 0)).toEqual([5, 5])
    expect(grid.collide(25, 5, 0.3, 0)).toEqual([25, 5])
    expect(grid.collide(45, 5, 0.3, 12)).toEqual([45, 5])
    expect(grid.collide(45, 5, 0.3, 0)).not.toEqual([45, 5])
  })

  it('forgets a tile that is removed and replaces one that comes again', () => {
    const grid = footprintGrid()
    grid.add('a', [box(1, 10, -5, 10, 10, 20)])
    grid.add('b', [box(2, 40, -5, 10, 10, 20)])
    grid.remove('a')
    expect(grid.pickRay(ray(0, 0, 5, 1, 0, 0), 200)?.feature).toBe(2)
    grid.add('b', [box(9, 30, -5, 10, 10, 20)])
    expect(grid.pickRay(ray(0, 0, 5, 1, 0, 0), 200)).toMatchObject({ feature: 9, distanceM: 30 })
    grid.remove('b')
    expect(grid.counts()).toEqual({ buildings: 0, walls: 0, cells: 0 })
  })
})
