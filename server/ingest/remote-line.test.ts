// Another broker is played by a second one of ours: the same protocol, none of the same process state.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Aedes } from 'aedes'
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { type TestTown, testTown } from '../rooms/testing.ts'
import { openRemoteLine } from './remote-line.ts'

let dir = ''
let broker: Aedes
let server: Server
let url = ''
let town: TestTown | null = null
let device: MqttClient
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'remote-'))
  broker = await Aedes.createBroker()
  server = createServer((socket) => broker.handle(socket))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`
  device = await connectAsync(url)
})
afterEach(async () => {
  await device.endAsync(true)
  await town?.close()
  town = null
  await new Promise<void>((done) => broker.close(done))
  await new Promise((done) => server.close(done))
  rmSync(dir, { recursive: true, force: true })
})

describe('MQTT_URL', () => {
  it('brings readings from another broker, and tasks to it; its secret is shown nowhere', async () => {
    const secret = url.replace('mqtt://', 'mqtt://city:open-sesame@')
    town = await testTown({}, { MQTT_PORT: '0', MQTT_URL: secret, TOWNHALL_DATA: join(dir, 'data') })
    const ingest = town.devices?.ingest
    const collections: string[] = []
    device.on('message', (topic, payload) => {
      if (topic === 'v1.1/Observations') collections.push(payload.toString())
    })
    await device.subscribeAsync('v1.1/#')
    expect(ingest?.line).toMatchObject({ url, port: 0 })
    await device.publishAsync('devices/gauge-1/observations', '{"key":"levelM","value":1.5}', { qos: 1 })
    await expect.poll(() => ingest?.counts().stored).toBe(1)
    const told: string[] = []
    device.on('message', (topic, payload) => told.push(`${topic} ${payload.toString()}`))
    await device.subscribeAsync('devices/+/tasks')
    await ingest?.send('sluice-1', { taskId: 'a' })
    await expect.poll(() => collections.map((text) => (JSON.parse(text) as { result: number }).result)).toEqual([1.5])
    await expect
      .poll(() => told.filter((text) => text.startsWith('devices')))
      .toEqual(['devices/sluice-1/tasks {"taskId":"a"}'])
    expect(town.faults).toEqual([])
    expect(ingest?.isReady()).toBe(true)
  })

  it('that does not answer is said in one sentence, without its secret', async () => {
    const handlers = {
      onDevice: () => Promise.resolve(),
      onCreate: () => Promise.resolve(),
      onSubscribed: () => Promise.resolve(null),
      onUnsubscribed: () => undefined,
    }
    const refused = openRemoteLine('mqtt://city:open-sesame@127.0.0.1:9', handlers, () => undefined)
    await expect(refused).rejects.toThrow(/^MQTT_URL: mqtt:\/\/127\.0\.0\.1:9 does not answer/)
  })
})
