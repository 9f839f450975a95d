import { expect, it } from 'vitest'
import { sightings } from './in-city-around.ts'
import { language } from './panels/strings.ts'
import { Crowd } from './people/crowd.ts'
import { standingPose } from '../shared/protocol/presence.ts'

const me = { eastM: 100, northM: 100, headingRad: Math.PI / 2 }
const thing = (over: object) => ({
  id: 'way/1',
  kind: 'building' as const,
  name: 'Бәйтерек',
  names: { en: 'Bayterek' },
  what: 'culture',
  atM: [150, 100] as [number, number],
  distanceM: 50,
  ...over,
})
const crowdOf = (count: number) => {
  const crowd = new Crowd()
  crowd.know(Array.from({ length: count }, (_, i) => ({ avatarId: i + 1, name: `P${i + 1}`, look: 0 })))
  for (let i = 0; i < count; i++) crowd.hear(i + 1, 1000, { ...standingPose(), eastM: 100, northM: 110 + i / 10 })
  return crowd.frame(1100, { ...me, upM: 0 })
}

it('names people and things in the reader’s language, nearest first, with bearings against the heading', () => {
  const [person, tower] = sightings(me, crowdOf(1), [thing({})])
  expect(person).toMatchObject({ id: '1', kind: 'person', name: 'P1', bearingDeg: 270 })
  expect(person?.distanceM).toBeCloseTo(10, 6)
  expect(tower).toMatchObject({ name: 'Bayterek', detail: 'culture', bearingDeg: 0, distanceM: 50 })
  language.value = 'kk'
  expect(sightings(me, [], [thing({})])[0]?.name).toBe('Бәйтерек')
  language.value = 'en'
})

it('calls what has no name by what it is', () => {
  expect(sightings(me, [], [thing({ name: '', names: {}, what: 'apartments' })])[0]?.name).toBe('apartments')
  expect(sightings(me, [], [thing({ kind: 'water', name: '', names: {}, what: 'water' })])[0]?.name).toBe('water')
})

it('leaves room for the city in a crowd, and tells twenty at most', () => {
  const things = Array.from({ length: 30 }, (_, i) => thing({ id: `way/${i}`, atM: [200 + i, 100] }))
  const all = sightings(me, crowdOf(40), things)
  expect(all).toHaveLength(20)
  expect(all.filter((one) => one.kind === 'person')).toHaveLength(8)
})

it('tells the nearest sensors with what they say, and no more than five of them', () => {
  const values = [{ key: 'a', name: 'Water level', unit: 'm', value: 3.21, isDoubtful: false }]
  const sensors = Array.from({ length: 9 }, (_, i) => ({
    id: `gauge-${i}`,
    name: `Gauge ${i}`,
    atM: [100 + 10 * i, 100] as const,
    truth: 'synthetic',
    heardAtMs: 0,
    isStale: false,
    values,
  }))
  const told = sightings(me, [], [], sensors)
  expect(told.map(({ id }) => id)).toEqual(['gauge-0', 'gauge-1', 'gauge-2', 'gauge-3', 'gauge-4'])
  expect(told[0]).toMatchObject({ kind: 'sensor', name: 'Gauge 0', detail: 'Water level 3.2 m' })
})
