import { afterEach, expect, it } from 'vitest'
import { language } from '../../panels/strings.ts'
import type { ThingShown } from '../../panels/time-model.ts'
import { ageText, matching, valuesText } from './rows.ts'

const NOON_MS = Date.UTC(2026, 10, 22, 12)
const level = { key: 'a', name: 'Water level', unit: 'm', value: 3.21, isDoubtful: false }
const gauge: ThingShown = {
  id: 'gauge-ishim-3',
  name: 'Ishim at the footbridge',
  atM: [0, 0],
  truth: 'synthetic',
  heardAtMs: NOON_MS,
  isStale: false,
  values: [level, { ...level, name: 'Water flow', unit: 'm³/s', value: 41, isDoubtful: true }],
}

afterEach(() => {
  language.value = 'en'
})

it('says the values with their units, and which are doubtful', () => {
  expect(valuesText(gauge)).toBe('Water level: 3.2 m; Water flow: 41 m³/s, doubtful')
  language.value = 'ru'
  expect(valuesText(gauge)).toContain('41 м³/с, сомнительно')
})

it('says when a sensor was heard, last heard when it is silent, and that it is synthetic', () => {
  expect(ageText(gauge, 'UTC', NOON_MS + 5000)).toBe('heard 12:00 PM · synthetic: invented, not surveyed')
  expect(ageText({ ...gauge, isStale: true }, 'Asia/Almaty', NOON_MS)).toMatch(/^last heard 05:00 PM/)
  expect(ageText({ ...gauge, heardAtMs: NaN, isStale: true }, 'UTC', NOON_MS)).toMatch(/^not heard yet/)
})

it('finds by words of the name or the id', () => {
  const things = [gauge, { ...gauge, id: 'n-1', name: 'Шум на площади' }]
  expect(matching(things, '')).toHaveLength(2)
  expect(matching(things, 'foot ISHIM').map(({ id }) => id)).toEqual(['gauge-ishim-3'])
  expect(matching(things, 'шум').map(({ id }) => id)).toEqual(['n-1'])
  expect(matching(things, 'xyz')).toEqual([])
})
