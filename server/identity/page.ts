// Which page asks, and with which session: the origin of a request is checked against the addresses this server is known
// by before a cookie counts (a cookie travels with every request, an origin cannot be forged by a page).
// Signing in is narrower than looking: a Host header is never believed, since whoever relays our page chooses it.
import type { IncomingMessage } from 'node:http'
import type { Request, Response } from 'express'
import type { OriginRule } from '../web/origins.ts'
import { Refusal } from './refusal.ts'

/** The page a request came from. */
export type Page = {
  /** `https://town.example` */
  readonly origin: string
  /** `town.example`, as messages and passkeys name it. */
  readonly domain: string
  readonly hostName: string
  readonly isSecure: boolean
}

/** Throws a Refusal for every other page. */
export function pageOf(request: IncomingMessage, allows: OriginRule): Page {
  const { origin } = request.headers
  if (origin === undefined || !isFromOurs(request, allows))
    throw new Refusal(
      403,
      `nobody signs in from ${origin === undefined ? 'a page that does not say where it is from' : `the page ${origin.slice(0, 100)}`}; the operator lists its address in TOWNHALL_ORIGINS`,
    )
  const { host, hostname, protocol } = new URL(origin)
  return { origin, domain: host, hostName: hostname, isSecure: protocol === 'https:' }
}

/** Whether it says that it comes from a page of this city. */
export const isFromOurs = ({ headers, socket }: IncomingMessage, allows: OriginRule): boolean =>
  headers.origin !== undefined && allows(headers.origin, undefined, socket.localPort ?? 0)

const SECURE_NAME = '__Host-townhall'
/** Cookies do not tell ports apart, and one machine may run two cities. */
const plainName = (port: string): string => `townhall-${port || '80'}`

/** Null when there is none. A page over https brings the one that only https may carry. */
export function tokenOf(request: IncomingMessage): string | null {
  const { origin, host = '' } = request.headers
  const cookies = cookiesOf(request)
  const secure = cookies.get(SECURE_NAME)
  if (secure !== undefined || origin?.startsWith('https:') === true) return secure ?? null
  return cookies.get(plainName(/:(\d+)$/.exec(host)?.[1] ?? '')) ?? null
}

/** `endsMs` in the past takes it away. */
export function giveToken(response: Response, page: Page, token: string, endsMs: number): void {
  const name = page.isSecure ? SECURE_NAME : plainName(new URL(page.origin).port)
  response.cookie(name, token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: page.isSecure,
    path: '/',
    expires: new Date(endsMs),
  })
}

function cookiesOf(request: IncomingMessage): Map<string, string> {
  const found = new Map<string, string>()
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    const value = pair.slice(at + 1).trim()
    if (at > 0 && /^[A-Za-z0-9_-]{20,100}$/.test(value)) found.set(pair.slice(0, at).trim(), value)
  }
  return found
}

/** What a browser calls itself, short enough for a list: "Firefox on Linux". */
export function deviceOf(request: Request): string {
  const agent = request.headers['user-agent'] ?? ''
  const browser = /(OculusBrowser|Edg|OPR|SamsungBrowser|Firefox|Chrome|Safari)/.exec(agent)?.[1] ?? ''
  const system = /(Quest|Android|iPhone|iPad|Windows|Mac OS X|CrOS|Linux)/.exec(agent)?.[1] ?? ''
  const plain = PLAIN[browser] ?? browser
  return [plain || 'some program', ...(system === '' ? [] : ['on', PLAIN[system] ?? system])].join(' ')
}
const PLAIN: Readonly<Record<string, string>> = {
  OculusBrowser: 'Meta Browser',
  Edg: 'Edge',
  OPR: 'Opera',
  SamsungBrowser: 'Samsung Internet',
  'Mac OS X': 'macOS',
  CrOS: 'ChromeOS',
}
