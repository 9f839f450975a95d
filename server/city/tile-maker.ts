// City and ground -> footprint tiles, level by level of a quadtree over a square; shared/city/tile.ts says what a
// tile is, the files beside this one what each detail keeps. Tiles come out one at a time, encoded.
import { type City, type FlatLine, POINT_KINDS, type PointKind, type RoadClass } from '../../shared/city/city.ts'
import { type Terrain, heightAt } from '../../shared/city/terrain.ts'
import { type Detail, type TileLine, type TilePoint, type TileRoad, encodeTile } from '../../shared/city/tile.ts'
import { boxOf, spatially } from './finish.ts'
import type { RectM } from './ring-shape.ts'
import { type TileSquares, areasByTile, landOf, rectOf } from './tile-maker-areas.ts'
import { type Numbered, tileBuildings } from './tile-maker-buildings.ts'
import { LEAST_WEIGHT, cityLabels } from './tile-maker-labels.ts'
import { simplifyLine } from './tile-maker-simplify.ts'

const LEAF_M = 500
const SAMPLES = 21
const FINE_SAMPLES = 41
const PLAIN_SAMPLES = 11
/** A leaf gets the finer grid where the coarse one would be this far off, and a plain one where that would do. */
const STRONG_RELIEF_M = 0.35
const PLAIN_RELIEF_M = 0.08
/** Beyond this many leaves, squares that hold nothing but ground are left out. */
const MOST_BARE_LEAVES = 80 * 80

export type MadeTile = { readonly level: number; readonly x: number; readonly y: number; readonly bytes: Uint8Array }
export type Squares = TileSquares & { readonly maxLevel: number }

/** The square root tile over the bounds: leaves of 500 m on whole multiples of 500 m from the origin. */
export function tileSquares(boundsM: RectM): Squares {
  const westM = Math.floor(boundsM[0] / LEAF_M) * LEAF_M
  const southM = Math.floor(boundsM[1] / LEAF_M) * LEAF_M
  let maxLevel = 0
  while (westM + LEAF_M * 2 ** maxLevel < boundsM[2] || southM + LEAF_M * 2 ** maxLevel < boundsM[3]) maxLevel++
  return { rootSizeM: LEAF_M * 2 ** maxLevel, westM, southM, maxLevel }
}

export type TileInput = {
  readonly city: City
  readonly terrain: Terrain
  readonly boundsM: RectM
  readonly squares: Squares
  /** Heights of `city.lines`, which have none of their own. */
  readonly lineUpM: readonly { readonly line: FlatLine; readonly upM: readonly number[] }[]
}

export function* makeTiles(input: TileInput): Generator<MadeTile> {
  const { city, terrain, squares } = input
  const labels = cityLabels(city, terrain)
  const degree = new Uint16Array(city.nodes.length)
  for (const l of city.links) for (const n of [l.fromNode, l.toNode]) degree[n] = Math.min(65535, (degree[n] ?? 0) + 1)
  const numbered = city.buildings.map((building, feature) => ({ building, feature }))
  for (let level = squares.maxLevel; level >= 0; level--) {
    const detail = Math.min(3, squares.maxLevel - level) as Detail
    const sizeM = squares.rootSizeM / 2 ** level
    const bins = new Bins(squares, sizeM)
    const buildings = bins.sort(numbered, ({ building }) => middleOfBox(boxOf(building.polygons)))
    const roads = bins.sort(tileRoads(city, degree, detail, sizeM), (r) => middleOfLine(r.line))
    const lines = bins.sort(tileLines(input, detail, sizeM), (l) => middleOfLine(l.line))
    const points = bins.sort(tilePoints(city, terrain, detail), (p) => p.atM)
    const shown = bins.sort(
      labels.filter((l) => l.weight >= LEAST_WEIGHT[detail]),
      (l) => l.atM,
    )
    const areas = areasByTile(city.areas, level, detail, squares)
    const keys = new Set([buildings, roads, lines, points, shown, areas].flatMap((m) => [...m.keys()]))
    for (const key of bareKeys(input, sizeM)) keys.add(key)
    for (const key of keys) {
      const [x, y] = key.split(' ').map(Number) as [number, number]
      const rect = rectOf({ level, x, y }, squares)
      const square = { westM: rect[0], southM: rect[1], sizeM }
      const tileAreas = areas.get(key) ?? []
      const bytes = encodeTile({
        level,
        x,
        y,
        ...square,
        detail,
        terrain: samples(terrain, square, detail),
        buildings: tileBuildings((buildings.get(key) ?? []) satisfies Numbered[], detail, { square, terrain }),
        roads: roads.get(key) ?? [],
        areas: tileAreas,
        lines: lines.get(key) ?? [],
        points: nearFirst(points.get(key) ?? []),
        labels: shown.get(key) ?? [],
        land: landOf(tileAreas, rect),
      })
      yield { level, x, y, bytes }
    }
  }
}

