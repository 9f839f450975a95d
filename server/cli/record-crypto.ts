// What the verifier of records needs and does not bring: SHA-256 of Node, signatures by ethers behind its door, and a chain
// asked over plain HTTP.
import { createHash, hash } from 'node:crypto'
import type { ChainReader } from '../../shared/records/chain-reader.ts'
import type { RecordCrypto } from '../../shared/records/verify-check.ts'
import { recoverTyped } from '../ledger/typed-data.ts'
import { ballotProofs } from '../meetings/semaphore.ts'

export const recordCrypto: RecordCrypto = {
  sha256Hex: (text) => hash('sha256', text),
  sha256Into(bytes, to, at) {
    to.set(createHash('sha256').update(bytes).digest(), at)
  },
  recoverTyped,
  proofs: ballotProofs,
}

const PATIENCE_MS = 15_000
/** No answer to a verifier's questions comes near it. */
const MOST_BYTES = 4_000_000

/** JSON-RPC of any node; an error of it is a sentence. */
export function chainAt(url: string): ChainReader {
  let id = 0
  return {
    async rpc(method, params) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params })
      const headers = { 'content-type': 'application/json' }
      const signal = AbortSignal.timeout(PATIENCE_MS)
      const response = await fetch(url, { method: 'POST', headers, body, signal }).catch((error: unknown) => {
        throw new Error(`${url} does not answer (${error instanceof Error ? error.message : String(error)})`)
      })
      const text = await response.text()
      if (!response.ok || text.length > MOST_BYTES) throw new Error(`${url} answers ${response.status}`)
      return resultOf(text, `${url} on ${method}`)
    },
  }
}

function resultOf(text: string, where: string): unknown {
  let told: unknown
  try {
    told = JSON.parse(text)
  } catch {
    throw new Error(`${where} answers no JSON`)
  }
  const { result, error } = (told ?? {}) as { result?: unknown; error?: { message?: string } }
  if (error) throw new Error(`${where}: ${error.message ?? 'an error'}`)
  return result
}
