// What was asked and on what evidence: hashes of the body, the text, the question and the evidence, each reckoned anew.
import { canonicalJson } from './canonical.ts'
import { outsideOf } from './format.ts'
import { msOfUtc } from './utc.ts'
import { type Check, type Facts, fails, firstOf, holds, limit } from './verify-check.ts'

export function textChecks({ record, means }: Facts): Check[] {
  const { body, recordHash, outsideHash } = record
  const hashOf = (value: unknown): string => means.sha256Hex(canonicalJson(value))
  const reckoned = hashOf(body)
  const isSealed = hashOf(outsideOf(record)) === outsideHash
  return [
    reckoned === recordHash
      ? holds('recordHash', { hash: recordHash })
      : fails('recordHash', 'recordHash_wrong', { hash: reckoned, told: recordHash }),
    isSealed ? holds('outsideHash') : fails('outsideHash', 'outsideHash_wrong'),
    finalText({ record, means }),
    questionHash({ record, means }),
    question({ record, means }),
    evidence({ record, means }),
    scenario({ record, means }),
    ...reproductions({ record, means }),
    redactions({ record, means }),
  ]
}

function finalText({ record: { body }, means }: Facts): Check {
  const { item, vote, decision } = body
  const reckoned = means.sha256Hex(vote.question.lines.join('\n'))
  const { finalTextHash, text, amendments } = item.motion
  const isAmended = amendments.some(({ outcome }) => outcome === 'carried')
  return firstOf('finalText', [
    reckoned === finalTextHash ? null : fails('finalText', 'finalText_wrong'),
    decision.operativeTextHash === finalTextHash ? null : fails('finalText', 'finalText_operative'),
    isAmended || text.join('\n') === vote.question.lines.join('\n') ? null : fails('finalText', 'finalText_unamended'),
  ])
}

function questionHash({ record: { body }, means }: Facts): Check {
  const reckoned = means.sha256Hex(canonicalJson(body.vote.question))
  return reckoned === body.vote.questionHash ? holds('questionHash') : fails('questionHash', 'questionHash_wrong')
}

/** It is about this meeting and this motion, and what it asks to be done is what was decided. */
function question({ record: { body } }: Facts): Check {
  const { meeting, item, vote, decision } = body
  const { subject, options, meeting: where } = vote.question
  const effects = vote.question['effects'] ?? []
  const wanted = decision.outcome === 'carried' ? effects : []
  return firstOf('question', [
    where === meeting.id ? null : fails('question', 'question_meeting', { asked: where, held: meeting.id }),
    subject.kind === 'motion' && subject['motion'] === item.motion.id
      ? null
      : fails('question', 'question_motion', { motion: item.motion.id }),
    options.join() === 'yes,no,abstain' ? null : fails('question', 'question_options'),
    canonicalJson(decision.effects) === canonicalJson(wanted) ? null : fails('question', 'question_effects'),
  ])
}

function evidence({ record: { body }, means }: Facts): Check {
  const { scenario: of, runs, observations, documents, consultation } = body.evidence
  const isEmpty = !of && !consultation && runs.length + observations.length + documents.length === 0
  const frozen = body.vote.question.evidence
  if (isEmpty && frozen.length === 0) return limit('limit.evidence')
  const reckoned = means.sha256Hex(canonicalJson(body.evidence))
  return frozen.length === 1 && frozen[0] === reckoned
    ? holds('evidence', { runs: runs.length, documents: documents.length, observations: observations.length })
    : fails('evidence', 'evidence_wrong')
}

/** Both kinds of runs went out from the same: the same members, systems and build, each once. */
function scenario({ record: { body } }: Facts): Check {
  const { scenario: of, runs } = body.evidence
  if (!of) return runs.length === 0 ? holds('scenario') : fails('scenario', 'scenario_none')
  const seedsOf = (kind: 'baseline' | 'branch'): number[] =>
    runs.filter((one) => one.kind === kind).map(({ seed }) => seed)
  const [without, with_] = [seedsOf('baseline'), seedsOf('branch')]
  const twice = [without, with_].find((seeds) => new Set(seeds).size < seeds.length)
  const apart = with_.find((seed) => !without.includes(seed)) ?? without.find((seed) => !with_.includes(seed))
  const [first] = runs
  const other = runs.find(
    ({ buildId, system }) => buildId !== first?.buildId || canonicalJson(system) !== canonicalJson(first.system),
  )
  return firstOf(
    'scenario',
    [
      with_.length > 0 ? null : fails('scenario', 'scenario_noRun'),
      twice ? fails('scenario', 'scenario_twice') : null,
      apart === undefined ? null : fails('scenario', 'scenario_seed', { seed: apart }),
      other ? fails('scenario', 'scenario_build', { seed: other.seed, kind: other.kind }) : null,
    ],
    { members: with_.length, title: of.title },
  )
}

/** Who ran a run again before the vote was opened; that something else came of it is no fault of the record, and is told. */
function reproductions({ record: { body } }: Facts): Check[] {
  const all = body.evidence.runs.flatMap(({ reproductions: again, outputsHash }) =>
    again.map((one) => ({ ...one, isSame: one.outputsHash === outputsHash })),
  )
  if (all.length === 0) return []
  const openedMs = msOfUtc(body.vote.openedAt) ?? NaN
  const late = all.find(({ at }) => !((msOfUtc(at) ?? NaN) <= openedMs))
  if (late) return [fails('reproductions', 'reproductions_late', { by: late.by })]
  const other = all.find(({ isSame }) => !isSame)
  const same = all.filter(({ isSame }) => isSame).length
  if (!other) return [holds('reproductions', { count: same })]
  return [limit('limit.reproductions', { same, other: all.length - same, by: other.by })]
}

/** Each names one field of the body, once. */
function redactions({ record: { body } }: Facts): Check {
  const paths = body.redactions.map(({ path }) => path)
  const odd = paths.find((path, i) => paths.indexOf(path) !== i || !isField(body, path))
  if (odd !== undefined) return fails('redactions', 'redactions_path', { path: odd.slice(0, 100) })
  return paths.length === 0 ? holds('redactions') : limit('limit.redactions', { count: paths.length })
}

/** `electorate.roll.3.name`: keys and places parted by dots. */
function isField(body: unknown, path: string): boolean {
  let at = body
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false
    at = (at as Record<string, unknown>)[key]
  }
  return true
}
