// A meeting from draft to published minutes: notice, opening with the quorum counted, recess, closing. Guards are CIVIC's.
import type { Actor, Rejection } from '../kernel/system.ts'
import type { Given } from './commands.ts'
import { note } from './course.ts'
import { actingChair } from './permission.ts'
import { voidAll, voidPoll } from './poll-course.ts'
import { checkSeats, type Presence, presenceOf, presenceValues } from './roll.ts'
import { endSpeeches, pauseSpeaking } from './speech.ts'
import { type Acts, houseOn, type Held, isHere, type MeetingState, no, runningPoll } from './state.ts'

export function checkSetUp(
  state: MeetingState,
  command: Given<'meeting.setUp'>,
  actor: Pick<Actor, 'id'>,
): Rejection | null {
  const { meeting, chairs, secretaries, seats, people, rules, startsAtMs } = command
  if (state.life.is !== 'draft') return no(`meeting ${meeting} is ${state.life.is} and cannot be set up anew`)
  const wrong = checkSeats(seats) ?? (startsAtMs === undefined ? null : checkBegins(state, command, startsAtMs))
  if (wrong) return wrong
  const members = seats.flatMap(({ holder, deputy }) => (deputy ? [holder, deputy] : [holder]))
  const officers = [...chairs, ...secretaries]
  const both = chairs.find(({ id }) => secretaries.some((one) => one.id === id))
  if (both) return no(`${both.name} cannot both chair meeting ${meeting} and be its secretary`)
  const own = [...officers, ...members].find(({ id }) => id === actor.id)
  if (own) return no(`who sets meeting ${meeting} up is neither chair, secretary nor member of it: ${own.name} is`)
  const auditor = people.find(
    ({ id, role }) => role === 'auditor' && [...officers, ...members].some((m) => m.id === id),
  )
  if (auditor) return no(`${auditor.name} audits meeting ${meeting} and can hold no office or seat in it`)
  const proxied = rules.quorum.countsProxies && rules.mostProxies === 0
  return proxied ? no(`the rules ${rules.id} count proxies and allow none`) : null
}

/** Not before the notice is over, counted from now. */
function checkBegins(
  { nowMs }: Pick<MeetingState, 'nowMs'>,
  { meeting, rules: { noticeS, id } }: Pick<Given<'meeting.setUp'>, 'meeting' | 'rules'>,
  startsAtMs: number,
): Rejection | null {
  if (startsAtMs < nowMs) return no(`meeting ${meeting} would begin in the past`)
  if (startsAtMs - nowMs >= noticeS * 1000) return null
  return no(`meeting ${meeting} needs ${spanInWords(noticeS)} of notice by the rules ${id}`)
}

export const order: Acts<
  | 'meeting.convene'
  | 'meeting.open'
  | 'meeting.recess'
  | 'meeting.resume'
  | 'meeting.close'
  | 'meeting.draftMinutes'
  | 'meeting.remark'
  | 'meeting.approveMinutes'
  | 'meeting.publishMinutes'
