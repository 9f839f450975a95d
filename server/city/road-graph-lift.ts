// Lifts bridge decks and the ramps that lead to them: carries what is needed outwards along the graph, takes each
// bridge's concave hull, smooths along the lines (see road-graph-profile.ts for the whole).
import type { FlatLine } from '../../shared/city/city.ts'
import { bridgeChains, concaveHull } from './road-graph-bridges.ts'
import type { Span } from './road-graph-clearance.ts'
import { sampled, upsAlong } from './road-graph-sample.ts'

const RAMP_STEP_M = 12
const LIFT_M = 0.02
const SMOOTHINGS = 10

/** A span on its way to a shape: `upM` is empty while it just follows the ground. */
export type Draft = {
  readonly line: FlatLine
  readonly s: readonly number[]
  readonly need: readonly number[] | null
  upM: number[]
}

/** Heights of bridges and ramps; other spans stay without. */
export function lift(
  spans: readonly Span[],
  drafts: readonly Draft[],
  { ground, causeway }: { ground: Float64Array; causeway: (eastM: number, northM: number) => number },
): Draft[] {
  const nodeUp = carry(spans, drafts, ground)
  const isLifted = (node: number): boolean => (nodeUp[node] as number) > (ground[node] as number) + LIFT_M
  const shapes = spans.map((span, i): Draft => {
    const draft = drafts[i] as Draft
    const isRamp = !span.isBridge && !span.isTunnel && (isLifted(span.from) || isLifted(span.to))
    if (!span.isBridge && !isRamp) return draft
    const points = isRamp ? sampled(span.line, RAMP_STEP_M) : { line: draft.line, s: draft.s }
    const base = draft.need ?? upsAlong(points.line, causeway)
    return { ...points, need: base, upM: cones(base, points.s, { span, nodeUp }) }
  })
  const envelope = shapes.map((shape) => shape.upM)
  for (const chain of bridgeChains(spans)) concaveHull(chain, shapes, { spans, nodeUp })
  smoothed(spans, shapes, { nodeUp, ground })
  for (const [i, shape] of shapes.entries()) {
    const least = envelope[i] as number[]
    for (let k = 1; k + 1 < shape.upM.length; k++) shape.upM[k] = Math.max(shape.upM[k] as number, least[k] as number)
  }
  return shapes
}

/** Needed heights carried along the graph, falling by the grade, until they meet the ground. */
function carry(spans: readonly Span[], drafts: readonly Draft[], ground: Float64Array): Float64Array {
  const up = Float64Array.from(ground)
  const at: number[][] = Array.from({ length: ground.length }, () => [])
  const queue: number[] = []
  const raise = (node: number, toM: number): void => {
    if (toM <= (up[node] as number) + 0.001) return
    up[node] = toM
    queue.push(node)
  }
  for (const [i, span] of spans.entries()) {
    at[span.from]?.push(i)
    at[span.to]?.push(i)
    const { need, s } = drafts[i] as Draft
    if (!need) continue
    const totalM = s.at(-1) as number
    for (const [k, needM] of need.entries()) {
      raise(span.from, needM - span.grade * (s[k] as number))
      raise(span.to, needM - span.grade * (totalM - (s[k] as number)))
    }
  }
  for (let k = 0; k < queue.length; k++) {
    const node = queue[k] as number
    for (const i of at[node] ?? []) {
      const span = spans[i] as Span
      if (span.isTunnel) continue
      const lengthM = (drafts[i] as Draft).s.at(-1) as number
      raise(span.from === node ? span.to : span.from, (up[node] as number) - span.grade * lengthM)
    }
  }
  // A lift of a hair is none: its other links stay on the ground.
  return up.map((m, node) => (m > (ground[node] as number) + LIFT_M ? m : (ground[node] as number)))
}

/** Along one span: the needed height, or a ramp from any higher point of it or from its ends. */
function cones(
  base: readonly number[],
  s: readonly number[],
  { span, nodeUp }: { span: Span; nodeUp: Float64Array },
): number[] {
  const up = [...base]
  up[0] = nodeUp[span.from] as number
  up[up.length - 1] = nodeUp[span.to] as number
  for (let k = 1; k + 1 < up.length; k++) {
    up[k] = Math.max(up[k] as number, (up[k - 1] as number) - span.grade * ((s[k] as number) - (s[k - 1] as number)))
  }
  for (let k = up.length - 2; k > 0; k--) {
    up[k] = Math.max(up[k] as number, (up[k + 1] as number) - span.grade * ((s[k + 1] as number) - (s[k] as number)))
  }
  return up
}

/** Diffusion along the lines, weighted by distance so that even slopes stay; unlifted ends hold still. */
function smoothed(
  spans: readonly Span[],
  shapes: readonly Draft[],
  { nodeUp, ground }: { nodeUp: Float64Array; ground: Float64Array },
): void {
  const active = [...spans.keys()].filter((i) => (shapes[i] as Draft).upM.length > 0)
  const touched = new Set(active.flatMap((i) => [(spans[i] as Span).from, (spans[i] as Span).to]))
  const free = [...touched].filter((node) => (nodeUp[node] as number) > (ground[node] as number) + LIFT_M)
  const least = new Map(free.map((node) => [node, nodeUp[node] as number]))
  for (let round = 0; round < SMOOTHINGS; round++) {
    const sum = new Map<number, { up: number; weight: number }>(free.map((node) => [node, { up: 0, weight: 0 }]))
    for (const i of active) {
      const span = spans[i] as Span
      const { s, upM, need } = shapes[i] as Draft
      const last = upM.length - 1
      const next = [...upM]
      for (let k = 1; k < last; k++) {
        const a = 1 / Math.max(1, (s[k] as number) - (s[k - 1] as number))
        const b = 1 / Math.max(1, (s[k + 1] as number) - (s[k] as number))
        const mean = (a * (upM[k - 1] as number) + b * (upM[k + 1] as number)) / (a + b)
        next[k] = Math.max(need?.[k] ?? -Infinity, ((upM[k] as number) + mean) / 2)
      }
      for (const [node, k, j] of [
        [span.from, 1, 0],
        [span.to, last - 1, last],
      ] as const) {
        const total = sum.get(node)
        if (!total) continue
        const weight = 1 / Math.max(1, Math.abs((s[k] as number) - (s[j] as number)))
        total.up += weight * (upM[k] as number)
        total.weight += weight
      }
      ;(shapes[i] as Draft).upM = next
    }
    for (const [node, { up, weight }] of sum) {
      if (weight > 0) nodeUp[node] = Math.max(least.get(node) as number, ((nodeUp[node] as number) + up / weight) / 2)
    }
    for (const i of active) {
      const { upM } = shapes[i] as Draft
      upM[0] = nodeUp[(spans[i] as Span).from] as number
      upM[upM.length - 1] = nodeUp[(spans[i] as Span).to] as number
    }
  }
}
