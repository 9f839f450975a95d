// How the kernels for WebAssembly lie in memory: rows longer than the grid's, so that every cell has neighbours.
import type { Basin } from './basin.ts'

/** Before the first cell of a row; one row lies before the first. */
const LEAD = 2

export class Rows {
  /** Doubles a row. */
  readonly length: number
  private readonly basin: Basin

  constructor(basin: Basin, length: number) {
    this.basin = basin
    this.length = length
  }

  /** Of a plane over the grid: three rows more than it has. */
  get cells(): number {
    return this.length * (this.basin.ny + 3)
  }

  /** Where cell `k` of the grid lies in a plane. */
  placeOf(k: number): number {
    const { nx } = this.basin
    const j = Math.floor(k / nx)
    return (j + 1) * this.length + LEAD + k - j * nx
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
