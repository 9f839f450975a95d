// The map of a picture: ground in six tints by its height, waters, roads and houses as the city has them, water of the run in
// the colours of the layer's legend, what is built in red with its number, north above, a scale of metres and the legend.
import type { FlatLine, PointM, PolygonM } from '../../../shared/city/city.ts'
import { colourAt, shareOf } from '../../../shared/protocol/colour-scale.ts'
import type { Core } from '../../../shared/systems/flood/core.ts'
import {
  area,
  box,
  disc,
  type Drawing,
  drawing,
  letters,
  line,
  put,
  type Spot,
  write,
  writeClear,
} from '../../pictures/drawing.ts'
import { DEPTH } from './quantities.ts'

export type MapGround = {
  readonly core: Core
  readonly buildings: readonly PolygonM[]
  readonly waters: readonly PolygonM[]
  readonly roads: readonly { readonly line: FlatLine; readonly widthM: number }[]
  /** Of each cell of the core, above the datum. */
  readonly heightsM: Float32Array
}
/** A line, or a single point. */
export type MapMark = { readonly n: number; readonly isInBoth: boolean; readonly line: readonly PointM[] }

/** The upper left corner, and metres a pixel. */
export type Frame = { readonly westM: number; readonly northM: number; readonly pixelM: number }

const WIDTH = 640
const HIGH = 480
const STRIP = 76
/** Colours by their place in the palette. */
const [PAPER, INK, RED, WATER, SHORE, ROAD, HOUSE, WALL, TINTS] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
const GROUND = [0xdfe6d8, 0xe6ebdc, 0xedf0e2, 0xf2f1e4, 0xf4efe0, 0xf2e8d5] as const
const DEPTHS = TINTS + GROUND.length
const DEPTH_COLOURS = 96
const OTHERS = [0xffffff, 0x000000, 0xd7191c, 0xc4dcec, 0x5b8fb0, 0xffffff, 0xb9b4ab, 0x6f6a62] as const
export const MAP_PALETTE: readonly number[] = [
  ...OTHERS,
  ...GROUND,
  ...Array.from({ length: DEPTH_COLOURS }, (_, i) => rgbOf(i / (DEPTH_COLOURS - 1))),
]

/** Thinner water leaves the ground as it is. */
const SHOWN_M = 0.02
const NEW_M = 0.05
/** On each side: what little is otherwise far away is not what the scenario is about. */
const LEFT_OUT = 0.06
/** Around what is to be seen. */
const MARGIN = 0.12
const LEAST_M = 320

type Depths = { readonly start: Float32Array; readonly before: Float32Array; readonly after: Float32Array }

/** Where nearly all lies that is otherwise in the two runs, and what is built; what came under water where nothing is, else all. */
export function frameOf({ core }: MapGround, marks: readonly MapMark[], { start, before, after }: Depths): Frame {
  const { westM, southM, cellM, nx, ny } = core
  const at = (of: Float32Array, k: number): number => of[k] as number
  const bounds = boundsOf(core, marks, (k) => Math.abs(at(after, k) - at(before, k))) ??
    boundsOf(core, marks, (k) => Math.max(at(before, k), at(after, k)) - at(start, k)) ?? {
      w: westM,
      s: southM,
      e: westM + nx * cellM,
      n: southM + ny * cellM,
    }
  const { w, s, e, n } = bounds
  const [wide, high] = [Math.max(LEAST_M, e - w) * (1 + MARGIN), Math.max(LEAST_M, n - s) * (1 + MARGIN)]
  // In quarters of a metre, so that a cell's edge falls alike in both.
  const pixelM = Math.max(0.25, Math.ceil(Math.max(wide / WIDTH, high / HIGH) * 4) / 4)
  return {
    westM: Math.round(inside([w, e], WIDTH * pixelM, [westM, westM + nx * cellM])),
    northM: Math.round(inside([s, n], HIGH * pixelM, [southM, southM + ny * cellM]) + HIGH * pixelM),
    pixelM,
  }
}

type Bounds = { readonly w: number; readonly s: number; readonly e: number; readonly n: number }

