// What the two ways of reckoning a flood have in common.
import type { Basin, Edges, Forcing, Ledger } from './basin.ts'
import type { Structures } from './structures.ts'

/**
 * A run that was stopped: with the same basin, forcing, edges and structures it goes on to the same bits. Depth by cell;
 * fluxes as faces lie, (nx + 1) a row between columns and nx a row between rows, m²/s to the east and north.
 */
export type Saved = {
  readonly depthM: Float64Array
  readonly eastM2S: Float64Array
  readonly northM2S: Float64Array
  readonly ledger: Float64Array
  /** In each sewer. */
  readonly storedM3: Float64Array
  readonly deepestM: number
  readonly tS: number
  readonly steps: number
}

/** At the beginning; velocities where water moves. */
export type Start = { readonly depthM: Float64Array; readonly uMS?: Float64Array; readonly vMS?: Float64Array }

export interface Scheme {
  readonly name: 'inertial' | 'full'
  readonly depthM: Float64Array
  readonly ledger: Ledger
  /** Reckoned so far, seconds and steps. */
  readonly tS: number
  readonly steps: number
  /** One step, as long as the scheme is stable and not longer than `atMostS`; gives how long it was. */
  step(atMostS: number): number
  /** To the east and north, m/s, by cell. */
  velocities(): { readonly uMS: Float64Array; readonly vMS: Float64Array }
  volumeM3(): number
  /** Gives back the hands that were lent to it. */
  dispose?(): void
}

/** A scheme that a city drives: everything from outside may change between two steps, and it can be stopped and resumed. */
export interface Driven extends Scheme {
  /** For so long, shallow water in longer steps than deep; see paced.ts. Throws where no step is short enough. */
  advance(forS: number): void
  setForcing(forcing: Forcing): void
  setEdges(edges: Edges): void
  /** What is in the sewers stays in those of the same number. */
  setStructures(structures: Structures): void
  /** Ground dug out or heaped up in some cells; the water on it stays as deep as it is, so that its volume does. */
  setBed(cells: Int32Array, bedM: Float64Array): void
  save(): Saved
  /** Throws when it was saved of another grid. */
  load(saved: Saved): void
}

export function checkGrid({ nx, ny }: Basin, { depthM, eastM2S, northM2S }: Saved): void {
  if (depthM.length !== nx * ny || eastM2S.length !== (nx + 1) * ny || northM2S.length !== nx * (ny + 1))
    throw new Error(`flood: what was saved has ${depthM.length} cells where the grid has ${nx} x ${ny}`)
}
