// The roofs of ordinary buildings: flat with parapet, and pitched forms put over an outline by its enclosing
// rectangle (ridge along the long side). Pitched roofs are cut into planes by half-planes, so any outline works;
// outlines far from a rectangle get the flat roof. Landmarks have their own file.
import type { PolygonM } from '../../../shared/city/city.ts'
import type { TileBuilding } from '../../../shared/city/tile.ts'
import type { Brush, MeshBuilder } from './builder.ts'
import {
  cutRing,
  enclosingRectangle,
  insetRing,
  inRectangle,
  polygonArea,
  type Rectangle,
  ringArea,
  ringCentre,
  trianglesOf,
} from './buildings-outline.ts'
import { arc, lathe, type Plan } from './buildings-solids.ts'
import { FOOT } from './buildings-style.ts'

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

/** The shape really drawn: pitched forms fall back to flat where the outline does not carry them. */
export function roofShapeFor(b: TileBuilding, polygon: PolygonM): TileBuilding['roof'] {
  const outer = polygon[0]
  if (!outer || polygon.length > 1 || b.roofHeightM < 0.3 || b.roof === 'flat') return 'flat'
  const isRound = b.roof === 'pyramidal' || b.roof === 'cone' || b.roof === 'dome' || b.roof === 'onion'
  if (isRound) return b.roof
  const r = enclosingRectangle(outer)
  const fill = ringArea(outer) / Math.max(1e-6, 4 * r.halfS * r.halfT)
  return fill < (b.roof === 'skillion' ? 0.5 : 0.72) ? 'flat' : b.roof
}

/** Draws the roof over one polygon, above its walls. */
export function drawRoof(job: RoofJob, shape: TileBuilding['roof'], polygon: PolygonM): void {
  const outer = polygon[0] ?? []
  const rise = job.topM - job.eavesM
  switch (shape) {
    case 'flat':
      flatLid(job, polygon, job.topM, job.roof)
      break
    case 'gabled':
    case 'skillion':
    case 'hipped':
    case 'round':
      ridged(job, shape, outer, rise)
      break
    case 'pyramidal':
    case 'cone':
      fan(job, outer)
      break
    case 'dome':
    case 'onion':
      bulb(job, shape, outer, rise)
      break
  }
}

/** A half-plane a*s + b*t >= c in the rectangle's axes. */
type Side = readonly [a: number, b: number, c: number]
/** One plane of the roof: where it holds, and its height above the eaves, p*s + q*t + r. */
type Facet = { readonly sides: readonly Side[]; readonly p: number; readonly q: number; readonly r: number }

function ridged(
  job: RoofJob,
  shape: 'gabled' | 'skillion' | 'hipped' | 'round',
  outer: readonly number[],
  rise: number,
): void {
  const rect = enclosingRectangle(outer)
  const facets = facetsOf(shape, rect, rise)
  const canHang = job.isNear && shape !== 'round' && outer.length <= 16
  const hung = canHang ? insetRing(outer, -0.4) : null
  const spread = hung ?? outer
  for (const facet of facets) {
    let ring: number[] = [...spread]
    for (const [a, b, c] of facet.sides) {
      // From the rectangle's axes to east and north.
      const ce = a * rect.se - b * rect.sn
      const cn = a * rect.sn + b * rect.se
      ring = cutRing(ring, ce, cn, c + ce * rect.e + cn * rect.n)
    }
    if (ring.length >= 6 && ringArea(ring) > 0.05) facetMesh(job, facet, rect, ring, hung !== null)
  }
  if (shape !== 'hipped') gables(job, outer, rect, facets)
}

function facetsOf(shape: 'gabled' | 'skillion' | 'hipped' | 'round', rect: Rectangle, rise: number): Facet[] {
  const w = Math.max(0.1, rect.halfT)
  const slope = rise / w
  if (shape === 'skillion') return [{ sides: [], p: 0, q: rise / (2 * w), r: rise / 2 }]
  if (shape === 'gabled') {
    return [
      { sides: [[0, 1, 0]], p: 0, q: -slope, r: rise },
      { sides: [[0, -1, 0]], p: 0, q: slope, r: rise },
    ]
  }
  if (shape === 'hipped') {
    const l = rect.halfS
    // Ends rise as steeply as the long sides: |t| sides win where w - |t| <= l - |s|.
    const k = w - l
    return [
      {
        sides: [
          [0, 1, 0],
          [-1, 1, k],
          [1, 1, k],
        ],
        p: 0,
        q: -slope,
        r: rise,
      },
      {
        sides: [
          [0, -1, 0],
          [-1, -1, k],
          [1, -1, k],
        ],
        p: 0,
        q: slope,
        r: rise,
      },
      {
        sides: [
          [1, 0, 0],
          [1, -1, -k],
          [1, 1, -k],
        ],
        p: -slope,
        q: 0,
        r: slope * l,
      },
      {
        sides: [
          [-1, 0, 0],
          [-1, -1, -k],
          [-1, 1, -k],
        ],
        p: slope,
        q: 0,
        r: slope * l,
      },
    ]
  }
  const strips = 8
  return Array.from({ length: strips }, (_, i) => {
    const t0 = -w + (2 * w * i) / strips
    const t1 = -w + (2 * w * (i + 1)) / strips
    const h = (t: number): number => rise * Math.sqrt(Math.max(0, 1 - (t / w) ** 2))
    const q = (h(t1) - h(t0)) / (t1 - t0)
    const sides: Side[] = []
    if (i > 0) sides.push([0, 1, t0])
    if (i < strips - 1) sides.push([0, -1, -t1])
    return { sides, p: 0, q, r: h(t0) - q * t0 }
  })
}

