// The flood's rasters as one picture for the graphics card: of each cell the level of the water over a base, how deep it is,
// and its velocity, as half floats. Where a cell is dry the level of the water beside it goes on, and the depth goes below
// zero so that it crosses zero where the drawn water has to end: where the ground rises out of it, in the middle between two
// cells at a barrier or a front, and not at all inside a building, whose walls hide it. Pure; reused from frame to frame.
import type { Grid } from '../../shared/protocol/fields-info.ts'
import type { RasterCells } from '../../shared/protocol/fields-raster.ts'

/** What is known of a place of the drawn city: null while no tile is loaded there. */
export type Land = { readonly groundM: number; readonly isBuilding: boolean }
export type LandAt = (eastM: number, northM: number) => Land | null

export type WaterRasters = {
  readonly level: RasterCells
  readonly depth: RasterCells
  /** Null where nobody tells the velocity. */
  readonly east: RasterCells | null
  readonly north: RasterCells | null
}

/** Channels of a cell: level over the base, depth, velocity east and north. */
const CHANNELS = 4
/** Far from any water. */
const DRY_M = -1
/** Behind walls the water goes on at least so deep. */
const BEHIND_M = 0.05
/** So many places are looked up in the city at each `read`: the rest follows with the next. */
const MOST_ASKED = 2500

const UNKNOWN = 0
const OPEN = 1
const BUILDING = 2

export class WaterField {
  readonly grid: Grid
  /** Metres above the datum that `levels` count from. */
  baseM = NaN
  readonly levels: Float32Array<ArrayBuffer>
  readonly depths: Float32Array<ArrayBuffer>
  /** Row by row from the south-west, four half floats a cell. */
  readonly halves: Uint16Array<ArrayBuffer>
  wetCells = 0
  /** Places not looked up in the city yet, at the last `read`. */
  unasked = 0
  /** Whether there was no time to look all up: the rest does not wait for other tiles. */
  isAsking = false
  private readonly land: Uint8Array<ArrayBuffer>
  private readonly groundM: Float32Array<ArrayBuffer>

  constructor(grid: Grid) {
    const count = grid.cols * grid.rows
    this.grid = grid
    this.levels = new Float32Array(count)
    this.depths = new Float32Array(count).fill(DRY_M)
    this.halves = new Uint16Array(CHANNELS * count)
    this.land = new Uint8Array(count)
    this.groundM = new Float32Array(count)
  }

  /** Base and the land's answers are kept from read to read. */
  read(rasters: WaterRasters, landAt: LandAt): void {
    this.readWet(rasters)
    this.readShores(landAt)
    this.spread()
    this.pack(rasters)
  }

  /** Metres above the datum of the drawn surface at a place; NaN where there is none. */
  surfaceAt(eastM: number, northM: number): number {
    const depthM = this.blended(this.depths, eastM, northM)
    return depthM > 0 ? this.baseM + this.blended(this.levels, eastM, northM) : NaN
  }

  /** As the shader has it; NaN outside of the grid. */
  depthAt(eastM: number, northM: number): number {
    return this.blended(this.depths, eastM, northM)
  }

  private readWet({ level, depth }: WaterRasters): void {
    const { levels, depths } = this
    const { min, step } = level.info.quantities[0]
    const deep = depth.info.quantities[0]
    if (Number.isNaN(this.baseM)) this.baseM = middleOf(level)
    const toBase = min - step - this.baseM
    let wet = 0
    for (let i = 0; i < levels.length; i++) {
      const code = level.codes[i] as number
      const depthCode = depth.codes[i] as number
      const depthM = depthCode === 0 ? 0 : deep.min + (depthCode - 1) * deep.step
      if (code === 0 || depthM <= 0) {
        levels[i] = NaN
        depths[i] = DRY_M
        continue
      }
      wet++
      levels[i] = toBase + code * step
      depths[i] = depthM
    }
    this.wetCells = wet
  }

