import { expect, it } from 'vitest'
import type { PersonShown } from './model.ts'
import { peopleRows } from './people-rows.ts'

const person = (id: number, name: string, more: Partial<PersonShown> = {}): PersonShown => ({
  id,
  name,
  isMe: false,
  ...more,
})

it('lists oneself, guides and raised hands first, the others by name whatever their distance', () => {
  const { rows, more } = peopleRows(
    [
      person(1, 'Zarina', { distanceM: 1 }),
      person(2, 'Aru', { distanceM: 900 }),
      person(3, 'Hand', { isHandUp: true }),
      person(4, 'Guide', { isGuiding: true }),
      person(5, 'Me', { isMe: true }),
    ],
    10,
  )
  expect(rows.map(({ name }) => name)).toEqual(['Me', 'Guide', 'Hand', 'Aru', 'Zarina'])
  expect(more).toBe(0)
})

it('leaves the farthest of a crowd out and counts them', () => {
  const crowd = Array.from({ length: 1000 }, (_, i) => person(i, `P${i}`, { distanceM: i === 700 ? null : 1000 - i }))
  const { rows, more } = peopleRows([...crowd, person(2000, 'Far guide', { isGuiding: true, distanceM: 5000 })], 5)
  expect(rows.map(({ name }) => name)).toEqual(['Far guide', 'P996', 'P997', 'P998', 'P999'])
  expect(more).toBe(996)
})

it('keeps the order of namesakes from one moment to the next', () => {
  const twins = [person(9, 'Anna', { distanceM: 2 }), person(3, 'Anna', { distanceM: 1 })]
  expect(peopleRows(twins, 9).rows.map(({ id }) => id)).toEqual([3, 9])
  expect(peopleRows(twins.toReversed(), 9).rows.map(({ id }) => id)).toEqual([3, 9])
})
