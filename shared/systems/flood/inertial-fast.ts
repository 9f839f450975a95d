// The inertial scheme on the kernel for WebAssembly: lays out its memory, reckons the edges, keeps the ledger. Same
// results as inertial.ts within what single precision of the friction makes, some ten times as fast.
import { type Basin, DRY_M, type Edges, type Forcing, G, Ledger, volumeM3 } from './basin.ts'
import { type Part, QUICK, SLOW } from './blocks.ts'
import { type BandKernel, Bands } from './bands.ts'
import { at, at32 } from './cells.ts'
import { edgesNow } from './edges.ts'
import { Exchange, type Water } from './exchange.ts'
import { cellOf, isSouth } from './faces.ts'
import { ALPHA, type Cell, LEAST_WAVE_M, outflow } from './inertial-edges.ts'
import { WASM_BASE64 } from './inertial-wasm.ts'
import { Parting, type PartingKernel } from './inertial-parts.ts'
import { Inflow, pourInto } from './inflow.ts'
import { advance, deepFrom, type Paced } from './paced.ts'
import { type Rim, rims, Rows } from './rows.ts'
import { checkGrid, type Driven, type Saved, type Start } from './scheme.ts'
import { NO_STRUCTURES, type Structures } from './structures.ts'
import { makeRoom, type WasmMemory } from './wasm.ts'

type Kernel = PartingKernel &
  BandKernel & {
    /** What faces need of the bed, south of these rows and west in them. */
    readBed(from: number, to: number): void
    /** Of a part, the first being 0: the deepest water beside its faces, metres. */
    deepestOf(part: number): number
  }

const BASE_BYTES = 1024
/** What a row has more than its cells, at least: the kernel takes blocks; and how much of it lies before them. */
const MARGIN = 20
const LEAD = 4
/** Of a held face: the row in whose turn it is set and its address, as integers, and what passes it. */
const HELD_BYTES = 16
/** No water reaches over this, metres. */
const RING_M = 1e9

export class InertialFast implements Driven, Paced {
  readonly name = 'inertial'
  readonly ledger = new Ledger()
  tS = 0
  steps = 0
  private readonly basin: Basin
  private edges: Edges
  private inflow: Inflow
  private exchange: Exchange
  private readonly water: Water
  private readonly kernel: Kernel
  private readonly bands: Bands<Kernel>
  private readonly memory: WasmMemory
  private readonly rub: Float64Array
  private readonly rows: Rows
  /** The whole memory as doubles and as singles. */
  private all: Float64Array
  private single: Float32Array
  /** Where planes of doubles begin, in doubles. */
  private readonly bed: number
  private readonly depth: number
  private readonly shower: number
  /** Where planes and lists of singles begin, in singles. */
  private readonly qx: number
  private readonly qy: number
  /** From a flux of the first part to that of the second. */
  private readonly toSecond: number
  private readonly parting: Parting
  /** Where held faces are listed. */
  private readonly held: number
  private readonly rims: readonly Rim[]
  private readonly given: { readonly W: number; readonly E: number; readonly S: number; readonly N: number }
  /** Beside the faces of either part, metres. */
  private deepest: [number, number] = [0, 0]
  /** Something was taken from where it is deepest: it is looked for before it counts. */
  private isLower: [boolean, boolean] = [false, false]
  /** Of the held faces, as the kernel lists them. */
  private heldOrder = new Int32Array(0)
  /** The shares that lie in the memory. */
  private showered: Float64Array | null = null

