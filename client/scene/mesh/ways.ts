// Roads of a tile as sampled centre lines: evenly spaced points with mitred left vectors and heights, the junctions
// they meet in, and a grid that tells whether a place lies on somebody's carriageway.
import type { RoadClass } from '../../../shared/city/city.ts'
import type { Tile, TileRoad } from '../../../shared/city/tile.ts'
import { type Relief, localLine } from './relief.ts'

export type Sample = {
  /** Metres from the tile's corner, and along the way. */
  readonly e: number
  readonly n: number
  readonly at: number
  /** To the left, as long as a mitre needs for an offset of 1 m. */
  readonly le: number
  readonly ln: number
  readonly up: number
  /** How far the ground rises above the straight between edges and samples: the road is lifted by that. */
  readonly crown: number
  /** 0 where the road lies on the terrain, 1 where it stands above it at `up`. */
  readonly raised: number
}

export type Way = {
  readonly index: number
  readonly road: TileRoad
  readonly samples: readonly Sample[]
  readonly lengthM: number
  readonly halfM: number
  readonly isCarriageway: boolean
}

const CARRIAGEWAYS: ReadonlySet<RoadClass> = new Set([
  'motorway',
  'trunk',
  'primary',
  'secondary',
  'tertiary',
  'residential',
  'service',
])
const LEAST_HALF_M: Partial<Record<RoadClass, number>> = { footway: 0.9, cycleway: 0.9, steps: 0.9, track: 1.2 }

/** Spacing of samples by level of detail, metres. */
const STEP_M: readonly number[] = [14, 60, 250, 800]

/** A road on uneven ground is cut finer until the ground is this near to it, down to the least step, metres. */
const BUMP_M: readonly number[] = [0.1, 0.5]
const LEAST_STEP_M: readonly number[] = [3.5, 15]

export function waysOf(tile: Tile, relief: Relief): Way[] {
  const ways: Way[] = []
  tile.roads.forEach((road, index) => {
    if (road.isTunnel || road.line.length < 4) return
    const way = sampled(road, index, tile, relief)
    if (way) ways.push(way)
  })
  return ways
}

function sampled(road: TileRoad, index: number, tile: Tile, relief: Relief): Way | null {
  const line = localLine(road.line, tile)
  const isPath = !CARRIAGEWAYS.has(road.roadClass)
  const step = (STEP_M[tile.detail] ?? 800) * (isPath ? 1.6 : 1)
  const points: { e: number; n: number; up: number; at: number }[] = []
  let at = 0
  for (let i = 0; i < line.length; i += 2) {
    const e = line[i] as number
    const n = line[i + 1] as number
    const up = road.upM[i / 2] ?? relief.at(e, n)
    const last = points.at(-1)
    if (last) {
      const length = Math.hypot(e - last.e, n - last.n)
      if (length < 0.05) continue
      const pieces = piecesOver(relief, { from: last, to: { e, n }, length, step, detail: tile.detail })
      for (let k = 1; k < pieces; k++) {
        const t = k / pieces
        points.push({
          e: last.e + (e - last.e) * t,
          n: last.n + (n - last.n) * t,
          up: last.up + (up - last.up) * t,
          at: at + length * t,
        })
      }
      at += length
    }
    points.push({ e, n, up, at })
  }
  if (points.length < 2 || at < 0.3) return null
  const needed = tile.detail === 0 ? 0.35 : 1.5
  const halfM = Math.max(road.widthM / 2, LEAST_HALF_M[road.roadClass] ?? 1.2)
  const isDraped = !road.isBridge && BUMP_M[tile.detail] !== undefined
  const bumps = isDraped ? points.slice(1).map((p, i) => bumpM(relief, points[i] as At, p, halfM)) : []
  const samples = points.map((p, i): Sample => {
    const [le, ln] = mitre(points[i - 1], p, points[i + 1])
    const above = p.up - relief.at(p.e, p.n)
    const raised = road.isBridge ? 1 : Math.min(1, Math.max(0, (above - needed) / needed))
    const crown = Math.max(0, bumps[i - 1] ?? 0, bumps[i] ?? 0)
    return { e: p.e, n: p.n, at: p.at, le, ln, up: p.up, crown, raised }
  })
  return {
    index,
    road,
    samples,
    lengthM: at,
    halfM,
    isCarriageway: CARRIAGEWAYS.has(road.roadClass),
  }
}

