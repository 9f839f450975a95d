// A vote as pages are told of it, by its method: by name, by group or in sums alone; of a secret one nothing but how many have
// voted until it is closed. A receipt is the voter's own, at once.
import type { Ballot, SecretBallot } from './ballot.ts'
import { resultOf } from './poll-course.ts'
import type { Poll, PollResult } from './state.ts'
import { type Choice, groupsOf, type Tally } from './tally.ts'

export type PollTold = {
  readonly id: string
  readonly question: string
  readonly questionHash: string | null
  readonly method: Poll['method']
  /** Only of a secret vote whose ballots are proofs: the seats that were enrolled when it opened. */
  readonly byProof?: { readonly seats: readonly string[] }
  readonly state: Poll['life']['is']
  readonly untilMs: number | null
  /** How many seats may vote, and how many have. */
  readonly seats: number
  readonly cast: number
  readonly called: string | null
  /** Null where the method does not tell, or not yet. */
  readonly tally: Tally | null
  readonly groups: readonly ({ readonly group: string } & Tally)[] | null
  readonly votes: readonly { readonly seat: string; readonly choice: Choice }[] | null
  readonly result: PollResult | null
  /** Why it is void; empty else. */
  readonly reason: string
}

/** All that anybody but the auditor may see of it. */
export function pollTold(poll: Poll): PollTold {
  const { id, question, questionHash, method, life, roll, called, ballots, secret, secretBy, group = [] } = poll
  const isSecret = method === 'secret'
  const result = 'result' in life ? life.result : null
  const byName = method === 'named' || method === 'rollCall' || method === 'unanimousConsent'
  const isByGroup = byName || method === 'byGroup'
  return {
    id,
    question,
    questionHash,
    method,
    ...(secretBy ? { byProof: { seats: group.map(({ seat }) => seat) } } : {}),
    state: life.is,
    untilMs: life.is === 'open' ? life.untilMs : null,
    seats: roll.length,
    cast: isSecret ? secret.length : ballots.length,
    called,
    tally: isSecret ? (result?.tally ?? null) : resultOf(poll).tally,
    groups: isByGroup ? groupsOf(ofGroups(poll)) : null,
    votes: byName ? ballots.map(({ seat, choice }) => ({ seat, choice })) : null,
    result,
    reason: life.is === 'void' ? life.reason : '',
  }
}

function ofGroups({ ballots, roll }: Poll): (Ballot & { group: string })[] {
  const groups = new Map(roll.map(({ seat, group }) => [seat, group]))
  return ballots.map((one) => ({ ...one, group: groups.get(one.seat) ?? '' }))
}

/** What a voter is told at once: the ballot as it will be counted. By seat, or in a secret vote by nullifier. */
export const receiptOf = ({ ballots, secret }: Poll, voter: string): Ballot | SecretBallot | null =>
  ballots.find(({ seat }) => seat === voter) ?? secret.find(({ nullifier }) => nullifier === voter) ?? null
