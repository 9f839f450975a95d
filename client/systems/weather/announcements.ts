// The weathers a planner can announce with one press, as commands; an announcement's id says which and until when, so
// that everybody can read it off the mark it leaves.
import type { Mark } from '../../../shared/protocol/facts.ts'
import type { WeatherCommand, Wanted } from '../../../shared/systems/weather/weather.ts'

export const KINDS = ['storm', 'rain', 'snow', 'fog', 'clear'] as const
export type WeatherKind = (typeof KINDS)[number]

const AIR: Readonly<Record<WeatherKind, Wanted>> = {
  storm: { windMS: 27, precipitationMmH: 15, cloud: 1 },
  rain: { precipitationMmH: 8, cloud: 1, temperatureC: 7 },
  snow: { precipitationMmH: 2.5, cloud: 1, temperatureC: -4 },
  fog: { visibilityM: 120, cloud: 0.7, precipitationMmH: 0, windMS: 1 },
  clear: { cloud: 0.03, precipitationMmH: 0, windMS: 3, visibilityM: 30_000 },
}
const HOUR_MS = 3_600_000
/** The system eases an announcement in over ten minutes; told as begun so long ago it counts at once. */
const EASE_MS = 10 * 60_000

export type Announcement = { readonly entry: string; readonly kind: WeatherKind; readonly untilMs: number }

type Announce = Extract<WeatherCommand, { type: 'weather.announce' }>

/** `salt`, 0 to 999, keeps two that are asked for at the same moment apart. */
export function announcing(kind: WeatherKind, hours: number, nowMs: number, salt = 0): Announce {
  const untilMs = Math.round(nowMs + hours * HOUR_MS) + salt
  return {
    type: 'weather.announce',
    entry: `${kind}-${untilMs.toString(36)}`,
    fromMs: Math.max(0, Math.round(nowMs - EASE_MS)),
    untilMs,
    air: AIR[kind],
  }
}

/** For how many hours a command announces its weather, from when it is given. */
export function announcedHours(command: Readonly<Record<string, unknown>>): number {
  const { fromMs, untilMs } = command
  if (typeof fromMs !== 'number' || typeof untilMs !== 'number') return NaN
  return Math.round((100 * (untilMs - fromMs - EASE_MS)) / HOUR_MS) / 100
}

/** Null for an id that somebody made otherwise. */
export function readEntry(entry: string): Announcement | null {
  const [, kind, until] = /^([a-z]+)-([0-9a-z]{6,10})$/.exec(entry) ?? []
  const known = KINDS.find((one) => one === kind)
  return known && until !== undefined ? { entry, kind: known, untilMs: Number.parseInt(until, 36) } : null
}

/** Announced and neither withdrawn nor over, by the marks and by what one has just done oneself; newest last. */
export function standing(marks: readonly Mark[], own: readonly Mark[], nowMs: number): readonly Announcement[] {
  const known = new Map<string, Announcement>()
  for (const { kind, text } of [...marks, ...own].sort((a, b) => a.atMs - b.atMs)) {
    const read = readEntry(text)
    if (kind === 'weather.withdraw') known.delete(text)
    else if (kind === 'weather.announce' && read && read.untilMs > nowMs) known.set(text, read)
  }
  return [...known.values()]
}
