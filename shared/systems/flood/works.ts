// What is built into the flood of a city: checked with sentences that name it, and told to the kernel as faces of its grid.
// Drains are the city's own: inlets along its streets, by squares into sewers that carry 12 mm/h off what is paved, the
// rate that maps of surface water in England take off for them (Environment Agency 2013, "What is the updated Flood Map for
// Surface Water?"); our choice for cities whose drains are not in the data.
import type { City, PointM } from '../../city/city.ts'
import type { Rejection } from '../../kernel/system.ts'
import { at } from './cells.ts'
import type { FloodCommand } from './commands.ts'
import { type Core, cellAt } from './core.ts'
import type { CoreGrid } from './core-grid.ts'
import { beyondOf, cellOf, facesAlong } from './faces.ts'
import { constant } from './series.ts'
import type { Structures } from './structures.ts'
import { streetDrains } from './street-drains.ts'

type Line = [number, number][]
export type Work =
  | {
      is: 'barrier'
      id: string
      name: string
      by: string
      kind: 'temporary' | 'embankment'
      line: Line
      crestAboveGroundM: number
    }
  | { is: 'gate'; id: string; name: string; by: string; line: Line; openShare: number }
  | { is: 'pump'; id: string; name: string; by: string; fromM: [number, number]; toM: [number, number]; m3S: number }
export type Breach = { id: string; name: string; by: string; atM: [number, number]; widthM: number }

const MOST_WORKS = 100
const MOST_CREST_M = 20
const MOST_PUMP_M3S = 50
const GATE_HEIGHT_M = 3
const BREACH_M = [5, 300] as const

type Placing = Extract<FloodCommand, { id: string }>
type Built = { readonly works: readonly Work[]; readonly breaches: readonly Breach[] }

/** Why it may not be built or changed; null when it may. */
export function wrongWith(built: Built, command: Placing, grid: CoreGrid): Rejection | null {
  const { id } = command
  const [work, breach] = [built.works.find((one) => one.id === id), built.breaches.find((one) => one.id === id)]
  if (command.type === 'flood.removeWork') return work || breach ? null : { reason: `there is no work ${id} to remove` }
  if (command.type === 'flood.setGate') {
    if (work?.is !== 'gate') return { reason: work ? `${id} is no gate` : `there is no gate ${id}` }
    return work.openShare === command.openShare ? { reason: `gate ${id} is open so far already` } : null
  }
  if (work || breach) return { reason: `the name ${id} is taken by another work` }
  if (built.works.length + built.breaches.length >= MOST_WORKS)
    return { reason: `no room for ${id}: there are ${MOST_WORKS} works; remove another first` }
  return wrongPlace(command, grid)
}

function wrongPlace(
  command: Extract<Placing, { type: `flood.place${string}` | 'flood.breach' }>,
  grid: CoreGrid,
): Rejection | null {
  const { id } = command
  if (command.type === 'flood.breach') {
    const cell = cellAt(grid.core, command.atM)
    const [least, most] = BREACH_M
    if (cell === null) return { reason: `the breach ${id} lies outside of where the flood is reckoned` }
    if (!(command.widthM >= least && command.widthM <= most))
      return { reason: `the breach ${id} is ${command.widthM} m wide; it can be ${least} to ${most} m` }
    if (grid.isWater[cell] === 1) return { reason: `the breach ${id} lies in the water, where nothing can break` }
    return null
  }
  if (command.type === 'flood.placePump') {
    const from = cellAt(grid.core, command.fromM)
    const to = cellAt(grid.core, command.toM)
    if (from === null) return { reason: `the pump ${id} takes its water outside of where the flood is reckoned` }
    if (grid.building[from] !== -1) return { reason: `the pump ${id} would take its water inside a building` }
    if (to !== null && grid.building[to] !== -1) return { reason: `the pump ${id} would pour into a building` }
    if (from === to) return { reason: `the pump ${id} would pour where it takes` }
    if (!(command.m3S > 0)) return { reason: `the pump ${id} moves nothing: its flow is ${command.m3S} m³/s` }
    if (command.m3S > MOST_PUMP_M3S) return { reason: `the pump ${id} moves more than ${MOST_PUMP_M3S} m³/s` }
    return null
  }
  const what = `the ${command.type === 'flood.placeGate' ? 'gate' : 'barrier'} ${id}`
  if (command.type === 'flood.placeBarrier') {
    const { crestAboveGroundM: crest } = command
    if (!(crest > 0)) return { reason: `the crest of ${what} is not above the ground: ${crest} m` }
    if (crest > MOST_CREST_M) return { reason: `the crest of ${what} is higher than ${MOST_CREST_M} m` }
  }
  const { core } = grid
  const faces = facesOf(core, command.line).faces
  if (faces.length === 0) {
    const isInside = command.line.some((place) => cellAt(core, place) !== null)
    const why = isInside ? `is shorter than a cell of ${core.cellM} m` : 'lies outside of where the flood is reckoned'
    return { reason: `${what} stands across nothing: it ${why}` }
  }
  const isOpen = (cell: number): boolean => grid.building[cell] === -1
  if (!faces.some((face) => isOpen(cellOf(face)) && isOpen(beyondOf(face, core.nx))))
    return { reason: `${what} stands across nothing: it crosses only buildings` }
  return null
}

