// A vote as a file: a roll, who was there, who voted how, and the rules of the body; what comes of it, with every reason.
// For `townhall civic tally`: a secretary checks a result by it, a stranger doubts one. The same functions as in a meeting.
import { z } from 'zod'
import type { Rejection } from '../kernel/system.ts'
import { Sentence } from '../kernel/words.ts'
import { type Counts, type Decision, decide, decisionInWords, Majority } from './majority.ts'
import { PRESETS } from './presets.ts'
import {
  checkProxies,
  checkSeats,
  Id,
  type Presence,
  presenceInWords,
  presenceOf,
  type Seat,
  type Sitting,
  sittings,
} from './roll.ts'
import { majorityOf, Rules } from './rules.ts'
import { basesOf, CHOICES, groupsOf, type Tally, tallyOf } from './tally.ts'

const MOST_SEATS = 10_000
const ids = z.array(Id).max(MOST_SEATS)

const VoteCase = z.strictObject({
  question: Sentence.optional(),
  /** A preset's name, or rules of one's own. */
  rules: z.union([z.string(), Rules]),
  /** One of the rules' majorities by name, or another; without, that of motions. */
  majority: z.union([z.string(), Majority]).optional(),
  /** A number stands for seats 1, 2, 3 … of one vote each. */
  seats: z.union([
    z.int().min(1).max(MOST_SEATS),
    z
      .array(
        z.strictObject({
          id: Id,
          name: Sentence.optional(),
          weight: z.int().min(1).max(1_000_000_000).optional(),
          group: z.string().max(80).optional(),
        }),
      )
      .min(1)
      .max(MOST_SEATS),
  ]),
  /** Seats; without, all. */
  present: ids.optional(),
  proxies: z.array(z.strictObject({ from: Id, to: Id })).optional(),
  recused: z.array(z.strictObject({ seat: Id, reason: Sentence })).optional(),
  votes: z.strictObject({ yes: ids.optional(), no: ids.optional(), abstain: ids.optional() }),
  /** The chair's, where it is tied. */
  castingVote: z.enum(['yes', 'no']).optional(),
})
type VoteCase = z.infer<typeof VoteCase>

export type VoteResult = {
  readonly question: string
  readonly outcome: 'carried' | 'lost' | 'tied' | 'void'
  readonly quorum: Presence
  readonly counts: Counts
  readonly decision: Decision
  readonly groups: readonly ({ readonly group: string } & Tally)[]
  /** Votes of seats that may not vote, with why. */
  readonly notCounted: readonly { readonly seat: string; readonly reason: string }[]
  /** What a reader is told, line by line. */
  readonly words: readonly string[]
}

/** The outcome of a vote that a file tells of; why not where the file is no vote. */
export function runVoteCase(raw: unknown): VoteResult | Rejection {
  const parsed = VoteCase.safeParse(raw)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return { reason: `${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? 'is unclear'}`.trim() }
  }
  const given = parsed.data
  const rules = rulesOf(given)
  if ('reason' in rules) return rules
  const rule = ruleOf(given, rules)
  if ('reason' in rule) return rule
  const seats = seatsOf(given)
  const wrong =
    checkSeats(seats) ?? checkProxies(seats, given.proxies ?? [], rules.mostProxies) ?? checkNames(given, seats)
  if (wrong) return wrong
  return resultOf(given, { rules, rule, seats })
}

type Read = { readonly rules: Rules; readonly rule: Majority; readonly seats: readonly Seat[] }

