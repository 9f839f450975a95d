// What the ingest relies on: devices described again and again, observations appended by the thousand, each once, and kept
// over a kill -9.
import { fork } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folder } from '../journal/testing.ts'
import type { Description, NewObservation, StoredObservation } from './contract.ts'
import { type House, openHouse, PATIENCE_MS } from './testing.ts'
import { openThings } from './things.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
}, PATIENCE_MS)
afterAll(() => house.close())

const aGauge = (deviceId: string, eastDeg = 71.4): Description => ({
  deviceId,
  name: `gauge ${deviceId}`,
  description: 'a water gauge',
  properties: { kind: 'gauge' },
  place: { name: 'the river', geometry: { type: 'Point', coordinates: [eastDeg, 51.1] } },
  datastreams: ['levelM', 'flowM3S'].map((key) => ({
    key,
    name: key,
    description: key,
    unit: { name: key, symbol: key, definition: `http://unit/${key}` },
    observedProperty: { name: key, definition: `http://property/${key}`, description: key },
    sensor: { name: 'radar', description: 'radar', metadata: 'v1' },
  })),
  capabilities: [
    {
      key: 'positionShare',
      name: 'sluice',
      description: 'moves the sluice',
      taskingParameters: { type: 'DataRecord', field: [{ name: 'positionShare', type: 'Quantity' }] },
      actuator: { name: 'motor', description: 'motor', metadata: 'm' },
    },
  ],
})

describe('a described device', () => {
  it('is made once, whole, and found again by its id', async () => {
    const first = await house.things.ensureThing(aGauge('g1'))
    expect(first.isNew).toBe(true)
    const again = await house.things.ensureThing(aGauge('g1'))
    expect(again).toEqual({ ...first, isNew: false })
    const other = await house.things.ensureThing(aGauge('g2'))
    expect(other.thingId).not.toBe(first.thingId)
    const thing = await house.get(
      `Things(${first.thingId})?$expand=Locations,HistoricalLocations,Datastreams($expand=Sensor,ObservedProperty),TaskingCapabilities/Actuator`,
    )
    expect(thing).toMatchObject({
      properties: { kind: 'gauge', deviceId: 'g1' },
      Locations: [{ name: 'the river' }],
      HistoricalLocations: [{}],
      Datastreams: [{ properties: { key: 'levelM' }, Sensor: { name: 'radar' } }, { properties: { key: 'flowM3S' } }],
      TaskingCapabilities: [{ properties: { key: 'positionShare' }, Actuator: { name: 'motor' } }],
    })
    for (const [set, n] of Object.entries({ Sensors: 1, ObservedProperties: 2, Actuators: 1, Datastreams: 4 }))
      expect((await house.get(`${set}?$count=true`))['@iot.count'], set).toBe(n)
  })

  it('that changed or moved is brought up to date, and its way is written down', async () => {
    const { thingId } = await house.things.ensureThing(aGauge('g3'))
    await house.things.ensureThing({ ...aGauge('g3', 71.5), name: 'renamed' })
    const thing = await house.get(`Things(${thingId})?$expand=Locations,HistoricalLocations`)
    expect(thing['name']).toBe('renamed')
    expect(thing['Locations']?.[0]?.['location']).toEqual({ type: 'Point', coordinates: [71.5, 51.1] })
    expect(thing['HistoricalLocations']?.length).toBe(2)
  })
})

