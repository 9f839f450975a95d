// A raster: one quantity on a grid of samples, cut into blocks of 16 x 16 (smaller at the east and north edge).
//
// Section of a block: u8 how, then its numbers row by row from the south-west (see fields-pack.ts)
//   0 whole    each code less its forecast: the median of west, south and west + south - south-west within the block
//              (the predictor of LOCO-I, Weinberger et al. 2000; nothing outside the block is looked at)
//   1 change   each code less what it was
// The encoder takes the shorter of the two. A block without data is not in a keyframe.
import type { ByteReader } from '../city/bytes.ts'
import { Cells, checkedCode, codeOf, greatestCode, type RasterInfo, valueOf } from './fields-info.ts'
import { packNumbers, type Sections, unpackNumbers } from './fields-pack.ts'

export const BLOCK = 16
const WHOLE = 0
const CHANGE = 1

export class RasterCells {
  readonly kind = 'raster'
  readonly info: RasterInfo
  readonly cells: Cells
  /** Rows from south to north; bytes where they suffice. */
  readonly codes: Uint8Array | Uint16Array
  private readonly greatest: number
  private readonly fresh = new Int32Array(BLOCK * BLOCK)
  private readonly numbers = new Int32Array(BLOCK * BLOCK)
  private readonly others = new Int32Array(BLOCK * BLOCK)

  constructor(info: RasterInfo) {
    const { cols, rows, cellM } = info.grid
    this.info = info
    this.greatest = greatestCode(info.quantities[0])
    this.codes = this.greatest < 256 ? new Uint8Array(cols * rows) : new Uint16Array(cols * rows)
    const blocks = { cols: Math.ceil(cols / BLOCK), rows: Math.ceil(rows / BLOCK), cellM: cellM * BLOCK }
    this.cells = new Cells({ ...info.grid, ...blocks })
  }

  /** NaN where there is no data or nothing is known. */
  valueAt(col: number, row: number): number {
    return valueOf(this.info.quantities[0], this.codes[row * this.info.grid.cols + col] ?? 0)
  }

  /** `values` row by row from the south-west, NaN for no data. Writes the blocks that changed. */
  update(values: ArrayLike<number>, out: Sections): void {
    if (values.length !== this.codes.length)
      throw new RangeError(`fields: ${this.info.id} has ${this.codes.length} samples, not ${values.length}`)
    for (let cell = 0; cell < this.cells.count; cell++) this.updateBlock(cell, values, out)
  }

  /** Loops without a call for each sample: a city's water is a quarter of a million of them in each of six layers. */
  private updateBlock(cell: number, values: ArrayLike<number>, out: Sections): void {
    const [quantity] = this.info.quantities
    const { fresh, numbers, others, codes } = this
    const { cols, rows } = this.info.grid
    const col = (cell % this.cells.cols) * BLOCK
    const row = Math.floor(cell / this.cells.cols) * BLOCK
    const [width, height] = [Math.min(BLOCK, cols - col), Math.min(BLOCK, rows - row)]
    const count = width * height
    let isChanged = false
    for (let r = 0, i = 0; r < height; r++)
      for (let at = (row + r) * cols + col, to = at + width; at < to; at++, i++) {
        const code = codeOf(quantity, values[at] as number)
        const before = codes[at] as number
        fresh[i] = code
        others[i] = code - before
        if (code !== before) isChanged = true
      }
    if (!isChanged) return
    for (let r = 0, i = 0; r < height; r++)
      for (let at = (row + r) * cols + col, to = at + width; at < to; at++, i++) codes[at] = fresh[i] as number
    forecast(fresh, width, count, numbers)
    const isWhole = weight(numbers, count) <= weight(others, count)
    const payload = out.begin(cell)
    payload.u8(isWhole ? WHOLE : CHANGE)
    packNumbers(payload, isWhole ? numbers : others, count)
    out.end()
  }

