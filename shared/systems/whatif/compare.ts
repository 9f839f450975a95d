// With and without, side by side: for each indicator what it comes to in both, and the difference with how far the members
// of the ensemble lie apart. Members are paired: each pair has the same perturbations, so what differs is the interventions.
import type { RunRow } from './told.ts'

/** What is compared of an indicator: what it was at the end, or the highest on the way. */
export type Measure = 'end' | 'peak'

export type Compared = {
  readonly id: string
  readonly label: string
  readonly unit: string
  /** Medians over the members that are done; null where none is. */
  readonly baseline: number | null
  readonly branch: number | null
  /** Median over the pairs of branch less baseline, and the least and greatest of them; null where no pair is done. */
  readonly difference: number | null
  readonly low: number | null
  readonly high: number | null
  /** How many pairs that rests on. */
  readonly pairs: number
}

type Compares = Pick<RunRow, 'kind' | 'member' | 'state' | 'indicators'>

/** Of one branch's runs; those that are not done are left out. In the order in which the runs tell them. */
export function compare(runs: readonly Compares[], measure: Measure): readonly Compared[] {
  const done = runs.filter(({ state }) => state === 'done')
  const told = new Map(done.flatMap(({ indicators }) => indicators).map((one) => [one.id, one]))
  const valueOf = ({ indicators }: Compares, id: string): number | undefined =>
    indicators.find((one) => one.id === id)?.[measure]
  return [...told.values()].map(({ id, label, unit }) => {
    const of = (kind: Compares['kind']): readonly (readonly [member: number, value: number])[] =>
      done.flatMap((run) => {
        const value = run.kind === kind ? valueOf(run, id) : undefined
        return value === undefined ? [] : [[run.member, value] as const]
      })
    const without = of('baseline')
    const withThem = of('branch')
    const differences = withThem.flatMap(([member, value]) => {
      const pair = without.find(([other]) => other === member)
      return pair ? [value - pair[1]] : []
    })
    const [low = null] = [...differences].sort((a, b) => a - b)
    const [high = null] = [...differences].sort((a, b) => b - a)
    return {
      id,
      label,
      unit,
      baseline: median(without.map(([, value]) => value)),
      branch: median(withThem.map(([, value]) => value)),
      difference: median(differences),
      low,
      high,
      pairs: differences.length,
    }
  })
}

/** Of an even number, the mean of the two in the middle; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle]
  if (high === undefined) return null
  const low = sorted[middle - 1]
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2
}
