// What a public consultation came to, as three files that anybody downloads: statements, what was said of them, and the report.
// Each is canonical JSON; the SHA-256 of its bytes stands in a record whose question rested on it. Nobody is named: of who took
// part there is one salted leaf each, which its person can open (`leafOf`).
import { z } from 'zod'
import { canonicalJson } from './canonical.ts'

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Utc = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const id = z.string().min(1).max(100)
const text = z.string().max(4000)
const count = z.int().min(0)
const Counts = { agree: count, disagree: count, pass: count }

export const StatementsFile = z.strictObject({
  format: z.literal('townhall-consultation-statements/1'),
  consultation: id,
  body: text,
  title: text,
  question: text,
  /** Whoever lives there was asked; null for everybody who had signed in. */
  area: text.nullable(),
  openedAt: Utc,
  closedAt: Utc,
  reasons: z.array(z.strictObject({ id, text })),
  /** In the order in which they came. */
  statements: z.array(
    z.discriminatedUnion('state', [
      z.strictObject({ id, state: z.literal('approved'), text }),
      z.strictObject({ id, state: z.literal('merged'), text, into: id }),
      /** What was rejected is not published; why is. */
      z.strictObject({ id, state: z.literal('rejected'), reason: id }),
    ]),
  ),
})
export type StatementsFile = z.infer<typeof StatementsFile>

export const VotesFile = z.strictObject({
  format: z.literal('townhall-consultation-votes/1'),
  consultation: id,
  /** Who said or answered anything. */
  participants: count,
  statements: z.array(z.strictObject({ id, ...Counts })),
  /** One for each participant, in the order of the hashes. */
  leaves: z.array(Hash),
})
export type VotesFile = z.infer<typeof VotesFile>

export const ReportFile = z.strictObject({
  format: z.literal('townhall-consultation-report/1'),
  consultation: id,
  title: text,
  question: text,
  participants: count,
  statementsHash: Hash,
  votesHash: Hash,
  groups: z.array(
    z.strictObject({ id, title: text, statements: z.array(z.strictObject({ id, text, ...Counts })).min(1) }),
  ),
  merged: count,
  rejected: z.array(z.strictObject({ reason: id, count })),
})
export type ReportFile = z.infer<typeof ReportFile>

export const CONSULTATION_FILES = ['statements', 'votes', 'report'] as const

export type ConsultationFile = (typeof CONSULTATION_FILES)[number]

export type OwnRow = {
  readonly consultation: string
  /** Known to its person and the server. */
  readonly salt: string
  /** In the order of the statements' ids. */
  readonly choices: readonly { readonly statement: string; readonly choice: 'agree' | 'disagree' | 'pass' }[]
}

/** Of one participant: what their leaf is the SHA-256 of. */
export const rowText = ({ consultation, salt, choices }: OwnRow): string =>
  canonicalJson({ consultation, salt, choices })
export const leafOf = (row: OwnRow, sha256Hex: (text: string) => string): string => sha256Hex(rowText(row))
