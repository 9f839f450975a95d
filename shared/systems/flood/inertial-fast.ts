// The inertial scheme on the kernel for WebAssembly: lays out its memory, reckons the edges, keeps the ledger. Same
// results as inertial.ts within what single precision of the friction makes, some ten times as fast.
import { type Basin, DRY_M, type Edges, type Forcing, G, Ledger, volumeM3 } from './basin.ts'
import { at } from './cells.ts'
import { type EdgeNow, edgesNow } from './edges.ts'
import { ALPHA, type Cell, LEAST_WAVE_M, outflow } from './inertial-edges.ts'
import { WASM_BASE64 } from './inertial-wasm.ts'
import { Inflow, pourInto } from './inflow.ts'
import { Rows } from './rows.ts'
import type { Scheme, Start } from './scheme.ts'
import { instantiate, makeRoom } from './wasm.ts'

type Kernel = {
  /** Gives the end of the memory it uses, bytes. */
  setUp(nx: number, ny: number, dxM: number, rowLength: number, base: number, hasShower: number): number
  /** Gives the deepest water after it, metres. */
  step(dtS: number, rainM: number): number
}

const BASE_BYTES = 1024
/** What a row has more than its cells, at least: the kernel takes four at a time. */
const MARGIN = 12
/** No water reaches over this, metres. */
const RING_M = 1e9

export class InertialFast implements Scheme {
  readonly name = 'inertial'
  readonly ledger = new Ledger()
  tS = 0
  steps = 0
  private readonly basin: Basin
  private readonly edges: Edges
  private readonly inflow: Inflow
  private readonly kernel: Kernel
  private readonly rub: Float64Array
  private readonly rows: Rows
  /** The whole memory as doubles. */
  private readonly all: Float64Array
  /** Where planes and lists begin, in doubles. */
  private readonly bed: number
  private readonly depth: number
  private readonly qx: number
  private readonly qy: number
  private readonly given: { readonly W: number; readonly E: number; readonly S: number; readonly N: number }
  private deepestM = 0

  constructor(basin: Basin, edges: Edges, forcing: Forcing, start: Start) {
    const { nx, ny, dxM } = basin
    this.basin = basin
    this.edges = edges
    this.inflow = new Inflow(basin, forcing)
    this.rub = basin.manning.map((n) => G * n * n)
    this.rows = new Rows(basin, (nx + MARGIN) & ~3)
    const { length: row, cells: plane } = this.rows
    const { exports, memory } = instantiate(WASM_BASE64)
    // The functions that inertial.as exports.
    const kernel = exports as Kernel
    this.kernel = kernel
    const { rainShare } = forcing
    makeRoom(memory, kernel.setUp(nx, ny, dxM, row, BASE_BYTES, rainShare ? 1 : 0))
    this.all = new Float64Array(memory.buffer)
    this.bed = BASE_BYTES / 8
    this.depth = this.bed + plane
    const rub = this.depth + plane
    this.qx = rub + plane / 2
    this.qy = this.qx + plane
    const shower = this.qy + plane
    const W = shower + (rainShare ? plane : 0)
    this.given = { W, E: W + ny + 2, S: W + 2 * (ny + 2), N: W + 2 * (ny + 2) + row }

    this.all.fill(RING_M, this.bed, this.bed + plane)
    const inSingle = new Float32Array(memory.buffer, 8 * rub, plane)
    for (let k = 0; k < nx * ny; k++) {
      const place = this.rows.placeOf(k)
      this.all[this.bed + place] = at(basin.bedM, k)
      this.all[this.depth + place] = at(start.depthM, k)
      inSingle[place] = at(this.rub, k)
      if (rainShare) this.all[shower + place] = at(rainShare, k)
      this.deepestM = Math.max(this.deepestM, at(start.depthM, k))
    }
    this.begin(start)
  }

  get depthM(): Float64Array {
    return this.rows.gathered(this.all.subarray(this.depth, this.depth + this.rows.cells))
  }

  volumeM3(): number {
    return volumeM3(this.basin, this.depthM)
  }

  step(atMostS: number): number {
    const dtS = Math.min(atMostS, this.stableS())
    this.setEdges(dtS)
    const rainM = this.inflow.rainM(this.tS, dtS, this.ledger)
    this.deepestM = this.kernel.step(dtS, rainM)
    this.countEdges(dtS)
    this.inflow.pour(this.tS, dtS, this.ledger, (k, addM) => this.pour(k, addM))
    this.tS += dtS
    this.steps++
    return dtS
  }

