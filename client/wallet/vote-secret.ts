// Secrets of votes that are secret by proof: one for each seat in each meeting, from chance, kept on this device as the device
// key is (own-key.ts): encrypted under a key that the browser gives no script to read. Of no wallet and no passkey: another
// site could ask those for the same signature. Receipts of ballots lie beside them, since no server knows whose they are.
import { isSecret, secretOf } from '../../shared/records/proving.ts'
import { keep, kept } from './keep.ts'

type Sealed = {
  readonly lock: CryptoKey
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
}

/** One ballot that was taken. */
export type ProvenReceipt = {
  readonly poll: string
  readonly seat: string
  readonly nullifier: string
  readonly choice: 'yes' | 'no' | 'abstain'
  readonly revision: number
  readonly leaf: string
  readonly leafHash: string
}

const nameOf = (meeting: string, seat: string): string => `vote secret ${meeting} ${seat}`
const receiptsOf = (meeting: string): string => `vote receipts ${meeting}`

/** Null where this device has none. */
export async function voteSecret(meeting: string, seat: string): Promise<string | null> {
  const found = await kept<Sealed>(nameOf(meeting, seat))
  if (!found) return null
  const { lock, iv, sealed } = found
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, lock, sealed))
}

export async function freshVoteSecret(meeting: string, seat: string): Promise<string> {
  const secret = secretOf(crypto.getRandomValues(new Uint8Array(48)))
  await keepVoteSecret(meeting, seat, secret)
  return secret
}

/** In place of what was there: of this page's making, or out of somebody's backup. */
export async function keepVoteSecret(meeting: string, seat: string, secret: string): Promise<void> {
  if (!isSecret(secret)) throw new Error('vote secret: 64 letters of hex are one')
  const lock = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, lock, new TextEncoder().encode(secret))
  await keep(nameOf(meeting, seat), { lock, iv, sealed } satisfies Sealed)
}

export const provenReceipts = async (meeting: string): Promise<readonly ProvenReceipt[]> =>
  (await kept<readonly ProvenReceipt[]>(receiptsOf(meeting))) ?? []

/** In place of the one it replaces. */
export async function keepProvenReceipt(meeting: string, receipt: ProvenReceipt): Promise<readonly ProvenReceipt[]> {
  const others = (await provenReceipts(meeting)).filter(
    ({ poll, seat }) => poll !== receipt.poll || seat !== receipt.seat,
  )
  const all = [...others, receipt]
  await keep(receiptsOf(meeting), all)
  return all
}
