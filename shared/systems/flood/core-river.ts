// Where the river comes into the core and where it leaves it: the sections in which the largest water meets the edge, and
// which way it flows, by the direction of the mapped river line. Below the core the river is held by a weir (invented),
// whose crest is where the usual flow passes at the mapped surface.
import type { City, PointM } from '../../city/city.ts'
import { at } from './cells.ts'
import { type Core, cellAt, middleOf, placeOf } from './core.ts'
import { eachBeside } from './core-shapes.ts'

export type Section = {
  /** Just inside of the edge; where water comes in or goes out. */
  readonly cells: Int32Array
  readonly widthM: number
}
export type River = {
  readonly inlets: readonly Section[]
  readonly outlets: readonly Section[]
  /** Of the still water. */
  readonly surfaceM: number
  /** When nothing is known. */
  readonly baseM3S: number
  /** Of the weir below the core, over all its width. */
  readonly crestM: number
  readonly weirM: number
  /** The water nearest to the middle of the core: its level is the river's. */
  readonly middle: number
  /** Of its water in the core. */
  readonly areaM2: number
}

export type Waters = {
  readonly core: Core
  readonly surfaceM: Float64Array
  /** Which water a cell belongs to, -1 for land; and how many cells each has. */
  readonly group: Int32Array
  readonly sizes: readonly number[]
}

/** Our choice: a lowland river's usual flow for each metre of its width, m²/s. */
const BASE_M2S = 0.15
/** Our choice: how much of the river's width the weir below has. */
const WEIR_SHARE = 0.6
const WEIR = 1.705
/** How far in from the edge water is brought in and taken out, cells. */
const INLET_CELLS = 3
const OUTLET_CELLS = 12
const NEAR_M = 150

/** Null where no large water meets the edge. */
export function riverOf(city: City, waters: Waters): River | null {
  const { core, surfaceM, group, sizes } = waters
  const touching = new Map<number, number[]>()
  for (const k of edgeCells(core)) {
    const of = group[k] as number
    if (of === -1) continue
    const list = touching.get(of)
    if (list) list.push(k)
    else touching.set(of, [k])
  }
  const [largest] = [...touching.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0))
  if (largest === undefined) return null
  const runs = runsOf(core, touching.get(largest) ?? [])
  const ways = crossingsOf(city, core)
  const wayOf = (run: readonly number[]): 'in' | 'out' | null => {
    const middles = run.map((k) => placeOf(core, k))
    const near = ways
      .map(({ atM, way }) => ({
        way,
        awayM: Math.min(...middles.map((m) => Math.hypot(m[0] - atM[0], m[1] - atM[1]))),
      }))
      .sort((a, b) => a.awayM - b.awayM)[0]
    return near && near.awayM < NEAR_M ? near.way : null
  }
  const isRiver = (k: number): boolean => group[k] === largest
  const section = (run: readonly number[], depth: number): Section => ({
    cells: inwards(core, run, depth, isRiver),
    widthM: run.length * core.cellM,
  })
  const known = runs.map((run) => ({ run, way: wayOf(run) }))
  const flows = known.some(({ way }) => way === 'in') && known.some(({ way }) => way === 'out')
  // Still water: it may leave where it rises, and comes from nowhere.
  const inlets = flows ? known.filter(({ way }) => way === 'in').map(({ run }) => section(run, INLET_CELLS)) : []
  const outlets = known.filter(({ way }) => way === 'out' || !flows).map(({ run }) => section(run, OUTLET_CELLS))
  const used = (sections: readonly Section[]): Section[] => sections.filter(({ cells }) => cells.length > 0)
  const widthOf = (sections: readonly Section[]): number => sections.reduce((sum, { widthM }) => sum + widthM, 0)
  const baseM3S = BASE_M2S * widthOf(used(inlets))
  const weirM = Math.max(core.cellM, WEIR_SHARE * widthOf(used(outlets)))
  const middle = nearestCell(core, isRiver)
  const level = at(surfaceM, middle)
  return {
    inlets: used(inlets),
    outlets: used(outlets),
    surfaceM: level,
    baseM3S,
    crestM: level - (baseM3S / (WEIR * weirM)) ** (2 / 3),
    weirM,
    middle,
    areaM2: (sizes[largest] ?? 0) * core.cellM ** 2,
  }
}