> = {
  'meeting.convene': {
    check(state, { startsAtMs }) {
      const { life, about } = state
      if (life.is !== 'draft' && life.is !== 'convened') return no(`meeting ${about.meeting} is ${life.is} already`)
      return checkBegins(state, about, startsAtMs)
    },
    apply(state, { startsAtMs }, { name }) {
      state.life = { is: 'convened', noticeMs: state.nowMs, startsAtMs }
      note(state, 'convened', { name })
    },
  },

  'meeting.open': {
    check(state, _, { id, name }) {
      const { life, about, nowMs } = state
      if (life.is !== 'convened') return no(`meeting ${about.meeting} is ${life.is}, not convened`)
      if (nowMs < life.startsAtMs) {
        const minutes = Math.ceil((life.startsAtMs - nowMs) / 60_000)
        return no(`meeting ${about.meeting} was convened for later: it can be opened in ${minutes} min`)
      }
      return isHere(state, id) ? null : no(`${name} must be present to open meeting ${about.meeting}`)
    },
    apply(state, _, { name }) {
      sit(state)
      note(state, 'opened', { name, ...presenceValues(quorumNow(state)) })
    },
  },

  'meeting.recess': {
    check(state, { untilMs }) {
      const { life, about, nowMs } = state
      if (life.is !== 'open' && life.is !== 'inquorate') return no(`meeting ${about.meeting} is ${life.is}`)
      const poll = runningPoll(state)
      if (poll) return no(`vote ${poll.id} is open; close it before the recess`)
      if (untilMs !== undefined && untilMs <= nowMs) return no(`the recess of ${about.meeting} would end in the past`)
      return null
    },
    apply(state, { untilMs = null }, { name }) {
      goIntoRecess(state, untilMs)
      note(state, 'recess', { name })
    },
  },

  'meeting.resume': {
    check: ({ life, about }) =>
      life.is === 'recess' ? null : no(`meeting ${about.meeting} is ${life.is}, not in recess`),
    apply(state, _, { name }) {
      sit(state)
      note(state, 'resumed', { name, ...presenceValues(quorumNow(state)) })
    },
  },

  'meeting.close': {
    check(state) {
      const { life, about } = state
      if (life.is !== 'open' && life.is !== 'inquorate' && life.is !== 'recess')
        return no(`meeting ${about.meeting} is ${life.is} and cannot be closed`)
      const poll = runningPoll(state) ?? state.polls.find((one) => one.life.is === 'closed' || isTied(one.life))
      return poll
        ? no(`vote ${poll.id} is not decided yet; it must be before meeting ${about.meeting} is closed`)
        : null
    },
    apply(state, _, { name }) {
      voidAll(state, { because: 'meetingClosed' })
      endSpeeches(state)
      for (const item of state.items) if (item.state === 'planned' || item.state === 'current') item.state = 'deferred'
      note(state, 'closed', { name })
      for (const stay of state.stays) stay.outMs ??= state.nowMs
      state.hands = []
      state.board = null
      state.chairlessMs = null
      state.life = { is: 'closed', atMs: state.nowMs }
    },
  },

  'meeting.draftMinutes': {
    check: ({ life, about }) =>
      life.is === 'closed' ? null : no(`meeting ${about.meeting} is ${life.is}, not closed`),
    apply(state) {
      state.life = { is: 'minutesDraft', atMs: state.nowMs }
    },
  },

  'meeting.remark': {
    check({ life, items, about }, { item }) {
      if (life.is === 'minutesApproved' || life.is === 'published')
        return no(`the minutes of ${about.meeting} are approved and take no more remarks`)
      if (item !== undefined && !items.some(({ id }) => id === item))
        return no(`there is no item ${item} on the agenda`)
      return null
    },
    apply(state, { item, text }) {
      if (item === undefined) note(state, 'remark', { text })
      else state.course.push({ atMs: state.nowMs, item, key: 'remark', values: { text } })
    },
  },

  'meeting.approveMinutes': {
    check({ life, about, polls }) {
      if (life.is !== 'minutesDraft') return no(`meeting ${about.meeting} is ${life.is}; no minutes wait for approval`)
      const open = polls.find((poll) => poll.life.is === 'counted')
      return open ? no(`vote ${open.id} is not certified; the minutes of ${about.meeting} wait for it`) : null
    },
    apply(state) {
      state.life = { is: 'minutesApproved', atMs: state.nowMs }
    },
  },

  'meeting.publishMinutes': {
    check: ({ life, about }) =>
      life.is === 'minutesApproved' ? null : no(`the minutes of ${about.meeting} are not approved: it is ${life.is}`),
    apply(state) {
      state.life = { is: 'published', atMs: state.nowMs }
    },
  },
}

/** In the largest unit of which it is a whole number. */
const spanInWords = (spanS: number): string =>
  spanS % 3600 === 0 ? `${spanS / 3600} h` : spanS % 60 === 0 ? `${spanS / 60} min` : `${spanS} s`

const isTied = (life: Held['polls'][number]['life']): boolean => life.is === 'counted' && life.result.outcome === 'tied'

/** By the rules of the meeting, with nobody recused: what a meeting is quorate by. */
export const quorumNow = (state: Held): Presence => presenceOf(state.about.rules.quorum, houseOn(state, null))

function sit(state: Held): void {
  state.life = { is: quorumNow(state).isQuorate ? 'open' : 'inquorate', sinceMs: state.nowMs }
}

function goIntoRecess(state: Held, untilMs: number | null): void {
  pauseSpeaking(state)
  state.life = { is: 'recess', sinceMs: state.nowMs, untilMs }
}

/** Nobody has been here to chair for longer than the rules allow: into recess, so that nothing is left hanging. */
export function stepOrder(state: Held): void {
  if (state.life.is !== 'open' && state.life.is !== 'inquorate') {
    state.chairlessMs = null
    return
  }
  if (actingChair(state) !== null) {
    state.chairlessMs = null
    return
  }
  state.chairlessMs ??= state.nowMs
  if (state.nowMs - state.chairlessMs < state.about.rules.chairGraceS * 1000) return
  const poll = runningPoll(state)
  if (poll) voidPoll(state, poll, { because: 'noChair' })
  goIntoRecess(state, null)
  note(state, 'recessChairless', {})
}
