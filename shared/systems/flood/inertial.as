// The step of inertial.ts for WebAssembly, four cells at a time (AssemblyScript, SIMD). One sweep from south to north:
// fluxes of a row, what its cells may give and, a row behind, the new depths; the grid is read and written once a step.
// inertial.ts is the oracle this is tested against; inertial-fast.ts lays out the memory; .ci/kernels.ts compiles it.
//
// Depth and level are double: volume and a lake at rest are as exact as in the oracle. Fluxes are single, the same on both
// sides of a face, so that nothing is lost by it. Cell (j, i) is number i + 4 of row j + 1; the ring around the grid is bed
// so high that nothing flows. Face (j, i) of `qx` lies west of its cell, of `qy` south of it.

import { BESIDE, DRY, G, ONE, OWN, SAFE, writeConstants } from './constants'
import { inverseSevenThirds } from './cube-root'

const DROP_SLOPE: f64 = 0.1
/** Of the numbers in a row before its first cell. */
const LEAD: usize = 4

let nx: i32 = 0
let ny: i32 = 0
let dxM: f64 = 0
/** Bytes of a row of doubles; a row of singles has half. */
let stride: usize = 0
let bed: usize = 0
let depth: usize = 0
/** Of rain, by cell, if it steep by share. */
let shower: usize = 0
let isShared: bool = false
/** Single: fluxes; how much higher the bed is after a face than before it; g n² of a face. */
let qx: usize = 0
let qy: usize = 0
let riseX: usize = 0
let riseY: usize = 0
let rubX: usize = 0
let rubY: usize = 0
/** Single: fluxes at the edges as the axes go: west, east by row; south, north by column as rows lie. */
let west: usize = 0
let east: usize = 0
let south: usize = 0
let north: usize = 0
/** Rows: levels of two rows, in double; their depths, what their cells may give, and old fluxes of the face row below. */
let levelA: usize = 0
let levelB: usize = 0
let thinA: usize = 0
let thinB: usize = 0
let shareA: usize = 0
let shareB: usize = 0
let below: usize = 0
/** Of a row of faces: depth over the higher bed, and how rough that makes it. */
let overs: usize = 0
let roughs: usize = 0
/** Held faces in the order of rows: row, address, flux; 16 bytes each. */
let heldFrom: usize = 0
let heldTo: usize = 0
let heldNow: usize = 0

/** Gives the end of the memory in use. The order of planes is that of inertial-fast.ts. */
export function setUp(columns: i32, rows: i32, cellM: f64, rowLength: i32, base: usize): usize {
  nx = columns
  ny = rows
  dxM = cellM
  stride = <usize>rowLength * 8
  const half = stride >> 1
  const plane = stride * <usize>(rows + 3)
  bed = base
  depth = bed + plane
  shower = depth + plane
  qx = shower + plane
  qy = qx + (plane >> 1)
  riseX = qy + (plane >> 1)
  riseY = riseX + (plane >> 1)
  rubX = riseY + (plane >> 1)
  rubY = rubX + (plane >> 1)
  south = rubY + (plane >> 1)
  north = south + half
  west = north + half
  east = west + ((<usize>rows * 4 + 15) & ~15)
  levelA = east + ((<usize>rows * 4 + 15) & ~15)
  levelB = levelA + stride
  thinA = levelB + stride
  thinB = thinA + half
  shareA = thinB + half
  shareB = shareA + half
  below = shareB + half
  overs = below + half
  roughs = overs + half
  writeConstants()
  return roughs + half
}

export function setShower(shared: i32): void {
  isShared = shared != 0
}

export function setHeld(address: usize, count: i32): void {
  heldFrom = address
  heldTo = address + <usize>count * 16
}

/** What faces need of the bed, south of the rows from `from` to `to` and west in them. */
export function readBed(from: i32, to: i32): void {
  for (let j: i32 = from; j <= to; j++) {
    for (let i: i32 = 0; i <= nx; i++) {
      const k = at(j) + (<usize>i << 3)
      const here = f64.load(bed + k)
      f32.store(riseX + (k >> 1), <f32>(here - f64.load(bed + k - 8)))
      f32.store(riseY + (k >> 1), <f32>(here - f64.load(bed + k - stride)))
    }
  }
}

/** Offset of row `j` in a plane of doubles, at its first cell. */
@inline
function at(j: i32): usize {
  return <usize>(j + 1) * stride + LEAD * 8
}

/** Two numbers of two pairs as four in single precision. */
@inline
function four(low: v128, high: v128): v128 {
  return i32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5)
}

