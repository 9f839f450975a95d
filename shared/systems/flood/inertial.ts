// Local inertial shallow water: gravity, slope of the surface, friction, no advection. For floods that rise gradually and
// for rain on a grid. Bates, Horritt and Fewtrell 2010 (J. Hydrol. 387) with the weighting of de Almeida et al. 2012
// (Water Resour. Res. 48); where water falls over a drop at most what passes critically. Fluxes live on faces.
import { type Basin, DRY_M, type Edges, type Forcing, G, Ledger, volumeM3 } from './basin.ts'
import { BLOCK, blockAt, blocksAcross, DEEP, MOST_PASSES, type Part, partsOf, QUICK, SLOW, WET } from './blocks.ts'
import { at } from './cells.ts'
import { type EdgeNow, edgesNow } from './edges.ts'
import { Exchange, type Water } from './exchange.ts'
import { cellOf, isSouth } from './faces.ts'
import { Inflow, pourInto } from './inflow.ts'
import { ALPHA, type Cell, flux, LEAST_WAVE_M, outflow } from './inertial-edges.ts'
import { advance, deepFrom, type Paced } from './paced.ts'
import { checkGrid, type Driven, type Saved, type Start } from './scheme.ts'
import { NO_STRUCTURES, type Structures } from './structures.ts'

export class Inertial implements Driven, Paced {
  readonly name = 'inertial'
  readonly depthM: Float64Array
  readonly ledger = new Ledger()
  tS = 0
  steps = 0
  private readonly basin: Basin
  private inflow: Inflow
  private rainShare: Float64Array | null
  private edges: Edges
  private exchange: Exchange
  private readonly water: Water
  /** g n², by cell. */
  private readonly rub: Float64Array
  /** Through the faces between columns, (nx + 1) a row, and between rows, nx each; m²/s to the east and north. */
  private qx: Float64Array
  private qy: Float64Array
  private nextX: Float64Array
  private nextY: Float64Array
  /** How much of what leaves a cell may leave it. */
  private readonly share: Float64Array
  /** Of each block; null while one step is for all. */
  private parts: Uint8Array | null = null

  constructor(basin: Basin, edges: Edges, forcing: Forcing, start: Start) {
    const { nx, ny } = basin
    this.basin = { ...basin, bedM: basin.bedM.slice() }
    this.edges = edges
    this.exchange = new Exchange(basin, NO_STRUCTURES)
    this.inflow = new Inflow(basin, forcing)
    this.rainShare = forcing.rainShare
    this.rub = basin.manning.map((n) => G * n * n)
    this.depthM = start.depthM.slice()
    this.qx = new Float64Array((nx + 1) * ny)
    this.qy = new Float64Array(nx * (ny + 1))
    this.nextX = new Float64Array(this.qx.length)
    this.nextY = new Float64Array(this.qy.length)
    this.share = new Float64Array(nx * ny)
    this.water = {
      bedM: (k) => at(this.basin.bedM, k),
      depthM: (k) => at(this.depthM, k),
      rub: (k) => at(this.rub, k),
      through: (side, k, further) =>
        side === 1 ? at(this.qy, k + further * nx) : at(this.qx, k + Math.floor(k / nx) + further),
      pour: (k, addM) => pourInto(this.depthM, k, addM),
    }
    this.begin(start)
  }

  setForcing(forcing: Forcing): void {
    this.inflow = new Inflow(this.basin, forcing)
    this.rainShare = forcing.rainShare
  }

  setEdges(edges: Edges): void {
    this.edges = edges
  }

  setStructures(structures: Structures): void {
    this.exchange = new Exchange(this.basin, structures, this.exchange.storedM3)
  }

  setBed(cells: Int32Array, bedM: Float64Array): void {
    for (const [n, k] of cells.entries()) this.basin.bedM[k] = at(bedM, n)
  }

  save(): Saved {
    return {
      depthM: this.depthM.slice(),
      eastM2S: this.qx.slice(),
      northM2S: this.qy.slice(),
      ledger: this.ledger.save(),
      storedM3: this.exchange.storedM3.slice(),
      deepestM: this.depthM.reduce((most, h) => Math.max(most, h), 0),
      tS: this.tS,
      steps: this.steps,
    }
  }

