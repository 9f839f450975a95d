// Where an import lies: the extent of what was read (or of the box asked for), the frame, and its bounds in metres.
import { type Frame, crsDefinition, horizontalCrs, makeFrame, utmZoneOf } from './frame.ts'
import type { BoxDeg } from './finish-clip.ts'
import { Unreadable } from './ledger.ts'
import type { RectM } from './ring-shape.ts'
import type { Reading, TerrainReading } from './survey.ts'

/** Further apart two maps are of two places. */
const TOGETHER_M = 20_000
/** The readers of maps leave out what lies over 150 km off; beyond this a file is a country or a fault. */
const MOST_M = 450_000

export type Where = {
  readonly frame: Frame
  /** What the manifest says: the frame's CRS, or the compound one it is the horizontal part of. */
  readonly crs: string
  /** Height datum in words where the CRS names one. */
  readonly datum: string | null
  readonly bbox: BoxDeg
  readonly boundsM: RectM
}

/** `readings` that set the extent (OpenStreetMap, CityJSON); timetables and terrain only where there are none. */
export function whereOf(
  readings: readonly Reading[],
  timetables: readonly Reading[],
  terrains: readonly TerrainReading[],
  asked: BoxDeg | null,
): Where {
  const extents = [readings, terrains, timetables].map(unionOf).find((box) => box !== null) ?? null
  if (!extents) throw new Unreadable(fileNames([...readings, ...timetables]), 'holds nothing that has a place')
  checkTogether(readings)
  const bbox = asked ? overlap(extents, asked) : extents
  if (!bbox) {
    throw new Unreadable(
      `--bbox ${asked?.join(',')}`,
      `excludes everything: the data lie within ${extents.map((v) => v.toFixed(4)).join(',')} (west, south, east, north)`,
    )
  }
  const [lon, lat] = [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2]
  const acrossM = sizeM(bbox)
  if (acrossM > MOST_M) {
    const files = fileNames([...readings, ...timetables, ...terrains])
    throw new Unreadable(
      files,
      `covers ${Math.round(acrossM / 1000)} km, more than a city and its region: cut it with --bbox W,S,E,N`,
    )
  }
  const projected = sharedCrs([...readings, ...timetables])
  const crs = projected ?? utmZoneOf(lon, lat)
  const frame = makeFrame(horizontalCrs(crs), lon, lat)
  return { frame, crs, datum: datumOf(crs), bbox, boundsM: boundsOfBox(bbox, frame) }
}

const fileNames = (readings: readonly { readonly source: { readonly file: string } }[]): string =>
  readings.map(({ source }) => source.file).join(', ')

/** Maps of different places are different cities: each must lie at or near what the others cover. */
function checkTogether(readings: readonly Reading[]): void {
  const placed = readings.filter((r): r is Reading & { bbox: BoxDeg } => r.bbox !== null)
  const [first, ...others] = placed
  for (const other of others) {
    const apartM = first ? gapM(first.bbox, other.bbox) : 0
    if (first && apartM > TOGETHER_M) {
      throw new Unreadable(
        other.source.file,
        `lies ${Math.round(apartM / 1000)} km from ${first.source.file}: they are two cities, import each by itself`,
      )
    }
  }
}

const DEGREE_M = 111_320

function gapM(a: BoxDeg, b: BoxDeg): number {
  const degrees = (i: 0 | 1): number => Math.max(0, a[i] - (b[i + 2] as number), b[i] - (a[i + 2] as number))
  const lat = (a[1] + a[3] + b[1] + b[3]) / 4
  return Math.hypot(degrees(0) * Math.cos((lat * Math.PI) / 180), degrees(1)) * DEGREE_M
}

/** The longer side. */
function sizeM([w, s, e, n]: BoxDeg): number {
  return Math.max((e - w) * Math.cos((((s + n) / 2) * Math.PI) / 180), n - s) * DEGREE_M
}

/** The one projected CRS of all sources; null when one of them is in degrees or they differ. */
function sharedCrs(readings: readonly Reading[]): string | null {
  const all = new Set(readings.map((r) => (r.projectedCrs === null ? null : r.source.crs)))
  const [only] = all
  return all.size === 1 && only ? only : null
}

/** `Amersfoort / RD New + NAP height` is in `NAP height`. */
function datumOf(crs: string): string | null {
  const name = crsDefinition(crs)?.name ?? ''
  return name.includes('+') ? (name.split('+').at(-1) ?? '').trim() : null
}

type HasBox = { readonly bbox: BoxDeg | null }

function unionOf(items: readonly HasBox[]): BoxDeg | null {
  let all: BoxDeg | null = null
  for (const { bbox: b } of items) {
    if (!b) continue
    all = all ? [Math.min(all[0], b[0]), Math.min(all[1], b[1]), Math.max(all[2], b[2]), Math.max(all[3], b[3])] : b
  }
  return all
}

export function overlap(a: BoxDeg, b: BoxDeg): BoxDeg | null {
  const box: BoxDeg = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]
  return box[0] <= box[2] && box[1] <= box[3] ? box : null
}

/** The metre rectangle around a box of degrees: corners and points along its edges, since those bend. */
export function boundsOfBox(bbox: BoxDeg, frame: Frame): RectM {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i <= 8; i++) {
    for (let j = 0; j <= 8; j++) {
      if (i > 0 && i < 8 && j > 0 && j < 8) continue
      const [x, y] = frame.fromLonLat(bbox[0] + ((bbox[2] - bbox[0]) * i) / 8, bbox[1] + ((bbox[3] - bbox[1]) * j) / 8)
      w = Math.min(w, x)
      s = Math.min(s, y)
      e = Math.max(e, x)
      n = Math.max(n, y)
    }
  }
  const cm = (m: number): number => Math.round(m * 100) / 100
  return [cm(w), cm(s), cm(e), cm(n)]
}
