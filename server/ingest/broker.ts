// The embedded MQTT broker (aedes, MQTT 3.1.1): who may come in, what they may publish and read, and that a publish is
// acknowledged only when what it brought is on the disk. What messages mean is for line.ts's neighbours to say.
// On loopback unless a setting opens it; no websockets. Sessions are clean: a task is not delivered hours later.
import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { Aedes, type AuthenticateError, type AuthErrorCode, type Client } from 'aedes'
import type { CredentialStore, Speaker } from './credentials.ts'
import type { Line, LineHandlers } from './line.ts'
import { deviceTopic, hearsReadings, isSensorThings, mayHear, mayPublish, maySubscribe } from './rights.ts'

export type BrokerOptions = LineHandlers & {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly credentials: CredentialStore
  /** Whether this is the key of an operator. */
  readonly isOperator: (key: string) => boolean
  /** Whether anybody may create over SensorThings' topics. */
  readonly isOpen: boolean
  /** What was refused, and to whom. */
  readonly onRefused: (why: string) => void
}

/** The name operators give; their key is the password. */
export const OPERATOR_NAME = 'operator'
const MAX_PACKET_BYTES = 1024 * 1024
const MAX_CLIENTS = 5000
const MAX_TOPIC_LEVELS = 8
const MAX_SUBSCRIPTIONS = 256
const CONNECT_WITHIN_MS = 10_000
const DRAIN_WITHIN_MS = 10_000
/** MQTT 3.1.1, table 3.1. */
const BAD_NAME_OR_PASSWORD = 4 as AuthErrorCode

/** Throws a sentence when the port cannot be had. */
export async function openBroker(options: BrokerOptions): Promise<Line> {
  const { credentials, onRefused, isOpen } = options
  const anybody: Speaker = { kind: 'anonymous', mayCreate: isOpen }
  const speakers = new WeakMap<Client, Speaker>()
  const filters = new Map<Client, Set<string>>()
  /** Who reads along what devices measure, by filter. */
  const along = new Set<string>()
  const speakerOf = (client: Client | null): Speaker => (client && speakers.get(client)) ?? anybody
  const refused = (why: string): Error => {
    onRefused(why)
    return new Error(why)
  }
  let received = 0

  const broker = await Aedes.createBroker({
    connectTimeout: CONNECT_WITHIN_MS,
    drainTimeout: DRAIN_WITHIN_MS,
    maxTopicLevels: MAX_TOPIC_LEVELS,
    preConnect: (_client, packet, done) => {
      Object.assign(packet, { clean: true })
      done(null, true)
    },
    authenticate: (client, name, password, done) => {
      admit(name, password?.toString() ?? '', options).then(
        (speaker) => {
          if (speaker) speakers.set(client, speaker)
          else onRefused('a wrong name or secret')
          done(speaker ? null : badName(), speaker !== null)
        },
        () => done(badName(), false),
      )
    },
    authorizePublish: (client, packet, done) => {
      received++
      const { topic, payload } = packet
      const refusal = mayPublish(speakerOf(client), topic, credentials.hasOwn)
      if (refusal !== null) return done(refused(refusal))
      const of = deviceTopic(topic)
      if (of?.what !== 'about') packet.retain = false
      const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
      // Not acknowledged when it cannot be kept: the device sends it again.
      const kept = of ? options.onDevice(of, bytes) : options.onCreate(topic, bytes, speakerOf(client))
      kept.then(() => done(null), done)
    },
    authorizeSubscribe: (client, subscription, done) => {
      const { topic } = subscription
      const mine = filters.get(client) ?? new Set()
      const refusal =
        mine.size >= MAX_SUBSCRIPTIONS
          ? `nobody reads more than ${MAX_SUBSCRIPTIONS} topics`
          : maySubscribe(speakerOf(client), topic, credentials.hasOwn)
      if (refusal !== null) {
        onRefused(refusal)
        return done(null, null)
      }
      filters.set(client, mine.add(topic))
      if (hearsReadings(topic)) along.add(`${client.id} ${topic}`)
      if (!isSensorThings(topic)) return done(null, subscription)
      options.onSubscribed(topic).then(
        (why) => {
          if (why !== null) onRefused(why)
          done(null, why === null ? subscription : null)
        },
        () => done(null, null),
      )
    },
    authorizeForward: (client, packet) =>
      mayHear(speakerOf(client), packet.topic, credentials.hasOwn) ? packet : null,
  })
  const forget = (client: Client, topics: Iterable<string>): void => {
    for (const topic of topics) {
      along.delete(`${client.id} ${topic}`)
      if (filters.get(client)?.delete(topic) && isSensorThings(topic)) options.onUnsubscribed(topic)
    }
  }
  keepFromNobody(broker, along)
  broker.on('unsubscribe', (topics, client) => forget(client, topics))
  broker.on('clientDisconnect', (client) => {
    forget(client, [...(filters.get(client) ?? [])])
    filters.delete(client)
  })
  // A client's fault is the client's: it is let go, the rest goes on.
  broker.on('clientError', () => undefined)
  broker.on('connectionError', () => undefined)

  const server = createServer((socket) => fence(broker, socket))
  server.maxConnections = MAX_CLIENTS
  try {
    await listen(server, options)
  } catch (error) {
    await new Promise<void>((done) => broker.close(done))
    throw error
  }
  const { port } = server.address() as AddressInfo
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    counts: () => ({ clients: broker.connectedClients, received }),
    isOpen: () => server.listening,
    publish: (topic, payload, { retain = false } = {}) =>
      new Promise((done, fail) =>
        broker.publish({ cmd: 'publish', dup: false, qos: 1, retain, topic, payload }, (error) =>
          error ? fail(error) : done(),
        ),
      ),
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()))
      await new Promise<void>((done) => broker.close(done))
      await closed
    },
  }
}

