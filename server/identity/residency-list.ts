// Which credentials of residency a clerk has taken back: a list of one bit each, signed by the clerk (the JWT form of IETF's
// Token Status List), that the clerk hands to the city as a file. A credential says its number in the list. Not here: lists
// fetched from elsewhere, statuses besides "taken back", an end of the list's validity, the CBOR form.
import { deflateSync, inflateSync } from 'node:zlib'
import { z } from 'zod'
import { type Clerk, isSigned, type PublicKey } from './residency.ts'

/** So many credentials a clerk's key can issue: 16 kB of bits, some bytes when packed. */
export const LIST_NUMBERS = 131_072
const LIST_TYPE = 'statuslist+jwt'

const Header = z.object({ typ: z.literal(LIST_TYPE), alg: z.literal('ES256') })
const Payload = z.object({
  sub: z.string().min(1),
  iat: z.number(),
  status_list: z.object({ bits: z.literal(1), lst: z.string() }),
})

export type RevokedList = {
  readonly uri: string
  /** The whole, as the clerk signed it. */
  readonly jwt: string
  readonly has: (number: number) => boolean
}

/** `numbers` are all that were ever taken back. */
export function writeList({ issuer, sign }: Clerk, uri: string, numbers: readonly number[], nowMs: number): string {
  const bits = Buffer.alloc(LIST_NUMBERS / 8)
  for (const n of numbers) bits[n >> 3] = (bits[n >> 3] as number) | (1 << (n & 7))
  const lst = deflateSync(bits, { level: 9 }).toString('base64url')
  const payload = { iss: issuer, sub: uri, iat: Math.floor(nowMs / 1000), status_list: { bits: 1, lst } }
  const text = `${packed({ alg: 'ES256', typ: LIST_TYPE })}.${packed(payload)}`
  return `${text}.${sign(Buffer.from(text)).toString('base64url')}`
}

/** Null for what is not a list that was signed with `key`. */
export function readList(jwt: string, key: PublicKey): RevokedList | null {
  const [head = '', body = '', signature = '', more] = jwt.trim().split('.')
  if (more !== undefined || !isSigned(`${head}.${body}`, signature, key)) return null
  try {
    Header.parse(unpacked(head))
    const { sub, status_list } = Payload.parse(unpacked(body))
    const bits = inflateSync(Buffer.from(status_list.lst, 'base64url'), { maxOutputLength: LIST_NUMBERS / 8 })
    return { uri: sub, jwt: jwt.trim(), has: (n) => (((bits[n >> 3] ?? 0) >> (n & 7)) & 1) === 1 }
  } catch {
    return null
  }
}

/** What stands in a list. */
export const numbersOf = ({ has }: RevokedList): number[] =>
  Array.from({ length: LIST_NUMBERS }, (_, n) => n).filter((n) => has(n))

const packed = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const unpacked = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString())
