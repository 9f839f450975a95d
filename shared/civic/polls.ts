// Votes: prepared with the question frozen, opened with a quorum and the roll frozen, ballots one a seat, closed, counted,
// certified, published; or void, with the reason. Whoever is refused is told why.
import type { Rejection } from '../kernel/system.ts'
import { checkBallot, checkCasting, checkProvenBallot, checkSecretBallot, nextCalled } from './casting.ts'
import type { Subject } from './commands.ts'
import { note } from './course.ts'
import { groupNow } from './enrolment.ts'
import type { Majority } from './majority.ts'
import { attend, closePoll, settle, voidPoll } from './poll-course.ts'
import { checkOpen, checkSubject, linesOf } from './questions.ts'
import { presenceOf, presenceValues } from './roll.ts'
import { majorityOf } from './rules.ts'
import {
  type Acts,
  amendmentOf,
  type Held,
  houseOn,
  motionOf,
  no,
  type Poll,
  pollOf,
  type PollResult,
} from './state.ts'

const MOST_POLLS = 1000
const MOST_REFUSED = 200

export const polls: Acts<
  | 'meeting.preparePoll'
  | 'meeting.freezeQuestion'
  | 'meeting.openPoll'
  | 'meeting.closePoll'
  | 'meeting.voidPoll'
  | 'meeting.callSeat'
  | 'meeting.castBallot'
  | 'meeting.castSecretBallot'
  | 'meeting.castProvenBallot'
  | 'meeting.noteRefusedBallot'
  | 'meeting.castCastingVote'
  | 'meeting.noteLot'
  | 'meeting.certifyPoll'
  | 'meeting.publishPoll'
