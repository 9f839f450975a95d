// Fewer points for what is seen from afar: Douglas and Peucker's line simplification (1973), and the smallest
// oriented box around an outline (rotating over the edges of its convex hull).
import type { FlatLine, PolygonM } from '../../shared/city/city.ts'
import { Ledger } from './ledger.ts'
import { signedArea } from './ring-shape.ts'
import { cleanPolygon } from './rings.ts'

/** Indexes of the points kept, first and last included; `depth` numbers make one point. */
export function keptPoints(values: readonly number[], depth: 2 | 3, toleranceM: number): number[] {
  const n = values.length / depth
  if (n <= 2) return Array.from({ length: n }, (_, i) => i)
  const keep = new Uint8Array(n)
  keep[0] = 1
  keep[n - 1] = 1
  const stack: [number, number][] = [[0, n - 1]]
  for (let span = stack.pop(); span; span = stack.pop()) {
    const [from, to] = span
    let worst = 0
    let worstAt = -1
    for (let i = from + 1; i < to; i++) {
      const d = offLine(values, depth, [from, i, to])
      if (d <= worst) continue
      worst = d
      worstAt = i
    }
    if (worst <= toleranceM || worstAt < 0) continue
    keep[worstAt] = 1
    stack.push([from, worstAt], [worstAt, to])
  }
  return [...keep.keys()].filter((i) => keep[i] === 1)
}

/** Distance of point `at` from the segment of two others. */
function offLine(values: readonly number[], depth: 2 | 3, [from, at, to]: [number, number, number]): number {
  let along = 0
  let length2 = 0
  for (let k = 0; k < depth; k++) {
    const d = (values[to * depth + k] as number) - (values[from * depth + k] as number)
    along += d * ((values[at * depth + k] as number) - (values[from * depth + k] as number))
    length2 += d * d
  }
  const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, along / length2))
  let off2 = 0
  for (let k = 0; k < depth; k++) {
    const a = values[from * depth + k] as number
    const b = values[to * depth + k] as number
    off2 += ((values[at * depth + k] as number) - (a + (b - a) * t)) ** 2
  }
  return Math.sqrt(off2)
}

/** A line with its heights; heights count double, so that ramps keep their shape. */
export function simplifyLine(
  line: FlatLine,
  upM: readonly number[],
  toleranceM: number,
): { line: number[]; upM: number[] } {
  const values = upM.flatMap((up, i) => [line[i * 2] as number, line[i * 2 + 1] as number, up * 2])
  const kept = keptPoints(values, 3, toleranceM)
  return {
    line: kept.flatMap((i) => [line[i * 2] as number, line[i * 2 + 1] as number]),
    upM: kept.map((i) => upM[i] as number),
  }
}

/** Simplified, repaired where that made rings cross; holes under `leastHoleM2` go, an outline under 3 points too. */
export function simplifyPolygons(polygons: readonly PolygonM[], toleranceM: number, leastHoleM2: number): PolygonM[] {
  const out: PolygonM[] = []
  for (const polygon of polygons) {
    const outer = polygon[0] ?? []
    const ring = simplifyRing(outer, toleranceM)
    if (ring.length < 6) continue
    const holes = polygon
      .slice(1)
      .filter((hole) => Math.abs(signedArea(hole)) >= leastHoleM2)
      .map((hole) => simplifyRing(hole, toleranceM))
      .filter((hole) => hole.length >= 6)
    if (ring.length === outer.length && holes.length === 0) out.push([ring])
    else out.push(...cleanPolygon([ring, ...holes], 'outlines', new Ledger()))
  }
  return out
}

/** A ring is cut at its first point and the point farthest from it, so that neither half collapses. */
function simplifyRing(ring: FlatLine, toleranceM: number): number[] {
  const n = ring.length / 2
  if (n <= 4) return [...ring]
  let far = 0
  let farM = -1
  for (let i = 1; i < n; i++) {
    const d = Math.hypot(
      (ring[i * 2] as number) - (ring[0] as number),
      (ring[i * 2 + 1] as number) - (ring[1] as number),
    )
    if (d <= farM) continue
    farM = d
    far = i
  }
  const there = ring.slice(0, far * 2 + 2)
  const back = [...ring.slice(far * 2), ring[0] as number, ring[1] as number]
  const half = (line: readonly number[]): number[] =>
    keptPoints(line, 2, toleranceM)
      .slice(0, -1)
      .flatMap((i) => [line[i * 2] as number, line[i * 2 + 1] as number])
  return [...half(there), ...half(back)]
}

/** Counter-clockwise rectangle of the smallest area around the ring. */
export function orientedBox(ring: FlatLine): number[] {
  const hull = convexHull(ring)
  let best: number[] = []
  let bestM2 = Infinity
  for (let i = 0, j = hull.length - 1; i < hull.length; j = i, i++) {
    const [ax, ay] = hull[j] as [number, number]
    const [bx, by] = hull[i] as [number, number]
    const length = Math.hypot(bx - ax, by - ay)
    if (length < 1e-6) continue
    const [ux, uy] = [(bx - ax) / length, (by - ay) / length]
    let [u0, u1, v0, v1] = [Infinity, -Infinity, Infinity, -Infinity]
    for (const [x, y] of hull) {
      const u = x * ux + y * uy
      const v = y * ux - x * uy
      u0 = Math.min(u0, u)
      u1 = Math.max(u1, u)
      v0 = Math.min(v0, v)
      v1 = Math.max(v1, v)
    }
    if ((u1 - u0) * (v1 - v0) >= bestM2) continue
    bestM2 = (u1 - u0) * (v1 - v0)
    const corner = (u: number, v: number): number[] => [u * ux - v * uy, u * uy + v * ux]
    best = [...corner(u0, v0), ...corner(u1, v0), ...corner(u1, v1), ...corner(u0, v1)]
  }
  return best
}

/** Andrew's monotone chain (1979), counter-clockwise. */
function convexHull(ring: FlatLine): [number, number][] {
  const points: [number, number][] = []
  for (let i = 0; i + 1 < ring.length; i += 2) points.push([ring[i] as number, ring[i + 1] as number])
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (list: readonly [number, number][]): [number, number][] => {
    const chain: [number, number][] = []
    for (const p of list) {
      for (;;) {
        const [a, b] = [chain.at(-2), chain.at(-1)]
        if (!a || !b || (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break
        chain.pop()
      }
      chain.push(p)
    }
    return chain.slice(0, -1)
  }
  return [...half(points), ...half([...points].reverse())]
}
