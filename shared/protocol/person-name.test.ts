// Names are text: trimmed, composed, bounded, without hidden or direction-changing characters.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanName, MAX_NAME_CHARACTERS } from './person-name.ts'

describe('a name', () => {
  test.each([
    ['  Айгүл   Сейітқызы ', 'Айгүл Сейітқызы'],
    ['Ame\u0301lie', 'Am\u00e9lie'],
    ['ali\u202ecilA\u202c', 'alicilA'],
    ['a\u0000b\u0007c\u009fd', 'abcd'],
    ['one\ntwo\tthree', 'one two three'],
    ['\u200b\u2060\ufeff', ''],
    ['\u0301\u0301', ''],
    ['\ud800', ''],
    ['<b onclick="x()">Bob</b>', '<b onclick="x()">Bob</b>'],
    ['नमस्ते', 'नमस्ते'],
    ['👩\u200d🚀', '👩\u200d🚀'],
  ])('%j is shown as %j', (raw, shown) => {
    expect(cleanName(raw)).toBe(shown)
  })

  test('has at most 40 characters, and a letter at most four marks', () => {
    expect(Array.from(cleanName('😀'.repeat(300)))).toHaveLength(MAX_NAME_CHARACTERS)
    expect(cleanName(`x${'\u0315'.repeat(50)}y`)).toBe(`x${'\u0315'.repeat(4)}y`)
  })

  test('cleaned twice is cleaned once, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (raw) => {
        const once = cleanName(raw)
        expect(cleanName(once)).toBe(once)
        expect(Array.from(once).length).toBeLessThanOrEqual(MAX_NAME_CHARACTERS)
        expect(once).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
      }),
      { numRuns: 1000 },
    )
  })
})
