// Files -> a city package: read, choose the frame, clip, finish, build the road graph, plant, cut into tiles, write.
// Everything dropped on the way is in the manifest; what cannot be read at all throws `Unreadable` and writes nothing.
import { basename, resolve } from 'node:path'
import type { City, CityPoint } from '../../shared/city/city.ts'
import { Manifest, PACKAGE_FORMAT } from '../../shared/city/manifest.ts'
import {
  type Drawn,
  type Sourced,
  finishAreas,
  finishBuildings,
  finishLines,
  finishPoints,
  watersOf,
} from './finish.ts'
import { mergeBuildings, settleGrounds } from './finish-merge.ts'
import { Waters } from './finish-waters.ts'
import { type BoxDeg, clipSurvey } from './finish-clip.ts'
import type { Frame } from './frame.ts'
import { countsOf } from './import-counts.ts'
import { type Where, boundsOfBox, overlap, whereOf } from './import-frame.ts'
import { layersOf } from './import-layers.ts'
import { timeZoneOf } from './import-clock.ts'
import { spawnOf } from './import-spawn.ts'
import { groundOf, stored } from './import-terrain.ts'
import { readGtfs } from './gtfs.ts'
import { Ledger, Unreadable } from './ledger.ts'
import { readCityJson } from './cityjson.ts'
import { readOsm } from './osm-read.ts'
import { readTerrain } from './terrain-read.ts'
import { checkTarget, writePackage } from './package.ts'
import { heightsOf } from './road-graph-profile.ts'
import { roadGraph } from './road-graph.ts'
import type { Reading, Survey, TerrainReading } from './survey.ts'
import { plant } from './synthetic.ts'
import { embanked } from './synthetic-embankment.ts'
import { makeTiles, tileSquares } from './tile-maker.ts'

export type ImportOptions = {
  readonly out: string
  readonly id?: string
  readonly name?: string
  readonly osm?: string
  readonly buildings?: string
  readonly terrain?: readonly string[]
  readonly gtfs?: string
  readonly bbox?: BoxDeg
  /** Of files that do not name their own. */
  readonly crs?: string
  /** Invent what the sources lack: ground, trees, lamps. */
  readonly synthesize?: boolean
  /** Where invented things are dense and the river has embankments; everywhere when absent. */
  readonly core?: BoxDeg
  readonly drawn?: ReadonlyMap<string, Drawn>
  /** What a person adds to the manifest once the city is known. */
  readonly curate?: (city: City, frame: Frame) => Partial<Pick<Manifest, 'places' | 'spawn' | 'timeZone'>>
}

