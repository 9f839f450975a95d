// Reads OSM QA vector tiles (https://osmlab.github.io/osm-qa-tiles/): every way and tagged node of
// OpenStreetMap with its tags and its `@id`, cut at tile borders without overlap. Points of all tiles are
// put on one fine grid of the world, so that equal places become one node again; pieces of one element are
// merged. Mappers' names (`@user`, `@uid`, `@changeset`) are never copied out of the tile.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { type Ledger, Unreadable } from './ledger.ts'
import { TagCollector } from './osm-keys.ts'
import { GridNodes, type GridPoint, WORLD } from './osm-qa-grid.ts'
import { joinPieces, unitePieces } from './osm-qa-merge.ts'
import type { OsmStore } from './osm-store.ts'

export type TileTarget = { readonly file: string; readonly store: OsmStore; readonly ledger: Ledger }

type Place = { readonly zoom: number; readonly x: number; readonly y: number }
type Piece = { readonly kind: 'line' | 'area'; readonly parts: GridPoint[][] }
type Gathered = { readonly tags: Record<string, string>; readonly id: number; readonly pieces: Piece[] }

const TILE_NAME = /^(\d{1,2})-(\d+)-(\d+)\.(?:mvt|pbf|vector\.pbf)(?:\.gz)?$/
const GZIP = 0x1f8b
const POINT = 1
/** Between the pieces of a way that leaves the tiles and comes back. */
const NO_NODE = 0
const POLYGON = 3
const LARGEST_TILE = 256 * 1024 * 1024

export function isTileName(path: string): boolean {
  return TILE_NAME.test(basename(path))
}

export async function readQaTiles(paths: readonly string[], target: TileTarget): Promise<void> {
  const reading = new TileReading(target)
  for (const path of paths) {
    const place = placeOf(path)
    if (!place) target.ledger.drop('tiles', 'the name tells a place outside the world')
    else await reading.tile(path, place)
  }
  reading.finish()
}

class TileReading {
  private readonly target: TileTarget
  private readonly nodes: GridNodes
  private readonly ways = new Map<string, Gathered>()
  private readonly points = new Set<number>()
  private readonly tags = new TagCollector()

  constructor(target: TileTarget) {
    this.target = target
    this.nodes = new GridNodes(target.store)
  }

  async tile(path: string, place: Place): Promise<void> {
    const { ledger } = this.target
    let layers: VectorTile['layers']
    try {
      const bytes = await readFile(path)
      const isPacked = bytes.length > 2 && bytes.readUInt16BE(0) === GZIP
      layers = new VectorTile(new PbfReader(isPacked ? gunzipSync(bytes, { maxOutputLength: LARGEST_TILE }) : bytes))
        .layers
    } catch {
      ledger.drop('tiles', 'damaged or not a vector tile')
      return
    }
    for (const layer of Object.values(layers)) {
      for (let i = 0; i < layer.length; i++) {
        try {
          this.feature(layer.feature(i), place)
        } catch {
          ledger.drop('tile features', 'damaged')
        }
      }
    }
  }

  finish(): void {
    const { store, ledger } = this.target
    for (const [key, { id, tags, pieces }] of this.ways) {
      const lines = pieces.filter((piece) => piece.kind === 'line').flatMap((piece) => piece.parts)
      const areas = pieces.filter((piece) => piece.kind === 'area').map((piece) => piece.parts)
      if (areas.length > 0) {
        const polygons = unitePieces(areas, ledger).map((rings) => rings.map((ring) => this.nodes.ringOf(ring)))
        if (polygons.length > 0) store.addArea({ id: key, tags, polygons })
      }
      const joined = joinPieces(lines).map((line) => this.nodes.ringOf(line))
      if (joined.length > 0)
        store.addWay(
          id,
          joined.flatMap((line, i) => (i === 0 ? line : [NO_NODE, ...line])),
          tags,
        )
    }
  }

  private feature(feature: VectorTileFeature, place: Place): void {
    const { properties } = feature
    const id = Number(properties['@id'])
    if (!Number.isSafeInteger(id)) {
      this.target.ledger.drop('tile features', 'without an OpenStreetMap id')
      return
    }
    this.target.store.sawTime(Number(properties['@timestamp'] ?? 0))
    for (const key in properties) this.tags.add(key, String(properties[key]))
    const tags = this.tags.take()
    if (!tags) return
    const parts = feature.loadGeometry().map((part) => part.map((point) => onGrid(point, feature.extent, place)))
    if (feature.type === POINT) {
      const at = parts[0]?.[0]
      if (at && !this.points.has(id)) this.nodes.addTagged(at, id, tags)
      this.points.add(id)
      return
    }
    const key = `${properties['@type'] === 'relation' ? 'relation' : 'way'}/${id}`
    const piece: Piece = { kind: feature.type === POLYGON ? 'area' : 'line', parts }
    const gathered = this.ways.get(key)
    if (gathered) gathered.pieces.push(piece)
    else this.ways.set(key, { id, tags, pieces: [piece] })
  }
}

function placeOf(path: string): Place | null {
  const match = TILE_NAME.exec(basename(path))
  if (!match) return null
  const [zoom, x, y] = match.slice(1).map(Number) as [number, number, number]
  return zoom <= 22 && x < 2 ** zoom && y < 2 ** zoom ? { zoom, x, y } : null
}

function onGrid(point: { x: number; y: number }, extent: number, place: Place): GridPoint {
  const cell = WORLD / 2 ** place.zoom
  return [Math.round((place.x + point.x / extent) * cell), Math.round((place.y + point.y / extent) * cell)]
}

/** A tile on its own needs its place in its name. */
export function checkTileName(path: string): void {
  if (!placeOf(path)) {
    throw new Unreadable(basename(path), 'it is a vector tile, but its name does not tell its place (zoom-x-y.mvt)')
  }
}
