// Footprint tiles: what the client draws of a square of the city, compact and streamable.
// A quadtree of tiles; the finest level holds everything, coarser levels hold less (see `Detail`).
// Byte layout (all little-endian; v = LEB128 varint, z = zigzag varint, positions in 5 cm steps from the
// tile's south-west corner, heights in 5 cm steps, both delta-coded along a line):
//   "THT1"  level:v x:v y:v sizeM:f32 westM:f64 southM:f64 detail:u8
//   strings: n:v, n texts   terrain: cols:v rows:v, cols*rows heights z
//   then buildings, roads, areas, lines, points, labels, land: each n:v and its items (see the writers below)
import { ByteReader, ByteWriter } from './bytes.ts'
import {
  AREA_KINDS,
  type AreaKind,
  BUILDING_USES,
  type BuildingUse,
  LANDMARK_FORMS,
  type LandmarkForm,
  LINE_KINDS,
  type LineKind,
  type FlatLine,
  POINT_KINDS,
  type PointKind,
  type PolygonM,
  ROAD_CLASSES,
  type RoadClass,
  ROOF_SHAPES,
  type RoofShape,
} from './city.ts'

/** 0 full footprints and street furniture; 1 simplified outlines, no furniture; 2 a box a building or block; 3 boxes of a height cell. */
export type Detail = 0 | 1 | 2 | 3

export type TileBuilding = {
  /** Index into the city's buildings, which cards and colours are looked up by; NO_FEATURE for merged blocks. */
  readonly feature: number
  readonly polygons: readonly PolygonM[]
  readonly groundM: number
  readonly heightM: number
  readonly minHeightM: number
  readonly storeys: number
  readonly use: BuildingUse
  readonly roof: RoofShape
  readonly roofHeightM: number
  readonly form: LandmarkForm
  /** 0xrrggbb, or null where the source does not tell. */
  readonly colour: number | null
  readonly roofColour: number | null
}
export const NO_FEATURE = 0xffffff

export type TileRoad = {
  readonly line: FlatLine
  readonly upM: readonly number[]
  readonly roadClass: RoadClass
  readonly lanesForward: number
  readonly lanesBackward: number
  readonly widthM: number
  readonly isBridge: boolean
  readonly isTunnel: boolean
  readonly isLit: boolean
  /** Signals or a marked crossing at the first and last point. */
  readonly signalsAtStart: boolean
  readonly signalsAtEnd: boolean
  /** How many links meet at the first and last point: kerbs and marks stop short of junctions (3 or more). */
  readonly degreeAtStart: number
  readonly degreeAtEnd: number
  readonly name: string
}

export type TileArea = { readonly kind: AreaKind; readonly polygons: readonly PolygonM[]; readonly surfaceM: number }
export type TileLine = {
  readonly kind: LineKind
  readonly line: FlatLine
  readonly upM: readonly number[]
  readonly isBridge: boolean
}
export type TilePoint = {
  readonly kind: PointKind
  readonly atM: readonly [number, number]
  readonly upM: number
  readonly heightM: number
  readonly headingRad: number
}
export type TileLabel = {
  readonly kind: 'street' | 'building' | 'area' | 'stop' | 'place'
  readonly text: string
  readonly atM: readonly [number, number]
  readonly upM: number
  /** Along the street, radians clockwise from north; 0 for the rest. */
  readonly headingRad: number
  /** 0 least to 255 most. */
  readonly weight: number
}

export type Tile = {
  readonly level: number
  readonly x: number
  readonly y: number
  readonly sizeM: number
  /** South-west corner, metres from the city's origin; y counts from the south. */
  readonly westM: number
  readonly southM: number
  readonly detail: Detail
  /** Heights row by row from the south-west, edges included, so that neighbours meet. */
  readonly terrain: { readonly cols: number; readonly rows: number; readonly heightsM: Float32Array }
  readonly buildings: readonly TileBuilding[]
  readonly roads: readonly TileRoad[]
  /** Cut at the tile's edge; roads, lines and buildings stay whole and belong to the tile of their middle. */
  readonly areas: readonly TileArea[]
  readonly lines: readonly TileLine[]
  readonly points: readonly TilePoint[]
  readonly labels: readonly TileLabel[]
  /** The tile's square less its water, or null when it has none: where ground is drawn. */
  readonly land: readonly PolygonM[] | null
}

const STEP_M = 0.05
const MAGIC = 0x31544854
const LABEL_KINDS = ['street', 'building', 'area', 'stop', 'place'] as const

