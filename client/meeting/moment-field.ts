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
