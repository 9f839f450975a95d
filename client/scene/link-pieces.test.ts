import { expect, it } from 'vitest'
import { decodeLinkLines, encodeLinkLines } from '../../shared/city/link-lines.ts'
import { type LinkPieces, PER_PIECE, PieceMaker } from './link-pieces.ts'

const link = (line: readonly number[], isTunnel = false) => ({
  line,
  upM: line.filter((_, i) => i % 2 === 0).map(() => 340),
  widthM: 6,
  isTunnel,
})
/** A link at a time. */
function pieces(...links: ReturnType<typeof link>[]): LinkPieces {
  const maker = new PieceMaker(decodeLinkLines(encodeLinkLines(links)))
  for (let n = 1; n < links.length; n++) expect(maker.go(1)).toBeNull()
  return maker.go(1) as LinkPieces
}

it('leaves out points on a straight line, keeps bends, and draws no tunnel', () => {
  const { starts, middlesM } = pieces(
    link([0, 0, 10, 0.1, 20, 0, 40, 0]),
    link([0, 0, 30, 0, 30, 30]),
    link([0, 0, 30, 0], true),
    link([]),
  )
  expect([...starts]).toEqual([0, 1, 3, 3, 3])
  expect([...middlesM.subarray(0, 4)]).toEqual([20, 0, 30, 0])
})

it('joins pieces in one edge on the bisector, as wide as the road', () => {
  const { ends } = pieces(link([0, 0, 30, 0, 30, 30]))
  const edge = (piece: number, end: 0 | 1) => {
    const at = PER_PIECE * piece + 5 * end
    return Array.from(ends.subarray(at, at + 5), (v) => Math.round(v * 1000) / 1000 + 0)
  }
  // East, then north: to the right of the way is south, then east; the corner's edge points to the south-east.
  expect(edge(0, 0)).toEqual([0, 0, 340, 0, -1])
  expect(edge(0, 1)).toEqual([30, 0, 340, 1, -1])
  expect(edge(1, 0)).toEqual(edge(0, 1))
  expect(edge(1, 1)).toEqual([30, 30, 340, 1, 0])
})

it('keeps a piece short enough to follow the ground', () => {
  const { starts } = pieces(link([0, 0, 60, 0, 120, 0, 180, 0]))
  expect(starts[1]).toBe(3)
})
