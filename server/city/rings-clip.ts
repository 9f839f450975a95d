// Polygons cut by an upright rectangle, and the rectangle less polygons: what a tile shows of its water, and
// the ground left beside it. One half-plane after the other, linking the cut ends along the line, as Weiler and
// Atherton (1977) do for a general window; polyclip-ts only where polygons meet each other.
import type { FlatLine, PolygonM } from '../../shared/city/city.ts'
import { areaM2, boundsOf, contacts, pointInPolygon, type RectM, signedArea } from './ring-shape.ts'
import { nest } from './rings-nest.ts'
import { subtract, turned, uniteAll } from './rings.ts'

const TIE_M = 1e-9

/** The parts of normalised polygons inside the rectangle, normalised; polygons must be simple. */
export function intersectRect(polygons: readonly PolygonM[], rect: RectM): PolygonM[] {
  const [w, s, e, n] = rect
  const out: PolygonM[] = []
  for (const polygon of polygons) {
    const outer = polygon[0]
    if (!outer) continue
    const [pw, ps, pe, pn] = boundsOf(outer)
    if (pe <= w || pw >= e || pn <= s || ps >= n) continue
    if (pw >= w && pe <= e && ps >= s && pn <= n) {
      out.push(polygon)
      continue
    }
    let rings: readonly FlatLine[] = polygon
    if (pw < w) rings = cut(rings, { axis: 0, limit: w, isAbove: true })
    if (pe > e) rings = cut(rings, { axis: 0, limit: e, isAbove: false })
    if (ps < s) rings = cut(rings, { axis: 1, limit: s, isAbove: true })
    if (pn > n) rings = cut(rings, { axis: 1, limit: n, isAbove: false })
    out.push(...nest(rings))
  }
  return out
}

/** The rectangle without the polygons (normalised, simple, free to overlap each other). */
export function differenceFromRect(polygons: readonly PolygonM[], rect: RectM): PolygonM[] {
  const [w, s, e, n] = rect
  const whole: PolygonM = [[w, s, e, s, e, n, w, n]]
  const inside = intersectRect(polygons, rect)
  if (inside.length === 0) return [whole]
  const all = (e - w) * (n - s)
  const slack = 1e-6 * all
  // What is left is the rectangle less the polygons, or more where these overlap.
  const least = all - areaM2(inside) - slack
  if (!doMeet(inside)) {
    const left = aroundRings(inside.flat(), rect)
    if (left && Math.abs(areaM2(left) - least - slack) <= slack) return left
  }
  const left = subtract([whole], inside)
  if (left && areaM2(left) >= least) return left
  const united = uniteAll(inside)
  const around = united && aroundRings(united.flat(), rect)
  // Ground under water is hidden by it; a hole in the ground would not be.
  return around && areaM2(around) >= least && areaM2(around) <= all ? around : [whole]
}

/** The rectangle less several polygons is told by their own rings only when none meets or covers another. */
function doMeet(polygons: readonly PolygonM[]): boolean {
  if (polygons.length < 2) return false
  const owners = polygons.flatMap((p, i) => p.map(() => i))
  if (contacts(polygons.flat(), owners).between !== 0) return true
  return polygons.some((p, i) => {
    const [x, y] = p[0] as readonly number[] as [number, number]
    return polygons.some((q, j) => j !== i && pointInPolygon(q, [x, y]))
  })
}

type HalfPlane = { readonly axis: 0 | 1; readonly limit: number; readonly isAbove: boolean }
/** A run of points that starts and ends on the border; `from` and `to` tell where along it. */
type Chain = { readonly points: number[]; readonly from: number; readonly to: number }
type BorderEvent = { readonly at: number; readonly isEnd: boolean; readonly chain: number }

function cut(rings: readonly FlatLine[], plane: HalfPlane): FlatLine[] {
  const whole: FlatLine[] = []
  const chains: Chain[] = []
  for (const ring of rings) {
    const depth = depths(ring, plane)
    if (depth.every((d) => d > 0)) whole.push(ring)
    else if (depth.some((d) => d > 0)) chains.push(...chainsOf(ring, depth, plane))
  }
  return [...whole, ...link(chains, { lengthM: Infinity, between: () => [] })]
}

/** How deep each point lies in the half-plane; points that only touch its edge count as inside. */
function depths(ring: FlatLine, { axis, limit, isAbove }: HalfPlane): number[] {
  const n = ring.length / 2
  const d = Array.from({ length: n }, (_, i) => {
    const v = ring[2 * i + axis] as number
    return isAbove ? v - limit : limit - v
  })
  return d.map((v, i) => {
    const isTouch = v === 0 && (d[(i + n - 1) % n] as number) > 0 && (d[(i + 1) % n] as number) > 0
    return isTouch ? Number.MIN_VALUE : v
  })
}

function chainsOf(ring: FlatLine, depth: readonly number[], { axis, limit, isAbove }: HalfPlane): Chain[] {
  const n = depth.length
  // Along the border with the inside on the left.
  const along = (axis === 0) === isAbove ? -1 : 1
  const crossing = (i: number, j: number): [number, number] => {
    const inner = depth[i] as number
    const share = inner / (inner - (depth[j] as number))
    const a = ring[2 * i + 1 - axis] as number
    const b = ring[2 * j + 1 - axis] as number
    const other = share === 1 ? b : a + (b - a) * share
    return axis === 0 ? [limit, other] : [other, limit]
  }
  const start = depth.findIndex((d) => d <= 0)
  const chains: Chain[] = []
  let points: number[] | null = null
  let from = 0
  for (let k = 1; k <= n; k++) {
    const i = (start + k) % n
    const before = (start + k - 1) % n
    if ((depth[i] as number) > 0) {
      if (!points) {
        const entry = crossing(i, before)
        points = [...entry]
        from = along * (entry[1 - axis] as number)
      }
      points.push(ring[2 * i] as number, ring[2 * i + 1] as number)
    } else if (points) {
      const exit = crossing(before, i)
      points.push(...exit)
      chains.push({ points, from, to: along * (exit[1 - axis] as number) })
      points = null
    }
  }
  return chains
}

