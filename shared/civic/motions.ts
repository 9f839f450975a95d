// Motions from draft to record, as CIVIC's table has them. What is decided is the poll's matter (polls.ts); a carried motion
// executes nothing.
import type { Rejection } from '../kernel/system.ts'
import { currentTextOf } from './amendments.ts'
import { note } from './course.ts'
import { recordsOf } from './records.ts'
import { majorityOf } from './rules.ts'
import {
  type Acts,
  currentItem,
  type Held,
  isHere,
  isSitting,
  itemOf,
  type Motion,
  type MotionLife,
  motionOf,
  no,
  seatOfPerson,
  type Who,
} from './state.ts'

const MOST_MOTIONS = 500
type Is = MotionLife['is']

export const motions: Acts<
  | 'meeting.draftMotion'
  | 'meeting.editMotion'
  | 'meeting.submitMotion'
  | 'meeting.admitMotion'
  | 'meeting.ruleOutMotion'
  | 'meeting.moveMotion'
  | 'meeting.secondMotion'
  | 'meeting.debateMotion'
  | 'meeting.disposeMotion'
  | 'meeting.withdrawMotion'
  | 'meeting.recordMotion'
  | 'meeting.supersedeMotion'
> = {
  'meeting.draftMotion': {
    check(state, { motion, item, majority }) {
      const { rules } = state.about
      if (motionOf(state, motion)) return no(`there is a motion ${motion} already`)
      if (!itemOf(state, item)) return no(`there is no item ${item} on the agenda`)
      if (majority !== undefined && !majorityOf(rules, majority))
        return no(`the rules ${rules.id} have no majority "${majority}"`)
      return state.motions.length < MOST_MOTIONS ? null : no(`there are ${MOST_MOTIONS} motions; ${motion} is too many`)
    },
    apply(state, { motion: id, item, title, lines, majority = null, effects = [] }, { id: person, name }) {
      const bySeat = seatOfPerson(state, person)?.id ?? ''
      const by = { id: person, name }
      state.motions.push({
        id,
        item,
        by,
        bySeat,
        majority,
        title,
        lines: [...lines],
        seconders: [],
        ...(effects.length > 0 ? { effects } : {}),
        life: { is: 'draft' },
      })
    },
  },

  'meeting.editMotion': {
    check(state, { motion }, who) {
      const amendment = state.amendments.find((one) => one.motion === motion)
      if (amendment) return no(`motion ${motion} is amended by ${amendment.id} and cannot be rewritten`)
      return checkOwn(state, motion, who) ?? checkIs(state, motion, ['draft', 'submitted'])
    },
    apply(state, { motion, title, lines, effects }) {
      const one = motionOf(state, motion)
      if (!one) return
      one.title = title
      one.lines = [...lines]
      if (effects?.length === 0) delete one.effects
      else if (effects) one.effects = effects
    },
  },

  'meeting.submitMotion': {
    check: (state, { motion }, who) => checkOwn(state, motion, who) ?? checkIs(state, motion, ['draft']),
    apply: (state, { motion }) => become(state, motion, { is: 'submitted' }),
  },

  'meeting.admitMotion': {
    check: (state, { motion }) => checkIs(state, motion, ['submitted']),
    apply(state, { motion }) {
      become(state, motion, { is: 'admitted' })
      note(state, 'motionAdmitted', told(state, motion))
    },
  },

  'meeting.ruleOutMotion': {
    check: (state, { motion }) => checkIs(state, motion, ['submitted', 'admitted', 'moved']),
    apply(state, { motion, reason }) {
      become(state, motion, { is: 'ruledOut', reason })
      note(state, 'motionRuledOut', { ...told(state, motion), reason })
    },
  },

  'meeting.moveMotion': {
    check: (state, { motion }, who) =>
      checkOwn(state, motion, who) ?? checkIs(state, motion, ['admitted']) ?? checkNow(state, motion, who),
    apply(state, { motion }, { name }) {
      become(state, motion, { is: 'moved' })
      note(state, 'motionMoved', { ...told(state, motion), name })
    },
  },

  'meeting.secondMotion': {
    check(state, { motion }, who) {
      const one = motionOf(state, motion)
      const seat = seatOfPerson(state, who.id)?.id ?? ''
      if (one && one.bySeat === seat) return no(`motion ${motion} must be seconded by another seat than ${seat}`)
      if (one?.seconders.includes(seat)) return no(`seat ${seat} has seconded motion ${motion} already`)
      return checkIs(state, motion, ['moved', 'seconded']) ?? checkNow(state, motion, who)
    },
    apply(state, { motion }, { id, name }) {
      const one = motionOf(state, motion)
      if (!one) return
      one.seconders.push(seatOfPerson(state, id)?.id ?? '')
      if (one.seconders.length >= state.about.rules.seconders) one.life = { is: 'seconded' }
      note(state, 'motionSeconded', { motion, name })
    },
  },

  'meeting.debateMotion': {
    check(state, { motion }, who) {
      const one = motionOf(state, motion)
      const { seconders } = state.about.rules
      if (one?.life.is === 'moved' && one.seconders.length < seconders)
        return no(`motion ${motion} needs ${seconders} to second it; it has ${one.seconders.length}`)
      const other = state.motions.find(({ item, life }) => item === one?.item && life.is === 'debate')
      if (other) return no(`motion ${other.id} is in debate; motion ${motion} comes after`)
      return checkIs(state, motion, ['moved', 'seconded', 'tabled', 'postponed']) ?? checkNow(state, motion, who)
    },
    apply(state, { motion }) {
      become(state, motion, { is: 'debate' })
      for (const one of state.amendments) if (one.motion === motion && one.state === 'admitted') one.state = 'debate'
      note(state, 'motionDebated', { motion })
    },
  },

  'meeting.disposeMotion': {
    check(state, { motion, to }) {
      const poll = state.polls.find(({ life, subject }) => life.is === 'prepared' && isOf(state, subject, motion))
      if (poll) return no(`vote ${poll.id} on motion ${motion} is prepared; void it before the motion is ${to}`)
      return checkIs(state, motion, ['moved', 'seconded', 'debate'])
    },
    apply(state, { motion, to, reason }) {
      become(state, motion, { is: to, reason })
      const key = ({ tabled: 'motionTabled', postponed: 'motionPostponed', referred: 'motionReferred' } as const)[to]
      note(state, key, { motion, reason })
    },
  },

  'meeting.withdrawMotion': {
    check: (state, { motion }, who) =>
      checkOwn(state, motion, who) ??
      checkIs(state, motion, ['draft', 'submitted', 'admitted', 'moved', 'seconded', 'debate', 'tabled', 'postponed']),
    apply(state, { motion }, { name }) {
      become(state, motion, { is: 'withdrawn' })
      note(state, 'motionWithdrawn', { motion, name })
    },
  },

  'meeting.recordMotion': {
    check(state, { motion }) {
      const poll = state.polls.find(
        ({ subject, life }) => subject.kind === 'motion' && subject.motion === motion && life.is === 'counted',
      )
      if (poll) return no(`vote ${poll.id} on motion ${motion} is not certified`)
      const record = recordsOf(state).find((one) => one.motion === motion)
      if (record) return no(`motion ${motion} has the record ${record.id}; it is recorded when that is published`)
      return checkIs(state, motion, ['carried', 'lost'])
    },
    apply(state, { motion, record }) {
      const outcome = motionOf(state, motion)?.life.is === 'carried' ? 'carried' : 'lost'
      become(state, motion, { is: 'recorded', outcome, record })
      note(state, 'motionRecorded', { motion, outcome, record })
    },
  },

  'meeting.supersedeMotion': {
    check(state, { motion, record }) {
      const one = motionOf(state, motion)
      if (one?.life.is === 'recorded' && one.life.record === record)
        return no(`motion ${motion} cannot be superseded by its own record ${record}`)
      return checkIs(state, motion, ['recorded'])
    },
    apply(state, { motion, record }) {
      const one = motionOf(state, motion)
      if (one?.life.is !== 'recorded') return
      one.life = { is: 'superseded', outcome: one.life.outcome, record }
      note(state, 'motionSuperseded', { motion, record })
    },
  },
}

