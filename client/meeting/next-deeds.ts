// The next sensible act of who runs the meeting: one or a few buttons that are always on top of the desk. What it offers is
// what the lists offer elsewhere, in the order in which a sitting goes.
import { say } from '../panels/strings.ts'
import {
  agendaDeeds,
  agendaVote,
  canTake,
  deed,
  finishDeed,
  type MeetingDeed,
  orderDeeds,
  ownDeeds,
  takeDeed,
} from './deeds.ts'
import { admitAmendment, admitDeed, askAmendment, askMotion, canDebate, debateDeed } from './deeds-motion.ts'
import { closePollDeed, openPollDeed, tieDeeds } from './deeds-poll.ts'
import { callDeeds, rulingDeeds, speechDeeds } from './deeds-speech.ts'
import {
  amendmentsToVote,
  asksOf,
  currentItem,
  isSitting,
  may,
  runningPoll,
  type Sight,
  speaking,
  tiedPoll,
  undecidedPoll,
  waiting,
} from './sight.ts'

export type Next = { readonly why: string; readonly deeds: readonly MeetingDeed[] }

export function nextDeeds(sight: Sight, serverMs: number, newId: (kind: string) => string): Next | null {
  const { own, life } = sight
  const isOfficer = own.roles.includes('chair') || own.roles.includes('secretary')
  if (!isOfficer) return null
  return (
    beforeAndAfter(sight, serverMs, newId) ??
    (isSitting(life) ? (ofVotes(sight) ?? ofSpeeches(sight) ?? ofAgenda(sight)) : null)
  )
}

const next = (why: string, deeds: readonly MeetingDeed[]): Next | null => (deeds.length === 0 ? null : { why, deeds })

function beforeAndAfter(sight: Sight, serverMs: number, newId: (kind: string) => string): Next | null {
  const { life, own, items } = sight
  const order = orderDeeds(sight, serverMs)
  const of = (key: string): MeetingDeed[] => order.filter(({ id }) => id.split(' ')[0] === key)
  switch (life.is) {
    case 'draft':
      return items.length === 0
        ? next(say('meetNextItems'), agendaDeeds(sight, newId).slice(0, 1))
        : next(say('meetNextConvene'), of('meetConvene'))
    case 'convened':
    case 'open':
    case 'inquorate':
    case 'recess':
      break
    case 'closed':
    case 'minutesDraft':
    case 'minutesApproved':
    case 'published':
      return (
        toCertify(sight) ??
        next(say('meetNextPapers'), [
          ...of('meetDraftMinutes'),
          ...of('meetApproveMinutes'),
          ...of('meetPublishMinutes'),
        ])
      )
  }
  if (!own.isHere) return next(say('meetNextCome'), ownDeeds(sight).slice(0, 1))
  if (life.is === 'convened') return next(say('meetNextOpen'), of('meetOpen'))
  return life.is === 'recess' ? next(say('meetNextResume'), of('meetResume')) : null
}

function toCertify(sight: Sight): Next | null {
  const poll = sight.polls.find(({ state, result }) => state === 'counted' && result?.outcome !== 'tied')
  if (!poll || !may(sight, 'meeting.certifyPoll')) return null
  const certify = deed(
    'meetCertify',
    { type: 'meeting.certifyPoll', poll: poll.id },
    {
      of: poll.id,
      name: poll.question,
      isPrimary: true,
    },
  )
  return next(say('meetNextCertify', { question: poll.question }), [certify])
}

function ofVotes(sight: Sight): Next | null {
  const tied = tiedPoll(sight)
  if (tied) return next(say('meetNextTie', { question: tied.question }), tieDeeds(sight, tied))
  const running = runningPoll(sight)
  if (running) {
    const { cast, seats } = running
    const close = may(sight, 'meeting.closePoll') ? [closePollDeed(running)] : []
    return next(say('meetNextVote', { cast, seats }), close) ?? toCertify(sight)
  }
  const certify = toCertify(sight)
  if (certify) return certify
  const opens = sight.polls
    .filter(({ state }) => state === 'prepared')
    .map((poll) => openPollDeed(sight, poll))
    .filter(({ waits }) => waits === undefined)
  return may(sight, 'meeting.openPoll') ? next(say('meetNextPrepared'), opens.slice(0, 1)) : null
}

function ofSpeeches(sight: Sight): Next | null {
  const unruled = sight.speeches.filter((one) => rulingDeeds(sight, one).length > 0)[0]
  if (unruled) return next(say('meetNextRule', { name: unruled.name }), rulingDeeds(sight, unruled))
  const first = waiting(sight)[0]
  if (first?.kind === 'pointOfOrder') return next(say('meetNextOrder', { name: first.name }), callDeeds(sight, first))
  const now = speaking(sight)
  if (now) return next(say('meetNextSpeaking', { name: now.name }), speechDeeds(sight, now))
  const paused = sight.speeches.find(({ state }) => state === 'paused')
  if (paused) return next(say('meetNextPaused', { name: paused.name }), speechDeeds(sight, paused))
  return first ? next(say('meetNextSpeaker', { name: first.name }), callDeeds(sight, first)) : null
}

function ofAgenda(sight: Sight): Next | null {
  const { items, isAgendaCarried, about } = sight
  const item = currentItem(sight)
  if (item) {
    const motion = ofMotions(sight, item.id)
    if (motion) return motion
    if (!may(sight, 'meeting.finishItem') || undecidedPoll(sight)) return null
    return next(say('meetNextFinish', { title: item.title }), [finishDeed(item)])
  }
  const canAskAgenda = may(sight, 'meeting.preparePoll') && items.length > 0 && !asksOf(sight, 'agenda')
  if (about?.rules.isAgendaVoted === true && !isAgendaCarried)
    return canAskAgenda ? next(say('meetNextAgenda'), [agendaVote()]) : null
  const planned = items.find(({ state }) => state === 'planned')
  if (planned && canTake(sight) && may(sight, 'meeting.takeItem'))
    return next(say('meetNextItem', { title: planned.title }), [takeDeed(planned)])
  if (planned || undecidedPoll(sight)) return null
  return next(
    say('meetNextClose'),
    orderDeeds(sight, 0).filter(({ id }) => id.startsWith('meetClose')),
  )
}

function ofMotions(sight: Sight, item: string): Next | null {
  for (const motion of sight.motions.filter((one) => one.item === item)) {
    const { id, title, life } = motion
    if (life.is === 'submitted' && may(sight, 'meeting.admitMotion'))
      return next(say('meetNextMotion', { title }), [admitDeed(motion)])
    if (canDebate(sight, motion) && life.is !== 'tabled' && life.is !== 'postponed')
      return next(say('meetNextMotion', { title }), [debateDeed(motion)])
    if (life.is !== 'debate') continue
    const open = amendmentsToVote(sight, id)
    const submitted = open.find(({ state }) => state === 'submitted')
    if (submitted && may(sight, 'meeting.admitAmendment'))
      return next(say('meetNextAmendment', { name: submitted.by.name }), [admitAmendment(submitted, 5)])
    const [first] = open
    const ask = first ? askAmendment(sight, first) : askMotion(sight, motion)
    if (ask) return next(say('meetNextMotion', { title }), [ask])
  }
  return null
}
