// The step of full.ts for WebAssembly, two cells at a time in double precision (AssemblyScript, SIMD). full.ts and
// full-lines.ts are the oracle this is tested against; full-planes.as and full-fast.ts lay out the memory; .ci/kernels.ts
// compiles it. Of a face the values lie at the place of the cell east or north of it.
//
// Several instances may reckon one memory, each a band of rows (full-bands.ts). Whatever a stage reads of other bands it does
// not write, so that the bits are the same however many there are.

import { DRY_2, DRY_M, G, G_2, HALF_2, ONE_2, TWO_2, TWO_G_2, writeConstants } from './constants'
import { inverseSevenThirds } from './cube-root'
import { noteNorth, noteRow, noteSouth } from './full-account'
import { cut, face, halfSlope } from './full-face'
import { bed, dxM, e, e1, h, h1, hu, hu1, hv, hv1, inside, nx, ny, row, rub, shower, stride, swap, u, u1, v, v1 } from './full-planes'

export { cameIn, reckon, wentOut } from './full-account'
export { setUp } from './full-planes'

const WALL: i32 = 0
const OPEN: i32 = 1
const FLOW: i32 = 2
const LEVEL: i32 = 3
const DEPTH: i32 = 4

/** The band: rows from `first` to before `last`. */
let first: i32 = 0
let last: i32 = 0
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

/** The fastest wave in the band after the step, m/s. */
let waveMS: f64 = 0

/** Where the band has its rows in hand; gives their end. */
export function setScratch(from: usize): usize {
  slopesX = from
  slopesA = slopesX + 4 * stride
  slopesB = slopesA + 4 * stride
  facesX = slopesB + 4 * stride
  beforeX = facesX + 6 * stride
  facesA = beforeX + 6 * stride
  facesB = facesA + 4 * stride
  facesC = facesB + 4 * stride
  writeConstants()
  return facesC + 4 * stride
}

