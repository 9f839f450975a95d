// Sensors of river, weather, air and noise: gauges on the river, stations, meters at crossings. A city without a river has
// no gauges.
import type { City, PointM } from '../../shared/city/city.ts'
import { Random } from '../../shared/kernel/random.ts'
import { chance, drift, rounded, seedFor } from './curves.ts'
import type { Device } from './device.ts'
import { lengthsAlong, placeAlong } from './roads.ts'
import { distance } from './scenarios.ts'
import { atJunctions, type Site } from './site.ts'

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
  if (city.spawnM) bringNear(chosen, along, city.spawnM)
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

/** One of them stands where the river passes those who arrive: what it tells is about the water they see. */
function bringNear(
  chosen: { atM: PointM; readonly i: number }[],
  along: readonly { readonly atM: PointM }[],
  arriveM: PointM,
): void {
  const nearest = <T extends { readonly atM: PointM }>(all: readonly T[]): T | undefined =>
    all.reduce<T | undefined>(
      (best, one) => (best && distance(best.atM, arriveM) <= distance(one.atM, arriveM) ? best : one),
      undefined,
    )
  const [gauge, place] = [nearest(chosen), nearest(along)]
  if (gauge && place) gauge.atM = place.atM
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