/** Levels and, in single precision, depths of row `j` and the cell beyond either end. */
function levels(j: i32, level: usize, thin: usize): void {
  const from = at(j) - LEAD * 8
  for (let off: usize = 0; off < stride; off += 32) {
    const h0 = v128.load(depth + from + off)
    const h1 = v128.load(depth + from + off, 16)
    v128.store(level + off, f64x2.add(v128.load(bed + from + off), h0))
    v128.store(level + off, f64x2.add(v128.load(bed + from + off, 16), h1), 16)
    v128.store(thin + (off >> 1), four(h0, h1))
  }
}

/**
 * The first of three passes over a row of faces, four at a time: how deep the water is over the higher bed, to `over`, and the
 * flux without friction, to `to`; gives the depths. `steep` is how much higher the level is after a face, `rise` the bed; `hL` and `hR` are
 * the depths before and after it. Three short passes overlap in a processor where one long one waits for itself.
 */
@inline
function pushed(to: usize, over: usize, steep: v128, rise: v128, hL: v128, hR: v128, q: v128, beside: v128, push: v128): v128 {
  const none = f32x4.splat(0)
  const overL = f32x4.sub(hL, f32x4.pmax(none, rise))
  const overR = f32x4.add(hR, f32x4.pmin(none, rise))
  const deep = f32x4.pmax(overL, overR)
  v128.store(over, deep)
  v128.store(
    to,
    f32x4.sub(
      f32x4.add(f32x4.mul(q, v128.load(OWN)), f32x4.mul(beside, v128.load(BESIDE))),
      f32x4.mul(f32x4.mul(deep, steep), push),
    ),
  )
  return deep
}

/** The other two: what friction leaves of the fluxes from `q` to `end`; none where it is dry, over a drop at most critical. */
function rubbed(q: usize, end: usize, rub: usize, rise: usize, hL: usize, hR: usize, dtS: f64): void {
  const none = f32x4.splat(0)
  const fourDtS = f32x4.splat(<f32>(4 * dtS))
  const drop = f32x4.splat(<f32>(DROP_SLOPE * dxM))
  const deep = overs
  const rough = roughs
  for (let off: usize = 0; off < end; off += 16) {
    const a = f32x4.mul(v128.load(rub + off), fourDtS)
    v128.store(rough + off, f32x4.mul(a, inverseSevenThirds(f32x4.pmax(v128.load(deep + off), v128.load(DRY)))))
  }
  for (let off: usize = 0; off < end; off += 16) {
    const over = v128.load(deep + off)
    const free = v128.load(q + off)
    const wet = f32x4.gt(over, v128.load(DRY))
    const one = v128.load(ONE)
    const root = f32x4.sqrt(f32x4.add(one, f32x4.mul(v128.load(rough + off), f32x4.abs(free))))
    let flows = f32x4.div(f32x4.add(free, free), f32x4.add(one, root))
    // Over a drop to a level below its sill at most critical. Rare: its bed is asked first.
    const rises = v128.load(rise + off)
    const drops = v128.and(wet, f32x4.gt(f32x4.abs(rises), drop))
    if (v128.any_true(drops)) {
      const overL = f32x4.sub(v128.load(hL + off), f32x4.pmax(none, rises))
      const overR = f32x4.add(v128.load(hR + off), f32x4.pmin(none, rises))
      const down = v128.bitselect(overR, overL, f32x4.gt(flows, none))
      const most = f32x4.mul(over, f32x4.sqrt(f32x4.mul(f32x4.pmax(over, none), f32x4.splat(<f32>G))))
      const less = f32x4.pmax(f32x4.neg(most), f32x4.pmin(most, flows))
      flows = v128.bitselect(less, flows, v128.and(drops, f32x4.lt(down, none)))
    }
    v128.store(q + off, v128.and(flows, wet))
  }
}

/** A row whose deepest is dry need not be rubbed: nothing flows in it. */
@inline
function isWet(deepest: v128): bool {
  return v128.any_true(f32x4.gt(deepest, v128.load(DRY)))
}

