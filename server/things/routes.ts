// SensorThings over HTTP: /v1.1 and /v1.0. Everything is answered by the threads of the things; here a request becomes what
// they are asked, and only who may write is decided. Reading is public. Beside it the views for other standards: /things
// (W3C WoT), /ogc (OGC API Features), /ngsi-ld.
import type { IncomingMessage } from 'node:http'
import { type NextFunction, type Request, type Response, Router } from 'express'
import type { Actor } from '../../shared/kernel/system.ts'
import type { CityHere } from './city-features.ts'
import { type Asked, MAX_THINGS_BODY, type Things, type Version } from './contract.ts'
import { ngsiRoutes } from './ngsi-routes.ts'
import { ogcRoutes } from './ogc-routes.ts'
import { wotRoutes } from './wot-routes.ts'
import { wotValues } from './wot-values.ts'

export type ThingsRoutes = {
  readonly things: Pick<Things, 'answer' | 'onObservations'>
  readonly writerOf: WriterOf
  /** Whose buildings and roads are features too. */
  readonly city?: CityHere
  /** Where a broker listens: the service's root tells it. */
  readonly mqttUrl?: string | undefined
}

/** Null for who may change nothing; `by` is null where anybody may and nobody is known. */
export type WriterOf = (request: IncomingMessage) => Promise<{ readonly by: Actor | null } | null>

const METHODS = new Set<string>(['GET', 'POST', 'PATCH', 'PUT', 'DELETE'])
const NO_KEY = 'changing the things needs a key: send it as "Authorization: Bearer KEY"'

export function thingsRoutes({ things, writerOf, city, mqttUrl }: ThingsRoutes): Router {
  const router = Router()
  const answering =
    (version: Version) =>
    (request: Request, response: Response, next: NextFunction): void => {
      answer(request, response, version).catch(next)
    }
  router.use('/v1.1', answering('v1.1'))
  router.use('/v1.0', answering('v1.0'))
  router.use('/ogc', ogcRoutes(things, city ?? null))
  router.use(wotRoutes(things))
  router.use(wotValues(things))
  router.use(ngsiRoutes(things))
  return router

  async function answer(request: Request, response: Response, version: Version): Promise<void> {
    const method = request.method === 'HEAD' ? 'GET' : request.method
    response.setHeader('cache-control', 'no-store')
    if (!METHODS.has(method)) return refuse(response, 405, 'that method is not served')
    const isReading = method === 'GET'
    const writer = isReading ? null : await writerOf(request)
    if (!isReading && !writer) {
      response.setHeader('www-authenticate', 'Bearer')
      return refuse(response, 401, NO_KEY)
    }
    const body = isReading || method === 'DELETE' ? '' : await bodyOf(request)
    if (body === null) return refuse(response, 413, `a body may have ${MAX_THINGS_BODY} bytes`)
    const [path, query] = split(request.url)
    const given = await things.answer({
      // One of METHODS.
      method: method as Asked['method'],
      version,
      path: path.replace(/^\/+/, ''),
      query,
      body,
      contentType: request.headers['content-type'] ?? 'application/json',
      root: `${request.protocol}://${request.headers.host ?? 'localhost'}`,
      ...(mqttUrl === undefined ? {} : { mqttUrl }),
      ...(writer?.by ? { by: writer.by } : {}),
    })
    response.status(given.status)
    if (given.location !== undefined) response.setHeader('location', given.location)
    response.setHeader('content-type', given.contentType)
    response.end(request.method === 'HEAD' ? undefined : given.body)
  }
}

const split = (url: string): [string, string] => {
  const at = url.indexOf('?')
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
}

/** Null when it is too long: the rest is not read. */
async function bodyOf(request: Request): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_THINGS_BODY) return null
  const parts: Buffer[] = []
  let length = 0
  // An IncomingMessage gives buffers.
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length > MAX_THINGS_BODY) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function refuse(response: Response, status: number, error: string): void {
  if (status === 413) response.setHeader('connection', 'close')
  response.status(status).json({ code: status, error })
}
