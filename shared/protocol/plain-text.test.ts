// A line of chat is one line of plain text.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_SAID } from './intent.ts'
import { cleanText } from './plain-text.ts'

describe('a line', () => {
  test.each([
    ['Сәлем,\nҚазақстан! ', 'Сәлем, Қазақстан!'],
    ['a\u202eb\u2066c\u2069d\u200fe', 'abcde'],
    ['<b onclick="x()">Bob</b>', '<b onclick="x()">Bob</b>'],
    ['\u200d\u200c\ufe0f', ''],
    [' \u2028\u2029\t', ''],
  ])('%j is shown as %j', (raw, shown) => {
    expect(cleanText(raw, MAX_SAID)).toBe(shown)
  })

  test('keeps its bound and is not changed by cleaning it again, whatever was typed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 1500 }),
        fc.integer({ min: 1, max: MAX_SAID }),
        (raw, most) => {
          const once = cleanText(raw, most)
          expect(cleanText(once, most)).toBe(once)
          expect(Array.from(once).length).toBeLessThanOrEqual(most)
          expect(once).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
        },
      ),
      { numRuns: 500 },
    )
  })
})
