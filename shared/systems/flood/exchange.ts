// Structures in a run: how much passes the faces they hold, and what pumps and drains move between cells. Either way water
// is moved and never made: what leaves a cell is in another, in a sewer or in the ledger.
//
// A face that is held flows as any other over a bed as high as its sill, so that it is as steady as the scheme, and no more
// than its formula lets through in the direction the water falls.
import type { Basin, Ledger } from './basin.ts'
import { at } from './cells.ts'
import { beyondOf, cellOf, isSouth } from './faces.ts'
import { flux } from './inertial-edges.ts'
import { valueAt } from './series.ts'
import { type Drain, gateM2S, orificeM3S, type Sewer, type Structures, weirM2S } from './structures.ts'

/** The numbers of a scheme, however it lays them. */
export type Water = {
  bedM(cell: number): number
  depthM(cell: number): number
  rub(cell: number): number
  /** Through the face west (0) or south (1) of a cell, or so many further along its axis, m²/s. */
  through(side: number, cell: number, further: number): number
  /** Adds metres to a cell, or takes as many as are there, and gives what it did. */
  pour(cell: number, addM: number): number
}

/** What holds one face: numbers of crests and gates in the plan. */
type Held = { readonly crests: number[]; readonly gates: number[] }

export class Exchange {
  /** Held faces, ascending, and what passes them in this step, m²/s to the east or north. */
  readonly faces: Int32Array
  readonly flows: Float64Array
  /** In each sewer. */
  readonly storedM3: Float64Array
  readonly plan: Structures
  private readonly basin: Basin
  private readonly held: readonly Held[]

  constructor(basin: Basin, plan: Structures, storedM3?: Float64Array) {
    const held = new Map<number, Held>()
    const hold = (face: number): Held => {
      const [k, far] = [cellOf(face), beyondOf(face, basin.nx)]
      if (far < 0 || k >= basin.nx * basin.ny || (!isSouth(face) && k % basin.nx === 0))
        throw new Error(`flood: a structure holds the face ${face}, which is not between two cells`)
      let one = held.get(face)
      if (!one) held.set(face, (one = { crests: [], gates: [] }))
      return one
    }
    for (const [n, { faces }] of plan.crests.entries()) for (const face of faces) hold(face).crests.push(n)
    for (const [n, { faces }] of plan.gates.entries()) for (const face of faces) hold(face).gates.push(n)
    const ordered = [...held].sort(([a], [b]) => a - b)
    this.basin = basin
    this.plan = plan
    this.faces = Int32Array.from(ordered, ([face]) => face)
    this.held = ordered.map(([, one]) => one)
    this.flows = new Float64Array(ordered.length)
    this.storedM3 = new Float64Array(plan.sewers.length)
    if (storedM3) this.storedM3.set(storedM3.subarray(0, plan.sewers.length))
  }

  /** Beside held faces, and where water comes up or goes away. */
  cells(): readonly number[] {
    const { nx } = this.basin
    const { pumps, sewers } = this.plan
    const held = [...this.faces].flatMap((face) => [cellOf(face), beyondOf(face, nx)])
    const moved = [...pumps.flatMap(({ from, to }) => [from, to]), ...sewers.map(({ outfall }) => outfall)]
    return [...held, ...moved.flatMap((k) => (k === null ? [] : [k]))]
  }

  /** Of all held faces into `flows`, from the water as it stands before the step. */
  reckon(fromS: number, dtS: number, water: Water): void {
    if (this.faces.length === 0) return
    const { dxM, nx } = this.basin
    const moment = fromS + dtS / 2
    const tops = Float64Array.from(this.plan.crests, ({ topM }) => valueAt(topM, moment))
    const opened = Float64Array.from(this.plan.gates, (gate) => valueAt(gate.openShare, moment) * gate.heightM)
    for (const [n, face] of this.faces.entries()) {
      const [l, r, side] = [beyondOf(face, nx), cellOf(face), isSouth(face) ? 1 : 0]
      const [zL, zR, rub] = [water.bedM(l), water.bedM(r), (water.rub(l) + water.rub(r)) / 2]
      const [levelL, levelR] = [zL + water.depthM(l), zR + water.depthM(r)]
      const [q, before, after] = [water.through(side, r, 0), water.through(side, r, -1), water.through(side, r, 1)]
      const { sill, most } = this.limit(n, { ground: Math.max(zL, zR), levelL, levelR, tops, opened })
      const [overL, overR] = [Math.max(zL, sill), Math.max(zR, sill)]
      const free = flux(dtS, dxM, overL, overR, levelL - overL, levelR - overR, rub, q, before, after)
      if (most === Infinity) this.flows[n] = free
      else this.flows[n] = levelL >= levelR ? Math.min(most, Math.max(0, free)) : -Math.min(most, Math.max(0, -free))
    }
  }