/** Encodes a tile; positions are rounded to 5 cm. */
export function encodeTile(tile: Tile): Uint8Array<ArrayBuffer> {
  const w = new ByteWriter()
  for (let i = 0; i < 4; i++) w.u8((MAGIC >>> (8 * i)) & 0xff)
  w.varint(tile.level)
  w.varint(tile.x)
  w.varint(tile.y)
  w.f32(tile.sizeM)
  w.f64(tile.westM)
  w.f64(tile.southM)
  w.u8(tile.detail)
  const strings = new Strings()
  for (const r of tile.roads) strings.add(r.name)
  for (const l of tile.labels) strings.add(l.text)
  list(w, strings.all, (s) => w.text(s))
  w.varint(tile.terrain.cols)
  w.varint(tile.terrain.rows)
  steps(w, tile.terrain.heightsM, 0)
  const q = new Quantiser(w, tile)
  let feature = 0
  let groundStep = 0
  list(w, tile.buildings, (b) => {
    // From the building before: neighbours in a tile are neighbours in the list.
    w.zigzag(b.feature - feature)
    feature = b.feature
    q.polygons(b.polygons)
    w.zigzag(step(b.groundM) - groundStep)
    groundStep = step(b.groundM)
    w.varint(step(b.heightM))
    w.varint(step(b.minHeightM))
    w.varint(b.storeys)
    w.u8(BUILDING_USES.indexOf(b.use))
    w.u8(ROOF_SHAPES.indexOf(b.roof))
    w.varint(step(b.roofHeightM))
    w.u8(LANDMARK_FORMS.indexOf(b.form))
    w.varint(b.colour === null ? 0 : b.colour + 1)
    w.varint(b.roofColour === null ? 0 : b.roofColour + 1)
  })
  list(w, tile.roads, (r) => {
    q.line(r.line)
    steps(w, r.upM, 0)
    w.u8(ROAD_CLASSES.indexOf(r.roadClass))
    w.u8(r.lanesForward)
    w.u8(r.lanesBackward)
    w.varint(step(r.widthM))
    w.u8(bits(r.isBridge, r.isTunnel, r.isLit, r.signalsAtStart, r.signalsAtEnd))
    w.u8(Math.min(255, r.degreeAtStart))
    w.u8(Math.min(255, r.degreeAtEnd))
    w.varint(strings.index(r.name))
  })
  list(w, tile.areas, (a) => {
    w.u8(AREA_KINDS.indexOf(a.kind))
    q.polygons(a.polygons)
    w.zigzag(step(a.surfaceM))
  })
  list(w, tile.lines, (l) => {
    w.u8(LINE_KINDS.indexOf(l.kind))
    q.line(l.line)
    steps(w, l.upM, 0)
    w.u8(l.isBridge ? 1 : 0)
  })
  list(w, tile.points, (p) => {
    w.u8(POINT_KINDS.indexOf(p.kind))
    q.point(p.atM)
    w.zigzag(step(p.upM))
    w.varint(step(p.heightM))
    w.u8(turn(p.headingRad))
  })
  list(w, tile.labels, (l) => {
    w.u8(LABEL_KINDS.indexOf(l.kind))
    w.varint(strings.index(l.text))
    q.point(l.atM)
    w.zigzag(step(l.upM))
    w.u8(turn(l.headingRad))
    w.u8(l.weight)
  })
  w.u8(tile.land ? 1 : 0)
  if (tile.land) q.polygons(tile.land)
  return w.finish()
}

/** Decodes a tile; throws RangeError on bytes that are cut or not a tile. */
export function decodeTile(bytes: Uint8Array): Tile {
  const r = new ByteReader(bytes)
  let magic = 0
  for (let i = 0; i < 4; i++) magic = (magic | (r.u8() << (8 * i))) >>> 0
  if (magic !== MAGIC) throw new RangeError('tile: not a footprint tile')
  const level = r.varint()
  const x = r.varint()
  const y = r.varint()
  const sizeM = r.f32()
  const westM = r.f64()
  const southM = r.f64()
  const detail = r.u8() as Detail
  const strings = items(r, () => r.text())
  const cols = r.varint()
  const rows = r.varint()
  const heightsM = Float32Array.from(unsteps(r, cols * rows))
  const d = new Dequantiser(r, westM, southM)
  const colour = (): number | null => {
    const v = r.varint()
    return v === 0 ? null : v - 1
  }
  let feature = 0
  let groundStep = 0
  const buildings = items(r, () => ({
    feature: (feature += r.zigzag()),
    polygons: d.polygons(),
    groundM: (groundStep += r.zigzag()) * STEP_M,
    heightM: r.varint() * STEP_M,
    minHeightM: r.varint() * STEP_M,
    storeys: r.varint(),
    use: pick(BUILDING_USES, r.u8()),
    roof: pick(ROOF_SHAPES, r.u8()),
    roofHeightM: r.varint() * STEP_M,
    form: pick(LANDMARK_FORMS, r.u8()),
    colour: colour(),
    roofColour: colour(),
  }))
  const roads = items(r, () => {
    const line = d.line()
    const upM = unsteps(r, line.length / 2)
    const roadClass = pick(ROAD_CLASSES, r.u8())
    const lanesForward = r.u8()
    const lanesBackward = r.u8()
    const widthM = r.varint() * STEP_M
    const flags = r.u8()
    return {
      line,
      upM,
      roadClass,
      lanesForward,
      lanesBackward,
      widthM,
      isBridge: (flags & 1) !== 0,
      isTunnel: (flags & 2) !== 0,
      isLit: (flags & 4) !== 0,
      signalsAtStart: (flags & 8) !== 0,
      signalsAtEnd: (flags & 16) !== 0,
      degreeAtStart: r.u8(),
      degreeAtEnd: r.u8(),
      name: pick(strings, r.varint()),
    }
  })
  const areas = items(r, () => ({
    kind: pick(AREA_KINDS, r.u8()),
    polygons: d.polygons(),
    surfaceM: r.zigzag() * STEP_M,
  }))
  const lines = items(r, () => {
    const kind = pick(LINE_KINDS, r.u8())
    const line = d.line()
    return { kind, line, upM: unsteps(r, line.length / 2), isBridge: r.u8() === 1 }
  })
  const points = items(r, () => ({
    kind: pick(POINT_KINDS, r.u8()),
    atM: d.point(),
    upM: r.zigzag() * STEP_M,
    heightM: r.varint() * STEP_M,
    headingRad: (r.u8() / 256) * 2 * Math.PI,
  }))
  const labels = items(r, () => ({
    kind: pick(LABEL_KINDS, r.u8()),
    text: pick(strings, r.varint()),
    atM: d.point(),
    upM: r.zigzag() * STEP_M,
    headingRad: (r.u8() / 256) * 2 * Math.PI,
    weight: r.u8(),
  }))
  const land = r.u8() === 1 ? d.polygons() : null
  return {
    level,
    x,
    y,
    sizeM,
    westM,
    southM,
    detail,
    terrain: { cols, rows, heightsM },
    buildings,
    roads,
    areas,
    lines,
    points,
    labels,
    land,
  }
}

