import { assert, jsonValue, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical.ts'

describe('canonical JSON', () => {
  it('writes the examples of RFC 8785 as the RFC does', () => {
    // Section 3.2.2 and 3.2.3: the value, then what sorting and writing make of it.
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
    const keys = {
      '€': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew',
      '1': 'One',
      '😀': 'Emoji',
      '\u0080': 'Control',
      ö: 'o',
    }
    expect(Object.values(JSON.parse(canonicalJson(keys)) as object).length).toBe(7)
    expect([...canonicalJson(keys).matchAll(/"[^"]+":"([^"]+)"/g)].map(([, name]) => name)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'o',
      'Euro Sign',
      'Emoji',
      'Hebrew',
    ])
  })

  it('is the same text whatever order keys came in, and reads as the same value', () => {
    assert(
      property(jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value)
        expect(canonicalJson(turned(value))).toBe(text)
        // Minus zero is zero in JSON.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('refuses by its path what JSON cannot say', () => {
    expect(() => canonicalJson({ a: [1, NaN] })).toThrow('value.a[1] is NaN')
    expect(() => canonicalJson({ a: undefined, b: [undefined] })).toThrow('value.b[0] is undefined')
    expect(() => canonicalJson({ at: new Date(0) })).toThrow('value.at is a Date')
    expect(() => canonicalJson('\ud800')).toThrow('half a character')
    expect(() => canonicalJson(1n)).toThrow('value is bigint')
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}')
  })
})

const turned = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(turned)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, one]) => [key, turned(one)]),
        )
      : value
