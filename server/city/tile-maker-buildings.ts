// What a tile shows of the buildings, by detail: outlines, simplified outlines, a box a building, or one box for
// each cell of a coarse grid with the cell's mean height and covered share.
import type { Building, BuildingUse, PolygonM } from '../../shared/city/city.ts'
import { type Terrain, heightAt } from '../../shared/city/terrain.ts'
import { type Detail, NO_FEATURE, type TileBuilding } from '../../shared/city/tile.ts'
import { middleOf } from './finish.ts'
import { areaM2 } from './ring-shape.ts'
import { orientedBox, simplifyPolygons } from './tile-maker-simplify.ts'

const LEAST_M2: Readonly<Record<Detail, number>> = { 0: 0, 1: 30, 2: 80, 3: 0 }
const OUTLINE_M = 1.5
const LEAST_HOLE_M2 = 200
/** From this height a tower keeps its outline at detail 2, and stands alone at detail 3. */
const TALL_M = 30
const SKYLINE_M = 80
const CELLS = 16
const LEAST_SHARE = 0.015

export type Numbered = { readonly building: Building; readonly feature: number }
export type Square = { readonly westM: number; readonly southM: number; readonly sizeM: number }

export function tileBuildings(
  all: readonly Numbered[],
  detail: Detail,
  place: { square: Square; terrain: Terrain },
): TileBuilding[] {
  if (detail === 3) return [...heightCells(all, place), ...all.filter(isSkyline).map((n) => asBox(n))]
  const out: TileBuilding[] = []
  for (const n of all) {
    const { building } = n
    const isTall = building.heightM > TALL_M
    if (detail < 2 ? building.hasParts : building.isPart && !isTall) continue
    if (detail > 0 && !isTall && areaM2(building.polygons) < LEAST_M2[detail]) continue
    if (detail === 0) out.push(tileBuilding(n, building.polygons))
    else if (detail === 1 || isTall || building.form) {
      const simple = simplifyPolygons(building.polygons, OUTLINE_M, LEAST_HOLE_M2)
      if (simple.length > 0) out.push(tileBuilding(n, simple))
    } else out.push(asBox(n))
  }
  return out
}

const isSkyline = ({ building }: Numbered): boolean =>
  building.form !== undefined || (building.heightM >= SKYLINE_M && !building.isPart)

function asBox(n: Numbered): TileBuilding {
  if (n.building.form) return tileBuilding(n, simplifyPolygons(n.building.polygons, OUTLINE_M, LEAST_HOLE_M2))
  const boxes = n.building.polygons.map((p) => [orientedBox(p[0] ?? [])]).filter(([ring]) => ring && ring.length === 8)
  return { ...tileBuilding(n, boxes), roof: 'flat', roofHeightM: 0 }
}

function tileBuilding({ building: b, feature }: Numbered, polygons: readonly PolygonM[]): TileBuilding {
  return {
    feature,
    polygons,
    groundM: b.groundM,
    heightM: b.heightM,
    minHeightM: b.minHeightM,
    storeys: b.storeys,
    use: b.use,
    roof: b.roof,
    roofHeightM: b.roofHeightM,
    form: b.form ?? 'none',
    colour: colourOf(b.colour),
    roofColour: colourOf(b.roofColour),
  }
}

const colourOf = (hex: string | undefined): number | null =>
  hex !== undefined && /^#[0-9a-f]{6}$/i.test(hex) ? Number.parseInt(hex.slice(1), 16) : null

function heightCells(
  all: readonly Numbered[],
  { square, terrain }: { square: Square; terrain: Terrain },
): TileBuilding[] {
  const cellM = square.sizeM / CELLS
  const cells = new Map<number, { m2: number; m3: number; uses: Map<BuildingUse, number> }>()
  for (const { building } of all) {
    if (building.isPart) continue
    const [e, n] = middleOf(building.polygons)
    const x = Math.min(CELLS - 1, Math.max(0, Math.floor((e - square.westM) / cellM)))
    const y = Math.min(CELLS - 1, Math.max(0, Math.floor((n - square.southM) / cellM)))
    const cell = cells.get(y * CELLS + x) ?? { m2: 0, m3: 0, uses: new Map<BuildingUse, number>() }
    const m2 = areaM2(building.polygons)
    cell.m2 += m2
    cell.m3 += m2 * building.heightM
    cell.uses.set(building.use, (cell.uses.get(building.use) ?? 0) + m2)
    cells.set(y * CELLS + x, cell)
  }
  const out: TileBuilding[] = []
  for (const [at, { m2, m3, uses }] of cells) {
    const share = m2 / cellM ** 2
    if (share < LEAST_SHARE) continue
    const half = (cellM / 2) * Math.sqrt(Math.min(1, share))
    const e = square.westM + ((at % CELLS) + 0.5) * cellM
    const n = square.southM + (Math.floor(at / CELLS) + 0.5) * cellM
    const heightM = m3 / m2
    const use = [...uses].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'unknown'
    out.push({
      feature: NO_FEATURE,
      polygons: [[[e - half, n - half, e + half, n - half, e + half, n + half, e - half, n + half]]],
      groundM: heightAt(terrain, e, n),
      heightM,
      minHeightM: 0,
      storeys: Math.max(1, Math.round(heightM / 3)),
      use,
      roof: 'flat',
      roofHeightM: 0,
      form: 'none',
      colour: null,
      roofColour: null,
    })
  }
  return out
}
