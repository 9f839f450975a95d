// A meeting from notice to published minutes, and the guards on the way.
import { describe, expect, it } from 'vitest'
import { describeSystem } from '../kernel/conformance.ts'
import type { Actor } from '../kernel/system.ts'
import { EMPTY_CITY } from '../kernel/toy.ts'
import type { MeetingCommand } from './commands.ts'
import { meeting } from './meeting.ts'
import { minutesOf } from './minutes.ts'
import { listedOf } from './parts.ts'
import type { Held, MeetingState } from './state.ts'
import {
  admin,
  asked,
  chair,
  chamber,
  clerk,
  dealing,
  deputyChair,
  expert,
  HASH,
  member,
  members,
  NOON,
  opened,
  presetOf,
  SEATS,
  secretary,
  server,
  setUp,
} from './testing.ts'

const secretarys: readonly MeetingCommand['type'][] = [
  'meeting.addItem',
  'meeting.convene',
  'meeting.certifyPoll',
  'meeting.publishPoll',
  'meeting.recordMotion',
  'meeting.draftMinutes',
  'meeting.publishMinutes',
  'meeting.addDocument',
  'meeting.remark',
]
const first: readonly MeetingCommand['type'][] = [
  'meeting.draftMotion',
  'meeting.submitMotion',
  'meeting.moveMotion',
  'meeting.askToSpeak',
  'meeting.castBallot',
  'meeting.submitAmendment',
]
/** Who does what in the stories; arrivals are told apart by hand. */
function by(command: MeetingCommand): Actor {
  const { type } = command
  if (type === 'meeting.setUp') return admin
  if (type === 'meeting.freezeQuestion') return server
  if (type === 'meeting.secondMotion') return member(2)
  if (secretarys.includes(type)) return secretary
  return first.includes(type) ? member(1) : chair
}

