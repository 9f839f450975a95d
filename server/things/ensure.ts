// A device as the ingest describes it, made or brought up to date: its Thing by device id, its place, its datastreams and
// capabilities by key. What is the same is left alone, so that saying it again changes nothing.
import { sql } from 'kysely'
import { textOf } from './columns.ts'
import type { Description, Ensured, Json } from './contract.ts'
import type { Value } from './exact-json.ts'
import { type Entity, MODEL } from './model.ts'
import { wordIn } from './observe.ts'
import { bad } from './refusal.ts'
import type { Row } from './tables.ts'
import { change, create, place, rowOf, type Writing } from './write.ts'

const MEASUREMENT = 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement'
const GEOJSON = 'application/geo+json'
const TEXT = 'text/plain'

export async function ensure(given: Description, writing: Writing): Promise<Ensured> {
  if (given.deviceId === '' || given.deviceId.length > 200) throw bad('a device id has 1 to 200 characters')
  const { thingId, isNew } = await ensureThing(given, writing)
  if (given.place) await ensurePlace(thingId, given.place, writing)
  const datastreams: Record<string, number> = {}
  const known = await byKey('sta_datastream', thingId, writing)
  for (const one of given.datastreams) datastreams[one.key] = await ensureDatastream(one, { thingId, known }, writing)
  const capabilities: Record<string, number> = {}
  const knownCapabilities = await byKey('sta_tasking_capability', thingId, writing)
  for (const one of given.capabilities ?? [])
    capabilities[one.key] = await ensureCapability(one, { thingId, known: knownCapabilities }, writing)
  return { thingId, isNew, datastreams, capabilities }
}

async function ensureThing(given: Description, writing: Writing): Promise<{ thingId: number; isNew: boolean }> {
  const { deviceId, name, description } = given
  const body = { name, description, properties: value({ ...given.properties, deviceId }) }
  const query = sql<Row>`select id from sta_thing where device_id_text = ${deviceId}`
  const id = (await query.execute(writing.db)).rows[0]?.['id']
  if (typeof id === 'number') {
    await keep(MODEL.Thing, id, body, writing)
    return { thingId: id, isNew: false }
  }
  const thingId = await create(MODEL.Thing, body, writing)
  await sql`update sta_thing set device_id_text = ${deviceId} where id = ${thingId}`.execute(writing.db)
  return { thingId, isNew: true }
}

async function ensurePlace(thing: number, given: NonNullable<Description['place']>, writing: Writing): Promise<void> {
  const query = sql<Row>`select l.* from sta_thing_location k join sta_location l on l.id = k.location_id where k.thing_id = ${thing}`
  const geometry = textOf(value(given.geometry))
  const now = (await query.execute(writing.db)).rows
  if (now.some((row) => row['location'] === geometry && row['name'] === given.name)) return
  const { name, description = name } = given
  const body = { name, description, encodingType: GEOJSON, location: value(given.geometry) }
  await place(thing, [await create(MODEL.Location, body, writing)], writing)
}

type Known = { readonly thingId: number; readonly known: ReadonlyMap<string, number> }

async function ensureDatastream(
  given: Description['datastreams'][number],
  { thingId, known }: Known,
  writing: Writing,
): Promise<number> {
  const { key, name, description, unit, observationType = MEASUREMENT } = given
  const properties = value({ ...given.properties, key })
  const body = { name, description, observationType, unitOfMeasurement: { ...unit }, properties }
  const id = known.get(key)
  if (id !== undefined) {
    await keep(MODEL.Datastream, id, body, writing)
    return id
  }
  const { observedProperty, sensor } = given
  const definition = sql<Row>`select id from sta_observed_property where definition = ${observedProperty.definition} order by id limit 1`
  const metadata = value(sensor.metadata)
  const sensors = sql<Row>`select id from sta_sensor where name = ${sensor.name} and metadata = ${textOf(metadata)} order by id limit 1`
  const { encodingType = TEXT } = sensor
  const links = {
    Thing: { '@iot.id': thingId },
    ObservedProperty: await linkOr(definition, { ...observedProperty }, writing),
    Sensor: await linkOr(
      sensors,
      { name: sensor.name, description: sensor.description, encodingType, metadata },
      writing,
    ),
  }
  return create(MODEL.Datastream, { ...body, ...links }, writing)
}

async function ensureCapability(
  given: NonNullable<Description['capabilities']>[number],
  { thingId, known }: Known,
  writing: Writing,
): Promise<number> {
  const { key, name, description, actuator } = given
  const properties = value({ ...given.properties, key })
  const body = { name, description, properties, taskingParameters: value(given.taskingParameters) }
  const id = known.get(key)
  if (id !== undefined) {
    await keep(MODEL.TaskingCapability, id, body, writing)
    return id
  }
  const metadata = value(actuator.metadata)
  const same = sql<Row>`select id from sta_actuator where name = ${actuator.name} and metadata = ${textOf(metadata)} order by id limit 1`
  const { encodingType = TEXT } = actuator
  const Actuator = await linkOr(
    same,
    { name: actuator.name, description: actuator.description, encodingType, metadata },
    writing,
  )
  return create(MODEL.TaskingCapability, { ...body, Thing: { '@iot.id': thingId }, Actuator }, writing)
}

async function linkOr(
  query: ReturnType<typeof sql<Row>>,
  body: { [key: string]: Value },
  { db }: Writing,
): Promise<Value> {
  const id = (await query.execute(db)).rows[0]?.['id']
  return typeof id === 'number' ? { '@iot.id': id } : body
}

/** Changes what is not so already. */
async function keep(entity: Entity, id: number, body: { [key: string]: Value }, writing: Writing): Promise<void> {
  const row = await rowOf(entity, id, writing)
  const differs = entity.properties.filter(({ name, kind, column }) => {
    const wanted = body[name]
    if (wanted === undefined) return false
    return row?.[column] !== (kind === 'text' ? wanted : JSON.stringify(wanted))
  })
  if (differs.length === 0) return
  const changed = Object.fromEntries(differs.map(({ name }): [string, Value] => [name, body[name] ?? null]))
  await change(entity, { id, body: changed, mode: 'changed' }, writing)
}

async function byKey(table: string, thing: number, { db }: Writing): Promise<Map<string, number>> {
  const { rows } = await sql<Row>`select id, properties from ${sql.table(table)} where thing_id = ${thing}`.execute(db)
  const keys = new Map<string, number>()
  for (const { id, properties } of rows) {
    const key = wordIn(properties, 'key')
    if (key !== null) keys.set(key, Number(id))
  }
  return keys
}

/** A Json of the contract is a Value, only readonly. */
const value = (json: Json): Value => json as Value
