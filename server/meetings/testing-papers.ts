// A council's sitting from notice to approved minutes for tests of its papers: a quorum lost and won, a point of order, an
// amendment, a roll call, a tie broken by the chair, a secret vote, an objection, a recess; and names as nobody should have them.
import {
  admin,
  all,
  asked,
  chair,
  type Chamber,
  chamber,
  close,
  debated,
  HASH,
  member,
  members,
  NOON,
  SEATS,
  secretary,
  server,
  setUp,
} from '../../shared/civic/testing.ts'

/** Markup, an override of direction that nothing ends, and the end of an isolation. */
export const HOSTILE = 'Eve<script>alert(1)</script>\u202egnp.\u2069"\'&'
const DAY_MS = 86_400_000

export type Sitting = { readonly house: Chamber; readonly startsAtMs: number }

/** Until it is closed. */
export function sat(): Sitting {
  const house = chamber()
  const seats = SEATS.map((seat) =>
    seat.id === '6' ? { ...seat, holder: { ...seat.holder, name: HOSTILE }, group: '<b>Hill</b>' } : seat,
  )
  house.does(admin, setUp({ seats, room: 'Council chamber', title: 'Plenary 12 & 13' }))
  house.does(secretary, { type: 'meeting.addItem', item: 'school', title: 'The school at the river <i>' })
  house.does(secretary, { type: 'meeting.addItem', item: 'park', title: 'The park' })
  const startsAtMs = NOON + 4 * DAY_MS
  house.does(secretary, { type: 'meeting.convene', startsAtMs })
  house.pass((startsAtMs - NOON) / 1000)
  for (const one of [chair, secretary, ...members.slice(0, 6)]) house.does(one, { type: 'meeting.arrive' })
  house.does(chair, { type: 'meeting.open' })
  house.pass(600)
  asked(house, 'agenda', { subject: { kind: 'agenda' }, question: 'Is the agenda agreed?', method: 'byGroup' })
  all(house, 'agenda', 'yyyyya-')
  house.pass()
  house.does(chair, { type: 'meeting.takeItem', item: 'school' })
  debated(house)
  speak(house)
  decide(house)
  rest(house)
  finish(house)
  return { house, startsAtMs }
}

/** The minutes drafted, and approved. */
export function approve(house: Chamber): void {
  house.does(secretary, { type: 'meeting.draftMinutes' })
  const text = 'The gallery was full.\nNobody was heard.'
  house.does(secretary, { type: 'meeting.remark', item: 'school', text })
  for (const { id, life } of house.get().polls)
    if (life.is === 'counted') house.does(secretary, { type: 'meeting.certifyPoll', poll: id })
  house.does(chair, { type: 'meeting.approveMinutes' })
}

function speak(house: Chamber): void {
  house.does(member(6), { type: 'meeting.askToSpeak', speech: 's1', kind: 'contra' })
  house.does(chair, { type: 'meeting.callSpeaker', speech: 's1' })
  house.pass(120)
  house.does(member(3), { type: 'meeting.askToSpeak', speech: 's2', kind: 'pointOfOrder' })
  house.does(chair, { type: 'meeting.callSpeaker', speech: 's2' })
  const reason = 'the time is over'
  house.does(chair, { type: 'meeting.rulePointOfOrder', speech: 's2', ruling: 'sustained', reason })
  house.does(chair, { type: 'meeting.endSpeech', speech: 's1' })
}

function decide(house: Chamber): void {
  const lines = ['1. The school reopens in <June>.']
  const amendment = { amendment: 'a1', motion: 'm1', from: 1, to: 2, lines }
  house.does(member(3), { type: 'meeting.submitAmendment', ...amendment })
  house.does(chair, { type: 'meeting.admitAmendment', amendment: 'a1', reach: 1 })
  asked(house, 'v1', { subject: { kind: 'amendment', amendment: 'a1' }, question: 'Shall a1 be adopted?' })
  all(house, 'v1', 'yyyynn-')
  house.pass()
  asked(house, 'v2', {
    subject: { kind: 'motion', motion: 'm1' },
    question: 'Shall m1 be adopted?',
    method: 'rollCall',
  })
  const refused = { poll: 'v2', person: member(2).id, reason: 'it was signed by another' }
  house.does(server, { type: 'meeting.noteRefusedBallot', ...refused })
  all(house, 'v2', 'yyynnn-')
  house.pass()
  house.does(chair, { type: 'meeting.castCastingVote', poll: 'v2', choice: 'yes' })
  house.does(chair, { type: 'meeting.finishItem' })
}

function rest(house: Chamber): void {
  house.does(chair, { type: 'meeting.recess' })
  house.pass(1800)
  house.does(chair, { type: 'meeting.resume' })
  house.does(chair, { type: 'meeting.takeItem', item: 'park' })
  house.does(member(5), { type: 'meeting.recuse', item: 'park', seat: '5', reason: 'owns the <kiosk>' })
  asked(house, 'v3', { question: 'Is it too late?' })
  house.vote('v3', 1, 'yes')
  for (const seat of [4, 5, 6]) house.does(server, { type: 'meeting.noteGone', person: member(seat).id })
  for (const seat of [4, 5, 6, 7]) house.does(member(seat), { type: 'meeting.arrive' })
}

function finish(house: Chamber): void {
  asked(house, 'v4', { question: 'Who is to be secretary of the park?', method: 'secret' })
  for (const [i, choice] of (['yes', 'yes', 'yes', 'no', 'abstain'] as const).entries()) {
    const nullifier = `${i}${'c0'.repeat(31)}f`
    house.does(server, { type: 'meeting.castSecretBallot', poll: 'v4', questionHash: HASH, nullifier, choice })
  }
  close(house, 'v4')
  asked(house, 'v5', { question: 'Shall the sitting end?', method: 'unanimousConsent' })
  close(house, 'v5')
  house.pass(600)
  house.does(chair, { type: 'meeting.close' })
}
