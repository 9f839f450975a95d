import { describe, expect, it } from 'vitest'
import { PRESETS } from './presets.ts'
import { questionOf } from './questions.ts'
import { isHeld } from './state.ts'
import { asked, type Chamber, chair, expert, HASH, member, opened, presetOf, SEATS, server } from './testing.ts'

const PROOF = 'cd'.repeat(256)
const byProof = { ...presetOf('council'), secretBy: 'proof' as const, isBallotReplaceable: false }
const commitment = (n: number): string => `${n}`.repeat(64).slice(0, 64).padStart(64, '0').replace(/^./, '0')
const enrol = (house: Chamber, seat: number, by = seat) =>
  house.act(member(by), { type: 'meeting.enrol', seat: `${seat}`, commitment: commitment(seat) })
const cast = (house: Chamber, voter: number, more: object = {}) =>
  house.act(server, {
    type: 'meeting.castProvenBallot',
    poll: 'v1',
    questionHash: HASH,
    nullifier: `${voter}`.repeat(64),
    choice: 'yes',
    revision: 1,
    proof: PROOF,
    ...more,
  })
const enrolled = (seats: readonly number[], absent: readonly number[] = [], rules = byProof): Chamber => {
  const house = opened({ rules }, absent)
  for (const seat of seats) expect(enrol(house, seat)).toBeNull()
  return house
}

describe('enrolling for votes that are secret by proof', () => {
  it('is for one’s own seat, by a commitment that nobody else has, and can be done again', () => {
    const house = opened({ rules: byProof })
    expect(enrol(house, 1)).toBeNull()
    expect(enrol(house, 2, 1)).toBe('Aigul does not vote for seat 2 and cannot enrol it')
    expect(house.act(member(2), { type: 'meeting.enrol', seat: '2', commitment: commitment(1) })).toBe(
      'seat 1 is enrolled by the same commitment; each seat has one of its own',
    )
    expect(house.act(member(2), { type: 'meeting.enrol', seat: '9', commitment: commitment(2) })).toBe(
      'there is no seat 9 on the roll',
    )
    for (const odd of ['0', 'f'])
      expect(house.act(member(2), { type: 'meeting.enrol', seat: '2', commitment: odd.repeat(64) })).toBe(
        'what seat 2 would enrol is no number of the field',
      )
    expect(house.act(member(1), { type: 'meeting.enrol', seat: '1', commitment: commitment(8) })).toBeNull()
    expect(house.get().enrolled).toEqual([{ seat: '1', commitment: commitment(8), by: member(1).id }])
    expect(house.act(expert, { type: 'meeting.enrol', seat: '1', commitment: commitment(3) })).toContain(
      'is for member',
    )
  })

  it('is not replaced by who has not the seat at that moment, a deputy before they sit in or a holder who is away', () => {
    const deputy = { id: 'deputy-0001', name: 'Dina' }
    const dina = { ...deputy, role: 'participant' } as const
    const seats = SEATS.map((seat) => (seat.id === '6' ? { ...seat, deputy } : seat))
    const house = opened({ rules: byProof, seats }, [6])
    const by = (): string | undefined => house.get().enrolled?.find(({ seat }) => seat === '6')?.by
    const asDeputy = () => house.act(dina, { type: 'meeting.enrol', seat: '6', commitment: commitment(7) })
    const asHolder = () => house.act(member(6), { type: 'meeting.enrol', seat: '6', commitment: commitment(8) })
    // Before anybody sits there, the first enrols, and may do so again from wherever they are.
    expect([enrol(house, 6), asHolder()]).toEqual([null, null])
    expect(asDeputy()).toBe(
      'seat 6 is enrolled by Gulnar, and nobody votes for it now; Dina may replace that only while voting for it',
    )
    expect(by()).toBe(member(6).id)
    house.does(dina, { type: 'meeting.arrive' })
    expect(asDeputy()).toBeNull()
    expect(by()).toBe(dina.id)
    expect(asHolder()).toBe(
      'seat 6 is enrolled by Dina, and Dina votes for it now; Gulnar may replace that only while voting for it',
    )
    house.does(dina, { type: 'meeting.leave' })
    expect(asHolder()).toContain('nobody votes for it now')
    house.does(member(6), { type: 'meeting.arrive' })
    expect(asHolder()).toBeNull()
    expect(by()).toBe(member(6).id)
    expect(asDeputy()).toContain('is for member')
  })

  it('is refused where the rules know no such votes, and leaves nothing behind', () => {
    const house = opened()
    expect(enrol(house, 1)).toBe('the rules council know no votes that are secret by proof; nobody enrols for them')
    expect(Object.hasOwn(house.get(), 'enrolled')).toBe(false)
    expect(PRESETS.some(({ secretBy }) => secretBy !== undefined)).toBe(false)
  })
})

