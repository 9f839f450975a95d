// The full shallow-water equations by finite volumes: HLLC fluxes, hydrostatic reconstruction of the bed (Audusse et al.
// 2004, SIAM J. Sci. Comput. 25), second order in space by minmod slopes of level, depth and velocity, which are switched
// off beside dry cells, and in time by the two-stage SSP Runge-Kutta method. Friction is solved exactly at the end of each step.
// For dam breaks and fast flow.
import { type Basin, DRY_M, type Edges, type Forcing, G, Ledger, volumeM3 } from './basin.ts'
import { at } from './cells.ts'
import { edgesNow, type EdgesNow } from './edges.ts'
import { Inflow } from './inflow.ts'
import { Lines, type Wet } from './full-lines.ts'
import type { Scheme, Start } from './scheme.ts'

/** Of the time the fastest wave takes through a cell. */
export const CFL = 0.45
/** Steps are never longer than a wave of this depth allows, metres. */
export const LEAST_WAVE_M = 0.02
const SEVEN_THIRDS = 7 / 3

export class Full implements Scheme {
  readonly name = 'full'
  readonly ledger = new Ledger()
  tS = 0
  steps = 0
  private readonly basin: Basin
  private readonly inflow: Inflow
  private readonly edges: Edges
  private readonly lines: Lines
  private readonly now: Wet
  private readonly before: Wet
  private readonly rate: Wet

  constructor(basin: Basin, edges: Edges, forcing: Forcing, { depthM, uMS, vMS }: Start) {
    const cells = basin.nx * basin.ny
    const wet = (): Wet => ({
      h: new Float64Array(cells),
      hu: new Float64Array(cells),
      hv: new Float64Array(cells),
    })
    this.basin = basin
    this.edges = edges
    this.inflow = new Inflow(basin, forcing)
    this.lines = new Lines(basin)
    this.now = wet()
    this.before = wet()
    this.rate = wet()
    this.now.h.set(depthM)
    if (uMS) this.now.hu.set(uMS.map((u, k) => u * at(depthM, k)))
    if (vMS) this.now.hv.set(vMS.map((v, k) => v * at(depthM, k)))
  }

  get depthM(): Float64Array {
    return this.now.h
  }

  volumeM3(): number {
    return volumeM3(this.basin, this.now.h)
  }

  velocities(): { readonly uMS: Float64Array; readonly vMS: Float64Array } {
    const { h, hu, hv } = this.now
    const speed = (q: Float64Array): Float64Array => q.map((one, k) => (at(h, k) > DRY_M ? one / at(h, k) : 0))
    return { uMS: speed(hu), vMS: speed(hv) }
  }

  step(atMostS: number): number {
    const { now, before } = this
    const dtS = Math.min(atMostS, this.stableS())
    const edges = edgesNow(this.edges, this.tS + dtS / 2)
    before.h.set(now.h)
    before.hu.set(now.hu)
    before.hv.set(now.hv)
    // Each stage is an Euler step with its friction, so that a flow held by friction is not let go between them.
    this.euler(edges, dtS)
    this.euler(edges, dtS)
    for (let k = 0; k < now.h.length; k++) {
      now.h[k] = (at(before.h, k) + at(now.h, k)) / 2
      now.hu[k] = (at(before.hu, k) + at(now.hu, k)) / 2
      now.hv[k] = (at(before.hv, k) + at(now.hv, k)) / 2
    }
    this.inflow.add(now.h, this.tS, dtS, this.ledger)
    this.tS += dtS
    this.steps++
    return dtS
  }

  private euler(edges: EdgesNow, dtS: number): void {
    const { now, rate } = this
    this.stage(edges, dtS)
    for (let k = 0; k < now.h.length; k++) {
      now.h[k] = Math.max(0, at(now.h, k) + dtS * at(rate.h, k))
      now.hu[k] = at(now.hu, k) + dtS * at(rate.hu, k)
      now.hv[k] = at(now.hv, k) + dtS * at(rate.hv, k)
    }
    this.rub(dtS)
  }

  /** The rates of change, and half a step's worth of what crosses the edges into the ledger. */
  private stage(edges: EdgesNow, dtS: number): void {
    const { inM2S, outM2S } = this.lines.rates(this.now, this.rate, edges, dtS)
    const part = (dtS * this.basin.dxM) / 2
    this.ledger.enters(inM2S * part)
    this.ledger.leaves(outM2S * part)
  }

  private stableS(): number {
    const { h, hu, hv } = this.now
    let fastestMS = Math.sqrt(G * LEAST_WAVE_M)
    for (let k = 0; k < h.length; k++) {
      const depth = at(h, k)
      if (depth <= DRY_M) continue
      const speed = Math.max(Math.abs(at(hu, k)), Math.abs(at(hv, k))) / depth + Math.sqrt(G * depth)
      if (speed > fastestMS) fastestMS = speed
    }
    return (CFL * this.basin.dxM) / fastestMS
  }

  /** Manning's friction over a step, implicit: q' of a q'² + q' = q with a = dt g n² / h^(7/3). */
  private rub(dtS: number): void {
    const { h, hu, hv } = this.now
    const { manning } = this.basin
    for (let k = 0; k < h.length; k++) {
      const depth = at(h, k)
      if (depth <= DRY_M) {
        hu[k] = hv[k] = 0
        continue
      }
      const n = at(manning, k)
      if (n === 0) continue
      const q = Math.hypot(at(hu, k), at(hv, k))
      if (q === 0) continue
      const a = (dtS * G * n * n) / depth ** SEVEN_THIRDS
      const keeps = 2 / (1 + Math.sqrt(1 + 4 * a * q))
      hu[k] = at(hu, k) * keeps
      hv[k] = at(hv, k) * keeps
    }
  }
}
