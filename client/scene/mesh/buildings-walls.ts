// Walls along a ring in whole window bays, and the parapet round a flat roof. Part of buildings.ts.
import type { FlatLine } from '../../../shared/city/city.ts'
import type { TileBuilding } from '../../../shared/city/tile.ts'
import type { Brush, MeshBuilder } from './builder.ts'
import { FACADE_STYLES, FOOT, type Look } from './buildings-style.ts'

export type Site = {
  readonly builder: MeshBuilder
  readonly westM: number
  readonly southM: number
  readonly building: TileBuilding
  readonly look: Look
  readonly wall: Brush
  readonly roof: Brush
  readonly trim: Brush
  readonly isNear: boolean
}

/** Walls along one ring. Runs of nearly straight edges share a whole number of bays. */
export function walls(site: Site, ring: FlatLine, bottomM: number, topM: number): void {
  const { builder, building, look, wall } = site
  const style = FACADE_STYLES[look.style]
  if (!style || topM - bottomM < 0.05) return
  const count = ring.length / 2
  const bend = bendsOf(ring)
  const firstCorner = Math.max(
    0,
    bend.findIndex((isBend) => isBend),
  )
  // Below ground a little, for slopes the footprint's lowest point does not see.
  const foot = building.minHeightM > 0.5 ? 0 : 0.5
  const v0 = building.minHeightM - foot
  const storeyM = (wall.b * 5) / 100
  // Facade metres run so that the last storey ends at the wall's top.
  const v1 = building.minHeightM > 0.5 ? building.minHeightM + topM - bottomM : wholeStoreys(topM - bottomM, storeyM)
  let cell = look.seed & 31
  let i = 0
  while (i < count) {
    const from = (firstCorner + i) % count
    let length = 0
    let edges = 0
    do {
      const k = (firstCorner + i + edges) % count
      length += edgeLength(ring, k)
      edges++
    } while (i + edges < count && !bend[(firstCorner + i + edges) % count])
    const bays = Math.round(length / style.bayM)
    const pier = (1 - style.window[1] + style.window[0]) * style.bayM * 0.9
    // Short runs show only the pier between two windows.
    const scale = bays > 0 ? (bays * style.bayM) / length : Math.min(1, pier / Math.max(0.01, length))
    let u = bays > 0 ? cell * style.bayM : cell * style.bayM - (length * scale) / 2
    for (let k = 0; k < edges; k++) {
      const at = (from + k) % count
      const next = (at + 1) % count
      const ae = ring[2 * at] as number
      const an = ring[2 * at + 1] as number
      const be = ring[2 * next] as number
      const bn = ring[2 * next + 1] as number
      const edge = Math.hypot(be - ae, bn - an)
      if (edge < 0.01) continue
      const nx = (bn - an) / edge
      const nz = (be - ae) / edge
      const u1 = u + edge * scale
      const brush = isBlankEnd(site, length, count) ? blankOf(wall) : wall
      const y0 = bottomM - foot
      const p0 = builder.vertex(ae - site.westM, y0, -(an - site.southM), nx, 0, nz, u, v0, brush)
      const p1 = builder.vertex(be - site.westM, y0, -(bn - site.southM), nx, 0, nz, u1, v0, brush)
      const p2 = builder.vertex(be - site.westM, topM, -(bn - site.southM), nx, 0, nz, u1, v1, brush)
      const p3 = builder.vertex(ae - site.westM, topM, -(an - site.southM), nx, 0, nz, u, v1, brush)
      builder.quad(p0, p1, p2, p3)
      u = u1
    }
    cell += Math.max(1, bays) + 1
    i += edges
  }
}

function wholeStoreys(wallM: number, storeyM: number): number {
  return Math.max(1, Math.round(wallM / storeyM)) * storeyM
}

/** Whether the outline turns by more than 20 degrees at each point. */
function bendsOf(ring: FlatLine): boolean[] {
  const count = ring.length / 2
  return Array.from({ length: count }, (_, i) => {
    const h = (2 * i + ring.length - 2) % ring.length
    const j = (2 * i + 2) % ring.length
    const ae = (ring[2 * i] as number) - (ring[h] as number)
    const an = (ring[2 * i + 1] as number) - (ring[h + 1] as number)
    const be = (ring[j] as number) - (ring[2 * i] as number)
    const bn = (ring[j + 1] as number) - (ring[2 * i + 1] as number)
    return ae * be + an * bn < 0.94 * Math.hypot(ae, an) * Math.hypot(be, bn)
  })
}

function edgeLength(ring: FlatLine, i: number): number {
  const j = (2 * i + 2) % ring.length
  return Math.hypot(
    (ring[j] as number) - (ring[2 * i] as number),
    (ring[j + 1] as number) - (ring[2 * i + 1] as number),
  )
}

/** Short ends of panel and brick blocks often have no windows. */
function isBlankEnd(site: Site, lengthM: number, corners: number): boolean {
  return (
    site.look.style <= 1 &&
    corners <= 8 &&
    lengthM > 5 &&
    lengthM < 14 &&
    site.building.heightM > 8 &&
    site.look.seed % 3 === 0
  )
}

const blankOf = (wall: Brush): Brush => ({ ...wall, a: (wall.a & 15) | FOOT.blank })

/** A band round the top: outside, its flat top and its inside. */
export function parapet(site: Site, ring: FlatLine, inner: readonly number[], fromM: number, toM: number): void {
  const { builder, trim } = site
  const count = ring.length / 2
  let u = 0
  for (let i = 0; i < count; i++) {
    const j = (i + 1) % count
    const edge = edgeLength(ring, i)
    if (edge < 0.01) continue
    const at = (r: FlatLine, k: number): [number, number] => [
      (r[2 * k] as number) - site.westM,
      -((r[2 * k + 1] as number) - site.southM),
    ]
    const [ax, az] = at(ring, i)
    const [bx, bz] = at(ring, j)
    const [cx, cz] = at(inner, i)
    const [dx, dz] = at(inner, j)
    const nx = -(bz - az) / edge
    const nz = (bx - ax) / edge
    const u1 = u + edge
    const out = (x: number, y: number, z: number, uu: number, s: number): number =>
      builder.vertex(x, y, z, nx * s, 0, nz * s, uu, y - fromM, trim)
    builder.quad(out(ax, fromM, az, u, 1), out(bx, fromM, bz, u1, 1), out(bx, toM, bz, u1, 1), out(ax, toM, az, u, 1))
    const lid = (x: number, z: number, uu: number, v: number): number => builder.vertex(x, toM, z, 0, 1, 0, uu, v, trim)
    builder.quad(lid(ax, az, u, 0), lid(bx, bz, u1, 0), lid(dx, dz, u1, 0.35), lid(cx, cz, u, 0.35))
    builder.quad(
      out(dx, fromM, dz, u1, -1),
      out(cx, fromM, cz, u, -1),
      out(cx, toM, cz, u, -1),
      out(dx, toM, dz, u1, -1),
    )
    u = u1
  }
}