/**
 * A reading is for the city, which has it by now: while nobody reads along it need not be looked up, copied and sent through
 * the broker. (Clients' packets come with their client between packet and callback; broker.test.ts sees that this holds.)
 */
function keepFromNobody(broker: Aedes, along: ReadonlySet<string>): void {
  const publish = broker.publish.bind(broker) as (...given: unknown[]) => void
  const kept = (packet: { readonly topic: string }, client: unknown, done?: () => void): void => {
    const isForNobody = done && along.size === 0 && deviceTopic(packet.topic)?.what === 'observations'
    if (isForNobody) done()
    else publish(packet, client, done)
  }
  Object.assign(broker, { publish: kept })
}

async function admit(
  name: string | undefined,
  secret: string,
  { credentials, isOperator, isOpen }: BrokerOptions,
): Promise<Speaker | null> {
  if (name === undefined || name === '') return { kind: 'anonymous', mayCreate: isOpen }
  if (name === OPERATOR_NAME) return isOperator(secret) ? { kind: 'operator' } : null
  return credentials.speakerOf(name, secret)
}

const badName = (): AuthenticateError =>
  Object.assign(new Error('a wrong name or secret'), { returnCode: BAD_NAME_OR_PASSWORD })

/**
 * The parser gathers a packet to its announced end, which may be 256 MB away: a packet that announces too much ends the
 * connection. (The parser is no public part of aedes; broker.test.ts sees that this holds.)
 */
function fence(broker: Aedes, socket: Socket): void {
  socket.setNoDelay(true)
  const { _parser: parser } = broker.handle(socket) as unknown as {
    readonly _parser: { parse(bytes: Buffer): number; readonly packet: { readonly length: number } }
  }
  const parse = parser.parse.bind(parser)
  parser.parse = (bytes) => {
    const left = parse(bytes)
    if (parser.packet.length > MAX_PACKET_BYTES) socket.destroy()
    return left
  }
}

function listen(server: Server, { host, port }: BrokerOptions): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      fail(
        new Error(
          code === 'EADDRINUSE'
            ? `port ${port} for MQTT is in use; set MQTT_PORT to another one`
            : `MQTT cannot listen on ${host}:${port}: ${message}`,
          { cause: code },
        ),
      ),
    )
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      server.on('error', () => undefined)
      done()
    })
  })
}
