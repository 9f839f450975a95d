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
  source: 'Sensors of the city; each says how true it is',
  date: '',
  truth: 'synthetic',
} as const

export const sensorsShown: Publisher<SensorsState> = {
  system: 'sensors',

  gauges(state): Gauge[] {
    const gauges: Gauge[] = []
    for (const [thing, { kind, values }] of Object.entries(state.sensors)) {
      if (kind !== 'gauge') continue
      for (const [key, unit] of KEY_VALUES) {
        const heard = Object.hasOwn(values, key) ? values[key] : undefined
        if (!heard || gauges.length >= MOST_GAUGES) continue
        const value = Number(heard.value.toFixed(3))
        gauges.push({ id: `sensors.${thing}.${key}`, value, unit, atMs: heard.atMs })
      }
    }
    return gauges
  },

  layers({ city, boundsM: [westM, southM, eastM, northM] }: Ground): Layer<SensorsState>[] {
    const cellM = Math.max(SQUARE_M, Math.ceil(Math.max(eastM - westM, northM - southM) / 200))
    const sides = (m: number): number => Math.max(1, Math.ceil(m / cellM))
    const grid = { westM, southM, cellM, cols: sides(eastM - westM), rows: sides(northM - southM) }
    const list = listOnce()
    const roads = city.links.length > 0 ? [roadsOf(city, grid, list)] : []
    return [...FAMILIES.map((family) => pointsOf(family, grid, list)), ...roads, busesOf(grid, list)]
  },
}

type Entry = readonly [thing: string, sensor: Sensor]
/** Of a family by its name, or what moves. */
type List = (state: SensorsState, what: string) => readonly Entry[]
const MOVING = 'moving'

/** Sorting thousands takes milliseconds: all layers of one moment share it. */
function listOnce(): List {
  let of: SensorsState['sensors'] | null = null
  let atMs = NaN
  const lists = new Map<string, Entry[]>([MOVING, ...FAMILIES.map(({ what }) => what)].map((what) => [what, []]))
  const sort = (entry: Entry): void => {
    const [, { motion, quantities }] = entry
    if (motion !== null) return void lists.get(MOVING)?.push(entry)
    for (const { key } of quantities) {
      const list = lists.get(FAMILY_OF.get(key) ?? '')
      if (list && list.at(-1) !== entry) list.push(entry)
    }
  }
  return ({ sensors, nowMs }, what) => {
    if (of !== sensors || atMs !== nowMs) {
      of = sensors
      atMs = nowMs
      for (const list of lists.values()) list.length = 0
      for (const entry of Object.entries(sensors)) sort(entry)
    }
    return lists.get(what) ?? []
  }
}

const FAMILY_OF: ReadonlyMap<string, string> = new Map(
  FAMILIES.flatMap(({ what, shown }) => shown.map(({ key }) => [key, what] as const)),
)

function pointsOf({ what, title, shown }: Family, grid: ItemsInfo['grid'], list: List): Layer<SensorsState> {
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
    keys: shown.map(({ key }) => key),
    values(state) {
      const { nowMs } = state
      const things: NamedItem[] = []
      for (const [thing, sensor] of list(state, what)) {
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
function roadsOf(city: City, grid: ItemsInfo['grid'], list: List): Layer<SensorsState> {
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
  const links = new WeakMap<Sensor, number | null>()
  const linkOf = (sensor: Sensor): number | null => {
    const known = links.get(sensor)
    if (known !== undefined) return known
    const { eastM, northM, linkId } = sensor
    const link = linkId === null ? nearestLink(city, eastM, northM, LOOP_REACH_M) : linkNumber(city, linkId)
    links.set(sensor, link)
    return link
  }
  const flows = new Float64Array(city.links.length)
  const speeds = new Float64Array(city.links.length)
  return {
    info,
    everyS: POINTS_EVERY_S,
    keys: shown.map(({ key }) => key),
    values(state) {
      const { nowMs } = state
      const things = new Map<number, NamedItem & { loops: number }>()
      for (const [thing, sensor] of list(state, 'traffic')) {
        if (isStale(sensor, nowMs)) continue
        const { eastM, northM } = sensor
        const link = linkOf(sensor)
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

function busesOf(grid: AgentsInfo['grid'], list: List): Layer<SensorsState> {
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
    values(state) {
      const { nowMs } = state
      const agents: AgentNow[] = []
      for (const [thing, sensor] of list(state, MOVING)) {
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
