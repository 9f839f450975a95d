// The city over HTTP, on a real port: documents, tiles with their caching, search, cards, the minimap, the page.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testTown, type TestTown, toyCity } from '../rooms/testing.ts'
import { thin } from './city-minimap.ts'
import { makeSearch } from './city-search.ts'

type Hits = { hits: { id: string; kind: string; name: string; detail: string; atM: number[] }[] }
type Answer = { card: { title: string; truth: string; facts: { key: string; value: string }[] }; error: string }

let town: TestTown
const clientDir = mkdtempSync(join(tmpdir(), 'townhall-client-'))
beforeAll(async () => {
  mkdirSync(join(clientDir, 'assets'))
  writeFileSync(join(clientDir, 'index.html'), '<!doctype html><title>Toy</title>')
  writeFileSync(join(clientDir, 'assets', 'main-abcd1234.js'), `export default ${JSON.stringify('x'.repeat(5000))}`)
  writeFileSync(join(clientDir, 'secret.env'), 'KEY=1')
  town = await testTown({ clientDir })
})
afterAll(async () => {
  await town.close()
  rmSync(clientDir, { recursive: true })
})
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(town.origin + path, { headers })
const search = async (q: string): Promise<Hits['hits']> =>
  ((await (await get(`/city/search?q=${encodeURIComponent(q)}`)).json()) as Hits).hits
const card = async (query: string): Promise<Answer> => (await (await get(`/city/card?${query}`)).json()) as Answer