/** Sorts items into the squares of one level by a point of each; those beyond the root go to its edge. */
class Bins {
  private readonly squares: TileSquares
  private readonly sizeM: number
  constructor(squares: TileSquares, sizeM: number) {
    this.squares = squares
    this.sizeM = sizeM
  }
  sort<T>(items: readonly T[], at: (item: T) => readonly [number, number]): Map<string, T[]> {
    const last = Math.round(this.squares.rootSizeM / this.sizeM) - 1
    const index = (m: number, from: number): number => Math.min(last, Math.max(0, Math.floor((m - from) / this.sizeM)))
    const out = new Map<string, T[]>()
    for (const item of items) {
      const [e, n] = at(item)
      const key = `${index(e, this.squares.westM)} ${index(n, this.squares.southM)}`
      const list = out.get(key)
      if (list) list.push(item)
      else out.set(key, [item])
    }
    return out
  }
}

const middleOfBox = ([w, s, e, n]: readonly [number, number, number, number]): [number, number] => [
  (w + e) / 2,
  (s + n) / 2,
]

/** The point halfway along its points: near enough to the middle to place a line by. */
function middleOfLine(line: FlatLine): [number, number] {
  const i = Math.floor((line.length / 2 - 1) / 2) * 2
  return [
    ((line[i] as number) + (line[i + 2] ?? (line[i] as number))) / 2,
    ((line[i + 1] as number) + (line[i + 3] ?? (line[i + 1] as number))) / 2,
  ]
}

/** Ground alone counts as content inside the bounds, unless the bounds are those of a region. */
function* bareKeys({ boundsM, squares }: TileInput, sizeM: number): Generator<string> {
  const last = Math.round(squares.rootSizeM / sizeM) - 1
  const index = (m: number, from: number): number => Math.min(last, Math.max(0, Math.floor((m - from) / sizeM)))
  const [x0, x1] = [index(boundsM[0], squares.westM), index(boundsM[2] - 0.01, squares.westM)]
  const [y0, y1] = [index(boundsM[1], squares.southM), index(boundsM[3] - 0.01, squares.southM)]
  const leaves = ((boundsM[2] - boundsM[0]) / LEAF_M) * ((boundsM[3] - boundsM[1]) / LEAF_M)
  if (leaves > MOST_BARE_LEAVES) return
  for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) yield `${x} ${y}`
}

function samples(
  terrain: Terrain,
  square: { westM: number; southM: number; sizeM: number },
  detail: Detail,
): { cols: number; rows: number; heightsM: Float32Array } {
  const grid = (n: number): Float32Array => {
    const cellM = square.sizeM / (n - 1)
    return Float32Array.from({ length: n * n }, (_, i) =>
      heightAt(terrain, square.westM + (i % n) * cellM, square.southM + Math.floor(i / n) * cellM),
    )
  }
  const coarse = grid(SAMPLES)
  if (detail > 0) return { cols: SAMPLES, rows: SAMPLES, heightsM: coarse }
  const fine = grid(FINE_SAMPLES)
  if (bend(fine, FINE_SAMPLES) > STRONG_RELIEF_M) return { cols: FINE_SAMPLES, rows: FINE_SAMPLES, heightsM: fine }
  if (bend(coarse, SAMPLES) > PLAIN_RELIEF_M) return { cols: SAMPLES, rows: SAMPLES, heightsM: coarse }
  return { cols: PLAIN_SAMPLES, rows: PLAIN_SAMPLES, heightsM: grid(PLAIN_SAMPLES) }
}

