// What the water does to the city: when it came, who and what is in it, and the most of it so far. Hazard for people is
// h (v + 0.5) with the classes of Defra and Environment Agency, FD2321/TR1 2006 (debris left out); for cars and buildings
// Australian Rainfall and Runoff 2019, book 6, chapter 7 (Smith, Davey and Cox 2014). Slow roads after Pregnolato et al.
// 2017 (Transp. Res. D 55): none drives through 0.3 m.
import type { City } from '../../city/city.ts'
import { at } from './cells.ts'
import { cellAt } from './core.ts'
import { type CoreGrid, gridOf } from './core-grid.ts'
import { cellsAlong, eachBeside } from './core-shapes.ts'
import type { Saved } from './scheme.ts'

/** Deep enough to be counted as flooded, metres; and at the door of a building. */
export const FLOODED_M = 0.1
export const AT_DOOR_M = 0.2
export const ROAD_CLOSED_M = 0.3
/** Less is danger to nobody, then to some (children, the old), most, all. */
export const HAZARD_CLASSES = [0.75, 1.25, 2.5] as const
const FILM_M = 0.001
const CAR_M = 0.3
const CAR_M2S = 0.3
const WALL_M = 2
const WALL_M2S = 1

export type FloodNow = {
  areaHa: number
  /** On land. */
  volumeM3: number
  /** Of the river, above the datum. */
  levelM: number
  linksClosed: number
  /** Where people are in danger: some, most, all; cars swept away; walls broken. */
  someHa: number
  mostHa: number
  allHa: number
  carsHa: number
  wallsHa: number
}
export type FloodEffects = {
  /** Of each cell, in tenths of a minute since the flood began, plus one; 0 for never. */
  arrival: Uint16Array
  /** The deepest at each building of the core so far, in the order of `surveyOf`; and at substations. */
  buildingM: Float32Array
  substationM: Float32Array
  now: FloodNow
  most: FloodNow
  /** On land, the thinnest film as well, m³. */
  wetM3: number
  /** Reached by water so far. */
  counts: { buildings: number; hospitals: number; substations: number }
}

type Survey = {
  readonly buildings: readonly { readonly id: string; readonly isHospital: boolean; readonly cells: Int32Array }[]
  readonly links: readonly { readonly id: string; readonly cells: Int32Array }[]
  readonly linkOf: ReadonlyMap<string, number>
  readonly substations: readonly { readonly id: string; readonly cell: number }[]
}
const known = new WeakMap<City, Survey>()

/** What stands in the core and where water would reach it. Bridges are above it. */
export function surveyOf(city: City): Survey {
  const before = known.get(city)
  if (before) return before
  const grid = gridOf(city)
  const made = grid
    ? survey(city, grid)
    : { buildings: [], links: [], linkOf: new Map<string, number>(), substations: [] }
  known.set(city, made)
  return made
}

export function noEffects(city: City): FloodEffects {
  const grid = gridOf(city)
  const { buildings, substations } = surveyOf(city)
  return {
    arrival: new Uint16Array(grid ? grid.isWater.length : 0),
    buildingM: new Float32Array(buildings.length),
    substationM: new Float32Array(substations.length),
    now: nothing(),
    most: nothing(),
    wetM3: 0,
    counts: { buildings: 0, hospitals: 0, substations: 0 },
  }
}

/** The deepest water along a link, metres; 0 for links outside the core. */
export function linkDepthM(city: City, depthM: Float64Array, linkId: string): number {
  const { links, linkOf } = surveyOf(city)
  const cells = links[linkOf.get(linkId) ?? -1]?.cells
  return cells ? deepestM(depthM, cells) : 0
}

/** Of free speed; Pregnolato et al. 2017 in millimetres and km/h. */
export function speedShare(depthM: number): number {
  if (depthM >= ROAD_CLOSED_M) return 0
  const mm = 1000 * depthM
  return Math.min(1, (0.0009 * mm * mm - 0.5529 * mm + 86.9448) / 86.9448)
}

