// Green, sand, squares, car parks and used ground, draped on the terrain; water is in water.ts.
// Order matters where areas overlap: each kind has a depth layer of its own.
import type { AreaKind } from '../../../shared/city/city.ts'
import { NO_FEATURE, type Tile } from '../../../shared/city/tile.ts'
import { type Brush, type MeshBuilder, SURFACE, type Surface } from './builder.ts'
import { GROUND, fan } from './ground.ts'
import { type Relief, drape, localPolygons } from './relief.ts'

/** Paints of SURFACE.grass, the vertex's `a`. */
export const GRASS = { lawn: 0, meadow: 1, forest: 2, field: 3, wetland: 4, pitch: 5, cemetery: 6 } as const
/** Paints of SURFACE.pavement. */
export const PAVING = { slabs: 0, square: 1, path: 2, planks: 3, playground: 4, steps: 5, cycle: 6 } as const

type Paint = { readonly surface: Surface; readonly a: number; readonly colour: number; readonly layer: number }

const PAINT: Readonly<Record<Exclude<AreaKind, 'water'>, Paint>> = {
  residential: { surface: SURFACE.ground, a: GROUND.residential, colour: 0x8f8a74, layer: 1 },
  commercial: { surface: SURFACE.ground, a: GROUND.commercial, colour: 0x9a968c, layer: 1 },
  industrial: { surface: SURFACE.ground, a: GROUND.industrial, colour: 0x86817a, layer: 1 },
  construction: { surface: SURFACE.ground, a: GROUND.construction, colour: 0x9c8a6c, layer: 2 },
  railway: { surface: SURFACE.ground, a: GROUND.railway, colour: 0x7b736a, layer: 2 },
  farmland: { surface: SURFACE.grass, a: GRASS.field, colour: 0x8f9150, layer: 2 },
  grass: { surface: SURFACE.grass, a: GRASS.meadow, colour: 0x6f8a45, layer: 3 },
  wetland: { surface: SURFACE.grass, a: GRASS.wetland, colour: 0x66784a, layer: 3 },
  park: { surface: SURFACE.grass, a: GRASS.lawn, colour: 0x5f8a3c, layer: 3 },
  cemetery: { surface: SURFACE.grass, a: GRASS.cemetery, colour: 0x6d8049, layer: 3 },
  forest: { surface: SURFACE.grass, a: GRASS.forest, colour: 0x4c6a33, layer: 4 },
  sand: { surface: SURFACE.sand, a: 0, colour: 0xcdb98a, layer: 4 },
  playground: { surface: SURFACE.pavement, a: PAVING.playground, colour: 0xb5876a, layer: 5 },
  pitch: { surface: SURFACE.grass, a: GRASS.pitch, colour: 0x4f8a3a, layer: 5 },
  parking: { surface: SURFACE.road, a: 0, colour: 0x55565a, layer: 5 },
  roadway: { surface: SURFACE.road, a: 0, colour: 0x55565a, layer: 5 },
  square: { surface: SURFACE.pavement, a: PAVING.square, colour: 0x9c958a, layer: 5 },
}

/** Coarser than this level of detail an area smaller than the limit (m2) is left out. */
const LEAST_M2: readonly number[] = [4, 300, 2500, 20000]

export function meshAreas(tile: Tile, relief: Relief, b: MeshBuilder): void {
  const least = LEAST_M2[tile.detail] ?? 0
  for (const area of tile.areas) {
    if (area.kind === 'water') continue
    const paint = PAINT[area.kind]
    const isAsphalt = paint.surface === SURFACE.road
    const brush: Brush = {
      surface: paint.surface,
      a: paint.a,
      // Asphalt of no width is a plot, not a street; `c` says whether it has bays.
      b: isAsphalt ? 0 : 1,
      c: area.kind === 'parking' ? 1 : 0,
      colour: paint.colour,
      feature: NO_FEATURE,
      layer: paint.layer,
    }
    for (const polygon of localPolygons(area.polygons, tile)) {
      if (ringArea(polygon[0] ?? []) < least) continue
      drape(relief, polygon, (piece) => fan(piece, relief, brush, b))
    }
  }
}

export function ringArea(ring: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length
    sum += (ring[i] as number) * (ring[j + 1] as number) - (ring[j] as number) * (ring[i + 1] as number)
  }
  return Math.abs(sum) / 2
}
