// A tile's terrain as the triangles it is drawn with: the height at a place on exactly that surface, and flat
// polygons cut along its cell lines and diagonals so that what is draped follows it without a gap.
import earcut from 'earcut'
import type { FlatLine, PolygonM } from '../../../shared/city/city.ts'
import type { Tile } from '../../../shared/city/tile.ts'

export type Relief = {
  readonly cols: number
  readonly rows: number
  readonly cellE: number
  readonly cellN: number
  readonly heightsM: Float32Array
  /** Height at a place given in metres from the tile's south-west corner; the edge's height beyond it. */
  at(e: number, n: number): number
  /** Upward normal there, smooth: [x, y, z] in scene axes. */
  normalAt(e: number, n: number): [number, number, number]
}

/** The terrain of a tile; a tile without samples lies at 0. */
export function reliefOf(tile: Pick<Tile, 'terrain' | 'sizeM' | 'detail'>): Relief {
  const { cols, rows, heightsM } = gridOf(tile)
  const cellE = tile.sizeM / (cols - 1)
  const cellN = tile.sizeM / (rows - 1)
  const sample = (c: number, r: number): number => heightsM[r * cols + c] as number
  const at = (e: number, n: number): number => {
    const x = Math.min(cols - 1, Math.max(0, e / cellE))
    const y = Math.min(rows - 1, Math.max(0, n / cellN))
    const c = Math.min(cols - 2, Math.floor(x))
    const r = Math.min(rows - 2, Math.floor(y))
    const u = x - c
    const v = y - r
    const sw = sample(c, r)
    const ne = sample(c + 1, r + 1)
    // The diagonal runs from south-west to north-east.
    if (u >= v) {
      const se = sample(c + 1, r)
      return sw + (se - sw) * u + (ne - se) * v
    }
    const nw = sample(c, r + 1)
    return sw + (nw - sw) * v + (ne - nw) * u
  }
  const normalAt = (e: number, n: number): [number, number, number] => {
    const step = Math.min(cellE, cellN) * 0.75
    const dE = (at(e + step, n) - at(e - step, n)) / (2 * step)
    const dN = (at(e, n + step) - at(e, n - step)) / (2 * step)
    const length = Math.hypot(dE, 1, dN)
    return [-dE / length, 1 / length, dN / length]
  }
  return { cols, rows, cellE, cellN, heightsM, at, normalAt }
}

/** How far a drawn height may be off by level of detail, metres; skirts hide what this leaves between neighbours. */
const ERROR_M: readonly number[] = [0.04, 0.3, 1.5, 4]

/** The tile's samples; from afar, and where the land is even, every second or fourth one. */
function gridOf({ terrain, detail }: Pick<Tile, 'terrain' | 'detail'>): Tile['terrain'] {
  if (terrain.cols < 2 || terrain.rows < 2)
    return { cols: 2, rows: 2, heightsM: new Float32Array(4).fill(terrain.heightsM[0] ?? 0) }
  let grid = terrain
  for (let round = 0; round < 2; round++) {
    if (grid.cols < 5 || grid.rows < 5 || grid.cols % 2 === 0 || grid.rows % 2 === 0) break
    const isFar = detail >= 2 && round === 0
    if (!isFar && halvingError(grid) > (ERROR_M[detail] ?? 0)) break
    grid = halved(grid)
  }
  return grid
}

function halved({ cols, rows, heightsM }: Tile['terrain']): Tile['terrain'] {
  const half = new Float32Array(((cols + 1) / 2) * ((rows + 1) / 2))
  let at = 0
  for (let r = 0; r < rows; r += 2) for (let c = 0; c < cols; c += 2) half[at++] = heightsM[r * cols + c] as number
  return { cols: (cols + 1) / 2, rows: (rows + 1) / 2, heightsM: half }
}

/** The most that a sample left out lies off the line between its neighbours kept. */
function halvingError({ cols, rows, heightsM }: Tile['terrain']): number {
  let most = 0
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const dc = c % 2
      const dr = r % 2
      if (dc === 0 && dr === 0) continue
      const a = heightsM[(r - dr) * cols + c - dc] as number
      const b = heightsM[(r + dr) * cols + c + dc] as number
      most = Math.max(most, Math.abs((heightsM[r * cols + c] as number) - (a + b) / 2))
    }
  }
  return most
}

