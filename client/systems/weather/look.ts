// What the scene needs of the weather, from the gauges the twin tells.
import type { Facts } from '../../../shared/protocol/facts.ts'
import type { WeatherLook } from '../../scene/weather-look.ts'

/** A fair day stands in for what is not told. */
const FAIR: WeatherLook = {
  temperatureC: 15,
  cloud: 0.2,
  precipitationMmH: 0,
  windEastMS: 2,
  windNorthMS: 1,
  visibilityM: 30_000,
  snowM: 0,
  wetMm: 0,
}

/** Null where nothing of the weather is told. */
export function weatherLookOf(facts: Facts | null): WeatherLook | null {
  const told: Record<string, number> = {}
  for (const { id, value } of facts?.gauges ?? [])
    if (id.startsWith('weather.')) told[id.slice('weather.'.length)] = value
  if (Object.keys(told).length === 0) return null
  const keys = Object.keys(FAIR) as (keyof WeatherLook)[]
  return Object.fromEntries(keys.map((key) => [key, told[key] ?? FAIR[key]])) as WeatherLook
}

export function isSameLook(a: WeatherLook | null, b: WeatherLook | null): boolean {
  if (a === null || b === null) return a === b
  return (Object.keys(FAIR) as (keyof WeatherLook)[]).every((key) => a[key] === b[key])
}
