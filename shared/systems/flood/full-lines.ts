// One stage of the full scheme: along every row and then every column, slopes, face values, fluxes, and what they change.
// A line is copied into a strip with two cells beyond either end, so that rows and columns are the same work.
import { type Basin, DRY_M, G } from './basin.ts'
import { at } from './cells.ts'
import type { EdgeNow, EdgesNow } from './edges.ts'
import { type Flux, hllc } from './riemann.ts'

/** Depth and momentum, by cell: m, m²/s. */
export type Wet = { readonly h: Float64Array; readonly hu: Float64Array; readonly hv: Float64Array }

/** Cells beyond either end of a strip. */
const BEYOND = 2

export class Lines {
  private readonly basin: Basin
  /** Level, depth, velocity along the strip and across it, bed. */
  private readonly e: Float64Array
  private readonly h: Float64Array
  private readonly u: Float64Array
  private readonly v: Float64Array
  /** Of the face between cell c - 1 and c: what the face gives to momentum on its left and right side, and the rest. */
  private readonly mass: Float64Array
  private readonly left: Float64Array
  private readonly right: Float64Array
  private readonly along: Float64Array
  /** Bed slope within a cell, as it acts on its momentum. */
  private readonly lean: Float64Array
  /** Face values of a cell, at its low and high side. */
  private readonly low: Side
  private readonly high: Side
  private readonly flux: Flux = { mass: 0, across: 0, along: 0 }

  constructor(basin: Basin) {
    const long = Math.max(basin.nx, basin.ny) + 2 * BEYOND
    const strip = (): Float64Array => new Float64Array(long)
    const side = (): Side => ({ e: strip(), h: strip(), u: strip(), v: strip() })
    this.basin = basin
    this.e = strip()
    this.h = strip()
    this.u = strip()
    this.v = strip()
    this.mass = strip()
    this.left = strip()
    this.right = strip()
    this.along = strip()
    this.lean = strip()
    this.low = side()
    this.high = side()
  }

  /** Rates of `now` into `rate`; gives what comes in and goes out over the edges, m²/s summed over their cells. */
  rates(now: Wet, rate: Wet, edges: EdgesNow, dtS: number): { readonly inM2S: number; readonly outM2S: number } {
    const { nx, ny } = this.basin
    rate.h.fill(0)
    rate.hu.fill(0)
    rate.hv.fill(0)
    let [inM2S, outM2S] = [0, 0]
    const crossed = (inward: number): void => {
      if (inward > 0) inM2S += inward
      else outM2S -= inward
    }
    for (let j = 0; j < ny; j++) {
      this.read(now.h, now.hu, now.hv, j * nx, 1, nx)
      this.reckon(nx, edges.W, edges.E, dtS)
      this.write(rate.h, rate.hu, rate.hv, j * nx, 1, nx)
      crossed(at(this.mass, BEYOND))
      crossed(-at(this.mass, BEYOND + nx))
    }
    for (let i = 0; i < nx; i++) {
      this.read(now.h, now.hv, now.hu, i, nx, ny)
      this.reckon(ny, edges.S, edges.N, dtS)
      this.write(rate.h, rate.hv, rate.hu, i, nx, ny)
      crossed(at(this.mass, BEYOND))
      crossed(-at(this.mass, BEYOND + ny))
    }
    return { inM2S, outM2S }
  }

  private read(h: Float64Array, hu: Float64Array, hv: Float64Array, from: number, stride: number, count: number): void {
    const { bedM } = this.basin
    for (let c = BEYOND, k = from; c < BEYOND + count; c++, k += stride) {
      const depth = at(h, k)
      const isWet = depth > DRY_M
      this.h[c] = depth
      this.e[c] = at(bedM, k) + depth
      this.u[c] = isWet ? at(hu, k) / depth : 0
      this.v[c] = isWet ? at(hv, k) / depth : 0
    }
  }

  private reckon(count: number, start: EdgeNow, end: EdgeNow, dtS: number): void {
    const [first, last] = [BEYOND, BEYOND + count - 1]
    this.beyond(start, first, -1, count)
    this.beyond(end, last, 1, count)
    for (let c = first - 1; c <= last + 1; c++) this.slope(c, first, last)
    beside(start, this.low, first, this.high, first - 1, -1)
    beside(end, this.high, last, this.low, last + 1, 1)
    for (let c = first; c <= last + 1; c++) this.face(c)
    this.given(start, first, 1)
    this.given(end, last + 1, -1)
    this.keepWet(first, last, dtS)
  }

  /** The two cells beyond an end; `outward` is the sign of the way out. */
  private beyond(edge: EdgeNow, end: number, outward: 1 | -1, count: number): void {
    const { e, h, u, v } = this
    const z = at(e, end) - at(h, end)
    const set = (depth: number, speed: number, fallsM = 0): void => {
      for (let n = 1; n <= BEYOND; n++) {
        const c = end + outward * n
        h[c] = depth
        e[c] = z - n * fallsM + depth
        u[c] = speed
        v[c] = at(v, end)
      }
    }
    const hIn = at(h, end)
    const uIn = at(u, end)
    // The ground goes on as it does; it rises only where water is told to come in.
    const fallsM = count > 1 ? at(e, end - outward) - at(h, end - outward) - z : 0
    const downM = Math.max(0, fallsM)
    switch (edge.is) {
      case 'wall':
        return set(hIn, -uIn)
      case 'open':
        // No wave comes back; what would come in is held.
        return set(hIn, outward * uIn > 0 ? uIn : 0, downM)
      case 'flow':
        return set(hIn, hIn > DRY_M ? (-outward * edge.value) / hIn : 0, fallsM)
      case 'level':
        return set(Math.max(0, edge.value - z + downM), uIn, downM)
      case 'depth':
        return set(Math.max(0, edge.value), uIn)
    }
  }

