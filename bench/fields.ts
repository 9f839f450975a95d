// What fields cost: a raster of 256 x 256 at 2 Hz, 5,000 vehicles at 5 Hz and 20,000 links at 1 Hz to 200 clients that
// watch all of it, or a square of 2 km each. Bytes a client and second, the time it takes to encode and to relay, the
// process's CPU and the delay of its event loop; first into sinks that count, then over 200 TCP sockets of this machine.
// The making of the town is in the delay, not in the other figures.
import { type ChildProcess, fork } from 'node:child_process'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { FieldRelay } from '../server/fields/field-relay.ts'
import { Random } from '../shared/kernel/random.ts'
import type { Area } from '../shared/protocol/fields-info.ts'
import type { Sink } from '../server/rooms/presence-relay.ts'
import type { Rows } from './bench.ts'
import type { Readers } from './fields-readers.ts'
import { BusyTown } from './fields-town.ts'

const CLIENTS = 200
const SECONDS = 10
const TICK_MS = 100
const AREA_M = 2000

type Counted = Sink & { bytes: number }

export async function benchFields(): Promise<Rows> {
  const rows: Record<string, string | number>[] = []
  for (const isArea of [false, true]) {
    const what = isArea ? 'a square of 2 km' : 'all of it'
    const sinks = Array.from({ length: CLIENTS }, counting)
    rows.push({ what: `${what}, counted`, ...(await measured(sinks, isArea)) })
    const { sinks: wires, end } = await wired()
    rows.push({ what: `${what}, TCP`, ...(await measured(wires, isArea)) })
    end()
  }
  return rows
}

async function measured(sinks: readonly Counted[], isArea: boolean): Promise<Record<string, string | number>> {
  const town = new BusyTown()
  const relay = new FieldRelay(town.fields.map(({ cells }) => cells.info))
  let [encodeMs, relayMs, makeMs] = [0, 0, 0]
  const tick = (n: number): void => {
    const seconds = (n * TICK_MS) / 1000
    const atMs = n * TICK_MS
    const send = (make: () => Uint8Array): void => {
      const start = performance.now()
      const frame = make()
      encodeMs += performance.now() - start
      const made = performance.now()
      relay.publish(frame)
      relayMs += performance.now() - made
    }
    const start = performance.now()
    const [drives, floods, flows] = [n % 2 === 0, n % 5 === 1, n % 10 === 3]
    if (drives) town.move(0.2, atMs)
    if (floods) town.rise(seconds)
    if (flows) town.change()
    makeMs += performance.now() - start
    if (drives) send(() => town.drive(atMs))
    if (floods) send(() => town.flood(atMs))
    if (flows) send(() => town.flow(atMs))
  }
  for (let n = 0; n < 10; n++) tick(n)
  const random = new Random(2)
  const layers = relay.layers.map(({ id }) => id)
  sinks.forEach((sink, i) => {
    const [west, south] = [random.between(-4000, 2000), random.between(-4000, 2000)]
    const area: Area | null = isArea ? [west, south, west + AREA_M, south + AREA_M] : null
    relay.join(String(i), sink)
    relay.watch(
      String(i),
      layers.map((layer) => ({ layer, area })),
    )
  })
  const keyframeKb = mean(sinks) / 1000
  await passed(1000)
  for (const sink of sinks) sink.bytes = 0
  ;[encodeMs, relayMs, makeMs] = [0, 0, 0]
  relay.droppedFrames = 0
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const cpu = process.cpuUsage()
  const start = performance.now()
  for (let n = 10; n < 10 + (SECONDS * 1000) / TICK_MS; n++) {
    tick(n)
    await passed(Math.max(0, start + (n - 9) * TICK_MS - performance.now()))
  }
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  delay.disable()
  const rounded = (v: number): number => Number(v.toFixed(1))
  return {
    'kB/s a client': rounded(mean(sinks) / 1000 / seconds),
    'first kB': rounded(keyframeKb),
    'encode ms/s': rounded(encodeMs / seconds),
    'relay ms/s': rounded(relayMs / seconds),
    'CPU %': rounded(((user + system) / 1000 - makeMs) / seconds / 10),
    'loop p50 ms': rounded(delay.percentile(50) / 1e6 - 1),
    'loop p99 ms': rounded(delay.percentile(99) / 1e6 - 1),
    'loop max ms': rounded(delay.max / 1e6 - 1),
    skipped: relay.droppedFrames,
  }
}

function counting(): Counted {
  const sink: Counted = {
    bytes: 0,
    bufferedBytes: () => 0,
    send: (frame) => {
      sink.bytes += frame.length
    },
  }
  return sink
}

/** Sockets to a process that reads. */
async function wired(): Promise<{ sinks: Counted[]; end: () => void }> {
  const sockets: Socket[] = []
  const server: Server = createServer({ noDelay: true }, (socket) => sockets.push(socket.on('error', () => undefined)))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const readers: Readers = { port, count: CLIENTS }
  const child: ChildProcess = fork(join(import.meta.dirname, 'fields-readers.ts'), [JSON.stringify(readers)])
  while (sockets.length < CLIENTS) await passed(20)
  const end = (): void => {
    child.kill('SIGKILL')
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  const sinks = sockets.map((socket): Counted => {
    const sink: Counted = {
      bytes: 0,
      bufferedBytes: () => socket.writableLength,
      send: (frame) => {
        sink.bytes += frame.length
        socket.write(Buffer.from(frame))
      },
    }
    return sink
  })
  return { sinks, end }
}

const mean = (sinks: readonly Counted[]): number => sinks.reduce((sum, { bytes }) => sum + bytes, 0) / sinks.length
const passed = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
