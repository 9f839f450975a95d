// What is shown of the sensors: points for each thing that is measured in many places, the roads by what their loops count,
// buses as they move, and the water of the river as gauges. Names and places travel with the values, so that the past and
// forks show what stood where then.
import type { City } from '../../../shared/city/city.ts'
import type { AgentNow } from '../../../shared/protocol/fields-agents.ts'
import type { AgentsInfo, ItemsInfo, Quantity } from '../../../shared/protocol/fields-info.ts'
import type { ItemValues, NamedItem } from '../../../shared/protocol/fields-items.ts'
import { type About, QUALITIES } from '../../../shared/protocol/fields-named.ts'
import { linkNumber, nearestLink } from '../../../shared/systems/sensors/ground.ts'
import { MOVING_KINDS } from '../../../shared/systems/sensors/moving.ts'
import { isStale, NUMBERS, type Sensor, type SensorsState } from '../../../shared/systems/sensors/sensors.ts'
import type { Gauge, Ground, Layer, Publisher } from '../publisher.ts'
import { FAMILIES, type Family, type Shown } from './families.ts'

const SQUARE_M = 1000
const POINTS_EVERY_S = 2
const BUSES_EVERY_S = 1
/** A loop lies on the link that passes so near, where it names none. */
const LOOP_REACH_M = 30
const WEEK_MS = 7 * 86_400_000
/** Values that everybody is told, and of how many things. */
const KEY_VALUES: readonly (readonly [key: string, unit: string])[] = [
  ['levelM', 'm'],
  ['flowM3S', 'm³/s'],
]
const MOST_GAUGES = 12
const CARD = {
  source: 'Sensors of the city, each with its own word for how true it is',
  date: '',
  truth: 'synthetic',
} as const

export const sensorsShown: Publisher<SensorsState> = {
  system: 'sensors',

  gauges(state): Gauge[] {
    const gauges: Gauge[] = []
    for (const [key, unit] of KEY_VALUES)
      for (const [thing, { kind, values }] of Object.entries(state.sensors)) {
        const heard = Object.hasOwn(values, key) ? values[key] : undefined
        if (!heard || kind !== 'gauge' || gauges.length >= MOST_GAUGES) continue
        const value = Number(heard.value.toFixed(3))
        gauges.push({ id: `sensors.${thing}.${key}`, value, unit, atMs: heard.atMs })
      }
    return gauges
  },

  layers({ city, boundsM: [westM, southM, eastM, northM] }: Ground): Layer<SensorsState>[] {
    const cellM = Math.max(SQUARE_M, Math.ceil(Math.max(eastM - westM, northM - southM) / 200))
    const sides = (m: number): number => Math.max(1, Math.ceil(m / cellM))
    const grid = { westM, southM, cellM, cols: sides(eastM - westM), rows: sides(northM - southM) }
    const roads = city.links.length > 0 ? [roadsOf(city, grid)] : []
    return [...FAMILIES.map((family) => pointsOf(family, grid)), ...roads, busesOf(grid)]
  },
}

function pointsOf({ what, title, shown }: Family, grid: ItemsInfo['grid']): Layer<SensorsState> {
  const [first, ...others] = shown.map(({ quantity }) => quantity)
  const quantities = [first as Quantity, ...others]
  const info: ItemsInfo = {
    kind: 'points',
    id: `sensors.${what}`,
    title,
    card: CARD,
    quantities,
    grid,
    count: NUMBERS,
    isNamed: true,
  }
  const values = shown.map(() => new Float64Array(NUMBERS))
  const quality = new Uint8Array(NUMBERS)
  return {
    info,
    everyS: POINTS_EVERY_S,
    values({ sensors, nowMs }) {
      const things: NamedItem[] = []
      for (const [thing, sensor] of Object.entries(sensors)) {
        if (sensor.motion !== null || !shown.some(({ key }) => has(sensor, key))) continue
        const { number: item, eastM, northM } = sensor
        shown.forEach((one, q) => ((values[q] as Float64Array)[item] = told(sensor, one)))
        const isDoubtful = shown.some((one) => isDoubted(sensor, one))
        quality[item] = QUALITIES.indexOf(isStale(sensor, nowMs) ? 'stale' : isDoubtful ? 'doubtful' : 'good')
        things.push({ item, eastM, northM, about: aboutOf(thing, sensor), heardAtMs: heardOf(sensor, nowMs) })
      }
      return { values, quality, things } satisfies ItemValues
    },
  }
}

