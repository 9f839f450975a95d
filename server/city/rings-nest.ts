// Puts loose rings together again: counter-clockwise ones are outlines, clockwise ones holes in them; and dissolves
// the edges that faces share, which is how a triangulated surface becomes an outline again.
import type { FlatLine, PolygonM } from '../../shared/city/city.ts'
import { contacts, pointInRing, signedArea } from './ring-shape.ts'
import { tidyRing, turned, uniteAll } from './rings.ts'

const SLIVER_M2 = 1e-4
const SAME_PER_M = 1000

/** Outer rings with the holes that lie in them. */
export function nest(rings: readonly FlatLine[]): PolygonM[] {
  const outers: FlatLine[] = []
  const holes: FlatLine[] = []
  for (const ring of rings) {
    const tidy = tidyRing(ring, 0)
    const area = signedArea(tidy)
    if (area > SLIVER_M2) outers.push(tidy)
    else if (area < -SLIVER_M2) holes.push(tidy)
  }
  const polygons = outers.map((outer) => [outer])
  for (const hole of holes) {
    const home = outers.length === 1 ? 0 : homeOf(hole, outers)
    polygons[home]?.push(hole as number[])
  }
  return polygons
}

/** The smallest outer ring that holds most of the hole's points (single ones may lie on an edge). */
function homeOf(hole: FlatLine, outers: readonly FlatLine[]): number {
  let best = -1
  let least = Infinity
  outers.forEach((outer, i) => {
    let inside = 0
    for (let k = 0; k < hole.length; k += 2) if (pointInRing(outer, hole[k] as number, hole[k + 1] as number)) inside++
    const area = signedArea(outer)
    if (inside > hole.length / 4 && area < least) {
      best = i
      least = area
    }
  })
  return best
}

/**
 * One area out of faces that meet edge to edge, each a clean polygon. Where they overlap, or meet along parts of
 * edges only, polyclip-ts unites them instead.
 */
export function dissolve(faces: readonly PolygonM[]): PolygonM[] {
  if (faces.length < 2) return faces.slice()
  const loops = freeEdges(faces)
  if (loops) {
    const polygons = nest(loops.map((ring) => tidyRing(ring)))
    const rings = polygons.flat()
    const found = contacts(
      rings,
      rings.map((_, i) => i),
    )
    if (found.self === 0 && found.between < 2) return polygons
    if (found.self < 2 && found.between < 2) return uniteAll(polygons) ?? polygons
  }
  return uniteAll(faces) ?? faces.slice()
}

/** Loops of the edges that only one face has; null when two faces have one in the same direction. */
function freeEdges(faces: readonly PolygonM[]): FlatLine[] | null {
  const ids = new Map<string, number>()
  const at: [number, number][] = []
  const idOf = (x: number, y: number): number => {
    const key = `${Math.round(x * SAME_PER_M)} ${Math.round(y * SAME_PER_M)}`
    const known = ids.get(key)
    if (known !== undefined) return known
    ids.set(key, at.length)
    at.push([x, y])
    return at.length - 1
  }
  const ends = new Map<number, number[]>()
  for (const ring of faces.flatMap((face) => face.map((r, i) => turned(r, i === 0 ? 1 : -1)))) {
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length
      const a = idOf(ring[i] as number, ring[i + 1] as number)
      const b = idOf(ring[j] as number, ring[j + 1] as number)
      if (a === b) continue
      const back = ends.get(b)
      const twin = back?.indexOf(a) ?? -1
      if (back && twin >= 0) back.splice(twin, 1)
      else if (ends.get(a)?.includes(b)) return null
      else ends.set(a, [...(ends.get(a) ?? []), b])
    }
  }
  const loops: FlatLine[] = []
  for (const [start, out] of ends) {
    while (out.length > 0) {
      const path = [start]
      const seen = new Map([[start, 0]])
      let to: number | null = out.pop() as number
      while (path.length > 0) {
        const first = seen.get(to)
        if (first !== undefined) {
          // Back at a point of the path: what lies between is a loop of its own.
          const loop = path.splice(first)
          for (const id of loop) seen.delete(id)
          loops.push(loop.flatMap((id) => at[id] as [number, number]))
          if (path.length === 0) break
        }
        const from = path.at(-1) as number
        seen.set(to, path.length)
        path.push(to)
        to = leftmost(at, { from, to, choices: ends.get(to) ?? [] })
        if (to === null) return null
      }
    }
  }
  return loops
}

/** Takes the choice that turns left most, so that loops that touch in a point come apart. */
function leftmost(
  at: readonly (readonly [number, number])[],
  { from, to, choices }: { from: number; to: number; choices: number[] },
): number | null {
  if (choices.length === 0) return null
  const [fx, fy] = at[from] as [number, number]
  const [tx, ty] = at[to] as [number, number]
  const turn = (next: number): number => {
    const [nx, ny] = at[next] as [number, number]
    const [ux, uy, vx, vy] = [tx - fx, ty - fy, nx - tx, ny - ty]
    return Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)
  }
  let best = 0
  for (let i = 1; i < choices.length; i++) if (turn(choices[i] as number) > turn(choices[best] as number)) best = i
  return choices.splice(best, 1)[0] as number
}
