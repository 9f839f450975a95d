// Makes outlines fit to build on: no doubled points, no spikes, no crossings, outer rings counter-clockwise
// with holes clockwise. Clean outlines take a short cut; crossed ones go through polyclip-ts (Martinez, Rueda
// and Feito 2009; non-zero rule). What was mended or left out is counted.
import { difference, setPrecision, union } from 'polyclip-ts'
import type { FlatLine, PolygonM } from '../../shared/city/city.ts'
import type { Ledger } from './ledger.ts'
import { boundsOf, contacts, pointInRing, signedArea } from './ring-shape.ts'

const SAME_POINT_M = 1e-3
const SPIKE_M = 1e-6
// Without a tolerance polyclip-ts gave up on 49 of 300 random unions; with this one on none, areas unchanged.
setPrecision(1e-8)
/** A square of 10 cm: nothing smaller is an outline. */
export const LEAST_AREA_M2 = 0.01

/**
 * Polygons of one outline: `rings` flat, open or closed, outer first, any direction, holes after it.
 * `what` in the plural names them in the ledger; an empty answer has been counted there.
 */
export function cleanPolygon(rings: readonly FlatLine[], what: string, ledger: Ledger): PolygonM[] {
  const outer = tidyRing(rings[0] ?? [])
  if (outer.length < 6) {
    ledger.drop(what, 'outline has fewer than three points')
    return []
  }
  const holes: number[][] = []
  for (let i = 1; i < rings.length; i++) {
    const hole = tidyRing(rings[i] as FlatLine)
    if (Math.abs(signedArea(hole)) < LEAST_AREA_M2) ledger.drop(what, 'hole without area, left out')
    else holes.push(hole)
  }
  const all = [outer, ...holes]
  const found = contacts(
    all,
    all.map((_, i) => i),
  )
  if (found.self === 0 && found.between === 0) return assemble(outer, holes, what, ledger)
  if (found.self === 2 || found.between === 2) ledger.drop(what, 'outline crosses itself, mended')
  else if (found.self === 1) ledger.drop(what, 'outline touches itself, divided there')
  const mended = subtract(
    [[outer]],
    holes.map((hole) => [hole]),
  )
  if (mended === null || mended.length === 0) {
    ledger.drop(what, mended === null ? 'outline crosses itself beyond mending' : 'outline has no area')
    return []
  }
  return mended
}

function assemble(outer: number[], holes: readonly number[][], what: string, ledger: Ledger): PolygonM[] {
  if (Math.abs(signedArea(outer)) < LEAST_AREA_M2) {
    ledger.drop(what, 'outline has no area')
    return []
  }
  // Rings are known not to meet, so one point tells for the whole ring.
  const inside = holes.filter((hole) => pointInRing(outer, hole[0] as number, hole[1] as number))
  if (inside.length < holes.length)
    ledger.drop(what, 'hole outside its outline, left out', holes.length - inside.length)
  const bounds = inside.map(boundsOf)
  const kept = inside.filter((hole, i) => {
    const [w, s, e, n] = bounds[i] as readonly number[] as [number, number, number, number]
    return !inside.some((other, j) => {
      const [ow, os, oe, on] = bounds[j] as readonly number[] as [number, number, number, number]
      return j !== i && ow < w && os < s && oe > e && on > n && pointInRing(other, hole[0] as number, hole[1] as number)
    })
  })
  if (kept.length < inside.length) ledger.drop(what, 'hole inside another hole, left out', inside.length - kept.length)
  return [[turned(outer, 1), ...kept.map((hole) => turned(hole, -1))]]
}

