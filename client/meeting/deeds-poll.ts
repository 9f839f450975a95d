// What may be done to votes besides casting a ballot: opening, calling, closing, deciding a tie, certifying.
import type { PollOnBoard } from '../../shared/civic/told-meeting.ts'
import { say } from '../panels/strings.ts'
import { because, deed, type MeetingDeed, reason } from './deeds.ts'
import { amendmentsToVote, currentItem, may, motionOf, runningPoll, seatOf, type Sight } from './sight.ts'

export function pollDeeds(sight: Sight, poll: PollOnBoard): readonly MeetingDeed[] {
  const { id, question, state } = poll
  const of = { of: id, name: question }
  const found: MeetingDeed[] = []
  if (state === 'prepared' && may(sight, 'meeting.openPoll')) found.push(openPollDeed(sight, poll))
  if ((state === 'open' || state === 'paused') && may(sight, 'meeting.closePoll')) found.push(closePollDeed(poll))
  if (state === 'open' && poll.method === 'rollCall') found.push(...callSeatDeeds(sight, poll))
  found.push(...tieDeeds(sight, poll))
  if (state === 'counted' && poll.result?.outcome !== 'tied' && may(sight, 'meeting.certifyPoll'))
    found.push(deed('meetCertify', { type: 'meeting.certifyPoll', poll: id }, { ...of, isPrimary: true }))
  if (state === 'certified' && may(sight, 'meeting.publishPoll'))
    found.push(deed('meetPublishPoll', { type: 'meeting.publishPoll', poll: id }, of))
  const isUncertain = ['prepared', 'open', 'paused', 'closed', 'counted'].includes(state)
  if (isUncertain && may(sight, 'meeting.voidPoll') && canVoid(sight, poll))
    found.push(
      deed(
        'meetVoidPoll',
        because((why) => ({ type: 'meeting.voidPoll', poll: id, reason: why })),
        {
          ...of,
          asks: reason(),
        },
      ),
    )
  return found
}

const OVER = ['closed', 'minutesDraft', 'minutesApproved', 'published']

function canVoid(sight: Sight, { subject }: PollOnBoard): boolean {
  if (OVER.includes(sight.life.is)) return false
  if (subject.kind !== 'amendment') return true
  const motion = sight.amendments.find(({ id }) => id === subject.amendment)?.motion ?? ''
  return motionOf(sight, motion)?.life.is === 'debate'
}

/** Greyed with what it waits for. */
export function openPollDeed(sight: Sight, poll: PollOnBoard): MeetingDeed {
  const { id, question } = poll
  const waits = waitsFor(sight, poll)
  return deed(
    'meetOpenPoll',
    { type: 'meeting.openPoll', poll: id },
    {
      of: id,
      name: question,
      ...(waits === null ? { isPrimary: true } : { waits }),
    },
  )
}

export function waitsFor(sight: Sight, { item, subject, questionHash }: PollOnBoard): string | null {
  if (sight.life.is === 'inquorate') return say('meetNoQuorum')
  if (sight.life.is !== 'open') return say('meetNotOpenYet')
  if (runningPoll(sight)) return say('meetOtherVote')
  if (questionHash === null) return say('meetFreezing')
  if (item !== null && currentItem(sight)?.id !== item) return say('meetOtherItem')
  if (subject.kind === 'motion') {
    const first = amendmentsToVote(sight, subject.motion)[0]
    return first ? say('meetAmendmentFirst', { amendment: first.id }) : null
  }
  if (subject.kind !== 'amendment') return null
  const motion = sight.amendments.find(({ id }) => id === subject.amendment)?.motion ?? ''
  const first = amendmentsToVote(sight, motion)[0]
  return first && first.id !== subject.amendment ? say('meetAmendmentFirst', { amendment: first.id }) : null
}

export const closePollDeed = ({ id, question, cast, seats }: PollOnBoard): MeetingDeed =>
  deed(
    'meetClosePoll',
    { type: 'meeting.closePoll', poll: id },
    {
      of: id,
      name: question,
      isPrimary: cast === seats,
    },
  )

/** Another seat than whose turn it is, for who was away when called. */
function callSeatDeeds(sight: Sight, { id, called, roll }: PollOnBoard): readonly MeetingDeed[] {
  if (!may(sight, 'meeting.callSeat')) return []
  const voted = new Set((sight.votes.get(id) ?? []).map(({ seat }) => seat))
  return roll
    .filter((seat) => seat !== called && !voted.has(seat) && seatOf(sight, seat)?.voter)
    .map((seat) => {
      const name = seatOf(sight, seat)?.name ?? seat
      return deed(
        'meetCallSeat',
        { type: 'meeting.callSeat', poll: id, seat },
        { of: `${id} ${seat}`, values: { name } },
      )
    })
}

/** The casting vote, or a lot that was drawn before all eyes. */
export function tieDeeds(sight: Sight, { id, question, state, result, rule }: PollOnBoard): readonly MeetingDeed[] {
  if (state !== 'counted' || result?.outcome !== 'tied') return []
  const of = { of: id, name: question, isPrimary: true }
  if (rule.tie === 'chairCasts' && may(sight, 'meeting.castCastingVote'))
    return (['yes', 'no'] as const).map((choice) =>
      deed(`meetCasting_${choice}`, { type: 'meeting.castCastingVote', poll: id, choice }, of),
    )
  if (rule.tie === 'lot' && may(sight, 'meeting.noteLot'))
    return (['yes', 'no'] as const).map((choice) =>
      deed(
        `meetLot_${choice}`,
        because((how) => ({ type: 'meeting.noteLot', poll: id, choice, how })),
        {
          ...of,
          asks: { label: say('meetLotHow') },
        },
      ),
    )
  return []
}
