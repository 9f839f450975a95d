// Measures and tests on flat rings and polygons in metres: length, area, containment, contact of edges.
// The contact test is a sweep along the longer axis; whatever lies within a micrometre counts as touching.
import type { FlatLine, PointM, PolygonM } from '../../shared/city/city.ts'

/** West, south, east, north. */
export type RectM = readonly [westM: number, southM: number, eastM: number, northM: number]

const TOUCH_M = 1e-6

/** Square metres, positive when the ring runs counter-clockwise; open or closed. */
export function signedArea(ring: FlatLine): number {
  const n = ring.length
  if (n < 6) return 0
  // Relative to the first point, so that far-off coordinates lose nothing.
  const x0 = ring[0] as number
  const y0 = ring[1] as number
  let twice = 0
  let px = 0
  let py = 0
  for (let i = 2; i < n; i += 2) {
    const x = (ring[i] as number) - x0
    const y = (ring[i + 1] as number) - y0
    twice += px * y - x * py
    px = x
    py = y
  }
  return twice / 2
}

/** Square metres of polygons, holes taken off. */
export function areaM2(polygons: readonly PolygonM[]): number {
  let sum = 0
  for (const polygon of polygons) for (const ring of polygon) sum += signedArea(ring)
  return sum
}

/** Length along an open line. */
export function lineLengthM(line: FlatLine): number {
  let sum = 0
  for (let i = 2; i < line.length; i += 2) {
    sum += Math.hypot((line[i] as number) - (line[i - 2] as number), (line[i + 1] as number) - (line[i - 1] as number))
  }
  return sum
}

/** Length around an open ring, back to its first point. */
export function ringLengthM(ring: FlatLine): number {
  const n = ring.length
  if (n < 4) return 0
  const back = Math.hypot((ring[0] as number) - (ring[n - 2] as number), (ring[1] as number) - (ring[n - 1] as number))
  return lineLengthM(ring) + back
}

export function boundsOf(line: FlatLine): RectM {
  let w = Infinity
  let s = Infinity
  let e = -Infinity
  let n = -Infinity
  for (let i = 0; i < line.length; i += 2) {
    const x = line[i] as number
    const y = line[i + 1] as number
    if (x < w) w = x
    if (x > e) e = x
    if (y < s) s = y
    if (y > n) n = y
  }
  return [w, s, e, n]
}

/** Even-odd test; points on the edge may fall on either side. */
export function pointInRing(ring: FlatLine, x: number, y: number): boolean {
  let isInside = false
  const n = ring.length
  let px = ring[n - 2] as number
  let py = ring[n - 1] as number
  for (let i = 0; i < n; i += 2) {
    const cx = ring[i] as number
    const cy = ring[i + 1] as number
    if (cy > y !== py > y && x < ((px - cx) * (y - cy)) / (py - cy) + cx) isInside = !isInside
    px = cx
    py = cy
  }
  return isInside
}

export function pointInPolygon(polygon: PolygonM, atM: PointM): boolean {
  let isInside = false
  for (const ring of polygon) if (pointInRing(ring, atM[0], atM[1])) isInside = !isInside
  return isInside
}

/** 0 apart, 1 they touch in a point, 2 they cross or run along each other. */
export type Contact = 0 | 1 | 2

/** The strongest contact of open rings with themselves (rings of one owner) and with those of other owners. */
export function contacts(rings: readonly FlatLine[], owners: readonly number[]): { self: Contact; between: Contact } {
  const found: { self: Contact; between: Contact } = { self: 0, between: 0 }
  const edges = new Edges(rings)
  const order = edges.order
  for (let a = 0; a < order.length; a++) {
    const i = order[a] as number
    const end = edges.high(i) + TOUCH_M
    for (let b = a + 1; b < order.length; b++) {
      const j = order[b] as number
      if (edges.low(j) > end) break
      const isSelf = owners[edges.ring[i] as number] === owners[edges.ring[j] as number]
      const known = isSelf ? found.self : found.between
      if (known === 2) continue
      const contact = edges.contact(i, j)
      if (contact <= known) continue
      if (isSelf) found.self = contact
      else found.between = contact
      if (found.self === 2 && found.between === 2) return found
    }
  }
  return found
}

