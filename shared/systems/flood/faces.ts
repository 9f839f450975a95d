// Faces between cells, and which of them a line drawn over the grid closes. A face is one number: twice its cell, plus one
// for the face south of the cell, plus none for the one west of it.
import type { Basin } from './basin.ts'

type Grid = Pick<Basin, 'nx' | 'ny' | 'dxM'>

export const westOf = (cell: number): number => 2 * cell
export const southOf = (cell: number): number => 2 * cell + 1
export const cellOf = (face: number): number => face >> 1
export const isSouth = (face: number): boolean => (face & 1) === 1
/** The cell on the other side. */
export const beyondOf = (face: number, nx: number): number => cellOf(face) - (isSouth(face) ? nx : 1)

/**
 * The faces that part what lies on either side of a line of points [x, y] in metres from the corner of the grid, without a
 * gap that water could find; `lengthShare` is how long the line is for each metre of them. Those at the edge of the grid
 * and outside it are left out.
 */
export function facesAlong(
  { nx, ny, dxM }: Grid,
  line: readonly (readonly [number, number])[],
): { readonly faces: Int32Array; readonly lengthShare: number } {
  const faces = new Set<number>()
  let lengthM = 0
  let walked = 0
  for (let n = 1; n < line.length; n++) {
    const [from, to] = [line[n - 1], line[n]]
    if (!from || !to) continue
    lengthM += Math.hypot(to[0] - from[0], to[1] - from[1])
    let [i, j] = [Math.round(from[0] / dxM), Math.round(from[1] / dxM)]
    const [iTo, jTo] = [Math.round(to[0] / dxM), Math.round(to[1] / dxM)]
    const [across, up] = [Math.abs(iTo - i), Math.abs(jTo - j)]
    const [east, north] = [Math.sign(iTo - i), Math.sign(jTo - j)]
    walked += across + up
    // From corner to corner of cells, always the step that stays nearer to the line.
    for (let a = 0, b = 0; a < across || b < up;) {
      if (b >= up || (a < across && (2 * a + 1) * up <= (2 * b + 1) * across)) {
        const col = east > 0 ? i : i - 1
        if (j > 0 && j < ny && col >= 0 && col < nx) faces.add(southOf(j * nx + col))
        i += east
        a++
      } else {
        const row = north > 0 ? j : j - 1
        if (i > 0 && i < nx && row >= 0 && row < ny) faces.add(westOf(row * nx + i))
        j += north
        b++
      }
    }
  }
  return {
    faces: Int32Array.from(faces).sort(),
    lengthShare: walked === 0 ? 1 : Math.min(1, lengthM / (walked * dxM)),
  }
}
