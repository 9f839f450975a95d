// Plausible courses of a day and a year, as pure functions of a seed and the clock: the same moment gives the same value
// in every process. Shapes are those of published averages (traffic by hour, household load, climate normals); none is
// a measurement, and everything made of them is marked synthetic.
import { seedOf } from '../../shared/kernel/random.ts'

export type LocalTime = {
  /** 0 to 24, with its fraction. */
  readonly hour: number
  readonly isWeekend: boolean
  /** 0 to 365. */
  readonly dayOfYear: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** Clock time in a zone; its offset is asked for once an hour. */
export function clockOf(timeZone: string): (atMs: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  let asked = Number.NaN
  let offsetMs = 0
  return (atMs) => {
    const hour = Math.floor(atMs / HOUR_MS)
    if (hour !== asked) {
      const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? ''
      const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):?(\d+)?/.exec(name) ?? []
      offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes ?? 0) * 60_000)
      asked = hour
    }
    const local = new Date(atMs + offsetMs)
    const startOfYear = Date.UTC(local.getUTCFullYear(), 0, 1)
    const day = local.getUTCDay()
    return {
      hour: ((((atMs + offsetMs) % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS,
      isWeekend: day === 0 || day === 6,
      dayOfYear: (local.getTime() - startOfYear) / DAY_MS,
    }
  }
}

/** A value between the whole hours of a table of 24, round the clock. */
export function atHour(table: readonly number[], hour: number): number {
  const from = Math.floor(hour) % 24
  const part = hour - Math.floor(hour)
  const soft = part * part * (3 - 2 * part)
  return (table[from] ?? 0) * (1 - soft) + (table[(from + 1) % 24] ?? 0) * soft
}

/** Share of the busiest hour's traffic on an urban main road, by hour (shape after the FHWA's urban hourly counts). */
const WEEKDAY = [
  0.12, 0.08, 0.06, 0.05, 0.07, 0.17, 0.42, 0.78, 0.96, 0.8, 0.68, 0.7, 0.74, 0.74, 0.75, 0.8, 0.9, 0.98, 1, 0.84, 0.62,
  0.48, 0.34, 0.21,
]
const WEEKEND = [
  0.22, 0.15, 0.11, 0.08, 0.07, 0.09, 0.14, 0.22, 0.34, 0.48, 0.6, 0.68, 0.72, 0.74, 0.74, 0.73, 0.72, 0.71, 0.68, 0.6,
  0.5, 0.42, 0.36, 0.3,
]
export const trafficShare = ({ hour, isWeekend }: LocalTime): number => atHour(isWeekend ? WEEKEND : WEEKDAY, hour)

/** A household's load over its mean, by hour (shape after standard load profile H0). */
export const HOUSEHOLD = [
  0.55, 0.45, 0.4, 0.38, 0.4, 0.5, 0.75, 1.05, 1.1, 1, 0.98, 1.05, 1.15, 1.08, 0.98, 0.95, 1.02, 1.25, 1.55, 1.72, 1.65,
  1.45, 1.1, 0.8,
]

/** Degrees Celsius without weather: by latitude, day of the year and hour. */
export function usualTemperatureC(latDeg: number, { hour, dayOfYear }: LocalTime): number {
  const summer = latDeg >= 0 ? 197 : 15
  const yearC =
    30 - 0.53 * Math.abs(latDeg) + 0.34 * Math.abs(latDeg) * Math.cos((2 * Math.PI * (dayOfYear - summer)) / 365)
  return yearC + 4.5 * Math.cos((2 * Math.PI * (hour - 15)) / 24)
}

/** The sun's height, radians, by the usual approximations (declination by cosine, no equation of time). */
export function sunHeightRad(latDeg: number, { hour, dayOfYear }: LocalTime): number {
  const lat = (latDeg * Math.PI) / 180
  const declination = -0.4091 * Math.cos((2 * Math.PI * (dayOfYear + 10)) / 365)
  const angle = ((hour - 12.5) * Math.PI) / 12
  return Math.asin(Math.sin(lat) * Math.sin(declination) + Math.cos(lat) * Math.cos(declination) * Math.cos(angle))
}

/** A number in [0, 1) for a name and a whole number. */
export function chance(seed: number, n: number): number {
  let h = Math.imul(seed ^ Math.imul(n | 0, 0x9e3779b1), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296
}

/** A course in [-1, 1] that turns about every `periodS` (value noise). */
export function drift(seed: number, atMs: number, periodS: number): number {
  const t = atMs / (periodS * 1000)
  const n = Math.floor(t)
  const part = t - n
  const soft = part * part * (3 - 2 * part)
  return 2 * (chance(seed, n) * (1 - soft) + chance(seed, n + 1) * soft) - 1
}

/** 0 before `from`, 1 after `to`, smooth between. */
export function ramp(at: number, from: number, to: number): number {
  const part = Math.min(1, Math.max(0, (at - from) / (to - from)))
  return part * part * (3 - 2 * part)
}

export const seedFor = (seed: number, name: string): number => seedOf(`${seed} ${name}`)

export const rounded = (value: number, step: number): number => Number((Math.round(value / step) * step).toFixed(6))
