// The places of a package as lines of JSON: one feature a line, coordinates as whole steps from the point before
// (so that they compress), everything else in the words of shared/city/city.ts. Left out is what most features
// share (`COMMON`), what follows from the rest (a link's length, a node's place) and what is said once: street names
// and marked nodes have a line each. Planted trees and lamps travel as one `points` line a kind, because they have
// no id in any source: theirs is `synthetic/<kind>/<number>`.
import type {
  Area,
  Building,
  City,
  CityPoint,
  Line,
  PointKind,
  PointM,
  RoadLink,
  RoadNode,
} from '../../shared/city/city.ts'
import { STEP_M, Steps, packHeights, unpackHeights } from './package-steps.ts'
import { lineLengthM } from './ring-shape.ts'

const PLACES_FORMAT = 1

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

/** What a building or link has unless its line says otherwise. */
const COMMON = {
  building: { groundM: 0, minHeightM: 0, roof: 'flat', roofHeightM: 0, heightSource: 'storeys', source: 0 },
  link: {
    lanesForward: 0,
    lanesBackward: 0,
    lanesSource: 'synthetic',
    speedSource: 'synthetic',
    isBridge: false,
    isTunnel: false,
    layer: 0,
    isLit: false,
    source: 0,
  },
} as const

/** The city's places, line by line, without line ends. */
export function* placeLines(city: City): Generator<string> {
  yield JSON.stringify({ format: PLACES_FORMAT, stepM: STEP_M })
  const steps = new Steps()
  for (const b of city.buildings) {
    const { polygons, ...rest } = b
    yield JSON.stringify({
      t: 'building',
      ...uncommon(rest, COMMON.building),
      polygons: steps.packAll(polygons),
    })
  }
  yield* linkLines(city, steps)
  for (const a of city.areas) {
    const { polygons, ...rest } = a
    yield JSON.stringify({ t: 'area', ...rest, polygons: steps.packAll(polygons) })
  }
  for (const l of city.lines) {
    const { line, ...rest } = l
    yield JSON.stringify({ t: 'line', ...rest, line: steps.pack(line) })
  }
  for (const p of city.points) {
    if (p.origin === 'synthetic') continue
    const { atM, ...rest } = p
    yield JSON.stringify({ t: 'point', ...rest, at: steps.pack(atM) })
  }
  yield* batches(city.points, steps)
}

function* linkLines(city: City, steps: Steps): Generator<string> {
  const streets: [name: string, names: RoadLink['names'] | null][] = []
  const streetAt = new Map<string, number>()
  const street = (l: RoadLink): number | undefined => {
    if (l.name === undefined && l.names === undefined) return undefined
    const entry: (typeof streets)[number] = [l.name ?? '', l.names ?? null]
    const key = JSON.stringify(entry)
    const known = streetAt.get(key)
    if (known !== undefined) return known
    streetAt.set(key, streets.length)
    return streets.push(entry) - 1
  }
  const coded = city.links.map((l) => ({ l, street: street(l) }))
  yield JSON.stringify({ t: 'streets', streets })
  const marked = (test: (n: RoadNode) => boolean): number[] =>
    [...city.nodes.keys()].filter((i) => test(city.nodes[i] as RoadNode))
  yield JSON.stringify({
    t: 'nodes',
    count: city.nodes.length,
    signals: marked((n) => n.hasSignals),
    crossings: marked((n) => n.hasCrossing),
  })
  let last = 0
  let next = 0
  for (const { l, street } of coded) {
    const { line, upM, name: _name, names: _names, fromNode, toNode, lengthM: _lengthM, ...rest } = l
    // Mostly 0: a link goes on from the one before, to a node not met yet.
    const ends = [fromNode - last, toNode - next]
    last = toNode
    next = Math.max(next, fromNode + 1, toNode + 1)
    yield JSON.stringify({
      t: 'link',
      ...uncommon(rest, COMMON.link),
      street,
      ends,
      line: steps.pack(line),
      upM: packHeights(upM),
    })
  }
}

function uncommon(fields: object, common: object): object {
  const usual = new Map<string, unknown>(Object.entries(common))
  return Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => !usual.has(key) || usual.get(key) !== value),
  )
}

/** Ids of planted points are their order within a kind, so writing and reading agree. */
export const plantedId = (kind: PointKind, index: number): string => `synthetic/${kind}/${index}`

