import { mkdtempSync, rmSync } from 'node:fs'
import { connect as open } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBroker } from './broker.ts'
import { type CredentialStore, openCredentials } from './credentials.ts'
import type { Line } from './line.ts'

let dir = ''
let line: Line
let credentials: CredentialStore
let heard: string[] = []
let subscribed: string[] = []
let refused: string[] = []
/** What keeping a message waits for. */
let disk: (topic: string) => Promise<void>
const clients: MqttClient[] = []

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'broker-'))
  credentials = await openCredentials(dir, { simulated: 'passing' })
  heard = []
  subscribed = []
  refused = []
  disk = () => Promise.resolve()
  line = await openBroker({
    host: '127.0.0.1',
    port: 0,
    credentials,
    isOperator: (key) => key === 'operators-key',
    isOpen: false,
    onRefused: (why) => refused.push(why),
    onDevice: async ({ deviceId, what }, payload) => {
      await disk(deviceId)
      heard.push(`${deviceId} ${what} ${Buffer.from(payload).toString()}`)
    },
    onCreate: (topic, payload) => {
      heard.push(`${topic} ${Buffer.from(payload).toString()}`)
      return Promise.resolve()
    },
    onSubscribed: (topic) => {
      subscribed.push(topic)
      return Promise.resolve(topic.includes('Nothings') ? 'there are no Nothings' : null)
    },
    onUnsubscribed: (topic) => void subscribed.splice(subscribed.indexOf(topic), 1),
  })
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)))
  await line.close()
  rmSync(dir, { recursive: true, force: true })
})

async function enter(username = '', password = ''): Promise<MqttClient> {
  const account = username === '' ? {} : { username, password }
  const client = await connectAsync(line.url, { ...account, reconnectPeriod: 0, connectTimeout: 15_000 }, false)
  client.on('error', () => undefined)
  clients.push(client)
  return client
}
const messages = (client: MqttClient): string[] => {
  const all: string[] = []
  client.on('message', (topic, payload) => all.push(`${topic} ${payload.toString()}`))
  return all
}
const closed = (client: MqttClient) => new Promise<void>((done) => client.once('close', () => done()))

