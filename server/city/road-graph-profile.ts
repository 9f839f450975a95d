// Heights of roads and rails: on the ground, except that bridge decks clear what lies below them and ramps of at
// most 6 % lead up to them. Every node has one height, so links meet without steps. Method: least deck heights are
// carried outwards along the graph, falling by the grade (an upper envelope of cones); each bridge takes the concave
// hull of that, so that it does not sag between its piers; the whole is smoothed along the lines, never below what
// is needed. Tunnels dive under their portals.
import type { Area, FlatLine, Line, RoadClass, RoadLink } from '../../shared/city/city.ts'
import { type Terrain, heightAt } from '../../shared/city/terrain.ts'
import { Waters } from './finish-waters.ts'
import type { RoadGraph } from './road-graph.ts'
import { CLEARANCE_M, type Crossing, type Span, crossingsBelow, needs } from './road-graph-clearance.ts'
import { reachFromAbutments } from './road-graph-bridges.ts'
import { type Draft, lift } from './road-graph-lift.ts'
import { overGround, sampled, upsAlong } from './road-graph-sample.ts'

const BRIDGE_STEP_M = 8
const TUNNEL_STEP_M = 12
/** Ground-following lines get a point where the ground bends by this much, at most every so many metres. */
const BEND = { stepM: 12.5, offM: 0.12 }
/** Two ramps that lift each other stop here. */
const MOST_EXTRA_M = 3
const TUNNEL_GRADE = 0.08
const TUNNEL_DEPTH_M = 5
/** A path drawn through water without a bridge lies on a causeway. */
const CAUSEWAY_M = 0.6
const GRADES: Partial<Record<RoadClass, number>> = {
  footway: 0.12,
  pedestrian: 0.12,
  cycleway: 0.08,
  track: 0.08,
  steps: 0.5,
}
const ROAD_GRADE = 0.06
const RAIL_GRADE = 0.02

export type Shape = { readonly line: FlatLine; readonly upM: readonly number[] }

/** Links with heights, and the shapes of the lines in their order. */
export function heightsOf(input: RoadGraph & { lines: readonly Line[]; areas: readonly Area[]; terrain: Terrain }): {
  links: RoadLink[]
  lines: Shape[]
} {
  const { links, lines, terrain } = input
  const waters = new Waters(input.areas)
  const onGround = (e: number, n: number): number => heightAt(terrain, e, n)
  const spans: Span[] = links.map((l) => ({
    from: l.fromNode,
    to: l.toNode,
    line: l.line,
    isBridge: l.isBridge,
    isTunnel: l.isTunnel && !l.isBridge,
    grade: GRADES[l.roadClass] ?? ROAD_GRADE,
    storey: l.isBridge ? Math.max(1, l.layer) : 0,
    halfWidthM: l.widthM / 2,
  }))
  const rails = [...lines.keys()].filter((i) => lines[i]?.kind === 'rail' || lines[i]?.kind === 'tram')
  const railNode = new EndKeys(input.nodes.length)
  for (const i of rails) {
    const { line, isBridge } = lines[i] as Line
    const n = line.length
    const ends = [
      railNode.at(line[0] as number, line[1] as number),
      railNode.at(line[n - 2] as number, line[n - 1] as number),
    ]
    const [from, to] = ends as [number, number]
    spans.push({
      from,
      to,
      line,
      isBridge,
      isTunnel: false,
      grade: RAIL_GRADE,
      storey: isBridge ? 1 : 0,
      halfWidthM: 2,
    })
  }
  const shapes = profile(spans, railNode.next, { waters, onGround })
  const railShapes = new Map(rails.map((i, k) => [i, shapes[links.length + k] as Shape]))
  return {
    links: links.map((l, i) => ({ ...l, ...rounded(shapes[i] as Shape) })),
    lines: lines.map((l, i) => railShapes.get(i) ?? { line: l.line, upM: upsAlong(l.line, onGround) }),
  }
}

type Over = { readonly waters: Waters; readonly onGround: (eastM: number, northM: number) => number }

