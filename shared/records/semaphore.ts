// Secret votes by proof, after Semaphore v4 (semaphore.pse.dev): voters are commitments in a tree (LeanIMT over Poseidon), and a
// ballot is a Groth16 proof over BN254 that one of them cast it, with a nullifier that is the same for all their ballots on one
// question. Here is checking alone; curve and hashes are passed in. Keys: semaphore-keys.ts. Making proofs is not here.
import { type Choice, CHOICES } from './choices.ts'
import { KEY_OF_ALL, KEYS, type SemaphoreDepth } from './semaphore-keys.ts'

/** Of the field that commitments, nullifiers and roots are numbers of. */
export const FIELD = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n

/** Of the field that coordinates of the curve are numbers of. */
const BASE_FIELD = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n

/** Whether a proof could hold, by what costs nothing: numbers of the fields, no point at infinity. */
export const isInForm = ({ nullifier, proof }: Pick<Statement, 'nullifier' | 'proof'>): boolean =>
  /^[0-9a-f]{512}$/.test(proof) &&
  !/^(.{384})?0{128}/.test(proof) &&
  !/^.{128}0{256}/.test(proof) &&
  big(nullifier) < FIELD &&
  (proof.match(/.{64}/g) ?? []).every((number) => big(number) < BASE_FIELD)

/** Which circuit proves for a group of so many: the smaller proves in half the time. */
export const depthFor = (members: number): SemaphoreDepth => (members <= 1024 ? 10 : 16)

/** What a proof says. Numbers of the field are 64 letters of hex. */
export type Statement = {
  readonly root: string
  readonly nullifier: string
  readonly questionHash: string
  readonly choice: Choice
  readonly revision: number
  /** Eight coordinates of 64 letters: A, B (each coordinate with its second part first), C. */
  readonly proof: string
}

/** The number that is proven as Semaphore's message: choice and revision, so that an old ballot cannot be sent as a new one. */
export const messageOf = ({ choice, revision }: Pick<Statement, 'choice' | 'revision'>): bigint =>
  BigInt(4 * revision + CHOICES.indexOf(choice))

export type Semaphore = {
  /** Of a group in its order, as hex; of an empty one 64 zeros. */
  rootOf(commitments: readonly string[]): string
  /** The first whose proof does not hold; null where all do. Many together cost a quarter of one by one. */
  firstUnproven(statements: readonly Statement[], depth: SemaphoreDepth): number | null
}

type Point<T> = {
  add(other: T): T
  negate(): T
  multiplyUnsafe(by: bigint): T
  assertValidity(): void
}
/** What is used of a library for BN254; `noble-curves/bn254` has this shape. */
export type Pairing<G1 extends Point<G1>, G2 extends Point<G2>, Fp2, Fp12> = {
  readonly G1: { readonly Point: { fromAffine(at: { x: bigint; y: bigint }): G1; readonly ZERO: G1 } }
  readonly G2: { readonly Point: { fromAffine(at: { x: Fp2; y: Fp2 }): G2 } }
  readonly fields: {
    readonly Fp2: { fromBigTuple(parts: [bigint, bigint]): Fp2 }
    readonly Fp12: { eql(a: Fp12, b: Fp12): boolean; readonly ONE: Fp12 }
  }
  pairingBatch(pairs: { g1: G1; g2: G2 }[]): Fp12
}

export type SemaphoreMeans<G1 extends Point<G1>, G2 extends Point<G2>, Fp2, Fp12> = {
  readonly curve: Pairing<G1, G2, Fp2, Fp12>
  readonly poseidon2: (pair: [bigint, bigint]) => bigint
  readonly keccak256: (bytes: Uint8Array) => Uint8Array
}

type Read<G1, G2> = { readonly a: G1; readonly b: G2; readonly c: G1; readonly signals: readonly bigint[] }

