// Who signed typed data (EIP-712), of the flat types that records have: text, 32 bytes, addresses and whole numbers. Curve and
// hashes are noble's; Ethereum's whole library would be ten times the page.
import { secp256k1 } from '@noble/curves/secp256k1'
import { keccak_256 } from '@noble/hashes/sha3'
import type { RecordCrypto } from '../../shared/records/verify-check.ts'

type Field = { readonly name: string; readonly type: string }
type Message = Readonly<Record<string, string | number>>

const DOMAIN: readonly Field[] = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
  { name: 'salt', type: 'bytes32' },
]

/** The address in small letters; null for what no key gives, for a high `s`, and for a message that is not of these types. */
export const recoverTyped: RecordCrypto['recoverTyped'] = (domain, types, message, signature) => {
  const form = formOf(signature)
  const [primary] = Object.entries(types)
  if (form === null || !primary) return null
  try {
    const digest = keccak_256(
      concat([
        Uint8Array.of(0x19, 0x01),
        structHash(
          'EIP712Domain',
          DOMAIN.filter(({ name }) => Object.hasOwn(domain, name)),
          domain,
        ),
        structHash(primary[0], primary[1], message),
      ]),
    )
    const found = secp256k1.Signature.fromCompact(form.rs).addRecoveryBit(form.parity)
    // Of the two `s` that would do, the low one is the signature.
    if (found.hasHighS()) return null
    return `0x${hexOf(keccak_256(found.recoverPublicKey(digest).toRawBytes(false).subarray(1)).subarray(12))}`
  } catch {
    return null
  }
}

function structHash(name: string, fields: readonly Field[], message: Message): Uint8Array {
  const type = `${name}(${fields.map((field) => `${field.type} ${field.name}`).join()})`
  return keccak_256(concat([textHash(type), ...fields.map((field) => word(field, message[field.name]))]))
}

/** 32 bytes. Throws for what is not of the type. */
function word({ name, type }: Field, value: string | number | undefined): Uint8Array {
  if (type === 'string' && typeof value === 'string') return textHash(value)
  if (type === 'bytes32' && typeof value === 'string' && /^0x[0-9a-f]{64}$/i.test(value)) return bytesOf(value.slice(2))
  if (type === 'address' && typeof value === 'string' && /^0x[0-9a-f]{40}$/i.test(value))
    return bytesOf(value.slice(2).padStart(64, '0'))
  const isWhole = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  if (/^uint\d+$/.test(type) && isWhole) return bytesOf(value.toString(16).padStart(64, '0'))
  throw new Error(`verifier: ${name} is no ${type}`)
}

type Form = { readonly rs: string; readonly parity: 0 | 1 }

/** 65 bytes with any of the usual last bytes, or the compact 64 of EIP-2098, where the parity is the highest bit of s. */
function formOf(signature: string): Form | null {
  const hex = /^0x([0-9a-f]+)$/i.exec(signature)?.[1]?.toLowerCase() ?? ''
  if (hex.length === 130) {
    const last = Number.parseInt(hex.slice(128), 16)
    const parity = last === 0 || last === 27 ? 0 : last === 1 || last === 28 ? 1 : null
    return parity === null ? null : { rs: hex.slice(0, 128), parity }
  }
  if (hex.length !== 128) return null
  const top = Number.parseInt(hex.slice(64, 66), 16)
  return {
    rs: hex.slice(0, 64) + (top & 0x7f).toString(16).padStart(2, '0') + hex.slice(66),
    parity: top < 0x80 ? 0 : 1,
  }
}

const utf8 = new TextEncoder()
const textHash = (text: string): Uint8Array => keccak_256(utf8.encode(text))

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