> = {
  'meeting.preparePoll': {
    check(state, { poll, subject, method }) {
      const { rules, seats } = state.about
      if (pollOf(state, poll)) return no(`there is a vote ${poll} already`)
      if (state.polls.length >= MOST_POLLS) return no(`there were ${MOST_POLLS} votes; ${poll} is one too many`)
      if (!rules.methods.includes(method))
        return no(`the rules ${rules.id} know no ${method} vote, as ${poll} would be`)
      if (method === 'secret' && seats.some(({ weight }) => weight !== 1))
        return no(`vote ${poll} cannot be secret: weights would tell who voted how`)
      const rule = ruleOf(state, subject)
      return 'reason' in rule ? rule : checkSubject(state, poll, subject)
    },
    apply(state, { poll: id, subject, question, method, limitS = null, evidence }) {
      const rule = ruleOf(state, subject)
      if ('reason' in rule) return
      const about = { id, subject, item: itemOfSubject(state, subject), question, lines: linesOf(state, subject) }
      const counted = { openedMs: null, closedMs: null, presentAtOpen: null, presentAtClose: null, bases: null }
      const cast = { ballots: [], secret: [], refused: [], refusedCount: 0, called: null, attended: [] }
      const frozen = { questionHash: null, roll: [], recused: [], proxies: [] }
      const life = { is: 'prepared' } as const
      const how = method === 'secret' && state.about.rules.secretBy === 'proof' ? { secretBy: 'proof' as const } : {}
      state.polls.push({ ...about, method, rule, limitS, evidence, ...frozen, ...counted, ...cast, ...how, life })
    },
  },

  'meeting.freezeQuestion': {
    check(state, { poll, questionHash }) {
      const one = pollOf(state, poll)
      if (!one) return noPoll(poll)
      if (one.questionHash === questionHash) return no(`the question of ${poll} is frozen so already`)
      return one.questionHash === null ? null : no(`the question of ${poll} is frozen and cannot be exchanged`)
    },
    apply(state, { poll, questionHash }) {
      const one = pollOf(state, poll)
      if (one) one.questionHash = questionHash
    },
  },

  'meeting.openPoll': {
    check(state, { poll }) {
      const one = pollOf(state, poll)
      return one ? checkOpen(state, one) : noPoll(poll)
    },
    apply(state, { poll }) {
      const one = pollOf(state, poll)
      if (one) open(state, one)
    },
  },

  'meeting.closePoll': {
    check: (state, { poll }) => checkLife(pollOf(state, poll), poll, ['open', 'paused']),
    apply(state, { poll }) {
      const one = pollOf(state, poll)
      if (one) closePoll(state, one, 'chair')
    },
  },

  'meeting.voidPoll': {
    check(state, { poll }) {
      const one = pollOf(state, poll)
      if (one?.life.is === 'certified' || one?.life.is === 'published')
        return no(`vote ${poll} is certified; only a later record can supersede it`)
      const wrong = checkLife(one, poll, ['prepared', 'open', 'paused', 'closed', 'counted'])
      if (wrong || one?.subject.kind !== 'amendment') return wrong
      const motion = motionOf(state, amendmentOf(state, one.subject.amendment)?.motion ?? '')
      return motion?.life.is === 'debate' ? null : no(`motion ${motion?.id ?? ''} is ${motion?.life.is ?? ''} already`)
    },
    apply(state, { poll, reason }) {
      const one = pollOf(state, poll)
      if (one) voidPoll(state, one, reason)
    },
  },

  'meeting.callSeat': {
    check(state, { poll, seat }) {
      const one = pollOf(state, poll)
      if (one && one.method !== 'rollCall') return no(`vote ${poll} is no roll call; nobody is called`)
      if (one?.called === seat) return no(`seat ${seat} is being called already`)
      if (one && !one.roll.some((entry) => entry.seat === seat)) return no(`seat ${seat} is not on the roll of ${poll}`)
      if (one?.ballots.some((ballot) => ballot.seat === seat)) return no(`seat ${seat} has voted in ${poll} already`)
      return checkLife(one, poll, ['open'])
    },
    apply(state, { poll, seat }) {
      const one = pollOf(state, poll)
      if (one) one.called = seat
    },
  },

  'meeting.castBallot': {
    check: (state, command, who) => checkBallot(state, command, who),
    apply(state, { poll, questionHash, seat, choice, revision, weight, signed = null }, { id: voter }) {
      const one = pollOf(state, poll)
      if (!one) return
      const ballot = { questionHash, seat, voter, choice, weight, revision, castMs: state.nowMs, signed }
      const before = one.ballots.findIndex((other) => other.seat === seat)
      if (before < 0) one.ballots.push(ballot)
      else one.ballots[before] = ballot
      if (one.method === 'rollCall') one.called = nextCalled(state, one)
      if (one.method === 'unanimousConsent') closePoll(state, one, 'objection')
    },
  },

  'meeting.castSecretBallot': {
    check: (state, command) => checkSecretBallot(state, command),
    apply(state, { poll, nullifier, choice }) {
      const one = pollOf(state, poll)
      if (!one) return
      const others = one.secret.filter((ballot) => ballot.nullifier !== nullifier)
      one.secret = [...others, { nullifier, choice }].sort((a, b) => (a.nullifier < b.nullifier ? -1 : 1))
    },
  },

  'meeting.castProvenBallot': {
    check: (state, command) => checkProvenBallot(state, command),
    apply(state, { poll, nullifier, choice, revision, proof }) {
      const one = pollOf(state, poll)
      if (!one) return
      const others = one.secret.filter((ballot) => ballot.nullifier !== nullifier)
      const ballot = { nullifier, choice, proven: { revision, proof } }
      one.secret = [...others, ballot].sort((a, b) => (a.nullifier < b.nullifier ? -1 : 1))
    },
  },

  'meeting.noteRefusedBallot': {
    check: (state, { poll }) => (pollOf(state, poll) ? null : noPoll(poll)),
    apply(state, { poll, person, reason }) {
      const one = pollOf(state, poll)
      if (!one) return
      one.refusedCount++
      if (one.refused.length < MOST_REFUSED) one.refused.push({ person, reason, atMs: state.nowMs })
    },
  },

  'meeting.castCastingVote': {
    check: (state, { poll }, who) => checkCasting(state, pollOf(state, poll), { id: poll, how: 'chair', who }),
    apply(state, { poll, choice }, { name }) {
      breakTie(state, poll, { how: 'chair', by: name, choice })
    },
  },

  'meeting.noteLot': {
    check: (state, { poll }, who) => checkCasting(state, pollOf(state, poll), { id: poll, how: 'lot', who }),
    apply: (state, { poll, choice, how: by }) => breakTie(state, poll, { how: 'lot', by, choice }),
  },

  'meeting.certifyPoll': {
    check(state, { poll }) {
      const one = pollOf(state, poll)
      const isTied = one?.life.is === 'counted' && one.life.result.outcome === 'tied'
      return isTied ? no(`vote ${poll} is tied and waits to be decided`) : checkLife(one, poll, ['counted'])
    },
    apply(state, { poll }, { name }) {
      const one = pollOf(state, poll)
      if (one?.life.is !== 'counted') return
      one.life = { is: 'certified', result: one.life.result }
      note(state, 'pollCertified', { poll, name })
    },
  },

  'meeting.publishPoll': {
    check: (state, { poll }) => checkLife(pollOf(state, poll), poll, ['certified']),
    apply(state, { poll }) {
      const one = pollOf(state, poll)
      if (one?.life.is === 'certified') one.life = { is: 'published', result: one.life.result }
    },
  },
}

