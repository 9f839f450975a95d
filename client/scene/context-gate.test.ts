// The gate of a context tileset against a real server: what it lets through, and what it refuses unread.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TILE_BUDGET, TileRefused } from './context-budget.ts'
import { ContextGate } from './context-gate.ts'
import { closeTile, loadedOf, openTile } from './context-glb.ts'

const NONE = new Uint8Array(0)
const square = {
  asset: { version: '2.0' },
  nodes: [{ mesh: 0 }],
  meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
  accessors: [{ componentType: 5126, type: 'VEC3', count: 4, bufferView: 0 }],
}
const png = Uint8Array.from({ length: 64 }, (_, i) => [0x89, 0x50, 0x4e, 0x47][i] ?? (i === 19 || i === 23 ? 4 : 0))
const files = new Map<string, Uint8Array>()
const asked: string[] = []
let sentBytes = 0
let server: Server
let url = ''

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    if (path.endsWith('/away.glb')) {
      response.writeHead(302, { location: '/outside.glb' }).end()
      return
    }
    const found = files.get(path)
    if (!found) {
      response.writeHead(404).end()
      return
    }
    // Without a length, as a server that packs on the way sends it.
    response.writeHead(200)
    let at = 0
    const send = (): void => {
      while (at < found.length) {
        const part = found.subarray(at, (at += 65_536))
        sentBytes += part.length
        if (response.write(part)) continue
        response.once('drain', send)
        return
      }
      response.end()
    }
    send()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tiles/tileset.json`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})
beforeEach(() => {
  files.clear()
  asked.length = 0
  sentBytes = 0
})

function given() {
  const taken: { bytes: Uint8Array; extension: string }[] = []
  const gate = new ContextGate(url, (buffer, _tile, extension) => {
    taken.push({ bytes: new Uint8Array(buffer), extension })
    return Promise.resolve('shown')
  })
  const tile = {}
  const load = async (path: string): Promise<unknown> => {
    const at = new URL(path, url).href
    const answer = await gate.fetchData(at, {})
    const buffer = await answer.arrayBuffer()
    return gate.parseTile(buffer, tile, path.split('.').at(-1) ?? '', at, new AbortController().signal)
  }
  return { gate, taken, tile, load }
}

const over = async (of: Promise<unknown>): Promise<string> =>
  of.then(
    () => 'shown',
    (error: unknown) => (error instanceof TileRefused ? error.over : String(error)),
  )
const put = (path: string, json: object, bin: Uint8Array = NONE): void =>
  void files.set(path, closeTile({ json: { ...json }, bin, head: NONE }))

describe('the gate', () => {
  test('hands a good tile on as it came, and knows what it takes', async () => {
    put('/tiles/content/0.glb', { ...square, bufferViews: [{ buffer: 0, byteLength: 48 }] }, new Uint8Array(48))
    const { gate, taken, tile, load } = given()
    expect(await load('content/0.glb')).toBe('shown')
    expect(taken[0]?.bytes).toEqual(files.get('/tiles/content/0.glb'))
    expect(gate.calculateBytesUsed(tile)).toBe(48)
  })

  test('refuses a tile of 10 MB without reading it to the end', async () => {
    files.set('/tiles/bomb.glb', new Uint8Array(10e6))
    expect(await over(given().load('bomb.glb'))).toBe('bytes')
    files.set('/tiles/endless.glb', new Uint8Array(60e6))
    sentBytes = 0
    expect(await over(given().load('endless.glb'))).toBe('bytes')
    // What sockets hold is on its way already.
    expect(sentBytes).toBeLessThan(TILE_BUDGET.bytes * 3)
  })

  test.each(['../outside.glb', '%2e%2e/outside.glb', '/outside.glb', 'http://127.0.0.1:1/x.glb', '..\\outside.glb'])(
    'does not ask for %s',
    async (path) => {
      expect(await over(given().load(path))).toBe('outside')
      expect(asked).toEqual([])
    },
  )

  test('does not take what another folder answers', async () => {
    put('/outside.glb', square)
    expect(await over(given().load('away.glb'))).toBe('outside')
  })

  test('lays what a glTF asks for into one GLB, each file where it was', async () => {
    const words = Uint8Array.from({ length: 48 }, (_, i) => i)
    files.set('/tiles/content/shape.bin', words)
    files.set('/tiles/picture.png', png)
    const json = {
      ...square,
      buffers: [{ uri: 'shape.bin', byteLength: 48 }],
      bufferViews: [{ buffer: 0, byteOffset: 0, byteLength: 48 }],
      textures: [{ source: 0 }],
      images: [{ uri: '../picture.png' }, { uri: `data:image/png;base64,${Buffer.from(png).toString('base64')}` }],
    }
    files.set('/tiles/content/1.gltf', new TextEncoder().encode(JSON.stringify(json)))
    const { taken, load } = given()
    expect(await load('content/1.gltf')).toBe('shown')
    expect(taken[0]?.extension).toBe('glb')
    const whole = openTile('1.glb', taken[0]?.bytes ?? NONE)
    const views = whole.json['bufferViews'] as { byteOffset: number; byteLength: number }[]
    const parts = views.map(({ byteOffset, byteLength }) => whole.bin.subarray(byteOffset, byteOffset + byteLength))
    expect(parts).toEqual([words, png, png])
    expect(whole.json['images']).toEqual([
      { bufferView: 1, mimeType: 'image/png' },
      { bufferView: 2, mimeType: 'image/png' },
    ])
    expect(loadedOf(whole).bufferAt(1)).toBeNull()
  })

  test.each([
    ['a file of another folder', '../../outside.bin', 'outside'],
    ['a file of another server', 'http://127.0.0.1:1/x.bin', 'outside'],
    ['a file of 10 MB', 'big.bin', 'bytes'],
    ['bytes that are not base64', 'data:text/plain,x', 'unreadable'],
  ])('refuses a glTF that asks for %s', async (_what, uri, reason) => {
    files.set('/tiles/content/big.bin', new Uint8Array(10e6))
    const json = { ...square, buffers: [{ uri, byteLength: 48 }], bufferViews: [{ buffer: 0, byteLength: 48 }] }
    files.set('/tiles/content/2.gltf', new TextEncoder().encode(JSON.stringify(json)))
    expect(await over(given().load('content/2.gltf'))).toBe(reason)
    expect(asked.filter((path) => path.includes('outside'))).toEqual([])
  })

  test('looks into a b3dm and gives it back as one', async () => {
    const glb = closeTile({ json: { ...square, accessors: [{ type: 'VEC3', count: 1e9 }] }, bin: NONE, head: NONE })
    const head = new Uint8Array(28)
    new DataView(head.buffer).setUint32(0, 0x6d643362, true)
    files.set('/tiles/old.b3dm', Uint8Array.from([...head, ...glb]))
    expect(await over(given().load('old.b3dm'))).toBe('decodedBytes')
    const whole = closeTile({ ...openTile('old', files.get('/tiles/old.b3dm') ?? NONE) })
    expect(openTile('again', whole).head.length).toBe(28)
  })

  test.each([
    ['nothing', NONE],
    ['a GLB cut off', closeTile({ json: { ...square }, bin: new Uint8Array(48), head: NONE }).subarray(0, -20)],
    ['no JSON', new TextEncoder().encode('{"asset":')],
    ['a list', new TextEncoder().encode('[]')],
  ])('cannot read %s', async (_what, bytes) => {
    files.set('/tiles/x.glb', bytes)
    expect(await over(given().load('x.glb'))).toBe('unreadable')
  })

  test('refuses subtrees that unfold too far or ask for files elsewhere', () => {
    const { gate } = given()
    const subtree = (buffers: object[]): ArrayBuffer => {
      const text = new TextEncoder().encode(JSON.stringify({ buffers }))
      const bytes = new Uint8Array(24 + text.length)
      new DataView(bytes.buffer).setUint32(8, text.length, true)
      bytes.set(text, 24)
      return bytes.buffer
    }
    const levels = (subtreeLevels: number): object => ({
      implicitTilingData: { root: { implicitTiling: { subtreeLevels } } },
    })
    const parse = (buffer: ArrayBuffer, tile: object): unknown =>
      gate.parseTile(buffer, tile, 'subtree', `${url}/0.subtree`, new AbortController().signal)
    expect(parse(subtree([{ uri: 'near.bin' }]), levels(5))).toBeUndefined()
    expect(() => parse(subtree([]), levels(30))).toThrow(TileRefused)
    for (const uri of ['../x.bin', 'http://elsewhere/x.bin', '/x.bin', '%2e%2e/x.bin'])
      expect(() => parse(subtree([{ uri }]), levels(5)), uri).toThrow(TileRefused)
  })
})
