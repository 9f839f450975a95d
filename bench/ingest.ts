// Devices at full speed: observations a second that are on the disk when they are acknowledged, over MQTT and by single
// HTTP posts, how late a reading is for whoever subscribed and on a page, and how long the event loop of the server is held up while
// 10,000 a second come in. The senders are processes of their own.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { pino } from 'pino'
import { launchBrowser } from '../e2e/browser.ts'
import { toldOf } from '../e2e/reading-told.ts'
import { startTownhall } from '../server/main.ts'
import { enter } from '../server/rooms/testing.ts'
import { readSettings } from '../server/settings.ts'
import type { Rows } from './bench.ts'
import type { Job, Sent } from './ingest-sender.ts'

const SECONDS = 8
const SECRET = 'bench-gateway'
const FLOOD_PER_S = 10_000
const MEMORY_EVERY_MS = 200
const TO_A_PAGE = 40

export async function benchIngest(): Promise<Rows> {
  return [...(await inTown({ TOWNHALL_CITY: 'none' }, rates)), ...(await inTown({}, toClients))]
}

type Town = Awaited<ReturnType<typeof startTownhall>>

async function inTown(more: Readonly<Record<string, string>>, measure: (town: Town) => Promise<Rows>): Promise<Rows> {
  const dir = mkdtempSync(join(tmpdir(), 'townhall-bench-ingest-'))
  const given = { PORT: '0', HOST: '127.0.0.1', MQTT_PORT: '0', TOWNHALL_DATA: dir, LOG_LEVEL: 'error' }
  const systems = { TOWNHALL_SYSTEMS: 'sensors,tasks,alerts' }
  const town = await startTownhall(readSettings({ ...given, ...systems, ...more }), {
    gateways: { bench: SECRET },
    log: pino({ level: 'error' }, pino.destination(2)),
  })
  try {
    return await measure(town)
  } finally {
    await town.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function rates(town: Town): Promise<Rows> {
  const url = town.devices?.ingest.line?.url ?? ''
  const base = { url, name: 'bench', secret: SECRET, seconds: SECONDS, perSecond: 0 }
  const http = { ...base, url: `http://127.0.0.1:${town.port}` }
  return [
    await measured('MQTT QoS 1, 20 observations a message', {
      ...base,
      how: 'mqtt',
      batch: 20,
      devices: 100,
      inFlight: 400,
    }),
    await measured('MQTT QoS 1, one observation a message', {
      ...base,
      how: 'mqtt',
      batch: 1,
      devices: 100,
      inFlight: 2000,
    }),
    await measured('HTTP, single posts of one, 64 at once', {
      ...http,
      how: 'http',
      batch: 1,
      devices: 64,
      inFlight: 64,
    }),
    await measured(`MQTT, ${FLOOD_PER_S} observations/s held`, {
      ...base,
      how: 'mqtt',
      batch: 1,
      devices: 100,
      inFlight: 2000,
      perSecond: FLOOD_PER_S,
    }),
    await toSubscriber(url),
  ]
}

/** The server is in this process: its loop is this one's. */
async function measured(what: string, job: Job): Promise<Rows[number]> {
  const loop = monitorEventLoopDelay({ resolution: 1 })
  let peakMb = 0
  const memory = setInterval(() => (peakMb = Math.max(peakMb, process.memoryUsage.rss() / 1e6)), MEMORY_EVERY_MS)
  const cpu = process.cpuUsage()
  loop.enable()
  const sent = await sending(job)
  loop.disable()
  clearInterval(memory)
  const { user, system } = process.cpuUsage(cpu)
  return {
    what,
    observationsPerS: Math.round(sent.acknowledged / sent.seconds),
    refused: sent.refused,
    ackP50Ms: sent.p50Ms,
    ackP99Ms: sent.p99Ms,
    loopP99Ms: Number((loop.percentile(99) / 1e6).toFixed(1)),
    loopMaxMs: Math.round(loop.max / 1e6),
    serverCpuPct: Math.round((user + system) / 1e4 / sent.seconds),
    sendersCpuPct: sent.cpuPct,
    serverMb: Math.round(peakMb),
  }
}

function sending(job: Job): Promise<Sent> {
  const child = fork(join(import.meta.dirname, 'ingest-sender.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.send(job)
  return new Promise((done, fail) => {
    child.once('message', (sent) => done(sent as Sent))
    child.once('exit', (code) => fail(new Error(`bench: the sender ended with ${code}`)))
  })
}

/** From sending a reading to hearing of it on SensorThings' topic, ten a second, in an otherwise idle server. */
async function toSubscriber(url: string): Promise<Rows[number]> {
  const [device, client] = [await connectAsync(url, { username: 'bench', password: SECRET }), await connectAsync(url)]
  const sentAt = new Map<number, number>()
  const waitsMs: number[] = []
  client.on('message', (_topic, payload) => {
    const { result } = JSON.parse(payload.toString()) as { result: number }
    const at = sentAt.get(result)
    if (at !== undefined) waitsMs.push(performance.now() - at)
  })
  await client.subscribeAsync('v1.1/Observations')
  for (let n = 0; n < SECONDS * 10; n++) {
    sentAt.set(n, performance.now())
    void device.publishAsync('devices/late/observations', JSON.stringify({ key: 'levelM', value: n }), { qos: 1 })
    await new Promise((done) => setTimeout(done, 100))
  }
  await Promise.all([device.endAsync(), client.endAsync()])
  return late('reading to subscriber, 10/s', waitsMs)
}

/**
 * From publishing a level to the value in the facts of a page that draws nothing, and of a client in Node, which is in this
 * process and so waits for the server's own work too; in the default city.
 */
async function toClients({ devices, port }: Town): Promise<Rows> {
  const id = 'gauge-bench'
  const device = await connectAsync(devices?.ingest.line?.url ?? '', { username: 'bench', password: SECRET })
  const client = await enter({ port, origin: `http://localhost:${port}` }, 'Erik')
  const browser = await launchBrowser()
  const say = (what: string, message: object) =>
    device.publishAsync(`devices/${id}/${what}`, JSON.stringify(message), { qos: 1 })
  const saidAt = new Map<number, number>()
  const nodeMs = new Map<number, number>()
  client.onStateChange((state) => {
    const { value = Number.NaN } = state.live.gauges.get(`sensors.${id}.levelM`) ?? {}
    const at = saidAt.get(value)
    if (at !== undefined && !nodeMs.has(value)) nodeMs.set(value, performance.now() - at)
  })
  try {
    const page = await browser.newPage({ viewport: { width: 320, height: 240 } })
    const url = `http://localhost:${port}`
    await page.goto(`${url}/?name=Dana&view=text`)
    await page.waitForFunction(() => window.townhall !== undefined)
    await page.evaluate(() => window.townhall.ready)
    const quantities = [{ key: 'levelM', min: 0, max: 100, step: 0.01 }]
    await say('about', { name: id, kind: 'gauge', truth: 'synthetic', eastM: 10, northM: 10, quantities })
    const level = (value: number): Promise<unknown> => {
      saidAt.set(value, performance.now())
      return say('observations', { key: 'levelM', value })
    }
    const told = await toldOf({ say: level, page, url, id, count: TO_A_PAGE })
    // The first may make the gauge known.
    const [, ...heard] = nodeMs.values()
    return [
      late('reading to a client in Node, 0.9/s', heard),
      late(
        'reading to a page, 0.9/s',
        told.map(({ pageMs }) => pageMs),
      ),
    ]
  } finally {
    await Promise.all([device.endAsync(), client.leave()])
    await browser.close()
  }
}

function late(what: string, waitsMs: readonly number[]): Rows[number] {
  const sorted = waitsMs.toSorted((a, b) => a - b)
  const quantile = (q: number): number => Number((sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN).toFixed(1))
  return { what, heard: sorted.length, ackP50Ms: quantile(0.5), p95Ms: quantile(0.95), ackP99Ms: quantile(0.99) }
}