  constructor(basin: Basin, edges: Edges, forcing: Forcing, start: Start) {
    const { nx, ny } = basin
    this.basin = basin
    this.edges = edges
    this.inflow = new Inflow(basin, forcing)
    this.exchange = new Exchange(basin, NO_STRUCTURES)
    this.rub = basin.manning.map((n) => G * n * n)
    this.rows = new Rows(basin, (nx + MARGIN) & ~3, LEAD)
    const { length: row, cells: plane } = this.rows
    this.bands = new Bands<Kernel>(basin, WASM_BASE64, { rowLength: row, base: BASE_BYTES })
    const { kernel, memory } = this.bands
    this.kernel = kernel
    this.memory = memory
    this.parting = new Parting(basin, this.bands, { memory, from: this.bands.end })
    makeRoom(memory, this.parting.end)
    this.all = new Float64Array(memory.buffer)
    this.single = new Float32Array(memory.buffer)
    this.held = this.parting.end / 4
    this.bed = BASE_BYTES / 8
    this.depth = this.bed + plane
    this.shower = this.depth + plane
    this.qx = 2 * (this.shower + plane)
    this.qy = this.qx + plane
    const rubX = this.qy + 3 * plane
    this.toSecond = rubX + 2 * plane - this.qx
    const S = rubX + 4 * plane
    const W = S + 2 * row
    this.rims = rims(basin, this.rows, { qx: this.qx, qy: this.qy })
    this.given = { S: S + LEAD, N: S + row + LEAD, W, E: W + ((ny + 3) & ~3) }

    this.all.fill(RING_M, this.bed, this.bed + plane)
    for (let k = 0; k < nx * ny; k++) {
      const place = this.rows.placeOf(k)
      const rub = at(this.rub, k)
      this.all[this.bed + place] = at(basin.bedM, k)
      this.all[this.depth + place] = at(start.depthM, k)
      this.single[rubX + place] = (rub + at(this.rub, k % nx > 0 ? k - 1 : k)) / 2
      this.single[rubX + plane + place] = (rub + at(this.rub, k >= nx ? k - nx : k)) / 2
      this.deepest[0] = Math.max(this.deepest[0], at(start.depthM, k))
    }
    kernel.readBed(0, ny)
    this.shareRain(forcing)
    const far = [1, row] as const
    this.water = {
      bedM: (k) => at(this.all, this.bed + this.rows.placeOf(k)),
      depthM: (k) => at(this.all, this.depth + this.rows.placeOf(k)),
      rub: (k) => at(this.rub, k),
      through: (side, k, further) =>
        this.flowAt((side === 1 ? this.qy : this.qx) + this.rows.placeOf(k) + further * (far[side] ?? 1)),
      pour: (k, addM) => this.pour(k, addM),
    }
    this.begin(start)
  }

  setForcing(forcing: Forcing): void {
    this.inflow = new Inflow(this.basin, forcing)
    this.shareRain(forcing)
  }

  setEdges(edges: Edges): void {
    this.edges = edges
  }

  setStructures(structures: Structures): void {
    this.exchange = new Exchange(this.basin, structures, this.exchange.storedM3)
    const { faces } = this.exchange
    const { nx } = this.basin
    makeRoom(this.memory, 4 * this.held + HELD_BYTES * faces.length)
    // Growing gives the memory a new place.
    this.all = new Float64Array(this.memory.buffer)
    this.single = new Float32Array(this.memory.buffer)
    const listed = [...faces.entries()].map(([n, face]): [number, number, number] => {
      const k = cellOf(face)
      const row = Math.floor(k / nx)
      return [isSouth(face) ? row - 1 : row, 4 * ((isSouth(face) ? this.qy : this.qx) + this.rows.placeOf(k)), n]
    })
    listed.sort(([a, , n], [b, , m]) => a - b || n - m)
    const integers = new Int32Array(this.memory.buffer, 4 * this.held, 4 * faces.length)
    this.heldOrder = Int32Array.from(listed, ([, , n]) => n)
    for (const [n, [row, address]] of listed.entries()) integers.set([row, address], 4 * n)
    this.bands.setHeld(4 * this.held, faces.length)
  }

  setBed(cells: Int32Array, bedM: Float64Array): void {
    for (const [n, k] of cells.entries()) {
      this.all[this.bed + this.rows.placeOf(k)] = at(bedM, n)
      const row = Math.floor(k / this.basin.nx)
      this.kernel.readBed(row, row + 1)
    }
  }

  save(): Saved {
    const { nx, ny } = this.basin
    const [eastM2S, northM2S] = [new Float64Array((nx + 1) * ny), new Float64Array(nx * (ny + 1))]
    this.parting.gather()
    for (let j = 0; j <= ny; j++) {
      const from = this.rows.placeOf(j * nx)
      northM2S.set(this.single.subarray(this.qy + from, this.qy + from + nx), j * nx)
      if (j < ny) eastM2S.set(this.single.subarray(this.qx + from, this.qx + from + nx + 1), j * (nx + 1))
    }
    return {
      depthM: this.depthM,
      eastM2S,
      northM2S,
      ledger: this.ledger.save(),
      storedM3: this.exchange.storedM3.slice(),
      deepestM: this.deepestM(),
      tS: this.tS,
      steps: this.steps,
    }
  }

