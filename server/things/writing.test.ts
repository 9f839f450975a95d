// Making, changing and deleting as the standard says (18-088 annex A: create-update-delete), over HTTP.
import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest'
import { entities, type EntityName } from './model.ts'
import { aDatastream, aThing, type House, openHouse, said, PATIENCE_MS } from './testing.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
}, PATIENCE_MS)
afterAll(() => house.close())
beforeEach(async () => {
  for (const set of ['Things', 'Locations', 'Sensors', 'ObservedProperties', 'FeaturesOfInterest', 'Actuators'])
    await house.ask('DELETE', `${set}?$filter=id%20gt%200`)
})

const count = async (set: string): Promise<unknown> => (await house.get(`${set}?$count=true&$top=0`))['@iot.count']
const counts = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(await Promise.all(entities({ hasTasking: false }).map(async ({ set }) => [set, await count(set)])))
const point = { type: 'Point', coordinates: [71.4, 51.1] }
const aFeature = { name: 'f', description: 'f', encodingType: 'application/geo+json', feature: point }
const latest = async (set: string): Promise<number> =>
  Number((await house.get(`${set}?$orderby=id desc&$top=1`))['value']?.[0]?.['@iot.id'])

describe('POST', () => {
  it('answers 201 with the address and the entity', async () => {
    const { status, location, body } = await house.ask('POST', 'Things', { name: 'a', description: 'b' })
    expect(status).toBe(201)
    expect(location).toBe(`${house.root}/v1.1/Things(${said(body['@iot.id'])})`)
    expect(body).toMatchObject({ name: 'a', description: 'b', '@iot.selfLink': location })
    expect((await house.ask('GET', location.replace(house.root, ''))).body).toEqual(body)
  })

  it('makes everything inside a thing at once', async () => {
    const body = aThing(1)
    const observation = { phenomenonTime: '2015-03-01T00:10:00Z', result: 10, FeatureOfInterest: aFeature }
    const id = await house.post('Things', {
      ...body,
      Datastreams: [{ ...aDatastream(1), Observations: [observation, { result: 11 }] }],
    })
    const thing = await house.get(
      `Things(${id})?$expand=Locations,HistoricalLocations/Locations,Datastreams($expand=Sensor,ObservedProperty,Observations/FeatureOfInterest)`,
    )
    expect(thing).toMatchObject({
      Locations: [{ name: 'location 1' }],
      HistoricalLocations: [{ Locations: [{ name: 'location 1' }] }],
      Datastreams: [
        {
          name: 'datastream 1',
          Sensor: { metadata: 'Light flux sensor' },
          ObservedProperty: { name: 'flux 1' },
          Observations: [
            { result: 10, FeatureOfInterest: { name: 'f' } },
            { result: 11, FeatureOfInterest: { name: 'location 1' } },
          ],
        },
      ],
    })
  })

  it('makes what is inside in every direction', async () => {
    const { Datastreams: _none, ...thing } = aThing(3)
    const observation = { result: 5, FeatureOfInterest: aFeature, Datastream: { ...aDatastream(3), Thing: thing } }
    const id = await house.post('Observations', observation)
    expect(await house.get(`Observations(${id})/Datastream/Thing?$expand=Locations`)).toMatchObject({
      name: 'thing 3',
      Locations: [{ name: 'location 3' }],
    })
    const Thing = { '@iot.id': await latest('Things') }
    const { Sensor, ObservedProperty, ...rest } = aDatastream(4)
    // The types of a literal's parts are the test's own.
    const sensor = await house.post('Sensors', {
      ...(Sensor as object),
      Datastreams: [{ ...rest, Thing, ObservedProperty, Observations: [{ result: 6 }] }],
    })
    const [made] =
      (await house.get(`Sensors(${sensor})/Datastreams?$expand=Observations/FeatureOfInterest`))['value'] ?? []
    expect(made).toMatchObject({ Observations: [{ result: 6, FeatureOfInterest: { name: 'location 3' } }] })
    const Datastream = { '@iot.id': Number(made?.['@iot.id']) }
    const feature = await house.post('FeaturesOfInterest', { ...aFeature, Observations: [{ result: 7, Datastream }] })
    expect((await house.get(`FeaturesOfInterest(${feature})/Observations`))['value']?.length).toBe(1)
    const place = { name: 'p', description: 'p', encodingType: 'application/geo+json', location: point }
    const location = await house.post('Locations', { ...place, Things: [{ name: 'new', description: 'new' }] })
    expect((await house.get(`Locations(${location})/Things?$expand=HistoricalLocations`))['value']).toMatchObject([
      { name: 'new', HistoricalLocations: [{}] },
    ])
  })

  it('makes nothing when something inside is missing', async () => {
    const thing = await house.post('Things', { name: 'bare', description: 'no place' })
    const before = await counts()
    const { Sensor, ObservedProperty, ...rest } = aDatastream(1)
    const Thing = { '@iot.id': thing }
    const incomplete: [string, unknown, string][] = [
      ['Things', { ...aThing(1), Datastreams: [{ ...rest, ObservedProperty }] }, 'Sensor'],
      ['Datastreams', { ...rest, Thing, ObservedProperty, Observations: [{ result: 1 }] }, 'Sensor'],
      ['Datastreams', { ...rest, Thing, Sensor }, 'ObservedProperty'],
      ['Datastreams', { ...rest, Sensor, ObservedProperty }, 'Thing'],
      ['Datastreams', { ...rest, Sensor, ObservedProperty, Thing: { '@iot.id': 999 } }, 'Thing 999'],
      ['Datastreams', { ...aDatastream(1), Thing, Observations: [{ result: 1 }] }, 'Location'],
      ['Observations', { result: 1 }, 'Datastream'],
      ['Things', { name: 'no description' }, 'description'],
      ['Things', { name: 1, description: 'x' }, 'name'],
      ['Things', { name: 'x', description: 'x', colour: 'red' }, 'colour'],
      ['Locations', { name: 'x', description: 'x', encodingType: 'application/geo+json', location: 'here' }, 'GeoJSON'],
      ['HistoricalLocations', { time: 'yesterday', Thing }, 'time'],
    ]
    for (const [set, body, word] of incomplete) {
      const { status, body: said } = await house.ask('POST', set, body)
      expect(status, word).toBe(400)
      expect(said['error']).toContain(word)
    }
    expect(await counts()).toEqual(before)
  })

  it('below an entity belongs to it', async () => {
    const thing = await house.post('Things', aThing(1))
    const datastream = await house.post(`Things(${thing})/Datastreams`, aDatastream(2))
    expect((await house.get(`Datastreams(${datastream})/Thing`))['@iot.id']).toBe(thing)
    expect((await house.ask('POST', `Things(${thing})`, {})).status).toBe(405)
    expect((await house.ask('POST', 'Things(99999)/Datastreams', aDatastream(3))).status).toBe(404)
  })
})

