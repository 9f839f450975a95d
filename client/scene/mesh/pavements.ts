// Raised pavements with kerbs along the streets of towns. They end exactly where another carriageway begins:
// the line along the kerb and the outer line are each cut at its edge, so corners close whatever the angle.
import type { RoadClass } from '../../../shared/city/city.ts'
import { NO_FEATURE, type Tile } from '../../../shared/city/tile.ts'
import { PAVING } from './areas.ts'
import { type Brush, type MeshBuilder, SURFACE } from './builder.ts'
import type { Relief } from './relief.ts'
import { type Carriageways, type Junctions, type Sample, type Way, sampleAt, surfaceAt } from './ways.ts'

export type Streets = {
  readonly ways: readonly Way[]
  readonly junctions: Junctions
  readonly carriageways: Carriageways
  readonly relief: Relief
}

const WIDTH_M: Partial<Record<RoadClass, number>> = {
  residential: 1.9,
  tertiary: 2.4,
  secondary: 3,
  primary: 3.4,
  trunk: 3,
}
const KERB_M = 0.14
const LAYER = 26
const STEP_M = 2
/** How far a building may be for a street to count as inside the town. */
const TOWN_CELL_M = 60

const PAVEMENT: Brush = {
  surface: SURFACE.pavement,
  a: PAVING.slabs,
  b: 0,
  c: 0,
  colour: 0x97938b,
  feature: NO_FEATURE,
  layer: LAYER,
}
const KERB: Brush = { ...PAVEMENT, surface: SURFACE.kerb, colour: 0xb4b1a9 }

export function meshPavements(tile: Tile, streets: Streets, b: MeshBuilder): void {
  const town = townOf(tile)
  for (const way of streets.ways) {
    const width = WIDTH_M[way.road.roadClass]
    if (width === undefined || way.road.isBridge) continue
    if (way.road.roadClass === 'trunk' && !way.road.isLit) continue
    for (const side of [1, -1] as const) {
      for (const { inner, outer } of freeStretches(way, side, width, streets)) {
        const s = sampleAt(way, (inner[0] + inner[1]) / 2)
        if (!town(s.e, s.n)) continue
        strip({ way, side, width, relief: streets.relief }, inner, outer, b)
      }
    }
  }
}

type Interval = readonly [from: number, to: number]

/** Where a pavement of this side may lie: stretches of its kerb line and, for each, of its outer line. */
export function freeStretches(
  way: Way,
  side: 1 | -1,
  width: number,
  streets: Pick<Streets, 'junctions' | 'carriageways'>,
): { inner: Interval; outer: Interval }[] {
  const from = unseenM(way, way.samples[0] as Sample, way.road.degreeAtStart, streets.junctions)
  const to = way.lengthM - unseenM(way, way.samples.at(-1) as Sample, way.road.degreeAtEnd, streets.junctions)
  const free = (offset: number): Interval[] =>
    intervals(from, to, (at) => {
      const s = sampleAt(way, at)
      return !streets.carriageways.covers(s.e + s.le * offset, s.n + s.ln * offset, way.index)
    })
  const inners = free(side * (way.halfM + 0.05))
  const outers = free(side * (way.halfM + width))
  const pairs: { inner: Interval; outer: Interval }[] = []
  for (const inner of inners) {
    if (inner[1] - inner[0] < 1.5) continue
    const outer = outers.find((o) => Math.min(o[1], inner[1]) - Math.max(o[0], inner[0]) > 1)
    if (outer) {
      // An outer line that runs on past the kerb line's end belongs to the next stretch.
      const reach = width * 1.6
      pairs.push({ inner, outer: [Math.max(outer[0], inner[0] - reach), Math.min(outer[1], inner[1] + reach)] })
    }
  }
  return pairs
}

/** Links that meet here but belong to another tile are unseen: keep clear of their carriageway. */
function unseenM(way: Way, s: Sample, degree: number, junctions: Junctions): number {
  const seen = junctions.get(s)?.ways.length ?? 1
  return degree >= 3 && seen < degree ? way.halfM + 6 : 0
}

function intervals(from: number, to: number, isFree: (at: number) => boolean): Interval[] {
  const found: Interval[] = []
  if (to - from < 1) return found
  const steps = Math.max(2, Math.ceil((to - from) / STEP_M))
  let open: number | null = isFree(from) ? from : null
  let last = from
  for (let i = 1; i <= steps; i++) {
    const at = from + ((to - from) * i) / steps
    const free = isFree(at)
    if (free && open === null) open = edge(at, last, isFree)
    if (!free && open !== null) {
      found.push([open, edge(last, at, isFree)])
      open = null
    }
    last = at
  }
  if (open !== null) found.push([open, to])
  return found
}

/** The last free place between a free and a covered one. */
function edge(free: number, covered: number, isFree: (at: number) => boolean): number {
  let a = free
  let b = covered
  for (let i = 0; i < 5; i++) {
    const middle = (a + b) / 2
    if (isFree(middle)) a = middle
    else b = middle
  }
  return a
}

