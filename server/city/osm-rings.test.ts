import { describe, expect, it } from 'vitest'
import { nestRings, stitchRings } from './osm-rings.ts'

describe('stitching ways into rings', () => {
  it('joins ways whichever direction they run', () => {
    const { closed, open } = stitchRings([
      [1, 2, 3],
      [5, 4, 3],
      [5, 6, 1],
    ])
    expect(open).toBe(0)
    expect(closed).toHaveLength(1)
    expect(new Set(closed[0])).toEqual(new Set([1, 2, 3, 4, 5, 6]))
    expect(closed[0]).toHaveLength(6)
  })

  it('counts chains that do not close and ways that lack nodes, without closing them', () => {
    expect(
      stitchRings([
        [1, 2, 3],
        [3, 4],
        [10, -1, 12, 10],
        [20, 21, 22, 20],
      ]),
    ).toEqual({
      closed: [[20, 21, 22]],
      open: 2,
    })
  })

  it('makes two rings of ways that meet in one node', () => {
    const { closed, open } = stitchRings([
      [1, 2, 3],
      [3, 4, 1],
      [1, 5, 6, 1],
    ])
    expect(open).toBe(0)
    expect(closed.map((ring) => ring.length)).toEqual([3, 4])
  })

  it('is not slowed by thousands of ways', () => {
    const ways = Array.from({ length: 20_000 }, (_, i) => [i, (i + 1) % 20_000])
    const { closed } = stitchRings(ways.toReversed())
    expect(closed.map((ring) => ring.length)).toEqual([20_000])
  })
})

describe('nesting rings', () => {
  const square = (first: number): number[] => [first, first + 1, first + 2, first + 3]
  const corners = (w: number, size: number): [number, number][] => [
    [w, w],
    [w + size, w],
    [w + size, w + size],
    [w, w + size],
  ]
  const nest = (rings: number[][], places: [number, number][]): number[][][] =>
    nestRings(
      rings,
      (node) => places[node]?.[0] ?? 0,
      (node) => places[node]?.[1] ?? 0,
    )

  it('finds holes, and islands within holes, by where they lie', () => {
    const places = [...corners(4, 2), ...corners(0, 10), ...corners(2, 6), ...corners(20, 1)]
    expect(nest([square(0), square(4), square(8), square(12)], places)).toEqual([
      [square(0)],
      [square(4), square(8)],
      [square(12)],
    ])
  })

  it('knows a hole that touches its outline in a shared node', () => {
    const places: [number, number][] = [...corners(0, 10), [5, 2], [2, 5]]
    expect(
      nest(
        [
          [0, 4, 5],
          [0, 1, 2, 3],
        ],
        places,
      ),
    ).toEqual([
      [
        [0, 1, 2, 3],
        [0, 4, 5],
      ],
    ])
  })
})