  /** Dry cells beside wet ones. Their levels are written after all are known, so that water does not creep on. */
  private readShores(landAt: LandAt): void {
    const { cols, rows } = this.grid
    const { levels, depths } = this
    this.unasked = 0
    this.isAsking = false
    let asked = 0
    for (let row = 0; row < rows; row++)
      for (let col = 0; col < cols; col++) {
        const at = row * cols + col
        if ((depths[at] as number) !== DRY_M) continue
        let sum = 0
        let deep = 0
        let count = 0
        for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++)
          for (let c = Math.max(0, col - 1); c <= Math.min(cols - 1, col + 1); c++) {
            const other = r * cols + c
            const depthM = depths[other] as number
            // Wet cells only: shores written before in this pass are below zero or have no level yet.
            if (depthM <= 0 || Number.isNaN(levels[other] as number)) continue
            // Straight neighbours weigh twice.
            const weight = r === row || c === col ? 2 : 1
            sum += weight * (levels[other] as number)
            deep += weight * depthM
            count += weight
          }
        if (count === 0) continue
        if (this.land[at] === UNKNOWN) {
          if (asked >= MOST_ASKED) {
            this.unasked++
            this.isAsking = true
          } else {
            asked++
            this.ask(at, col, row, landAt)
          }
        }
        shoreLevels.push(at, sum / count)
        shoreDepths.push(this.shoreDepth(at, sum / count, deep / count))
      }
    for (let i = 0; i < shoreDepths.length; i++) {
      const at = shoreLevels[2 * i] as number
      levels[at] = shoreLevels[2 * i + 1] as number
      depths[at] = shoreDepths[i] as number
    }
    shoreLevels.length = shoreDepths.length = 0
  }

  private shoreDepth(at: number, level: number, besideM: number): number {
    const land = this.land[at]
    if (land === BUILDING) return Math.max(BEHIND_M, besideM)
    const over = this.baseM + level - (this.groundM[at] as number)
    // Ground that rises out of the water ends it where they meet; else something holds it back, or it has not come yet.
    return land === OPEN && over < 0 ? Math.max(DRY_M, over) : Math.max(DRY_M, -besideM)
  }

  private ask(at: number, col: number, row: number, landAt: LandAt): void {
    const { westM, southM, cellM } = this.grid
    const [eastM, northM] = [westM + (col + 0.5) * cellM, southM + (row + 0.5) * cellM]
    const middle = landAt(eastM, northM)
    if (!middle) {
      this.unasked++
      return
    }
    this.groundM[at] = middle.groundM
    this.land[at] = OPEN
    for (const [e, n] of CORNERS)
      if (middle.isBuilding || landAt(eastM + e * cellM, northM + n * cellM)?.isBuilding) {
        this.land[at] = BUILDING
        return
      }
  }

  /** Levels go on over the dry, so that large triangles that reach ashore still lie level where they are wet. */
  private spread(): void {
    const { cols, rows } = this.grid
    const { levels } = this
    if (this.wetCells === 0) {
      levels.fill(0)
      return
    }
    for (let row = 0; row < rows; row++)
      for (let col = 0; col < cols; col++) {
        const at = row * cols + col
        if (!Number.isNaN(levels[at] as number)) continue
        if (col > 0 && !Number.isNaN(levels[at - 1] as number)) levels[at] = levels[at - 1] as number
        else if (row > 0) levels[at] = levels[at - cols] as number
      }
    for (let row = rows - 1; row >= 0; row--)
      for (let col = cols - 1; col >= 0; col--) {
        const at = row * cols + col
        if (!Number.isNaN(levels[at] as number)) continue
        if (col + 1 < cols && !Number.isNaN(levels[at + 1] as number)) levels[at] = levels[at + 1] as number
        else if (row + 1 < rows) levels[at] = levels[at + cols] as number
      }
    // What lies east of all water in the rows above it.
    for (let i = 0; i < levels.length; i++) if (Number.isNaN(levels[i] as number)) levels[i] = 0
  }

  private pack({ east, north }: WaterRasters): void {
    const { levels, depths, halves } = this
    const [eastOf, northOf] = [halvesOf(east), halvesOf(north)]
    for (let i = 0; i < levels.length; i++) {
      const o = CHANNELS * i
      halves[o] = toHalf(levels[i] as number)
      halves[o + 1] = toHalf(depths[i] as number)
      halves[o + 2] = east ? (eastOf[east.codes[i] as number] as number) : 0
      halves[o + 3] = north ? (northOf[north.codes[i] as number] as number) : 0
    }
  }

  private blended(values: Float32Array, eastM: number, northM: number): number {
    const { cols, rows, westM, southM, cellM } = this.grid
    const x = (eastM - westM) / cellM - 0.5
    const y = (northM - southM) / cellM - 0.5
    if (!(x >= -0.5 && y >= -0.5 && x <= cols - 0.5 && y <= rows - 0.5)) return NaN
    const [c, r] = [Math.min(cols - 2, Math.max(0, Math.floor(x))), Math.min(rows - 2, Math.max(0, Math.floor(y)))]
    if (cols < 2 || rows < 2) return values[0] as number
    const [u, v] = [Math.min(1, Math.max(0, x - c)), Math.min(1, Math.max(0, y - r))]
    const at = r * cols + c
    const low = (values[at] as number) * (1 - u) + (values[at + 1] as number) * u
    const high = (values[at + cols] as number) * (1 - u) + (values[at + cols + 1] as number) * u
    return low * (1 - v) + high * v
  }
}

/** Of shores, between the two passes: place and level, and depth. Kept, so that nothing is made anew. */
const shoreLevels: number[] = []
const shoreDepths: number[] = []

/** Shares of a cell from its middle at which it is looked whether a building covers a part of it. */
const CORNERS = [
  [-0.35, -0.35],
  [0.35, -0.35],
  [-0.35, 0.35],
  [0.35, 0.35],
] as const

/** About the middle of the levels told, so that half floats are finest there. */
function middleOf({ codes, info }: RasterCells): number {
  const { min, step } = info.quantities[0]
  let least = Infinity
  let most = -Infinity
  for (const code of codes) {
    if (code === 0) continue
    least = Math.min(least, code)
    most = Math.max(most, code)
  }
  return least > most ? NaN : Math.round(min + ((least + most) / 2 - 1) * step)
}

const tables = new WeakMap<RasterCells['info'], Uint16Array>()

/** Half floats of a raster's codes; no data is none. */
function halvesOf(raster: RasterCells | null): Uint16Array {
  if (!raster) return NOTHING
  const { info } = raster
  let table = tables.get(info)
  if (!table) {
    const { min, max, step } = info.quantities[0]
    table = Uint16Array.from({ length: 2 + Math.round((max - min) / step) }, (_, code) =>
      code === 0 ? 0 : toHalf(min + (code - 1) * step),
    )
    tables.set(info, table)
  }
  return table
}
const NOTHING = new Uint16Array(1)

const bits = new Uint32Array(1)
const float = new Float32Array(bits.buffer)

/** IEEE 754 binary16, rounded to nearest; what is too small is nothing, too large the largest. */
export function toHalf(value: number): number {
  float[0] = value
  const b = bits[0] as number
  const sign = (b >>> 16) & 0x8000
  const exponent = ((b >>> 23) & 0xff) - 112
  if (exponent <= 0) return sign
  if (exponent >= 31) return sign | 0x7bff
  return sign | Math.min(0x7bff, (exponent << 10) + (((b & 0x7fffff) + 0x1000) >>> 13))
}