  load(saved: Saved): void {
    checkGrid(this.basin, saved)
    this.depthM.set(saved.depthM)
    this.qx.set(saved.eastM2S)
    this.qy.set(saved.northM2S)
    this.ledger.load(saved.ledger)
    this.exchange.storedM3.set(saved.storedM3.subarray(0, this.exchange.storedM3.length))
    this.tS = saved.tS
    this.steps = saved.steps
  }

  volumeM3(): number {
    return volumeM3(this.basin, this.depthM)
  }

  step(atMostS: number): number {
    this.parts = null
    const dtS = Math.min(atMostS, this.stableS(QUICK))
    this.pass(QUICK, dtS, this.rain(dtS))
    this.goOn(dtS)
    this.move(dtS)
    return dtS
  }

  advance(forS: number): void {
    advance(this, forS)
    this.parts = null
  }

  part(): number {
    const { nx, ny } = this.basin
    const across = blocksAcross(nx)
    const deepM = deepFrom(this.depthM.reduce((most, h) => Math.max(most, h), 0))
    const holds = new Uint8Array(across * ny)
    for (const [k, h] of this.depthM.entries()) {
      const b = blockAt(nx, k)
      holds[b] = Math.max(holds[b] ?? 0, h > deepM ? DEEP : h > DRY_M ? WET : 0)
    }
    const { W, E, S, N } = this.edges
    const isFed = (k: number): boolean =>
      (k % nx === 0 && feeds(W)) ||
      (k % nx === nx - 1 && feeds(E)) ||
      (k < nx && feeds(S)) ||
      (k >= nx * (ny - 1) && feeds(N))
    const fed = [...this.depthM.keys()].filter(isFed)
    const quick = [...this.exchange.cells(), ...this.inflow.cells(), ...fed].map((k) => blockAt(nx, k))
    const { isRaining } = this.inflow
    this.parts = partsOf(holds, this.basin, { quick, isRaining })
    for (let j = 0; j <= ny; j++)
      for (let i = 0; i <= nx; i++) {
        if (this.isOf(QUICK, j, i) || this.isOf(SLOW, j, i)) continue
        if (j < ny) this.qx[j * (nx + 1) + i] = 0
        if (i < nx) this.qy[j * nx + i] = 0
      }
    return isRaining ? 4 * MOST_PASSES : MOST_PASSES
  }