export async function importCity(options: ImportOptions): Promise<Manifest> {
  if (!options.osm && !options.buildings && !options.gtfs && !options.terrain?.length) {
    throw new Unreadable('import', 'nothing to import: give --osm, --buildings, --terrain or --gtfs a file')
  }
  checkTarget(options.out)
  const ledger = new Ledger()
  const { maps, ...read } = await readAll(options, ledger)
  const where = whereOf(maps, read.timetables, read.terrains, options.bbox ?? null)
  const place = { box: where.bbox, ledger }
  const timetables = here(read.timetables, 'timetables', place)
  const terrains = here(read.terrains, 'terrain files', place)
  const all = surveyAll([...maps, ...timetables], where, {
    ledger,
    // A timetable covers a region: only what lies in the city counts.
    isClipped: (reading) => options.bbox !== undefined || (maps.length > 0 && timetables.includes(reading)),
  })
  const surveys = mergeBuildings(all, ledger)
  if (options.bbox && terrains.length === 0 && surveys.every(({ survey }) => isEmpty(survey))) {
    throw new Unreadable(`--bbox ${options.bbox.join(',')}`, 'excludes everything in the given files')
  }
  const waters = watersOf(surveys)
  const ground = groundOf({ terrains, surveys, waters }, where, {
    synthesize: options.synthesize ?? false,
    core: options.core ? boundsOfBox(options.core, where.frame) : null,
    ledger,
  })
  const areas = finishAreas(surveys, ground.surfacesM)
  const lines = finishLines(surveys)
  const graph = roadGraph(surveys, ledger)
  const onGround = heightsOf({ ...graph, lines, areas, terrain: ground.terrain })
  // Invented ground gets earth under its ramps; the heights are then those over the new ground.
  const standing =
    options.synthesize && terrains.length === 0
      ? stored(embanked(ground.terrain, onGround.links, new Waters(areas)), ground.stepM)
      : ground
  const { terrain } = standing
  const heights = standing === ground ? onGround : heightsOf({ ...graph, lines, areas, terrain })
  const buildings = finishBuildings(
    settleGrounds(surveys, terrain, ground.truth === 'synthetic'),
    terrain,
    options.drawn,
  )
  const mapped = { buildings, links: heights.links, nodes: graph.nodes, areas, lines, points: finishPoints(surveys) }
  const planted: CityPoint[] = options.synthesize
    ? plant(mapped, where.boundsM, options.core ? boundsOfBox(options.core, where.frame) : null)
    : []
  const city: City = { ...mapped, points: [...mapped.points, ...planted] }
  const squares = tileSquares(where.boundsM)
  const tiles = [...makeTiles({ city, terrain, boundsM: where.boundsM, squares, lineUpM: heights.lines })]
  const sources = [...maps, ...timetables, ...terrains].map((r) => r.source)
  const name = options.name ?? nameFrom(options.out)
  const manifest = Manifest.parse({
    format: PACKAGE_FORMAT,
    id: options.id ?? idFrom(name, options.out),
    name,
    crs: where.crs,
    origin: where.frame.origin,
    datum: ground.datum,
    timeZone: timeZoneOf(where.frame.origin.lon, timetables),
    bbox: [...where.bbox],
    boundsM: [...where.boundsM],
    spawn: spawnOf(city, terrain, where.boundsM),
    places: [],
    ...options.curate?.(city, where.frame),
    sources,
    layers: layersOf(
      city,
      ground,
      terrains.map((_, i) => maps.length + timetables.length + i),
    ),
    counts: countsOf(city, surveys, where.frame),
    terrain: {
      truth: ground.truth,
      cols: terrain.cols,
      rows: terrain.rows,
      cellM: terrain.cellM,
      westM: terrain.westM,
      southM: terrain.southM,
      minM: standing.minM,
      maxM: standing.maxM,
    },
    tiles: { ...squares, count: tiles.length },
    dropped: ledger.list(),
  } satisfies Manifest)
  writePackage(options.out, { manifest, city, terrainBytes: standing.bytes, tiles })
  return manifest
}

type Readings = { maps: Reading[]; timetables: Reading[]; terrains: TerrainReading[] }

async function readAll(options: ImportOptions, ledger: Ledger): Promise<Readings> {
  const maps: Reading[] = []
  const terrains: TerrainReading[] = []
  const crs = options.crs === undefined ? {} : { crs: options.crs }
  if (options.osm) maps.push(await readOsm(options.osm, ledger))
  if (options.buildings) maps.push(await readCityJson(options.buildings, ledger, crs))
  if (options.terrain?.length) terrains.push(await readTerrain([...options.terrain], ledger, crs))
  const timetables = options.gtfs ? [await readGtfs(options.gtfs, ledger)] : []
  return { maps, timetables, terrains }
}

/** What is of another place is nothing of this one, and no source of it. */
function here<T extends { readonly bbox: BoxDeg | null }>(
  readings: readonly T[],
  what: string,
  { box, ledger }: { box: BoxDeg; ledger: Ledger },
): T[] {
  const kept = readings.filter((r) => r.bbox === null || overlap(r.bbox, box) !== null)
  if (kept.length < readings.length) {
    ledger.drop(what, 'they lie elsewhere than the city', readings.length - kept.length)
  }
  return kept
}

function surveyAll(
  readings: readonly Reading[],
  where: Where,
  how: { ledger: Ledger; isClipped: (reading: Reading) => boolean },
): Sourced[] {
  return readings.map((reading, source) => {
    const survey = reading.survey(where.frame, how.ledger)
    return {
      source,
      survey: how.isClipped(reading) ? clipSurvey(survey, where.bbox, { ...where, ledger: how.ledger }) : survey,
    }
  })
}

const isEmpty = (s: Survey): boolean =>
  s.buildings.length + s.roads.length + s.areas.length + s.lines.length + s.points.length === 0

function nameFrom(out: string): string {
  const words = basename(resolve(out))
    .split(/[-_.\s]+/)
    .filter((w) => w !== '')
  return words.map((w) => w[0]?.toUpperCase() + w.slice(1)).join(' ') || 'City'
}

function idFrom(name: string, out: string): string {
  const slug = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
  return slug(name) || slug(basename(resolve(out))) || 'city'
}