export function semaphore<G1 extends Point<G1>, G2 extends Point<G2>, Fp2, Fp12>({
  curve,
  poseidon2,
  keccak256,
}: SemaphoreMeans<G1, G2, Fp2, Fp12>): Semaphore {
  const { fields } = curve
  const inG1 = ([x, y]: readonly [bigint, bigint]): G1 => curve.G1.Point.fromAffine({ x, y })
  const inG2 = (x: readonly [bigint, bigint], y: readonly [bigint, bigint]): G2 =>
    curve.G2.Point.fromAffine({ x: fields.Fp2.fromBigTuple([...x]), y: fields.Fp2.fromBigTuple([...y]) })
  const hashed = (value: bigint): bigint => hashedBy(keccak256, value)

  /** Null for what is no proof at all. */
  function read({ root, nullifier, questionHash, proof, ...ballot }: Statement): Read<G1, G2> | null {
    // The point at infinity is on the curve, and no proof has it.
    if (!isInForm({ nullifier, proof })) return null
    const signals = [big(root), big(nullifier), hashed(messageOf(ballot)), hashed(big(questionHash))]
    // A number and the same plus the field's size are one to the curve, and would be two voters.
    if (signals.some((one) => one >= FIELD)) return null
    const at = (i: number): bigint => big(proof.slice(64 * i, 64 * i + 64))
    try {
      const [a, c] = [inG1([at(0), at(1)]), inG1([at(6), at(7)])]
      const b = inG2([at(3), at(2)], [at(5), at(4)])
      for (const point of [a, b, c]) point.assertValidity()
      return { a, b, c, signals }
    } catch {
      return null
    }
  }

  /** Groth16 of all at once: each equation times a number that nobody could choose. */
  function hold(all: readonly Read<G1, G2>[], factors: readonly bigint[], depth: SemaphoreDepth): boolean {
    const { ic, delta } = KEYS[depth]
    const { alpha, beta, gamma } = KEY_OF_ALL
    const total = sumOf(factors)
    const weights = [
      total,
      ...[0, 1, 2, 3].map((i) => sumOf(all.map((one, k) => (one.signals[i] ?? 0n) * (factors[k] ?? 0n)))),
    ]
    const { ZERO } = curve.G1.Point
    const times = (point: G1, by: bigint): G1 => (by === 1n ? point : by === 0n ? ZERO : point.multiplyUnsafe(by))
    const add = (points: readonly G1[]): G1 => points.reduce((sum, one) => sum.add(one), ZERO)
    const inputs = add(ic.map((point, i) => times(inG1(numbers(point)), weights[i] ?? 0n)))
    const last = add(all.map(({ c }, k) => times(c, factors[k] ?? 0n)))
    return fields.Fp12.eql(
      curve.pairingBatch([
        ...all.map(({ a, b }, k) => ({ g1: times(a, factors[k] ?? 0n).negate(), g2: b })),
        { g1: times(inG1(numbers(alpha)), total), g2: inG2(numbers(beta[0]), numbers(beta[1])) },
        { g1: inputs, g2: inG2(numbers(gamma[0]), numbers(gamma[1])) },
        { g1: last, g2: inG2(numbers(delta[0]), numbers(delta[1])) },
      ]),
      fields.Fp12.ONE,
    )
  }

  /** 128 bits each, from the hash of all that is proven. */
  function factorsOf(statements: readonly Statement[]): bigint[] {
    if (statements.length === 1) return [1n]
    const parts = statements.map(
      (one) => one.root + one.nullifier + one.questionHash + hexOf(messageOf(one)) + one.proof,
    )
    const seed = keccak256(bytesOf(parts.join('')))
    return statements.map(
      (_, i) => (numberOf(keccak256(bytesOf(hexOf(numberOf(seed)) + hexOf(BigInt(i))))) >> 128n) + 1n,
    )
  }

  return {
    rootOf(commitments) {
      let level = commitments.map(big)
      while (level.length > 1) {
        const above: bigint[] = []
        for (let i = 0; i < level.length; i += 2) {
          const [left = 0n, right] = [level[i], level[i + 1]]
          // The last without a neighbour goes up as it is.
          above.push(right === undefined ? left : poseidon2([left, right]))
        }
        level = above
      }
      return hexOf(level[0] ?? 0n)
    },
    firstUnproven(statements, depth) {
      if (statements.length === 0) return null
      const all = statements.map(read)
      const unread = all.indexOf(null)
      if (unread >= 0) return unread
      const those = all.filter((one) => one !== null)
      if (hold(those, factorsOf(statements), depth)) return null
      return those.length === 1 ? 0 : those.findIndex((one) => !hold([one], [1n], depth))
    },
  }
}

/** What a circuit is given of a question or a message: of 32 bytes, one byte less, which is always in the field. */
export const hashedBy = (keccak256: (bytes: Uint8Array) => Uint8Array, value: bigint): bigint =>
  numberOf(keccak256(bytesOf(hexOf(value)))) >> 8n

const numbers = ([x, y]: readonly [string, string]): [bigint, bigint] => [BigInt(x), BigInt(y)]
const sumOf = (of: readonly bigint[]): bigint => of.reduce((sum, one) => sum + one, 0n) % FIELD
const big = (hex: string): bigint => BigInt(`0x${hex}`)
export const hexOf = (value: bigint): string => value.toString(16).padStart(64, '0')
export const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
export const numberOf = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`)
