import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseTiles, isFar, type TileTree, tileKey } from './tile-choice.ts'

const whole: TileTree = { maxLevel: 4, rootSizeM: 8000, westM: -4000, southM: -4000, has: () => true }
const eye = { eastM: 100, northM: 50, upM: 2 }

/** Shares of the root's area covered by the tiles, and whether any two overlap. */
function coverage(keys: readonly string[]): { area: number; overlaps: boolean } {
  const squares = keys.map((key) => {
    const [level = 0, x = 0, y = 0] = key.split('/').map(Number)
    const size = 1 / 2 ** level
    return { w: x * size, s: y * size, size }
  })
  const overlaps = squares.some((a, i) =>
    squares.some(
      (b, k) => k > i && a.w < b.w + b.size && b.w < a.w + a.size && a.s < b.s + b.size && b.s < a.s + a.size,
    ),
  )
  return { area: squares.reduce((sum, q) => sum + q.size * q.size, 0), overlaps }
}

describe('the choice of tiles', () => {
  it('asks for the tile underfoot first and shows nothing before anything is loaded', () => {
    const choice = chooseTiles(whole, eye, () => false)
    expect(choice.show).toEqual([])
    expect(choice.fetch[0]).toEqual([4, 8, 8])
  })

  it('covers the whole root once when all is loaded, finest near the eye', () => {
    const choice = chooseTiles(whole, eye, () => true)
    expect(choice.fetch).toEqual([])
    expect(coverage(choice.show)).toEqual({ area: 1, overlaps: false })
    expect(choice.show).toContain('4/8/8')
    expect(choice.show).not.toContain('4/0/0')
  })

  it('keeps a parent on screen until the last of its children is there', () => {
    const full = new Set(chooseTiles(whole, eye, () => true).show)
    const late = '4/8/8'
    full.delete(late)
    const withParent = new Set([...full, '3/4/4'])
    const choice = chooseTiles(whole, eye, (key) => withParent.has(key))
    expect(choice.show).toContain('3/4/4')
    expect(choice.show).not.toContain('4/9/8')
    expect(choice.fetch).toEqual([[4, 8, 8]])
    expect(coverage(choice.show)).toEqual({ area: 1, overlaps: false })
  })

  it('shows what there is of a square nothing stands in for', () => {
    const some = new Set(['4/9/8', '4/9/9'])
    expect(chooseTiles(whole, eye, (key) => some.has(key)).show).toEqual(['4/9/8', '4/9/9'])
  })

  it('sees less detail from high above', () => {
    const high = chooseTiles(whole, { ...eye, upM: 2500 }, () => true)
    expect(high.show.some((key) => key.startsWith('4/'))).toBe(false)
  })

  it('never overlaps and never asks for what is loaded, wherever the eye and whatever is loaded', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5000, max: 5000 }),
        fc.integer({ min: -5000, max: 5000 }),
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 1 << 30 }),
        (eastM, northM, upM, dice) => {
          const isLoaded = (key: string): boolean => (hash(key) ^ dice) % 3 !== 0
          const choice = chooseTiles(whole, { eastM, northM, upM }, isLoaded)
          expect(coverage(choice.show).overlaps).toBe(false)
          for (const key of choice.show) expect(isLoaded(key)).toBe(true)
          for (const [l, x, y] of choice.fetch) expect(isLoaded(tileKey(l, x, y))).toBe(false)
        },
      ),
    )
  })

  it('comes to rest wherever the eye goes, though tiles come one by one and far ones are dropped', () => {
    const place = fc.record({
      eastM: fc.integer({ min: -4000, max: 4000 }),
      northM: fc.integer({ min: -4000, max: 4000 }),
      upM: fc.integer({ min: 0, max: 900 }),
    })
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 4 }), (way) => {
        const loaded = new Set<string>()
        for (const at of way) {
          let steps = 0
          for (;;) {
            const { show, fetch } = chooseTiles(whole, at, (key) => loaded.has(key))
            for (const key of loaded) {
              const [level = 0, x = 0, y = 0] = key.split('/').map(Number)
              if (!show.includes(key) && isFar(whole, [level, x, y], at)) loaded.delete(key)
            }
            const [next] = fetch
            if (!next) break
            loaded.add(tileKey(...next))
            expect(++steps).toBeLessThan(400)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('lets a tile go only well outside the reach of its level', () => {
    expect(isFar(whole, [4, 8, 8], eye)).toBe(false)
    expect(isFar(whole, [4, 8, 8], { ...eye, eastM: 850 })).toBe(false)
    expect(isFar(whole, [4, 8, 8], { ...eye, eastM: 1500 })).toBe(true)
  })
})

function hash(text: string): number {
  let h = 7
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) >>> 0
  return h
}
