// How a vote goes on once it is open: presence, time, closing, counting, and what comes of it. A result is reckoned from the
// poll alone (`resultOf`), so that whoever has the poll comes to the same.
import { carry, reopen } from './amendments.ts'
import { nextCalled } from './casting.ts'
import { note } from './course.ts'
import { type Counts, type Decision, decide, resultValues } from './majority.ts'
import { presenceOf, presenceValues, type Sitting } from './roll.ts'
import { LEAST_SECRET } from './rules.ts'
import {
  amendmentOf,
  type Held,
  houseOn,
  motionOf,
  type Poll,
  type PollLife,
  type PollResult,
  runningPoll,
} from './state.ts'
import { basesOf, type Tally, tallyOf } from './tally.ts'
import { type Because, reasonOf, reasonValues } from './value-words.ts'

type Outcome = PollResult['outcome']

/** From the ballots, the frozen roll and the rule of a closed poll; a tie as it was before anybody broke it. */
export function resultOf(poll: Poll): { readonly tally: Tally; readonly counts: Counts; readonly decision: Decision } {
  const { method, rule, ballots, secret } = poll
  const tally = tallyOf(method === 'secret' ? secret.map(({ choice }) => ({ choice, weight: 1 })) : ballots)
  const counts = { ...tally, ...(poll.bases ?? { present: 0, members: 0, entitled: 0 }) }
  return { tally, counts, decision: method === 'unanimousConsent' ? consent(counts) : decide(rule, counts) }
}

/** Carried unless somebody objects: nobody's yes is counted. */
const consent = ({ no, entitled }: Counts): Decision => ({
  outcome: no === 0 ? 'carried' : 'lost',
  needed: 0,
  base: entitled,
  because: no === 0 ? 'reached' : 'notReached',
})

/** The clock has gone on: what is over in time is closed, what is closed is counted. */
export function stepPolls(state: Held): void {
  const poll = runningPoll(state)
  if (poll?.life.is === 'open') {
    if (poll.life.untilMs !== null && poll.life.untilMs <= state.nowMs) closePoll(state, poll, 'time')
    else if (haveAllVoted(state, poll)) closePoll(state, poll, 'all')
  }
  for (const one of state.polls) if (one.life.is === 'closed') count(state, one)
}

/** Void where there is no quorum any more. */
export function closePoll(state: Held, poll: Poll, why: Extract<PollLife, { is: 'closed' }>['why']): void {
  const all = houseOn(state, poll.item)
  poll.presentAtClose = presenceOf(state.about.rules.quorum, all)
  if (!poll.presentAtClose.isQuorate) return voidPoll(state, poll, { because: 'quorumLostAtClose' })
  const voted = poll.method === 'secret' ? poll.attended : poll.ballots.map(({ seat }) => seat)
  poll.bases = basesOf(all, new Set(voted))
  poll.closedMs = state.nowMs
  poll.called = null
  poll.life = { is: 'closed', why }
  note(state, 'pollClosed', { poll: poll.id, why })
}

/** Somebody came or went. */
export function attendPoll(state: Held): void {
  const poll = runningPoll(state)
  if (!poll) return
  const { quorum } = state.about.rules
  const all = houseOn(state, poll.item)
  const presence = presenceOf(quorum, all)
  attend(state, poll, all)
  if (poll.life.is === 'open' && !presence.isQuorate) {
    poll.presentAtClose = presence
    if (quorum.ifLost === 'void') return voidPoll(state, poll, { because: 'quorumLost', ...presenceValues(presence) })
    const { untilMs } = poll.life
    poll.life = { is: 'paused', leftMs: untilMs === null ? null : Math.max(0, untilMs - state.nowMs) }
    note(state, 'pollPaused', { poll: poll.id })
  } else if (poll.life.is === 'paused' && presence.isQuorate) {
    const { leftMs } = poll.life
    poll.life = { is: 'open', untilMs: leftMs === null ? null : state.nowMs + leftMs }
    note(state, 'pollContinued', { poll: poll.id })
  }
}

