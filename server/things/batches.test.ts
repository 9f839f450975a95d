import { describe, expect, it } from 'vitest'
import { Batches, MAX_BATCH } from './batches.ts'
import type { AppendOutcome, NewObservation } from './contract.ts'

const some = (count: number, from = 0): NewObservation[] =>
  Array.from({ length: count }, (_, i) => ({ datastreamId: 1, atMs: from + i, result: from + i }))

/** Commits that end when they are told to; ids are what was given. */
function disk() {
  const open: (() => void)[] = []
  const sizes: number[] = []
  const batches = new Batches((all) => {
    sizes.push(all.length)
    const ids = all.map(({ atMs }) => atMs)
    return new Promise<AppendOutcome>((done) =>
      open.push(() => done({ stored: ids.length, repeats: 0, ids, refused: [] })),
    )
  })
  return { batches, sizes, open, turn: () => new Promise<void>((done) => setImmediate(done)) }
}

describe('appends', () => {
  it('of one turn go together, and what comes meanwhile goes in the next', async () => {
    const { batches, sizes, open, turn } = disk()
    const first = [batches.add(some(2)), batches.add(some(1, 10))]
    await turn()
    expect(sizes).toEqual([3])
    const second = batches.add(some(1, 20))
    await turn()
    expect(sizes).toEqual([3])
    open.shift()?.()
    expect((await Promise.all(first)).map(({ ids }) => ids)).toEqual([[0, 1], [10]])
    await expect.poll(() => sizes).toEqual([3, 1])
    open.shift()?.()
    expect((await second).ids).toEqual([20])
    await batches.idle()
  })

  it('that are many go while the ones before are written, two commits at most, of a bounded size', async () => {
    const { batches, sizes, open, turn } = disk()
    const all = Array.from({ length: 300 }, (_, i) => batches.add(some(10, i * 10)))
    await turn()
    expect(sizes).toHaveLength(2)
    while ((await Promise.race([Promise.all(all), turn()])) === undefined) open.shift()?.()
    expect((await Promise.all(all)).flatMap(({ ids }) => ids)).toEqual(some(3000).map(({ atMs }) => atMs))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BATCH)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(3000)
    await batches.idle()
  })
})
