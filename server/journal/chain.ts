// The hash chain: what an entry's hash covers, and the hash of a state. SHA-256 throughout, written in hex.
// An entry's hash covers the one before it, the first one's that of the header; so the last hash vouches for all.
import { hash } from 'node:crypto'
import type { SystemVersion } from '../../shared/kernel/input.ts'

export const JOURNAL_FORMAT = 1

/** What a timeline is: said once, at its beginning, and hashed as the chain's first link. */
export type Header = {
  readonly format: typeof JOURNAL_FORMAT
  readonly timeline: string
  readonly city: string
  /** Which code began it, see build.ts; later builds are `opened` inputs. */
  readonly build: string
  readonly systems: readonly SystemVersion[]
  readonly seed: number
  readonly madeAtMs: number
  /** Where a fork left its parent: after the input `seq`, whose hash this is. */
  readonly parent: { readonly timeline: string; readonly seq: number; readonly hash: string } | null
}

/** One input as it is written. `actor` and `intent` are those of commands, so that a resend is found again. */
export type Line = { readonly actor: string | null; readonly intent: string | null; readonly input: string }

/** `atMs`: when it was written, by the wall clock; `seq` counts from 0 in a timeline. */
export type Entry = Line & { readonly seq: number; readonly atMs: number; readonly hash: string }

export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex')

export function entryHash(previous: string, { seq, atMs, actor, intent, input }: Omit<Entry, 'hash'>): string {
  return sha256(`${previous}\n${JSON.stringify([seq, atMs, actor, intent])}\n${input}`)
}
