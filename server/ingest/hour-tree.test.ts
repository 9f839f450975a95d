import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HourTree } from './hour-tree.ts'
import { isIncluded, leafHash, rootOf } from './merkle.ts'

let dir = ''
beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'hour-'))))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const hashOf = (id: number): Buffer => leafHash(Buffer.from(`reading ${id}`))
const path = (name: string): string => join(dir, `${name}.tree`)

describe("an hour's tree", () => {
  // Below, at and above the length of a run, and several runs.
  it.each([1, 5, 4095, 4096, 4097, 9000])('of %i leaves has the root of RFC 6962, and proves each', (count) => {
    const tree = HourTree.open(path(`count-${count}`))
    for (let id = 0; id < count; id++) tree.add(10 + 3 * id, hashOf(id))
    const root = rootOf(Buffer.concat(Array.from({ length: count }, (_, id) => hashOf(id))))
    expect(tree.root()).toEqual(root)
    for (const id of new Set([0, 1, 2, 4095, 4096, count - 1].filter((one) => one < count))) {
      const found = tree.find(10 + 3 * id)
      expect(found).toMatchObject({ index: id, count })
      if (found) expect(isIncluded(hashOf(id), found)).toBe(true)
    }
    expect(tree.find(11)).toBeNull()
    expect(tree.find(9)).toBeNull()
    expect(tree.find(10 + 3 * count)).toBeNull()
    tree.close()
  })

  it('goes on where it was, and without an entry that was torn', () => {
    const first = HourTree.open(path('torn'))
    for (let id = 0; id < 5000; id++) first.add(id, hashOf(id))
    const root = first.root()
    first.close()
    appendFileSync(path('torn'), 'half an entry')
    const second = HourTree.open(path('torn'))
    expect([second.count, second.firstId, second.lastId]).toEqual([5000, 0, 4999])
    expect(second.root()).toEqual(root)
    second.add(5000, hashOf(5000))
    second.close()
    const third = HourTree.open(path('torn'))
    expect(third.find(5000)).toMatchObject({ index: 5000, count: 5001 })
    expect(third.root()).toEqual(rootOf(Buffer.concat(Array.from({ length: 5001 }, (_, id) => hashOf(id)))))
    third.close()
  })
})
