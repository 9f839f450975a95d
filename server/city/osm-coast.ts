// The sea out of coastlines: ways with the land to their left and the water to their right. Stretches are joined end
// to end; between where one leaves the extract and the next comes in, the sea's outline follows the extract's edge,
// clockwise, as osmcoastline does for the whole earth. An end inside the extract is led straight to the nearest edge.
import type { FlatLine, PolygonM } from '../../shared/city/city.ts'
import { type RectM, signedArea } from './ring-shape.ts'

/** An extract lacks at most a few nodes beyond its edge; an end further inside tells nothing of what follows. */
const LONGEST_LEAD_M = 400

/** Stretches joined where one ends with the node another begins with; closed ones repeat their first node. */
export function joinStretches(stretches: readonly (readonly number[])[]): number[][] {
  const byStart = new Map<number, number[]>()
  stretches.forEach((s, i) => byStart.set(s[0] as number, [...(byStart.get(s[0] as number) ?? []), i]))
  const ends = new Set(stretches.map((s) => s.at(-1)))
  const isTaken = new Uint8Array(stretches.length)
  const chains: number[][] = []
  // Those that nothing leads to first, so that no chain begins in its middle.
  const order = [...stretches.keys()].sort(
    (a, b) => Number(ends.has(stretches[a]?.[0])) - Number(ends.has(stretches[b]?.[0])),
  )
  for (const i of order) {
    if (isTaken[i] === 1) continue
    const chain: number[] = []
    for (let next: number | undefined = i; next !== undefined;) {
      isTaken[next] = 1
      const more = stretches[next] as readonly number[]
      chain.push(...(chain.length > 0 ? more.slice(1) : more))
      next = chain[0] === chain.at(-1) ? undefined : byStart.get(chain.at(-1) as number)?.find((k) => isTaken[k] === 0)
    }
    if (chain.length > 1) chains.push(chain)
  }
  return chains
}

/** Outlines of the sea in the rectangle, each an outer ring and its islands; null where the coasts do not tell it. */
export function seaOf(chains: readonly FlatLine[], rect: RectM): PolygonM[] | null {
  const islands: number[][] = []
  const coasts: Coast[] = []
  for (const chain of chains) {
    const n = chain.length
    if (n >= 8 && chain[0] === chain[n - 2] && chain[1] === chain[n - 1]) {
      islands.push(chain.slice(0, -2))
      continue
    }
    const [from, to] = [
      toEdge(chain[0] as number, chain[1] as number, rect),
      toEdge(chain[n - 2] as number, chain[n - 1] as number, rect),
    ]
    if (!from || !to) return null
    coasts.push({ line: [...from.at, ...chain, ...to.at], from: from.along, to: to.along })
  }
  const [w, s, e, n] = rect
  const outers = coasts.length > 0 ? walk(coasts, rect) : islands.length > 0 ? [[w, s, w, n, e, n, e, s]] : []
  // Clockwise outlines have the sea inside; what runs the other way round is land.
  const seas = [...outers, ...islands.filter((ring) => signedArea(ring) < 0)]
  const land = islands.filter((ring) => signedArea(ring) > 0)
  return seas.map((outer, i) => [outer, ...(i < outers.length ? land.filter((ring) => isIn(ring, outer)) : [])])
}

type Coast = { readonly line: number[]; readonly from: number; readonly to: number }

/** Along the edge clockwise from the south-west corner, metres. */
function toEdge(x: number, y: number, [w, s, e, n]: RectM): { at: [number, number]; along: number } | null {
  const [wide, high] = [e - w, n - s]
  const sides = [
    { far: x - w, at: [w, y] as [number, number], along: y - s },
    { far: n - y, at: [x, n] as [number, number], along: high + x - w },
    { far: e - x, at: [e, y] as [number, number], along: high + wide + n - y },
    { far: y - s, at: [x, s] as [number, number], along: 2 * high + wide + e - x },
  ]
  const nearest = sides.reduce((a, b) => (b.far < a.far ? b : a))
  return nearest.far <= LONGEST_LEAD_M ? nearest : null
}

/** From a coast's end clockwise along the edge to the next coast's beginning, until the first one is met again. */
function walk(coasts: readonly Coast[], [w, s, e, n]: RectM): number[][] {
  const [wide, high] = [e - w, n - s]
  const round = 2 * (wide + high)
  const corners = [
    { along: high, at: [w, n] },
    { along: high + wide, at: [e, n] },
    { along: 2 * high + wide, at: [e, s] },
    { along: round, at: [w, s] },
  ]
  const ahead = (from: number, to: number): number => (((to - from) % round) + round) % round
  const left = new Set(coasts)
  const rings: number[][] = []
  for (const first of coasts) {
    if (!left.has(first)) continue
    const ring: number[] = []
    let coast = first
    do {
      left.delete(coast)
      ring.push(...coast.line)
      const here = coast.to
      const open = [...left, first]
      const next = open.reduce((a, b) => (ahead(here, b.from) < ahead(here, a.from) ? b : a))
      const way = ahead(here, next.from)
      const passed = corners.filter((c) => ahead(here, c.along) < way)
      passed.sort((a, b) => ahead(here, a.along) - ahead(here, b.along))
      ring.push(...passed.flatMap((c) => c.at))
      coast = next
    } while (coast !== first)
    rings.push(ring)
  }
  return rings
}

function isIn(ring: FlatLine, outer: FlatLine): boolean {
  const [x, y] = [ring[0] as number, ring[1] as number]
  let inside = false
  for (let i = 0, j = outer.length - 2; i < outer.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [outer[i], outer[i + 1], outer[j], outer[j + 1]] as [number, number, number, number]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}