class Edges {
  readonly ring: Int32Array
  readonly order: readonly number[]
  private readonly at: Float64Array
  private readonly position: Int32Array
  private readonly lengths: number[]
  private readonly axis: 0 | 1

  constructor(rings: readonly FlatLine[]) {
    const count = rings.reduce((sum, r) => sum + r.length / 2, 0)
    this.at = new Float64Array(count * 4)
    this.ring = new Int32Array(count)
    this.position = new Int32Array(count)
    this.lengths = rings.map((r) => r.length / 2)
    let k = 0
    let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity]
    rings.forEach((ring, r) => {
      const points = ring.length / 2
      for (let p = 0; p < points; p++, k++) {
        const q = p + 1 === points ? 0 : p + 1
        const x = ring[2 * p] as number
        const y = ring[2 * p + 1] as number
        this.at.set([x, y, ring[2 * q] as number, ring[2 * q + 1] as number], 4 * k)
        this.ring[k] = r
        this.position[k] = p
        if (x < w) w = x
        if (x > e) e = x
        if (y < s) s = y
        if (y > n) n = y
      }
    })
    this.axis = e - w >= n - s ? 0 : 1
    const lows = Float64Array.from({ length: count }, (_, i) => this.low(i))
    this.order = Array.from({ length: count }, (_, i) => i).sort((a, b) => (lows[a] as number) - (lows[b] as number))
  }

  low(i: number): number {
    return Math.min(this.at[4 * i + this.axis] as number, this.at[4 * i + 2 + this.axis] as number)
  }

  high(i: number): number {
    return Math.max(this.at[4 * i + this.axis] as number, this.at[4 * i + 2 + this.axis] as number)
  }

  contact(i: number, j: number): Contact {
    if (this.ring[i] === this.ring[j]) {
      const n = this.lengths[this.ring[i] as number] as number
      const apart = Math.abs((this.position[i] as number) - (this.position[j] as number))
      if (apart === 1 || apart === n - 1) return 0
    }
    const at = this.at
    const [ax, ay, bx, by] = [at[4 * i], at[4 * i + 1], at[4 * i + 2], at[4 * i + 3]] as [
      number,
      number,
      number,
      number,
    ]
    const [cx, cy, dx, dy] = [at[4 * j], at[4 * j + 1], at[4 * j + 2], at[4 * j + 3]] as [
      number,
      number,
      number,
      number,
    ]
    const other = 1 - this.axis
    const [iLow, iHigh] = other === 0 ? [Math.min(ax, bx), Math.max(ax, bx)] : [Math.min(ay, by), Math.max(ay, by)]
    const [jLow, jHigh] = other === 0 ? [Math.min(cx, dx), Math.max(cx, dx)] : [Math.min(cy, dy), Math.max(cy, dy)]
    if (iLow > jHigh + TOUCH_M || jLow > iHigh + TOUCH_M) return 0
    const ab = Math.hypot(bx - ax, by - ay)
    const cd = Math.hypot(dx - cx, dy - cy)
    // Signed distances of each end from the other edge's line.
    const c = flat(((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) / ab)
    const d = flat(((bx - ax) * (dy - ay) - (by - ay) * (dx - ax)) / ab)
    const a = flat(((dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)) / cd)
    const b = flat(((dx - cx) * (by - cy) - (dy - cy) * (bx - cx)) / cd)
    if (c * d > 0 || a * b > 0) return 0
    if (c * d < 0 && a * b < 0) return 2
    if (c === 0 && d === 0) {
      const tc = ((cx - ax) * (bx - ax) + (cy - ay) * (by - ay)) / ab
      const td = ((dx - ax) * (bx - ax) + (dy - ay) * (by - ay)) / ab
      const overlap = Math.min(ab, Math.max(tc, td)) - Math.max(0, Math.min(tc, td))
      return overlap > TOUCH_M ? 2 : overlap >= -TOUCH_M ? 1 : 0
    }
    return 1
  }
}

const flat = (distanceM: number): number => (Math.abs(distanceM) <= TOUCH_M ? 0 : distanceM)
