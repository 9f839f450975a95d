// Of full.as: what crosses the edges. Bands write down what crosses each face in either stage; it is summed after the step in one
// order, row by row, so that the account has the same bits however many bands there were.

let columns: i32 = 0
let rows: i32 = 0
/** Of a stage: west and east faces of each row, south faces, north faces; mass to the east and north. */
let noted: usize = 0

/** Since the step began, m³ by the metre of cell. */
let inM2: f64 = 0
let outM2: f64 = 0

/** Gives its end. */
export function setAccount(from: usize, nx: i32, ny: i32): usize {
  noted = from
  columns = nx
  rows = ny
  return from + 2 * stageBytes()
}

@inline
function stageBytes(): usize {
  return <usize>(rows + columns) << 4
}

@inline
function rowsOf(stage: i32): usize {
  return noted + <usize>stage * stageBytes()
}

@inline
function southOf(stage: i32): usize {
  return rowsOf(stage) + (<usize>rows << 4)
}

export function noteRow(stage: i32, j: i32, west: f64, east: f64): void {
  const to = rowsOf(stage) + (<usize>j << 4)
  f64.store(to, west)
  f64.store(to, east, 8)
}

export function noteSouth(stage: i32, from: usize): void {
  memory.copy(southOf(stage), from, <usize>columns << 3)
}

export function noteNorth(stage: i32, from: usize): void {
  memory.copy(southOf(stage) + (<usize>columns << 3), from, <usize>columns << 3)
}

/** After a step of `dtS`, when all bands have done it. */
export function reckon(dtS: f64): void {
  inM2 = 0
  outM2 = 0
  for (let stage: i32 = 0; stage < 2; stage++) {
    const south = southOf(stage)
    for (let j: i32 = 0; j < rows; j++) {
      const at = rowsOf(stage) + (<usize>j << 4)
      crossed(f64.load(at), dtS / 2)
      crossed(-f64.load(at, 8), dtS / 2)
      if (j == 0) for (let i: i32 = 0; i < columns; i++) crossed(f64.load(south + (<usize>i << 3)), dtS / 2)
      if (j == rows - 1)
        for (let i: i32 = 0; i < columns; i++) crossed(-f64.load(south + (<usize>(columns + i) << 3)), dtS / 2)
    }
  }
}

@inline
function crossed(inward: f64, dtS: f64): void {
  if (inward > 0) inM2 += inward * dtS
  else outM2 -= inward * dtS
}

/** What went in and out over the edges in the last step. */
export function cameIn(): f64 {
  return inM2
}
export function wentOut(): f64 {
  return outM2
}
