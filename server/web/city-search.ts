// Search by name over one city: places, buildings, streets, areas, stops, points. Built once, asked per keystroke.
// Whole names before beginnings, beginnings before middles; landmarks and bigger things first among equals.
import type { Building, City, FlatLine, PointM } from '../../shared/city/city.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import { horizontalCrs, makeFrame } from '../city/frame.ts'
import { fold } from './fold.ts'

type HitKind = 'place' | 'building' | 'street' | 'area' | 'line' | 'point'
type Hit = {
  readonly id: string
  readonly kind: HitKind
  readonly name: string
  readonly detail: string
  readonly atM: PointM
}
export type Search = (query: string, most?: number) => Hit[]

type Entry = { readonly hit: Hit; readonly keys: readonly string[]; readonly weight: number }

const MOST = 12
const MAX_QUERY = 100

export function makeSearch(manifest: Manifest, city: City): Search {
  const entries = entriesOf(manifest, city)
  const { crs, origin } = manifest
  const frame = makeFrame(horizontalCrs(crs), origin.lon, origin.lat)
  return (query, most = MOST) => {
    const place = coordinates(query)
    if (place) return placeHit(place, frame.fromLonLat(place.lon, place.lat), manifest.boundsM)
    const asked = fold(query.slice(0, MAX_QUERY))
    if (asked === '') return []
    const words = asked.split(' ')
    const found: { entry: Entry; score: number }[] = []
    for (const entry of entries) {
      let best = 0
      for (const key of entry.keys) best = Math.max(best, likeness(key, asked, words))
      if (best > 0) found.push({ entry, score: best + entry.weight })
    }
    found.sort((a, b) => b.score - a.score || a.entry.hit.name.length - b.entry.hit.name.length)
    const hits: Hit[] = []
    const taken = new Set<string>()
    for (const { entry } of found) {
      // A landmark is a place and a building: one line for one thing at one spot.
      const spot = `${fold(entry.hit.name)} ${Math.round(entry.hit.atM[0] / 150)} ${Math.round(entry.hit.atM[1] / 150)}`
      if (taken.has(spot)) continue
      taken.add(spot)
      hits.push(entry.hit)
      if (hits.length === most) break
    }
    return hits
  }
}

/** `51.1283, 71.4305`: latitude first, as people write it; null when it is something else. */
function coordinates(query: string): { lat: number; lon: number } | null {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(query)
  const lat = Number(found?.[1])
  const lon = Number(found?.[2])
  return found && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null
}

function placeHit({ lat, lon }: { lat: number; lon: number }, atM: PointM, bounds: readonly number[]): Hit[] {
  const [west = 0, south = 0, east = 0, north = 0] = bounds
  const isInside = atM[0] >= west && atM[0] <= east && atM[1] >= south && atM[1] <= north
  const name = `${lat}, ${lon}`
  return isInside ? [{ id: '', kind: 'place', name, detail: '', atM }] : []
}

function likeness(key: string, asked: string, words: readonly string[]): number {
  if (key === asked) return 1000
  if (key.startsWith(asked)) return 700
  const at = key.indexOf(asked)
  if (at > 0) return key[at - 1] === ' ' ? 500 : asked.length > 2 ? 200 : 0
  if (words.length < 2) return 0
  const padded = ` ${key}`
  return words.every((word) => padded.includes(` ${word}`)) ? 300 : 0
}

function entriesOf(manifest: Manifest, city: City): Entry[] {
  const entries: Entry[] = []
  type Named = { readonly name?: string | undefined; readonly names?: Readonly<Record<string, string>> | undefined }
  const add = (named: Named, hit: Omit<Hit, 'name'>, weight: number): void => {
    const all = [named.name, ...Object.values(named.names ?? {})].filter((n) => n !== undefined && n !== '') as string[]
    const keys = [...new Set(all.map(fold))].filter((key) => key !== '')
    if (keys.length > 0) entries.push({ hit: { ...hit, name: all[0] as string }, keys, weight })
  }
  for (const place of manifest.places)
    add(place, { id: place.building ?? `place/${place.id}`, kind: 'place', detail: 'place', atM: place.atM }, 150)
  for (const b of city.buildings) {
    if (b.isPart) continue
    const isLandmark = b.form !== undefined && b.form !== 'none'
    const weight = (isLandmark ? 120 : 0) + Math.min(60, b.heightM / 2)
    const hit = {
      id: b.id,
      kind: 'building' as const,
      detail: detailOf(b),
      atM: middleOfRing(b.polygons[0]?.[0] ?? []),
    }
    add(b, hit, weight)
    const { street, number } = b.address ?? {}
    if (street !== undefined && number !== undefined && b.name === undefined)
      add({ name: `${street} ${number}` }, hit, 0)
  }
  for (const [link, lengthM] of longestByName(city).values())
    add(
      link,
      { id: link.id, kind: 'street', detail: 'street', atM: middleOfLine(link.line) },
      Math.min(80, 20 + lengthM / 100),
    )
  for (const a of city.areas) {
    const ring = a.polygons[0]?.[0] ?? []
    add(a, { id: a.id, kind: 'area', detail: a.kind, atM: middleOfRing(ring) }, Math.min(70, areaOf(ring) / 10_000))
  }
  for (const l of city.lines) add(l, { id: l.id, kind: 'line', detail: l.kind, atM: middleOfLine(l.line) }, 10)
  for (const p of city.points) add(p, { id: p.id, kind: 'point', detail: p.kind, atM: p.atM }, 15)
  return entries
}

const detailOf = (b: Building): string => {
  const use = b.use === 'unknown' ? 'building' : b.use
  const address = [b.address?.street, b.address?.number].filter((part) => part !== undefined).join(' ')
  return address === '' || b.name === undefined ? use : `${use}, ${address}`
}

type Link = City['links'][number]

/** A street is many links: its longest stands for it, its whole length weighs. */
function longestByName(city: City): Map<string, [longest: Link, lengthM: number]> {
  const streets = new Map<string, [Link, number]>()
  for (const link of city.links) {
    if (link.name === undefined) continue
    const known = streets.get(link.name)
    if (!known) streets.set(link.name, [link, link.lengthM])
    else streets.set(link.name, [known[0].lengthM >= link.lengthM ? known[0] : link, known[1] + link.lengthM])
  }
  return streets
}

/** Middle of the outline's box: good enough to fly to. */
function middleOfRing(ring: FlatLine): PointM {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i + 1 < ring.length; i += 2) {
    w = Math.min(w, ring[i] as number)
    e = Math.max(e, ring[i] as number)
    s = Math.min(s, ring[i + 1] as number)
    n = Math.max(n, ring[i + 1] as number)
  }
  return w <= e ? [round((w + e) / 2), round((s + n) / 2)] : [0, 0]
}

function middleOfLine(line: FlatLine): PointM {
  const at = Math.floor(line.length / 4) * 2
  return [round(line[at] ?? 0), round(line[at + 1] ?? 0)]
}

export function areaOf(ring: FlatLine): number {
  let twice = 0
  for (let i = 0; i + 1 < ring.length; i += 2) {
    const j = (i + 2) % ring.length
    twice += (ring[i] as number) * (ring[j + 1] as number) - (ring[j] as number) * (ring[i + 1] as number)
  }
  return Math.abs(twice) / 2
}

const round = (m: number): number => Math.round(m * 10) / 10
