// What a reader makes of one source file: features in the frame's metres, not yet a package.
// Readers keep only what the source says; heights, lanes and trees it lacks are filled in by `finish`.
import type {
  Address,
  AreaKind,
  BuildingUse,
  FlatLine,
  LineKind,
  PointKind,
  PointM,
  PolygonM,
  RoadClass,
  RoofShape,
} from '../../shared/city/city.ts'
import type { Source } from '../../shared/city/manifest.ts'
import type { Frame } from './frame.ts'
import type { Ledger } from './ledger.ts'

export type Names = { readonly name?: string; readonly names?: Readonly<Record<string, string>> }

export type SurveyBuilding = Names & {
  readonly id: string
  readonly polygons: readonly PolygonM[]
  /** Metres above ground, roof included; with `minHeightM` the bottom. Absent where the source does not tell. */
  readonly heightM?: number
  readonly heightSource?: 'measured' | 'tagged' | 'storeys'
  readonly minHeightM?: number
  /** Absolute ground height, metres above the source's datum; CityJSON knows it. */
  readonly groundM?: number
  readonly storeys?: number
  readonly use: BuildingUse
  readonly roof?: RoofShape
  readonly roofHeightM?: number
  readonly colour?: string
  readonly roofColour?: string
  readonly address?: Address
  readonly isPart?: boolean
}

export type SurveyRoad = Names & {
  readonly id: string
  readonly line: FlatLine
  /** One key per point; equal keys are the same junction. OSM node ids, or rounded coordinates in QA tiles. */
  readonly nodeKeys: readonly (number | string)[]
  readonly roadClass: RoadClass
  /** The source's own class word, e.g. `living_street`, `primary_link`. */
  readonly sourceClass: string
  /** 1 forward only, -1 backward only, 0 both ways. */
  readonly oneway: -1 | 0 | 1
  readonly lanes?: number
  readonly lanesForward?: number
  readonly lanesBackward?: number
  readonly speedKmh?: number
  readonly widthM?: number
  readonly isBridge: boolean
  readonly isTunnel: boolean
  readonly layer: number
  readonly isLit?: boolean
  /** A pedestrian square: its outline is an area, not a centre line. */
  readonly isArea: boolean
}

export type SurveyArea = Names & {
  readonly id: string
  readonly kind: AreaKind
  readonly polygons: readonly PolygonM[]
  /** Surface of still water, metres above the source's datum; CityJSON knows it. */
  readonly surfaceM?: number
}

export type SurveyLine = Names & {
  readonly id: string
  readonly kind: LineKind
  readonly line: FlatLine
  readonly voltageV?: number
  readonly isBridge: boolean
  /** True where it runs under ground: an underground railway, a culvert. */
  readonly isTunnel?: boolean
}

export type SurveyPoint = Names & {
  readonly id: string
  readonly kind: PointKind
  readonly atM: PointM
  readonly heightM?: number
  /** The road-graph key of a node that lies on a road: signals, crossings. */
  readonly nodeKey?: number | string
  readonly headingRad?: number
}

export type Survey = {
  readonly buildings: readonly SurveyBuilding[]
  readonly roads: readonly SurveyRoad[]
  readonly areas: readonly SurveyArea[]
  readonly lines: readonly SurveyLine[]
  readonly points: readonly SurveyPoint[]
}

/** A source file that has been read; `survey` places it in the frame once the frame is chosen. */
export type Reading = {
  readonly source: Source
  /** W, S, E, N in degrees WGS 84, of what is really in the file; null when it holds nothing with a place. */
  readonly bbox: readonly [number, number, number, number] | null
  /** The horizontal CRS of the file, `EPSG:28992`, when it is projected in metres; else null. */
  readonly projectedCrs: string | null
  /** As the file says, perhaps no IANA name; timetables do. */
  readonly timeZone?: string
  survey(frame: Frame, ledger: Ledger): Survey
}

export type TerrainReading = {
  readonly source: Source
  readonly bbox: readonly [number, number, number, number]
  /** Ground spacing of its samples, metres. */
  readonly cellM: number
  readonly datum: string
  /** Bilinear height in metres, or null where the file has a void or ends. */
  heightAt(lon: number, lat: number): number | null
}
