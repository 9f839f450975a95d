import { afterEach, expect, it } from 'vitest'
import { distanceText } from './distance.ts'
import type { Sighting } from './model.ts'
import { aroundText, directionOf, nameText, whereText } from './sightings.ts'
import { language } from './strings.ts'

const seen = (name: string, distanceM: number, bearingDeg: number): Sighting => ({
  id: name,
  kind: 'street',
  name,
  detail: '',
  distanceM,
  bearingDeg,
  atM: [0, 0],
})

afterEach(() => {
  language.value = 'en'
})

it('tells eight directions of the body, whichever way a bearing is counted', () => {
  expect([0, 45, 90, 135, 180, 225, 270, 315].map(directionOf)).toEqual([
    'ahead',
    'aheadRight',
    'right',
    'behindRight',
    'behind',
    'behindLeft',
    'left',
    'aheadLeft',
  ])
  expect([22, 23, -22, -23, 338, -90, 450, -720].map(directionOf)).toEqual([
    'ahead',
    'aheadRight',
    'ahead',
    'aheadLeft',
    'ahead',
    'left',
    'right',
    'ahead',
  ])
})

it('rounds a distance to what one can judge, in the language of the reader', () => {
  expect([0.4, 7.6, 42, 137, 996, 1240].map(distanceText)).toEqual(['0 m', '8 m', '40 m', '140 m', '1 km', '1.2 km'])
  language.value = 'ru'
  expect(distanceText(1240)).toBe('1,2 км')
})

it('says what, how far and where', () => {
  expect(whereText(seen('Nurzhol', 38, 90))).toBe('street, 40 m, to the right')
  expect(whereText({ ...seen('Mosque', 38, 200), kind: 'building', detail: 'place of worship' })).toBe(
    'place of worship, 40 m, behind',
  )
  expect(whereText(seen('Nurzhol', 1, 90))).toBe('street, 1 m, right here')
})

it('does not say twice what a nameless thing is', () => {
  const church = { ...seen('place of worship', 38, 0), kind: 'building' as const, detail: 'place of worship' }
  expect(whereText(church)).toBe('building, 40 m, ahead')
  const unknown = { ...church, name: 'not known', detail: 'not known' }
  expect([nameText(unknown), whereText(unknown)]).toEqual(['a building without a name', '40 m, ahead'])
  expect(whereText({ ...church, name: 'Kenesary 12', detail: 'not known' })).toBe('building, 40 m, ahead')
})

it('tells the nearest few in one breath, and says so when there is nothing', () => {
  expect(aroundText([])).toBe('Nothing with a name is near.')
  expect(aroundText([seen('A', 10, 0), seen('B', 20, 180)])).toBe(
    'Around you: A, street, 10 m, ahead; B, street, 20 m, behind.',
  )
  const many = Array.from({ length: 9 }, (_, i) => seen(`S${i}`, 10 * i, 0))
  expect(aroundText(many)).toContain('S4')
  expect(aroundText(many)).not.toContain('S5')
})