/** A border that closes has a length and gives the corners on the way; an endless one has neither. */
type Border = { readonly lengthM: number; readonly between: (from: number, to: number) => number[] }

/** Closes chains into rings: from each end along the border to the next start. */
function link(chains: readonly Chain[], border: Border): FlatLine[] {
  const events: BorderEvent[] = chains.flatMap((c, chain) => [
    { at: c.from, isEnd: false, chain },
    { at: c.to, isEnd: true, chain },
  ])
  events.sort((a, b) => a.at - b.at)
  alternate(events)
  const next = new Map<number, number>()
  for (let i = 0; i < events.length; i++) {
    const event = events[i] as BorderEvent
    if (!event.isEnd) continue
    const follower = events[i + 1] ?? (Number.isFinite(border.lengthM) ? events[0] : undefined)
    if (follower && !follower.isEnd) next.set(event.chain, follower.chain)
  }
  const rings: FlatLine[] = []
  const isUsed = new Set<number>()
  for (let first = 0; first < chains.length; first++) {
    if (isUsed.has(first)) continue
    const ring: number[] = []
    let at: number | undefined = first
    while (at !== undefined && !isUsed.has(at)) {
      isUsed.add(at)
      const chain = chains[at] as Chain
      for (const v of chain.points) ring.push(v)
      const follower: number | undefined = next.get(at)
      if (follower !== undefined) ring.push(...border.between(chain.to, (chains[follower] as Chain).from))
      at = follower
    }
    rings.push(ring)
  }
  return rings
}

/** Ends and starts take turns along the border; where several fall on one place their order is free. */
function alternate(events: BorderEvent[]): void {
  for (let i = 1; i < events.length; i++) {
    const before = events[i - 1] as BorderEvent
    const here = events[i] as BorderEvent
    if (before.isEnd !== here.isEnd) continue
    const swap = events.findIndex((x, j) => j > i && x.isEnd !== here.isEnd)
    const other = events[swap]
    if (!other || other.at - here.at > TIE_M) continue
    events.splice(swap, 1)
    events.splice(i, 0, other)
  }
}

/** The ground around water rings that lie in the rectangle and do not meet; null when the ends do not match. */
function aroundRings(rings: readonly FlatLine[], rect: RectM): PolygonM[] | null {
  const [w, s, e, n] = rect
  const width = e - w
  const height = n - s
  const length = 2 * (width + height)
  const place = (x: number, y: number): number =>
    y === s ? x - w : x === e ? width + y - s : y === n ? width + height + e - x : length - (y - s)
  const corners: [number, number, number][] = [
    [0, w, s],
    [width, e, s],
    [width + height, e, n],
    [2 * width + height, w, n],
  ]
  const between = (from: number, to: number): number[] => {
    const end = to < from ? to + length : to
    return [...corners, ...corners.map(([at, x, y]): [number, number, number] => [at + length, x, y])]
      .filter(([at]) => at > from && at < end)
      .flatMap(([, x, y]) => [x, y])
  }
  const free: FlatLine[] = []
  const chains: Chain[] = []
  let isBorderMet = false
  for (const ring of rings) {
    const back = turned(ring, signedArea(ring) > 0 ? -1 : 1)
    const runs = inlandRuns(back, rect)
    if (runs === null) free.push(back)
    else {
      isBorderMet = true
      for (const points of runs) {
        const last = points.length - 2
        const from = place(points[0] as number, points[1] as number)
        chains.push({ points, from, to: place(points[last] as number, points[last + 1] as number) })
      }
    }
  }
  const frame = isBorderMet ? [] : [[w, s, e, s, e, n, w, n]]
  return nest([...frame, ...free, ...link(chains, { lengthM: length, between })])
}

/** The runs of a ring between its edges on the rectangle's border; null when none lies there. */
function inlandRuns(ring: FlatLine, [w, s, e, n]: RectM): number[][] | null {
  const points = ring.length / 2
  const isBorder = (i: number): boolean => {
    const j = (i + 1) % points
    const [ax, ay, bx, by] = [ring[2 * i], ring[2 * i + 1], ring[2 * j], ring[2 * j + 1]]
    return (ax === bx && (ax === w || ax === e)) || (ay === by && (ay === s || ay === n))
  }
  const first = Array.from({ length: points }, (_, i) => i).find(isBorder)
  if (first === undefined) return null
  const runs: number[][] = []
  let run: number[] | null = null
  for (let k = 1; k <= points; k++) {
    const i = (first + k) % points
    if (isBorder(i)) {
      run = null
      continue
    }
    if (!run) {
      run = [ring[2 * i] as number, ring[2 * i + 1] as number]
      runs.push(run)
    }
    const j = (i + 1) % points
    run.push(ring[2 * j] as number, ring[2 * j + 1] as number)
  }
  return runs
}