  velocities(): { readonly uMS: Float64Array; readonly vMS: Float64Array } {
    const { nx, ny } = this.basin
    const [uMS, vMS] = [new Float64Array(nx * ny), new Float64Array(nx * ny)]
    for (let k = 0; k < nx * ny; k++) {
      const place = this.rows.placeOf(k)
      const h = at(this.all, this.depth + place)
      if (h <= DRY_M) continue
      uMS[k] = (at(this.all, this.qx + place) + at(this.all, this.qx + place + 1)) / (2 * h)
      vMS[k] = (at(this.all, this.qy + place) + at(this.all, this.qy + place + this.rows.length)) / (2 * h)
    }
    return { uMS, vMS }
  }

  private stableS(): number {
    return (ALPHA * this.basin.dxM) / Math.sqrt(G * Math.max(LEAST_WAVE_M, this.deepestM))
  }

  /** Fluxes of water that moves from the first. */
  private begin({ depthM, uMS, vMS }: Start): void {
    const { nx, ny } = this.basin
    for (let k = 0; k < nx * ny; k++) {
      const place = this.rows.placeOf(k)
      if (uMS && k % nx > 0)
        this.all[this.qx + place] = (at(depthM, k - 1) * at(uMS, k - 1) + at(depthM, k) * at(uMS, k)) / 2
      if (vMS && k >= nx)
        this.all[this.qy + place] = (at(depthM, k - nx) * at(vMS, k - nx) + at(depthM, k) * at(vMS, k)) / 2
    }
  }

  /** What crosses the edges in this step, told to the kernel. */
  private setEdges(dtS: number): void {
    const { nx, ny } = this.basin
    const { all, given, qx, qy } = this
    const now = edgesNow(this.edges, this.tS + dtS / 2)
    for (let j = 0; j < ny; j++) {
      const first = j * nx
      const last = first + nx - 1
      const [west, east] = [qx + this.rows.placeOf(first), qx + this.rows.placeOf(last) + 1]
      all[given.W + j] = -this.out(now.W, dtS, first, nx > 1 ? first + 1 : first, -at(all, west))
      all[given.E + j] = this.out(now.E, dtS, last, nx > 1 ? last - 1 : last, at(all, east))
    }
    const top = nx * (ny - 1)
    for (let i = 0; i < nx; i++) {
      const k = top + i
      const [south, north] = [qy + this.rows.placeOf(i), qy + this.rows.placeOf(k) + this.rows.length]
      all[given.S + i] = -this.out(now.S, dtS, i, ny > 1 ? i + nx : i, -at(all, south))
      all[given.N + i] = this.out(now.N, dtS, k, ny > 1 ? k - nx : k, at(all, north))
    }
  }

  private out(edge: EdgeNow, dtS: number, k: number, inner: number, q: number): number {
    if (edge.is === 'wall') return 0
    return outflow(edge, { dtS, dxM: this.basin.dxM, q }, this.cell(k), this.cell(inner))
  }

  private cell(k: number): Cell {
    const place = this.rows.placeOf(k)
    return { z: at(this.all, this.bed + place), h: at(this.all, this.depth + place), rub: at(this.rub, k) }
  }

  /** What did cross the edges: the kernel may have cut it to what was there. */
  private countEdges(dtS: number): void {
    const { nx, ny, dxM } = this.basin
    const { all, qx, qy } = this
    const crossed = (outM2S: number): void => {
      if (outM2S > 0) this.ledger.leaves(outM2S * dtS * dxM)
      else if (outM2S < 0) this.ledger.enters(-outM2S * dtS * dxM)
    }
    for (let j = 0; j < ny; j++) {
      const west = qx + this.rows.placeOf(j * nx)
      crossed(-at(all, west))
      crossed(at(all, west + nx))
    }
    for (let i = 0; i < nx; i++) {
      crossed(-at(all, qy + this.rows.placeOf(i)))
      crossed(at(all, qy + this.rows.placeOf(nx * (ny - 1) + i) + this.rows.length))
    }
  }

  private pour(k: number, addM: number): number {
    const place = this.depth + this.rows.placeOf(k)
    const changeM = pourInto(this.all, place, addM)
    this.deepestM = Math.max(this.deepestM, at(this.all, place))
    return changeM
  }
}
