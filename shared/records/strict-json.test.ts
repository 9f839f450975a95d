import { assert, json, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStrictly } from './strict-json.ts'

describe('reading strictly', () => {
  it('reads what the engine reads', () => {
    assert(
      property(json({ maxDepth: 8 }), (text) => {
        expect(readStrictly(text)).toEqual({ ok: true, json: JSON.parse(text) as unknown })
      }),
    )
  })

  it.each<[string, string, string]>([
    ['a key said twice', '{"a":1,"b":{"c":1,"c":2}}', 'twice'],
    ['a key said twice with escapes', '{"a":1,"\\u0061" : 2}', 'twice'],
    ['__proto__ said twice', '{"__proto__":1,"__proto__":2}', 'twice'],
    ['nesting without end', '['.repeat(200_000), 'deep'],
    ['nesting that ends', `${'{"a":'.repeat(41)}1${'}'.repeat(41)}`, 'deep'],
    ['no JSON', '{"a":}', 'noJson'],
    ['a string without end', '{"a', 'noJson'],
    ['nothing', ' \n', 'empty'],
  ])('refuses %s', (_what, text, why) => {
    expect(readStrictly(text)).toMatchObject({ ok: false, why })
  })

  it('takes the same key in two objects, and a value that looks like one', () => {
    expect(readStrictly('[{"a":"a"},{"a":["a","a"]}]').ok).toBe(true)
  })
})
