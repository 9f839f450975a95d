// Roofs about a middle: pyramids and cones, domes and onions; and the flat lid. Part of roofs.ts.
import type { PolygonM } from '../../../shared/city/city.ts'
import type { Brush, MeshBuilder } from './builder.ts'
import { polygonArea, ringArea, ringCentre, trianglesOf } from './buildings-outline.ts'
import { arc, lathe, type Plan } from './buildings-solids.ts'

export type RoofJob = {
  readonly builder: MeshBuilder
  readonly westM: number
  readonly southM: number
  readonly roof: Brush
  /** For gable ends. */
  readonly wall: Brush
  /** Metres above the datum. */
  readonly eavesM: number
  readonly topM: number
  /** Draw overhangs and fine curves. */
  readonly isNear: boolean
}

export function fan(job: RoofJob, outer: readonly number[]): void {
  const { builder } = job
  const [ce, cn] = ringCentre(outer)
  const rise = job.topM - job.eavesM
  for (let i = 0; i < outer.length; i += 2) {
    const j = (i + 2) % outer.length
    const [ae, an, be, bn] = [outer[i] as number, outer[i + 1] as number, outer[j] as number, outer[j + 1] as number]
    const edge = Math.hypot(be - ae, bn - an)
    const area = (be - ae) * (cn - an) - (bn - an) * (ce - ae)
    if (edge < 0.02 || area < 1e-3) continue
    const depth = area / edge
    const [oe, on] = [(bn - an) / edge, -(be - ae) / edge]
    const slope = Math.hypot(depth, rise)
    const [nx, ny, nz] = [(oe * rise) / slope, depth / slope, (-on * rise) / slope]
    const along = ((ce - ae) * (be - ae) + (cn - an) * (bn - an)) / edge
    const a = builder.vertex(ae - job.westM, job.eavesM, -(an - job.southM), nx, ny, nz, 0, 0, job.roof)
    const b = builder.vertex(be - job.westM, job.eavesM, -(bn - job.southM), nx, ny, nz, edge, 0, job.roof)
    const c = builder.vertex(ce - job.westM, job.topM, -(cn - job.southM), nx, ny, nz, along, slope, job.roof)
    builder.triangle(a, b, c)
  }
}

/** Domes and onions are round, over the circle of the outline's area, on a flat roof. */
export function bulb(job: RoofJob, shape: 'dome' | 'onion', outer: readonly number[], rise: number): void {
  flatLid(job, [outer], job.eavesM, job.roof)
  const [ce, cn] = ringCentre(outer)
  const radius = Math.sqrt(Math.max(0.1, ringArea(outer)) / Math.PI) * 0.94
  const plan: Plan = { x: ce - job.westM, z: -(cn - job.southM), cos: 1, sin: 0 }
  const sides = job.isNear ? 20 : 10
  if (shape === 'dome') {
    lathe(job.builder, plan, arc(radius, rise, job.eavesM, job.isNear ? 7 : 4), sides, job.roof)
    return
  }
  lathe(job.builder, plan, onionProfile(radius * 0.8, rise, job.eavesM), sides, job.roof)
}

function onionProfile(radius: number, rise: number, y: number): [number, number][] {
  const shape: readonly (readonly [number, number])[] = [
    [0.82, 0],
    [1.0, 0.14],
    [1.06, 0.26],
    [0.98, 0.4],
    [0.72, 0.55],
    [0.4, 0.68],
    [0.16, 0.8],
    [0.05, 0.92],
    [0, 1],
  ]
  return shape.map(([r, h]) => [r * radius, y + h * rise])
}

/** A horizontal lid over a polygon with holes. */
export function flatLid(
  job: { readonly builder: MeshBuilder; readonly westM: number; readonly southM: number },
  polygon: PolygonM,
  upM: number,
  brush: Brush,
): void {
  if (polygonArea(polygon) < 0.02) return
  const first = job.builder.vertexCount
  for (const ring of polygon) {
    for (let i = 0; i < ring.length; i += 2) {
      const e = (ring[i] as number) - job.westM
      const n = (ring[i + 1] as number) - job.southM
      job.builder.vertex(e, upM, -n, 0, 1, 0, e, n, brush)
    }
  }
  const t = trianglesOf(polygon)
  for (let i = 0; i < t.length; i += 3) {
    job.builder.triangle(first + (t[i] as number), first + (t[i + 1] as number), first + (t[i + 2] as number))
  }
}