/** The shape of each span; `nodes` is how many there are. */
function profile(spans: readonly Span[], nodes: number, over: Over): Shape[] {
  const causeway = (e: number, n: number): number => {
    const surfaceM = over.waters.surfaceAt(e, n)
    return surfaceM === null ? over.onGround(e, n) : Math.max(over.onGround(e, n), surfaceM + CAUSEWAY_M)
  }
  const ground = new Float64Array(nodes)
  for (const span of spans) {
    const last = span.line.length - 2
    ground[span.from] = causeway(span.line[0] as number, span.line[1] as number)
    ground[span.to] = causeway(span.line[last] as number, span.line[last + 1] as number)
  }
  const reachM = reachFromAbutments(spans, nodes)
  const crossings = crossingsBelow(spans)
  let shapes: Draft[] = []
  // Twice: what passes below may itself have been lifted by a ramp.
  for (const round of [0, 1]) {
    const upOf = (c: Crossing): number => upAt(spans, shapes, { c, causeway })
    const drafts = spans.map((span, i): Draft => {
      if (!span.isBridge) return { line: span.line, s: lengthsAlong(span.line), need: null, upM: [] }
      const under = crossings.get(i) ?? []
      const stops = under.flatMap((c) => [c.s - c.halfWidthM - 3, c.s, c.s + c.halfWidthM + 3])
      const points = sampled(span.line, BRIDGE_STEP_M, stops)
      const known = under.map((c) => {
        const leastM = causewayAt(spans, c, causeway) + CLEARANCE_M * (spans[c.below] as Span).storey
        return { ...c, upM: Math.max(leastM, Math.min(upOf(c), leastM + MOST_EXTRA_M)) }
      })
      const abutmentM = [reachM[span.from] as number, reachM[span.to] as number] as const
      return {
        ...points,
        need: needs({ ...points, abutmentM }, known, { waters: over.waters, ground: causeway }),
        upM: [],
      }
    })
    shapes = lift(spans, drafts, { ground, causeway })
    if (round === 0 && crossings.size === 0) break
  }
  const tunnelReachM = reachFromAbutments(spans, nodes, (span) => span.isTunnel)
  return spans.map((span, i) => {
    const { line, upM } = shapes[i] as Draft
    if (!span.isTunnel) return upM.length > 0 ? { line, upM } : pinned(overGround(line, causeway, BEND), span, ground)
    const points = sampled(span.line, TUNNEL_STEP_M)
    const totalM = points.s.at(-1) as number
    const depth = points.s.map((s) =>
      Math.min(
        TUNNEL_DEPTH_M * Math.max(1, -span.storey),
        TUNNEL_GRADE *
          Math.min(s + (tunnelReachM[span.from] as number), totalM - s + (tunnelReachM[span.to] as number)),
      ),
    )
    return { line: points.line, upM: upsAlong(points.line, causeway).map((up, k) => up - (depth[k] as number)) }
  })
}

/** Ends at their nodes' heights, whatever is under them. */
function pinned(shape: { line: number[]; upM: number[] }, span: Span, ground: Float64Array): Shape {
  shape.upM[0] = ground[span.from] as number
  shape.upM[shape.upM.length - 1] = ground[span.to] as number
  return shape
}

function causewayAt(spans: readonly Span[], c: Crossing, ground: Over['onGround']): number {
  const { line } = spans[c.below] as Span
  const i = c.segment * 2
  const at = (k: number): number => (line[i + k] as number) * (1 - c.t) + (line[i + 2 + k] as number) * c.t
  return ground(at(0), at(1))
}

/** Height of what passes below at the crossing: the ground, or its own ramp once that is known. */
function upAt(
  spans: readonly Span[],
  shapes: readonly Draft[],
  { c, causeway }: { c: Crossing; causeway: Over['onGround'] },
): number {
  const groundM = causewayAt(spans, c, causeway)
  const shape = shapes[c.below]
  if (!shape || shape.upM.length === 0) return groundM
  const own = lengthsAlong((spans[c.below] as Span).line)
  const s = (own[c.segment] as number) * (1 - c.t) + (own[c.segment + 1] as number) * c.t
  const k = Math.max(
    1,
    shape.s.findIndex((v) => v >= s),
  )
  const t = (s - (shape.s[k - 1] as number)) / Math.max(0.01, (shape.s[k] as number) - (shape.s[k - 1] as number))
  return Math.max(groundM, (shape.upM[k - 1] as number) * (1 - t) + (shape.upM[k] as number) * t)
}

function lengthsAlong(line: FlatLine): number[] {
  const s = [0]
  for (let i = 2; i < line.length; i += 2) {
    const step = Math.hypot(
      (line[i] as number) - (line[i - 2] as number),
      (line[i + 1] as number) - (line[i - 1] as number),
    )
    s.push((s.at(-1) as number) + step)
  }
  return s
}

const rounded = ({ line, upM }: Shape): Shape => ({ line, upM: upM.map((m) => Math.round(m * 100) / 100) })

/** Numbers for line ends that lie on one another, to the decimetre. */
class EndKeys {
  next: number
  private readonly known = new Map<string, number>()
  constructor(first: number) {
    this.next = first
  }
  at(eastM: number, northM: number): number {
    const key = `${Math.round(eastM * 10)} ${Math.round(northM * 10)}`
    const found = this.known.get(key)
    if (found !== undefined) return found
    this.known.set(key, this.next)
    return this.next++
  }
}
