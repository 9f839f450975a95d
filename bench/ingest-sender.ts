// The devices of `bench ingest`, in a process of their own: sends as fast as it is answered, or at a given pace, and says how
// many were acknowledged and how long that took. MQTT is written and read by hand here: a thousand devices are not one
// program, and npm's client takes more of the machine for a message than the server that is measured.
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'

export type Job = {
  readonly how: 'mqtt' | 'http'
  readonly url: string
  readonly name: string
  readonly secret: string
  readonly seconds: number
  /** Observations in a message. */
  readonly batch: number
  readonly devices: number
  /** Messages that wait for their answer at once. */
  readonly inFlight: number
  /** Observations; 0 for as many as are answered. */
  readonly perSecond: number
}
export type Sent = {
  readonly acknowledged: number
  readonly refused: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of one core, that this process took. */
  readonly cpuPct: number
}

/** Answers once, with whether it is kept. */
type Send = (deviceId: string, text: string, answered: (isKept: boolean) => void) => void
type Way = { readonly send: Send; readonly close: () => void }

const CONNECTIONS = 4
const PACE_MS = 2

process.once('message', (job) => {
  run(job as Job).then(
    (sent) => {
      process.send?.(sent)
      process.disconnect()
    },
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function run(job: Job): Promise<Sent> {
  const { send, close } = job.how === 'mqtt' ? await overMqtt(job) : overHttp(job)
  // The devices are known before it counts.
  for (let d = 0; d < job.devices; d++)
    await new Promise((done) => send(`bench-${d}`, message(0, job.batch), () => done(null)))
  const waitsMs: number[] = []
  let [acknowledged, refused, asked, open, clock] = [0, 0, 0, 0, 1]
  const cpu = process.cpuUsage()
  const begun = performance.now()
  const sinceMs = (): number => performance.now() - begun
  await new Promise<void>((done) => {
    const isDue = (): boolean => job.perSecond === 0 || asked * 1000 <= job.perSecond * sinceMs()
    const fill = (): void => {
      while (open < job.inFlight && sinceMs() < job.seconds * 1000 && isDue()) {
        open++
        asked += job.batch
        const at = performance.now()
        send(`bench-${asked % job.devices}`, message(++clock, job.batch), (isKept) => {
          open--
          waitsMs.push(performance.now() - at)
          if (isKept) acknowledged += job.batch
          else refused += job.batch
          // Whoever paces sends by the clock.
          if (job.perSecond === 0) fill()
        })
      }
    }
    const pace = setInterval(() => {
      fill()
      if (open > 0 || sinceMs() < job.seconds * 1000) return
      clearInterval(pace)
      done()
    }, PACE_MS)
  })
  const seconds = sinceMs() / 1000
  const { user, system } = process.cpuUsage(cpu)
  close()
  waitsMs.sort((a, b) => a - b)
  const quantile = (q: number): number => Number((waitsMs[Math.floor(q * (waitsMs.length - 1))] ?? 0).toFixed(1))
  const cpuPct = Math.round((user + system) / 1e4 / seconds)
  return { acknowledged, refused, seconds, p50Ms: quantile(0.5), p99Ms: quantile(0.99), cpuPct }
}

/** No two the same, so that none is a repeat. */
function message(n: number, batch: number): string {
  const atMs = Date.now() - batch
  const one = (i: number): string => `{"key":"levelM","value":${(n % 8000) / 1000},"atMs":${atMs + i}}`
  return batch === 1 ? one(0) : `[${Array.from({ length: batch }, (_, i) => one(i)).join(',')}]`
}

/** MQTT 3.1.1 with QoS 1: several connections in turn. */
async function overMqtt({ url, name, secret }: Job): Promise<Way> {
  const lines = await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, n) => openLine(url, `bench-${n}`, [name, secret])),
  )
  let next = 0
  return {
    send: (deviceId, text, answered) =>
      lines[next++ % lines.length]?.publish(`devices/${deviceId}/observations`, text, answered),
    close: () => lines.forEach(({ end }) => end()),
  }
}

const CONNACK_BYTES = 4
const PUBACK_BYTES = 4
const PUBACK = 0x40
const MOST_IDS = 65_535

type Line = {
  readonly publish: (topic: string, text: string, answered: (isKept: boolean) => void) => void
  readonly end: () => void
}

async function openLine(url: string, id: string, [name, secret]: readonly [string, string]): Promise<Line> {
  const { hostname, port } = new URL(url)
  const socket: Socket = connect(Number(port), hostname)
  socket.setNoDelay(true)
  await new Promise((done, fail) => socket.once('connect', done).once('error', fail))
  const head = Buffer.from([...field('MQTT'), 4, 0b1100_0010, 0, 0])
  socket.write(packet(0x10, Buffer.concat([head, field(id), field(name), field(secret)])))
  const greeting = await new Promise<Buffer>((done) => socket.once('data', done))
  if (greeting[3] !== 0) throw new Error(`bench: the broker refused with ${greeting[3]}`)

  const open = new Map<number, (isKept: boolean) => void>()
  let lastId = 0
  let rest: Buffer = greeting.subarray(CONNACK_BYTES)
  let unsent: Buffer[] = []
  const flush = (): void => {
    socket.write(unsent.length === 1 ? (unsent[0] as Buffer) : Buffer.concat(unsent))
    unsent = []
  }
  socket.on('data', (bytes) => {
    const all = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes
    let at = 0
    for (; at + PUBACK_BYTES <= all.length; at += PUBACK_BYTES) {
      if (all[at] !== PUBACK) throw new Error(`bench: the broker said ${all[at]}, which is no acknowledgement`)
      const packetId = all.readUInt16BE(at + 2)
      const answered = open.get(packetId)
      open.delete(packetId)
      answered?.(true)
    }
    rest = all.subarray(at)
  })
  socket.on('error', (error) => {
    throw error
  })
  return {
    publish(topic, text, answered) {
      do lastId = (lastId % MOST_IDS) + 1
      while (open.has(lastId))
      open.set(lastId, answered)
      // All that is said in one turn goes in one piece.
      if (unsent.length === 0) process.nextTick(flush)
      unsent.push(
        packet(0x32, Buffer.concat([field(topic), Buffer.from([lastId >> 8, lastId & 255]), Buffer.from(text)])),
      )
    },
    end: () => socket.end(Buffer.from([0xe0, 0])),
  }
}

function field(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}

function packet(first: number, body: Buffer): Buffer {
  const head = [first]
  let left = body.length
  do {
    head.push((left & 127) | (left > 127 ? 128 : 0))
    left >>= 7
  } while (left > 0)
  return Buffer.concat([Buffer.from(head), body])
}

function overHttp({ url, name, secret, inFlight }: Job): Way {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
  const authorization = `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`
  return {
    send: (deviceId, text, answered) => {
      const headers = { authorization, 'content-length': Buffer.byteLength(text) }
      const asked = request(
        `${url}/api/devices/${deviceId}/observations`,
        { method: 'POST', agent, headers },
        (answer) => {
          answer.resume()
          answer.on('end', () => answered(answer.statusCode === 200))
        },
      )
      asked.on('error', (error) => {
        throw error
      })
      asked.end(text)
    },
    close: () => agent.destroy(),
  }
}
