// Which topics whom: a device publishes what is below its own name and reads its own tasks; a gateway does so for devices
// that do not speak for themselves; operators read everything and may create through SensorThings' topics; anybody may
// read SensorThings' topics. Nothing else exists.
import { DeviceId } from './about.ts'
import type { Speaker } from './credentials.ts'

/** `devices/{deviceId}/{what}`. */
export type DeviceTopic = { readonly deviceId: string; readonly what: string }

/** What devices publish. */
const SAID = new Set(['about', 'observations', 'answers'])
/** What devices read. */
const TOLD = new Set(['tasks', 'refusals'])
const STA = /^v1\.[01]\//

export const isSensorThings = (topic: string): boolean => STA.test(topic)

/** Topics come again and again, ten thousand a second. */
const met = new Map<string, DeviceTopic | null>()
const MOST_MET = 50_000

/** Null for any other topic. */
export function deviceTopic(topic: string): DeviceTopic | null {
  let of = met.get(topic)
  if (of !== undefined) return of
  of = readTopic(topic)
  if (met.size >= MOST_MET) met.clear()
  met.set(topic, of)
  return of
}

function readTopic(topic: string): DeviceTopic | null {
  const [root, deviceId = '', what = '', ...more] = topic.split('/')
  return root === 'devices' && more.length === 0 && DeviceId.safeParse(deviceId).success ? { deviceId, what } : null
}

/** Whether a filter can match what devices measure. */
export function hearsReadings(filter: string): boolean {
  const [root = '', device = '', what = ''] = filter.split('/')
  const isAll = root === '#' || device === '#'
  return isAll || ((root === 'devices' || root === '+') && ['observations', '+', '#'].includes(what))
}

/** Null when it may, else why not. `hasOwn` tells whether a device speaks for itself. */
export function mayPublish(speaker: Speaker, topic: string, hasOwn: (deviceId: string) => boolean): string | null {
  const mayCreate = speaker.kind === 'operator' || (speaker.kind === 'anonymous' && speaker.mayCreate)
  if (isSensorThings(topic) && mayCreate) return null
  if (speaker.kind === 'anonymous') return 'to publish one needs a name and a secret'
  if (isSensorThings(topic)) return `${nameOf(speaker)} may not publish to ${topic}; operators may`
  const of = deviceTopic(topic)
  if (!of || !SAID.has(of.what)) return `nobody publishes to ${topic}`
  return speaksFor(speaker, of.deviceId, hasOwn) ? null : `${nameOf(speaker)} may not speak for ${of.deviceId}`
}

export function maySubscribe(speaker: Speaker, filter: string, hasOwn: (deviceId: string) => boolean): string | null {
  if (isSensorThings(filter)) return null
  if (speaker.kind === 'operator') return filter.startsWith('devices/') ? null : `there is no topic ${filter}`
  if (speaker.kind === 'anonymous') return `${filter} is not for everybody; v1.1/# is`
  // A gateway hears of all the devices it may speak for; what it may not is held back one by one.
  if (speaker.kind === 'gateway' && (filter === 'devices/+/tasks' || filter === 'devices/+/refusals')) return null
  const of = deviceTopic(filter)
  if (of && TOLD.has(of.what) && speaksFor(speaker, of.deviceId, hasOwn)) return null
  return `${nameOf(speaker)} may not read ${filter}`
}

/** Whether what is published there may go to the one who subscribed. */
export function mayHear(speaker: Speaker, topic: string, hasOwn: (deviceId: string) => boolean): boolean {
  if (speaker.kind !== 'gateway' || isSensorThings(topic)) return true
  const of = deviceTopic(topic)
  return of !== null && speaksFor(speaker, of.deviceId, hasOwn)
}

function speaksFor(speaker: Speaker, deviceId: string, hasOwn: (deviceId: string) => boolean): boolean {
  if (speaker.kind === 'device') return speaker.name === deviceId
  return speaker.kind === 'gateway' && !hasOwn(deviceId)
}

const nameOf = (speaker: Speaker): string =>
  speaker.kind === 'device' || speaker.kind === 'gateway' ? speaker.name : `an ${speaker.kind}`
