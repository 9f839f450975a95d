import { expect, test } from 'vitest'
import { contextCard } from './context-card.ts'

const at = { distanceM: 1, atM: [0, 0, 0] as const }

test('a card tells what the tileset tells, with its credit', () => {
  const row = { id: 'way/7', name: 'Бәйтерек', use: 'culture', heightM: 97.004, storeys: 0, open: true, note: '' }
  expect(contextCard({ ...at, feature: 3, row }, { attribution: 'OSM' })).toEqual({
    id: 'way/7',
    title: 'Бәйтерек',
    kind: 'context',
    facts: [
      { key: 'use', value: 'culture' },
      { key: 'height', value: '97 m' },
      { key: 'storeys', value: '0' },
      { key: 'open', value: 'true' },
    ],
    source: { title: '3D Tiles', attribution: 'OSM', licence: '', date: '' },
    truth: '3D Tiles',
  })
})

test('a thing without a table is known by its number', () => {
  expect(contextCard({ ...at, feature: 12, row: null }, { attribution: '' })).toMatchObject({
    title: 'feature 12',
    facts: [],
  })
})
