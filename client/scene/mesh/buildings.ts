// Turns a tile's footprints into walls and roofs: every wall run holds a whole number of window bays, so the facade
// shader never cuts a window at a corner. Parapets, setbacks and roof plant only where the tile is near (detail 0).
// Pure; runs in a worker. Positions are scene axes relative to the tile's south-west corner.
import type { PolygonM } from '../../../shared/city/city.ts'
import type { Tile, TileBuilding } from '../../../shared/city/tile.ts'
import { type Brush, type MeshBuilder, SURFACE } from './builder.ts'
import { enclosingRectangle, insetRing, polygonArea, ringArea } from './buildings-outline.ts'
import { lookOf } from './buildings-look.ts'
import { hash32, type Look, ROOF_MATERIAL, shadeOf } from './buildings-style.ts'
import { crownOf, drawCrown, plant } from './buildings-tops.ts'
import { parapet, type Site, walls } from './buildings-walls.ts'
import { drawLandmark } from './landmarks.ts'
import { drawRoof, roofShapeFor } from './roofs.ts'
import { flatLid } from './roofs-round.ts'

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
