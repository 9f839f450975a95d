// One tile to one merged mesh: ground, areas, water, streets, tracks and buildings in one builder. Pure; runs in the
// worker. What the main thread needs besides (points, labels, footprints, terrain, decks) goes as TileFacts.
import type { DeckRoad } from '../../shared/city/decks.ts'
import { NO_FEATURE, type Tile, type TileBuilding, type TileLabel, type TilePoint } from '../../shared/city/tile.ts'
import { meshAreas } from './mesh/areas.ts'
import { MeshBuilder } from './mesh/builder.ts'
import { meshBuildings } from './mesh/buildings.ts'
import { meshGround } from './mesh/ground.ts'
import { meshRails } from './mesh/rails.ts'
import { reliefOf } from './mesh/relief.ts'
import { meshRoads } from './mesh/roads.ts'
import { meshWater } from './mesh/water.ts'

export type TileMesh = {
  readonly positions: Float32Array<ArrayBuffer>
  readonly normals: Int8Array<ArrayBuffer>
  readonly uvs: Float32Array<ArrayBuffer>
  readonly surfaces: Uint8Array<ArrayBuffer>
  readonly colours: Uint8Array<ArrayBuffer>
  readonly features: Float32Array<ArrayBuffer>
  /** 16 bits where the vertices allow it. */
  readonly indices: Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>
  /** The box that holds all vertices, x, y, z relative to the tile's south-west corner. */
  readonly low: readonly [number, number, number]
  readonly high: readonly [number, number, number]
}

export type TileFacts = {
  readonly level: number
  readonly x: number
  readonly y: number
  readonly sizeM: number
  readonly westM: number
  readonly southM: number
  readonly detail: 0 | 1 | 2 | 3
  readonly terrain: Tile['terrain']
  /** Of detail 0 and 1. */
  readonly buildings: readonly TileBuilding[]
  readonly points: readonly TilePoint[]
  readonly labels: readonly TileLabel[]
  /** Of detail 0. */
  readonly decks: readonly DeckRoad[]
}

export function meshTile(tile: Tile): TileMesh {
  const relief = reliefOf(tile)
  const b = new MeshBuilder()
  // What hides the rest comes first: the depth test then spares the paint of what lies below.
  meshBuildings(tile, b)
  meshRoads(tile, relief, b)
  meshRails(tile, relief, b)
  meshAreas(tile, relief, b)
  meshWater(tile, relief, b)
  meshGround(tile, relief, b)
  const data = b.finish()
  const p = data.positions
  const low: [number, number, number] = [Infinity, Infinity, Infinity]
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < p.length; i++) {
    const k = (i % 3) as 0 | 1 | 2
    const v = p[i] as number
    if (v < low[k]) low[k] = v
    if (v > high[k]) high[k] = v
  }
  const isSmall = p.length / 3 <= 65535
  return { ...data, indices: isSmall ? Uint16Array.from(data.indices) : data.indices, low, high }
}

/** The parts of a tile that other things on the main thread stand on. */
export function factsOf(tile: Tile): TileFacts {
  const isNear = tile.detail === 0
  const decks = isNear ? tile.roads.filter((r) => r.isBridge && !r.isTunnel) : []
  return {
    level: tile.level,
    x: tile.x,
    y: tile.y,
    sizeM: tile.sizeM,
    westM: tile.westM,
    southM: tile.southM,
    detail: tile.detail,
    terrain: tile.terrain,
    buildings: tile.detail <= 1 ? tile.buildings.filter((b) => b.feature !== NO_FEATURE) : [],
    points: tile.points,
    labels: tile.labels,
    decks: decks.map((r) => ({ line: r.line, upM: r.upM, widthM: r.widthM })),
  }
}