describe('results', () => {
  it('come back as what they are, whatever that is', async () => {
    const thing = await house.post('Things', aThing(1))
    const datastream = Number((await house.get(`Things(${thing})/Datastreams`))['value']?.[0]?.['@iot.id'])
    for (const result of [
      1,
      1.23,
      -0.5,
      1e308,
      'fourty two',
      '12',
      true,
      false,
      null,
      [1.5, 'a', true],
      { number: 1.23, text: 'x' },
    ]) {
      const id = await house.post(`Datastreams(${datastream})/Observations`, { result })
      expect(await house.get(`Observations(${id})/result`)).toEqual({ result })
    }
    const { location } = await house.ask(
      'POST',
      `Datastreams(${datastream})/Observations`,
      '{"result": -8234982349823498234}',
    )
    expect((await house.ask('GET', location.replace(house.root, ''))).text).toContain('"result":-8234982349823498234,')
  })
})

describe('features of interest', () => {
  it('are made once for the place of the thing', async () => {
    const thing = await house.post('Things', aThing(1))
    const datastream = await latest('Datastreams')
    const features: unknown[] = []
    for (const result of [1, 2]) {
      const id = await house.post(`Datastreams(${datastream})/Observations`, { result })
      const feature = await house.get(`Observations(${id})/FeatureOfInterest`)
      expect(feature['feature']).toEqual({ type: 'Point', coordinates: [-116.05, 51.05] })
      features.push(feature['@iot.id'])
    }
    expect(features[0]).toBe(features[1])
    await house.ask('PATCH', `Locations(${await latest('Locations')})`, { location: point })
    const moved = await house.post(`Datastreams(${datastream})/Observations`, { result: 3 })
    expect((await house.get(`Observations(${moved})/FeatureOfInterest`))['feature']).toEqual(point)
    expect((await house.get(`Things(${thing})/Datastreams`))['value']?.[0]?.['observedArea']?.['type']).toBe('Polygon')
  })

  it('are of the place that has a geometry, of several', async () => {
    const text = (name: string) => ({ name, description: name, encodingType: 'text/plain', location: '' })
    const place = { name: 'geo', description: 'geo', encodingType: 'application/geo+json', location: point }
    await house.post('Things', { ...aThing(1), Locations: [text('address'), place, text('way')] })
    const id = await house.post(`Datastreams(${await latest('Datastreams')})/Observations`, { result: 1 })
    expect((await house.get(`Observations(${id})/FeatureOfInterest`))['name']).toBe('geo')
  })
})

