// Whether a ballot is taken: open, for this question, from who may vote for this seat, once. The meeting's clock decides, not
// the voter's; what is refused is told why and changes nothing.
import type { Rejection } from '../kernel/system.ts'
import type { Given } from './commands.ts'
import { type Held, houseOn, isHere, no, type Poll, pollOf, seatOfPerson, sittingOf, type Who } from './state.ts'

export function checkBallot(state: Held, ballot: Given<'meeting.castBallot'>, who: Who): Rejection | null {
  const poll = pollOf(state, ballot.poll)
  const { seat, choice } = ballot
  if (poll?.method === 'secret') return no(`vote ${poll.id} is secret; its ballots bear no seat`)
  const wrong = checkTaking(state, poll, ballot)
  if (wrong || !poll) return wrong
  const recused = poll.recused.find((one) => one.seat === seat)
  if (recused) return no(`seat ${seat} is recused from ${poll.id}: ${recused.reason}`)
  const entry = poll.roll.find((one) => one.seat === seat)
  if (!entry) return no(`seat ${seat} is not on the roll of ${poll.id}`)
  if (entry.weight !== ballot.weight) return no(`seat ${seat} has the weight ${entry.weight}, not ${ballot.weight}`)
  if (poll.method === 'unanimousConsent' && choice !== 'no')
    return no(`vote ${poll.id} asks for objections alone; silence is consent`)
  return checkVoter(state, ballot, who) ?? checkOnce(state, poll, ballot) ?? checkCalled(poll, seat)
}

/** Of a secret vote, as its voter sends it: whether this seat is theirs to vote for. Who it was is told to nobody after. */
export function checkSecretVoter(state: Held, ballot: Given<'meeting.castBallot'>, who: Who): Rejection | null {
  const poll = pollOf(state, ballot.poll)
  const { seat, weight, signed } = ballot
  const wrong = checkTaking(state, poll, ballot)
  if (wrong || !poll) return wrong
  if (signed) return no(`vote ${poll.id} is secret; a signature would tell who cast the ballot of seat ${seat}`)
  const recused = poll.recused.find((one) => one.seat === seat)
  if (recused) return no(`seat ${seat} is recused from ${poll.id}: ${recused.reason}`)
  const entry = poll.roll.find((one) => one.seat === seat)
  if (!entry) return no(`seat ${seat} is not on the roll of ${poll.id}`)
  if (entry.weight !== weight) return no(`seat ${seat} has the weight ${entry.weight}, not ${weight}`)
  if (poll.secretBy === 'proof') return no(whyNotSo(poll, seat))
  return checkVoter(state, ballot, who, { isSigned: false })
}

/** Of a vote that is secret by proof, to somebody who has sent a ballot with their name on it. */
const whyNotSo = ({ id, group = [] }: Poll, seat: string): string =>
  group.some((one) => one.seat === seat)
    ? `vote ${id} is secret by proof; its ballots are sent without a session and bear no seat`
    : `seat ${seat} was not enrolled when vote ${id} was opened, so it cannot vote in it`

export function checkSecretBallot(state: Held, ballot: Given<'meeting.castSecretBallot'>): Rejection | null {
  const poll = pollOf(state, ballot.poll)
  if (poll && poll.method !== 'secret') return no(`vote ${poll.id} is not secret`)
  if (poll?.secretBy === 'proof') return no(`vote ${poll.id} is secret by proof; this ballot has none`)
  const wrong = checkTaking(state, poll, ballot)
  if (wrong || !poll) return wrong
  const isCast = poll.secret.some(({ nullifier }) => nullifier === ballot.nullifier)
  if (isCast)
    return state.about.rules.isBallotReplaceable
      ? null
      : no(`this voter has voted in ${poll.id}; a ballot is not replaced`)
  return poll.secret.length < poll.roll.length ? null : no(`vote ${poll.id} has a ballot for every seat already`)
}

/** Everything but the proof, which was checked before and does not change. */
export function checkProvenBallot(state: Held, ballot: Given<'meeting.castProvenBallot'>): Rejection | null {
  const poll = pollOf(state, ballot.poll)
  if (poll && poll.secretBy !== 'proof') return no(`vote ${poll.id} takes no ballots by proof`)
  const wrong = checkTaking(state, poll, ballot)
  if (wrong || !poll) return wrong
  const { id, secret, group = [] } = poll
  const before = secret.find(({ nullifier }) => nullifier === ballot.nullifier)?.proven?.revision ?? 0
  if (before > 0 && !state.about.rules.isBallotReplaceable)
    return no(`this voter has voted in ${id}; a ballot is not replaced`)
  if (ballot.revision <= before) return no(`this voter has voted in ${id} already with the revision ${before}`)
  if (ballot.revision !== before + 1)
    return no(`the next ballot of this voter in ${id} has the revision ${before + 1}, not ${ballot.revision}`)
  return before > 0 || secret.length < group.length ? null : no(`vote ${id} has a ballot for every voter already`)
}

