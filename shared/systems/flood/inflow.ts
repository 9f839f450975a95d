// Rain and sources: what they bring in a step goes straight into the cells, and into the ledger. Means of a step are
// exact where the line does not bend within it; the run ends its steps at bends.
import type { Basin, Forcing, Ledger } from './basin.ts'
import { at } from './cells.ts'
import { valueAt } from './series.ts'

/** Sums of shares that were asked for before: a city's stay the same from one forcing to the next. */
const sums = new WeakMap<Float64Array, number>()

export class Inflow {
  /** Whether any falls at any time. */
  readonly isRaining: boolean
  private readonly forcing: Forcing
  private readonly cellM2: number
  /** Sum of the shares of all cells. */
  private readonly shares: number

  constructor({ nx, ny, dxM }: Basin, forcing: Forcing) {
    this.forcing = forcing
    this.cellM2 = dxM * dxM
    this.shares = forcing.rainShare ? sumOf(forcing.rainShare) : nx * ny
    this.isRaining = forcing.rainMPerS.value.some((one) => one > 0)
  }

  /** Of sources. */
  cells(): readonly number[] {
    return this.forcing.sources.flatMap(({ cells }) => [...cells])
  }

  /** Rain and sources, where depths lie cell by cell. */
  add(depthM: Float64Array, fromS: number, dtS: number, ledger: Ledger): void {
    const { rainShare } = this.forcing
    const rainM = this.rainM(fromS, dtS, ledger)
    if (rainM > 0) {
      if (rainShare) for (let k = 0; k < depthM.length; k++) depthM[k] = at(depthM, k) + rainM * at(rainShare, k)
      else for (let k = 0; k < depthM.length; k++) depthM[k] = at(depthM, k) + rainM
    }
    this.pour(fromS, dtS, ledger, (k, addM) => pourInto(depthM, k, addM))
  }

  /** How much falls on a cell that gets all, metres; in the ledger. */
  rainM(fromS: number, dtS: number, ledger: Ledger): number {
    const rainM = valueAt(this.forcing.rainMPerS, fromS + dtS / 2) * dtS
    if (rainM > 0) ledger.enters(rainM * this.shares * this.cellM2)
    return rainM
  }

  /** `change` adds metres to a cell, or takes as many as are there, and gives what it did. */
  pour(fromS: number, dtS: number, ledger: Ledger, change: (k: number, addM: number) => number): void {
    for (const { cells, flowM3S } of this.forcing.sources) {
      const perCellM = (valueAt(flowM3S, fromS + dtS / 2) * dtS) / (this.cellM2 * cells.length)
      if (perCellM === 0) continue
      for (const k of cells) {
        const changeM = change(k, perCellM)
        if (changeM > 0) ledger.enters(changeM * this.cellM2)
        else ledger.leaves(-changeM * this.cellM2)
      }
    }
  }
}

function sumOf(shares: Float64Array): number {
  let sum = sums.get(shares)
  if (sum === undefined) sums.set(shares, (sum = shares.reduce((all, one) => all + one, 0)))
  return sum
}

/** Adds metres at a place, or takes as many as are there, and gives what it did. */
export function pourInto(depths: Float64Array, place: number, addM: number): number {
  const h = at(depths, place)
  const changeM = Math.max(addM, -h)
  depths[place] = h + changeM
  return changeM
}
