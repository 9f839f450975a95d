// Where a ray meets the city and where a walker must stop: a plane grid over building footprints, in typed arrays,
// filled and emptied tile by tile. The same code answers in the client (hover, walking) and on the server.
// Buildings are prisms here (walls and a flat top); landmarks and pitched roofs are taken as their extruded outline.
// Rays walk the grid cell by cell (Amanatides and Woo 1987).
import {
  type Block,
  blockOf,
  covers,
  edgeOf,
  type Footprint,
  type GroundAt,
  meetGround,
  meetSolid,
  nearestOnOutline,
  type RayM,
} from './footprint-grid-solids.ts'

export type { Footprint, GroundAt, RayM } from './footprint-grid-solids.ts'

export type Pick = {
  /** Index into the city's buildings, or null where the ground was hit. */
  readonly feature: number | null
  readonly distanceM: number
  readonly atM: readonly [number, number]
  readonly upM: number
  readonly isRoof: boolean
}

export type FootprintGrid = {
  /** Adds the buildings of a tile under its key, replacing what the key had. */
  readonly add: (key: string, footprints: readonly Footprint[]) => void
  readonly remove: (key: string) => void
  /** The nearest building the ray meets within `maxM`, else the ground when `ground` is given, else null. */
  readonly pickRay: (ray: RayM, maxM: number, ground?: GroundAt) => Pick | null
  /** Where a round walker may stand who wants to stand at a place; it is pushed out of walls and slides along them. */
  readonly collide: (eastM: number, northM: number, radiusM: number, feetUpM: number) => readonly [number, number]
  /** The building whose outline covers a place and whose height range covers `upM` when given; null for none. */
  readonly featureAt: (eastM: number, northM: number, upM?: number) => number | null
  readonly counts: () => { readonly buildings: number; readonly walls: number; readonly cells: number }
}

const CELL_M = 24
const MAX_SLOTS = 1024
const MAX_WALLS = 0x400000
/** Cells are keyed by two 16-bit numbers around the origin: +-786 km. */
const HALF = 0x8000
/** A walker steps over what is lower than this. */
const STEP_UP_M = 0.45
const WALKER_M = 1.8

const cellKey = (ce: number, cn: number): number => (ce + HALF) * 0x10000 + (cn + HALF)
const cellOf = (m: number): number => Math.max(-HALF, Math.min(HALF - 1, Math.floor(m / CELL_M)))

type Cell = { readonly solids: number[]; readonly edges: number[] }

