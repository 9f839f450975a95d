// W3C Thing Descriptions (TD 1.1) of the things: `/things` lists them, `/things/{id}/td` describes one, by number or device id.
// Properties are the newest values of its datastreams (wot-values.ts); actions are tasks of its capabilities, which are wishes:
// what came of one stands in the task. `@node-wot/core` reads it in foreign.test.ts.
import { Router } from 'express'
import type { Value } from './exact-json.ts'
import {
  answering,
  asked,
  type Asking,
  type Found,
  listOf,
  objectOf,
  partOf,
  rootOf,
  textOf,
  thingAt,
} from './view-asking.ts'
import { keyOf } from './wot-values.ts'

const TD = 'application/td+json'
const EXPAND =
  '$expand=Datastreams($top=200;$expand=ObservedProperty),TaskingCapabilities($top=200),Locations($select=name,location)'

export function wotRoutes(things: Asking): Router {
  const router = Router()
  router.get(
    '/things',
    answering(TD, async (request) => {
      const root = rootOf(request)
      const page = await asked(things, root, 'Things?$top=1000&$select=id,name,properties')
      return listOf(page['value']).map((thing) => ({
        id: urn(thing),
        title: textOf(thing['name']),
        href: `${root}/things/${Number(thing['@iot.id'])}/td`,
      }))
    }),
  )
  router.get(
    '/things/:id/td',
    answering(TD, async (request) => {
      const root = rootOf(request)
      return description(await thingAt(things, { root, id: partOf(request, 'id'), options: EXPAND }), root)
    }),
  )
  return router
}

export const urn = (thing: Found): string => {
  const device = textOf(objectOf(thing['properties'])['deviceId'])
  return `urn:townhall:thing:${device === '' ? String(Number(thing['@iot.id'])) : encodeURIComponent(device)}`
}

export function description(thing: Found, root: string): Value {
  const datastreams = listOf(thing['Datastreams'])
  const capabilities = listOf(thing['TaskingCapabilities'])
  const here = `${root}/things/${Number(thing['@iot.id'])}/properties`
  return {
    '@context': ['https://www.w3.org/2022/wot/td/v1.1', { sta: `${root}/v1.1/` }],
    id: urn(thing),
    title: textOf(thing['name']),
    description: textOf(thing['description']),
    securityDefinitions: { open: { scheme: 'nosec' }, key: { scheme: 'bearer', in: 'header' } },
    // Actions need a key; the forms of properties say that they do not.
    security: ['key'],
    properties: Object.fromEntries(datastreams.map((one) => [keyOf(one), property(one, here)])),
    actions: Object.fromEntries(capabilities.map((one) => [keyOf(one), action(one, root)])),
    links: [{ rel: 'item', type: 'application/json', href: textOf(thing['@iot.selfLink']) }],
  }
}

function property(datastream: Found, folder: string): Value {
  const unit = objectOf(datastream['unitOfMeasurement'])
  const observed = objectOf(datastream['ObservedProperty'])
  const href = `${folder}/${encodeURIComponent(keyOf(datastream))}`
  const [, kind = ''] = /_([A-Za-z]+)Observation$/.exec(textOf(datastream['observationType'])) ?? []
  const type = textOf(datastream['observationType']).endsWith('OM_Measurement') ? 'number' : RESULTS[kind]
  const contentType = 'application/json'
  const security = ['open']
  return {
    '@type': textOf(observed['definition']),
    title: textOf(datastream['name']),
    description: textOf(datastream['description']),
    ...(type === undefined ? {} : { type }),
    unit: textOf(unit['symbol']),
    readOnly: true,
    observable: true,
    forms: [
      { op: 'readproperty', href, contentType, security },
      { op: 'observeproperty', href: `${href}/observe`, contentType, subprotocol: 'sse', security },
    ],
    'sta:Datastream': textOf(datastream['@iot.selfLink']),
  }
}

/** Kinds of observations whose results have one type. */
const RESULTS: Readonly<Record<string, string>> = { Count: 'integer', Truth: 'boolean', Category: 'string' }

function action(capability: Found, root: string): Value {
  const href = `${root}/v1.1/TaskingCapabilities(${Number(capability['@iot.id'])})/Tasks`
  return {
    title: textOf(capability['name']),
    description: textOf(capability['description']),
    input: {
      type: 'object',
      required: ['taskingParameters'],
      properties: { taskingParameters: schemaOf(objectOf(capability['taskingParameters'])), properties: HOW },
    },
    safe: false,
    idempotent: false,
    synchronous: false,
    forms: [{ op: 'invokeaction', href, contentType: 'application/json' }],
  }
}

/** A real command is tried in a fork first and approved by a person; a drill never leaves the server. */
const HOW: Value = {
  type: 'object',
  properties: {
    simulatedOn: { type: 'string', title: 'The fork in which it was tried' },
    drill: { type: 'boolean', title: 'Only an exercise' },
  },
}

const TYPES: Readonly<Record<string, string>> = {
  Quantity: 'number',
  Count: 'integer',
  Boolean: 'boolean',
  Category: 'string',
  Text: 'string',
  Time: 'string',
}

/** A SWE DataRecord as a data schema. */
function schemaOf(record: Found): { [key: string]: Value } {
  const fields = listOf(record['field'] ?? record['fields'])
  const properties = fields.map((field): [string, Value] => [textOf(field['name']), fieldSchema(field)])
  const required = fields.filter(({ optional }) => optional !== true).map(({ name }) => textOf(name))
  return { type: 'object', properties: Object.fromEntries(properties), required }
}

function fieldSchema(field: Found): Value {
  if (field['type'] === 'DataRecord') return schemaOf(field)
  const { interval, value } = objectOf(field['constraint'])
  const [within] = Array.isArray(interval) ? interval : []
  const [minimum = null, maximum = null] = Array.isArray(within) ? within : []
  const type = TYPES[textOf(field['type'])]
  return {
    title: textOf(field['label'] ?? field['name']),
    ...(type === undefined ? {} : { type }),
    ...(minimum === null || maximum === null ? {} : { minimum, maximum }),
    ...(Array.isArray(value) ? { enum: value } : {}),
  }
}
