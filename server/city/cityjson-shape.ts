// From the faces of an object in metres to what the city keeps of it: footprint, ground, height, shape of the roof.
// The footprint is the ground surfaces seen from above, or where none are named the faces that look down.
import type { PolygonM, RoofShape } from '../../shared/city/city.ts'
import type { Face } from './cityjson-geometry.ts'
import { Ledger } from './ledger.ts'
import { areaM2, signedArea } from './ring-shape.ts'
import { dissolve } from './rings-nest.ts'
import { cleanPolygon, LEAST_AREA_M2, turned } from './rings.ts'

/** Steeper faces are walls: 89.4 degrees, so that stepped terrain and ramps still count. */
const WALL_NORMAL_Z = 0.01
const FLAT_NORMAL_Z = Math.cos((8 * Math.PI) / 180)

/** A face in the frame's metres. */
export type FaceM = { readonly rings: readonly (readonly number[])[]; readonly surface: string }

/** Metres east, north and up of each point, rings as `[e, n, u, e, n, u, …]`. */
export function facesInMetres(
  faces: readonly Face[],
  place: (x: number, y: number) => readonly [number, number],
  heightUnitM: number,
): FaceM[] {
  return faces.map(({ rings, surface }) => ({
    surface,
    rings: rings.map((ring) => {
      const out: number[] = []
      for (let i = 0; i < ring.length; i += 3) {
        const [e, n] = place(ring[i] as number, ring[i + 1] as number)
        out.push(e, n, (ring[i + 2] as number) * heightUnitM)
      }
      return out
    }),
  }))
}

export function heightsOf(faces: readonly FaceM[]): { lowM: number; highM: number; meanM: number } {
  let lowM = Infinity
  let highM = -Infinity
  let sum = 0
  let count = 0
  for (const face of faces) {
    const ring = face.rings[0] ?? []
    for (let i = 2; i < ring.length; i += 3) {
      const up = ring[i] as number
      if (up < lowM) lowM = up
      if (up > highM) highM = up
      sum += up
      count++
    }
  }
  return { lowM, highM, meanM: sum / count }
}

/** Seen from above: the ground surfaces, else the faces that look down, else all that are not walls. */
export function footprintOf(faces: readonly FaceM[], what: string, ledger: Ledger): PolygonM[] {
  const flat = faces.map((face) => ({ face, normal: normalOf(face.rings[0] ?? []) }))
  const lying = flat.filter((f) => Math.abs(f.normal[2]) > WALL_NORMAL_Z)
  const named = lying.filter((f) => f.face.surface === 'GroundSurface' || f.face.surface === 'OuterFloorSurface')
  if (named.length > 0)
    return outlineOf(
      named.map((f) => f.face),
      what,
      ledger,
    )
  const down = lying.filter((f) => f.normal[2] < 0).map((f) => f.face)
  const up = lying.filter((f) => f.normal[2] > 0).map((f) => f.face)
  const [downM2, upM2] = [seenArea(down), seenArea(up)]
  // A closed shell has the same area looking down as up; an inside-out one has its floor looking up.
  const isClosed = downM2 > 0 && Math.abs(downM2 - upM2) <= 0.02 * Math.max(downM2, upM2)
  const floor = heightsOf(down).meanM <= heightsOf(up).meanM ? down : up
  return outlineOf(isClosed ? floor : lying.map((f) => f.face), what, ledger)
}

/** One area out of all faces that are not walls. */
export function surfaceOf(faces: readonly FaceM[], what: string, ledger: Ledger): PolygonM[] {
  return outlineOf(
    faces.filter((face) => Math.abs(normalOf(face.rings[0] ?? [])[2]) > WALL_NORMAL_Z),
    what,
    ledger,
  )
}

function outlineOf(faces: readonly FaceM[], what: string, ledger: Ledger): PolygonM[] {
  if (faces.length === 0) return []
  if (faces.length === 1) return cleanPolygon(fromAbove(faces[0] as FaceM), what, ledger)
  // Slivers are part of the mesh: left out before they would part it. What the mesh itself lacks is not counted
  // face by face.
  const quiet = new Ledger()
  const polygons = dissolve(
    faces.flatMap((face) => {
      const rings = fromAbove(face)
      const isTriangle = rings.length === 1 && rings[0]?.length === 6
      return isTriangle ? [[turned(rings[0] ?? [], 1)]] : cleanPolygon(rings, what, quiet)
    }),
  ).filter((p) => areaM2([p]) >= LEAST_AREA_M2)
  if (polygons.length === 0) ledger.drop(what, 'outline has no area')
  return polygons
}

