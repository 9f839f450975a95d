// The step of full.ts for WebAssembly, two cells at a time in double precision (AssemblyScript, SIMD). full.ts and
// full-lines.ts are the oracle this is tested against; full-fast.ts lays out the memory; .ci/kernels.ts compiles it.
//
// Rows of `stride` bytes: cell (j, i) is number i + 2 of row j + 1. A ring of one cell stands for what is beyond the edges.
// Of a face the values lie at the place of the cell east or north of it.

import { inverseCubeRoot } from './cube-root'

const G: f64 = 9.81
const DRY_M: f64 = 1e-6

const WALL: i32 = 0
const OPEN: i32 = 1
const FLOW: i32 = 2
const LEVEL: i32 = 3

let nx: i32 = 0
let ny: i32 = 0
let dxM: f64 = 0
let stride: usize = 0

let bed: usize = 0
let inside: usize = 0
/** g n². */
let rub: usize = 0
let shower: usize = 0
/** Depth and momentum: now, at the beginning of the step, after an Euler step. */
let h: usize = 0
let hu: usize = 0
let hv: usize = 0
let h0: usize = 0
let hu0: usize = 0
let hv0: usize = 0
let h1: usize = 0
let hu1: usize = 0
let hv1: usize = 0
/** Level and velocity. */
let e: usize = 0
let u: usize = 0
let v: usize = 0
/** Rows: half slopes of level, depth, velocity across and along the face, of this row and, for columns, the next. */
let slopesX: usize = 0
let slopesA: usize = 0
let slopesB: usize = 0
/**
 * Rows: mass, momentum to the left and right side of the face, momentum along it; of this row and the one before, with
 * how the bed within each cell leans east and north; and south of the row before, of this row, and north of it.
 */
let facesX: usize = 0
let beforeX: usize = 0
let facesA: usize = 0
let facesB: usize = 0
let facesC: usize = 0

let ruleW: i32 = 0
let ruleE: i32 = 0
let ruleS: i32 = 0
let ruleN: i32 = 0
let valueW: f64 = 0
let valueE: f64 = 0
let valueS: f64 = 0
let valueN: f64 = 0

/** Over all edges since the step began, m³ by the metre of cell: in and out. */
let inM2: f64 = 0
let outM2: f64 = 0

export function setUp(columns: i32, rows: i32, cellM: f64, rowLength: i32, base: usize): usize {
  nx = columns
  ny = rows
  dxM = cellM
  stride = <usize>rowLength * 8
  const plane = stride * <usize>(rows + 3)
  bed = base
  inside = bed + plane
  rub = inside + plane
  shower = rub + plane
  h = shower + plane
  hu = h + plane
  hv = hu + plane
  h0 = hv + plane
  hu0 = h0 + plane
  hv0 = hu0 + plane
  h1 = hv0 + plane
  hu1 = h1 + plane
  hv1 = hu1 + plane
  e = hv1 + plane
  u = e + plane
  v = u + plane
  slopesX = v + plane
  slopesA = slopesX + 4 * stride
  slopesB = slopesA + 4 * stride
  facesX = slopesB + 4 * stride
  beforeX = facesX + 6 * stride
  facesA = beforeX + 6 * stride
  facesB = facesA + 4 * stride
  facesC = facesB + 4 * stride
  return facesC + 4 * stride
}

/** Rules: 0 wall, 1 open, 2 a flow into the grid (m²/s), 3 a level, 4 a depth outside (m). */
export function setEdges(w: i32, wValue: f64, e: i32, eValue: f64, s: i32, sValue: f64, n: i32, nValue: f64): void {
  ruleW = w
  valueW = wValue
  ruleE = e
  valueE = eValue
  ruleS = s
  valueS = sValue
  ruleN = n
  valueN = nValue
}

@inline
function row(j: i32): usize {
  return <usize>(j + 1) * stride + 16
}

