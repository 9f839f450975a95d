// The other ways observations and places are written: data arrays (18-088 clause 14), both ways, and GeoJSON.
import { sql } from 'kysely'
import { isObject, type Value } from './exact-json.ts'
import { type Entity, MODEL, propertyOf } from './model.ts'
import type { Options } from './options.ts'
import type { Reading } from './read.ts'
import { bad } from './refusal.ts'
import { selfLink, type Shaped, valueOf } from './shapes.ts'
import type { Row } from './tables.ts'

const COMPONENTS = ['id', 'phenomenonTime', 'result', 'resultTime', 'resultQuality', 'validTime', 'parameters']

/** Observations in a table for each datastream. */
export function dataArrays(rows: readonly Row[], { select }: Options, { links }: Reading): Value[] {
  const components = select ? COMPONENTS.filter((name) => select.has(name === 'id' ? '@iot.id' : name)) : COMPONENTS
  const tables = new Map<number, Value[]>()
  for (const row of rows) {
    const datastream = Number(row['datastream_id'])
    const cells = components.map((name): Value => {
      const property = propertyOf(MODEL.Observation, name)
      return property ? valueOf(row, property) : Number(row['id'])
    })
    const table = tables.get(datastream)
    if (table) table.push(cells)
    else tables.set(datastream, [cells])
  }
  return [...tables].map(([datastream, table]) => ({
    'Datastream@iot.navigationLink': selfLink(MODEL.Datastream, datastream, links),
    components,
    'dataArray@iot.count': table.length,
    dataArray: table,
  }))
}

/** The bodies of the observations in what is posted to CreateObservations. */
export function observationsIn(body: Value): Value[] {
  if (!Array.isArray(body)) throw bad('CreateObservations takes a list of data arrays')
  return body.flatMap((group): Value[] => {
    const { Datastream, components, dataArray } = isObject(group) ? group : {}
    if (!isObject(Datastream ?? null)) throw bad('a data array names its Datastream')
    if (!Array.isArray(components) || !components.every((name) => typeof name === 'string'))
      throw bad('a data array lists its components')
    if (!Array.isArray(dataArray)) throw bad('a data array has a dataArray')
    return dataArray.map((cells): Value => {
      if (!Array.isArray(cells) || cells.length !== components.length) return null
      const pairs = components.map((name, i): [string, Value] => {
        const cell = cells[i] ?? null
        if (name === 'FeatureOfInterest/id' || name === 'FeatureOfInterest/@iot.id')
          return ['FeatureOfInterest', { '@iot.id': cell }]
        return [name, cell]
      })
      return { ...Object.fromEntries(pairs.filter(([name]) => name !== 'id')), Datastream: Datastream ?? null }
    })
  })
}

/** Where each row is: its own geometry, or that of the place of its Thing or of what is observed. */
const PLACES: Readonly<Record<string, string>> = {
  Location: 'select id as of_row, location_geom as geom from sta_location where',
  FeatureOfInterest: 'select id as of_row, feature_geom as geom from sta_feature where',
  Datastream: 'select id as of_row, observed_area_geom as geom from sta_datastream where',
  Thing:
    'select k.thing_id as of_row, l.location_geom as geom from sta_thing_location k join sta_location l on l.id = k.location_id where',
  Observation:
    'select o.id as of_row, f.feature_geom as geom from sta_observation o join sta_feature f on f.id = o.feature_id where',
}
const PLACE_IDS: Readonly<Record<string, string>> = { Thing: 'k.thing_id', Observation: 'o.id' }

export async function featureCollection(
  { entity, rows, shaped }: { entity: Entity; rows: readonly Row[]; shaped: readonly Shaped[] },
  { db, say }: Reading,
): Promise<Shaped> {
  const places = PLACES[entity.name]
  const ids = rows.map((row) => Number(row['id']))
  const geometries = new Map<number, Value>()
  if (places !== undefined && ids.length > 0) {
    const query = sql<Row>`${sql.raw(places)} ${say.isAmong(sql.ref(PLACE_IDS[entity.name] ?? 'id'), ids)}`
    for (const { of_row, geom } of (await query.execute(db)).rows)
      if (typeof geom === 'string') geometries.set(Number(of_row), JSON.parse(geom) as Value)
  }
  const features = ids.map((id, i): Value => ({
    type: 'Feature',
    id,
    geometry: geometries.get(id) ?? null,
    properties: shaped[i] ?? {},
  }))
  return { type: 'FeatureCollection', features }
}
