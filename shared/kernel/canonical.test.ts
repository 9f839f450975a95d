import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCanonical, encodeCanonical } from './canonical.ts'

const same = (a: unknown, b: unknown): boolean => String(encodeCanonical(a)) === String(encodeCanonical(b))

describe('canonical bytes', () => {
  it('are the same whatever order keys and Maps were filled in', () => {
    expect(same({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true)
    const map = (...keys: number[]) => new Map(keys.map((key) => [key, { key }]))
    expect(same(map(1, 2, 300), map(300, 2, 1))).toBe(true)
    expect(same({ a: 1, b: undefined }, { a: 1 })).toBe(true)
  })

  it.each([
    [0, -0],
    [1, '1'],
    [Number.NaN, null],
    [[], {}],
    [{}, new Map()],
    ['\ud800', '\ufffd'],
    [new Float32Array([1]), new Float64Array([1])],
    [new Float32Array([0]), new Float32Array([-0])],
    [
      [new Uint8Array(2), new Uint8Array(1)],
      [new Uint8Array(1), new Uint8Array(2)],
    ],
    [2 ** 53, 2 ** 53 + 2],
  ])('tell %j from %j', (a, b) => {
    expect(same(a, b)).toBe(false)
  })

  it('have one NaN', () => {
    const odd = new Float64Array(1)
    new Uint8Array(odd.buffer).set([1, 2, 3, 4, 5, 6, 0xf8, 0xff])
    expect(same(odd, new Float64Array([Number.NaN]))).toBe(true)
  })

  it('come back as the value they were, whatever it was', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, false, -0, Number.NaN, Infinity, '__proto__', '\udfff'),
        fc.double(),
        fc.maxSafeInteger(),
        fc.string({ unit: 'binary' }),
        fc.float32Array(),
        fc.int16Array(),
        fc.uint8ClampedArray(),
        fc.array(tie('any')),
        fc.dictionary(fc.string(), tie('any')),
        fc.array(fc.tuple(fc.oneof(fc.string(), fc.integer()), tie('any'))).map((pairs) => new Map(pairs)),
      ),
    })).any
    fc.assert(
      fc.property(value, (v) => {
        const bytes = encodeCanonical(v)
        expect(encodeCanonical(decodeCanonical(bytes))).toEqual(bytes)
        expect(encodeCanonical(structuredClone(v))).toEqual(bytes)
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    [{ a: [{ b: new Date(0) }] }, 'state.a[0].b is a Date'],
    [{ a: [undefined] }, 'state.a[0] is undefined'],
    [{ f: () => 1 }, 'state.f is function'],
    [{ s: Symbol.iterator }, 'state.s is symbol'],
    [{ v: new DataView(new ArrayBuffer(1)) }, 'state.v is a DataView'],
    [{ s: new Set() }, 'state.s is a Set'],
  ])('refuse %o and say where', (value, why) => {
    expect(() => encodeCanonical(value)).toThrow(why)
  })

  it('tell of a large array what there is in it, and of a full one all', () => {
    const land = new Float64Array(20_000)
    for (let i = 5000; i < 5300; i++) land[i] = i / 7
    land[5100] = 0
    land[19_999] = -0
    const bytes = encodeCanonical({ land })
    expect(bytes.length).toBeLessThan(2500)
    const { land: again } = decodeCanonical(bytes) as { land: Float64Array }
    expect(again).toEqual(land)
    expect(Object.is(again[19_999], -0)).toBe(true)
    expect(encodeCanonical({ land: land.fill(1) }).length).toBeGreaterThan(160_000)
    for (let n = 0; n < bytes.length; n += 97) expect(() => decodeCanonical(bytes.subarray(0, n))).toThrow(RangeError)
  })

  it('are refused when cut or followed by something', () => {
    const bytes = encodeCanonical({ a: [1, 'two', new Float32Array(3)] })
    for (let n = 0; n < bytes.length; n++) expect(() => decodeCanonical(bytes.subarray(0, n))).toThrow(RangeError)
    expect(() => decodeCanonical(Uint8Array.from([...bytes, 0]))).toThrow(RangeError)
  })
})