/** Levels and velocities of what is now; gives the fastest wave, m/s. */
export function read(): f64 {
  let fastest = f64x2.splat(0)
  for (let j: i32 = 0; j < ny; j++) {
    const from = row(j)
    for (let i: i32 = 0; i < nx; i += 2) {
      const k = from + (<usize>i << 3)
      const depth = v128.load(h + k)
      const wet = f64x2.gt(depth, f64x2.splat(DRY_M))
      const by = f64x2.div(f64x2.splat(1), f64x2.pmax(depth, f64x2.splat(DRY_M)))
      const along = v128.and(f64x2.mul(v128.load(hu + k), by), wet)
      const across = v128.and(f64x2.mul(v128.load(hv + k), by), wet)
      v128.store(e + k, f64x2.add(v128.load(bed + k), depth))
      v128.store(u + k, along)
      v128.store(v + k, across)
      const speed = f64x2.add(f64x2.pmax(f64x2.abs(along), f64x2.abs(across)), f64x2.sqrt(f64x2.mul(depth, f64x2.splat(G))))
      fastest = f64x2.pmax(fastest, v128.and(speed, v128.and(wet, v128.load(inside + k))))
    }
  }
  return max(f64x2.extract_lane(fastest, 0), f64x2.extract_lane(fastest, 1))
}

/** The ring around the grid, as the edges are told. */
function ring(): void {
  for (let j: i32 = 0; j < ny; j++) {
    beyond(row(j), row(j) - 8, u, v, -1, ruleW, valueW)
    const last = row(j) + (<usize>(nx - 1) << 3)
    beyond(last, last + 8, u, v, 1, ruleE, valueE)
  }
  for (let i: i32 = 0; i < nx; i++) {
    const off = <usize>i << 3
    beyond(row(0) + off, row(-1) + off, v, u, -1, ruleS, valueS)
    beyond(row(ny - 1) + off, row(ny) + off, v, u, 1, ruleN, valueN)
  }
}

/** The cell `to` beyond the edge cell `from`; `outward` is the sign of the way out. */
function beyond(from: usize, to: usize, across: usize, along: usize, outward: f64, rule: i32, value: f64): void {
  const z = f64.load(bed + from)
  const depth = f64.load(h + from)
  const speed = f64.load(across + from)
  let outside = depth
  let its = speed
  if (rule == WALL) its = -speed
  else if (rule == OPEN) its = outward * speed > 0 ? speed : 0
  else if (rule == FLOW) its = depth > DRY_M ? (-outward * value) / depth : 0
  else outside = max(0, rule == LEVEL ? value - z : value)
  f64.store(h + to, outside)
  f64.store(e + to, z + outside)
  f64.store(across + to, its)
  f64.store(along + to, f64.load(along + from))
}

@inline
function halfSlope(plane: usize, k: usize, step: usize, smooth: v128): v128 {
  const here = v128.load(plane + k)
  const low = f64x2.sub(here, v128.load(plane + k - step))
  const high = f64x2.sub(v128.load(plane + k + step), here)
  const less = v128.bitselect(low, high, f64x2.lt(f64x2.abs(low), f64x2.abs(high)))
  const same = f64x2.gt(f64x2.mul(low, high), f64x2.splat(0))
  return v128.and(f64x2.mul(less, f64x2.splat(0.5)), v128.and(same, smooth))
}

/** Half slopes of a row of cells, from one cell before it to one after. */
function slopes(to: usize, j: i32, step: usize, across: usize, along: usize): void {
  const from = row(j)
  const dry = f64x2.splat(DRY_M)
  for (let i: i32 = -2; i <= nx; i += 2) {
    const off = <usize>((i + 2) << 3)
    const k = from + off - 16
    const smooth = v128.and(
      v128.and(f64x2.gt(v128.load(h + k), dry), v128.load(inside + k)),
      v128.and(f64x2.gt(v128.load(h + k - step), dry), f64x2.gt(v128.load(h + k + step), dry)),
    )
    v128.store(to + off, halfSlope(e, k, step, smooth))
    v128.store(to + off + stride, halfSlope(h, k, step, smooth))
    v128.store(to + off + 2 * stride, halfSlope(across, k, step, smooth))
    v128.store(to + off + 3 * stride, halfSlope(along, k, step, smooth))
  }
}