/** Rows from `from` to before `to`: all of them, or four at least. */
export function setBand(from: i32, to: i32): void {
  first = from
  last = to
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

/** Levels and velocities of what is now, where it was changed from outside; gives the fastest wave, m/s. */
export function read(): f64 {
  let fastest = f64x2.splat(0)
  const dry = v128.load(DRY_2)
  for (let j: i32 = 0; j < ny; j++) {
    const from = row(j)
    const end = from + (<usize>nx << 3)
    const hAt = h
    const huAt = hu
    const hvAt = hv
    const bedAt = bed
    const eAt = e
    const uAt = u
    const vAt = v
    const insideAt = inside
    for (let k = from; k < end; k += 16) {
      const depth = v128.load(hAt + k)
      const wet = f64x2.gt(depth, dry)
      const by = f64x2.div(v128.load(ONE_2), f64x2.pmax(depth, dry))
      const along = v128.and(f64x2.mul(v128.load(huAt + k), by), wet)
      const across = v128.and(f64x2.mul(v128.load(hvAt + k), by), wet)
      v128.store(eAt + k, f64x2.add(v128.load(bedAt + k), depth))
      v128.store(uAt + k, along)
      v128.store(vAt + k, across)
      const speed = f64x2.add(f64x2.pmax(f64x2.abs(along), f64x2.abs(across)), f64x2.sqrt(f64x2.mul(depth, v128.load(G_2))))
      fastest = f64x2.pmax(fastest, v128.and(speed, v128.and(wet, v128.load(insideAt + k))))
    }
  }
  return max(f64x2.extract_lane(fastest, 0), f64x2.extract_lane(fastest, 1))
}

/** The ring around the grid beside the band, as the edges are told. */
function ring(): void {
  for (let j = first; j < last; j++) {
    beyond(row(j), row(j) - 8, u, v, -1, ruleW, valueW)
    const k = row(j) + (<usize>(nx - 1) << 3)
    beyond(k, k + 8, u, v, 1, ruleE, valueE)
  }
  for (let i: i32 = 0; i < nx; i++) {
    const off = <usize>i << 3
    if (first == 0) beyond(row(0) + off, row(-1) + off, v, u, -1, ruleS, valueS)
    if (last == ny) beyond(row(ny - 1) + off, row(ny) + off, v, u, 1, ruleN, valueN)
  }
}

/** The cell `to` beyond the edge cell `from`; `outward` is the sign of the way out. */
function beyond(from: usize, to: usize, across: usize, along: usize, outward: f64, rule: i32, value: f64): void {
  const z = f64.load(bed + from)
  const depth = f64.load(h + from)
  const speed = f64.load(across + from)
  let outside = depth
  let its = speed
  let falls: f64 = 0
  if (rule == WALL) its = -speed
  else if (rule == DEPTH) outside = max(0, value)
  else {
    // The ground goes on as it does; it rises only where water is told to come in.
    const inner = from + from - to
    if (f64.load(inside + inner) != 0) falls = f64.load(bed + inner) - z
    if (rule == FLOW) its = depth > DRY_M ? (-outward * value) / depth : 0
    else falls = max(0, falls)
    if (rule == LEVEL) outside = max(0, value - z + falls)
    else if (rule == OPEN) its = outward * speed > 0 ? speed : 0
  }
  f64.store(h + to, outside)
  f64.store(e + to, z - falls + outside)
  f64.store(across + to, its)
  f64.store(along + to, f64.load(along + from))
}

/** Half slopes of a row of cells, from one cell before it to one after. */
function slopes(to: usize, j: i32, step: usize, across: usize, along: usize): void {
  const from = row(j) - 16
  const end = <usize>(nx + 4) << 3
  const dry = v128.load(DRY_2)
  const half = v128.load(HALF_2)
  const hAt = h + from
  const eAt = e + from
  const uAt = across + from
  const vAt = along + from
  const insideAt = inside + from
  const toH = to + stride
  const toU = toH + stride
  const toV = toU + stride
  for (let off: usize = 0; off < end; off += 16) {
    const smooth = v128.and(
      v128.and(f64x2.gt(v128.load(hAt + off), dry), v128.load(insideAt + off)),
      v128.and(f64x2.gt(v128.load(hAt + off - step), dry), f64x2.gt(v128.load(hAt + off + step), dry)),
    )
    v128.store(to + off, halfSlope(eAt + off, step, smooth, half))
    v128.store(toH + off, halfSlope(hAt + off, step, smooth, half))
    v128.store(toU + off, halfSlope(uAt + off, step, smooth, half))
    v128.store(toV + off, halfSlope(vAt + off, step, smooth, half))
  }
}

/**
 * Slopes of the cell at `ring` beyond an edge, from those of the cell at `k` inside it: at a wall the face sees a mirror, so
 * that no water crosses it; at an open edge it sees what is inside, if that flows out. `lies` is the place of the ring's
 * cell among the slopes, `its` that of the cell inside.
 */
@inline
function beside(rule: i32, lies: usize, its: usize, ring: usize, k: usize, across: usize, along: usize, outward: f64): void {
  if (rule == WALL) {
    f64.store(lies, -f64.load(its))
    f64.store(lies + stride, -f64.load(its + stride))
    f64.store(lies + 2 * stride, f64.load(its + 2 * stride))
    f64.store(lies + 3 * stride, -f64.load(its + 3 * stride))
  } else if (rule == OPEN) {
    f64.store(lies, outward * (f64.load(e + ring) - f64.load(e + k)) - f64.load(its))
    f64.store(lies + stride, outward * (f64.load(h + ring) - f64.load(h + k)) - f64.load(its + stride))
    const speed = f64.load(across + k) + outward * f64.load(its + 2 * stride)
    f64.store(lies + 2 * stride, outward * (f64.load(across + ring) - (outward * speed > 0 ? speed : 0)))
    f64.store(lies + 3 * stride, outward * (f64.load(along + ring) - f64.load(along + k)) - f64.load(its + 3 * stride))
  }
}

function besideRow(rule: i32, lies: usize, its: usize, ring: i32, j: i32, outward: f64): void {
  if (rule == WALL || rule == OPEN)
    for (let i: i32 = 0; i < nx; i++) {
      const off = <usize>i << 3
      beside(rule, lies + 16 + off, its + 16 + off, row(ring) + off, row(j) + off, v, u, outward)
    }
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

/** Faces south of row `j`, whose slopes and those of the row before are ready. */
function across(to: usize, j: i32, below: usize, here: usize): void {
  const k = row(j)
  const step = stride
  const end = <usize>nx << 3
  const eAt = e
  const hAt = h
  const uAt = u
  const vAt = v
  for (let off: usize = 0; off < end; off += 16)
    face(to + off + 16, step, k + off - step, k + off, below + off + 16, here + off + 16, eAt, hAt, vAt, uAt)
  if (j == 0 && ruleS == FLOW) for (let i: i32 = 0; i < nx; i++) given(to + 16 + (<usize>i << 3), k + (<usize>i << 3), valueS)
  if (j == ny && ruleN == FLOW)
    for (let i: i32 = 0; i < nx; i++) given(to + 16 + (<usize>i << 3), k - stride + (<usize>i << 3), -valueN)
}

/** Whether some cell of row `j` would give more than it may, by its faces in the rows `low` and `high`. */
@inline
function isShort(j: i32, low: usize, high: usize, shift: usize, most: f64): bool {
  let short = f64x2.splat(0)
  const zero = f64x2.splat(0)
  const end = <usize>nx << 3
  const has = h + row(j)
  const above = high + 16 + shift
  const limit = f64x2.splat(most)
  for (let off: usize = 0; off < end; off += 16) {
    const out = f64x2.sub(f64x2.pmax(zero, v128.load(above + off)), f64x2.pmin(zero, v128.load(low + off + 16)))
    short = v128.or(short, f64x2.gt(out, f64x2.mul(v128.load(has + off), limit)))
  }
  return v128.any_true(short)
}

/** Mean depth times the fall of the bed within each cell of row `j`, from half slopes at `from` into the row `to`. */
function lean(to: usize, from: usize, j: i32): void {
  const depth = h + row(j)
  const end = <usize>nx << 3
  const level = from + 16
  const its = level + stride
  for (let off: usize = 0; off < end; off += 16) {
    const falls = f64x2.sub(v128.load(its + off), v128.load(level + off))
    v128.store(to + off + 16, f64x2.mul(f64x2.mul(v128.load(depth + off), falls), v128.load(TWO_G_2)))
  }
}

/** Faces of row `j` from west to east, cut to what its cells have. */
function alongRow(j: i32, stage: i32, most: f64): void {
  slopes(slopesX, j, 8, u, v)
  lean(facesX + 4 * stride, slopesX, j)
  const k = row(j)
  const end = <usize>nx << 3
  const step = stride
  const to = facesX + 16
  const from = slopesX
  const eAt = e
  const hAt = h
  const uAt = u
  const vAt = v
  beside(ruleW, from + 8, from + 16, k - 8, k, u, v, -1)
  beside(ruleE, from + end + 16, from + end + 8, k + end, k + end - 8, u, v, 1)
  for (let off: usize = 0; off <= end; off += 16)
    face(to + off, step, k + off - 8, k + off, from + off + 8, from + off + 16, eAt, hAt, uAt, vAt)
  if (ruleW == FLOW) given(facesX + 16, k, valueW)
  if (ruleE == FLOW) given(facesX + 16 + (<usize>nx << 3), k + (<usize>(nx - 1) << 3), -valueE)
  if (isShort(j, facesX, facesX, 8, most))
    for (let i: i32 = 0; i < nx; i++) {
      const off = <usize>i << 3
      const at = facesX + off + 16
      const du = f64.load(slopesX + off + 16 + 2 * stride)
      const speed = f64.load(u + k + off)
      cut(h + k + off, at, at + 8, speed - du, speed + du, most, stride)
    }
  noteRow(stage, j, f64.load(to), f64.load(to + end))
}

/** Faces north of row `j`, and those on both sides of it cut to what its cells have. */
function northOf(j: i32, stage: i32, most: f64): void {
  const spare = slopesA
  slopesA = slopesB
  slopesB = spare
  slopes(slopesB, j + 1, stride, v, u)
  if (j + 1 == ny) besideRow(ruleN, slopesB, slopesA, ny, j, 1)
  lean(facesX + 5 * stride, slopesA, j)
  across(facesC, j + 1, slopesA, slopesB)
  const k = row(j)
  if (isShort(j, facesB, facesC, 0, most))
    for (let i: i32 = 0; i < nx; i++) {
      const off = <usize>i << 3
      const dv = f64.load(slopesA + off + 16 + 2 * stride)
      const speed = f64.load(v + k + off)
      cut(h + k + off, facesB + off + 16, facesC + off + 16, speed - dv, speed + dv, most, stride)
    }
  if (j == 0) noteSouth(stage, facesB + 16)
  if (j == ny - 1) noteNorth(stage, facesC + 16)
}

/**
 * Row `j` after `dtS`, with friction, into h1, hu1, hv1, and its levels and velocities; its faces are those before the last
 * computed. After the second stage it is the mean with what was there, and rain.
 */
function change(j: i32, dtS: f64, isLast: bool, rainM: f64): void {
  const r = f64x2.splat(dtS / dxM)
  const fourDtS = f64x2.splat(4 * dtS)
  const zero = f64x2.splat(0)
  const dry = v128.load(DRY_2)
  const from = row(j)
  const end = <usize>nx << 3
  const step = stride
  const hAt = h + from
  const huAt = hu + from
  const hvAt = hv + from
  const rubAt = rub + from
  const h1At = h1 + from
  const hu1At = hu1 + from
  const hv1At = hv1 + from
  const west = beforeX + 16
  const low = facesA + 16
  const high = facesB + 16
  const bedAt = bed + from
  const eAt = e1 + from
  const uAt = u1 + from
  const vAt = v1 + from
  const showerAt = shower + from
  const insideAt = inside + from
  const rain = f64x2.splat(rainM)
  let fastest = zero
  for (let off: usize = 0; off < end; off += 16) {
    const x = west + off
    const s = low + off
    const n = high + off
    const mass = f64x2.add(f64x2.sub(v128.load(x), v128.load(x + 8)), f64x2.sub(v128.load(s), v128.load(n)))
    const pushX = f64x2.add(
      f64x2.add(f64x2.sub(v128.load(x + 2 * step), v128.load(x + 8 + step)), v128.load(x + 4 * step)),
      f64x2.sub(v128.load(s + 3 * step), v128.load(n + 3 * step)),
    )
    const pushY = f64x2.add(
      f64x2.add(f64x2.sub(v128.load(s + 2 * step), v128.load(n + step)), v128.load(x + 5 * step)),
      f64x2.sub(v128.load(x + 3 * step), v128.load(x + 8 + 3 * step)),
    )
    let depth = f64x2.pmax(zero, f64x2.add(v128.load(hAt + off), f64x2.mul(mass, r)))
    let flowX = f64x2.add(v128.load(huAt + off), f64x2.mul(pushX, r))
    let flowY = f64x2.add(v128.load(hvAt + off), f64x2.mul(pushY, r))
    const deep = f64x2.pmax(depth, dry)
    let wet = f64x2.gt(depth, dry)
    const q = f64x2.sqrt(f64x2.add(f64x2.mul(flowX, flowX), f64x2.mul(flowY, flowY)))
    const c7 = f64x2.promote_low_f32x4(inverseSevenThirds(f32x4.demote_f64x2_zero(deep)))
    const a4 = f64x2.mul(f64x2.mul(v128.load(rubAt + off), c7), fourDtS)
    const one = v128.load(ONE_2)
    const root = f64x2.sqrt(f64x2.add(one, f64x2.mul(a4, q)))
    const keeps = v128.and(f64x2.div(v128.load(TWO_2), f64x2.add(one, root)), wet)
    flowX = f64x2.mul(flowX, keeps)
    flowY = f64x2.mul(flowY, keeps)
    let by = f64x2.div(one, deep)
    if (isLast) {
      const half = v128.load(HALF_2)
      depth = f64x2.add(
        f64x2.mul(f64x2.add(v128.load(h1At + off), depth), half),
        f64x2.mul(rain, v128.load(showerAt + off)),
      )
      flowX = f64x2.mul(f64x2.add(v128.load(hu1At + off), flowX), half)
      flowY = f64x2.mul(f64x2.add(v128.load(hv1At + off), flowY), half)
      wet = f64x2.gt(depth, dry)
      by = f64x2.div(one, f64x2.pmax(depth, dry))
    }
    const along = v128.and(f64x2.mul(flowX, by), wet)
    const across = v128.and(f64x2.mul(flowY, by), wet)
    v128.store(h1At + off, depth)
    v128.store(hu1At + off, flowX)
    v128.store(hv1At + off, flowY)
    v128.store(eAt + off, f64x2.add(v128.load(bedAt + off), depth))
    v128.store(uAt + off, along)
    v128.store(vAt + off, across)
    if (isLast) {
      const speed = f64x2.add(f64x2.pmax(f64x2.abs(along), f64x2.abs(across)), f64x2.sqrt(f64x2.mul(depth, v128.load(G_2))))
      fastest = f64x2.pmax(fastest, v128.and(speed, v128.and(wet, v128.load(insideAt + off))))
    }
  }
  waveMS = max(waveMS, max(f64x2.extract_lane(fastest, 0), f64x2.extract_lane(fastest, 1)))
}

/**
 * One Euler step of the band with friction, from what is now to what comes next; the last of a step makes the mean of both.
 * What two bands need of each other, the faces between them and how those are cut, either reckons from what is now: a row
 * more to either side.
 */
function euler(dtS: f64, stage: i32, rainM: f64): void {
  const most = dxM / dtS / 2
  const from = max(0, first - 1)
  slopes(slopesA, from - 1, stride, v, u)
  slopes(slopesB, from, stride, v, u)
  if (from == 0) besideRow(ruleS, slopesA, slopesB, -1, 0, -1)
  across(facesB, from, slopesA, slopesB)
  for (let j = from; j <= last; j++) {
    if (j >= first && j < last) alongRow(j, stage, most)
    if (j < ny) northOf(j, stage, most)
    if (j > first) change(j - 1, dtS, stage == 1, rainM)
    const oldest = facesA
    facesA = facesB
    facesB = facesC
    facesC = oldest
    const used = beforeX
    beforeX = facesX
    facesX = used
  }
}

/**
 * One of the two stages of a step over the band, with `rainM` on every cell that gets all; of the second the fastest wave after
 * it, m/s. It is begun when all bands have done the one before.
 */
export function stage(n: i32, dtS: f64, rainM: f64): f64 {
  ring()
  waveMS = 0
  euler(dtS, n, n == 1 ? rainM : 0)
  swap()
  return waveMS
}
