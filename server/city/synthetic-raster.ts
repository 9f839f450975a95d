// Rasters under the synthetic ground: which grid samples lie in which polygon, and how far each sample is from
// the nearest marked one. Exact Euclidean distance transform after Felzenszwalb and Huttenlocher (2012).
import type { PolygonM } from '../../shared/city/city.ts'

export type Grid = {
  readonly cols: number
  readonly rows: number
  readonly cellM: number
  readonly westM: number
  readonly southM: number
}

/** Calls back for every sample inside the polygon (even-odd). */
export function fillPolygon(grid: Grid, polygon: PolygonM, each: (at: number) => void): void {
  const crossings: number[][] = []
  let first = Infinity
  let last = -Infinity
  for (const ring of polygon) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const e0 = ((ring[j] as number) - grid.westM) / grid.cellM
      const n0 = ((ring[j + 1] as number) - grid.southM) / grid.cellM
      const e1 = ((ring[i] as number) - grid.westM) / grid.cellM
      const n1 = ((ring[i + 1] as number) - grid.southM) / grid.cellM
      if (n0 === n1) continue
      const from = Math.max(0, Math.ceil(Math.min(n0, n1)))
      const to = Math.min(grid.rows - 1, Math.ceil(Math.max(n0, n1)) - 1)
      for (let y = from; y <= to; y++) {
        const row = (crossings[y] ??= [])
        row.push(e0 + ((y - n0) / (n1 - n0)) * (e1 - e0))
      }
      if (from <= to) {
        first = Math.min(first, from)
        last = Math.max(last, to)
      }
    }
  }
  for (let y = first; y <= last; y++) {
    const row = crossings[y]?.sort((a, b) => a - b)
    if (!row) continue
    for (let k = 0; k + 1 < row.length; k += 2) {
      const from = Math.max(0, Math.ceil(row[k] as number))
      const to = Math.min(grid.cols - 1, Math.floor(row[k + 1] as number))
      for (let x = from; x <= to; x++) each(y * grid.cols + x)
    }
  }
}

/** Distance in metres from every sample to the nearest marked one, and which one that is (-1 where none). */
export function distances(grid: Grid, isMarked: (at: number) => boolean): { distM: Float32Array; nearest: Int32Array } {
  const { cols, rows } = grid
  const size = cols * rows
  const square = new Float64Array(size)
  const nearest = new Int32Array(size).fill(-1)
  // Columns first: distance along the column to the nearest mark.
  for (let x = 0; x < cols; x++) {
    let mark = -1
    for (let y = 0; y < rows; y++) {
      const at = y * cols + x
      if (isMarked(at)) mark = y
      square[at] = mark < 0 ? Infinity : (y - mark) ** 2
      nearest[at] = mark < 0 ? -1 : mark * cols + x
    }
    mark = -1
    for (let y = rows - 1; y >= 0; y--) {
      const at = y * cols + x
      if (isMarked(at)) mark = y
      if (mark < 0 || (mark - y) ** 2 >= (square[at] as number)) continue
      square[at] = (mark - y) ** 2
      nearest[at] = mark * cols + x
    }
  }
  const distM = new Float32Array(size)
  const hull = new Int32Array(cols)
  const from = new Float64Array(cols + 1)
  const rowNearest = new Int32Array(cols)
  for (let y = 0; y < rows; y++) {
    const row = y * cols
    let k = -1
    for (let x = 0; x < cols; x++) {
      const f = square[row + x] as number
      if (f === Infinity) continue
      let s = -Infinity
      while (k >= 0) {
        const v = hull[k] as number
        s = (f + x * x - ((square[row + v] as number) + v * v)) / (2 * (x - v))
        if (s > (from[k] as number)) break
        k--
      }
      if (k < 0) s = -Infinity
      k++
      hull[k] = x
      from[k] = s
      from[k + 1] = Infinity
    }
    rowNearest.set(nearest.subarray(row, row + cols))
    if (k < 0) {
      distM.fill(Infinity, row, row + cols)
      continue
    }
    for (let x = 0, j = 0; x < cols; x++) {
      while ((from[j + 1] as number) < x) j++
      const v = hull[j] as number
      distM[row + x] = Math.sqrt((x - v) ** 2 + (square[row + v] as number)) * grid.cellM
      nearest[row + x] = rowNearest[v] as number
    }
  }
  return { distM, nearest }
}
