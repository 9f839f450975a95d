// Turns a tile's footprints into walls and roofs: every wall run holds a whole number of window bays, so the facade
// shader never cuts a window at a corner. Parapets, setbacks and roof plant only where the tile is near (detail 0).
// Pure; runs in a worker. Positions are scene axes relative to the tile's south-west corner.
import type { FlatLine, PolygonM } from '../../../shared/city/city.ts'
import type { Tile, TileBuilding } from '../../../shared/city/tile.ts'
import { type Brush, type MeshBuilder, SURFACE } from './builder.ts'
import { enclosingRectangle, insetRing, isInside, polygonArea, ringArea, ringCentre } from './buildings-outline.ts'
import { box, lathe, type Plan, tube } from './buildings-solids.ts'
import { FACADE_STYLES, FOOT, hash32, type Look, lookOf, ROOF_MATERIAL, shadeOf } from './buildings-style.ts'
import { drawLandmark } from './landmarks.ts'
import { flatLid, drawRoof, roofShapeFor } from './roofs.ts'

/** Draws all buildings of a tile. */
export function meshBuildings(tile: Tile, b: MeshBuilder): void {
  for (const building of tile.buildings) {
    if (building.form !== 'none' && drawLandmark(tile, building, b)) continue
    meshBuilding(tile, tile.detail <= 1 ? housed(building) : building, b)
  }
}

/**
 * Small houses of which only the storeys are known (3 m each, see server/city) get a pitched roof on top: drawn, so
 * that a quarter of houses does not look like crates. Heights that were measured or tagged are left as they are.
 */
function housed(b: TileBuilding): TileBuilding {
  const outer = b.polygons[0]?.[0]
  if (b.roof !== 'flat' || (b.use !== 'house' && b.use !== 'unknown') || b.storeys > 2 || !outer) return b
  if (b.polygons.length > 1 || b.minHeightM > 0 || Math.abs(b.heightM - 3 * b.storeys) > 0.04) return b
  const area = ringArea(outer)
  const rect = enclosingRectangle(outer)
  if (area < 45 || area > 260 || area < 0.8 * 4 * rect.halfS * rect.halfT) return b
  const h = hash32(b.feature)
  const rise = Math.max(1.3, Math.min(2.7, rect.halfT * (0.42 + (h % 3) * 0.08)))
  return { ...b, roof: h % 10 < 7 ? 'gabled' : 'hipped', roofHeightM: rise, heightM: b.heightM + rise }
}

type Site = {
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

function meshBuilding(tile: Tile, building: TileBuilding, builder: MeshBuilder): void {
  const area = building.polygons.reduce((sum, p) => sum + polygonArea(p), 0)
  if (!(area > 0.5) || !(building.heightM > building.minHeightM)) return
  const look = lookOf(building, area)
  const base: Brush = {
    surface: SURFACE.facade,
    a: 0,
    b: 0,
    c: look.seed,
    colour: look.wall,
    feature: building.feature,
    layer: 0,
  }
  const site: Site = {
    builder,
    westM: tile.westM,
    southM: tile.southM,
    building,
    look,
    wall: { ...base, a: look.style | look.foot, b: Math.max(40, Math.min(255, Math.round(look.storeyM / 0.05))) },
    roof: { ...base, surface: SURFACE.roof, a: look.roofMaterial, colour: look.roof },
    trim: { ...base, surface: SURFACE.roof, a: ROOF_MATERIAL.parapet, colour: trimColour(look) },
    isNear: tile.detail === 0,
  }
  for (const polygon of building.polygons) meshPolygon(site, polygon)
}

function trimColour(look: Look): number {
  if (look.style === 4 || look.style === 12) return 0x5d6a74
  if (look.style === 5) return 0x6e5836
  return shadeOf(look.wall, look.seed % 3 === 0 ? 1.1 : 0.82)
}

function meshPolygon(site: Site, polygon: PolygonM): void {
  const outer = polygon[0]
  if (!outer || outer.length < 6) return
  const { building: b, look } = site
  const top = b.groundM + b.heightM
  const bottom = b.groundM + b.minHeightM
  const shape = roofShapeFor(b, polygon)
  const eaves = shape === 'flat' ? top : Math.max(bottom + 0.2, top - b.roofHeightM)
  if (shape !== 'flat') {
    for (const ring of polygon) walls(site, ring, bottom, eaves)
    drawRoof({ ...site, eavesM: eaves, topM: top }, shape, polygon)
    return
  }
  const area = polygonArea(polygon)
  const crown = site.isNear || b.heightM > 60 ? crownOf(site, polygon, area) : null
  const roofTop = top - (crown?.heightM ?? 0)
  const parapetM =
    !site.isNear || b.heightM < 5.5 || area < 90 ? 0 : look.style === 10 ? 0.3 : 0.6 + (look.seed % 5) * 0.1
  const insets = parapetM > 0 ? polygon.map((ring) => insetRing(ring, 0.35)) : []
  const hasParapet = parapetM > 0 && insets.every((ring) => ring !== null)
  const wallTop = hasParapet ? roofTop - parapetM : roofTop
  for (const ring of polygon) walls(site, ring, bottom, wallTop)
  if (hasParapet) {
    polygon.forEach((ring, i) => parapet(site, ring, insets[i] as number[], wallTop, roofTop))
    flatLid(site, insets as number[][], wallTop + 0.05, site.roof)
  } else {
    flatLid(site, polygon, roofTop, site.roof)
  }
  if (crown) drawCrown(site, crown, roofTop, top)
  else if (site.isNear && b.minHeightM < 1) plant(site, polygon, area, wallTop)
}

/** Walls along one ring. Runs of nearly straight edges share a whole number of bays. */
function walls(site: Site, ring: FlatLine, bottomM: number, topM: number): void {
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
function parapet(site: Site, ring: FlatLine, inner: readonly number[], fromM: number, toM: number): void {
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

type Crown = { readonly heightM: number; readonly rings: readonly (readonly number[])[]; readonly kind: number }

/** Towers above 60 m step back under their top. Null where the outline is too bent to shrink. */
function crownOf(site: Site, polygon: PolygonM, area: number): Crown | null {
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

function drawCrown(site: Site, crown: Crown, fromM: number, topM: number): void {
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
function plant(site: Site, polygon: PolygonM, area: number, roofM: number): void {
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
