// What is hashed of a ballot, so that it can be proven to be among those that were counted: the ballot itself, never its
// signature, of which there are several valid encodings. One text, which anybody can make from the ballot.
import { canonicalJson } from './canonical.ts'

export type BallotOnRecord = {
  readonly questionHash: string
  readonly seat: string
  /** Who cast it, as the meeting knows them. */
  readonly voter: string
  readonly choice: string
  readonly weight: number
  readonly revision: number
  /** By the meeting's clock. */
  readonly castMs: number
  readonly signed: { readonly address: string } | null
}

/**
 * Canonical JSON. `salt` is in it where the method does not tell who voted what: a proof shows the hashes of neighbours, and
 * without it three guesses would tell what they hide.
 */
export function leafOfBallot(ballot: BallotOnRecord, salt: string | null): string {
  const { questionHash, seat, voter, choice, weight, revision, castMs, signed } = ballot
  const leaf = { questionHash, seat, voter, choice, weight, revision, castMs, signer: signed?.address ?? null }
  return canonicalJson(salt === null ? leaf : { ...leaf, salt })
}

/** Of a vote that is secret by proof: nothing says when it came, and its proof, which can be written anew, is not in it. */
export const leafOfProvenBallot = ({
  questionHash,
  nullifier,
  choice,
  revision,
}: {
  readonly questionHash: string
  readonly nullifier: string
  readonly choice: string
  readonly revision: number
}): string => canonicalJson({ questionHash, nullifier, choice, revision })
