// Data arrays in and out, GeoJSON, tasking, and what MQTT is given: topics made and heard (18-088 clauses 12 to 14, 17-079r1).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holderOf } from '../identity/asker.ts'
import type { NewTask, Publication } from './contract.ts'
import { requestTasks, type TaskRequest } from './task-requests.ts'
import { aDatastream, aThing, type House, openHouse, said, PATIENCE_MS } from './testing.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  await house.post('Things', { ...aThing(1), Datastreams: [aDatastream(1), aDatastream(2)] })
  for (const result of [1, 2])
    for (const n of [1, 2])
      await house.post(`Datastreams(${n})/Observations`, { result, phenomenonTime: '2016-01-01T00:00:00Z' })
}, PATIENCE_MS)
afterAll(() => house.close())

describe('data arrays', () => {
  it('give observations in a table for each datastream', async () => {
    const page = await house.get('Observations?$count=true&$top=3&$resultFormat=dataArray')
    expect(page['@iot.count']).toBe(4)
    expect(page['@iot.nextLink']).toContain('$resultFormat=dataArray')
    expect(page['value']?.[0]).toEqual({
      'Datastream@iot.navigationLink': `${house.root}/v1.1/Datastreams(1)`,
      components: ['id', 'phenomenonTime', 'result', 'resultTime', 'resultQuality', 'validTime', 'parameters'],
      'dataArray@iot.count': 2,
      dataArray: [
        [1, '2016-01-01T00:00:00.000Z', 1, null, null, null, null],
        [3, '2016-01-01T00:00:00.000Z', 2, null, null, null, null],
      ],
    })
    const some = await house.get('Datastreams(1)/Observations?$resultFormat=dataArray&$select=result,phenomenonTime')
    expect(some['value']?.[0]?.['components']).toEqual(['phenomenonTime', 'result'])
  })

  it('make observations, each for itself', async () => {
    const { status, body } = await house.ask('POST', 'CreateObservations', [
      {
        Datastream: { '@iot.id': 1 },
        components: ['phenomenonTime', 'result', 'FeatureOfInterest/id'],
        'dataArray@iot.count': 2,
        dataArray: [
          // As the conformance suite writes a zone.
          ['2017-01-01T00:00:00-0700', 10, 1],
          ['2017-01-02T00:00:00Z', 11, 1],
          ['2017-01-03T00:00:00Z', 12, 'probablyNotAValidId'],
        ],
      },
      {
        Datastream: { '@iot.id': 2 },
        components: ['phenomenonTime', 'result'],
        dataArray: [['never', 1], ['2017-01-01T00:00:00Z', 65], ['short']],
      },
    ])
    expect(status).toBe(201)
    expect(body.map((one) => (said(one) === 'error' ? 'error' : 'link'))).toEqual([
      'link',
      'link',
      'error',
      'error',
      'link',
      'error',
    ])
    const at = (n: number) => house.get(said(body[n]).replace(house.root, ''))
    expect(await at(0)).toMatchObject({ result: 10, phenomenonTime: '2017-01-01T07:00:00.000Z' })
    expect((await at(1))['result']).toBe(11)
    expect((await house.ask('POST', 'CreateObservations', {})).status).toBe(400)
    expect((await house.ask('POST', 'CreateObservations', [{ components: [] }])).status).toBe(400)
  })
})

describe('GeoJSON', () => {
  it('gives features with the geometry of each', async () => {
    for (const set of ['Locations', 'FeaturesOfInterest', 'Datastreams', 'Things', 'Observations']) {
      const collection = await house.get(`${set}?$resultFormat=GeoJSON&$top=1&$count=true`)
      expect(collection['type']).toBe('FeatureCollection')
      expect(collection['features']?.[0]).toMatchObject({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [-116.05, 51.05] },
        properties: { '@iot.selfLink': `${house.root}/v1.1/${set}(1)` },
      })
    }
  })
})