/** Two faces: between the cells at `l` and `r`, whose slopes are at `sl` and `sr`; written to the row `to`. */
@inline
function face(to: usize, l: usize, r: usize, sl: usize, sr: usize, across: usize, along: usize): void {
  const zero = f64x2.splat(0)
  const eL = f64x2.add(v128.load(e + l), v128.load(sl))
  const eR = f64x2.sub(v128.load(e + r), v128.load(sr))
  const dL = f64x2.add(v128.load(h + l), v128.load(sl + stride))
  const dR = f64x2.sub(v128.load(h + r), v128.load(sr + stride))
  const sill = f64x2.pmax(f64x2.sub(eL, dL), f64x2.sub(eR, dR))
  const hL = f64x2.pmax(f64x2.sub(eL, sill), zero)
  const hR = f64x2.pmax(f64x2.sub(eR, sill), zero)
  const uL = f64x2.add(v128.load(across + l), v128.load(sl + 2 * stride))
  const uR = f64x2.sub(v128.load(across + r), v128.load(sr + 2 * stride))
  const g = f64x2.splat(G)
  const cL = f64x2.sqrt(f64x2.mul(hL, g))
  const cR = f64x2.sqrt(f64x2.mul(hR, g))
  const half = f64x2.splat(0.5)
  const us = f64x2.add(f64x2.mul(f64x2.add(uL, uR), half), f64x2.sub(cL, cR))
  const cs = f64x2.abs(
    f64x2.add(f64x2.mul(f64x2.add(cL, cR), half), f64x2.mul(f64x2.sub(uL, uR), f64x2.splat(0.25))),
  )
  let sL = f64x2.pmin(f64x2.sub(uL, cL), f64x2.sub(us, cs))
  let sR = f64x2.pmax(f64x2.add(uR, cR), f64x2.add(us, cs))
  const dryL = f64x2.le(hL, zero)
  const dryR = f64x2.le(hR, zero)
  sL = v128.bitselect(f64x2.sub(uR, f64x2.add(cR, cR)), sL, dryL)
  sR = v128.bitselect(f64x2.add(uR, cR), sR, dryL)
  sL = v128.bitselect(f64x2.sub(uL, cL), sL, dryR)
  sR = v128.bitselect(f64x2.add(uL, f64x2.add(cL, cL)), sR, dryR)
  const none = v128.and(dryL, dryR)
  // With the waves held to their side of the face, one formula serves flow of every kind.
  sL = f64x2.pmin(sL, zero)
  sR = f64x2.pmax(sR, zero)
  const width = f64x2.div(f64x2.splat(1), f64x2.sub(sR, sL))
  const both = f64x2.mul(sL, sR)
  const qL = f64x2.mul(hL, uL)
  const qR = f64x2.mul(hR, uR)
  const halfG = f64x2.splat(G / 2)
  const pL = f64x2.mul(f64x2.mul(hL, hL), halfG)
  const pR = f64x2.mul(f64x2.mul(hR, hR), halfG)
  const mass = v128.andnot(
    f64x2.mul(
      width,
      f64x2.add(f64x2.sub(f64x2.mul(sR, qL), f64x2.mul(sL, qR)), f64x2.mul(both, f64x2.sub(hR, hL))),
    ),
    none,
  )
  const momentum = v128.andnot(
    f64x2.mul(
      width,
      f64x2.add(
        f64x2.sub(
          f64x2.mul(sR, f64x2.add(f64x2.mul(qL, uL), pL)),
          f64x2.mul(sL, f64x2.add(f64x2.mul(qR, uR), pR)),
        ),
        f64x2.mul(both, f64x2.sub(qR, qL)),
      ),
    ),
    none,
  )
  const vL = f64x2.add(v128.load(along + l), v128.load(sl + 3 * stride))
  const vR = f64x2.sub(v128.load(along + r), v128.load(sr + 3 * stride))
  v128.store(to, mass)
  v128.store(to + stride, f64x2.add(momentum, f64x2.sub(f64x2.mul(f64x2.mul(dL, dL), halfG), pL)))
  v128.store(to + 2 * stride, f64x2.add(momentum, f64x2.sub(f64x2.mul(f64x2.mul(dR, dR), halfG), pR)))
  v128.store(to + 3 * stride, f64x2.mul(mass, v128.bitselect(vL, vR, f64x2.ge(mass, zero))))
}

