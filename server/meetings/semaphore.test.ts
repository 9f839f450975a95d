// Proofs of secret ballots, made once by the real prover (server/records/make-proofs.ts) and checked without it.
import { describe, expect, it } from 'vitest'
import { depthFor, FIELD, type Statement } from '../../shared/records/semaphore.ts'
import { isSecret, secretOf } from '../../shared/records/proving.ts'
import { ballotProofs } from './semaphore.ts'
import { commitmentOf, madeProofs, nullifierOf, testSecret } from './testing-prover.ts'

const { commitments, ballots, again, deep, deepCommitments, questionHash } = madeProofs()
const [first, second] = ballots as [Statement, Statement]
const hex = (value: bigint): string => value.toString(16).padStart(64, '0')
const P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n

describe('proofs of ballots', () => {
  it('hold together and one by one, and the first that does not is named', () => {
    expect(ballotProofs.firstUnproven([...ballots, again], 10)).toBeNull()
    expect(ballotProofs.firstUnproven([again], 10)).toBeNull()
    expect(ballotProofs.firstUnproven([], 10)).toBeNull()
    expect(ballotProofs.firstUnproven([first, second, { ...first, choice: 'no' }], 10)).toBe(2)
  })

  it('hold for a group of more than a thousand in the larger circuit alone', () => {
    expect(depthFor(deepCommitments)).toBe(16)
    expect(ballotProofs.firstUnproven([deep], 16)).toBeNull()
    expect(ballotProofs.firstUnproven([deep], 10)).toBe(0)
  })

  it.each<[string, Partial<Statement>]>([
    ['another choice', { choice: 'abstain' }],
    ['another revision', { revision: 2 }],
    ['another question', { questionHash: 'cd'.repeat(32) }],
    ['another group', { root: deep.root }],
    ['the nullifier of another', { nullifier: second.nullifier }],
    ['its nullifier plus the size of the field', { nullifier: hex(BigInt(`0x${first.nullifier}`) + FIELD) }],
    ['the proof of another', { proof: second.proof }],
    ['a proof with one letter changed', { proof: `${first.proof.slice(0, -1)}${first.proof.endsWith('0') ? 1 : 0}` }],
    [
      'coordinates beyond the curve’s field',
      { proof: hex(BigInt(`0x${first.proof.slice(0, 64)}`) + P) + first.proof.slice(64) },
    ],
    ['nothing but zeros', { proof: '0'.repeat(512) }],
    ['no hex at all', { proof: 'x'.repeat(512) }],
  ])('do not hold with %s', (_, change) => {
    expect(ballotProofs.firstUnproven([{ ...first, ...change }], 10)).toBe(0)
  })

  it('do not hold together where two wrong ones would make up for each other', () => {
    // A of one and of another negated in turn: their plain product is what it was.
    const negated = (proof: string): string =>
      proof.slice(0, 64) + hex(P - BigInt(`0x${proof.slice(64, 128)}`)) + proof.slice(128)
    const pair = [first, first].map((one) => ({ ...one, proof: negated(one.proof) }))
    expect(ballotProofs.firstUnproven([...pair, second], 10)).toBe(0)
  })
})

describe('a secret', () => {
  it('is enrolled by a commitment and votes under one mark for each question', () => {
    const secret = testSecret('voter 1')
    expect(commitmentOf(secret)).toBe(commitments[0])
    expect(nullifierOf(secret, questionHash)).toBe(first.nullifier)
    expect(again.nullifier).toBe(first.nullifier)
    expect(nullifierOf(secret, 'cd'.repeat(32))).not.toBe(first.nullifier)
    expect(ballotProofs.rootOf(commitments)).toBe(first.root)
    expect(ballotProofs.rootOf(commitments.toReversed())).not.toBe(first.root)
    expect(ballotProofs.rootOf([])).toBe('0'.repeat(64))
  })

  it('comes from chance and is never nothing', () => {
    for (const byte of [0, 1, 255]) expect(isSecret(secretOf(new Uint8Array(48).fill(byte)))).toBe(true)
    for (const odd of ['', '0'.repeat(64), 'f'.repeat(64), 'x']) expect(isSecret(odd)).toBe(false)
  })
})
