// Where a tile of a context tileset stands in the scene: from its own matrix, in doubles, before the engine's floats.
// Tiles on the ellipsoid are laid flat one by one, as the city's map projection lays the city flat; tiles of a
// tileset that names no place on earth are taken as metres east, north and up of the city's origin.
import {
  type Affine,
  type Xyz,
  apply,
  eastNorthUp,
  ecefOf,
  geodeticOf,
  invert,
  multiply,
} from '../../shared/city/ecef.ts'
import { toScene } from './frame.ts'

export type Volume = {
  readonly box?: readonly number[]
  readonly sphere?: readonly number[]
  readonly region?: readonly number[]
}

export type TilePlace = {
  /** From the tile's frame to the scene. */
  readonly matrix: Affine
  /** The tile's bounds, already in scene axes: middle and three half axes, or middle and radius. */
  readonly bounds: { readonly box: readonly number[] } | { readonly sphere: readonly [number, number, number, number] }
}

export type Placing = {
  /** From EPSG:4978 to metres east, north, up of the city's origin. */
  readonly frameFromEcef: Affine
  /** Metres added to the tileset's heights: its datum is rarely the city's. */
  readonly raiseM: number
}

/** Nothing a kilometre long lies this near the centre of the earth unless it is no place on it. */
const EARTHLY_M = 6_000_000
const TRUE_EARTH_M = 6_371_008

const axis = (e: number, n: number, u: number): [number, number, number, number] => {
  const { x, y, z } = toScene(e, n, u)
  return [x, y, z, 0]
}
const SCENE_FROM_CITY: Affine = [...axis(1, 0, 0), ...axis(0, 1, 0), ...axis(0, 0, 1), 0, 0, 0, 1]

export function isOnEarth(transform: Affine, volume: Volume): boolean {
  if (volume.region) return true
  const { middle, reachM } = spanOf(volume)
  return Math.hypot(...apply(transform, middle)) + reachM > EARTHLY_M / 2
}

export function placeOnEarth(ecef: Affine, volume: Volume, placing: Placing): TilePlace {
  const { middle, reachM } = spanOf(volume)
  const at = volume.region ? middleOfRegion(volume.region) : apply(ecef, middle)
  // A tile around the whole earth has no ground to lie flat on.
  const isLocal = Math.hypot(...at) > EARTHLY_M && reachM < EARTHLY_M / 4
  const flat = isLocal ? laidFlat(at, placing) : raised(placing.frameFromEcef, placing.raiseM)
  const scene = multiply(SCENE_FROM_CITY, flat)
  const matrix = multiply(scene, ecef)
  if (volume.region === undefined) return { matrix, bounds: boundsThrough(matrix, volume) }
  return { matrix, bounds: regionBounds(volume.region, { scene, at, isLocal }) }
}

export function placeInCity(transform: Affine, volume: Volume, { raiseM }: Placing): TilePlace {
  const matrix = raised(multiply(SCENE_FROM_CITY, transform), 0)
  const { x, y, z } = toScene(0, 0, raiseM)
  const moved = matrix.map((v, i) => v + (i === 12 ? x : i === 13 ? y : i === 14 ? z : 0))
  return { matrix: moved, bounds: boundsThrough(moved, volume) }
}

const raised = (m: Affine, raiseM: number): number[] => m.map((v, i) => (i === 14 ? v + raiseM : v))

/** From EPSG:4978 to the city, true at `at`: its height kept, the ground's own up made the city's. */
function laidFlat(at: Xyz, { frameFromEcef, raiseM }: Placing): number[] {
  const { lon, lat } = geodeticOf(at)
  const upright = eastNorthUp(lon, lat, 0)
  const [e, n] = apply(frameFromEcef, ecefOf(lon, lat, 0))
  const turned = multiply(frameFromEcef, upright)
  const level = [turned[0], turned[1], 0, 0, turned[4], turned[5], 0, 0, 0, 0, 1, 0, e, n, raiseM, 1] as number[]
  return multiply(level, invert(upright))
}

/** The specification's region: west, south, east, north in radians, lowest and highest in metres. */
function middleOfRegion([w = 0, s = 0, e = 0, n = 0, low = 0, high = 0]: readonly number[]): Xyz {
  return ecefOf(((w + e) / 2) * DEG, ((s + n) / 2) * DEG, (low + high) / 2)
}

const DEG = 180 / Math.PI

function regionBounds(
  [w = 0, s = 0, e = 0, n = 0, low = 0, high = 0]: readonly number[],
  { scene, at, isLocal }: { scene: Affine; at: Xyz; isLocal: boolean },
): TilePlace['bounds'] {
  const middle = apply(scene, at)
  if (!isLocal) return { sphere: [...middle, TRUE_EARTH_M * 2] }
  const { lon, lat } = geodeticOf(at)
  const widest = Math.max(Math.cos(s), Math.cos(n), s * n < 0 ? 1 : 0)
  const halfE = (TRUE_EARTH_M * 1.005 * widest * (e - w)) / 2
  const halfN = (TRUE_EARTH_M * 1.005 * (n - s)) / 2
  // What the curve of the earth takes from the corners.
  const sag = (halfE ** 2 + halfN ** 2) / (2 * TRUE_EARTH_M)
  const local = multiply(scene, eastNorthUp(lon, lat, (low + high) / 2))
  const half = [halfE, 0, 0, 0, halfN, 0, 0, 0, (high - low) / 2 + sag]
  return boundsThrough(local, { box: [0, 0, 0, ...half] })
}

function boundsThrough(matrix: Affine, volume: Volume): TilePlace['bounds'] {
  const { middle, reachM } = spanOf(volume)
  const at = apply(matrix, middle)
  if (!volume.box) return { sphere: [...at, reachM * Math.max(...[0, 4, 8].map((c) => lengthOf(matrix, c)))] }
  const halves = [3, 6, 9].flatMap((from) => {
    const [x = 0, y = 0, z = 0] = volume.box?.slice(from, from + 3) ?? []
    const end = apply(matrix, [middle[0] + x, middle[1] + y, middle[2] + z])
    return end.map((v, k) => v - (at[k] as number))
  })
  return { box: [...at, ...halves] }
}

const lengthOf = (m: Affine, column: number): number =>
  Math.hypot(m[column] as number, m[column + 1] as number, m[column + 2] as number)

function spanOf({ box, sphere }: Volume): { middle: Xyz; reachM: number } {
  const [x = 0, y = 0, z = 0, ...rest] = box ?? sphere ?? []
  return { middle: [x, y, z], reachM: Math.hypot(...rest) }
}