describe('the broker', () => {
  it('lets in who has the right secret, and anybody without a name', async () => {
    const secret = await credentials.add('gauge-1', 'device')
    await enter()
    await enter('gauge-1', secret)
    await enter('simulated', 'passing')
    await enter('operator', 'operators-key')
    for (const [name, wrong] of [
      ['gauge-1', 'guess'],
      ['gauge-2', secret],
      ['operator', 'guess'],
      ['constructor', ''],
    ] as const)
      await expect(enter(name, wrong)).rejects.toThrow(/Bad username or password/i)
    expect(refused).toHaveLength(4)
  })

  it('acknowledges a reading only when it is kept', async () => {
    const secret = await credentials.add('gauge-1', 'device')
    const client = await enter('gauge-1', secret)
    let keep: () => void = () => undefined
    disk = () => new Promise((done) => (keep = done))
    let isAcknowledged = false
    const sent = client
      .publishAsync('devices/gauge-1/observations', '1', { qos: 1 })
      .then(() => (isAcknowledged = true))
    // A ping goes there and back behind it.
    const other = await enter()
    await other.subscribeAsync('v1.1/Observations')
    expect(isAcknowledged).toBe(false)
    keep()
    await sent
    expect(heard).toEqual(['gauge-1 observations 1'])
  })

  it('acknowledges nothing that cannot be kept, and lets the device go to send it again', async () => {
    const client = await enter('simulated', 'passing')
    disk = () => Promise.reject(new Error('the disk is full'))
    const gone = closed(client)
    const sent = client.publishAsync('devices/gauge-1/observations', '1', { qos: 1 })
    await gone
    disk = () => Promise.resolve()
    await client.endAsync(true)
    await expect(sent).rejects.toThrow()
    expect(heard).toEqual([])
    const again = await enter('simulated', 'passing')
    await again.publishAsync('devices/gauge-1/observations', '1', { qos: 1 })
    expect(heard).toHaveLength(1)
  })

  it('closes on who publishes where they may not', async () => {
    const secret = await credentials.add('gauge-1', 'device')
    for (const [name, password, topic] of [
      ['', '', 'v1.1/Observations'],
      ['gauge-1', secret, 'devices/gauge-2/observations'],
      ['gauge-1', secret, 'devices/gauge-1/tasks'],
      ['simulated', 'passing', 'devices/gauge-1/observations'],
    ] as const) {
      const client = await enter(name, password)
      const gone = closed(client)
      client.publish(topic, '1')
      await gone
    }
    expect(heard).toEqual([])
    expect(refused).toHaveLength(4)
  })

  it('refuses what one may not read, one filter at a time', async () => {
    const client = await enter()
    await client.subscribeAsync('v1.1/Things')
    for (const filter of ['devices/gauge-1/tasks', '#', 'v1.1/Nothings'])
      await expect(client.subscribeAsync(filter)).rejects.toThrow('Subscribe error')
    expect(refused).toHaveLength(3)
  })

  it('brings tasks to the device they are for, and publications to who subscribed', async () => {
    const secret = await credentials.add('sluice-1', 'device')
    const [device, gateway, anybody] = [
      await enter('sluice-1', secret),
      await enter('simulated', 'passing'),
      await enter(),
    ]
    const [toDevice, toGateway, toAnybody] = [messages(device), messages(gateway), messages(anybody)]
    await device.subscribeAsync('devices/sluice-1/tasks')
    await gateway.subscribeAsync('devices/+/tasks')
    await anybody.subscribeAsync('v1.1/#')
    await line.publish('devices/sluice-1/tasks', 'open')
    await line.publish('devices/pump-1/tasks', 'run')
    await line.publish('v1.1/Things', '{}')
    await expect
      .poll(() => [toDevice, toGateway, toAnybody])
      .toEqual([['devices/sluice-1/tasks open'], ['devices/pump-1/tasks run'], ['v1.1/Things {}']])
  })

  it('forgets topics of SensorThings with their last reader', async () => {
    const client = await enter()
    await client.subscribeAsync(['v1.1/Things', 'v1.1/Observations'])
    await client.unsubscribeAsync('v1.1/Things')
    await expect.poll(() => subscribed).toEqual(['v1.1/Observations'])
    await client.endAsync(true)
    await expect.poll(() => subscribed).toEqual([])
  })

  it('keeps what a device says of itself for who comes later, and no reading', async () => {
    const gateway = await enter('simulated', 'passing')
    await gateway.publishAsync('devices/gauge-1/about', 'a gauge', { qos: 1, retain: true })
    await gateway.publishAsync('devices/gauge-1/observations', '1', { qos: 1, retain: true })
    const operator = await enter('operator', 'operators-key')
    const told = messages(operator)
    await operator.subscribeAsync('devices/#')
    await gateway.publishAsync('devices/gauge-1/answers', 'done', { qos: 1 })
    await expect.poll(() => told).toEqual(['devices/gauge-1/about a gauge', 'devices/gauge-1/answers done'])
  })

  it('brings readings to an operator who reads along, for so long as that is so', async () => {
    const gateway = await enter('simulated', 'passing')
    const say = (n: number) => gateway.publishAsync('devices/gauge-1/observations', String(n), { qos: 1 })
    const operator = await enter('operator', 'operators-key')
    const told = messages(operator)
    await say(1)
    await operator.subscribeAsync('devices/+/observations')
    await say(2)
    await expect.poll(() => told).toEqual(['devices/gauge-1/observations 2'])
    await operator.unsubscribeAsync('devices/+/observations')
    await say(3)
    await operator.subscribeAsync('devices/#')
    await say(4)
    await expect.poll(() => told).toEqual(['devices/gauge-1/observations 2', 'devices/gauge-1/observations 4'])
    await operator.endAsync(true)
    for (let n = 5; n < 30; n++) await say(n)
    expect(heard).toHaveLength(29)
  })

  it('ends a connection that announces a packet of 200 MB, and goes on', async () => {
    const client = await enter('simulated', 'passing')
    const gone = new Promise<void>((done) => {
      const socket = open(Number(new URL(line.url).port), '127.0.0.1', () => {
        // CONNECT of MQTT 3.1.1 with the id "a", then a PUBLISH of 209,715,200 bytes.
        socket.write(Buffer.from('100d00044d5154540402003c000161', 'hex'))
        socket.write(Buffer.from('30808080640003612f62', 'hex'))
      })
      socket.on('error', () => undefined)
      socket.on('close', () => done())
      socket.resume()
    })
    await gone
    await client.publishAsync('devices/gauge-1/observations', '1', { qos: 1 })
    expect(heard).toEqual(['gauge-1 observations 1'])
  })

  it('survives bytes that are no MQTT', async () => {
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\u0000'.repeat(100), '\u00ff'.repeat(5000)]) {
      const socket = open(Number(new URL(line.url).port), '127.0.0.1', () => socket.end(Buffer.from(bytes, 'latin1')))
      socket.on('error', () => undefined)
      await new Promise((done) => socket.on('close', done))
    }
    await enter()
  })

  it('says which port is taken', async () => {
    const port = Number(new URL(line.url).port)
    const nothing = () => Promise.resolve()
    await expect(
      openBroker({
        host: '127.0.0.1',
        port,
        credentials,
        isOperator: () => false,
        isOpen: false,
        onRefused: () => undefined,
        onDevice: nothing,
        onCreate: nothing,
        onSubscribed: () => Promise.resolve(null),
        onUnsubscribed: () => undefined,
      }),
    ).rejects.toThrow(`port ${port} for MQTT is in use; set MQTT_PORT to another one`)
  })
})
