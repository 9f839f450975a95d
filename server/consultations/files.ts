// The three files of a consultation from its state, as it stands and nothing else: the same state and key give the same bytes.
// Their format is that of shared/records/consultation-files.ts.
import { createHmac } from 'node:crypto'
import { type Consulted, type GivenTo, OPINIONS, type Statement } from '../../shared/civic/consultation-shape.ts'
import type { CountsTold } from '../../shared/protocol/consultations.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { leafOf, type OwnRow, ReportFile, StatementsFile, VotesFile } from '../../shared/records/consultation-files.ts'
import { sha256 } from '../journal/chain.ts'

export type Files = {
  readonly statements: StatementsFile
  readonly votes: VotesFile
  readonly report: ReportFile
}
export type FileHashes = {
  readonly statementsHash: string
  readonly votesHash: string
  readonly reportHash: string
}

export const hashOf = (file: object): string => sha256(canonicalJson(file))

export function filesOf(
  state: Consulted,
  groups: GivenTo<'consultation.report'>['groups'],
  saltKey: Uint8Array,
): Files & FileHashes {
  const { consultation, title, question } = state.about
  const statements = StatementsFile.parse(statementsFile(state))
  const votes = VotesFile.parse(votesFile(state, saltKey))
  const [statementsHash, votesHash] = [hashOf(statements), hashOf(votes)]
  const report = ReportFile.parse({
    format: 'townhall-consultation-report/1',
    consultation,
    title,
    question,
    participants: votes.participants,
    statementsHash,
    votesHash,
    groups: groups.map((group) => ({
      id: group.id,
      title: group.title,
      statements: group.statements.flatMap((id) => {
        const one = state.statements.find((statement) => statement.id === id)
        return one ? [{ id, text: one.text, ...countsOf(one) }] : []
      }),
    })),
    merged: state.statements.filter((one) => one.state === 'merged').length,
    rejected: rejectedIn(state),
  } satisfies ReportFile)
  return { statements, votes, report, statementsHash, votesHash, reportHash: hashOf(report) }
}

export const countsOf = ({ votes }: Pick<Statement, 'votes'>): CountsTold => {
  const [agree = 0, disagree = 0, pass = 0] = OPINIONS.map(
    (opinion) => votes.filter(({ choice }) => choice === opinion).length,
  )
  return { agree, disagree, pass }
}

/** How many for each of the published reasons. */
export const rejectedIn = ({ statements, about }: Consulted): { reason: string; count: number }[] =>
  about.reasons.map(({ id: reason }) => ({
    reason,
    count: statements.filter(({ state, because }) => state === 'rejected' && because === reason).length,
  }))

/** Who said or answered anything. */
export function participantsOf({ statements }: Consulted): Set<string> {
  const all = new Set<string>()
  for (const { by, votes } of statements) {
    all.add(by)
    for (const { person } of votes) all.add(person)
  }
  return all
}

/** Of one participant. */
export function rowOf(state: Consulted, person: string, saltKey: Uint8Array): OwnRow {
  const choices = state.statements.flatMap(({ id: statement, votes }) => {
    const own = votes.find((one) => one.person === person)
    return own ? [{ statement, choice: own.choice }] : []
  })
  return saltedRow(state.about.consultation, { person, choices }, saltKey)
}

const saltedRow = (
  consultation: string,
  { person, choices }: { readonly person: string; readonly choices: OwnRow['choices'] },
  saltKey: Uint8Array,
): OwnRow => ({
  consultation,
  salt: createHmac('sha256', saltKey)
    .update(JSON.stringify([consultation, person]))
    .digest('hex'),
  choices: choices.toSorted((a, b) => (a.statement < b.statement ? -1 : 1)),
})

function statementsFile({ about, opensAtMs, closesAtMs, statements }: Consulted): StatementsFile {
  const { consultation, body, title, question, area, reasons } = about
  return {
    format: 'townhall-consultation-statements/1',
    consultation,
    body,
    title,
    question,
    area,
    openedAt: new Date(opensAtMs).toISOString(),
    closedAt: new Date(closesAtMs).toISOString(),
    reasons,
    statements: statements.flatMap(fileStatement),
  }
}

function fileStatement({ id, state, text, because }: Statement): StatementsFile['statements'] {
  switch (state) {
    case 'approved':
      return [{ id, state, text }]
    case 'merged':
      return [{ id, state, text, into: because }]
    case 'rejected':
      return [{ id, state, reason: because }]
    case 'submitted':
  }
  return []
}

function votesFile(state: Consulted, saltKey: Uint8Array): VotesFile {
  const { consultation } = state.about
  const rows = new Map([...participantsOf(state)].map((person) => [person, [] as OwnRow['choices'][number][]]))
  for (const { id: statement, votes } of state.statements)
    for (const { person, choice } of votes) rows.get(person)?.push({ statement, choice })
  return {
    format: 'townhall-consultation-votes/1',
    consultation,
    participants: rows.size,
    statements: state.statements
      .filter((one) => one.state === 'approved')
      .map((one) => ({ id: one.id, ...countsOf(one) })),
    leaves: [...rows]
      .map(([person, choices]) => leafOf(saltedRow(consultation, { person, choices }, saltKey), sha256))
      .sort(),
  }
}
