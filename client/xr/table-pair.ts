// Two tables beside each other, the same place of the city on both at the same scale and turn: where they stand as one faced the
// one, and which of them something of the room belongs to. Pure; allocates nothing.
import type { Vec3 } from '../scene/frame.ts'

/** Metres: of a disc, and between the two. */
export const PAIR_RADIUS_M = 0.46
const GAP_M = 0.12

/** From the first to the second, metres of the room; `headingRad` as one stood when the table was laid. */
export function acrossFrom(headingRad: number, into: Vec3): Vec3 {
  const byM = 2 * PAIR_RADIUS_M + GAP_M
  into.x = Math.cos(headingRad) * byM
  into.y = 0
  into.z = Math.sin(headingRad) * byM
  return into
}

/** Which table a place of the room is nearer to: 0 or 1. */
export function tableOf(at: Readonly<Vec3>, first: Readonly<Vec3>, across: Readonly<Vec3>): 0 | 1 {
  const [x, z] = [at.x - first.x - across.x / 2, at.z - first.z - across.z / 2]
  return x * across.x + z * across.z > 0 ? 1 : 0
}

/** Whether a ray of the room comes down on the second disc. */
export function meetsSecond(
  { at, dir }: { readonly at: Readonly<Vec3>; readonly dir: Readonly<Vec3> },
  first: Readonly<Vec3>,
  across: Readonly<Vec3>,
): boolean {
  const reach = (first.y - at.y) / dir.y
  if (!(dir.y < 0) || !(reach > 0)) return false
  const [x, z] = [at.x + dir.x * reach - first.x - across.x, at.z + dir.z * reach - first.z - across.z]
  return Math.hypot(x, z) <= PAIR_RADIUS_M
}

/** The same place over the first table as this is over the second. */
export function overFirst(at: Readonly<Vec3>, across: Readonly<Vec3>, into: Vec3): Vec3 {
  into.x = at.x - across.x
  into.y = at.y
  into.z = at.z - across.z
  return into
}