  stableS(part: Part): number {
    const { nx, ny } = this.basin
    let deepestM = LEAST_WAVE_M
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const h = at(this.depthM, j * nx + i)
        if (h > deepestM && this.isBeside(part, j, i)) deepestM = h
      }
    return (ALPHA * this.basin.dxM) / Math.sqrt(G * deepestM)
  }

  rain(dtS: number): number {
    return this.inflow.rainM(this.tS, dtS, this.ledger)
  }

  pass(part: Part, dtS: number, rainM: number): void {
    const now = edgesNow(this.edges, this.tS + dtS / 2)
    if (part === QUICK) this.exchange.reckon(this.tS, dtS, this.water)
    this.alongRows(part, dtS, now)
    this.alongColumns(part, dtS, now)
    if (part === QUICK) this.holdFaces()
    this.keepWet(dtS)
    this.spread(dtS)
    this.rainOn(part, rainM)
    this.take(part)
  }

  goOn(dtS: number): void {
    this.inflow.pour(this.tS, dtS, this.ledger, (k, addM) => pourInto(this.depthM, k, addM))
    this.tS += dtS
    this.steps++
  }

  move(dtS: number): void {
    this.exchange.move(this.tS - dtS, dtS, this.water, this.ledger)
  }

  velocities(): { readonly uMS: Float64Array; readonly vMS: Float64Array } {
    const { nx, ny } = this.basin
    const { depthM, qx, qy } = this
    const [uMS, vMS] = [new Float64Array(nx * ny), new Float64Array(nx * ny)]
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        const k = j * nx + i
        const h = at(depthM, k)
        if (h <= DRY_M) continue
        const face = j * (nx + 1) + i
        uMS[k] = (at(qx, face) + at(qx, face + 1)) / (2 * h)
        vMS[k] = (at(qy, k) + at(qy, k + nx)) / (2 * h)
      }
    }
    return { uMS, vMS }
  }

  /** Fluxes of water that moves from the first. */
  private begin({ uMS, vMS }: Start): void {
    const { nx, ny } = this.basin
    const { depthM, qx, qy } = this
    if (uMS)
      for (let j = 0; j < ny; j++)
        for (let i = 1; i < nx; i++) {
          const k = j * nx + i
          qx[j * (nx + 1) + i] = (at(depthM, k - 1) * at(uMS, k - 1) + at(depthM, k) * at(uMS, k)) / 2
        }
    if (vMS)
      for (let k = nx; k < nx * ny; k++) qy[k] = (at(depthM, k - nx) * at(vMS, k - nx) + at(depthM, k) * at(vMS, k)) / 2
  }

  /** Of the face west or south of cell `i` of row `j`; a row and a column further there are faces too. */
  private isOf(part: Part, j: number, i: number): boolean {
    return this.parts === null || this.parts[j * blocksAcross(this.basin.nx) + Math.floor(i / BLOCK)] === part
  }

  /** Whether a face of the part, or one that shares its block, lies beside a cell. */
  private isBeside(part: Part, j: number, i: number): boolean {
    const east = i + BLOCK - (i % BLOCK)
    return this.isOf(part, j, i) || this.isOf(part, j + 1, i) || (east <= this.basin.nx && this.isOf(part, j, east))
  }

  private alongRows(part: Part, dtS: number, { W, E }: Now): void {
    const { nx, ny, dxM, bedM } = this.basin
    const { depthM, qx, nextX, rub } = this
    for (let j = 0; j < ny; j++) {
      const row = j * nx
      const faces = j * (nx + 1)
      for (let i = 1; i < nx; i++) {
        const k = row + i
        const f = faces + i
        nextX[f] = this.isOf(part, j, i)
          ? flux(
              dtS,
              dxM,
              at(bedM, k - 1),
              at(bedM, k),
              at(depthM, k - 1),
              at(depthM, k),
              (at(rub, k - 1) + at(rub, k)) / 2,
              at(qx, f),
              at(qx, f - 1),
              at(qx, f + 1),
            )
          : 0
      }
      const [last, next] = [row + nx - 1, nx > 1 ? 1 : 0]
      nextX[faces] = this.isOf(part, j, 0)
        ? -this.out(W, dtS, [row, row + next], [-at(qx, faces), -at(qx, faces + next)])
        : 0
      nextX[faces + nx] = this.isOf(part, j, nx)
        ? this.out(E, dtS, [last, last - next], [at(qx, faces + nx), at(qx, faces + nx - next)])
        : 0
    }
  }

  private alongColumns(part: Part, dtS: number, { S, N }: Now): void {
    const { nx, ny, dxM, bedM } = this.basin
    const { depthM, qy, nextY, rub } = this
    for (let k = nx; k < nx * ny; k++)
      nextY[k] = this.isOf(part, Math.floor(k / nx), k % nx)
        ? flux(
            dtS,
            dxM,
            at(bedM, k - nx),
            at(bedM, k),
            at(depthM, k - nx),
            at(depthM, k),
            (at(rub, k - nx) + at(rub, k)) / 2,
            at(qy, k),
            at(qy, k - nx),
            at(qy, k + nx),
          )
        : 0
    const [top, next] = [nx * (ny - 1), ny > 1 ? nx : 0]
    for (let i = 0; i < nx; i++) {
      nextY[i] = this.isOf(part, 0, i) ? -this.out(S, dtS, [i, i + next], [-at(qy, i), -at(qy, i + next)]) : 0
      const k = top + i
      nextY[k + nx] = this.isOf(part, ny, i)
        ? this.out(N, dtS, [k, k - next], [at(qy, k + nx), at(qy, k + nx - next)])
        : 0
    }
  }

  /** Out of cell `k` at an edge, m²/s; `inner` is the cell behind it, `q` what went out before and `came` to it. */
  private out(edge: EdgeNow, dtS: number, [k, inner]: Pair, [q, came]: Pair): number {
    return outflow(edge, { dtS, dxM: this.basin.dxM, q, came }, this.cell(k), this.cell(inner))
  }

  private cell(k: number): Cell {
    return { z: at(this.basin.bedM, k), h: at(this.depthM, k), rub: at(this.rub, k) }
  }

  private holdFaces(): void {
    const { faces, flows } = this.exchange
    for (const [n, face] of faces.entries()) {
      const k = cellOf(face)
      if (isSouth(face)) this.nextY[k] = at(flows, n)
      else this.nextX[k + Math.floor(k / this.basin.nx)] = at(flows, n)
    }
  }

  /** A cell gives no more than it has: what leaves it is cut in the same proportion on every side. */
  private keepWet(dtS: number): void {
    const { nx, ny, dxM } = this.basin
    const { depthM, nextX, nextY, share } = this
    let isShort = false
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        const k = j * nx + i
        const f = j * (nx + 1) + i
        const out =
          Math.max(0, -at(nextX, f)) +
          Math.max(0, at(nextX, f + 1)) +
          Math.max(0, -at(nextY, k)) +
          Math.max(0, at(nextY, k + nx))
        const h = at(depthM, k)
        const wants = (out * dtS) / dxM
        share[k] = wants > h ? h / wants : 1
        isShort ||= wants > h
      }
    }
    if (!isShort) return
    for (let j = 0; j < ny; j++)
      for (let i = 0; i <= nx; i++) {
        const f = j * (nx + 1) + i
        const q = at(nextX, f)
        const from = q > 0 ? i - 1 : i
        if (q !== 0 && from >= 0 && from < nx) nextX[f] = q * at(share, j * nx + from)
      }
    for (let k = 0; k < nx * (ny + 1); k++) {
      const q = at(nextY, k)
      const from = q > 0 ? k - nx : k
      if (q !== 0 && from >= 0 && from < nx * ny) nextY[k] = q * at(share, from)
    }
  }

  private spread(dtS: number): void {
    const { nx, ny, dxM } = this.basin
    const { depthM, nextX, nextY, ledger } = this
    const r = dtS / dxM
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        const k = j * nx + i
        const f = j * (nx + 1) + i
        const h = at(depthM, k) + r * (at(nextX, f) - at(nextX, f + 1) + at(nextY, k) - at(nextY, k + nx))
        // Rounding may leave a cell some 1e-17 m short after it gave all it had.
        depthM[k] = h > 0 ? h : 0
      }
    }
    const area = dtS * dxM
    const crossed = (outward: number): void =>
      outward > 0 ? ledger.leaves(outward * area) : ledger.enters(-outward * area)
    for (let j = 0; j < ny; j++) {
      crossed(-at(nextX, j * (nx + 1)))
      crossed(at(nextX, j * (nx + 1) + nx))
    }
    for (let i = 0; i < nx; i++) {
      crossed(-at(nextY, i))
      crossed(at(nextY, nx * ny + i))
    }
  }

  private rainOn(part: Part, rainM: number): void {
    if (rainM === 0) return
    const { depthM, rainShare } = this
    const { nx } = this.basin
    for (let k = 0; k < depthM.length; k++)
      if (this.isOf(part, Math.floor(k / nx), k % nx))
        depthM[k] = at(depthM, k) + (rainShare ? rainM * at(rainShare, k) : rainM)
  }

  /** What flows over the faces of a part from now on. */
  private take(part: Part): void {
    const { nx, ny } = this.basin
    const { qx, qy, nextX, nextY } = this
    if (this.parts === null) {
      ;[this.qx, this.nextX] = [nextX, qx]
      ;[this.qy, this.nextY] = [nextY, qy]
      return
    }
    for (let j = 0; j <= ny; j++)
      for (let i = 0; i <= nx; i++) {
        if (!this.isOf(part, j, i)) continue
        if (j < ny) qx[j * (nx + 1) + i] = at(nextX, j * (nx + 1) + i)
        if (i < nx) qy[j * nx + i] = at(nextY, j * nx + i)
      }
  }
}

type Now = ReturnType<typeof edgesNow>
type Pair = readonly [number, number]
const feeds = ({ is }: Edges['W']): boolean => is !== 'wall' && is !== 'open'
