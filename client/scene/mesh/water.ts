// Still and running water as flat faces at its surface, with a stone quay from below it up to the land along every
// outline that is not merely the tile's cut edge.
import { NO_FEATURE, type Tile } from '../../../shared/city/tile.ts'
import { type Brush, type MeshBuilder, SURFACE } from './builder.ts'
import { WATER_OVER_GROUND } from './ground.ts'
import { type Relief, forEachTriangle, localPolygons } from './relief.ts'

const WATER: Brush = { surface: SURFACE.water, a: 0, b: 0, c: 0, colour: 0x16363c, feature: NO_FEATURE, layer: 0 }
/** Cut out of the ground, so that it may become a bed (shaders/flood.ts). */
const CUT: Brush = { ...WATER, a: 1 }
const OVER: Brush = { ...WATER, layer: 11 }
const QUAY: Brush = { surface: SURFACE.stone, a: 1, b: 0, c: 0, colour: 0x9a948a, feature: NO_FEATURE, layer: 0 }
const COPING: Brush = { ...QUAY, a: 2, colour: 0xb4aea2, layer: 6 }
const COPING_M = 0.45

export function meshWater(tile: Tile, relief: Relief, b: MeshBuilder): void {
  for (const area of tile.areas) {
    if (area.kind !== 'water') continue
    for (const polygon of localPolygons(area.polygons, tile)) {
      const isOver = tile.detail >= WATER_OVER_GROUND
      const brush = isOver ? OVER : CUT
      forEachTriangle(polygon, (t) => {
        const first = b.vertexCount
        for (let i = 0; i < 6; i += 2) {
          const e = t[i] as number
          const n = t[i + 1] as number
          const up = isOver ? Math.max(area.surfaceM, relief.at(e, n)) + 0.5 : area.surfaceM
          b.vertex(e, up, -n, 0, 1, 0, e, n, brush)
        }
        b.triangle(first, first + 1, first + 2)
      })
      if (tile.detail <= 1) for (const ring of polygon) quay(ring, area.surfaceM, tile, relief, b)
    }
  }
}

/** Walls with the water on the left of the line: outer rings run counter-clockwise, holes clockwise. */
function quay(ring: readonly number[], surfaceM: number, tile: Tile, relief: Relief, b: MeshBuilder): void {
  const n = ring.length
  for (let i = 0; i < n; i += 2) {
    const j = (i + 2) % n
    const e0 = ring[i] as number
    const n0 = ring[i + 1] as number
    const e1 = ring[j] as number
    const n1 = ring[j + 1] as number
    if (isCutEdge(e0, n0, e1, n1, tile.sizeM)) continue
    const length = Math.hypot(e1 - e0, n1 - n0)
    if (length < 0.05) continue
    const ue = (e1 - e0) / length
    const un = (n1 - n0) / length
    const steps = Math.max(1, Math.ceil(length / (tile.detail === 0 ? Math.min(relief.cellE, 12) : relief.cellE)))
    let along = 0
    let last = -1
    let lastCoping = -1
    for (let k = 0; k <= steps; k++) {
      const t = k / steps
      const e = e0 + (e1 - e0) * t
      const nn = n0 + (n1 - n0) * t
      const land = relief.at(e + un * 1.5, nn - ue * 1.5)
      const top = Math.max(relief.at(e, nn), Math.min(land, surfaceM + 6), surfaceM + 0.25)
      along = length * t
      // The wall faces the water: left of the line in east and north.
      const nx = -un
      const nz = -ue
      const low = b.vertex(e, surfaceM - 0.6, -nn, nx, 0, nz, along, -0.6, QUAY)
      b.vertex(e, top, -nn, nx, 0, nz, along, top - surfaceM, QUAY)
      if (last >= 0) b.quad(low, last, last + 1, low + 1)
      last = low
      if (tile.detail === 0) {
        const inner = b.vertex(e, top + 0.02, -nn, 0, 1, 0, along, 0, COPING)
        b.vertex(e + un * COPING_M, top + 0.02, -(nn - ue * COPING_M), 0, 1, 0, along, COPING_M, COPING)
        if (lastCoping >= 0) b.quad(inner, lastCoping, lastCoping + 1, inner + 1)
        lastCoping = inner
      }
    }
  }
}

/** True for a piece of outline that lies on the tile's square: water goes on in the next tile. */
export function isCutEdge(e0: number, n0: number, e1: number, n1: number, sizeM: number): boolean {
  const near = (a: number, b: number, v: number): boolean => Math.abs(a - v) < 0.11 && Math.abs(b - v) < 0.11
  return near(e0, e1, 0) || near(e0, e1, sizeM) || near(n0, n1, 0) || near(n0, n1, sizeM)
}
