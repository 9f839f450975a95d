// The ground of an import: elevation files resampled to the frame's grid (the finest file first where they overlap,
// voids filled from around them), or level ground, or the synthetic one.
import type { Truth } from '../../shared/city/manifest.ts'
import type { PolygonM } from '../../shared/city/city.ts'
import { type Terrain, heightAt, terrainRange } from '../../shared/city/terrain.ts'
import { type Sourced, middleOf } from './finish.ts'
import { type Where, overlap } from './import-frame.ts'
import type { Ledger } from './ledger.ts'
import { decodeTerrain, encodeTerrain } from './package-terrain.ts'
import type { TerrainReading } from './survey.ts'
import { distances } from './synthetic-raster.ts'
import { blur, flatGround, gridOver, syntheticGround } from './synthetic-terrain.ts'
import type { RectM } from './ring-shape.ts'

export type Ground = {
  readonly terrain: Terrain
  /** The ground as the package stores it. */
  readonly bytes: Uint8Array
  readonly stepM: number
  /** Surface of each water, in the order given. */
  readonly surfacesM: readonly number[]
  readonly truth: Truth
  readonly minM: number
  readonly maxM: number
  readonly datum: string
  readonly error: string
  readonly note: string
}

type Made = Omit<Ground, 'bytes' | 'minM' | 'maxM'>

/** Half the file's spacing, but no finer: the frame's samples fall between the file's. */
const FINEST_M = 1
const UNDER_BUILDINGS_M = 25
const MEASURED_STEP_M = 0.01
const SYNTHETIC_STEP_M = 0.1
/** Degrees are looked up on every 16th sample and interpolated between: the error is under a millimetre. */
const LATTICE = 16

export function groundOf(
  sources: {
    terrains: readonly TerrainReading[]
    surveys: readonly Sourced[]
    waters: readonly (readonly PolygonM[])[]
  },
  where: Where,
  how: { synthesize: boolean; core: RectM | null; ledger: Ledger },
): Ground {
  const { terrains, surveys, waters } = sources
  const ground =
    measured(terrains, waters, { where, ledger: how.ledger }) ?? invented(surveys, waters, { where, ...how })
  return { ...ground, ...stored(ground.terrain, ground.stepM) }
}

/** What everything else stands on is the ground as it is stored. */
export function stored(terrain: Terrain, stepM: number): Pick<Ground, 'terrain' | 'bytes' | 'minM' | 'maxM'> {
  const bytes = encodeTerrain(terrain, stepM)
  const { minM, maxM } = terrainRange(terrain)
  return { bytes, terrain: decodeTerrain(bytes), minM: cm(minM), maxM: cm(maxM) }
}

const cm = (m: number): number => Math.round(m * 100) / 100

function invented(
  surveys: readonly Sourced[],
  waters: readonly (readonly PolygonM[])[],
  { where, synthesize, core }: { where: Where; synthesize: boolean; core: RectM | null },
): Made {
  if (synthesize) {
    return {
      ...syntheticGround(where.boundsM, waters, core),
      stepM: SYNTHETIC_STEP_M,
      truth: 'synthetic',
      datum: 'synthetic',
      error: 'invented: only the outlines of the waters are real',
      note: 'Smooth seeded relief; river bed and embankments carved from the mapped water outlines.',
    }
  }
  return (
    underBuildings(surveys, waters, where) ?? {
      ...flatGround(where.boundsM, 0, waters.length),
      stepM: MEASURED_STEP_M,
      truth: 'synthetic',
      datum: 'synthetic',
      error: 'level ground',
      note: 'synthetic: no terrain was given',
    }
  )
}

/** Ground between buildings whose source knows where they stand; null when none does. */
function underBuildings(
  surveys: readonly Sourced[],
  waters: readonly (readonly PolygonM[])[],
  where: Where,
): Made | null {
  const grid = gridOver(where.boundsM, UNDER_BUILDINGS_M)
  const heightsM = new Float32Array(grid.cols * grid.rows).fill(Number.NaN)
  for (const { survey } of surveys) {
    for (const { groundM, polygons } of survey.buildings) {
      if (groundM === undefined) continue
      const [e, n] = middleOf(polygons)
      const x = Math.min(grid.cols - 1, Math.max(0, Math.round((e - grid.westM) / grid.cellM)))
      const y = Math.min(grid.rows - 1, Math.max(0, Math.round((n - grid.southM) / grid.cellM)))
      const known = heightsM[y * grid.cols + x] as number
      heightsM[y * grid.cols + x] = Number.isNaN(known) ? groundM : Math.min(known, groundM)
    }
  }
  const { nearest } = distances(grid, (at) => !Number.isNaN(heightsM[at] as number))
  if (nearest[0] === -1) return null
  const filled = heightsM.map((_, at) => heightsM[nearest[at] as number] as number)
  const terrain = { ...grid, heightsM: blur(blur(filled, grid, 1), grid, 1) }
  return {
    terrain,
    surfacesM: waters.map((polygons) => shoreLevel(terrain, polygons) - 0.5),
    stepM: MEASURED_STEP_M,
    truth: 'modelled',
    datum: where.datum ?? 'of the buildings',
    error: 'interpolated from the ground heights of the nearest buildings',
    note: 'no terrain was given; the ground follows the buildings',
  }
}

