// How a vote is taken: by roll call, by name, by group, by consent, in secret, by lot; and what of it is told.
import { describe, expect, it } from 'vitest'
import {
  all,
  asked,
  chair,
  close,
  HASH,
  member,
  opened,
  outcome,
  presetOf,
  SEATS,
  secretary,
  server,
} from './testing.ts'
import type { Choice } from './tally.ts'
import { pollTold, receiptOf } from './told.ts'

describe('a vote', () => {
  it('lets a lot that is drawn in the room decide where the rules say so', () => {
    const house = opened({ rules: presetOf('assembly') })
    asked(house, 'v1', { subject: { kind: 'procedure', majority: 'byLot' } })
    all(house, 'v1', 'yyynnna')
    close(house)
    expect(house.act(chair, { type: 'meeting.castCastingVote', poll: 'v1', choice: 'no' })).toContain(
      'decided by a lot',
    )
    house.does(secretary, { type: 'meeting.noteLot', poll: 'v1', choice: 'no', how: 'a coin, tails' })
    expect(outcome(house)).toBe('lost')
  })

  it('calls the roll seat by seat', () => {
    const house = opened({}, [2])
    asked(house, 'v1', { method: 'rollCall' })
    expect(house.poll('v1').called).toBe('1')
    expect(house.vote('v1', 3, 'yes')).toBe('seat 3 is not being called in v1; seat 1 is')
    all(house, 'v1', 'y')
    expect(house.poll('v1').called).toBe('3')
    house.does(secretary, { type: 'meeting.callSeat', poll: 'v1', seat: '5' })
    all(house, 'v1', '----n')
    expect(house.poll('v1').called).toBe('6')
    all(house, 'v1', '-----yy')
    // Who did not answer is called again.
    expect(house.poll('v1').called).toBe('3')
    expect(house.act(chair, { type: 'meeting.callSeat', poll: 'v1', seat: '1' })).toContain('has voted in v1')
    all(house, 'v1', '--y')
    all(house, 'v1', '---y')
    house.pass()
    expect(pollTold(house.poll('v1'))).toMatchObject({ state: 'counted', cast: 6, tally: { yes: 5, no: 1 } })
  })

  it('calls the next when the one who is called goes, and who comes when nobody was left', () => {
    const house = opened({}, [7])
    asked(house, 'v1', { method: 'rollCall' })
    house.does(server, { type: 'meeting.noteGone', person: member(1).id })
    expect(house.poll('v1').called).toBe('2')
    all(house, 'v1', '-yyyyy')
    house.does(member(1), { type: 'meeting.arrive' })
    expect(house.poll('v1').called).toBe('1')
    house.does(member(7), { type: 'meeting.arrive' })
    expect(house.poll('v1').called).toBe('1')
  })

  it('tells by name, by group or in sums alone', () => {
    const told = (method: 'named' | 'byGroup') => {
      const house = opened()
      asked(house, 'v1', { method })
      all(house, 'v1', 'yyn')
      return pollTold(house.poll('v1'))
    }
    expect(told('named')).toMatchObject({ tally: { yes: 2, no: 1 }, votes: [{ seat: '1', choice: 'yes' }, {}, {}] })
    expect(told('byGroup')).toMatchObject({
      votes: null,
      groups: [
        { group: 'River', yes: 1, no: 1 },
        { group: 'Steppe', yes: 1, no: 0 },
      ],
    })
  })

  it('is carried by unanimous consent unless somebody objects', () => {
    const house = opened()
    asked(house, 'v1', { method: 'unanimousConsent' })
    expect(house.vote('v1', 1, 'yes')).toContain('asks for objections alone')
    close(house)
    expect(outcome(house)).toBe('carried')
    asked(house, 'v2', { method: 'unanimousConsent' })
    expect(house.vote('v2', 4, 'no')).toBeNull()
    house.pass()
    expect(outcome(house, 'v2')).toBe('lost')
  })
})

