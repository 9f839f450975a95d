// The HTTP side of the house, behind the gate: seats, health, metrics, the city, the page.
import express, { type ErrorRequestHandler, type Express, type Request, type Response, type Router } from 'express'
import type { Logger } from 'pino'
import { RESERVED_WORDS } from '../../shared/protocol/person-name.ts'
import type { CityPackage } from '../city/package.ts'
import { cityRoutes } from './city-routes.ts'
import { contextRoutes } from './context-routes.ts'
import { MAX_BODY_BYTES } from './gate.ts'
import type { Metrics } from './metrics.ts'
import { replayRoutes } from './replay-routes.ts'
import { staticFiles } from './static-files.ts'

export type AppOptions = {
  readonly city: CityPackage
  readonly log: Logger
  readonly metrics: Metrics
  /** Folder of the built client. */
  readonly clientDir: string
  /** Folder of a context tileset. */
  readonly contextDir?: string
  /** Folder of the recordings, one folder a timeline. */
  readonly replayDir: string
  /** The city's things (/v1.1, /v1.0) and its devices (below /api), where they are served. */
  readonly things?: Router | undefined
  readonly devices?: Router | undefined
  /** What the city's systems answer by themselves. */
  readonly systems?: readonly Router[] | undefined
  /** Signing in, below /identity. */
  readonly identity?: Router | undefined
  /** Formal meetings: their papers, documents and commands. */
  readonly meetings?: readonly Router[] | undefined
  /** The city's alerts for other systems. */
  readonly alerts?: Router | undefined
  /** The chain for programs and for people. */
  readonly chain?: Router | undefined
  /** Reserves a seat in a room; an error with a `status` is a refusal. */
  readonly seat: (method: string, room: string, options: unknown) => Promise<unknown>
  /** Each part by name, and whether it is ready. */
  readonly parts: () => Readonly<Record<string, boolean>>
  /** What a part has to say, where it does. */
  readonly says?: () => Readonly<Record<string, string>>
}

export function makeApp(options: AppOptions): Express {
  const {
    city,
    log,
    metrics,
    clientDir,
    contextDir,
    replayDir,
    things,
    devices,
    systems = [],
    alerts,
    identity,
    meetings = [],
    chain,
    seat,
    parts,
    says = () => ({}),
  } = options
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', false)
  app.set('query parser', 'simple')

  app.post('/matchmake/:method/:room', express.json({ limit: MAX_BODY_BYTES }), (request, response, next) => {
    const { method, room } = request.params
    const options: unknown = request.body ?? {}
    if (hasReservedKey(options)) {
      response.status(400).json({ code: 400, error: 'that name cannot be used' })
      return
    }
    response.setHeader('cache-control', 'no-store')
    seat(method, room, options).then(
      (reserved) => response.json(reserved),
      (error: unknown) => next(error),
    )
  })

  app.get('/healthz', (_request, response) => {
    response.setHeader('cache-control', 'no-store')
    response.json({ status: 'ok' })
  })
  app.get('/readyz', (_request, response) => {
    const all = parts()
    const ready = Object.values(all).every(Boolean)
    response.setHeader('cache-control', 'no-store')
    response.status(ready ? 200 : 503).json({ ready, parts: all, says: said(says()) })
  })
  app.get('/metrics', (_request, response, next) => {
    metrics.registry.metrics().then(
      (text) => response.setHeader('content-type', metrics.registry.contentType).end(text),
      (error: unknown) => next(error),
    )
  })

  app.use(contextRoutes(city.manifest, contextDir))
  app.use('/city', cityRoutes(city))
  app.use('/replay', replayRoutes(replayDir))
  if (things) app.use(things)
  if (devices) app.use('/api', devices)
  if (alerts) app.use(alerts)
  if (identity) app.use('/identity', identity)
  for (const routes of [...systems, ...meetings]) app.use(routes)
  if (chain) app.use(chain)
  app.use(staticFiles(clientDir))
  app.use((request: Request, response: Response) => {
    const isPage = request.path === '/'
    const error = isPage ? 'the page has not been built yet: run npm run build' : 'there is nothing here'
    response.status(isPage ? 503 : 404).json({ code: isPage ? 503 : 404, error })
  })
  app.use(failed(log, metrics))
  return app
}

const said = (all: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([, sentence]) => sentence !== ''))

/** Refusals keep their status and sentence; what we did not foresee is logged once and told as little as possible. */
function failed(log: Logger, metrics: Metrics): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const { status, type, againInS } = error as { status?: unknown; type?: unknown; againInS?: unknown }
    if (typeof againInS === 'number') response.setHeader('retry-after', String(againInS))
    const code = typeof status === 'number' && status >= 400 && status < 600 ? status : 500
    // A body that was not read to its end leaves the connection unusable.
    if (code === 413 || code === 400) response.setHeader('connection', 'close')
    if (code === 500) {
      metrics.faults.inc({ where: 'http' })
      log.error({ err: error }, 'a request failed')
    }
    const isOurs = error instanceof Error && type === undefined && code !== 500
    const sentence = isOurs ? error.message : (SENTENCES[code] ?? 'the server failed')
    response.status(code).json({ code, error: sentence })
  }
}

const SENTENCES: Readonly<Record<number, string>> = {
  400: 'that is not well-formed JSON',
  413: `a body may have ${MAX_BODY_BYTES} bytes`,
  415: 'that encoding is not understood',
}

/** Looks without recursion: bodies may be nested deeper than a stack. */
function hasReservedKey(value: unknown): boolean {
  const open: unknown[] = [value]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one === null || typeof one !== 'object') continue
    for (const key of Object.keys(one)) {
      if (!Array.isArray(one) && RESERVED_WORDS.has(key)) return true
      open.push((one as Record<string, unknown>)[key])
    }
  }
  return false
}
