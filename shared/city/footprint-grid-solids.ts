// The solids of the footprint grid: prisms of a tile packed in typed arrays, and where a ray or a place meets them.
// Part of footprint-grid.ts, which is what others import.
import type { PolygonM } from './city.ts'

export type Footprint = {
  /** Index into the city's buildings. */
  readonly feature: number
  readonly polygons: readonly PolygonM[]
  /** Metres above the datum. */
  readonly groundM: number
  /** Bottom and top above `groundM`. */
  readonly minHeightM: number
  readonly heightM: number
}

export type RayM = {
  readonly eastM: number
  readonly northM: number
  readonly upM: number
  /** Direction; any length but zero. */
  readonly dirE: number
  readonly dirN: number
  readonly dirU: number
}

/** Height of the ground above the datum, metres. */
export type GroundAt = (eastM: number, northM: number) => number

/** Solids of one tile: outlines as edges, and which of them lie over each cell. */
export type Block = {
  readonly feature: Int32Array
  /** Bottom, top above the datum. */
  readonly range: Float64Array
  /** First edge of each solid; one more at the end. */
  readonly first: Int32Array
  /** ae, an, be, bn of every edge; the solid lies to its left. */
  readonly edges: Float64Array
  readonly owner: Int32Array
}

/** Packs buildings; every polygon becomes a solid. */
export function blockOf(footprints: readonly Footprint[]): Block {
  const feature: number[] = []
  const range: number[] = []
  const first: number[] = []
  const edges: number[] = []
  const owner: number[] = []
  for (const f of footprints) {
    for (const polygon of f.polygons) {
      first.push(owner.length)
      for (const ring of polygon) {
        for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
          edges.push(ring[j] as number, ring[j + 1] as number, ring[i] as number, ring[i + 1] as number)
          owner.push(feature.length)
        }
      }
      feature.push(f.feature)
      range.push(f.groundM + f.minHeightM, f.groundM + f.heightM)
    }
  }
  first.push(owner.length)
  return {
    feature: Int32Array.from(feature),
    range: Float64Array.from(range),
    first: Int32Array.from(first),
    edges: Float64Array.from(edges),
    owner: Int32Array.from(owner),
  }
}

export const edgeOf = (b: Block, k: number): [number, number, number, number] => [
  b.edges[4 * k] as number,
  b.edges[4 * k + 1] as number,
  b.edges[4 * k + 2] as number,
  b.edges[4 * k + 3] as number,
]

export function covers(block: Block, i: number, e: number, n: number): boolean {
  let inside = false
  for (let k = block.first[i] as number; k < (block.first[i + 1] as number); k++) {
    const an = block.edges[4 * k + 1] as number
    const bn = block.edges[4 * k + 3] as number
    if (an > n === bn > n) continue
    const ae = block.edges[4 * k] as number
    const be = block.edges[4 * k + 2] as number
    if (e < ((be - ae) * (n - an)) / (bn - an) + ae) inside = !inside
  }
  return inside
}

/** First meeting of the ray with one prism before `best`. */
export function meetSolid(
  block: Block,
  i: number,
  ray: RayM,
  dE: number,
  dN: number,
  dU: number,
  best: number,
): { t: number; isRoof: boolean } | null {
  const bottom = block.range[2 * i] as number
  const top = block.range[2 * i + 1] as number
  // No part of the ray before `best` lies between bottom and top.
  const endU = ray.upM + dU * best
  if (Math.max(ray.upM, endU) < bottom || Math.min(ray.upM, endU) > top) return null
  let t = best
  let isRoof = false
  let found = false
  for (const lid of dU < 0 ? [top] : dU > 0 ? [bottom] : []) {
    const s = (lid - ray.upM) / dU
    if (s >= 0 && s < t && covers(block, i, ray.eastM + dE * s, ray.northM + dN * s)) {
      t = s
      isRoof = lid === top
      found = true
    }
  }
  for (let k = block.first[i] as number; k < (block.first[i + 1] as number); k++) {
    const ae = block.edges[4 * k] as number
    const an = block.edges[4 * k + 1] as number
    const we = (block.edges[4 * k + 2] as number) - ae
    const wn = (block.edges[4 * k + 3] as number) - an
    const cross = dE * wn - dN * we
    // Only walls seen from outside: the solid is to the left of its edges.
    if (cross >= 0) continue
    const oe = ae - ray.eastM
    const on = an - ray.northM
    const s = (oe * wn - on * we) / cross
    if (s < 0 || s >= t) continue
    const k0 = (oe * dN - on * dE) / cross
    if (k0 < 0 || k0 > 1) continue
    const up = ray.upM + dU * s
    if (up < bottom || up > top) continue
    t = s
    isRoof = false
    found = true
  }
  return found ? { t, isRoof } : null
}

/** Where the ray goes under the ground, by marching and halving; null when it stays above it. */
export function meetGround(
  ray: RayM,
  dE: number,
  dN: number,
  dU: number,
  maxM: number,
  ground: GroundAt,
): number | null {
  const above = (t: number): number => ray.upM + dU * t - ground(ray.eastM + dE * t, ray.northM + dN * t)
  let before = 0
  let height = above(0)
  if (height < 0) return null
  while (before < maxM) {
    // Terrain of cities is gentle: a stride of its own height cannot jump a hill by much.
    const t = Math.min(maxM, before + Math.max(1, height * 0.6))
    const next = above(t)
    if (next < 0) {
      let low = before
      let high = t
      for (let i = 0; i < 24; i++) {
        const middle = (low + high) / 2
        if (above(middle) < 0) high = middle
        else low = middle
      }
      return high
    }
    before = t
    height = next
  }
  return null
}

/** The point of a solid's outline nearest to a place, and the outward normal of its edge. */
export function nearestOnOutline(
  block: Block,
  i: number,
  e: number,
  n: number,
): {
  readonly e: number
  readonly n: number
  readonly outE: number
  readonly outN: number
  readonly farM: number
} | null {
  let farM = Infinity
  let found = null
  for (let k = block.first[i] as number; k < (block.first[i + 1] as number); k++) {
    const [ae, an, be, bn] = edgeOf(block, k)
    const length = Math.hypot(be - ae, bn - an)
    if (length < 1e-9) continue
    const along = Math.max(0, Math.min(1, ((e - ae) * (be - ae) + (n - an) * (bn - an)) / (length * length)))
    const pe = ae + (be - ae) * along
    const pn = an + (bn - an) * along
    const far = Math.hypot(e - pe, n - pn)
    if (far >= farM) continue
    farM = far
    found = { e: pe, n: pn, outE: (bn - an) / length, outN: -(be - ae) / length, farM }
  }
  return found
}