/** A convex piece of a draped polygon: `[e0, n0, e1, n1, …]`, counter-clockwise, inside one terrain triangle. */
export type Piece = readonly number[]

/**
 * Cuts a polygon (metres from the tile's corner) along the terrain's triangles and hands out each piece.
 * Cells wholly inside go out as they are; only those its outline crosses are cut, ear by ear.
 */
export function drape(relief: Relief, polygon: PolygonM, emit: (piece: Piece) => void): void {
  const { cellE, cellN } = relief
  const crossed = crossedCells(relief, polygon)
  const box = boxOf(polygon[0] ?? [])
  const lastR = clampCell(box.north / cellN, relief.rows)
  const lastC = clampCell(box.east / cellE, relief.cols)
  for (let r = clampCell(box.south / cellN, relief.rows); r <= lastR; r++) {
    for (let c = clampCell(box.west / cellE, relief.cols); c <= lastC; c++) {
      const w = c * cellE
      const s = r * cellN
      if (crossed.has(r * relief.cols + c) || !isInPolygon(polygon, w + cellE / 2, s + cellN / 2)) continue
      emit([w, s, w + cellE, s, w + cellE, s + cellN])
      emit([w, s, w + cellE, s + cellN, w, s + cellN])
    }
  }
  forEachTriangle(polygon, (triangle) => cutEar(relief, triangle, crossed, emit))
}

function cutEar(relief: Relief, ear: number[], crossed: ReadonlySet<number>, emit: (piece: Piece) => void): void {
  const { cellE, cellN } = relief
  const box = boxOf(ear)
  const lastC = clampCell(box.east / cellE - 1e-9, relief.cols)
  for (let c = clampCell(box.west / cellE, relief.cols); c <= lastC; c++) {
    // The outermost cells keep what hangs over the edge: nothing is lost, the height is the edge's.
    let strip = ear
    if (c > 0) strip = cut(strip, 1, 0, c * cellE)
    if (c < relief.cols - 2) strip = cut(strip, -1, 0, -(c + 1) * cellE)
    if (strip.length < 6) continue
    const part = boxOf(strip)
    const lastR = clampCell(part.north / cellN - 1e-9, relief.rows)
    for (let r = clampCell(part.south / cellN, relief.rows); r <= lastR; r++) {
      if (!crossed.has(r * relief.cols + c)) continue
      let cell = strip
      if (r > 0) cell = cut(cell, 0, 1, r * cellN)
      if (r < relief.rows - 2) cell = cut(cell, 0, -1, -(r + 1) * cellN)
      if (cell.length < 6) continue
      // The diagonal u = v of the cell.
      const below = cut(cell, 1 / cellE, -1 / cellN, c - r)
      const above = cut(cell, -1 / cellE, 1 / cellN, r - c)
      if (isPiece(below)) emit(below)
      if (isPiece(above)) emit(above)
    }
  }
}

/** Cells that an edge of the polygon passes through, or nearly. */
function crossedCells(relief: Relief, polygon: PolygonM): Set<number> {
  const { cellE, cellN } = relief
  const cells = new Set<number>()
  for (const ring of polygon) {
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length
      const e0 = ring[i] as number
      const n0 = ring[i + 1] as number
      const de = (ring[j] as number) - e0
      const dn = (ring[j + 1] as number) - n0
      const pieces = Math.max(1, Math.ceil(Math.max(Math.abs(de) / cellE, Math.abs(dn) / cellN) * 2))
      for (let k = 0; k < pieces; k++) {
        const [a, b] = [k / pieces, (k + 1) / pieces]
        const [ea, eb] = [e0 + de * a, e0 + de * b]
        const [na, nb] = [n0 + dn * a, n0 + dn * b]
        const lastC = clampCell(Math.max(ea, eb) / cellE + 1e-6, relief.cols)
        const lastR = clampCell(Math.max(na, nb) / cellN + 1e-6, relief.rows)
        for (let c = clampCell(Math.min(ea, eb) / cellE - 1e-6, relief.cols); c <= lastC; c++) {
          for (let r = clampCell(Math.min(na, nb) / cellN - 1e-6, relief.rows); r <= lastR; r++)
            cells.add(r * relief.cols + c)
        }
      }
    }
  }
  return cells
}

