import { expect, it } from 'vitest'
import { type Acts, atMinuteOfDay, type ChatLine, dayOf, minutesOfDay, onDay, PanelModel } from './model.ts'
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

it('counts what others said since the chat was last read', () => {
  const model = new PanelModel(new Proxy({}, { get: () => () => {} }) as Acts)
  const now = model.readAtMs.value
  const line = (n: number, atMs: number, isMine = false): ChatLine => ({
    n,
    avatarId: isMine ? 1 : 2,
    name: 'Aru',
    text: 'Hello',
    to: 'all',
    isMine,
    atMs,
  })
  model.chat.value = [line(1, now - 60_000), line(2, now + 5), line(3, now + 6, true), line(4, now + 7)]
  expect(model.unread.value).toBe(2)
  model.readAtMs.value = now + 5
  expect(model.unread.value).toBe(1)
})
