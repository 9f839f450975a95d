// The places of a package as lines of JSON: one feature a line, coordinates as whole steps from the point before
// (so that they compress), everything else in the words of shared/city/city.ts. Planted trees and lamps travel as
// one `points` line a kind, because they have no id in any source: theirs is `synthetic/<kind>/<number>`.
import type {
  Area,
  Building,
  City,
  CityPoint,
  FlatLine,
  Line,
  PointKind,
  PolygonM,
  RoadLink,
  RoadNode,
} from '../../shared/city/city.ts'

const PLACES_FORMAT = 1
const STEP_M = 0.05

type Coded<T, K extends keyof T> = Omit<T, K> & { [P in K]: unknown }
type Batch = {
  t: 'points'
  kind: PointKind
  source: number
  at: number[]
  /** Decimetres; absent when no point of the batch has a height. */
  heights?: number[]
  /** Whole degrees; absent likewise. */
  headings?: number[]
}

/** The city's places, line by line, without line ends. */
export function* placeLines(city: City): Generator<string> {
  yield JSON.stringify({ format: PLACES_FORMAT, stepM: STEP_M })
  for (const b of city.buildings) {
    const { polygons, ...rest } = b
    yield JSON.stringify({ t: 'building', ...rest, polygons: polygons.map((p) => p.map(pack)) })
  }
  for (const n of city.nodes) {
    const flags = (n.hasSignals ? 1 : 0) + (n.hasCrossing ? 2 : 0)
    const at = pack(n.atM)
    yield JSON.stringify(flags === 0 ? { t: 'node', at } : { t: 'node', at, flags })
  }
  for (const l of city.links) {
    const { line, upM, ...rest } = l
    yield JSON.stringify({ t: 'link', ...rest, line: pack(line), upM: packHeights(upM) })
  }
  for (const a of city.areas) {
    const { polygons, ...rest } = a
    yield JSON.stringify({ t: 'area', ...rest, polygons: polygons.map((p) => p.map(pack)) })
  }
  for (const l of city.lines) {
    const { line, ...rest } = l
    yield JSON.stringify({ t: 'line', ...rest, line: pack(line) })
  }
  for (const p of city.points) {
    if (p.origin === 'synthetic') continue
    const { atM, ...rest } = p
    yield JSON.stringify({ t: 'point', ...rest, at: pack(atM) })
  }
  yield* batches(city.points)
}

/** Ids of planted points are their order within a kind, so writing and reading agree. */
export const plantedId = (kind: PointKind, index: number): string => `synthetic/${kind}/${index}`

function* batches(points: readonly CityPoint[]): Generator<string> {
  const groups = new Map<string, CityPoint[]>()
  for (const p of points) {
    if (p.origin !== 'synthetic') continue
    const key = `${p.kind} ${p.source}`
    const group = groups.get(key)
    if (group) group.push(p)
    else groups.set(key, [p])
  }
  for (const group of groups.values()) {
    const first = group[0] as CityPoint
    const batch: Batch = { t: 'points', kind: first.kind, source: first.source, at: pack(group.flatMap((p) => p.atM)) }
    if (group.some((p) => p.heightM !== undefined)) batch.heights = group.map((p) => Math.round((p.heightM ?? 0) * 10))
    if (group.some((p) => p.headingRad !== undefined)) {
      batch.headings = group.map((p) => Math.round(((p.headingRad ?? 0) * 180) / Math.PI))
    }
    yield JSON.stringify(batch)
  }
}

