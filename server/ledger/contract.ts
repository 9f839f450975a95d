// What the rest of the server asks of the chain, and no more: a board for each body, decisions anchored by it, hashes stamped.
// Everything asked is kept before it is sent, so that a crash, a node that is away or a dropped transaction loses nothing and
// sends nothing twice. Where a city has no chain all of it answers so, and the city goes on.
import type { z } from 'zod'
import type { Anchor, Attestation, ChainPlace } from '../../shared/records/format.ts'

export type Place = z.infer<typeof ChainPlace>
export type Officer = { readonly role: Attestation['role']; readonly address: string }

export type Head = { readonly number: number; readonly hash: string }

export type LedgerStatus = {
  /** `none`: this city has no chain. `waiting`: it has one that cannot be used now; what is asked is kept and done later. */
  readonly state: 'ready' | 'waiting' | 'none'
  /** A sentence for people; empty when it is ready and nothing hinders it. */
  readonly why: string
  /** Decisions and stamps that are kept and not final yet. */
  readonly waiting: number
  /** The newest block: who keeps its hash notices a history written anew. */
  readonly head: Head | null
}

export type Decision = {
  /** The contract of its body, as `boardOf` told. */
  readonly board: string
  readonly recordId: string
  readonly recordHash: string
  readonly prevRecordHash: string | null
  /** By officers of the board, over the record's hash and their role. */
  readonly signatures: readonly Attestation[]
}

export type Stampable = {
  readonly kind: 'hourRoot' | 'document' | 'minutes'
  readonly id: string
  readonly hash: string
}
export type Stamp = {
  readonly kind: Stampable['kind']
  readonly id: string
  readonly chainId: number
  /** Ethereum Attestation Service, whose `getTimestamp` says the same. */
  readonly contract: string
  readonly txHash: string
  readonly blockNumber: number
  readonly blockHash: string
  /** UTC, of the block. */
  readonly time: string
}

export type Ledger = {
  /** Null where this city has no chain, and while a chain that was never reached is waited for: `status` tells which. */
  readonly chain: { readonly chainId: number; readonly eas: string; readonly schemaUid: string } | null
  status(): LedgerStatus
  /** Deployed when first asked, once for a body of the city; later the same whoever its officers are. Rejects with a sentence. */
  boardOf(body: string, officers: readonly Officer[]): Promise<Place>
  /** Durable when it resolves; the same record's hash is anchored once, however often it is asked. Rejects with a sentence. */
  anchorDecision(decision: Decision): Promise<void>
  /** Durable when it resolves; the same hash is stamped once. Resolves without a chain too, and does nothing then. */
  timestamp(what: Stampable): Promise<void>
  /** Told of each anchor when it is final; also of those that were final before, so hear them idempotently. */
  onAnchored(listener: (recordHash: string, anchor: Anchor) => void): () => void
  /** Null until it is final. */
  anchorOf(recordHash: string): Anchor | null
  /** Why a decision that was asked for is not anchored, in a sentence; null where it is, or was never asked for. */
  whyNotAnchored(recordHash: string): string | null
  /** Null until it is final. */
  stampOf(hash: string): Stamp | null
  close(): Promise<void>
}
