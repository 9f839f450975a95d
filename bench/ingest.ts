// Devices at full speed: observations a second that are on the disk when they are acknowledged, over MQTT and by single
// HTTP posts, how late a reading is for whoever subscribed, and how long the event loop of the server is held up while
// 10,000 a second come in. The senders are processes of their own.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { pino } from 'pino'
import { startTownhall } from '../server/main.ts'
import { readSettings } from '../server/settings.ts'
import type { Rows } from './bench.ts'
import type { Job, Sent } from './ingest-sender.ts'

const SECONDS = 8
const SECRET = 'bench-gateway'
const FLOOD_PER_S = 10_000
const MEMORY_EVERY_MS = 200

export async function benchIngest(): Promise<Rows> {
  const dir = mkdtempSync(join(tmpdir(), 'townhall-bench-ingest-'))
  const given = {
    PORT: '0',
    HOST: '127.0.0.1',
    MQTT_PORT: '0',
    TOWNHALL_DATA: dir,
    TOWNHALL_CITY: 'none',
    LOG_LEVEL: 'error',
  }
  const town = await startTownhall(readSettings({ ...given, TOWNHALL_SYSTEMS: 'sensors,tasks,alerts' }), {
    gateways: { bench: SECRET },
    log: pino({ level: 'error' }, pino.destination(2)),
  })
  const url = town.devices?.ingest.line?.url ?? ''
  const base = { url, name: 'bench', secret: SECRET, seconds: SECONDS, perSecond: 0 }
  const http = { ...base, url: `http://127.0.0.1:${town.port}` }
  try {
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
      await late(url),
    ]
  } finally {
    await town.close()
    rmSync(dir, { recursive: true, force: true })
  }
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
async function late(url: string): Promise<Rows[number]> {
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
  waitsMs.sort((a, b) => a - b)
  const quantile = (q: number): number =>
    Number((waitsMs[Math.floor(q * (waitsMs.length - 1))] ?? Number.NaN).toFixed(1))
  return {
    what: 'reading to subscriber, 10/s',
    observationsPerS: 10,
    ackP50Ms: quantile(0.5),
    ackP99Ms: quantile(0.99),
  }
}
