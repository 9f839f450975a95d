// A decision record checked on this page, by the same code as `townhall verify`, from its text alone; and with a chain where an
// address of one of its nodes is given.
import { sha256 } from '@noble/hashes/sha256'
import type { ChainReader } from '../../shared/records/chain-reader.ts'
import { DecisionRecord } from '../../shared/records/format.ts'
import { readStrictly } from '../../shared/records/strict-json.ts'
import { consultationChecks, withConsultation } from '../../shared/records/verify-consultation.ts'
import { isValid, looksLikeRecord, verifyRecord } from '../../shared/records/verify.ts'
import type { Check, RecordCrypto } from '../../shared/records/verify-check.ts'
import { proofs } from './proofs.ts'
import { hexOf, recoverTyped } from './typed-data.ts'

export type Verified =
  | {
      readonly is: 'read'
      readonly isValid: boolean
      readonly checks: readonly Check[]
      /** Null where the file has not the form of one. */
      readonly record: DecisionRecord | null
    }
  | { readonly is: 'unreadable'; readonly why: 'big' | 'deep' | 'twice' | 'noJson' | 'empty' | 'noRecord' }

const utf8 = new TextEncoder()

const crypto: RecordCrypto = {
  sha256Hex: (text) => hexOf(sha256(utf8.encode(text))),
  sha256Into: (bytes, to, at) => to.set(sha256(bytes), at),
  recoverTyped,
  proofs,
}

/** Never rejects. `rpc`: empty where no chain is asked; `consultation`: its files, where somebody has them. */
export async function verifyHere(text: string, rpc = '', consultation: readonly string[] = []): Promise<Verified> {
  const told = readStrictly(text)
  if (!told.ok) return { is: 'unreadable', why: told.why }
  if (!looksLikeRecord(told.json)) return { is: 'unreadable', why: 'noRecord' }
  const alone = await verifyRecord(told.json, crypto, rpc === '' ? undefined : chainAt(rpc))
  const record = DecisionRecord.safeParse(told.json).data ?? null
  const hasFiles = record !== null && consultation.length > 0
  const checks = hasFiles ? withConsultation(alone, consultationChecks(record, consultation, crypto)) : alone
  return { is: 'read', isValid: isValid(checks), checks, record }
}

const PATIENCE_MS = 15_000

/** JSON-RPC of any node that lets this page ask it. */
function chainAt(url: string): ChainReader {
  let id = 0
  return {
    async rpc(method, params) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params })
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) })
      const { result, error } = (await response.json()) as { result?: unknown; error?: { message?: string } }
      if (error) throw new Error(error.message ?? method)
      return result
    },
  }
}
