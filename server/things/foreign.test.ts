// Programs that are not ours use what the city offers: node-wot (Eclipse Thingweb) its Thing Descriptions, GDAL its features
// and mosquitto's clients its topics, the last two where they are installed.
import { execFile, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { HttpClientFactory } from '@node-wot/binding-http'
import { Servient } from '@node-wot/core'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestTown, testTown } from '../rooms/testing.ts'

const PATIENT = { timeout: 60_000, interval: 50 }
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined
const run = promisify(execFile)

let town: TestTown
let device: MqttClient
beforeAll(async () => {
  town = await testTown({ gateways: { simulated: 'passing' } }, { MQTT_PORT: '0', TOWNHALL_SYSTEMS: 'sensors,tasks' })
  device = await connectAsync(lineOf(), { username: 'simulated', password: 'passing' })
  for (const n of [1, 2, 3]) {
    await tell(`barrier-${n}`, 'about', {
      name: `Barrier ${n}`,
      kind: 'barrier',
      truth: 'synthetic',
      lon: 71.43 + n / 1000,
      lat: 51.13,
      quantities: [{ key: 'positionShare', min: 0, max: 1, stuckAfterS: 0 }],
      parameters: [{ key: 'positionShare', min: 0, max: 1 }],
      readBack: { thing: `barrier-${n}`, key: 'positionShare', tolerance: 0.02, withinS: 30 },
    })
    await tell(`barrier-${n}`, 'observations', { key: 'positionShare', value: n / 4 })
  }
})
afterAll(async () => {
  await device?.endAsync(true)
  await town?.close()
})

const lineOf = (): string => town.devices?.ingest.line?.url ?? ''
const tell = (deviceId: string, what: string, json: object): Promise<unknown> =>
  device.publishAsync(`devices/${deviceId}/${what}`, JSON.stringify(json), { qos: 1 })

type Entity = Record<string, unknown> & { '@iot.id': number }
async function entities(path: string): Promise<Entity[]> {
  const response = await fetch(`${town.origin}/v1.1/${path}`)
  return ((await response.json()) as { value: Entity[] }).value
}
const newestOf = async (deviceId: string): Promise<unknown> => {
  const filter = encodeURIComponent(`Datastream/Thing/properties/deviceId eq '${deviceId}'`)
  const [newest] = await entities(`Observations?$filter=${filter}&$orderby=phenomenonTime desc&$top=1`)
  return newest?.['result']
}

describe('node-wot', () => {
  const clientWith = async (token: string): Promise<{ servient: Servient; wot: typeof WoT }> => {
    const servient = new Servient()
    servient.addClientFactory(new HttpClientFactory())
    servient.addCredentials({ 'urn:townhall:thing:barrier-1': { token } })
    return { servient, wot: await servient.start() }
  }
  const urlOf = (deviceId: string): string => `${town.origin}/things/${deviceId}/td`

  it('finds nothing wrong with a Thing Description, by the schema it brings', async () => {
    const own = createRequire(createRequire(import.meta.url).resolve('@node-wot/core'))
    const Ajv = own('ajv') as new (options: object) => { compile(schema: unknown): Validating }
    const addFormats = own('ajv-formats') as (ajv: object) => void
    const ajv = new Ajv({ strict: false, allErrors: true })
    addFormats(ajv)
    const validate = ajv.compile(own('wot-thing-description-types/schema/td-json-schema-validation.json'))
    validate(await (await fetch(urlOf('barrier-1'))).json())
    expect(validate.errors ?? []).toEqual([])
  })

  it('reads and observes a property: the values are those of SensorThings', async () => {
    const { servient, wot } = await clientWith(town.keys.operator)
    const thing = await wot.consume(await wot.requestThingDescription(urlOf('barrier-1')))
    expect(thing.getThingDescription().title).toBe('Barrier 1')
    const value = await (await thing.readProperty('positionShare')).value()
    expect(value).toBe(0.25)
    expect(value).toBe(await newestOf('barrier-1'))

    const heard: unknown[] = []
    const keep = async (output: WoT.InteractionOutput): Promise<number> => heard.push(await output.value())
    const subscription = await thing.observeProperty('positionShare', (output) => void keep(output))
    for (const share of [0.5, 0.75]) await tell('barrier-1', 'observations', { key: 'positionShare', value: share })
    await expect.poll(() => heard, PATIENT).toEqual([0.5, 0.75])
    expect(await (await thing.readProperty('positionShare')).value()).toBe(await newestOf('barrier-1'))
    await subscription.stop()
    await servient.shutdown()
  })

  it('invokes an action, which is a wish that the city judges by its rules', async () => {
    const { servient, wot } = await clientWith(town.keys.operator)
    const described = await wot.requestThingDescription(urlOf('barrier-1'))
    const thing = await wot.consume(described)
    const taskingParameters = { positionShare: 1 }
    const states = async (): Promise<unknown[]> =>
      (await entities('Tasks?$orderby=id')).map(({ properties }) => (properties as { state?: string } | null)?.state)
    await thing.invokeAction('set', { taskingParameters })
    await expect.poll(states, PATIENT).toEqual(['refused'])
    const trial = { type: 'tasks.noteTrial', device: 'barrier-1', fork: 'try-1', parameters: taskingParameters }
    const actor = { id: 'server', role: 'operator' as const, name: 'server' }
    // One of the system's commands.
    const noted = await town.twin.act('live', { command: trial as never, actor, intent: 'note-1' })
    expect(noted).toMatchObject({ ok: true })
    await thing.invokeAction('set', { taskingParameters, properties: { simulatedOn: 'try-1' } })
    await expect.poll(states, PATIENT).toEqual(['refused', 'requested'])

    await expect(thing.invokeAction('set', { taskingParameters: { positionShare: 7 } })).rejects.toThrow(/400|Bad/)
    const stranger = await clientWith('guess')
    const asStranger = await stranger.wot.consume(described)
    await expect(asStranger.invokeAction('set', { taskingParameters })).rejects.toThrow(/401|Unauthorized/)
    expect(await states()).toHaveLength(2)
    await Promise.all([servient.shutdown(), stranger.servient.shutdown()])
  })
})

