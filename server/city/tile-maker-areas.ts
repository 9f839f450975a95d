// Areas by tile: simplified for the tile's detail, cut at its edges by halving squares from the root down (so that a
// long river is cut a few points at a time), and the land that is left when the waters are taken off.
import type { Area, AreaKind, PolygonM } from '../../shared/city/city.ts'
import type { Detail, TileArea } from '../../shared/city/tile.ts'
import { boxOf } from './finish.ts'
import { type RectM, areaM2 } from './ring-shape.ts'
import { differenceFromRect, intersectRect } from './rings-clip.ts'
import { simplifyPolygons } from './tile-maker-simplify.ts'

const FAR_KINDS: ReadonlySet<AreaKind> = new Set(['water', 'park', 'grass', 'forest', 'farmland', 'sand', 'wetland'])

export type TileSquares = { readonly rootSizeM: number; readonly westM: number; readonly southM: number }

/** By `x y` of the level; each area in the order of the city's list. */
export function areasByTile(
  areas: readonly Area[],
  level: number,
  detail: Detail,
  squares: TileSquares,
): Map<string, TileArea[]> {
  const out = new Map<string, TileArea[]>()
  const sizeM = squares.rootSizeM / 2 ** level
  for (const area of areas) {
    const shown = shownAt(area, detail, sizeM)
    if (shown.length === 0) continue
    const surfaceM = area.surfaceM ?? 0
    descend(shown, { level: 0, x: 0, y: 0 }, { level, squares }, (x, y, polygons) => {
      const key = `${x} ${y}`
      const list = out.get(key)
      const item = { kind: area.kind, polygons, surfaceM }
      if (list) list.push(item)
      else out.set(key, [item])
    })
  }
  return out
}

function shownAt(area: Area, detail: Detail, sizeM: number): readonly PolygonM[] {
  if (detail === 0) return area.polygons
  const m2 = areaM2(area.polygons)
  if (detail === 1) return m2 < 120 ? [] : simplifyPolygons(area.polygons, OUTLINE_M[1], 200)
  if (detail === 2) return m2 < 2000 ? [] : simplifyPolygons(area.polygons, OUTLINE_M[2], 1000)
  if (m2 < Math.max(10_000, (sizeM / 120) ** 2) || !FAR_KINDS.has(area.kind)) return []
  return simplifyPolygons(area.polygons, sizeM / 400, (sizeM / 120) ** 2)
}
const OUTLINE_M = { 1: 1.5, 2: 5 } as const

type At = { readonly level: number; readonly x: number; readonly y: number }

function descend(
  polygons: readonly PolygonM[],
  at: At,
  goal: { level: number; squares: TileSquares },
  found: (x: number, y: number, polygons: readonly PolygonM[]) => void,
): void {
  const rect = rectOf(at, goal.squares)
  const [w, s, e, n] = boxOf(polygons)
  if (e <= rect[0] || w >= rect[2] || n <= rect[1] || s >= rect[3]) return
  const isInside = w >= rect[0] && s >= rect[1] && e <= rect[2] && n <= rect[3]
  const inside = isInside ? polygons : intersectRect(polygons, rect)
  if (inside.length === 0) return
  if (at.level === goal.level) {
    found(at.x, at.y, inside)
    return
  }
  for (const dy of [0, 1]) {
    for (const dx of [0, 1]) {
      descend(inside, { level: at.level + 1, x: at.x * 2 + dx, y: at.y * 2 + dy }, goal, found)
    }
  }
}

export function rectOf({ level, x, y }: At, squares: TileSquares): RectM {
  const sizeM = squares.rootSizeM / 2 ** level
  const west = squares.westM + x * sizeM
  const south = squares.southM + y * sizeM
  return [west, south, west + sizeM, south + sizeM]
}

/** The square without its waters; null when it has none. */
export function landOf(areas: readonly TileArea[], rect: RectM): PolygonM[] | null {
  const waters = areas.filter((a) => a.kind === 'water').flatMap((a) => a.polygons)
  return waters.length === 0 ? null : differenceFromRect(waters, rect)
}