/** Builds the city back; throws SyntaxError or RangeError on lines that are not ours. */
export function readPlaces(lines: Iterable<string>): City {
  const buildings: Building[] = []
  const nodes: RoadNode[] = []
  const links: RoadLink[] = []
  const areas: Area[] = []
  const cityLines: Line[] = []
  const points: CityPoint[] = []
  let hasHead = false
  for (const text of lines) {
    const row = JSON.parse(text) as { t?: string; format?: number }
    if (!hasHead) {
      if (row.format !== PLACES_FORMAT) throw new RangeError(`places: format ${row.format} is not known`)
      hasHead = true
      continue
    }
    const { t, ...rest } = row
    if (t === 'building') {
      const { polygons, ...b } = rest as Coded<Building, 'polygons'>
      buildings.push({ ...b, polygons: unpackPolygons(polygons) })
    } else if (t === 'node') {
      const n = rest as { at: number[]; flags?: number }
      const flags = n.flags ?? 0
      nodes.push({ atM: unpackPoint(n.at), hasSignals: (flags & 1) !== 0, hasCrossing: (flags & 2) !== 0 })
    } else if (t === 'link') {
      const { line, upM, ...l } = rest as Coded<RoadLink, 'line' | 'upM'>
      links.push({ ...l, line: unpack(line as number[]), upM: unpackHeights(upM as number[]) })
    } else if (t === 'area') {
      const { polygons, ...a } = rest as Coded<Area, 'polygons'>
      areas.push({ ...a, polygons: unpackPolygons(polygons) })
    } else if (t === 'line') {
      const { line, ...l } = rest as Coded<Line, 'line'>
      cityLines.push({ ...l, line: unpack(line as number[]) })
    } else if (t === 'point') {
      const { at, ...p } = rest as Omit<CityPoint, 'atM'> & { at: number[] }
      points.push({ ...p, atM: unpackPoint(at) })
    } else if (t === 'points') unpackBatch(rest as Batch, points)
    else throw new RangeError(`places: a line is of the unknown kind ${t}`)
  }
  if (!hasHead) throw new RangeError('places: empty')
  return { buildings, links, nodes, areas, lines: cityLines, points }
}

function unpackBatch(batch: Batch, into: CityPoint[]): void {
  const at = unpack(batch.at)
  for (let i = 0; i * 2 < at.length; i++) {
    const heightM = batch.heights?.[i]
    const heading = batch.headings?.[i]
    into.push({
      id: plantedId(batch.kind, i),
      kind: batch.kind,
      atM: [at[i * 2] as number, at[i * 2 + 1] as number],
      ...(heightM === undefined ? {} : { heightM: heightM / 10 }),
      ...(heading === undefined ? {} : { headingRad: (heading * Math.PI) / 180 }),
      origin: 'synthetic',
      source: batch.source,
    })
  }
}

function pack(line: FlatLine): number[] {
  const out: number[] = []
  let e = 0
  let n = 0
  for (let i = 0; i + 1 < line.length; i += 2) {
    const nextE = Math.round((line[i] as number) / STEP_M)
    const nextN = Math.round((line[i + 1] as number) / STEP_M)
    out.push(nextE - e, nextN - n)
    e = nextE
    n = nextN
  }
  return out
}

function unpack(coded: readonly number[]): number[] {
  const out: number[] = []
  let e = 0
  let n = 0
  for (let i = 0; i + 1 < coded.length; i += 2) {
    e += coded[i] as number
    n += coded[i + 1] as number
    out.push(metres(e), metres(n))
  }
  return out
}

/** Divided, not multiplied: 247 steps are 12.35 m, not 12.350000000000001. */
const metres = (steps: number): number => steps / (1 / STEP_M)

const unpackPoint = (coded: readonly number[]): [number, number] => {
  const [e, n] = unpack(coded)
  if (e === undefined || n === undefined) throw new RangeError('places: a point without coordinates')
  return [e, n]
}
const unpackPolygons = (coded: unknown): PolygonM[] => (coded as number[][][]).map((p) => p.map(unpack))

/** Centimetres, each from the one before. */
function packHeights(upM: readonly number[]): number[] {
  let last = 0
  return upM.map((m) => {
    const cm = Math.round(m * 100)
    const delta = cm - last
    last = cm
    return delta
  })
}

function unpackHeights(coded: readonly number[]): number[] {
  let cm = 0
  return coded.map((delta) => {
    cm += delta
    return cm / 100
  })
}