type At = { readonly e: number; readonly n: number }
type Stretch = {
  readonly from: At
  readonly to: At
  readonly length: number
  readonly step: number
  readonly detail: number
}

/** Even pieces of at most `step`, halved while the ground between them bends too much. */
function piecesOver(relief: Relief, { from, to, length, step, detail }: Stretch): number {
  let pieces = Math.ceil(length / step)
  const bump = BUMP_M[detail]
  const least = LEAST_STEP_M[detail]
  if (bump === undefined || least === undefined) return pieces
  const at = (k: number): At => ({
    e: from.e + ((to.e - from.e) * k) / pieces,
    n: from.n + ((to.n - from.n) * k) / pieces,
  })
  const isUneven = (): boolean => {
    for (let k = 0; k < pieces; k++) if (Math.abs(bumpM(relief, at(k), at(k + 1), 0)) > bump) return true
    return false
  }
  while (length / pieces > 2 * least && isUneven()) pieces *= 2
  return pieces
}

/** The most that the ground lies above the flat strip between two places, metres; below 0 where it sags. */
function bumpM(relief: Relief, a: At, b: At, halfM: number): number {
  const length = Math.hypot(b.e - a.e, b.n - a.n) || 1
  const [le, ln] = [(-(b.n - a.n) / length) * halfM, ((b.e - a.e) / length) * halfM]
  const corner = (p: At, side: number): number => relief.at(p.e + le * side, p.n + ln * side)
  const corners = [corner(a, -1), corner(a, 1), corner(b, -1), corner(b, 1)] as const
  let most = -Infinity
  for (const t of [0, 0.25, 0.5, 0.75, 1]) {
    for (const side of halfM > 0 ? [-1, -0.5, 0, 0.5, 1] : [0]) {
      if ((t === 0 || t === 1) && Math.abs(side) !== 0.5 && side !== 0) continue
      if (halfM === 0 && (t === 0 || t === 1)) continue
      const [e, n] = [a.e + (b.e - a.e) * t, a.n + (b.n - a.n) * t]
      const u = (side + 1) / 2
      const start = corners[0] * (1 - u) + corners[1] * u
      const end = corners[2] * (1 - u) + corners[3] * u
      const above = relief.at(e + le * side, n + ln * side) - (start * (1 - t) + end * t)
      if (above > most) most = above
    }
  }
  return most
}

function mitre(before: At | undefined, p: At, after: At | undefined): [number, number] {
  const first = before ? leftOf(before, p) : null
  const second = after ? leftOf(p, after) : null
  if (!first || !second) return first ?? second ?? [0, 1]
  const e = first[0] + second[0]
  const n = first[1] + second[1]
  const length = Math.hypot(e, n)
  if (length < 0.2) return second
  // The mitre of a bend: 1 / cos of half the turn, not more than 2.
  const cos = (e * second[0] + n * second[1]) / length
  const scale = Math.min(2, 1 / Math.max(0.3, cos)) / length
  return [e * scale, n * scale]
}

function leftOf(a: At, b: At): [number, number] {
  const length = Math.hypot(b.e - a.e, b.n - a.n) || 1
  return [-(b.n - a.n) / length, (b.e - a.e) / length]
}

/** A sample at any distance along a way. */
export function sampleAt(way: Way, at: number): Sample {
  const all = way.samples
  let low = 0
  let high = all.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((all[middle] as Sample).at <= at) low = middle
    else high = middle
  }
  const a = all[low] as Sample
  const b = all[high] as Sample
  const t = Math.min(1, Math.max(0, (at - a.at) / Math.max(1e-6, b.at - a.at)))
  const mix = (x: number, y: number): number => x + (y - x) * t
  return {
    e: mix(a.e, b.e),
    n: mix(a.n, b.n),
    at,
    le: mix(a.le, b.le),
    ln: mix(a.ln, b.ln),
    up: mix(a.up, b.up),
    crown: Math.max(a.crown, b.crown),
    raised: mix(a.raised, b.raised),
  }
}