/** Of nearly all of it, on each axis, and of the marks; null where there is none. */
function boundsOf(core: Core, marks: readonly MapMark[], metres: (cell: number) => number): Bounds | null {
  const { westM, southM, cellM, nx, ny } = core
  const [cols, rows] = [new Float64Array(nx), new Float64Array(ny)]
  for (let k = 0; k < nx * ny; k++) {
    const much = metres(k)
    if (much <= NEW_M) continue
    const [col, row] = [k % nx, Math.floor(k / nx)]
    // Squared: a metre in one place tells more than centimetres in many.
    cols[col] = (cols[col] as number) + much * much
    rows[row] = (rows[row] as number) + much * much
  }
  const [wide, high] = [mostOf(cols), mostOf(rows)]
  if (!wide || !high) return null
  const places = marks.flatMap(({ line: all }) => all)
  const [easts, norths] = [places.map(([east]) => east), places.map(([, north]) => north)]
  return {
    w: Math.min(westM + wide[0] * cellM, ...easts),
    s: Math.min(southM + high[0] * cellM, ...norths),
    e: Math.max(westM + (wide[1] + 1) * cellM, ...easts),
    n: Math.max(southM + (high[1] + 1) * cellM, ...norths),
  }
}

/** From where to where nearly all of it lies. */
function mostOf(sums: Float64Array): readonly [from: number, to: number] | null {
  const all = sums.reduce((sum, one) => sum + one, 0)
  if (all === 0) return null
  let [gone, from] = [0, -1]
  for (let i = 0; i < sums.length; i++) {
    gone += sums[i] as number
    if (from < 0 && gone > all * LEFT_OUT) from = i
    if (gone >= all * (1 - LEFT_OUT)) return [from, i]
  }
  return [Math.max(0, from), sums.length - 1]
}

/** Where a length begins that has `[from, to]` in its middle, moved to lie within the ends where it fits. */
function inside([from, to]: PointM, long: number, [least, most]: PointM): number {
  const begin = (from + to - long) / 2
  return long > most - least ? begin : Math.max(least, Math.min(begin, most - long))
}

export type MapGiven = {
  readonly ground: MapGround
  readonly frame: Frame
  readonly depthM: Float32Array
  readonly marks: readonly MapMark[]
  readonly isBranch: boolean
}

export function drawMap({ ground, frame, depthM, marks, isBranch }: MapGiven): Drawing {
  const on = drawing(WIDTH, HIGH + STRIP, PAPER)
  const spot = ([eastM, northM]: PointM): Spot => [
    (eastM - frame.westM) / frame.pixelM,
    (frame.northM - northM) / frame.pixelM,
  ]
  drawGround(on, ground, frame)
  const rings = (polygon: PolygonM): Spot[][] => polygon.map((ring) => spotsOf(ring).map(spot))
  for (const water of ground.waters) area(on, rings(water), WATER)
  for (const road of ground.roads)
    line(on, spotsOf(road.line).map(spot), { colour: ROAD, wide: Math.max(1, road.widthM / frame.pixelM) })
  drawWater(on, { ground, frame, depthM })
  for (const water of ground.waters) for (const ring of rings(water)) outline(on, ring, SHORE)
  for (const house of ground.buildings) {
    const walls = rings(house)
    area(on, walls, HOUSE)
    for (const ring of walls) outline(on, ring, WALL)
  }
  for (const mark of marks) drawMark(on, { ...mark, line: mark.line }, { spot, isBuilt: isBranch || mark.isInBoth })
  drawNorth(on)
  drawStrip(on, frame)
  return on
}

const spotsOf = (flat: FlatLine): PointM[] =>
  Array.from({ length: Math.floor(flat.length / 2) }, (_, i) => [flat[2 * i] as number, flat[2 * i + 1] as number])

const outline = (on: Drawing, ring: readonly Spot[], colour: number): void => {
  const [first] = ring
  if (first) line(on, [...ring, first], { colour })
}

/** The cell under each pixel of the map. */
function eachCell({ core }: MapGround, { westM, northM, pixelM }: Frame, see: (at: Spot, cell: number) => void): void {
  for (let y = 0; y < HIGH; y++) {
    const row = Math.floor((northM - (y + 0.5) * pixelM - core.southM) / core.cellM)
    if (row < 0 || row >= core.ny) continue
    for (let x = 0; x < WIDTH; x++) {
      const col = Math.floor((westM + (x + 0.5) * pixelM - core.westM) / core.cellM)
      if (col >= 0 && col < core.nx) see([x, y], row * core.nx + col)
    }
  }
}