function resultOf(given: VoteCase, { rules, rule, seats }: Read): VoteResult {
  const { question = '', present = seats.map(({ id }) => id), proxies = [], recused = [] } = given
  const all = sittings({ seats, present, proxies, recused: recused.map(({ seat }) => seat) })
  const bySeat = new Map(all.map((one) => [one.seat.id, one]))
  const cast = CHOICES.flatMap((choice) => (given.votes[choice] ?? []).map((seat) => ({ seat, choice })))
  const isCounted = ({ seat }: { seat: string }): boolean => bySeat.get(seat)?.voter !== null
  const ballots = cast.filter(isCounted).map(({ seat, choice }) => {
    const { weight = 0, group = '' } = bySeat.get(seat)?.seat ?? {}
    return { seat, choice, weight, group }
  })
  const notCounted = cast.filter((one) => !isCounted(one)).map(({ seat }) => ({ seat, reason: whyNot(seat, bySeat) }))
  const quorum = presenceOf(rules.quorum, all)
  const counts: Counts = { ...tallyOf(ballots), ...basesOf(all, new Set(ballots.map(({ seat }) => seat))) }
  const decision = decide(rule, counts)
  const outcome = outcomeOf(given, { quorum, rule, decision })
  const groups = groupsOf(ballots)
  const words = wordsOf({ question, outcome, quorum, counts, decision, groups, notCounted }, rule, given)
  return { question, outcome, quorum, counts, decision, groups, notCounted, words }
}

function outcomeOf(
  { castingVote }: VoteCase,
  { quorum, rule, decision }: { quorum: Presence; rule: Majority; decision: Decision },
): VoteResult['outcome'] {
  if (!quorum.isQuorate) return 'void'
  if (decision.outcome !== 'tied' || rule.tie !== 'chairCasts' || castingVote === undefined) return decision.outcome
  return castingVote === 'yes' ? 'carried' : 'lost'
}

function wordsOf(result: Omit<VoteResult, 'words'>, rule: Majority, { castingVote }: VoteCase): string[] {
  const { question, outcome, quorum, counts, decision, groups, notCounted } = result
  const lines = question === '' ? [] : [question]
  lines.push(`quorum: ${presenceInWords(quorum)}${quorum.isQuorate ? '' : '; there is none'}`)
  for (const { seat, reason } of notCounted) lines.push(`not counted: seat ${seat}, ${reason}`)
  for (const { group, yes, no, abstain } of groups)
    if (group !== '') lines.push(`${group}: ${yes} yes, ${no} no, ${abstain} abstain`)
  if (outcome === 'void') return [...lines, 'void: nothing is decided without a quorum']
  lines.push(decisionInWords(rule, counts, decision))
  if (decision.outcome === 'tied' && outcome !== 'tied') lines.push(`${outcome} by the chair's vote: ${castingVote}`)
  return lines
}

function rulesOf({ rules }: VoteCase): Rules | Rejection {
  if (typeof rules !== 'string') return rules
  const names = PRESETS.map(({ id }) => id).join(', ')
  return PRESETS.find(({ id }) => id === rules) ?? { reason: `there are no rules "${rules}"; there are ${names}` }
}

function ruleOf({ majority }: VoteCase, rules: Rules): Majority | Rejection {
  if (typeof majority === 'object') return majority
  const name = majority ?? rules.uses.motion
  const names = Object.keys(rules.majorities).join(', ')
  return majorityOf(rules, name) ?? { reason: `the rules ${rules.id} have no majority "${name}"; they have ${names}` }
}

function seatsOf({ seats }: VoteCase): Seat[] {
  const list = typeof seats === 'number' ? Array.from({ length: seats }, (_, i) => ({ id: `${i + 1}` })) : seats
  return list.map(({ id, name = `seat ${id}`, weight = 1, group = '' }: (typeof list)[number] & Partial<Named>) => ({
    id,
    holder: { id, name },
    deputy: null,
    weight,
    group,
  }))
}
type Named = { name: string; weight: number; group: string }

/** Every seat that is named is on the roll, and votes once. */
function checkNames({ present = [], recused = [], votes }: VoteCase, seats: readonly Seat[]): Rejection | null {
  const known = new Set(seats.map(({ id }) => id))
  const cast = CHOICES.flatMap((choice) => votes[choice] ?? [])
  const missing = [...present, ...recused.map(({ seat }) => seat), ...cast].find((id) => !known.has(id))
  if (missing !== undefined) return { reason: `there is no seat ${missing} on the roll` }
  const seen = new Set<string>()
  for (const id of cast) {
    if (seen.has(id)) return { reason: `seat ${id} has voted twice` }
    seen.add(id)
  }
  return null
}

const whyNot = (seat: string, bySeat: ReadonlyMap<string, Sitting>): string =>
  bySeat.get(seat)?.via === 'recused' ? 'which is recused' : 'in which nobody sat'
