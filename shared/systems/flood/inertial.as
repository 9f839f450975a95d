// The step of inertial.ts for WebAssembly, four cells at a time (AssemblyScript, SIMD). One sweep from south to north:
// fluxes of a row, what its cells may give and, a row behind, the new depths; the grid is read and written once a step.
// inertial.ts is the oracle this is tested against; inertial-fast.ts lays out the memory; .ci/kernels.ts compiles it.
//
// Depth and level are double: volume and a lake at rest are as exact as in the oracle. Fluxes are single, the same on both
// sides of a face, so that nothing is lost by it. Cell (j, i) is number i + 4 of row j + 1; the ring around the grid is bed
// so high that nothing flows. Face (j, i) of `qx` lies west of its cell, of `qy` south of it.
//
// Faces may be parted in two, each with fluxes of its own and nothing where the other's are, so that shallow water takes longer
// steps than deep (paced.ts). A step is of one part, over the spans of columns it has in each row; a face belongs to the block
// of its cell. Where nothing is parted, the first part is all there is.
//
// Several instances may reckon one memory, each a band of rows (bands.ts): `ready`, `sweep` and `close`, each begun when all
// bands have done the one before. What is reckoned is the same to the bit: at a seam the faces between two bands are reckoned
// first, and the two rows beside them moved last.

import { ALPHA, DRY, DRY_2, G, HALF, LOOSE, ONE, SAFE, THETA, writeConstants } from './constants'
import { inverseSevenThirds } from './cube-root'

const DROP_SLOPE: f64 = 0.1
/** What of a flux is its neighbours', by the depth and the square of g dt / dx: (1 - theta) (dt / the longest step there)². */
const LOOSER: f64 = (1 - THETA) / (ALPHA * ALPHA * G)
/** Of the numbers in a row before its first cell. */
const LEAD: usize = 4
/** Columns of a block, as blocks.ts has it. */
const BLOCK: usize = 8

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
/** Single: fluxes of the part in turn and of the other; how much higher the bed is after a face than before it; g n² of a face. */
let qx: usize = 0
let qy: usize = 0
let otherX: usize = 0
let otherY: usize = 0
/** Fluxes of either part. */
let firstX: usize = 0
let secondX: usize = 0
/** Bytes of a plane of singles. */
let plane: usize = 0
/** The band: its first row and the one after its last. */
let first: i32 = 0
let last: i32 = 0
/**
 * What bands share at a seam, or 0 at an edge of the grid: rows of singles with the old fluxes of the faces between them and
 * what cells of the row below and above may give; then for either row whether some may not give all.
 */
let seamS: usize = 0
let seamN: usize = 0
let isParted: bool = false
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
let below2: usize = 0
/** Of a row of faces: depth over the higher bed, and how rough that makes it. */
let overs: usize = 0
let roughs: usize = 0
/** Held faces in the order of rows: row, address, flux; 16 bytes each. */
let heldFrom: usize = 0
let heldTo: usize = 0
let heldNow: usize = 0
/**
 * Of the part in turn, where the spans of each row begin: of its faces, and of the cells beside them. A span is two integers, the
 * first column and the one after the last.
 */
let faces: usize = 0
let cells: usize = 0
let facesOfFirst: usize = 0
let cellsOfFirst: usize = 0
let facesOfSecond: usize = 0
let cellsOfSecond: usize = 0

/** Gives the end of the planes and edges. The order of planes is that of inertial-fast.ts. */
export function setUp(columns: i32, rows: i32, cellM: f64, rowLength: i32, base: usize): usize {
  nx = columns
  ny = rows
  dxM = cellM
  stride = <usize>rowLength * 8
  const half = stride >> 1
  const doubles = stride * <usize>(rows + 3)
  plane = doubles >> 1
  bed = base
  depth = bed + doubles
  shower = depth + doubles
  firstX = shower + doubles
  riseX = firstX + 2 * plane
  riseY = riseX + plane
  rubX = riseY + plane
  rubY = rubX + plane
  secondX = rubY + plane
  south = secondX + 2 * plane
  north = south + half
  west = north + half
  east = west + ((<usize>rows * 4 + 15) & ~15)
  writeConstants()
  return east + ((<usize>rows * 4 + 15) & ~15)
}

