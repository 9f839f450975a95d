// Who is here, whose hand is up, who is recused, who votes for whom. Presence moves the quorum, and a lost quorum the poll.
import type { Rejection } from '../kernel/system.ts'
import { note } from './course.ts'
import { quorumNow } from './order.ts'
import { actingChair } from './permission.ts'
import { attendPoll } from './poll-course.ts'
import { checkProxies, presenceValues } from './roll.ts'
import { pauseSpeaking } from './speech.ts'
import {
  type Acts,
  type Held,
  isHere,
  isInSession,
  isOver,
  isSitting,
  itemOf,
  no,
  runningPoll,
  seatOf,
  type Who,
} from './state.ts'

export const attendance: Acts<
  | 'meeting.arrive'
  | 'meeting.leave'
  | 'meeting.noteGone'
  | 'meeting.raiseHand'
  | 'meeting.lowerHand'
  | 'meeting.recuse'
  | 'meeting.giveProxy'
  | 'meeting.withdrawProxy'
> = {
  'meeting.arrive': {
    check(state, _, { id, name }) {
      const { life, about } = state
      if (life.is === 'draft' || isOver(state))
        return no(`meeting ${about.meeting} is ${life.is}; nobody arrives in it`)
      return isHere(state, id) ? no(`${name} is in meeting ${about.meeting} already`) : null
    },
    apply(state, _, { id, name }) {
      moved(state, () => state.stays.push({ person: id, name, inMs: state.nowMs, outMs: null }))
      if (isInSession(state)) note(state, 'arrived', { name })
    },
  },

  'meeting.leave': {
    check: (state, _, { id, name }) =>
      isHere(state, id) ? null : no(`${name} is not in meeting ${state.about.meeting}`),
    apply: (state, _, { id }) => leave(state, id),
  },

  'meeting.noteGone': {
    check: (state, { person }) =>
      isHere(state, person) ? null : no(`${person} is not in meeting ${state.about.meeting}`),
    apply: (state, { person }) => leave(state, person),
  },

  'meeting.raiseHand': {
    check(state, _, { id, name }) {
      if (!isHere(state, id)) return no(`${name} must be present in ${state.about.meeting} to raise a hand`)
      return state.hands.some(({ person }) => person === id) ? no(`the hand of ${name} is up already`) : null
    },
    apply(state, _, { id, name }) {
      state.hands.push({ person: id, name, atMs: state.nowMs })
    },
  },

  'meeting.lowerHand': {
    check: ({ hands }, _, { id, name }) =>
      hands.some(({ person }) => person === id) ? null : no(`the hand of ${name} is not up`),
    apply(state, _, { id }) {
      state.hands = state.hands.filter(({ person }) => person !== id)
    },
  },

  'meeting.recuse': {
    check(state, { item, seat }, who) {
      if (!itemOf(state, item)) return no(`there is no item ${item} on the agenda`)
      if (state.recusals.some((one) => one.item === item && one.seat === seat))
        return no(`seat ${seat} is recused from item ${item} already`)
      const poll = runningPoll(state)
      if (poll?.item === item)
        return no(`seat ${seat} cannot be recused from item ${item} while vote ${poll.id} is open`)
      return who.roles.includes('chair') ? checkSeat(state, seat) : checkOwn(state, seat, who)
    },
    apply(state, { item, seat, reason }) {
      state.recusals.push({ item, seat, reason })
      note(state, 'recused', { name: seatOf(state, seat)?.holder.name ?? seat, seat, reason })
    },
  },

  'meeting.giveProxy': {
    check(state, { from, to }, who) {
      const all = [...state.proxies, { from, to }]
      return (
        checkSeat(state, from) ??
        checkProxies(state.about.seats, all, state.about.rules.mostProxies) ??
        checkOwnOrSecretary(state, from, who) ??
        checkNoPoll(state, from)
      )
    },
    apply(state, { from, to }) {
      moved(state, () => state.proxies.push({ from, to }))
      note(state, 'proxyGiven', { from, to })
    },
  },

  'meeting.withdrawProxy': {
    check(state, { from }, who) {
      if (!state.proxies.some((one) => one.from === from)) return no(`seat ${from} has given no proxy`)
      return checkOwnOrSecretary(state, from, who) ?? checkNoPoll(state, from)
    },
    apply(state, { from }) {
      moved(state, () => {
        state.proxies = state.proxies.filter((one) => one.from !== from)
      })
      note(state, 'proxyWithdrawn', { from })
    },
  },
}

function leave(state: Held, person: string): void {
  const stay = state.stays.find((one) => one.outMs === null && one.person === person)
  if (!stay) return
  if (isInSession(state)) note(state, 'left', { name: stay.name })
  state.hands = state.hands.filter((one) => one.person !== person)
  pauseSpeaking(state, person)
  moved(state, () => {
    stay.outMs = state.nowMs
  })
}

/** Whoever comes or goes may bring or take the quorum, and the chair. */
function moved(state: Held, move: () => unknown): void {
  const chair = actingChair(state)
  move()
  if (!isSitting(state)) return
  const quorum = quorumNow(state)
  const is = quorum.isQuorate ? 'open' : 'inquorate'
  if (state.life.is !== is) {
    state.life = { is, sinceMs: state.nowMs }
    note(state, is === 'open' ? 'quorate' : 'inquorate', presenceValues(quorum))
  }
  attendPoll(state)
  const now = actingChair(state)
  const taken = now === chair ? undefined : state.about.chairs.find(({ id }) => id === now)
  if (taken) note(state, 'chairPassed', { name: taken.name })
}

const checkSeat = (state: Held, seat: string): Rejection | null =>
  seatOf(state, seat) ? null : no(`there is no seat ${seat} on the roll`)

const checkOwn = (state: Held, seat: string, { id, name }: Who): Rejection | null =>
  checkSeat(state, seat) ?? (seatOf(state, seat)?.holder.id === id ? null : no(`seat ${seat} is not that of ${name}`))

const checkOwnOrSecretary = (state: Held, seat: string, who: Who): Rejection | null =>
  who.roles.includes('secretary') ? null : checkOwn(state, seat, who)

function checkNoPoll(state: Held, seat: string): Rejection | null {
  const poll = runningPoll(state)
  return poll ? no(`the proxy of seat ${seat} cannot change while vote ${poll.id} is open`) : null
}
