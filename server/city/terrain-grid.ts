// A grid of heights as a file holds it, and heights between its samples: bilinear over the samples' centres, half a
// cell beyond the outermost ones. A void among the four neighbours gives way to the nearest that is none.
import proj4 from 'proj4'
import { type Ledger, Unreadable } from './ledger.ts'

const WGS84 = '+proj=longlat +datum=WGS84 +no_defs'
const METRES_PER_DEGREE = 111_320
/** The heights of the earth's crust lie between -10,920 and 8,849 m. */
const LOWEST_M = -12_000
const HIGHEST_M = 9000

export type HeightValues =
  | Float32Array
  | Float64Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Uint8Array
  | Int8Array

/** x = x0 + ax c + bx r, y = y0 + ay c + by r of column c and row r; whole numbers are samples' centres. */
export type Affine = {
  readonly x0: number
  readonly ax: number
  readonly bx: number
  readonly y0: number
  readonly ay: number
  readonly by: number
}

export type GridInput = {
  readonly file: string
  readonly format: string
  /** What the source's card says: `EPSG:4269`, or the name in a .prj file. */
  readonly crs: string
  /** For proj4: words or WKT. */
  readonly projection: string
  readonly datum: string
  readonly cols: number
  readonly rows: number
  readonly values: HeightValues
  readonly nodata: number | null
  /** Metres = value x scale + offset. */
  readonly scale: number
  readonly offset: number
  readonly affine: Affine
  /** Samples stand for points (bounds end at the outermost) or for cells (half a cell further). */
  readonly isPoint: boolean
}

export type HeightGrid = GridInput & {
  readonly bbox: readonly [number, number, number, number]
  readonly cellM: number
  heightAt(lon: number, lat: number): number | null
}

export function makeGrid(input: GridInput, ledger: Ledger): HeightGrid {
  const { file, cols, rows, values, affine } = input
  if (cols < 2 || rows < 2) throw new Unreadable(file, `has only ${cols} by ${rows} samples`)
  const toMetres = metresOf(input)
  let voids = 0
  for (let i = 0; i < cols * rows; i++) if (Number.isNaN(toMetres(values[i] as number))) voids++
  if (voids > 0) ledger.drop('terrain samples', `void in ${file}`, voids)
  if (voids === cols * rows) throw new Unreadable(file, 'holds no heights, only voids')
  const { toXY, toLonLat } = conversion(input)
  const at = (c: number, r: number): [number, number] =>
    toLonLat(affine.x0 + affine.ax * c + affine.bx * r, affine.y0 + affine.ay * c + affine.by * r)
  const edge = input.isPoint ? 0 : 0.5
  const sides = [-edge, (cols - 1) / 2, cols - 1 + edge].flatMap((c) =>
    [-edge, (rows - 1) / 2, rows - 1 + edge].map((r) => at(c, r)),
  )
  const lons = sides.map((p) => p[0])
  const lats = sides.map((p) => p[1])
  const bbox = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] as const
  if (!bbox.every((v) => Number.isFinite(v)) || bbox[1] < -90.01 || bbox[3] > 90.01 || Math.abs(bbox[0]) > 360) {
    throw new Unreadable(file, `its bounds do not lie on the earth when read as ${input.crs}`)
  }
  const determinant = affine.ax * affine.by - affine.bx * affine.ay
  const valueAt = (c: number, r: number): number => toMetres(values[r * cols + c] as number)
  return {
    ...input,
    bbox,
    cellM: spacingM(at, cols, rows),
    heightAt(lon, lat) {
      if (lon < bbox[0] - 0.01 || lon > bbox[2] + 0.01 || lat < bbox[1] - 0.01 || lat > bbox[3] + 0.01) return null
      const [x, y] = toXY(lon, lat)
      const [dx, dy] = [x - affine.x0, y - affine.y0]
      const c = (dx * affine.by - dy * affine.bx) / determinant
      const r = (dy * affine.ax - dx * affine.ay) / determinant
      if (!(c >= -0.5 && c <= cols - 0.5 && r >= -0.5 && r <= rows - 0.5)) return null
      return bilinear(valueAt, { c: clamp(c, cols - 1), r: clamp(r, rows - 1), cols, rows })
    },
  }
}

const clamp = (v: number, high: number): number => Math.min(high, Math.max(0, v))

/** NaN for voids and for heights that no place has. */
function metresOf({ nodata, scale, offset }: GridInput): (value: number) => number {
  // Nodata is written as text; a float grid holds it rounded to single precision.
  const single = nodata === null ? null : Math.fround(nodata)
  return (value) => {
    if (value === nodata || value === single) return Number.NaN
    const heightM = value * scale + offset
    return heightM >= LOWEST_M && heightM <= HIGHEST_M ? heightM : Number.NaN
  }
}

function bilinear(
  valueAt: (c: number, r: number) => number,
  { c, r, cols, rows }: { c: number; r: number; cols: number; rows: number },
): number | null {
  const c0 = Math.floor(c)
  const r0 = Math.floor(r)
  const c1 = Math.min(cols - 1, c0 + 1)
  const r1 = Math.min(rows - 1, r0 + 1)
  const [fc, fr] = [c - c0, r - r0]
  const corners = [
    [valueAt(c0, r0), (1 - fc) * (1 - fr)],
    [valueAt(c1, r0), fc * (1 - fr)],
    [valueAt(c0, r1), (1 - fc) * fr],
    [valueAt(c1, r1), fc * fr],
  ] as const
  let sum = 0
  let nearest: number | null = null
  let most = 0
  let hasVoid = false
  for (const [h, weight] of corners) {
    // A neighbour without weight does not matter, void or not.
    if (weight === 0) continue
    if (Number.isNaN(h)) {
      hasVoid = true
      continue
    }
    sum += h * weight
    // The nearest corner has the greatest weight.
    if (weight > most) {
      nearest = h
      most = weight
    }
  }
  return hasVoid ? nearest : sum
}

function conversion({
  projection,
}: GridInput): Record<'toXY' | 'toLonLat', (a: number, b: number) => [number, number]> {
  const isPlain =
    projection.includes('+proj=longlat') &&
    !/\+pm=/.test(projection) &&
    (!projection.includes('+towgs84=') || /\+towgs84=0,0,0(,0,0,0,0)?( |$)/.test(projection))
  if (isPlain) return { toXY: (lon, lat) => [lon, lat], toLonLat: (x, y) => [x, y] }
  const convert = proj4(WGS84, projection)
  return {
    toXY: (lon, lat) => convert.forward([lon, lat]) as [number, number],
    toLonLat: (x, y) => convert.inverse([x, y]) as [number, number],
  }
}

/** Metres between neighbouring samples in the middle of the grid, the closer of both directions. */
function spacingM(at: (c: number, r: number) => [number, number], cols: number, rows: number): number {
  const [c, r] = [Math.floor((cols - 1) / 2), Math.floor((rows - 1) / 2)]
  const here = at(c, r)
  const apart = ([lon, lat]: [number, number]): number =>
    Math.hypot((lon - here[0]) * Math.cos((lat * Math.PI) / 180), lat - here[1]) * METRES_PER_DEGREE
  return Math.min(apart(at(c + 1, r)), apart(at(c, r + 1)))
}
