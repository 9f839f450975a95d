// How the kernels for WebAssembly lie in memory: rows longer than the grid's, so that every cell has neighbours.
import type { Basin, Side } from './basin.ts'

export class Rows {
  /** Numbers a row. */
  readonly length: number
  /** Before the first cell of a row; one row lies before the first. */
  private readonly lead: number
  private readonly basin: Basin

  constructor(basin: Basin, length: number, lead: number) {
    this.basin = basin
    this.length = length
    this.lead = lead
  }

  /** Of a plane over the grid: three rows more than it has. */
  get cells(): number {
    return this.length * (this.basin.ny + 3)
  }

  /** Where cell `k` of the grid lies in a plane. */
  placeOf(k: number): number {
    const { nx } = this.basin
    const j = Math.floor(k / nx)
    return (j + 1) * this.length + this.lead + k - j * nx
  }

  /** The plane without what lies around the grid. */
  gathered(plane: Float64Array): Float64Array {
    const { nx, ny } = this.basin
    const values = new Float64Array(nx * ny)
    for (let j = 0; j < ny; j++) {
      const from = this.placeOf(j * nx)
      values.set(plane.subarray(from, from + nx), j * nx)
    }
    return values
  }
}

/** The cells along one edge of the grid, those behind them, and where the faces at the edge lie. */
export type Rim = {
  readonly side: Side
  readonly cells: Int32Array
  readonly inner: Int32Array
  readonly faces: Int32Array
  /** Of the axis: out of the grid. */
  readonly outward: 1 | -1
}

/** `qx` and `qy` are where the planes of faces begin. */
export function rims({ nx, ny }: Basin, rows: Rows, { qx, qy }: { qx: number; qy: number }): readonly Rim[] {
  const column = (i: number): Int32Array => Int32Array.from({ length: ny }, (_, j) => j * nx + i)
  const row = (j: number): Int32Array => Int32Array.from({ length: nx }, (_, i) => j * nx + i)
  const [last, top] = [nx - 1, ny - 1]
  const [W, E, S, N] = [column(0), column(last), row(0), row(top)]
  return [
    { side: 'W', cells: W, inner: column(Math.min(1, last)), faces: W.map((k) => qx + rows.placeOf(k)), outward: -1 },
    {
      side: 'E',
      cells: E,
      inner: column(Math.max(0, last - 1)),
      faces: E.map((k) => qx + rows.placeOf(k) + 1),
      outward: 1,
    },
    { side: 'S', cells: S, inner: row(Math.min(1, top)), faces: S.map((k) => qy + rows.placeOf(k)), outward: -1 },
    {
      side: 'N',
      cells: N,
      inner: row(Math.max(0, top - 1)),
      faces: N.map((k) => qy + rows.placeOf(k) + rows.length),
      outward: 1,
    },
  ]
}
