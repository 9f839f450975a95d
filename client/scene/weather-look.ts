// What weather does to the light of a moment: clouds take the sun and grey the sky, wet and fog shorten the view, snow
// and water lie on the ground. Pure numbers over a SunState; the amounts are an artist's, sight is Koschmieder's law.
import type { Rgb, SunState } from './sun.ts'

/** The weather as the scene needs it; units in the names, `cloud` is the covered share of the sky. */
export type WeatherLook = {
  readonly temperatureC: number
  readonly cloud: number
  /** Water falling, as rain or snow. */
  readonly precipitationMmH: number
  /** Where the air goes. */
  readonly windEastMS: number
  readonly windNorthMS: number
  readonly visibilityM: number
  readonly snowM: number
  readonly wetMm: number
}

/** Snow this deep hides the ground. */
const COVER_M = 0.08
/** Contrast of the farthest thing one still sees: e to the power of minus this. */
const SIGHT = 2.6

export function underWeather(sun: SunState, weather: WeatherLook): SunState {
  const overcast = smooth(0.45, 1, weather.cloud)
  const murk = smooth(2000, 200, weather.visibilityM)
  const storm = smooth(4, 25, weather.precipitationMmH)
  const grey = Math.max(overcast, murk)
  const dim = 1 - 0.28 * overcast - 0.3 * storm
  const dull = (colour: Rgb, by: number): Rgb => greyed(colour, by, dim)
  // Under a closed sky the light that was the sun's comes from everywhere.
  const spread = 0.1 * overcast
  const ambient = dull(sun.ambientSky, grey)
  const lent = (i: 0 | 1 | 2): number => ambient[i] + spread * ((sun.light[0] + sun.light[1] + sun.light[2]) / 3) * dim
  return {
    ...sun,
    light: scaled(sun.light, 1 - 0.94 * grey),
    zenith: dull(sun.zenith, 0.9 * grey),
    horizon: dull(sun.horizon, 0.8 * grey),
    glow: scaled(sun.glow, 1 - 0.95 * grey),
    ambientSky: [lent(0), lent(1), lent(2)],
    ambientGround: dull(sun.ambientGround, grey),
    night: Math.min(1, sun.night + 0.25 * storm + 0.2 * murk * (1 - sun.night)),
    hazePerM: Math.max(sun.hazePerM, SIGHT / weather.visibilityM),
    snow: Math.min(1, weather.snowM / COVER_M),
    cloud: weather.cloud,
    wet: Math.min(1, weather.wetMm),
  }
}

/** Rain and snow falling, 0..1 each, for what is drawn in the air. */
export function falling(weather: WeatherLook): { readonly rain: number; readonly snow: number } {
  const share = weather.precipitationMmH <= 0.02 ? 0 : Math.min(1, 0.15 + Math.sqrt(weather.precipitationMmH / 30))
  const asSnow = Math.min(1, Math.max(0, 1 - weather.temperatureC / 2))
  return { rain: share * (1 - asSnow), snow: Math.min(1, share * 1.6) * asSnow }
}

function greyed([r, g, b]: Rgb, by: number, dim: number): Rgb {
  const light = 0.3 * r + 0.59 * g + 0.11 * b
  const one = (v: number): number => (v + (light - v) * by) * dim
  return [one(r), one(g), one(b)]
}

const scaled = ([r, g, b]: Rgb, by: number): Rgb => [r * by, g * by, b * by]

/** 0 at `from`, 1 at `to`, either way round, with soft ends. */
function smooth(from: number, to: number, v: number): number {
  const t = Math.min(1, Math.max(0, (v - from) / (to - from)))
  return t * t * (3 - 2 * t)
}
