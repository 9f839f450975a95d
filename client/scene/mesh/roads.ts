// Streets and paths as ribbons. Lanes, edge lines, crossings and stop lines are painted by the shader from the
// vertex: `a` = lanes forward | lanes backward << 3 | style << 6, `b` = half the width in 10 cm, `c` = class | flags,
// uv = metres right of the centre line and along it. Right-hand traffic is assumed everywhere.
import { ROAD_CLASSES, type RoadClass } from '../../../shared/city/city.ts'
import { NO_FEATURE, type Tile } from '../../../shared/city/tile.ts'
import { PAVING } from './areas.ts'
import { meshBridge } from './bridges.ts'
import { type Brush, type MeshBuilder, SURFACE } from './builder.ts'
import { GROUND } from './ground.ts'
import { meshPavements } from './pavements.ts'
import type { Relief } from './relief.ts'
import { Carriageways, Junctions, type Sample, type Way, stretch, surfaceAt, waysOf } from './ways.ts'

export const ROAD_STYLE = { plain: 0, marked: 1, zebra: 2, stop: 3 } as const
type Style = (typeof ROAD_STYLE)[keyof typeof ROAD_STYLE]
/** Flags above the class in `c`. */
export const ROAD_FLAG = { lit: 16, atEnd: 32 } as const

/** Even depth layers; the odd one below each is its junction's. */
const LAYER: Readonly<Record<RoadClass, number>> = {
  construction: 12,
  track: 12,
  footway: 12,
  steps: 12,
  cycleway: 12,
  pedestrian: 14,
  service: 16,
  residential: 18,
  tertiary: 20,
  secondary: 22,
  primary: 24,
  trunk: 26,
  motorway: 26,
}
const MARKED: ReadonlySet<RoadClass> = new Set(['motorway', 'trunk', 'primary', 'secondary', 'tertiary', 'residential'])
/** Least class drawn by level of detail, as an index into ROAD_CLASSES. */
const LAST_CLASS: readonly number[] = [12, 6, 4, 3]

export function meshRoads(tile: Tile, relief: Relief, b: MeshBuilder): void {
  const last = LAST_CLASS[tile.detail] ?? 3
  const ways = waysOf(tile, relief).filter((way) => ROAD_CLASSES.indexOf(way.road.roadClass) <= last)
  if (tile.detail > 0) {
    for (const way of ways) {
      ribbon(way, way.samples, brushOf(way, ROAD_STYLE.plain), relief, b)
      if (way.road.isBridge && tile.detail === 1) meshBridge(way, relief, b)
    }
    return
  }
  const junctions = new Junctions(ways)
  for (const way of ways) {
    for (const piece of piecesOf(way, junctions)) {
      const brush = brushOf(way, piece.style)
      if (piece.isAtEnd) brush.c |= ROAD_FLAG.atEnd
      ribbon(way, stretch(way, piece.from, piece.to), brush, relief, b)
    }
    joint(way, 0, { relief, junctions }, b)
    joint(way, way.samples.length - 1, { relief, junctions }, b)
    if (way.road.isBridge) meshBridge(way, relief, b)
  }
  meshPavements(tile, { ways, junctions, carriageways: new Carriageways(ways), relief }, b)
}

export type RoadPiece = { readonly from: number; readonly to: number; readonly style: Style; readonly isAtEnd: boolean }

/** Cuts a street into bare junction ends, crossings, stop lines and the marked stretch between. */
export function piecesOf(way: Way, junctions: Junctions): RoadPiece[] {
  const { road, lengthM } = way
  const whole: RoadPiece[] = [{ from: 0, to: lengthM, style: ROAD_STYLE.plain, isAtEnd: false }]
  if (!MARKED.has(road.roadClass)) return whole
  const start = endOf(way, junctions, 'start')
  const end = endOf(way, junctions, 'end')
  if (start.bareM + end.bareM > lengthM - 4) return whole
  const startM = start.bareM + start.marksM
  const endM = end.bareM + end.marksM
  const hasRoom = startM + endM < lengthM - 4
  const pieces: RoadPiece[] = []
  let at = 0
  const add = (lengthOf: number, style: Style, isAtEnd: boolean): void => {
    if (lengthOf > 0.01) pieces.push({ from: at, to: at + lengthOf, style, isAtEnd })
    at += lengthOf
  }
  add(start.bareM, ROAD_STYLE.plain, false)
  if (hasRoom && start.marksM > 0) {
    add(ZEBRA_M, ROAD_STYLE.zebra, false)
    add(GAP_M, ROAD_STYLE.plain, false)
    add(STOP_M, ROAD_STYLE.stop, false)
  }
  const tail = end.bareM + (hasRoom ? end.marksM : 0)
  add(lengthM - tail - at, ROAD_STYLE.marked, false)
  if (hasRoom && end.marksM > 0) {
    add(STOP_M, ROAD_STYLE.stop, true)
    add(GAP_M, ROAD_STYLE.plain, true)
    add(ZEBRA_M, ROAD_STYLE.zebra, true)
  }
  add(lengthM - at, ROAD_STYLE.plain, true)
  return pieces
}

const ZEBRA_M = 3.6
const GAP_M = 1.2
const STOP_M = 0.45

