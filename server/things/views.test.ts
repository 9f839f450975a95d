// The same things for other standards: Thing Descriptions, OGC API Features, NGSI-LD; read only.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CityHere } from './city-features.ts'
import { type House, openHouse, said, PATIENCE_MS } from './testing.ts'

const CITY: CityHere = {
  manifest: {
    name: 'Toy',
    crs: 'EPSG:32642',
    origin: { eastingM: 0, northingM: 0, lon: 71.43, lat: 51.13 },
    bbox: [71.4, 51.1, 71.45, 51.15],
  },
  city: {
    buildings: [10, 300].map((at, i) => ({
      id: `way/${i + 1}`,
      polygons: [[[at, at, at + 20, at, at + 20, at + 20, at, at + 20]]],
      groundM: 0,
      heightM: 12,
      minHeightM: 0,
      heightSource: 'tagged',
      storeys: 4,
      use: 'house',
      roof: 'flat',
      roofHeightM: 0,
      source: 0,
    })),
    links: [
      {
        id: 'way/9#0',
        fromNode: 0,
        toNode: 1,
        line: [0, 0, 100, 0],
        upM: [0, 0],
        roadClass: 'primary',
        lanesForward: 2,
        lanesBackward: 2,
        lanesSource: 'synthetic',
        speedKmh: 60,
        speedSource: 'tagged',
        widthM: 14,
        isBridge: false,
        isTunnel: false,
        layer: 0,
        isLit: true,
        lengthM: 100,
        source: 0,
      },
    ],
  },
}

let house: House
beforeAll(async () => {
  house = await openHouse({ city: CITY })
  for (const n of [1, 2]) {
    const { datastreams } = await house.things.ensureThing({
      deviceId: `gauge/${n}`,
      name: `gauge ${n}`,
      description: 'a water gauge',
      place: { name: 'river', geometry: { type: 'Point', coordinates: [71.43 + n / 10, 51.13] } },
      datastreams: [
        {
          key: 'levelM',
          name: 'level',
          description: 'level of the water',
          unit: { name: 'metre', symbol: 'm', definition: 'http://unit/m' },
          observedProperty: { name: 'level', definition: 'http://property/level', description: 'level' },
          sensor: { name: 'radar', description: 'radar', metadata: 'v1' },
        },
      ],
      capabilities: [
        {
          key: 'positionShare',
          name: 'sluice',
          description: 'moves the sluice',
          taskingParameters: {
            type: 'DataRecord',
            field: [
              { name: 'positionShare', label: 'open', type: 'Quantity', constraint: { interval: [[0, 1]] } },
              { name: 'pace', type: 'Category', optional: true, constraint: { value: ['slow', 'fast'] } },
            ],
          },
          actuator: { name: 'motor', description: 'motor', metadata: 'm' },
        },
      ],
    })
    const datastreamId = datastreams['levelM'] ?? 0
    await house.things.append(
      [1, 2].map((day) => ({ datastreamId, atMs: Date.UTC(2026, 0, day), result: day + n, quality: { code: 'good' } })),
    )
  }
}, PATIENCE_MS)
afterAll(() => house.close())

const path = (href: unknown): string => (href as string).replace(house.root, '')

describe('the root of the service', () => {
  it('tells where the broker listens', async () => {
    const settings = (await house.get('/v1.1'))['serverSettings']
    const name = 'http://www.opengis.net/spec/iot_sensing/1.1/req/receive-updates-via-mqtt/receive-updates'
    expect(settings?.[name]).toEqual({ endpoints: ['mqtt://localhost:1883'] })
    expect(settings?.['conformance']?.map(said)).toContain(name)
  })
})

describe('a Thing Description', () => {
  it('names properties to read and actions to invoke, by number and by device id', async () => {
    const [first] = await house.get('/things')
    const td = await house.get(path(first?.['href']))
    expect(td).toEqual(await house.get(`/things/${encodeURIComponent('gauge/1')}/td`))
    expect(td).toMatchObject({
      id: 'urn:townhall:thing:gauge%2F1',
      title: 'gauge 1',
      security: ['key'],
      properties: { levelM: { type: 'number', unit: 'm', readOnly: true, '@type': 'http://property/level' } },
      actions: {
        positionShare: {
          input: {
            properties: {
              taskingParameters: {
                required: ['positionShare'],
                properties: {
                  positionShare: { type: 'number', minimum: 0, maximum: 1 },
                  pace: { enum: ['slow', 'fast'] },
                },
              },
            },
          },
        },
      },
    })
    const read = await house.get(path(td['properties']?.['levelM']?.['forms']?.[0]?.['href']))
    expect(read).toBe(3)
    for (const nothing of ['none', 'none/observe'])
      expect((await house.ask('GET', `/things/1/properties/${nothing}`)).body).toMatchObject({
        code: 404,
        error: 'gauge 1 has no property none',
      })
    const invoke = path(td['actions']?.['positionShare']?.['forms']?.[0]?.['href'])
    expect((await house.ask('POST', invoke, { taskingParameters: { positionShare: 0.5 } })).status).toBe(201)
    expect((await house.ask('GET', '/things/nobody/td')).status).toBe(404)
    expect((await house.ask('GET', "/things/o'brien/td")).status).toBe(404)
  })
})

