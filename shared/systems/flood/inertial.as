// The step of inertial.ts for WebAssembly, four cells at a time (AssemblyScript, SIMD). One sweep from south to north:
// fluxes of a row, what its cells may give and, a row behind, the new depths; the grid is read and written once a step.
// inertial.ts is the oracle this is tested against; inertial-fast.ts lays out the memory; .ci/kernels.ts compiles it.
//
// Rows of `stride` bytes: cell (j, i) is number i + 2 of row j + 1, so that every cell has neighbours; the ring around the
// grid is bed so high that nothing flows. Face (j, i) of `qx` lies west of its cell, of `qy` south of it.

import { inverseCubeRoot } from './cube-root'

const G: f64 = 9.81
const DRY_M: f64 = 1e-6
const THETA: f64 = 0.85
const DROP_SLOPE: f64 = 0.1

let nx: i32 = 0
let ny: i32 = 0
let dxM: f64 = 0
let stride: usize = 0
let bed: usize = 0
let depth: usize = 0
/** g n², in single precision. */
let rub: usize = 0
let qx: usize = 0
let qy: usize = 0
/** Of rain, by cell, if it falls by share. */
let shower: usize = 0
let isShared: bool = false
/** Fluxes at the edges, into or out of the grid as the axes go: west, east by row; south, north by column. */
let west: usize = 0
let east: usize = 0
let south: usize = 0
let north: usize = 0
/** Two rows of what a cell may give, and the old fluxes of the face row below. */
let shareA: usize = 0
let shareB: usize = 0
let below: usize = 0
/** Held faces in the order of rows: row, address, flux; 16 bytes each. */
let heldFrom: usize = 0
let heldTo: usize = 0
let heldNow: usize = 0

export function setUp(columns: i32, rows: i32, cellM: f64, rowLength: i32, base: usize): usize {
  nx = columns
  ny = rows
  dxM = cellM
  stride = <usize>rowLength * 8
  const plane = stride * <usize>(rows + 3)
  bed = base
  depth = bed + plane
  rub = depth + plane
  qx = rub + (plane >> 1)
  qy = qx + plane
  shower = qy + plane
  west = shower + plane
  east = west + (<usize>rows + 2) * 8
  south = east + (<usize>rows + 2) * 8
  north = south + stride
  shareA = north + stride
  shareB = shareA + stride
  below = shareB + stride
  return below + stride
}

export function setShower(shared: i32): void {
  isShared = shared != 0
}

export function setHeld(address: usize, count: i32): void {
  heldFrom = address
  heldTo = address + <usize>count * 16
}

/** Address of row `j` of a plane, at its first cell. */
@inline
function row(plane: usize, j: i32): usize {
  return plane + <usize>(j + 1) * stride + 16
}

/** Two numbers of two pairs as four in single precision. */
@inline
function four(low: v128, high: v128): v128 {
  return i32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5)
}

/**
 * Over four faces, written to `to`; `l` and `r` are the addresses of the cells on either side. Only how much friction
 * takes is reckoned in single precision: volume and a surface at rest do not depend on it.
 */
