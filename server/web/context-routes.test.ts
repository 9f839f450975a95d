import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apply, ecefOf } from '../../shared/city/ecef.ts'
import { blocks } from '../city/tiles3d-testing.ts'
import { contextRoutes } from './context-routes.ts'

let dir = ''
let server: Server
const { manifest } = blocks('EPSG:32642', 71.43, 51.13)

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'context-'))
  const folder = join(dir, 'tiles')
  mkdirSync(join(folder, 'content'), { recursive: true })
  writeFileSync(join(folder, 'tileset.json'), '{"asset":{"version":"1.1"}}')
  writeFileSync(join(folder, 'content', '0-0-0.glb'), 'glTF')
  writeFileSync(join(folder, '.secret.json'), '{}')
  writeFileSync(join(folder, 'notes.txt'), 'notes')
  writeFileSync(join(dir, 'outside.json'), '{"outside":true}')
  const app = express()
  app.use(contextRoutes(manifest, folder))
  app.use((_request, response) => void response.status(404).end())
  server = createServer(app)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  await new Promise((done) => server.close(done))
  rmSync(dir, { recursive: true, force: true })
})

/** By hand: fetch would tidy the path first. */
const get = (path: string): Promise<{ status: number; type: string; text: string }> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    const asked = request({ host: '127.0.0.1', port, path }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })

describe('a context tileset', () => {
  test('is served with the types of its files', async () => {
    expect(await get('/context/tileset.json')).toMatchObject({ status: 200, type: 'application/json' })
    expect(await get('/context/content/0-0-0.glb')).toMatchObject({ status: 200, type: 'model/gltf-binary' })
  })

  test.each([
    '/context/../outside.json',
    '/context/..%2foutside.json',
    '/context/%2e%2e/outside.json',
    '/context/..%5coutside.json',
    '/context/content/../../outside.json',
    '/context//../outside.json',
    '/context/%2e%2e%2foutside.json%00.glb',
  ])('lets nobody out of its folder: %s', async (path) => {
    const answer = await get(path)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.text).not.toContain('outside":true')
  })

  test.each(['/context/', '/context', '/context/content/', '/context/.secret.json', '/context/notes.txt'])(
    'hides what is no tile: %s',
    async (path) => {
      expect((await get(path)).status).toBeGreaterThanOrEqual(400)
    },
  )
})

test('the place of the city leads its origin to zero and a point above it straight up', async () => {
  const { frameFromEcef } = JSON.parse((await get('/city/ecef.json')).text) as { frameFromEcef: number[] }
  const { lon, lat } = manifest.origin
  apply(frameFromEcef, ecefOf(lon, lat, 0)).forEach((v) => expect(v).toBeCloseTo(0, 6))
  const [e, n, up] = apply(frameFromEcef, ecefOf(lon, lat, 100))
  expect([e, n]).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)])
  expect(up).toBeCloseTo(100, 6)
})
