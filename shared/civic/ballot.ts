// What a ballot is: bound to its question by the hash of that, cast for one seat by one person, with the weight the roll has
// and a number that grows with each replacement. Fields and order are those that a wallet signs (EIP-712); who checks the
// signature, and who hashes, stands outside: a kernel has no cryptography.
import { z } from 'zod'
import { Sentence } from '../kernel/words.ts'
import { Id, PersonId } from './roll.ts'
import { CHOICES, type Choice } from './tally.ts'

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

export type SecretBallot = { readonly nullifier: string; readonly choice: Choice }

/** The EIP-712 domain of a city's ballots; a ballot of one city is none of another, nor of another chain. */
export type BallotDomain = {
  readonly name: 'Townhall'
  readonly version: '1'
  readonly chainId: number
  /** `0x` and the SHA-256 of the city's id. */
  readonly salt: string
}

/** `city` is the id in its package; `sha256` gives 64 letters of hex of a text's UTF-8. */
export const ballotDomain = (
  { city, chainId }: { readonly city: string; readonly chainId: number },
  sha256: (text: string) => string,
): BallotDomain => ({ name: 'Townhall', version: '1', chainId, salt: `0x${sha256(city)}` })

/** The EIP-712 type of a ballot, under `ballotDomain`; its primary type is `Ballot`. */
export const BALLOT_FIELDS = [
  { name: 'questionHash', type: 'bytes32' },
  { name: 'seat', type: 'string' },
  { name: 'voter', type: 'address' },
  { name: 'choice', type: 'uint8' },
  { name: 'weight', type: 'uint256' },
  { name: 'revision', type: 'uint64' },
] as const

/** What a signature covers. */
export type Signable = Pick<Ballot, 'questionHash' | 'seat' | 'choice' | 'weight' | 'revision'>

/** What is signed, field by field of `BALLOT_FIELDS`; `voter` is the address that signs. */
export function ballotMessage(
  { questionHash, seat, choice, weight, revision }: Signable,
  voter: string,
): Record<(typeof BALLOT_FIELDS)[number]['name'], string | number> {
  return { questionHash: `0x${questionHash}`, seat, voter, choice: CHOICES.indexOf(choice), weight, revision }
}