@inline
function flux(to: usize, l: usize, r: usize, twoDtS: f32, push: f64, q0: v128, q1: v128, beside0: v128, beside1: v128): void {
  const zL0 = v128.load(bed + l)
  const zR0 = v128.load(bed + r)
  const zL1 = v128.load(bed + l, 16)
  const zR1 = v128.load(bed + r, 16)
  const levelL0 = f64x2.add(zL0, v128.load(depth + l))
  const levelR0 = f64x2.add(zR0, v128.load(depth + r))
  const levelL1 = f64x2.add(zL1, v128.load(depth + l, 16))
  const levelR1 = f64x2.add(zR1, v128.load(depth + r, 16))
  const sill0 = f64x2.pmax(zL0, zR0)
  const sill1 = f64x2.pmax(zL1, zR1)
  const over0 = f64x2.sub(f64x2.pmax(levelL0, levelR0), sill0)
  const over1 = f64x2.sub(f64x2.pmax(levelL1, levelR1), sill1)
  const wet0 = f64x2.gt(over0, f64x2.splat(DRY_M))
  const wet1 = f64x2.gt(over1, f64x2.splat(DRY_M))
  if (!v128.any_true(v128.or(wet0, wet1))) {
    v128.store(to, f64x2.splat(0))
    v128.store(to, f64x2.splat(0), 16)
    return
  }
  const own = f64x2.splat(THETA)
  const others = f64x2.splat((1 - THETA) / 2)
  const fall = f64x2.splat(push)
  const pushed0 = f64x2.sub(
    f64x2.add(f64x2.mul(q0, own), f64x2.mul(beside0, others)),
    f64x2.mul(f64x2.mul(over0, fall), f64x2.sub(levelR0, levelL0)),
  )
  const pushed1 = f64x2.sub(
    f64x2.add(f64x2.mul(q1, own), f64x2.mul(beside1, others)),
    f64x2.mul(f64x2.mul(over1, fall), f64x2.sub(levelR1, levelL1)),
  )
  const h = f32x4.pmax(four(over0, over1), f32x4.splat(<f32>DRY_M))
  const n = f32x4.add(v128.load(rub + (l >> 1)), v128.load(rub + (r >> 1)))
  const c = inverseCubeRoot(h)
  const c2 = f32x4.mul(c, c)
  const a = f32x4.mul(f32x4.mul(n, f32x4.splat(twoDtS)), f32x4.mul(f32x4.mul(c2, c2), f32x4.mul(c2, c)))
  const root = f32x4.sqrt(f32x4.add(f32x4.splat(1), f32x4.mul(a, f32x4.abs(four(pushed0, pushed1)))))
  const keeps = f32x4.div(f32x4.splat(2), f32x4.add(f32x4.splat(1), root))
  let flows0 = f64x2.mul(pushed0, f64x2.promote_low_f32x4(keeps))
  let flows1 = f64x2.mul(pushed1, f64x2.promote_low_f32x4(i32x4.shuffle(keeps, keeps, 2, 3, 2, 3)))
  // A drop is rare: its bed is asked first.
  const drop = f64x2.splat(DROP_SLOPE * dxM)
  const drops0 = f64x2.gt(f64x2.abs(f64x2.sub(zL0, zR0)), drop)
  const drops1 = f64x2.gt(f64x2.abs(f64x2.sub(zL1, zR1)), drop)
  if (v128.any_true(v128.or(drops0, drops1))) {
    flows0 = held(flows0, over0, levelL0, levelR0, sill0, drops0)
    flows1 = held(flows1, over1, levelL1, levelR1, sill1, drops1)
  }
  v128.store(to, v128.and(flows0, wet0))
  v128.store(to, v128.and(flows1, wet1), 16)
}

/** Over a drop to a level below its sill at most critical. */
function held(flows: v128, h: v128, levelL: v128, levelR: v128, sill: v128, drops: v128): v128 {
  const down = v128.bitselect(levelR, levelL, f64x2.gt(flows, f64x2.splat(0)))
  const most = f64x2.mul(h, f64x2.sqrt(f64x2.mul(f64x2.pmax(h, f64x2.splat(0)), f64x2.splat(G))))
  const less = f64x2.pmax(f64x2.neg(most), f64x2.pmin(most, flows))
  return v128.bitselect(less, flows, v128.and(drops, f64x2.lt(down, sill)))
}

/** Fluxes of row `j` and of the faces north of it; what each cell may give of what it would: gives 1 if some may not give all. */
function fluxes(j: i32, dtS: f64, push: f64, share: usize): i32 {
  const here = row(0, j)
  const twice = <f32>(2 * dtS)
  // Along the row, in place: the old flux before a face is kept in hand.
  let q0 = v128.load(qx + here)
  let before = i64x2.shuffle(v128.load(qx + here - 16), q0, 1, 2)
  for (let f: i32 = 0; f <= nx; f += 4) {
    const at = here + (<usize>f << 3)
    const q1 = v128.load(qx + at, 16)
    const next = v128.load(qx + at, 32)
    const middle = i64x2.shuffle(q0, q1, 1, 2)
    const after = i64x2.shuffle(q1, next, 1, 2)
    flux(qx + at, at - 8, at, twice, push, q0, q1, f64x2.add(before, middle), f64x2.add(middle, after))
    before = after
    q0 = next
  }
  f64.store(qx + here, f64.load(west + (<usize>j << 3)))
  f64.store(qx + here + (<usize>nx << 3), f64.load(east + (<usize>j << 3)))
  // Across, into the row of faces to the north.
  const up = here + stride
  const perM = f64x2.splat(dtS / dxM)
  let short = f64x2.splat(0)
  for (let i: i32 = 0; i < nx; i += 4) {
    const off = <usize>i << 3
    if (j + 1 < ny) {
      const old0 = v128.load(qy + up + off)
      const old1 = v128.load(qy + up + off, 16)
      const beside0 = f64x2.add(v128.load(below + off), v128.load(qy + up + stride + off))
      const beside1 = f64x2.add(v128.load(below + off, 16), v128.load(qy + up + stride + off, 16))
      v128.store(below + off, old0)
      v128.store(below + off, old1, 16)
      flux(qy + up + off, here + off, up + off, twice, push, old0, old1, beside0, beside1)
    } else {
      v128.store(qy + up + off, v128.load(north + off))
      v128.store(qy + up + off, v128.load(north + off, 16), 16)
    }
  }
  // What structures let through is told.
  while (heldNow < heldTo && i32.load(heldNow) == j) {
    f64.store(<usize>i32.load(heldNow, 4), f64.load(heldNow, 8))
    heldNow += 16
  }
  for (let i: i32 = 0; i < nx; i += 4) {
    const off = <usize>i << 3
    short = v128.or(short, mayGive(here + off, share + off, perM))
    short = v128.or(short, mayGive(here + off + 16, share + off + 16, perM))
  }
  return <i32>v128.any_true(short)
}