function* batches(points: readonly CityPoint[], steps: Steps): Generator<string> {
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
    const batch: Batch = {
      t: 'points',
      kind: first.kind,
      source: first.source,
      at: steps.pack(group.flatMap((p) => p.atM)),
    }
    if (group.some((p) => p.heightM !== undefined)) batch.heights = group.map((p) => Math.round((p.heightM ?? 0) * 10))
    if (group.some((p) => p.headingRad !== undefined)) {
      batch.headings = group.map((p) => Math.round(((p.headingRad ?? 0) * 180) / Math.PI))
    }
    yield JSON.stringify(batch)
  }
}

type LinkRow = Coded<Omit<RoadLink, 'fromNode' | 'toNode' | 'lengthM'>, 'line' | 'upM'> & {
  readonly street?: number
  readonly ends: [number, number]
}

/** Builds the city back; throws SyntaxError or RangeError on lines that are not ours. */
export function readPlaces(lines: Iterable<string>): City {
  const city = {
    buildings: [] as Building[],
    links: [] as RoadLink[],
    nodes: [] as RoadNode[],
    areas: [] as Area[],
    lines: [] as Line[],
    points: [] as CityPoint[],
  }
  const steps = new Steps()
  let streets: [string, RoadLink['names'] | null][] = []
  let last = 0
  let next = 0
  let hasHead = false
  for (const text of lines) {
    const { t, ...row } = JSON.parse(text) as { t?: string; format?: number }
    if (!hasHead) {
      if (row.format !== PLACES_FORMAT) throw new RangeError(`places: format ${row.format} is not known`)
      hasHead = true
    } else if (t === 'building') {
      const { polygons, ...b } = row as Coded<Building, 'polygons'>
      city.buildings.push({ ...COMMON.building, ...b, polygons: steps.unpackAll(polygons) })
    } else if (t === 'streets') ({ streets } = row as unknown as { streets: typeof streets })
    else if (t === 'nodes') city.nodes.push(...bareNodes(row as unknown as NodesRow))
    else if (t === 'link') {
      const { line: coded, upM, street, ends, ...l } = row as unknown as LinkRow
      const line = steps.unpack(coded as number[])
      const [fromNode, toNode] = [last + ends[0], next + ends[1]]
      last = toNode
      next = Math.max(next, fromNode + 1, toNode + 1)
      placeNode(city.nodes, fromNode, [line[0] as number, line[1] as number])
      placeNode(city.nodes, toNode, [line.at(-2) as number, line.at(-1) as number])
      const [name, names] = streets[street ?? -1] ?? ['', null]
      city.links.push({
        ...COMMON.link,
        ...l,
        ...(name === '' ? {} : { name }),
        ...(names === null || names === undefined ? {} : { names }),
        fromNode,
        toNode,
        line,
        upM: unpackHeights(upM as number[]),
        lengthM: Math.round(lineLengthM(line) * 100) / 100,
      })
    } else if (t === 'area') {
      const { polygons, ...a } = row as Coded<Area, 'polygons'>
      city.areas.push({ ...a, polygons: steps.unpackAll(polygons) })
    } else if (t === 'line') {
      const { line, ...l } = row as Coded<Line, 'line'>
      city.lines.push({ ...l, line: steps.unpack(line as number[]) })
    } else if (t === 'point') {
      const { at, ...p } = row as Omit<CityPoint, 'atM'> & { at: number[] }
      city.points.push({ ...p, atM: steps.unpackPoint(at) })
    } else if (t === 'points') unpackBatch(row as unknown as Batch, steps, city.points)
    else throw new RangeError(`places: a line is of the unknown kind ${t}`)
  }
  if (!hasHead) throw new RangeError('places: empty')
  return city
}

type NodesRow = { readonly count: number; readonly signals: number[]; readonly crossings: number[] }

function* bareNodes({ count, signals, crossings }: NodesRow): Generator<RoadNode> {
  const [signalled, crossed] = [new Set(signals), new Set(crossings)]
  for (let i = 0; i < count; i++) yield { atM: [0, 0], hasSignals: signalled.has(i), hasCrossing: crossed.has(i) }
}

function placeNode(nodes: RoadNode[], index: number, atM: PointM): void {
  const node = nodes[index]
  if (!node) throw new RangeError(`places: a link ends at node ${index} of ${nodes.length}`)
  nodes[index] = { ...node, atM }
}

function unpackBatch(batch: Batch, steps: Steps, into: CityPoint[]): void {
  const at = steps.unpack(batch.at)
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
