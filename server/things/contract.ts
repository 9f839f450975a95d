// What the rest of the server may ask of the city's things (things.ts opens them): OGC SensorThings 1.1, sensing and tasking
// core, in a store of its own, one file `things.db` beside the journal, or the same tables in Postgres. Every call is a
// message to a worker thread: nobody here waits for a disk.
//
// How it is wired:
//   const things = await openThings({ dir, databaseUrl, publicUrl: 'http://localhost:2567' })
//   app.use(thingsRoutes({ things, mayWrite, city, mqttUrl }))   // routes.ts: /v1.1, /v1.0, /ogc, /things, /ngsi-ld
//   things.append([...])                                  // 20,000 a second; in any order, as often as you like
//   things.onObservations(heard)                          // everything stored, over HTTP and MQTT too
//   things.onTasks(heard)                                 // tasks created over the API: to be carried out or refused
//   MQTT, as the standard says: a publish to `v1.1/Observations` or `v1.1/Datastreams(3)/Observations` is
//     `things.createAt('Datastreams(3)/Observations', payload, 'v1.1')`; a subscription to a topic that begins with v1.1/
//     or v1.0/ is `await things.subscribe(topic)` (a sentence when it is none), `things.unsubscribe(topic)` when its
//     last subscriber goes, and `things.onPublish(({ topic, payload }) => broker.publish(…))`.
//   await things.close()                                  // when all that was asked is written
// A datastream that somebody deleted over the API is refused by append; describing the device again makes it anew.
import type { Actor } from '../../shared/kernel/system.ts'
import type { Dialect } from '../journal/tables.ts'
import type { Kept } from './retention.ts'

/** Bytes of a body and characters of an address that the API takes. */
export const MAX_THINGS_BODY = 4 * 1024 * 1024
export const MAX_THINGS_URL = 8192

export type Version = 'v1.1' | 'v1.0'
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** One value of a datastream. The same datastream, time and raw value again is a repeat: it is not stored twice. */
export type NewObservation = {
  readonly datastreamId: number
  /** When it was so, Unix milliseconds. */
  readonly atMs: number
  readonly result: Json
  /** As the device said it, when `result` is not that any more (unit, range); kept in `parameters.raw`. */
  readonly raw?: Json
  /** `resultQuality`: a code (`good`, `suspect`, `bad`, …) and whatever explains it. */
  readonly quality?: { readonly code: string; readonly [key: string]: Json }
  readonly resultTimeMs?: number
  readonly parameters?: { readonly [key: string]: Json }
  /** Instead of the place of the datastream's thing. */
  readonly featureId?: number
}

/** `ids` as given: the new id, or null for a repeat and for what was refused. Stored means: committed. */
export type AppendOutcome = {
  readonly stored: number
  readonly repeats: number
  readonly ids: readonly (number | null)[]
  readonly refused: readonly { readonly index: number; readonly reason: string }[]
}

/** `thing` is the device id of the thing and `key` that of the datastream (`properties`), null where it has none. */
export type StoredObservation = NewObservation & {
  readonly id: number
  readonly thing: string | null
  readonly key: string | null
}

export type NewTask = {
  readonly id: number
  readonly capabilityId: number
  readonly thing: string | null
  readonly key: string | null
  readonly parameters: { readonly [key: string]: Json }
  readonly properties: { readonly [key: string]: Json }
  readonly atMs: number
  /** Who made it; null where nobody is known, as on an open instance. */
  readonly by: Actor | null
}

export type Publication = { readonly topic: string; readonly payload: string }

export type Things = {
  readonly dialect: Dialect
  append(observations: readonly NewObservation[]): Promise<AppendOutcome>
  onObservations(heard: (stored: readonly StoredObservation[]) => void): () => void
  onTasks(heard: (tasks: readonly NewTask[]) => void): () => void
  /** Makes a thing and what belongs to it, or brings it up to date; found again by `properties.deviceId`. */
  ensureThing(description: Description): Promise<Ensured>
  /** The same as a POST to that path; `json` is text or the value. */
  createAt(path: string, json: unknown, version: Version, of?: { readonly by: Actor }): Promise<Answer>
  /** Null when it is subscribed, else why it is not. */
  subscribe(topic: string): Promise<string | null>
  unsubscribe(topic: string): void
  onPublish(heard: (publications: readonly Publication[]) => void): () => void
  /** Takes away what is not kept so long, of all there is; how many readings went. See retention.ts. */
  tidy(kept: Kept, nowMs?: number): Promise<number>
  /** One request of the API, as routes.ts hands it over. */
  answer(asked: Asked): Promise<Answer>
  close(): Promise<void>
}

export type ThingsOptions = {
  /** The data folder; `things.db` lies in it. */
  readonly dir: string
  /** `postgres://…` keeps the tables (`sta_…`) there instead. */
  readonly databaseUrl?: string
  /** What links begin with where no request says it (MQTT). */
  readonly publicUrl?: string
}

/** A device as it is known to the store: a Thing with its place, its datastreams and what it can be told to do. */
export type Description = {
  readonly deviceId: string
  readonly name: string
  readonly description: string
  readonly properties?: { readonly [key: string]: Json }
  /** GeoJSON geometry, longitude and latitude. A place that differs from the last one is a new Location. */
  readonly place?: { readonly name: string; readonly description?: string; readonly geometry: Json }
  readonly datastreams: readonly {
    /** Kept in `properties.key`; one of each in a thing. */
    readonly key: string
    readonly name: string
    readonly description: string
    readonly unit: { readonly name: string; readonly symbol: string; readonly definition: string }
    /** OM_Measurement unless given. */
    readonly observationType?: string
    readonly properties?: { readonly [key: string]: Json }
    /** Shared by all that have the same definition. */
    readonly observedProperty: { readonly name: string; readonly definition: string; readonly description: string }
    /** Shared by all that have the same name and metadata. */
    readonly sensor: {
      readonly name: string
      readonly description: string
      readonly encodingType?: string
      readonly metadata: Json
    }
  }[]
  readonly capabilities?: readonly {
    readonly key: string
    readonly name: string
    readonly description: string
    readonly properties?: { readonly [key: string]: Json }
    /** A SWE Common DataRecord: `{ type: 'DataRecord', field: [{ name, label, type: 'Quantity', … }] }`. */
    readonly taskingParameters: Json
    readonly actuator: {
      readonly name: string
      readonly description: string
      readonly encodingType?: string
      readonly metadata: Json
    }
  }[]
}

export type Ensured = {
  readonly thingId: number
  readonly isNew: boolean
  /** Ids by key. */
  readonly datastreams: Readonly<Record<string, number>>
  readonly capabilities: Readonly<Record<string, number>>
}

/** A request of the API: `path` without version and leading slash, `query` as it stands in the address. */
export type Asked = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly version: Version
  readonly path: string
  readonly query: string
  readonly body?: string
  readonly contentType?: string
  /** `http://host:port`, what links begin with. */
  readonly root: string
  /** Where a broker listens, for the service's root. */
  readonly mqttUrl?: string
  /** Who asks, where it is known: tasks they make are theirs. */
  readonly by?: Actor
}

export type Answer = {
  readonly status: number
  /** '' for none. */
  readonly body: string
  readonly contentType: string
  /** Of what was made. */
  readonly location?: string
}