/** Whether a tie waits for `who`. */
export function checkCasting(
  state: Held,
  poll: Poll | undefined,
  { id, how, who }: { readonly id: string; readonly how: 'chair' | 'lot'; readonly who: Who },
): Rejection | null {
  if (!poll) return no(`there is no vote ${id}`)
  if (poll.life.is !== 'counted' || poll.life.result.outcome !== 'tied') return no(`vote ${id} is not tied`)
  const wanted = how === 'chair' ? 'chairCasts' : 'lot'
  if (poll.rule.tie !== wanted)
    return no(`by its rule vote ${id} is decided by ${wanted === 'lot' ? 'the chair' : 'a lot'}, not so`)
  const seat = seatOfPerson(state, who.id)?.id
  const isRecused = how === 'chair' && poll.recused.some((one) => one.seat === seat)
  return isRecused ? no(`${who.name} is recused from ${id}; whoever takes the chair decides it`) : null
}

/** The next seat of a roll call that has somebody to answer; null after the last. */
export function nextCalled(state: Held, { item, ballots, roll, called }: Poll): string | null {
  const voted = new Set(ballots.map(({ seat }) => seat))
  const can = new Set(houseOn(state, item).flatMap(({ voter, seat }) => (voter ? [seat.id] : [])))
  const waits = ({ seat }: { seat: string }): boolean => !voted.has(seat) && can.has(seat)
  const at = roll.findIndex(({ seat }) => seat === called)
  return (roll.slice(at + 1).find(waits) ?? roll.find(waits))?.seat ?? null
}

function checkTaking(
  { nowMs }: Held,
  poll: Poll | undefined,
  { poll: id, questionHash }: { readonly poll: string; readonly questionHash: string },
): Rejection | null {
  if (!poll) return no(`there is no vote ${id}`)
  const { life } = poll
  if (life.is === 'prepared') return no(`vote ${id} is not open yet`)
  if (life.is === 'paused') return no(`vote ${id} is paused until there is a quorum again`)
  if (life.is === 'void') return no(`vote ${id} is void: ${life.reason}`)
  if (life.is !== 'open') return no(`vote ${id} is closed`)
  if (life.untilMs !== null && life.untilMs <= nowMs) return no(`vote ${id} is closed: its time is over`)
  return questionHash === poll.questionHash ? null : no(`the ballot is for another question than that of ${id}`)
}

function checkVoter(
  state: Held,
  { poll, seat, signed }: Given<'meeting.castBallot'>,
  who: Who,
  { isSigned } = { isSigned: true },
): Rejection | null {
  if (!isHere(state, who.id)) return no(`${who.name} must be present in ${state.about.meeting} to vote`)
  const item = pollOf(state, poll)?.item ?? null
  const voter = sittingOf(state, item, seat)?.voter
  if (!voter) return no(`nobody votes for seat ${seat}: its holder is not here`)
  if (voter.id !== who.id) return no(`seat ${seat} is voted for by ${voter.name}, not ${who.name}`)
  if (voter.address === undefined || !isSigned) return null
  if (!signed) return no(`the ballot of seat ${seat} must be signed by ${voter.address}`)
  return signed.address === voter.address ? null : no(`the ballot of seat ${seat} is signed by ${signed.address}`)
}

function checkOnce({ about }: Held, poll: Poll, { seat, revision }: Given<'meeting.castBallot'>): Rejection | null {
  const before = poll.ballots.find((one) => one.seat === seat)
  if (!before) return revision === 1 ? null : no(`the first ballot of seat ${seat} has the revision 1, not ${revision}`)
  if (revision <= before.revision || !about.rules.isBallotReplaceable)
    return no(`seat ${seat} has voted in ${poll.id} already`)
  return revision === before.revision + 1
    ? null
    : no(`the next ballot of seat ${seat} has the revision ${before.revision + 1}, not ${revision}`)
}

function checkCalled({ method, called, id }: Poll, seat: string): Rejection | null {
  if (method !== 'rollCall' || called === seat) return null
  return no(`seat ${seat} is not being called in ${id}; ${called === null ? 'nobody' : `seat ${called}`} is`)
}
