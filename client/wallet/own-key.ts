// A key to sign with for people without a wallet. From a passkey whose device can answer with a secret of its own (WebAuthn's
// PRF): the same passkey gives the same key on every device that has it, and the key is kept nowhere. Where there is no such
// passkey, a key of this device, kept encrypted under a key that the browser gives no script to read. A script of ours that
// went bad could still use it while the page is open: it is as safe as this page and this browser are.
import { keep, kept, letGo } from './keep.ts'
import { secretOfPasskey } from './passkey.ts'

/** `0x` and 64 digits; held no longer than it takes to sign. */
export type PrivateKey = string

type Sealed = {
  readonly address: string
  readonly lock: CryptoKey
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
}

const DEVICE_KEY = 'device key'
const LABEL = 'townhall voting key 1'
/** Order of secp256k1. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** Keys need a page over https or on this machine. */
export const hasCryptography = (): boolean => typeof crypto.subtle === 'object' && typeof indexedDB === 'object'

/** In small letters; null for none. */
export async function deviceAddress(): Promise<string | null> {
  if (!hasCryptography()) return null
  return (await kept<Sealed>(DEVICE_KEY).catch(() => null))?.address ?? null
}

/** A new one, from chance. */
export function freshKey(): PrivateKey {
  return keyOf(crypto.getRandomValues(new Uint8Array(48)))
}

/** In place of what was there; its address. */
export async function keepOnDevice(key: PrivateKey): Promise<string> {
  const lock = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, lock, new TextEncoder().encode(key))
  const address = await addressOf(key)
  await keep(DEVICE_KEY, { address, lock, iv, sealed } satisfies Sealed)
  return address
}

/** Null when there is none. */
export async function openDeviceKey(): Promise<PrivateKey | null> {
  const found = await kept<Sealed>(DEVICE_KEY)
  if (!found) return null
  const { lock, iv, sealed } = found
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, lock, sealed))
}

export const forgetDeviceKey = (): Promise<void> => letGo(DEVICE_KEY)

/**
 * The key of one of these passkeys; the person is asked for their finger, face or PIN. 'none' where the passkey has no
 * secret to give, null when the person said no.
 */
export async function keyOfPasskey(
  passkeys: readonly string[],
): Promise<{ readonly key: PrivateKey; readonly passkey: string } | 'none' | null> {
  const given = await secretOfPasskey(passkeys)
  if (given === null || given === 'none') return given
  const secret = await crypto.subtle.importKey('raw', given.secret, 'HKDF', false, ['deriveBits'])
  const info = new TextEncoder().encode(LABEL)
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info },
    secret,
    384,
  )
  return { key: keyOf(new Uint8Array(bits)), passkey: given.passkey }
}

/** In small letters. */
export async function addressOf(key: PrivateKey): Promise<string> {
  const { addressOfKey } = await import('./ethereum.ts')
  return addressOfKey(key).toLowerCase()
}

/** 384 bits over the order leave no bias that could be found (FIPS 186-5, A.2.1). */
export function keyOf(bytes: Uint8Array): PrivateKey {
  const number = BigInt(`0x${hexOf(bytes)}`)
  return `0x${((number % (ORDER - 1n)) + 1n).toString(16).padStart(64, '0')}`
}

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
