// The ground of a core as the kernel takes it: terrain with waters dug into it, buildings as blocks, roughness and runoff
// by what covers the ground, rain of roofs given to the ground beside them. How deep waters are is invented (no survey is
// in the data): the bed falls one in four from the bank, to 3.5 m in large waters and 1.5 m in ponds.
import type { AreaKind, City } from '../../city/city.ts'
import { heightAt, lowestAlong } from '../../city/terrain.ts'
import type { Basin } from './basin.ts'
import { at } from './cells.ts'
import { type Core, coreOf, LARGE_WATER_M2, placeOf } from './core.ts'
import { type River, riverOf } from './core-river.ts'
import { cellsAlong, eachBeside, eachCellIn, groupsOf, stepsFrom } from './core-shapes.ts'

export type CoreGrid = {
  readonly core: Core
  readonly basin: Basin
  /** Of the rain each cell gets: what its cover sheds, and that of the roofs beside. */
  readonly rainShare: Float64Array
  /** Soaks away or dries from where water stands, m/s. */
  readonly soakMPerS: Float64Array
  /** Number of the building that stands on a cell, -1 for none. */
  readonly building: Int32Array
  /** 1 on mapped water. */
  readonly isWater: Uint8Array
  /** Of the water at the beginning. */
  readonly depthM: Float64Array
  readonly river: River | null
}

/**
 * Manning's n after Chow 1959, table 5-6; runoff of a heavy storm after Chow, Maidment and Mays 1988, table 15.1.1; what
 * soaks away after Rawls, Brakensiek and Miller 1983 (loam 3.4 mm/h), on paving our choice: cracks and drying.
 */
const COVERS = {
  ground: { manning: 0.03, runoff: 0.6, soakMmH: 2 },
  water: { manning: 0.03, runoff: 1, soakMmH: 0 },
  green: { manning: 0.035, runoff: 0.3, soakMmH: 3.4 },
  wood: { manning: 0.1, runoff: 0.25, soakMmH: 3.4 },
  field: { manning: 0.04, runoff: 0.35, soakMmH: 3.4 },
  paved: { manning: 0.016, runoff: 0.85, soakMmH: 0.5 },
  roof: { manning: 0.02, runoff: 1, soakMmH: 0 },
} as const
type Cover = keyof typeof COVERS
const MM_PER_H = 1 / 3_600_000

const COVER_OF: Readonly<Partial<Record<AreaKind, Cover>>> = {
  water: 'water',
  park: 'green',
  grass: 'green',
  pitch: 'green',
  playground: 'green',
  cemetery: 'green',
  wetland: 'green',
  sand: 'green',
  forest: 'wood',
  farmland: 'field',
  square: 'paved',
  parking: 'paved',
  roadway: 'paved',
}
const DEEPEST_M = 3.5
const DEEPEST_POND_M = 1.5
const BANK_SLOPE = 0.25
/** Land so near to water is no lower than its surface: the terrain is coarser than the outline. */
const BANK_CELLS = 3
const BANK_OVER_M = 0.05
/** A building that begins higher than this lets water through. */
const PASSAGE_M = 2
const LEAST_BLOCK_M = 4
/** Over the water where it leaves the core: what crosses there is told by river.ts. */
const EDGE_WALL_M = 40

const known = new WeakMap<City, CoreGrid | null>()

/** Null where the city has no core. */
export function gridOf(city: City): CoreGrid | null {
  const before = known.get(city)
  if (before !== undefined) return before
  const core = coreOf(city)
  const made = core ? makeGrid(city, core) : null
  known.set(city, made)
  return made
}

function makeGrid(city: City, core: Core): CoreGrid {
  const { nx, ny, cellM } = core
  const cells = nx * ny
  const bedM = groundOf(city, core)
  const cover: Cover[] = coversOf(city, core)
  const surfaceM = surfacesOf(city, core)
  const isWater = Uint8Array.from(surfaceM, (level) => (Number.isNaN(level) ? 0 : 1))
  const building = new Int32Array(cells).fill(-1)
  const topM = blocksOf(city, core, building, isWater)
  const waters = groupsOf(core, (k) => isWater[k] === 1)
  const fromBank = stepsFrom(core, (k) => isWater[k] === 0)
  const fromWater = stepsFrom(core, (k) => isWater[k] === 1)
  const bank = new Float64Array(cells).fill(-Infinity)
  spread(core, surfaceM, fromWater, bank)
  const depthM = new Float64Array(cells)
  const soakMPerS = new Float64Array(cells)
  const manning = new Float64Array(cells)
  for (let k = 0; k < cells; k++) {
    const size = waters.sizes[waters.of[k] as number] ?? 0
    if (isWater[k] === 1) {
      const most = size * cellM * cellM >= LARGE_WATER_M2 ? DEEPEST_M : DEEPEST_POND_M
      // No bank in sight: as deep as it gets.
      const steps = fromBank[k] as number
      depthM[k] = steps < 0 ? most : Math.min(most, BANK_SLOPE * steps * cellM)
      bedM[k] = at(surfaceM, k) - at(depthM, k)
    } else {
      if ((fromWater[k] as number) <= BANK_CELLS) bedM[k] = Math.max(at(bedM, k), at(bank, k) + BANK_OVER_M)
      if (building[k] !== -1) bedM[k] = Math.max(at(topM, k), at(bedM, k) + LEAST_BLOCK_M)
    }
    const of = COVERS[building[k] !== -1 ? 'roof' : isWater[k] === 1 ? 'water' : (cover[k] ?? 'ground')]
    manning[k] = of.manning
    soakMPerS[k] = of.soakMmH * MM_PER_H
  }
  const river = riverOf(city, { core, surfaceM, group: waters.of, sizes: waters.sizes })
  wallOff(core, { surfaceM, bedM, depthM })
  const rainShare = sharesOf(core, building, isWater, cover)
  return {
    core,
    basin: { nx, ny, dxM: cellM, bedM, manning },
    rainShare,
    soakMPerS,
    building,
    isWater,
    depthM,
    river,
  }
}

