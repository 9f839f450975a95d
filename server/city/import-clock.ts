// The time zone of a city: as a timetable says it, else the nominal one of its longitude, which knows neither
// borders nor summer time. Maps of the real zones are larger than all else the importer needs.
import type { Reading } from './survey.ts'

/** An IANA name; nominal ones are `Etc/GMT-2` for two hours ahead of UTC (the sign is POSIX's). */
export function timeZoneOf(lon: number, readings: readonly Reading[]): string {
  const told = readings.map((r) => r.timeZone).find((zone) => zone !== undefined && isTimeZone(zone))
  if (told !== undefined) return told
  const hours = Math.max(-12, Math.min(12, Math.round(lon / 15)))
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
}

export const isNominal = (timeZone: string): boolean => timeZone.startsWith('Etc/GMT')

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