describe('places', () => {
  const location = (name: string) => ({
    name,
    description: name,
    encodingType: 'application/geo+json',
    location: point,
  })

  it('of a thing are written down each time they change', async () => {
    const thing = await house.post('Things', { name: 'a', description: 'a' })
    expect(await count(`Things(${thing})/HistoricalLocations`)).toBe(0)
    const one = await house.post('Locations', location('one'))
    await house.ask('PATCH', `Things(${thing})`, { Locations: [{ '@iot.id': one }] })
    await house.post('Locations', { ...location('two'), Things: [{ '@iot.id': thing }] })
    await house.post(`Things(${thing})/Locations`, location('three'))
    expect((await house.get(`Things(${thing})/Locations?$select=name`))['value']).toEqual([{ name: 'three' }])
    const past = await house.get(`Things(${thing})/HistoricalLocations?$expand=Locations($select=name)&$select=time`)
    expect(past['value']?.map(({ Locations }) => Locations?.[0]?.['name'])).toEqual(['one', 'two', 'three'])
  })

  it('follow the newest historical location, not an older one', async () => {
    const thing = await house.post('Things', { ...aThing(1), Datastreams: [] })
    const [two, three] = [
      await house.post('Locations', location('two')),
      await house.post('Locations', location('three')),
    ]
    const now = async () => (await house.get(`Things(${thing})/Locations?$select=name`))['value']
    const moment = (time: string, id: number) =>
      house.post('HistoricalLocations', { time, Thing: { '@iot.id': thing }, Locations: [{ '@iot.id': id }] })
    await house.ask('PATCH', `HistoricalLocations(${await latest('HistoricalLocations')})`, {
      time: '2016-01-01T06:00:00Z',
    })
    await moment('2016-01-01T07:00:00Z', two)
    expect(await now()).toEqual([{ name: 'two' }])
    await moment('2016-01-01T05:00:00Z', three)
    expect(await now()).toEqual([{ name: 'two' }])
    expect(await count(`Things(${thing})/HistoricalLocations`)).toBe(3)
  })
})

