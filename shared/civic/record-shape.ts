// The record of a decision as its meeting knows it, and what may be asked of it: hashes, signatures, where it is anchored, how
// far it is. What stands in it is server/records'; how it goes on is records.ts.
import { z } from 'zod'
import { Hash } from './ballot.ts'
import { Id, PersonId } from './roll.ts'

export const SIGNING_ROLES = ['chair', 'secretary', 'member'] as const
export const DEED_STATES = ['requested', 'done', 'failed', 'declined'] as const

const Address = z.string().regex(/^0x[0-9a-f]{40}$/)
export const isAddress = (text: string): boolean => Address.safeParse(text).success
const Hash0x = z.string().regex(/^0x[0-9a-f]{64}$/)
const Signature = z.string().regex(/^0x([0-9a-f]{2}){1,2048}$/)

/** Where it stands on a chain, as the record has it. */
const Anchored = z.strictObject({
  chainId: z.int().min(1),
  contract: Address,
  schemaUid: Hash0x,
  attestationUid: Hash0x,
  txHash: Hash0x,
  blockNumber: z.int().min(0),
  blockHash: Hash0x,
})

export const RECORD_COMMANDS = [
  /** By `POST /meetings/ID/records`, which writes what is hashed. `board`: the contract it will be anchored by; null for no chain. */
  z.strictObject({
    type: z.literal('meeting.drawUpRecord'),
    record: Id,
    motion: Id,
    poll: Id,
    recordHash: Hash,
    board: Address.nullable(),
    /** Of this meeting or of an earlier one. */
    supersedes: Id.optional(),
  }),
  /** By `POST /records/ID/sign`, which checks the signature. */
  z.strictObject({
    type: z.literal('meeting.signRecord'),
    record: Id,
    role: z.enum(SIGNING_ROLES),
    signer: Address,
    signature: Signature,
  }),
  /** The server's own: it stands on the chain for good. */
  z.strictObject({ type: z.literal('meeting.noteAnchored'), record: Id, anchor: Anchored }),
  z.strictObject({ type: z.literal('meeting.publishRecord'), record: Id }),
  /** The server's own: what became of one of its effects, by its place in the list. */
  z.strictObject({
    type: z.literal('meeting.noteDeed'),
    record: Id,
    effect: z.int().min(0).max(49),
    task: PersonId,
    is: z.enum(DEED_STATES),
  }),
  /** The server's own: it has taken effect, and all that it asks for is done; that may be nothing. */
  z.strictObject({ type: z.literal('meeting.noteExecuted'), record: Id }),
  /** The server's own: a record of another meeting is in its place. */
  z.strictObject({ type: z.literal('meeting.noteSuperseded'), record: Id, by: Id }),
] as const

export type RecordSignature = {
  readonly role: (typeof SIGNING_ROLES)[number]
  readonly person: string
  readonly name: string
  readonly signer: string
  readonly signature: string
  readonly atMs: number
}

export type RecordLife =
  | { readonly is: 'drawnUp' | 'signedByChair' | 'signed' | 'anchored' }
  | { readonly is: 'published' | 'inForce' | 'executed'; readonly atMs: number }
  | { readonly is: 'superseded'; readonly by: string; readonly atMs: number }

export type RecordHeld = {
  readonly id: string
  readonly motion: string
  readonly poll: string
  readonly outcome: 'carried' | 'lost'
  readonly recordHash: string
  readonly board: string | null
  readonly supersedes: string | null
  readonly by: string
  readonly atMs: number
  signatures: RecordSignature[]
  anchor: z.infer<typeof Anchored> | null
  deeds: {
    readonly effect: number
    readonly task: string
    readonly is: (typeof DEED_STATES)[number]
    readonly atMs: number
  }[]
  life: RecordLife
}
