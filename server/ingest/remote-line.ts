// MQTT_URL: another broker (mosquitto, EMQX) between the devices and us; who may publish what is its matter. We read what
// devices publish and tell them their tasks. What it has acknowledged to a device and we had not yet on the disk when
// this process died is lost here: with our own broker it is not.
import { connectAsync } from 'mqtt'
import type { Line, LineHandlers } from './line.ts'
import { deviceTopic } from './rights.ts'

const TOPICS = ['devices/+/about', 'devices/+/observations', 'devices/+/answers']
/** So many messages may wait for the disk; more are left with the broker. */
const MAX_WAITING = 10_000
const ANSWER_WITHIN_MS = 10_000

/** Throws a sentence when the broker does not answer; later it is found again by itself. */
export async function openRemoteLine(
  url: string,
  handlers: LineHandlers,
  onFault: (error: unknown) => void,
): Promise<Line> {
  const client = await connectAsync(
    url,
    {
      clientId: `townhall-${process.pid}-${Math.trunc(performance.now())}`,
      reconnectPeriod: 1000,
      connectTimeout: ANSWER_WITHIN_MS,
      resubscribe: true,
    },
    false,
  ).catch((error: unknown) => {
    throw new Error(
      `MQTT_URL: ${withoutSecret(url)} does not answer (${error instanceof Error ? error.message : String(error)})`,
    )
  })
  let received = 0
  let waiting = 0
  const resumes: (() => void)[] = []
  client.handleMessage = (packet, next) => {
    const of = deviceTopic(packet.topic)
    if (!of) return next()
    received++
    waiting++
    const bytes = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    handlers
      .onDevice(of, bytes)
      .catch(onFault)
      .finally(() => {
        waiting--
        if (waiting < MAX_WAITING) resumes.shift()?.()
      })
    if (waiting < MAX_WAITING) next()
    else resumes.push(() => next())
  }
  client.on('error', onFault)
  await client.subscribeAsync(TOPICS, { qos: 1 })
  return {
    url: withoutSecret(url),
    port: 0,
    isOpen: () => client.connected,
    counts: () => ({ clients: Number(client.connected), received }),
    publish: async (topic, payload, { retain = false } = {}) => {
      await client.publishAsync(topic, payload, { qos: 1, retain })
    },
    close: () => client.endAsync(true),
  }
}

/** An address that may be shown. */
function withoutSecret(url: string): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}
