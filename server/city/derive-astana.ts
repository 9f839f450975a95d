// The default city, made again from the OSM QA tiles in the devDependency @mapbox/mvt-fixtures: the whole of Astana
// in December 2017, its core furnished in full. A test compares what this makes with assets/cities/astana.
import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type { Building, City, CityPoint, PointM } from '../../shared/city/city.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import { ASTANA_LANDMARKS } from './derive-astana-landmarks.ts'
import { boxOf, middleOf } from './finish.ts'
import type { BoxDeg } from './finish-clip.ts'
import type { Frame } from './frame.ts'
import { importCity } from './import.ts'
import { pointInPolygon } from './ring-shape.ts'
import { Unreadable } from './ledger.ts'

const CORE: BoxDeg = [71.39, 51.105, 71.475, 51.175]
export const ASTANA_DIR = resolve(import.meta.dirname, '../../assets/cities/astana')
const LICENCE_FILE = 'LICENSE-ODbL.txt'

/** Writes the package (to assets/cities/astana unless told otherwise) and its licence notice. */
export async function deriveAstana(out: string = ASTANA_DIR): Promise<Manifest> {
  const manifest = await importCity({
    out,
    id: 'astana',
    name: 'Astana',
    osm: tilesFolder(),
    synthesize: true,
    core: CORE,
    drawn: ASTANA_LANDMARKS,
    curate: (city, frame) => ({ timeZone: 'Asia/Almaty', ...pointsOfView(city, frame) }),
  })
  writeFileSync(join(out, LICENCE_FILE), NOTICE)
  return manifest
}

function tilesFolder(): string {
  const require = createRequire(import.meta.url)
  let folder: string
  try {
    folder = join(dirname(require.resolve('@mapbox/mvt-fixtures/package.json')), 'real-world/osm-qa-astana')
  } catch {
    folder = ''
  }
  if (!existsSync(folder))
    throw new Unreadable('@mapbox/mvt-fixtures', 'is not installed; run npm ci with its development dependencies')
  return folder
}

type Sight = { readonly id: string; readonly name: string } & (
  | { readonly building: string }
  | { readonly point: string }
  | { readonly area: string }
  | { readonly street: string; readonly near: readonly [lon: number, lat: number] }
)

/** For tours and screenshots, found by id or name so that they move with the data; buildings are seen from outside. */
const SIGHTS: readonly Sight[] = [
  { id: 'bayterek', name: 'Bayterek', building: 'way/230401645' },
  { id: 'nurzhol', name: 'Nurzhol boulevard', area: 'way/230403298' },
  { id: 'ak-orda', name: 'Ak Orda', building: 'way/166198046' },
  { id: 'khan-shatyr', name: 'Khan Shatyr', building: 'way/108292453' },
  { id: 'palace-of-peace', name: 'Palace of Peace and Reconciliation', building: 'way/166197368' },
  { id: 'hazrat-sultan', name: 'Hazrat Sultan mosque', building: 'way/240860325' },
  { id: 'nur-astana', name: 'Nur-Astana mosque', building: 'way/230400888' },
  { id: 'nur-alem', name: 'Nur Alem, Expo 2017', building: 'way/454857501' },
  { id: 'astana-arena', name: 'Astana Arena', building: 'way/166223262' },
  { id: 'northern-lights', name: 'Northern Lights', building: 'way/230358851' },
  { id: 'emerald-towers', name: 'Emerald Towers', building: 'way/230361899' },
  { id: 'triumph', name: 'Triumph of Astana', building: 'way/460703796' },
  { id: 'embankment', name: 'Embankment of the Ishim', street: 'мост "Тулпар"', near: [71.4239, 51.1461] },
  { id: 'old-centre', name: 'Old centre, Beibitshilik street', street: 'улица Бейбитшилик', near: [71.4235, 51.1672] },
  { id: 'president-park', name: 'Presidential park', area: 'way/112177946' },
  { id: 'triumphal-arch', name: 'Triumphal arch', point: 'node/1776958601' },
  { id: 'station-astana', name: 'Astana railway station', point: 'node/4020137343' },
  { id: 'station-nurly-zhol', name: 'Nurly Zhol station', building: 'way/424980293' },
]

function pointsOfView(city: City, frame: Frame): Pick<Manifest, 'places' | 'spawn'> {
  const buildings = new Map(city.buildings.map((b) => [b.id, b]))
  const points = new Map(city.points.map((p) => [p.id, p]))
  const places: Manifest['places'] = []
  for (const sight of SIGHTS) {
    const at = placeOf(sight, { city, frame, buildings, points })
    if (!at) continue
    const atM: [number, number] = [round(at[0]), round(at[1])]
    places.push({ id: sight.id, name: sight.name, atM, ...('building' in sight ? { building: sight.building } : {}) })
  }
  return { places, spawn: spawnOf(buildings) }
}