function endOf(way: Way, junctions: Junctions, end: 'start' | 'end'): { bareM: number; marksM: number } {
  const isStart = end === 'start'
  const s = (isStart ? way.samples[0] : way.samples.at(-1)) as Sample
  const degree = isStart ? way.road.degreeAtStart : way.road.degreeAtEnd
  const hasCrossing = isStart ? way.road.signalsAtStart : way.road.signalsAtEnd
  const marksM = hasCrossing ? ZEBRA_M + GAP_M + STOP_M : 0
  if (degree < 3) return { bareM: 0, marksM: 0 }
  const here = junctions.get(s)
  const others = here?.ways.filter((other) => other !== way && other.isCarriageway) ?? []
  const isKnown = here !== undefined && here.ways.length >= degree
  if (others.length === 0) return { bareM: isKnown ? 0 : way.halfM + 1, marksM }
  // A street that merely goes on while a path joins keeps its lines.
  const crossing = others.filter((other) => !goesOn(way, s, other))
  if (crossing.length === 0) return { bareM: 0, marksM }
  return { bareM: Math.max(...crossing.map((other) => other.halfM)) + 1.5, marksM }
}

function goesOn(way: Way, s: Sample, other: Way): boolean {
  const a = awayFrom(way, s)
  const b = awayFrom(other, s)
  return a[0] * b[0] + a[1] * b[1] < -0.9
}

function awayFrom(way: Way, s: Sample): [number, number] {
  const first = way.samples[0] as Sample
  const isStart = Math.hypot(first.e - s.e, first.n - s.n) < 0.5
  const near = isStart ? first : (way.samples.at(-1) as Sample)
  const next = (isStart ? way.samples[1] : way.samples.at(-2)) as Sample
  const length = Math.hypot(next.e - near.e, next.n - near.n) || 1
  return [(next.e - near.e) / length, (next.n - near.n) / length]
}

function brushOf(way: Way, style: Style): Brush {
  const { road } = way
  const index = ROAD_CLASSES.indexOf(road.roadClass)
  const layer = LAYER[road.roadClass]
  const flags = road.isLit ? ROAD_FLAG.lit : 0
  const brush = { a: 0, b: 0, c: index | flags, feature: NO_FEATURE, layer }
  const path = PATHS[road.roadClass]
  if (path) return { ...brush, ...path }
  const lanes = Math.min(7, road.lanesForward) | (Math.min(7, road.lanesBackward) << 3)
  const half = Math.min(255, Math.max(1, Math.round(way.halfM * 10)))
  const colour = road.roadClass === 'service' ? 0x5d5d5e : 0x4c4d50
  return { ...brush, surface: SURFACE.road, a: lanes | (style << 6), b: half, colour }
}

/** What is not asphalt. */
const PATHS: Partial<Record<RoadClass, Pick<Brush, 'surface' | 'a' | 'colour'>>> = {
  pedestrian: { surface: SURFACE.pavement, a: PAVING.square, colour: 0x9c958a },
  footway: { surface: SURFACE.pavement, a: PAVING.path, colour: 0x8e8880 },
  cycleway: { surface: SURFACE.pavement, a: PAVING.cycle, colour: 0x8a5347 },
  steps: { surface: SURFACE.pavement, a: PAVING.steps, colour: 0xaaa59b },
  track: { surface: SURFACE.ground, a: GROUND.earth, colour: 0x8b7a5c },
  construction: { surface: SURFACE.ground, a: GROUND.earth, colour: 0x8b7a5c },
}

function ribbon(way: Way, samples: readonly Sample[], brush: Brush, relief: Relief, b: MeshBuilder): void {
  let last = -1
  for (const s of samples) {
    const [x, y, z] = relief.normalAt(s.e, s.n)
    const left = way.halfM
    const up = s.raised > 0.5
    const at = (offset: number): number =>
      b.vertex(
        s.e + s.le * offset,
        surfaceAt(relief, s, offset),
        -(s.n + s.ln * offset),
        up ? 0 : x,
        up ? 1 : y,
        up ? 0 : z,
        -offset,
        s.at,
        brush,
      )
    const first = at(left)
    at(-left)
    if (last >= 0) b.quad(last, last + 1, first + 1, first)
    last = first
  }
}

/** A disc of bare road where others meet or the way bends, one layer below, so that no corner stays open. */
function joint(way: Way, index: number, on: { relief: Relief; junctions: Junctions }, b: MeshBuilder): void {
  const s = way.samples[index] as Sample
  const here = on.junctions.get(s)
  const others = here?.ways.filter((other) => other !== way) ?? []
  // The widest of its kind speaks for all; among equals the first.
  const like = others.filter((other) => other.isCarriageway === way.isCarriageway)
  if (like.some((other) => other.halfM > way.halfM || (other.halfM === way.halfM && other.index < way.index))) return
  if (like.length === 0 || (like.length === 1 && goesOn(way, s, like[0] as Way))) return
  if (!way.isCarriageway && others.some((other) => other.isCarriageway)) return
  const brush = brushOf(way, ROAD_STYLE.plain)
  brush.layer -= 1
  const parts = way.isCarriageway ? 10 : 6
  const [x, y, z] = on.relief.normalAt(s.e, s.n)
  const put = (e: number, n: number): number => {
    const ground = on.relief.at(e, n) + 0.03 + s.crown
    const up = s.raised === 0 ? ground : ground + (Math.max(s.up, ground) - ground) * s.raised
    return b.vertex(e, up, -n, x, y, z, 0, s.at, brush)
  }
  const first = b.vertexCount
  for (let i = 0; i < parts; i++) {
    const angle = (i / parts) * 2 * Math.PI
    put(s.e + Math.cos(angle) * way.halfM, s.n + Math.sin(angle) * way.halfM)
  }
  for (let i = 2; i < parts; i++) b.triangle(first, first + i - 1, first + i)
}
