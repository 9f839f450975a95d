// What stands on top of flat roofs: stepped crowns of towers, lift houses and air plant. Part of buildings.ts.
import type { FlatLine, PolygonM } from '../../../shared/city/city.ts'
import type { Brush } from './builder.ts'
import { enclosingRectangle, isInside, ringCentre } from './buildings-outline.ts'
import { box, lathe, type Plan, tube } from './buildings-solids.ts'
import { hash32, ROOF_MATERIAL } from './buildings-style.ts'
import { type Site, walls } from './buildings-walls.ts'
import { flatLid } from './roofs-round.ts'

export type Crown = { readonly heightM: number; readonly rings: readonly (readonly number[])[]; readonly kind: number }

/** Towers above 60 m step back under their top. Null where the outline is too bent to shrink. */
export function crownOf(site: Site, polygon: PolygonM, area: number): Crown | null {
  const { building: b, look } = site
  const outer = polygon[0]
  if (!outer || b.heightM < 60 || b.minHeightM > 1 || polygon.length > 1 || area < 220 || area > 4000) return null
  const rect = enclosingRectangle(outer)
  if (area < 0.66 * 4 * rect.halfS * rect.halfT || rect.halfS > 3 * rect.halfT) return null
  const kind = look.seed % 4
  const heightM = Math.min(b.heightM * 0.14, kind === 0 ? 14 : 9)
  const rings = (kind === 1 ? [0.86, 0.62] : [0.74]).map((k) => shrink(outer, k))
  return { heightM, rings, kind }
}

function shrink(ring: FlatLine, by: number): number[] {
  const [e, n] = ringCentre(ring)
  return ring.map((v, i) => (i % 2 === 0 ? e + (v - e) * by : n + (v - n) * by))
}

export function drawCrown(site: Site, crown: Crown, fromM: number, topM: number): void {
  const steps = crown.rings.length
  crown.rings.forEach((ring, i) => {
    const y0 = fromM + ((topM - fromM) * i) / steps - 0.1
    const y1 = fromM + ((topM - fromM) * (i + 1)) / steps
    const raised: Site = {
      ...site,
      building: { ...site.building, minHeightM: Math.max(1, y0 - site.building.groundM) },
      wall: { ...site.wall, a: site.wall.a & 15 },
    }
    walls(raised, ring, y0, y1)
    flatLid(site, [ring], y1, site.roof)
  })
  const last = crown.rings.at(-1)
  if (!last || !site.isNear) return
  const [e, n] = ringCentre(last)
  const [x, z] = [e - site.westM, -(n - site.southM)]
  const steel: Brush = { ...site.trim, a: ROOF_MATERIAL.steel, colour: 0xc9ccd0 }
  if (crown.kind === 0) tube(site.builder, [x, topM, z], [x, topM + 9, z], 0.35, 6, steel, 0.06)
  if (crown.kind === 2)
    lathe(
      site.builder,
      { x, z, cos: 1, sin: 0 },
      [
        [1.8, topM],
        [1.8, topM + 2.4],
        [0, topM + 2.7],
      ],
      8,
      steel,
    )
}

/** Lift houses, air plant and hatches on big flat roofs; seeded. */
export function plant(site: Site, polygon: PolygonM, area: number, roofM: number): void {
  const { building: b, look } = site
  const outer = polygon[0]
  if (!outer || area < 170 || b.heightM < 7) return
  const rect = enclosingRectangle(outer)
  const isHome = look.style <= 3
  const wanted = Math.min(isHome ? 4 : 6, 1 + Math.floor(area / 350))
  const plan = (s: number, t: number): Plan => ({
    x: rect.e + s * rect.se - t * rect.sn - site.westM,
    z: -(rect.n + s * rect.sn + t * rect.se - site.southM),
    cos: rect.se,
    sin: rect.sn,
  })
  const unit: Brush = { ...site.trim, a: ROOF_MATERIAL.equipment, colour: 0x9aa0a4 }
  for (let i = 0; i < wanted; i++) {
    const h = hash32((b.feature ^ (i * 7919)) >>> 0)
    const s = isHome ? ((i + 0.5) / wanted - 0.5) * 1.7 * rect.halfS : (((h & 255) / 255) * 1.5 - 0.75) * rect.halfS
    const t = isHome ? 0 : ((((h >> 8) & 255) / 255) * 1.2 - 0.6) * rect.halfT
    const hs = isHome ? 2.4 : 1 + ((h >> 16) & 3)
    const ht = isHome ? 1.7 : 0.9 + ((h >> 18) & 1)
    const tall = isHome ? 2.5 : 1.2 + ((h >> 20) & 3) * 0.4
    const p = plan(s, t)
    const fits = [
      [-hs - 0.8, -ht - 0.8],
      [hs + 0.8, -ht - 0.8],
      [hs + 0.8, ht + 0.8],
      [-hs - 0.8, ht + 0.8],
    ].every(([ds, dt]) => {
      const ss = s + (ds as number)
      const tt = t + (dt as number)
      return isInside(polygon, rect.e + ss * rect.se - tt * rect.sn, rect.n + ss * rect.sn + tt * rect.se)
    })
    if (fits) box(site.builder, p, hs, ht, roofM, roofM + tall, isHome ? site.trim : unit)
  }
}