/** A flow that is told is told exactly, at the face at `to` beside the cell `k`; `q` as the axis goes. */
function given(to: usize, k: usize, q: f64): void {
  const depth = f64.load(h + k)
  const critical = Math.cbrt((q * q) / G)
  const deep = max(depth, critical)
  const momentum = deep > 0 ? (q * q) / deep + (G / 2) * depth * depth : 0
  f64.store(to, q)
  f64.store(to + stride, momentum)
  f64.store(to + 2 * stride, momentum)
  f64.store(to + 3 * stride, 0)
}

/** A cell gives no more along one axis than half of what it has; what is cut carries its momentum less. */
@inline
function cut(k: usize, low: usize, high: usize, slow: f64, fast: f64, most: f64): void {
  const out = max(0, -f64.load(low)) + max(0, f64.load(high))
  const has = f64.load(h + k) * most
  if (out <= has) return
  const share = has / out
  if (f64.load(low) < 0) lessen(low, share, slow)
  if (f64.load(high) > 0) lessen(high, share, fast)
}

function lessen(to: usize, share: f64, speed: f64): void {
  const mass = f64.load(to)
  const carried = (1 - share) * mass * speed
  f64.store(to, mass * share)
  f64.store(to + stride, f64.load(to + stride) - carried)
  f64.store(to + 2 * stride, f64.load(to + 2 * stride) - carried)
  f64.store(to + 3 * stride, f64.load(to + 3 * stride) * share)
}

@inline
function crossed(inward: f64, dtS: f64): void {
  if (inward > 0) inM2 += inward * dtS
  else outM2 -= inward * dtS
}

/** Faces south of row `j`, whose slopes and those of the row before are ready. */
function across(to: usize, j: i32, below: usize, here: usize): void {
  const k = row(j)
  for (let i: i32 = 0; i < nx; i += 2) {
    const off = <usize>i << 3
    face(to + off + 16, k + off - stride, k + off, below + off + 16, here + off + 16, v, u)
  }
  if (j == 0 && ruleS == FLOW) for (let i: i32 = 0; i < nx; i++) given(to + 16 + (<usize>i << 3), k + (<usize>i << 3), valueS)
  if (j == ny && ruleN == FLOW)
    for (let i: i32 = 0; i < nx; i++) given(to + 16 + (<usize>i << 3), k - stride + (<usize>i << 3), -valueN)
}

/** Whether some cell of row `j` would give more than it may, by its faces in the rows `low` and `high`. */
@inline
function isShort(j: i32, low: usize, high: usize, shift: usize, most: f64): bool {
  let short = f64x2.splat(0)
  const zero = f64x2.splat(0)
  for (let i: i32 = 0; i < nx; i += 2) {
    const off = <usize>i << 3
    const out = f64x2.sub(
      f64x2.pmax(v128.load(high + off + 16 + shift), zero),
      f64x2.pmin(v128.load(low + off + 16), zero),
    )
    short = v128.or(short, f64x2.gt(out, f64x2.mul(v128.load(h + row(j) + off), f64x2.splat(most))))
  }
  return v128.any_true(short)
}