const step = (m: number): number => Math.max(-(2 ** 40), Math.round(m / STEP_M))
const turn = (rad: number): number => ((Math.round((rad / (2 * Math.PI)) * 256) % 256) + 256) % 256
const bits = (...flags: boolean[]): number => flags.reduce((sum, on, i) => sum | (on ? 1 << i : 0), 0)

function pick<T>(from: readonly T[], index: number): T {
  const found = from[index]
  if (found === undefined) throw new RangeError(`tile: no such entry ${index} of ${from.length}`)
  return found
}

function list<T>(w: ByteWriter, all: readonly T[], write: (item: T) => void): void {
  w.varint(all.length)
  for (const item of all) write(item)
}

function items<T>(r: ByteReader, read: () => T): T[] {
  const n = r.varint()
  if (n > r.left) throw new RangeError(`tile: ${n} items in ${r.left} bytes`)
  return Array.from({ length: n }, read)
}

function steps(w: ByteWriter, valuesM: ArrayLike<number>, from: number): void {
  let last = from
  for (let i = 0; i < valuesM.length; i++) {
    const v = step(valuesM[i] as number)
    w.zigzag(v - last)
    last = v
  }
}

function unsteps(r: ByteReader, n: number): number[] {
  if (n > r.left) throw new RangeError(`tile: ${n} heights in ${r.left} bytes`)
  let last = 0
  return Array.from({ length: n }, () => {
    last += r.zigzag()
    return last * STEP_M
  })
}

class Strings {
  readonly all: string[] = []
  private readonly at = new Map<string, number>()
  add(text: string): void {
    if (this.at.has(text)) return
    this.at.set(text, this.all.length)
    this.all.push(text)
  }
  index(text: string): number {
    return this.at.get(text) as number
  }
}

class Quantiser {
  private e = 0
  private n = 0
  private readonly w: ByteWriter
  private readonly tile: { readonly westM: number; readonly southM: number }
  constructor(w: ByteWriter, tile: { readonly westM: number; readonly southM: number }) {
    this.w = w
    this.tile = tile
  }
  point(at: readonly [number, number]): void {
    const e = step(at[0] - this.tile.westM)
    const n = step(at[1] - this.tile.southM)
    this.w.zigzag(e - this.e)
    this.w.zigzag(n - this.n)
    this.e = e
    this.n = n
  }
  line(line: FlatLine): void {
    this.w.varint(line.length / 2)
    for (let i = 0; i < line.length; i += 2) this.point([line[i] as number, line[i + 1] as number])
  }
  polygons(polygons: readonly PolygonM[]): void {
    list(this.w, polygons, (p) => list(this.w, p, (ring) => this.line(ring)))
  }
}

class Dequantiser {
  private e = 0
  private n = 0
  private readonly r: ByteReader
  private readonly westM: number
  private readonly southM: number
  constructor(r: ByteReader, westM: number, southM: number) {
    this.r = r
    this.westM = westM
    this.southM = southM
  }
  point(): [number, number] {
    this.e += this.r.zigzag()
    this.n += this.r.zigzag()
    return [this.westM + this.e * STEP_M, this.southM + this.n * STEP_M]
  }
  line(): number[] {
    const flat: number[] = []
    const n = this.r.varint()
    if (n > this.r.left) throw new RangeError(`tile: ${n} points in ${this.r.left} bytes`)
    for (let i = 0; i < n; i++) {
      const [e, north] = this.point()
      flat.push(e, north)
    }
    return flat
  }
  polygons(): PolygonM[] {
    return items(this.r, () => items(this.r, () => this.line()))
  }
}