/** Fluxes along row `j`, in place: old ones before a face are kept in hand. */
function along(j: i32, dtS: f64, level: usize, thin: usize): void {
  const push = f32x4.splat(<f32>((G * dtS) / dxM))
  const here = at(j) >> 1
  const end = <usize>(nx + 1) << 2
  const q = qx + here
  const rise = riseX + here
  const depths = thin + LEAD * 4
  const levels = level + LEAD * 8
  const over = overs
  let before = v128.load(q - 16)
  let deepest = f32x4.splat(0)
  for (let off: usize = 0; off < end; off += 16) {
    const old = v128.load(q + off)
    const beside = f32x4.add(i32x4.shuffle(before, old, 3, 4, 5, 6), v128.load(q + off, 4))
    before = old
    const l = levels + (off << 1)
    const steep = four(f64x2.sub(v128.load(l), v128.load(l - 8)), f64x2.sub(v128.load(l, 16), v128.load(l, 8)))
    const to = q + off
    const deep = pushed(to, over + off, steep, v128.load(rise + off), v128.load(depths + off - 4), v128.load(depths + off), old, beside, push)
    deepest = f32x4.pmax(deepest, deep)
  }
  if (isWet(deepest)) rubbed(q, end, rubX + here, rise, depths - 4, depths, dtS)
  else memory.fill(q, 0, end)
  f32.store(q, f32.load(west + (<usize>j << 2)))
  f32.store(q + (<usize>nx << 2), f32.load(east + (<usize>j << 2)))
}

/** Fluxes into the row of faces north of row `j`. */
function across(j: i32, dtS: f64, level: usize, levelUp: usize, thin: usize, thinUp: usize): void {
  const push = f32x4.splat(<f32>((G * dtS) / dxM))
  const half = stride >> 1
  const up = (at(j) >> 1) + half
  const end = <usize>nx << 2
  const q = qy + up
  const next = q + half
  const rise = riseY + up
  const held = below + LEAD * 4
  const depths = thin + LEAD * 4
  const depthsUp = thinUp + LEAD * 4
  const over = overs
  let deepest = f32x4.splat(0)
  for (let off: usize = 0; off < end; off += 16) {
    const old = v128.load(q + off)
    const beside = f32x4.add(v128.load(held + off), v128.load(next + off))
    v128.store(held + off, old)
    const l = level + LEAD * 8 + (off << 1)
    const u = levelUp + LEAD * 8 + (off << 1)
    const steep = four(f64x2.sub(v128.load(u), v128.load(l)), f64x2.sub(v128.load(u, 16), v128.load(l, 16)))
    const to = q + off
    const deep = pushed(to, over + off, steep, v128.load(rise + off), v128.load(depths + off), v128.load(depthsUp + off), old, beside, push)
    deepest = f32x4.pmax(deepest, deep)
  }
  if (isWet(deepest)) rubbed(q, end, rubY + up, rise, depths, depthsUp, dtS)
  else memory.fill(q, 0, end)
}

/** Fluxes of row `j` and of the faces north of it; what each cell may give of what it would: gives 1 if some may not give all. */
function fluxes(j: i32, dtS: f64, level: usize, levelUp: usize, thin: usize, thinUp: usize, share: usize): i32 {
  const here = at(j) >> 1
  const half = stride >> 1
  along(j, dtS, level, thin)
  if (j + 1 < ny) across(j, dtS, level, levelUp, thin, thinUp)
  else memory.copy(qy + here + half, north + LEAD * 4, <usize>nx << 2)
  // What structures let through is told.
  while (heldNow < heldTo && i32.load(heldNow) == j) {
    f32.store(<usize>i32.load(heldNow, 4), f32.load(heldNow, 8))
    heldNow += 16
  }
  const perM = f32x4.splat(<f32>(dtS / dxM))
  const none = f32x4.splat(0)
  const end = <usize>nx << 2
  const x = qx + here
  const y = qy + here
  const yUp = y + half
  const has = thin + LEAD * 4
  const may = share + LEAD * 4
  let short = none
  for (let off: usize = 0; off < end; off += 16) {
    const alongRow = f32x4.sub(f32x4.pmax(none, v128.load(x + off, 4)), f32x4.pmin(none, v128.load(x + off)))
    const northward = f32x4.sub(f32x4.pmax(none, v128.load(yUp + off)), f32x4.pmin(none, v128.load(y + off)))
    const wants = f32x4.mul(f32x4.add(alongRow, northward), perM)
    const most = f32x4.mul(v128.load(has + off), v128.load(SAFE))
    let isShort = f32x4.gt(wants, most)
    let given = v128.load(ONE)
    if (v128.any_true(isShort)) {
      // Beyond the end of the row nothing is short.
      isShort = v128.and(isShort, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>((end - off) >> 2))))
      given = v128.bitselect(f32x4.div(most, wants), given, isShort)
      short = v128.or(short, isShort)
    }
    v128.store(may + off, given)
  }
  return <i32>v128.any_true(short)
}