/** `sinceS`: since the flood began; null while there is none. */
export function lookAround(effects: FloodEffects, { city, grid, water, sinceS }: Look): void {
  const { arrival, buildingM, substationM, most } = effects
  const { depthM } = water
  const { isWater, building, core, river, basin } = grid
  const ha = (core.cellM * core.cellM) / 10_000
  const now = nothing()
  let wetM = 0
  const tenths = sinceS === null ? 0 : Math.min(65_535, 1 + Math.round(sinceS / 6))
  for (let k = 0; k < depthM.length; k++) {
    const h = at(depthM, k)
    if (h === 0 || isWater[k] === 1) continue
    wetM += h
    if (h < FILM_M || building[k] !== -1) continue
    now.volumeM3 += h
    if (h < FLOODED_M) continue
    now.areaHa += ha
    if (tenths > 0 && arrival[k] === 0) arrival[k] = tenths
    const v = speedAt(grid, water, k)
    const hazard = h * (v + 0.5)
    if (hazard >= HAZARD_CLASSES[2]) now.allHa += ha
    else if (hazard >= HAZARD_CLASSES[1]) now.mostHa += ha
    else if (hazard >= HAZARD_CLASSES[0]) now.someHa += ha
    if (h > CAR_M || h * v > CAR_M2S) now.carsHa += ha
    if (h > WALL_M || h * v > WALL_M2S) now.wallsHa += ha
  }
  now.volumeM3 *= core.cellM * core.cellM
  effects.wetM3 = wetM * core.cellM * core.cellM
  if (river) now.levelM = at(basin.bedM, river.middle) + at(depthM, river.middle)
  const { buildings, links, substations } = surveyOf(city)
  for (const { cells } of links) if (deepestM(depthM, cells) >= ROAD_CLOSED_M) now.linksClosed++
  effects.now = now
  if (sinceS === null) return
  for (const [n, { cells }] of buildings.entries())
    buildingM[n] = Math.max(buildingM[n] as number, deepestM(depthM, cells))
  for (const [n, { cell }] of substations.entries())
    substationM[n] = Math.max(substationM[n] as number, at(depthM, cell))
  // Names of its own fields.
  for (const key of Object.keys(now) as (keyof FloodNow)[]) most[key] = Math.max(most[key], now[key])
  effects.counts = affected(effects, city)
}
type Look = {
  readonly city: City
  readonly grid: CoreGrid
  readonly water: Saved
  readonly sinceS: number | null
}

/** Buildings with water at the door, hospitals among them, and substations in it, so far. */
function affected({ buildingM, substationM }: FloodEffects, city: City) {
  const { buildings } = surveyOf(city)
  let [all, hospitals, substations] = [0, 0, 0]
  for (const [n, { isHospital }] of buildings.entries())
    if ((buildingM[n] ?? 0) >= AT_DOOR_M) {
      all++
      if (isHospital) hospitals++
    }
  for (const h of substationM) if (h >= AT_DOOR_M) substations++
  return { buildings: all, hospitals, substations }
}

/** m/s; from the faces on either side. */
export function speedAt({ core: { nx } }: CoreGrid, { depthM, eastM2S, northM2S }: Saved, k: number): number {
  const h = at(depthM, k)
  if (h < FILM_M) return 0
  const face = k + Math.floor(k / nx)
  const east = (at(eastM2S, face) + at(eastM2S, face + 1)) / (2 * h)
  const north = (at(northM2S, k) + at(northM2S, k + nx)) / (2 * h)
  return Math.hypot(east, north)
}

const nothing = (): FloodNow => ({
  areaHa: 0,
  volumeM3: 0,
  levelM: 0,
  linksClosed: 0,
  someHa: 0,
  mostHa: 0,
  allHa: 0,
  carsHa: 0,
  wallsHa: 0,
})

function deepestM(depthM: Float64Array, cells: Int32Array): number {
  let deepest = 0
  for (const k of cells) deepest = Math.max(deepest, at(depthM, k))
  return deepest
}

function survey(city: City, { core, building, isWater }: CoreGrid): Survey {
  const doors = new Map<number, Set<number>>()
  for (const [k, n] of building.entries()) {
    if (n === -1) continue
    let cells = doors.get(n)
    if (!cells) doors.set(n, (cells = new Set()))
    eachBeside(core, k, (other) => {
      if (building[other] === -1 && isWater[other] === 0) cells.add(other)
    })
  }
  const buildings = [...doors].flatMap(([n, cells]) => {
    const one = city.buildings[n]
    return one ? [{ id: one.id, isHospital: one.use === 'health', cells: Int32Array.from(cells) }] : []
  })
  const links = city.links.flatMap(({ id, line, isBridge, isTunnel }) => {
    if (isBridge || isTunnel) return []
    const cells = cellsAlong(core, line).filter((k) => building[k] === -1 && isWater[k] === 0)
    return cells.length === 0 ? [] : [{ id, cells: Int32Array.from(cells) }]
  })
  const substations = city.points.flatMap(({ id, kind, atM }) => {
    const cell = kind === 'substation' ? cellAt(core, atM) : null
    return cell === null ? [] : [{ id, cell }]
  })
  return { buildings, links, linkOf: new Map(links.map(({ id }, n) => [id, n])), substations }
}
