// The weather's own motion: what is in store (`front`), how warm and windy it is beyond the season, what falls and what
// lies. Each slow quantity is an Ornstein-Uhlenbeck process, stepped exactly (Gillespie 1996), so that steps of a
// second and of a minute come to the same climate. Invented from the timeline's seed until stations report.
import type { Random } from '../../kernel/random.ts'
import { type Place, sunlightWPerM2, usualTemperatureC } from './climate.ts'

/** The air over the whole city at a moment. */
export type Air = {
  /** At two metres. */
  temperatureC: number
  /** Covered share of the sky, 0..1. */
  cloud: number
  /** Water falling, as rain or snow, millimetres an hour. */
  precipitationMmH: number
  /** Where the air goes at ten metres, metres a second. */
  windEastMS: number
  windNorthMS: number
  visibilityM: number
  sunlightWPerM2: number
}

export type Drift = {
  /** What is in store: below 0 settled, above 1 a front overhead. */
  front: number
  /** Beyond the season, degrees. */
  warmthC: number
  windMS: number
  /** Where the wind comes from, clockwise from north. */
  windFromRad: number
}

export const calm = (): Drift => ({ front: 0, warmthC: 0, windMS: 4, windFromRad: 4 })

const HOUR_S = 3600

export function drift(state: Drift, stepS: number, random: Random): void {
  state.front = ornsteinUhlenbeck(state.front, 0, 0.6, 15 * HOUR_S, stepS, random)
  state.warmthC = ornsteinUhlenbeck(state.warmthC, 0, 4, 60 * HOUR_S, stepS, random)
  state.windMS = Math.max(
    0.2,
    ornsteinUhlenbeck(state.windMS, 3.5 + 3 * above(state.front, 0.4), 1.8, HOUR_S, stepS, random),
  )
  state.windFromRad = ornsteinUhlenbeck(state.windFromRad, 4, 1.2, 10 * HOUR_S, stepS, random)
}

/** The air that drift, season and hour make. */
export function airOf(state: Readonly<Drift>, atMs: number, place: Place): Air {
  const cloud = clamp(0.35 + 0.7 * state.front, 0, 1)
  const precipitationMmH = 7 * above(state.front, 0.55) ** 1.5
  const air = {
    temperatureC: usualTemperatureC(atMs, place, cloud) + state.warmthC,
    cloud,
    precipitationMmH,
    windEastMS: -Math.sin(state.windFromRad) * state.windMS,
    windNorthMS: -Math.cos(state.windFromRad) * state.windMS,
    visibilityM: 0,
    sunlightWPerM2: 0,
  }
  see(air, atMs, place)
  return air
}

/** Brings what follows from the rest up to date: sight (fog apart) and sunlight. */
export function see(air: Air, atMs: number, place: Place): void {
  const wet = air.precipitationMmH
  // A rule of thumb: moderate rain (4 mm/h) leaves 5 km, moderate snow (1 mm/h of water) 1 km.
  const throughWet = wet === 0 ? Infinity : (snowShare(air.temperatureC) > 0.5 ? 1000 : 13_000) * wet ** -0.68
  air.visibilityM = clamp(throughWet, 100, 30_000 - 10_000 * air.cloud)
  air.sunlightWPerM2 = sunlightWPerM2(atMs, place, air.cloud)
}

/** How much of what falls is snow, 0..1, by the air's temperature: all below 0 degrees, none above 2. */
export const snowShare = (temperatureC: number): number => clamp(1 - temperatureC / 2, 0, 1)

/** What lies on open ground. */
export type Ground = {
  snowM: number
  /** Water film on paving, millimetres; about 1 is as wet as a street gets. */
  wetMm: number
}

const FRESH_SNOW = 10
/** Degree-day factor, millimetres of water a day and degree (Hock 2003: 2 to 5 over open ground). */
const MELT_MM_DAY_C = 3.5
const DAY_S = 86_400

/** Snow falls at a tenth of water's density, settles, and melts by degree-days; wet streets drain and dry. */
export function lie(ground: Ground, air: Readonly<Air>, stepS: number): void {
  const snow = snowShare(air.temperatureC)
  const fallenM = (air.precipitationMmH / 1000 / HOUR_S) * stepS
  const meltM = (MELT_MM_DAY_C / 1000) * Math.max(0, air.temperatureC) * (stepS / DAY_S)
  const settled = ground.snowM * Math.exp(-stepS / (20 * DAY_S))
  ground.snowM = clamp(settled + fallenM * snow * FRESH_SNOW - meltM * (FRESH_SNOW / 2), 0, 3)
  const melting = ground.snowM > 0 ? meltM * 1000 : 0
  const dryingS = air.sunlightWPerM2 > 200 ? HOUR_S / 2 : 2 * HOUR_S
  ground.wetMm = clamp(ground.wetMm * Math.exp(-stepS / dryingS) + fallenM * 1000 * (1 - snow) + melting, 0, 1.5)
}

function ornsteinUhlenbeck(x: number, mean: number, sd: number, tauS: number, stepS: number, random: Random): number {
  const kept = Math.exp(-stepS / tauS)
  return mean + (x - mean) * kept + sd * Math.sqrt(1 - kept * kept) * normal(random)
}

/** Box and Muller (1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

const above = (v: number, from: number): number => Math.max(0, v - from)
export const clamp = (v: number, min: number, max: number): number => Math.min(max, Math.max(min, v))
