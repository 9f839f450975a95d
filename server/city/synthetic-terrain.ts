// Ground for a city whose sources have none: smooth seeded noise over the plain, with the beds of its waters carved
// from their real outlines and the river's banks raised to embankments in the built-up core. Invented, and marked so.
import type { PolygonM } from '../../shared/city/city.ts'
import { type Terrain, heightAt } from '../../shared/city/terrain.ts'
import { type Grid, distances, fillPolygon } from './synthetic-raster.ts'
import type { RectM } from './ring-shape.ts'

/** Finer than tiles sample it by default, so that a quay is a slope of one sample. */
const CELL_M = 12.5
const MOST_SAMPLES = 6_000_000
/** Astana lies at about 347 m above the sea beside the Ishim (SRTM, rounded); only the level is taken from there. */
const PLAIN_M = 349.5
/** The plain's noise: wavelength and amplitude, metres. */
const NOISE = [
  { waveM: 3200, amplitudeM: 2.2 },
  { waveM: 1100, amplitudeM: 0.9 },
  { waveM: 420, amplitudeM: 0.3 },
]
const WATER_BELOW_BANK_M = 1.75
const BED_BELOW_BANK_M = 3.75
/** A shelf just under the surface along the bank, so that the drawn shore is not under water. */
const SHELF_M = 0.3
const EMBANKMENT_M = 1.25
const EMBANKMENT_WIDTH_M = 22
const EMBANKMENT_FADE_M = 45
/** Waters at least this large get embankments in the core. */
const RIVER_M2 = 200_000

export type Groundwork = {
  readonly terrain: Terrain
  /** Surface of each water, by its place in the list given. */
  readonly surfacesM: readonly number[]
}

export function gridOver(boundsM: RectM, cellM: number): Grid {
  let cell = cellM
  const span = (from: number, to: number): number => Math.max(2, Math.ceil((to - from) / cell) + 2)
  while (span(boundsM[0], boundsM[2]) * span(boundsM[1], boundsM[3]) > MOST_SAMPLES) cell *= 2
  return {
    cols: span(boundsM[0], boundsM[2]),
    rows: span(boundsM[1], boundsM[3]),
    cellM: cell,
    westM: Math.floor(boundsM[0] / cell) * cell,
    southM: Math.floor(boundsM[1] / cell) * cell,
  }
}

/** Level ground; water stands a metre below it. */
export function flatGround(boundsM: RectM, levelM: number, waters: number): Groundwork {
  const grid = gridOver(boundsM, 100)
  const heightsM = new Float32Array(grid.cols * grid.rows).fill(levelM)
  return { terrain: { ...grid, heightsM }, surfacesM: Array.from({ length: waters }, () => levelM - 1) }
}

export function syntheticGround(
  boundsM: RectM,
  waters: readonly (readonly PolygonM[])[],
  core: RectM | null,
): Groundwork {
  const grid = gridOver(boundsM, CELL_M)
  const plainM = plain(grid)
  const owner = new Int32Array(grid.cols * grid.rows).fill(-1)
  for (const [i, polygons] of waters.entries()) {
    for (const polygon of polygons) fillPolygon(grid, polygon, (at) => (owner[at] = i))
  }
  const bodies = joinBodies(grid, owner, waters.length)
  const toWater = distances(grid, (at) => (owner[at] as number) >= 0)
  const toLand = distances(grid, (at) => (owner[at] as number) < 0)
  const levels = bodyLevels(grid, owner, bodies, plainM)
  const heightsM = shore({ grid, owner, bodies, levels, plainM, toWater })
  const coreCells = core ? inRect(grid, core) : null
  for (let at = 0; at < heightsM.length; at++) {
    const body = bodies[owner[at] as number]
    if (body !== undefined) {
      const bankM = levels[body]?.bankM ?? 0
      const surfaceM = bankM - WATER_BELOW_BANK_M
      const d = (toLand.distM[at] as number) / grid.cellM
      const depth = Math.min(1, Math.max(0, (d - 1.2) / 2))
      heightsM[at] = surfaceM - SHELF_M - depth * (BED_BELOW_BANK_M - WATER_BELOW_BANK_M - SHELF_M)
    } else if (coreCells?.(at)) {
      const nearest = bodies[owner[toWater.nearest[at] as number] as number]
      const isRiver = nearest !== undefined && (levels[nearest]?.areaM2 ?? 0) >= RIVER_M2
      if (isRiver) heightsM[at] = (heightsM[at] as number) + EMBANKMENT_M * embankment(toWater.distM[at] as number)
    }
  }
  const surfacesM = waters.map((polygons, i) => {
    const level = levels[bodies[i] as number]
    if (level && level.cells > 0) return level.bankM - WATER_BELOW_BANK_M
    // Too small for the grid: a pond a little below the ground it lies in.
    const ring = polygons[0]?.[0] ?? []
    const x = Math.round(((ring[0] ?? 0) - grid.westM) / grid.cellM)
    const y = Math.round(((ring[1] ?? 0) - grid.southM) / grid.cellM)
    const at = Math.min(grid.rows - 1, Math.max(0, y)) * grid.cols + Math.min(grid.cols - 1, Math.max(0, x))
    return (heightsM[at] as number) - 0.4
  })
  return { terrain: { ...grid, heightsM }, surfacesM }
}