function measured(
  terrains: readonly TerrainReading[],
  waters: readonly (readonly PolygonM[])[],
  { where, ledger }: { where: Where; ledger: Ledger },
): Made | null {
  if (terrains.length === 0) return null
  const finestFirst = [...terrains].sort((a, b) => a.cellM - b.cellM)
  const first = finestFirst[0] as TerrainReading
  const grid = gridOver(where.boundsM, Math.max(FINEST_M, Math.round(first.cellM * 50) / 100))
  const heightsM = new Float32Array(grid.cols * grid.rows).fill(Number.NaN)
  const lonLat = lonLatGrid(grid, where)
  let voids = 0
  let missed = 0
  for (let y = 0; y < grid.rows; y++) {
    for (let x = 0; x < grid.cols; x++) {
      const [lon, lat] = lonLat(x, y)
      let h: number | null = null
      for (const reading of finestFirst) {
        h = reading.heightAt(lon, lat)
        if (h !== null) break
      }
      if (h === null || !Number.isFinite(h)) {
        voids++
        // The rectangle around the box sticks out beyond it; only what is missing inside is missed.
        if (overlap(where.bbox, [lon, lat, lon, lat])) missed++
      } else heightsM[y * grid.cols + x] = h
    }
  }
  if (voids === heightsM.length) {
    ledger.drop('terrain files', 'they lie elsewhere than the city or hold only voids there', terrains.length)
    return null
  }
  if (voids > 0) {
    if (missed > 0) ledger.drop('terrain samples', 'void or beyond the files, filled from the nearest', missed)
    const { nearest } = distances(grid, (at) => !Number.isNaN(heightsM[at] as number))
    for (let at = 0; at < heightsM.length; at++) heightsM[at] = heightsM[nearest[at] as number] as number
  }
  const terrain = { ...grid, heightsM }
  return {
    terrain,
    stepM: MEASURED_STEP_M,
    surfacesM: waters.map((polygons) => shoreLevel(terrain, polygons)),
    truth: 'measured',
    datum: first.datum,
    error: `samples every ${Math.round(first.cellM * 10) / 10} m; bilinear between them`,
    note: 'The waters stand at the low end of the ground along their outlines.',
  }
}

function lonLatGrid(
  grid: { cols: number; westM: number; southM: number; cellM: number },
  where: Where,
): (x: number, y: number) => readonly [number, number] {
  const nodes = new Map<number, readonly [number, number]>()
  const across = Math.ceil(grid.cols / LATTICE) + 2
  const node = (i: number, j: number): readonly [number, number] => {
    let known = nodes.get(j * across + i)
    if (!known) {
      known = where.frame.toLonLat([grid.westM + i * LATTICE * grid.cellM, grid.southM + j * LATTICE * grid.cellM])
      nodes.set(j * across + i, known)
    }
    return known
  }
  return (x, y) => {
    const [i, j] = [Math.floor(x / LATTICE), Math.floor(y / LATTICE)]
    const [fx, fy] = [x / LATTICE - i, y / LATTICE - j]
    const [sw, se, nw, ne] = [node(i, j), node(i + 1, j), node(i, j + 1), node(i + 1, j + 1)]
    const mix = (k: 0 | 1): number => (sw[k] * (1 - fx) + se[k] * fx) * (1 - fy) + (nw[k] * (1 - fx) + ne[k] * fx) * fy
    return [mix(0), mix(1)]
  }
}

/** A tenth of the ground along the outline lies lower: one steep gully does not drain a lake. */
function shoreLevel(terrain: Terrain, polygons: readonly PolygonM[]): number {
  const heights: number[] = []
  for (const polygon of polygons) {
    const ring = polygon[0] ?? []
    for (let i = 0; i + 1 < ring.length; i += 2)
      heights.push(heightAt(terrain, ring[i] as number, ring[i + 1] as number))
  }
  heights.sort((a, b) => a - b)
  return heights[Math.floor(heights.length / 10)] ?? 0
}
