// The roads as straight pieces that can be drawn: points that nobody would miss are left out, once, when the shapes come.
// Pieces of a link meet in a common edge, so that a bend has no gap. Draws nothing.
import type { LinkLines } from '../../shared/city/link-lines.ts'

/** How far a point may lie off the line that is drawn without it, and how long a piece may be where the ground bends. */
const OFF_M = 0.7
const LONG_M = 90
/** Edges of pieces meet on the bisector; sharper than this they would stand out like a spike. */
const LEAST_COS = 0.35

export type LinkPieces = {
  /** Of each link its first piece, and one more. */
  readonly starts: Uint32Array
  /** Of each piece: east, north, up and the bisector east and north of its beginning, the same of its end. */
  readonly ends: Float32Array
  /** East and north of the middle of each link. */
  readonly middlesM: Float32Array
}
export const PER_PIECE = 10

/** Makes them some links at a time, so that no frame waits for a whole city. */
export class PieceMaker {
  private readonly lines: LinkLines
  private readonly starts: Uint32Array
  private readonly middlesM: Float32Array
  private readonly ends: Float32Array
  private readonly kept: number[] = []
  private link = 0
  private pieces = 0

  constructor(lines: LinkLines) {
    this.lines = lines
    this.starts = new Uint32Array(lines.count + 1)
    this.middlesM = new Float32Array(2 * lines.count)
    // A line of n points has n - 1 pieces at most.
    this.ends = new Float32Array((lines.pointsM.length / 3) * PER_PIECE)
  }

  /** All pieces when these links were the last, else null. */
  go(links: number): LinkPieces | null {
    const { count } = this.lines
    const stop = Math.min(count, this.link + links)
    while (this.link < stop) this.make(this.link++)
    if (this.link < count) return null
    this.starts[count] = this.pieces
    return { starts: this.starts, ends: this.ends.slice(0, this.pieces * PER_PIECE), middlesM: this.middlesM }
  }

  private make(link: number): void {
    const { starts, pointsM, widthM } = this.lines
    const { middlesM, ends, kept } = this
    const [from, to] = [starts[link] as number, starts[link + 1] as number]
    this.starts[link] = this.pieces
    const middle = 3 * Math.min(to - 1, Math.floor((from + to) / 2))
    middlesM[2 * link] = to > from ? (pointsM[middle] as number) : NaN
    middlesM[2 * link + 1] = to > from ? (pointsM[middle + 1] as number) : NaN
    if (widthM[link] === 0) return
    thin(pointsM, from, to, kept)
    for (let k = 0; k + 1 < kept.length; k++) writePiece(pointsM, kept, k, ends, PER_PIECE * this.pieces++)
  }
}

/** Places of the points that stay. */
function thin(points: Float32Array, from: number, to: number, kept: number[]): void {
  kept.length = 0
  if (to - from < 2) return
  kept.push(from)
  for (let i = from + 1; i < to - 1; i++) {
    const last = kept.at(-1) as number
    if (isNear(points, last, i + 1)) continue
    kept.push(i)
  }
  kept.push(to - 1)
}

/** Whether all points between two lie by the line between them. */
function isNear(points: Float32Array, a: number, b: number): boolean {
  const at = (point: number, k: number): number => points[3 * point + k] as number
  const [e, n, u] = [at(b, 0) - at(a, 0), at(b, 1) - at(a, 1), at(b, 2) - at(a, 2)]
  const long = Math.hypot(e, n)
  if (long > LONG_M) return false
  for (let i = a + 1; i < b; i++) {
    const [pe, pn] = [at(i, 0) - at(a, 0), at(i, 1) - at(a, 1)]
    const t = long === 0 ? 0 : Math.min(1, Math.max(0, (pe * e + pn * n) / (long * long)))
    if (Math.hypot(pe - t * e, pn - t * n) > OFF_M || Math.abs(at(i, 2) - at(a, 2) - t * u) > OFF_M) return false
  }
  return true
}

function writePiece(points: Float32Array, kept: readonly number[], k: number, into: Float32Array, o: number): void {
  for (const end of [0, 1] as const) {
    const here = kept[k + end] as number
    const before = kept[k + end - 1] ?? here
    const after = kept[k + end + 1] ?? here
    const at = o + 5 * end
    for (let axis = 0; axis < 3; axis++) into[at + axis] = points[3 * here + axis] as number
    const [ae, an] = heading(points, before, here)
    const [be, bn] = heading(points, here, after)
    let [e, n] = [ae + be, an + bn]
    const long = Math.hypot(e, n)
    if (long < 1e-6) [e, n] = end === 0 ? [be, bn] : [ae, an]
    else [e, n] = [e / long, n / long]
    // To the right of the way; longer where it bends, so that the ribbon stays as wide.
    const [oe, on] = end === 0 ? [be, bn] : [ae, an]
    const cos = Math.max(LEAST_COS, Math.abs(e * oe + n * on) || 1)
    into[at + 3] = n / cos
    into[at + 4] = -e / cos
  }
}

/** Zero between a point and itself. */
function heading(points: Float32Array, a: number, b: number): readonly [east: number, north: number] {
  const [e, n] = [
    (points[3 * b] as number) - (points[3 * a] as number),
    (points[3 * b + 1] as number) - (points[3 * a + 1] as number),
  ]
  const long = Math.hypot(e, n)
  return long < 1e-6 ? [0, 0] : [e / long, n / long]
}
