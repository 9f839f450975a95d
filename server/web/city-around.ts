// What is around a place, for people who do not see the picture: buildings, streets, places, water and green, nearest
// first, from the data and not from pixels. One tree of boxes over all of it (Flatbush), exact distances for the few found.
import Flatbush from 'flatbush'
import type { Building, City, FlatLine, PointM } from '../../shared/city/city.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import { heightAt, type Terrain } from '../../shared/city/terrain.ts'

type AroundKind = 'building' | 'street' | 'place' | 'water' | 'green'
export type AroundThing = {
  readonly id: string
  readonly kind: AroundKind
  /** As the source spells it; empty where it has none. `names` are by language. */
  readonly name: string
  readonly names: Readonly<Record<string, string>>
  /** Use of a building, kind of a place: a word of the data model. */
  readonly what: string
  /** The nearest point of it, metres, and how far that is; 0 inside. */
  readonly atM: PointM
  readonly distanceM: number
}
export type Around = {
  /** Terrain there, metres above the datum. */
  readonly groundM: number
  readonly things: readonly AroundThing[]
}
export type LookAround = (at: PointM, radiusM?: number, most?: number) => Around

type Known = Omit<AroundThing, 'atM' | 'distanceM'> & {
  readonly rings: readonly FlatLine[]
  readonly isSurface: boolean
}

const RADIUS_M = 250
const MAX_RADIUS_M = 2000
const MOST = 40
const GREEN: ReadonlySet<string> = new Set(['park', 'forest', 'square', 'playground', 'cemetery'])
const PLACES: ReadonlySet<string> = new Set(['busStop', 'tramStop', 'station', 'fountain', 'monument', 'place'])

export function makeAround(manifest: Manifest, city: City, terrain: Terrain): LookAround {
  const known = knownThings(manifest, city)
  const tree = known.length > 0 ? new Flatbush(known.length) : null
  for (const { rings } of known) {
    const [w, s, e, n] = boxOf(rings)
    tree?.add(w, s, e, n)
  }
  tree?.finish()
  return (at, radiusM = RADIUS_M, most = MOST) => {
    const [e, n] = at
    const reach = Math.min(MAX_RADIUS_M, radiusM)
    const found = tree?.search(e - reach, n - reach, e + reach, n + reach) ?? []
    const things: AroundThing[] = []
    for (const i of found) {
      const { rings, isSurface, ...thing } = known[i] as Known
      const nearest = nearestOf(rings, at, isSurface)
      if (nearest.distanceM <= reach) things.push({ ...thing, ...nearest })
    }
    things.sort((a, b) => a.distanceM - b.distanceM)
    return { groundM: tenths(heightAt(terrain, e, n)), things: onceEach(things).slice(0, most) }
  }
}

/** A street is many links, a landmark a place and a building: the nearest of a name stands for it. */
function onceEach(things: readonly AroundThing[]): AroundThing[] {
  const taken = new Set<string>()
  return things.filter(({ kind, name, id }) => {
    const key = name === '' ? id : `${kind === 'place' ? 'building' : kind} ${name}`
    if (taken.has(key)) return false
    taken.add(key)
    return true
  })
}

function knownThings(manifest: Manifest, city: City): Known[] {
  const known: Known[] = []
  const outlines = (polygons: readonly (readonly FlatLine[])[]): FlatLine[] => polygons.flatMap((p) => p.slice(0, 1))
  for (const place of manifest.places) {
    if (place.building !== undefined) continue
    known.push({
      id: `place/${place.id}`,
      kind: 'place',
      name: place.name,
      names: {},
      what: 'place',
      rings: [place.atM],
      isSurface: false,
    })
  }
  for (const b of city.buildings) {
    if (b.isPart) continue
    const { id, names = {} } = b
    known.push({
      id,
      kind: 'building',
      name: b.name ?? addressOf(b),
      names,
      what: b.use,
      rings: outlines(b.polygons),
      isSurface: true,
    })
  }
  for (const link of city.links) {
    const { id, name, names = {}, line, roadClass } = link
    if (name !== undefined)
      known.push({ id, kind: 'street', name, names, what: roadClass, rings: [line], isSurface: false })
  }
  for (const { id, kind, name, names = {}, polygons } of city.areas) {
    const isWater = kind === 'water'
    if (!isWater && (!GREEN.has(kind) || name === undefined)) continue
    const rings = outlines(polygons)
    known.push({ id, kind: isWater ? 'water' : 'green', name: name ?? '', names, what: kind, rings, isSurface: true })
  }
  for (const { id, kind, name, line } of city.lines)
    if ((kind === 'river' || kind === 'stream') && name !== undefined)
      known.push({ id, kind: 'water', name, names: {}, what: kind, rings: [line], isSurface: false })
  for (const { id, kind, name, names = {}, atM } of city.points)
    if (name !== undefined && PLACES.has(kind))
      known.push({ id, kind: 'place', name, names, what: kind, rings: [atM], isSurface: false })
  return known.filter(({ rings }) => rings.some((ring) => ring.length >= 2))
}

const addressOf = ({ address }: Building): string =>
  [address?.street, address?.number].filter((part) => part !== undefined).join(' ')

function boxOf(rings: readonly FlatLine[]): [number, number, number, number] {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const ring of rings)
    for (let i = 0; i + 1 < ring.length; i += 2) {
      w = Math.min(w, ring[i] as number)
      e = Math.max(e, ring[i] as number)
      s = Math.min(s, ring[i + 1] as number)
      n = Math.max(n, ring[i + 1] as number)
    }
  return [w, s, e, n]
}

/** Nearest point of lines, points or surfaces; inside a surface it is the place itself. */
function nearestOf(
  rings: readonly FlatLine[],
  at: PointM,
  isSurface: boolean,
): { readonly atM: PointM; readonly distanceM: number } {
  let bestM = Infinity
  let atM = at
  for (const ring of rings) {
    if (isSurface && isInside(ring, at)) return { atM: [tenths(at[0]), tenths(at[1])], distanceM: 0 }
    const count = ring.length / 2
    for (let i = 0; i < (isSurface ? count : Math.max(1, count - 1)); i++) {
      const point = onSegment(ring, i, (i + 1) % count, at)
      const m = Math.hypot(point[0] - at[0], point[1] - at[1])
      if (m < bestM) {
        bestM = m
        atM = point
      }
    }
  }
  return { atM: [tenths(atM[0]), tenths(atM[1])], distanceM: tenths(bestM) }
}

function onSegment(ring: FlatLine, i: number, j: number, [e, n]: PointM): PointM {
  const [ax, ay] = [ring[2 * i] as number, ring[2 * i + 1] as number]
  const [dx, dy] = [(ring[2 * j] as number) - ax, (ring[2 * j + 1] as number) - ay]
  const lengthSq = dx * dx + dy * dy
  const t = lengthSq === 0 ? 0 : Math.min(1, Math.max(0, ((e - ax) * dx + (n - ay) * dy) / lengthSq))
  return [ax + t * dx, ay + t * dy]
}

/** By crossings of a ray to the east (W. R. Franklin's test). */
function isInside(ring: FlatLine, [e, n]: PointM): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 2; i + 1 < ring.length; j = i, i += 2) {
    const [yi, yj] = [ring[i + 1] as number, ring[j + 1] as number]
    if (yi > n === yj > n) continue
    const x = ((ring[j] as number) - (ring[i] as number)) * ((n - yi) / (yj - yi)) + (ring[i] as number)
    if (e < x) inside = !inside
  }
  return inside
}

const tenths = (m: number): number => Math.round(m * 10) / 10
