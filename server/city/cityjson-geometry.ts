// The geometry of a CityJSON object as plain faces: boundaries resolved through vertices, transform and templates,
// the best level of detail chosen. Faces that point nowhere are left out and counted; the rest of the object stays.
import type { Ledger } from './ledger.ts'

/** Of one vertex list; entries are checked as they are used. */
export type Coordinates = {
  readonly vertices: readonly unknown[]
  readonly scale: readonly [number, number, number]
  readonly translate: readonly [number, number, number]
  readonly templates: readonly unknown[]
  readonly templateVertices: readonly unknown[]
}

/** Rings of `[x, y, z, x, y, z, …]`, open, outer first. */
export type Face = {
  readonly rings: readonly Float64Array[]
  /** `GroundSurface`, `RoofSurface`, …; empty where the file does not tell. */
  readonly surface: string
}

export type Body = {
  /** `2.2`, `1`; 0 where not told. */
  readonly lod: number
  readonly isSolid: boolean
  readonly faces: readonly Face[]
  /** Points of MultiPoint and MultiLineString and of placed templates. */
  readonly points: Float64Array
}

type Point = readonly [number, number, number]
type Resolve = (index: unknown) => Point | null
type Geometry = { readonly type: string; readonly lod: number; readonly raw: Record<string, unknown> }

/** How deep the lists of faces lie in `boundaries`. */
const FACE_DEPTH: Readonly<Record<string, number>> = {
  MultiSurface: 0,
  CompositeSurface: 0,
  Solid: 1,
  MultiSolid: 2,
  CompositeSolid: 2,
}

/** The most detailed geometry that has any usable face; else points; else null. */
export function chooseBody(geometries: unknown, coordinates: Coordinates, ledger: Ledger): Body | null {
  if (geometries === undefined || geometries === null) return null
  if (!Array.isArray(geometries)) {
    ledger.drop('geometries', 'not a list')
    return null
  }
  const known = geometries.map((g: unknown) => asGeometry(g, coordinates)).filter((g) => g !== null)
  if (known.length < geometries.length)
    ledger.drop('geometries', 'empty or without a type', geometries.length - known.length)
  known.sort((a, b) => b.lod - a.lod || depthOf(b) - depthOf(a))
  let points: Body | null = null
  for (const geometry of known) {
    const body = bodyOf(geometry, coordinates, ledger)
    if (body && body.faces.length > 0) return body
    points ??= body
  }
  return points
}

function asGeometry(raw: unknown, coordinates: Coordinates): Geometry | null {
  if (typeof raw !== 'object' || raw === null) return null
  const record = raw as Record<string, unknown>
  if (typeof record.type !== 'string') return null
  const template = record.type === 'GeometryInstance' ? coordinates.templates[Number(record.template)] : undefined
  const lod = Number((template as Record<string, unknown> | undefined)?.lod ?? record.lod)
  return { type: record.type, lod: Number.isFinite(lod) ? lod : 0, raw: record }
}

const depthOf = (g: Geometry): number => FACE_DEPTH[g.type] ?? 0

function bodyOf(geometry: Geometry, coordinates: Coordinates, ledger: Ledger): Body | null {
  if (geometry.type === 'GeometryInstance') return instanceOf(geometry, coordinates, ledger)
  return plainBody(geometry, vertexOf(coordinates), ledger)
}

function plainBody(geometry: Geometry, resolve: Resolve, ledger: Ledger): Body | null {
  const { type, lod, raw } = geometry
  if (!Array.isArray(raw.boundaries)) {
    ledger.drop('geometries', 'without boundaries')
    return null
  }
  if (type === 'MultiPoint' || type === 'MultiLineString') {
    const points = raw.boundaries.flat(1).flatMap((i: unknown) => resolve(i) ?? [])
    return { lod, isSolid: false, faces: [], points: Float64Array.from(points) }
  }
  const depth = FACE_DEPTH[type]
  if (depth === undefined) {
    ledger.drop('geometries', `of the unknown type ${type.slice(0, 40)}`)
    return null
  }
  const semantics = raw.semantics as { surfaces?: unknown; values?: unknown } | null | undefined
  const names = (Array.isArray(semantics?.surfaces) ? semantics.surfaces : []).map((s: unknown) => {
    const name = (s as { type?: unknown } | null)?.type
    return typeof name === 'string' ? name : ''
  })
  const faces: Face[] = []
  const collect = (list: unknown, values: unknown, level: number): void => {
    if (!Array.isArray(list)) {
      ledger.drop('faces', 'not a list of rings')
      return
    }
    // Of a solid only the outer shell is seen.
    const all = level === 1 ? list.slice(0, 1) : list
    all.forEach((item: unknown, i) => {
      const value: unknown = Array.isArray(values) ? values[i] : values
      if (level > 0) collect(item, value, level - 1)
      else {
        const face = faceOf(item, resolve, ledger)
        if (face) faces.push({ rings: face, surface: typeof value === 'number' ? (names[value] ?? '') : '' })
      }
    })
  }
  collect(raw.boundaries, semantics?.values ?? null, depth)
  return { lod, isSolid: depth > 0, faces, points: new Float64Array(0) }
}

