// What may be done to motions and amendments, by role and state.
import type { Amendment } from '../../shared/civic/state.ts'
import type { MotionTold } from '../../shared/civic/told-meeting.ts'
import { say } from '../panels/strings.ts'
import { because, deed, type MeetingDeed, reason } from './deeds.ts'
import {
  amendmentsToVote,
  asksOf,
  currentItem,
  isOver,
  isSitting,
  may,
  motionOf,
  ownSeat,
  type Sight,
} from './sight.ts'

const TAKES_AMENDMENTS = ['submitted', 'admitted', 'moved', 'seconded', 'debate']
const CAN_WITHDRAW = ['draft', 'submitted', 'admitted', 'moved', 'seconded', 'debate', 'tabled', 'postponed']

export function motionDeeds(sight: Sight, motion: MotionTold): readonly MeetingDeed[] {
  if (isOver(sight.life)) return []
  return [...ownMotionDeeds(sight, motion), ...secondDeed(sight, motion), ...chairMotionDeeds(sight, motion)]
}

/** Its item is being dealt with, and one is here. */
const isNow = (sight: Sight, { item }: MotionTold): boolean =>
  isSitting(sight.life) && currentItem(sight)?.id === item && sight.own.isHere

function ownMotionDeeds(sight: Sight, motion: MotionTold): readonly MeetingDeed[] {
  const { id, title, life, by, item } = motion
  const of = { of: id, name: title }
  const found: MeetingDeed[] = []
  const isOwn = by.id === sight.own.id
  if (isOwn && may(sight, 'meeting.submitMotion')) {
    if (life.is === 'draft')
      found.push(deed('meetSubmitMotion', { type: 'meeting.submitMotion', motion: id }, { ...of, isPrimary: true }))
    if (life.is === 'admitted' && isNow(sight, motion))
      found.push(deed('meetMoveMotion', { type: 'meeting.moveMotion', motion: id }, { ...of, isPrimary: true }))
    const isFree = !sight.amendments.some((one) => one.motion === id)
    if ((life.is === 'draft' || life.is === 'submitted') && isFree)
      found.push(deed('meetEditMotion', { form: { is: 'motion', item, motion: id } }, of))
  }
  if (may(sight, 'meeting.submitAmendment') && TAKES_AMENDMENTS.includes(life.is))
    found.push(deed('meetNewAmendment', { form: { is: 'amendment', motion: id } }, of))
  if (isOwn && may(sight, 'meeting.withdrawMotion') && CAN_WITHDRAW.includes(life.is))
    found.push(deed('meetWithdrawMotion', { type: 'meeting.withdrawMotion', motion: id }, of))
  return found
}

function secondDeed(sight: Sight, motion: MotionTold): readonly MeetingDeed[] {
  const { id, title, life, bySeat, seconders } = motion
  const seat = ownSeat(sight)?.seat
  if (seat === undefined || seat === bySeat || seconders.includes(seat) || !isNow(sight, motion)) return []
  const isOpen = life.is === 'moved' || life.is === 'seconded'
  const isWanted = seconders.length < (sight.about?.rules.seconders ?? 0)
  if (!isOpen || !isWanted || !may(sight, 'meeting.secondMotion')) return []
  return [deed('meetSecond', { type: 'meeting.secondMotion', motion: id }, { of: id, name: title, isPrimary: true })]
}

function chairMotionDeeds(sight: Sight, motion: MotionTold): readonly MeetingDeed[] {
  const { id, title, life, item } = motion
  const of = { of: id, name: title }
  const found: MeetingDeed[] = []
  if (life.is === 'submitted' && may(sight, 'meeting.admitMotion')) found.push(admitDeed(motion))
  if (canDebate(sight, motion)) found.push(debateDeed(motion))
  const ask = askMotion(sight, motion)
  if (ask) found.push(ask)
  const isEarly = life.is === 'submitted' || life.is === 'admitted' || life.is === 'moved'
  if (isEarly && may(sight, 'meeting.ruleOutMotion'))
    found.push(
      deed(
        'meetRuleOut',
        because((why) => ({ type: 'meeting.ruleOutMotion', motion: id, reason: why })),
        {
          ...of,
          asks: reason(),
        },
      ),
    )
  const isOpen = life.is === 'moved' || life.is === 'seconded' || life.is === 'debate'
  const isAsked = sight.amendments.some((one) => one.motion === id && asksOf(sight, 'amendment', one.id))
  if (isOpen && may(sight, 'meeting.disposeMotion') && !asksOf(sight, 'motion', id) && !isAsked)
    for (const to of ['tabled', 'postponed', 'referred'] as const)
      found.push(
        deed(
          `meetTo_${to}`,
          because((why) => ({ type: 'meeting.disposeMotion', motion: id, to, reason: why })),
          { of: `${item} ${id}`, name: title, asks: reason() },
        ),
      )
  return found
}