  load(saved: Saved): void {
    checkGrid(this.basin, saved)
    this.parting.gather()
    const { nx, ny } = this.basin
    for (let j = 0; j <= ny; j++) {
      const from = this.rows.placeOf(j * nx)
      this.single.set(saved.northM2S.subarray(j * nx, (j + 1) * nx), this.qy + from)
      if (j === ny) break
      this.single.set(saved.eastM2S.subarray(j * (nx + 1), (j + 1) * (nx + 1)), this.qx + from)
      this.all.set(saved.depthM.subarray(j * nx, (j + 1) * nx), this.depth + from)
    }
    this.ledger.load(saved.ledger)
    this.exchange.storedM3.set(saved.storedM3.subarray(0, this.exchange.storedM3.length))
    this.deepest = [saved.deepestM, 0]
    this.isLower = [false, false]
    this.tS = saved.tS
    this.steps = saved.steps
  }

  get depthM(): Float64Array {
    return this.rows.gathered(this.all.subarray(this.depth, this.depth + this.rows.cells))
  }

  volumeM3(): number {
    return volumeM3(this.basin, this.depthM)
  }

  step(atMostS: number): number {
    const deepestM = this.deepestM()
    this.parting.together(this.rims)
    this.deepest = [deepestM, 0]
    const dtS = Math.min(atMostS, this.stableS(QUICK))
    this.pass(QUICK, dtS, this.rain(dtS))
    this.goOn(dtS)
    this.move(dtS)
    return dtS
  }

  advance(forS: number): void {
    advance(this, forS)
  }

  part(): number {
    const deepM = deepFrom(this.deepestM())
    const fed = this.rims.flatMap(({ side, cells }) => (/wall|open/.test(this.edges[side].is) ? [] : [...cells]))
    const quick = [...this.exchange.cells(), ...this.inflow.cells(), ...fed]
    const passes = this.parting.part(this.rims, { deepM, quick, isRaining: this.inflow.isRaining })
    this.deepest = [this.kernel.deepestOf(0), this.kernel.deepestOf(1)]
    return passes
  }

  stableS(part: Part): number {
    const deepestM = this.deepestOf(part === QUICK ? 0 : 1)
    return (ALPHA * this.basin.dxM) / Math.sqrt(G * Math.max(LEAST_WAVE_M, deepestM))
  }

  rain(dtS: number): number {
    return this.inflow.rainM(this.tS, dtS, this.ledger)
  }

  pass(part: Part, dtS: number, rainM: number): void {
    const n = part === QUICK ? 0 : 1
    this.tellEdges(n, dtS)
    if (part === QUICK) {
      this.exchange.reckon(this.tS, dtS, this.water)
      this.tellHeld()
    }
    this.deepest[n] = this.bands.step(n, dtS, rainM)
    this.isLower[n] = false
    this.countEdges(n, dtS)
  }

  goOn(dtS: number): void {
    this.inflow.pour(this.tS, dtS, this.ledger, (k, addM) => this.pour(k, addM))
    this.tS += dtS
    this.steps++
  }

  move(dtS: number): void {
    this.exchange.move(this.tS - dtS, dtS, this.water, this.ledger)
  }

  dispose(): void {
    this.bands.dispose()
  }

  velocities(): { readonly uMS: Float64Array; readonly vMS: Float64Array } {
    const { nx, ny } = this.basin
    const [uMS, vMS] = [new Float64Array(nx * ny), new Float64Array(nx * ny)]
    for (let k = 0; k < nx * ny; k++) {
      const place = this.rows.placeOf(k)
      const h = at(this.all, this.depth + place)
      if (h <= DRY_M) continue
      uMS[k] = (this.flowAt(this.qx + place) + this.flowAt(this.qx + place + 1)) / (2 * h)
      vMS[k] = (this.flowAt(this.qy + place) + this.flowAt(this.qy + place + this.rows.length)) / (2 * h)
    }
    return { uMS, vMS }
  }

