// Reads the values mappers write into tags: lengths with units, speeds, counts, voltages, colours, names.
// Notation after https://wiki.openstreetmap.org/wiki/Map_features/Units and Key:colour.
import type { Names } from './survey.ts'
import { CSS_COLOURS } from './osm-colours.ts'
import type { Tags } from './osm-keys.ts'

const FOOT_M = 0.3048
const MILE_KM = 1.609344
const UNITS_M: ReadonlyMap<string, number> = new Map([
  ...['', 'm', 'м', 'meter', 'meters', 'metre', 'metres', 'mtr'].map((word) => [word, 1] as const),
  ...['ft', 'feet', 'foot'].map((word) => [word, FOOT_M] as const),
  ['cm', 0.01],
  ['km', 1000],
  ['mi', MILE_KM * 1000],
])

/** `12`, `12 m`, `12,5`, `40'`, `5'10"`, `40 ft`, `1.2 km`, `0.3 mi`; null when it is none of these. */
export function metresOf(text: string): number | null {
  const value = text.trim().toLowerCase().replaceAll('′', "'").replaceAll('″', '"').replaceAll("''", '"')
  const feet = /^(-?\d+(?:[.,]\d+)?)\s*'(?:\s*(\d+(?:[.,]\d+)?)\s*"?)?$/.exec(value)
  if (feet) return decimal(feet[1] as string) * FOOT_M + (decimal(feet[2] ?? '0') * FOOT_M) / 12
  const inches = /^(-?\d+(?:[.,]\d+)?)\s*(?:"|in)$/.exec(value)
  if (inches) return (decimal(inches[1] as string) * FOOT_M) / 12
  const plain = /^(?:~|ca\.?\s*)?([+-]?\d*[.,]?\d+(?:e[+-]?\d+)?|\d+[.,])\s*([a-zм]*)\.?$/.exec(value)
  if (!plain) return null
  const unitM = UNITS_M.get(plain[2] ?? '')
  return unitM === undefined ? null : decimal(plain[1] as string) * unitM
}

/** `60`, `60 km/h`, `30 mph`, `10 knots`; null for words such as `RU:urban` or `none`. */
export function speedKmhOf(text: string): number | null {
  const match = /^(\d+(?:[.,]\d+)?)\s*(km\/h|kmh|kph|mph|knots)?$/.exec(firstOf(text).toLowerCase())
  if (!match) return null
  const value = decimal(match[1] as string)
  const speed = match[2] === 'mph' ? value * MILE_KM : match[2] === 'knots' ? value * 1.852 : value
  return speed >= 3 && speed <= 200 ? Math.round(speed) : null
}

/** A number, of a list its first; half storeys exist. Null when it is not a number. */
export function numberOf(text: string): number | null {
  const value = firstOf(text)
  return /^[+-]?\d+(?:[.,]\d+)?$/.test(value) ? decimal(value) : null
}

export function wholeOf(text: string | undefined): number | null {
  const value = text === undefined ? null : numberOf(text)
  return value !== null && Number.isInteger(value) ? value : null
}

/** Highest of `110000;35000`; kilovolts with their unit are taken too. Null when none is a number. */
export function voltageOf(text: string): number | null {
  const volts = text.split(/[;,/]/).flatMap((part) => {
    const match = /^(\d+(?:\.\d+)?)\s*(kv|v)?$/.exec(part.trim().toLowerCase())
    return match ? [Number(match[1]) * (match[2] === 'kv' ? 1000 : 1)] : []
  })
  return volts.length > 0 ? Math.max(...volts) : null
}

/** `#rrggbb` of a CSS name or hexadecimal notation; null when unknown. */
export function colourOf(text: string): string | null {
  const value = firstOf(text).toLowerCase()
  const long = /^#?([0-9a-f]{6})(?:[0-9a-f]{2})?$/.exec(value)
  if (long) return `#${long[1] as string}`
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(value)
  if (short)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`
  return CSS_COLOURS.get(value.replaceAll(/[\s_-]/g, '')) ?? null
}

export function isYes(value: string | undefined): boolean {
  return value !== undefined && value !== 'no' && value !== 'false' && value !== '0'
}

/** `name`, and the other languages' by their codes; kept letter by letter, control characters included. */
export function namesOf(tags: Tags): Names {
  const names: Record<string, string> = {}
  let count = 0
  for (const key in tags) {
    if (!key.startsWith('name:')) continue
    names[key.slice(5)] = tags[key] as string
    count++
  }
  const name = tags['name']
  return { ...(name === undefined ? {} : { name }), ...(count > 0 ? { names } : {}) }
}

/** `YYYY-MM-DD` of Unix seconds; empty for 0 and for years of more than four digits. */
export function dateOf(timeS: number): string {
  return timeS > 0 && timeS < 253_402_300_800 ? new Date(timeS * 1000).toISOString().slice(0, 10) : ''
}

function firstOf(text: string): string {
  return (text.split(';')[0] as string).trim()
}

function decimal(text: string): number {
  return Number(text.replace(',', '.'))
}
