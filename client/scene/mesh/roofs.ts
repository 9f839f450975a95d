// The roofs of ordinary buildings: flat with parapet, and pitched forms put over an outline by its enclosing
// rectangle (ridge along the long side). Pitched roofs are cut into planes by half-planes, so any outline works;
// outlines far from a rectangle get the flat roof. Landmarks have their own file.
import type { PolygonM } from '../../../shared/city/city.ts'
import type { TileBuilding } from '../../../shared/city/tile.ts'
import type { Brush } from './builder.ts'
import {
  cutRing,
  enclosingRectangle,
  insetRing,
  inRectangle,
  type Rectangle,
  ringArea,
  trianglesOf,
} from './buildings-outline.ts'
import { FOOT } from './buildings-style.ts'
import { bulb, fan, flatLid, type RoofJob } from './roofs-round.ts'

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
