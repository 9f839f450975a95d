// A voter's half of votes that are secret by proof: the secret, what it is enrolled by, and what a prover is given to make a
// proof. The prover itself is not here: it is a program of others (snarkjs, GPL-3.0), which a city may install. See semaphore.ts.
import { bytesOf, depthFor, hashedBy, hexOf, messageOf, type Statement } from './semaphore.ts'

/** Order of Baby Jubjub's subgroup (EIP-2494): a secret is a number below it. */
const ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041n

export type ProvingMeans = {
  /** `secret` times the base point of Baby Jubjub; `noble-curves/misc` has it. */
  readonly publicKey: (secret: bigint) => { readonly x: bigint; readonly y: bigint }
  readonly poseidon2: (pair: [bigint, bigint]) => bigint
  readonly keccak256: (bytes: Uint8Array) => Uint8Array
}

/** As the circuit names them; numbers in decimal. */
export type CircuitInputs = {
  readonly secret: string
  readonly merkleProofLength: number
  readonly merkleProofIndex: number
  readonly merkleProofSiblings: readonly string[]
  readonly scope: string
  readonly message: string
}

/** What snarkjs gives, as far as it is used. */
export type Groth16Proof = {
  readonly pi_a: readonly string[]
  readonly pi_b: readonly (readonly string[])[]
  readonly pi_c: readonly string[]
}

export type Asked = Pick<Statement, 'questionHash' | 'choice' | 'revision'> & {
  readonly secret: string
  /** Of the group that the vote froze, in its order. */
  readonly commitments: readonly string[]
}

/** From 48 bytes of chance: no bias that could be found (FIPS 186-5, A.2.1). Hex, as all numbers here. */
export const secretOf = (chance: Uint8Array): string =>
  hexOf((BigInt(`0x${Array.from(chance, (byte) => byte.toString(16).padStart(2, '0')).join('')}`) % (ORDER - 1n)) + 1n)

export const isSecret = (text: string): boolean => /^[0-9a-f]{64}$/.test(text) && big(text) > 0n && big(text) < ORDER

export type Proving = {
  readonly commitmentOf: (secret: string) => string
  readonly nullifierOf: (secret: string, questionHash: string) => string
  /** Null where the secret is of none in the group. */
  readonly inputsOf: (asked: Asked) => CircuitInputs | null
}

export function proving({ publicKey, poseidon2, keccak256 }: ProvingMeans): Proving {
  const commitmentOf = (secret: string): string => {
    const { x, y } = publicKey(big(secret))
    return hexOf(poseidon2([x, y]))
  }
  return {
    commitmentOf,
    nullifierOf: (secret: string, questionHash: string): string =>
      hexOf(poseidon2([hashedBy(keccak256, big(questionHash)), big(secret)])),
    inputsOf({ secret, commitments, questionHash, ...ballot }: Asked): CircuitInputs | null {
      const at = commitments.indexOf(commitmentOf(secret))
      if (at < 0) return null
      const { siblings, index } = pathOf(commitments.map(big), at)
      const empty = Array<bigint>(depthFor(commitments.length) - siblings.length).fill(0n)
      return {
        secret: String(big(secret)),
        merkleProofLength: siblings.length,
        merkleProofIndex: index,
        merkleProofSiblings: [...siblings, ...empty].map(String),
        scope: String(hashedBy(keccak256, big(questionHash))),
        message: String(hashedBy(keccak256, messageOf(ballot))),
      }
    },
  }

  /** Of LeanIMT: levels at which a node has no neighbour are left out. */
  function pathOf(leaves: readonly bigint[], at: number): { siblings: bigint[]; index: number } {
    const siblings: bigint[] = []
    let [level, place, index] = [leaves, at, 0]
    while (level.length > 1) {
      const sibling = level[place ^ 1]
      if (sibling !== undefined) {
        index |= (place & 1) << siblings.length
        siblings.push(sibling)
      }
      const above: bigint[] = []
      for (let i = 0; i < level.length; i += 2) {
        const [left = 0n, right] = [level[i], level[i + 1]]
        above.push(right === undefined ? left : poseidon2([left, right]))
      }
      ;[level, place] = [above, place >> 1]
    }
    return { siblings, index }
  }
}

/** As a ballot bears it. Throws for what is no proof of these curves. */
export function proofOf({ pi_a: a, pi_b: [bx = [], by = []], pi_c: c }: Groth16Proof): string {
  const numbers = [a[0], a[1], bx[1], bx[0], by[1], by[0], c[0], c[1]]
  const hex = numbers.map((one) => hexOf(BigInt(one ?? 'none'))).join('')
  if (bytesOf(hex).length !== 256) throw new Error('the prover gave no proof')
  return hex
}

const big = (hex: string): bigint => BigInt(`0x${hex}`)
