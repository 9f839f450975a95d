// Observations: appended by the thousand, each once; what they say of their datastream is in bounds.ts.
// An observation without a feature of interest is of the place of its Thing; that feature is made once for a Location.
import { createHash } from 'node:crypto'
import { CompiledQuery, sql } from 'kysely'
import { chunks } from '../journal/chunks.ts'
import { type Bounds, boundsOf, include, spread, stretch, type Texts } from './bounds.ts'
import { type Columns, resultColumns, textOf } from './columns.ts'
import type { AppendOutcome, NewObservation } from './contract.ts'
import { isObject, parseKept, type Value } from './exact-json.ts'
import { bad } from './refusal.ts'
import type { Db, Row, SqlValue } from './tables.ts'
import { isTime } from './times.ts'

/** What is known of a datastream between two commits; forgotten when anything but observations changes. */
export type Memory = {
  readonly streams: Map<number, Stream>
  /** `datastream:feature` whose place the datastream's area holds. */
  readonly areas: Set<string>
}
type Stream = { readonly thing: string | null; readonly key: string | null; featureId: number | null }

export const emptyMemory = (): Memory => ({ streams: new Map(), areas: new Set() })

type Observing = { readonly db: Db }
/** `features` takes the ids of those that are made on the way. */
type Placing = Observing & { readonly features: number[] }
const COLUMNS = [
  ...(['datastream_id', 'phenomenon_start', 'phenomenon_end', 'result_time_ms', 'res_num', 'res_text'] as const),
  ...(['res_json', 'result_quality', 'parameters', 'feature_id', 'raw_key'] as const),
]
const MAX_KEY = 64

/** The datastreams of what was stored: of which thing, and by which key. */
export type Names = readonly (readonly [datastreamId: number, thing: string | null, key: string | null])[]

export type Appended = {
  readonly outcome: AppendOutcome
  readonly names: Names
  /** Features of interest that were made for it. */
  readonly features: readonly number[]
}

/** All that can be are written, in the caller's transaction. */
export async function append(
  given: readonly NewObservation[],
  { db, memory, texts }: Texts & { memory: Memory },
): Promise<Appended> {
  const refused: { index: number; reason: string }[] = []
  const rows: { index: number; columns: Columns }[] = []
  const streams = new Map<number, Stream>()
  const features: number[] = []
  for (const [index, one] of given.entries()) {
    const why = whyNot(one)
    const stream =
      why === null ? (memory.streams.get(one.datastreamId) ?? (await streamOf(one.datastreamId, { db, memory }))) : null
    if (!stream) {
      refused.push({ index, reason: why ?? `there is no Datastream ${one.datastreamId}` })
      continue
    }
    streams.set(one.datastreamId, stream)
    const featureId =
      one.featureId ?? stream.featureId ?? (stream.featureId = await placeOf(one.datastreamId, { db, features }))
    const columns = columnsOf(one, featureId)
    if (typeof columns === 'string') refused.push({ index, reason: columns })
    else rows.push({ index, columns })
  }
  const made = new Map<string, number>()
  for (const some of chunks(rows)) {
    const parameters = some.flatMap(({ columns }) => COLUMNS.map((name) => columns[name] ?? null))
    const name = `insert ${some.length}`
    const text = texts.get(name) ?? insertText(db, some.length)
    texts.set(name, text)
    const result = await db.executeQuery<Row>(CompiledQuery.raw(text, parameters))
    for (const row of result.rows) made.set(keyOf(row), Number(row['id']))
  }
  const ids: (number | null)[] = given.map(() => null)
  let stored = 0
  const bounds = new Map<number, Bounds>()
  for (const { index, columns } of rows) {
    const key = keyOf(columns)
    const id = made.get(key)
    if (id === undefined) continue
    // The second of two that are the same is a repeat.
    made.delete(key)
    ids[index] = id
    stored++
    const datastreamId = Number(columns['datastream_id'])
    const before = bounds.get(datastreamId)
    if (before) include(before, columns)
    else bounds.set(datastreamId, boundsOf(columns))
    const area = `${datastreamId}:${columns['feature_id']}`
    if (!memory.areas.has(area)) await spread(datastreamId, Number(columns['feature_id']), { db, areas: memory.areas })
  }
  await stretch([...bounds], { db, texts })
  const names = [...streams].map(([id, { thing, key }]) => [id, thing, key] as const)
  return { outcome: { stored, repeats: rows.length - stored, ids, refused }, names, features }
}

const keyOf = (row: Columns | Row): string => `${row['datastream_id']} ${row['phenomenon_start']} ${row['raw_key']}`

function insertText(db: Db, count: number): string {
  const rows = Array.from({ length: count }, () => sql`(${sql.join(COLUMNS.map(() => sql`${''}`))})`)
  const names = sql.join(COLUMNS.map((name) => sql.ref(name)))
  return sql`insert into sta_observation (${names}) values ${sql.join(rows)} on conflict do nothing returning id, datastream_id, phenomenon_start, raw_key`.compile(
    db,
  ).sql
}

