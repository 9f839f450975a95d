// Moments and quantities as people read them, in the city's time zone and the reader's language.
import { isKey, type Key, language, say } from './strings.ts'

const DAY_MS = 86_400_000

/** `14:05`, with the day where it is another than the one of `nowMs`. */
export function momentText(ms: number, zone: string, nowMs = ms): string {
  const isSameDay = Math.abs(ms - nowMs) < DAY_MS && dayText(ms, zone) === dayText(nowMs, zone)
  return isSameDay ? clockText(ms, zone) : `${dayText(ms, zone)}, ${clockText(ms, zone)}`
}

export const clockText = (ms: number, zone: string): string =>
  format(zone, { hour: '2-digit', minute: '2-digit' }).format(ms)

export const dayText = (ms: number, zone: string): string => format(zone, { day: 'numeric', month: 'short' }).format(ms)

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one is slow, and the clock is told ten times a second while it is played. */
function format(timeZone: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language.value} ${timeZone} ${Object.keys(parts).join(' ')}`
  let known = formats.get(key)
  if (!known) formats.set(key, (known = new Intl.DateTimeFormat(language.value, { timeZone, ...parts })))
  return known
}

const UNITS: Readonly<Record<string, Key>> = {
  'm/s': 'unit_mps',
  'mm/h': 'unit_mmh',
  m: 'unit_m',
  h: 'unit_h',
  'm³/s': 'unit_m3s',
  'µg/m³': 'unit_ugm3',
  dB: 'unit_db',
  kW: 'unit_kw',
  kWh: 'unit_kwh',
  'veh/h': 'unit_vehh',
  'km/h': 'unit_kmh',
  ha: 'unit_ha',
  'm³': 'unit_m3',
  'm²/s': 'unit_m2s',
  min: 'unit_min',
}

export function unitText(unit: string): string {
  const key = UNITS[unit]
  return key ? say(key) : unit
}

/** As many digits as one needs: of a value by itself, or to tell it from others that lie so far from it. */
export function numberText(value: number, span = Math.abs(value)): string {
  const size = Math.min(Math.abs(value), span)
  const maximumFractionDigits = size >= 20 ? 0 : size >= 1 ? 1 : 2
  // No minus before a zero.
  return new Intl.NumberFormat(language.value, { maximumFractionDigits }).format(Math.abs(value) < 0.005 ? 0 : value)
}

/** With a plus where it is more than the zero it would be written as. */
export const signedText = (value: number): string => `${value < 0.005 ? '' : '+'}${numberText(value)}`

export const quantityText = (value: number, unit: string): string => `${numberText(value)} ${unitText(unit)}`.trim()

/** By the id where the catalogue knows it, else as the city tells it. */
export function indicatorText({ id, label }: { readonly id: string; readonly label: string }): string {
  const key = `indicator_${id.replace('.', '_')}`
  return isKey(key) ? say(key) : label
}
