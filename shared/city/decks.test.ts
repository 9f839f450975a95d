import { expect, it } from 'vitest'
import { DeckIndex } from './decks.ts'

const bridge = { line: [0, 0, 50, 0, 100, 0], upM: [10, 15, 10], widthM: 12 }

it('carries a walker who comes up the ramp', () => {
  const decks = new DeckIndex()
  decks.add('tile', [bridge])
  let feet = 10
  for (let e = 0; e <= 50; e += 1) feet = decks.heightAt(e, 2, feet) ?? Number.NaN
  expect(feet).toBeCloseTo(15, 6)
})

it('leaves a boatman under the bridge', () => {
  const decks = new DeckIndex()
  decks.add('tile', [bridge])
  expect(decks.heightAt(50, 0, 2)).toBeNull()
})

it('ends at the edge of the deck', () => {
  const decks = new DeckIndex()
  decks.add('tile', [bridge])
  expect(decks.heightAt(50, 5.9, 15)).toBeCloseTo(15, 6)
  expect(decks.heightAt(50, 6.1, 15)).toBeNull()
})

it('forgets a tile that left', () => {
  const decks = new DeckIndex()
  decks.add('a', [bridge])
  decks.add('b', [{ ...bridge, upM: [5, 5, 5] }])
  decks.remove('a')
  expect(decks.heightAt(50, 0, 15)).toBe(5)
})