describe('a vote that is secret by proof', () => {
  it('freezes those who are enrolled, here and not recused, in the roll’s order', () => {
    const house = enrolled([6, 5, 4, 3, 2, 1], [6])
    asked(house, 'v1', { method: 'secret' })
    expect(house.poll('v1').group?.map(({ seat }) => seat)).toEqual(['1', '2', '3', '4', '5'])
    // Later is too late for this vote.
    expect(house.act(member(6), { type: 'meeting.arrive' })).toBeNull()
    expect(enrol(house, 7)).toBeNull()
    expect(house.poll('v1').group).toHaveLength(5)
    const state = house.get()
    if (!isHeld(state)) throw new Error('not held')
    expect(questionOf(state, house.poll('v1'))).toMatchObject({ method: 'secret', secretBy: 'proof' })
  })

  it('counts an enrolment only of who votes for the seat when it opens', () => {
    const deputy = { id: 'deputy-0001', name: 'Dina' }
    const seats = SEATS.map((seat) => (seat.id === '6' ? { ...seat, deputy } : seat))
    const house = opened({ rules: byProof, seats }, [6])
    for (const seat of [1, 2, 3, 4, 5]) enrol(house, seat)
    const away = { ...deputy, role: 'participant' } as const
    house.does(away, { type: 'meeting.arrive' }, { type: 'meeting.enrol', seat: '6', commitment: commitment(6) })
    house.does(member(6), { type: 'meeting.arrive' })
    asked(house, 'v1', { method: 'secret' })
    expect(house.poll('v1').group?.map(({ seat }) => seat)).toEqual(['1', '2', '3', '4', '5'])
  })

  it('is not opened for fewer than five', () => {
    const house = enrolled([1, 2, 3, 4])
    expect(() => asked(house, 'v1', { method: 'secret' })).toThrow(
      'vote v1 cannot be secret by proof: 4 of 7 voters are enrolled, fewer than 5',
    )
  })

  it('takes one ballot of each nullifier, none with a name on it, and tells no total while it is open', () => {
    const house = enrolled([1, 2, 3, 4, 5])
    asked(house, 'v1', { method: 'secret' })
    expect(cast(house, 1)).toBeNull()
    expect(cast(house, 1)).toBe('this voter has voted in v1; a ballot is not replaced')
    expect(cast(house, 2, { revision: 2 })).toBe('the next ballot of this voter in v1 has the revision 1, not 2')
    expect(cast(house, 2, { questionHash: 'ee'.repeat(32) })).toBe('the ballot is for another question than that of v1')
    expect(cast(house, 2, { poll: 'v9' })).toBe('there is no vote v9')
    const ballot = { poll: 'v1', questionHash: HASH, nullifier: '7'.repeat(64), choice: 'yes' } as const
    expect(house.act(server, { type: 'meeting.castSecretBallot', ...ballot })).toBe(
      'vote v1 is secret by proof; this ballot has none',
    )
    for (const voter of [5, 4, 3]) expect(cast(house, voter, { choice: 'no' })).toBeNull()
    expect(house.poll('v1').secret.map(({ nullifier }) => nullifier[0])).toEqual(['1', '3', '4', '5'])
    expect(house.poll('v1').life.is).toBe('open')
    expect(cast(house, 2)).toBeNull()
    expect(cast(house, 6)).toBe('vote v1 has a ballot for every voter already')
    // All of the group have voted; whoever was not in it is not waited for.
    house.pass()
    expect(house.poll('v1').life).toMatchObject({ result: { tally: { yes: 2, no: 3, abstain: 0 } } })
    expect(cast(house, 2)).toBe('vote v1 is closed')
  })

  it('takes the last of a voter’s ballots where the rules let them be replaced', () => {
    const house = enrolled([1, 2, 3, 4, 5], [], { ...byProof, isBallotReplaceable: true })
    asked(house, 'v1', { method: 'secret' })
    for (const voter of [1, 2, 3, 4, 5]) expect(cast(house, voter)).toBeNull()
    expect(cast(house, 1, { revision: 2, choice: 'no' })).toBeNull()
    expect(cast(house, 1)).toBe('this voter has voted in v1 already with the revision 2')
    expect(cast(house, 1, { revision: 4 })).toBe('the next ballot of this voter in v1 has the revision 3, not 4')
    house.does(chair, { type: 'meeting.closePoll', poll: 'v1' })
    house.pass()
    expect(house.poll('v1').life).toMatchObject({ result: { tally: { yes: 4, no: 1, abstain: 0 } } })
  })

  it('is void with fewer than five ballots', () => {
    const house = enrolled([1, 2, 3, 4, 5])
    asked(house, 'v1', { method: 'secret' })
    for (const voter of [1, 2, 3, 4]) cast(house, voter)
    house.does(chair, { type: 'meeting.closePoll', poll: 'v1' })
    house.pass()
    expect(house.poll('v1').life.is).toBe('void')
  })
})
