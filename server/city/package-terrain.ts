// The ground's file in a package: heights coded from coarse to fine, each as what is left after interpolating
// its coarser neighbours, in whole steps. Smooth ground costs nearly nothing once gzipped; no sample is off by
// more than half a step (closed loop, as in hierarchical interpolation coders). Layout, little-endian:
//   "THG1"  cols:v rows:v  cellM:f64 westM:f64 southM:f64 stepM:f64  top:v (coarsest stride 2^top)
//   then the residuals as zigzag varints, stride 2^top first, row by row from the south-west.
import { ByteReader, ByteWriter } from '../../shared/city/bytes.ts'
import type { Terrain } from '../../shared/city/terrain.ts'

const MAGIC = [0x54, 0x48, 0x47, 0x31]
/** Corrupt sizes are refused above this many samples. */
const MOST_SAMPLES = 2 ** 26

export function encodeTerrain(terrain: Terrain, stepM: number): Uint8Array<ArrayBuffer> {
  const { cols, rows, heightsM } = terrain
  const w = new ByteWriter()
  for (const b of MAGIC) w.u8(b)
  w.varint(cols)
  w.varint(rows)
  for (const v of [terrain.cellM, terrain.westM, terrain.southM, stepM]) w.f64(v)
  const top = topOf(cols, rows)
  w.varint(top)
  const known = new Float64Array(cols * rows)
  visit(cols, rows, top, (at, predicted) => {
    const residual = Math.round(((heightsM[at] as number) - predicted(known)) / stepM)
    w.zigzag(residual)
    known[at] = predicted(known) + residual * stepM
  })
  return w.finish()
}

/** Throws RangeError on bytes that are cut or something else. */
export function decodeTerrain(bytes: Uint8Array): Terrain {
  const r = new ByteReader(bytes)
  for (const b of MAGIC) if (r.u8() !== b) throw new RangeError('terrain: not a terrain grid')
  const cols = r.varint()
  const rows = r.varint()
  const [cellM, westM, southM, stepM] = [r.f64(), r.f64(), r.f64(), r.f64()]
  const top = r.varint()
  if (cols < 1 || rows < 1 || cols * rows > MOST_SAMPLES || cols * rows > r.left || top > 26) {
    throw new RangeError(`terrain: ${cols} x ${rows} samples in ${r.left} bytes`)
  }
  const known = new Float64Array(cols * rows)
  visit(cols, rows, top, (at, predicted) => {
    known[at] = predicted(known) + r.zigzag() * stepM
  })
  return { cols, rows, cellM, westM, southM, heightsM: Float32Array.from(known) }
}

const topOf = (cols: number, rows: number): number => {
  let top = 0
  while (2 ** (top + 1) < Math.max(cols, rows)) top++
  return top
}

type Predict = (known: Float64Array) => number

/** Calls back for every sample in coding order, with a prediction from the samples already known. */
function visit(cols: number, rows: number, top: number, each: (at: number, predicted: Predict) => void): void {
  const stride = 2 ** top
  let at = 0
  let last = -1
  const before: Predict = (known) => (last < 0 ? 0 : (known[last] as number))
  for (let y = 0; y < rows; y += stride) {
    for (let x = 0; x < cols; x += stride) {
      at = y * cols + x
      each(at, before)
      last = at
    }
  }
  let x = 0
  let y = 0
  let s = 0
  const between: Predict = (known) => {
    const isOddX = x % (2 * s) !== 0
    const isOddY = y % (2 * s) !== 0
    let sum = 0
    let n = 0
    for (const dy of isOddY ? [-s, s] : [0]) {
      for (const dx of isOddX ? [-s, s] : [0]) {
        if (x + dx >= cols || y + dy >= rows) continue
        sum += known[(y + dy) * cols + x + dx] as number
        n++
      }
    }
    return sum / n
  }
  for (s = stride / 2; s >= 1; s /= 2) {
    for (y = 0; y < rows; y += s) {
      for (x = 0; x < cols; x += s) {
        if (x % (2 * s) === 0 && y % (2 * s) === 0) continue
        each(y * cols + x, between)
      }
    }
  }
}
