// Votes in a meeting: two ballots by one seat, ballots out of time, quorum lost, ties, frozen questions, proxies.
import { describe, expect, it } from 'vitest'
import { BALLOT_FIELDS, ballotMessage } from './ballot.ts'
import { resultOf } from './poll-course.ts'
import { questionOf } from './questions.ts'
import type { Held } from './state.ts'
import { receiptOf } from './told.ts'
import {
  all,
  asked,
  chair,
  close,
  deputyChair,
  type Chamber,
  dealing,
  debated,
  HASH,
  member,
  opened,
  outcome,
  presetOf,
  SEATS,
  secretary,
  server,
} from './testing.ts'

const council = presetOf('council')
const board = presetOf('board')

describe('a seat', () => {
  it('has one ballot counted of a hundred, with reconnects, and its receipt is that ballot', () => {
    const house = opened()
    asked(house)
    let taken = 0
    for (let n = 0; n < 100; n++) {
      const refused = house.vote('v1', 3, n % 2 ? 'no' : 'yes', { revision: 1 + (n % 4) })
      if (refused === null) taken++
      else expect(refused).toContain('seat 3 has voted in v1 already')
      if (n % 10 === 0) house.does(member(3), { type: 'meeting.leave' }, { type: 'meeting.arrive' })
    }
    expect(taken).toBe(1)
    all(house, 'v1', 'yy-nnn')
    close(house)
    expect(house.poll('v1').ballots.filter(({ seat }) => seat === '3')).toHaveLength(1)
    expect(outcome(house)).toBe('tied')
    expect(receiptOf(house.poll('v1'), '3')).toMatchObject({
      seat: '3',
      choice: 'yes',
      revision: 1,
      voter: member(3).id,
    })
    expect(receiptOf(house.poll('v1'), '7')).toBeNull()
  })

  it('has one ballot whether its holder, deputy or proxy casts it', () => {
    const deputy = { id: 'deputy-0001', name: 'Dina' }
    const seats = SEATS.map((seat) => (seat.id === '1' ? { ...seat, deputy } : seat))
    const house = opened({ rules: { ...board, isBallotReplaceable: false }, seats }, [1])
    const dina = { ...deputy, role: 'participant' } as const
    house.does(dina, { type: 'meeting.arrive' })
    asked(house)
    const ballot = { poll: 'v1', seat: '1', choice: 'yes', revision: 1, weight: 1, questionHash: HASH } as const
    house.does(dina, { type: 'meeting.castBallot', ...ballot })
    house.does(member(1), { type: 'meeting.arrive' })
    expect(house.vote('v1', 1, 'no')).toBe('seat 1 has voted in v1 already')
    expect(house.act(dina, { type: 'meeting.castBallot', ...ballot })).toContain('Dina is here as')
  })

  it('may think again where the rules allow, and the last ballot counts', () => {
    const house = opened({ rules: board })
    asked(house)
    all(house, 'v1', 'yyyynnn')
    house.pass()
    expect(house.poll('v1').life.is).toBe('open')
    expect(house.vote('v1', 1, 'no', { revision: 3 })).toBe('the next ballot of seat 1 has the revision 2, not 3')
    expect(house.vote('v1', 1, 'no', { revision: 2 })).toBeNull()
    expect(house.vote('v1', 1, 'yes', { revision: 2 })).toContain('has voted')
    close(house)
    expect(house.poll('v1').ballots).toHaveLength(7)
    expect(outcome(house)).toBe('lost')
  })

  it('is told why its ballot is not taken', () => {
    const house = dealing({ rules: { ...council, mostProxies: 1 } })
    house.does(chair, { type: 'meeting.recuse', item: 'school', seat: '6', reason: 'owns the house beside it' })
    house.does(member(7), { type: 'meeting.giveProxy', from: '7', to: '1' })
    asked(house)
    const vote = (seat: number, more: object = {}): string | null => house.vote('v1', seat, 'yes', more)
    expect(vote(6)).toBe('seat 6 is recused from v1: owns the house beside it')
    expect(vote(1, { seat: '2' })).toBe('seat 2 is voted for by Boris, not Aigul')
    expect(vote(1, { seat: '9' })).toBe('seat 9 is not on the roll of v1')
    expect(vote(1, { weight: 2 })).toBe('seat 1 has the weight 1, not 2')
    expect(vote(1, { questionHash: 'cd'.repeat(32) })).toContain('another question than that of v1')
    expect(vote(1, { revision: 2 })).toContain('has the revision 1, not 2')
    expect(vote(1, { poll: 'v9' })).toBe('there is no vote v9')
    // Seat 7 is here and votes itself; once gone, its proxy does.
    expect(vote(1, { seat: '7' })).toContain('voted for by Hasan')
    house.does(member(7), { type: 'meeting.leave' })
    expect(vote(7)).toBe('Hasan must be present in plenary-12 to vote')
    expect(vote(1, { seat: '7' })).toBeNull()
    expect(house.act(member(7), { type: 'meeting.withdrawProxy', from: '7' })).toContain('while vote v1 is open')
    expect(house.act(chair, { type: 'meeting.recuse', item: 'school', seat: '2', reason: 'late' })).toContain('v1')
  })

  it('has the weight that the roll gives it, no more and no less', () => {
    const seats = SEATS.map((seat) => ({ ...seat, weight: 3 }))
    const house = opened({ seats })
    asked(house)
    for (const weight of [1, 4])
      expect(house.vote('v1', 1, 'yes', { weight })).toBe(`seat 1 has the weight 3, not ${weight}`)
    expect(house.vote('v1', 1, 'yes', { weight: 3 })).toBeNull()
  })

  it('must bear the signature of its address where it has one', () => {
    const address = `0x${'1'.repeat(40)}`
    const seats = SEATS.map((seat) => (seat.id === '1' ? { ...seat, holder: { ...seat.holder, address } } : seat))
    const house = opened({ seats })
    asked(house)
    expect(house.vote('v1', 1, 'yes')).toBe(`the ballot of seat 1 must be signed by ${address}`)
    const other = { address: `0x${'2'.repeat(40)}`, signature: '0x12' }
    expect(house.vote('v1', 1, 'yes', { signed: other })).toContain('is signed by 0x2222')
    expect(house.vote('v1', 1, 'yes', { signed: { ...other, address } })).toBeNull()
    const message = ballotMessage(house.poll('v1').ballots[0] as Parameters<typeof ballotMessage>[0], address)
    expect(Object.keys(message)).toEqual(BALLOT_FIELDS.map(({ name }) => name))
    expect(message).toMatchObject({ questionHash: `0x${HASH}`, choice: 0, voter: address, revision: 1 })
  })
})