describe('a secret vote', () => {
  const secret = (n: number, choice: Choice = 'yes', poll = 'v1') => ({
    type: 'meeting.castSecretBallot' as const,
    poll,
    questionHash: HASH,
    nullifier: n.toString(16).padStart(64, '0'),
    choice,
  })

  it('tells no totals while it is open, and never who voted how', () => {
    const house = opened()
    asked(house, 'v1', { method: 'secret' })
    expect(house.vote('v1', 1, 'yes')).toBe('vote v1 is secret; its ballots bear no seat')
    house.does(server, ...[9, 4, 7, 1, 5, 3].map((n) => secret(n, n > 4 ? 'no' : 'yes')))
    expect(pollTold(house.poll('v1'))).toMatchObject({ cast: 6, tally: null, groups: null, votes: null })
    expect(house.poll('v1').secret.map(({ nullifier }) => Number(nullifier))).toEqual([1, 3, 4, 5, 7, 9])
    expect(receiptOf(house.poll('v1'), secret(4).nullifier)).toMatchObject({ choice: 'yes' })
    close(house)
    expect(pollTold(house.poll('v1'))).toMatchObject({ state: 'counted', tally: { yes: 3, no: 3 }, votes: null })
  })

  it('takes one ballot of a voter, and no more than there are seats', () => {
    const house = opened()
    asked(house, 'v1', { method: 'secret' })
    house.does(server, secret(1))
    expect(house.act(server, secret(1, 'no'))).toBe('this voter has voted in v1; a ballot is not replaced')
    expect(house.act(chair, secret(2))).toContain('is for server')
    house.does(server, ...[2, 3, 4, 5, 6, 7].map((n) => secret(n)))
    expect(house.act(server, secret(8))).toBe('vote v1 has a ballot for every seat already')
    house.pass()
    expect(outcome(house)).toBe('carried')
  })

  it('waits for everybody who could vote, and measures by them, whoever of them goes', () => {
    const board = presetOf('board')
    const rules = { ...board, isBallotReplaceable: false, uses: { ...board.uses, procedure: 'ofThosePresent' } }
    const house = opened({ rules }, [7])
    asked(house, 'v1', { method: 'secret' })
    house.does(server, ...[1, 2, 3, 4].map((n) => secret(n, n < 4 ? 'yes' : 'no')))
    // Two who have voted go, one comes: four ballots and five people, two of whom have not voted.
    for (const seat of [1, 2]) house.does(server, { type: 'meeting.noteGone', person: member(seat).id })
    house.pass()
    expect(house.poll('v1').life.is).toBe('open')
    house.does(member(7), { type: 'meeting.arrive' })
    house.does(server, ...[5, 6].map((n) => secret(n, 'abstain')))
    house.pass()
    expect(house.poll('v1').life.is).toBe('open')
    close(house)
    // Three of the seven who were here; of the five who are left it would be more than half.
    expect(house.poll('v1')).toMatchObject({ bases: { present: 7 }, life: { result: { outcome: 'lost' } } })
    asked(house, 'v2', { method: 'secret' })
    house.does(server, ...[3, 4, 5, 6, 7].map((n) => secret(n, 'yes', 'v2')))
    house.pass()
    expect(outcome(house, 'v2')).toBe('carried')
  })

  it('is not taken of fewer than five, nor where weights would tell', () => {
    const house = opened({}, [5, 6, 7])
    expect(() => asked(house, 'v1', { method: 'secret' })).toThrow('4 voters are fewer than 5')
    house.does(member(5), { type: 'meeting.arrive' })
    asked(house, 'v2', { method: 'secret' })
    house.does(server, ...[1, 2, 3, 4].map((n) => secret(n, 'yes', 'v2')))
    close(house, 'v2')
    expect(house.poll('v2').life).toMatchObject({ is: 'void', reason: expect.stringContaining('4 ballots') as string })
    const heavy = opened({ seats: SEATS.map((seat, i) => ({ ...seat, weight: 1 + i })) })
    expect(() => asked(heavy, 'v1', { method: 'secret' })).toThrow('weights would tell who voted how')
  })
})
