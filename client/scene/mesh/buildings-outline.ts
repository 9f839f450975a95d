// Plane geometry of footprints for the meshes: area, middle, enclosing rectangle, insets, cuts by a line, triangles.
// Rings are open flat lines [e0, n0, e1, n1, …]; outer rings counter-clockwise, holes clockwise.
import earcut from 'earcut'
import type { FlatLine, PolygonM } from '../../../shared/city/city.ts'

/** Signed: positive when counter-clockwise. */
export function ringArea(ring: FlatLine): number {
  let twice = 0
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    twice += (ring[j] as number) * (ring[i + 1] as number) - (ring[i] as number) * (ring[j + 1] as number)
  }
  return twice / 2
}

export function polygonArea(polygon: PolygonM): number {
  return polygon.reduce((sum, ring) => sum + ringArea(ring), 0)
}

/** Middle of the area; the middle of the points when the area vanishes. */
export function ringCentre(ring: FlatLine): [number, number] {
  const e0 = ring[0] ?? 0
  const n0 = ring[1] ?? 0
  let twice = 0
  let e = 0
  let n = 0
  let se = 0
  let sn = 0
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const ae = (ring[j] as number) - e0
    const an = (ring[j + 1] as number) - n0
    const be = (ring[i] as number) - e0
    const bn = (ring[i + 1] as number) - n0
    const cross = ae * bn - be * an
    twice += cross
    e += (ae + be) * cross
    n += (an + bn) * cross
    se += be
    sn += bn
  }
  const count = Math.max(1, ring.length / 2)
  return Math.abs(twice) < 1e-6 ? [e0 + se / count, n0 + sn / count] : [e0 + e / (3 * twice), n0 + n / (3 * twice)]
}

/** An oriented rectangle: unit axis s along the long side, t to its left; half lengths. */
export type Rectangle = {
  readonly e: number
  readonly n: number
  readonly se: number
  readonly sn: number
  readonly halfS: number
  readonly halfT: number
}

/** The smallest rectangle around a ring with a side along one of the ring's edges. */
export function enclosingRectangle(ring: FlatLine): Rectangle {
  let best: Rectangle | null = null
  let bestArea = Infinity
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const de = (ring[i] as number) - (ring[j] as number)
    const dn = (ring[i + 1] as number) - (ring[j + 1] as number)
    const length = Math.hypot(de, dn)
    if (length < 0.3) continue
    const box = boundsAlong(ring, de / length, dn / length)
    const area = box.halfS * box.halfT
    if (area < bestArea - 1e-6) {
      bestArea = area
      best = box
    }
  }
  const found = best ?? boundsAlong(ring, 1, 0)
  if (found.halfS >= found.halfT) return found
  return { ...found, se: -found.sn, sn: found.se, halfS: found.halfT, halfT: found.halfS }
}

function boundsAlong(ring: FlatLine, se: number, sn: number): Rectangle {
  let s0 = Infinity
  let s1 = -Infinity
  let t0 = Infinity
  let t1 = -Infinity
  for (let i = 0; i < ring.length; i += 2) {
    const s = (ring[i] as number) * se + (ring[i + 1] as number) * sn
    const t = (ring[i + 1] as number) * se - (ring[i] as number) * sn
    s0 = Math.min(s0, s)
    s1 = Math.max(s1, s)
    t0 = Math.min(t0, t)
    t1 = Math.max(t1, t)
  }
  const s = (s0 + s1) / 2
  const t = (t0 + t1) / 2
  return { e: s * se - t * sn, n: s * sn + t * se, se, sn, halfS: (s1 - s0) / 2, halfT: (t1 - t0) / 2 }
}

/** Along and across of a point in the rectangle's own axes. */
export function inRectangle(r: Rectangle, e: number, n: number): [s: number, t: number] {
  const de = e - r.e
  const dn = n - r.n
  return [de * r.se + dn * r.sn, dn * r.se - de * r.sn]
}

/**
 * The ring moved to the left of its direction by `byM` (inwards for an outer ring, into the solid for a hole),
 * mitred, point for point; null where it would fold over itself.
 */
export function insetRing(ring: FlatLine, byM: number): number[] | null {
  const count = ring.length / 2
  const out: number[] = []
  for (let i = 0; i < count; i++) {
    const a = edgeDirection(ring, (i + count - 1) % count)
    const b = edgeDirection(ring, i)
    if (!a || !b) return null
    const half = 1 + a[0] * b[0] + a[1] * b[1]
    if (half < 0.15) return null
    const k = byM / half
    out.push((ring[2 * i] as number) - (a[1] + b[1]) * k, (ring[2 * i + 1] as number) + (a[0] + b[0]) * k)
  }
  for (let i = 0; i < count; i++) {
    const was = edgeDirection(ring, i)
    const is = edgeDirection(out, i)
    if (!was || !is || was[0] * is[0] + was[1] * is[1] < 0.5) return null
  }
  const before = ringArea(ring)
  const after = ringArea(out)
  return before * after > 0 && (byM < 0 || Math.abs(after) > 0.25 * Math.abs(before) || before < 0) ? out : null
}

function edgeDirection(ring: FlatLine, i: number): [number, number] | null {
  const j = (2 * i + 2) % ring.length
  const de = (ring[j] as number) - (ring[2 * i] as number)
  const dn = (ring[j + 1] as number) - (ring[2 * i + 1] as number)
  const length = Math.hypot(de, dn)
  return length < 1e-4 ? null : [de / length, dn / length]
}

/** The part of a ring where a*e + b*n >= c (Sutherland and Hodgman 1974). */
export function cutRing(ring: FlatLine, a: number, b: number, c: number): number[] {
  const out: number[] = []
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const pe = ring[j] as number
    const pn = ring[j + 1] as number
    const qe = ring[i] as number
    const qn = ring[i + 1] as number
    const p = a * pe + b * pn - c
    const q = a * qe + b * qn - c
    if (p >= 0 !== q >= 0) {
      const t = p / (p - q)
      out.push(pe + (qe - pe) * t, pn + (qn - pn) * t)
    }
    if (q >= 0) out.push(qe, qn)
  }
  return out
}

/** Triangles as indices into the points of all rings in order, counter-clockwise seen from above. */
export function trianglesOf(polygon: PolygonM): number[] {
  const flat: number[] = []
  const holes: number[] = []
  for (const ring of polygon) {
    if (flat.length > 0) holes.push(flat.length / 2)
    for (const v of ring) flat.push(v)
  }
  const found = earcut(flat, holes.length > 0 ? holes : undefined, 2)
  for (let i = 0; i + 2 < found.length; i += 3) {
    const [a, b, c] = [found[i] as number, found[i + 1] as number, found[i + 2] as number]
    if (turn(flat, a, b, c) < 0) {
      found[i + 1] = c
      found[i + 2] = b
    }
  }
  return found
}

function turn(flat: readonly number[], a: number, b: number, c: number): number {
  const at = (i: number): number => flat[i] as number
  return (
    (at(2 * b) - at(2 * a)) * (at(2 * c + 1) - at(2 * a + 1)) -
    (at(2 * b + 1) - at(2 * a + 1)) * (at(2 * c) - at(2 * a))
  )
}

export function isInside(polygon: PolygonM, e: number, n: number): boolean {
  let inside = false
  for (const ring of polygon) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const ni = ring[i + 1] as number
      const nj = ring[j + 1] as number
      if (ni > n !== nj > n) {
        const at = (((ring[j] as number) - (ring[i] as number)) * (n - ni)) / (nj - ni) + (ring[i] as number)
        if (e < at) inside = !inside
      }
    }
  }
  return inside
}
