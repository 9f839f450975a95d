// Whether three downloaded files are what a record's question rested on: each by its hash, and all three by each other. They are
// told apart by their format, so that whoever has them gives them in any order.
import {
  CONSULTATION_FILES,
  type ConsultationFile,
  ReportFile,
  StatementsFile,
  VotesFile,
} from './consultation-files.ts'
import type { DecisionRecord } from './format.ts'
import { type Check, fails, holds, type RecordCrypto } from './verify-check.ts'

type Means = Pick<RecordCrypto, 'sha256Hex'>
type Named = NonNullable<DecisionRecord['body']['evidence']['consultation']>

/** `texts`: of the files, as they were downloaded. */
export function consultationChecks({ body }: DecisionRecord, texts: readonly string[], means: Means): Check[] {
  const named = body.evidence.consultation
  if (!named) return [fails('consultation.report', 'consultation_none')]
  const faults = new Map<ConsultationFile, Check>()
  const found = {} as Record<ConsultationFile, unknown>
  for (const file of CONSULTATION_FILES) {
    const text = texts.find((one) => formatOf(one) === `townhall-consultation-${file}/1`)
    const hash = text === undefined ? '' : means.sha256Hex(text)
    if (text === undefined) faults.set(file, fails(`consultation.${file}`, 'consultation_missing', { file }))
    else if (hash !== named[`${file}Hash`])
      faults.set(file, fails(`consultation.${file}`, 'consultation_hash', { file, hash }))
    else found[file] = JSON.parse(text) as unknown
  }
  const statements = StatementsFile.safeParse(found.statements).data
  const votes = VotesFile.safeParse(found.votes).data
  const report = ReportFile.safeParse(found.report).data
  const formless = (file: ConsultationFile): Check =>
    faults.get(file) ?? fails(`consultation.${file}`, 'consultation_form', { file })
  return [
    statements ? ofStatements(statements, named) : formless('statements'),
    votes ? ofVotes(votes, named) : formless('votes'),
    report && statements && votes ? ofReport(report, { statements, votes, named }) : formless('report'),
  ]
}

/** In place of the sentence that they were not. */
export const withConsultation = (checks: readonly Check[], checked: readonly Check[]): Check[] => [
  ...checks.filter(({ name }) => name !== 'limit.consultation'),
  ...checked,
]

function formatOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly format?: unknown } | null)?.format
  } catch {
    return null
  }
}

function ofStatements({ statements, reasons }: StatementsFile, { id }: Named): Check {
  const rejected = statements.filter((one) => one.state === 'rejected')
  const odd = rejected.find((one) => !reasons.some((reason) => reason.id === one.reason))
  if (odd) return fails('consultation.statements', 'consultation_reason', { statement: odd.id })
  const approved = statements.filter(({ state }) => state === 'approved').length
  return holds('consultation.statements', { id, approved, rejected: rejected.length })
}

function ofVotes({ participants, statements, leaves }: VotesFile, named: Named): Check {
  const rows = new Set(leaves).size
  if (participants !== named.participants || rows !== participants || leaves.length !== rows)
    return fails('consultation.votes', 'consultation_people', { told: named.participants, rows: leaves.length })
  const odd = statements.find(({ agree, disagree, pass }) => agree + disagree + pass > participants)
  return odd
    ? fails('consultation.votes', 'consultation_counts', { statement: odd.id })
    : holds('consultation.votes', { participants })
}

type All = { readonly statements: StatementsFile; readonly votes: VotesFile; readonly named: Named }

/** Of the same consultation, and every approved statement once, as it was said and counted. */
function ofReport(report: ReportFile, { statements, votes, named }: All): Check {
  const ofOne = [report, statements, votes].every(({ consultation }) => consultation === named.id)
  const bound = report.statementsHash === named.statementsHash && report.votesHash === named.votesHash
  if (!ofOne || !bound || report.participants !== named.participants)
    return fails('consultation.report', 'consultation_form', { file: 'report' })
  const grouped = report.groups.flatMap((group) => group.statements)
  const approved = statements.statements.filter((one) => one.state === 'approved')
  const odd =
    approved.find(({ id, text }) => {
      const [told, again] = grouped.filter((one) => one.id === id)
      const counted = votes.statements.find((one) => one.id === id)
      if (!told || again || !counted || told.text !== text) return true
      return told.agree !== counted.agree || told.disagree !== counted.disagree || told.pass !== counted.pass
    }) ?? grouped.find(({ id }) => !approved.some((one) => one.id === id))
  return odd
    ? fails('consultation.report', 'consultation_groups', { statement: odd.id })
    : holds('consultation.report', { groups: report.groups.length })
}
