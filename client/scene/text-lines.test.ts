import { expect, it } from 'vitest'
import { CellCache } from './floating-quads.ts'
import { wrap } from './text-lines.ts'

const byLetter = (text: string): number => Array.from(text).length
const lines = (text: string): string[] => wrap(text, byLetter, 12, 3)

it('breaks between words', () => {
  expect(lines('meet at Bayterek at six')).toEqual(['meet at', 'Bayterek at', 'six'])
  expect(lines('hi')).toEqual(['hi'])
  expect(lines('')).toEqual([])
})

it('breaks words that are too long, and ends in an ellipsis what does not fit', () => {
  expect(lines('abcdefghijklmnopqrst')).toEqual(['abcdefghijkl', 'mnopqrst'])
  const long = lines('Давайте соберёмся сегодня у Байтерека в шесть часов вечера')
  expect(long).toHaveLength(3)
  expect(long[2]).toMatch(/…$/)
  for (const line of long) expect(byLetter(line)).toBeLessThanOrEqual(12)
})

it('never cuts a letter of two code units', () => {
  for (const line of lines('😀'.repeat(60))) expect(line).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/)
})

it('gives a text its cell, and the longest unused cell to a new one', () => {
  const written: [number, string][] = []
  const cells = new CellCache(2, (cell, text) => written.push([cell, text]))
  cells.begin()
  const a = cells.cell('a')
  const b = cells.cell('b')
  expect(cells.cell('c')).toBeNull()
  cells.begin()
  expect(cells.cell('b')).toBe(b)
  cells.begin()
  expect(cells.cell('c')).toBe(a)
  expect(written.map(([, text]) => text)).toEqual(['a', 'b', 'c'])
  cells.clear()
  cells.begin()
  expect(cells.cell('b')).not.toBeNull()
  expect(written).toHaveLength(4)
})
