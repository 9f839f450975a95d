import { expect, it } from 'vitest'
import { Random, seedOf } from './random.ts'

it('draws the same numbers from the same seed', () => {
  const a = new Random(7)
  const b = new Random(7)
  for (let i = 0; i < 100; i++) expect(a.next()).toBe(b.next())
})

it('continues from a saved state', () => {
  const a = new Random(99)
  a.next()
  const b = new Random(a.state)
  expect(b.next()).toBe(a.next())
})

it('spreads evenly over its range', () => {
  const random = new Random(seedOf('way/1'))
  const bins = Array.from({ length: 10 }, () => 0)
  for (let i = 0; i < 10_000; i++) {
    const at = Math.floor(random.between(0, 10))
    bins[at] = (bins[at] ?? 0) + 1
  }
  for (const n of bins) expect(Math.abs(n - 1000)).toBeLessThan(120)
})