/** Over the weir below the core, m³/s. */
export const overWeirM3S = ({ crestM, weirM }: River, levelM: number): number =>
  WEIR * weirM * Math.max(0, levelM - crestM) ** 1.5

/** How high the river stands at its weir when so much flows, metres. */
export const levelAtM = ({ crestM, weirM }: River, m3S: number): number =>
  crestM + (Math.max(0, m3S) / (WEIR * weirM)) ** (2 / 3)

/** Round the core, without the corners, each side in one direction. */
function edgeCells({ nx, ny }: Core): number[] {
  const cells: number[] = []
  for (let i = 1; i < nx - 1; i++) cells.push(i)
  for (let i = 1; i < nx - 1; i++) cells.push((ny - 1) * nx + i)
  for (let j = 1; j < ny - 1; j++) cells.push(j * nx)
  for (let j = 1; j < ny - 1; j++) cells.push(j * nx + nx - 1)
  return cells
}

function runsOf({ nx }: Core, cells: readonly number[]): number[][] {
  const runs: number[][] = []
  for (const k of cells) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run && last !== undefined && (k === last + 1 || k === last + nx)) run.push(k)
    else runs.push([k])
  }
  return runs
}

/** Cells of the water behind a run at the edge, so many deep; the run itself is a wall. */
function inwards(core: Core, run: readonly number[], depth: number, isRiver: (k: number) => boolean): Int32Array {
  const { nx, ny } = core
  const inside = new Set<number>()
  const isInner = (k: number): boolean => {
    const [i, j] = [k % nx, Math.floor(k / nx)]
    return i > 0 && j > 0 && i < nx - 1 && j < ny - 1 && isRiver(k)
  }
  let front: readonly number[] = run
  for (let n = 0; n < depth; n++) {
    const next: number[] = []
    for (const k of front)
      eachBeside(core, k, (other) => {
        if (inside.has(other) || !isInner(other)) return
        inside.add(other)
        next.push(other)
      })
    front = next
  }
  return Int32Array.from(inside).sort()
}

/** Where river lines cross the edge of the core, and whether they come in there. */
function crossingsOf({ lines }: City, core: Core): { readonly atM: PointM; readonly way: 'in' | 'out' }[] {
  const crossings: { atM: PointM; way: 'in' | 'out' }[] = []
  for (const { kind, line } of lines) {
    if (kind !== 'river') continue
    for (let i = 0; i + 3 < line.length; i += 2) {
      const [e0, n0, e1, n1] = line.slice(i, i + 4) as [number, number, number, number]
      const parts = Math.max(1, Math.ceil(Math.hypot(e1 - e0, n1 - n0) / core.cellM))
      let was = cellAt(core, [e0, n0]) !== null
      for (let k = 1; k <= parts; k++) {
        const place: PointM = [e0 + ((e1 - e0) * k) / parts, n0 + ((n1 - n0) * k) / parts]
        const is = cellAt(core, place) !== null
        if (is !== was) crossings.push({ atM: place, way: is ? 'in' : 'out' })
        was = is
      }
    }
  }
  return crossings
}

function nearestCell(core: Core, isIn: (k: number) => boolean): number {
  const [eastM, northM] = middleOf(core)
  let [nearest, nearestM] = [0, Infinity]
  for (let k = 0; k < core.nx * core.ny; k++) {
    if (!isIn(k)) continue
    const [e, n] = placeOf(core, k)
    const awayM = Math.hypot(e - eastM, n - northM)
    if (awayM < nearestM) [nearest, nearestM] = [k, awayM]
  }
  return nearest
}
