// What every landmark is drawn with: the place, the size, the distance, and a few shared strokes.
import type { Brush, MeshBuilder } from './builder.ts'
import { type Plan, tube } from './buildings-solids.ts'

/** What a form is drawn with. */
export type LandmarkJob = {
  readonly builder: MeshBuilder
  readonly plan: Plan
  /** Half the footprint along and across, metres. */
  readonly halfS: number
  readonly halfT: number
  /** Base and top above the datum. */
  readonly baseM: number
  readonly heightM: number
  /** 0 near, 1 middle, 2 far. */
  readonly far: 0 | 1 | 2
  /** A brush of ROOF_MATERIAL in a colour. */
  readonly paint: (material: number, colour: number) => Brush
}

/** Numbers of sides or steps by distance. */
export const byFar = (job: LandmarkJob, near: number, middle: number, far: number): number =>
  [near, middle, far][job.far] ?? far

/** A place on the plan at a height, in scene axes. */
export function atPlan(p: Plan, s: number, t: number, y: number): [number, number, number] {
  return [p.x + s * p.cos - t * p.sin, y, p.z - s * p.sin - t * p.cos]
}

/** A thin horizontal hoop. */
export function ring(job: LandmarkJob, radius: number, y: number, thick: number, brush: Brush): void {
  const n = byFar(job, 16, 8, 6)
  for (let i = 0; i < n; i++) {
    const a = (i / n) * 2 * Math.PI
    const c = ((i + 1) / n) * 2 * Math.PI
    tube(
      job.builder,
      atPlan(job.plan, radius * Math.cos(a), radius * Math.sin(a), y),
      atPlan(job.plan, radius * Math.cos(c), radius * Math.sin(c), y),
      thick,
      3,
      brush,
    )
  }
}

/** The same plan at another place of it. */
export const moved = (p: Plan, s: number, t: number): Plan => {
  const [x, , z] = atPlan(p, s, t, 0)
  return { ...p, x, z }
}
