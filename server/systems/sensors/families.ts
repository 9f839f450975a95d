// Which layers show sensors: one for each thing that is measured in many places, with its range and scale. A sensor is in
// every layer of which it has a key. Keys that no line here names are kept, and shown in no layer.
import type { Quantity } from '../../../shared/protocol/fields-info.ts'

export type Shown = {
  /** Of the observation. */
  readonly key: string
  /** What a value is multiplied by to be in the unit shown. */
  readonly factor: number
  readonly quantity: Quantity
}
export type Family = { readonly what: string; readonly title: string; readonly shown: readonly Shown[] }

type Row = readonly [key: string, unit: string, min: number, max: number, step: number, scale: string, factor?: number]

function family(what: string, ...rows: readonly Row[]): Family {
  const shown = rows.map(([key, unit, min, max, step, scale, factor = 1]) => {
    return { key, factor, quantity: { key, unit, min, max, step, scale } }
  })
  return { what, title: `layerSensors_${what}`, shown }
}

/** Two bytes a value: no more than 65,534 steps from end to end. */
export const FAMILIES: readonly Family[] = [
  family('waterLevel', ['levelM', 'm', -2, 12, 0.01, 'level']),
  family('waterFlow', ['flowM3S', 'm³/s', 0, 2000, 0.1, 'water']),
  family('rain', ['rainMmH', 'mm/h', 0, 300, 0.1, 'water']),
  family('airQuality', ['pm25UgM3', 'µg/m³', 0, 1000, 0.5, 'water']),
  family('noise', ['noiseDb', 'dB', 20, 130, 0.5, 'level']),
  family('temperature', ['temperatureC', '°C', -60, 60, 0.1, 'level']),
  family('power', ['powerW', 'kW', 0, 2000, 0.1, 'water', 1e-3], ['energyWh', 'kWh', 0, 655_000, 10, 'water', 1e-3]),
  family('position', ['positionShare', '%', 0, 100, 0.5, 'level', 100]),
  family('lamps', ['lampShare', '%', 0, 100, 0.5, 'level', 100]),
  family('traffic', ['vehPerH', 'veh/h', 0, 8000, 5, 'water'], ['speedMS', 'km/h', 0, 170, 0.5, 'speed', 3.6]),
]
