import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type TestTown, testTown } from '../rooms/testing.ts'
import { isIncluded, leafHash } from './merkle.ts'

const GATEWAY = { simulated: 'passing' }
const PATIENT = { timeout: 60_000, interval: 25 }
const ABOUT = {
  name: 'Gauge at the bridge',
  kind: 'gauge',
  truth: 'synthetic',
  eastM: 10,
  northM: 20,
  quantities: [{ key: 'levelM', min: -1, max: 9, step: 0.01, everyS: 10 }],
}

let dir = ''
let town: TestTown
const clients: MqttClient[] = []
const open = (env: Record<string, string> = {}) =>
  testTown({ gateways: GATEWAY }, { MQTT_PORT: '0', TOWNHALL_DATA: join(dir, 'data'), ...env })

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ingest-'))
  town = await open({ TOWNHALL_SYSTEMS: 'sensors,tasks' })
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)))
})
afterAll(async () => {
  await town.close()
  rmSync(dir, { recursive: true, force: true })
})

async function enter(options: IClientOptions = { username: 'simulated', password: 'passing' }): Promise<MqttClient> {
  const url = town.devices?.ingest.line?.url ?? ''
  const client = await connectAsync(url, { reconnectPeriod: 0, connectTimeout: 15_000, ...options }, false)
  client.on('error', () => undefined)
  clients.push(client)
  return client
}
const asOperator = () => enter({ username: 'operator', password: town.keys.operator })
const asAnybody = () => enter({})
const send = (client: MqttClient, deviceId: string, readings: unknown, what = 'observations') =>
  client.publishAsync(`devices/${deviceId}/${what}`, JSON.stringify(readings), { qos: 1 })
const heardBy = (client: MqttClient): { topic: string; json: Record<string, unknown> }[] => {
  const all: { topic: string; json: Record<string, unknown> }[] = []
  client.on('message', (topic, payload) => all.push({ topic, json: JSON.parse(payload.toString()) as never }))
  return all
}

type Entity = Record<string, unknown> & { '@iot.id': number }
async function get<T>(path: string): Promise<T> {
  const response = await fetch(`${town.origin}${path}`)
  return (await response.json()) as T
}
async function datastreamOf(deviceId: string, key: string): Promise<Entity> {
  const filter = encodeURIComponent(`Thing/properties/deviceId eq '${deviceId}' and properties/key eq '${key}'`)
  const { value } = await get<{ value: Entity[] }>(`/v1.1/Datastreams?$filter=${filter}`)
  return value[0] as Entity
}
async function observationsOf(deviceId: string, key: string): Promise<Entity[]> {
  const { '@iot.id': id } = await datastreamOf(deviceId, key)
  return (await get<{ value: Entity[] }>(`/v1.1/Datastreams(${id})/Observations?$orderby=id`)).value
}

