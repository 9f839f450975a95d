// What a ballot is: bound to its question by the hash of that, cast for one seat by one person, with the weight the roll has
// and a number that grows with each replacement. Fields and order are those that a wallet signs (EIP-712); who checks the
// signature, and who hashes, stands outside: a kernel has no cryptography.
import { z } from 'zod'
import { Sentence } from '../kernel/words.ts'
import { Id, PersonId } from './roll.ts'
import { CHOICES, type Choice } from './tally.ts'

export {
  BALLOT_FIELDS,
  type BallotDomain,
  ballotDomain,
  ballotMessage,
  type Signable,
} from '../records/ballot-signing.ts'

/** SHA-256 in hex. */
export const Hash = z.string().regex(/^[0-9a-f]{64}$/, { error: 'is no SHA-256 in hex' })

/** Letters of hex may come large or small, as wallets write them; kept are small ones. */
const Signed = z.strictObject({
  address: z
    .string()
    .toLowerCase()
    .regex(/^0x[0-9a-f]{40}$/),
  signature: z
    .string()
    .toLowerCase()
    .regex(/^0x([0-9a-f]{2}){1,2048}$/),
})
export type Signed = z.infer<typeof Signed>

/** What a voter sends. It bears no time: when it was cast is what the meeting's clock shows. */
export const BallotGiven = z.strictObject({
  poll: Id,
  questionHash: Hash,
  seat: Id,
  choice: z.enum(CHOICES),
  /** 1, and one more for each replacement: the same ballot twice is one ballot. */
  revision: z.int().min(1).max(1000),
  /** Must be the seat's. */
  weight: z.int().min(1).max(1_000_000_000),
  /** Checked by the server before the command is judged. */
  signed: Signed.optional(),
})

/** Of a secret poll: the server has proof that it is one of the roll's, and of which it is not told. */
export const SecretBallotGiven = z.strictObject({
  poll: Id,
  questionHash: Hash,
  /** The same for every ballot of one voter in one poll. */
  nullifier: Hash,
  choice: z.enum(CHOICES),
})

/** Eight numbers of 32 bytes, see shared/records/semaphore.ts. */
const Proof = z.string().regex(/^[0-9a-f]{512}$/, { error: 'is no proof of 512 letters of hex' })

/** Of a poll that is secret by proof: it has shown that one of the group cast it, and bears no seat. */
export const ProvenBallotGiven = z.strictObject({
  ...SecretBallotGiven.shape,
  /** 1, and one more for each replacement; it is proven, so that an old ballot cannot be sent as the newest. */
  revision: z.int().min(1).max(1000),
  proof: Proof,
})

/** By which a seat votes in secret: its public half, 32 bytes; the other never leaves the voter's device. */
export const EnrolGiven = z.strictObject({ seat: Id, commitment: Hash })

export type Enrolled = {
  readonly seat: string
  readonly commitment: string
  /** Who enrolled it: it counts where they vote for the seat when the poll opens. */
  readonly by: string
}

export const RefusedGiven = z.strictObject({ poll: Id, person: PersonId, reason: Sentence })

export type Ballot = {
  readonly questionHash: string
  readonly seat: string
  /** Who cast it: holder, deputy or the holder of a proxy. */
  readonly voter: string
  readonly choice: Choice
  readonly weight: number
  readonly revision: number
  readonly castMs: number
  readonly signed: Signed | null
}

export type SecretBallot = {
  readonly nullifier: string
  readonly choice: Choice
  /** Where the poll is secret by proof. */
  readonly proven?: { readonly revision: number; readonly proof: string }
}
