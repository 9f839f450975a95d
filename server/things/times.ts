// ISO 8601 as SensorThings writes it: instants, intervals `start/end` and durations, to the millisecond and in UTC.
// Offsets are understood and not kept. Years 0000 to 9999; other calendars and open intervals are not covered.

export type Span = { readonly startMs: number; readonly endMs: number }

/** A space stands for `+` where an address was decoded as a form. */
const INSTANT = String.raw`\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:[Zz]|[+\- ]\d\d(?::?\d\d)?)?`
export const INSTANT_PATTERN = new RegExp(INSTANT, 'y')
export const INTERVAL_PATTERN = new RegExp(`${INSTANT}/${INSTANT}`, 'y')
const PARTS = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:([Zz])|([+\- ])(\d\d):?(\d\d)?)?$/
const DURATION =
  /^([+-])?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

export const EARLIEST_MS = Date.parse('0000-01-01T00:00:00Z')
export const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Milliseconds, or null when it is no instant. */
export function parseInstant(text: string): number | null {
  const parts = PARTS.exec(text)
  if (!parts) return null
  const [, year, month, day, hour, minute, second = '0', fraction = '0', , sign, offsetHours = '0', offsetMinutes] =
    parts
  const date = new Date(0)
  // Date.UTC takes the years 0 to 99 for those of the last century.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return null
  if (Number(offsetHours) > 18 || Number(offsetMinutes ?? 0) > 59) return null
  const milliseconds = Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6)
  date.setUTCHours(Number(hour), Number(minute), Number(second), milliseconds)
  const offsetMin = (Number(offsetHours) * 60 + Number(offsetMinutes ?? 0)) * (sign === '-' ? -1 : 1)
  const ms = date.getTime() - (sign === undefined ? 0 : offsetMin * 60_000)
  return isTime(ms) ? ms : null
}

export function parseInterval(text: string): Span | null {
  const [start, end, ...more] = text.split('/')
  if (start === undefined || end === undefined || more.length > 0) return null
  const startMs = parseInstant(start)
  const endMs = parseInstant(end)
  return startMs === null || endMs === null || endMs < startMs ? null : { startMs, endMs }
}

/** An instant is a span without length. */
export function parseSpan(text: string): Span | null {
  if (text.includes('/')) return parseInterval(text)
  const ms = parseInstant(text)
  return ms === null ? null : { startMs: ms, endMs: ms }
}

/** Milliseconds; a year counts 365 days and a month 30. */
export function parseDuration(text: string): number | null {
  const parts = DURATION.exec(text)
  if (!parts || /[PT]$/.test(text)) return null
  const [, sign, ...counts] = parts
  const [years, months, weeks, days, hours, minutes, seconds] = counts.map((count) => Number(count ?? 0))
  const allDays = (years ?? 0) * 365 + (months ?? 0) * 30 + (weeks ?? 0) * 7 + (days ?? 0)
  const allSeconds = ((allDays * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)
  return Number.isFinite(allSeconds) ? (sign === '-' ? -1 : 1) * Math.round(allSeconds * 1000) : null
}

export const formatInstant = (ms: number): string => new Date(ms).toISOString()

export const formatSpan = ({ startMs, endMs }: Span): string =>
  startMs === endMs ? formatInstant(startMs) : formatInterval({ startMs, endMs })

export const formatInterval = ({ startMs, endMs }: Span): string => `${formatInstant(startMs)}/${formatInstant(endMs)}`

/** Within the years that are written with four digits. */
export const isTime = (ms: number): boolean => Number.isFinite(ms) && ms >= EARLIEST_MS && ms <= LATEST_MS