/** Where rows in hand lie, each instance having its own; gives the end of what they take. */
export function setScratch(from: usize): usize {
  const half = stride >> 1
  levelA = from
  levelB = levelA + stride
  thinA = levelB + stride
  thinB = thinA + half
  shareA = thinB + half
  shareB = shareA + half
  below = shareB + half
  below2 = below + half
  overs = below2 + half
  roughs = overs + half
  return roughs + half
}

/** Rows from `from` to before `to`; where its seams lie, or 0. A band between two others has four rows or more. */
export function setBand(from: i32, to: i32, south: usize, north: usize): void {
  first = from
  last = to
  seamS = south
  seamN = north
}

/** Of a seam, bytes. */
export function seamBytes(): usize {
  return 3 * (stride >> 1) + 16
}

/** Where the spans of either part are listed; whether there are two. */
export function setSpans(firstFaces: usize, firstCells: usize, secondFaces: usize, secondCells: usize, parted: i32): void {
  facesOfFirst = firstFaces
  cellsOfFirst = firstCells
  facesOfSecond = secondFaces
  cellsOfSecond = secondCells
  isParted = parted != 0
}

/** Of each block, row by row, to `to`: 0 dry, 1 wet, 2 deeper than `deepM`. */
export function look(blocks: i32, deepM: f64, to: usize): void {
  const dry = f64.load(DRY_2)
  for (let j: i32 = 0; j < ny; j++) {
    let h = depth + at(j)
    for (let b: i32 = 0; b < blocks; b++, h += BLOCK * 8, to++) {
      const most = f64x2.pmax(
        f64x2.pmax(v128.load(h), v128.load(h, 16)),
        f64x2.pmax(v128.load(h, 32), v128.load(h, 48)),
      )
      const deepest = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1))
      i32.store8(to, deepest > deepM ? 2 : deepest > dry ? 1 : 0)
    }
  }
}

/** The fluxes of blocks told 1 to the first part, 2 to the second, 0 to none. One row of blocks more than of cells. */
export function deal(blocks: i32, from: usize): void {
  const none = f32x4.splat(0)
  for (let j: i32 = 0; j <= ny; j++) {
    let k = at(j) >> 1
    for (let b: i32 = 0; b < blocks; b++, k += BLOCK * 4, from++) {
      const part = i32.load8_u(from)
      for (let axis: usize = 0; axis < 2; axis++)
        for (let four: usize = 0; four < BLOCK * 4; four += 16) {
          const first = firstX + axis * plane + k + four
          const second = secondX + axis * plane + k + four
          const flows = f32x4.add(v128.load(first), v128.load(second))
          v128.store(first, part == 1 ? flows : none)
          v128.store(second, part == 2 ? flows : none)
        }
    }
  }
}

