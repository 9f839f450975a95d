// What a question of a meeting can rest on, as a city system tells it: a scenario with its runs, in the words of a record.
import type { RecordEvidence } from '../../shared/records/format.ts'

type Row = { readonly id: string; readonly json: string }

export type Foundation = {
  readonly branch: string
  readonly title: string
  /** Why it cannot be rested on now; empty where it can. */
  readonly why: string
  /** What devices were tried with in it. */
  readonly devices: readonly { readonly device: string; readonly parameters: Readonly<Record<string, number>> }[]
  /** Timelines of the city as it is known, which are recorded; null where it is not ready or was not run as that. */
  readonly recorded: { readonly before: string; readonly after: string } | null
  /** Null where it is not ready. */
  readonly evidence: Pick<RecordEvidence, 'scenario' | 'runs'> | null
}

/** From the rows of live. */
export type Founding = (rows: readonly Row[]) => readonly Foundation[]
