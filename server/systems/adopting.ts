// What a decision has built: works of the branch that was its evidence, placed in the live city once its tasks are done. What
// was only weather or water in that branch is no work and is not placed.
import type { Command } from '../../shared/kernel/system.ts'
import type { ActingOptions } from './acting.ts'

export type Tried = { readonly command: Command; readonly inBaseline: boolean }

export type Work = {
  /** Its place among what was done in the branch, from 1. */
  readonly n: number
  /** The system's own word for it: `flood.placeBarrier`. */
  readonly what: string
  readonly name: string
  /** As live is asked for it, under a name of its own. */
  readonly command: Command & Readonly<Record<string, unknown>>
}

export type AdoptingDesk = {
  /** Those of the list that are works of this system, in order. */
  worksOf(record: string, tried: readonly Tried[]): readonly Work[]
  /** As the decision, once however often it is asked: null once it is placed, else why not now. */
  place(record: string, work: Work): Promise<string | null>
  /** Whether it was ever placed, though nothing of it may stand any more. Rejects while the journal is away. */
  wasPlaced(record: string, work: Work): Promise<boolean>
  /** Whether live shows that it was placed; of what is done to another work it shows nothing. */
  stands(work: Work): boolean
}

export type OpenAdopting = (options: Pick<ActingOptions, 'twin'>) => AdoptingDesk
