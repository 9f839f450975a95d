// Who signed typed data (EIP-712), for records: ballots and officers' signatures are checked by this one function. 65 bytes with
// any of the usual last bytes and the compact 64 of EIP-2098 are the same signature; of the two `s` that would do only the low
// one is. Heavy by nature (2 ms each).
import { keccak256, SigningKey } from 'ethers/crypto'
import { TypedDataEncoder } from 'ethers/hash'

type Domain = Parameters<typeof TypedDataEncoder.hash>[0]
type Types = Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>

/** Half the order of secp256k1. */
const HALF_ORDER = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0'
const PARITY: Readonly<Record<string, string>> = { '00': '1b', '01': '1c', '1b': '1b', '1c': '1c' }

/** The address in small letters; null for what no key gives, for a high `s`, and for a message that is not of these types. */
export function recoverTyped(
  domain: Domain,
  types: Types,
  message: Readonly<Record<string, unknown>>,
  signature: string,
): string | null {
  const normal = normalSignature(signature)
  if (normal === null) return null
  try {
    const key = SigningKey.recoverPublicKey(typedHash(domain, types, message), normal)
    return `0x${keccak256(`0x${key.slice(4)}`).slice(-40)}`
  } catch {
    return null
  }
}

/** What is signed (EIP-712). Throws where the message is not of these types. */
export const typedHash = (domain: Domain, types: Types, message: Readonly<Record<string, unknown>>): string =>
  TypedDataEncoder.hash(
    domain,
    Object.fromEntries(Object.entries(types).map(([name, of]) => [name, of.map((field) => ({ ...field }))])),
    message,
  )

/** The one form a contract takes: 65 bytes in small hex, the last of them 27 or 28. Null for what no key gives and for a high `s`. */
export function normalSignature(signature: string): string | null {
  const hex = /^0x([0-9a-f]+)$/i.exec(signature)?.[1]?.toLowerCase() ?? ''
  const form = hex.length === 130 ? whole(hex) : hex.length === 128 ? compact(hex) : null
  if (form === null || form.s > HALF_ORDER) return null
  return `0x${form.r}${form.s}${form.v}`
}

type Form = { readonly r: string; readonly s: string; readonly v: string }

function whole(hex: string): Form | null {
  const v = PARITY[hex.slice(128)]
  return v === undefined ? null : { r: hex.slice(0, 64), s: hex.slice(64, 128), v }
}

/** EIP-2098: the parity is the highest bit of s. */
function compact(hex: string): Form {
  const top = Number.parseInt(hex.slice(64, 66), 16)
  const s = (top & 0x7f).toString(16).padStart(2, '0') + hex.slice(66)
  return { r: hex.slice(0, 64), s, v: top < 0x80 ? '1b' : '1c' }
}
