// The devices of `bench ingest`, in a process of their own: sends as fast as it is answered, or at a given pace, and says how
// many were acknowledged and how long that took.
import { Agent, request } from 'node:http'
import { connectAsync } from 'mqtt'

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
}

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
  for (let d = 0; d < job.devices; d++) await send(`bench-${d}`, message(0, job.batch))
  const waitsMs: number[] = []
  let [acknowledged, refused, asked, clock] = [0, 0, 0, 1]
  const begun = performance.now()
  const sinceMs = (): number => performance.now() - begun
  const one = async (): Promise<void> => {
    while (sinceMs() < job.seconds * 1000) {
      if (job.perSecond > 0 && asked * 1000 > job.perSecond * sinceMs()) {
        await new Promise((done) => setTimeout(done, 2))
        continue
      }
      asked += job.batch
      const at = performance.now()
      const isKept = await send(`bench-${asked % job.devices}`, message(++clock, job.batch))
      waitsMs.push(performance.now() - at)
      if (isKept) acknowledged += job.batch
      else refused += job.batch
    }
  }
  await Promise.all(Array.from({ length: job.inFlight }, one))
  const seconds = sinceMs() / 1000
  await close()
  waitsMs.sort((a, b) => a - b)
  const quantile = (q: number): number => Number((waitsMs[Math.floor(q * (waitsMs.length - 1))] ?? 0).toFixed(1))
  return { acknowledged, refused, seconds, p50Ms: quantile(0.5), p99Ms: quantile(0.99) }
}

/** No two the same, so that none is a repeat. */
function message(n: number, batch: number): string {
  const atMs = Date.now()
  const all = Array.from({ length: batch }, (_, i) => ({
    key: 'levelM',
    value: (n % 8000) / 1000,
    atMs: atMs - batch + i,
  }))
  return JSON.stringify(batch === 1 ? all[0] : all)
}

type Way = {
  readonly send: (deviceId: string, text: string) => Promise<boolean>
  readonly close: () => Promise<void>
}

async function overMqtt({ url, name, secret }: Job): Promise<Way> {
  const clients = await Promise.all(
    Array.from({ length: 4 }, () => connectAsync(url, { username: name, password: secret, reconnectPeriod: 0 })),
  )
  let next = 0
  return {
    send: async (deviceId, text) => {
      const client = clients[next++ % clients.length]
      await client?.publishAsync(`devices/${deviceId}/observations`, text, { qos: 1 })
      return true
    },
    close: async () => void (await Promise.all(clients.map((client) => client.endAsync()))),
  }
}

function overHttp({ url, name, secret, inFlight }: Job): Way {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
  const authorization = `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`
  return {
    send: (deviceId, text) =>
      new Promise((done, fail) => {
        const headers = { authorization, 'content-length': Buffer.byteLength(text) }
        const asked = request(
          `${url}/api/devices/${deviceId}/observations`,
          { method: 'POST', agent, headers },
          (answer) => {
            answer.resume()
            answer.on('end', () => done(answer.statusCode === 200))
          },
        )
        asked.on('error', fail)
        asked.end(text)
      }),
    close: () => Promise.resolve(agent.destroy()),
  }
}