@inline
function mayGive(at: usize, share: usize, perM: v128): v128 {
  const zero = f64x2.splat(0)
  const alongRow = f64x2.sub(f64x2.pmax(v128.load(qx + at, 8), zero), f64x2.pmin(v128.load(qx + at), zero))
  const across = f64x2.sub(f64x2.pmax(v128.load(qy + at + stride), zero), f64x2.pmin(v128.load(qy + at), zero))
  const wants = f64x2.mul(f64x2.add(alongRow, across), perM)
  const has = v128.load(depth + at)
  const isShort = f64x2.gt(wants, has)
  let given = f64x2.splat(1)
  if (v128.any_true(isShort)) given = v128.bitselect(f64x2.div(has, f64x2.pmax(wants, f64x2.splat(1e-300))), given, isShort)
  v128.store(share, given)
  return isShort
}

/** Cuts the fluxes of row `j` and those north of it to what their cells may give. */
function cut(j: i32, share: usize, shareUp: usize): void {
  const here = row(0, j)
  for (let f: i32 = 0; f <= nx; f++) {
    const at = qx + here + (<usize>f << 3)
    const q = f64.load(at)
    const from = q > 0 ? f - 1 : f
    if (q != 0 && from >= 0 && from < nx) f64.store(at, q * f64.load(share + (<usize>from << 3)))
  }
  for (let i: i32 = 0; i < nx; i++) {
    const off = <usize>i << 3
    const at = qy + here + stride + off
    const q = f64.load(at)
    if (q > 0) f64.store(at, q * f64.load(share + off))
    else if (q < 0 && j + 1 < ny) f64.store(at, q * f64.load(shareUp + off))
  }
}

/** New depths of row `j`; gives the deepest. */
function move(j: i32, perM: f64, rainM: f64): f64 {
  const here = row(0, j)
  const zero = f64x2.splat(0)
  let deepest = f64x2.splat(0)
  for (let i: i32 = 0; i < nx; i += 2) {
    const at = here + (<usize>i << 3)
    const net = f64x2.add(
      f64x2.sub(v128.load(qx + at), v128.load(qx + at + 8)),
      f64x2.sub(v128.load(qy + at), v128.load(qy + at + stride)),
    )
    let h = f64x2.pmax(f64x2.add(v128.load(depth + at), f64x2.mul(net, f64x2.splat(perM))), zero)
    if (rainM > 0)
      h = f64x2.add(h, isShared ? f64x2.mul(f64x2.splat(rainM), v128.load(shower + at)) : f64x2.splat(rainM))
    v128.store(depth + at, h)
    deepest = f64x2.pmax(deepest, h)
  }
  // The last pair of an odd row holds a cell of the ring.
  if (nx & 1) f64.store(depth + here + (<usize>nx << 3), 0)
  return max(f64x2.extract_lane(deepest, 0), f64x2.extract_lane(deepest, 1))
}

/** One step of `dtS` with the fluxes at the edges set; `rainM` falls on every cell. Gives the deepest water. */
export function step(dtS: f64, rainM: f64): f64 {
  const perM = dtS / dxM
  const push = (G * dtS) / dxM
  let deepest: f64 = 0
  let share = shareA
  let shareUp = shareB
  let isShort = 0
  heldNow = heldFrom
  for (let i: i32 = 0; i < nx; i += 2) {
    const off = <usize>i << 3
    v128.store(below + off, v128.load(qy + row(0, 0) + off))
    v128.store(qy + row(0, 0) + off, v128.load(south + off))
  }
  for (let j: i32 = 0; j <= ny; j++) {
    let isShortUp = 0
    if (j < ny) {
      isShortUp = fluxes(j, dtS, push, shareUp)
    }
    if (j === 0) {
      // What comes in or out over the south is cut by the first row.
      if (isShortUp)
        for (let i: i32 = 0; i < nx; i++) {
          const at = qy + row(0, 0) + (<usize>i << 3)
          const q = f64.load(at)
          if (q < 0) f64.store(at, q * f64.load(shareUp + (<usize>i << 3)))
        }
    } else {
      if (isShort | isShortUp) cut(j - 1, share, shareUp)
      deepest = max(deepest, move(j - 1, perM, rainM))
    }
    const swap = share
    share = shareUp
    shareUp = swap
    isShort = isShortUp
  }
  return deepest
}
