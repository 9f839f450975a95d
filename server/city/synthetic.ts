// Things a city has that its source does not show: single trees along mapped rows, in mapped parks and woods, along
// avenues and beside blocks of flats, and lamps along lit and main streets. Seeded by the feature's id, so a second
// import plants the same; every point says `synthetic`. Dense inside the core, only rows and coarse woods outside it.
import type {
  AreaKind,
  BuildingUse,
  City,
  CityPoint,
  FlatLine,
  PointKind,
  PolygonM,
  RoadClass,
  RoadLink,
} from '../../shared/city/city.ts'
import { Random, seedOf } from '../../shared/kernel/random.ts'
import { boxOf, spatially } from './finish.ts'
import { plantedId } from './package-places.ts'
import { type RectM, areaM2, pointInPolygon } from './ring-shape.ts'
import { Blocked } from './synthetic-blocked.ts'
import { sampled } from './road-graph-sample.ts'

type Mapped = Omit<City, 'nodes'>
type Planted = { readonly e: number; readonly n: number; readonly heightM: number; readonly headingRad?: number }

/** Beyond this the core is cut down: planting a whole region by the metre helps nobody. */
const MOST_CORE_M = 12_000
const ROW_STEP_M = 8
const OUTER_ROW_STEP_M = 24
const AVENUE_STEP_M = 10
const AVENUES: ReadonlySet<RoadClass> = new Set(['primary', 'secondary', 'tertiary'])
/** A street counts as built up where a building stands this near. */
const BUILT_M = 70
const LAMP_STEP_M = 35
const MAIN: ReadonlySet<RoadClass> = new Set(['motorway', 'trunk', 'primary', 'secondary', 'tertiary'])
const YARD_STEP_M = 13
const YARD_SHARE = 0.4
const BARE_USES: ReadonlySet<BuildingUse> = new Set([
  'industrial',
  'transport',
  'garage',
  'service',
  'construction',
  'retail',
])
/** Spacing in each kind of green, the share of places taken, and heights. */
const GREENS: Partial<Record<AreaKind, { stepM: number; share: number; heightM: [number, number]; most: number }>> = {
  park: { stepM: 13, share: 0.6, heightM: [5, 12], most: 900 },
  forest: { stepM: 11, share: 0.8, heightM: [7, 15], most: 1200 },
  cemetery: { stepM: 18, share: 0.4, heightM: [4, 9], most: 200 },
  grass: { stepM: 22, share: 0.35, heightM: [4, 9], most: 120 },
}
const OUTER_FOREST = { stepM: 45, share: 0.7, heightM: [7, 15] as [number, number], most: 150 }

export function plant(city: Mapped, boundsM: RectM, core: RectM | null): CityPoint[] {
  const dense = denseRect(core ?? boundsM)
  const blocked = new Blocked(city, dense)
  for (const p of city.points) if (p.kind === 'tree') blocked.block(p.atM[0], p.atM[1], 4)
  const trees = [
    ...rows(city, dense, blocked),
    ...greens(city, dense, blocked),
    ...avenues(city, dense, blocked),
    ...yards(city, dense, blocked),
  ]
  return [...points('tree', trees), ...points('lamp', lamps(city, dense, blocked))]
}

