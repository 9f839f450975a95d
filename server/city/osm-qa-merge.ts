// Puts the pieces of one element together again that tile borders cut apart: lines end to end, areas by union.
// Neighbouring tiles cut at the very same place, so ends meet exactly on the grid.
import { union } from 'polyclip-ts'
import { classifyRings } from '@mapbox/vector-tile'
import type { Ledger } from './ledger.ts'
import type { GridPoint } from './osm-qa-grid.ts'

/** Lines that end where another begins become one; the direction stays. */
export function joinPieces(pieces: readonly GridPoint[][]): GridPoint[][] {
  const lines = pieces.filter((line) => line.length > 1)
  if (lines.length < 2) return [...lines]
  const startsAt = new Map(lines.map((line, i) => [keyOf(line[0] as GridPoint), i]))
  const follower = lines.map((line) => startsAt.get(keyOf(line.at(-1) as GridPoint)))
  const isFollower = new Set(follower)
  const used = new Set<number>()
  const joined: GridPoint[][] = []
  const walk = (start: number): void => {
    let line: GridPoint[] = []
    for (let i: number | undefined = start; i !== undefined && !used.has(i); i = follower[i]) {
      used.add(i)
      const piece = lines[i] as GridPoint[]
      line = line.length === 0 ? [...piece] : [...line, ...piece.slice(1)]
    }
    if (line.length > 1) joined.push(line)
  }
  lines.forEach((_, i) => {
    if (!isFollower.has(i)) walk(i)
  })
  lines.forEach((_, i) => {
    if (!used.has(i)) walk(i)
  })
  return joined
}

/** Polygons with open rings out of the rings of each piece. */
export function unitePieces(pieces: readonly GridPoint[][][], ledger: Ledger): GridPoint[][][] {
  const polygons = pieces.flatMap((rings) => polygonsOf(rings))
  const first = polygons[0]?.[0]?.[0]
  if (!first) return []
  if (pieces.length === 1) return polygons
  const near = polygons.map((rings) =>
    rings.map((ring) => ring.map(([x, y]) => [x - first[0], y - first[1]] as [number, number])),
  )
  let united: ReturnType<typeof union>
  try {
    united = union([near[0] as [number, number][][]], ...near.slice(1).map((rings) => [rings]))
  } catch {
    ledger.drop('outlines cut at tile borders', 'their pieces could not be united and stay apart')
    return polygons
  }
  return united.map((rings) =>
    rings.map((ring) =>
      ring.slice(0, -1).map(([x, y]) => [Math.round(x) + first[0], Math.round(y) + first[1]] as const),
    ),
  )
}

function polygonsOf(rings: readonly GridPoint[][]): GridPoint[][][] {
  const closed = rings.filter((ring) => ring.length >= 4).map((ring) => ring.map(([x, y]) => ({ x, y })))
  const groups = closed.length > 1 ? classifyRings(closed as Parameters<typeof classifyRings>[0]) : [closed]
  return groups
    .filter((group) => group.length > 0)
    .map((group) => group.map((ring) => ring.slice(0, -1).map(({ x, y }) => [x, y] as const)))
}

function keyOf([x, y]: GridPoint): string {
  return `${x} ${y}`
}
