// Sensors that stand somewhere: gauges on the river, weather and rain, air, noise, loops in the road, signal heads, meters
// in buildings, street lamps. Where the city has such places they stand at them; what a city lacks it has no sensors of.
import type { Building, BuildingUse, City, CityPoint, PointM } from '../../shared/city/city.ts'
import { Random } from '../../shared/kernel/random.ts'
import { atHour, chance, drift, HOUSEHOLD, rounded, seedFor } from './curves.ts'
import type { Device } from './device.ts'
import { lengthsAlong, placeAlong, type Roads } from './roads.ts'
import { type Air, distance } from './scenarios.ts'

export type District = { readonly atM: PointM; readonly radiusM: number }
export type Site = { readonly city: City; readonly roads: Roads; readonly seed: number; readonly district: District }

const sorted = <T extends { readonly id: string }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => (a.id < b.id ? -1 : 1))

/** `count` of them, by chance, as far from each other as chance allows. */
function spread<T extends { readonly atM: PointM }>(all: readonly T[], count: number, random: Random): T[] {
  const chosen: T[] = []
  while (chosen.length < Math.min(count, all.length)) {
    let [best, bestM] = [all[0] as T, -1]
    for (let tries = 0; tries < 12; tries++) {
      const one = all[Math.floor(random.next() * all.length)] as T
      const awayM = chosen.reduce((least, { atM }) => Math.min(least, distance(atM, one.atM)), Infinity)
      if (awayM > bestM && !chosen.includes(one)) [best, bestM] = [one, awayM]
    }
    if (bestM < 0) break
    chosen.push(best)
  }
  return chosen
}

const inDistrict = ({ district }: Site, atM: PointM): boolean => distance(atM, district.atM) < district.radiusM

export function riverGauges(site: Site, count: number): Device[] {
  const { city, seed } = site
  // The longest named river near the district, and the points of it there, in order from its source.
  const rivers = city.lines.filter(({ kind, line }) => kind === 'river' && line.length >= 4)
  const near = rivers.flatMap(({ line, name = 'river' }) => {
    const lengths = lengthsAlong(line)
    const lengthM = lengths.at(-1) ?? 0
    return Array.from({ length: Math.max(1, Math.floor(lengthM / 300)) }, (_, i) => ({
      name,
      atM: placeAlong(line, lengths, i * 300).atM,
    }))
  })
  const named = near.filter(({ atM }) => distance(atM, site.district.atM) < 2 * site.district.radiusM)
  const most = mostCommon(named.map(({ name }) => name))
  const along = named.filter(({ name }) => name === most).sort((a, b) => b.atM[0] - a.atM[0])
  const chosen = Array.from({ length: Math.min(count, along.length) }, (_, i) => ({
    ...(along[Math.floor(((i + 0.5) * along.length) / count)] as (typeof along)[number]),
    i,
  }))
  return chosen.map(({ name, atM, i }) => {
    const own = seedFor(seed, `gauge ${i}`)
    const usualM = 1.3 + 0.5 * chance(own, 1)
    const widthM = 60 + 40 * chance(own, 2)
    return {
      id: `gauge-${latin(name)}-${i + 1}`,
      atM,
      everyS: 10,
      about: {
        name: `${name}, gauge ${i + 1}`,
        kind: 'gauge',
        description: `Simulated river gauge on ${name}`,
        quantities: [
          { key: 'levelM', min: -1, max: 9, step: 0.01, everyS: 10, scale: 'level' },
          { key: 'flowM3S', min: 0, max: 2000, step: 0.1, everyS: 10, scale: 'water' },
        ],
      },
      read: (air, isDue) => {
        if (!isDue) return null
        const wavesM = 0.006 * drift(own, air.atMs, 12)
        const levelM = usualM + air.riverRiseM(240 * i) + wavesM
        // A wide channel's rating: Manning's five thirds of the depth.
        return {
          levelM: rounded(levelM, 0.001),
          flowM3S: rounded(0.35 * widthM * Math.max(0, levelM - 0.6) ** (5 / 3), 0.01),
        }
      },
    }
  })
}

export function weatherStations(site: Site, count: number): Device[] {
  const { seed, district } = site
  const random = new Random(seedFor(seed, 'stations'))
  const places = Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * (i + random.next())) / count
    const awayM = district.radiusM * Math.sqrt(random.between(0.05, 1.3))
    return [district.atM[0] + awayM * Math.sin(angle), district.atM[1] + awayM * Math.cos(angle)] as const
  })
  return places
    .filter((atM) => isOnGround(site.city, atM))
    .map((atM, i) => {
      const own = seedFor(seed, `station ${i}`)
      const warmerC = 1.2 * (chance(own, 1) - 0.5)
      return {
        id: `weather-${i + 1}`,
        atM,
        everyS: 30,
        about: {
          name: `Weather station ${i + 1}`,
          kind: 'weatherStation',
          description: 'Simulated rain gauge and weather station',
          quantities: [
            { key: 'rainMmH', min: 0, max: 300, step: 0.1, everyS: 30, scale: 'water' },
            { key: 'temperatureC', min: -60, max: 60, step: 0.1, everyS: 30, scale: 'level' },
            { key: 'humidityShare', min: 0, max: 1, step: 0.01, everyS: 30 },
            { key: 'pressurePa', min: 85_000, max: 108_000, step: 10, everyS: 30 },
            { key: 'windMS', min: 0, max: 75, step: 0.1, everyS: 30 },
          ],
        },
        read: (air, isDue) =>
          isDue
            ? {
                rainMmH: rounded(air.rainMmH(atM), 0.1),
                temperatureC: rounded(air.temperatureC + warmerC + 0.15 * drift(own, air.atMs, 120), 0.01),
                humidityShare: rounded(Math.min(1, air.humidityShare + 0.01 * drift(own + 1, air.atMs, 300)), 0.001),
                pressurePa: rounded(air.pressurePa + 8 * drift(own + 2, air.atMs, 60), 1),
                windMS: rounded(Math.max(0, air.windMS * (1 + 0.25 * drift(own + 3, air.atMs, 20))), 0.1),
              }
            : null,
      }
    })
}