/** An empty grid. */
export function footprintGrid(): FootprintGrid {
  const blocks = new Map<string, Block>()
  const slots: (Block | null)[] = []
  const slotOf = new Map<string, number>()
  /** Every entry is slot * 2^22 + index inside the block. */
  const cells = new Map<number, Cell>()
  const cellsOf = new Map<string, number[]>()
  // Which solids and edges a ray has seen already: one stamp a query.
  let stamp = 0
  let seen = new Int32Array(1024)
  let seenBase: number[] = []

  const remove = (key: string): void => {
    const slot = slotOf.get(key)
    if (slot === undefined) return
    for (const k of cellsOf.get(key) ?? []) {
      const cell = cells.get(k)
      if (!cell) continue
      drop(cell.solids, slot)
      drop(cell.edges, slot)
      if (cell.solids.length === 0) cells.delete(k)
    }
    slots[slot] = null
    slotOf.delete(key)
    cellsOf.delete(key)
    blocks.delete(key)
  }

  const add = (key: string, footprints: readonly Footprint[]): void => {
    remove(key)
    const block = blockOf(footprints)
    if (block.feature.length === 0) return
    const free = slots.indexOf(null)
    const slot = free < 0 ? slots.length : free
    if (slot >= MAX_SLOTS || block.owner.length >= MAX_WALLS) {
      throw new RangeError(
        `footprint grid: too much in tile ${key}: ${block.owner.length} walls, ${slot} tiles before it`,
      )
    }
    slots[slot] = block
    slotOf.set(key, slot)
    blocks.set(key, block)
    cellsOf.set(key, fillCells(cells, block, slot))
    seenBase = []
    let total = 0
    for (const b of slots) {
      seenBase.push(total)
      total += b?.feature.length ?? 0
    }
    if (seen.length < total) seen = new Int32Array(total * 2)
    else seen.fill(0)
    stamp = 0
  }

  const pickRay = (ray: RayM, maxM: number, ground?: GroundAt): Pick | null => {
    const length = Math.hypot(ray.dirE, ray.dirN, ray.dirU)
    if (!(length > 0) || !(maxM > 0)) return null
    const dE = ray.dirE / length
    const dN = ray.dirN / length
    const dU = ray.dirU / length
    let best = maxM
    let feature = -1
    let isRoof = false
    stamp++
    const visit = (ce: number, cn: number): void => {
      const cell = cells.get(cellKey(ce, cn))
      if (!cell) return
      for (const entry of cell.solids) {
        const slot = entry >>> 22
        const i = entry & 0x3fffff
        const block = slots[slot] as Block
        const mark = (seenBase[slot] as number) + i
        if (seen[mark] === stamp) continue
        seen[mark] = stamp
        const hit = meetSolid(block, i, ray, dE, dN, dU, best)
        if (hit !== null && hit.t < best) {
          best = hit.t
          feature = block.feature[i] as number
          isRoof = hit.isRoof
        }
      }
    }
    walkCells(ray.eastM, ray.northM, dE, dN, () => best, visit)
    const onGround = ground ? meetGround(ray, dE, dN, dU, best, ground) : null
    if (onGround !== null) return at(ray, dE, dN, dU, onGround, null, false)
    return feature < 0 ? null : at(ray, dE, dN, dU, best, feature, isRoof)
  }

  const featureAt = (eastM: number, northM: number, upM?: number): number | null => {
    const cell = cells.get(cellKey(cellOf(eastM), cellOf(northM)))
    if (!cell) return null
    let found: number | null = null
    let top = -Infinity
    for (const entry of cell.solids) {
      const block = slots[entry >>> 22] as Block
      const i = entry & 0x3fffff
      const y1 = block.range[2 * i + 1] as number
      if (upM !== undefined && (upM < (block.range[2 * i] as number) - 0.5 || upM > y1 + 0.5)) continue
      if (y1 > top && covers(block, i, eastM, northM)) {
        top = y1
        found = block.feature[i] as number
      }
    }
    return found
  }

  const collide = (eastM: number, northM: number, radiusM: number, feetUpM: number): readonly [number, number] => {
    let e = eastM
    let n = northM
    // A few rounds: pushed out of one wall one may stand in the next.
    for (let round = 0; round < 6; round++) {
      const to = pushedOut(cells, slots, e, n, radiusM, feetUpM)
      if (!to) break
      e = to[0]
      n = to[1]
    }
    return [e, n]
  }

  return {
    add,
    remove,
    pickRay,
    collide,
    featureAt,
    counts: () => {
      let buildings = 0
      let walls = 0
      for (const b of blocks.values()) {
        buildings += b.feature.length
        walls += b.owner.length
      }
      return { buildings, walls, cells: cells.size }
    },
  }
}

function drop(entries: number[], slot: number): void {
  let kept = 0
  for (const entry of entries) if (entry >>> 22 !== slot) entries[kept++] = entry
  entries.length = kept
}

function fillCells(cells: Map<number, Cell>, block: Block, slot: number): number[] {
  const touched = new Set<number>()
  const cellAt = (ce: number, cn: number): Cell => {
    const key = cellKey(ce, cn)
    touched.add(key)
    let cell = cells.get(key)
    if (!cell) {
      cell = { solids: [], edges: [] }
      cells.set(key, cell)
    }
    return cell
  }
  const tag = slot * 0x400000
  for (let i = 0; i < block.feature.length; i++) {
    let e0 = Infinity
    let n0 = Infinity
    let e1 = -Infinity
    let n1 = -Infinity
    const from = block.first[i] as number
    const to = block.first[i + 1] as number
    for (let k = from; k < to; k++) {
      const [ae, an, be, bn] = edgeOf(block, k)
      e0 = Math.min(e0, ae)
      e1 = Math.max(e1, ae)
      n0 = Math.min(n0, an)
      n1 = Math.max(n1, an)
      for (let ce = cellOf(Math.min(ae, be)); ce <= cellOf(Math.max(ae, be)); ce++) {
        for (let cn = cellOf(Math.min(an, bn)); cn <= cellOf(Math.max(an, bn)); cn++) cellAt(ce, cn).edges.push(tag + k)
      }
    }
    for (let ce = cellOf(e0); ce <= cellOf(e1); ce++) {
      for (let cn = cellOf(n0); cn <= cellOf(n1); cn++) cellAt(ce, cn).solids.push(tag + i)
    }
  }
  return [...touched]
}