// In the suite the clock stands at nothing, so this body needs no notice.
const rules = { ...presetOf('board'), noticeS: 0, seconders: 1 }
const few = setUp({ rules, seats: SEATS.slice(0, 2) })
const arrivals = [chair, secretary, member(1), member(2)].map((who) => ({
  who,
  command: { type: 'meeting.arrive' } as const,
}))
const question = { evidence: [HASH], method: 'named' as const }
describeSystem<MeetingState, MeetingCommand>(meeting, {
  city: EMPTY_CITY,
  by: (command) => arrivals.find((one) => one.command === command)?.who ?? by(command),
  observations: [],
  legal: [
    few,
    { type: 'meeting.addItem', item: 'school', title: 'The school' },
    { type: 'meeting.addItem', item: 'road', title: 'The road' },
    { type: 'meeting.moveItem', item: 'road', place: 1 },
    { type: 'meeting.convene', startsAtMs: 0 },
    ...arrivals.map(({ command }) => command),
    { type: 'meeting.open' },
    { type: 'meeting.takeItem', item: 'school' },
    {
      type: 'meeting.addDocument',
      document: 'd1',
      title: 'Plan',
      mediaType: 'application/pdf',
      pages: 3,
      sha256: HASH,
    },
    { type: 'meeting.showDocument', document: 'd1' },
    { type: 'meeting.turnPage', page: 2 },
    { type: 'meeting.draftMotion', motion: 'm1', item: 'school', title: 'Reopen', lines: ['Reopen it.'] },
    { type: 'meeting.submitMotion', motion: 'm1' },
    { type: 'meeting.submitAmendment', amendment: 'a1', motion: 'm1', from: 1, to: 1, lines: ['In May.'] },
    { type: 'meeting.admitMotion', motion: 'm1' },
    { type: 'meeting.admitAmendment', amendment: 'a1', reach: 1 },
    { type: 'meeting.moveMotion', motion: 'm1' },
    { type: 'meeting.askToSpeak', speech: 's1', kind: 'pro' },
    { type: 'meeting.callSpeaker', speech: 's1', limitS: 180 },
    { type: 'meeting.preparePoll', poll: 'v1', subject: { kind: 'procedure' }, question: 'Go on?', ...question },
    { type: 'meeting.freezeQuestion', poll: 'v1', questionHash: HASH },
    { type: 'meeting.openPoll', poll: 'v1' },
    {
      type: 'meeting.castBallot',
      poll: 'v1',
      seat: '1',
      choice: 'yes',
      revision: 1,
      weight: 1,
      questionHash: HASH,
    },
    { type: 'meeting.closePoll', poll: 'v1' },
    { type: 'meeting.certifyPoll', poll: 'v1' },
    { type: 'meeting.remark', text: 'The clock in the hall was late.' },
  ],
  illegal: [
    { command: few, names: 'plenary-12' },
    { command: few, by: chair, names: 'admin' },
    { command: { type: 'meeting.open' }, names: 'plenary-12' },
    { command: { type: 'meeting.open' }, by: member(1), names: 'Aigul' },
    { command: { type: 'meeting.takeItem', item: 'road' }, names: 'school' },
    { command: { type: 'meeting.withdrawItem', item: 'constructor', reason: 'none' }, names: 'constructor' },
    { command: { type: 'meeting.secondMotion', motion: 'm1' }, by: member(1), names: 'm1' },
    { command: { type: 'meeting.debateMotion', motion: 'm1' }, names: 'm1' },
    { command: { type: 'meeting.openPoll', poll: 'v1' }, names: 'v1' },
    { command: { type: 'meeting.voidPoll', poll: 'v1', reason: 'late' }, names: 'v1' },
    { command: { type: 'meeting.turnPage', page: 4 }, names: 'd1' },
    { command: { type: 'meeting.callSpeaker', speech: 's2' }, names: 's2' },
  ],
})
describe('a meeting', () => {
  it('needs its notice, its time, its chair and a count', () => {
    const house = chamber()
    const convene = (startsAtMs: number): MeetingCommand => ({ type: 'meeting.convene', startsAtMs })
    expect(house.act(chair, convene(NOON))).toContain('no meeting is set up')
    house.does(admin, setUp())
    expect(house.act(secretary, convene(NOON + 71 * 3_600_000))).toBe(
      'meeting plenary-12 needs 72 h of notice by the rules council',
    )
    expect(house.act(secretary, convene(NOON - 1))).toBe('meeting plenary-12 would begin in the past')
    expect(house.act(admin, setUp({ startsAtMs: NOON - 1 }))).toBe('meeting plenary-12 would begin in the past')
    expect(house.act(admin, setUp({ startsAtMs: NOON + 3_600_000 }))).toBe(
      'meeting plenary-12 needs 72 h of notice by the rules council',
    )
    house.does(admin, setUp({ startsAtMs: NOON + 72 * 3_600_000 }))
    expect(listedOf(house.get() as Held)).toMatchObject({ state: 'draft', startsAtMs: NOON + 72 * 3_600_000 })
    house.does(admin, setUp({ rules: { ...presetOf('council'), noticeS: 90 } }))
    expect(house.act(secretary, convene(NOON + 89_999))).toContain('needs 90 s of notice')
    house.does(admin, setUp())
    house.does(secretary, convene(NOON + 72 * 3_600_000))
    house.does(chair, { type: 'meeting.arrive' })
    house.pass(71 * 3600)
    expect(house.act(chair, { type: 'meeting.open' })).toContain('it can be opened in 60 min')
    house.pass(3600)
    house.does(chair, { type: 'meeting.leave' })
    expect(house.act(chair, { type: 'meeting.open' })).toBe('Chingiz must be present to open meeting plenary-12')
    house.does(deputyChair, { type: 'meeting.arrive' }, { type: 'meeting.open' })
    expect(house.get().life.is).toBe('inquorate')
    expect(minutesOf(house.get()).items[0]?.lines.at(-1)?.text).toBe(
      'Vera opened the meeting; 0 present of 7, 4 required.',
    )
  })

  it('gains and loses its quorum by who is there', () => {
    const house = opened({}, [5, 6, 7])
    expect(house.get().life.is).toBe('open')
    house.does(server, { type: 'meeting.noteGone', person: member(4).id })
    expect(house.get().life.is).toBe('inquorate')
    house.does(member(5), { type: 'meeting.arrive' })
    expect(house.get().life.is).toBe('open')
    const told = minutesOf(house.get()).items[0]?.lines.map(({ text }) => text)
    expect(told).toContain('The quorum was lost; 3 present of 7, 4 required. No votes are taken.')
    expect(told).toContain('There is a quorum again; 4 present of 7, 4 required.')
  })

  it('keeps who sets it up, who chairs, who writes and who votes apart', () => {
    const house = chamber()
    const person = (of: Actor) => ({ id: of.id, name: of.name ?? '' })
    const refused = (more: Parameters<typeof setUp>[0]): string | null => house.act(admin, setUp(more))
    expect(refused({ chairs: [person(admin)] })).toContain('neither chair, secretary nor member of it: Adil is')
    expect(refused({ secretaries: [person(chair)] })).toContain('Chingiz cannot both chair')
    expect(refused({ seats: SEATS.map((seat) => ({ ...seat, deputy: person(admin) })) })).toContain('Adil')
    expect(refused({ people: [{ ...person(chair), role: 'auditor' }] })).toContain('Chingiz audits')
    expect(refused({ seats: [...SEATS, ...SEATS] })).toContain('seat 1 is on the roll twice')
    const { quorum } = presetOf('council')
    const counts = { ...presetOf('council'), quorum: { ...quorum, countsProxies: true } }
    expect(refused({ rules: counts })).toContain('count proxies and allow none')
    expect(refused({})).toBeNull()
    expect(refused({ title: 'Plenary 13' })).toBeNull()
  })

  it('takes no item before its agenda is carried, and changes none after', () => {
    const house = opened()
    const take: MeetingCommand = { type: 'meeting.takeItem', item: 'school' }
    const add: MeetingCommand = { type: 'meeting.addItem', item: 'road', title: 'The road' }
    expect(house.act(chair, take)).toBe('the agenda must be carried before item school')
    asked(house, 'v1', { subject: { kind: 'agenda' } })
    expect(house.poll('v1').lines).toEqual(['1. The school at the river'])
    expect(house.act(secretary, add)).toContain('the agenda is being voted on in v1')
    for (let seat = 1; seat <= 7; seat++) house.vote('v1', seat, seat < 3 ? 'yes' : 'no')
    house.pass()
    expect(house.act(chair, take)).toContain('must be carried')
    house.does(secretary, add)
    asked(house, 'v2', { subject: { kind: 'agenda' } })
    for (let seat = 1; seat <= 7; seat++) house.vote('v2', seat, 'yes')
    house.pass()
    expect(house.get().isAgendaCarried).toBe(true)
    expect(house.act(secretary, { ...add, item: 'park' } as MeetingCommand)).toContain('the agenda is carried')
    house.does(chair, take)
    expect(house.act(chair, { type: 'meeting.takeItem', item: 'road' })).toBe(
      'item school is being dealt with; finish it before road',
    )
    house.does(chair, { type: 'meeting.finishItem' }, { type: 'meeting.reopenAgenda' })
    expect(house.act(chair, { type: 'meeting.takeItem', item: 'road' })).toContain('must be carried')
  })

  it('shows a document whose page its presenter turns', () => {
    const house = dealing()
    const pages = { mediaType: 'application/pdf', pages: 12, sha256: HASH }
    house.does(secretary, { type: 'meeting.addDocument', document: 'plan', title: 'Plan', ...pages })
    house.does(expert, { type: 'meeting.showDocument', document: 'plan' }, { type: 'meeting.turnPage', page: 7 })
    expect(house.get().board).toEqual({ document: 'plan', page: 7, by: expert.id })
    expect(house.act(expert, { type: 'meeting.turnPage', page: 13 })).toBe(
      'document plan has 12 pages, none of them 13',
    )
    expect(house.act(member(1), { type: 'meeting.turnPage', page: 2 })).toContain('Aigul is here as')
    house.does(chair, { type: 'meeting.turnPage', page: 2 }, { type: 'meeting.hideDocument' })
    expect(house.get().board).toBeNull()
  })

  it('goes on under the deputy when the chair is gone, and is in recess when nobody may chair', () => {
    const house = opened()
    house.does(deputyChair, { type: 'meeting.arrive' })
    expect(house.act(deputyChair, { type: 'meeting.recess' })).toContain('is for chair')
    asked(house)
    house.does(server, { type: 'meeting.noteGone', person: chair.id })
    house.does(deputyChair, { type: 'meeting.closePoll', poll: 'v1' })
    house.pass()
    expect(house.poll('v1').life.is).toBe('counted')
    // Nobody is left to chair: the secretary may end what hangs, and after the grace time all rests.
    house.does(server, { type: 'meeting.noteGone', person: deputyChair.id })
    house.pass(60)
    expect(house.get().life.is).toBe('open')
    house.pass(61)
    house.pass(61)
    expect(house.get().life.is).toBe('recess')
    house.does(chair, { type: 'meeting.arrive' }, { type: 'meeting.resume' })
    expect(house.get().life.is).toBe('open')
    expect(minutesOf(house.get()).items[0]?.lines.map(({ text }) => text)).toContain('Vera took the chair.')
  })

  it('lets the secretary end what hangs, and the second secretary take over', () => {
    const house = opened()
    asked(house)
    house.does(server, { type: 'meeting.noteGone', person: chair.id })
    house.does(clerk, { type: 'meeting.arrive' })
    expect(house.act(clerk, { type: 'meeting.closePoll', poll: 'v1' })).toContain('Klara is here as')
    house.does(server, { type: 'meeting.noteGone', person: secretary.id })
    house.does(clerk, { type: 'meeting.closePoll', poll: 'v1' })
    house.pass()
    house.does(clerk, { type: 'meeting.recess' })
    expect(house.act(clerk, { type: 'meeting.resume' })).toContain('is for chair')
  })

  it('is closed, minuted, approved and published, and takes nothing after', () => {
    const house = dealing()
    asked(house)
    expect(house.act(chair, { type: 'meeting.close' })).toContain('vote v1 is not decided yet')
    for (let seat = 1; seat <= 7; seat++) house.vote('v1', seat, 'yes')
    house.pass()
    house.does(chair, { type: 'meeting.close' })
    expect(house.get().items[0]?.state).toBe('deferred')
    expect(house.get().stays.every(({ outMs }) => outMs !== null)).toBe(true)
    expect(house.act(member(1), { type: 'meeting.arrive' })).toContain('comes too late')
    house.does(secretary, { type: 'meeting.draftMinutes' }, { type: 'meeting.remark', item: 'school', text: 'Quiet.' })
    expect(house.act(chair, { type: 'meeting.approveMinutes' })).toContain('is not certified')
    for (const poll of ['agenda', 'v1']) house.does(secretary, { type: 'meeting.certifyPoll', poll })
    house.does(chair, { type: 'meeting.approveMinutes' })
    expect(house.act(secretary, { type: 'meeting.remark', text: 'One more.' })).toContain('are approved')
    house.does(secretary, { type: 'meeting.publishMinutes' })
    const minutes = minutesOf(house.get())
    expect(minutes).toMatchObject({ title: 'Plenary 12', state: 'published', chairs: ['Chingiz', 'Vera'] })
    expect(minutes.attendance).toHaveLength(7)
    expect(minutes.attendance[0]).toMatchObject({ seat: '1', name: 'Aigul', group: 'River', stays: [{ by: 'Aigul' }] })
    expect(minutes.items[1]?.lines.map(({ text }) => text)).toContain('Quiet.')
    expect(minutes.votes[1]).toMatchObject({ id: 'v1', outcome: 'carried', tally: '7 yes, 0 no, 0 abstain' })
    expect(minutes.votes[1]?.byName).toContain('Aigul: yes')
  })

  it('knows whose hand is up', () => {
    const house = opened()
    house.does(member(2), { type: 'meeting.raiseHand' })
    expect(house.act(member(2), { type: 'meeting.raiseHand' })).toBe('the hand of Boris is up already')
    expect(house.act(expert, { type: 'meeting.raiseHand' })).toContain('Emil must be present')
    house.does(member(3), { type: 'meeting.raiseHand' }, { type: 'meeting.lowerHand' })
    expect(house.get().hands).toMatchObject([{ name: 'Boris' }])
    house.does(member(2), { type: 'meeting.leave' })
    expect(house.get().hands).toEqual([])
    expect(members).toHaveLength(7)
  })
})
