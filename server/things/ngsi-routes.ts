// NGSI-LD (ETSI GS CIM 009) for reading: every thing is an entity of type Device, with its place and the newest value of each
// datastream as a property. Queries by id and type only; nothing is written or subscribed to here.
import { Router } from 'express'
import type { Value } from './exact-json.ts'
import { Refusal } from './refusal.ts'
import {
  answering,
  asked,
  type Asking,
  countIn,
  type Found,
  listOf,
  objectOf,
  parametersOf,
  partOf,
  rootOf,
  textOf,
  thingAt,
} from './view-asking.ts'

const TYPE = 'Device'
const PREFIX = `urn:ngsi-ld:${TYPE}:`
const CONTEXT = 'https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld'
const LD = 'application/ld+json'
const EXPAND =
  '$expand=Locations($select=location),Datastreams($top=200;$expand=Observations($top=1;$orderby=phenomenonTime desc;$select=result,phenomenonTime,resultQuality))'

export function ngsiRoutes(things: Asking): Router {
  const router = Router()
  router.get(
    '/ngsi-ld/v1/entities',
    answering(LD, async (request) => {
      const given = parametersOf(request, ['type', 'id', 'limit', 'offset', 'attrs', 'options'])
      const type = given.get('type')
      if (type !== undefined && type !== TYPE) return []
      const attributes = wanted(given)
      const id = given.get('id')
      if (id !== undefined) {
        const thing = await thingAt(things, { root: rootOf(request), id: localId(id), options: EXPAND })
        return [entity(thing, attributes)]
      }
      const limit = countIn(given, 'limit', { least: 0, most: 200, usual: 20 })
      const offset = countIn(given, 'offset', { least: 0, most: 1_000_000, usual: 0 })
      const page = await asked(things, rootOf(request), `Things?$top=${limit}&$skip=${offset}&${EXPAND}`)
      return listOf(page['value']).map((thing) => entity(thing, attributes))
    }),
  )
  router.get(
    '/ngsi-ld/v1/entities/:id',
    answering(LD, async (request) => {
      const attributes = wanted(parametersOf(request, ['attrs', 'options']))
      const thing = await thingAt(things, {
        root: rootOf(request),
        id: localId(partOf(request, 'id')),
        options: EXPAND,
      })
      return entity(thing, attributes)
    }),
  )
  router.get(
    '/ngsi-ld/v1/types',
    answering(LD, () => ({
      '@context': CONTEXT,
      id: 'urn:ngsi-ld:EntityTypeList:1',
      type: 'EntityTypeList',
      typeList: [TYPE],
    })),
  )
  return router
}

type Wanted = { readonly names: ReadonlySet<string> | null; readonly isPlain: boolean }

function wanted(given: ReadonlyMap<string, string>): Wanted {
  const options = given.get('options')
  if (options !== undefined && options !== 'keyValues' && options !== 'simplified')
    throw new Refusal(400, `options may be keyValues or simplified, not ${options}`)
  const names = given.get('attrs')
  return { names: names === undefined ? null : new Set(names.split(',')), isPlain: options !== undefined }
}

function localId(id: string): string {
  if (!id.startsWith(PREFIX)) throw new Refusal(404, `there is no entity ${id}; ids begin with ${PREFIX}`)
  return decodeURIComponent(id.slice(PREFIX.length))
}

function entity(thing: Found, { names, isPlain }: Wanted): Value {
  const device = textOf(objectOf(thing['properties'])['deviceId'])
  const attributes: [string, { type: string; value: Value; [key: string]: Value }][] = [
    ['name', { type: 'Property', value: textOf(thing['name']) }],
    ['description', { type: 'Property', value: textOf(thing['description']) }],
  ]
  const [place] = listOf(thing['Locations'])
  if (place?.['location'] !== undefined)
    attributes.push(['location', { type: 'GeoProperty', value: place['location'] }])
  for (const datastream of listOf(thing['Datastreams'])) {
    const [newest] = listOf(datastream['Observations'])
    const key = textOf(objectOf(datastream['properties'])['key']) || textOf(datastream['name'])
    if (!newest || (newest['result'] ?? null) === null) continue
    const [observedAt = ''] = textOf(newest['phenomenonTime']).split('/')
    const quality = objectOf(newest['resultQuality'])['code']
    attributes.push([
      key,
      {
        type: 'Property',
        value: newest['result'] ?? null,
        observedAt,
        unitText: { type: 'Property', value: textOf(objectOf(datastream['unitOfMeasurement'])['symbol']) },
        ...(typeof quality === 'string' ? { quality: { type: 'Property', value: quality } } : {}),
      },
    ])
  }
  const shown = attributes.filter(([name]) => names === null || names.has(name))
  return {
    '@context': CONTEXT,
    id: `${PREFIX}${device === '' ? String(Number(thing['@iot.id'])) : encodeURIComponent(device)}`,
    type: TYPE,
    ...Object.fromEntries(
      shown.map(([name, attribute]): [string, Value] => [name, isPlain ? attribute.value : attribute]),
    ),
  }
}