/** Null when nothing is wrong with it by itself. */
function whyNot({ atMs, resultTimeMs, result, raw }: NewObservation): string | null {
  if (!isTime(atMs)) return `${atMs} is no time`
  if (resultTimeMs !== undefined && !isTime(resultTimeMs)) return `${resultTimeMs} is no time`
  return isFiniteDeep(result) && isFiniteDeep(raw ?? null) ? null : 'a number of the result is not finite'
}

/** A sentence when it cannot be stored. */
function columnsOf(one: NewObservation, featureId: number): Columns | string {
  try {
    // A Json of the contract is a Value, only readonly.
    const raw = (one.raw === undefined ? one.result : one.raw) as Value
    const kept = one.raw === undefined ? one.parameters : { ...one.parameters, raw: one.raw }
    const atMs = Math.round(one.atMs)
    return {
      datastream_id: one.datastreamId,
      phenomenon_start: atMs,
      phenomenon_end: atMs,
      result_time_ms: one.resultTimeMs === undefined ? null : Math.round(one.resultTimeMs),
      ...resultColumns(one.result as Value),
      result_quality: one.quality === undefined ? null : textOf(one.quality as Value),
      parameters: kept === undefined ? null : textOf(kept as Value),
      feature_id: featureId,
      raw_key: shortened(textOf(raw)),
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const shortened = (text: string): string =>
  text.length <= MAX_KEY ? text : `#${createHash('sha256').update(text).digest('base64url')}`

function isFiniteDeep(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(isFiniteDeep)
}

export async function streamOf(id: number, { db, memory }: { db: Db; memory: Memory }): Promise<Stream | null> {
  const known = memory.streams.get(id)
  if (known) return known
  const query = sql<Row>`select d.properties as own, t.properties as things from sta_datastream d join sta_thing t on t.id = d.thing_id where d.id = ${id}`
  const row = Number.isSafeInteger(id) ? (await query.execute(db)).rows[0] : undefined
  if (!row) return null
  const stream: Stream = { thing: wordIn(row['things'], 'deviceId'), key: wordIn(row['own'], 'key'), featureId: null }
  memory.streams.set(id, stream)
  return stream
}

export function wordIn(json: SqlValue | undefined, key: string): string | null {
  const value = typeof json === 'string' ? parseKept(json) : null
  const word = isObject(value) ? value[key] : null
  return typeof word === 'string' ? word : null
}

/** The feature of interest that stands for the place of the datastream's Thing; refuses when it has no place. */
export async function featureOf(datastream: number, placing: Placing): Promise<number> {
  const id = await featureOfPlace(datastream, placing)
  if (id === null) throw bad('an Observation needs a FeatureOfInterest: its Thing has no Location')
  return id
}

/** The same; a device without a place is its own feature, so that nothing it says is lost. */
async function placeOf(datastream: number, placing: Placing): Promise<number> {
  const id = await featureOfPlace(datastream, placing)
  if (id !== null) return id
  const { db } = placing
  const thing = sql<Row>`select t.name, t.description from sta_datastream d join sta_thing t on t.id = d.thing_id where d.id = ${datastream}`
  const { name = '', description = '' } = (await thing.execute(db)).rows[0] ?? {}
  const encoding = 'text/plain'
  const same = sql<{
    id: number
  }>`select id from sta_feature where name = ${name} and encoding_type = ${encoding} limit 1`
  const before = (await same.execute(db)).rows[0]
  if (before) return before.id
  return makeFeature(
    { name, description, encoding_type: encoding, feature: JSON.stringify(name), feature_geom: null },
    placing,
  )
}

async function featureOfPlace(datastream: number, placing: Placing): Promise<number | null> {
  const { db } = placing
  const places = sql<Row>`select l.* from sta_datastream d join sta_thing_location k on k.thing_id = d.thing_id join sta_location l on l.id = k.location_id where d.id = ${datastream} order by l.id`
  const { rows } = await places.execute(db)
  const location = rows.find((row) => row['location_geom'] !== null) ?? rows[0]
  if (!location) return null
  if (location['feature_id'] !== null) return Number(location['feature_id'])
  const {
    name = '',
    description = '',
    encoding_type = '',
    location: feature = null,
    location_geom: feature_geom = null,
  } = location
  const id = await makeFeature({ name, description, encoding_type, feature, feature_geom }, placing)
  await sql`update sta_location set feature_id = ${id} where id = ${Number(location['id'])}`.execute(db)
  return id
}

async function makeFeature(columns: Columns, { db, features }: Placing): Promise<number> {
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)))
  const values = sql.join(Object.values(columns).map((value) => sql`${value}`))
  const made = sql<{ id: number }>`insert into sta_feature (${names}) values (${values}) returning id`
  const id = Number((await made.execute(db)).rows[0]?.id)
  features.push(id)
  return id
}