describe('appending', () => {
  it('stores each value once, with its raw value and quality, and tells of it', async () => {
    const { datastreams } = await house.things.ensureThing(aGauge('a1'))
    const level = datastreams['levelM'] ?? 0
    const heard: StoredObservation[] = []
    const stop = house.things.onObservations((stored) => heard.push(...stored))
    const given: NewObservation[] = [
      { datastreamId: level, atMs: 1000, result: 1.5, quality: { code: 'good' } },
      { datastreamId: level, atMs: 2000, result: 1.5, raw: 150, quality: { code: 'suspect', why: 'unit' } },
      { datastreamId: level, atMs: 3000, result: 'dry' },
      { datastreamId: level, atMs: 3000, result: 'dry' },
      { datastreamId: level, atMs: 4000, result: { depth: 1 }, resultTimeMs: 5000, parameters: { n: 1 } },
    ]
    const first = await house.things.append(given)
    expect(first).toMatchObject({ stored: 4, repeats: 1, refused: [] })
    expect(first.ids.map((id) => id === null)).toEqual([false, false, false, true, false])
    const again = await house.things.append([...given.toReversed(), { datastreamId: level, atMs: 1000, result: 1.6 }])
    expect(again).toMatchObject({ stored: 1, repeats: 5, refused: [] })
    const page = await house.get(
      `Datastreams(${level})/Observations?$select=result,resultQuality,resultTime,parameters&$orderby=phenomenonTime,id`,
    )
    expect(page['value']).toEqual([
      { result: 1.5, resultTime: null, resultQuality: { code: 'good' } },
      { result: 1.6, resultTime: null },
      { result: 1.5, resultTime: null, resultQuality: { code: 'suspect', why: 'unit' }, parameters: { raw: 150 } },
      { result: 'dry', resultTime: null },
      { result: { depth: 1 }, resultTime: '1970-01-01T00:00:05.000Z', parameters: { n: 1 } },
    ])
    await expect.poll(() => heard.length).toBe(5)
    expect(heard[1]).toMatchObject({ ...given[1], thing: 'a1', key: 'levelM', id: first.ids[1] })
    expect((await house.get(`Datastreams(${level})`))['phenomenonTime']).toBe(
      '1970-01-01T00:00:01.000Z/1970-01-01T00:00:04.000Z',
    )
    stop()
  })

  it('refuses what cannot be stored, by its place, and stores the rest', async () => {
    const { datastreams } = await house.things.ensureThing(aGauge('a2'))
    const datastreamId = datastreams['levelM'] ?? 0
    const outcome = await house.things.append([
      { datastreamId, atMs: 1, result: Number.NaN },
      { datastreamId: 99_999, atMs: 1, result: 1 },
      { datastreamId, atMs: Number.POSITIVE_INFINITY, result: 1 },
      { datastreamId, atMs: 253_402_300_800_000, result: 1 },
      { datastreamId, atMs: 1, result: { deep: [1, Number.POSITIVE_INFINITY] } },
      { datastreamId, atMs: 1, result: 1 },
    ])
    expect(outcome.stored).toBe(1)
    expect(outcome.refused.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4])
    expect(outcome.refused[1]?.reason).toContain('Datastream 99999')
  })

  it('is of the place where the device is then, and of the device itself when it has none', async () => {
    const { datastreams } = await house.things.ensureThing(aGauge('a3'))
    const datastreamId = datastreams['levelM'] ?? 0
    await house.things.append([{ datastreamId, atMs: 1, result: 1 }])
    await house.things.ensureThing(aGauge('a3', 71.9))
    await house.things.append([{ datastreamId, atMs: 2, result: 1 }])
    const page = await house.get(`Datastreams(${datastreamId})/Observations?$expand=FeatureOfInterest`)
    expect(page['value']?.map((one) => one['FeatureOfInterest']?.['feature']?.['coordinates']?.[0])).toEqual([
      71.4, 71.9,
    ])
    expect((await house.get(`Datastreams(${datastreamId})`))['observedArea']?.['type']).toBe('LineString')
    const { place: _place, ...nowhere } = aGauge('a4')
    const placeless = await house.things.ensureThing(nowhere)
    await house.things.append([{ datastreamId: placeless.datastreams['levelM'] ?? 0, atMs: 1, result: 1 }])
    const [one] =
      (await house.get(`Datastreams(${placeless.datastreams['levelM']})/Observations?$expand=FeatureOfInterest`))[
        'value'
      ] ?? []
    expect(one?.['FeatureOfInterest']?.['feature']).toBe('gauge a4')
  })

  it('takes 20,000 observations in many calls at once', async () => {
    const { datastreams } = await house.things.ensureThing(aGauge('a5'))
    const datastreamId = datastreams['flowM3S'] ?? 0
    const calls = Array.from({ length: 200 }, (_, call) =>
      house.things.append(Array.from({ length: 100 }, (_, i) => ({ datastreamId, atMs: call * 100 + i, result: i }))),
    )
    const outcomes = await Promise.all(calls)
    expect(outcomes.every(({ stored, ids }) => stored === 100 && ids.length === 100)).toBe(true)
    expect((await house.get(`Datastreams(${datastreamId})/Observations?$count=true&$top=0`))['@iot.count']).toBe(20_000)
  })
})

describe('after kill -9', () => {
  it('everything that was acknowledged is there, and once when it is sent again', async () => {
    const { where, remove } = folder()
    const child = fork(new URL('./testing-writer.ts', import.meta.url), [where.dir], {
      silent: true,
      serialization: 'json',
    })
    let acknowledged = 0
    await new Promise<void>((done) => {
      child.on('message', (upTo: number) => {
        acknowledged = upTo
        if (upTo >= 3000) child.kill('SIGKILL')
      })
      child.on('exit', () => done())
    })
    expect(acknowledged).toBeGreaterThanOrEqual(3000)
    const things = await openThings({ dir: where.dir })
    try {
      const { datastreams } = await things.ensureThing(aGauge('killed'))
      const datastreamId = datastreams['levelM'] ?? 0
      const again = await things.append(
        Array.from({ length: acknowledged }, (_, atMs) => ({ datastreamId, atMs, result: atMs })),
      )
      expect(again).toMatchObject({ stored: 0, repeats: acknowledged })
    } finally {
      await things.close()
      await remove()
    }
  })
})
