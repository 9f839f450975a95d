// The simulated devices as a process of their own, as real ones would be: they connect to a broker, say what they are, send
// what they measure, read their tasks and answer them. While the line is down they measure nothing; they do not remember.
import { connectAsync, type MqttClient } from 'mqtt'
import { z } from 'zod'
import type { Fleet } from './fleet.ts'

export type RunOptions = {
  readonly fleet: Fleet
  /** `mqtt://127.0.0.1:1883` */
  readonly url: string
  readonly name: string
  readonly secret: string
  readonly say: (what: string) => void
}

export type Running = {
  /** What was sent so far. */
  counts(): { readonly messages: number; readonly readings: number }
  close(): Promise<void>
}

const TICK_MS = 1000
/** So many say at once what they are. */
const AT_ONCE = 32
const ANSWER_EVERY_MS = 200
const CONNECT_WITHIN_MS = 10_000
/** A broker that does not keep up is sent no more. */
const MAX_UNANSWERED = 2000

const Task = z.object({ taskId: z.string().min(1).max(100), parameters: z.record(z.string(), z.number()) })

/** Rejects with a sentence when the broker does not let them in. */
export async function runDevices({ fleet, url, name, secret, say }: RunOptions): Promise<Running> {
  const account = name === '' ? {} : { username: name, password: secret }
  const client = await connectAsync(
    url,
    { ...account, reconnectPeriod: 2000, connectTimeout: CONNECT_WITHIN_MS },
    false,
  ).catch((error: unknown) => {
    throw new Error(
      `the devices cannot connect to ${shown(url)}: ${error instanceof Error ? error.message : String(error)}`,
    )
  })
  let [messages, readings, unanswered] = [0, 0, 0]
  let isIntroduced = false
  const send = async (topic: string, payload: object, isKept = false): Promise<void> => {
    unanswered++
    messages++
    try {
      await client.publishAsync(topic, JSON.stringify(payload), { qos: 1, retain: isKept })
    } catch {
      // The line went down meanwhile.
    } finally {
      unanswered--
    }
  }
  const introduce = async (): Promise<void> => {
    isIntroduced = false
    await client.subscribeAsync('devices/+/tasks', { qos: 1 })
    const abouts = fleet.abouts()
    for (let from = 0; from < abouts.length; from += AT_ONCE) {
      if (!client.connected) return
      const some = abouts.slice(from, from + AT_ONCE)
      await Promise.all(some.map(({ deviceId, about }) => send(`devices/${deviceId}/about`, about, true)))
    }
    isIntroduced = true
    say(`${abouts.length} simulated devices speak`)
  }
  client.on('error', (error) => say(`the line of the devices: ${error.message}`))
  client.on('message', (topic, payload) => take(fleet, topic, payload))
  try {
    await introduce()
  } catch {
    await leave(client)
    throw new Error(`the broker at ${shown(url)} lets no devices in without a gateway's name and secret`)
  }
  // The line was down: the broker may have forgotten them.
  client.on('connect', () => {
    introduce().catch((error: unknown) => say(`the devices are not heard: ${String(error)}`))
  })

  const timers = [
    aligned(() => {
      if (!client.connected || !isIntroduced || unanswered > MAX_UNANSWERED) return
      const atMs = TICK_MS * Math.floor(Date.now() / TICK_MS)
      for (const { deviceId, readings: sent } of fleet.readings(atMs)) {
        readings += sent.length
        void send(`devices/${deviceId}/observations`, sent)
      }
    }),
    repeated(ANSWER_EVERY_MS, () => {
      for (const { deviceId, answer } of fleet.answers(Date.now())) void send(`devices/${deviceId}/answers`, answer)
    }),
  ]
  return {
    counts: () => ({ messages, readings }),
    async close() {
      for (const stop of timers) stop()
      await leave(client)
    },
  }
}

/** An address without its secret. */
function shown(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

function take(fleet: Fleet, topic: string, payload: Uint8Array): void {
  const deviceId = topic.split('/')[1] ?? ''
  let task: z.infer<typeof Task>
  try {
    task = Task.parse(JSON.parse(Buffer.from(payload).toString()))
  } catch {
    // A real device would not answer it either.
    return
  }
  fleet.told(deviceId, task, Date.now())
}

/** At every whole second of the clock. */
function aligned(act: () => void): () => void {
  let timer: NodeJS.Timeout
  const next = (): void => {
    timer = setTimeout(
      () => {
        next()
        act()
      },
      TICK_MS - (Date.now() % TICK_MS),
    )
  }
  next()
  return () => clearTimeout(timer)
}

function repeated(everyMs: number, act: () => void): () => void {
  const timer = setInterval(act, everyMs)
  return () => clearInterval(timer)
}

async function leave(client: MqttClient): Promise<void> {
  client.removeAllListeners('connect')
  await client.endAsync(true)
}