describe('tasking', () => {
  const aCapability = {
    name: 'open',
    description: 'opens a barrier',
    taskingParameters: {
      type: 'DataRecord',
      field: [
        { name: 'share', label: 'Share', type: 'Quantity', constraint: { type: 'AllowedValues', interval: [[0, 1]] } },
        {
          name: 'mode',
          type: 'Category',
          constraint: { type: 'AllowedTokens', value: ['slow', 'fast'] },
          optional: true,
        },
        { name: 'times', type: 'Count', optional: true },
        { name: 'quiet', type: 'Boolean', optional: true },
      ],
    },
    Thing: { '@iot.id': 1 },
    Actuator: { name: 'motor', description: 'motor', encodingType: 'text/plain', metadata: 'm' },
  }

  it('makes tasks that fit their capability, and tells of them', async () => {
    const told: NewTask[] = []
    const stop = house.things.onTasks((tasks) => told.push(...tasks))
    const capability = await house.post('TaskingCapabilities', aCapability)
    const task = await house.post('Tasks', {
      taskingParameters: { share: 0.5, mode: 'slow' },
      TaskingCapability: { '@iot.id': capability },
    })
    expect(await house.get(`Tasks(${task})?$expand=TaskingCapability/Actuator,TaskingCapability/Thing`)).toMatchObject({
      taskingParameters: { share: 0.5, mode: 'slow' },
      TaskingCapability: { name: 'open', Actuator: { name: 'motor' }, Thing: { name: 'thing 1' } },
    })
    expect(Date.parse(said((await house.get(`Tasks(${task})`))['creationTime']))).toBeGreaterThan(0)
    expect(told).toMatchObject([{ id: task, capabilityId: capability, parameters: { share: 0.5, mode: 'slow' } }])
    expect(told[0]?.by).toEqual(holderOf('operator'))
    stop()
    for (const [parameters, word] of Object.entries({
      '{}': 'missing',
      '{"share":2}': 'may not be 2',
      '{"share":"half"}': 'number',
      '{"share":0.5,"mode":"sideways"}': 'sideways',
      '{"share":0.5,"times":1.5}': 'whole',
      '{"share":0.5,"quiet":1}': 'true or false',
      '{"share":0.5,"colour":1}': 'colour',
    })) {
      const body = { taskingParameters: JSON.parse(parameters) as unknown }
      const { status, body: said } = await house.ask('POST', `TaskingCapabilities(${capability})/Tasks`, body)
      expect(status, parameters).toBe(400)
      expect(said['error']).toContain(word)
    }
    expect((await house.ask('PATCH', `Tasks(${task})`, { taskingParameters: { share: 1 } })).status).toBe(400)
    expect((await house.ask('DELETE', 'Actuators(1)')).status).toBe(200)
    expect((await house.get('Tasks?$count=true'))['@iot.count']).toBe(0)
    expect((await house.get('TaskingCapabilities?$count=true'))['@iot.count']).toBe(0)
    expect((await house.get('Things?$count=true'))['@iot.count']).toBe(1)
  })

  it('asks the city for what a task wishes, and says what came of it', async () => {
    const asked: (TaskRequest & { readonly by: string })[] = []
    const stop = requestTasks({
      things: house.things,
      ask: (request, { id }) => {
        asked.push({ ...request, by: id })
        const ok = request.parameters['share'] === 0.5
        return Promise.resolve(ok ? { ok } : { ok, reason: 'too far' })
      },
      onFault: (error) => {
        throw error
      },
    })
    const parameters = { type: 'DataRecord', field: [{ name: 'share', type: 'Quantity' }] }
    const { capabilities } = await house.things.ensureThing({
      deviceId: 'sluice-1',
      name: 'sluice',
      description: 'sluice',
      datastreams: [],
      capabilities: [
        {
          key: 'set',
          name: 'set',
          description: 'set',
          taskingParameters: parameters,
          actuator: { name: 'motor', description: 'motor', metadata: 'm' },
        },
      ],
    })
    const propertiesOf = async (id: number) => (await house.get(`Tasks(${id})`))['properties']
    const path = `TaskingCapabilities(${capabilities['set']})/Tasks`
    const good = await house.post(path, { taskingParameters: { share: 0.5 }, properties: { simulatedOn: 'try' } })
    const requested = { simulatedOn: 'try', state: 'requested', task: `sta-${good}` }
    await expect.poll(() => propertiesOf(good)).toEqual(requested)
    const bad = await house.post(path, { taskingParameters: { share: 9 } })
    await expect.poll(() => propertiesOf(bad)).toEqual({ state: 'refused', reason: 'too far' })
    expect(asked).toMatchObject([
      { type: 'tasks.request', device: 'sluice-1', parameters: { share: 0.5 }, isDrill: false, simulatedOn: 'try' },
      { parameters: { share: 9 } },
    ])
    expect(asked.map(({ by }) => by)).toEqual(['key:operator', 'key:operator'])
    // Nobody is known who published it.
    const unknown = await house.things.createAt(path, { taskingParameters: { share: 0.5 } }, 'v1.1')
    const { '@iot.id': id } = JSON.parse(unknown.body) as { '@iot.id': number }
    await expect
      .poll(() => propertiesOf(id))
      .toEqual({ state: 'refused', reason: 'nobody is known to have asked for this task' })
    const strange = await house.post('TaskingCapabilities', aCapability)
    const nobodys = await house.post(`TaskingCapabilities(${strange})/Tasks`, { taskingParameters: { share: 0.5 } })
    await expect.poll(() => propertiesOf(nobodys)).toMatchObject({ state: 'refused' })
    stop()
  })

  it('needs an actuator and a thing', async () => {
    const { Actuator: _actuator, ...rest } = aCapability
    expect((await house.ask('POST', 'TaskingCapabilities', rest)).body['error']).toContain('Actuator')
  })
})

