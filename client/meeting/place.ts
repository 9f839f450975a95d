// How a meeting sits where it is put: the chair's table with the boards behind it, rows of seats in a half circle before it,
// a gallery behind them. Where there is no room for a half circle the rows get narrower, as on a bridge; where there is none
// for all, it says how many stand. Metres of the city; knows no engine.
import type { MeetingPlace } from '../../shared/civic/told-meeting.ts'

/**
 * Where a meeting sits that names no place, by city: in Astana the square by the river, open ground 40 m from every road and
 * path and 90 m from the water.
 */
export const SQUARES: Readonly<Record<string, MeetingPlace>> = {
  astana: { eastM: -2831, northM: -2604, upM: 0, headingRad: Math.PI },
}

export type Spot = { readonly eastM: number; readonly northM: number; readonly headingRad: number }
export type Ground = {
  /** Of the ground or the deck the meeting stands on. */
  floorAt(eastM: number, northM: number): number
  isBuilt(eastM: number, northM: number): boolean
}
export type Layout = {
  readonly place: MeetingPlace
  /** Of the slab everything stands on. */
  readonly floorM: number
  /** Under its rim. */
  readonly lowM: number
  readonly chair: Spot
  readonly secretary: Spot
  readonly lectern: Spot
  readonly wall: Spot
  readonly page: Spot
  /** For who passes by; read from outside. */
  readonly sign: Spot
  /** Side by side, so that neighbours of the roll sit together; fewer than asked for where there is no room. */
  readonly seats: readonly Spot[]
  readonly gallery: readonly Spot[]
  /** Rim of the slab, counter-clockwise. */
  readonly outline: readonly (readonly [eastM: number, northM: number])[]
  /** How many have no seat. */
  readonly standing: number
}

/** More have no desk of their own. */
export const MOST_SEATS = 300
const SEAT_M = 1.25
const WIDEST_SEAT_M = 1.9
const ROW_M = 1.6
const FIRST_ROW_M = 5.6
const MOST_ROWS = 16
const AISLE_M = 1.1
const MIDDLE_M = 0.8
const GALLERY_BEHIND_M = 3
const MOST_GALLERY = 26
/** What stands higher or lower than this is another floor: a bank, the road under a bridge. */
const LEVEL_M = 0.9
const RIM_M = 1.3
const SLAB_M = 0.07

/** Half angles of the half circle, then how many sit side by side in straight rows. */
const SHAPES: readonly ({ readonly halfRad: number } | { readonly abreast: number })[] = [
  { halfRad: 1.32 },
  { halfRad: 0.95 },
  { halfRad: 0.6 },
  { abreast: 8 },
  { abreast: 6 },
  { abreast: 4 },
  { abreast: 2 },
]

type Local = readonly [rightM: number, aheadM: number]