describe('readings of a device over MQTT', () => {
  it('are in SensorThings when they are acknowledged, with the thing, its place and its unit', async () => {
    const client = await enter()
    await send(client, 'gauge-1', ABOUT, 'about')
    const atMs = Date.now()
    await send(client, 'gauge-1', { key: 'levelM', value: 1.52, atMs })
    const [observation] = await observationsOf('gauge-1', 'levelM')
    expect(observation).toMatchObject({
      result: 1.52,
      resultQuality: { code: 'ok' },
      phenomenonTime: new Date(atMs).toISOString(),
    })
    const { value } = await get<{ value: Entity[] }>(
      "/v1.1/Things?$filter=properties/deviceId%20eq%20'gauge-1'&$expand=Locations,Datastreams",
    )
    expect(value).toHaveLength(1)
    expect(value[0]).toMatchObject({
      name: 'Gauge at the bridge',
      properties: { kind: 'gauge', truth: 'synthetic' },
      Locations: [{ location: { type: 'Point' } }],
      Datastreams: [{ unitOfMeasurement: { symbol: 'm' }, properties: { key: 'levelM', truth: 'synthetic' } }],
    })
  })

  it('are kept with their flags, and nothing of what came is lost', async () => {
    const client = await enter()
    const nowMs = Date.now()
    await send(client, 'gauge-2', { ...ABOUT, name: 'Gauge 2' }, 'about')
    await client.publishAsync('devices/gauge-2/observations', `{"key":"levelM","value":NaN,"atMs":${nowMs}}`, {
      qos: 1,
    })
    await send(client, 'gauge-2', [
      { key: 'levelM', value: 250, unit: 'cm', atMs: nowMs + 1 },
      { key: 'levelM', value: 99, atMs: nowMs + 2 },
      { key: 'levelM', value: 7, unit: 'cubit', atMs: nowMs + 3 },
      { key: 'levelM', value: 2, atMs: nowMs - 3_600_000 },
      { key: 'levelM', value: 2, atMs: Date.UTC(9999, 0, 1) },
    ])
    const kept = await observationsOf('gauge-2', 'levelM')
    expect(kept.map(({ result, resultQuality, parameters }) => [result, resultQuality, parameters])).toEqual([
      [null, { code: 'notANumber', codes: ['notANumber'] }, { raw: 'NaN', rawUnit: 'm' }],
      [2.5, { code: 'ok' }, { raw: '250', rawUnit: 'cm' }],
      [99, { code: 'outOfRange', codes: ['outOfRange'] }, { raw: '99', rawUnit: 'm' }],
      [null, { code: 'unknownUnit', codes: ['unknownUnit'] }, { raw: '7', rawUnit: 'cubit' }],
      [2, { code: 'late', codes: ['late'] }, { raw: '2', rawUnit: 'm' }],
      [2, { code: 'future', codes: ['future'] }, { raw: '2', rawUnit: 'm', rawAtMs: Date.UTC(9999, 0, 1) }],
    ])
  })

  it('sent again are kept once, after a restart too', async () => {
    const client = await enter()
    const atMs = Date.now()
    for (let n = 0; n < 3; n++) await send(client, 'gauge-3', { key: 'levelM', value: 1, atMs })
    await Promise.all(Array.from({ length: 20 }, () => send(client, 'gauge-3', { key: 'levelM', value: 1, atMs })))
    expect(await observationsOf('gauge-3', 'levelM')).toHaveLength(1)
  })

  it('of a device that never said what it is are kept under its name', async () => {
    const client = await enter()
    await send(client, 'stranger', [
      { key: 'levelM', value: 1 },
      { key: 'batteryV', value: 3.1 },
    ])
    expect(await datastreamOf('stranger', 'batteryV')).toMatchObject({ unitOfMeasurement: { symbol: 'V' } })
  })

  it('that are none are refused alone: the device is told, the city goes on', async () => {
    const client = await enter()
    const told = heardBy(client)
    await client.subscribeAsync('devices/+/refusals')
    for (const nonsense of ['', '{', '[]', '{"key":"level M","value":1}', 'a'.repeat(10_000), '['.repeat(50_000)])
      await client.publishAsync('devices/gauge-1/observations', nonsense, { qos: 1 })
    await send(client, 'gauge-1', { ...ABOUT, quantities: [{ key: 'Level' }] }, 'about')
    await send(client, 'gauge-1', { key: 'levelM', value: 1.6 })
    await expect.poll(() => told.length, PATIENT).toBe(7)
    for (const { topic, json } of told) {
      expect(topic).toBe('devices/gauge-1/refusals')
      expect(json['reason']).toMatch(/^gauge-1: /)
    }
    expect((await fetch(`${town.origin}/readyz`)).status).toBe(200)
  })

  it('also come from mosquitto_pub', async ({ skip }) => {
    skip(spawnSync('mosquitto_pub', ['--help']).error !== undefined, 'mosquitto_pub is not installed')
    const { port } = new URL(town.devices?.ingest.line?.url ?? '')
    const line = `-h 127.0.0.1 -p ${port} -u simulated -P passing -q 1 -t devices/gauge-m/observations -m`
    const { status } = spawnSync('mosquitto_pub', [...line.split(' '), '{"key":"levelM","value":1.5}'])
    expect(status).toBe(0)
    expect(await observationsOf('gauge-m', 'levelM')).toHaveLength(1)
  })
})

