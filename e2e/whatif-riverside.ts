// A piece of the default city by the river in its south, as a package of its own: what stands there, its ground and its tiles.
// A branch over it is soon run and soon drawn by software; one begins there. Nothing in it is changed.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { City } from '../shared/city/city.ts'
import { Manifest } from '../shared/city/manifest.ts'
import { placeLines, readPlaces } from '../server/city/package-places.ts'
import { decodeTerrain, encodeTerrain } from '../server/city/package-terrain.ts'
import { ROOT } from './town.ts'

const WEST_M = -1050
const SOUTH_M = -6700
const WIDE_M = 1000
const HIGH_M = 850
/** Of heights in the package, metres. */
const STEP_M = 0.01
/** So far round the ground it is a city. */
const AROUND_M = 100
/** In the street before the house that RING goes round (whatif.test.ts). */
const SPAWN = { eastM: -620, northM: -6262, headingRad: 0 }

/** A package for `TOWNHALL_CITY`. */
export function riverside(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'townhall-riverside-'))
  cpSync(join(ROOT, 'assets', 'cities', 'astana'), folder, { recursive: true })
  cutGround(join(folder, 'terrain.bin.gz'))
  cutPlaces(join(folder, 'places.ndjson.gz'))
  cutTiles(folder)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function cutGround(path: string): void {
  const whole = decodeTerrain(gunzipSync(readFileSync(path)))
  const { cellM } = whole
  const [col, row] = [Math.round((WEST_M - whole.westM) / cellM), Math.round((SOUTH_M - whole.southM) / cellM)]
  const [cols, rows] = [Math.floor(WIDE_M / cellM), Math.floor(HIGH_M / cellM)]
  const heightsM = Float32Array.from(
    { length: cols * rows },
    (_, k) => whole.heightsM[(row + Math.floor(k / cols)) * whole.cols + col + (k % cols)] ?? 0,
  )
  const [westM, southM] = [whole.westM + col * cellM, whole.southM + row * cellM]
  writeFileSync(path, gzipSync(encodeTerrain({ cols, rows, cellM, westM, southM, heightsM }, STEP_M)))
}

function cutPlaces(path: string): void {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n')
  const { buildings, links, nodes, areas, lines: drawn, points }: City = readPlaces(lines)
  const near = links.filter(({ line }) => touches(line))
  const used = [...new Set(near.flatMap(({ fromNode, toNode }) => [fromNode, toNode]))]
  const numbers = new Map(used.map((node, n) => [node, n]))
  const numberOf = (node: number): number => numbers.get(node) ?? 0
  const city = {
    buildings: buildings.filter(({ polygons }) => polygons.some(([outer = []]) => touches(outer))),
    links: near.map((link) => ({ ...link, fromNode: numberOf(link.fromNode), toNode: numberOf(link.toNode) })),
    nodes: used.flatMap((node) => nodes[node] ?? []),
    areas: areas.filter(({ polygons }) => polygons.some(([outer = []]) => touches(outer))),
    lines: drawn.filter(({ line }) => touches(line)),
    points: points.filter(({ atM }) => touches(atM)),
  }
  writeFileSync(path, gzipSync(`${[...placeLines(city)].join('\n')}\n`))
}

/** Of the tiles those that touch it; and where one begins. */
function cutTiles(folder: string): void {
  const [manifestPath, tilesPath] = [join(folder, 'manifest.json'), join(folder, 'tiles.json')]
  const manifest = Manifest.parse(JSON.parse(readFileSync(manifestPath, 'utf8')))
  const { rootSizeM, westM, southM } = manifest.tiles
  const { version, tiles } = JSON.parse(readFileSync(tilesPath, 'utf8')) as { version: string; tiles: number[][] }
  const near = tiles.filter(([level = 0, x = 0, y = 0]) => {
    const sizeM = rootSizeM / 2 ** level
    const [west, south] = [westM + x * sizeM, southM + y * sizeM]
    return touches([west, south, west + sizeM, south + sizeM])
  })
  writeFileSync(tilesPath, JSON.stringify({ version, tiles: near }))
  const places = manifest.places.filter(({ atM }) => touches(atM))
  writeFileSync(manifestPath, JSON.stringify({ ...manifest, spawn: SPAWN, places }))
}

/** Whether the rectangle round a line of places, as east and north in turn, lies in it or reaches into it. */
function touches(line: readonly number[]): boolean {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i + 1 < line.length; i += 2) {
    const [e, n] = [line[i] as number, line[i + 1] as number]
    ;[west, east] = [Math.min(west, e), Math.max(east, e)]
    ;[south, north] = [Math.min(south, n), Math.max(north, n)]
  }
  return (
    west < WEST_M + WIDE_M + AROUND_M &&
    east > WEST_M - AROUND_M &&
    south < SOUTH_M + HIGH_M + AROUND_M &&
    north > SOUTH_M - AROUND_M
  )
}
