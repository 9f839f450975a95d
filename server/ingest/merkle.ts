// The trees of shared/records over Node's SHA-256: of an hour's readings and of a vote's ballots.
import { hash } from 'node:crypto'
import { HASH_BYTES, type Inclusion, merkle } from '../../shared/records/merkle.ts'

export { HASH_BYTES } from '../../shared/records/merkle.ts'

const tree = merkle((bytes, to, at) => {
  // A string is twice as quick as a buffer of its own.
  const text = hash('sha256', bytes, 'binary')
  for (let i = 0; i < HASH_BYTES; i++) to[at + i] = text.charCodeAt(i)
})

export const leafHash = (leaf: Uint8Array): Buffer => Buffer.from(tree.leafHash(leaf))
export const rootOf = (leaves: Uint8Array): Buffer => Buffer.from(tree.rootOf(leaves))
export const pathOf = (leaves: Uint8Array, index: number): Buffer[] =>
  tree.pathOf(leaves, index).map((step) => Buffer.from(step))

export const isIncluded = (leafHash: Uint8Array, inclusion: Inclusion): boolean => tree.isIncluded(leafHash, inclusion)

/** The same of a text's UTF-8: zero is one byte of it. */
export const leafHashOfText = (leaf: string): Buffer => hash('sha256', `\0${leaf}`, 'buffer')
