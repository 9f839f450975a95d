// Where a newcomer stands and what they look at: a street crossing near the middle, else a free spot there; never in
// a building, in water or under the ground. Looks down the street, else towards the houses, else up the hill.
import Flatbush from 'flatbush'
import type { City, FlatLine, PointM } from '../../shared/city/city.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import { type Terrain, heightAt } from '../../shared/city/terrain.ts'
import { boxOf, middleOf } from './finish.ts'
import { Waters } from './finish-waters.ts'
import { type RectM, pointInPolygon } from './ring-shape.ts'

/** Free ground around a crossing, and around a spot that is none. */
const CLEAR_M = 2
const WIDE_M = 6
const SPIRAL_STEP_M = 5
const SPIRAL_SPOTS = 6000
const PROSPECT_M = 3000
const SIGHT_M = 24
const TURNS = 24

export function spawnOf(city: City, terrain: Terrain, boundsM: RectM): Manifest['spawn'] {
  const free = freeGround(city, boundsM)
  const crossing = nearestCrossing(city, free)
  if (crossing) return crossing
  const spot = freeSpot(free, boundsM)
  return {
    eastM: cm(spot[0]),
    northM: cm(spot[1]),
    headingRad: past(spot, outlook(spot, city, { terrain, boundsM }), free),
  }
}

type IsFree = (atM: PointM, clearM: number) => boolean

function freeGround({ buildings, areas }: City, [w, s, e, n]: RectM): IsFree {
  const index = buildings.length > 0 ? new Flatbush(buildings.length) : null
  for (const b of buildings) index?.add(...boxOf(b.polygons))
  index?.finish()
  const waters = new Waters(areas)
  return ([x, y], clearM) => {
    if (x < w || x > e || y < s || y > n || waters.surfaceAt(x, y) !== null) return false
    return (index?.search(x - clearM, y - clearM, x + clearM, y + clearM) ?? []).every((i) =>
      (buildings[i]?.polygons ?? []).every(
        (polygon) => !pointInPolygon(polygon, [x, y]) && polygon.every((ring) => distanceM(ring, [x, y]) >= clearM),
      ),
    )
  }
}

function distanceM(ring: FlatLine, [x, y]: PointM): number {
  let least = Infinity
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const [ax, ay] = [ring[j] as number, ring[j + 1] as number]
    const [dx, dy] = [(ring[i] as number) - ax, (ring[i + 1] as number) - ay]
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)))
    least = Math.min(least, Math.hypot(ax + dx * t - x, ay + dy * t - y))
  }
  return least
}

function nearestCrossing(city: City, isFree: IsFree): Manifest['spawn'] | null {
  const starts = city.links
    .filter((l) => !l.isBridge && !l.isTunnel && l.layer >= 0 && l.roadClass !== 'construction')
    .map((link) => ({ link, farM: Math.hypot(link.line[0] as number, link.line[1] as number) }))
    .sort((a, b) => a.farM - b.farM)
  for (const { link } of starts) {
    const [e, n, toE, toN] = link.line as readonly [number, number, number, number]
    if (isFree([e, n], CLEAR_M)) return { eastM: cm(e), northM: cm(n), headingRad: heading([e, n], [toE, toN]) }
  }
  return null
}

/** Outwards from the middle along a spiral of spots as far from each other as the golden angle keeps them. */
function freeSpot(isFree: IsFree, [w, s, e, n]: RectM): PointM {
  const middle: PointM = [(w + e) / 2, (s + n) / 2]
  for (const clearM of [WIDE_M, CLEAR_M]) {
    for (let k = 0; k < SPIRAL_SPOTS; k++) {
      const [farM, angle] = [SPIRAL_STEP_M * Math.sqrt(k), k * 2.399963]
      const spot: PointM = [middle[0] + Math.sin(angle) * farM, middle[1] + Math.cos(angle) * farM]
      if (isFree(spot, clearM)) return spot
    }
  }
  return middle
}

/** Turned from the wanted heading by as little as lets one see past the nearest wall. */
function past(from: PointM, wantedRad: number, isFree: IsFree): number {
  for (let turn = 0; turn < TURNS; turn++) {
    const side = turn % 2 === 0 ? -1 : 1
    const rad = wantedRad + (side * Math.ceil(turn / 2) * 2 * Math.PI) / TURNS
    let farM = 0
    while (farM < SIGHT_M && isFree([from[0] + Math.sin(rad) * farM, from[1] + Math.cos(rad) * farM], 0)) farM += 2
    if (farM >= SIGHT_M) return Math.round((((rad % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI)) * 1e4) / 1e4
  }
  return wantedRad
}

function outlook(from: PointM, city: City, { terrain, boundsM }: { terrain: Terrain; boundsM: RectM }): number {
  const seen = city.buildings
    .map((b) => middleOf(b.polygons))
    .filter(([e, n]) => Math.hypot(e - from[0], n - from[1]) < PROSPECT_M)
  if (seen.length > 0) {
    const sum = seen.reduce((all, at) => [all[0] + at[0], all[1] + at[1]] as const, [0, 0] as const)
    return heading(from, [sum[0] / seen.length, sum[1] / seen.length])
  }
  let highest: PointM = from
  let highestM = heightAt(terrain, ...from) + 1
  for (let k = 1; k < 400; k++) {
    const [farM, angle] = [PROSPECT_M * Math.sqrt(k / 400), k * 2.399963]
    const at: PointM = [from[0] + Math.sin(angle) * farM, from[1] + Math.cos(angle) * farM]
    if (at[0] < boundsM[0] || at[0] > boundsM[2] || at[1] < boundsM[1] || at[1] > boundsM[3]) continue
    const upM = heightAt(terrain, ...at)
    if (upM > highestM) [highest, highestM] = [at, upM]
  }
  return heading(from, highest)
}

const cm = (m: number): number => Math.round(m * 100) / 100

/** Clockwise from north. */
function heading(from: PointM, to: PointM): number {
  const rad = Math.atan2(to[0] - from[0], to[1] - from[1])
  return Math.round((rad < 0 ? rad + 2 * Math.PI : rad) * 1e4) / 1e4
}
