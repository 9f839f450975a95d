import { expect, it } from 'vitest'
import { SaidOnce } from './said-once.ts'

it('takes a line once, and the same number again in another copy of the city', () => {
  const once = new SaidOnce()
  expect(once.take('city-a', { n: 1 })).toBe(true)
  expect(once.take('city-a', { n: 1 })).toBe(false)
  expect(once.take('city-a-2', { n: 1 })).toBe(true)
})

it('remembers more than a welcome repeats, and not for ever', () => {
  const once = new SaidOnce()
  for (let n = 1; n <= 600; n++) once.take('city-a', { n })
  for (let n = 560; n <= 600; n++) expect(once.take('city-a', { n })).toBe(false)
  expect(once.take('city-a', { n: 1 })).toBe(true)
})