function drawGround(on: Drawing, ground: MapGround, frame: Frame): void {
  let [least, most] = [Infinity, -Infinity]
  const { heightsM } = ground
  eachCell(ground, frame, (_, cell) => {
    const h = heightsM[cell] as number
    ;[least, most] = [Math.min(least, h), Math.max(most, h)]
  })
  const step = Math.max(0.5, (most - least) / GROUND.length)
  eachCell(ground, frame, (at, cell) => {
    const tint = Math.min(GROUND.length - 1, Math.floor(((heightsM[cell] as number) - least) / step))
    put(on, at, TINTS + tint)
  })
}

function drawWater(on: Drawing, { ground, frame, depthM }: Pick<MapGiven, 'ground' | 'frame' | 'depthM'>): void {
  eachCell(ground, frame, (at, cell) => {
    const depth = depthM[cell] as number
    if (depth > SHOWN_M) put(on, at, depthColour(shareOf(DEPTH, depth)))
  })
}

const depthColour = (share: number): number =>
  DEPTHS + Math.min(DEPTH_COLOURS - 1, Math.max(0, Math.round(share * (DEPTH_COLOURS - 1))))

function rgbOf(share: number): number {
  const [r, g, b] = colourAt(DEPTH, share).map((part) => Math.round(255 * part)) as [number, number, number]
  return (r << 16) | (g << 8) | b
}

/** Red in white; dashed where it is not built in this run. */
function drawMark(
  on: Drawing,
  { n, line: places }: MapMark,
  { spot, isBuilt }: { readonly spot: (at: PointM) => Spot; readonly isBuilt: boolean },
): void {
  const spots = places.map(spot)
  const [first] = spots
  if (!first) return
  if (spots.length === 1) {
    disc(on, first, 9, PAPER)
    disc(on, first, 7, RED)
    if (!isBuilt) disc(on, first, 4, PAPER)
  } else {
    line(on, spots, { colour: PAPER, wide: isBuilt ? 8 : 5 })
    line(on, spots, { colour: RED, wide: isBuilt ? 5 : 2, dash: isBuilt ? 0 : 8 })
  }
  const [x, y] = spots[Math.floor(spots.length / 2)] as Spot
  const near = (at: number, to: number): number => Math.min(to - 22, Math.max(22, at))
  writeClear(on, [near(x, WIDTH), near(y - 20, HIGH)], `${n}`, { colour: RED, edge: PAPER, size: 3 })
}

function drawNorth(on: Drawing): void {
  const x = WIDTH - 26
  box(on, [x - 16, 6], [32, 68], PAPER)
  area(
    on,
    [
      [
        [x, 10],
        [x + 12, 44],
        [x, 36],
        [x - 12, 44],
      ],
    ],
    INK,
  )
  writeClear(on, [x, 60], 'N', { colour: INK, edge: PAPER, size: 3 })
}

const TICKS = [0.5, 2, 5, 10, 20] as const
const LEGEND = { left: 16, top: HIGH + 14, wide: 340, high: 20 } as const
const BAR = { right: WIDTH - 20, top: HIGH + 26, most: 200 } as const

/** Depths on the left, a length on the right. */
function drawStrip(on: Drawing, { pixelM }: Frame): void {
  box(on, [0, HIGH], [WIDTH, STRIP], PAPER)
  box(on, [0, HIGH], [WIDTH, 2], INK)
  const { left, top, wide, high } = LEGEND
  for (let x = 0; x < wide; x++) box(on, [left + x, top], [1, high], depthColour(x / (wide - 1)))
  for (const depth of TICKS) {
    const x = left + Math.round(shareOf(DEPTH, depth) * (wide - 1))
    box(on, [x - 1, top + high], [2, 6], INK)
    const text = depth === TICKS.at(-1) ? `${depth} m` : `${depth}`
    const from = x - letters.wide(`${depth}`, 3) / 2
    write(on, [Math.round(from), top + high + 10], text, { colour: INK, size: 3 })
  }
  const long = LENGTHS_M.findLast((m) => m / pixelM <= BAR.most) ?? LENGTHS_M[0]
  const pixels = Math.round(long / pixelM)
  const from = BAR.right - pixels
  box(on, [from, BAR.top], [pixels, 4], INK)
  for (const x of [from, BAR.right - 3]) box(on, [x, BAR.top - 8], [3, 12], INK)
  const text = `${long} m`
  const middle = Math.round(from + (pixels - letters.wide(text, 3)) / 2)
  write(on, [middle, BAR.top + 14], text, { colour: INK, size: 3 })
}

const LENGTHS_M = [10, 20, 50, 100, 200, 500, 1000] as const