export const admitDeed = ({ id, title }: MotionTold): MeetingDeed =>
  deed('meetAdmitMotion', { type: 'meeting.admitMotion', motion: id }, { of: id, name: title, isPrimary: true })
export const debateDeed = ({ id, title }: MotionTold): MeetingDeed =>
  deed('meetDebate', { type: 'meeting.debateMotion', motion: id }, { of: id, name: title, isPrimary: true })

export function canDebate(sight: Sight, motion: MotionTold): boolean {
  const { id, item, life, seconders } = motion
  if (!may(sight, 'meeting.debateMotion') || !isNow(sight, motion)) return false
  const isOther = sight.motions.some((one) => one.id !== id && one.item === item && one.life.is === 'debate')
  if (isOther) return false
  if (life.is === 'moved') return seconders.length >= (sight.about?.rules.seconders ?? 0)
  return life.is === 'seconded' || life.is === 'tabled' || life.is === 'postponed'
}

/** Putting it to the vote; greyed while an amendment is voted on before it. */
export function askMotion(sight: Sight, { id, title, life }: MotionTold): MeetingDeed | null {
  if (life.is !== 'debate' || !may(sight, 'meeting.preparePoll') || asksOf(sight, 'motion', id)) return null
  const first = amendmentsToVote(sight, id)[0]
  const question = say('meetAskMotion', { title })
  const form = { is: 'poll', subject: { kind: 'motion', motion: id }, question } as const
  const waits = first ? { waits: say('meetAmendmentFirst', { amendment: first.id }) } : {}
  return deed('meetVoteMotion', { form }, { of: id, name: title, isPrimary: !first, ...waits })
}

const MOST_REACH = 9

export function amendmentDeeds(sight: Sight, amendment: Amendment): readonly MeetingDeed[] {
  const { id, by, state, motion } = amendment
  const found: MeetingDeed[] = []
  if (isOver(sight.life)) return found
  const of = { of: id, name: id }
  if (state === 'submitted' && may(sight, 'meeting.admitAmendment')) {
    const reached = sight.amendments.filter((one) => one.motion === motion && one.state !== 'submitted')
    // What is admitted later goes less far, unless the chair says otherwise.
    const least = Math.max(0, Math.min(MOST_REACH, ...reached.map(({ reach }) => reach)) - 1)
    for (const reach of new Set([reached.length === 0 ? 5 : least, MOST_REACH, 0]))
      found.push(admitAmendment(amendment, reach))
  }
  const ask = askAmendment(sight, amendment)
  if (ask) found.push(ask)
  const isFree = !asksOf(sight, 'amendment', id)
  const isOpen = state === 'submitted' || state === 'admitted' || state === 'debate'
  if (isOpen && isFree && by.id === sight.own.id && may(sight, 'meeting.withdrawAmendment'))
    found.push(deed('meetWithdrawAmendment', { type: 'meeting.withdrawAmendment', amendment: id }, of))
  if (isOpen && isFree && may(sight, 'meeting.dropAmendment'))
    found.push(
      deed(
        'meetDropAmendment',
        because((why) => ({ type: 'meeting.dropAmendment', amendment: id, reason: why })),
        {
          ...of,
          asks: reason(),
        },
      ),
    )
  return found
}

export const admitAmendment = ({ id }: Amendment, reach: number): MeetingDeed =>
  deed(
    'meetAdmitAmendment',
    { type: 'meeting.admitAmendment', amendment: id, reach },
    {
      of: id,
      name: id,
      values: { reach },
      isPrimary: true,
    },
  )

export function askAmendment(sight: Sight, { id, motion, state, by }: Amendment): MeetingDeed | null {
  if (state !== 'debate' || !may(sight, 'meeting.preparePoll') || asksOf(sight, 'amendment', id)) return null
  const first = amendmentsToVote(sight, motion)[0]
  const title = motionOf(sight, motion)?.title ?? motion
  const question = say('meetAskAmendment', { amendment: id, name: by.name, title }).slice(0, 160)
  const form = { is: 'poll', subject: { kind: 'amendment', amendment: id }, question } as const
  const waits = first && first.id !== id ? { waits: say('meetAmendmentFirst', { amendment: first.id }) } : {}
  return deed('meetVoteAmendment', { form }, { of: id, name: id, isPrimary: first?.id === id, ...waits })
}