/** Open ring without doubled points (nearer than `sameM`), spikes and numbers that are none. */
export function tidyRing(ring: FlatLine, sameM = SAME_POINT_M): number[] {
  const out: number[] = []
  for (let i = 0; i + 1 < ring.length; i += 2) {
    const x = ring[i] as number
    const y = ring[i + 1] as number
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue
    while (out.length >= 4 && isSpike(out, out.length - 4, out.length - 2, x, y)) out.length -= 2
    if (out.length >= 2 && isSame(out, x, y, sameM)) continue
    out.push(x, y)
  }
  let start = 0
  for (;;) {
    const n = out.length - start
    if (n < 4) break
    const x = out[start] as number
    const y = out[start + 1] as number
    if (isSame(out, x, y, sameM)) out.length -= 2
    else if (n >= 6 && isSpike(out, out.length - 4, out.length - 2, x, y)) out.length -= 2
    else if (n >= 6 && isSpike(out, out.length - 2, start, out[start + 2] as number, out[start + 3] as number))
      start += 2
    else break
  }
  return start === 0 ? out : out.slice(start)
}

const isSame = (flat: readonly number[], x: number, y: number, sameM: number): boolean =>
  Math.abs((flat.at(-2) as number) - x) <= sameM && Math.abs((flat.at(-1) as number) - y) <= sameM

/** The line runs from a to b and straight back. */
function isSpike(flat: readonly number[], a: number, b: number, x: number, y: number): boolean {
  const ux = (flat[b] as number) - (flat[a] as number)
  const uy = (flat[b + 1] as number) - (flat[a + 1] as number)
  const vx = x - (flat[b] as number)
  const vy = y - (flat[b + 1] as number)
  if (ux * vx + uy * vy >= 0) return false
  return Math.abs(ux * vy - uy * vx) <= SPIKE_M * Math.max(Math.hypot(ux, uy), Math.hypot(vx, vy))
}

/** The ring in the wanted direction: 1 counter-clockwise, -1 clockwise. */
export function turned(ring: FlatLine, direction: 1 | -1): FlatLine {
  if (Math.sign(signedArea(ring)) === direction) return ring
  const back: number[] = []
  for (let i = ring.length - 2; i >= 0; i -= 2) back.push(ring[i] as number, ring[i + 1] as number)
  return back
}

/** The area covered by any of the polygons; null when it cannot be told. */
export function uniteAll(polygons: readonly PolygonM[]): PolygonM[] | null {
  return clipped(([first, ...rest]) => (first ? union(first, ...rest) : []), polygons)
}

/** What is left of the polygons without the others; null when it cannot be told. */
export function subtract(polygons: readonly PolygonM[], others: readonly PolygonM[]): PolygonM[] | null {
  return clipped(
    (all) => difference(all.slice(0, polygons.length), ...all.slice(polygons.length)),
    [...polygons, ...others],
  )
}

type ClipPolygon = [number, number][][]

/** polyclip-ts gives up on one in a thousand unions of nearly parallel edges; rounded coarser they part or meet. */
function clipped(run: (all: ClipPolygon[]) => ClipPolygon[], polygons: readonly PolygonM[]): PolygonM[] | null {
  for (const stepsPerM of [10_000, 1000, 300, 70]) {
    try {
      return fromClip(run(polygons.map((p) => toClip(p, stepsPerM))))
    } catch {
      continue
    }
  }
  return null
}

/** A tenth of a millimetre keeps polyclip's exact numbers short and therefore fast. */
function toClip(polygon: PolygonM, stepsPerM: number): ClipPolygon {
  const rounded = (v: number): number => Math.round(v * stepsPerM) / stepsPerM
  return polygon.map((ring) => {
    const out: [number, number][] = []
    for (let i = 0; i < ring.length; i += 2) out.push([rounded(ring[i] as number), rounded(ring[i + 1] as number)])
    return out
  })
}

function fromClip(clipped: readonly ClipPolygon[]): PolygonM[] {
  const polygons: PolygonM[] = []
  for (const rings of clipped) {
    const flat = rings.map((ring) => tidyRing(ring.flat())).filter((r, i) => i === 0 || isOutline(r))
    const outer = flat[0]
    if (!outer || !isOutline(outer)) continue
    polygons.push([turned(outer, 1), ...flat.slice(1).map((hole) => turned(hole, -1))])
  }
  return polygons
}

const isOutline = (ring: FlatLine): boolean => ring.length >= 6 && Math.abs(signedArea(ring)) >= LEAST_AREA_M2
