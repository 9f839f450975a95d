// Whose poses are a viewer's clock.
import { describe, expect, test } from 'vitest'
import { type Cued, Cues, leaderOf } from './cues.ts'

const lead = (heardAtMs: readonly number[], nowMs: number): number =>
  leaderOf(Int32Array.from(heardAtMs.keys()), Float64Array.from(heardAtMs), nowMs, 50)

describe('the leader', () => {
  test('is the last one before the longest silence', () => {
    // In the period 3, 40, 5, 11: the longest silence is from 11 to 40.
    expect(lead([1003, 990, 955, 1011], 1012)).toBe(3)
    // 3, 40, 5, 30: from 5 to 30.
    expect(lead([1003, 990, 955, 980], 1004)).toBe(2)
  })

  test('is whoever speaks when the others are silent, and nobody when all are', () => {
    expect(lead([100, 1000, 200], 1010)).toBe(1)
    expect(lead([100, 300, 200], 1010)).toBe(-1)
    expect(lead([], 1010)).toBe(-1)
  })

  test('is one of those who speak at the same moment', () => {
    expect([0, 1]).toContain(lead([1000, 1000, 980], 1001))
  })

  test('lets eight who speak at random moments wait for a third of a period', () => {
    let sum = 0
    let seed = 1
    const rounds = 2000
    for (let round = 0; round < rounds; round++) {
      const heard = Array.from({ length: 8 }, () => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff
        return 1000 + (seed / 0x7fff_ffff) * 50
      })
      const leader = heard[lead(heard, 1050)] as number
      for (const atMs of heard) sum += (leader - atMs + 50) % 50
    }
    expect(sum / rounds / 8).toBeGreaterThan(15)
    expect(sum / rounds / 8).toBeLessThan(18)
  })
})

describe('cues', () => {
  test('go from a slot to the viewers set last, and to nobody else', () => {
    const cues = new Cues<Cued>()
    const [a, b, c] = [{ cuedBy: [] }, { cuedBy: [] }, { cuedBy: [] }] as [Cued, Cued, Cued]
    cues.set(a, [1, 2])
    cues.set(b, [1])
    cues.set(c, [1])
    cues.set(a, [3])
    expect(new Set(cues.of(1))).toEqual(new Set([b, c]))
    expect(cues.of(2)).toEqual([])
    expect(cues.of(3)).toEqual([a])
    cues.set(c, [])
    expect(cues.of(1)).toEqual([b])
    expect(cues.of(9)).toEqual([])
  })
})
