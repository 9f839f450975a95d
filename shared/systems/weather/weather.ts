// The weather over the city: drifts by itself from the timeline's seed, follows stations that report, and gives way to
// what somebody announces for a time (a storm for a drill, a past day's weather for a comparison).
import { z } from 'zod'
import type { City } from '../../city/city.ts'
import type { CityOutputs } from '../../city/outputs.ts'
import type { Alert, CitySystem, Indicator, Observation } from '../../kernel/system.ts'
import { type Air, airOf, calm, clamp, type Drift, drift, type Ground, lie, see, snowShare } from './model.ts'
import type { Place } from './climate.ts'
import { wrapped } from './rain.ts'

const entry = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/)
const atMs = z.number().min(0).max(8e15)

/** What may be announced; what is left out goes its own way. */
const Wanted = z.strictObject({
  temperatureC: z.number().min(-60).max(60).optional(),
  /** Covered share of the sky. */
  cloud: z.number().min(0).max(1).optional(),
  /** Rain or, when it is cold, snow; as water. */
  precipitationMmH: z.number().min(0).max(300).optional(),
  windMS: z.number().min(0).max(80).optional(),
  /** Where it comes from, degrees clockwise from north. */
  windFromDeg: z.number().min(0).max(360).optional(),
  visibilityM: z.number().min(10).max(50_000).optional(),
})
export type Wanted = z.infer<typeof Wanted>

export const WeatherCommand = z.discriminatedUnion('type', [
  /** Holds the weather so from `fromMs` (now when left out) to `untilMs`; the last announcement counts. */
  z.strictObject({
    type: z.literal('weather.announce'),
    entry,
    fromMs: atMs.optional(),
    untilMs: atMs,
    air: Wanted,
  }),
  z.strictObject({ type: z.literal('weather.withdraw'), entry }),
])
export type WeatherCommand = z.infer<typeof WeatherCommand>

type Entry = { id: string; by: string; fromMs: number; untilMs: number; air: Wanted }

export type WeatherState = {
  nowMs: number
  drift: Drift
  air: Air
  ground: Ground
  /** How far the wind has carried what is in the air, metres east and north; rain.ts says where it begins again. */
  carriedM: [number, number]
  /** In the order announced. */
  entries: Entry[]
  /** What stations said last, by key. */
  measured: Record<string, { value: number; atMs: number }>
}

const MOST_ENTRIES = 100
/** An announcement comes and goes over this time. */
const EASE_MS = 10 * 60_000
/** A station's word counts this long. */
const FRESH_MS = 30 * 60_000
/** Keys of stations, with what can be believed. */
const MEASURED = {
  temperatureC: [-90, 60],
  cloud: [0, 1],
  precipitationMmH: [0, 400],
  windMS: [0, 115],
  windFromDeg: [0, 360],
  visibilityM: [0, 100_000],
} as const satisfies Record<string, readonly [number, number]>

