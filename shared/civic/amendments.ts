// Amendments: changes to lines of a motion, voted on before it, the farthest-reaching first. What one that is carried has
// rewritten makes others moot.
import type { Rejection } from '../kernel/system.ts'
import { note } from './course.ts'
import { amended, isOverlapping } from './lines.ts'
import { type Acts, type Amendment, amendmentOf, type Held, motionOf, no, type Who } from './state.ts'
import { type Because, reasonOf, reasonValues } from './value-words.ts'

const MOST_AMENDMENTS = 1000
const MOST_LINES = 500

export const amendments: Acts<
  'meeting.submitAmendment' | 'meeting.admitAmendment' | 'meeting.dropAmendment' | 'meeting.withdrawAmendment'
> = {
  'meeting.submitAmendment': {
    check(state, { amendment, motion, from, to, lines }) {
      const one = motionOf(state, motion)
      if (!one) return no(`there is no motion ${motion}`)
      if (amendmentOf(state, amendment)) return no(`there is an amendment ${amendment} already`)
      if (!['submitted', 'admitted', 'moved', 'seconded', 'debate'].includes(one.life.is))
        return no(`motion ${motion} is ${one.life.is} and takes no amendments`)
      if (from > to || to > one.lines.length)
        return no(`amendment ${amendment} is to lines ${from} to ${to} of ${motion}, which has ${one.lines.length}`)
      const isSame = lines.join('\n') === one.lines.slice(from, to).join('\n') && lines.length === to - from
      if (isSame) return no(`amendment ${amendment} changes nothing in motion ${motion}`)
      if (one.lines.length - (to - from) + lines.length > MOST_LINES)
        return no(`with amendment ${amendment} motion ${motion} would have more than ${MOST_LINES} lines`)
      if (state.amendments.length < MOST_AMENDMENTS) return null
      return no(`there are ${MOST_AMENDMENTS} amendments; ${amendment} is one too many`)
    },
    apply(state, { amendment: id, motion, from, to, lines }, { id: person, name }) {
      const by = { id: person, name }
      state.amendments.push({ id, motion, by, from, to, lines: [...lines], reach: 0, reason: '', state: 'submitted' })
    },
  },

  'meeting.admitAmendment': {
    check: (state, { amendment }) => checkIs(state, amendment, ['submitted']),
    apply(state, { amendment, reach }) {
      const one = amendmentOf(state, amendment)
      if (!one) return
      one.reach = reach
      one.state = motionOf(state, one.motion)?.life.is === 'debate' ? 'debate' : 'admitted'
      note(state, 'amendmentAdmitted', { amendment, motion: one.motion, by: one.by.name })
    },
  },

  'meeting.dropAmendment': {
    check: (state, { amendment }) => checkIs(state, amendment, OPEN) ?? checkNoPoll(state, amendment),
    apply(state, { amendment, reason }) {
      const one = amendmentOf(state, amendment)
      if (one) drop(state, one, reason)
    },
  },

  'meeting.withdrawAmendment': {
    check: (state, { amendment }, who) =>
      checkOwn(state, amendment, who) ?? checkIs(state, amendment, OPEN) ?? checkNoPoll(state, amendment),
    apply(state, { amendment }, { name }) {
      const one = amendmentOf(state, amendment)
      if (!one) return
      one.state = 'withdrawn'
      note(state, 'amendmentWithdrawn', { amendment, name })
    },
  },
}

const OPEN: readonly Amendment['state'][] = ['submitted', 'admitted', 'debate']

/** Those of a motion that are still to be decided, in the order in which they are. */
export function inOrderOfVoting(state: Held, motion: string): Amendment[] {
  return state.amendments
    .filter((one) => one.motion === motion && [...OPEN, 'voting'].includes(one.state))
    .toSorted((a, b) => b.reach - a.reach || a.from - b.from)
}

/** Carried: whatever is about the same lines is moot. */
export function carry(state: Held, one: Amendment): void {
  one.state = 'carried'
  for (const other of inOrderOfVoting(state, one.motion)) if (isOverlapping(one, other)) drop(state, other, mootBy(one))
}

/** The vote that carried it is void: it and what it made moot are in debate again. */
export function reopen(state: Held, one: Amendment): void {
  one.state = 'debate'
  for (const other of state.amendments)
    if (other.motion === one.motion && other.reason === reasonOf(mootBy(one), 'en')) {
      other.state = 'debate'
      other.reason = ''
    }
}

const mootBy = ({ id }: Amendment): Because => ({ because: 'mootBy', other: id })

/** The motion's text with what was carried. */
export const currentTextOf = (state: Held, motion: string, lines: readonly string[]): string[] =>
  amended(
    lines,
    state.amendments.filter((one) => one.motion === motion && one.state === 'carried'),
  )

function drop(state: Held, one: Amendment, reason: string | Because): void {
  one.state = 'moot'
  one.reason = reasonOf(reason, 'en')
  note(state, 'amendmentDropped', { amendment: one.id, ...reasonValues(reason) })
}

function checkIs(state: Held, id: string, be: readonly Amendment['state'][]): Rejection | null {
  const one = amendmentOf(state, id)
  if (!one) return no(`there is no amendment ${id}`)
  return be.includes(one.state) ? null : no(`amendment ${id} is ${one.state}`)
}

function checkOwn(state: Held, id: string, { id: person, name }: Who): Rejection | null {
  const one = amendmentOf(state, id)
  if (!one) return no(`there is no amendment ${id}`)
  return one.by.id === person ? null : no(`amendment ${id} is ${one.by.name}'s, not ${name}'s`)
}

function checkNoPoll(state: Held, id: string): Rejection | null {
  const poll = state.polls.find(
    ({ subject, life }) => subject.kind === 'amendment' && subject.amendment === id && life.is === 'prepared',
  )
  return poll ? no(`vote ${poll.id} on amendment ${id} is prepared; void it first`) : null
}
