// The way of each thing that moves, from where it was shown to where it said it is: no engine, numbers only. A jump (another
// moment was chosen, a thing came back far away) is not driven through.
import type { Agent, AgentCells } from '../../shared/protocol/fields-agents.ts'
import { type VehicleKind, vehicleKind } from './mesh/vehicles.ts'

/** Places in the numbers of a track. Headings clockwise from north, `toHeading` within half a turn of `fromHeading`. */
export const TRACK = {
  fromEast: 0,
  fromNorth: 1,
  fromUp: 2,
  fromHeading: 3,
  toEast: 4,
  toNorth: 5,
  toUp: 6,
  toHeading: 7,
  startS: 8,
  forS: 9,
  /** How long it usually takes between two words. */
  usualS: 10,
} as const
const NUMBERS = 11

export type Tracks = {
  readonly id: number
  readonly kind: VehicleKind
  /** Of its value. */
  code: number
  readonly values: Float64Array
  heard: number
}

const JUMP_M = 180
const FIRST_S = 1
const LEAST_S = 0.08
const LONGEST_S = 12
/** A little longer than usual: who is late is waited for less often. */
const LATE = 1.08

type FloorAt = (eastM: number, northM: number, nearUpM: number) => number

export class AgentTracks {
  readonly all = new Map<number, Tracks>()
  private readonly floorAt: FloorAt
  private turn = 0

  constructor(floorAt: FloorAt) {
    this.floorAt = floorAt
  }

  clear(): void {
    this.all.clear()
  }

  /** Everybody as they are told now; `nowS` of any clock that goes on. */
  hear(cells: AgentCells, nowS: number): void {
    this.turn++
    for (const agent of cells.agents.values()) {
      const [eastM, northM] = [cells.eastM(agent), cells.northM(agent)]
      const kind = vehicleKind(cells.info.kinds[agent.kind] ?? '')
      const known = this.all.get(agent.id)
      const track = known?.kind === kind ? known : this.begin(agent, kind, eastM, northM)
      track.heard = this.turn
      track.code = agent.speed
      if (track === known) this.goOn(track, { eastM, northM, headingRad: cells.headingRad(agent) }, nowS)
      else this.stand(track, cells.headingRad(agent), nowS)
    }
    if (this.all.size === cells.agents.size) return
    for (const [id, { heard }] of this.all) if (heard !== this.turn) this.all.delete(id)
  }

  private begin(agent: Readonly<Agent>, kind: VehicleKind, eastM: number, northM: number): Tracks {
    const values = new Float64Array(NUMBERS)
    values[TRACK.toEast] = eastM
    values[TRACK.toNorth] = northM
    values[TRACK.toUp] = this.floorAt(eastM, northM, NaN)
    values[TRACK.usualS] = FIRST_S
    const track = { id: agent.id, kind, code: 0, values, heard: 0 }
    this.all.set(agent.id, track)
    return track
  }

  /** It is where it is told at once. */
  private stand({ values: v }: Tracks, headingRad: number, nowS: number): void {
    for (const k of [0, 1, 2] as const) v[k] = v[k + 4] as number
    v[TRACK.fromHeading] = v[TRACK.toHeading] = headingRad
    v[TRACK.startS] = nowS
    v[TRACK.forS] = 0
  }

  private goOn(
    track: Tracks,
    to: { readonly eastM: number; readonly northM: number; readonly headingRad: number },
    nowS: number,
  ): void {
    const { values: v } = track
    const isTurned = Math.abs(turnOf((v[TRACK.toHeading] as number) - to.headingRad)) > 1e-3
    const isMoved = v[TRACK.toEast] !== to.eastM || v[TRACK.toNorth] !== to.northM
    if (!isMoved && !isTurned) return
    const at = placeAt(v, nowS)
    const heading = headingAt(v, nowS)
    const wayM = Math.hypot(to.eastM - at.eastM, to.northM - at.northM)
    const gapS = nowS - (v[TRACK.startS] as number)
    const usualS = 0.7 * (v[TRACK.usualS] as number) + 0.3 * Math.min(gapS, 2 * (v[TRACK.usualS] as number))
    v[TRACK.usualS] = usualS
    v[TRACK.toEast] = to.eastM
    v[TRACK.toNorth] = to.northM
    if (isMoved) v[TRACK.toUp] = this.floorAt(to.eastM, to.northM, at.upM)
    v[TRACK.toHeading] = to.headingRad
    if (wayM > JUMP_M) return this.stand(track, to.headingRad, nowS)
    v[TRACK.fromEast] = at.eastM
    v[TRACK.fromNorth] = at.northM
    v[TRACK.fromUp] = at.upM
    v[TRACK.fromHeading] = heading
    v[TRACK.toHeading] = heading + turnOf(to.headingRad - heading)
    v[TRACK.startS] = nowS
    v[TRACK.forS] = Math.min(LONGEST_S, Math.max(LEAST_S, Math.min(gapS, 1.3 * usualS) * LATE))
  }
}

const shareAt = (v: Float64Array, nowS: number): number => {
  const forS = v[TRACK.forS] as number
  return forS <= 0 ? 1 : Math.min(1, Math.max(0, (nowS - (v[TRACK.startS] as number)) / forS))
}

const between = (v: Float64Array, from: number, to: number, t: number): number =>
  (v[from] as number) + ((v[to] as number) - (v[from] as number)) * t

/** As the shader has it. One object, written anew each time. */
export function placeAt(v: Float64Array, nowS: number): { eastM: number; northM: number; upM: number } {
  const t = shareAt(v, nowS)
  place.eastM = between(v, TRACK.fromEast, TRACK.toEast, t)
  place.northM = between(v, TRACK.fromNorth, TRACK.toNorth, t)
  place.upM = between(v, TRACK.fromUp, TRACK.toUp, t)
  return place
}
const place = { eastM: 0, northM: 0, upM: 0 }

/** A turn is made in the first part of the way. */
export function headingAt(v: Float64Array, nowS: number): number {
  const t = Math.min(1, shareAt(v, nowS) / 0.6)
  return between(v, TRACK.fromHeading, TRACK.toHeading, t * t * (3 - 2 * t))
}

/** Within half a turn. */
function turnOf(rad: number): number {
  const turn = 2 * Math.PI
  const rest = ((rad % turn) + turn) % turn
  return rest > Math.PI ? rest - turn : rest
}