  /** The lowest way over a held face, and the most that passes it as the water falls, m²/s. */
  private limit(n: number, at: FaceNow): { readonly sill: number; readonly most: number } {
    const { crests, gates } = this.plan
    const { ground, levelL, levelR } = at
    const [up, down] = [Math.max(levelL, levelR), Math.min(levelL, levelR)]
    let [top, share] = [ground, 1]
    const higher = (otherM: number, itsShare: number): void => {
      if (otherM > top) [top, share] = [otherM, itsShare]
    }
    const held = this.held[n]
    for (const c of held?.crests ?? []) {
      const crest = crests[c]
      if (crest) higher((at.tops[c] ?? 0) + (crest.isAboveGround ? ground : 0), crest.lengthShare)
    }
    for (const g of held?.gates ?? []) higher(gates[g]?.topM ?? ground, gates[g]?.lengthShare ?? 1)
    // Where nothing stands on the ground, nothing holds.
    if (top === ground) return { sill: ground, most: Infinity }
    let [sill, most] = [top, share * weirM2S(up - top, down - top)]
    for (const g of held?.gates ?? []) {
      const gate = gates[g]
      if (!gate) continue
      const low = Math.max(ground, gate.sillM)
      const openM = Math.min(at.opened[g] ?? 0, top - low)
      if (openM <= 0) continue
      sill = Math.min(sill, low)
      most += gate.lengthShare * gateM2S(openM, up - low, down - low)
    }
    return { sill, most }
  }

  /** Pumps, then drains, then what sewers carry away; after the step of the grid. */
  move(fromS: number, dtS: number, water: Water, ledger: Ledger): void {
    const cellM2 = this.basin.dxM * this.basin.dxM
    const { pumps, drains, sewers } = this.plan
    for (const { from, to, m3S } of pumps) {
      const tookM = -water.pour(from, (-Math.max(0, valueAt(m3S, fromS + dtS / 2)) * dtS) / cellM2)
      if (to === null) ledger.leaves(tookM * cellM2)
      else water.pour(to, tookM)
    }
    for (const drain of drains) {
      const sewer = sewers[drain.sewer]
      if (!sewer) continue
      const wantsM3 = this.intoM3(drain, sewer, dtS, water)
      const changeM = wantsM3 === 0 ? 0 : water.pour(drain.cell, -wantsM3 / cellM2)
      if (changeM < 0) ledger.leaves(-changeM * cellM2)
      else if (changeM > 0) ledger.enters(changeM * cellM2)
      this.storedM3[drain.sewer] = Math.max(0, at(this.storedM3, drain.sewer) - changeM * cellM2)
    }
    for (const [n, { capacityM3S, outfall }] of sewers.entries()) {
      const m3 = Math.min(capacityM3S * dtS, at(this.storedM3, n))
      if (m3 <= 0) continue
      this.storedM3[n] = at(this.storedM3, n) - m3
      if (outfall !== null) ledger.enters(water.pour(outfall, m3 / cellM2) * cellM2)
    }
  }

  /** What a drain takes in, m³; below nothing what comes back up. */
  private intoM3({ cell, areaM2, sewer }: Drain, { floorM, planM2 }: Sewer, dtS: number, water: Water): number {
    const ground = water.bedM(cell)
    const level = ground + water.depthM(cell)
    const inPipes = floorM + at(this.storedM3, sewer) / planM2
    // No more in one step than makes the two levels one.
    const evenM3 = Math.abs(level - inPipes) / (1 / planM2 + 1 / (this.basin.dxM * this.basin.dxM))
    const m3 = (headM: number): number => Math.min(orificeM3S(areaM2, headM) * dtS, evenM3)
    return inPipes > level ? -m3(inPipes - level) : m3(level - Math.max(ground, inPipes))
  }
}

/** A held face and what holds it, at one moment. */
type FaceNow = {
  readonly ground: number
  readonly levelL: number
  readonly levelR: number
  /** Of crests and of gates, by their number. */
  readonly tops: Float64Array
  readonly opened: Float64Array
}
