// What decisions ask of the city's systems, as the rest of the server may ask it: one wish a time, and what became of it.
import type { Command } from '../../shared/kernel/system.ts'
import type { Effect } from '../../shared/records/effect.ts'
import type { ActingOptions } from './acting.ts'

export type DecidedWish = {
  readonly record: string
  /** One task, however often it is asked for. */
  readonly task: string
  readonly effect: Effect
  /** Ids of people as live knows them: none of them approves it. */
  readonly behind: readonly string[]
  /** What was done in the branch that was the evidence: that it was tried. */
  readonly tried: readonly Command[]
}

export type DeedState = 'requested' | 'underWay' | 'done' | 'failed' | 'declined'

/** As live shows it. */
export type DeedSeen = {
  readonly state: DeedState
  /** The system's own word for it: `approved`, `sent`, `running`, `expired` and so on. */
  readonly word: string
  readonly atMs: number
  /** Who approved it, took it on or ended it; empty while nobody has. */
  readonly by: string
  /** Why it failed or was declined, or what was done, in words; empty else. */
  readonly why: string
  /** Of a device: where it stands now, by its sensor. */
  readonly read: { readonly key: string; readonly value: number; readonly atMs: number } | null
}

export type DecidedDesk = {
  /** Null once it is asked for, also when it was before; else why not now, in a sentence. */
  ask(wish: DecidedWish): Promise<string | null>
  /** Null where live shows nothing of it. */
  seen(task: string): DeedSeen | null
  /** It is not wanted any more; what nobody has begun is declined. */
  withdraw(record: string, task: string, reason: string): Promise<void>
  /** A department's own word on its task: null, or why not. */
  move(by: { readonly id: string; readonly name: string }, what: unknown): Promise<string | null>
}

export type OpenDecided = (options: Pick<ActingOptions, 'twin'>) => DecidedDesk
