// A field of day and time as the city's clock shows it, and the moment it means.
import { dayOf, minutesOfDay } from '../panels/model.ts'

const MINUTE_MS = 60_000

/** `2026-11-22T18:30:05` on the city's clock; null where nothing, or no moment, is given. */
export function momentOf(field: string, timeZone: string): number | null {
  const asUtc = Date.parse(`${field}Z`)
  if (field === '' || Number.isNaN(asUtc)) return null
  // What the city's clock shows at that moment of UTC tells how far it is off; twice, for hours that are set forward.
  const off = (ms: number): number => shownMs(ms, timeZone) - ms
  const once = asUtc - off(asUtc)
  return asUtc - off(once)
}

/** For the field, of a moment. */
export const fieldOf = (ms: number, timeZone: string): string =>
  new Date(shownMs(ms, timeZone)).toISOString().slice(0, 19)

/** The city's clock read as if it were UTC. */
const shownMs = (ms: number, timeZone: string): number =>
  Date.parse(`${dayOf(ms, timeZone)}T00:00:00Z`) + minutesOfDay(ms, timeZone) * MINUTE_MS + (ms % MINUTE_MS)

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** The first whole minute at which a meeting may begin whose notice is given now. */
export const earliestMs = (nowMs: number, noticeS: number): number =>
  Math.ceil((nowMs + noticeS * 1000) / MINUTE_MS) * MINUTE_MS

export type Step = { readonly days: number } | { readonly minutes: number }

/** Another moment for the field: days keep what the clock shows, whatever the clocks were put forward. From `startMs` where it is empty. */
export function stepped(
  field: string,
  step: Step,
  { timeZone, startMs }: { timeZone: string; startMs: number },
): string {
  const atMs = momentOf(field, timeZone) ?? startMs
  if ('minutes' in step) return fieldOf(atMs + step.minutes * MINUTE_MS, timeZone)
  const shown = Date.parse(`${fieldOf(atMs, timeZone)}Z`) + step.days * DAY_MS
  return new Date(shown).toISOString().slice(0, 19)
}

/** A day in whole words and the clock, as somebody is told when to come. */
export const wholeMoment = (ms: number, timeZone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(ms)

/** Whether clocks in both show the same then. */
export const isSameClock = (ms: number, one: string, other: string): boolean => shownMs(ms, one) === shownMs(ms, other)

/** Hours, or days where they are whole; a single one is 24 hours, which no language has to bend. */
export const spanOf = (spanS: number): { readonly days: number } | { readonly hours: number } =>
  spanS * 1000 > DAY_MS && (spanS * 1000) % DAY_MS === 0
    ? { days: (spanS * 1000) / DAY_MS }
    : { hours: Math.round((spanS * 1000 * 100) / HOUR_MS) / 100 }
