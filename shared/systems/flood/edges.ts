// What the edges of a basin do at one moment.
import type { EdgeRule, Edges } from './basin.ts'
import { valueAt } from './series.ts'

/** `value`: m²/s into the basin, a level or a depth in metres. */
export type EdgeNow =
  | { readonly is: 'wall' }
  | { readonly is: 'open' }
  | { readonly is: 'flow'; readonly value: number }
  | { readonly is: 'level'; readonly value: number }
  | { readonly is: 'depth'; readonly value: number }
export type EdgesNow = { readonly W: EdgeNow; readonly E: EdgeNow; readonly S: EdgeNow; readonly N: EdgeNow }

export const edgesNow = ({ W, E, S, N }: Edges, atS: number): EdgesNow => ({
  W: edgeNow(W, atS),
  E: edgeNow(E, atS),
  S: edgeNow(S, atS),
  N: edgeNow(N, atS),
})

function edgeNow(rule: EdgeRule, atS: number): EdgeNow {
  if (rule.is === 'flow') return { is: 'flow', value: valueAt(rule.qM2S, atS) }
  if (rule.is === 'level') return { is: 'level', value: valueAt(rule.levelM, atS) }
  if (rule.is === 'depth') return { is: 'depth', value: valueAt(rule.depthM, atS) }
  return rule
}
