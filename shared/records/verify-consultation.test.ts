// Three files beside a record: as they were downloaded they hold; each slip in them, or between them, is told.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical.ts'
import type { ReportFile, StatementsFile, VotesFile } from './consultation-files.ts'
import type { DecisionRecord } from './format.ts'
import { consultationChecks, withConsultation } from './verify-consultation.ts'
import { limit } from './verify-check.ts'

const means = { sha256Hex: (text: string) => createHash('sha256').update(text).digest('hex') }
const hash = (value: object): string => means.sha256Hex(canonicalJson(value))
const UTC = '2026-11-23T07:00:00.000Z'

const statements: StatementsFile = {
  format: 'townhall-consultation-statements/1',
  consultation: 'school',
  body: 'City council',
  title: 'The school',
  question: 'What should become of it?',
  area: null,
  openedAt: UTC,
  closedAt: UTC,
  reasons: [{ id: 'insult', text: 'It insults somebody' }],
  statements: [
    { id: 's1', state: 'approved', text: 'A library' },
    { id: 's2', state: 'merged', text: 'Books', into: 's1' },
    { id: 's3', state: 'rejected', reason: 'insult' },
  ],
}
const votes: VotesFile = {
  format: 'townhall-consultation-votes/1',
  consultation: 'school',
  participants: 2,
  statements: [{ id: 's1', agree: 1, disagree: 1, pass: 0 }],
  leaves: ['aa'.repeat(32), 'bb'.repeat(32)],
}
type All = { readonly statements: StatementsFile; readonly votes: VotesFile; readonly report: ReportFile }
type Change = { readonly [K in keyof All]?: Partial<All[K]> }

/** What is changed is changed by who then hashes all of it anew. */
function given(change: Change = {}): { readonly record: DecisionRecord; readonly texts: string[] } {
  const [first, second] = [
    { ...statements, ...change.statements },
    { ...votes, ...change.votes },
  ]
  const [statementsHash, votesHash] = [hash(first), hash(second)]
  const report: ReportFile = {
    format: 'townhall-consultation-report/1',
    consultation: 'school',
    title: 'The school',
    question: 'What should become of it?',
    participants: 2,
    statementsHash,
    votesHash,
    groups: [{ id: 'g1', title: 'Use', statements: [{ id: 's1', text: 'A library', agree: 1, disagree: 1, pass: 0 }] }],
    merged: 1,
    rejected: [{ reason: 'insult', count: 1 }],
    ...change.report,
  }
  const consultation = { id: 'school', participants: 2, statementsHash, votesHash, reportHash: hash(report) }
  // Of a record nothing else is read here.
  const record = { body: { evidence: { consultation } } } as unknown as DecisionRecord
  return { record, texts: [first, second, report].map(canonicalJson) }
}
const failing = ({ record, texts }: ReturnType<typeof given>): string[] =>
  consultationChecks(record, texts, means)
    .filter(({ ok }) => !ok)
    .map(({ name, key }) => `${name}: ${key}`)

describe('the files of a consultation', () => {
  it('hold as they were downloaded, in any order, and then are no limit any more', () => {
    const { record, texts } = given()
    expect(failing({ record, texts: texts.toReversed() })).toEqual([])
    const checks = consultationChecks(record, texts, means)
    expect(checks.map(({ says }) => says).join(' ')).toContain('2 people, one hidden row each')
    expect(
      withConsultation([limit('limit.outside'), limit('limit.consultation')], checks).map(({ name }) => name),
    ).toEqual(['limit.outside', 'consultation.statements', 'consultation.votes', 'consultation.report'])
  })

  it('are told when one is missing, is another, is no JSON, or there should be none', () => {
    const { record, texts } = given()
    expect(failing({ record, texts: texts.slice(1) })).toEqual([
      'consultation.statements: consultation_missing',
      'consultation.report: consultation_form',
    ])
    const other = texts.map((text) => text.replace('A library', 'A prison'))
    expect(failing({ record, texts: other })).toEqual([
      'consultation.statements: consultation_hash',
      'consultation.report: consultation_hash',
    ])
    expect(failing({ record, texts: ['no JSON'] })).toHaveLength(3)
    const bare = { body: { evidence: { consultation: null } } } as unknown as DecisionRecord
    expect(failing({ record: bare, texts })).toEqual(['consultation.report: consultation_none'])
  })

  it.each<[string, Change, string]>([
    ['a reason that was not published', { statements: { reasons: [] } }, 'consultation_reason'],
    ['a row too many', { votes: { leaves: ['aa'.repeat(32)] } }, 'consultation_people'],
    ['the same row twice', { votes: { leaves: ['aa'.repeat(32), 'aa'.repeat(32)] } }, 'consultation_people'],
    [
      'more opinions than people',
      { votes: { statements: [{ id: 's1', agree: 2, disagree: 1, pass: 0 }] } },
      'consultation_counts',
    ],
    [
      'other counts in the report',
      { votes: { statements: [{ id: 's1', agree: 2, disagree: 0, pass: 0 }] } },
      'consultation_groups',
    ],
    ['a statement left out of it', { report: { groups: [] } }, 'consultation_groups'],
    ['another consultation', { report: { consultation: 'park' } }, 'consultation_form'],
    ['a report of other files', { report: { votesHash: 'cc'.repeat(32) } }, 'consultation_form'],
    ['no form at all', { votes: { participants: -1 } }, 'consultation_form'],
  ])('are found out by whoever hashes them anew: %s', (_what, change, key) => {
    expect(failing(given(change)).some((one) => one.endsWith(key))).toBe(true)
  })
})