describe('PATCH and PUT', () => {
  it('change what is given; PUT empties the rest', async () => {
    const id = await house.post('Things', { name: 'a', description: 'a', properties: { x: 1 } })
    const patched = await house.ask('PATCH', `Things(${id})`, { description: 'b' })
    expect(patched.status).toBe(200)
    expect(patched.body).toMatchObject({ name: 'a', description: 'b', properties: { x: 1 } })
    const put = await house.ask('PUT', `Things(${id})`, { name: 'c', description: 'd' })
    expect(put.status).toBe(200)
    expect(put.body).not.toHaveProperty('properties')
    expect(await house.get(`Things(${id})`)).toMatchObject({ name: 'c', description: 'd' })
  })

  it('change each kind of entity', async () => {
    await house.post('Things', { ...aThing(1), Datastreams: [{ ...aDatastream(1), Observations: [{ result: 1 }] }] })
    const changes: [string, Record<string, unknown>][] = [
      ['Locations', { location: point }],
      ['HistoricalLocations', { time: '2015-07-01T00:00:00.000Z' }],
      ['Sensors', { metadata: 'PATCHED' }],
      ['ObservedProperties', { description: 'PATCHED' }],
      ['FeaturesOfInterest', { feature: point }],
      ['Datastreams', { unitOfMeasurement: { name: 'Entropy', symbol: 'S', definition: 'x' } }],
      ['Observations', { phenomenonTime: '2015-07-01T00:40:00.000Z', result: '99' }],
    ]
    for (const [set, change] of changes)
      for (const method of ['PATCH', 'PUT']) {
        const path = `${set}(${await latest(set)})`
        expect((await house.ask(method, path, change)).status, `${method} ${set}`).toBe(200)
        expect(await house.get(path)).toMatchObject(change)
      }
    expect((await house.get('Datastreams'))['value']?.[0]?.['phenomenonTime']).toBe(
      '2015-07-01T00:40:00.000Z/2015-07-01T00:40:00.000Z',
    )
  })

  it('link what is related, and refuse to make it', async () => {
    await house.post('Things', aThing(1))
    const other = await house.post('Things', { name: 'other', description: 'other' })
    const datastream = `Datastreams(${await latest('Datastreams')})`
    expect((await house.ask('PATCH', datastream, { Thing: { '@iot.id': other } })).status).toBe(200)
    expect((await house.get(`${datastream}/Thing`))['@iot.id']).toBe(other)
    const { Sensor, ObservedProperty } = aDatastream(9)
    const inline: [string, unknown][] = [
      [`Things(${other})`, { Locations: aThing(9)['Locations'] }],
      [`Things(${other})`, { Datastreams: [{ name: 'x' }] }],
      [`Sensors(${await latest('Sensors')})`, { Datastreams: [{ name: 'x', Thing: { '@iot.id': other } }] }],
      [datastream, { ObservedProperty }],
      [datastream, { Sensor }],
      [datastream, { Thing: { name: 't', description: 't' } }],
      [datastream, { Observations: [{ result: 1 }] }],
    ]
    for (const [path, body] of inline) expect((await house.ask('PATCH', path, body)).status, path).toBe(400)
    expect((await house.ask('PATCH', 'Things(99999)', { name: 'x' })).status).toBe(404)
    expect((await house.ask('PATCH', 'Things', { name: 'x' })).status).toBe(405)
    expect((await house.ask('PATCH', `Things(${other})`, { name: null })).status).toBe(400)
  })

  it('take a JSON Patch', async () => {
    const id = await house.post('Things', { name: 'a', description: 'a' })
    const patch = (operations: unknown) =>
      house.ask('PATCH', `Things(${id})`, operations, { 'content-type': 'application/json-patch+json' })
    expect((await patch([{ op: 'add', path: '/properties', value: { key1: 1 } }])).status).toBe(200)
    await patch([
      { op: 'copy', from: '/properties/key1', path: '/properties/keyCopy1' },
      { op: 'move', from: '/properties/key1', path: '/properties/key2' },
      { op: 'replace', path: '/description', value: 'b' },
    ])
    expect(await house.get(`Things(${id})`)).toMatchObject({ description: 'b', properties: { keyCopy1: 1, key2: 1 } })
    expect((await house.get(`Things(${id})`))['properties']).not.toHaveProperty('key1')
    expect((await patch([{ op: 'test', path: '/name', value: 'z' }])).status).toBe(400)
    expect((await patch([{ op: 'remove', path: '/nothing' }])).status).toBe(400)
    expect((await patch({ op: 'add' })).status).toBe(400)
  })
})

