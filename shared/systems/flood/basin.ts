// What water runs over and what drives it: a regular grid of square cells, its edges, rain, sources. Row-major, index
// j * nx + i, j = 0 the smallest y; centres at ((i + 0.5) dx, (j + 0.5) dx). SI throughout.
import type { Series } from './series.ts'

/** Of gravity, m/s². */
export const G = 9.81
/** Thinner water does not flow, metres. */
export const DRY_M = 1e-6

export type Basin = {
  readonly nx: number
  readonly ny: number
  readonly dxM: number
  /** nx * ny each. */
  readonly bedM: Float64Array
  /** Manning's n, s/m^(1/3). */
  readonly manning: Float64Array
}

export type EdgeRule =
  | { readonly is: 'wall' }
  /** Water leaves as if the ground went on as it does; none comes in. */
  | { readonly is: 'open' }
  /** Into the basin, per metre of edge. */
  | { readonly is: 'flow'; readonly qM2S: Series }
  /** Outside the water stands at this level, or at this depth over the bed of the cell at the edge. */
  | { readonly is: 'level'; readonly levelM: Series }
  | { readonly is: 'depth'; readonly depthM: Series }

export const SIDES = ['W', 'E', 'S', 'N'] as const
export type Side = (typeof SIDES)[number]
export type Edges = { readonly [side in Side]: EdgeRule }

export type Forcing = {
  readonly rainMPerS: Series
  /** How much of the rain each cell gets, 1 being all; null: every cell all. Rain on roofs is given to the ground beside. */
  readonly rainShare: Float64Array | null
  /** Each shared evenly by its cells. */
  readonly sources: readonly { readonly cells: Int32Array; readonly flowM3S: Series }[]
}

/** What went in and out since the beginning; sums are compensated, so that they tell of the scheme and not of themselves. */
export class Ledger {
  private readonly sums = new Float64Array(4)

  /** Its numbers, to go on from later. */
  save(): Float64Array {
    return this.sums.slice()
  }

  load(saved: Float64Array): void {
    this.sums.set(saved)
  }

  enters(volumeM3: number): void {
    this.add(0, volumeM3)
  }

  leaves(volumeM3: number): void {
    this.add(2, volumeM3)
  }

  get inM3(): number {
    return (this.sums[0] ?? 0) + (this.sums[1] ?? 0)
  }

  get outM3(): number {
    return (this.sums[2] ?? 0) + (this.sums[3] ?? 0)
  }

  /** Neumaier's sum. */
  private add(at: 0 | 2, value: number): void {
    const { sums } = this
    const sum = sums[at] ?? 0
    const next = sum + value
    sums[at + 1] = (sums[at + 1] ?? 0) + (Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum)
    sums[at] = next
  }
}

/** Cubic metres standing on the grid; by rows, so that rounding does not grow with the grid. */
export function volumeM3({ nx, ny, dxM }: Pick<Basin, 'nx' | 'ny' | 'dxM'>, depthM: Float64Array): number {
  let total = 0
  for (let j = 0; j < ny; j++) {
    let row = 0
    for (let i = 0; i < nx; i++) row += depthM[j * nx + i] ?? 0
    total += row
  }
  return total * dxM * dxM
}
