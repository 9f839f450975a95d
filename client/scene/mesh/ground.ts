// The bare ground of a tile: its terrain grid, cut to the land where there is water, with a skirt round the edge
// that hides the step to a neighbour of another level of detail.
import type { Tile } from '../../../shared/city/tile.ts'
import { NO_FEATURE } from '../../../shared/city/tile.ts'
import { type Brush, type MeshBuilder, SURFACE } from './builder.ts'
import { type Relief, drape, localPolygons } from './relief.ts'

/** Paints of SURFACE.ground, the vertex's `a`. */
export const GROUND = {
  open: 0,
  industrial: 1,
  residential: 2,
  commercial: 3,
  construction: 4,
  railway: 5,
  earth: 6,
} as const

const EARTH: Brush = {
  surface: SURFACE.ground,
  a: GROUND.open,
  b: 0,
  c: 0,
  colour: 0x8c8768,
  feature: NO_FEATURE,
  layer: 0,
}

/** From this level of detail on the ground is not cut out under water. */
export const WATER_OVER_GROUND = 2

export function meshGround(tile: Tile, relief: Relief, b: MeshBuilder): void {
  // From afar the water is drawn over the ground instead.
  if (tile.land && tile.detail < WATER_OVER_GROUND) {
    for (const polygon of localPolygons(tile.land, tile)) {
      drape(relief, polygon, (piece) => fan(piece, relief, EARTH, b))
    }
  } else {
    grid(relief, b)
  }
  skirt(tile, relief, b)
}

/** A convex piece as a fan of triangles lying on the terrain. */
export function fan(piece: readonly number[], relief: Relief, brush: Brush, b: MeshBuilder): void {
  const first = b.vertexCount
  for (let i = 0; i < piece.length; i += 2) {
    const e = piece[i] as number
    const n = piece[i + 1] as number
    const [x, y, z] = relief.normalAt(e, n)
    b.vertex(e, relief.at(e, n), -n, x, y, z, e, n, brush)
  }
  // East and minus north keep counter-clockwise seen from above.
  for (let i = 2; i < piece.length / 2; i++) b.triangle(first, first + i - 1, first + i)
}

function grid(relief: Relief, b: MeshBuilder): void {
  const first = b.vertexCount
  for (let r = 0; r < relief.rows; r++) {
    for (let c = 0; c < relief.cols; c++) {
      const e = c * relief.cellE
      const n = r * relief.cellN
      const [x, y, z] = relief.normalAt(e, n)
      b.vertex(e, relief.heightsM[r * relief.cols + c] as number, -n, x, y, z, e, n, EARTH)
    }
  }
  for (let r = 0; r + 1 < relief.rows; r++) {
    for (let c = 0; c + 1 < relief.cols; c++) {
      const sw = first + r * relief.cols + c
      const nw = sw + relief.cols
      b.triangle(sw, sw + 1, nw + 1)
      b.triangle(sw, nw + 1, nw)
    }
  }
}

function skirt(tile: Tile, relief: Relief, b: MeshBuilder): void {
  const depthM = tile.detail === 0 ? 3 : 4 * 2 ** tile.detail
  const size = tile.sizeM
  const isLand = landTest(tile)
  const east = Math.max(1, relief.cols - 1)
  const north = Math.max(1, relief.rows - 1)
  const sides: readonly (readonly [number, (t: number) => [number, number], number, number])[] = [
    [east, (t) => [t * size, 0], 0, 1],
    [north, (t) => [size, t * size], 1, 0],
    [east, (t) => [(1 - t) * size, size], 0, -1],
    [north, (t) => [0, (1 - t) * size], -1, 0],
  ]
  for (const [steps, place, nx, nz] of sides) {
    const stops = isLand ? stopsOf(steps, place, size, isLand) : Array.from({ length: steps + 1 }, (_, i) => i / steps)
    for (const [i, t] of stops.entries()) {
      const [e, n] = place(t)
      const y = relief.at(e, n)
      // Lit like the ground it continues: the normal points up, the face out.
      const top = b.vertex(e, y, -n, nx * 0.1, 0.995, nz * 0.1, e, n, EARTH)
      b.vertex(e, y - depthM, -n, nx * 0.1, 0.995, nz * 0.1, e, n, EARTH)
      const next = stops[i + 1]
      if (next !== undefined && (!isLand || isLand(...place((t + next) / 2)))) b.quad(top + 1, top + 3, top + 2, top)
    }
  }
}

const SHORE_STEP_M = 4

/** Where along a side the terrain bends, and where land and water change, 0 to 1. */
function stopsOf(
  steps: number,
  place: (t: number) => [number, number],
  sizeM: number,
  isLand: (e: number, n: number) => boolean,
): number[] {
  const stops = Array.from({ length: steps + 1 }, (_, i) => i / steps)
  const fine = Math.ceil(sizeM / SHORE_STEP_M)
  let was = isLand(...place(0))
  for (let k = 1; k <= fine; k++) {
    const is = isLand(...place(k / fine))
    if (is !== was) stops.push((k - 0.5) / fine)
    was = is
  }
  return [...new Set(stops)].sort((a, b) => a - b)
}

/** Null where the whole tile is land, or its water is drawn over it. */
function landTest(tile: Tile): ((e: number, n: number) => boolean) | null {
  if (!tile.land || tile.detail >= WATER_OVER_GROUND) return null
  const polygons = localPolygons(tile.land, tile)
  const inside = (m: number): number => Math.min(tile.sizeM - 0.05, Math.max(0.05, m))
  return (e, n) => polygons.some((rings) => isInside(rings, inside(e), inside(n)))
}

function isInside(rings: readonly (readonly number[])[], e: number, n: number): boolean {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [ae, an, be, bn] = [ring[i], ring[i + 1], ring[j], ring[j + 1]] as [number, number, number, number]
      if (an > n !== bn > n && e < ((be - ae) * (n - an)) / (bn - an) + ae) inside = !inside
    }
  }
  return inside
}
