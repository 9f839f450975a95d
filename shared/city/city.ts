// What a city is made of, for the server, the kernels and the client alike: places and links.
// Positions are metres east and north of the city's origin (`manifest.origin`), heights metres above
// the city's datum. Coordinate reference systems live in server/city, the renderer's axes in client/scene.

import type { Terrain } from './terrain.ts'

/** East, north, in metres from the city's origin. */
export type PointM = readonly [eastM: number, northM: number]

/** `[e0, n0, e1, n1, …]` in metres; open (the first point is not repeated). */
export type FlatLine = readonly number[]

/** Outer ring counter-clockwise first, holes clockwise after it; rings are open flat lines. */
export type PolygonM = readonly FlatLine[]

export type BuildingUse =
  | 'apartments'
  | 'house'
  | 'office'
  | 'retail'
  | 'hotel'
  | 'civic'
  | 'education'
  | 'health'
  | 'religious'
  | 'culture'
  | 'sport'
  | 'industrial'
  | 'transport'
  | 'garage'
  | 'service'
  | 'construction'
  | 'unknown'

export const BUILDING_USES: readonly BuildingUse[] = [
  'unknown',
  'apartments',
  'house',
  'office',
  'retail',
  'hotel',
  'civic',
  'education',
  'health',
  'religious',
  'culture',
  'sport',
  'industrial',
  'transport',
  'garage',
  'service',
  'construction',
]

/** How a height is known: surveyed geometry, a height tag, storeys x 3 m, a guess from use and area, or drawn by hand. */
export type HeightSource = 'measured' | 'tagged' | 'storeys' | 'guessed' | 'drawn'

export type RoofShape = 'flat' | 'gabled' | 'hipped' | 'pyramidal' | 'dome' | 'onion' | 'skillion' | 'round' | 'cone'
export const ROOF_SHAPES: readonly RoofShape[] = [
  'flat',
  'gabled',
  'hipped',
  'pyramidal',
  'dome',
  'onion',
  'skillion',
  'round',
  'cone',
]

/** Landmarks whose shape no outline tells: drawn by hand in the client, marked *drawn* on their card. */
export type LandmarkForm =
  | 'none'
  | 'observationTower'
  | 'tent'
  | 'glassPyramid'
  | 'domedPalace'
  | 'mosque'
  | 'sphere'
  | 'spireTower'
  | 'bowl'
  | 'arch'
export const LANDMARK_FORMS: readonly LandmarkForm[] = [
  'none',
  'observationTower',
  'tent',
  'glassPyramid',
  'domedPalace',
  'mosque',
  'sphere',
  'spireTower',
  'bowl',
  'arch',
]

export type Address = { readonly street?: string; readonly number?: string; readonly postcode?: string }

export type Building = {
  /** Of the source: `way/123`, `relation/7`, `cityjson/NL.IMBAG.1`. Unique in a city. */
  readonly id: string
  readonly name?: string
  /** Names in other languages by their code: `{ en, kk, ru }`. */
  readonly names?: Readonly<Record<string, string>>
  readonly polygons: readonly PolygonM[]
  /** Ground under the building, metres above the datum: the lowest terrain along its outline. */
  readonly groundM: number
  /** Top above `groundM`, metres, roof included. */
  readonly heightM: number
  /** Bottom above `groundM`, metres: a bridge between towers floats. */
  readonly minHeightM: number
  readonly heightSource: HeightSource
  /** Whole storeys above ground; derived from the height where the source has none. */
  readonly storeys: number
  readonly use: BuildingUse
  readonly roof: RoofShape
  /** Height of the roof itself, metres, part of `heightM`; 0 for flat. */
  readonly roofHeightM: number
  /** `#rrggbb` where the source tells. */
  readonly colour?: string
  readonly roofColour?: string
  readonly address?: Address
  /** Drawn shape instead of the extruded outline. */
  readonly form?: LandmarkForm
  /** True where the source draws parts (`building:part`) that together make this building's shape. */
  readonly hasParts?: boolean
  /** True when this is such a part: drawn, but not counted as a building of its own. */
  readonly isPart?: boolean
  /** Index into the manifest's sources. */
  readonly source: number
}

export type RoadClass =
  | 'motorway'
  | 'trunk'
  | 'primary'
  | 'secondary'
  | 'tertiary'
  | 'residential'
  | 'service'
  | 'pedestrian'
  | 'footway'
  | 'cycleway'
  | 'steps'
  | 'track'
  | 'construction'
export const ROAD_CLASSES: readonly RoadClass[] = [
  'motorway',
  'trunk',
  'primary',
  'secondary',
  'tertiary',
  'residential',
  'service',
  'pedestrian',
  'footway',
  'cycleway',
  'steps',
  'track',
  'construction',
]

/** Motor traffic may use these; `service` is drivable but not counted as such (car parks, yards). */
export const DRIVABLE: ReadonlySet<RoadClass> = new Set([
  'motorway',
  'trunk',
  'primary',
  'secondary',
  'tertiary',
  'residential',
])

