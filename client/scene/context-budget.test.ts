import { array, assert, jsonValue, option, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkTile, type Excess, type Json, TILE_BUDGET, TileRefused } from './context-budget.ts'
import { sizeOfImage } from './context-image-size.ts'

/** A square of four corners on one node, as little as a tile can be. */
const small = {
  asset: { version: '2.0' },
  nodes: [{ mesh: 0 }],
  meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
  accessors: [
    { componentType: 5126, type: 'VEC3', count: 4 },
    { componentType: 5123, type: 'SCALAR', count: 6 },
  ],
}

/** A PNG that is nothing but its head. */
function png(widthPx: number, heightPx: number): Uint8Array {
  const bytes = new Uint8Array(64)
  const data = new DataView(bytes.buffer)
  data.setUint32(0, 0x89504e47)
  data.setUint32(16, widthPx)
  data.setUint32(20, heightPx)
  return bytes
}

const withImages = (count: number): Json => ({
  ...small,
  bufferViews: [{ buffer: 0, byteLength: 64 }],
  images: Array.from({ length: count }, () => ({ bufferView: 0, mimeType: 'image/png' })),
})

function refusal(json: Json, bin: Uint8Array = new Uint8Array(0)): Excess | number {
  try {
    return checkTile('one.glb', { json, bufferAt: (i) => (i === 0 ? bin : null) })
  } catch (error) {
    if (!(error instanceof TileRefused)) throw error
    expect(error.tile).toBe('one.glb')
    return error.over
  }
}

/** Nodes one in the other. */
const chain = (count: number): Json[] =>
  Array.from({ length: count }, (_, i) => (i + 1 < count ? { children: [i + 1] } : {}))
const count = (of: number): Json => ({ ...small, accessors: [{ type: 'VEC3', count: of }, small.accessors[1]] })

describe('a tile of the context', () => {
  test('is taken with what it needs, in bytes', () => {
    // Four corners and six indices, each reckoned as four bytes.
    expect(refusal(small)).toBe(4 * 3 * 4 + 6 * 4)
    expect(refusal(withImages(1), png(512, 256))).toBe(72 + 4 * 512 * 256)
  })

  test.each<[string, Excess, Json, Uint8Array?]>([
    ['a billion corners of nothing', 'decodedBytes', count(1_000_000_000)],
    ['more corners than a district', 'vertices', count(TILE_BUDGET.vertices + 1)],
    [
      'a mesh drawn by every node',
      'vertices',
      { ...count(50_000), nodes: Array.from({ length: 11 }, () => ({ mesh: 0 })) },
    ],
    ['the same accessor in many targets', 'decodedBytes', targets(2000)],
    ['ten thousand nodes', 'nodes', { ...small, nodes: Array.from({ length: 10_000 }, () => ({})) }],
    ['nodes a hundred deep', 'depth', { ...small, nodes: chain(100) }],
    ['nodes in a ring', 'unreadable', { ...small, nodes: [{ children: [1] }, { children: [0] }] }],
    ['a node that is nobody', 'unreadable', { ...small, nodes: [{ children: [7] }] }],
    [
      'a thousand parts',
      'parts',
      { ...small, meshes: [{ primitives: Array.from({ length: 1000 }, () => ({ attributes: { POSITION: 0 } })) }] },
    ],
    [
      'a compressed view that unpacks without end',
      'decodedBytes',
      {
        ...small,
        bufferViews: [
          { buffer: 0, byteLength: 9, extensions: { EXT_meshopt_compression: { count: 1e9, byteStride: 16 } } },
        ],
      },
    ],
    ['a picture of 30,000 by 30,000', 'pixels', withImages(1), png(30_000, 30_000)],
    ['five pictures of 2,048 by 2,048', 'pixels', withImages(5), png(2048, 2048)],
    ['a picture whose size is not told', 'unreadable', withImages(1), new Uint8Array(64)],
    ['a hundred pictures', 'files', withImages(100), png(8, 8)],
    ['a count that is no number', 'unreadable', { ...small, accessors: [{ type: 'VEC3', count: -4 }, {}] }],
    ['an accessor that is not there', 'unreadable', { ...small, accessors: [] }],
  ])('with %s is refused', (_what, over, json, bin) => {
    expect(refusal(json, bin)).toBe(over)
  })

  test('of any shape is taken or refused, and never anything else', () => {
    const piece = jsonValue({ maxDepth: 3 })
    const keys = ['nodes', 'meshes', 'accessors', 'bufferViews', 'images', 'animations', 'skins'] as const
    assert(
      property(record(Object.fromEntries(keys.map((key) => [key, option(array(piece))]))), (json) => {
        const said = refusal(json as Json)
        expect(typeof said === 'number' || said in TILE_BUDGET).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

function targets(many: number): Json {
  const primitive = { attributes: { POSITION: 0 }, targets: Array.from({ length: many }, () => ({ POSITION: 0 })) }
  return { ...count(4000), meshes: [{ primitives: [primitive] }] }
}

test('the size of a picture is read from its head', () => {
  expect(sizeOfImage(png(7, 9))).toEqual({ widthPx: 7, heightPx: 9 })
  const jpeg = new Uint8Array(40)
  // An APP0 of 16 bytes, then a baseline frame of 300 by 200.
  jpeg.set([0xff, 0xd8, 0xff, 0xe0, 0, 16], 0)
  jpeg.set([0xff, 0xc0, 0, 11, 8, 0, 200, 1, 44], 20)
  expect(sizeOfImage(jpeg)).toEqual({ widthPx: 300, heightPx: 200 })
  const webp = new Uint8Array(40)
  webp.set(new TextEncoder().encode('RIFF....WEBPVP8X'))
  webp.set([255, 15, 0, 255, 7, 0], 24)
  expect(sizeOfImage(webp)).toEqual({ widthPx: 4096, heightPx: 2048 })
  expect(sizeOfImage(new Uint8Array(40))).toBeNull()
})
