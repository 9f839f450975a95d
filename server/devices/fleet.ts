// All simulated devices of a city, chosen by a seed: the same seed and clock give the same readings in any process.
// What they say of themselves is always `synthetic`.
import type { City, PointM } from '../../shared/city/city.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import { seedOf } from '../../shared/kernel/random.ts'
import { actuators } from './actuators.ts'
import { buses } from './buses.ts'
import { chance, clockOf, seedFor } from './curves.ts'
import type { Answer, Device, Task } from './device.ts'
import { broken, type Fault, faultOf, type Sent } from './faults.ts'
import { type Manner, USUAL } from './manner.ts'
import { airStations, noiseMeters, riverGauges, weatherStations } from './outdoor-sensors.ts'
import { Roads } from './roads.ts'
import { airAt, distance, type Scenario } from './scenarios.ts'
import type { Site } from './site.ts'
import { loops, meters, signalHeads, streetLamps } from './street-sensors.ts'

export type FleetOptions = {
  readonly city: City
  readonly manifest: Pick<Manifest, 'id' | 'origin' | 'spawn' | 'timeZone' | 'places'>
  readonly scenario: Scenario
  readonly sinceMs: number
  readonly manner?: Manner
  /** The city's own unless given. */
  readonly seed?: number
}

export type Fleet = {
  /** Device id and what it says of itself. */
  abouts(): readonly { readonly deviceId: string; readonly about: object }[]
  /** What devices send at a moment, a message each. */
  readings(atMs: number): readonly { readonly deviceId: string; readonly readings: readonly Sent[] }[]
  told(deviceId: string, task: Task, atMs: number): void
  answers(atMs: number): readonly { readonly deviceId: string; readonly answer: Answer }[]
}

const NO_PLACES: City = { buildings: [], links: [], nodes: [], areas: [], lines: [], points: [] }
const RADIUS_M = 5500
const COUNTS = { gauges: 6, stations: 8, air: 12, noise: 12, loops: 60, signals: 24, meters: 200, lamps: 100 }
const BUS_LINES = 6
const BUSES_A_LINE = 5

export function makeFleet(options: FleetOptions): Fleet {
  const { city, manifest, scenario, sinceMs, manner = USUAL, seed = seedOf(manifest.id) } = options
  const { spawn, origin, timeZone, places } = manifest
  const middle = [spawn.eastM, spawn.northM] as const
  const site: { -readonly [K in keyof Site]: Site[K] } = {
    city,
    roads: new Roads(city),
    seed,
    district: { atM: middle, radiusM: RADIUS_M },
  }
  const setting = {
    scenario,
    seed,
    sinceMs,
    latDeg: origin.lat,
    time: clockOf(timeZone),
    stadiumM: places.find(({ id }) => /arena|stadium/.test(id))?.atM ?? middle,
    substationM: nearest(city, middle),
  }
  const devices: Device[] = [
    // Those that somebody may wait for are known first.
    ...actuators(site, { ...manner, failsOften: scenario === 'sensorFailure' }),
    ...riverGauges(site, COUNTS.gauges),
    ...weatherStations(site, COUNTS.stations),
    ...airStations(site, COUNTS.air),
    ...noiseMeters(site, COUNTS.noise),
    ...loops(site, COUNTS.loops),
    ...signalHeads(site, COUNTS.signals),
    ...buses({ city, roads: site.roads, seed, lines: BUS_LINES, perLine: BUSES_A_LINE, aroundM: site.district }),
    ...meters(site, COUNTS.meters),
    ...streetLamps(site, COUNTS.lamps),
  ]
  // What the devices' functions see of the site would keep the whole city in memory.
  site.city = NO_PLACES
  site.roads = new Roads(NO_PLACES)
  const byId = new Map(devices.map((device) => [device.id, device]))
  const faults = new Map<string, Fault>()
  const first = new Map<string, Map<string, number | string>>()
  if (scenario === 'sensorFailure')
    for (const device of devices) {
      const fault = device.told ? null : faultOf(seed, device.id)
      if (fault) faults.set(device.id, fault)
    }

  return {
    abouts: () =>
      devices.map(({ id, about, atM: [eastM, northM] }) => ({
        deviceId: id,
        about: { truth: 'synthetic', eastM, northM, upM: 0, ...about },
      })),
    readings(atMs) {
      const air = airAt(setting, atMs)
      return devices.flatMap((device) => {
        const said = device.read(air, isDue(device, atMs))
        if (!said) return []
        const readings = Object.entries(said).map(([key, value]): Sent => ({ key, value, atMs }))
        const fault = faults.get(device.id)
        if (!fault) return [{ deviceId: device.id, readings }]
        const before = first.get(device.id) ?? new Map(readings.map(({ key, value }) => [key, value]))
        first.set(device.id, before)
        const sent = broken(fault, readings, before)
        return sent.length === 0 ? [] : [{ deviceId: device.id, readings: sent }]
      })
    },
    told: (deviceId, task, atMs) => byId.get(deviceId)?.told?.(task, atMs),
    answers: (atMs) =>
      devices.flatMap((device) => (device.answers?.(atMs) ?? []).map((answer) => ({ deviceId: device.id, answer }))),
  }
}

/** Once a period, each device at a second of its own. */
function isDue({ id, everyS }: Device, atMs: number): boolean {
  const phaseS = Math.floor(chance(seedFor(0, id), 1) * everyS)
  return (Math.floor(atMs / 1000) + phaseS) % everyS === 0
}

function nearest({ points }: City, atM: PointM): PointM {
  const stations = points.filter(({ kind }) => kind === 'substation')
  return stations.sort((a, b) => distance(a.atM, atM) - distance(b.atM, atM))[0]?.atM ?? atM
}
