// What the season and the hour do to the air of a place: plain formulas over date and latitude. The temperatures are
// those of an invented inland city at that latitude (synthetic); the sun is real.

const DAY_MS = 86_400_000
const TURN = 2 * Math.PI
const RAD = Math.PI / 180

/** Degrees; north and east positive. */
export type Place = { readonly lon: number; readonly lat: number }

const YEAR_DAYS = 365.2422

/** Days since the first of January, with their fraction, within a day: by the mean year, counted from 1970. */
export const dayOfYear = (atMs: number): number => (atMs / DAY_MS) % YEAR_DAYS

/** Hours of solar time, [0, 24); the equation of time (at most 16 minutes) is left out. */
export function solarHour(atMs: number, { lon }: Place): number {
  const hours = atMs / 3_600_000 + lon / 15
  return hours - 24 * Math.floor(hours / 24)
}

/** Sine of the sun's altitude, [-1, 1]; declination after Cooper (1969). */
export function sunSine(atMs: number, place: Place): number {
  const declination = 23.44 * RAD * Math.sin((TURN * (284 + dayOfYear(atMs))) / 365)
  const hourAngle = ((solarHour(atMs, place) - 12) / 24) * TURN
  const lat = place.lat * RAD
  return Math.sin(lat) * Math.sin(declination) + Math.cos(lat) * Math.cos(declination) * Math.cos(hourAngle)
}

/**
 * Sunlight on level ground, watts a square metre: clear sky after Haurwitz (1945), clouds (0 clear to 1 overcast)
 * after Kasten and Czeplak (1980).
 */
export function sunlightWPerM2(atMs: number, place: Place, cloud: number): number {
  const sine = sunSine(atMs, place)
  if (sine <= 0) return 0
  return 1098 * sine * Math.exp(-0.057 / sine) * (1 - 0.75 * cloud ** 3.4)
}

/** What the air would be at this hour of an ordinary day, degrees Celsius; `cloud` evens out day and night. */
export function usualTemperatureC(atMs: number, place: Place, cloud: number): number {
  const away = Math.abs(place.lat)
  const mean = 30 - 0.5 * away
  const season = 0.35 * away * Math.cos((TURN * (dayOfYear(atMs) - 200)) / YEAR_DAYS) * (place.lat < 0 ? -1 : 1)
  const day = 6 * (1 - 0.7 * cloud) * Math.cos((TURN * (solarHour(atMs, place) - 15)) / 24)
  return mean + season + day
}
