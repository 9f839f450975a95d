// Runs of a scenario run again, as the rest of the server may ask for it: by somebody elsewhere who tells what came of it, or
// here, in a thread of its own. What came of it is journalled with who and when, whatever it was.
import type { Actor } from '../../shared/kernel/system.ts'
import type { ActingOptions } from './acting.ts'

/** Of one run, as `townhall simulate` tells it. */
export type Reproduced = {
  readonly kind: 'baseline' | 'branch'
  readonly member: number
  readonly inputsHash: string
  readonly outputsHash: string
}

export type ReproducingDesk = {
  /** Null once all are journalled, else the sentence why the next is not. */
  note(by: Actor, branch: string, all: readonly Reproduced[]): Promise<string | null>
  /** All runs of it, by this server: null once it has begun, else why not. */
  again(by: Actor, branch: string): Promise<string | null>
  close(): Promise<void>
}

export type OpenReproducing = (
  options: Pick<ActingOptions, 'twin' | 'city'> & { readonly onFault: (where: string, error: unknown) => void },
) => ReproducingDesk
