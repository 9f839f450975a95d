// What checks proofs of secret ballots on this side: curve and hashes by libraries under the MIT licence, no code of the prover.
import { keccak_256 } from '@noble/hashes/sha3'
import { bn254 } from 'noble-curves/bn254.js'
import { poseidon2 } from 'poseidon-lite/poseidon2'
import { type Semaphore, semaphore } from '../../shared/records/semaphore.ts'

export const ballotProofs: Semaphore = semaphore({
  curve: bn254,
  poseidon2: (pair) => poseidon2(pair),
  keccak256: (bytes) => keccak_256(bytes),
})