export function layOut(place: MeetingPlace, count: number, ground: Ground): Layout {
  const wanted = Math.min(MOST_SEATS, count)
  const { at, headTo } = frameOf(place)
  const baseM = ground.floorAt(place.eastM, place.northM)
  const isFree = (local: Local): boolean => {
    const [eastM, northM] = at(local)
    return !ground.isBuilt(eastM, northM) && Math.abs(ground.floorAt(eastM, northM) - baseM) <= LEVEL_M
  }
  const spot = (local: Local, to: Local): Spot => {
    const [eastM, northM] = at(local)
    return { eastM, northM, headingRad: headTo(local, to) }
  }
  let rows: Local[][] = []
  for (const shape of SHAPES) {
    const tried = rowsOf(shape, wanted, isFree)
    if (total(tried.rows) > total(rows)) rows = tried.rows
    if (tried.isWhole && total(tried.rows) >= wanted) {
      rows = tried.rows
      break
    }
  }
  const chair: Local = [0, 0]
  const seats = rows
    .flat()
    .map((local) => ({ local, turn: Math.atan2(local[0], local[1] + 0.01) }))
    .toSorted((a, b) => a.turn - b.turn || a.local[1] - b.local[1])
    .map(({ local }) => spot(local, chair))
  const lastM = Math.max(FIRST_ROW_M, ...rows.flat().map(([x, y]) => Math.hypot(x, y - MIDDLE_M)))
  const spread = Math.max(4, ...rows.flat().map(([x]) => Math.abs(x)))
  const gallery = galleryOf(lastM, spread, isFree).map((local) => spot(local, chair))
  const isWide = isFree([6.6, -1.6])
  const page: Local = isWide ? [5.7, -1.7] : [0, -2.4]
  const wall: Local = isWide ? [0, -2.4] : [0, -2.6]
  const corners = [...seats, ...gallery].map(({ eastM, northM }) => [eastM, northM] as const)
  const stage: Local[] = isWide
    ? [
        [-3.4, -2.6],
        [7.9, -2.6],
        [8.2, -0.6],
        [-3.4, 1.2],
      ]
    : [
        [-3.2, -2.8],
        [3.2, -2.8],
      ]
  const outline = rimOf([...corners, ...stage.map(at)])
  const heights = [...outline, ...corners].map(([e, n]) => ground.floorAt(e, n))
  const level = heights.filter((m) => Math.abs(m - baseM) <= LEVEL_M)
  return {
    place,
    floorM: Math.max(baseM, ...level) + SLAB_M,
    lowM: Math.min(baseM, ...level) - 0.3,
    chair: spot(chair, [0, 9]),
    secretary: spot([1.5, 0], [1.5, 9]),
    lectern: spot([-2.7, 0.7], [-1.2, 9]),
    wall: spot(wall, [wall[0], 9]),
    page: spot(page, [1.5, 8]),
    sign: spot([-4.6, -0.4], [-9, -9]),
    seats,
    gallery,
    outline,
    standing: count - seats.length,
  }
}

const total = (rows: readonly (readonly Local[])[]): number => rows.reduce((sum, row) => sum + row.length, 0)

/** Places of the meeting's own square: to the right of the chair and ahead of it. */
function frameOf({ eastM, northM, headingRad }: MeetingPlace) {
  const [sin, cos] = [Math.sin(headingRad), Math.cos(headingRad)]
  const at = ([x, y]: Local): readonly [number, number] => [eastM + x * cos + y * sin, northM - x * sin + y * cos]
  const headTo = ([x, y]: Local, to: Local): number => turned(headingRad + Math.atan2(to[0] - x, to[1] - y))
  return { at, headTo }
}
const FULL = 2 * Math.PI
const turned = (rad: number): number => ((rad % FULL) + FULL) % FULL

/** Row after row until all sit; the same share of each row, its middle first. */
function rowsOf(shape: (typeof SHAPES)[number], wanted: number, isFree: (local: Local) => boolean) {
  const all: { readonly places: Local[]; readonly free: Local[] }[] = []
  let room = 0
  for (let k = 0; k < MOST_ROWS && room < wanted; k++) {
    const places = rowOf(shape, k, k === 0 ? wanted : Infinity)
    const free = places.filter(isFree)
    all.push({ places, free })
    room += free.length
  }
  let left = Math.min(wanted, room)
  let ahead = room
  const rows = all.map(({ free }) => {
    const share = Math.min(free.length, Math.ceil((left * free.length) / Math.max(1, ahead)))
    ahead -= free.length
    left -= share
    return free.toSorted((a, b) => Math.abs(a[0]) - Math.abs(b[0])).slice(0, share)
  })
  return { rows, isWhole: all.every(({ places, free }) => places.length === free.length) }
}