type Known = {
  readonly city: City
  readonly frame: Frame
  readonly buildings: ReadonlyMap<string, Building>
  readonly points: ReadonlyMap<string, CityPoint>
}

function placeOf(sight: Sight, { city, frame, buildings, points }: Known): PointM | null {
  if ('building' in sight) {
    const b = buildings.get(sight.building)
    return b ? viewOf(b, city) : null
  }
  if ('point' in sight) {
    const point = points.get(sight.point)
    return point ? standAt(point.atM, 40, city) : null
  }
  if ('area' in sight) {
    const a = city.areas.find(({ id }) => id === sight.area)
    return a ? middleOf(a.polygons) : null
  }
  const near = frame.fromLonLat(...sight.near)
  let best: PointM | null = null
  let bestM = Infinity
  for (const link of city.links) {
    if (link.name !== sight.street) continue
    const at: PointM = [link.line[0] as number, link.line[1] as number]
    const d = Math.hypot(at[0] - near[0], at[1] - near[1])
    if (d >= bestM) continue
    bestM = d
    best = at
  }
  return best
}

/** From where a building fills the view: about two thirds of its height away. */
function viewOf(b: Building, city: City): PointM {
  const [w, s, e, n] = boxOf(b.polygons)
  return standAt(middleOf(b.polygons), Math.hypot(e - w, n - s) / 2 + Math.max(25, b.heightM * 0.7), city)
}

/** A junction in the open, of paths rather than streets, at about the wanted distance. */
function standAt(middle: PointM, wantM: number, city: City): PointM {
  const candidates: { at: PointM; off: number }[] = []
  for (const link of city.links) {
    if (link.isBridge || link.isTunnel || link.roadClass === 'service') continue
    const at: PointM = [link.line[0] as number, link.line[1] as number]
    const isPath = link.roadClass === 'footway' || link.roadClass === 'pedestrian'
    const off = Math.abs(Math.hypot(at[0] - middle[0], at[1] - middle[1]) - wantM) + (isPath ? 0 : 60)
    if (off < 400) candidates.push({ at, off })
  }
  candidates.sort((a, b) => a.off - b.off)
  const isOpen = ({ at }: { at: PointM }): boolean =>
    !city.buildings.some((b) => b.polygons.some((p) => pointInPolygon(p, at)))
  return candidates.find(isOpen)?.at ?? middle
}

/** West of Bayterek on the axis, so that the tower stands before the boulevard, the palace and the river. */
function spawnOf(buildings: ReadonlyMap<string, Building>): Manifest['spawn'] {
  const at = (id: string): [number, number] => middleOf(buildings.get(id)?.polygons ?? [])
  const [tower, palace] = [at('way/230401645'), at('way/166198046')]
  const headingRad = Math.atan2(palace[0] - tower[0], palace[1] - tower[1])
  const backM = 150
  return {
    eastM: round(tower[0] - Math.sin(headingRad) * backM),
    northM: round(tower[1] - Math.cos(headingRad) * backM),
    headingRad: Math.round(headingRad * 1000) / 1000,
  }
}

const round = (m: number): number => Math.round(m * 10) / 10

const NOTICE = `Astana: notice for the files in this folder

These files contain information from OpenStreetMap, (c) OpenStreetMap contributors, which is made available here
under the Open Database License (ODbL) 1.0: https://opendatacommons.org/licenses/odbl/1-0/
Attribution as OpenStreetMap asks for it: https://www.openstreetmap.org/copyright

This is a derivative database and is itself under the ODbL 1.0. The program that reads it is not.

Where it comes from: the OSM QA tiles of Astana, state of 4 December 2017, in the npm package @mapbox/mvt-fixtures 4.0.0
(folder real-world/osm-qa-astana), which carries the full text of the ODbL 1.0.

What was changed: ways cut by the tiles were joined again; names and numbers of mappers and changesets were taken out;
coordinates were projected to EPSG:32642 and rounded to 5 cm; roads were cut into a graph; missing heights, lanes and
speeds were filled in; some landmarks were given drawn forms and published heights; the relief, single trees along
tree rows, in parks and along avenues, and street lamps were invented (they are marked "synthetic").

How to make it again: npm ci && npm run -s townhall -- city derive-astana
`
