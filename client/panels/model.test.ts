import { expect, it } from 'vitest'
import { atMinuteOfDay, dayOf, minutesOfDay, onDay } from './model.ts'
import { language, preferredLanguage, say } from './strings.ts'

const NOON_UTC = Date.UTC(2026, 5, 21, 12, 0)

it('reads the clock of the city, not of the browser', () => {
  expect(minutesOfDay(NOON_UTC, 'Asia/Almaty')).toBe(17 * 60)
  expect(minutesOfDay(atMinuteOfDay(NOON_UTC, 'Asia/Almaty', 90), 'Asia/Almaty')).toBe(90)
})

it('keeps the hour when the day changes', () => {
  const moved = onDay(NOON_UTC, 'Asia/Almaty', '2026-12-21')
  expect(dayOf(moved, 'Asia/Almaty')).toBe('2026-12-21')
  expect(minutesOfDay(moved, 'Asia/Almaty')).toBe(17 * 60)
  expect(onDay(NOON_UTC, 'Asia/Almaty', 'not a day')).toBe(NOON_UTC)
})

it('speaks the first language it knows of those asked for', () => {
  expect(preferredLanguage(['de-DE', 'kk-KZ', 'en'])).toBe('kk')
  expect(preferredLanguage(['de'])).toBe('en')
})

it('fills values into the sentence of the chosen language', () => {
  language.value = 'ru'
  expect(say('people', { count: 3 })).toBe('Здесь: 3')
  language.value = 'en'
  expect(say('people', { count: 3 })).toBe('3 here')
})
