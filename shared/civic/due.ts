// Whether the clock alone would change something now: a vote whose time is over, a warning, a chair who has been gone too long.
// Whoever plays a meeting journals a step only then, or before a command. May say yes where a step changes nothing.
import { actingChair } from './permission.ts'
import { haveAllVoted } from './poll-course.ts'
import { speechLeftMs } from './speech.ts'
import { type Held, isSitting, runningPoll } from './state.ts'

export function isStepDue(state: Held, nowMs: number): boolean {
  return isPollDue(state, nowMs) || isSpeechDue(state, nowMs) || isOrderDue(state, nowMs)
}

function isPollDue(state: Held, nowMs: number): boolean {
  if (state.polls.some(({ life }) => life.is === 'closed')) return true
  const poll = runningPoll(state)
  if (poll?.life.is !== 'open') return false
  const { untilMs } = poll.life
  return (untilMs !== null && untilMs <= nowMs) || haveAllVoted(state, poll)
}

function isSpeechDue({ speeches }: Held, nowMs: number): boolean {
  const one = speeches.find(({ state }) => state === 'speaking')
  if (!one) return false
  const leftMs = speechLeftMs(one, nowMs)
  const isWarning = one.warnBeforeS > 0 && one.warnedMs === null && leftMs <= one.warnBeforeS * 1000
  return isWarning || (one.overMs === null && leftMs <= 0)
}

function isOrderDue(state: Held, nowMs: number): boolean {
  const { chairlessMs } = state
  if (!isSitting(state) || actingChair(state) !== null) return chairlessMs !== null
  return chairlessMs === null || nowMs - chairlessMs >= state.about.rules.chairGraceS * 1000
}
