// What people build into a flood: crests (levees, walls, barriers), gates, pumps, drains into sewers. What each is, and how
// much water passes it. Formulas as VALIDATION's section 2 gives them: Villemonte 1947 for drowned weirs, the free sluice
// of hydraulics' textbooks (Henderson 1966, chapter 6), orifices with 0.6. No head of velocity, no debris, no failure.
import { G } from './basin.ts'
import type { Series } from './series.ts'

/** A wall over which water goes only when it stands higher; a breach is a crest that is lowered. */
export type Crest = {
  /** As in faces.ts. */
  readonly faces: Int32Array
  /** Metres above the datum, or above the higher ground of the two cells. Where that is no higher than the ground, no wall is. */
  readonly topM: Series
  readonly isAboveGround: boolean
  /** How long the wall is for each metre of faces. */
  readonly lengthShare: number
}

/** An opening at the foot of a wall; over `topM` water goes as over a crest. */
export type Gate = {
  readonly faces: Int32Array
  readonly sillM: number
  readonly heightM: number
  readonly topM: number
  /** 0 shut, 1 open as high as it is. */
  readonly openShare: Series
  readonly lengthShare: number
}

/** Takes at most what there is. */
export type Pump = {
  readonly from: number
  /** A cell; null: away from the grid. */
  readonly to: number | null
  readonly m3S: Series
}

/** A hole in the ground of a cell. */
export type Drain = { readonly cell: number; readonly areaM2: number; readonly sewer: number }

/** Pipes under the ground as one basin; when they are full, water comes back up. */
export type Sewer = {
  /** Of its floor, metres above the datum. */
  readonly floorM: number
  /** As seen from above. */
  readonly planM2: number
  /** What it carries away. */
  readonly capacityM3S: number
  /** Where to; null: away from the grid. */
  readonly outfall: number | null
}

export type Structures = {
  readonly crests: readonly Crest[]
  readonly gates: readonly Gate[]
  readonly pumps: readonly Pump[]
  readonly drains: readonly Drain[]
  readonly sewers: readonly Sewer[]
}
export const NO_STRUCTURES: Structures = { crests: [], gates: [], pumps: [], drains: [], sewers: [] }

/** Of a sluice with a sharp edge. */
const CD = 0.61

/** Over a broad crest, m²/s, with water so high over it on the upper and the lower side. */
export function weirM2S(upM: number, downM: number): number {
  if (upM <= 0) return 0
  const free = 1.705 * upM ** 1.5
  return downM <= 0 ? free : downM >= upM ? 0 : free * (1 - (downM / upM) ** 1.5) ** 0.385
}

/** Under a gate raised by `openM`, m²/s, with water so high over its sill. */
export function gateM2S(openM: number, upM: number, downM: number): number {
  if (openM <= 0 || upM <= 0 || downM >= upM) return 0
  const free = (CD * openM * Math.sqrt(2 * G * upM)) / Math.sqrt(1 + (CD * openM) / upM)
  // Below it stands so deep that the jet is drowned; and while water does not reach the gate, the sill is a crest.
  const drowned = CD * openM * Math.sqrt(2 * G * (upM - Math.max(0, downM)))
  return Math.min(free, drowned, weirM2S(upM, downM))
}

/** Through a hole, m³/s. */
export const orificeM3S = (areaM2: number, headM: number): number =>
  0.6 * areaM2 * Math.sqrt(2 * G * Math.max(0, headM))

/** Everything of them that changes with time. */
export const seriesOfStructures = ({ crests, gates, pumps }: Structures): readonly Series[] => [
  ...crests.map(({ topM }) => topM),
  ...gates.map(({ openShare }) => openShare),
  ...pumps.map(({ m3S }) => m3S),
]