describe('readings over HTTP', () => {
  const post = (path: string, body: unknown, authorization = `Basic ${btoa('simulated:passing')}`) =>
    fetch(`${town.origin}${path}`, {
      method: 'POST',
      headers: { authorization },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  it('are the same as over MQTT', async () => {
    const atMs = Date.now()
    const answer = await post('/api/devices/gauge-h/observations', [
      { key: 'levelM', value: 1, atMs },
      { key: 'levelM', value: 1, atMs },
      { key: 'levelM', value: 100, atMs: atMs + 1 },
    ])
    expect([answer.status, await answer.json()]).toEqual([200, { stored: 2, repeats: 1, flagged: 0 }])
    expect(await observationsOf('gauge-h', 'levelM')).toHaveLength(2)
  })

  it('need the secret of who may speak for the device, and a sentence says so', async () => {
    for (const [path, authorization, status, error] of [
      ['/api/devices/gauge-h/observations', '', 401, 'a device gives its name and secret'],
      ['/api/devices/gauge-h/observations', `Basic ${btoa('simulated:guess')}`, 401, 'a device gives its name'],
      ['/api/devices/a%20b/observations', undefined, 400, 'a b is not a device id'],
      ['/api/devices/gauge-h/observations', undefined, 400, 'gauge-h: that is not JSON'],
    ] as const) {
      const answer = await post(path, 'no JSON', authorization)
      expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
        status,
        expect.stringContaining(error),
      ])
    }
  })

  it('may not be of another origin, nor too long', async () => {
    const foreign = await fetch(`${town.origin}/api/devices/gauge-h/observations`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example', authorization: `Basic ${btoa('simulated:passing')}` },
      body: '{"key":"levelM","value":1}',
    })
    expect(foreign.status).toBe(403)
    expect((await post('/api/devices/gauge-h/observations', 'x'.repeat(300_000))).status).toBe(413)
  })
})

describe("SensorThings' own topics", () => {
  it('tell whoever subscribed of what is stored: a collection, chosen properties, everything', async () => {
    const device = await enter()
    await send(device, 'gauge-t', { ...ABOUT, name: 'Gauge T' }, 'about')
    const { '@iot.id': id } = await datastreamOf('gauge-t', 'levelM')
    const [one, chosen, all] = [await asAnybody(), await asAnybody(), await asAnybody()]
    const [toOne, toChosen, toAll] = [heardBy(one), heardBy(chosen), heardBy(all)]
    await one.subscribeAsync(`v1.1/Datastreams(${id})/Observations`)
    await chosen.subscribeAsync(`v1.1/Datastreams(${id})/Observations?$select=result`)
    await all.subscribeAsync('v1.1/#')
    await send(device, 'gauge-t', { key: 'levelM', value: 1.23 })
    await expect.poll(() => [toOne.length, toChosen.length, toAll.length > 0], PATIENT).toEqual([1, 1, true])
    expect(toOne[0]?.json).toMatchObject({ result: 1.23, resultQuality: { code: 'ok' } })
    expect(toChosen[0]?.json).toEqual({ result: 1.23 })
    expect(toAll.map(({ topic }) => topic)).toContain('v1.1/Observations')
  })

  it('take what operators create, and from nobody else', async () => {
    const device = await enter()
    await send(device, 'gauge-o', { ...ABOUT, name: 'Gauge O' }, 'about')
    const { '@iot.id': id } = await datastreamOf('gauge-o', 'levelM')
    const operator = await asOperator()
    const text = JSON.stringify({ result: 1.9, phenomenonTime: '2026-05-01T12:00:00Z' })
    await operator.publishAsync(`v1.1/Datastreams(${id})/Observations`, text, { qos: 1 })
    await expect.poll(() => observationsOf('gauge-o', 'levelM').then((all) => all.length), PATIENT).toBe(1)
    await operator.publishAsync(`v1.1/Datastreams(${id})/Observations`, '{"result":', { qos: 1 })
    for (const client of [await asAnybody(), await enter()]) {
      const closed = new Promise<void>((done) => client.once('close', () => done()))
      client.publish(`v1.1/Datastreams(${id})/Observations`, text)
      await closed
    }
    expect(await observationsOf('gauge-o', 'levelM')).toHaveLength(1)
  })
})

type Proof = {
  readonly index: number
  readonly count: number
  readonly leaf: string
  readonly leafHash: string
  readonly path: string[]
  readonly root: string
  readonly isUnchanged: boolean
}
const holds = ({ index, count, path, root, leafHash: leaf }: Proof): boolean => {
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
  return isIncluded(bytes(leaf), { index, count, path: path.map(bytes), root: bytes(root) })
}