describe('DELETE', () => {
  const ALL = [
    'Thing',
    'Location',
    'HistoricalLocation',
    'Datastream',
    'Sensor',
    'ObservedProperty',
    'Observation',
    'FeatureOfInterest',
  ]
  const GOES: Record<string, EntityName[]> = {
    Thing: ['Thing', 'Datastream', 'HistoricalLocation', 'Observation'],
    Location: ['Location', 'HistoricalLocation'],
    HistoricalLocation: ['HistoricalLocation'],
    Datastream: ['Datastream', 'Observation'],
    Sensor: ['Sensor', 'Datastream', 'Observation'],
    ObservedProperty: ['ObservedProperty', 'Datastream', 'Observation'],
    Observation: ['Observation'],
    FeatureOfInterest: ['FeatureOfInterest', 'Observation'],
  }
  for (const [name, goes] of Object.entries(GOES))
    it(`of a ${name} takes along ${goes.slice(1).join(', ') || 'nothing'}`, async () => {
      await house.post('Things', { ...aThing(1), Datastreams: [{ ...aDatastream(1), Observations: [{ result: 1 }] }] })
      const setOf = (one: string) => entities({ hasTasking: true }).find((entity) => entity.name === one)?.set ?? ''
      const path = `${setOf(name)}(${await latest(setOf(name))})`
      expect((await house.ask('DELETE', path)).status).toBe(200)
      expect((await house.ask('GET', path)).status).toBe(404)
      expect((await house.ask('DELETE', path)).status).toBe(404)
      for (const one of ALL) expect(await count(setOf(one)), one).toBe(goes.some((gone) => gone === one) ? 0 : 1)
    })

  it('of observations shortens what their datastream says of its time', async () => {
    await house.post('Things', aThing(1))
    const datastream = `Datastreams(${await latest('Datastreams')})`
    for (const day of ['01', '02', '03', '04'])
      await house.post(`${datastream}/Observations`, { result: 1, phenomenonTime: `2020-01-${day}T00:00:00Z` })
    expect(
      (
        await house.ask(
          'DELETE',
          `${datastream}/Observations?$filter=${encodeURIComponent('phenomenonTime lt 2020-01-03T00:00:00Z')}`,
        )
      ).status,
    ).toBe(200)
    expect((await house.get(datastream))['phenomenonTime']).toBe('2020-01-03T00:00:00.000Z/2020-01-04T00:00:00.000Z')
    await house.ask('DELETE', `Observations(${await latest('Observations')})`)
    expect((await house.get(datastream))['phenomenonTime']).toBe('2020-01-03T00:00:00.000Z/2020-01-03T00:00:00.000Z')
    expect((await house.ask('DELETE', 'Things')).status).toBe(405)
  })
})

describe('who may write', () => {
  it('is asked for a key; reading is public', async () => {
    const guarded = await openHouse({ mayWrite: (key) => key === 'Bearer right' })
    try {
      const thing = { name: 'a', description: 'b' }
      const refused = await guarded.ask('POST', 'Things', thing)
      expect(refused.status).toBe(401)
      expect(refused.body['error']).toContain('key')
      for (const method of ['PATCH', 'PUT', 'DELETE'])
        expect((await guarded.ask(method, 'Things(1)', {})).status).toBe(401)
      expect((await guarded.ask('POST', 'Things', thing, { authorization: 'Bearer right' })).status).toBe(201)
      expect((await guarded.get('Things'))['value']?.length).toBe(1)
    } finally {
      await guarded.close()
    }
  })
})