/** Of the water beside the faces of a part, metres. */
export function deepestOf(part: i32): f64 {
  const list = part ? cellsOfSecond : cellsOfFirst
  let deepest = f64x2.splat(0)
  for (let j: i32 = 0; j < ny; j++) {
    const h = depth + at(j)
    const spans = spansOf(list, j + 1)
    for (let span = spansOf(list, j); span < spans; span += 8) {
      const end = <usize>i32.load(span, 4) << 3
      for (let off = begins(span) << 3; off < end; off += 16) deepest = f64x2.pmax(deepest, v128.load(h + off))
    }
  }
  return max(f64x2.extract_lane(deepest, 0), f64x2.extract_lane(deepest, 1))
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

/** Where the spans of row `j` begin in a list; those of the next row begin where they end. */
@inline
function spansOf(list: usize, j: i32): usize {
  return <usize>i32.load(list + (<usize>j << 2))
}

@inline
function hasFaces(j: i32): bool {
  return spansOf(faces, j) != spansOf(faces, j + 1)
}

/** First column of a span, and the one after its last. */
@inline
function begins(span: usize): usize {
  return <usize>i32.load(span)
}

@inline
function ends(span: usize, most: i32): usize {
  return <usize>min(i32.load(span, 4), most)
}

/** Levels and, in single precision, depths of row `j` and the cells before it. */
function levels(j: i32, level: usize, thin: usize): void {
  const from = at(j) - LEAD * 8
  const end = spansOf(cells, j + 1)
  for (let span = spansOf(cells, j); span < end; span += 8) {
    const begin = begins(span) << 3
    const to = <usize>(i32.load(span, 4) + <i32>LEAD) << 3
    for (let off: usize = begin == 0 ? 0 : begin + LEAD * 8; off < to; off += 32) {
      const h0 = v128.load(depth + from + off)
      const h1 = v128.load(depth + from + off, 16)
      v128.store(level + off, f64x2.add(v128.load(bed + from + off), h0))
      v128.store(level + off, f64x2.add(v128.load(bed + from + off, 16), h1), 16)
      v128.store(thin + (off >> 1), four(h0, h1))
    }
  }
}

/**
 * The first of three passes over a row of faces, four at a time: how deep the water is over the higher bed, to `over`, and the
 * flux without friction, to `to`; gives the depths. `steep` is how much higher the level is after a face, `rise` the bed; `hL` and `hR` are
 * the depths before and after it. Three short passes overlap in a processor where one long one waits for itself.
 */
@inline
function pushed(to: usize, over: usize, steep: v128, rise: v128, hL: v128, hR: v128, q: v128, beside: v128, push: v128, looser: v128): v128 {
  const none = f32x4.splat(0)
  const overL = f32x4.sub(hL, f32x4.pmax(none, rise))
  const overR = f32x4.add(hR, f32x4.pmin(none, rise))
  const deep = f32x4.pmax(overL, overR)
  v128.store(over, deep)
  const loose = f32x4.pmin(f32x4.mul(deep, looser), v128.load(LOOSE))
  v128.store(
    to,
    f32x4.sub(
      f32x4.add(q, f32x4.mul(loose, f32x4.sub(f32x4.mul(beside, v128.load(HALF)), q))),
      f32x4.mul(f32x4.mul(deep, steep), push),
    ),
  )
  return deep
}

/** The other two: what friction leaves of the fluxes of `q` from `begin` to `end`; none where it is dry, over a drop at most critical. */
function rubbed(q: usize, begin: usize, end: usize, rub: usize, rise: usize, hL: usize, hR: usize, dtS: f64): void {
  const none = f32x4.splat(0)
  const fourDtS = f32x4.splat(<f32>(4 * dtS))
  const drop = f32x4.splat(<f32>(DROP_SLOPE * dxM))
  const deep = overs
  const rough = roughs
  for (let off = begin; off < end; off += 16) {
    const a = f32x4.mul(v128.load(rub + off), fourDtS)
    v128.store(rough + off, f32x4.mul(a, inverseSevenThirds(f32x4.pmax(v128.load(deep + off), v128.load(DRY)))))
  }
  for (let off = begin; off < end; off += 16) {
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

/** A span whose deepest is dry need not be rubbed: nothing flows in it. */
@inline
function isWet(deepest: v128): bool {
  return v128.any_true(f32x4.gt(deepest, v128.load(DRY)))
}

/** Fluxes along row `j`, in place: old ones before a face are kept in hand. */
function along(j: i32, dtS: f64, level: usize, thin: usize): void {
  const perDepth = (G * dtS) / dxM
  const push = f32x4.splat(<f32>perDepth)
  const looser = f32x4.splat(<f32>(LOOSER * perDepth * perDepth))
  const here = at(j) >> 1
  const q = qx + here
  const other = otherX + here
  const rise = riseX + here
  const depths = thin + LEAD * 4
  const levels = level + LEAD * 8
  const over = overs
  const spans = spansOf(faces, j + 1)
  for (let span = spansOf(faces, j); span < spans; span += 8) {
    const begin = begins(span) << 2
    const end = ends(span, nx + 1) << 2
    let before = v128.load(q + begin - 16)
    let deepest = f32x4.splat(0)
    for (let off = begin; off < end; off += 16) {
      const old = v128.load(q + off)
      let beside = f32x4.add(i32x4.shuffle(before, old, 3, 4, 5, 6), v128.load(q + off, 4))
      if (isParted) beside = f32x4.add(beside, f32x4.add(v128.load(other + off - 4), v128.load(other + off, 4)))
      before = old
      const l = levels + (off << 1)
      const steep = four(f64x2.sub(v128.load(l), v128.load(l - 8)), f64x2.sub(v128.load(l, 16), v128.load(l, 8)))
      const to = q + off
      const deep = pushed(to, over + off, steep, v128.load(rise + off), v128.load(depths + off - 4), v128.load(depths + off), old, beside, push, looser)
      deepest = f32x4.pmax(deepest, deep)
    }
    if (isWet(deepest)) rubbed(q, begin, end, rubX + here, rise, depths - 4, depths, dtS)
    else memory.fill(q + begin, 0, end - begin)
    if (begin == 0) f32.store(q, f32.load(west + (<usize>j << 2)))
    if (end == <usize>(nx + 1) << 2) f32.store(q + (<usize>nx << 2), f32.load(east + (<usize>j << 2)))
  }
}

/** Fluxes into the row of faces north of row `j`; `next` are old ones of the row of faces after it. */
function across(j: i32, dtS: f64, level: usize, levelUp: usize, thin: usize, thinUp: usize, next: usize): void {
  const perDepth = (G * dtS) / dxM
  const push = f32x4.splat(<f32>perDepth)
  const looser = f32x4.splat(<f32>(LOOSER * perDepth * perDepth))
  const half = stride >> 1
  const up = (at(j) >> 1) + half
  const q = qy + up
  const other = otherY + up
  const rise = riseY + up
  const held = below + LEAD * 4
  const depths = thin + LEAD * 4
  const depthsUp = thinUp + LEAD * 4
  const over = overs
  const spans = spansOf(faces, j + 2)
  for (let span = spansOf(faces, j + 1); span < spans; span += 8) {
    const begin = begins(span) << 2
    const end = ends(span, nx) << 2
    let deepest = f32x4.splat(0)
    for (let off = begin; off < end; off += 16) {
      const old = v128.load(q + off)
      let beside = f32x4.add(v128.load(held + off), v128.load(next + off))
      if (isParted) beside = f32x4.add(beside, f32x4.add(v128.load(other + off - half), v128.load(other + off + half)))
      const l = level + LEAD * 8 + (off << 1)
      const u = levelUp + LEAD * 8 + (off << 1)
      const steep = four(f64x2.sub(v128.load(u), v128.load(l)), f64x2.sub(v128.load(u, 16), v128.load(l, 16)))
      const to = q + off
      const deep = pushed(to, over + off, steep, v128.load(rise + off), v128.load(depths + off), v128.load(depthsUp + off), old, beside, push, looser)
      deepest = f32x4.pmax(deepest, deep)
    }
    if (begin >= end) continue
    if (isWet(deepest)) rubbed(q, begin, end, rubY + up, rise, depths, depthsUp, dtS)
    else memory.fill(q + begin, 0, end - begin)
  }
}

/** What crosses the south of row `j` or, of the last row of faces, the north, as it is given. */
function given(j: i32, from: usize): void {
  const q = qy + (at(j) >> 1)
  const spans = spansOf(faces, j + 1)
  for (let span = spansOf(faces, j); span < spans; span += 8) {
    const begin = begins(span)
    const end = ends(span, nx)
    if (begin < end) memory.copy(q + (begin << 2), from + ((begin + LEAD) << 2), (end - begin) << 2)
  }
}

/** What structures let through is told, of row `j`; but not what lies in the row of faces at `but`, where it is not 0. */
function hold(j: i32, but: usize): void {
  while (heldNow < heldTo && i32.load(heldNow) == j) {
    const face = <usize>i32.load(heldNow, 4)
    if (but == 0 || face < but || face >= but + (stride >> 1)) f32.store(face, f32.load(heldNow, 8))
    heldNow += 16
  }
}

/** Fluxes of row `j` and of the faces north of it; what each cell may give of what it would: gives 1 if some may not give all. */
function fluxes(j: i32, dtS: f64, level: usize, levelUp: usize, thin: usize, thinUp: usize, share: usize): i32 {
  const here = at(j) >> 1
  const half = stride >> 1
  along(j, dtS, level, thin)
  if (j + 1 < last) {
    if (hasFaces(j + 1) || hasFaces(j + 2)) memory.copy(below2, qy + here + half - LEAD * 4, half)
    const next = j + 2 == last && seamN != 0 ? seamN + LEAD * 4 : qy + here + 2 * half
    across(j, dtS, level, levelUp, thin, thinUp, next)
    const swap = below
    below = below2
    below2 = swap
  } else if (seamN == 0) given(ny, north)
  hold(j, seamN != 0 && j + 1 == last ? qy + here + half - LEAD * 4 : 0)
  const perM = f32x4.splat(<f32>(dtS / dxM))
  const none = f32x4.splat(0)
  const x = qx + here
  const y = qy + here
  const yUp = y + half
  const has = thin + LEAD * 4
  const may = share + LEAD * 4
  let short = none
  const spans = spansOf(cells, j + 1)
  for (let span = spansOf(cells, j); span < spans; span += 8) {
    const end = ends(span, nx) << 2
    for (let off = begins(span) << 2; off < end; off += 16) {
      const alongRow = f32x4.sub(f32x4.pmax(none, v128.load(x + off, 4)), f32x4.pmin(none, v128.load(x + off)))
      const northward = f32x4.sub(f32x4.pmax(none, v128.load(yUp + off)), f32x4.pmin(none, v128.load(y + off)))
      const wants = f32x4.mul(f32x4.add(alongRow, northward), perM)
      const most = f32x4.mul(v128.load(has + off), v128.load(SAFE))
      let isShort = f32x4.gt(wants, most)
      let given = v128.load(ONE)
      if (v128.any_true(isShort)) {
        // Beyond the end of the row nothing is short.
        isShort = v128.and(isShort, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(nx - <i32>(off >> 2))))
        given = v128.bitselect(f32x4.div(most, wants), given, isShort)
        short = v128.or(short, isShort)
      }
      v128.store(may + off, given)
    }
  }
  return <i32>v128.any_true(short)
}

/** Cuts the fluxes along row `j` to what its cells may give; beyond the ends all may be given. */
function cutAlong(j: i32, share: usize): void {
  const here = at(j) >> 1
  const none = f32x4.splat(0)
  f32.store(share + LEAD * 4 - 4, 1)
  f32.store(share + ((<usize>nx + LEAD) << 2), 1)
  const spans = spansOf(faces, j + 1)
  for (let span = spansOf(faces, j); span < spans; span += 8) {
    const end = ends(span, nx + 1) << 2
    for (let f = begins(span) << 2; f < end; f += 16) {
      const off = f + 16
      const q = v128.load(qx + here + f)
      const given = v128.bitselect(v128.load(share + off - 4), v128.load(share + off), f32x4.gt(q, none))
      v128.store(qx + here + f, f32x4.mul(q, given))
    }
  }
}

/** Cuts those north of row `j`, by what its cells may give and those of the next. */
function cutAcross(j: i32, share: usize, shareUp: usize): void {
  const up = (at(j) >> 1) + (stride >> 1)
  const none = f32x4.splat(0)
  const spans = spansOf(faces, j + 2)
  for (let span = spansOf(faces, j + 1); span < spans; span += 8) {
    const end = ends(span, nx) << 2
    for (let i = begins(span) << 2; i < end; i += 16) {
      const off = i + 16
      const q = v128.load(qy + up + i)
      const given = v128.bitselect(v128.load(share + off), v128.load(shareUp + off), f32x4.gt(q, none))
      v128.store(qy + up + i, f32x4.mul(q, given))
    }
  }
}

/** Of two faces, in double. */
@inline
function two(q: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(q))
}

/** New depths of row `j`; gives the deepest. */
function move(j: i32, perM: f64): f64 {
  const here = at(j)
  const x = qx + (here >> 1)
  const y = qy + (here >> 1)
  const yUp = y + (stride >> 1)
  const h = depth + here
  const pairs = nx & ~1
  const r = f64x2.splat(perM)
  let deepest = f64x2.splat(0)
  const spans = spansOf(cells, j + 1)
  for (let span = spansOf(cells, j); span < spans; span += 8) {
    const end = ends(span, pairs) << 2
    for (let off = begins(span) << 2; off < end; off += 8) {
      const k = h + (off << 1)
      const now = moved(v128.load(k), x + off, y + off, yUp + off, r)
      v128.store(k, now)
      deepest = f64x2.pmax(deepest, now)
    }
    // The last cell alone: beside it lies the ring.
    if ((nx & 1) != 0 && i32.load(span, 4) >= nx) {
      const off = <usize>pairs << 2
      const k = h + (off << 1)
      const now = f64x2.replace_lane(moved(v128.load(k), x + off, y + off, yUp + off, r), 1, 0)
      v128.store(k, now)
      deepest = f64x2.pmax(deepest, now)
    }
  }
  return max(f64x2.extract_lane(deepest, 0), f64x2.extract_lane(deepest, 1))
}

/** Rain on row `j`; gives the deepest. */
function rainOn(j: i32, rainM: f64): f64 {
  const h = depth + at(j)
  const share = shower + at(j)
  const pairs = nx & ~1
  const rain = f64x2.splat(rainM)
  let deepest = f64x2.splat(0)
  const spans = spansOf(faces, j + 1)
  for (let span = spansOf(faces, j); span < spans; span += 8) {
    const end = ends(span, pairs) << 3
    for (let off = begins(span) << 3; off < end; off += 16) {
      const falls = isShared ? f64x2.mul(rain, v128.load(share + off)) : rain
      const now = f64x2.add(v128.load(h + off), falls)
      v128.store(h + off, now)
      deepest = f64x2.pmax(deepest, now)
    }
    if ((nx & 1) != 0 && i32.load(span, 4) >= nx) {
      const off = <usize>pairs << 3
      const now = f64.load(h + off) + (isShared ? rainM * f64.load(share + off) : rainM)
      f64.store(h + off, now)
      deepest = f64x2.pmax(deepest, f64x2.splat(now))
    }
  }
  return max(f64x2.extract_lane(deepest, 0), f64x2.extract_lane(deepest, 1))
}

/** Two depths after what came and went through their faces. */
@inline
function moved(h: v128, x: usize, y: usize, yUp: usize, r: v128): v128 {
  const net = f64x2.add(f64x2.sub(two(x), two(x + 4)), f64x2.sub(two(y), two(yUp)))
  return f64x2.pmax(f64x2.splat(0), f64x2.add(h, f64x2.mul(net, r)))
}

/** From now on of the first (0) or second (1) part. */
function take(part: i32): void {
  qx = part ? secondX : firstX
  otherX = part ? firstX : secondX
  qy = qx + plane
  otherY = otherX + plane
  faces = part ? facesOfSecond : facesOfFirst
  cells = part ? cellsOfSecond : cellsOfFirst
  // Structures hold faces of the first part.
  heldNow = part ? heldTo : heldFrom
  while (heldNow < heldTo && i32.load(heldNow) < first) heldNow += 16
}

/** New depths of row `j` and rain on it; gives the deepest. */
@inline
function settle(j: i32, perM: f64, rainM: f64): f64 {
  const deepest = move(j, perM)
  return rainM > 0 ? max(deepest, rainOn(j, rainM)) : deepest
}

/** A step's first turn of a band: the faces between it and the one north of it. */
export function ready(part: i32, dtS: f64): void {
  if (seamN == 0) return
  take(part)
  const j = last - 1
  const half = stride >> 1
  const row = qy + (at(last) >> 1) - LEAD * 4
  memory.copy(seamN, row, half)
  memory.copy(below, row - half, half)
  levels(j, levelA, thinA)
  levels(last, levelB, thinB)
  across(j, dtS, levelA, levelB, thinA, thinB, row + half + LEAD * 4)
  for (let held = heldNow; held < heldTo && i32.load(held) <= j; held += 16) {
    const face = <usize>i32.load(held, 4)
    if (i32.load(held) == j && face >= row && face < row + half) f32.store(face, f32.load(held, 8))
  }
}

/**
 * The second: all of a band that does not wait for another. Of the first (0) or second (1) part, with the fluxes at the edges
 * set; `rainM` steep on every cell whose west face is of it. Gives the deepest water beside its faces.
 */
export function sweep(part: i32, dtS: f64, rainM: f64): f64 {
  take(part)
  const perM = dtS / dxM
  const half = stride >> 1
  const outer = (at(first) >> 1) - LEAD * 4
  let deepest: f64 = 0
  let share = shareA
  let shareUp = shareB
  let level = levelA
  let levelUp = levelB
  let thin = thinA
  let thinUp = thinB
  let isShort = 0
  memory.copy(below, seamS ? seamS : qy + outer, half)
  if (seamS == 0) given(0, south)
  levels(first, levelUp, thinUp)
  for (let j: i32 = first; j <= last; j++) {
    let isShortUp = 0
    if (j < last) {
      let swap = level
      level = levelUp
      levelUp = swap
      swap = thin
      thin = thinUp
      thinUp = swap
      if (j + 1 < last || seamN == 0) levels(j + 1, levelUp, thinUp)
      isShortUp = fluxes(j, dtS, level, levelUp, thin, thinUp, shareUp)
    } else if (seamN) {
      if (isShort) cutAlong(j - 1, share)
      memory.copy(seamN + half, share, half)
      i32.store(seamN + 3 * half, isShort)
      break
    } else if (isShort) {
      for (let off: usize = 0; off < half; off += 16) v128.store(shareUp + off, f32x4.splat(1))
    }
    if (j == first) {
      if (seamS) {
        memory.copy(seamS + 2 * half, shareUp, half)
        i32.store(seamS + 3 * half, isShortUp, 4)
      } else if (isShortUp) {
        // What goes out over the south is cut by the first row.
        const spans = spansOf(faces, 1)
        for (let span = spansOf(faces, 0); span < spans; span += 8)
          for (let i = begins(span); i < ends(span, nx); i++) {
            const off = (i + LEAD) << 2
            const q = f32.load(qy + outer + off)
            if (q < 0) f32.store(qy + outer + off, q * f32.load(shareUp + off))
          }
      }
    } else {
      if (isShort | isShortUp) {
        cutAlong(j - 1, share)
        cutAcross(j - 1, share, shareUp)
      }
      // The first row waits for the band south of it.
      if (j - 1 > first || seamS == 0) deepest = max(deepest, settle(j - 1, perM, rainM))
    }
    const swap = share
    share = shareUp
    shareUp = swap
    isShort = isShortUp
  }
  return deepest
}

/** The third: the two rows beside the seam south of a band. */
export function close(part: i32, dtS: f64, rainM: f64): f64 {
  if (seamS == 0) return 0
  take(part)
  const perM = dtS / dxM
  const half = stride >> 1
  if (i32.load(seamS + 3 * half) | i32.load(seamS + 3 * half, 4)) cutAcross(first - 1, seamS + half, seamS + 2 * half)
  return max(settle(first - 1, perM, rainM), settle(first, perM, rainM))
}