/** Loops on the links they lie in: of several in one link the vehicles together and their mean speed; none that is stale. */
function roadsOf(city: City, grid: ItemsInfo['grid']): Layer<SensorsState> {
  const shown = FAMILIES.find(({ what }) => what === 'traffic')?.shown ?? []
  const [flow, speed] = shown as readonly [Shown, Shown]
  const info: ItemsInfo = {
    kind: 'edges',
    id: 'sensors.flow',
    title: 'layerSensors_flow',
    card: CARD,
    quantities: [flow.quantity, speed.quantity],
    grid,
    count: city.links.length,
    isNamed: true,
  }
  const flows = new Float64Array(city.links.length)
  const speeds = new Float64Array(city.links.length)
  return {
    info,
    everyS: POINTS_EVERY_S,
    values({ sensors, nowMs }) {
      const things = new Map<number, NamedItem & { loops: number }>()
      for (const [thing, sensor] of Object.entries(sensors)) {
        if (!has(sensor, flow.key) || isStale(sensor, nowMs)) continue
        const { eastM, northM, linkId } = sensor
        const link = linkId === null ? nearestLink(city, eastM, northM, LOOP_REACH_M) : linkNumber(city, linkId)
        if (link === null) continue
        const before = things.get(link)
        const heardAtMs = Math.max(before?.heardAtMs ?? 0, heardOf(sensor, nowMs))
        const loops = (before?.loops ?? 0) + 1
        const [vehicles, kmh] = [told(sensor, flow), told(sensor, speed)]
        flows[link] = before ? (flows[link] as number) + vehicles : vehicles
        speeds[link] = before ? (speeds[link] as number) + (kmh - (speeds[link] as number)) / loops : kmh
        const about = before?.about ?? aboutOf(thing, sensor)
        things.set(link, { item: link, eastM, northM, about, heardAtMs, loops })
      }
      return { values: [flows, speeds], things: [...things.values()] } satisfies ItemValues
    },
  }
}

function busesOf(grid: AgentsInfo['grid']): Layer<SensorsState> {
  const info: AgentsInfo = {
    kind: 'agents',
    id: 'sensors.buses',
    title: 'layerSensors_buses',
    card: CARD,
    quantities: [{ key: 'speedMS', unit: 'km/h', min: 0, max: 100, step: 0.5, scale: 'speed' }],
    grid,
    kinds: [...MOVING_KINDS],
    stepM: 0.1,
    isNamed: true,
  }
  return {
    info,
    everyS: BUSES_EVERY_S,
    values({ sensors, nowMs }) {
      const agents: AgentNow[] = []
      for (const [thing, sensor] of Object.entries(sensors)) {
        const { number: id, kind, eastM, northM, motion } = sensor
        if (!motion) continue
        agents.push({
          id,
          kind: MOVING_KINDS.indexOf(kind),
          eastM,
          northM,
          headingRad: motion.headingRad,
          speed: isStale(sensor, nowMs) ? NaN : motion.speedMS * 3.6,
          about: aboutOf(thing, sensor),
          heardAtMs: heardOf(sensor, nowMs),
        })
      }
      return agents
    },
  }
}

const has = ({ quantities }: Sensor, key: string): boolean => quantities.some((one) => one.key === key)

/** NaN where nothing was heard, and for what the layer cannot tell: its end would be a lie. */
function told({ values }: Sensor, { key, factor, quantity: { min, max, step } }: Shown): number {
  const value = Object.hasOwn(values, key) ? (values[key]?.value ?? NaN) * factor : NaN
  return value < min - step || value > max + step ? NaN : value
}

const isDoubted = ({ values }: Sensor, { key }: Shown): boolean =>
  Object.hasOwn(values, key) && values[key]?.quality === 'doubtful'

const aboutOf = (id: string, { name, truth }: Sensor): About => ({ id, name, truth })

function heardOf({ heardAtMs }: Sensor, nowMs: number): number {
  return heardAtMs === null || nowMs - heardAtMs > WEEK_MS ? NaN : Math.min(heardAtMs, nowMs)
}
