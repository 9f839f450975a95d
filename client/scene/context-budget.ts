// What one tile of a context tileset may cost, reckoned from its glTF before anything of it is decoded or uploaded: a file
// of a few kilobytes can ask for gigabytes. Counted as the loader would load it, each use of an accessor anew.
// Knows no engine and fetches nothing; what tiles of real cities have lies far below these numbers.
import { sizeOfImage } from './context-image-size.ts'

/** What a tile may be refused for. */
export type Excess =
  | 'bytes'
  | 'files'
  | 'nodes'
  | 'depth'
  | 'parts'
  | 'vertices'
  | 'decodedBytes'
  | 'pixels'
  | 'levels'
  | 'outside'
  | 'unreadable'

/** The most of each a single tile may have; 0 where none is allowed. */
export const TILE_BUDGET: Readonly<Record<Excess, number>> = {
  /** Of the file and of all it asks for. */
  bytes: 8 * 2 ** 20,
  files: 64,
  nodes: 4096,
  depth: 64,
  /** Draw calls, as instanced by nodes. */
  parts: 512,
  vertices: 500_000,
  /** Of geometry and animation once unpacked. */
  decodedBytes: 64 * 2 ** 20,
  /** Of all textures together: one of 4096 by 4096. */
  pixels: 4096 * 4096,
  /** Of an implicit subtree. */
  levels: 8,
  outside: 0,
  unreadable: 0,
}

/** Why a tile is not shown; `found` is what it asks for. */
export class TileRefused extends Error {
  readonly over: Excess
  readonly tile: string
  readonly found: number

  constructor(over: Excess, tile: string, found = 0) {
    super(`the tile ${tile} is not shown: ${over} ${found} of at most ${TILE_BUDGET[over]}`)
    this.name = 'TileRefused'
    this.over = over
    this.tile = tile
    this.found = found
  }
}

export type Json = { readonly [key: string]: unknown }

/** A glTF whose buffers are at hand: `bufferAt` gives the bytes of a buffer, null where it cannot be told. */
export type Loaded = { readonly json: Json; readonly bufferAt: (index: number) => Uint8Array | null }

/** Throws `TileRefused` when the tile asks for more than a tile may; else the bytes it takes once it is loaded. */
export function checkTile(tile: string, { json, bufferAt }: Loaded): number {
  const gltf = new Reading(tile, json)
  checkNodes(gltf)
  const decoded = decodedBytes(gltf)
  return decoded + 4 * pixels(gltf, bufferAt)
}

/** Of the file's own lists, never trusted to be lists or to hold what they should. */
class Reading {
  readonly tile: string
  private readonly json: Json

  constructor(tile: string, json: Json) {
    this.tile = tile
    this.json = json
  }

  list(name: string): readonly Json[] {
    const found = this.json[name]
    return Array.isArray(found) ? (found as readonly unknown[]).filter(isJson) : []
  }

  at(name: string, index: unknown): Json {
    const found = typeof index === 'number' ? this.list(name)[index] : undefined
    if (found === undefined) throw new TileRefused('unreadable', this.tile)
    return found
  }

  /** A count of the file: whole and not negative, or the tile is refused. */
  count(of: Json, name: string, otherwise?: number): number {
    const found = of[name] ?? otherwise
    if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0)
      throw new TileRefused('unreadable', this.tile)
    return found
  }

  limit(over: Excess, found: number): void {
    if (found > TILE_BUDGET[over]) throw new TileRefused(over, this.tile, found)
  }
}

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const numbers = (value: unknown): readonly number[] =>
  Array.isArray(value) ? (value as readonly unknown[]).filter((one) => typeof one === 'number') : []
const values = (of: unknown): readonly unknown[] => (isJson(of) ? Object.values(of) : [])