function isInPolygon(polygon: PolygonM, e: number, n: number): boolean {
  let isIn = false
  for (const ring of polygon) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const ni = ring[i + 1] as number
      const nj = ring[j + 1] as number
      if (ni > n === nj > n) continue
      const at = (ring[i] as number) + (((ring[j] as number) - (ring[i] as number)) * (n - ni)) / (nj - ni)
      if (e < at) isIn = !isIn
    }
  }
  return isIn
}

function boxOf(ring: readonly number[]): { west: number; south: number; east: number; north: number } {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity }
  for (let i = 0; i < ring.length; i += 2) {
    box.west = Math.min(box.west, ring[i] as number)
    box.east = Math.max(box.east, ring[i] as number)
    box.south = Math.min(box.south, ring[i + 1] as number)
    box.north = Math.max(box.north, ring[i + 1] as number)
  }
  return box
}

/** Ear-clips a polygon into triangles `[e, n, e, n, e, n]`, counter-clockwise. */
export function forEachTriangle(polygon: PolygonM, emit: (triangle: number[]) => void): void {
  const flat: number[] = []
  const holes: number[] = []
  for (const ring of polygon) {
    if (flat.length > 0) holes.push(flat.length / 2)
    for (const v of ring) flat.push(v)
  }
  const indices = earcut(flat, holes)
  for (let i = 0; i < indices.length; i += 3) {
    const p = (k: number): number => (indices[i + k] as number) * 2
    const [a, b, c] = [p(0), p(1), p(2)]
    const t = [flat[a], flat[a + 1], flat[b], flat[b + 1], flat[c], flat[c + 1]] as number[]
    const area = doubleArea(t)
    if (Math.abs(area) < 1e-6) continue
    if (area < 0) emit([t[0], t[1], t[4], t[5], t[2], t[3]] as number[])
    else emit(t)
  }
}

/** Polygons moved so that the tile's south-west corner is the zero. */
export function localPolygons(polygons: readonly PolygonM[], tile: Pick<Tile, 'westM' | 'southM'>): PolygonM[] {
  return polygons.map((polygon) => polygon.map((ring) => localLine(ring, tile)))
}

export function localLine(line: FlatLine, tile: Pick<Tile, 'westM' | 'southM'>): number[] {
  return line.map((v, i) => v - (i % 2 === 0 ? tile.westM : tile.southM))
}

function clampCell(at: number, samples: number): number {
  return Math.min(samples - 2, Math.max(0, Math.floor(at)))
}

function isPiece(piece: readonly number[]): boolean {
  return piece.length >= 6 && doubleArea(piece) > 1e-4
}

function doubleArea(p: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < p.length; i += 2) {
    const j = (i + 2) % p.length
    sum += (p[i] as number) * (p[j + 1] as number) - (p[j] as number) * (p[i + 1] as number)
  }
  return sum
}

/** Keeps the part of a convex polygon where a·e + b·n >= d (Sutherland and Hodgman 1974). */
function cut(polygon: readonly number[], a: number, b: number, d: number): number[] {
  const kept: number[] = []
  const n = polygon.length
  for (let i = 0; i < n; i += 2) {
    const j = (i + 2) % n
    const e0 = polygon[i] as number
    const n0 = polygon[i + 1] as number
    const e1 = polygon[j] as number
    const n1 = polygon[j + 1] as number
    const s0 = a * e0 + b * n0 - d
    const s1 = a * e1 + b * n1 - d
    if (s0 >= 0) kept.push(e0, n0)
    if (s0 >= 0 !== s1 >= 0) {
      const t = s0 / (s0 - s1)
      kept.push(e0 + (e1 - e0) * t, n0 + (n1 - n0) * t)
    }
  }
  return kept
}