function denseRect(rect: RectM): RectM {
  const [e, n] = [(rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2]
  const half = MOST_CORE_M / 2
  return [
    Math.max(rect[0], e - half),
    Math.max(rect[1], n - half),
    Math.min(rect[2], e + half),
    Math.min(rect[3], n + half),
  ]
}

const isIn = (rect: RectM, e: number, n: number): boolean =>
  e >= rect[0] && e <= rect[2] && n >= rect[1] && n <= rect[3]

function* rows(city: Mapped, dense: RectM, blocked: Blocked): Generator<Planted> {
  for (const row of city.lines) {
    if (row.kind !== 'treeRow') continue
    const random = new Random(seedOf(row.id))
    const isDense = isIn(dense, row.line[0] as number, row.line[1] as number)
    for (const [e, n] of along(row.line, isDense ? ROW_STEP_M : OUTER_ROW_STEP_M)) {
      const heightM = random.between(6, 10)
      if (isDense && isIn(dense, e, n) && blocked.at(e, n)) continue
      blocked.block(e, n, 4)
      yield { e, n, heightM }
    }
  }
}

function* greens(city: Mapped, dense: RectM, blocked: Blocked): Generator<Planted> {
  for (const area of city.areas) {
    const kind = GREENS[area.kind]
    if (!kind) continue
    for (const polygon of area.polygons) {
      const [w, s, e, n] = boxOf([polygon])
      const isDense = isIn(dense, (w + e) / 2, (s + n) / 2)
      if (!isDense && area.kind !== 'forest') continue
      const rule = isDense ? kind : OUTER_FOREST
      for (const tree of scattered(polygon, rule, new Random(seedOf(area.id)))) {
        if (isDense && blocked.at(tree.e, tree.n)) continue
        blocked.block(tree.e, tree.n, 3)
        yield tree
      }
    }
  }
}

/** A jittered grid (a cheap stand-in for Poisson discs), wider where the area is too large for its allowance. */
function* scattered(
  polygon: PolygonM,
  rule: { stepM: number; share: number; heightM: [number, number]; most: number },
  random: Random,
): Generator<Planted> {
  const m2 = areaM2([polygon])
  const stepM = Math.max(rule.stepM, Math.sqrt((m2 * rule.share) / rule.most))
  const [w, s, e, n] = boxOf([polygon])
  for (let y = s + stepM / 2; y < n; y += stepM) {
    for (let x = w + stepM / 2; x < e; x += stepM) {
      const at = [x + random.between(-0.42, 0.42) * stepM, y + random.between(-0.42, 0.42) * stepM] as const
      const heightM = random.between(...rule.heightM)
      if (random.next() > rule.share || !pointInPolygon(polygon, at)) continue
      yield { e: at[0], n: at[1], heightM }
    }
  }
}

function* avenues(city: Mapped, dense: RectM, blocked: Blocked): Generator<Planted> {
  const built = builtUp(city)
  for (const link of city.links) {
    if (!AVENUES.has(link.roadClass) || !isOnGround(link)) continue
    const random = new Random(seedOf(link.id))
    const middle = sidePoints(link, AVENUE_STEP_M, link.widthM / 2 + 3.5)
    for (const { e, n } of middle) {
      const heightM = random.between(5, 8.5)
      // Gaps: trees stop short of corners, and some have died.
      if (random.next() < 0.12 || !isIn(dense, e, n) || blocked.at(e, n) || !built(e, n)) continue
      blocked.block(e, n, 6)
      yield { e, n, heightM }
    }
  }
}

/** Beside the long walls of blocks of flats and the like: yards are green in fact, if not in the source. */
function* yards(city: Mapped, dense: RectM, blocked: Blocked): Generator<Planted> {
  for (const b of city.buildings) {
    if (b.isPart || b.form || b.storeys < 3 || BARE_USES.has(b.use)) continue
    const random = new Random(seedOf(b.id))
    for (const polygon of b.polygons) {
      const ring = polygon[0] ?? []
      for (let i = 0; i < ring.length; i += 2) {
        const [e0, n0] = [ring[i] as number, ring[i + 1] as number]
        const [e1, n1] = [ring[(i + 2) % ring.length] as number, ring[(i + 3) % ring.length] as number]
        const lengthM = Math.hypot(e1 - e0, n1 - n0)
        if (lengthM < YARD_STEP_M) continue
        for (let at = YARD_STEP_M / 2; at < lengthM; at += YARD_STEP_M) {
          const offM = random.between(5.5, 11)
          const heightM = random.between(5, 10)
          if (random.next() > YARD_SHARE) continue
          // Outlines run counter-clockwise: outside is to the right.
          const e = e0 + ((e1 - e0) * at + (n1 - n0) * offM) / lengthM
          const n = n0 + ((n1 - n0) * at - (e1 - e0) * offM) / lengthM
          if (!isIn(dense, e, n) || blocked.at(e, n)) continue
          blocked.block(e, n, 5)
          yield { e, n, heightM }
        }
      }
    }
  }
}

function* lamps(city: Mapped, dense: RectM, blocked: Blocked): Generator<Planted> {
  const lampAt = new Set(city.points.filter((p) => p.kind === 'lamp').map((p) => cellKey(p.atM[0], p.atM[1])))
  for (const link of city.links) {
    const isLamped = MAIN.has(link.roadClass) || (link.isLit && link.roadClass !== 'service')
    if (!isLamped || !isOnGround(link)) continue
    const isWide = link.widthM > 5
    for (const [i, { e, n, headingRad, side }] of [...sidePoints(link, LAMP_STEP_M, link.widthM / 2 + 1.2)].entries()) {
      // Alternating sides: every second one of each pair.
      if ((Math.floor(i / 2) % 2 === 0) !== side > 0 || !isIn(dense, e, n) || lampAt.has(cellKey(e, n))) continue
      if (onAnotherRoad(blocked, e, n, headingRad)) continue
      yield { e, n, heightM: isWide ? 9 : 5, headingRad }
    }
  }
}

/** Free a step farther from the carriageway: else this is the middle of a junction or a twin carriageway. */
const onAnotherRoad = (blocked: Blocked, e: number, n: number, headingRad: number): boolean =>
  blocked.isBuilt(e - Math.sin(headingRad) * 1.5, n - Math.cos(headingRad) * 1.5)

const isOnGround = (link: RoadLink): boolean => !link.isBridge && !link.isTunnel
const cellKey = (e: number, n: number): string => `${Math.round(e / 20)} ${Math.round(n / 20)}`

/** Points beside a link, right then left at each step, facing it; none within a few metres of its ends. */
function* sidePoints(
  link: RoadLink,
  stepM: number,
  offM: number,
): Generator<{ e: number; n: number; headingRad: number; side: 1 | -1 }> {
  if (link.lengthM < stepM * 0.45) return
  const pieces = Math.max(1, Math.round(link.lengthM / stepM))
  const stops = Array.from({ length: pieces }, (_, i) => ((i + 0.5) * link.lengthM) / pieces)
  const { line, s } = sampled(link.line, Infinity, stops)
  for (const stop of stops) {
    const k = Math.max(
      1,
      s.findIndex((v) => v >= stop - 0.5),
    )
    const [e, n] = [line[k * 2] as number, line[k * 2 + 1] as number]
    const heading = Math.atan2(e - (line[k * 2 - 2] as number), n - (line[k * 2 - 1] as number))
    for (const side of [1, -1] as const) {
      const across = heading + (side * Math.PI) / 2
      yield { e: e + Math.sin(across) * offM, n: n + Math.cos(across) * offM, headingRad: across + Math.PI, side }
    }
  }
}

/** Whether a building stands near, on a grid of `BUILT_M`. */
function builtUp(city: Mapped): (e: number, n: number) => boolean {
  const cells = new Set<string>()
  const key = (e: number, n: number): string => `${Math.floor(e / BUILT_M)} ${Math.floor(n / BUILT_M)}`
  for (const b of city.buildings) {
    const [w, s, e, n] = boxOf(b.polygons)
    for (let x = w; x < e + BUILT_M; x += BUILT_M) for (let y = s; y < n + BUILT_M; y += BUILT_M) cells.add(key(x, y))
  }
  return (e, n) => {
    for (const dx of [-1, 0, 1])
      for (const dy of [-1, 0, 1]) if (cells.has(key(e + dx * BUILT_M, n + dy * BUILT_M))) return true
    return false
  }
}

function* along(line: FlatLine, stepM: number): Generator<[number, number]> {
  const { line: fine, s } = sampled(line, Infinity)
  const totalM = s.at(-1) as number
  const pieces = Math.max(1, Math.round(totalM / stepM))
  for (let i = 0, k = 1; i <= pieces; i++) {
    const at = (totalM * i) / pieces
    while (k + 1 < s.length && (s[k] as number) < at) k++
    const t = (at - (s[k - 1] as number)) / Math.max(0.001, (s[k] as number) - (s[k - 1] as number))
    const mix = (j: number): number => (fine[k * 2 - 2 + j] as number) * (1 - t) + (fine[k * 2 + j] as number) * t
    yield [mix(0), mix(1)]
  }
}

function points(kind: PointKind, planted: Iterable<Planted>): CityPoint[] {
  return spatially([...planted], (p) => [p.e, p.n]).map((p, i) => ({
    id: plantedId(kind, i),
    kind,
    atM: [p.e, p.n],
    heightM: Math.round(p.heightM * 2) / 2,
    ...(p.headingRad === undefined
      ? {}
      : { headingRad: ((p.headingRad % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI) }),
    origin: 'synthetic',
    source: 0,
  }))
}
