// Sorts the buildings into the quadtree of the tileset and decides what each level shows of them.
// Leaves hold every outline; above them fewer, larger buildings stand as boxes, and each level may err twice as much.
import type { Building, City } from '../../shared/city/city.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import { middleOf } from './finish.ts'
import { areaM2 } from './ring-shape.ts'
import { orientedBox } from './tile-maker-simplify.ts'

export type TileNode = {
  readonly level: number
  readonly x: number
  readonly y: number
  readonly sizeM: number
  /** Middle of the square, in the city's frame. */
  readonly atM: readonly [eastM: number, northM: number]
  /** Geometric error in the sense of 3D Tiles, metres; 0 for a leaf. */
  readonly errorM: number
  /** What the tile shows. */
  readonly buildings: readonly Building[]
  readonly children: readonly TileNode[]
}

/** A square this wide may err by one metre: at 16 pixels and a view of 60 degrees it splits at its own width. */
const WIDTHS_PER_ERROR = 64
/** A thin square is not split further once it is this small, or the earth's curve would show. */
const LEAF_MOST_M = 1000
const LEAF_FEW = 250
/** Feature ids have 16 bits: a square with more is split beyond the package's finest level, but not for ever. */
const LEAF_MOST = 20_000
const DEEPER = 8
/** Above the leaves a building is shown from this share of the error upwards, and never more than so many. */
const SHOWN_SHARE = 0.6
const COARSE_MOST = 4000

/** Null when the city has no buildings. */
export function buildTree(city: Pick<City, 'buildings'>, tiles: Manifest['tiles']): TileNode | null {
  if (city.buildings.length === 0) return null
  const placed = city.buildings.map((building) => ({ building, at: middleOf(building.polygons) }))
  return nodeOf(placed, { level: 0, x: 0, y: 0 }, tiles)
}

type Placed = { readonly building: Building; readonly at: readonly [number, number] }
type Key = { readonly level: number; readonly x: number; readonly y: number }

function nodeOf(placed: readonly Placed[], { level, x, y }: Key, tiles: Manifest['tiles']): TileNode {
  const sizeM = tiles.rootSizeM / 2 ** level
  const atM = [tiles.westM + (x + 0.5) * sizeM, tiles.southM + (y + 0.5) * sizeM] as const
  const isSmall = level >= tiles.maxLevel && (placed.length <= LEAF_MOST || level > tiles.maxLevel + DEEPER)
  const isLeaf = isSmall || (placed.length <= LEAF_FEW && sizeM <= LEAF_MOST_M)
  const all = placed.map(({ building }) => building)
  const shared = { level, x, y, sizeM, atM }
  if (isLeaf) return { ...shared, errorM: 0, buildings: all.filter((b) => !b.hasParts), children: [] }
  const quarters: Placed[][] = [[], [], [], []]
  for (const one of placed) quarters[(one.at[0] >= atM[0] ? 1 : 0) + (one.at[1] >= atM[1] ? 2 : 0)]?.push(one)
  const children = quarters.flatMap((quarter, i) =>
    quarter.length === 0 ? [] : [nodeOf(quarter, { level: level + 1, x: x * 2 + (i & 1), y: y * 2 + (i >> 1) }, tiles)],
  )
  const errorM = sizeM / WIDTHS_PER_ERROR
  return { ...shared, errorM, buildings: coarse(all, errorM), children }
}

/** The larger buildings, as boxes of the same ground area, height and id. */
function coarse(all: readonly Building[], errorM: number): Building[] {
  const sized = all
    .filter((b) => !b.isPart)
    .map((b) => ({ b, m2: areaM2(b.polygons) }))
    .filter(({ b, m2 }) => Math.max(b.heightM, Math.sqrt(m2)) >= errorM * SHOWN_SHARE)
  if (sized.length > COARSE_MOST) {
    sized.sort((p, q) => q.m2 * q.b.heightM - p.m2 * p.b.heightM)
    sized.length = COARSE_MOST
  }
  return sized.flatMap(({ b, m2 }) => {
    const polygons = b.polygons.flatMap((polygon) => {
      const box = boxOfArea(polygon[0] ?? [], areaM2([polygon]))
      return box === null ? [] : [[box]]
    })
    return m2 > 0 && polygons.length > 0 ? [{ ...b, polygons }] : []
  })
}

/** The oriented box of a ring, shrunk about its middle to an area. */
function boxOfArea(ring: readonly number[], m2: number): number[] | null {
  const box = orientedBox(ring)
  const boxM2 = areaM2([[box]])
  if (box.length !== 8 || !(boxM2 > 0)) return null
  const scale = Math.sqrt(Math.min(1, m2 / boxM2))
  const [e, n] = [0, 1].map((k) => (box[k] as number) / 2 + (box[4 + k] as number) / 2) as [number, number]
  return box.map((v, i) => (i % 2 === 0 ? e + (v - e) * scale : n + (v - n) * scale))
}