/** A template set down at a point: `transformationMatrix` (row by row) about the template's zero, then moved there. */
function instanceOf(geometry: Geometry, coordinates: Coordinates, ledger: Ledger): Body | null {
  const { raw } = geometry
  const template = asGeometry(coordinates.templates[Number(raw.template)], coordinates)
  const place = vertexOf(coordinates)(Array.isArray(raw.boundaries) ? raw.boundaries[0] : undefined)
  if (!template || template.type === 'GeometryInstance' || !place) {
    ledger.drop('geometries', 'placed template or its place is missing')
    return null
  }
  const given = raw.transformationMatrix
  const isMatrix = Array.isArray(given) && given.length === 16 && given.every((v) => Number.isFinite(v))
  const m = isMatrix ? (given as number[]) : [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
  const row = (r: number, [x, y, z]: Point): number =>
    (m[r] as number) * x + (m[r + 1] as number) * y + (m[r + 2] as number) * z + (m[r + 3] as number)
  const resolve: Resolve = (index) => {
    const p = pointOf(coordinates.templateVertices[Number(index)])
    return p ? [row(0, p) + place[0], row(4, p) + place[1], row(8, p) + place[2]] : null
  }
  const body = plainBody(template, resolve, ledger)
  return body && { ...body, points: Float64Array.from(place) }
}

const vertexOf =
  ({ vertices, scale, translate }: Coordinates): Resolve =>
  (index) => {
    const p = typeof index === 'number' ? pointOf(vertices[index]) : null
    return p && [p[0] * scale[0] + translate[0], p[1] * scale[1] + translate[1], p[2] * scale[2] + translate[2]]
  }

function pointOf(vertex: unknown): Point | null {
  if (!Array.isArray(vertex) || vertex.length < 3) return null
  const [x, y, z] = vertex as unknown[]
  return typeof x === 'number' && typeof y === 'number' && typeof z === 'number' && Number.isFinite(x + y + z)
    ? [x, y, z]
    : null
}

function faceOf(face: unknown, resolve: Resolve, ledger: Ledger): Float64Array[] | null {
  if (!Array.isArray(face) || face.length === 0) {
    ledger.drop('faces', 'without rings')
    return null
  }
  const rings: Float64Array[] = []
  for (const [i, given] of face.entries()) {
    const ring = ringOf(given as unknown, resolve)
    if (typeof ring !== 'string') rings.push(ring)
    else if (i > 0) ledger.drop('holes of faces', ring)
    else {
      ledger.drop('faces', ring)
      return null
    }
  }
  return rings
}

function ringOf(given: unknown, resolve: Resolve): Float64Array | string {
  if (!Array.isArray(given)) return 'not a list of vertices'
  const indexes = (given as unknown[]).filter((v, i, all) => v !== all[(i + all.length - 1) % all.length])
  if (indexes.length < 3) return 'fewer than three points'
  const ring = new Float64Array(indexes.length * 3)
  for (const [i, index] of indexes.entries()) {
    const p = resolve(index)
    if (!p) return 'vertex that does not exist'
    ring.set(p, 3 * i)
  }
  return isFlatLine(ring) ? 'without area' : ring
}

/** All points on one line: Newell's normal vanishes. Relative to the ring's size, so it holds for degrees too. */
function isFlatLine(ring: Float64Array): boolean {
  let [nx, ny, nz, size] = [0, 0, 0, 0]
  const n = ring.length
  for (let i = 0; i < n; i += 3) {
    const j = (i + 3) % n
    const [ax, ay, az] = [ring[i] as number, ring[i + 1] as number, ring[i + 2] as number]
    const [bx, by, bz] = [ring[j] as number, ring[j + 1] as number, ring[j + 2] as number]
    nx += (ay - by) * (az + bz - 2 * (ring[2] as number))
    ny += (az - bz) * (ax + bx - 2 * (ring[0] as number))
    nz += (ax - bx) * (ay + by - 2 * (ring[1] as number))
    size = Math.max(size, Math.abs(ax - (ring[0] as number)), Math.abs(ay - (ring[1] as number)))
  }
  return Math.hypot(nx, ny, nz) <= 1e-9 * size * size || (nx === 0 && ny === 0 && nz === 0)
}
