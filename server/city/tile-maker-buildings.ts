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
/** From afar nobody sees a quarter of a metre, and rounded steps compress. */
const OUTLINE_STEP_M = 0.25
const BOX_STEP_M = 0.5
/** From this height a tower keeps its outline at detail 2, and stands alone at detail 3. */
const TALL_M = 30
const SKYLINE_M = 80
const CELLS = 16
/** Small low houses of one such square are one box at detail 2. */
const BLOCK_M = 60
const SMALL_M2 = 260
const LOW_M = 9
const LEAST_SHARE = 0.015

export type Numbered = { readonly building: Building; readonly feature: number }
export type Square = { readonly westM: number; readonly southM: number; readonly sizeM: number }

export function tileBuildings(
  all: readonly Numbered[],
  detail: Detail,
  place: { square: Square; terrain: Terrain },
): TileBuilding[] {
  if (detail === 3)
    return [
      ...cellBoxes(all, { ...place, cells: CELLS, leastShare: LEAST_SHARE }),
      ...all.filter(isSkyline).map((n) => asBox(n)),
    ]
  const out: TileBuilding[] = []
  const small: Numbered[] = []
  for (const n of all) {
    const { building } = n
    const isTall = building.heightM > TALL_M
    if (detail < 2 ? building.hasParts : building.isPart && !isTall) continue
    if (detail > 0 && !isTall && areaM2(building.polygons) < LEAST_M2[detail]) continue
    if (detail === 0) out.push(tileBuilding(n, building.polygons))
    else if (detail === 1 || isTall || building.form) {
      const simple = simplifyPolygons(building.polygons, OUTLINE_M, LEAST_HOLE_M2)
      if (simple.length > 0) out.push(tileBuilding(n, rounded(simple, OUTLINE_STEP_M)))
    } else if (building.heightM < LOW_M && areaM2(building.polygons) < SMALL_M2) small.push(n)
    else {
      const box = asBox(n)
      if (box.polygons.length > 0) out.push(box)
    }
  }
  const cells = Math.max(1, Math.round(place.square.sizeM / BLOCK_M))
  return small.length === 0 ? out : [...out, ...cellBoxes(small, { ...place, cells, leastShare: 0 })]
}

const isSkyline = ({ building }: Numbered): boolean =>
  building.form !== undefined || (building.heightM >= SKYLINE_M && !building.isPart)

function asBox(n: Numbered): TileBuilding {
  if (n.building.form) return tileBuilding(n, simplifyPolygons(n.building.polygons, OUTLINE_M, LEAST_HOLE_M2))
  const boxes = n.building.polygons.map((p) => [orientedBox(p[0] ?? [])]).filter(([ring]) => ring && ring.length === 8)
  return { ...tileBuilding(n, rounded(boxes, BOX_STEP_M)), roof: 'flat', roofHeightM: 0 }
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

const rounded = (polygons: readonly PolygonM[], stepM: number): PolygonM[] =>
  polygons.map((p) => p.map((ring) => ring.map((v) => Math.round(v / stepM) * stepM)))

const colourOf = (hex: string | undefined): number | null =>
  hex !== undefined && /^#[0-9a-f]{6}$/i.test(hex) ? Number.parseInt(hex.slice(1), 16) : null

type Cells = { square: Square; terrain: Terrain; cells: number; leastShare: number }

/** One square box for each cell of a grid: as large as what stands there together, as high as its mean. */
function cellBoxes(all: readonly Numbered[], { square, terrain, cells, leastShare }: Cells): TileBuilding[] {
  const cellM = square.sizeM / cells
  const sums = new Map<number, { m2: number; m3: number; e: number; n: number; uses: Map<BuildingUse, number> }>()
  for (const { building } of all) {
    if (building.isPart) continue
    const [e, n] = middleOf(building.polygons)
    const x = Math.min(cells - 1, Math.max(0, Math.floor((e - square.westM) / cellM)))
    const y = Math.min(cells - 1, Math.max(0, Math.floor((n - square.southM) / cellM)))
    const sum = sums.get(y * cells + x) ?? { m2: 0, m3: 0, e: 0, n: 0, uses: new Map<BuildingUse, number>() }
    const m2 = areaM2(building.polygons)
    sum.m2 += m2
    sum.m3 += m2 * building.heightM
    sum.e += m2 * e
    sum.n += m2 * n
    sum.uses.set(building.use, (sum.uses.get(building.use) ?? 0) + m2)
    sums.set(y * cells + x, sum)
  }
  const out: TileBuilding[] = []
  for (const { m2, m3, e: e2, n: n2, uses } of sums.values()) {
    const share = m2 / cellM ** 2
    if (share < leastShare) continue
    const half = (cellM / 2) * Math.sqrt(Math.min(1, share))
    const [e, n] = [e2 / m2, n2 / m2]
    const heightM = Math.round(m3 / m2)
    const use = [...uses].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'unknown'
    const corners = [e - half, n - half, e + half, n - half, e + half, n + half, e - half, n + half]
    out.push({
      feature: NO_FEATURE,
      polygons: rounded([[corners]], BOX_STEP_M),
      groundM: Math.round(heightAt(terrain, e, n) * 2) / 2,
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
