// Where over the city it rains more and where less: cells of rain that the wind carries along. Value noise on a lattice
// that repeats, scaled so that the mean over the city is what the state says falls. Invented: no radar was asked.
import type { WeatherState } from './weather.ts'

/** The pattern repeats after so many metres. */
const TURN_M = 65_536
/** Sides of the lattices, metres, and how much each counts. */
const LATTICES = [
  { sideM: 4096, weight: 0.7 },
  { sideM: 2048, weight: 0.3 },
] as const
/** Noise below this is a dry gap between the cells. */
const DRY = 0.35

/** Rows run from south to north, columns from west to east; `cellM` is the side of a square, metres. */
export type Squares = {
  readonly westM: number
  readonly southM: number
  readonly cellM: number
  readonly cols: number
  readonly rows: number
}

export const wrapped = (m: number): number => m - TURN_M * Math.floor(m / TURN_M)

/** Water falling on each square, millimetres an hour, as rain or snow; row by row from the south-west. */
export function rainOver({ air, carriedM }: Readonly<WeatherState>, squares: Squares): Float64Array {
  const { westM, southM, cellM, cols, rows } = squares
  const falls = new Float64Array(cols * rows)
  if (air.precipitationMmH <= 0) return falls
  let sum = 0
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) {
      const eastM = westM + (col + 0.5) * cellM - carriedM[0]
      const northM = southM + (row + 0.5) * cellM - carriedM[1]
      const wet = Math.max(0, noise(eastM, northM) - DRY)
      falls[row * cols + col] = wet
      sum += wet
    }
  const scale = sum > 0 ? (air.precipitationMmH * cols * rows) / sum : 0
  return falls.map((wet) => wet * scale)
}

/** 0 to 1. */
function noise(eastM: number, northM: number): number {
  let value = 0
  for (const { sideM, weight } of LATTICES) {
    const [x, y] = [wrapped(eastM) / sideM, wrapped(northM) / sideM]
    const [col, row] = [Math.floor(x), Math.floor(y)]
    const [u, v] = [eased(x - col), eased(y - row)]
    const count = TURN_M / sideM
    const south = at(col, row, count) * (1 - u) + at(col + 1, row, count) * u
    const north = at(col, row + 1, count) * (1 - u) + at(col + 1, row + 1, count) * u
    value += weight * (south * (1 - v) + north * v)
  }
  return value
}

const eased = (t: number): number => t * t * (3 - 2 * t)

/** The number of a corner, 0 to 1, the same one turn further on. */
function at(col: number, row: number, count: number): number {
  let h = Math.imul((col % count) + 1, 0x27d4eb2d) ^ Math.imul((row % count) + 1, 0x165667b1) ^ count
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296
}