export const weather: CitySystem<WeatherState, WeatherCommand> = {
  id: 'weather',
  version: 1,
  commands: WeatherCommand,
  leastRole: { 'weather.announce': 'planner', 'weather.withdraw': 'planner' },

  create: (city) => ({
    nowMs: 0,
    drift: calm(),
    air: airOf(calm(), 0, placeOf(city)),
    ground: { snowM: 0, wetMm: 0 },
    carriedM: [0, 0],
    entries: [],
    measured: {},
  }),

  check(state, command) {
    const isThere = state.entries.some(({ id }) => id === command.entry)
    if (command.type === 'weather.withdraw')
      return isThere ? null : { reason: `there is no announcement ${command.entry} to withdraw` }
    if (isThere) return { reason: `the announcement ${command.entry} is there already` }
    if (Object.keys(command.air).length === 0) return { reason: `the announcement ${command.entry} says nothing` }
    const fromMs = command.fromMs ?? state.nowMs
    if (command.untilMs <= fromMs || command.untilMs <= state.nowMs)
      return { reason: `the announcement ${command.entry} ends before it begins` }
    if (state.entries.length >= MOST_ENTRIES)
      return { reason: `no room for the announcement ${command.entry}: withdraw another first` }
    return null
  },

  apply(state, command, actor) {
    if (command.type === 'weather.withdraw') {
      state.entries = state.entries.filter(({ id }) => id !== command.entry)
      return
    }
    const { entry: id, untilMs, air } = command
    state.entries.push({ id, by: actor.id, fromMs: command.fromMs ?? state.nowMs, untilMs, air })
  },

  observe(state, { key, value, atMs: measuredMs }: Observation) {
    if (!Object.hasOwn(MEASURED, key)) return
    const [least, most] = MEASURED[key as keyof typeof MEASURED]
    if (value < least || value > most) return
    const before = state.measured[key]
    if (!before || before.atMs <= measuredMs) state.measured[key] = { value, atMs: measuredMs }
  },

  step(state, stepS, random, city, felt) {
    const place = placeOf(city)
    const isFirst = state.nowMs === 0
    state.nowMs = felt.nowMs
    drift(state.drift, stepS, random)
    const air = airOf(state.drift, state.nowMs, place)
    for (const [key, { value, atMs: measuredMs }] of Object.entries(state.measured))
      if (Math.abs(state.nowMs - measuredMs) < FRESH_MS) hold(air, { [key]: value }, 1)
    see(air, state.nowMs, place)
    state.entries = state.entries.filter(({ untilMs }) => untilMs > state.nowMs)
    for (const one of state.entries) {
      const share = shareOf(one, state.nowMs)
      if (share <= 0) continue
      hold(air, one.air, share)
      const { visibilityM } = air
      see(air, state.nowMs, place)
      if (one.air.visibilityM !== undefined) air.visibilityM = Math.min(air.visibilityM, visibilityM)
    }
    state.air = air
    const [eastM, northM] = state.carriedM
    state.carriedM = [wrapped(eastM + air.windEastMS * stepS), wrapped(northM + air.windNorthMS * stepS)]
    // In a cold season a new city begins with snow on the ground.
    if (isFirst && air.temperatureC < -3) state.ground.snowM = clamp(-air.temperatureC / 60, 0, 0.3)
    lie(state.ground, air, stepS)
  },

  outputs({ air, ground }): Partial<CityOutputs> {
    const rainMPerS = ((1 - snowShare(air.temperatureC)) * air.precipitationMmH) / 3.6e6
    return {
      rainfallMPerS: () => rainMPerS,
      snowDepthM: () => ground.snowM,
      airTemperatureC: () => air.temperatureC,
      windMPerS: () => [air.windEastMS, air.windNorthMS],
      visibilityM: () => air.visibilityM,
      sunlightWPerM2: () => air.sunlightWPerM2,
    }
  },

  alerts({ air }): Alert[] {
    const alerts: Alert[] = []
    const tell = (id: string, severity: Alert['severity'], told: Pick<Alert, 'text' | 'key' | 'values'>): void =>
      void alerts.push({ id: `weather/${id}`, severity, atM: [0, 0], ...told })
    const ms = Math.round(windOf(air))
    if (windOf(air) >= 25)
      tell('wind', 'emergency', { text: `Storm: wind of ${ms} m/s`, key: 'alert_told_storm', values: { ms } })
    else if (windOf(air) >= 15)
      tell('wind', 'warning', { text: `Strong wind of ${ms} m/s`, key: 'alert_told_wind', values: { ms } })
    const falls = snowShare(air.temperatureC) > 0.5 ? 'snow' : 'rain'
    const mmH = Number(air.precipitationMmH.toFixed(1))
    if (air.precipitationMmH >= (falls === 'snow' ? 3 : 20))
      tell('wet', 'warning', {
        text: `Heavy ${falls}: ${air.precipitationMmH.toFixed(1)} mm an hour`,
        key: `alert_told_${falls}`,
        values: { mmH },
      })
    const m = Math.round(air.visibilityM)
    if (air.visibilityM < 200)
      tell('fog', 'warning', { text: `One sees only ${m} m`, key: 'alert_told_fog', values: { m } })
    const degrees = Math.round(air.temperatureC)
    if (air.temperatureC <= -30)
      tell('cold', 'warning', { text: `Severe cold: ${degrees} °C`, key: 'alert_told_cold', values: { degrees } })
    if (air.temperatureC >= 35)
      tell('heat', 'warning', { text: `Heat: ${degrees} °C`, key: 'alert_told_heat', values: { degrees } })
    return alerts
  },

  indicators: ({ air, ground }): Indicator[] => [
    { id: 'weather.temperature', label: 'Air temperature', value: air.temperatureC, unit: '°C' },
    { id: 'weather.wind', label: 'Wind', value: windOf(air), unit: 'm/s' },
    { id: 'weather.precipitation', label: 'Rain or snow', value: air.precipitationMmH, unit: 'mm/h' },
    { id: 'weather.cloud', label: 'Cloud', value: 100 * air.cloud, unit: '%' },
    { id: 'weather.visibility', label: 'Visibility', value: air.visibilityM, unit: 'm' },
    { id: 'weather.snow', label: 'Lying snow', value: ground.snowM, unit: 'm' },
  ],
}

const windOf = (air: Readonly<Air>): number => Math.hypot(air.windEastMS, air.windNorthMS)

const placeOf = (city: City): Place => city.origin ?? { lon: 0, lat: 0 }

/** How much an announcement counts now: none before and after, whole in between, eased at both ends. */
function shareOf({ fromMs, untilMs }: Entry, nowMs: number): number {
  const easeMs = Math.min(EASE_MS, (untilMs - fromMs) / 4)
  return clamp(Math.min(nowMs - fromMs, untilMs - nowMs) / Math.max(1, easeMs), 0, 1)
}

/** Pulls the air towards what is wanted, by a share. */
function hold(air: Air, wanted: Wanted, share: number): void {
  const towards = (from: number, to: number | undefined): number =>
    to === undefined ? from : from + (to - from) * share
  air.temperatureC = towards(air.temperatureC, wanted.temperatureC)
  air.cloud = towards(air.cloud, wanted.cloud)
  air.precipitationMmH = towards(air.precipitationMmH, wanted.precipitationMmH)
  air.visibilityM = towards(air.visibilityM, wanted.visibilityM)
  if (wanted.windMS === undefined && wanted.windFromDeg === undefined) return
  const nowMS = windOf(air)
  const windMS = wanted.windMS ?? nowMS
  const fromRad =
    wanted.windFromDeg === undefined
      ? Math.atan2(-air.windEastMS, -air.windNorthMS)
      : (wanted.windFromDeg * Math.PI) / 180
  air.windEastMS = towards(air.windEastMS, -Math.sin(fromRad) * windMS)
  air.windNorthMS = towards(air.windNorthMS, -Math.cos(fromRad) * windMS)
}
