// Which kind of area, line or point a set of tags means in our city; tables after the OpenStreetMap wiki's
// Map features. Roads have their own file, buildings too.
import type { AreaKind, LineKind, PointKind } from '../../shared/city/city.ts'
import type { Tags } from './osm-keys.ts'
import { isYes } from './osm-values.ts'

const AREAS: readonly (readonly [key: string, kinds: ReadonlyMap<string, AreaKind>])[] = [
  ['natural', kinds({ water: 'water', wetland: 'wetland', sand: 'sand beach dune shoal' })],
  ['waterway', kinds({ water: 'riverbank dock basin' })],
  ['landuse', kinds({ water: 'reservoir basin' })],
  ['amenity', kinds({ parking: 'parking', cemetery: 'grave_yard' })],
  ['leisure', kinds({ playground: 'playground', pitch: 'pitch track', park: 'park garden dog_park common' })],
  ['place', kinds({ square: 'square' })],
  ['highway', kinds({ square: 'pedestrian' })],
  ['natural', kinds({ forest: 'wood', grass: 'grassland heath scrub fell tundra', sand: 'bare_rock scree shingle' })],
  [
    'landuse',
    kinds({
      forest: 'forest',
      grass: 'grass meadow village_green flowerbed greenfield',
      park: 'recreation_ground',
      cemetery: 'cemetery',
      farmland: 'farmland farmyard orchard vineyard allotments plant_nursery greenhouse_horticulture',
      residential: 'residential',
      commercial: 'commercial retail',
      industrial: 'industrial quarry landfill port depot',
      construction: 'construction brownfield',
      railway: 'railway',
    }),
  ],
]

/** Areas that are no surface of their own: their tags say they lie under ground or inside something. */
export function areaKindOf(tags: Tags): AreaKind | null {
  if (tags['area'] === 'no' || tags['location'] === 'underground') return null
  if (tags['amenity'] === 'parking' && HIDDEN_PARKING.has(tags['parking'] ?? '')) return null
  if (isYes(tags['tunnel'])) return null
  for (const [key, table] of AREAS) {
    const kind = table.get(tags[key] ?? '')
    if (kind) return kind
  }
  return null
}

const HIDDEN_PARKING: ReadonlySet<string> = new Set([
  'underground',
  'multi-storey',
  'rooftop',
  'garage_boxes',
  'carports',
])

const RAILWAYS: ReadonlyMap<string, LineKind> = new Map([
  ['rail', 'rail'],
  ['light_rail', 'rail'],
  ['narrow_gauge', 'rail'],
  ['monorail', 'rail'],
  ['tram', 'tram'],
  ['subway', 'subway'],
])

const WATERWAYS: ReadonlyMap<string, LineKind> = new Map([
  ['river', 'river'],
  ['canal', 'river'],
  ['stream', 'stream'],
  ['ditch', 'stream'],
  ['drain', 'stream'],
])

const WALLS: ReadonlySet<string> = new Set(['wall', 'city_wall', 'retaining_wall'])

export function lineKindsOf(tags: Tags): LineKind[] {
  const found: LineKind[] = []
  const railway = RAILWAYS.get(tags['railway'] ?? '')
  if (railway) found.push(railway)
  if (tags['power'] === 'line') found.push('powerLine')
  if (tags['power'] === 'minor_line') found.push('powerMinor')
  const waterway = WATERWAYS.get(tags['waterway'] ?? '')
  if (waterway) found.push(waterway)
  if (tags['natural'] === 'tree_row') found.push('treeRow')
  if (WALLS.has(tags['barrier'] ?? '')) found.push('wall')
  return found
}

const PLACES: ReadonlySet<string> = new Set([
  'city',
  'town',
  'village',
  'hamlet',
  'borough',
  'district',
  'suburb',
  'quarter',
  'neighbourhood',
  'city_block',
  'island',
  'islet',
  'locality',
  'square',
  'isolated_dwelling',
])

const ON_THE_ROAD: ReadonlyMap<string, PointKind> = new Map([
  ['street_lamp', 'lamp'],
  ['traffic_signals', 'signal'],
  ['crossing', 'crossing'],
  ['bus_stop', 'busStop'],
])

/** What a node stands for; a stop may be one for buses and for trams. */
export function pointKindsOf(tags: Tags): PointKind[] {
  const found: PointKind[] = []
  if (tags['natural'] === 'tree') found.push('tree')
  const highway = ON_THE_ROAD.get(tags['highway'] ?? '')
  if (highway) found.push(highway)
  if (tags['railway'] === 'tram_stop') found.push('tramStop')
  if (tags['power'] === 'pole') found.push('pole')
  if (tags['amenity'] === 'bench') found.push('bench')
  const place = placeKindOf(tags)
  if (place) found.push(place)
  return found
}

/** What may also be mapped as an outline and is then one point in its middle. */
export function placeKindOf(tags: Tags): PointKind | null {
  if (tags['railway'] === 'station' || tags['railway'] === 'halt' || tags['amenity'] === 'bus_station') return 'station'
  if (tags['power'] === 'substation' || tags['power'] === 'sub_station') return 'substation'
  if (tags['power'] === 'tower') return 'tower'
  if (tags['amenity'] === 'fountain') return 'fountain'
  if (tags['historic'] === 'monument' || tags['historic'] === 'memorial') return 'monument'
  if (PLACES.has(tags['place'] ?? '') && tags['name'] !== undefined) return 'place'
  return null
}

function kinds(words: Partial<Record<AreaKind, string>>): ReadonlyMap<string, AreaKind> {
  const entries = Object.entries(words) as [AreaKind, string][]
  return new Map(entries.flatMap(([kind, values]) => values.split(' ').map((value) => [value, kind] as const)))
}
