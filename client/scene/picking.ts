// From a place on the screen, or a controller's ray, to what stands there: scene axes in, city metres out.
// The search itself is shared/city/footprint-grid.ts; no mesh is touched.
import type { FootprintGrid, GroundAt, Pick, RayM } from '../../shared/city/footprint-grid.ts'
import { eastOf, northOf, upOf, type Vec3 } from './frame.ts'

/** What a camera tells: scene axes, unit vectors; fov is vertical, radians. */
export type Eye = {
  readonly at: Readonly<Vec3>
  readonly forward: Readonly<Vec3>
  readonly up: Readonly<Vec3>
  readonly fovRad: number
}

/** The ray through a place of the screen, given in pixels from its top left corner. */
export function rayFromScreen(
  eye: Eye,
  screen: { readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number },
): RayM {
  const half = Math.tan(eye.fovRad / 2)
  const sideways = ((screen.xPx / screen.widthPx) * 2 - 1) * half * (screen.widthPx / Math.max(1, screen.heightPx))
  const upwards = (1 - (screen.yPx / screen.heightPx) * 2) * half
  const f = eye.forward
  const u = eye.up
  // Right-handed: right = forward x up.
  const right = { x: f.y * u.z - f.z * u.y, y: f.z * u.x - f.x * u.z, z: f.x * u.y - f.y * u.x }
  return rayFromScene(eye.at, {
    x: f.x + right.x * sideways + u.x * upwards,
    y: f.y + right.y * sideways + u.y * upwards,
    z: f.z + right.z * sideways + u.z * upwards,
  })
}

/** A ray in metres from scene axes. */
function rayFromScene(from: Readonly<Vec3>, direction: Readonly<Vec3>): RayM {
  return {
    eastM: eastOf(from),
    northM: northOf(from),
    upM: upOf(from),
    dirE: eastOf(direction),
    dirN: northOf(direction),
    dirU: upOf(direction),
  }
}

/** What a person points at on the screen within `maxM`: a building, the ground, or nothing. */
export function pickAtScreen(
  grid: FootprintGrid,
  eye: Eye,
  screen: { readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number },
  limits: { readonly maxM: number; readonly ground?: GroundAt },
): Pick | null {
  return grid.pickRay(rayFromScreen(eye, screen), limits.maxM, limits.ground)
}

/** Whether no building stands between two places in scene axes, but for one that the second place itself is over. */
export function canSee(grid: FootprintGrid, from: Readonly<Vec3>, to: Readonly<Vec3>): boolean {
  const d = { x: to.x - from.x, y: to.y - from.y, z: to.z - from.z }
  const hit = grid.pickRay(rayFromScene(from, d), Math.hypot(d.x, d.y, d.z))
  return hit === null || hit.feature === grid.featureAt(eastOf(to), northOf(to))
}
