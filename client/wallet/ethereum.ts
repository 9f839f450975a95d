// What Ethereum's library does for keys that live on this page; heavy, so loaded when one is used.
import {
  computeAddress,
  decryptKeystoreJson,
  encryptKeystoreJson,
  getBytes,
  hashMessage,
  SigningKey,
  TypedDataEncoder,
  type TypedDataField,
} from 'ethers'

export type Typed = {
  readonly domain: Readonly<Record<string, string | number>>
  readonly types: Readonly<Record<string, readonly TypedDataField[]>>
  readonly message: Readonly<Record<string, unknown>>
}

/** With its checksum. */
export const addressOfKey = (key: string): string => computeAddress(key)

/** `hex` is the text's bytes, as `personal_sign` has them. */
export const signText = (key: string, hex: string): string =>
  new SigningKey(key).sign(hashMessage(getBytes(hex))).serialized

/** EIP-712; the types may hold the domain's, as wallets want them. */
export function signTyped(key: string, { domain, types, message }: Typed): string {
  const own = Object.fromEntries(
    Object.entries(types)
      .filter(([name]) => name !== 'EIP712Domain')
      .map(([name, fields]) => [name, [...fields]]),
  )
  return new SigningKey(key).sign(TypedDataEncoder.hash(domain, own, message)).serialized
}

/** As every wallet takes it (Web3 Secret Storage, version 3). Slow on purpose. */
export const sealKey = (key: string, passphrase: string): Promise<string> =>
  encryptKeystoreJson({ address: computeAddress(key), privateKey: key }, passphrase)

/** Null for another passphrase, or what is no such file. */
export async function openKeyFile(json: string, passphrase: string): Promise<string | null> {
  try {
    return (await decryptKeystoreJson(json, passphrase)).privateKey
  } catch {
    return null
  }
}
