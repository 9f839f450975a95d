// SensorThings over MQTT (OGC 18-088, clause 14): a publish to a collection creates in it, whoever subscribes to a
// collection, an entity or a property hears of its changes. The store knows the topics; here subscriptions with wildcards
// are opened to the topics they can match, and each topic is asked for once however many listen.
import type { Actor } from '../../shared/kernel/system.ts'
import type { Things } from '../things/contract.ts'
import { Refusal } from './devices.ts'

const SETS = [
  'Things',
  'Locations',
  'HistoricalLocations',
  'Datastreams',
  'Sensors',
  'ObservedProperties',
  'Observations',
  'FeaturesOfInterest',
  'TaskingCapabilities',
  'Tasks',
  'Actuators',
]

export type ThingsTopics = {
  /** Null when it will be heard, else why not. */
  subscribe(filter: string): Promise<string | null>
  unsubscribe(filter: string): void
  /** Rejects with a sentence when nothing was created. */
  create(topic: string, payload: Uint8Array, of?: { readonly by: Actor }): Promise<void>
}

export function thingsTopics(things: Pick<Things, 'subscribe' | 'unsubscribe' | 'createAt'>): ThingsTopics {
  const listeners = new Map<string, number>()
  return {
    async subscribe(filter) {
      for (const topic of opened(filter)) {
        const count = listeners.get(topic) ?? 0
        listeners.set(topic, count + 1)
        if (count > 0) continue
        const refusal = await things.subscribe(topic)
        if (refusal === null) continue
        listeners.delete(topic)
        // Of a wildcard's topics one may not exist in this version.
        if (topic === filter) return refusal
      }
      return null
    },
    unsubscribe(filter) {
      for (const topic of opened(filter)) {
        const count = listeners.get(topic) ?? 0
        if (count > 1) listeners.set(topic, count - 1)
        else if (listeners.delete(topic)) things.unsubscribe(topic)
      }
    },
    async create(topic, payload, of) {
      const [version = '', ...path] = topic.split('/')
      if (version !== 'v1.1' && version !== 'v1.0') throw new Refusal(`${topic}: there is no version ${version}`)
      const text = Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString()
      const { status, body } = await things.createAt(path.join('/'), text, version, of)
      if (status >= 400) throw new Refusal(`${topic}: ${body}`)
    },
  }
}

/** The topics a filter with wildcards can match: collections, and what is in the one entity it names. */
function opened(filter: string): readonly string[] {
  if (!/[+#]/.test(filter)) return [filter]
  const [version = '', ...levels] = filter.split('/')
  const fixed = levels.slice(
    0,
    levels.findIndex((level) => level === '+' || level === '#'),
  )
  const base = [version, ...fixed].join('/')
  if (fixed.length === 0) return SETS.map((set) => `${base}/${set}`)
  return [base, `${base}/Datastreams`, `${base}/Observations`]
}
