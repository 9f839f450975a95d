// The hashed search finds the same neighbours as looking at everybody.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Interest } from './interest.ts'

describe('interest', () => {
  test.each([30, 300, 9000])('finds the nearest, nearest first, within %i m, in small and large companies', (farM) => {
    const metres = fc.double({ min: -farM, max: farM, noNaN: true })
    const people = fc.array(fc.tuple(metres, metres), { minLength: 1, maxLength: 200, size: 'max' })
    fc.assert(
      fc.property(people, fc.nat(), (people, pick) => {
        const east = Float64Array.from(people, ([e]) => e)
        const north = Float64Array.from(people, ([, n]) => n)
        const viewer = pick % people.length
        const interest = new Interest(10)
        interest.rebuild(east, north, people.length)
        const far = (i: number): number =>
          Math.hypot((east[i] as number) - (east[viewer] as number), (north[i] as number) - (north[viewer] as number))
        const expected = people
          .map((_, i) => i)
          .filter((i) => i !== viewer)
          .sort((a, b) => far(a) - far(b))
          .slice(0, 10)
          .map(far)
        const into = new Int32Array(10)
        const got = Array.from(into.subarray(0, interest.nearest(viewer, into)), far)
        expect(got).toHaveLength(expected.length)
        for (let i = 0; i < got.length; i++) expect(got[i]).toBeCloseTo(expected[i] as number, 9)
      }),
      { numRuns: 100 },
    )
  })

  test('passes over free slots and over the viewer', () => {
    const interest = new Interest(5)
    interest.rebuild(Float64Array.from([0, NaN, 3, 1]), Float64Array.from([0, NaN, 0, 0]), 4)
    const into = new Int32Array(5)
    expect(interest.nearest(0, into)).toBe(2)
    expect([...into.subarray(0, 2)]).toEqual([3, 2])
  })
})
