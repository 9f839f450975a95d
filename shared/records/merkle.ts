// Merkle trees of RFC 6962 section 2.1 (the same as RFC 9162 section 2.1) over SHA-256: the root of a list of leaves,
// the path that proves one of them, and the check a stranger makes. A leaf's hash begins with 0x00, a node's with 0x01,
// so that no node passes for a leaf. Nothing here knows what a leaf is, nor SHA-256 itself: whoever proves brings theirs.

/** Bytes of a hash. */
export const HASH_BYTES = 32

/** Writes the hash of `bytes` into `to` from `at`; both are the caller's and may be the same again and again. */
export type Sha256 = (bytes: Uint8Array, to: Uint8Array, at: number) => void

export type Inclusion = {
  readonly index: number
  readonly count: number
  /** Nearest first. */
  readonly path: readonly Uint8Array[]
  readonly root: Uint8Array
}

export type Merkle = {
  leafHash(leaf: Uint8Array): Uint8Array
  /** Of leaves' hashes laid end to end; that of no leaves is the hash of nothing. */
  rootOf(leaves: Uint8Array): Uint8Array
  /** The audit path of one leaf, nearest first (section 2.1.1; RFC 9162 section 2.1.3.1). Throws for no such leaf. */
  pathOf(leaves: Uint8Array, index: number): Uint8Array[]
  /** Whether the path leads from the leaf's hash to the root (RFC 9162 section 2.1.3.2). */
  isIncluded(leafHash: Uint8Array, inclusion: Inclusion): boolean
}

export function merkle(sha256Into: Sha256): Merkle {
  const sha256 = (bytes: Uint8Array): Uint8Array => {
    const hash = new Uint8Array(HASH_BYTES)
    sha256Into(bytes, hash, 0)
    return hash
  }
  const pair = new Uint8Array(1 + 2 * HASH_BYTES).fill(1, 0, 1)

  function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
    pair.set(left, 1)
    pair.set(right, 1 + HASH_BYTES)
    return sha256(pair)
  }

  /** Level by level: a last one without a neighbour goes up as it is: the tree that splits at the largest power of two. */
  function rootOf(leaves: Uint8Array): Uint8Array {
    if (leaves.length === 0) return sha256(leaves)
    // Not by slice, which of a Buffer is no copy.
    const level = new Uint8Array(leaves)
    for (let count = leaves.length / HASH_BYTES; count > 1; count = Math.ceil(count / 2)) {
      for (let i = 0; 2 * i < count; i++) {
        const at = 2 * i * HASH_BYTES
        if (2 * i + 1 === count) level.copyWithin(i * HASH_BYTES, at, at + HASH_BYTES)
        else {
          pair.set(level.subarray(at, at + 2 * HASH_BYTES), 1)
          sha256Into(pair, level, i * HASH_BYTES)
        }
      }
    }
    return level.slice(0, HASH_BYTES)
  }

  return {
    leafHash(leaf) {
      const bytes = new Uint8Array(1 + leaf.length)
      bytes.set(leaf, 1)
      return sha256(bytes)
    },
    rootOf,
    pathOf(leaves, index) {
      const count = leaves.length / HASH_BYTES
      if (!(index >= 0 && index < count)) throw new Error(`merkle: there is no leaf ${index} among ${count}`)
      const path: Uint8Array[] = []
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
    },
    isIncluded(leafHash, { index, count, path, root }) {
      if (!Number.isInteger(index) || !Number.isInteger(count) || index < 0 || index >= count) return false
      let [fn, sn] = [index, count - 1]
      let reached = leafHash
      for (const step of path) {
        if (sn === 0 || step.length !== HASH_BYTES) return false
        if (fn % 2 === 1 || fn === sn) {
          reached = nodeHash(step, reached)
          while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
        } else reached = nodeHash(reached, step)
        ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
      }
      return sn === 0 && isSame(reached, root)
    },
  }
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

const part = (leaves: Uint8Array, from: number, to: number): Uint8Array =>
  leaves.subarray(from * HASH_BYTES, to * HASH_BYTES)

/** The largest power of two below `count`. */
const split = (count: number): number => 2 ** (31 - Math.clz32(count - 1))
