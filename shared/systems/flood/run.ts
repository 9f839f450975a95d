// A flood from a case: which scheme, how its time goes to the end, what is read off on the way, and the budget of its water.
import { FullFast } from './full-fast.ts'
import type { FloodCase } from './case.ts'
import { InertialFast } from './inertial-fast.ts'
import type { Scheme } from './scheme.ts'
import { bendAfter } from './series.ts'

export type FloodResult = {
  readonly scheme: Scheme['name']
  readonly depthM: Float64Array
  readonly uMS: Float64Array
  readonly vMS: Float64Array
  /** Depth at each probe at each moment. */
  readonly probes: { readonly tS: readonly number[]; readonly depthM: readonly (readonly number[])[] }
  readonly volume: VolumeBudget
  readonly steps: number
  readonly cellUpdates: number
}

/** `errorM3` is what is there, less what should be. */
export type VolumeBudget = {
  readonly initialM3: number
  readonly inM3: number
  readonly outM3: number
  readonly finalM3: number
  readonly errorM3: number
}

export const schemeOf = ({ scheme, basin, edges, forcing, start }: FloodCase): Scheme =>
  scheme === 'full' ? new FullFast(basin, edges, forcing, start) : new InertialFast(basin, edges, forcing, start)

/** Throws when the water has left the numbers: a case whose figures no scheme can hold. */
export function runFlood(given: FloodCase, scheme: Scheme = schemeOf(given)): FloodResult {
  const initialM3 = scheme.volumeM3()
  const tS: number[] = []
  const depthM: number[][] = []
  const read = (): void => {
    tS.push(scheme.tS)
    depthM.push(given.probes.map((k) => scheme.depthM[k] ?? 0))
  }
  read()
  for (let n = 1; (n - 1) * given.everyS < given.endS; n++) {
    runUntil(scheme, Math.min(n * given.everyS, given.endS), given)
    read()
  }
  const { inM3, outM3 } = scheme.ledger
  const finalM3 = scheme.volumeM3()
  return {
    scheme: scheme.name,
    depthM: scheme.depthM,
    ...scheme.velocities(),
    probes: { tS, depthM },
    volume: { initialM3, inM3, outM3, finalM3, errorM3: finalM3 - (initialM3 + inM3 - outM3) },
    steps: scheme.steps,
    cellUpdates: scheme.steps * scheme.depthM.length,
  }
}

/** Steps end where a given line bends, so that what flows in is exact. */
function runUntil(scheme: Scheme, endS: number, { forcing, edges }: FloodCase): void {
  const lines = [
    forcing.rainMPerS,
    ...forcing.sources.map(({ flowM3S }) => flowM3S),
    ...[edges.W, edges.E, edges.S, edges.N].flatMap((edge) => {
      if (edge.is === 'flow') return [edge.qM2S]
      if (edge.is === 'level') return [edge.levelM]
      return edge.is === 'depth' ? [edge.depthM] : []
    }),
  ]
  const nearly = endS - 1e-9 * Math.max(1, endS)
  while (scheme.tS < nearly) {
    const bendS = Math.min(...lines.map((line) => bendAfter(line, scheme.tS + 1e-9)))
    const took = scheme.step(Math.min(endS, bendS) - scheme.tS)
    if (!(took > 0)) throw new Error(`flood: the water of the case runs faster than can be reckoned, at ${scheme.tS} s`)
  }
}
