// How high bridge decks must be: over the roads and rails that cross below, over water, and a little over open
// ground so that a long bridge is seen to rise. Clearances: 5 m a layer (road clearance 4.5 to 5 m plus deck), 4 m
// over water at mid-span, less over brooks.
import Flatbush from 'flatbush'
import type { FlatLine } from '../../shared/city/city.ts'
import type { Waters } from './finish-waters.ts'
import { boundsOf } from './ring-shape.ts'

export const CLEARANCE_M = 5
const OVER_WATER_M = 4
/** Above the water beside the bank, rising to the full clearance over this distance. */
const AT_BANK_M = 2.2
const BANK_REACH_M = 25
const BROOK_SPAN_M = 25
const BROOK_LEAST_M = 0.8
/** A long bridge over nothing mapped: this much a metre from its ends, up to so much. */
const RISE = 0.03
const MOST_RISE_M = 2.5

/** A road or railway, as far as decks care. */
export type Span = {
  readonly from: number
  readonly to: number
  readonly line: FlatLine
  readonly isBridge: boolean
  readonly isTunnel: boolean
  /** Steepest ramp. */
  readonly grade: number
  /** 0 on the ground, 1 and more on bridges. */
  readonly storey: number
  readonly halfWidthM: number
}

export type Crossing = {
  /** Distance along the bridge. */
  readonly s: number
  readonly below: number
  /** Share of the way along the segment of the line below, and which segment. */
  readonly segment: number
  readonly t: number
  readonly storeys: number
  readonly halfWidthM: number
}

/** What passes below each bridge, by the bridge's index. */
export function crossingsBelow(spans: readonly Span[]): Map<number, Crossing[]> {
  const out = new Map<number, Crossing[]>()
  const bridges = [...spans.keys()].filter((i) => spans[i]?.isBridge)
  if (bridges.length === 0) return out
  const index = new Flatbush(bridges.length)
  for (const b of bridges) index.add(...boundsOf((spans[b] as Span).line))
  index.finish()
  for (const [below, other] of spans.entries()) {
    if (other.isTunnel) continue
    const { line } = other
    for (let i = 0; i + 3 < line.length; i += 2) {
      const [e0, n0, e1, n1] = [line[i], line[i + 1], line[i + 2], line[i + 3]] as [number, number, number, number]
      const box = [Math.min(e0, e1), Math.min(n0, n1), Math.max(e0, e1), Math.max(n0, n1)] as const
      for (const hit of index.search(...box)) {
        const b = bridges[hit] as number
        const bridge = spans[b] as Span
        if (b === below || other.storey >= bridge.storey) continue
        for (const { s, t } of meets(bridge.line, [e0, n0, e1, n1])) {
          const list = out.get(b) ?? []
          list.push({
            s,
            below,
            segment: i / 2,
            t,
            storeys: bridge.storey - other.storey,
            halfWidthM: other.halfWidthM,
          })
          out.set(b, list)
        }
      }
    }
  }
  return out
}

/** Where a line is crossed by a segment; touching ends (a shared junction) do not count. */
function meets(
  line: FlatLine,
  [e0, n0, e1, n1]: readonly [number, number, number, number],
): { s: number; t: number }[] {
  const out: { s: number; t: number }[] = []
  const totalM = lengthOf(line)
  let at = 0
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [a0, b0, a1, b1] = [line[i], line[i + 1], line[i + 2], line[i + 3]] as [number, number, number, number]
    const lengthM = Math.hypot(a1 - a0, b1 - b0)
    const cross = (a1 - a0) * (n1 - n0) - (b1 - b0) * (e1 - e0)
    if (Math.abs(cross) > 1e-9) {
      const u = ((e0 - a0) * (n1 - n0) - (n0 - b0) * (e1 - e0)) / cross
      const t = ((e0 - a0) * (b1 - b0) - (n0 - b0) * (a1 - a0)) / cross
      const s = at + u * lengthM
      if (u >= 0 && u <= 1 && t >= 0 && t <= 1 && s > 0.5 && s < totalM - 0.5) out.push({ s, t })
    }
    at += lengthM
  }
  return out
}

function lengthOf(line: FlatLine): number {
  let m = 0
  for (let i = 2; i < line.length; i += 2) {
    m += Math.hypot((line[i] as number) - (line[i - 2] as number), (line[i + 1] as number) - (line[i - 1] as number))
  }
  return m
}

export type BridgeSamples = {
  readonly line: readonly number[]
  readonly s: readonly number[]
  /** Distance from either end of the link to the nearest end of the whole bridge. */
  readonly abutmentM: readonly [fromStart: number, fromEnd: number]
}

/** Least height of the deck at each sample. */
export function needs(
  samples: BridgeSamples,
  crossings: readonly (Crossing & { readonly upM: number })[],
  over: { waters: Waters; ground: (eastM: number, northM: number) => number },
): number[] {
  const { line, s, abutmentM } = samples
  const totalM = s.at(-1) as number
  const need = s.map((at, i) => {
    const reachM = Math.min(at + abutmentM[0], totalM - at + abutmentM[1])
    return over.ground(line[i * 2] as number, line[i * 2 + 1] as number) + Math.min(MOST_RISE_M, reachM * RISE)
  })
  const wet = s.map((_, i) => over.waters.surfaceAt(line[i * 2] as number, line[i * 2 + 1] as number))
  for (let i = 0; i < wet.length; i++) {
    const surfaceM = wet[i]
    if (surfaceM === null || surfaceM === undefined) continue
    let from = i
    let to = i
    while (from > 0 && wet[from - 1] !== null) from--
    while (to + 1 < wet.length && wet[to + 1] !== null) to++
    // Water up to the end of the link goes on under the next one.
    const isCut = from === 0 || to === wet.length - 1
    const spanM = (s[to] as number) - (s[from] as number)
    const full =
      isCut || spanM >= BROOK_SPAN_M
        ? OVER_WATER_M
        : BROOK_LEAST_M + ((OVER_WATER_M - BROOK_LEAST_M) * spanM) / BROOK_SPAN_M
    const left = from === 0 ? Infinity : (s[i] as number) - (s[from] as number)
    const right = to === wet.length - 1 ? Infinity : (s[to] as number) - (s[i] as number)
    const share = Math.min(1, Math.min(left, right) / Math.min(BANK_REACH_M, Math.max(1, spanM / 3)))
    const atBank = Math.min(AT_BANK_M, full)
    need[i] = Math.max(need[i] as number, surfaceM + atBank + (full - atBank) * share)
  }
  for (const c of crossings) {
    for (const [i, at] of s.entries()) {
      if (Math.abs(at - c.s) > c.halfWidthM + 4) continue
      need[i] = Math.max(need[i] as number, c.upM + CLEARANCE_M * c.storeys)
    }
  }
  return need
}
