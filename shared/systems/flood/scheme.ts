// What the two ways of reckoning a flood have in common.
import type { Ledger } from './basin.ts'

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
}