function groundOf({ terrain }: City, core: Core): Float64Array {
  const bedM = new Float64Array(core.nx * core.ny)
  if (terrain) for (let k = 0; k < bedM.length; k++) bedM[k] = heightAt(terrain, ...placeOf(core, k))
  return bedM
}

/** Later ones lie over earlier ones; roads over all but water. */
function coversOf({ areas, links }: City, core: Core): Cover[] {
  const covers = Array.from({ length: core.nx * core.ny }, (): Cover => 'ground')
  for (const { kind, polygons } of areas) {
    const cover = COVER_OF[kind]
    if (cover) for (const polygon of polygons) eachCellIn(core, polygon, (k) => (covers[k] = cover))
  }
  for (const { line, widthM, isBridge, isTunnel, roadClass } of links)
    if (!isBridge && !isTunnel && roadClass !== 'track')
      for (const k of cellsAlong(core, line, widthM)) covers[k] = 'paved'
  return covers
}

/** NaN on land; the highest where several waters overlap. */
function surfacesOf({ areas, terrain }: City, core: Core): Float64Array {
  const surfaceM = new Float64Array(core.nx * core.ny).fill(NaN)
  for (const { kind, polygons, surfaceM: told } of areas) {
    if (kind !== 'water') continue
    for (const polygon of polygons) {
      const level = told ?? (terrain ? lowestAlong(terrain, polygon[0] ?? []) : 0)
      eachCellIn(core, polygon, (k) => {
        if (!(at(surfaceM, k) >= level)) surfaceM[k] = level
      })
    }
  }
  return surfaceM
}

/** Which building stands on a cell, and its top there. */
function blocksOf({ buildings }: City, core: Core, building: Int32Array, isWater: Uint8Array): Float64Array {
  const topM = new Float64Array(building.length)
  for (const [n, { polygons, groundM, heightM, minHeightM, isPart }] of buildings.entries()) {
    if (minHeightM >= PASSAGE_M || isPart) continue
    for (const polygon of polygons)
      eachCellIn(core, polygon, (k) => {
        if (isWater[k] === 1) return
        building[k] = n
        topM[k] = groundM + heightM
      })
  }
  return topM
}

/** The surface of the water that is nearest to land beside it. */
function spread(core: Core, surfaceM: Float64Array, steps: Int32Array, into: Float64Array): void {
  const rings: number[][] = Array.from({ length: BANK_CELLS + 1 }, () => [])
  for (let k = 0; k < steps.length; k++) rings[steps[k] as number]?.push(k)
  for (const k of rings[0] ?? []) into[k] = at(surfaceM, k)
  for (let n = 1; n < rings.length; n++)
    for (const k of rings[n] ?? [])
      eachBeside(core, k, (other) => {
        if (steps[other] === n - 1) into[k] = Math.max(at(into, k), at(into, other))
      })
}

/** Mapped water ends in a wall at the edge of the core: what flows there is a source or a drain (core-river.ts). */
function wallOff(
  { nx, ny }: Core,
  { surfaceM, bedM, depthM }: Record<'surfaceM' | 'bedM' | 'depthM', Float64Array>,
): void {
  for (let k = 0; k < surfaceM.length; k++) {
    const [i, j] = [k % nx, Math.floor(k / nx)]
    if ((i > 0 && j > 0 && i < nx - 1 && j < ny - 1) || Number.isNaN(at(surfaceM, k))) continue
    bedM[k] = at(surfaceM, k) + EDGE_WALL_M
    depthM[k] = 0
  }
}

/** What each cell sheds; a roof gives all of its own to the nearest open cells, in equal parts. */
function sharesOf(core: Core, building: Int32Array, isWater: Uint8Array, cover: readonly Cover[]): Float64Array {
  const share = Float64Array.from(
    building,
    (_, k) => COVERS[isWater[k] === 1 ? 'water' : (cover[k] ?? 'ground')].runoff,
  )
  const steps = stepsFrom(core, (k) => building[k] === -1)
  const inner = [...building.keys()].filter((k) => (steps[k] as number) > 0)
  // From the middle of a roof outwards, so that each cell has all it is to hand on.
  inner.sort((a, b) => (steps[b] as number) - (steps[a] as number) || a - b)
  for (const k of inner) share[k] = COVERS.roof.runoff
  for (const k of inner) {
    const outwards: number[] = []
    eachBeside(core, k, (other) => {
      if (steps[other] === (steps[k] as number) - 1) outwards.push(other)
    })
    for (const other of outwards) share[other] = at(share, other) + at(share, k) / outwards.length
    if (outwards.length > 0) share[k] = 0
  }
  return share
}
