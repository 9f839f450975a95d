// The full scheme on the kernel for WebAssembly: lays out its memory, tells it the edges, keeps the ledger. Same results
// as full.ts within rounding and what single precision of the friction makes, some times as fast.
import { type Basin, DRY_M, type Edges, type Forcing, G, Ledger, volumeM3 } from './basin.ts'
import { at } from './cells.ts'
import { type EdgeNow, edgesNow } from './edges.ts'
import { FullBands } from './full-bands.ts'
import { WASM_BASE64 } from './full-wasm.ts'
import { CFL, LEAST_WAVE_M } from './full.ts'
import { Inflow, pourInto } from './inflow.ts'
import { Rows } from './rows.ts'
import type { Scheme, Start } from './scheme.ts'
import { makeRoom } from './wasm.ts'

const BASE_BYTES = 4096
/** What a row has more than its cells, at least. */
const MARGIN = 8
/** Before the first cell of a row. */
const LEAD = 2
/** The order in which the kernel lays its planes. */
const PLANES = ['bed', 'inside', 'rub', 'shower', 'h', 'hu', 'hv'] as const
const RULES = { wall: 0, open: 1, flow: 2, level: 3, depth: 4 } as const

export class FullFast implements Scheme {
  readonly name = 'full'
  readonly ledger = new Ledger()
  tS = 0
  steps = 0
  private readonly basin: Basin
  private readonly edges: Edges
  private readonly inflow: Inflow
  private readonly bands: FullBands
  private readonly rows: Rows
  private readonly planes: Readonly<Record<(typeof PLANES)[number], Float64Array>>
  private fastestMS: number
  private readonly isPoured: boolean

  constructor(basin: Basin, edges: Edges, forcing: Forcing, { depthM, uMS, vMS }: Start) {
    const { nx, ny } = basin
    this.basin = basin
    this.edges = edges
    this.inflow = new Inflow(basin, forcing)
    this.isPoured = forcing.sources.length > 0
    this.rows = new Rows(basin, (nx + MARGIN) & ~1, LEAD)
    const { cells } = this.rows
    this.bands = new FullBands(basin, WASM_BASE64, { rowLength: this.rows.length, base: BASE_BYTES })
    const { memory } = this.bands
    makeRoom(memory, this.bands.end)
    const plane = (n: number): Float64Array => new Float64Array(memory.buffer, BASE_BYTES + 8 * cells * n, cells)
    this.planes = {
      bed: plane(0),
      inside: plane(1),
      rub: plane(2),
      shower: plane(3),
      h: plane(4),
      hu: plane(5),
      hv: plane(6),
    }
    const masks = new BigInt64Array(memory.buffer, BASE_BYTES + 8 * cells, cells)
    for (let k = 0; k < nx * ny; k++) {
      const place = this.rows.placeOf(k)
      const n = at(basin.manning, k)
      this.planes.bed[place] = at(basin.bedM, k)
      masks[place] = -1n
      this.planes.rub[place] = G * n * n
      this.planes.shower[place] = forcing.rainShare ? at(forcing.rainShare, k) : 1
      this.planes.h[place] = at(depthM, k)
      if (uMS) this.planes.hu[place] = at(uMS, k) * at(depthM, k)
      if (vMS) this.planes.hv[place] = at(vMS, k) * at(depthM, k)
    }
    this.fastestMS = this.bands.read()
  }

  get depthM(): Float64Array {
    return this.rows.gathered(this.planes.h)
  }

  volumeM3(): number {
    return volumeM3(this.basin, this.depthM)
  }

  step(atMostS: number): number {
    const { bands, basin, inflow, ledger, planes } = this
    const dtS = Math.min(atMostS, (CFL * basin.dxM) / Math.max(Math.sqrt(G * LEAST_WAVE_M), this.fastestMS))
    this.tellEdges(this.tS + dtS / 2)
    this.fastestMS = bands.step(dtS, inflow.rainM(this.tS, dtS, ledger))
    ledger.enters(bands.cameIn() * basin.dxM)
    ledger.leaves(bands.wentOut() * basin.dxM)
    inflow.pour(this.tS, dtS, ledger, (k, addM) => pourInto(planes.h, this.rows.placeOf(k), addM))
    if (this.isPoured) this.fastestMS = bands.read()
    this.tS += dtS
    this.steps++
    return dtS
  }

  dispose(): void {
    this.bands.dispose()
  }

  velocities(): { readonly uMS: Float64Array; readonly vMS: Float64Array } {
    const { depthM } = this
    const speed = (flow: Float64Array): Float64Array =>
      this.rows.gathered(flow).map((q, k) => (at(depthM, k) > DRY_M ? q / at(depthM, k) : 0))
    return { uMS: speed(this.planes.hu), vMS: speed(this.planes.hv) }
  }

  private tellEdges(atS: number): void {
    const { W, E, S, N } = edgesNow(this.edges, atS)
    const value = (edge: EdgeNow): number => ('value' in edge ? edge.value : 0)
    this.bands.setEdges(RULES[W.is], value(W), RULES[E.is], value(E), RULES[S.is], value(S), RULES[N.is], value(N))
  }
}
