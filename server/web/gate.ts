// The one gate on the http.Server, in front of Express and of Colyseus's upgrade: what is refused here costs no parsing,
// no seat and no memory. Method, host, path, size, rate and origin, in that order; security headers on every answer.
// Addresses are the socket's own: X-Forwarded-For is never believed (behind a proxy, limit there).
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import helmet from 'helmet'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { RESERVED_WORDS } from '../../shared/protocol/person-name.ts'
import { MAX_BACKFILL_BODY, MAX_READINGS_BODY } from '../ingest/routes.ts'
import { MAX_CONSULTATION_BODY } from '../consultations/routes.ts'
import { MAX_CHAIN_BODY } from '../ledger/proxy.ts'
import { MAX_DOCUMENT_BYTES } from '../meetings/documents.ts'
import { MAX_MEETING_BODY } from '../meetings/routes.ts'
import { MAX_SYSTEM_BODY } from '../systems/acting.ts'
import { MAX_THINGS_BODY, MAX_THINGS_URL } from '../things/contract.ts'
import { networkOf } from './network.ts'
import type { OriginRule } from './origins.ts'

export const MAX_BODY_BYTES = 64 * 1024
const MAX_URL_LENGTH = 2048

/** What may be asked of a part of the address space beyond reading it. */
type Part = {
  readonly path: RegExp
  readonly methods: readonly string[]
  readonly maxBody: number
  readonly maxUrl: number
}
const READING = ['GET', 'HEAD', 'OPTIONS']
const REST: Part = { path: /^/, methods: READING, maxBody: MAX_BODY_BYTES, maxUrl: MAX_URL_LENGTH }
const PARTS: readonly Part[] = [
  { path: /^\/matchmake\//, methods: [...READING, 'POST'], maxBody: MAX_BODY_BYTES, maxUrl: MAX_URL_LENGTH },
  {
    path: /^\/v1\.[01](\/|\?|$)/,
    methods: [...READING, 'POST', 'PATCH', 'PUT', 'DELETE'],
    maxBody: MAX_THINGS_BODY,
    maxUrl: MAX_THINGS_URL,
  },
  { path: /^\/api\/devices\//, methods: [...READING, 'POST'], maxBody: MAX_READINGS_BODY, maxUrl: MAX_URL_LENGTH },
  { path: /^\/alerts\/cap$/, methods: [...READING, 'POST'], maxBody: MAX_BODY_BYTES, maxUrl: MAX_URL_LENGTH },
  { path: /^\/whatif\/import$/, methods: [...READING, 'POST'], maxBody: MAX_SYSTEM_BODY, maxUrl: MAX_URL_LENGTH },
  {
    path: /^\/whatif\/[a-z0-9-]+\/(reproductions|again)(\?|$)/,
    methods: [...READING, 'POST'],
    maxBody: MAX_BODY_BYTES,
    maxUrl: MAX_URL_LENGTH,
  },
  { path: /^\/identity\//, methods: [...READING, 'POST'], maxBody: MAX_BODY_BYTES, maxUrl: MAX_URL_LENGTH },
  {
    path: /^\/meetings\/[\w-]+\/documents(\?|$)/,
    methods: [...READING, 'POST'],
    maxBody: MAX_DOCUMENT_BYTES,
    maxUrl: MAX_URL_LENGTH,
  },
  { path: /^\/meetings(\/|$)/, methods: [...READING, 'POST'], maxBody: MAX_MEETING_BODY, maxUrl: MAX_URL_LENGTH },
  {
    path: /^\/consultations(\/|$)/,
    methods: [...READING, 'POST'],
    maxBody: MAX_CONSULTATION_BODY,
    maxUrl: MAX_URL_LENGTH,
  },
  {
    path: /^\/(records|assignments)\//,
    methods: [...READING, 'POST'],
    maxBody: MAX_BODY_BYTES,
    maxUrl: MAX_URL_LENGTH,
  },
  { path: /^\/chain(\?|$)/, methods: [...READING, 'POST'], maxBody: MAX_CHAIN_BODY, maxUrl: MAX_URL_LENGTH },
  { path: /^\/chain\/boards\//, methods: [...READING, 'POST'], maxBody: MAX_BODY_BYTES, maxUrl: MAX_URL_LENGTH },
  { path: /^\/api\/backfill$/, methods: [...READING, 'POST'], maxBody: MAX_BACKFILL_BODY, maxUrl: MAX_URL_LENGTH },
  REST,
]
const ALL_METHODS = new Set(PARTS.flatMap(({ methods }) => methods))
const partOf = (url: string): Part => PARTS.find(({ path }) => path.test(url)) ?? REST

export type GateOptions = {
  readonly allowsOrigin: OriginRule
  /** Requests for seats and sockets a minute and address. */
  readonly joinsPerMinute: number
  readonly onRefused: (why: string) => void
}

type Answer = { readonly status: number; readonly why: string; readonly headers?: Readonly<Record<string, string>> }

/** Headers and whole requests must arrive soon: 1,000 slow sockets are gone in ten seconds. */
export const makeHttpServer = (): Server =>
  createServer({
    headersTimeout: 5000,
    requestTimeout: 6000,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: 16 * 1024,
  })

/** Puts the gate before everything that listens on the server now. */
export function armGate(server: Server, options: GateOptions): void {
  const inner = server.listeners('request') as ((q: IncomingMessage, r: ServerResponse) => void)[]
  const innerUpgrade = server.listeners('upgrade') as ((q: IncomingMessage, s: Duplex, head: Buffer) => void)[]
  server.removeAllListeners('request')
  server.removeAllListeners('upgrade')
  const headers = securityHeaders()
  const requests = new RateLimiterMemory({ points: 5000, duration: 10 })
  const writes = new RateLimiterMemory({ points: 60_000, duration: 10 })
  const joins = new RateLimiterMemory({ points: options.joinsPerMinute, duration: 60 })
  const sockets = new RateLimiterMemory({ points: options.joinsPerMinute, duration: 60 })
  // Signing in and coming in is four requests.
  const signs = new RateLimiterMemory({ points: 4 * options.joinsPerMinute, duration: 60 })
  const portOf = (): number => (server.address() as AddressInfo | null)?.port ?? 0

  const judge = async (request: IncomingMessage): Promise<Answer | null> => {
    const malformed = wrongShape(request)
    if (malformed) return malformed
    const isWriting = !READING.includes(request.method ?? '')
    const isJoin = isWriting && request.url?.startsWith('/matchmake/') === true
    const isSign = isWriting && request.url?.startsWith('/identity/') === true
    if (!(await isWithin(isJoin ? joins : isSign ? signs : isWriting ? writes : requests, request))) {
      const headers = { 'retry-after': isJoin || isSign ? '20' : '2' }
      return { status: 429, why: 'too many requests; wait a little', headers }
    }
    const { origin, host } = request.headers
    const isForeign = origin !== undefined && !options.allowsOrigin(origin, host, portOf())
    if (isForeign && !isForAll(request) && (isWriting || request.method === 'OPTIONS'))
      return { status: 403, why: 'this page may not join' }
    return null
  }

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => undefined)
    headers(request, response, () => {
      judge(request).then(
        (refusal) => {
          if (refusal) {
            options.onRefused(String(refusal.status))
            refuse(response, refusal)
            return
          }
          share(request, response, options.allowsOrigin, portOf())
          if (request.method === 'OPTIONS') response.writeHead(204).end()
          else for (const listener of inner) listener.call(server, request, response)
        },
        () => refuse(response, { status: 500, why: 'the server failed' }),
      )
    })
  })

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    judgeUpgrade(request, options.allowsOrigin, portOf(), sockets).then(
      (refusal) => {
        if (refusal === null) {
          for (const listener of innerUpgrade) listener.call(server, request, socket, head)
          return
        }
        options.onRefused(`upgrade ${refusal.status}`)
        const body = `${refusal.why}\n`
        socket.end(
          `HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        )
      },
      () => socket.destroy(),
    )
  })
}

async function judgeUpgrade(
  request: IncomingMessage,
  allowsOrigin: OriginRule,
  port: number,
  limiter: RateLimiterMemory,
): Promise<Answer | null> {
  const { origin, host } = request.headers
  if (!allowsOrigin(origin, host, port)) return { status: 403, why: 'this page may not open a socket here' }
  const malformed = wrongShape(request)
  if (malformed) return malformed
  const url = new URL(request.url ?? '/', 'http://town')
  const isRoom = /^\/[A-Za-z0-9_-]{1,64}\/[A-Za-z0-9_-]{1,80}$/.test(url.pathname) && url.searchParams.has('sessionId')
  const isPlain = [...url.searchParams].every(
    ([key, value]) =>
      /^[A-Za-z_]{1,20}$/.test(key) && /^[A-Za-z0-9_-]{0,64}$/.test(value) && !RESERVED_WORDS.has(value),
  )
  if (!isRoom || !isPlain) return { status: 400, why: 'that is not the way to a room' }
  if (!(await isWithin(limiter, request))) return { status: 429, why: 'too many sockets; wait a little' }
  return null
}

function wrongShape(request: IncomingMessage): Answer | null {
  const { method, url = '/' } = request
  const { host } = request.headers
  const { methods, maxBody, maxUrl } = partOf(url)
  if (!ALL_METHODS.has(method ?? ''))
    return { status: 405, why: 'that method is not served', headers: { allow: methods.join(', ') } }
  if (host === undefined || !/^[A-Za-z0-9.\-_[\]:]{1,255}$/.test(host))
    return { status: 400, why: 'the host is missing' }
  if (url.length > maxUrl) return { status: 414, why: 'that address is too long' }
  if (!isPlainPath(url)) return { status: 400, why: 'that address is not served' }
  if (!methods.includes(method ?? ''))
    return {
      status: 405,
      why: method === 'POST' ? 'nothing is posted there' : 'that method is not served there',
      headers: { allow: methods.join(', ') },
    }
  const length = Number(request.headers['content-length'] ?? 0)
  if (!(length <= maxBody)) return { status: 413, why: `a body may have ${maxBody} bytes` }
  return null
}

/** No traversal, no control characters, no word that a JavaScript object answers to as a segment or a key. */
function isPlainPath(url: string): boolean {
  const [path = '', query = ''] = url.split('?', 2)
  if (!path.startsWith('/')) return false
  try {
    const segments = path.split('/').map((segment) => decodeURIComponent(segment))
    // eslint-disable-next-line no-control-regex
    if (segments.some((s) => s === '..' || /[\\/\u0000-\u001f]/.test(s) || RESERVED_WORDS.has(s))) return false
    return [...new URLSearchParams(query).keys()].every((key) => !RESERVED_WORDS.has(key))
  } catch {
    return false
  }
}

async function isWithin(limiter: RateLimiterMemory, request: IncomingMessage): Promise<boolean> {
  try {
    await limiter.consume(networkOf(request.socket.remoteAddress ?? ''))
    return true
  } catch {
    return false
  }
}

function refuse(response: ServerResponse, { status, why, headers }: Answer): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  // Closing drops a body nobody will read.
  response.writeHead(status, { ...headers, 'content-type': 'application/json', connection: 'close' })
  response.end(JSON.stringify({ code: status, error: why }))
}

/** What the chain has may be asked by any page, one on a disk too: it reads, and no cookie counts there. */
const isForAll = ({ url = '' }: IncomingMessage): boolean => /^\/chain([/?]|$)/.test(url)

/** Cross-origin reading is for allowed pages only, and never with credentials: there are none. */
function share(request: IncomingMessage, response: ServerResponse, allowsOrigin: OriginRule, port: number): void {
  const { origin, host } = request.headers
  response.setHeader('vary', 'Origin')
  if (origin === undefined || !(isForAll(request) || allowsOrigin(origin, host, port))) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-methods', partOf(request.url ?? '/').methods.join(', '))
  response.setHeader('access-control-allow-headers', 'content-type, authorization')
  response.setHeader('access-control-max-age', '600')
}

/**
 * Helmet with a strict policy: everything from here, no inline script, sockets to this host only.
 * `wasm-unsafe-eval` lets the meshopt decoder of 3D Tiles run; it permits no text to become script.
 */
function securityHeaders(): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  const here = (request: IncomingMessage): string => `ws://${request.headers.host} wss://${request.headers.host}`
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        workerSrc: ["'self'", 'blob:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", 'data:', 'blob:', (request) => (isHost(request) ? here(request) : "'self'")],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Plain http on a LAN is a supported way to serve; TLS belongs to the proxy in front, and so does HSTS.
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: 'same-site' },
  })
}

const isHost = (request: IncomingMessage): boolean => /^[A-Za-z0-9.\-_[\]:]{1,255}$/.test(request.headers.host ?? '')
