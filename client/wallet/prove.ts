// Making a ballot by proof and sending it: the group is fetched and the ballot sent without a session, and the proof is made in
// a worker of the prover that this city's operator has installed (GPL-3.0, served from /prover/). Loaded when it is first needed.
import { keccak_256 } from '@noble/hashes/sha3'
import { babyjubjub } from 'noble-curves/misc.js'
import { poseidon2 } from 'poseidon-lite/poseidon2'
import { z } from 'zod'
import { type CircuitInputs, type Groth16Proof, proofOf, proving } from '../../shared/records/proving.ts'
import { depthFor } from '../../shared/records/semaphore.ts'
import type { Choice } from '../../shared/records/choices.ts'
import { say } from '../panels/strings.ts'
import type { ProvenReceipt } from './vote-secret.ts'

const { commitmentOf, nullifierOf, inputsOf } = proving({
  publicKey: (secret) => babyjubjub.Point.BASE.multiply(secret).toAffine(),
  poseidon2: (pair) => poseidon2(pair),
  keccak256: (bytes) => keccak_256(bytes),
})
export { commitmentOf }

export type BallotAsked = {
  readonly meeting: string
  readonly poll: string
  readonly questionHash: string
  readonly seat: string
  readonly secret: string
  readonly choice: Choice
  readonly revision: number
}

const Refused = z.object({ error: z.string() })
const Group = z.union([
  z.object({
    questionHash: z.string(),
    root: z.string(),
    group: z.array(z.object({ seat: z.string(), commitment: z.string() })),
  }),
  Refused,
])
const Answer = z.union([
  z.object({ ok: z.literal(true), leaf: z.string(), leafHash: z.string() }),
  z.object({ ok: z.literal(false), reason: z.string() }),
  Refused.transform(({ error }) => ({ ok: false as const, reason: error })),
])

/** Null where the secret is of nobody in the group. Rejects with a sentence of the server's or the prover's. */
export async function castProven(asked: BallotAsked): Promise<ProvenReceipt | null> {
  const { meeting, poll, questionHash, seat, secret, choice, revision } = asked
  const path = `/meetings/${meeting}/polls/${poll}/ballots`
  const frozen = Group.parse(await told(await fetch(path, BARE)))
  if ('error' in frozen) throw new Error(frozen.error)
  const { group, root, questionHash: theirs } = frozen
  const commitments = group.map(({ commitment }) => commitment)
  // The page votes on what it shows.
  if (theirs !== questionHash) throw new Error(say('proofOtherQuestion'))
  const inputs = inputsOf({ secret, commitments, questionHash, choice, revision })
  if (!inputs) return null
  const proof = proofOf(await proved(inputs, depthFor(commitments.length)))
  const nullifier = nullifierOf(secret, questionHash)
  const body = JSON.stringify({ questionHash, root, nullifier, choice, revision, proof })
  const headers = { 'content-type': 'application/json' }
  const answer = Answer.parse(await told(await fetch(path, { ...BARE, method: 'POST', headers, body })))
  if (!answer.ok) throw new Error(answer.reason)
  return { poll, seat, nullifier, choice, revision, leaf: answer.leaf, leafHash: answer.leafHash }
}

/** Without a session, and without telling which page asks. */
const BARE = { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' } as const

const told = (response: Response): Promise<unknown> =>
  response.json().catch(() => ({ error: `${response.status} ${response.statusText}` }))

/**
 * What the prover takes for a group of so many, as its worker will ask for it: the server gives it for a day, so that the vote
 * finds it in the browser's cache. Once, unless it did not come.
 */
export async function fetchAhead(members: number): Promise<void> {
  const circuit = `semaphore-${depthFor(members)}`
  if (fetched.has(circuit)) return
  fetched.add(circuit)
  try {
    for (const name of ['worker.js', 'snarkjs.min.js', `${circuit}.wasm`, `${circuit}.zkey`]) {
      const response = await fetch(`/prover/${name}`, { priority: 'low' })
      if (!response.ok) throw new Error(`/prover/${name}: ${response.status}`)
      // To its end: what is left half read is not kept.
      await response.arrayBuffer()
    }
  } catch (error) {
    fetched.delete(circuit)
    throw error
  }
}

const fetched = new Set<string>()

type FromWorker = { readonly proof: Groth16Proof } | { readonly error: string }

function proved(inputs: CircuitInputs, depth: number): Promise<Groth16Proof> {
  const worker = new Worker('/prover/worker.js')
  return new Promise<Groth16Proof>((done, fail) => {
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if ('proof' in data) done(data.proof)
      else fail(new Error(data.error))
    })
    worker.addEventListener('error', ({ message }) => fail(new Error(message || 'the prover did not start')))
    worker.postMessage({ inputs, depth }, [])
  }).finally(() => worker.terminate())
}
