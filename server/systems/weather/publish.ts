// What is shown of the weather: the air and what lies on the ground as gauges, and the rain over the city as a raster.
import type { Command } from '../../../shared/kernel/system.ts'
import { rainOver } from '../../../shared/systems/weather/rain.ts'
import type { WeatherState } from '../../../shared/systems/weather/weather.ts'
import type { Gauge, Ground, Layer, Publisher } from '../publisher.ts'

const SQUARES = 64
const RAIN_EVERY_S = 10
/** A gauge says so often when it is of, so that an unchanged value is not sent again every second. */
const AGE_STEP_MS = 10_000

export const weatherShown: Publisher<WeatherState> = {
  system: 'weather',

  gauges({ nowMs, air, ground }): Gauge[] {
    const atMs = AGE_STEP_MS * Math.floor(nowMs / AGE_STEP_MS)
    const gauge = (id: string, value: number, unit: string, step: number): Gauge => ({
      id: `weather.${id}`,
      value: Number((Math.round(value / step) * step).toFixed(4)),
      unit,
      atMs,
    })
    return [
      gauge('temperatureC', air.temperatureC, '°C', 0.1),
      gauge('cloud', air.cloud, '', 0.01),
      gauge('precipitationMmH', air.precipitationMmH, 'mm/h', 0.05),
      gauge('windEastMS', air.windEastMS, 'm/s', 0.1),
      gauge('windNorthMS', air.windNorthMS, 'm/s', 0.1),
      gauge('visibilityM', air.visibilityM, 'm', 10),
      gauge('sunlightWPerM2', air.sunlightWPerM2, 'W/m²', 1),
      gauge('snowM', ground.snowM, 'm', 0.001),
      gauge('wetMm', ground.wetMm, 'mm', 0.01),
    ]
  },

  layers({ boundsM: [westM, southM, eastM, northM] }: Ground): Layer<WeatherState>[] {
    const cellM = Math.ceil(Math.max(eastM - westM, northM - southM) / SQUARES)
    const squares = { westM, southM, cellM, cols: sides(eastM - westM, cellM), rows: sides(northM - southM, cellM) }
    return [
      {
        info: {
          kind: 'raster',
          id: 'weather.rain',
          title: 'layerRain',
          card: { source: 'Townhall, from the timeline’s weather by a seeded pattern', date: '', truth: 'synthetic' },
          quantities: [{ key: 'precipitation', unit: 'mm/h', min: 0, max: 60, step: 0.25, scale: 'water' }],
          grid: squares,
        },
        everyS: RAIN_EVERY_S,
        values: (state) => rainOver(state, squares),
      },
    ]
  },

  markOf: (command: Command & { readonly entry?: unknown }) =>
    typeof command.entry === 'string' ? command.entry : null,
}

const sides = (m: number, cellM: number): number => Math.max(1, Math.ceil(m / cellM))
