// Turning between two rotations at an even pace, the short way (Shoemake 1985), read from numbers in a row: x y z w.
import type { Quaternion } from '../../shared/protocol/quaternion.ts'

/** Nearer than this the arc is as good as a line, and its sine too small to divide by. */
const ALIKE = 0.9995

/** The rotation a share `u` (0..1) of the way from the four numbers at `a` to those at `b`, into `out`. */
export function slerp(row: Float64Array, a: number, b: number, u: number, out: Quaternion): void {
  const ax = row[a] as number
  const ay = row[a + 1] as number
  const az = row[a + 2] as number
  const aw = row[a + 3] as number
  const bx = row[b] as number
  const by = row[b + 1] as number
  const bz = row[b + 2] as number
  const bw = row[b + 3] as number
  const dot = ax * bx + ay * by + az * bz + aw * bw
  const like = Math.abs(dot)
  const arc = like < ALIKE ? Math.acos(like) : 0
  const from = arc > 0 ? Math.sin((1 - u) * arc) / Math.sin(arc) : 1 - u
  // A rotation and its negative are the same; the nearer one is turned to.
  const to = (arc > 0 ? Math.sin(u * arc) / Math.sin(arc) : u) * (dot < 0 ? -1 : 1)
  const x = ax * from + bx * to
  const y = ay * from + by * to
  const z = az * from + bz * to
  const w = aw * from + bw * to
  const length = Math.hypot(x, y, z, w) || 1
  out.x = x / length
  out.y = y / length
  out.z = z / length
  out.w = w / length
}