const noPoll = (id: string): Rejection => no(`there is no vote ${id}`)

function checkLife(poll: Poll | undefined, id: string, be: readonly Poll['life']['is'][]): Rejection | null {
  if (!poll) return noPoll(id)
  return be.includes(poll.life.is) ? null : no(`vote ${id} is ${poll.life.is}`)
}

/** The majority a question is decided by: the rules', or the one that the motion or the chair asked for among them. */
function ruleOf(state: Held, subject: Subject): Majority | Rejection {
  const { rules } = state.about
  const asked =
    subject.kind === 'motion'
      ? motionOf(state, subject.motion)?.majority
      : subject.kind === 'procedure'
        ? subject.majority
        : null
  const name = asked ?? rules.uses[subject.kind]
  return majorityOf(rules, name) ?? no(`the rules ${rules.id} have no majority "${name}"`)
}

function itemOfSubject(state: Held, subject: Subject): string | null {
  switch (subject.kind) {
    case 'motion':
      return motionOf(state, subject.motion)?.item ?? null
    case 'amendment':
      return motionOf(state, amendmentOf(state, subject.amendment)?.motion ?? '')?.item ?? null
    case 'procedure':
      return state.items.find((one) => one.state === 'current')?.id ?? null
    case 'agenda':
      break
  }
  return null
}

function open(state: Held, poll: Poll): void {
  const all = houseOn(state, poll.item)
  poll.roll = all
    .filter(({ via }) => via !== 'recused')
    .map(({ seat: { id: seat, weight, group } }) => ({ seat, weight, group }))
  poll.recused = state.recusals.filter(({ item }) => item === poll.item).map(({ seat, reason }) => ({ seat, reason }))
  poll.proxies = state.proxies.map((proxy) => ({ ...proxy }))
  poll.presentAtOpen = presenceOf(state.about.rules.quorum, all)
  if (poll.secretBy === 'proof') poll.group = groupNow(state, all)
  poll.openedMs = state.nowMs
  poll.life = { is: 'open', untilMs: poll.limitS === null ? null : state.nowMs + poll.limitS * 1000 }
  attend(state, poll, all)
  const { subject, id, method, question } = poll
  if (subject.kind === 'motion') {
    const motion = motionOf(state, subject.motion)
    if (motion) motion.life = { is: 'voting' }
  }
  if (subject.kind === 'amendment') {
    const amendment = amendmentOf(state, subject.amendment)
    if (amendment) amendment.state = 'voting'
  }
  note(state, 'pollOpened', { poll: id, method, question, ...presenceValues(poll.presentAtOpen) })
}

function breakTie(state: Held, id: string, tieBrokenBy: NonNullable<PollResult['tieBrokenBy']>): void {
  const poll = pollOf(state, id)
  if (poll?.life.is !== 'counted') return
  const outcome = tieBrokenBy.choice === 'yes' ? 'carried' : 'lost'
  poll.life = { is: 'counted', result: { ...poll.life.result, outcome, tieBrokenBy } }
  const { how, by, choice } = tieBrokenBy
  if (how === 'chair') note(state, 'castingVote', { name: by, poll: id, choice, outcome })
  else note(state, 'lot', { how: by, poll: id, outcome })
  settle(state, poll, outcome)
}
