// Bridges as chains of links: how far inside one a node lies, and the concave hull that keeps a deck from sagging.
import type { Span } from './road-graph-clearance.ts'
import { sampled } from './road-graph-sample.ts'

/** Distance along the bridge from each node to the nearest end of it; 0 where anything else meets the node. */
export function reachFromAbutments(
  spans: readonly Span[],
  nodes: number,
  isInside: (span: Span) => boolean = (span) => span.isBridge,
): Float64Array {
  const reachM = new Float64Array(nodes).fill(Infinity)
  const degree = new Uint32Array(nodes)
  const at = new Map<number, { to: number; lengthM: number }[]>()
  const queue: number[] = []
  for (const span of spans) {
    for (const node of [span.from, span.to]) degree[node] = (degree[node] as number) + 1
    if (!isInside(span)) {
      reachM[span.from] = 0
      reachM[span.to] = 0
      continue
    }
    const lengthM = sampled(span.line, Infinity).s.at(-1) as number
    at.set(span.from, [...(at.get(span.from) ?? []), { to: span.to, lengthM }])
    at.set(span.to, [...(at.get(span.to) ?? []), { to: span.from, lengthM }])
  }
  for (const node of at.keys()) {
    if (degree[node] === 1) reachM[node] = 0
    if (reachM[node] === 0) queue.push(node)
  }
  for (let k = 0; k < queue.length; k++) {
    const node = queue[k] as number
    for (const { to, lengthM } of at.get(node) ?? []) {
      const m = (reachM[node] as number) + lengthM
      if (m >= (reachM[to] as number)) continue
      reachM[to] = m
      queue.push(to)
    }
  }
  // A bridge that joins nothing else (a closed loop) has no ends.
  return reachM.map((m) => (m === Infinity ? 0 : m))
}

/** A link of a chain, and whether the chain runs against its line. */
export type ChainPiece = { readonly span: number; readonly isBackward: boolean }

/** Bridge links end to end, as far as exactly two meet. */
export function bridgeChains(spans: readonly Span[]): ChainPiece[][] {
  const at = new Map<number, number[]>()
  for (const [i, span] of spans.entries()) {
    for (const node of [span.from, span.to]) {
      const list = at.get(node)
      if (list) list.push(i)
      else at.set(node, [i])
    }
  }
  const used = new Set<number>()
  const next = (node: number, from: number): number | null => {
    const list = at.get(node) ?? []
    const other = list.find((i) => i !== from)
    return list.length === 2 && other !== undefined && spans[other]?.isBridge && !used.has(other) ? other : null
  }
  const chains: ChainPiece[][] = []
  for (const [i, span] of spans.entries()) {
    if (!span.isBridge || used.has(i)) continue
    used.add(i)
    const chain: ChainPiece[] = [{ span: i, isBackward: false }]
    for (let node = span.to, last = i, k = next(node, last); k !== null; last = k, k = next(node, last)) {
      used.add(k)
      const isBackward = (spans[k] as Span).from !== node
      chain.push({ span: k, isBackward })
      node = isBackward ? (spans[k] as Span).from : (spans[k] as Span).to
    }
    for (let node = span.from, last = i, k = next(node, last); k !== null; last = k, k = next(node, last)) {
      used.add(k)
      const isBackward = (spans[k] as Span).to !== node
      chain.unshift({ span: k, isBackward })
      node = isBackward ? (spans[k] as Span).to : (spans[k] as Span).from
    }
    chains.push(chain)
  }
  return chains
}

type Deck = { readonly s: readonly number[]; upM: number[] }

/** Raises every sample of a chain to the upper concave hull of its heights; the nodes inside it follow. */
export function concaveHull(
  chain: readonly ChainPiece[],
  decks: readonly Deck[],
  { spans, nodeUp }: { spans: readonly Span[]; nodeUp: Float64Array },
): void {
  const points: { s: number; up: number; deck: number; k: number }[] = []
  let start = 0
  for (const { span, isBackward } of chain) {
    const { s, upM } = decks[span] as Deck
    const totalM = s.at(-1) as number
    const order = isBackward ? [...s.keys()].reverse() : [...s.keys()]
    for (const k of order) {
      const along = isBackward ? totalM - (s[k] as number) : (s[k] as number)
      points.push({ s: start + along, up: upM[k] as number, deck: span, k })
    }
    start += totalM
  }
  const hull: { s: number; up: number }[] = []
  for (const p of points) {
    for (;;) {
      const [a, b] = [hull.at(-2), hull.at(-1)]
      if (!a || !b) break
      if ((b.up - a.up) * (p.s - a.s) > (p.up - a.up) * (b.s - a.s)) break
      hull.pop()
    }
    hull.push(p)
  }
  let h = 0
  for (const p of points) {
    while (h + 2 < hull.length && (hull[h + 1] as { s: number }).s <= p.s) h++
    const [a, b] = [hull[h], hull[h + 1] ?? hull[h]] as [{ s: number; up: number }, { s: number; up: number }]
    const t = b.s > a.s ? (p.s - a.s) / (b.s - a.s) : 0
    const deck = decks[p.deck] as Deck
    const up = Math.max(p.up, a.up + (b.up - a.up) * t)
    deck.upM[p.k] = up
    const span = spans[p.deck] as Span
    if (p.k === 0) nodeUp[span.from] = Math.max(nodeUp[span.from] as number, up)
    if (p.k === deck.upM.length - 1) nodeUp[span.to] = Math.max(nodeUp[span.to] as number, up)
  }
}
