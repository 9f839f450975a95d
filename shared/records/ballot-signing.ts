// What a voter's key signs of a ballot (EIP-712), field by field, and under which domain: the voter's wallet, the server that
// takes the ballot and whoever verifies its record make the same of it.
import { CHOICES, type Choice } from './choices.ts'

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
export type Signable = {
  readonly questionHash: string
  readonly seat: string
  readonly choice: Choice
  readonly weight: number
  readonly revision: number
}

/** What is signed, field by field of `BALLOT_FIELDS`; `voter` is the address that signs. */
export function ballotMessage(
  { questionHash, seat, choice, weight, revision }: Signable,
  voter: string,
): Record<(typeof BALLOT_FIELDS)[number]['name'], string | number> {
  return { questionHash: `0x${questionHash}`, seat, voter, choice: CHOICES.indexOf(choice), weight, revision }
}