/** How far the samples between lie from a grid of half as many cells. */
function bend(heightsM: Float32Array, n: number): number {
  const half = (n + 1) / 2
  const every = Float32Array.from(
    { length: half * half },
    (_, i) => heightsM[(i % half) * 2 + Math.floor(i / half) * 2 * n] as number,
  )
  const coarse = { cols: half, rows: half, cellM: 2, westM: 0, southM: 0, heightsM: every }
  let worst = 0
  for (const [i, h] of heightsM.entries())
    worst = Math.max(worst, Math.abs(h - heightAt(coarse, i % n, Math.floor(i / n))))
  return worst
}

const MAIN: readonly RoadClass[] = ['motorway', 'trunk', 'primary', 'secondary', 'tertiary']
const SHOWN_ROADS: Readonly<Record<Detail, ReadonlySet<RoadClass> | null>> = {
  0: null,
  1: new Set([...MAIN, 'residential', 'pedestrian']),
  2: new Set(MAIN),
  3: new Set(['motorway', 'trunk', 'primary', 'secondary']),
}
const LINE_TOLERANCE_M: Readonly<Record<Detail, number>> = { 0: 0.02, 1: 0.6, 2: 2.5, 3: 8 }

function tileRoads(city: City, degree: Uint16Array, detail: Detail, sizeM: number): TileRoad[] {
  const classes = SHOWN_ROADS[detail]
  const toleranceM = Math.max(LINE_TOLERANCE_M[detail], detail === 3 ? sizeM / 500 : 0)
  const out: TileRoad[] = []
  for (const l of city.links) {
    if (classes && (!classes.has(l.roadClass) || l.isTunnel)) continue
    const [from, to] = [city.nodes[l.fromNode], city.nodes[l.toNode]]
    out.push({
      ...simplifyLine(l.line, l.upM, toleranceM),
      roadClass: l.roadClass,
      lanesForward: l.lanesForward,
      lanesBackward: l.lanesBackward,
      widthM: l.widthM,
      isBridge: l.isBridge,
      isTunnel: l.isTunnel,
      isLit: l.isLit,
      signalsAtStart: from?.hasSignals === true || from?.hasCrossing === true,
      signalsAtEnd: to?.hasSignals === true || to?.hasCrossing === true,
      degreeAtStart: degree[l.fromNode] ?? 0,
      degreeAtEnd: degree[l.toNode] ?? 0,
      name: detail === 0 ? (l.name ?? '') : '',
    })
  }
  return out
}

function tileLines({ city, lineUpM }: TileInput, detail: Detail, sizeM: number): TileLine[] {
  const out: TileLine[] = []
  for (const [i, l] of city.lines.entries()) {
    const isShown =
      detail === 0 || (detail < 3 ? ['rail', 'tram', 'powerLine', 'river'].includes(l.kind) : l.kind === 'rail')
    const shape = lineUpM[i]
    if (!isShown || !shape || l.isTunnel || l.kind === 'transit' || l.kind === 'subway') continue
    const toleranceM = Math.max(LINE_TOLERANCE_M[detail], detail === 3 ? sizeM / 500 : 0)
    out.push({ kind: l.kind, ...simplifyLine(shape.line, shape.upM, toleranceM), isBridge: l.isBridge })
  }
  return out
}

/** Names on the map say where stations and places are; these are the things that stand there. */
const NOT_DRAWN: ReadonlySet<PointKind> = new Set(['place', 'station'])

function tilePoints(city: City, terrain: Terrain, detail: Detail): TilePoint[] {
  if (detail > 1) return []
  const out: TilePoint[] = []
  let tree = 0
  for (const p of city.points) {
    if (NOT_DRAWN.has(p.kind)) continue
    // Afar every fourth tree stands for four.
    if (detail === 1 && (p.kind === 'tree' ? tree++ % 4 !== 0 : p.kind !== 'tower')) continue
    out.push({
      kind: p.kind,
      atM: p.atM,
      upM: heightAt(terrain, ...p.atM),
      heightM: p.heightM ?? 0,
      headingRad: p.headingRad ?? 0,
    })
  }
  return out
}

/** Kind by kind along a Z-curve, so that steps stay small. */
const nearFirst = (points: readonly TilePoint[]): TilePoint[] =>
  spatially(points, (p) => p.atM).sort((a, b) => POINT_KINDS.indexOf(a.kind) - POINT_KINDS.indexOf(b.kind))