const embankment = (distM: number): number => {
  if (distM <= EMBANKMENT_WIDTH_M) return 1
  return smooth(1 - Math.min(1, (distM - EMBANKMENT_WIDTH_M) / EMBANKMENT_FADE_M))
}

const smooth = (t: number): number => t * t * (3 - 2 * t)

function inRect(grid: Grid, rect: RectM): (at: number) => boolean {
  return (at) => {
    const e = grid.westM + (at % grid.cols) * grid.cellM
    const n = grid.southM + Math.floor(at / grid.cols) * grid.cellM
    return e >= rect[0] && e <= rect[2] && n >= rect[1] && n <= rect[3]
  }
}

/** Value noise on fixed lattices: the same place has the same height whatever the bounds of the import. */
function plain(grid: Grid): Float32Array {
  const out = new Float32Array(grid.cols * grid.rows).fill(PLAIN_M)
  for (const [octave, { waveM, amplitudeM }] of NOISE.entries()) {
    for (let y = 0; y < grid.rows; y++) {
      const n = (grid.southM + y * grid.cellM) / waveM
      const n0 = Math.floor(n)
      const fy = smooth(n - n0)
      let e0 = NaN
      let corners: number[] = []
      for (let x = 0; x < grid.cols; x++) {
        const e = (grid.westM + x * grid.cellM) / waveM
        if (Math.floor(e) !== e0) {
          e0 = Math.floor(e)
          corners = [
            lattice(e0, n0, octave),
            lattice(e0 + 1, n0, octave),
            lattice(e0, n0 + 1, octave),
            lattice(e0 + 1, n0 + 1, octave),
          ]
        }
        const fx = smooth(e - e0)
        const [sw, se, nw, ne] = corners as [number, number, number, number]
        const v = (sw + (se - sw) * fx) * (1 - fy) + (nw + (ne - nw) * fx) * fy
        const at = y * grid.cols + x
        out[at] = (out[at] as number) + amplitudeM * v
      }
    }
  }
  return out
}

