import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLinkLines, encodeLinkLines } from './link-lines.ts'

const LINKS = [
  { line: [0, 0, 100.04, -50], upM: [347.2, 350], widthM: 7.5, isTunnel: false },
  { line: [], upM: [], widthM: 3, isTunnel: false },
  { line: [-12_000.5, 8000, -12_010, 8001, -12_020, 8003.3], upM: [340, 341, 342], widthM: 0.5, isTunnel: true },
]

describe('the shapes of links', () => {
  it('come back to a decimetre, in their order', () => {
    const { count, starts, pointsM, widthM } = decodeLinkLines(encodeLinkLines(LINKS))
    expect([count, [...starts]]).toEqual([3, [0, 2, 2, 5]])
    expect([...widthM]).toEqual([7.5, 3, 0])
    expect(pointsM).toHaveLength(15)
    LINKS.forEach(({ line, upM }, n) =>
      upM.forEach((up, i) => {
        const at = 3 * ((starts[n] as number) + i)
        for (const [k, m] of [line[2 * i], line[2 * i + 1], up].entries())
          expect(Math.abs((pointsM[at + k] as number) - (m as number))).toBeLessThanOrEqual(0.051)
      }),
    )
  })

  it('are refused with a RangeError when damaged', () => {
    const good = encodeLinkLines(LINKS)
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, to, end) => {
        const bad = good.slice(0, end)
        bad[at % Math.max(1, end)] = to
        try {
          decodeLinkLines(bad)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
    )
  })
})
