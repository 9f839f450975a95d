// Dates and times of a paper in the city's time zone and the paper's language. A time of another day than the meeting's
// bears its date.
import type { Language } from '../../shared/civic/value-words.ts'
import { type Html, html } from './papers-html.ts'

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', ru: 'ru-RU', kk: 'kk-KZ' }

export type Dates = {
  /** `1 June 2026, 17:04`. */
  full(atMs: number): Html
  /** `17:04:09`, or with its date. */
  time(atMs: number): Html
  /** `1 h 5 min`, whole minutes. */
  span(ms: number): string
  readonly timeZone: string
}

export function datesOf(timeZone: string, language: Language, dayMs: number): Dates {
  const locale = LOCALES[language]
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options })
  const day = format({ day: 'numeric', month: 'long', year: 'numeric' })
  const short = format({ day: '2-digit', month: '2-digit', year: 'numeric' })
  const minute = format({ hour: '2-digit', minute: '2-digit' })
  const second = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const time = (atMs: number, text: string): Html =>
    html`<time datetime="${new Date(atMs).toISOString()}">${text}</time>`
  const [hours, minutes] = UNITS[language]
  return {
    full: (atMs) => time(atMs, `${day.format(atMs)}, ${minute.format(atMs)}`),
    time: (atMs) =>
      time(
        atMs,
        short.format(atMs) === short.format(dayMs)
          ? second.format(atMs)
          : `${short.format(atMs)}, ${minute.format(atMs)}`,
      ),
    span(ms) {
      const all = Math.floor(ms / 60_000)
      return all < 60 ? `${all} ${minutes}` : `${Math.floor(all / 60)} ${hours} ${all % 60} ${minutes}`
    },
    timeZone,
  }
}

const UNITS: Readonly<Record<Language, readonly [string, string]>> = {
  en: ['h', 'min'],
  ru: ['ч', 'мин'],
  kk: ['сағ', 'мин'],
}
