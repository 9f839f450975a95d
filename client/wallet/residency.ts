// A credential of residency on this page: the key a clerk issues it for (kept by the browser, readable by no script), what it
// says, and showing it: area and number alone, signed for this page and this moment (SD-JWT with key binding, RFC 9901).
import { say } from '../panels/strings.ts'
import { keep, kept } from './keep.ts'

const HOLDER = 'residency key'
const SHOWN: ReadonlySet<string> = new Set(['area', 'resident'])
const ES256 = { name: 'ECDSA', hash: 'SHA-256' } as const

export type Credential = {
  readonly issuer: string
  readonly area: string
  readonly untilMs: number
  /** What is shown of it, up to where the holder signs. */
  readonly shown: string
  /** Whose key it was issued for: x of the point. */
  readonly x: string
}

/** What the clerk is given: the public half, as the command takes it. */
export async function holderFile(): Promise<string> {
  const { publicKey } = await holder()
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  return JSON.stringify({ kty, crv, x, y })
}

/** Throws a sentence for what is none. */
export function readCredential(text: string): Credential {
  const [jwt = '', ...disclosures] = text.trim().split('~')
  try {
    const payload = fromBase64(jwt.split('.')[1] ?? '') as Record<string, unknown>
    const { iss, exp, cnf } = payload as { iss: unknown; exp: unknown; cnf?: { jwk?: { x?: unknown } } }
    const parts = disclosures
      .filter((part) => part !== '')
      .map((part) => [part, fromBase64(part) as unknown[]] as const)
    const shown = parts.filter(([, [, name]]) => SHOWN.has(String(name)))
    const area = shown.find(([, [, name]]) => name === 'area')?.[1][2]
    const x = cnf?.jwk?.x
    if (typeof iss === 'string' && typeof exp === 'number' && typeof area === 'string' && typeof x === 'string') {
      const told = [jwt, ...shown.map(([part]) => part), ''].join('~')
      return { issuer: iss, area, untilMs: exp * 1000, shown: told, x }
    }
  } catch {
    // Said below.
  }
  throw new Error(say('credentialNone'))
}

/** What the server is shown. Throws a sentence when the credential is for another key. */
export async function present(
  { shown, x }: Credential,
  { nonce, audience }: { readonly nonce: string; readonly audience: string },
  nowMs: number,
): Promise<string> {
  const { publicKey, privateKey } = await holder()
  if ((await crypto.subtle.exportKey('jwk', publicKey)).x !== x) throw new Error(say('credentialOtherKey'))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(shown)))
  const payload = { iat: Math.floor(nowMs / 1000), aud: audience, nonce, sd_hash: toBase64(hash) }
  const text = [{ alg: 'ES256', typ: 'kb+jwt' }, payload]
    .map((part) => toBase64(new TextEncoder().encode(JSON.stringify(part))))
    .join('.')
  const signature = await crypto.subtle.sign(ES256, privateKey, new TextEncoder().encode(text))
  return `${shown}${text}.${toBase64(new Uint8Array(signature))}`
}

async function holder(): Promise<CryptoKeyPair> {
  const found = await kept<CryptoKeyPair>(HOLDER)
  if (found) return found
  const made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  await keep(HOLDER, made)
  return made
}

function fromBase64(text: string): unknown {
  const letters = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(letters, (letter) => letter.charCodeAt(0))))
}

const toBase64 = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