/** The samples of a stretch, its two ends included. */
export function stretch(way: Way, from: number, to: number): Sample[] {
  const inner = way.samples.filter((s) => s.at > from + 0.02 && s.at < to - 0.02)
  return [sampleAt(way, from), ...inner, sampleAt(way, to)]
}

/** Height of the road's surface beside its centre line, `offsetM` to the left. */
export function surfaceAt(relief: Relief, s: Sample, offsetM: number): number {
  const ground = relief.at(s.e + s.le * offsetM, s.n + s.ln * offsetM) + 0.03 + s.crown
  return s.raised === 0 ? ground : ground + (Math.max(s.up, ground) - ground) * s.raised
}

export type Junction = { readonly ways: Way[]; readonly degree: number }

/** Which ways meet where; keyed by place. */
export class Junctions {
  private readonly at = new Map<number, { ways: Way[]; degree: number }>()

  constructor(ways: readonly Way[]) {
    for (const way of ways) {
      this.add(way.samples[0] as Sample, way, way.road.degreeAtStart)
      this.add(way.samples.at(-1) as Sample, way, way.road.degreeAtEnd)
    }
  }

  get(s: At): Junction | undefined {
    return this.at.get(placeKey(s))
  }

  private add(s: At, way: Way, degree: number): void {
    const key = placeKey(s)
    const found = this.at.get(key)
    if (found) found.ways.push(way)
    else this.at.set(key, { ways: [way], degree })
  }
}

const placeKey = (p: At): number => Math.round(p.e * 5 + 65536) * 262144 + Math.round(p.n * 5 + 65536)

const CELL_M = 25

type Segment = { ae: number; an: number; be: number; bn: number; half: number; way: number }

/** Where carriageways lie. */
export class Carriageways {
  private readonly cells = new Map<number, Segment[]>()

  constructor(ways: readonly Way[]) {
    for (const way of ways) {
      if (!way.isCarriageway || way.road.isBridge) continue
      for (let i = 1; i < way.samples.length; i++) {
        const a = way.samples[i - 1] as Sample
        const b = way.samples[i] as Sample
        this.add({ ae: a.e, an: a.n, be: b.e, bn: b.n, half: way.halfM, way: way.index })
      }
    }
  }

  /** Is the place on a carriageway of another way than `except`? */
  covers(e: number, n: number, except: number): boolean {
    const near = this.cells.get(cellKey(Math.floor(e / CELL_M), Math.floor(n / CELL_M)))
    if (!near) return false
    for (const s of near) {
      if (s.way === except) continue
      const de = s.be - s.ae
      const dn = s.bn - s.an
      const t = Math.min(1, Math.max(0, ((e - s.ae) * de + (n - s.an) * dn) / (de * de + dn * dn || 1)))
      const off = Math.hypot(s.ae + de * t - e, s.an + dn * t - n)
      if (off < s.half - 0.02) return true
    }
    return false
  }

  private add(s: Segment): void {
    const reach = s.half
    const west = Math.floor((Math.min(s.ae, s.be) - reach) / CELL_M)
    const east = Math.floor((Math.max(s.ae, s.be) + reach) / CELL_M)
    const south = Math.floor((Math.min(s.an, s.bn) - reach) / CELL_M)
    const north = Math.floor((Math.max(s.an, s.bn) + reach) / CELL_M)
    for (let x = west; x <= east; x++) {
      for (let y = south; y <= north; y++) {
        const key = cellKey(x, y)
        const list = this.cells.get(key)
        if (list) list.push(s)
        else this.cells.set(key, [s])
      }
    }
  }
}

const cellKey = (x: number, y: number): number => (x + 4096) * 65536 + (y + 4096)
