import { createHash } from 'node:crypto'
import { assert, integer, nat, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HASH_BYTES, isIncluded, leafHash, leafHashOfText, pathOf, rootOf } from './merkle.ts'

// The leaves, roots and paths of Certificate Transparency's own tests (google/certificate-transparency,
// cpp/merkletree/merkle_tree_test.cc; the same in transparency-dev/merkle), which RFC 6962 and RFC 9162 describe.
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const PATHS: readonly [index: number, count: number, path: readonly string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]

const hashes = (leaves: readonly string[]): Buffer =>
  Buffer.concat(leaves.map((leaf) => leafHash(Buffer.from(leaf, 'hex'))))
const hex = (all: readonly Uint8Array[]): string[] => all.map((one) => Buffer.from(one).toString('hex'))

describe('a Merkle tree of RFC 6962', () => {
  it('has the published roots', () => {
    expect(rootOf(Buffer.alloc(0)).toString('hex')).toBe(createHash('sha256').digest('hex'))
    for (const [i, root] of ROOTS.entries()) expect(rootOf(hashes(LEAVES.slice(0, i + 1))).toString('hex')).toBe(root)
  })

  it.each(PATHS)('has the published path of leaf %i of %i', (index, count, path) => {
    const leaves = hashes(LEAVES.slice(0, count))
    expect(hex(pathOf(leaves, index))).toEqual(path)
    const leaf = leaves.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
    const told = path.map((step) => Buffer.from(step, 'hex'))
    expect(isIncluded(leaf, { index, count, path: told, root: rootOf(leaves) })).toBe(true)
  })

  it('has the same leaf of a text and of its bytes', () => {
    for (const text of ['', '{"result":1.5}', 'уровень реки', '\0'])
      expect(leafHashOfText(text)).toEqual(leafHash(Buffer.from(text)))
  })

  it('proves every leaf of any list, and nothing that was changed', () => {
    assert(
      property(integer({ min: 1, max: 70 }), nat(), nat(), (count, chosen, broken) => {
        const leaves = Buffer.concat(Array.from({ length: count }, (_, i) => leafHash(Buffer.from(`${i}`))))
        const index = chosen % count
        const leaf = Buffer.from(leaves.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES))
        const path = pathOf(leaves, index)
        const proof = { index, count, path, root: rootOf(leaves) }
        expect(isIncluded(leaf, proof)).toBe(true)
        expect(isIncluded(leaf, { ...proof, path: [...path, leaf] })).toBe(false)
        if (path.length > 0) expect(isIncluded(leaf, { ...proof, path: path.slice(1) })).toBe(false)
        if (count > 1) expect(isIncluded(leaf, { ...proof, index: (index + 1) % count })).toBe(false)
        const other = Buffer.from(leaf)
        other[broken % HASH_BYTES] = (other[broken % HASH_BYTES] ?? 0) ^ 1
        expect(isIncluded(other, proof)).toBe(false)
      }),
    )
  })

  it('refuses places that are not in it', () => {
    const leaves = hashes(LEAVES)
    expect(() => pathOf(leaves, 8)).toThrow('merkle: there is no leaf 8 among 8')
    const proof = { path: [], root: rootOf(leaves) }
    for (const [index, count] of [
      [8, 8],
      [-1, 8],
      [0.5, 8],
      [0, 0],
    ] as const)
      expect(isIncluded(leafHash(Buffer.alloc(0)), { index, count, ...proof })).toBe(false)
  })
})
