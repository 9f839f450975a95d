// Sensors of streets and buildings: loops in the road, signal heads, electricity meters, street lamps. They stand at the
// city's own junctions, links, buildings and lamps.
import type { Building, BuildingUse, CityPoint, PointM } from '../../shared/city/city.ts'
import { Random } from '../../shared/kernel/random.ts'
import { atHour, chance, drift, HOUSEHOLD, rounded, seedFor } from './curves.ts'
import type { Device } from './device.ts'
import { lengthsAlong, placeAlong } from './roads.ts'
import type { Air } from './scenarios.ts'
import { inDistrict, signalJunctions, type Site, sorted, spread } from './site.ts'

/** In the approaches of junctions with signals, twenty metres before the line. */
export function loops(site: Site, count: number): Device[] {
  const devices: Device[] = []
  for (const { node, own } of signalJunctions(site, 'loops', count)) {
    for (const link of site.roads.into(node).slice(0, 2)) {
      const number = devices.length
      if (number >= count) return devices
      const lengths = lengthsAlong(link.line)
      const isForward = link.toNode === node
      const alongM = isForward ? Math.max(0, link.lengthM - 20) : Math.min(20, link.lengthM)
      const { atM } = placeAlong(link.line, lengths, alongM)
      const lanes = Math.max(1, isForward ? link.lanesForward : link.lanesBackward)
      const mostPerH = lanes * (380 + 260 * chance(own, number))
      devices.push({
        id: `loop-${number + 1}`,
        atM,
        everyS: 30,
        about: {
          name: `Loop ${number + 1}${link.name === undefined ? '' : `, ${link.name}`}`,
          kind: 'loop',
          description: 'Simulated induction loop: vehicles an hour over the last half minute, and their mean speed',
          linkId: link.id,
          quantities: [
            { key: 'vehPerH', min: 0, max: 8000, step: 5, everyS: 30, scale: 'water' },
            { key: 'speedMS', min: 0, max: 45, step: 0.2, everyS: 30, scale: 'speed' },
          ],
        },
        read: (air, isDue) => {
          if (!isDue) return null
          const share = air.traffic(atM)
          const counted = Math.max(0, mostPerH * share * (1 + 0.25 * drift(own + number, air.atMs, 45)))
          // Slower as it fills (a straight line of Greenshields, to a third).
          const freeMS = (link.speedKmh / 3.6) * 0.82 * air.pace
          return { vehPerH: rounded(counted, 1), speedMS: rounded(freeMS * Math.max(0.3, 1 - 0.45 * share), 0.1) }
        },
      })
    }
  }
  return devices
}

const CYCLE_S = 90
const RED = 0
const AMBER = 1
const GREEN = 2

export function signalHeads(site: Site, count: number): Device[] {
  return signalJunctions(site, 'signals', count).map(({ atM, own }, i) => {
    const greenS = 30 + Math.round(20 * chance(own, 1))
    const offsetS = Math.floor(CYCLE_S * chance(own, 2))
    const aspect = (air: Air): number => {
      const phase = (Math.floor(air.atMs / 1000) + offsetS) % CYCLE_S
      return phase < greenS ? GREEN : phase < greenS + 3 ? AMBER : RED
    }
    let told = Number.NaN
    return {
      id: `signal-${i + 1}`,
      atM,
      everyS: 60,
      about: {
        name: `Signal head ${i + 1}`,
        kind: 'signalHead',
        description: 'Simulated signal: 0 red, 1 amber, 2 green; said when it changes',
        quantities: [{ key: 'aspect', min: 0, max: 2, step: 1, everyS: 20, stuckAfterS: 0 }],
      },
      read: (air, isDue) => {
        const now = aspect(air)
        if (!air.hasPower(atM) || (now === told && !isDue)) return null
        told = now
        return { aspect: now }
      },
    }
  })
}

const HOMES: ReadonlySet<BuildingUse> = new Set(['apartments', 'house', 'office'])
const EPOCH_MS = Date.UTC(2025, 0, 1)

export function meters(site: Site, count: number): Device[] {
  const random = new Random(seedFor(site.seed, 'meters'))
  const isHome = ({ use, isPart }: Building): boolean => HOMES.has(use) && isPart !== true
  const homes = sorted(site.city.buildings.filter(isHome))
    .map((building) => ({ ...building, atM: middleOf(building.polygons[0]?.[0] ?? []) }))
    .filter(({ atM }) => inDistrict(site, atM))
  return spread(homes, count, random).map(({ id: building, atM, storeys }, i) => {
    const own = seedFor(site.seed, `meter ${building}`)
    const meanW = 380 * Math.max(1, storeys) * (0.6 + 0.8 * chance(own, 1))
    return {
      id: `meter-${i + 1}`,
      atM,
      everyS: 60,
      about: {
        name: `Meter ${i + 1}`,
        kind: 'meter',
        description: `Simulated electricity meter of ${building}`,
        quantities: [
          { key: 'powerW', min: 0, max: 2e6, step: 10, everyS: 60, scale: 'water' },
          { key: 'energyWh', min: 0, max: 6e8, step: 100, everyS: 60, scale: 'water', stuckAfterS: 0 },
        ],
      },
      read: (air, isDue) => {
        if (!isDue || !air.hasPower(atM)) return null
        const course = atHour(HOUSEHOLD, air.time.hour) * air.load * (1 + 0.15 * drift(own, air.atMs, 240))
        const hours = Math.max(0, air.atMs - EPOCH_MS) / 3_600_000
        return { powerW: rounded(meanW * course, 1), energyWh: Math.floor((meanW * hours) / 10) * 10 }
      },
    }
  })
}

const DUSK_RAD = -0.03
const DIM_FROM_H = 1
const DIM_TO_H = 5

export function streetLamps(site: Site, count: number): Device[] {
  const random = new Random(seedFor(site.seed, 'lamps'))
  const lamps = sorted(site.city.points.filter(({ kind, atM }) => kind === 'lamp' && inDistrict(site, atM)))
  return spread<CityPoint>(lamps, count, random).map(({ atM }, i) => {
    let told = Number.NaN
    return {
      id: `lamp-${i + 1}`,
      atM,
      everyS: 300,
      about: {
        name: `Street lamp ${i + 1}`,
        kind: 'lamp',
        description: 'Simulated street lamp: share of its full light',
        quantities: [{ key: 'lampShare', min: 0, max: 1, step: 0.01, everyS: 300, scale: 'level', stuckAfterS: 0 }],
      },
      read: (air, isDue) => {
        const isDim = air.time.hour >= DIM_FROM_H && air.time.hour < DIM_TO_H
        const lampShare = !air.hasPower(atM) || air.sunRad > DUSK_RAD ? 0 : isDim ? 0.5 : 1
        if (lampShare === told && !isDue) return null
        told = lampShare
        return { lampShare }
      },
    }
  })
}

function middleOf(ring: readonly number[]): PointM {
  let [eastM, northM] = [0, 0]
  for (let i = 0; i + 1 < ring.length; i += 2) {
    eastM += ring[i] ?? 0
    northM += ring[i + 1] ?? 0
  }
  const count = Math.max(1, ring.length / 2)
  return [rounded(eastM / count, 0.1), rounded(northM / count, 0.1)]
}