  private shareRain({ rainShare }: Forcing): void {
    this.bands.setShower(rainShare ? 1 : 0)
    if (rainShare && rainShare !== this.showered)
      for (let k = 0; k < rainShare.length; k++) this.all[this.shower + this.rows.placeOf(k)] = at(rainShare, k)
    this.showered = rainShare
  }

  private tellHeld(): void {
    const { flows } = this.exchange
    for (const [n, of] of this.heldOrder.entries()) this.single[this.held + 4 * n + 2] = at(flows, of)
  }

  /** Of a face, whichever its part. */
  private flowAt(place: number): number {
    return at32(this.single, place) + at32(this.single, place + this.toSecond)
  }

  /** Fluxes of water that moves from the first. */
  private begin({ depthM, uMS, vMS }: Start): void {
    const { nx, ny } = this.basin
    for (let k = 0; k < nx * ny; k++) {
      const place = this.rows.placeOf(k)
      if (uMS && k % nx > 0)
        this.single[this.qx + place] = (at(depthM, k - 1) * at(uMS, k - 1) + at(depthM, k) * at(uMS, k)) / 2
      if (vMS && k >= nx)
        this.single[this.qy + place] = (at(depthM, k - nx) * at(vMS, k - nx) + at(depthM, k) * at(vMS, k)) / 2
    }
  }

  /** What crosses the edges over faces of a part in this step, told to the kernel. */
  private tellEdges(part: 0 | 1, dtS: number): void {
    const { single, given, parting } = this
    const { dxM } = this.basin
    const now = edgesNow(this.edges, this.tS + dtS / 2)
    for (const [r, { side, cells, inner, faces, outward }] of this.rims.entries()) {
      const edge = now[side]
      if (edge.is === 'wall') single.fill(0, given[side], given[side] + cells.length)
      else
        for (const n of parting.rims[r]?.[part] ?? []) {
          const k = cells[n] ?? 0
          const cell = this.cell(k)
          const isDry = edge.is === 'open' && cell.h <= DRY_M
          const [face, behind] = [faces[n] ?? 0, inner[n] ?? k]
          const q = outward * this.flowAt(face)
          const came = behind === k ? q : outward * this.flowAt(face + this.rows.placeOf(behind) - this.rows.placeOf(k))
          single[given[side] + n] = isDry ? 0 : outward * outflow(edge, { dtS, dxM, q, came }, cell, this.cell(behind))
        }
    }
  }

  private cell(k: number): Cell {
    const place = this.rows.placeOf(k)
    return { z: at(this.all, this.bed + place), h: at(this.all, this.depth + place), rub: at(this.rub, k) }
  }

  /** What did cross the edges: the kernel may have cut it to what was there. */
  private countEdges(part: 0 | 1, dtS: number): void {
    const area = dtS * this.basin.dxM
    const { single, parting, toSecond } = this
    for (const [r, { side, faces, outward }] of this.rims.entries())
      if (this.edges[side].is !== 'wall')
        for (const n of parting.rims[r]?.[part] ?? []) {
          const out = outward * at32(single, (faces[n] ?? 0) + part * toSecond)
          if (out > 0) this.ledger.leaves(out * area)
          else if (out < 0) this.ledger.enters(-out * area)
        }
  }

  private pour(k: number, addM: number): number {
    const place = this.depth + this.rows.placeOf(k)
    const wasM = at(this.all, place)
    const changeM = pourInto(this.all, place, addM)
    const part = this.parting.partOf(k) === SLOW ? 1 : 0
    if (changeM < 0 && wasM >= this.deepest[part]) this.isLower[part] = true
    this.deepest[part] = Math.max(this.deepest[part], at(this.all, place))
    return changeM
  }

  private deepestOf(part: 0 | 1): number {
    if (this.isLower[part]) this.deepest[part] = this.kernel.deepestOf(part)
    this.isLower[part] = false
    return this.deepest[part]
  }

  private deepestM(): number {
    return Math.max(this.deepestOf(0), this.deepestOf(1))
  }
}