describe('OGC API Features', () => {
  it('has a landing page whose links lead on', async () => {
    const landing = await house.get('/ogc')
    for (const rel of ['self', 'service-desc', 'conformance', 'data']) {
      const link = landing['links']?.map((one) => one).find((one) => said(one['rel']) === rel)
      expect((await house.ask('GET', path(link?.['href']))).status, rel).toBe(200)
    }
    expect((await house.get('/ogc/conformance'))['conformsTo']?.map(said).join()).toContain(
      'ogcapi-features-1/1.0/conf/core',
    )
    const collections = (await house.get('/ogc/collections'))['collections']
    expect(collections?.map(({ id, extent }) => [id, extent?.['spatial']?.['bbox']])).toEqual([
      ['things', undefined],
      ['buildings', [[71.4, 51.1, 71.45, 51.15]]],
      ['roads', [[71.4, 51.1, 71.45, 51.15]]],
    ])
    expect((await house.get('/ogc/api'))['paths']).toHaveProperty('/collections/things/items')
  })

  it('gives things, buildings and roads as GeoJSON in degrees, by page', async () => {
    const things = await house.get('/ogc/collections/things/items?limit=1')
    expect(things).toMatchObject({ type: 'FeatureCollection', numberMatched: 2, numberReturned: 1 })
    expect(things['features']?.[0]).toMatchObject({ geometry: { type: 'Point' }, properties: { name: 'gauge 1' } })
    const next = things['links']?.map((one) => one).find((one) => said(one['rel']) === 'next')
    expect((await house.get(path(next?.['href'])))['features']?.[0]?.['id']).toBe(2)
    const [building] = (await house.get('/ogc/collections/buildings/items'))['features'] ?? []
    expect(building).toMatchObject({ id: 'way/1', properties: { heightM: 12, use: 'house' } })
    expect(Number(building?.['geometry']?.['coordinates']?.[0]?.[0]?.[0])).toBeCloseTo(71.43014, 4)
    expect(building?.['geometry']?.['coordinates']?.[0]?.length).toBe(5)
    const road = await house.get(`/ogc/collections/roads/items/${encodeURIComponent('way/9#0')}`)
    expect(road).toMatchObject({
      type: 'Feature',
      geometry: { type: 'LineString' },
      properties: { roadClass: 'primary' },
    })
  })

  it('filters by box and by time', async () => {
    const ids = async (query: string): Promise<unknown> =>
      (await house.get(`/ogc/collections/${query}`))['features']?.map(({ id }) => id)
    expect(await ids('things/items?bbox=71.5,51,71.6,52')).toEqual([1])
    expect(await ids('things/items?bbox=71.5,51,0,71.8,52,10')).toEqual([1, 2])
    expect(await ids('buildings/items?bbox=71.43,51.13,71.4305,51.1305')).toEqual(['way/1'])
    expect(await ids('things/items?datetime=2026-01-01T12:00:00Z')).toEqual([1, 2])
    expect(await ids('things/items?datetime=../2025-01-01T00:00:00Z')).toEqual([])
  })

  it('refuses what it does not know', async () => {
    for (const query of [
      'bbox=1,2,3',
      'bbox=a,b,c,d',
      'bbox=5,5,1,1',
      'limit=0',
      'limit=x',
      'datetime=yesterday',
      'colour=red',
      'limit=1&limit=2',
      'f=xml',
    ])
      expect((await house.ask('GET', `/ogc/collections/things/items?${query}`)).status, query).toBe(400)
    expect((await house.ask('GET', '/ogc/collections/none/items')).status).toBe(404)
    expect((await house.ask('GET', '/ogc/collections/buildings/items/none')).status).toBe(404)
    expect((await house.get('/ogc/collections/things/items?limit=1000000'))['numberReturned']).toBe(2)
  })
})

describe('NGSI-LD', () => {
  it('gives entities with their place and the newest values', async () => {
    const [first, second] = await house.get('/ngsi-ld/v1/entities?type=Device')
    expect(first).toMatchObject({
      id: 'urn:ngsi-ld:Device:gauge%2F1',
      type: 'Device',
      location: { type: 'GeoProperty', value: { type: 'Point' } },
      levelM: { type: 'Property', value: 3, observedAt: '2026-01-02T00:00:00.000Z', quality: { value: 'good' } },
    })
    expect(
      await house.get(
        `/ngsi-ld/v1/entities/${encodeURIComponent(said(second?.['id']))}?options=keyValues&attrs=levelM`,
      ),
    ).toMatchObject({
      type: 'Device',
      levelM: 4,
    })
    expect((await house.get('/ngsi-ld/v1/entities?limit=1&offset=1')).length).toBe(1)
    expect((await house.get('/ngsi-ld/v1/entities?type=Vehicle')).length).toBe(0)
    expect((await house.ask('GET', '/ngsi-ld/v1/entities?q=levelM>3')).status).toBe(400)
    expect((await house.ask('GET', '/ngsi-ld/v1/entities/urn:ngsi-ld:Device:none')).status).toBe(404)
  })
})
