// The buildings of one tile as triangles: walls, flat roofs, the underside of what floats. In glTF's axes (x east,
// y up, z south) around the tile's middle; each vertex knows its building by its row in the property table.
import earcut from 'earcut'
import type { Building, BuildingUse, FlatLine, PolygonM } from '../../shared/city/city.ts'

export type TileMesh = {
  /** Vertices as whole steps of `stepM` from `baseUpM` above the tile's middle. */
  readonly positions: Int16Array<ArrayBuffer>
  readonly normals: Int8Array<ArrayBuffer>
  /** Linear, as glTF wants vertex colours. */
  readonly colours: Uint8Array<ArrayBuffer>
  readonly features: Uint16Array<ArrayBuffer>
  readonly indices: Uint32Array<ArrayBuffer>
  readonly stepM: number
  readonly baseUpM: number
  /** Lowest and highest corner in the tile's frame: east, north, up. */
  readonly lowM: readonly [number, number, number]
  readonly highM: readonly [number, number, number]
}

/** Mean radius, IUGG. */
const EARTH_M = 6_371_008
const LEAST_EDGE_M = 0.01
/** Finer than any survey; larger tiles take the step their reach needs. */
const LEAST_STEP_M = 0.005

/** Null when nothing stands up. At most 65,536 buildings: feature ids are 16 bits wide in glTF. */
export function meshOf(buildings: readonly Building[], atM: readonly [number, number]): TileMesh | null {
  if (buildings.length > 65_536) throw new Error(`tile: more buildings than feature ids, ${buildings.length}`)
  const raw = new Corners(atM)
  buildings.forEach((building, feature) => raw.add(building, feature))
  return raw.finish()
}

class Corners {
  private readonly at: number[] = []
  private readonly normal: number[] = []
  private readonly colour: number[] = []
  private readonly feature: number[] = []
  private readonly index: number[] = []
  private readonly atM: readonly [number, number]

  constructor(atM: readonly [number, number]) {
    this.atM = atM
  }

  add(building: Building, feature: number): void {
    const low = building.groundM + building.minHeightM
    const high = building.groundM + building.heightM
    if (!(high > low)) return
    const wall = linear(building.colour ?? WALLS[building.use])
    const roof = linear(building.roofColour ?? ROOF)
    for (const polygon of building.polygons) {
      for (const ring of polygon) this.walls(ring, [low, high], { feature, rgb: wall })
      this.lid(polygon, high, { feature, rgb: roof, faces: 1 })
      if (building.minHeightM > 0) this.lid(polygon, low, { feature, rgb: wall, faces: -1 })
    }
  }