describe('MQTT', () => {
  it('makes what is published, at a set or below an entity', async () => {
    const made = await house.things.createAt(
      'Datastreams(1)/Observations',
      '{"result": 42, "phenomenonTime": "2018-01-01T00:00:00Z"}',
      'v1.1',
    )
    expect(made.status).toBe(201)
    const other = await house.things.createAt('Observations', { result: 43, Datastream: { '@iot.id': 2 } }, 'v1.0')
    expect(JSON.parse(other.body)).toMatchObject({ result: 43 })
    expect((await house.things.createAt('Observations', '{', 'v1.1')).status).toBe(400)
    expect((await house.things.createAt('Nowhere', '{}', 'v1.1')).status).toBe(404)
  })

  it('publishes a change to the topics that see it, as a GET of the topic reads', async () => {
    const heard: Publication[] = []
    const stop = house.things.onPublish((publications) => heard.push(...publications))
    const topics = [
      'v1.1/Observations',
      'v1.0/Datastreams(1)/Observations',
      'v1.1/Datastreams(2)/Observations',
      'v1.1/Observations?$select=result,phenomenonTime',
      'v1.1/Things(1)',
      'v1.1/Things(1)/description',
      'v1.1/Things(1)/name',
      'v1.1/Datastreams(1)/Thing',
      'v1.1/Things(77)/Datastreams',
    ]
    for (const topic of topics) expect(await house.things.subscribe(topic), topic).toBeNull()
    const on = (topic: string): unknown[] =>
      heard.filter((one) => one.topic === topic).map(({ payload }) => JSON.parse(payload) as unknown)
    const id = await house.post('Datastreams(1)/Observations', { result: 7, phenomenonTime: '2019-01-01T00:00:00Z' })
    await expect.poll(() => on('v1.1/Observations').length).toBe(1)
    expect(on('v1.1/Observations')).toEqual([await house.get(`Observations(${id})`)])
    expect(on('v1.0/Datastreams(1)/Observations')).toEqual([await house.get(`/v1.0/Observations(${id})`)])
    expect(on('v1.1/Observations?$select=result,phenomenonTime')).toEqual([
      { phenomenonTime: '2019-01-01T00:00:00.000Z', result: 7 },
    ])
    expect(on('v1.1/Datastreams(2)/Observations')).toEqual([])
    await house.ask('PATCH', 'Things(1)', { description: 'changed' })
    await expect.poll(() => on('v1.1/Things(1)/description')).toEqual([{ description: 'changed' }])
    const whole = await house.get('Things(1)')
    expect(on('v1.1/Things(1)')).toEqual([whole])
    expect(on('v1.1/Datastreams(1)/Thing')).toEqual([whole])
    expect(on('v1.1/Things(1)/name')).toEqual([])
    house.things.unsubscribe('v1.1/Things(1)')
    await house.ask('PATCH', 'Things(1)', { description: 'again' })
    await expect.poll(() => on('v1.1/Things(1)/description').length).toBe(2)
    expect(on('v1.1/Things(1)').length).toBe(1)
    stop()
  })

  it('publishes everything that is made inside something, and what is replaced, to each topic that reads it', async () => {
    const heard: Publication[] = []
    const stop = house.things.onPublish((publications) => heard.push(...publications))
    const sets = ['Things', 'Locations', 'HistoricalLocations', 'Datastreams', 'Sensors', 'ObservedProperties']
    const all = [...sets, 'Observations', 'FeaturesOfInterest'].map((set) => `v1.1/${set}`)
    for (const topic of all) expect(await house.things.subscribe(topic), topic).toBeNull()
    const on = (topic: string) =>
      heard.filter((one) => one.topic === topic).map(({ payload }) => JSON.parse(payload) as { '@iot.id': number })
    const inside = { ...aDatastream(8), Observations: [{ result: 1, phenomenonTime: '2020-01-01T00:00:00Z' }] }
    const thing = await house.post('Things', { ...aThing(8), Datastreams: [inside] })
    await expect.poll(() => all.map((topic) => on(topic).length)).toEqual(all.map(() => 1))
    for (const topic of all) {
      const [one] = on(topic)
      expect(one, topic).toEqual(await house.get(`${topic.slice('v1.1/'.length)}(${one?.['@iot.id']})`))
    }
    const datastream = on('v1.1/Datastreams')[0]?.['@iot.id']
    const observation = on('v1.1/Observations')[0]?.['@iot.id']
    const relative = [
      `Datastreams(${datastream})/Observations`,
      `Observations(${observation})`,
      `Things(${thing})/Datastreams`,
    ]
    for (const path of relative) expect(await house.things.subscribe(`v1.1/${path}`), path).toBeNull()
    await house.ask('PUT', `Observations(${observation})`, { result: '99', phenomenonTime: '2020-01-02T00:00:00Z' })
    await house.ask('PUT', `Datastreams(${datastream})`, {
      ...aDatastream(8),
      name: 'replaced',
      Sensor: undefined,
      ObservedProperty: undefined,
    })
    const now = await house.get(`Observations(${observation})`)
    await expect.poll(() => on(`v1.1/Observations(${observation})`).at(-1)).toEqual(now)
    expect(on(`v1.1/Datastreams(${datastream})/Observations`).at(-1)).toEqual(now)
    expect(on('v1.1/Observations').at(-1)).toEqual(now)
    const replaced = await house.get(`Datastreams(${datastream})`)
    await expect.poll(() => on(`v1.1/Things(${thing})/Datastreams`).at(-1)).toEqual(replaced)
    for (const topic of [...all, ...relative.map((path) => `v1.1/${path}`)]) house.things.unsubscribe(topic)
    stop()
  })

  it('says which topics are none', async () => {
    for (const [topic, word] of Object.entries({
      'v2/Things': 'begins with',
      'v1.1/Nothing': 'Nothing',
      'v1.1/Things(1)/nothing': 'nothing',
      'v1.0/Tasks': 'Tasks',
      'v1.1/Things?$filter=id eq 1': '$select only',
      'v1.1/#': '#',
    }))
      expect(await house.things.subscribe(topic), topic).toContain(word)
  })
})
