// What a run of a branch is called, and what it can be compared with: its own baseline first, then the other branches and
// what stands beside them.
import type { RunRow, ToldBranch } from '../../../shared/systems/whatif/told.ts'
import type { Compared } from '../../panels/compare-model.ts'
import type { PanelModel } from '../../panels/model.ts'
import { say } from '../../panels/strings.ts'
import type { Comparable } from '../system.ts'
import { branchesOf, canLook, ofTimeline } from './rows.ts'

export function comparedTo(model: PanelModel, timeline: string): Comparable | null {
  const branches = branchesOf(model)
  const found = ofTimeline(branches, timeline)
  if (!found) return null
  const { told, run } = found
  const all = branches.flatMap((one) =>
    one.runs.filter(canLook).map((other) => ({ of: one, run: other, timeline: other.timeline })),
  )
  const weight = (other: (typeof all)[number]): number => {
    const isOwn = other.of === told
    // The counterpart has the same perturbations.
    if (isOwn && other.run.member === run.member && other.run.kind !== run.kind) return 0
    if (other.run.member !== 0) return 3
    return isOwn ? 1 : 2
  }
  const others = all
    .filter((other) => other.timeline !== timeline && weight(other) < 3)
    .toSorted((a, b) => weight(a) - weight(b))
    .map((other): Compared => ({ timeline: other.timeline, name: runTitle(other.of, other.run) }))
  const isNew = (one: Compared, at: number): boolean =>
    others.findIndex(({ timeline: name }) => name === one.timeline) === at
  return { b: { timeline, name: runTitle(told, run) }, others: others.filter(isNew) }
}

export function runTitle({ branch: { title } }: ToldBranch, { kind, member }: RunRow): string {
  const name = kind === 'baseline' ? say('compareBaseline', { title }) : title
  return member === 0 ? name : say('compareMember', { name, n: member + 1 })
}
