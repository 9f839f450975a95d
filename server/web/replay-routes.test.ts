// Recordings over HTTP, on a real port: the list, the index, segments with their caching, and nobody gets out.
import { writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReplayList, SegmentCursor, type SegmentIndex } from '../../shared/protocol/segment.ts'
import { FROM_MS, Recorded } from '../replay/testing.ts'
import { replayRoutes } from './replay-routes.ts'

const town = new Recorded(2)
let server: Server
let origin = ''

beforeAll(async () => {
  const newest = { everyMs: 0, segmentMs: 2000, segmentBytes: 1e6, maxAgeMs: 12_000, maxBytes: 1e9 }
  const writer = await town.writer({ newest })
  town.play(writer, FROM_MS, FROM_MS + 12_000)
  await writer.close()
  writeFileSync(join(town.dir, 'secret.json'), '{"secret":1}')
  writeFileSync(join(town.folder, 'notes.txt'), 'secret')
  const app = express()
  app.use('/replay', replayRoutes(town.dir))
  app.use((_request, response) => void response.status(404).end('not routed'))
  server = createServer(app)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await new Promise((done) => server.close(done))
  await town.remove()
})

const index = async (): Promise<SegmentIndex> =>
  (await (await fetch(`${origin}/replay/live/index.json`)).json()) as SegmentIndex

/** By hand: fetch would tidy the path first. */
const raw = (path: string): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const asked = request(origin, { path }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    asked.on('error', reject)
    asked.end()
  })

describe('recordings over HTTP', () => {
  test('are listed, and the index is asked for again', async () => {
    const list = (await (await fetch(`${origin}/replay`)).json()) as ReplayList
    expect(list).toEqual({ timelines: [{ timeline: 'live', index: '/replay/live/index.json' }] })
    const answer = await fetch(origin + (list.timelines[0]?.index ?? ''))
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    const etag = answer.headers.get('etag') ?? ''
    expect((await fetch(answer.url, { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect(((await answer.json()) as SegmentIndex).tracks[0]?.segments).toHaveLength(2)
  })

  test('have their newest seconds in a list of its own', async () => {
    const answer = await fetch(`${origin}/replay/live/newest.json`)
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    const { tracks } = (await answer.json()) as SegmentIndex
    expect(tracks.map(({ segments }) => segments.length)).toEqual([6])
    const etag = answer.headers.get('etag') ?? ''
    expect((await fetch(answer.url, { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect((await raw('/replay/nobody/newest.json')).status).toBe(404)
  })

  test('give a segment for good, gzipped or plain, the same bytes', async () => {
    const entry = (await index()).tracks[0]?.segments[0]
    if (!entry) throw new Error('no segment')
    const zipped = await fetch(`${origin}/replay/live/${entry.name}`)
    expect(zipped.headers.get('content-encoding')).toBe('gzip')
    expect(zipped.headers.get('cache-control')).toContain('immutable')
    expect(zipped.headers.get('content-length')).toBe(String(entry.bytes))
    const bytes = new Uint8Array(await zipped.arrayBuffer())
    expect(bytes.length).toBe(entry.plainBytes)
    expect(new SegmentCursor(bytes).header.timeline).toBe('live')
    const plain = await fetch(zipped.url, { headers: { 'accept-encoding': 'identity' } })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(new Uint8Array(await plain.arrayBuffer())).toEqual(bytes)
    const head = await fetch(zipped.url, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe(String(entry.bytes))
    const known = await fetch(zipped.url, { headers: { 'if-none-match': zipped.headers.get('etag') ?? '' } })
    expect(known.status).toBe(304)
  })

  test.each([
    '/replay/../secret.json',
    '/replay/live/../secret.json',
    '/replay/live/..%2fsecret.json',
    '/replay/..%2f/index.json',
    '/replay/%2e%2e/index.json',
    '/replay/live/%2e%2e%2fsecret.json',
    '/replay/live/..%5csecret.json',
    '/replay/live/notes.txt',
    '/replay/live/index.json%00',
    '/replay/live/',
    '/replay/live',
    '/replay/nobody/index.json',
    '/replay/live/1-2-0123456789abcdef.thseg',
    '/replay/__proto__/index.json',
  ])('lead nobody out of their folder: %s', async (path) => {
    const { status, text } = await raw(path)
    expect([400, 404]).toContain(status)
    expect(text).not.toContain('secret')
  })

  test('are none, and no fault, where nothing was recorded', async () => {
    const app = express()
    app.use('/replay', replayRoutes(join(town.dir, 'nowhere')))
    const other = createServer(app)
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    const answer = await fetch(`http://127.0.0.1:${(other.address() as AddressInfo).port}/replay`)
    expect(await answer.json()).toEqual({ timelines: [] })
    await new Promise((done) => other.close(done))
  })
})