/** Both sides of an aisle; a few who share the first row sit wider. */
function rowOf(shape: (typeof SHAPES)[number], k: number, of: number): Local[] {
  if ('abreast' in shape) {
    const y = FIRST_ROW_M + k * ROW_M
    return sides(shape.abreast / 2).flatMap((i): Local[] => {
      const x = AISLE_M / 2 + (i + 0.5) * SEAT_M
      return [
        [-x, y],
        [x, y],
      ]
    })
  }
  const radiusM = FIRST_ROW_M - MIDDLE_M + k * ROW_M
  const wayM = radiusM * shape.halfRad - AISLE_M / 2
  const most = Math.floor(wayM / SEAT_M)
  const each = Math.min(WIDEST_SEAT_M, Math.max(SEAT_M, wayM / Math.max(1, Math.ceil(of / 2))))
  return sides(Math.min(most, Math.floor(wayM / each + 1e-9))).flatMap((i): Local[] => {
    const turn = (AISLE_M / 2 + (i + 0.5) * each) / radiusM
    const [x, y] = [radiusM * Math.sin(turn), MIDDLE_M + radiusM * Math.cos(turn)]
    return [
      [-x, y],
      [x, y],
    ]
  })
}
const sides = (count: number): number[] => Array.from({ length: Math.max(1, count) }, (_, i) => i)

function galleryOf(lastM: number, spread: number, isFree: (local: Local) => boolean): Local[] {
  const found: Local[] = []
  for (const row of [0, 1]) {
    const radiusM = lastM + GALLERY_BEHIND_M + row * 1.2
    const half = Math.min(0.7, spread / radiusM)
    const most = Math.max(1, Math.floor((2 * half * radiusM) / 1))
    for (let i = 0; i < most && found.length < MOST_GALLERY; i++) {
      const turn = ((i + 0.5) / most - 0.5) * 2 * half
      const local: Local = [radiusM * Math.sin(turn), MIDDLE_M + radiusM * Math.cos(turn)]
      if (isFree(local)) found.push(local)
    }
  }
  return found
}

/** Convex, a step outside of all that stands on it (Andrew's monotone chain, 1979). */
function rimOf(points: readonly (readonly [number, number])[]): [number, number][] {
  const around = points.flatMap(([e, n]) =>
    Array.from({ length: 8 }, (_, i): [number, number] => [
      e + RIM_M * Math.cos((i * Math.PI) / 4),
      n + RIM_M * Math.sin((i * Math.PI) / 4),
    ]),
  )
  const sorted = around.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  return [...half(sorted), ...half(sorted.toReversed())]
}
function half(sorted: readonly [number, number][]): [number, number][] {
  const rim: [number, number][] = []
  for (const point of sorted) {
    while (rim.length > 1 && !isLeft(rim.at(-2) as [number, number], rim.at(-1) as [number, number], point)) rim.pop()
    rim.push(point)
  }
  rim.pop()
  return rim
}
const isLeft = (a: readonly number[], b: readonly number[], c: readonly number[]): boolean =>
  ((b[0] as number) - (a[0] as number)) * ((c[1] as number) - (a[1] as number)) -
    ((b[1] as number) - (a[1] as number)) * ((c[0] as number) - (a[0] as number)) >
  1e-9

/** The slab as strips one can stand on: a bridge for feet, in the words of decks. */
export function slabStrips({ outline, floorM, place: { headingRad } }: Layout) {
  const [sin, cos] = [Math.sin(headingRad), Math.cos(headingRad)]
  const local = outline.map(([e, n]): Local => [e * cos - n * sin, e * sin + n * cos])
  const ys = local.map(([, y]) => y)
  const [low, high] = [Math.min(...ys), Math.max(...ys)]
  const parts = 10
  return Array.from({ length: parts }, (_, k) => {
    const [from, to] = [low + ((high - low) * k) / parts, low + ((high - low) * (k + 1)) / parts]
    const [left, right] = spanAt(local, (from + to) / 2)
    const x = (left + right) / 2
    const line = [x * cos + from * sin, from * cos - x * sin, x * cos + to * sin, to * cos - x * sin]
    return { line, upM: [floorM, floorM], widthM: right - left }
  })
}

function spanAt(rim: readonly Local[], y: number): readonly [number, number] {
  const xs = rim.flatMap(([ax, ay], i) => {
    const [bx, by] = rim[(i + 1) % rim.length] as Local
    return ay === by || (ay - y) * (by - y) > 0 ? [] : [ax + ((bx - ax) * (y - ay)) / (by - ay)]
  })
  return [Math.min(...xs), Math.max(...xs)]
}