/** Cuts the fluxes of row `j` and those north of it to what their cells may give; beyond the ends all may be given. */
function cut(j: i32, share: usize, shareUp: usize): void {
  const here = at(j) >> 1
  const up = here + (stride >> 1)
  const none = f32x4.splat(0)
  f32.store(share + LEAD * 4 - 4, 1)
  f32.store(share + ((<usize>nx + LEAD) << 2), 1)
  for (let f: i32 = 0; f <= nx; f += 4) {
    const off = <usize>(f + 4) << 2
    const to = here + (<usize>f << 2)
    const q = v128.load(qx + to)
    const given = v128.bitselect(v128.load(share + off - 4), v128.load(share + off), f32x4.gt(q, none))
    v128.store(qx + to, f32x4.mul(q, given))
  }
  for (let i: i32 = 0; i < nx; i += 4) {
    const off = <usize>(i + 4) << 2
    const to = up + (<usize>i << 2)
    const q = v128.load(qy + to)
    const given = v128.bitselect(v128.load(share + off), v128.load(shareUp + off), f32x4.gt(q, none))
    v128.store(qy + to, f32x4.mul(q, given))
  }
}

/** Of two faces, in double. */
@inline
function two(q: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(q))
}

/** New depths of row `j`; gives the deepest. */
function move(j: i32, perM: f64, rainM: f64): f64 {
  const here = at(j)
  const x = qx + (here >> 1)
  const y = qy + (here >> 1)
  const yUp = y + (stride >> 1)
  const h = depth + here
  const share = shower + here
  const pairs = <usize>(nx & ~1) << 2
  const none = f64x2.splat(0)
  const r = f64x2.splat(perM)
  const rain = f64x2.splat(rainM)
  let deepest = none
  let off: usize = 0
  if (isShared)
    for (; off < pairs; off += 8) {
      const k = h + (off << 1)
      const falls = f64x2.mul(rain, v128.load(share + (off << 1)))
      const now = f64x2.add(moved(v128.load(k), x + off, y + off, yUp + off, r), falls)
      v128.store(k, now)
      deepest = f64x2.pmax(deepest, now)
    }
  else
    for (; off < pairs; off += 8) {
      const k = h + (off << 1)
      const now = f64x2.add(moved(v128.load(k), x + off, y + off, yUp + off, r), rain)
      v128.store(k, now)
      deepest = f64x2.pmax(deepest, now)
    }
  if (nx & 1) {
    // The last cell alone: beside it lies the ring.
    const k = h + (off << 1)
    const falls = isShared ? f64x2.mul(rain, v128.load(share + (off << 1))) : rain
    const now = f64x2.add(moved(v128.load(k), x + off, y + off, yUp + off, r), falls)
    const last = f64x2.replace_lane(now, 1, 0)
    v128.store(k, last)
    deepest = f64x2.pmax(deepest, last)
  }
  return max(f64x2.extract_lane(deepest, 0), f64x2.extract_lane(deepest, 1))
}

/** Two depths after what came and went through their faces. */
@inline
function moved(h: v128, x: usize, y: usize, yUp: usize, r: v128): v128 {
  const net = f64x2.add(f64x2.sub(two(x), two(x + 4)), f64x2.sub(two(y), two(yUp)))
  return f64x2.pmax(f64x2.splat(0), f64x2.add(h, f64x2.mul(net, r)))
}

/** One step of `dtS` with the fluxes at the edges set; `rainM` steep on every cell. Gives the deepest water. */
export function step(dtS: f64, rainM: f64): f64 {
  const perM = dtS / dxM
  const first = (at(0) >> 1) - LEAD * 4
  let deepest: f64 = 0
  let share = shareA
  let shareUp = shareB
  let level = levelA
  let levelUp = levelB
  let thin = thinA
  let thinUp = thinB
  let isShort = 0
  heldNow = heldFrom
  memory.copy(below, qy + first, stride >> 1)
  memory.copy(qy + first + LEAD * 4, south + LEAD * 4, <usize>nx << 2)
  levels(0, levelUp, thinUp)
  for (let j: i32 = 0; j <= ny; j++) {
    let isShortUp = 0
    if (j < ny) {
      let swap = level
      level = levelUp
      levelUp = swap
      swap = thin
      thin = thinUp
      thinUp = swap
      levels(j + 1, levelUp, thinUp)
      isShortUp = fluxes(j, dtS, level, levelUp, thin, thinUp, shareUp)
    } else if (isShort) {
      for (let off: usize = 0; off < stride >> 1; off += 16) v128.store(shareUp + off, f32x4.splat(1))
    }
    if (j == 0) {
      // What goes out over the south is cut by the first row.
      if (isShortUp)
        for (let i: i32 = 0; i < nx; i++) {
          const off = (<usize>i + LEAD) << 2
          const q = f32.load(qy + first + off)
          if (q < 0) f32.store(qy + first + off, q * f32.load(shareUp + off))
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
