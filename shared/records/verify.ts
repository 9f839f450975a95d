// Verifies a decision record from the file alone, and with a chain where one can be asked. Every check has a name and a
// sentence; one that fails hides none of the others. What brings the cryptography along is a few functions, so that the same
// code runs in the command, on the page and in a page saved to disk.
import { DecisionRecord } from './format.ts'
import type { ChainReader } from './chain-reader.ts'
import { ballotChecks } from './verify-ballots.ts'
import { chainChecks } from './verify-chain.ts'
import { type Check, type Facts, fails, holds, limit, type RecordCrypto } from './verify-check.ts'
import { electorateChecks } from './verify-electorate.ts'
import { officerChecks } from './verify-officers.ts'
import { outcomeChecks } from './verify-outcome.ts'
import { textChecks } from './verify-text.ts'

/** Never rejects: a chain that does not answer is a check that fails. */
export async function verifyRecord(json: unknown, means: RecordCrypto, chain?: ChainReader): Promise<Check[]> {
  const parsed = DecisionRecord.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const path = issue?.path.map(String).join('.') ?? ''
    return [
      fails('format', 'format_wrong', { path: path.slice(0, 200) || '·', what: (issue?.message ?? '').slice(0, 200) }),
    ]
  }
  const facts: Facts = { record: parsed.data, means }
  try {
    return [
      holds('format', { schema: parsed.data.body.schema }),
      ...textChecks(facts),
      ...electorateChecks(facts),
      ...ballotChecks(facts),
      ...outcomeChecks(facts),
      ...officerChecks(facts, chain !== undefined && parsed.data.anchor !== null),
      ...(await chainChecks(facts.record, chain)),
      limit('limit.outside'),
      ...(parsed.data.body.evidence.scenario ? [limit('limit.model')] : []),
      ...consultationLimit(parsed.data),
    ]
  } catch (error) {
    // Half a character in a text: it has no UTF-8 and so no hash.
    const what = error instanceof Error ? error.message : ''
    return [fails('format', 'format_wrong', { path: '·', what: what.slice(0, 200) })]
  }
}

/** `consultationChecks` checks its files where somebody has them. */
const consultationLimit = ({ body }: DecisionRecord): Check[] => {
  const { consultation } = body.evidence
  if (!consultation) return []
  return [limit('limit.consultation', { id: consultation.id, participants: consultation.participants })]
}

export const isValid = (checks: readonly Check[]): boolean => checks.every(({ ok }) => ok)

/** Whether somebody meant it as a record at all; what is none is unreadable rather than not valid. */
export const looksLikeRecord = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && Object.hasOwn(json, 'body') && Object.hasOwn(json, 'recordHash')
