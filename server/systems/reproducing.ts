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

/** What is known of running it again, as live tells it now. */
type AgainTold = {
  /** While this server does it: who asked, since when, and how many of its runs are done. */
  readonly running: {
    readonly by: string
    readonly sinceMs: number
    readonly done: number
    readonly of: number
  } | null
  /** Why it came to nothing here the last time; empty else. */
  readonly trouble: string
  /** Those that were run to their end as the branch is now. */
  readonly runs: readonly (Reproduced & {
    readonly again: readonly { readonly by: string; readonly atMs: number; readonly outputsHash: string }[]
  })[]
}

export type ReproducingDesk = {
  /** Null where there is no such branch. */
  told(branch: string): AgainTold | null
  /** Null once all are journalled, else the sentence why the next is not. */
  note(by: Actor, branch: string, all: readonly Reproduced[]): Promise<string | null>
  /** All runs of it, by this server: null once it has begun, else why not. */
  again(by: Actor, branch: string): Promise<string | null>
  close(): Promise<void>
}

export type OpenReproducing = (
  options: Pick<ActingOptions, 'twin' | 'city'> & { readonly onFault: (where: string, error: unknown) => void },
) => ReproducingDesk
