// What came of it: the count, what shares were taken of, the outcome by the rule in whole numbers, and times in their order.
import { canonicalJson } from './canonical.ts'
import { type Counts, decide } from './majority.ts'
import type { RecordBody } from './format.ts'
import { type Check, type Facts, fails, firstOf, holds, holdsAs } from './verify-check.ts'
import { msOfUtc } from './utc.ts'
import { houseOf, sumOf } from './verify-house.ts'

export function outcomeChecks({ record }: Facts): Check[] {
  const { body } = record
  return [tally(body), bases(body), outcome(body), times(record)]
}

type Tally = RecordBody['vote']['tally']

function counted({ vote: { ballots } }: Pick<RecordBody, 'vote'>): Tally {
  const sum = { yes: 0, no: 0, abstain: 0 }
  if (ballots.told === 'secret' || ballots.told === 'byProof') for (const { choice } of ballots.list) sum[choice]++
  else for (const { choice, weight } of ballots.list) sum[choice] += weight
  return sum
}

function tally(body: RecordBody): Check {
  const reckoned = counted(body)
  return canonicalJson(reckoned) === canonicalJson(body.vote.tally)
    ? holds('tally', reckoned)
    : fails('tally', 'tally_wrong', reckoned)
}

/** Who was present when it closed is known to the millisecond alone; of votes that hide who voted, within their bounds. */
function bases({ electorate, vote }: RecordBody): Check {
  const { recused } = electorate
  const { present, members, entitled } = vote.bases
  const house = houseOf(electorate)
  const { roll } = house
  const all = sumOf(roll)
  const [openMs, closeMs] = [msOfUtc(vote.openedAt) ?? NaN, msOfUtc(vote.closedAt) ?? NaN]
  const voted = new Set(vote.ballots.told === 'bySeat' ? vote.ballots.list.map(({ seat }) => seat) : [])
  const presentBy = (here: (voter: string) => boolean): number =>
    sumOf(roll.filter((seat) => voted.has(seat.seat) || house.votedFor(seat, here) !== null))
  const { yes, no, abstain } = counted({ vote })
  // Whoever has voted counts as present.
  const least = Math.max(
    yes + no + abstain,
    presentBy((voter) => house.isHere(voter, closeMs, 'surely')),
  )
  const most =
    vote.ballots.told === 'bySeat'
      ? presentBy((voter) => house.isHere(voter, closeMs, 'perhaps'))
      : presentBy((voter) => house.wasHere(voter, openMs, closeMs))
  return firstOf(
    'bases',
    [
      entitled === all ? null : fails('bases', 'bases_entitled', { told: entitled, reckoned: all }),
      members === all + sumOf(recused)
        ? null
        : fails('bases', 'bases_members', { told: members, reckoned: all + sumOf(recused) }),
      least <= present && present <= most ? null : fails('bases', 'bases_present', { told: present, least, most }),
    ],
    { present, entitled, members },
  )
}

function outcome(body: RecordBody): Check {
  const { vote, decision } = body
  const { rule, method } = vote.question
  const counts: Counts = { ...counted(body), ...vote.bases }
  const isConsent = method === 'unanimousConsent'
  const reckoned = isConsent ? (counts.no === 0 ? 'carried' : 'lost') : decide(rule, counts).outcome
  const needed = isConsent ? 0 : decide(rule, counts).needed
  const broken = vote.tieBrokenBy
  if (reckoned !== 'tied') {
    if (broken) return fails('outcome', 'outcome_noTie')
    return reckoned === decision.outcome
      ? holdsAs('outcome', `outcome_${reckoned}`, { yes: counts.yes, no: counts.no, needed })
      : fails('outcome', decision.outcome === 'carried' ? 'outcome_saysCarried' : 'outcome_saysLost', {
          yes: counts.yes,
          no: counts.no,
          needed,
        })
  }
  const how = rule.tie === 'chairCasts' ? 'chair' : 'lot'
  const isSo = broken?.how === how && (broken.choice === 'yes' ? 'carried' : 'lost') === decision.outcome
  return isSo ? holdsAs('outcome', 'outcome_tie', { by: broken.by }) : fails('outcome', 'outcome_tieWrong')
}

type Step = readonly [name: string, at: string]

/** From the opening of the meeting to the last signature. */
function times({ body, attestations }: Facts['record']): Check {
  const { meeting, electorate, vote, decision } = body
  const course: Step[] = [
    ['meeting.openedAt', meeting.openedAt],
    ['electorate.rollTakenAt', electorate.rollTakenAt],
    ['vote.openedAt', vote.openedAt],
    ['vote.closedAt', vote.closedAt],
    ['meeting.closedAt', meeting.closedAt],
    ['createdAt', body.createdAt],
  ]
  const after: [Step, Step][] = [
    ...course.slice(1).map((step, i): [Step, Step] => [course[i] as Step, step]),
    ...attestations.map(({ role, signedAt }): [Step, Step] => [
      ['createdAt', body.createdAt],
      [`signedAt (${role})`, signedAt],
    ]),
    ...(decision.effectiveFrom === null
      ? []
      : [
          [
            ['vote.closedAt', vote.closedAt],
            ['effectiveFrom', decision.effectiveFrom],
          ] as [Step, Step],
        ]),
  ]
  const none = [...course, ...after.map(([, step]) => step)].find(([, at]) => msOfUtc(at) === null)
  const odd = after.find(([before, then]) => (msOfUtc(before[1]) ?? 0) > (msOfUtc(then[1]) ?? 0))
  const isGrown = body.supersedes !== body.recordId
  return firstOf('times', [
    none ? fails('times', 'times_none', { field: none[0], at: none[1] }) : null,
    odd ? fails('times', 'times_order', { before: odd[0][0], after: odd[1][0] }) : null,
    isGrown ? null : fails('times', 'times_supersedes'),
  ])
}