/** `wrongWith` said null. */
export function build(built: { works: Work[]; breaches: Breach[] }, command: Placing, by: string): void {
  const { id } = command
  const common = (given: string | undefined): { id: string; name: string; by: string } => ({
    id,
    name: given ?? id,
    by,
  })
  switch (command.type) {
    case 'flood.removeWork':
      built.works = built.works.filter((one) => one.id !== id)
      built.breaches = built.breaches.filter((one) => one.id !== id)
      return
    case 'flood.setGate':
      for (const one of built.works) if (one.is === 'gate' && one.id === id) one.openShare = command.openShare
      return
    case 'flood.placeBarrier': {
      const { line, crestAboveGroundM, kind = 'temporary' } = command
      built.works.push({ is: 'barrier', ...common(command.name), kind, line, crestAboveGroundM })
      return
    }
    case 'flood.placeGate':
      built.works.push({ is: 'gate', ...common(command.name), line: command.line, openShare: command.openShare })
      return
    case 'flood.placePump': {
      const { fromM, toM, m3S } = command
      built.works.push({ is: 'pump', ...common(command.name), fromM, toM, m3S })
      return
    }
    case 'flood.breach':
      built.breaches.push({ ...common(command.name), atM: command.atM, widthM: command.widthM })
  }
}

/** All that holds water or moves it, as the kernel takes it. */
export function structuresOf({ works, breaches }: Built, grid: CoreGrid, city: City): Structures {
  const { core, basin } = grid
  const isBroken = (face: number): boolean => {
    const middle = faceM(core, face)
    return breaches.some(({ atM, widthM }) => Math.hypot(middle[0] - atM[0], middle[1] - atM[1]) <= widthM / 2)
  }
  const plan: { -readonly [key in keyof Structures]: Structures[key][number][] } = {
    crests: [],
    gates: [],
    pumps: [],
    ...streetDrains(city, grid),
  }
  for (const work of works) {
    if (work.is === 'pump') {
      const from = cellAt(core, work.fromM)
      if (from !== null) plan.pumps.push({ from, to: cellAt(core, work.toM), m3S: constant(work.m3S) })
      continue
    }
    const { faces: all, lengthShare } = facesOf(core, work.line)
    const faces = all.filter((face) => !isBroken(face))
    if (work.is === 'barrier') {
      plan.crests.push({ faces, topM: constant(work.crestAboveGroundM), isAboveGround: true, lengthShare })
      continue
    }
    const sillM = faces.reduce(
      (least, face) => Math.min(least, Math.max(at(basin.bedM, cellOf(face)), at(basin.bedM, beyondOf(face, core.nx)))),
      Infinity,
    )
    if (!Number.isFinite(sillM)) continue
    const openShare = constant(work.openShare)
    plan.gates.push({ faces, sillM, heightM: GATE_HEIGHT_M, topM: sillM + GATE_HEIGHT_M, openShare, lengthShare })
  }
  return plan
}

/** Cells that breaches dig out, and how deep. */
export function dugOut(
  breaches: readonly Breach[],
  grid: CoreGrid,
): { readonly cells: Int32Array; readonly bedM: Float64Array } {
  const { core, basin, isWater, building } = grid
  const dug = new Map<number, number>()
  for (const { atM, widthM } of breaches) {
    const isLand = (k: number): boolean => isWater[k] === 0 && building[k] === -1
    const around = cellsWithin(core, atM, widthM / 2 + 5 * core.cellM).filter(isLand)
    const lowest = around.reduce((least, k) => Math.min(least, at(basin.bedM, k)), Infinity)
    for (const k of cellsWithin(core, atM, Math.max(core.cellM, widthM / 2)).filter(isLand))
      dug.set(k, Math.min(lowest, dug.get(k) ?? Infinity))
    // A way to the water, through what of the bank lies between.
    for (const k of around)
      if (at(basin.bedM, k) > lowest && Math.hypot(...fromM(core, k, atM)) <= widthM / 2 + 2 * core.cellM)
        dug.set(k, Math.min(lowest, dug.get(k) ?? Infinity))
  }
  const cells = Int32Array.from(dug.keys()).sort()
  return { cells, bedM: Float64Array.from(cells, (k) => dug.get(k) ?? at(basin.bedM, k)) }
}

const facesOf = ({ nx, ny, cellM, westM, southM }: Core, line: readonly (readonly [number, number])[]) =>
  facesAlong(
    { nx, ny, dxM: cellM },
    line.map(([e, n]): [number, number] => [e - westM, n - southM]),
  )

function faceM({ nx, cellM, westM, southM }: Core, face: number): PointM {
  const k = cellOf(face)
  const [i, j] = [k % nx, Math.floor(k / nx)]
  const isSouthern = (face & 1) === 1
  return [westM + (i + (isSouthern ? 0.5 : 0)) * cellM, southM + (j + (isSouthern ? 0 : 0.5)) * cellM]
}

function fromM({ nx, cellM, westM, southM }: Core, k: number, [eastM, northM]: PointM): [number, number] {
  return [westM + ((k % nx) + 0.5) * cellM - eastM, southM + (Math.floor(k / nx) + 0.5) * cellM - northM]
}

function cellsWithin(core: Core, [eastM, northM]: PointM, radiusM: number): number[] {
  const cells: number[] = []
  const reach = Math.ceil(radiusM / core.cellM)
  for (let j = -reach; j <= reach; j++)
    for (let i = -reach; i <= reach; i++) {
      const k = cellAt(core, [eastM + i * core.cellM, northM + j * core.cellM])
      if (k !== null && Math.hypot(...fromM(core, k, [eastM, northM])) <= radiusM) cells.push(k)
    }
  return cells
}