/** The text as amendments that were carried have made it. */
export const finalTextOf = (state: Held, { id, lines }: Motion): string[] => currentTextOf(state, id, lines)

function become(state: Held, id: string, life: MotionLife): void {
  const one = motionOf(state, id)
  if (one) one.life = life
}

function told(state: Held, id: string): { motion: string; title: string; by: string } {
  const one = motionOf(state, id)
  return { motion: id, title: one?.title ?? '', by: one?.by.name ?? '' }
}

function isOf(state: Held, subject: Held['polls'][number]['subject'], motion: string): boolean {
  if (subject.kind === 'motion') return subject.motion === motion
  return (
    subject.kind === 'amendment' &&
    state.amendments.some((one) => one.id === subject.amendment && one.motion === motion)
  )
}

function checkIs(state: Held, id: string, be: readonly Is[]): Rejection | null {
  const one = motionOf(state, id)
  if (!one) return no(`there is no motion ${id}`)
  return be.includes(one.life.is) ? null : no(`motion ${id} is ${one.life.is}`)
}

function checkOwn(state: Held, id: string, { id: person, name }: Who): Rejection | null {
  const one = motionOf(state, id)
  if (!one) return no(`there is no motion ${id}`)
  return one.by.id === person ? null : no(`motion ${id} is ${one.by.name}'s, not ${name}'s`)
}

/** Its item is being dealt with, and whoever acts is here. */
function checkNow(state: Held, id: string, { id: person, name }: Who): Rejection | null {
  const item = motionOf(state, id)?.item ?? ''
  if (!isSitting(state)) return no(`motion ${id} waits: meeting ${state.about.meeting} is ${state.life.is}`)
  if (currentItem(state)?.id !== item) return no(`motion ${id} belongs to item ${item}, which is not being dealt with`)
  return isHere(state, person) ? null : no(`${name} must be present in ${state.about.meeting}`)
}