describe('a vote', () => {
  it('takes no ballot before it opens or after it closes, whatever clock the voter has', () => {
    const house = opened()
    const prepare = { type: 'meeting.preparePoll', poll: 'v1', question: 'Go on?', method: 'named' } as const
    house.does(chair, { ...prepare, subject: { kind: 'procedure' }, limitS: 60, evidence: [] })
    expect(house.vote('v1', 1, 'yes')).toBe('vote v1 is not open yet')
    expect(house.act(chair, { type: 'meeting.openPoll', poll: 'v1' })).toBe('the question of v1 is not frozen yet')
    house.does(server, { type: 'meeting.freezeQuestion', poll: 'v1', questionHash: HASH })
    house.does(chair, { type: 'meeting.openPoll', poll: 'v1' })
    house.pass(59)
    expect(house.vote('v1', 1, 'yes')).toBeNull()
    house.pass(1)
    expect(house.poll('v1').life.is).toBe('counted')
    const refused = house.vote('v1', 2, 'yes')
    expect(refused).toBe('vote v1 is closed')
    house.does(server, { type: 'meeting.noteRefusedBallot', poll: 'v1', person: 'Boris', reason: refused ?? '' })
    expect(house.poll('v1')).toMatchObject({ refusedCount: 1, refused: [{ person: 'Boris' }] })
    expect(house.poll('v1').ballots).toHaveLength(1)
  })

  it('takes none at its last moment, even before the clock has closed it', () => {
    const house = opened()
    asked(house, 'v1', { limitS: 60 })
    house.get().nowMs += 60_000
    expect(house.vote('v1', 1, 'yes')).toBe('vote v1 is closed: its time is over')
  })

  it('has no quorum where too many of those who are here are recused', () => {
    const house = dealing()
    for (const seat of [5, 6, 7]) house.does(member(seat), { type: 'meeting.leave' })
    house.does(member(1), { type: 'meeting.recuse', item: 'school', seat: '1', reason: 'sold the land' })
    expect(house.get().life.is).toBe('open')
    expect(() => asked(house)).toThrow('v1 has no quorum among those who may vote: 3 present of 7, 4 required')
  })

  it('closes when all who are here have voted', () => {
    const house = opened({}, [7])
    asked(house)
    all(house, 'v1', 'yyyyyn')
    house.pass()
    expect(outcome(house)).toBe('carried')
    expect(house.poll('v1')).toMatchObject({ bases: { present: 6, members: 7, entitled: 7 } })
  })

  it('is void when its quorum is lost, and what it was about can be asked again', () => {
    const house = dealing()
    debated(house)
    asked(house, 'v1', { subject: { kind: 'motion', motion: 'm1' } })
    all(house, 'v1', 'yyyy')
    for (const seat of [4, 5, 6]) house.does(server, { type: 'meeting.noteGone', person: member(seat).id })
    expect(house.poll('v1').life.is).toBe('open')
    house.does(server, { type: 'meeting.noteGone', person: member(7).id })
    expect(house.poll('v1').life).toMatchObject({
      is: 'void',
      reason: 'the quorum was lost: 3 present of 7, 4 required',
    })
    expect(house.vote('v1', 1, 'yes')).toContain('vote v1 is void: the quorum was lost')
    expect(house.get().motions[0]?.life.is).toBe('debate')
    expect(house.poll('v1').ballots).toHaveLength(4)
    const again = { type: 'meeting.openPoll', poll: 'v2' } as const
    const subject = { kind: 'motion', motion: 'm1' } as const
    const ask = { type: 'meeting.preparePoll', poll: 'v2', question: 'Reopen?', method: 'named' } as const
    house.does(chair, { ...ask, subject, evidence: [] })
    house.does(server, { type: 'meeting.freezeQuestion', poll: 'v2', questionHash: HASH })
    expect(house.act(chair, again)).toBe('vote v2 cannot be opened: meeting plenary-12 has no quorum')
    house.does(member(4), { type: 'meeting.arrive' })
    house.does(chair, again)
  })

  it('pauses instead where the rules say so, and its time with it', () => {
    const house = opened({ rules: board }, [5, 6, 7])
    asked(house, 'v1', { limitS: 100 })
    house.pass(40)
    house.does(member(4), { type: 'meeting.leave' })
    expect(house.poll('v1').life).toEqual({ is: 'paused', leftMs: 60_000 })
    expect(house.vote('v1', 1, 'yes')).toContain('is paused until')
    house.pass(500)
    house.does(member(4), { type: 'meeting.arrive' })
    expect(house.vote('v1', 1, 'yes')).toBeNull()
    house.pass(59)
    expect(house.poll('v1').life.is).toBe('open')
    house.pass(1)
    expect(outcome(house)).toBe('carried')
  })

  it('is void when it is closed without a quorum', () => {
    const house = opened({ rules: board }, [5, 6, 7])
    asked(house)
    house.does(member(4), { type: 'meeting.leave' })
    close(house)
    expect(house.poll('v1').life).toMatchObject({ is: 'void', reason: 'the quorum was lost before it was closed' })
  })

  it('lets the chair break a tie, but not one who is recused', () => {
    const seats = [...SEATS, { ...SEATS[0], id: '8', holder: { id: chair.id, name: 'Chingiz' } }] as typeof SEATS
    const house = dealing({ seats: [...seats] })
    house.does(chair, { type: 'meeting.recuse', item: 'school', seat: '8', reason: 'built it' })
    house.does(deputyChair, { type: 'meeting.arrive' })
    debated(house)
    asked(house, 'v1', { subject: { kind: 'motion', motion: 'm1' } })
    all(house, 'v1', 'yyynnna')
    house.pass()
    expect(outcome(house)).toBe('tied')
    expect(house.get().motions[0]?.life.is).toBe('tied')
    const casting = { type: 'meeting.castCastingVote', poll: 'v1', choice: 'yes' } as const
    expect(house.act(chair, casting)).toContain('Chingiz is recused from v1')
    expect(house.act(secretary, { type: 'meeting.certifyPoll', poll: 'v1' })).toContain('waits to be decided')
    expect(house.act(chair, { type: 'meeting.finishItem' })).toContain('v1 is not decided yet')
    house.does(chair, { type: 'meeting.leave' })
    house.does(deputyChair, casting)
    expect(house.get().motions[0]?.life.is).toBe('carried')
    expect(house.act(deputyChair, casting)).toBe('vote v1 is not tied')
    house.does(secretary, { type: 'meeting.certifyPoll', poll: 'v1' }, { type: 'meeting.publishPoll', poll: 'v1' })
    expect(house.act(deputyChair, { type: 'meeting.voidPoll', poll: 'v1', reason: 'regret' })).toContain('is certified')
    house.does(secretary, { type: 'meeting.recordMotion', motion: 'm1', record: 'r1' })
    expect(house.act(secretary, { type: 'meeting.supersedeMotion', motion: 'm1', record: 'r1' })).toContain('its own')
    house.does(secretary, { type: 'meeting.supersedeMotion', motion: 'm1', record: 'r2' })
    expect(house.get().motions[0]?.life).toEqual({ is: 'superseded', outcome: 'carried', record: 'r2' })
  })

  it('asks the exact text, and not one that has changed since', () => {
    const house = dealing()
    debated(house)
    const subject = { kind: 'motion', motion: 'm1' } as const
    const evidence = [HASH]
    const prepare = { type: 'meeting.preparePoll', question: 'Reopen?', method: 'named' } as const
    house.does(chair, { ...prepare, poll: 'v1', subject, evidence })
    expect(house.act(chair, { ...prepare, poll: 'v2', subject, evidence })).toBe('vote v1 asks what v2 would ask')
    expect(questionOf(house.get() as Held, house.poll('v1'))).toMatchObject({
      meeting: 'plenary-12',
      lines: ['The council resolves:', '1. The school reopens in May.', '2. The road stays closed.'],
      evidence: [HASH],
      rule: { num: 1, den: 2 },
    })
    house.does(server, { type: 'meeting.freezeQuestion', poll: 'v1', questionHash: HASH })
    const other = { type: 'meeting.freezeQuestion', poll: 'v1', questionHash: 'cd'.repeat(32) } as const
    expect(house.act(server, other)).toBe('the question of v1 is frozen and cannot be exchanged')
    const amend = { type: 'meeting.submitAmendment', amendment: 'a1', motion: 'm1', from: 3, to: 3 } as const
    house.does(member(2), { ...amend, lines: ['3. The bus runs.'] })
    expect(house.act(chair, { type: 'meeting.openPoll', poll: 'v1' })).toBe('amendment a1 is voted on before motion m1')
    house.does(chair, { type: 'meeting.admitAmendment', amendment: 'a1', reach: 0 })
    asked(house, 'v3', { subject: { kind: 'amendment', amendment: 'a1' } })
    all(house, 'v3', 'yyyynnn')
    house.pass()
    expect(house.act(chair, { type: 'meeting.openPoll', poll: 'v1' })).toContain('the text of v1 has changed')
  })

  it('comes to the same whenever it is reckoned from what is stored', () => {
    const house = opened()
    asked(house)
    all(house, 'v1', 'yynyan')
    close(house)
    const poll = JSON.parse(JSON.stringify(house.poll('v1'))) as ReturnType<Chamber['poll']>
    const { life } = poll
    expect('result' in life && life.result.decision).toEqual(resultOf(poll).decision)
    poll.ballots.reverse()
    expect('result' in life && life.result.tally).toEqual(resultOf(poll).tally)
  })
})