describe('the city over HTTP', () => {
  test('gives the manifest and the list of tiles, and 304 to who has them', async () => {
    const manifest = await get('/city/manifest.json')
    expect(await manifest.json()).toMatchObject({ id: 'toy', crs: 'EPSG:32642' })
    const again = await get('/city/manifest.json', { 'if-none-match': manifest.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    expect(await (await get('/city/tiles.json')).json()).toEqual({ version: 'v1', tiles: [[0, 0, 0, 23]] })
  })

  test('gives a tile gzipped, for good only under its version', async () => {
    const tile = await get('/city/tiles/0/0/0.tile?v=v1')
    expect(tile.headers.get('content-encoding')).toBe('gzip')
    expect(tile.headers.get('cache-control')).toContain('immutable')
    expect(await tile.text()).toBe('toy')
    expect((await get('/city/tiles/0/0/0.tile?v=old')).headers.get('cache-control')).toBe('no-cache')
    const plain = await get('/city/tiles/0/0/0.tile', { 'accept-encoding': 'identity' })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toBe('toy')
    for (const path of ['0/1/0', '0/-1/0', '0/x/0', '1e9/0/0', '0/0/0.5'])
      expect((await get(`/city/tiles/${path}.tile`)).status).toBe(404)
  })

  test('finds the tower by any spelling, once, and first', async () => {
    for (const q of ['Bayterek', 'байтерек', 'Бәйтерек', 'baiterek', 'bayt']) {
      const hits = await search(q)
      expect(hits[0], q).toMatchObject({ id: 'way/1', name: 'Байтерек', atM: [20, 20] })
      expect(hits.filter((hit) => hit.id === 'way/1')).toHaveLength(1)
    }
    expect((await search('shatyr'))[0]).toMatchObject({ id: 'way/2', detail: 'retail' })
  })

  test('finds a street as one thing by words in any order, and an address', async () => {
    const streets = (await search('batyra kabanbay')).filter((hit) => hit.kind === 'street')
    expect(streets).toEqual([expect.objectContaining({ id: 'way/10#1', name: 'проспект Кабанбай батыра' })])
    expect((await search('Кабанбай батыра 7/1'))[0]).toMatchObject({ id: 'way/3', detail: 'apartments' })
    expect((await search('Ишим'))[0]).toMatchObject({ kind: 'area', detail: 'water' })
  })

  test('reads degrees as a place, latitude first, and nothing outside the city', async () => {
    const { lat, lon } = toyCity().manifest.origin
    const [hit] = await search(`${lat.toFixed(6)}, ${lon.toFixed(6)}`)
    expect(Math.hypot(hit?.atM?.[0] ?? 99, hit?.atM?.[1] ?? 99)).toBeLessThan(1)
    expect(await search('0, 0')).toEqual([])
  })

  test('answers odd questions with nothing or with a sentence, never with a fault', async () => {
    expect(await search('   ')).toEqual([])
    expect(await search('constructor')).toEqual([])
    expect(await search('.*[(')).toEqual([])
    expect((await get('/city/search')).status).toBe(400)
    expect((await get(`/city/search?q=${'x'.repeat(300)}`)).status).toBe(400)
    expect((await get('/city/search?q=a&q=b')).status).toBe(400)
    expect(town.faults).toEqual([])
  })

  test('gives a card by tile feature and by id, saying how the height is known', async () => {
    const tower = await card('feature=0')
    expect(tower.card).toMatchObject({ title: 'Байтерек', truth: 'drawn', use: 'culture' })
    expect(tower.card.facts).toEqual(
      expect.arrayContaining([
        { key: 'height', value: '105 m' },
        { key: 'heightSource', value: 'tagged' },
      ]),
    )
    const house = await card('id=way/3')
    expect(house.card).toMatchObject({ title: 'Кабанбай батыра 7/1', truth: 'modelled' })
    expect(house.card.facts).toEqual(
      expect.arrayContaining([
        { key: 'height', value: '27 m' },
        { key: 'heightSource', value: 'storeys' },
      ]),
    )
    expect((await card('id=tree/1')).card.truth).toBe('synthetic')
    expect((await card('id=way/10')).card).toMatchObject({ title: 'проспект Кабанбай батыра', kind: 'street' })
    expect((await card('feature=99')).error).toContain('nothing in this city')
    expect((await get('/city/card?feature=-1')).status).toBe(400)
    expect((await card('id=constructor')).error).toContain('nothing in this city')
  })

  test('draws the minimap of water, greens and main streets', async () => {
    const map = (await (await get('/city/minimap.json')).json()) as Record<string, unknown[]>
    expect(map['waters']).toEqual([[-500, -500, -400, -500, -400, -400, -500, -400]])
    expect(map['greens']).toHaveLength(1)
    expect(map['roads']).toEqual([
      { class: 'primary', line: [0, 0, 300, 0] },
      { class: 'primary', line: [300, 0, 900, 0] },
    ])
  })

  test('says what is alive, what is ready and what is counted', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' })
    expect(await (await get('/readyz')).json()).toEqual({
      ready: true,
      parts: { city: true, journal: true, timeline: true, meetings: true, rooms: true, port: true, chain: true },
      says: { chain: 'this city has no chain (TOWNHALL_CHAIN is none): records are signed, not anchored' },
    })
    const metrics = await (await get('/metrics')).text()
    for (const name of ['townhall_people 0', 'townhall_rooms 1', 'nodejs_eventloop_lag_p99_seconds'])
      expect(metrics).toContain(name)
  })

  test('serves the page fresh, its assets compressed for good, and nothing else of the folder or above it', async () => {
    const page = await get('/')
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const script = await get('/assets/main-abcd1234.js', { 'accept-encoding': 'br' })
    expect(script.headers.get('content-encoding')).toBe('br')
    expect(Number(script.headers.get('content-length'))).toBeLessThan(200)
    expect(script.headers.get('cache-control')).toContain('immutable')
    for (const path of ['/secret.env', '/assets', '/nothing.js', '/%2e%2e/package.json', '/assets/..%2findex.html'])
      expect((await get(path)).status, path).toBeGreaterThanOrEqual(400)
  })
})

describe('search in a large city', () => {
  test('asks 30,000 names and keeps the order of likeness', () => {
    const { manifest, city } = toyCity()
    const [sample] = city.buildings
    if (!sample) throw new Error('no building')
    const buildings = Array.from({ length: 30_000 }, (_, i) => ({
      ...sample,
      id: `way/${i}`,
      name: i % 1000 === 7 ? `Аптека ${i}` : `Дом ${i}`,
      names: {},
      form: 'none' as const,
      polygons: [[[i * 3, i * 7, i * 3 + 9, i * 7, i * 3 + 9, i * 7 + 9]]],
    }))
    const find = makeSearch(manifest, { ...city, buildings })
    expect(find('apteka 7').map((hit) => hit.name)[0]).toBe('Аптека 7')
    expect(find('apteka')).toHaveLength(12)
    expect(find('teka').length).toBeGreaterThan(0)
  })
})

describe('thinning', () => {
  test('keeps ends and corners and drops what lies within the tolerance', () => {
    expect(thin([0, 0, 50, 2, 100, 0, 100, 100], 6)).toEqual([0, 0, 100, 0, 100, 100])
  })
})