  /** Values at both sides of a cell, and the slope of its bed between them. */
  private slope(c: number, first: number, last: number): void {
    const { e, h, u, v, low, high } = this
    const depth = at(h, c)
    const isSmooth = c >= first && c <= last && depth > DRY_M && at(h, c - 1) > DRY_M && at(h, c + 1) > DRY_M
    const de = isSmooth ? halfSlope(e, c) : 0
    const dh = isSmooth ? halfSlope(h, c) : 0
    const du = isSmooth ? halfSlope(u, c) : 0
    const dv = isSmooth ? halfSlope(v, c) : 0
    low.e[c] = at(e, c) - de
    low.h[c] = depth - dh
    low.u[c] = at(u, c) - du
    low.v[c] = at(v, c) - dv
    high.e[c] = at(e, c) + de
    high.h[c] = depth + dh
    high.u[c] = at(u, c) + du
    high.v[c] = at(v, c) + dv
    // Mean depth times the fall of the bed from the low to the high side.
    this.lean[c] = G * depth * (2 * dh - 2 * de)
  }

  /** Between cell c - 1 and c. */
  private face(c: number): void {
    const { low, high, flux } = this
    const eL = at(high.e, c - 1)
    const eR = at(low.e, c)
    const hL = at(high.h, c - 1)
    const hR = at(low.h, c)
    const sill = Math.max(eL - hL, eR - hR)
    const overL = Math.max(0, eL - sill)
    const overR = Math.max(0, eR - sill)
    hllc(flux, overL, at(high.u, c - 1), at(high.v, c - 1), overR, at(low.u, c), at(low.v, c))
    this.mass[c] = flux.mass
    this.left[c] = flux.across + (G / 2) * (hL * hL - overL * overL)
    this.right[c] = flux.across + (G / 2) * (hR * hR - overR * overR)
    this.along[c] = flux.along
  }

  /** A flow that is told is told exactly. `inward` is the sign of the way in at this face. */
  private given(edge: EdgeNow, face: number, inward: 1 | -1): void {
    if (edge.is !== 'flow') return
    const q = inward * edge.value
    const c = inward === 1 ? face : face - 1
    const depth = Math.max(at(this.h, c), Math.cbrt((q * q) / G))
    const across = depth > 0 ? (q * q) / depth + (G / 2) * at(this.h, c) * at(this.h, c) : 0
    this.mass[face] = q
    this.along[face] = 0
    this.left[face] = this.right[face] = across
  }

  /** A cell gives no more than it has in one step, on either axis half. */
  private keepWet(first: number, last: number, dtS: number): void {
    const { mass, left, right, along, h } = this
    const most = this.basin.dxM / dtS / 2
    for (let c = first; c <= last; c++) {
      const out = Math.max(0, -at(mass, c)) + Math.max(0, at(mass, c + 1))
      const has = at(h, c) * most
      if (out <= has) continue
      const share = has / out
      for (let f = c; f <= c + 1; f++) {
        if (f === c ? at(mass, f) >= 0 : at(mass, f) <= 0) continue
        const hereM = at(mass, f)
        const thereM = at(along, f)
        mass[f] = hereM * share
        along[f] = thereM * share
        // Pressure stays, so that a lake at rest stays too; what the water carries goes with it.
        const carried = (1 - share) * carriedBy(hereM, f === c ? at(this.low.u, c) : at(this.high.u, c))
        left[f] = at(left, f) - carried
        right[f] = at(right, f) - carried
      }
    }
  }

  private write(
    h: Float64Array,
    hu: Float64Array,
    hv: Float64Array,
    from: number,
    stride: number,
    count: number,
  ): void {
    const { mass, left, right, along, lean } = this
    const perM = 1 / this.basin.dxM
    for (let c = BEYOND, k = from; c < BEYOND + count; c++, k += stride) {
      h[k] = at(h, k) + (at(mass, c) - at(mass, c + 1)) * perM
      hu[k] = at(hu, k) + (at(right, c) - at(left, c + 1) + at(lean, c)) * perM
      hv[k] = at(hv, k) + (at(along, c) - at(along, c + 1)) * perM
    }
  }
}

type Side = { readonly e: Float64Array; readonly h: Float64Array; readonly u: Float64Array; readonly v: Float64Array }

/** At a wall a face sees a mirror, so that no water crosses it; at an open edge what is inside, if that flows out. */
function beside(edge: EdgeNow, from: Side, inside: number, to: Side, beyond: number, outward: 1 | -1): void {
  if (edge.is !== 'wall' && edge.is !== 'open') return
  const u = at(from.u, inside)
  to.e[beyond] = at(from.e, inside)
  to.h[beyond] = at(from.h, inside)
  to.u[beyond] = edge.is === 'wall' ? -u : outward * u > 0 ? u : 0
  to.v[beyond] = at(from.v, inside)
}

const carriedBy = (mass: number, u: number): number => mass * u

const halfSlope = (of: Float64Array, c: number): number =>
  minmod(at(of, c) - at(of, c - 1), at(of, c + 1) - at(of, c)) / 2

const minmod = (a: number, b: number): number => (a * b <= 0 ? 0 : Math.abs(a) < Math.abs(b) ? a : b)
