// Sun, moon and the colours of the air for a moment and a place: pure numbers, no engine. Positions by suncalc 2
// (degrees, azimuth clockwise from north). The colours are an artist's table over the sun's altitude, not a
// radiative model; snow and autumn follow the month, and are synthetic until a weather feed says otherwise.
import { getMoonIllumination, getMoonPosition, getPosition } from 'suncalc'
import { type Vec3, headingToScene } from './frame.ts'

export type Rgb = readonly [number, number, number]

export type SunState = {
  readonly dateMs: number
  readonly altitudeDeg: number
  /** Towards the sun and the moon, scene axes, unit length. */
  readonly sunDir: Vec3
  readonly moonDir: Vec3
  /** Lit share of the moon, 0..1. */
  readonly moonLit: number
  /** Towards what throws the shadows: the sun, or at night the moon. */
  readonly lightDir: Vec3
  /** Linear colours. */
  readonly light: Rgb
  readonly zenith: Rgb
  readonly horizon: Rgb
  readonly glow: Rgb
  readonly ambientSky: Rgb
  readonly ambientGround: Rgb
  /** 0 by day to 1 when lamps and windows are lit. */
  readonly night: number
  /** Extinction of the air, per metre. */
  readonly hazePerM: number
  readonly exposure: number
  /** Snow cover, 0..1; autumn leaves, 0..1; green of the grass, 0..1. */
  readonly snow: number
  readonly autumn: number
  readonly green: number
  /** Covered share of the sky; water on the ground, 0..1. */
  readonly cloud: number
  readonly wet: number
}

/** [altitude of the sun in degrees, zenith, horizon, glow beside the sun, sunlight, light from the sky, night, exposure]. */
const AIR: readonly (readonly [number, Rgb, Rgb, Rgb, Rgb, Rgb, number, number])[] = [
  [-18, [0.004, 0.006, 0.016], [0.016, 0.016, 0.026], [0, 0, 0], [0, 0, 0], [0.034, 0.04, 0.066], 1, 1.5],
  [-12, [0.007, 0.011, 0.03], [0.026, 0.026, 0.05], [0.03, 0.016, 0.014], [0, 0, 0], [0.042, 0.05, 0.082], 1, 1.5],
  [-6, [0.026, 0.043, 0.11], [0.1, 0.09, 0.14], [0.5, 0.17, 0.07], [0, 0, 0], [0.0697, 0.082, 0.139], 0.86, 1.5],
  [
    -2,
    [0.06, 0.1, 0.22],
    [0.27, 0.22, 0.26],
    [1.05, 0.38, 0.12],
    [0.028, 0.0112, 0.0056],
    [0.139, 0.156, 0.23],
    0.55,
    1.3,
  ],
  [
    0,
    [0.09, 0.15, 0.31],
    [0.38, 0.32, 0.33],
    [1.3, 0.55, 0.18],
    [0.504, 0.168, 0.0448],
    [0.197, 0.213, 0.295],
    0.34,
    1.15,
  ],
  [
    3,
    [0.12, 0.21, 0.41],
    [0.46, 0.42, 0.42],
    [1.15, 0.64, 0.28],
    [1.29, 0.616, 0.252],
    [0.246, 0.279, 0.369],
    0.12,
    1.05,
  ],
  [8, [0.13, 0.26, 0.53], [0.52, 0.56, 0.62], [0.7, 0.52, 0.34], [1.98, 1.29, 0.76], [0.268, 0.324, 0.423], 0, 1],
  [20, [0.115, 0.26, 0.6], [0.54, 0.66, 0.8], [0.3, 0.26, 0.2], [2.31, 1.91, 1.45], [0.324, 0.409, 0.536], 0, 0.95],
  [60, [0.09, 0.235, 0.6], [0.52, 0.68, 0.86], [0.16, 0.15, 0.12], [2.51, 2.28, 1.98], [0.353, 0.452, 0.593], 0, 0.9],
]

/** Where nobody tells the weather, a fair day. */
const FAIR_CLOUD = 0.4

export type Place = { readonly lon: number; readonly lat: number }

