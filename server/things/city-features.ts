// Buildings and roads of a city package as GeoJSON features in degrees, and which of them touch a box. Boxes are compared in
// the city's metres, by bounds: a feature whose bounds meet the box counts.
import type { City } from '../../shared/city/city.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import { horizontalCrs, makeFrame } from '../city/frame.ts'
import type { Value } from './exact-json.ts'

/** What of a city package becomes features. */
export type CityHere = {
  readonly manifest: Pick<Manifest, 'name' | 'crs' | 'origin' | 'bbox'>
  readonly city: Pick<City, 'buildings' | 'links'>
}
export type Box = readonly [west: number, south: number, east: number, north: number]

type Kind = 'buildings' | 'roads'
export type CityFeatures = {
  /** Numbers of those that touch the box, all without one. */
  find(kind: Kind, box: Box | null): number[]
  feature(kind: Kind, index: number): Value
  named(kind: Kind, id: string): Value | null
}

export function cityFeatures({ manifest, city }: CityHere): CityFeatures {
  const frame = makeFrame(horizontalCrs(manifest.crs), manifest.origin.lon, manifest.origin.lat)
  const buildings = city.buildings.filter(({ isPart }) => isPart !== true)
  const bounds: Record<Kind, Float64Array> = {
    buildings: boundsOf(buildings.map(({ polygons }) => polygons.map(([outer = []]) => outer))),
    roads: boundsOf(city.links.map(({ line }) => [line])),
  }
  const byId: Record<Kind, ReadonlyMap<string, number>> = {
    buildings: new Map(buildings.map(({ id }, i) => [id, i])),
    roads: new Map(city.links.map(({ id }, i) => [id, i])),
  }
  const degrees = (line: readonly number[]): Value[] => {
    const points: Value[] = []
    for (let i = 0; i + 1 < line.length; i += 2)
      points.push(frame.toLonLat([line[i] ?? 0, line[i + 1] ?? 0]).map((one) => Number(one.toFixed(7))))
    return points
  }
  const ring = (line: readonly number[]): Value[] => {
    const points = degrees(line)
    const [first] = points
    return first === undefined || JSON.stringify(first) === JSON.stringify(points.at(-1)) ? points : [...points, first]
  }

  const building = (i: number): Value => {
    const one = buildings[i]
    if (!one) throw new Error(`ogc: no building ${i}`)
    const polygons = one.polygons.map((rings): Value => rings.map(ring))
    const { id, name, use, heightM, heightSource, storeys, address } = one
    return {
      type: 'Feature',
      id,
      geometry:
        polygons.length === 1
          ? { type: 'Polygon', coordinates: polygons[0] ?? [] }
          : { type: 'MultiPolygon', coordinates: polygons },
      properties: { name: name ?? null, use, heightM, heightSource, storeys, address: address ? { ...address } : null },
    }
  }
  const road = (i: number): Value => {
    const one = city.links[i]
    if (!one) throw new Error(`ogc: no road ${i}`)
    const {
      id,
      line,
      name,
      roadClass,
      lanesForward,
      lanesBackward,
      lanesSource,
      speedKmh,
      speedSource,
      lengthM,
      isBridge,
      isTunnel,
      fromNode,
      toNode,
    } = one
    return {
      type: 'Feature',
      id,
      geometry: { type: 'LineString', coordinates: degrees(line) },
      properties: {
        name: name ?? null,
        roadClass,
        lanesForward,
        lanesBackward,
        lanesSource,
        speedKmh,
        speedSource,
        lengthM,
        isBridge,
        isTunnel,
        fromNode,
        toNode,
      },
    }
  }
  const feature = (kind: Kind, i: number): Value => (kind === 'buildings' ? building(i) : road(i))

  return {
    find(kind, box) {
      const all = bounds[kind]
      const count = all.length / 4
      if (!box) return Array.from({ length: count }, (_, i) => i)
      const [west, south, east, north] = box
      const corners = [
        frame.fromLonLat(west, south),
        frame.fromLonLat(west, north),
        frame.fromLonLat(east, south),
        frame.fromLonLat(east, north),
      ]
      const [e0, e1] = [Math.min(...corners.map(([e]) => e)), Math.max(...corners.map(([e]) => e))]
      const [n0, n1] = [Math.min(...corners.map(([, n]) => n)), Math.max(...corners.map(([, n]) => n))]
      const found: number[] = []
      for (let i = 0; i < count; i++) {
        const [w = 0, s = 0, e = 0, n = 0] = all.subarray(4 * i, 4 * i + 4)
        if (w <= e1 && e >= e0 && s <= n1 && n >= n0) found.push(i)
      }
      return found
    },
    feature,
    named(kind, id) {
      const i = byId[kind].get(id)
      return i === undefined ? null : feature(kind, i)
    },
  }
}

/** West, south, east, north of each, in metres. */
function boundsOf(shapes: readonly (readonly (readonly number[])[])[]): Float64Array {
  const bounds = new Float64Array(shapes.length * 4)
  for (const [i, lines] of shapes.entries()) {
    let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity]
    for (const line of lines)
      for (let k = 0; k + 1 < line.length; k += 2) {
        const [x = 0, y = 0] = [line[k], line[k + 1]]
        if (x < w) w = x
        if (x > e) e = x
        if (y < s) s = y
        if (y > n) n = y
      }
    bounds.set([w, s, e, n], 4 * i)
  }
  return bounds
}
