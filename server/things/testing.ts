// For tests and benchmarks: an empty store in a folder of its own, or in a schema of the Postgres that DATABASE_URL names,
// served over HTTP on a free port, with short ways to ask it. THINGS_ON=postgres puts every suite there.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { holderOf } from '../identity/asker.ts'
import { KINDS } from '../journal/testing.ts'
import type { CityHere } from './city-features.ts'
import { openThings, type Things } from './things.ts'
import { thingsRoutes, type WriterOf } from './routes.ts'

export { KINDS } from '../journal/testing.ts'

/** A busy machine takes its time to start threads and databases. */
export const PATIENCE_MS = 120_000

/** JSON as tests look into it. */
export type Seen = { readonly [key: string]: Seen } & Iterable<Seen> &
  Pick<readonly Seen[], 'map' | 'every' | 'length' | number> &
  Pick<string, 'replace'>

/** A text or number of it. */
export const said = (seen: Seen | undefined): string => String(seen as unknown as string | number | undefined)

export type Answered = {
  readonly status: number
  readonly body: Seen
  readonly text: string
  readonly location: string
}

export type House = {
  readonly things: Things
  /** `http://localhost:1234` */
  readonly root: string
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>
  /** Below /v1.1; throws unless it is 200. */
  get(path: string): Promise<Seen>
  /** The id of what was made; throws unless it is 201. */
  post(path: string, body: unknown): Promise<number>
  close(): Promise<void>
}

export async function openHouse(
  options: { kind?: (typeof KINDS)[number]; mayWrite?: (key: string) => boolean; city?: CityHere } = {},
): Promise<House> {
  const kind = options.kind ?? KINDS[process.env['THINGS_ON'] === 'postgres' ? 1 : 0]
  if (!kind) throw new Error('things: no store to test')
  const place = await kind.make()
  const { where } = place
  const things = await openThings('url' in where ? { dir: '.', databaseUrl: where.url } : { dir: where.dir })
  const app = express()
  const mayWrite = options.mayWrite ?? (() => true)
  const city = options.city ? { city: options.city, mqttUrl: 'mqtt://localhost:1883' } : {}
  const writerOf: WriterOf = ({ headers }) =>
    Promise.resolve(mayWrite(headers.authorization ?? '') ? { by: holderOf('operator') } : null)
  app.use(thingsRoutes({ things, writerOf, ...city }))
  const server = createServer(app)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const ask: House['ask'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${root}${path.startsWith('/') ? path : `/v1.1/${path}`}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').includes('json') && text !== ''
    return {
      status: response.status,
      // Tests look at what they expect.
      body: (isJson ? JSON.parse(text) : text) as Seen,
      text,
      location: response.headers.get('location') ?? '',
    }
  }
  return {
    things,
    root,
    ask,
    async get(path) {
      const { status, body, text } = await ask('GET', path)
      if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`)
      return body
    },
    async post(path, given) {
      const { status, location, text } = await ask('POST', path, given)
      if (status !== 201) throw new Error(`POST ${path}: ${status} ${text}`)
      return Number(/\((\d+)\)$/.exec(location)?.[1])
    },
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await things.close()
      await place.remove()
    },
  }
}

/** A thing with a place, a datastream and what belongs to it, as the conformance suite makes one. */
export const aThing = (n: number): Record<string, unknown> => ({
  name: `thing ${n}`,
  description: `thing ${n}`,
  properties: { reference: n },
  Locations: [
    {
      name: `location ${n}`,
      description: `location ${n}`,
      location: { type: 'Point', coordinates: [-117.05 + n, 51.05] },
      encodingType: 'application/vnd.geo+json',
    },
  ],
  Datastreams: [aDatastream(n)],
})

export const aDatastream = (n: number): Record<string, unknown> => ({
  unitOfMeasurement: { name: 'Lumen', symbol: 'lm', definition: 'http://qudt.org/unit/Lumen' },
  name: `datastream ${n}`,
  description: `datastream ${n}`,
  observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement',
  ObservedProperty: { name: `flux ${n}`, definition: `http://qudt.org/flux/${n}`, description: `property ${n}` },
  Sensor: {
    name: `sensor ${n}`,
    description: `sensor ${n}`,
    encodingType: 'text/plain',
    metadata: 'Light flux sensor',
  },
})
