// A flood from a case: which scheme, how its time goes to the end, what is read off on the way, and the budget of its water.
import { FullFast } from './full-fast.ts'
import type { FloodCase } from './case.ts'
import { type Check, checksOf } from './published-checks.ts'
import { InertialFast } from './inertial-fast.ts'
import type { Scheme } from './scheme.ts'
import { bendAfter } from './series.ts'
import { seriesOfStructures } from './structures.ts'

/** Shorter steps get nowhere. */
const LEAST_STEP_S = 1e-12

export type FloodResult = {
  readonly scheme: Scheme['name']
  readonly depthM: Float64Array
  readonly uMS: Float64Array
  readonly vMS: Float64Array
  /** Depth at each probe at each moment. */
  readonly probes: { readonly tS: readonly number[]; readonly depthM: readonly (readonly number[])[] }
  /** The depth of every cell at the moments asked for. */
  readonly frames: readonly { readonly tS: number; readonly depthM: Float64Array }[]
  readonly volume: VolumeBudget
  readonly steps: number
  readonly cellUpdates: number
  /** Of a published case: what came of it against what it expects. */
  readonly checks?: readonly Check[]
  /** Fields of the case that mean nothing to it. */
  readonly ignored?: readonly string[]
  /** Why it ended before its time, if it did: a sentence. */
  readonly stopped?: string
}

/** `errorM3` is what is there, less what should be; `errorShare` of what came in or, where nothing did, of what was there. */
export type VolumeBudget = {
  readonly initialM3: number
  readonly inM3: number
  readonly outM3: number
  readonly finalM3: number
  readonly errorM3: number
  readonly errorShare: number
}

export function schemeOf({ scheme, basin, edges, forcing, structures, start }: FloodCase): Scheme {
  if (scheme === 'full') return new FullFast(basin, edges, forcing, start)
  const inertial = new InertialFast(basin, edges, forcing, start)
  inertial.setStructures(structures)
  return inertial
}

/** A run over its limit, or whose water is faster than any step, gives what it has and says so. */
export function runFlood(given: FloodCase): FloodResult {
  const scheme = schemeOf(given)
  try {
    return runWith(given, scheme)
  } finally {
    scheme.dispose?.()
  }
}

function runWith(given: FloodCase, scheme: Scheme): FloodResult {
  const initialM3 = scheme.volumeM3()
  const tS: number[] = []
  const depthM: number[][] = []
  const read = (): void => {
    tS.push(scheme.tS)
    const depths = scheme.depthM
    depthM.push(given.probes.map((k) => depths[k] ?? 0))
  }
  read()
  const startM = given.published ? scheme.depthM.slice() : null
  const frames: { tS: number; depthM: Float64Array }[] = []
  const waiting = [...given.framesS]
  let stopped: string | null = null
  for (let n = 1; !stopped && (n - 1) * given.everyS < given.endS; n++) {
    const untilS = Math.min(n * given.everyS, given.endS)
    for (let at = waiting[0]; !stopped && at !== undefined && at <= untilS; at = waiting[0]) {
      stopped = runUntil(scheme, at, given)
      frames.push({ tS: scheme.tS, depthM: scheme.depthM.slice() })
      waiting.shift()
    }
    stopped ??= runUntil(scheme, untilS, given)
    read()
  }
  const { inM3, outM3 } = scheme.ledger
  const finalM3 = scheme.volumeM3()
  const errorM3 = finalM3 - (initialM3 + inM3 - outM3)
  const errorShare = Math.abs(errorM3) / (inM3 || initialM3 || 1)
  const result = {
    scheme: scheme.name,
    depthM: scheme.depthM,
    ...scheme.velocities(),
    probes: { tS, depthM },
    frames,
    volume: { initialM3, inM3, outM3, finalM3, errorM3, errorShare },
    steps: scheme.steps,
    cellUpdates: scheme.steps * given.basin.bedM.length,
    ...(given.ignored.length === 0 ? {} : { ignored: given.ignored }),
    ...(stopped === null ? {} : { stopped }),
  }
  if (!given.published || !startM) return result
  return { ...result, checks: checksOf(given.published, result, startM) }
}

/** Steps end where a given line bends, so that what flows in is exact. Gives why it went no further, or null. */
function runUntil(
  scheme: Scheme,
  endS: number,
  { forcing, edges, structures, basin, ...given }: FloodCase,
): string | null {
  const lines = [
    forcing.rainMPerS,
    ...forcing.sources.map(({ flowM3S }) => flowM3S),
    ...[edges.W, edges.E, edges.S, edges.N].flatMap((edge) => {
      if (edge.is === 'flow') return [edge.qM2S]
      if (edge.is === 'level') return [edge.levelM]
      return edge.is === 'depth' ? [edge.depthM] : []
    }),
    ...seriesOfStructures(structures),
  ].filter(({ tS }) => tS.length > 1)
  const nearly = endS - 1e-9 * Math.max(1, endS)
  const where = (): string => `at ${Number(scheme.tS.toPrecision(6))} s of ${given.endS} s`
  const mostSteps = given.mostCellUpdates / basin.bedM.length
  while (scheme.tS < nearly) {
    if (scheme.steps >= given.mostSteps) return `stopped ${where()}: more than ${given.mostSteps} steps`
    if (scheme.steps >= mostSteps) return `stopped ${where()}: more than ${given.mostCellUpdates} cell updates`
    const bendS = Math.min(...lines.map((line) => bendAfter(line, scheme.tS + 1e-9)))
    const took = scheme.step(Math.min(endS, bendS) - scheme.tS)
    if (!(took > LEAST_STEP_S)) return `stopped ${where()}: the water runs faster than can be reckoned`
  }
  return null
}