/** Mean depth times the fall of the bed within each cell of row `j`, from half slopes at `from` into the row `to`. */
function lean(to: usize, from: usize, j: i32): void {
  const k = row(j)
  for (let i: i32 = 0; i < nx; i += 2) {
    const off = <usize>i << 3
    const at = from + off + 16
    const falls = f64x2.sub(v128.load(at + stride), v128.load(at))
    v128.store(to + off + 16, f64x2.mul(f64x2.mul(v128.load(h + k + off), falls), f64x2.splat(2 * G)))
  }
}

/** Faces of row `j` from west to east, cut to what its cells have. */
function alongRow(j: i32, dtS: f64, most: f64): void {
  slopes(slopesX, j, 8, u, v)
  lean(facesX + 4 * stride, slopesX, j)
  const k = row(j)
  for (let i: i32 = 0; i <= nx; i += 2) {
    const off = <usize>i << 3
    face(facesX + off + 16, k + off - 8, k + off, slopesX + off + 8, slopesX + off + 16, u, v)
  }
  if (ruleW == FLOW) given(facesX + 16, k, valueW)
  if (ruleE == FLOW) given(facesX + 16 + (<usize>nx << 3), k + (<usize>(nx - 1) << 3), -valueE)
  if (isShort(j, facesX, facesX, 8, most))
    for (let i: i32 = 0; i < nx; i++) {
      const off = <usize>i << 3
      const at = facesX + off + 16
      const du = f64.load(slopesX + off + 16 + 2 * stride)
      const speed = f64.load(u + k + off)
      cut(k + off, at, at + 8, speed - du, speed + du, most)
    }
  crossed(f64.load(facesX + 16), dtS)
  crossed(-f64.load(facesX + 16 + (<usize>nx << 3)), dtS)
}

/** Faces north of row `j`, and those on both sides of it cut to what its cells have. */
function northOf(j: i32, dtS: f64, most: f64): void {
  const spare = slopesA
  slopesA = slopesB
  slopesB = spare
  slopes(slopesB, j + 1, stride, v, u)
  lean(facesX + 5 * stride, slopesA, j)
  across(facesC, j + 1, slopesA, slopesB)
  const k = row(j)
  if (isShort(j, facesB, facesC, 0, most))
    for (let i: i32 = 0; i < nx; i++) {
      const off = <usize>i << 3
      const dv = f64.load(slopesA + off + 16 + 2 * stride)
      const speed = f64.load(v + k + off)
      cut(k + off, facesB + off + 16, facesC + off + 16, speed - dv, speed + dv, most)
    }
  if (j == 0) for (let i: i32 = 0; i < nx; i++) crossed(f64.load(facesB + 16 + (<usize>i << 3)), dtS)
  if (j == ny - 1) for (let i: i32 = 0; i < nx; i++) crossed(-f64.load(facesC + 16 + (<usize>i << 3)), dtS)
}

