// For tests only: an authenticator in software, which does what a phone does with real keys (ES256, no attestation).
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

type Options = { readonly challenge: string; readonly rp?: { readonly id?: string }; readonly rpId?: string }

const USER_PRESENT = 1
const USER_VERIFIED = 4
const HAS_KEY = 64

export class TestPasskey {
  readonly id = randomBytes(16).toString('base64url')
  counter = 0
  /** What it does wrong. */
  flags = USER_PRESENT | USER_VERIFIED
  private readonly key: KeyObject
  private readonly cose: Buffer

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    this.key = privateKey
    this.cose = cbor(new Map<unknown, unknown>([[1, 2], [3, -7], [-1, 1], [-2, bytes(x)], [-3, bytes(y)]])) // prettier-ignore
  }

  make(options: unknown, origin: string): object {
    const { challenge, rp } = options as Options
    const id = bytes(this.id)
    const about = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, this.cose])
    const authData = Buffer.concat([this.head(rp?.id ?? '', HAS_KEY), about])
    const attestation = new Map<unknown, unknown>([['fmt', 'none'], ['attStmt', new Map()], ['authData', authData]]) // prettier-ignore
    return this.answer(
      'webauthn.create',
      { challenge, origin },
      { attestationObject: cbor(attestation).toString('base64url') },
    )
  }

  use(options: unknown, origin: string): object {
    const { challenge, rpId = '' } = options as Options
    this.counter++
    const authData = this.head(rpId, 0)
    const client = clientData('webauthn.get', challenge, origin)
    const signature = sign('sha256', Buffer.concat([authData, sha256(client)]), this.key)
    const more = { authenticatorData: authData.toString('base64url'), signature: signature.toString('base64url') }
    return this.answer('webauthn.get', { challenge, origin }, more)
  }

  private head(rpId: string, more: number): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.from([this.flags | more]), counter])
  }

  private answer(type: string, { challenge, origin }: { challenge: string; origin: string }, more: object): object {
    const clientDataJSON = clientData(type, challenge, origin).toString('base64url')
    const common = { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {} }
    return { ...common, response: { clientDataJSON, ...more } }
  }
}

const clientData = (type: string, challenge: string, origin: string): Buffer =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
const sha256 = (data: Buffer): Buffer => createHash('sha256').update(data).digest()
const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')

/** RFC 8949: as much of it as an authenticator writes. */
function cbor(value: unknown): Buffer {
  const head = (major: number, n: number): Buffer => {
    if (n < 24) return Buffer.from([(major << 5) | n])
    return n < 256 ? Buffer.from([(major << 5) | 24, n]) : Buffer.from([(major << 5) | 25, n >> 8, n & 255])
  }
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  if (typeof value === 'string') return Buffer.concat([head(3, value.length), Buffer.from(value)])
  if (value instanceof Map) return Buffer.concat([head(5, value.size), ...[...value].flat().map(cbor)])
  throw new Error(`cbor: ${String(value)}`)
}
