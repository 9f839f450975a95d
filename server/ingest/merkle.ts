// Merkle trees of RFC 6962 section 2.1 (the same as RFC 9162 section 2.1) over SHA-256: the root of a list of leaves,
// the path that proves one of them, and the check a stranger makes. A leaf's hash begins with 0x00, a node's with 0x01,
// so that no node passes for a leaf. Nothing here knows what a leaf is.
import { hash } from 'node:crypto'

/** Bytes of a hash. */
export const HASH_BYTES = 32

const LEAF = Buffer.from([0])

export const leafHash = (leaf: Uint8Array): Buffer => hash('sha256', Buffer.concat([LEAF, leaf]), 'buffer')

/** The same of a text's UTF-8: zero is one byte of it. */
export const leafHashOfText = (leaf: string): Buffer => hash('sha256', `\0${leaf}`, 'buffer')

const PAIR = Buffer.alloc(1 + 2 * HASH_BYTES, 1)
function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  PAIR.set(left, 1)
  PAIR.set(right, 1 + HASH_BYTES)
  return hash('sha256', PAIR, 'buffer')
}

/**
 * Root of leaves' hashes laid end to end; that of no leaves is the hash of nothing. Level by level: a last one without a
 * neighbour goes up as it is, which is the tree that splits at the largest power of two.
 */
export function rootOf(leaves: Uint8Array): Buffer {
  if (leaves.length === 0) return hash('sha256', Buffer.alloc(0), 'buffer')
  const level = Buffer.from(leaves)
  for (let count = leaves.length / HASH_BYTES; count > 1; count = Math.ceil(count / 2)) {
    for (let i = 0; 2 * i < count; i++) {
      const at = 2 * i * HASH_BYTES
      if (2 * i + 1 === count) level.copyWithin(i * HASH_BYTES, at, at + HASH_BYTES)
      else {
        PAIR.set(level.subarray(at, at + 2 * HASH_BYTES), 1)
        level.write(hash('sha256', PAIR, 'binary'), i * HASH_BYTES, 'binary')
      }
    }
  }
  return Buffer.from(level.subarray(0, HASH_BYTES))
}

/** The audit path of one leaf, nearest first (section 2.1.1; RFC 9162 section 2.1.3.1). */
export function pathOf(leaves: Uint8Array, index: number): Buffer[] {
  const count = leaves.length / HASH_BYTES
  if (!(index >= 0 && index < count)) throw new Error(`merkle: there is no leaf ${index} among ${count}`)
  const path: Buffer[] = []
  let [from, to] = [0, count]
  while (to - from > 1) {
    const middle = from + split(to - from)
    if (index < middle) {
      path.push(rootOf(part(leaves, middle, to)))
      to = middle
    } else {
      path.push(rootOf(part(leaves, from, middle)))
      from = middle
    }
  }
  return path.reverse()
}

/** Whether `path` leads from the leaf to the root (RFC 9162 section 2.1.3.2). */
export function isIncluded(
  leaf: Uint8Array,
  { index, count, path, root }: { index: number; count: number; path: readonly Uint8Array[]; root: Uint8Array },
): boolean {
  if (!Number.isInteger(index) || !Number.isInteger(count) || index < 0 || index >= count) return false
  let [fn, sn] = [index, count - 1]
  let reached: Uint8Array = leaf
  for (const step of path) {
    if (sn === 0 || step.length !== HASH_BYTES) return false
    if (fn % 2 === 1 || fn === sn) {
      reached = nodeHash(step, reached)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
    } else reached = nodeHash(reached, step)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && Buffer.compare(reached, root) === 0
}

const part = (leaves: Uint8Array, from: number, to: number): Uint8Array =>
  leaves.subarray(from * HASH_BYTES, to * HASH_BYTES)

/** The largest power of two below `count`. */
const split = (count: number): number => 2 ** (31 - Math.clz32(count - 1))
