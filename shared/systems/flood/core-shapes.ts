// From shapes of the city to cells of its core: areas by the middles of cells, roads by their width, lines by what they
// touch; and how far every cell lies from a set of cells.
import type { FlatLine, PolygonM } from '../../city/city.ts'
import { type Core, cellAt } from './core.ts'

/** Cells whose middle lies in the polygon (even-odd, so that holes are holes). */
export function eachCellIn(core: Core, rings: PolygonM, visit: (cell: number) => void): void {
  const { westM, southM, cellM, nx, ny } = core
  const [outer = []] = rings
  let [least, most] = [Infinity, -Infinity]
  for (let i = 1; i < outer.length; i += 2) {
    least = Math.min(least, outer[i] as number)
    most = Math.max(most, outer[i] as number)
  }
  const first = Math.max(0, Math.ceil((least - southM) / cellM - 0.5))
  const last = Math.min(ny - 1, Math.floor((most - southM) / cellM - 0.5))
  for (let j = first; j <= last; j++) {
    const crossings = crossingsAt(rings, southM + (j + 0.5) * cellM)
    for (let n = 0; n + 1 < crossings.length; n += 2) {
      const from = Math.max(0, Math.ceil(((crossings[n] as number) - westM) / cellM - 0.5))
      const to = Math.min(nx - 1, Math.floor(((crossings[n + 1] as number) - westM) / cellM - 0.5))
      for (let i = from; i <= to; i++) visit(j * nx + i)
    }
  }
}

function crossingsAt(rings: PolygonM, northM: number): number[] {
  const crossings: number[] = []
  for (const ring of rings)
    for (let i = 0, j = ring.length - 2; i + 1 < ring.length; j = i, i += 2) {
      const [e0, n0, e1, n1] = [ring[j], ring[j + 1], ring[i], ring[i + 1]] as [number, number, number, number]
      if (n0 > northM !== n1 > northM) crossings.push(e0 + ((e1 - e0) * (northM - n0)) / (n1 - n0))
    }
  return crossings.sort((a, b) => a - b)
}

/** Cells a line passes through or by, once each, in the order of the line; `widthM` is that of a road along it. */
export function cellsAlong(core: Core, line: FlatLine, widthM = 0): number[] {
  const { cellM } = core
  const cells = new Set<number>()
  if (!touches(core, line, widthM)) return []
  const sideways = Math.max(0, Math.ceil((widthM / 2 - cellM / 4) / (cellM / 2)))
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [e0, n0, e1, n1] = line.slice(i, i + 4) as [number, number, number, number]
    const lengthM = Math.hypot(e1 - e0, n1 - n0)
    const parts = Math.max(1, Math.ceil(lengthM / (cellM / 2)))
    const [acrossE, acrossN] = lengthM > 0 ? [-(n1 - n0) / lengthM, (e1 - e0) / lengthM] : [0, 0]
    for (let k = 0; k <= parts; k++)
      for (let s = -sideways; s <= sideways; s++) {
        const offM = sideways === 0 ? 0 : (s / sideways) * (widthM / 2)
        const place = [
          e0 + ((e1 - e0) * k) / parts + acrossE * offM,
          n0 + ((n1 - n0) * k) / parts + acrossN * offM,
        ] as const
        const cell = cellAt(core, place)
        if (cell !== null) cells.add(cell)
      }
  }
  return [...cells]
}

function touches({ westM, southM, cellM, nx, ny }: Core, line: FlatLine, marginM: number): boolean {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i + 1 < line.length; i += 2) {
    west = Math.min(west, line[i] as number)
    east = Math.max(east, line[i] as number)
    south = Math.min(south, line[i + 1] as number)
    north = Math.max(north, line[i + 1] as number)
  }
  const isBesideE = east + marginM < westM || west - marginM > westM + nx * cellM
  const isBesideN = north + marginM < southM || south - marginM > southM + ny * cellM
  return !isBesideE && !isBesideN
}

/** The four cells beside a cell that are in the grid. */
export function eachBeside({ nx, ny }: Pick<Core, 'nx' | 'ny'>, cell: number, visit: (cell: number) => void): void {
  const i = cell % nx
  if (i > 0) visit(cell - 1)
  if (i < nx - 1) visit(cell + 1)
  if (cell >= nx) visit(cell - nx)
  if (cell < nx * (ny - 1)) visit(cell + nx)
}

/** Steps from cell to cell to the nearest with `isFrom`, over all cells; -1 where none can be reached. */
export function stepsFrom(core: Core, isFrom: (cell: number) => boolean): Int32Array {
  const steps = new Int32Array(core.nx * core.ny).fill(-1)
  let edge: number[] = []
  for (let k = 0; k < steps.length; k++)
    if (isFrom(k)) {
      steps[k] = 0
      edge.push(k)
    }
  for (let n = 1; edge.length > 0; n++) {
    const next: number[] = []
    for (const k of edge)
      eachBeside(core, k, (other) => {
        if (steps[other] !== -1) return
        steps[other] = n
        next.push(other)
      })
    edge = next
  }
  return steps
}

/** Groups of cells that touch, by number; -1 for those without `isIn`. */
export function groupsOf(
  core: Core,
  isIn: (cell: number) => boolean,
): { readonly of: Int32Array; readonly sizes: number[] } {
  const of = new Int32Array(core.nx * core.ny).fill(-1)
  const sizes: number[] = []
  for (let k = 0; k < of.length; k++) {
    if (of[k] !== -1 || !isIn(k)) continue
    const number = sizes.length
    const open = [k]
    of[k] = number
    let size = 0
    for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
      size++
      eachBeside(core, cell, (other) => {
        if (of[other] !== -1 || !isIn(other)) return
        of[other] = number
        open.push(other)
      })
    }
    sizes.push(size)
  }
  return { of, sizes }
}
