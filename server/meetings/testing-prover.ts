// For tests only: makes real proofs, where the prover is installed (TOWNHALL_PROVER names the folder whose node_modules has
// snarkjs and @zk-kit/semaphore-artifacts). It is GPL-3.0 and no part of this program; without it the tests that prove are
// skipped, and all others check proofs that were made by it once (testing-proofs.json).
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { keccak_256 } from '@noble/hashes/sha3'
import { babyjubjub } from 'noble-curves/misc.js'
import { poseidon2 } from 'poseidon-lite/poseidon2'
import {
  type Asked,
  type CircuitInputs,
  type Groth16Proof,
  proofOf,
  proving,
  secretOf,
} from '../../shared/records/proving.ts'
import { depthFor } from '../../shared/records/semaphore.ts'
import { sha256 } from '../journal/chain.ts'
import type { ProvenBallotSent } from './proven-ballots.ts'
import { ballotProofs } from './semaphore.ts'

export const { commitmentOf, nullifierOf, inputsOf } = proving({
  publicKey: (secret) => babyjubjub.Point.BASE.multiply(secret).toAffine(),
  poseidon2: (pair) => poseidon2(pair),
  keccak256: (bytes) => keccak_256(bytes),
})

/** The same every time: these people's ballots are worth nothing. */
export const testSecret = (name: string): string =>
  secretOf(Buffer.from(sha256(name) + sha256(`${name} `), 'hex').subarray(0, 48))

const home = process.env['TOWNHALL_PROVER'] ?? ''
/** Null where it is installed; else why nothing is proven here. */
export const whyNoProver: string | null = existsSync(join(home, 'node_modules/snarkjs/package.json'))
  ? null
  : 'no prover is installed: npm i --prefix DIR snarkjs@0.7.5 @zk-kit/semaphore-artifacts@4.13.0, then TOWNHALL_PROVER=DIR'

export type MadeProofs = {
  readonly questionHash: string
  /** Of seats 1, 2, 3 …, in their order. */
  readonly commitments: readonly string[]
  /** The first ballot of each seat: yes, yes, yes, no, abstain. */
  readonly ballots: readonly ProvenBallotSent[]
  /** The second of seat 1, which says no. */
  readonly again: ProvenBallotSent
  /** In place of the first of seat 1: under the same number it abstains. */
  readonly otherwise: ProvenBallotSent
  /** Of a group of sixteen levels, to another question. */
  readonly deep: ProvenBallotSent
  readonly deepCommitments: number
}

export const PROOFS_FILE = join(import.meta.dirname, 'testing-proofs.json')
export const madeProofs = (): MadeProofs => JSON.parse(readFileSync(PROOFS_FILE, 'utf8')) as MadeProofs

type Snark = {
  readonly groth16: {
    fullProve(
      inputs: CircuitInputs,
      wasm: string,
      zkey: string,
    ): Promise<{ proof: Groth16Proof; publicSignals: string[] }>
  }
}

export async function prove(asked: Asked): Promise<ProvenBallotSent> {
  const { secret, commitments, questionHash, choice, revision } = asked
  const inputs = inputsOf(asked)
  if (!inputs) throw new Error('testing: the secret is of nobody in the group')
  const require = createRequire(join(home, 'package.json'))
  // By its place: it is no package of this program's.
  const { groth16 } = require(join(home, 'node_modules/snarkjs')) as Snark
  const artifact = join(home, `node_modules/@zk-kit/semaphore-artifacts/semaphore-${depthFor(commitments.length)}`)
  const { proof } = await groth16.fullProve(inputs, `${artifact}.wasm`, `${artifact}.zkey`)
  const root = ballotProofs.rootOf(commitments)
  return { questionHash, root, nullifier: nullifierOf(secret, questionHash), choice, revision, proof: proofOf(proof) }
}
