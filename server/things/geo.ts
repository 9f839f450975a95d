// Geometry for filters: GeoJSON and WKT read and compared by jsts (the JTS Topology Suite: DE-9IM relations). Distances and
// lengths are in the units of the coordinates (degrees, as OData and the conformance suite have it). Heights are not compared.
import type { Geometry } from 'jsts/org/locationtech/jts/geom/Geometry.js'
import GeoJSONReader from 'jsts/org/locationtech/jts/io/GeoJSONReader.js'
import WKTReader from 'jsts/org/locationtech/jts/io/WKTReader.js'
import DistanceOp from 'jsts/org/locationtech/jts/operation/distance/DistanceOp.js'
import RelateOp from 'jsts/org/locationtech/jts/operation/relate/RelateOp.js'
import { isObject, type Value } from './exact-json.ts'

const GEOMETRIES = new Set([
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
])
const MAX_POINTS = 20_000
const KEPT = 4000

const json = new GeoJSONReader()
const wkt = new WKTReader()

/** Relations of two shapes, by the name of the filter's function. */
export const RELATIONS = {
  'geo.intersects': (a: Geometry, b: Geometry) => RelateOp.relate(a, b).isIntersects(),
  st_intersects: (a: Geometry, b: Geometry) => RelateOp.relate(a, b).isIntersects(),
  st_equals: (a: Geometry, b: Geometry) => RelateOp.relate(a, b).isEquals(a.getDimension(), b.getDimension()),
  st_disjoint: (a: Geometry, b: Geometry) => RelateOp.relate(a, b).isDisjoint(),
  st_touches: (a: Geometry, b: Geometry) => RelateOp.relate(a, b).isTouches(a.getDimension(), b.getDimension()),
  st_within: (a: Geometry, b: Geometry) => RelateOp.relate(a, b).isWithin(),
  st_overlaps: (a: Geometry, b: Geometry) => RelateOp.relate(a, b).isOverlaps(a.getDimension(), b.getDimension()),
  st_crosses: (a: Geometry, b: Geometry) => RelateOp.relate(a, b).isCrosses(a.getDimension(), b.getDimension()),
  st_contains: (a: Geometry, b: Geometry) => RelateOp.relate(a, b).isContains(),
} as const
export type Relation = keyof typeof RELATIONS

/** The geometry in a GeoJSON geometry or feature, else null. Coordinates must be finite and not too many. */
export function geometryIn(value: Value): Value | null {
  if (!isObject(value)) return null
  if (value['type'] === 'Feature') return geometryIn(value['geometry'] ?? null)
  if (typeof value['type'] !== 'string' || !GEOMETRIES.has(value['type'])) return null
  const points = value['type'] === 'GeometryCollection' ? value['geometries'] : value['coordinates']
  return Array.isArray(points) && isReadable(value) ? value : null
}

function isReadable(value: Value): boolean {
  const text = JSON.stringify(value)
  if (text.length > MAX_POINTS * 20) return false
  try {
    const { getMinX, getMinY } = bounds(json.read(value))
    return Number.isFinite(getMinX) && Number.isFinite(getMinY)
  } catch {
    return false
  }
}

const bounds = (shape: Geometry): { getMinX: number; getMinY: number } => {
  const envelope = shape.getEnvelopeInternal()
  return { getMinX: envelope.getMinX(), getMinY: envelope.getMinY() }
}

/** GeoJSON or WKT to a shape; null when it is neither. */
const shapes = new Map<string, Geometry | null>()
export function shapeOf(text: string): Geometry | null {
  const known = shapes.get(text)
  if (known !== undefined) return known
  let shape: Geometry | null
  try {
    shape = text.startsWith('{') ? json.read(JSON.parse(text)) : wkt.read(text.replace(/^\s*SRID=\d+;/i, '').trim())
  } catch {
    shape = null
  }
  if (shapes.size >= KEPT) shapes.clear()
  shapes.set(text, shape)
  return shape
}

/** Null where one is no shape, or where JTS has no answer (collections). */
export function related(relation: Relation, a: string | null, b: string | null): boolean | null {
  return both(a, b, (one, other) => RELATIONS[relation](one, other))
}

export function matches(a: string | null, b: string | null, pattern: string): boolean | null {
  return both(a, b, (one, other) => RelateOp.relate(one, other).matches(pattern))
}

export function distance(a: string | null, b: string | null): number | null {
  return both(a, b, (one, other) => DistanceOp.distance(one, other))
}

/** Of a line; a surface has none, as in PostGIS. */
export function lengthOf(a: string | null): number | null {
  const shape = a === null ? null : shapeOf(a)
  if (!shape) return null
  return shape.getDimension() === 1 ? shape.getLength() : 0
}

function both<T>(a: string | null, b: string | null, ask: (a: Geometry, b: Geometry) => T): T | null {
  const one = a === null ? null : shapeOf(a)
  const other = b === null ? null : shapeOf(b)
  if (!one || !other) return null
  try {
    return ask(one, other)
  } catch {
    return null
  }
}

/** West, south, east, north. */
export type Box = readonly [number, number, number, number]

export function boxOf(text: string): Box | null {
  const shape = shapeOf(text)
  if (!shape || shape.isEmpty()) return null
  const box = shape.getEnvelopeInternal()
  return [box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY()]
}

export const boxAround = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
]

/** As the smallest geometry that is valid: a point, a line or a rectangle. */
export function geometryOfBox([west, south, east, north]: Box): Value {
  if (west === east && south === north) return { type: 'Point', coordinates: [west, south] }
  if (west === east || south === north)
    return {
      type: 'LineString',
      coordinates: [
        [west, south],
        [east, north],
      ],
    }
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}