/** In [-1, 1). */
function lattice(x: number, y: number, octave: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(octave + 1, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 2147483648 - 1
}

/** Waters whose samples touch are one body: the smallest index among them. */
function joinBodies(grid: Grid, owner: Int32Array, waters: number): number[] {
  const parent = Array.from({ length: waters }, (_, i) => i)
  const root = (i: number): number => {
    let r = i
    while (parent[r] !== r) r = parent[r] as number
    parent[i] = r
    return r
  }
  for (let y = 0; y < grid.rows; y++) {
    for (let x = 0; x < grid.cols; x++) {
      const a = owner[y * grid.cols + x] as number
      if (a < 0) continue
      for (const [dx, dy] of [
        [1, 0],
        [0, 1],
        [1, 1],
        [-1, 1],
      ] as const) {
        if (x + dx < 0 || x + dx >= grid.cols || y + dy >= grid.rows) continue
        const b = owner[(y + dy) * grid.cols + x + dx] as number
        if (b < 0 || b === a) continue
        const [ra, rb] = [root(a), root(b)]
        parent[Math.max(ra, rb)] = Math.min(ra, rb)
      }
    }
  }
  return parent.map((_, i) => root(i))
}

type Level = { readonly bankM: number; readonly areaM2: number; readonly cells: number }

/** The bank of a body stands at the lower part of the plain it lies in. */
function bodyLevels(grid: Grid, owner: Int32Array, bodies: readonly number[], plainM: Float32Array): Level[] {
  const heights: number[][] = bodies.map(() => [])
  for (let at = 0; at < owner.length; at++) {
    const body = bodies[owner[at] as number]
    if (body !== undefined) heights[body]?.push(plainM[at] as number)
  }
  return heights.map((list) => {
    const sorted = Float64Array.from(list).sort()
    const bankM = sorted[Math.floor(sorted.length * 0.25)] ?? PLAIN_M
    return { bankM, areaM2: list.length * grid.cellM ** 2, cells: list.length }
  })
}

/** The plain, drawn down or up to the bank around each water, over a reach that grows with the water. */
function shore(scene: {
  grid: Grid
  owner: Int32Array
  bodies: readonly number[]
  levels: readonly Level[]
  plainM: Float32Array
  toWater: { distM: Float32Array; nearest: Int32Array }
}): Float32Array {
  const { grid, owner, bodies, levels, plainM, toWater } = scene
  const pull = new Float32Array(plainM.length)
  for (let at = 0; at < plainM.length; at++) {
    const nearest = toWater.nearest[at] as number
    if (nearest < 0) continue
    const level = levels[bodies[owner[nearest] as number] as number] as Level
    const reachM = Math.min(700, Math.max(80, Math.sqrt(level.areaM2) / 2))
    const weight = smooth(Math.max(0, 1 - Math.max(0, (toWater.distM[at] as number) - 2 * grid.cellM) / reachM))
    pull[at] = weight * (level.bankM - (plainM[at] as number))
  }
  // Where two waters' reaches meet the pull jumps: level it out, but leave the banks themselves alone.
  const soft = softened(pull, grid)
  return plainM.map((h, at) => {
    const d = toWater.distM[at] as number
    const keep = d === Infinity ? 0 : Math.max(0, 1 - Math.max(0, d - 2 * grid.cellM) / (8 * grid.cellM))
    const away = keep === 1 ? 0 : heightAt(soft, at % grid.cols, Math.floor(at / grid.cols))
    return h + keep * (pull[at] as number) + (1 - keep) * away
  })
}

const COARSE = 4

/** Blurred over some 150 m, on every fourth sample; its places are numbers of columns and rows. */
function softened(values: Float32Array, grid: Grid): Terrain {
  const cols = Math.ceil(grid.cols / COARSE)
  const rows = Math.ceil(grid.rows / COARSE)
  const every = Float32Array.from(
    { length: cols * rows },
    (_, i) => values[Math.floor(i / cols) * COARSE * grid.cols + (i % cols) * COARSE] as number,
  )
  const coarse = { ...grid, cols, rows }
  const heightsM = blur(blur(every, coarse, 1), coarse, 1)
  return { cols, rows, cellM: COARSE, westM: 0, southM: 0, heightsM }
}

/** Box blur, both directions, edges held. */
export function blur(values: Float32Array, grid: Grid, radius: number): Float32Array {
  const { cols, rows } = grid
  const pass = (
    from: Float32Array,
    lines: number,
    length: number,
    at: (line: number, i: number) => number,
  ): Float32Array => {
    const out = new Float32Array(from.length)
    for (let line = 0; line < lines; line++) {
      const value = (i: number): number => from[at(line, Math.min(length - 1, Math.max(0, i)))] as number
      let sum = 0
      for (let i = -radius; i <= radius; i++) sum += value(i)
      for (let i = 0; i < length; i++) {
        out[at(line, i)] = sum / (2 * radius + 1)
        sum += value(i + radius + 1) - value(i - radius)
      }
    }
    return out
  }
  const across = pass(values, rows, cols, (line, i) => line * cols + i)
  return pass(across, cols, rows, (line, i) => i * cols + line)
}