  writeWhole(cell: number, out: Sections): void {
    const { fresh, numbers, codes } = this
    const { cols, rows } = this.info.grid
    const col = (cell % this.cells.cols) * BLOCK
    const row = Math.floor(cell / this.cells.cols) * BLOCK
    const [width, height] = [Math.min(BLOCK, cols - col), Math.min(BLOCK, rows - row)]
    let any = 0
    for (let r = 0, i = 0; r < height; r++)
      for (let at = (row + r) * cols + col, to = at + width; at < to; at++, i++) any |= fresh[i] = codes[at] as number
    if (any === 0) return
    const count = width * height
    forecast(fresh, width, count, numbers)
    const payload = out.begin(cell)
    payload.u8(WHOLE)
    packNumbers(payload, numbers, count)
    out.end()
  }

  read(cell: number, from: ByteReader): void {
    const how = from.u8()
    if (how > CHANGE) throw new RangeError(`fields: a block cannot be told as ${how}`)
    const { fresh, numbers, greatest } = this
    const width = this.width(cell)
    const count = this.each(cell, (at, i) => {
      fresh[i] = this.codes[at] as number
    })
    unpackNumbers(from, numbers, count)
    for (let i = 0; i < count; i++) {
      const before = how === CHANGE ? (fresh[i] as number) : foreseen(fresh, i, width)
      fresh[i] = checkedCode(before + (numbers[i] as number), greatest)
    }
    this.each(cell, (at, i) => {
      this.codes[at] = fresh[i] as number
    })
  }

  forget(cell: number): void {
    this.each(cell, (at) => {
      this.codes[at] = 0
    })
  }

  clear(): void {
    this.codes.fill(0)
  }

  private width(cell: number): number {
    return Math.min(BLOCK, this.info.grid.cols - (cell % this.cells.cols) * BLOCK)
  }

  /** The samples of a block: their place in `codes` and in the block; returns how many they are. */
  private each(cell: number, visit: (at: number, i: number) => void): number {
    const { cols, rows } = this.info.grid
    const col = (cell % this.cells.cols) * BLOCK
    const row = Math.floor(cell / this.cells.cols) * BLOCK
    const [toCol, toRow] = [Math.min(cols, col + BLOCK), Math.min(rows, row + BLOCK)]
    let i = 0
    for (let r = row; r < toRow; r++) for (let at = r * cols + col; at < r * cols + toCol; at++) visit(at, i++)
    return i
  }
}

/** Each code less what is foreseen of it; row by row, because most of a city's keyframe is this. */
function forecast(codes: Int32Array, width: number, count: number, into: Int32Array): void {
  into[0] = codes[0] as number
  for (let i = 1; i < width; i++) into[i] = (codes[i] as number) - (codes[i - 1] as number)
  for (let row = width; row < count; row += width) {
    let corner = codes[row - width] as number
    let west = codes[row] as number
    into[row] = west - corner
    for (let i = row + 1; i < row + width; i++) {
      const south = codes[i - width] as number
      const here = codes[i] as number
      const low = west < south ? west : south
      const high = west < south ? south : west
      into[i] = here - (corner >= high ? low : corner <= low ? high : west + south - corner)
      corner = south
      west = here
    }
  }
}

/** From what a reader knows already when it comes to `i`. */
function foreseen(codes: Int32Array, i: number, width: number): number {
  const west = i % width > 0 ? (codes[i - 1] as number) : -1
  const south = i >= width ? (codes[i - width] as number) : -1
  if (west < 0) return Math.max(0, south)
  if (south < 0) return west
  const corner = codes[i - width - 1] as number
  if (corner >= Math.max(west, south)) return Math.min(west, south)
  if (corner <= Math.min(west, south)) return Math.max(west, south)
  return west + south - corner
}

/** About how many bytes they take. */
function weight(numbers: Int32Array, count: number): number {
  let bytes = 0
  for (let i = 0; i < count; i++) {
    const v = Math.abs(numbers[i] as number)
    if (v > 0) bytes += v <= 32 ? 1 : v <= 4096 ? 2 : 3
    else if (i === 0 || numbers[i - 1] !== 0) bytes++
  }
  return bytes
}
