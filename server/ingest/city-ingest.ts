// Ingest as a whole, wired: the line to the devices, what they say, the store, the hours' trees, the twin's feed.
// Everything arrives here as a message of a device and leaves as observations, commands of the server and publications.
import type { Router } from 'express'
import { join } from 'node:path'
import { makeFrame } from '../city/frame.ts'
import type { CityPackage } from '../city/package.ts'
import { type AskerRole, holderOf } from '../identity/asker.ts'
import type { Stamp } from '../ledger/contract.ts'
import type { Things } from '../things/contract.ts'
import { openBroker } from './broker.ts'
import { openCredentials } from './credentials.ts'
import { Devices, Refusal } from './devices.ts'
import { DeviceAnswer, type FeedOptions, startFeed } from './feed.ts'
import { INGEST_FOLDER } from './folder.ts'
import { type HourRoot, HourTrees } from './hour-trees.ts'
import { Ingest, type IngestCounts } from './ingest.ts'
import type { Line, LineHandlers } from './line.ts'
import { openRemoteLine } from './remote-line.ts'
import { ingestRoutes } from './routes.ts'
import { thingsTopics } from './things-topics.ts'

export type CityIngestOptions = {
  readonly dir: string
  readonly manifest: CityPackage['manifest']
  readonly things: Things
  readonly twin: FeedOptions['twin']
  readonly isOperator: (key: string) => boolean
  readonly roleOf: AskerRole
  /** Whether anybody may create over SensorThings' topics. */
  readonly isOpen: boolean
  /** Of this process: name to secret; see `openCredentials`. */
  readonly gateways: Readonly<Record<string, string>>
  /** Our own broker, another's, or none. */
  readonly line: { readonly host: string; readonly port: number } | { readonly url: string } | null
  readonly onFault: (where: string, error: unknown) => void
  readonly onRefused: (why: string) => void
  /** Roots of hours that are over; those of the last days again at a start. */
  readonly onHour?: ((root: HourRoot) => void) | undefined
  readonly stampOf?: ((hash: string) => Stamp | null) | undefined
}

/** Hours. */
const TOLD_AGAIN = 48

export type CityIngest = {
  /** Null without one. */
  readonly line: Line | null
  /** Below /api. */
  readonly routes: Router
  /** To a device; rejects when there is no line. */
  send(deviceId: string, task: object): Promise<void>
  isReady(): boolean
  /** The store keeps less than before. */
  tidy(): Promise<void>
  /** Of the hours that are over, oldest first. */
  hourRoots(): Promise<readonly HourRoot[]>
  counts(): IngestCounts & { readonly told: number; readonly clients: number; readonly messages: number }
  close(): Promise<void>
}

export async function openCityIngest(options: CityIngestOptions): Promise<CityIngest> {
  const { things, manifest, onFault } = options
  const dir = join(options.dir, INGEST_FOLDER)
  const { origin, crs } = manifest
  const frame = makeFrame(crs, origin.lon, origin.lat)
  const credentials = await openCredentials(dir, options.gateways)
  const feed = startFeed({
    twin: options.twin,
    device: (id) => devices.get(id),
    onFault: (error) => onFault('the feed of the twin', error),
  })
  const devices = await Devices.open({
    dir,
    ensureThing: (description) => things.ensureThing(description),
    toLonLat: (eastM, northM) => frame.toLonLat([eastM, northM]),
    fromLonLat: (lon, lat) => frame.fromLonLat(lon, lat),
    onFault: (error) => onFault('what devices said', error),
    onKnown: (device) => feed.known(device),
  })
  const trees = await HourTrees.open({
    dir,
    things,
    ...(options.onHour ? { onRoot: options.onHour } : {}),
    onFault: (error) => onFault('the trees of hours', error),
  })
  if (options.onHour) for (const root of (await trees.roots()).slice(-TOLD_AGAIN)) options.onHour(root)
  const ingest = new Ingest({ devices, append: (all) => things.append(all) })
  const topics = thingsTopics(things)
  const quiet = things.onObservations((stored) => feed.heard(stored))

  const refuse = (deviceId: string, reason: string): void => {
    options.onRefused(reason)
    line?.publish(`devices/${deviceId}/refusals`, JSON.stringify({ reason })).catch(() => undefined)
  }
  const handlers: LineHandlers = {
    async onDevice({ deviceId, what }, payload) {
      try {
        if (what === 'observations') await ingest.takeMessage(deviceId, payload)
        else if (what === 'about') await devices.say(deviceId, jsonOf(deviceId, payload))
        else if (what === 'answers') await feed.answered(deviceId, answerOf(deviceId, payload))
      } catch (error) {
        // Nothing would be better the second time: it is acknowledged, and the device is told.
        if (!(error instanceof Refusal)) throw error
        refuse(deviceId, error.message)
      }
    },
    async onCreate(topic, payload, { kind }) {
      try {
        await topics.create(topic, payload, kind === 'operator' ? { by: holderOf('operator') } : undefined)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        options.onRefused(error.message)
      }
    },
    onSubscribed: (topic) => topics.subscribe(topic),
    onUnsubscribed: (topic) => topics.unsubscribe(topic),
  }
  const line = await openLine(options, handlers, credentials)
  // Who listens at another's broker is not known here: the collections are told there always, single entities never.
  if (options.line && 'url' in options.line) await topics.subscribe('v1.1/#')
  const unheard = things.onPublish((publications) => {
    for (const { topic, payload } of publications)
      line?.publish(topic, payload).catch((error: unknown) => onFault('a publication', error))
  })

  return {
    line,
    routes: ingestRoutes({
      ingest,
      devices,
      credentials,
      trees,
      things,
      roleOf: options.roleOf,
      stampOf: options.stampOf ?? (() => null),
    }),
    async send(deviceId, task) {
      if (!line) throw new Error(`${deviceId} cannot be called: there is no line to the devices (MQTT_PORT, MQTT_URL)`)
      await line.publish(`devices/${deviceId}/tasks`, JSON.stringify(task))
    },
    tidy: () => trees.tidy(),
    hourRoots: () => trees.roots(),
    isReady: () => line === null || line.isOpen(),
    counts() {
      const { clients = 0, received = 0 } = line?.counts() ?? {}
      return { ...ingest.counts(), told: feed.counts().told, clients, messages: received }
    },
    /** Devices first; then what they brought is told and written. */
    async close() {
      await line?.close()
      unheard()
      quiet()
      await feed.close()
      await devices.close()
      await trees.close()
    },
  }
}

async function openLine(
  { line, onFault, onRefused, isOperator, isOpen }: CityIngestOptions,
  handlers: LineHandlers,
  credentials: Awaited<ReturnType<typeof openCredentials>>,
): Promise<Line | null> {
  if (line === null) return null
  if ('url' in line) return openRemoteLine(line.url, handlers, (error) => onFault('the line to the devices', error))
  return openBroker({ ...handlers, ...line, credentials, isOperator, isOpen, onRefused })
}

function answerOf(deviceId: string, payload: Uint8Array): DeviceAnswer {
  const parsed = DeviceAnswer.safeParse(jsonOf(deviceId, payload))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Refusal(`${deviceId}: ${issue?.path.map(String).join('.') || 'the answer'} ${issue?.message}`)
}

function jsonOf(deviceId: string, payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString())
  } catch {
    throw new Refusal(`${deviceId}: that is not JSON`)
  }
}