  /** Outer rings run counter-clockwise and holes clockwise: the outside lies to the right of every edge. */
  private walls(ring: FlatLine, [low, high]: [number, number], paint: Paint): void {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [ae, an, be, bn] = [ring[j], ring[j + 1], ring[i], ring[i + 1]] as [number, number, number, number]
      const length = Math.hypot(be - ae, bn - an)
      if (length < LEAST_EDGE_M) continue
      const out = [(bn - an) / length, -(be - ae) / length, 0] as const
      const a = this.corner(ae, an, low, out, paint)
      this.corner(be, bn, low, out, paint)
      this.corner(be, bn, high, out, paint)
      this.corner(ae, an, high, out, paint)
      this.index.push(a, a + 1, a + 2, a, a + 2, a + 3)
    }
  }

  private lid(polygon: PolygonM, up: number, paint: Paint & { faces: 1 | -1 }): void {
    const flat = polygon.flat()
    const holes: number[] = []
    for (let i = 1, points = 0; i < polygon.length; i++) holes.push((points += (polygon[i - 1] as FlatLine).length / 2))
    const triangles = earcut(flat, holes)
    if (triangles.length === 0) return
    const first = this.feature.length
    for (let i = 0; i < flat.length; i += 2) {
      this.corner(flat[i] as number, flat[i + 1] as number, up, [0, 0, paint.faces], paint)
    }
    for (let i = 0; i < triangles.length; i += 3) {
      const [a, b, c] = [triangles[i], triangles[i + 1], triangles[i + 2]] as [number, number, number]
      const isUp = cross(flat, a, b, c) > 0 === paint.faces > 0
      this.index.push(first + a, first + (isUp ? b : c), first + (isUp ? c : b))
    }
  }

  private corner(
    eastM: number,
    northM: number,
    upM: number,
    [ne, nn, nu]: readonly [number, number, number],
    { feature, rgb }: Paint,
  ): number {
    const [e, n] = [eastM - this.atM[0], northM - this.atM[1]]
    // The flat frame bends around the earth: to the second order, a millimetre at a kilometre from the tile's middle.
    const wider = 1 + upM / EARTH_M
    this.at.push(e * wider, n * wider, upM - (e * e + n * n) / (2 * EARTH_M))
    this.normal.push(Math.round(ne * 127), Math.round(nu * 127), Math.round(-nn * 127))
    this.colour.push(...rgb)
    return this.feature.push(feature) - 1
  }

  finish(): TileMesh | null {
    if (this.index.length === 0) return null
    const low = [Infinity, Infinity, Infinity]
    const high = [-Infinity, -Infinity, -Infinity]
    this.at.forEach((v, i) => {
      low[i % 3] = Math.min(low[i % 3] as number, v)
      high[i % 3] = Math.max(high[i % 3] as number, v)
    })
    const [w, s, bottom, e, n, top] = [...low, ...high] as [number, number, number, number, number, number]
    const baseUpM = (bottom + top) / 2
    const reach = Math.max(-w, -s, e, n, top - baseUpM)
    const stepM = Math.max(LEAST_STEP_M, reach / 32_767)
    const positions = new Int16Array(this.at.length)
    for (let i = 0; i < this.at.length; i += 3) {
      positions[i] = Math.round((this.at[i] as number) / stepM)
      positions[i + 1] = Math.round(((this.at[i + 2] as number) - baseUpM) / stepM)
      positions[i + 2] = Math.round(-(this.at[i + 1] as number) / stepM)
    }
    return {
      positions,
      normals: Int8Array.from(this.normal),
      colours: Uint8Array.from(this.colour),
      features: Uint16Array.from(this.feature),
      indices: Uint32Array.from(this.index),
      stepM,
      baseUpM,
      // Rounding may step out by half a step.
      lowM: [w - stepM, s - stepM, bottom - stepM],
      highM: [e + stepM, n + stepM, top + stepM],
    }
  }
}

type Paint = { readonly feature: number; readonly rgb: readonly [number, number, number] }

function cross(flat: FlatLine, a: number, b: number, c: number): number {
  const [ax, ay] = [flat[a * 2] as number, flat[a * 2 + 1] as number]
  return (
    ((flat[b * 2] as number) - ax) * ((flat[c * 2 + 1] as number) - ay) -
    ((flat[b * 2 + 1] as number) - ay) * ((flat[c * 2] as number) - ax)
  )
}

/** `#rrggbb` of sRGB to linear bytes (IEC 61966-2-1). */
function linear(hex: string): readonly [number, number, number] {
  const known = linears.get(hex)
  if (known) return known
  const rgb = Number.parseInt(/^#[0-9a-f]{6}$/i.test(hex) ? hex.slice(1) : ROOF.slice(1), 16)
  const [r, g, b] = [rgb >> 16, (rgb >> 8) & 255, rgb & 255].map((byte) => {
    const v = byte / 255
    return Math.round(255 * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  }) as [number, number, number]
  const made = [r, g, b] as const
  linears.set(hex, made)
  return made
}

const linears = new Map<string, readonly [number, number, number]>()

const ROOF = '#9a948c'
/** A quiet colour for each use where the source tells none; ours, so that uses can be told apart. */
const WALLS: Readonly<Record<BuildingUse, string>> = {
  unknown: '#c9c3b8',
  apartments: '#d8c9a8',
  house: '#d9b98f',
  office: '#a9bccb',
  retail: '#d3a98c',
  hotel: '#c7b0cc',
  civic: '#d9d2c2',
  education: '#cfd0a4',
  health: '#e3dcdc',
  religious: '#e6dfc8',
  culture: '#c6a5a0',
  sport: '#a8c4a6',
  industrial: '#aaa7a2',
  transport: '#9fb2b8',
  garage: '#b3aea6',
  service: '#b9b4ab',
  construction: '#c4b48a',
}