/** Whoever can vote now is noted, and called where nobody is who could answer. */
export function attend(state: Held, poll: Poll, all: readonly Sitting[]): void {
  const known = new Set(poll.attended)
  const can = new Set(all.flatMap(({ voter, seat }) => (voter ? [seat.id] : [])))
  for (const seat of can) if (!known.has(seat)) poll.attended.push(seat)
  const isWaitedFor = poll.called !== null && can.has(poll.called)
  if (poll.method === 'rollCall' && !isWaitedFor) poll.called = nextCalled(state, poll)
}

/** Its ballots stay on record and decide nothing; what it was about is open again. */
export function voidPoll(state: Held, poll: Poll, reason: string | Because): void {
  const { subject } = poll
  const wasCarried = poll.life.is === 'counted' && poll.life.result.outcome === 'carried'
  poll.life = { is: 'void', atMs: state.nowMs, reason: reasonOf(reason, 'en') }
  poll.closedMs ??= state.nowMs
  poll.called = null
  if (subject.kind === 'motion') {
    const motion = motionOf(state, subject.motion)
    if (motion && ['voting', 'carried', 'lost', 'tied'].includes(motion.life.is)) motion.life = { is: 'debate' }
  }
  if (subject.kind === 'amendment') {
    const amendment = amendmentOf(state, subject.amendment)
    if (amendment && ['voting', 'carried', 'lost'].includes(amendment.state)) reopen(state, amendment)
  }
  if (subject.kind === 'agenda' && wasCarried) state.isAgendaCarried = false
  note(state, 'pollVoid', { poll: poll.id, ...reasonValues(reason) })
}

/** Those that were prepared and are opened no more. */
export function voidAll(state: Held, reason: Because): void {
  for (const poll of state.polls) if (poll.life.is === 'prepared') voidPoll(state, poll, reason)
}

/** What was decided takes effect: on the motion, the amendment or the agenda. */
export function settle(state: Held, { subject }: Poll, outcome: Outcome): void {
  switch (subject.kind) {
    case 'motion': {
      const motion = motionOf(state, subject.motion)
      if (motion) motion.life = { is: outcome }
      return
    }
    case 'amendment': {
      const amendment = amendmentOf(state, subject.amendment)
      if (!amendment || outcome === 'tied') return
      if (outcome === 'carried') carry(state, amendment)
      else amendment.state = 'lost'
      return
    }
    case 'agenda':
      if (outcome === 'carried') state.isAgendaCarried = true
      return
    case 'procedure':
  }
}

function count(state: Held, poll: Poll): void {
  const { tally, counts, decision } = resultOf(poll)
  if (poll.method === 'secret' && poll.secret.length < LEAST_SECRET)
    return voidPoll(state, poll, { because: 'fewSecret', ballots: poll.secret.length })
  poll.life = { is: 'counted', result: { tally, decision, outcome: decision.outcome, tieBrokenBy: null } }
  const { outcome } = decision
  const consented = { outcome, because: outcome === 'carried' ? 'silence' : 'objected' }
  const result = poll.method === 'unanimousConsent' ? consented : resultValues(poll.rule, counts, decision)
  note(state, 'pollCounted', { poll: poll.id, ...result })
  settle(state, poll, decision.outcome)
}

/** Everybody who is here, or is voted for, has voted; in secret, everybody who ever was. Only where nobody may think again. */
export function haveAllVoted(state: Held, poll: Poll): boolean {
  if (state.about.rules.isBallotReplaceable || poll.method === 'unanimousConsent') return false
  if (poll.method === 'secret') return poll.secret.length >= (poll.group ?? poll.attended).length
  const voters = houseOn(state, poll.item).filter(({ voter }) => voter !== null)
  const voted = new Set(poll.ballots.map(({ seat }) => seat))
  return voters.length > 0 && voters.every(({ seat }) => voted.has(seat.id))
}
