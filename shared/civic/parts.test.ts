// What pages are told of a meeting, part by part, and what is one person's own.
import { describe, expect, it } from 'vitest'
import { type Hashes, listedOf, ownOf, partsOf, pollParts } from './parts.ts'
import type { Held } from './state.ts'
import {
  all,
  asked,
  chair,
  type Chamber,
  close,
  dealing,
  debated,
  HASH,
  member,
  opened,
  presetOf,
  secretary,
  server,
} from './testing.ts'

const hashes: Hashes = {
  ballotDomain: { name: 'Townhall', version: '1', chainId: 1, salt: '0x' },
  rootOf: (poll) => (poll.closedMs === null || poll.method === 'secret' ? null : 'root'),
  leafOf: () => ({ leaf: 'leaf', leafHash: 'hash' }),
  nullifierOf: (_, seat) => seat.repeat(64),
}
const held = (house: Chamber): Held => house.get() as Held
const told = (house: Chamber) => partsOf(held(house), hashes)

describe('the parts of a meeting', () => {
  it('are told by name, and those of a vote alone are the same', () => {
    const house = dealing()
    debated(house)
    asked(house)
    expect(house.vote('v1', 1, 'yes')).toBeNull()
    const parts = told(house)
    expect(Object.keys(parts)).toEqual(
      expect.arrayContaining(['about', 'life', 'house', 'agenda', 'board', 'motion.m1', 'poll.v1', 'votes.v1']),
    )
    expect(parts.about).toMatchObject({
      meeting: 'plenary-12',
      place: null,
      chairs: [{ name: 'Chingiz' }, { name: 'Vera' }],
    })
    expect(parts.house).toMatchObject({
      chair: chair.id,
      secretary: secretary.id,
      quorum: { present: 7, isQuorate: true },
    })
    expect(parts.house.seats[0]).toMatchObject({ seat: '1', name: 'Aigul', voter: member(1).id, via: 'holder' })
    expect(parts.house.others.map(({ name }) => name)).toEqual(['Chingiz', 'Sara'])
    expect(parts['motion.m1']?.final).toHaveLength(3)
    expect(parts['poll.v1']).toMatchObject({
      cast: 1,
      tally: { yes: 1 },
      ballotsRoot: null,
      roll: ['1', '2', '3', '4', '5', '6', '7'],
    })
    expect(parts['votes.v1']).toEqual([{ seat: '1', choice: 'yes' }])
    expect(pollParts(house.poll('v1'), hashes)).toEqual({ 'poll.v1': parts['poll.v1'], 'votes.v1': parts['votes.v1'] })
    all(house, 'v1', '-yyyyyy')
    house.pass()
    expect(told(house)['poll.v1']).toMatchObject({ ballotsRoot: 'root', result: { outcome: 'carried' } })
  })

  it('tell of a motion that is not submitted only to who writes it and who runs the meeting', () => {
    const house = dealing()
    const matter = { item: 'school', title: 'Reopen', lines: ['Now.'] }
    house.does(member(1), { type: 'meeting.draftMotion', motion: 'm9', ...matter })
    expect(Object.keys(told(house))).not.toContain('motion.m9')
    const drafts = (actor: Parameters<typeof ownOf>[1]) =>
      ownOf(held(house), actor, hashes).drafts?.map(({ id, final }) => `${id}: ${final.join()}`)
    for (const one of [member(1), chair, secretary]) expect(drafts(one)).toEqual(['m9: Now.'])
    expect(drafts(member(2))).toBeUndefined()
    expect(drafts({ id: member(1).id, role: 'visitor', name: '' })).toBeUndefined()
    house.does(member(1), { type: 'meeting.submitMotion', motion: 'm9' })
    expect(told(house)['motion.m9']).toMatchObject({ title: 'Reopen' })
    expect(drafts(member(1))).toBeUndefined()
  })

  it('tell nothing of a secret vote but how many have voted, until it is closed', () => {
    const house = opened()
    asked(house, 'v1', { method: 'secret' })
    const cast = (seat: number, choice: 'yes' | 'no') =>
      house.does(server, {
        type: 'meeting.castSecretBallot',
        poll: 'v1',
        questionHash: HASH,
        nullifier: `${seat}`.repeat(64),
        choice,
      })
    for (const seat of [1, 2, 3, 4, 5]) cast(seat, seat < 4 ? 'yes' : 'no')
    expect(told(house)['poll.v1']).toMatchObject({
      cast: 5,
      tally: null,
      groups: null,
      result: null,
      ballotsRoot: null,
    })
    expect(told(house)['votes.v1']).toBeNull()
    expect(JSON.stringify(told(house))).not.toContain('1'.repeat(64))
    const receipts = ownOf(held(house), member(1), hashes).receipts
    expect(receipts).toEqual([{ poll: 'v1', nullifier: '1'.repeat(64), choice: 'yes', leaf: null, leafHash: null }])
    close(house)
    expect(told(house)['poll.v1']?.tally).toEqual({ yes: 3, no: 2, abstain: 0 })
  })

  it('tell where it meets, which the chair and the secretary may change', () => {
    const house = opened()
    const place = { eastM: 10, northM: 20, upM: 3, headingRad: 1 }
    expect(house.act(member(1), { type: 'meeting.moveTo', place })).toContain('is for chair or secretary')
    house.does(secretary, { type: 'meeting.moveTo', place, room: 'The bridge' })
    expect(told(house).about).toMatchObject({ place, room: 'The bridge' })
    expect(listedOf(held(house))).toMatchObject({ place, room: 'The bridge', state: 'open', present: 7, seats: 7 })
    expect(house.act(chair, { type: 'meeting.moveTo', place })).toBe('meeting plenary-12 meets there already')
    expect(house.vote('none', 1, 'yes')).toBe('there is no vote none')
    house.does(chair, { type: 'meeting.close' })
    expect(house.act(chair, { type: 'meeting.moveTo', place: { ...place, upM: 0 } })).toContain('comes too late')
  })
})

describe('what is one’s own', () => {
  it('are the seats one may vote for now, proxies too, and receipts of what one has cast', () => {
    const rules = { ...presetOf('board') }
    const house = opened({ rules }, [2])
    house.does(secretary, { type: 'meeting.giveProxy', from: '2', to: '1' })
    const own = () => ownOf(held(house), member(1), hashes)
    expect(own()).toMatchObject({ id: member(1).id, name: 'Aigul', isHere: true })
    expect(own().seats).toEqual([
      { seat: '1', weight: 1, address: null },
      { seat: '2', weight: 1, address: null },
    ])
    asked(house)
    expect(house.vote('v1', 1, 'no')).toBeNull()
    expect(own().receipts).toMatchObject([{ poll: 'v1', seat: '1', choice: 'no', leafHash: 'hash' }])
    // Who keeps the chain's head with a receipt notices a history written anew.
    const head = { number: 7, hash: '0xab' }
    expect(own()).not.toHaveProperty('head')
    expect(ownOf(held(house), member(1), { ...hashes, head: () => head }).head).toBe(head)
    expect(ownOf(held(house), member(2), { ...hashes, head: () => head })).not.toHaveProperty('head')
    const guest = ownOf(held(house), { id: 'abc', role: 'visitor', name: 'Guest 1' }, hashes)
    expect(guest).toEqual({ id: '', name: 'Guest 1', roles: ['visitor'], isHere: false, seats: [], receipts: [] })
  })
})
