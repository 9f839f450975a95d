// Answers GET: the service's root, collections, entities, properties and links, each as text ready to be sent.
import { outageOf } from '../journal/outage.ts'
import type { Answer, Asked } from './contract.ts'
import type { ThingsDatabase } from './database.ts'
import type { Value } from './exact-json.ts'
import { entities, type Entity, type Sight } from './model.ts'
import { type Options, readOptions } from './options.ts'
import { type Found, follow, parsePath, type ResourcePath } from './path.ts'
import { MAX_ROWS, nextQuery, pageJson, readPage, type Reading, shapeRows, type Source } from './read.ts'
import { bad, missing, Refusal } from './refusal.ts'
import { dataArrays, featureCollection } from './result-formats.ts'
import { type Links, selfLink, serviceRoot, valueOf } from './shapes.ts'
import { TOO_LONG } from './sqlite-functions.ts'

const JSON_TYPE = 'application/json'

/** What of the standards this service holds (18-088 annex A, 17-079r1). */
const CONFORMANCE = [
  'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path/resource-path-to-entities',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/request-data',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array',
  'http://www.opengis.net/spec/iot_tasking/1.0/req/tasking-core',
]

/** With a broker. */
const MQTT = [
  'http://www.opengis.net/spec/iot_sensing/1.1/req/create-observations-via-mqtt/observations-creation',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/receive-updates-via-mqtt/receive-updates',
]

export const json = (status: number, value: Value): Answer => ({
  status,
  body: JSON.stringify(value),
  contentType: JSON_TYPE,
})

export const sightOf = (asked: Pick<Asked, 'version'>): Sight => ({ hasTasking: asked.version === 'v1.1' })

export const linksOf = (asked: Pick<Asked, 'version' | 'root'>): Links => ({
  root: asked.root,
  version: asked.version,
  sight: sightOf(asked),
})

/** Every refusal as an answer with its sentence. */
export async function answered(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run()
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error)
    if (error instanceof Refusal) return json(error.status, { code: error.status, error: sentence })
    const isLate = sentence === TOO_LONG || /statement timeout/.test(sentence)
    if (isLate) return json(400, { code: 400, error: TOO_LONG })
    if (/out of range|invalid input syntax|invalid memory|overflow/.test(sentence))
      return json(400, { code: 400, error: 'a value of the query is out of range' })
    const outage = outageOf(error)
    if (outage !== null) return json(503, { code: 503, error: `that cannot be done now: ${outage}` })
    throw error
  }
}

export function readingOf(
  asked: Pick<Asked, 'version' | 'root'>,
  { db, say }: Pick<ThingsDatabase, 'db' | 'say'>,
): Reading {
  return { db, say, links: linksOf(asked), nowMs: Date.now(), budget: { left: MAX_ROWS } }
}

export function answerRead(asked: Asked, database: ThingsDatabase): Promise<Answer> {
  return answered(async () => {
    database.start()
    if (asked.path === '' || asked.path === '/') return serviceRootAnswer(linksOf(asked), asked.mqttUrl)
    const reading = readingOf(asked, database)
    const path = parsePath(asked.path, reading.links.sight)
    const { options, format } = readOptions(asked.query, path.entity, reading.links.sight)
    const found = await follow(path, reading)
    if (found.kind === 'many') return collection(found.source, { path, options, format, asked }, reading)
    if (format !== 'default') throw bad('$resultFormat is for collections')
    return entity(found, { path, options }, reading)
  })
}

function serviceRootAnswer(links: Links, mqttUrl: string | undefined): Answer {
  const root = serviceRoot(links)
  const value = entities(links.sight).map(({ set }) => ({ name: set, url: `${root}/${set}` }))
  // 1.0 knows no settings.
  if (!links.sight.hasTasking) return json(200, { value })
  if (mqttUrl === undefined) return json(200, { value, serverSettings: { conformance: CONFORMANCE } })
  const endpoints = Object.fromEntries(MQTT.map((name): [string, Value] => [name, { endpoints: [mqttUrl] }]))
  return json(200, { value, serverSettings: { conformance: [...CONFORMANCE, ...MQTT], ...endpoints } })
}

type Wanted = { readonly path: ResourcePath; readonly options: Options }

async function collection(
  source: Source,
  { path, options, format, asked }: Wanted & { format: string; asked: Asked },
  reading: Reading,
): Promise<Answer> {
  const { tail } = path
  if (tail.kind === 'property') throw missing(`a collection has no ${tail.property.name}`)
  const page = await readPage(source, options, reading)
  const after = { skip: options.skip + Math.min(options.top ?? page.rows.length, page.rows.length), top: options.top }
  const pairs: (readonly [string, string])[] =
    format === 'default' ? [...options.pairs] : [...options.pairs, ['$resultFormat', format]]
  const next = `${serviceRoot(reading.links)}/${asked.path.replace(/^\/+/, '')}?${nextQuery(pairs, after)}`
  if (tail.kind === 'ref') {
    const refs = page.rows.map((row) => ({
      '@iot.selfLink': selfLink(source.entity, Number(row['id']), reading.links),
    }))
    return json(200, pageJson(refs, page, next))
  }
  if (format === 'dataArray') {
    if (source.entity.name !== 'Observation') throw bad('$resultFormat dataArray is for Observations')
    return json(200, pageJson(dataArrays(page.rows, options, reading), page, next))
  }
  const shaped = await shapeRows(page.rows, { entity: source.entity, options }, reading)
  if (format === 'default') return json(200, pageJson(shaped, page, next))
  const features = await featureCollection({ entity: source.entity, rows: page.rows, shaped }, reading)
  const { value: _value, ...frame } = pageJson([], page, next)
  return { ...json(200, { ...features, ...frame }), contentType: 'application/geo+json' }
}

async function entity(
  found: Extract<Found, { kind: 'one' }>,
  { path, options }: Wanted,
  reading: Reading,
): Promise<Answer> {
  const { tail } = path
  if (tail.kind === 'ref') return json(200, { '@iot.selfLink': selfLink(found.entity, found.id, reading.links) })
  if (tail.kind === 'property') return propertyAnswer(found, tail)
  const [shaped = null] = await shapeRows([found.row], { entity: found.entity, options }, reading)
  return json(200, shaped)
}

function propertyAnswer(
  { entity, id, row }: { entity: Entity; id: number; row: Extract<Found, { kind: 'one' }>['row'] },
  { property, inside, isValue }: Extract<ResourcePath['tail'], { kind: 'property' }>,
): Answer {
  let value: Value | undefined = valueOf(row, property)
  let name = property.name
  for (const key of inside) {
    const index = /^\[(\d+)\]$/.exec(key)?.[1]
    if (index !== undefined && Array.isArray(value)) value = value[Number(index)]
    else if (index === undefined && isPlain(value) && Object.hasOwn(value, key)) value = value[key]
    else value = undefined
    name = index === undefined ? key : `${name}${key}`
    if (value === undefined) throw missing(`${property.name} of ${entity.name} ${id} has no ${name}`)
  }
  const isEmpty = value === null && inside.length === 0 && !property.isShownEmpty
  if (isEmpty) return { status: 204, body: '', contentType: JSON_TYPE }
  if (!isValue) return json(200, { [name]: value ?? null })
  const isText = typeof value !== 'object' || value === null
  return {
    status: 200,
    body: typeof value === 'string' ? value : JSON.stringify(value ?? null),
    contentType: isText ? 'text/plain; charset=utf-8' : JSON_TYPE,
  }
}

const isPlain = (value: Value | undefined): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
