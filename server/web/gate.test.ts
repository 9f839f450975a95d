// The gate before everything else: rows 6 and 7 of the attacks, origins, methods, sizes, rates, headers.
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enter, testTown, type TestTown } from '../rooms/testing.ts'
import { originRule } from './origins.ts'

let town: TestTown
beforeAll(async () => {
  town = await testTown({}, { TOWNHALL_ORIGINS: 'https://town.example' })
})
afterAll(() => town.close())

type Raw = { status: number; headers: Record<string, string | string[] | undefined>; body: string }

/** A request exactly as written: no client tidies its path. */
function raw(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Raw> {
  const { method = 'GET', headers = {}, body } = options
  return new Promise((done, fail) => {
    const sent = request({ host: '127.0.0.1', port: town.port, path, method, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    sent.on('upgrade', (response, socket) => {
      socket.destroy()
      done({ status: response.statusCode ?? 0, headers: response.headers, body: '' })
    })
    sent.on('error', fail)
    sent.end(body)
  })
}
const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<Raw> =>
  raw(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}
async function seatPath(): Promise<string> {
  const { body } = await post('/matchmake/join/city', '{}', { origin: town.origin })
  const { processId, roomId, sessionId } = JSON.parse(body) as Record<string, string>
  return `/${processId}/${roomId}?sessionId=${sessionId}`
}

describe('attacks', () => {
  const WORDS = ['__proto__', 'constructor', 'toString', 'prototype', '__defineGetter__', 'hasOwnProperty']

  test('ATTACKS 6: words that objects answer to, as room, key, name, path and session: 400, and Object.prototype untouched', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype).join()
    const own = { origin: town.origin }
    for (const word of WORDS) {
      const statuses = await Promise.all([
        post(`/matchmake/join/${word}`, '{}', own),
        post(`/matchmake/${word}/city`, '{}', own),
        post(`/matchmake/joinById/${encodeURIComponent(word).replaceAll('_', '%5f')}`, '{}', own),
        post('/matchmake/join/city', `{"${word}":{"polluted":true}}`, own),
        post('/matchmake/join/city', `{"name":"x","deep":[{"${word}":1}]}`, own),
        post('/matchmake/join/city', `{"name":"${word}"}`, own),
        raw(`/city/card?id=way/1&${word}=1`),
        raw(`/city/${word}`),
        raw(`/${town.port}/city-toy?sessionId=${word}`, { headers: { ...UPGRADE, ...own } }),
        raw(`/${word}/city-toy?sessionId=abc`, { headers: { ...UPGRADE, ...own } }),
      ])
      expect(
        statuses.map(({ status }) => status),
        word,
      ).toEqual(statuses.map(() => 400))
    }
    const client = await enter(town, 'Ann')
    for (const word of WORDS) {
      await expect(client.request(word as never, {} as never)).rejects.toThrow('no onMessage')
      const verdict = await client.request('intent', { id: 'n', type: 'rename', name: word } as never)
      expect(verdict).toMatchObject({ ok: false })
      expect(await client.request('intent', { id: 'o', type: word } as never)).toMatchObject({ ok: false })
    }
    await client.leave()
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(town.faults).toEqual([])
  })

  test('ATTACKS 7: an upgrade with a foreign, missing or null Origin is refused with 403 before its seat is used', async () => {
    const path = await seatPath()
    const foreign = [
      'http://evil.example',
      'https://town.example.evil.example',
      `http://127.0.0.1:${town.port + 1}`,
      `http://localhost:${town.port}.evil.example`,
      `http://127.0.0.1:${town.port}@evil.example`,
      `file://127.0.0.1:${town.port}`,
      'null',
      '',
      undefined,
    ]
    for (const origin of foreign) {
      const headers = origin === undefined ? UPGRADE : { ...UPGRADE, origin }
      expect((await raw(path, { headers })).status, String(origin)).toBe(403)
    }
    expect(town.people()).toEqual([])
    expect((await raw(path, { headers: { ...UPGRADE, origin: town.origin } })).status).toBe(101)
    const another = await seatPath()
    expect((await raw(another, { headers: { ...UPGRADE, origin: 'https://town.example' } })).status).toBe(101)
    const third = await seatPath()
    expect((await raw(third, { headers: { ...UPGRADE, origin: `http://localhost:${town.port}` } })).status).toBe(101)
  })
})

describe('the gate', () => {
  test('lets only pages of ours take seats, and shares without credentials', async () => {
    expect((await post('/matchmake/join/city', '{}', { origin: 'http://evil.example' })).status).toBe(403)
    expect((await post('/matchmake/join/city', '{}', { origin: 'null' })).status).toBe(403)
    const own = await post('/matchmake/join/city', '{}', { origin: 'https://town.example' })
    expect(own.status).toBe(200)
    expect(own.headers['access-control-allow-origin']).toBe('https://town.example')
    expect(own.headers['access-control-allow-credentials']).toBeUndefined()
    const foreign = await raw('/city/manifest.json', { headers: { origin: 'http://evil.example' } })
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined()
    const preflight = { method: 'OPTIONS', headers: { origin: 'http://evil.example' } }
    expect((await raw('/matchmake/join/city', preflight)).status).toBe(403)
  })

  test('serves four methods and posts to one place', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])
      expect((await raw('/city/manifest.json', { method })).status).toBe(405)
    expect((await post('/city/manifest.json', '{}')).status).toBe(405)
    expect((await raw('/matchmake/join/city')).status).toBe(404)
    expect((await raw('/__healthcheck')).status).toBe(404)
    expect((await raw('/colyseus')).status).toBe(404)
  })

  test('lets the things and devices be written, each with the methods and sizes of its own, and by no foreign page', async () => {
    const statusOf = async (method: string, path: string, headers: Record<string, string> = {}): Promise<number> =>
      (await raw(path, { method, headers })).status
    // Nothing is served there in this town; the gate lets them through.
    for (const method of ['POST', 'PATCH', 'PUT', 'DELETE']) expect(await statusOf(method, '/v1.1/Things(1)')).toBe(404)
    expect(await statusOf('POST', '/api/devices/gauge-1/observations')).toBe(404)
    expect(await statusOf('PUT', '/api/devices/gauge-1/observations')).toBe(405)
    expect(await statusOf('POST', '/v1.2/Things')).toBe(405)
    expect(await statusOf('DELETE', '/city')).toBe(405)
    const foreign = { origin: 'https://elsewhere.example' }
    for (const method of ['POST', 'PATCH', 'DELETE'])
      expect(await statusOf(method, '/v1.1/Things(1)', foreign)).toBe(403)
    const long = `/v1.1/Things?$filter=${'a'.repeat(5000)}`
    expect([await statusOf('GET', long), await statusOf('GET', long.replace('v1.1', 'city'))]).toEqual([404, 414])
    const size = (bytes: number): Record<string, string> => ({ 'content-length': String(bytes) })
    expect(await statusOf('POST', '/v1.1/Things', size(5_000_000))).toBe(413)
    expect(await statusOf('POST', '/api/devices/gauge-1/observations', size(300_000))).toBe(413)
  })

  test('refuses odd paths and hosts', async () => {
    for (const path of ['/../etc/passwd', '/city/%2e%2e/x', '/a%00b', '/%', '/a%5cb', '/city/a%2fb'])
      expect((await raw(path)).status, path).toBe(400)
    expect((await raw(`/${'x'.repeat(3000)}`)).status).toBe(414)
    expect((await raw('/healthz', { headers: { host: "a'b" } })).status).toBe(400)
    expect((await raw('http://evil.example/healthz')).status).toBe(400)
  })

  test('refuses a socket that names no room', async () => {
    const headers = { ...UPGRADE, origin: town.origin }
    for (const path of ['/', '/a/b', '/a/b?sessionId=', '/a/b/c?sessionId=x', '/a/b?sessionId=x&x=%00'])
      expect([400, 101]).toContain((await raw(path, { headers })).status)
    expect((await raw('/', { headers })).status).toBe(400)
    expect((await raw('/a/b?sessionId=x&x=%00', { headers })).status).toBe(400)
  })

  test('limits bodies, also those that do not say how long they are', async () => {
    expect((await post('/matchmake/join/city', `{"name":"${'x'.repeat(70_000)}"}`)).status).toBe(413)
    const chunked = { 'transfer-encoding': 'chunked', origin: town.origin }
    expect((await post('/matchmake/join/city', `{"name":"${'x'.repeat(70_000)}"}`, chunked)).status).toBe(413)
    const broken = await post('/matchmake/join/city', '{"name":', { origin: town.origin })
    expect(broken).toMatchObject({ status: 400, body: '{"code":400,"error":"that is not well-formed JSON"}' })
  })

  test('sends a policy without inline script, and sockets to this host only', async () => {
    const { headers } = await raw('/healthz')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'self'")
    expect(policy).toMatch(/script-src 'self' 'wasm-unsafe-eval';/)
    expect(policy).toContain(`ws://127.0.0.1:${town.port}`)
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline|unsafe-eval' [^;]*;|https?:|\*/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-powered-by']).toBeUndefined()
  })

  test('answers 429 to who asks for too many seats, whatever address they claim, and lets others read', async () => {
    await town.close()
    town = await testTown({}, { TOWNHALL_JOINS_PER_MINUTE: '5' })
    const statuses: number[] = []
    for (let i = 0; i < 8; i++) {
      const headers = { origin: town.origin, 'x-forwarded-for': `10.0.0.${i}`, 'x-real-ip': `10.0.1.${i}` }
      statuses.push((await post('/matchmake/join/city', '{}', headers)).status)
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429])
    expect((await raw('/city/manifest.json')).status).toBe(200)
    expect((await raw('/metrics')).body).toMatch(/townhall_refused_requests_total\{why="429"\} 3/)
  })

  test('drops a connection that never finishes its headers within ten seconds', async () => {
    const startMs = performance.now()
    const socket = connect(town.port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    const drip = setInterval(() => socket.write('a'), 500)
    await new Promise((over) =>
      socket
        .on('close', over)
        .on('error', () => undefined)
        .resume(),
    )
    clearInterval(drip)
    expect(performance.now() - startMs).toBeLessThan(10_500)
  })
})

describe('origins', () => {
  const rule = originRule(['https://town.example'], ['localhost', '127.0.0.1', '192.168.1.5'])
  test.each([
    ['http://localhost:2567', 'localhost:2567', true],
    ['http://192.168.1.5:2567', '127.0.0.1:2567', true],
    ['http://localhost:3000', 'localhost:2567', false],
    ['https://town.example', 'inner:2567', true],
    ['https://TOWN.example', 'inner:2567', false],
    ['https://proxy.example', 'proxy.example', true],
    ['http://10.1.2.3:2567', '10.1.2.3:2567', true],
    ['http://rebound.example:2567', 'rebound.example:2567', false],
    ['http://localhost:2567/path', 'localhost:2567', false],
    ['http://localhost:2567', undefined, true],
    ['not an origin', 'not an origin', false],
    ['null', 'null', false],
    [undefined, 'localhost:2567', false],
  ])('%s talking to %s: %s', (origin, host, allowed) => {
    expect(rule(origin, host, 2567)).toBe(allowed)
  })
})