/** One link of the road graph, between two nodes; a source way is cut where ways meet. */
export type RoadLink = {
  /** `way/123#2`: the source way and the piece's number along it. */
  readonly id: string
  readonly fromNode: number
  readonly toNode: number
  readonly line: FlatLine
  /** Height above the datum at each point of `line`, metres: terrain, or the deck on a bridge. */
  readonly upM: readonly number[]
  readonly roadClass: RoadClass
  readonly name?: string
  readonly names?: Readonly<Record<string, string>>
  /** In the direction of the line, and against it; 0 against on a oneway. */
  readonly lanesForward: number
  readonly lanesBackward: number
  /** 'tagged' or 'synthetic' (from class and oneway). */
  readonly lanesSource: 'tagged' | 'synthetic'
  readonly speedKmh: number
  readonly speedSource: 'tagged' | 'synthetic'
  readonly widthM: number
  readonly isBridge: boolean
  readonly isTunnel: boolean
  readonly layer: number
  readonly isLit: boolean
  readonly lengthM: number
  readonly source: number
}

export type RoadNode = {
  readonly atM: PointM
  /** Traffic signals stand here. */
  readonly hasSignals: boolean
  readonly hasCrossing: boolean
}

export type AreaKind =
  | 'water'
  | 'park'
  | 'grass'
  | 'forest'
  | 'farmland'
  | 'sand'
  | 'square'
  | 'parking'
  | 'pitch'
  | 'playground'
  | 'cemetery'
  | 'industrial'
  | 'residential'
  | 'commercial'
  | 'construction'
  | 'railway'
  | 'wetland'
  /** The surveyed surface of a carriageway, where the source has no centre lines. */
  | 'roadway'
export const AREA_KINDS: readonly AreaKind[] = [
  'water',
  'park',
  'grass',
  'forest',
  'farmland',
  'sand',
  'square',
  'parking',
  'pitch',
  'playground',
  'cemetery',
  'industrial',
  'residential',
  'commercial',
  'construction',
  'railway',
  'wetland',
  'roadway',
]

export type Area = {
  readonly id: string
  readonly kind: AreaKind
  readonly name?: string
  readonly names?: Readonly<Record<string, string>>
  readonly polygons: readonly PolygonM[]
  /** Surface of still water above the datum, metres; only for water. */
  readonly surfaceM?: number
  readonly source: number
}

export type LineKind =
  | 'rail'
  | 'tram'
  | 'subway'
  | 'powerLine'
  | 'powerMinor'
  | 'river'
  | 'stream'
  | 'treeRow'
  | 'wall'
  | 'transit'
export const LINE_KINDS: readonly LineKind[] = [
  'rail',
  'tram',
  'subway',
  'powerLine',
  'powerMinor',
  'river',
  'stream',
  'treeRow',
  'wall',
  'transit',
]

export type Line = {
  readonly id: string
  readonly kind: LineKind
  readonly name?: string
  readonly line: FlatLine
  /** Volts, highest circuit; power lines only. */
  readonly voltageV?: number
  readonly isBridge: boolean
  /** True where it runs under ground; not drawn. */
  readonly isTunnel?: boolean
  readonly source: number
}

export type PointKind =
  | 'tree'
  | 'lamp'
  | 'signal'
  | 'crossing'
  | 'busStop'
  | 'tramStop'
  | 'station'
  | 'tower'
  | 'pole'
  | 'substation'
  | 'bench'
  | 'fountain'
  | 'monument'
  | 'place'
export const POINT_KINDS: readonly PointKind[] = [
  'tree',
  'lamp',
  'signal',
  'crossing',
  'busStop',
  'tramStop',
  'station',
  'tower',
  'pole',
  'substation',
  'bench',
  'fountain',
  'monument',
  'place',
]

export type CityPoint = {
  readonly id: string
  readonly kind: PointKind
  readonly atM: PointM
  readonly name?: string
  readonly names?: Readonly<Record<string, string>>
  /** Metres; trees and towers. */
  readonly heightM?: number
  /** 'measured' when the source maps it, 'synthetic' when we planted it. */
  readonly origin: 'measured' | 'synthetic'
  /** Facing, radians clockwise from north; signals and lamps. */
  readonly headingRad?: number
  readonly source: number
}

export type City = {
  /** Where the origin of the metres lies, degrees; kernels ask here for the sun. */
  readonly origin?: { readonly lon: number; readonly lat: number }
  /** Where a newcomer stands. */
  readonly spawnM?: PointM
  /** The ground; large, so that who needs it takes what it needs and keeps none of it. */
  readonly terrain?: Terrain
  readonly buildings: readonly Building[]
  readonly links: readonly RoadLink[]
  readonly nodes: readonly RoadNode[]
  readonly areas: readonly Area[]
  readonly lines: readonly Line[]
  readonly points: readonly CityPoint[]
}
