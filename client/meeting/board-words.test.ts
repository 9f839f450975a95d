import { beforeEach, expect, it } from 'vitest'
import { partsOf } from '../../shared/civic/parts.ts'
import type { Held } from '../../shared/civic/state.ts'
import { all, asked, chair, type Chamber, close, dealing, HASH, member, opened } from '../../shared/civic/testing.ts'
import { CATALOGUES, language } from '../panels/strings.ts'
import { seatLooks, sideOf, signText, wallOf } from './board-words.ts'
import { type Sight, sightOf } from './sight.ts'

beforeEach(() => {
  language.value = 'en'
})

const sight = (house: Chamber): Sight => {
  const parts = partsOf(house.get() as Held, {
    ballotDomain: { name: 'Townhall', version: '1', chainId: 1, salt: `0x${HASH}` },
    rootOf: () => null,
    leafOf: () => {
      throw new Error('nobody asked for a leaf')
    },
    nullifierOf: () => null,
  })
  return sightOf({ meeting: 'plenary-12', parts, own: null })
}
const wall = (house: Chamber) => wallOf(sight(house), house.get().nowMs)

it('says who is here, what quorum is needed, and the agenda while nothing else is on', () => {
  expect(wall(opened({}, [6, 7]))).toMatchObject({
    title: 'City council: Plenary 12',
    state: 'Open',
    tone: 'sits',
    here: 'Here: 5 of 7',
    quorum: 'quorum: 4',
    isQuorate: true,
    item: null,
    vote: null,
    agenda: [{ n: 1, title: 'The school at the river', state: 'planned' }],
  })
  const lost = opened({}, [5, 6, 7])
  lost.does(member(1), { type: 'meeting.leave' })
  lost.pass()
  expect(wall(lost)).toMatchObject({ tone: 'stopped', quorum: 'NO QUORUM: 4 needed', isQuorate: false })
})

it('runs the speaker’s clock, warns before the end and counts on after it, in words as well', () => {
  const house = dealing()
  house.does(member(1), { type: 'meeting.askToSpeak', speech: 's1', kind: 'contribution' })
  house.does(member(2), { type: 'meeting.askToSpeak', speech: 's2', kind: 'contra' })
  house.does(chair, { type: 'meeting.callSpeaker', speech: 's1' })
  house.pass(60)
  const name = { name: 'Aigul', kind: 'contribution' }
  expect(wall(house)).toMatchObject({ speaker: { ...name, clock: '14:00', is: 'runs', note: '' }, next: 'Next: Boris' })
  house.pass(12 * 60)
  expect(wall(house).speaker).toMatchObject({ clock: '2:00', is: 'warns', note: 'ends soon' })
  house.pass(130)
  expect(wall(house).speaker).toMatchObject({ is: 'over', note: 'over time' })
  expect(wall(house).item).toEqual({ head: 'Item 1', title: 'The school at the river' })
})

it('counts a vote live by number and group, then tells the result, and lets it go', () => {
  const house = opened()
  asked(house)
  all(house, 'v1', 'yyn----')
  expect(wall(house).vote).toMatchObject({
    heading: 'A vote is open',
    rows: [
      { choice: 'yes', count: 2, share: 2 / 7 },
      { choice: 'no', count: 1 },
      { choice: 'abstain', count: 0 },
    ],
    groups: [
      { name: 'River', counts: '1 : 1 : 0' },
      { name: 'Steppe', counts: '1 : 0 : 0' },
    ],
    cast: '3 of 7 votes cast',
    result: '',
    outcome: null,
  })
  expect(seatLooks(sight(house)).map(({ look }) => look)).toEqual(['yes', 'yes', 'no', 'here', 'here', 'here', 'here'])
  close(house)
  expect(wall(house).vote).toMatchObject({ heading: 'Vote closed', outcome: 'carried' })
  expect(wall(house).vote?.result).toMatch(/^Carried: 2 yes, 1 no, 0 abstained/)
  house.pass(200)
  expect(wall(house).vote).toBeNull()
})

it('tells nothing of a secret vote but how many have cast', () => {
  const house = opened()
  asked(house, 'v1', { method: 'secret' })
  expect(wall(house).vote).toMatchObject({ rows: null, groups: [], cast: '0 of 7 votes cast' })
  expect(seatLooks(sight(house)).every(({ look }) => look === 'here')).toBe(true)
})

it('marks who is away, raises a hand, speaks', () => {
  const house = dealing()
  house.does(member(7), { type: 'meeting.leave' })
  house.does(member(2), { type: 'meeting.raiseHand' })
  house.does(member(1), { type: 'meeting.askToSpeak', speech: 's1', kind: 'contribution' })
  house.does(chair, { type: 'meeting.callSpeaker', speech: 's1' })
  const looks = seatLooks(sight(house)).map(({ look }) => look)
  expect([looks[0], looks[1], looks[2], looks[6]]).toEqual(['speaking', 'hand', 'here', 'absent'])
})

it('lists the agenda and everybody by name on the board beside it, until a document lies there', () => {
  const house = dealing()
  house.does(member(7), { type: 'meeting.leave' })
  const { items, here, people, more } = sideOf(sight(house))
  expect(items).toMatchObject([{ n: 1, title: 'The school at the river', isNow: true }])
  expect([here, more, people.length]).toEqual(['Here: 6 of 7', '', 7])
  expect(people.map(({ isHere }) => isHere)).toEqual([true, true, true, true, true, true, false])
})

it('keeps the item that is dealt with in sight of a long agenda, and counts what does not fit', () => {
  const now = sight(dealing())
  const items = Array.from({ length: 20 }, (_, i) => ({
    ...(now.items[0] as Sight['items'][number]),
    id: `i${i}`,
    title: `Item ${i + 1}`,
    state: i === 15 ? ('current' as const) : ('planned' as const),
  }))
  const seats = Array.from({ length: 40 }, (_, i) => ({
    ...(now.house.seats[0] as Sight['house']['seats'][number]),
    seat: `${i}`,
  }))
  const side = sideOf({ ...now, items, house: { ...now.house, seats } })
  expect(side.items.map(({ n }) => n)).toEqual([13, 14, 15, 16, 17, 18, 19, 20])
  expect(side.items.find(({ isNow }) => isNow)?.n).toBe(16)
  expect([side.more, side.people.length, side.people.at(-1)?.name]).toEqual(['and 12 more', 24, 'and 17 more'])
})

it('says the same in every language', () => {
  const house = opened()
  asked(house)
  for (const id of Object.keys(CATALOGUES) as (keyof typeof CATALOGUES)[]) {
    language.value = id
    const { vote, state, here } = wall(house)
    expect([vote?.heading, state, here].every((text) => text !== '' && !/[{}]/.test(text ?? ''))).toBe(true)
  }
  language.value = 'ru'
  expect(wall(house).vote?.rows?.map(({ label }) => label)).toEqual(['За', 'Против', 'Воздержались'])
  const listed = { title: 'Plenary', state: 'convened', startsAtMs: 5 } as const
  expect(signText(listed, () => '09:00')).toBe('Plenary: начало 09:00')
})
