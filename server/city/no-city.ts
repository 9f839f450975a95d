// A city without places (`TOWNHALL_CITY=none`): flat ground a kilometre wide where the meridian of Greenwich meets the
// equator, so that everything that needs a city has one. For instances that only serve things.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest } from '../../shared/city/manifest.ts'
import { makeFrame } from './frame.ts'
import { type CityPackage, openPackage, writePackage } from './package.ts'
import { encodeTerrain } from './package-terrain.ts'

export const NO_CITY = 'none'
const FOLDER = 'no-city'
const HALF_M = 500
const CRS = 'EPSG:32631'

/** Written once into the data folder: timelines open the city from there. */
export async function noCity(dataDir: string): Promise<CityPackage> {
  const dir = join(dataDir, FOLDER)
  if (!existsSync(join(dir, 'manifest.json'))) writeNone(dir)
  return openPackage(dir)
}

function writeNone(dir: string): void {
  const frame = makeFrame(CRS, 0, 0)
  const [west, south] = frame.toLonLat([-HALF_M, -HALF_M])
  const [east, north] = frame.toLonLat([HALF_M, HALF_M])
  const terrain = { cols: 2, rows: 2, cellM: 2 * HALF_M, westM: -HALF_M, southM: -HALF_M }
  const manifest: Manifest = {
    format: 1,
    id: NO_CITY,
    name: 'No city',
    crs: CRS,
    origin: frame.origin,
    datum: 'synthetic',
    timeZone: 'UTC',
    bbox: [west, south, east, north],
    boundsM: [-HALF_M, -HALF_M, HALF_M, HALF_M],
    spawn: { eastM: 0, northM: 0, headingRad: 0 },
    places: [],
    sources: [],
    layers: [],
    counts: {
      buildings: 0,
      buildingsWithHeight: 0,
      roadKm: 0,
      drivableKm: 0,
      signals: 0,
      stops: 0,
      trees: 0,
      waterKm2: 0,
    },
    terrain: { truth: 'synthetic', ...terrain, minM: 0, maxM: 0 },
    tiles: { rootSizeM: 2 * HALF_M, westM: -HALF_M, southM: -HALF_M, maxLevel: 0, count: 0 },
    dropped: [],
  }
  const city = { buildings: [], links: [], nodes: [], areas: [], lines: [], points: [] }
  const terrainBytes = encodeTerrain({ ...terrain, heightsM: new Float32Array(4) }, 0.1)
  writePackage(dir, { manifest, city, terrainBytes, tiles: [] })
}