function fromAbove(face: FaceM): number[][] {
  return face.rings.map((ring) => ring.filter((_, i) => i % 3 !== 2))
}

const seenArea = (faces: readonly FaceM[]): number =>
  faces.reduce((sum, f) => sum + Math.abs(signedArea(fromAbove(f)[0] ?? [])), 0)

/** Newell's unit normal. */
function normalOf(ring: readonly number[]): readonly [number, number, number] {
  let [nx, ny, nz] = [0, 0, 0]
  const n = ring.length
  const [x0, y0, z0] = [ring[0] as number, ring[1] as number, ring[2] as number]
  for (let i = 0; i < n; i += 3) {
    const j = (i + 3) % n
    const [ax, ay, az] = [(ring[i] as number) - x0, (ring[i + 1] as number) - y0, (ring[i + 2] as number) - z0]
    const [bx, by, bz] = [(ring[j] as number) - x0, (ring[j + 1] as number) - y0, (ring[j + 2] as number) - z0]
    nx += (ay - by) * (az + bz)
    ny += (az - bz) * (ax + bx)
    nz += (ax - bx) * (ay + by)
  }
  const length = Math.hypot(nx, ny, nz) || 1
  return [nx / length, ny / length, nz / length]
}

export type Roof = { readonly roof: RoofShape; readonly roofHeightM: number }

/**
 * The nearest of the shapes the city draws, from roof faces of level of detail 2 and up: mostly level is flat; one
 * direction is a skillion, two a gable, more a hip, or a pyramid where they meet in a single point.
 */
export function roofOf(faces: readonly FaceM[]): Roof | null {
  const named = faces.filter((f) => f.surface === 'RoofSurface')
  const roofs = (named.length > 0 ? named : faces).filter((f) => {
    const up = normalOf(f.rings[0] ?? [])[2]
    return named.length > 0 ? Math.abs(up) > WALL_NORMAL_Z : up > WALL_NORMAL_Z
  })
  const total = seenArea(roofs)
  if (total === 0) return null
  const pitched = roofs.filter((f) => Math.abs(normalOf(f.rings[0] ?? [])[2]) < FLAT_NORMAL_Z)
  if (seenArea(pitched) < 0.4 * total) return { roof: 'flat', roofHeightM: 0 }
  const { lowM, highM } = heightsOf(pitched)
  const roofHeightM = highM - lowM
  const sides = sidesOf(pitched)
  if (sides === 1) return { roof: 'skillion', roofHeightM }
  if (sides === 2) return { roof: 'gabled', roofHeightM }
  return { roof: hasApex(pitched, highM) ? 'pyramidal' : 'hipped', roofHeightM }
}

/** How many of the four quarters of the compass, turned to the largest face, a real share of the roof looks to. */
function sidesOf(faces: readonly FaceM[]): number {
  const looks = faces.map((f) => {
    const n = normalOf(f.rings[0] ?? [])
    const sign = n[2] < 0 ? -1 : 1
    return { azimuth: Math.atan2(sign * n[0], sign * n[1]), area: areaM2([[fromAbove(f)[0] ?? []]]) }
  })
  for (const look of looks) look.area = Math.abs(look.area)
  const main = looks.reduce((a, b) => (b.area > a.area ? b : a)).azimuth
  const quarters = [0, 0, 0, 0]
  let total = 0
  for (const { azimuth, area } of looks) {
    const quarter = ((Math.round((azimuth - main) / (Math.PI / 2)) % 4) + 4) % 4
    quarters[quarter] = (quarters[quarter] as number) + area
    total += area
  }
  return quarters.filter((area) => area > 0.08 * total).length
}

function hasApex(faces: readonly FaceM[], highM: number): boolean {
  const tops = new Set<string>()
  for (const { rings } of faces) {
    const ring = rings[0] ?? []
    for (let i = 0; i < ring.length; i += 3) {
      if ((ring[i + 2] as number) > highM - 0.1)
        tops.add(`${Math.round(ring[i] as number)} ${Math.round(ring[i + 1] as number)}`)
    }
  }
  return tops.size === 1
}