describe('the proof of a reading', () => {
  it('leads from what the API answers to the root of its hour', async () => {
    const client = await enter()
    await send(client, 'gauge-p', [
      { key: 'levelM', value: 1.75 },
      { key: 'levelM', value: 'x' },
      { key: 'levelM', value: 3, unit: 'ft' },
    ])
    for (const { '@iot.id': id, result } of await observationsOf('gauge-p', 'levelM')) {
      const proof = await get<Proof>(`/api/readings/${id}/proof`)
      expect(proof).toMatchObject({ isUnchanged: true, leafHash: leafHash(Buffer.from(proof.leaf)).toString('hex') })
      expect(JSON.parse(proof.leaf)).toMatchObject({ id, result })
      expect(holds(proof)).toBe(true)
    }
  })

  it('shows that a reading was changed afterwards', async () => {
    const client = await enter()
    await send(client, 'gauge-c', { key: 'levelM', value: 1.75 })
    const [{ '@iot.id': id } = { '@iot.id': 0 }] = await observationsOf('gauge-c', 'levelM')
    const changed = await fetch(`${town.origin}/v1.1/Observations(${id})`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${town.keys.operator}`, 'content-type': 'application/json' },
      body: '{"result":9.75}',
    })
    expect(changed.status).toBe(200)
    const proof = await get<Proof>(`/api/readings/${id}/proof`)
    expect([proof.isUnchanged, holds(proof)]).toEqual([false, true])
    expect(leafHash(Buffer.from(proof.leaf)).toString('hex')).not.toBe(proof.leafHash)
  })

  it('is refused with a sentence for what is none', async () => {
    expect(await get('/api/readings/999999/proof')).toMatchObject({
      code: 404,
      error: "observation 999999 is in no hour's tree",
    })
    expect(await get('/api/readings/last/proof')).toMatchObject({ code: 400 })
    expect(await get('/api/readings/hours')).toEqual({ hours: [] })
  })
})

describe('the live city', () => {
  const gauges = (): Record<string, number> =>
    Object.fromEntries((town.twin.live().facts?.gauges ?? []).map(({ id, value }) => [id, value]))

  it('hears of a gauge and what it says, and not of what cannot be believed', async () => {
    const client = await enter()
    await send(client, 'gauge-live', { ...ABOUT, name: 'Gauge live' }, 'about')
    const atMs = Date.now()
    await expect
      .poll(
        async () => {
          await send(client, 'gauge-live', [
            { key: 'levelM', value: 1.25, atMs: Date.now() },
            { key: 'levelM', value: 77, atMs: Date.now() },
          ])
          return gauges()['sensors.gauge-live.levelM']
        },
        { timeout: 60_000, interval: 400 },
      )
      .toBe(1.25)
    expect(Date.now()).toBeGreaterThan(atMs)
  })

  it('tells a device its task, and believes its sensor, not its word', async () => {
    const device = await enter()
    const tasks = heardBy(device)
    await device.subscribeAsync('devices/barrier-1/tasks')
    await send(
      device,
      'barrier-1',
      {
        name: 'Barrier 1',
        kind: 'barrier',
        truth: 'synthetic',
        eastM: 10,
        northM: 20,
        quantities: [{ key: 'positionShare', min: 0, max: 1, stuckAfterS: 0 }],
        parameters: [{ key: 'positionShare', min: 0, max: 1 }],
        readBack: { thing: 'barrier-1', key: 'positionShare', tolerance: 0.02, withinS: 30 },
      },
      'about',
    )
    let asked = 0
    const act = (id: string, command: object) =>
      town.twin.act('live', {
        command: command as never,
        actor: { id, role: 'operator', name: id },
        intent: `${id}-${++asked}`,
      })
    const request = {
      type: 'tasks.request',
      idempotencyKey: 'close-1',
      device: 'barrier-1',
      parameters: { positionShare: 0 },
      expiresAtMs: Date.now() + 600_000,
      isDrill: false,
      simulatedOn: 'try-1',
    }
    const trial = { type: 'tasks.noteTrial', device: 'barrier-1', fork: 'try-1', parameters: { positionShare: 0 } }
    await expect.poll(() => act('server', trial), PATIENT).toMatchObject({ ok: true })
    await expect.poll(() => act('anna', request), PATIENT).toMatchObject({ ok: true })
    expect(await act('boris', { type: 'tasks.approve', task: 'close-1' })).toMatchObject({ ok: true })
    await expect.poll(() => tasks, PATIENT).toHaveLength(1)
    expect(tasks[0]?.json).toMatchObject({ taskId: 'close-1', parameters: { positionShare: 0 } })
    await send(device, 'barrier-1', { taskId: 'close-1', state: 'running' }, 'answers')
    await send(device, 'barrier-1', { taskId: 'close-1', state: 'done' }, 'answers')
    const stateOf = (): unknown => {
      const row = town.twin.live().facts?.rows?.find(({ id }) => id === 'tasks.task/close-1')
      return row && (JSON.parse(row.json) as { state: string }).state
    }
    await expect.poll(stateOf, PATIENT).toBe('running')
    await send(device, 'barrier-1', { key: 'positionShare', value: 0, atMs: Date.now() })
    await expect.poll(stateOf, PATIENT).toBe('done')
    expect(tasks).toHaveLength(1)
  })
})

describe('readings of the past', () => {
  const backfill = (body: unknown, key = town.keys.operator) =>
    fetch(`${town.origin}/api/backfill`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    }).then(async (answer) => [answer.status, await answer.json()])

  it('are kept once however often they are brought, and are not late', async () => {
    const readings = Array.from({ length: 100 }, (_, i) => ({
      key: 'levelM',
      value: 1 + i / 100,
      atMs: Date.UTC(2025, 0, 1, i),
    }))
    expect(await backfill({ device: 'gauge-past', readings })).toEqual([200, { stored: 100, repeats: 0, flagged: 0 }])
    expect(await backfill({ device: 'gauge-past', readings })).toEqual([200, { stored: 0, repeats: 100, flagged: 0 }])
    const { '@iot.id': id } = await datastreamOf('gauge-past', 'levelM')
    const more = [
      { value: 500, unit: 'cm', atMs: Date.UTC(2025, 6, 1) },
      { value: 'no', atMs: Date.UTC(2025, 6, 2) },
    ]
    expect(await backfill({ datastream: id, readings: more })).toEqual([200, { stored: 2, repeats: 0, flagged: 1 }])
  })

  it('are refused to strangers, without times, and for what does not exist', async () => {
    const readings = [{ key: 'levelM', value: 1, atMs: 0 }]
    expect(await backfill({ device: 'gauge-past', readings }, 'guess')).toMatchObject([403, {}])
    expect(await backfill({ datastream: 99_999, readings })).toMatchObject([
      400,
      { error: 'there is no datastream 99999' },
    ])
    expect(await backfill({ device: 'gauge-past', readings: [{ key: 'levelM', value: 1 }] })).toMatchObject([
      400,
      { error: 'gauge-past: 0 has no time' },
    ])
    expect(await backfill({ readings })).toMatchObject([
      400,
      { error: expect.stringContaining('a backfill names') as string },
    ])
  })
})

describe('a restart', () => {
  it('knows the devices, goes on with the hour, and keeps what is sent again once', async () => {
    const before = await enter()
    await send(before, 'gauge-r', { ...ABOUT, name: 'Gauge R' }, 'about')
    const reading = { key: 'levelM', value: 1.4, atMs: Date.now() }
    await send(before, 'gauge-r', reading)
    const [{ '@iot.id': first } = { '@iot.id': 0 }] = await observationsOf('gauge-r', 'levelM')
    await before.endAsync(true)
    await town.close()
    town = await open({ TOWNHALL_SYSTEMS: 'sensors,tasks' })
    const after = await enter()
    await send(after, 'gauge-r', reading)
    await send(after, 'gauge-r', { ...reading, value: 1.5, atMs: Date.now() })
    const kept = await observationsOf('gauge-r', 'levelM')
    expect(kept.map(({ result }) => result)).toEqual([1.4, 1.5])
    expect(await datastreamOf('gauge-r', 'levelM')).toMatchObject({ name: 'Gauge R: levelM' })
    for (const id of [first, kept[1]?.['@iot.id'] ?? 0]) {
      const proof = await get<Proof>(`/api/readings/${id}/proof`)
      expect([proof.isUnchanged, holds(proof)]).toEqual([true, true])
    }
    const { devices } = await get<{ devices: { id: string; isSilent: boolean }[] }>('/api/devices')
    expect(devices.find(({ id }) => id === 'gauge-r')).toMatchObject({ isSilent: false, kind: 'gauge' })
    expect(town.faults).toEqual([])
  })
})
