// Members of an ensemble of a case: what is uncertain is drawn from its seed, as in a city's runs (flood.ts, `vary`): rain by
// a fifth, what flows in by a quarter, Manning's n by a quarter.
import { Random, seedOf } from '../../kernel/random.ts'
import type { EdgeRule } from './basin.ts'
import type { FloodCase } from './case.ts'
import type { Series } from './series.ts'

export type Factors = { readonly rain: number; readonly inflow: number; readonly roughness: number }

/** Member `n` of the case, from 1 on, and what it was multiplied with. */
export function memberOf(given: FloodCase, n: number): { readonly of: FloodCase; readonly factors: Factors } {
  const random = new Random(seedOf(`${given.seed} member ${n}`))
  const factors: Factors = {
    rain: random.between(0.8, 1.2),
    inflow: random.between(0.75, 1.25),
    roughness: random.between(0.75, 1.25),
  }
  const { basin, forcing, edges } = given
  const fed = (edge: EdgeRule): EdgeRule =>
    edge.is === 'flow' ? { ...edge, qM2S: times(edge.qM2S, factors.inflow) } : edge
  const of: FloodCase = {
    ...given,
    basin: { ...basin, manning: basin.manning.map((one) => one * factors.roughness) },
    forcing: {
      ...forcing,
      rainMPerS: times(forcing.rainMPerS, factors.rain),
      sources: forcing.sources.map((one) => ({ ...one, flowM3S: times(one.flowM3S, factors.inflow) })),
    },
    edges: { W: fed(edges.W), E: fed(edges.E), S: fed(edges.S), N: fed(edges.N) },
  }
  return { of, factors }
}

const times = ({ tS, value }: Series, factor: number): Series => ({ tS, value: value.map((one) => one * factor) })