type Validating = { (value: unknown): boolean; readonly errors: readonly object[] | null }

describe('GDAL', () => {
  const ogrinfo = async (...args: readonly string[]): Promise<string> =>
    (await run('ogrinfo', ['-ro', `OAPIF:${town.origin}/ogc`, ...args], { maxBuffer: 1e7 })).stdout
  const count = (text: string): number => text.match(/^OGRFeature/gm)?.length ?? 0

  it('lists the collections and reads features by box and by page, where they are', async ({ skip }) => {
    skip(!has('ogrinfo'), 'ogrinfo (gdal-bin) is not installed')
    const all = await ogrinfo()
    for (const [n, name] of ['things', 'buildings', 'roads'].entries()) expect(all).toContain(`${n + 1}: ${name}`)
    const things = await ogrinfo('things', '-oo', 'PAGE_SIZE=1')
    expect(count(things)).toBe(3)
    for (const lon of ['71.431', '71.432', '71.433']) expect(things).toMatch(new RegExp(`POINT.* \\(${lon} 51.13`))
    expect(count(await ogrinfo('things', '-spat', '71.4315', '51.1', '71.4325', '51.2'))).toBe(1)
    const building = await ogrinfo('buildings', '-spat', '71.43', '51.13', '71.4305', '51.1305')
    expect(building).toMatch(/POLYGON \(\(71\.43\d+ 51\.13/)
    expect(building).toContain('heightM')
  })
})

describe('mosquitto', () => {
  it('publishes a reading as an operator and hears it as anybody', async ({ skip }) => {
    skip(!has('mosquitto_pub') || !has('mosquitto_sub'), 'mosquitto-clients is not installed')
    const { port } = new URL(lineOf())
    const [stream] = await entities(`Datastreams?$filter=Thing/properties/deviceId eq 'barrier-3'`)
    const topic = `v1.1/Datastreams(${stream?.['@iot.id']})/Observations`
    const at = ['-h', '127.0.0.1', '-p', port, '-q', '1', '-t', topic]
    // It waits for one message; it is told again until it listens.
    const hearing = run('mosquitto_sub', [...at, '-C', '1', '-W', '20'])
    for (let n = 1; hearing.child.exitCode === null; n++) {
      const result = JSON.stringify({ result: n / 1000, phenomenonTime: new Date().toISOString() })
      await run('mosquitto_pub', [...at, '-u', 'operator', '-P', town.keys.operator, '-m', result])
    }
    const { result } = JSON.parse((await hearing).stdout) as { result: number }
    const filter = encodeURIComponent(`Datastream/id eq ${stream?.['@iot.id']} and result eq ${result}`)
    expect(await entities(`Observations?$filter=${filter}`)).toHaveLength(1)
  })
})