type Side = { readonly way: Way; readonly side: 1 | -1; readonly width: number; readonly relief: Relief }

function strip(on: Side, inner: Interval, outer: Interval, b: MeshBuilder): void {
  const { way, side, width, relief } = on
  const from = Math.min(inner[0], outer[0])
  const to = Math.max(inner[1], outer[1])
  const stops = [from, ...way.samples.map((s) => s.at).filter((at) => at > from + 0.3 && at < to - 0.3), to]
  for (const end of [...inner, ...outer]) if (end > from + 0.05 && end < to - 0.05) stops.push(end)
  stops.sort((p, q) => p - q)
  // Overlapping pavements of a corner lie a hair apart, so that they do not flicker.
  const lift = KERB_M + (way.index % 5) * 0.004
  let last: { foot: number; kerb: number } | null = null
  for (let i = 0; i < stops.length; i++) {
    const at = stops[i] as number
    const near = sampleAt(way, Math.min(inner[1], Math.max(inner[0], at)))
    const far = sampleAt(way, Math.min(outer[1], Math.max(outer[0], at)))
    const left = [near.le * side, near.ln * side] as const
    const [x, y, z] = relief.normalAt(near.e, near.n)
    const offIn = way.halfM * side
    const offOut = (way.halfM + width) * side
    const ie = near.e + near.le * offIn
    const inn = near.n + near.ln * offIn
    const oe = far.e + far.le * offOut
    const on2 = far.n + far.ln * offOut
    const road = surfaceAt(relief, near, offIn)
    // A fall of a few per cent lets the outer edge meet the ground without a step.
    const outsideUp = Math.max(surfaceAt(relief, far, offOut), relief.at(oe, on2)) + 0.02
    // The kerb's face looks at the carriageway: away from the side.
    const foot = b.vertex(ie, road - 0.05, -inn, -left[0], 0, left[1], near.at, 0, KERB)
    b.vertex(ie, road + lift, -inn, -left[0], 0, left[1], near.at, KERB_M, KERB)
    const kerb = b.vertex(ie, road + lift, -inn, x, y, z, 0, near.at, PAVEMENT)
    b.vertex(oe, outsideUp, -on2, x, y, z, width, far.at, PAVEMENT)
    if (last) {
      if (side > 0) {
        b.quad(last.foot, foot, foot + 1, last.foot + 1)
        b.quad(last.kerb, kerb, kerb + 1, last.kerb + 1)
      } else {
        b.quad(foot, last.foot, last.foot + 1, foot + 1)
        b.quad(kerb, last.kerb, last.kerb + 1, kerb + 1)
      }
    }
    if (i === 0) cap({ ie, inn, oe, on: on2, road, up: road + lift, outsideUp }, side > 0, b)
    if (i === stops.length - 1) cap({ ie, inn, oe, on: on2, road, up: road + lift, outsideUp }, side < 0, b)
    last = { foot, kerb }
  }
}

type Cut = { ie: number; inn: number; oe: number; on: number; road: number; up: number; outsideUp: number }

/** The kerb across the end of a pavement. */
function cap(c: Cut, isReversed: boolean, b: MeshBuilder): void {
  const length = Math.hypot(c.oe - c.ie, c.on - c.inn) || 1
  const sign = isReversed ? 1 : -1
  const nx = (sign * -(c.on - c.inn)) / length
  const nz = (sign * -(c.oe - c.ie)) / length
  const first = b.vertex(c.ie, c.road - 0.05, -c.inn, nx, 0, nz, 0, 0, KERB)
  b.vertex(c.oe, c.outsideUp - 0.4, -c.on, nx, 0, nz, length, 0, KERB)
  b.vertex(c.oe, c.outsideUp, -c.on, nx, 0, nz, length, KERB_M, KERB)
  b.vertex(c.ie, c.up, -c.inn, nx, 0, nz, 0, KERB_M, KERB)
  if (isReversed) b.quad(first + 1, first, first + 3, first + 2)
  else b.quad(first, first + 1, first + 2, first + 3)
}

/** True near buildings: the tile's square in cells, each building reaching into the cells around its own. */
function townOf(tile: Tile): (e: number, n: number) => boolean {
  const cells = new Set<number>()
  const cell = (e: number, n: number): number => Math.floor(e / TOWN_CELL_M) * 4096 + Math.floor(n / TOWN_CELL_M)
  for (const building of tile.buildings) {
    const ring = building.polygons[0]?.[0]
    if (!ring) continue
    const e = (ring[0] as number) - tile.westM
    const n = (ring[1] as number) - tile.southM
    for (let x = -1; x <= 1; x++)
      for (let y = -1; y <= 1; y++) cells.add(cell(e + x * TOWN_CELL_M, n + y * TOWN_CELL_M))
  }
  const isEdge = (v: number): boolean => v < TOWN_CELL_M || v > tile.sizeM - TOWN_CELL_M
  return (e, n) => cells.has(cell(e, n)) || ((isEdge(e) || isEdge(n)) && cells.size > 12)
}