function facetMesh(job: RoofJob, facet: Facet, rect: Rectangle, ring: number[], isHung: boolean): void {
  const { builder } = job
  const heightAt = (e: number, n: number): number => {
    const [s, t] = inRectangle(rect, e, n)
    return facet.p * s + facet.q * t + facet.r
  }
  // Gradient in east and north, then the normal of y = h(x, -z).
  const ge = facet.p * rect.se - facet.q * rect.sn
  const gn = facet.p * rect.sn + facet.q * rect.se
  const length = Math.hypot(ge, gn, 1)
  const [nx, ny, nz] = [-ge / length, 1 / length, gn / length]
  const steep = Math.hypot(ge, gn)
  const [de, dn] = steep > 1e-4 ? [ge / steep, gn / steep] : [rect.sn, -rect.se]
  const stretch = Math.hypot(1, steep)
  const emit = (flip: number): number => {
    const first = builder.vertexCount
    for (let i = 0; i < ring.length; i += 2) {
      const e = ring[i] as number
      const n = ring[i + 1] as number
      const y = job.eavesM + heightAt(e, n) + (flip < 0 ? -0.02 : 0.04)
      const u = (e - rect.e) * -dn + (n - rect.n) * de
      const v = ((e - rect.e) * de + (n - rect.n) * dn) * stretch
      builder.vertex(e - job.westM, y, -(n - job.southM), nx * flip, ny * flip, nz * flip, u, v, job.roof)
    }
    return first
  }
  const triangles = trianglesOf([ring])
  const top = emit(1)
  for (let i = 0; i < triangles.length; i += 3) {
    builder.triangle(
      top + (triangles[i] as number),
      top + (triangles[i + 1] as number),
      top + (triangles[i + 2] as number),
    )
  }
  if (!isHung) return
  const under = emit(-1)
  for (let i = 0; i < triangles.length; i += 3) {
    builder.triangle(
      under + (triangles[i] as number),
      under + (triangles[i + 2] as number),
      under + (triangles[i + 1] as number),
    )
  }
}

/** Wall between the eaves and the roof along every edge: triangles under a gable, strips under a single pitch. */
function gables(job: RoofJob, outer: readonly number[], rect: Rectangle, facets: readonly Facet[]): void {
  const { builder } = job
  const brush: Brush = { ...job.wall, a: (job.wall.a & 15) | FOOT.blank }
  const heightAt = (e: number, n: number): number => {
    const [s, t] = inRectangle(rect, e, n)
    const facet = facets.find((f) => f.sides.every(([a, b, c]) => a * s + b * t >= c - 1e-6)) ?? facets[0]
    return facet ? Math.max(0, facet.p * s + facet.q * t + facet.r) : 0
  }
  for (let i = 0; i < outer.length; i += 2) {
    const j = (i + 2) % outer.length
    const [ae, an, be, bn] = [outer[i] as number, outer[i + 1] as number, outer[j] as number, outer[j + 1] as number]
    const length = Math.hypot(be - ae, bn - an)
    if (length < 0.05) continue
    const [, ta] = inRectangle(rect, ae, an)
    const [, tb] = inRectangle(rect, be, bn)
    const cuts = [0, 1]
    for (const f of facets) {
      for (const [a, b, c] of f.sides) {
        if (a !== 0 || Math.abs(tb - ta) < 1e-6) continue
        const k = (c / b - ta) / (tb - ta)
        if (k > 1e-4 && k < 1 - 1e-4) cuts.push(k)
      }
    }
    cuts.sort((x, y) => x - y)
    const nx = (bn - an) / length
    const nz = (be - ae) / length
    for (let c = 0; c + 1 < cuts.length; c++) {
      const k0 = cuts[c] as number
      const k1 = cuts[c + 1] as number
      if (k1 - k0 < 1e-5) continue
      const [e0, n0, e1, n1] = [ae + (be - ae) * k0, an + (bn - an) * k0, ae + (be - ae) * k1, an + (bn - an) * k1]
      const h0 = heightAt(e0, n0)
      const h1 = heightAt(e1, n1)
      if (h0 < 0.02 && h1 < 0.02) continue
      const v = (e: number, n: number, h: number, u: number): number =>
        builder.vertex(e - job.westM, job.eavesM + h, -(n - job.southM), nx, 0, nz, u, 4 + h, brush)
      const p0 = v(e0, n0, 0, k0 * length)
      const p1 = v(e1, n1, 0, k1 * length)
      if (h1 >= 0.02) builder.triangle(p0, p1, v(e1, n1, h1, k1 * length))
      if (h0 >= 0.02) builder.triangle(p0, h1 >= 0.02 ? builder.vertexCount - 1 : p1, v(e0, n0, h0, k0 * length))
    }
  }
}

function fan(job: RoofJob, outer: readonly number[]): void {
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
function bulb(job: RoofJob, shape: 'dome' | 'onion', outer: readonly number[], rise: number): void {
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

export function onionProfile(radius: number, rise: number, y: number): [number, number][] {
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