/** The nodes are a tree, and not a deep one: what the loader walks by calling itself. */
function checkNodes(gltf: Reading): void {
  const nodes = gltf.list('nodes')
  gltf.limit('nodes', nodes.length)
  const isChild = new Set<number>()
  for (const node of nodes)
    for (const child of numbers(node['children'])) {
      if (isChild.has(child) || nodes[child] === undefined) throw new TileRefused('unreadable', gltf.tile)
      isChild.add(child)
    }
  let level = nodes.flatMap((_, i) => (isChild.has(i) ? [] : [i]))
  let seen = level.length
  for (let depth = 1; level.length > 0; depth++) {
    gltf.limit('depth', depth)
    level = level.flatMap((i) => numbers(nodes[i]?.['children']))
    seen += level.length
  }
  // What no root leads to hangs in a ring.
  if (seen < nodes.length) throw new TileRefused('unreadable', gltf.tile)
}

function decodedBytes(gltf: Reading): number {
  const meshes = gltf.list('meshes')
  const uses = new Uint32Array(meshes.length)
  for (const node of gltf.list('nodes'))
    if (typeof node['mesh'] === 'number' && node['mesh'] in uses)
      uses[node['mesh']] = (uses[node['mesh']] as number) + 1
  let bytes = 0
  let parts = 0
  let vertices = 0
  const add = (accessor: unknown): number => {
    const of = gltf.at('accessors', accessor)
    const count = gltf.count(of, 'count')
    bytes += count * (WIDTHS[String(of['type'])] ?? 16) * 4
    gltf.limit('decodedBytes', bytes)
    return count
  }
  meshes.forEach((mesh, i) => {
    const primitives = Array.isArray(mesh['primitives'])
      ? (mesh['primitives'] as readonly unknown[]).filter(isJson)
      : []
    parts += primitives.length * Math.max(1, uses[i] as number)
    gltf.limit('parts', parts)
    for (const { attributes, indices, targets } of primitives) {
      const list = values(attributes)
      vertices += Math.max(0, ...list.map(add)) * Math.max(1, uses[i] as number)
      gltf.limit('vertices', vertices)
      if (indices !== undefined) add(indices)
      if (Array.isArray(targets)) for (const target of targets as readonly unknown[]) values(target).forEach(add)
    }
  })
  for (const animation of gltf.list('animations'))
    for (const sampler of Array.isArray(animation['samplers']) ? (animation['samplers'] as readonly unknown[]) : [])
      if (isJson(sampler)) [sampler['input'], sampler['output']].forEach(add)
  for (const skin of gltf.list('skins')) if (skin['inverseBindMatrices'] !== undefined) add(skin['inverseBindMatrices'])
  bytes += unpacked(gltf)
  gltf.limit('decodedBytes', bytes)
  return bytes
}

/** What compressed views say they unpack to. */
function unpacked(gltf: Reading): number {
  let bytes = 0
  for (const view of gltf.list('bufferViews')) {
    const { EXT_meshopt_compression: packed } = isJson(view['extensions']) ? view['extensions'] : {}
    if (isJson(packed)) bytes += gltf.count(packed, 'count') * gltf.count(packed, 'byteStride')
  }
  return bytes
}

function pixels(gltf: Reading, bufferAt: Loaded['bufferAt']): number {
  const images = gltf.list('images')
  gltf.limit('files', images.length)
  let sum = 0
  for (const image of images) {
    const view = gltf.at('bufferViews', image['bufferView'])
    const from = gltf.count(view, 'byteOffset', 0)
    const bytes = bufferAt(gltf.count(view, 'buffer'))?.subarray(from, from + gltf.count(view, 'byteLength'))
    const size = bytes && sizeOfImage(bytes)
    if (!size) throw new TileRefused('unreadable', gltf.tile)
    sum += size.widthPx * size.heightPx
    gltf.limit('pixels', sum)
  }
  // Each texture of an image is a texture of the card.
  return sum * Math.max(1, Math.ceil(gltf.list('textures').length / Math.max(1, images.length)))
}

const WIDTHS: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 }