export function airStations(site: Site, count: number): Device[] {
  return atJunctions(site, 'air', count).map(({ atM, own, i }) => ({
    id: `air-${i + 1}`,
    atM,
    everyS: 60,
    about: {
      name: `Air quality ${i + 1}`,
      kind: 'airStation',
      description: 'Simulated fine dust and nitrogen dioxide',
      quantities: [
        { key: 'pm25UgM3', min: 0, max: 1000, step: 0.5, everyS: 60, scale: 'water' },
        { key: 'no2UgM3', min: 0, max: 1000, step: 0.5, everyS: 60 },
      ],
    },
    read: (air, isDue) => {
      if (!isDue) return null
      const stillness = 3 / (2 + air.windMS)
      const heating = Math.max(0, 5 - air.temperatureC)
      const wash = 1 / (1 + 0.05 * air.rainMmH(atM))
      const street = air.traffic(atM) * (0.7 + 0.6 * chance(own, 1))
      const pm25 = (6 + 1.1 * heating + 9 * street) * stillness * wash + 1.5 * (1 + drift(own, air.atMs, 400))
      const no2 = (8 + 38 * street + 0.6 * heating) * stillness + 2 * (1 + drift(own + 1, air.atMs, 500))
      return { pm25UgM3: rounded(pm25, 0.1), no2UgM3: rounded(no2, 0.1) }
    },
  }))
}

export function noiseMeters(site: Site, count: number): Device[] {
  return atJunctions(site, 'noise', count).map(({ atM, own, i }) => ({
    id: `noise-${i + 1}`,
    atM,
    everyS: 5,
    about: {
      name: `Noise meter ${i + 1}`,
      kind: 'noiseMeter',
      description: 'Simulated sound level, A-weighted, mean of five seconds',
      quantities: [{ key: 'noiseDb', min: 20, max: 130, step: 0.5, everyS: 5, scale: 'level' }],
    },
    read: (air, isDue) => {
      if (!isDue) return null
      // Ten times the cars are ten decibels more.
      const street = 10 * Math.log10(0.02 + air.traffic(atM))
      const passing = 3.5 * drift(own, air.atMs, 15)
      return { noiseDb: rounded(66 + 4 * (chance(own, 1) - 0.5) + street + passing + air.extraNoiseDb(atM), 0.1) }
    },
  }))
}

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

type Junction = { readonly node: number; readonly atM: PointM; readonly own: number; readonly i: number }

function signalJunctions(site: Site, what: string, count: number): Junction[] {
  const random = new Random(seedFor(site.seed, what))
  const nodes = [...site.city.nodes.entries()]
    .filter(([node, { hasSignals, atM }]) => hasSignals && inDistrict(site, atM) && site.roads.into(node).length > 0)
    .map(([node, { atM }]) => ({ node, atM }))
  return spread(nodes, count, random).map((one, i) => ({ ...one, i, own: seedFor(site.seed, `${what} ${one.node}`) }))
}

const atJunctions = (site: Site, what: string, count: number): Junction[] =>
  signalJunctions(site, what, count).map(({ atM: [eastM, northM], ...rest }) => ({
    ...rest,
    // On the corner, not in the middle of the crossing.
    atM: [eastM + 12, northM + 12],
  }))

function isOnGround({ areas }: City, [eastM, northM]: PointM): boolean {
  return !areas.some(
    ({ kind, polygons }) => kind === 'water' && polygons.some(([outer = []]) => isInside(outer, eastM, northM)),
  )
}

function isInside(ring: readonly number[], eastM: number, northM: number): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 2; i + 1 < ring.length; j = i, i += 2) {
    const [ei = 0, ni = 0, ej = 0, nj = 0] = [ring[i], ring[i + 1], ring[j], ring[j + 1]]
    if (ni > northM !== nj > northM && eastM < ((ej - ei) * (northM - ni)) / (nj - ni) + ei) inside = !inside
  }
  return inside
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

function mostCommon(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? ''
}

/** Names of rivers in ids: Latin letters, Cyrillic ones transliterated. */
const LETTERS: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sh',
  ы: 'y',
  э: 'e',
  ю: 'yu',
  я: 'ya',
  ь: '',
  ъ: '',
  і: 'i',
  ә: 'a',
  ғ: 'g',
  қ: 'q',
  ң: 'n',
  ө: 'o',
  ұ: 'u',
  ү: 'u',
  һ: 'h',
}
const latin = (name: string): string =>
  Array.from(name.toLowerCase())
    .map((letter) => LETTERS[letter] ?? (/[a-z0-9]/.test(letter) ? letter : '-'))
    .join('')
    .slice(0, 24) || 'river'
