// Assembles the rings of multipolygon relations: member ways are stitched end to end until they close, then
// rings are nested by geometry (what lies inside an odd number of others is a hole), as osmium does it; roles only
// decide which ways may be stitched together first. Rings that do not close are never closed by force.

export type Rings = {
  /** Closed rings as open lists of node indexes. */
  readonly closed: number[][]
  /** Chains whose ends do not meet. */
  readonly open: number
}

/** Each way is a list of node indexes; a way with a negative index (a node the file lacks) never closes. */
export function stitchRings(ways: readonly (readonly number[])[]): Rings {
  const closed: number[][] = []
  const parts: (readonly number[])[] = []
  let open = 0
  for (const way of ways) {
    if (way.length < 2) continue
    if (way.some((node) => node < 0)) open++
    else if (way[0] === way.at(-1)) closed.push(way.slice(0, -1))
    else parts.push(way)
  }
  const ends = new Ends(parts)
  for (let part = ends.takeAny(); part; part = ends.takeAny()) {
    const chain = walk([...part], ends)
    if (chain[0] === chain.at(-1)) closed.push(chain.slice(0, -1))
    else open++
  }
  return { closed: closed.filter((ring) => ring.length >= 3), open }
}

/** Lengthens a chain at its end, then at its beginning, until it closes or nothing fits. */
function walk(start: number[], ends: Ends): number[] {
  let chain = start
  for (let turned = 0; turned < 2; turned++) {
    while (chain[0] !== chain.at(-1)) {
      const next = ends.takeAt(chain.at(-1) as number)
      if (!next) break
      for (let i = 1; i < next.length; i++) chain.push(next[i] as number)
    }
    if (chain[0] === chain.at(-1)) return chain
    chain = chain.toReversed()
  }
  return chain
}

/** Ways that wait to be stitched, found by the node they end at; each is taken once. */
class Ends {
  private readonly ways: readonly (readonly number[])[]
  private readonly at = new Map<number, number[]>()
  private readonly isTaken: Uint8Array
  private next = 0

  constructor(ways: readonly (readonly number[])[]) {
    this.ways = ways
    this.isTaken = new Uint8Array(ways.length)
    ways.forEach((way, i) => {
      for (const end of [way[0] as number, way.at(-1) as number]) {
        const there = this.at.get(end)
        if (there) there.push(i)
        else this.at.set(end, [i])
      }
    })
  }

  takeAny(): readonly number[] | null {
    while (this.next < this.ways.length && this.isTaken[this.next] === 1) this.next++
    if (this.next >= this.ways.length) return null
    this.isTaken[this.next] = 1
    return this.ways[this.next] as readonly number[]
  }

  /** A way that begins at the node, turned round if it ends there. */
  takeAt(node: number): readonly number[] | null {
    const there = this.at.get(node)
    for (let i = there?.pop(); i !== undefined; i = there?.pop()) {
      if (this.isTaken[i] === 1) continue
      this.isTaken[i] = 1
      const way = this.ways[i] as readonly number[]
      return way[0] === node ? way : way.toReversed()
    }
    return null
  }
}

/** Groups rings into polygons: an outer ring and the holes directly in it. `x` and `y` give a node's place. */
export function nestRings(
  rings: readonly number[][],
  x: (node: number) => number,
  y: (node: number) => number,
): number[][][] {
  if (rings.length === 1) return [[rings[0] as number[]]]
  const boxes = rings.map((ring) => boxOf(ring, x, y))
  const parents = rings.map((ring, i) =>
    rings.flatMap((other, j) => {
      if (i === j || !covers(boxes[j] as Box, boxes[i] as Box)) return []
      return isInside(ring, other, x, y) ? [j] : []
    }),
  )
  const polygons = new Map<number, number[][]>()
  rings.forEach((ring, i) => {
    if ((parents[i] as number[]).length % 2 === 0) polygons.set(i, [ring])
  })
  rings.forEach((ring, i) => {
    const around = parents[i] as number[]
    if (around.length % 2 === 0) return
    const depth = around.length - 1
    const parent = around.find((j) => (parents[j] as number[]).length === depth)
    if (parent !== undefined) polygons.get(parent)?.push(ring)
  })
  return [...polygons.values()]
}

type Box = readonly [number, number, number, number]

function boxOf(ring: readonly number[], x: (node: number) => number, y: (node: number) => number): Box {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const node of ring) {
    w = Math.min(w, x(node))
    e = Math.max(e, x(node))
    s = Math.min(s, y(node))
    n = Math.max(n, y(node))
  }
  return [w, s, e, n]
}

function covers(outer: Box, inner: Box): boolean {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
}

/** By most of its points: rings may touch each other, so a shared node tells nothing. */
function isInside(
  ring: readonly number[],
  other: readonly number[],
  x: (node: number) => number,
  y: (node: number) => number,
): boolean {
  const shared = new Set(other)
  let inside = 0
  let outside = 0
  for (let i = 0; i < ring.length && inside + outside < 5; i++) {
    const a = ring[i] as number
    if (shared.has(a)) continue
    if (contains(other, x(a), y(a), x, y)) inside++
    else outside++
  }
  if (inside + outside > 0) return inside > outside
  const a = ring[0] as number
  const b = ring[1] as number
  return contains(other, (x(a) + x(b)) / 2, (y(a) + y(b)) / 2, x, y)
}

function contains(
  ring: readonly number[],
  px: number,
  py: number,
  x: (node: number) => number,
  y: (node: number) => number,
): boolean {
  let isIn = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i] as number
    const b = ring[j] as number
    if (y(a) > py !== y(b) > py && px < ((x(b) - x(a)) * (py - y(a))) / (y(b) - y(a)) + x(a)) isIn = !isIn
  }
  return isIn
}
