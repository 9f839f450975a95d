// Which pages may talk to this server: its own by address (the Host the request came to), this machine and its LAN names at the
// same port, and those the operator lists. A page from elsewhere is refused; there are no cookies to steal, but a
// stranger's page must not be able to fill a city with people.
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

export type OriginRule = (origin: string | undefined, host: string | undefined, port: number) => boolean

/** `extra`: origins like `https://town.example`, exactly as browsers send them. */
export function originRule(extra: readonly string[], machine: readonly string[] = machineNames()): OriginRule {
  const listed = new Set(extra)
  const names = new Set(machine)
  return (origin, host, port) => {
    if (origin === undefined || origin === 'null') return false
    if (listed.has(origin)) return true
    const page = parse(origin)
    if (!page) return false
    // Over http only an address is believed in the Host header: a stranger may point a name of theirs at this machine
    // (DNS rebinding). Over https they would need a certificate of it.
    const isOwn = host !== undefined && page.host === host.toLowerCase()
    if (isOwn && (page.protocol === 'https:' || isAddress(page.hostname))) return true
    return names.has(page.hostname) && portOf(page) === port
  }
}

/** Names and addresses this machine answers to. */
function machineNames(): string[] {
  const own = hostname().toLowerCase()
  return ['localhost', '127.0.0.1', '[::1]', own, `${own}.local`, ...lanAddresses()]
}

/** IPv4 addresses other machines on the network may reach. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
}

/** An origin is scheme, host and port and nothing else; anything more is not one. */
function parse(origin: string): URL | null {
  if (!URL.canParse(origin)) return null
  const url = new URL(origin)
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.origin === origin ? url : null
}

const isAddress = (name: string): boolean => isIP(name.replace(/^\[|\]$/g, '')) !== 0

const portOf = (url: URL): number => (url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port))
