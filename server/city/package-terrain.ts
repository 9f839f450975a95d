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
  visit(cols, rows, top, (at, predicted) => {
    const residual = Math.round(((heightsM[at] as number) - predicted) / stepM)
    w.zigzag(residual)
    return predicted + residual * stepM
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
  const known = visit(cols, rows, top, (_, predicted) => predicted + r.zigzag() * stepM)
  return { cols, rows, cellM, westM, southM, heightsM: Float32Array.from(known) }
}

const topOf = (cols: number, rows: number): number => {
  let top = 0
  while (2 ** (top + 1) < Math.max(cols, rows)) top++
  return top
}

/** Asks for every sample in coding order, with a prediction from those already known; gives all of them back. */
function visit(cols: number, rows: number, top: number, each: (at: number, predicted: number) => number): Float64Array {
  const known = new Float64Array(cols * rows)
  const stride = 2 ** top
  let last = 0
  for (let y = 0; y < rows; y += stride) {
    for (let x = 0; x < cols; x += stride) {
      last = each(y * cols + x, last)
      known[y * cols + x] = last
    }
  }
  for (let s = stride / 2; s >= 1; s /= 2) {
    for (let y = 0; y < rows; y += s) {
      const isOddY = (y / s) % 2 === 1
      const up = isOddY && y + s < rows ? s * cols : 0
      const down = isOddY ? -s * cols : 0
      for (let x = isOddY ? 0 : s; x < cols; x += isOddY ? s : 2 * s) {
        const at = y * cols + x
        const isOddX = (x / s) % 2 === 1
        const west = isOddX ? -s : 0
        const east = isOddX && x + s < cols ? s : west
        // Beyond the edge the near side counts twice, which is the near side alone.
        const north = isOddY && up === 0 ? down : up
        const south = down
        const predicted =
          ((known[at + south + west] as number) +
            (known[at + south + east] as number) +
            (known[at + north + west] as number) +
            (known[at + north + east] as number)) /
          4
        known[at] = each(at, predicted)
      }
    }
  }
  return known
}