/** Visits the cells under a ray in order until `limit()` metres. */
function walkCells(
  e: number,
  n: number,
  dE: number,
  dN: number,
  limit: () => number,
  visit: (ce: number, cn: number) => void,
): void {
  let ce = cellOf(e)
  let cn = cellOf(n)
  const stepE = dE > 0 ? 1 : -1
  const stepN = dN > 0 ? 1 : -1
  const deltaE = dE === 0 ? Infinity : CELL_M / Math.abs(dE)
  const deltaN = dN === 0 ? Infinity : CELL_M / Math.abs(dN)
  let nextE = dE === 0 ? Infinity : ((ce + (dE > 0 ? 1 : 0)) * CELL_M - e) / dE
  let nextN = dN === 0 ? Infinity : ((cn + (dN > 0 ? 1 : 0)) * CELL_M - n) / dN
  let t = 0
  for (let guard = 0; guard < 4096; guard++) {
    visit(ce, cn)
    if (nextE < nextN) {
      t = nextE
      nextE += deltaE
      ce += stepE
    } else {
      t = nextN
      nextN += deltaN
      cn += stepN
    }
    if (t > limit() || !Number.isFinite(t)) return
  }
}

function at(ray: RayM, dE: number, dN: number, dU: number, t: number, feature: number | null, isRoof: boolean): Pick {
  return {
    feature,
    distanceM: t,
    atM: [ray.eastM + dE * t, ray.northM + dN * t],
    upM: ray.upM + dU * t,
    isRoof,
  }
}

/** A better place for a walker: out of the solid around it, else off the nearest wall; null where it stands well. */
function pushedOut(
  cells: ReadonlyMap<number, Cell>,
  slots: readonly (Block | null)[],
  e: number,
  n: number,
  radiusM: number,
  feetUpM: number,
): readonly [number, number] | null {
  const blocks = (block: Block, i: number): boolean =>
    feetUpM + STEP_UP_M < (block.range[2 * i + 1] as number) && feetUpM + WALKER_M > (block.range[2 * i] as number)
  const here = cells.get(cellKey(cellOf(e), cellOf(n)))
  for (const entry of here?.solids ?? []) {
    const block = slots[entry >>> 22] as Block
    const i = entry & 0x3fffff
    if (!blocks(block, i) || !covers(block, i, e, n)) continue
    const edge = nearestOnOutline(block, i, e, n)
    if (edge) return [edge.e + edge.outE * (radiusM + 1e-3), edge.n + edge.outN * (radiusM + 1e-3)]
  }
  let nearest = radiusM - 1e-6
  let to: [number, number] | null = null
  for (let ce = cellOf(e - radiusM); ce <= cellOf(e + radiusM); ce++) {
    for (let cn = cellOf(n - radiusM); cn <= cellOf(n + radiusM); cn++) {
      for (const entry of cells.get(cellKey(ce, cn))?.edges ?? []) {
        const block = slots[entry >>> 22] as Block
        const k = entry & 0x3fffff
        if (!blocks(block, block.owner[k] as number)) continue
        const [ae, an, be, bn] = edgeOf(block, k)
        const square = (be - ae) ** 2 + (bn - an) ** 2
        if (square < 1e-12) continue
        const along = Math.max(0, Math.min(1, ((e - ae) * (be - ae) + (n - an) * (bn - an)) / square))
        const de = e - (ae + (be - ae) * along)
        const dn = n - (an + (bn - an) * along)
        const far = Math.hypot(de, dn)
        if (far >= nearest) continue
        nearest = far
        const length = Math.sqrt(square)
        const [oe, on] = far < 1e-9 ? [(bn - an) / length, -(be - ae) / length] : [de / far, dn / far]
        to = [e + oe * (radiusM - far), n + on * (radiusM - far)]
      }
    }
  }
  return to
}