/** The sky over a place at a moment of Unix time in milliseconds. */
export function sunState(dateMs: number, place: Place): SunState {
  const date = new Date(dateMs)
  const sun = getPosition(date, place.lat, place.lon)
  const moon = getMoonPosition(date, place.lat, place.lon)
  const moonLit = getMoonIllumination(date).fraction
  const sunDir = direction(sun.azimuth, sun.altitude)
  const moonDir = direction(moon.azimuth, moon.altitude)
  const air = airAt(sun.altitude)
  const isMoonlit = sun.altitude < -3
  // A moon below the horizon still leaves a little light from above, so that the night has shape.
  const lightDir = isMoonlit
    ? moon.altitude > 8
      ? moonDir
      : direction(140, 55)
    : direction(sun.azimuth, Math.max(sun.altitude, 1.2))
  const moonlight =
    (moon.altitude > 8 ? 0.25 + 0.75 * moonLit : 0.2) * Math.min(1, Math.max(0, (-3 - sun.altitude) / 6))
  const season = seasonAt(date, place)
  const { zenith, horizon, glow, sunlight, ambient, night, exposure } = air
  const bounce = (i: 0 | 1 | 2): number => ambient[i] * 0.42 + sunlight[i] * 0.07
  return {
    dateMs,
    altitudeDeg: sun.altitude,
    sunDir,
    moonDir,
    moonLit,
    lightDir,
    light: isMoonlit ? [0.05 * moonlight, 0.065 * moonlight, 0.11 * moonlight] : sunlight,
    zenith,
    horizon,
    glow,
    ambientSky: ambient,
    ambientGround: [bounce(0) * 1.05, bounce(1), bounce(2) * 0.85],
    night,
    hazePerM: 1 / 12_000,
    exposure,
    ...season,
    cloud: FAIR_CLOUD,
    wet: 0,
  }
}

function direction(azimuthDeg: number, altitudeDeg: number): Vec3 {
  const level = headingToScene((azimuthDeg * Math.PI) / 180)
  const altitude = (altitudeDeg * Math.PI) / 180
  return { x: level.x * Math.cos(altitude), y: Math.sin(altitude), z: level.z * Math.cos(altitude) }
}

type Air = {
  zenith: Rgb
  horizon: Rgb
  glow: Rgb
  sunlight: Rgb
  ambient: Rgb
  night: number
  exposure: number
}

function airAt(altitudeDeg: number): Air {
  let i = 0
  while (i < AIR.length - 2 && altitudeDeg > (AIR[i + 1]?.[0] ?? 90)) i++
  const low = AIR[i] as (typeof AIR)[number]
  const high = AIR[i + 1] as (typeof AIR)[number]
  const t = Math.min(1, Math.max(0, (altitudeDeg - low[0]) / (high[0] - low[0])))
  const between = (a: number, b: number): number => a + (b - a) * t
  const mix = (a: Rgb, b: Rgb): Rgb => [between(a[0], b[0]), between(a[1], b[1]), between(a[2], b[2])]
  return {
    zenith: mix(low[1], high[1]),
    horizon: mix(low[2], high[2]),
    glow: mix(low[3], high[3]),
    sunlight: mix(low[4], high[4]),
    ambient: mix(low[5], high[5]),
    night: between(low[6], high[6]),
    exposure: between(low[7], high[7]),
  }
}

/** By month, 0 January: snow where winters hold (continental from 44 degrees, coasts from 57). */
const SNOW = [1, 1, 0.85, 0.12, 0, 0, 0, 0, 0, 0, 0.35, 0.9]
const AUTUMN = [0.6, 0.5, 0.4, 0.15, 0, 0, 0, 0.05, 0.45, 1, 0.9, 0.7]
const GREEN = [0.1, 0.1, 0.2, 0.55, 0.95, 1, 0.85, 0.7, 0.55, 0.3, 0.15, 0.1]

function seasonAt(date: Date, place: Place): { snow: number; autumn: number; green: number } {
  const half = place.lat < 0 ? 6 : 0
  const month = date.getUTCMonth() + (date.getUTCDate() - 1) / 31 + half
  const at = (table: readonly number[]): number => {
    const i = Math.floor(month - 0.5 + 12) % 12
    const t = (month - 0.5 + 12) % 1
    return (table[i] as number) * (1 - t) + (table[(i + 1) % 12] as number) * t
  }
  const isContinental = (place.lon > 20 && place.lon < 140) || (place.lon > -115 && place.lon < -65)
  const from = isContinental ? 42 : 56
  const winters = Math.min(1, Math.max(0, (Math.abs(place.lat) - from) / 5))
  const seasons = Math.min(1, Math.max(0, (Math.abs(place.lat) - 25) / 15))
  return { snow: at(SNOW) * winters, autumn: at(AUTUMN) * seasons, green: 1 - (1 - at(GREEN)) * seasons }
}