/** Row `j` after `dtS`, with friction, into h1, hu1, hv1; its faces are those before the last computed. */
function change(j: i32, dtS: f64): void {
  const r = f64x2.splat(dtS / dxM)
  const zero = f64x2.splat(0)
  const dry = f64x2.splat(DRY_M)
  const from = row(j)
  for (let i: i32 = 0; i < nx; i += 2) {
    const off = <usize>i << 3
    const k = from + off
    const x = beforeX + off + 16
    const s = facesA + off + 16
    const n = facesB + off + 16
    const mass = f64x2.add(
      f64x2.sub(v128.load(x), v128.load(x + 8)),
      f64x2.sub(v128.load(s), v128.load(n)),
    )
    const pushX = f64x2.add(
      f64x2.add(f64x2.sub(v128.load(x + 2 * stride), v128.load(x + 8 + stride)), v128.load(x + 4 * stride)),
      f64x2.sub(v128.load(s + 3 * stride), v128.load(n + 3 * stride)),
    )
    const pushY = f64x2.add(
      f64x2.add(f64x2.sub(v128.load(s + 2 * stride), v128.load(n + stride)), v128.load(x + 5 * stride)),
      f64x2.sub(v128.load(x + 3 * stride), v128.load(x + 8 + 3 * stride)),
    )
    const depth = f64x2.pmax(f64x2.add(v128.load(h + k), f64x2.mul(mass, r)), zero)
    const flowX = f64x2.add(v128.load(hu + k), f64x2.mul(pushX, r))
    const flowY = f64x2.add(v128.load(hv + k), f64x2.mul(pushY, r))
    const wet = f64x2.gt(depth, dry)
    const q = f64x2.sqrt(f64x2.add(f64x2.mul(flowX, flowX), f64x2.mul(flowY, flowY)))
    const c = inverseCubeRoot(f32x4.demote_f64x2_zero(f64x2.pmax(depth, dry)))
    const c2 = f32x4.mul(c, c)
    const c7 = f64x2.promote_low_f32x4(f32x4.mul(f32x4.mul(c2, c2), f32x4.mul(c2, c)))
    const a4 = f64x2.mul(f64x2.mul(v128.load(rub + k), c7), f64x2.splat(4 * dtS))
    const one = f64x2.splat(1)
    const root = f64x2.sqrt(f64x2.add(one, f64x2.mul(a4, q)))
    const keeps = v128.and(f64x2.div(f64x2.splat(2), f64x2.add(one, root)), wet)
    v128.store(h1 + k, depth)
    v128.store(hu1 + k, f64x2.mul(flowX, keeps))
    v128.store(hv1 + k, f64x2.mul(flowY, keeps))
  }
}

/** One Euler step with friction, from what is now to h1, hu1, hv1. `read` must have been called. */
function euler(dtS: f64): void {
  const most = dxM / dtS / 2
  slopes(slopesA, -1, stride, v, u)
  slopes(slopesB, 0, stride, v, u)
  across(facesB, 0, slopesA, slopesB)
  for (let j: i32 = 0; j <= ny; j++) {
    if (j < ny) {
      alongRow(j, dtS / 2, most)
      northOf(j, dtS / 2, most)
    }
    if (j > 0) change(j - 1, dtS)
    const oldest = facesA
    facesA = facesB
    facesB = facesC
    facesC = oldest
    const used = beforeX
    beforeX = facesX
    facesX = used
  }
}

/** One step of two stages, with `rainM` on every cell that gets all. `read` must have been called. */
export function step(dtS: f64, rainM: f64): void {
  inM2 = 0
  outM2 = 0
  const plane = stride * <usize>(ny + 3)
  memory.copy(h0, h, plane)
  memory.copy(hu0, hu, plane)
  memory.copy(hv0, hv, plane)
  ring()
  euler(dtS)
  swap()
  read()
  ring()
  euler(dtS)
  swap()
  const half = f64x2.splat(0.5)
  for (let j: i32 = 0; j < ny; j++) {
    const from = row(j)
    for (let i: i32 = 0; i < nx; i += 2) {
      const k = from + (<usize>i << 3)
      const depth = f64x2.mul(f64x2.add(v128.load(h + k), v128.load(h0 + k)), half)
      v128.store(h + k, f64x2.add(depth, f64x2.mul(v128.load(shower + k), f64x2.splat(rainM))))
      v128.store(hu + k, f64x2.mul(f64x2.add(v128.load(hu + k), v128.load(hu0 + k)), half))
      v128.store(hv + k, f64x2.mul(f64x2.add(v128.load(hv + k), v128.load(hv0 + k)), half))
    }
  }
}

/** What the Euler step gave is what is now. Two in a step, so that the planes lie as before after it. */
function swap(): void {
  let plane = h
  h = h1
  h1 = plane
  plane = hu
  hu = hu1
  hu1 = plane
  plane = hv
  hv = hv1
  hv1 = plane
}

/** What went in and out over the edges in the last step, m³ by the metre of cell. */
export function cameIn(): f64 {
  return inM2
}
export function wentOut(): f64 {
  return outM2
}
