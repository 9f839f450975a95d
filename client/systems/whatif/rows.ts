// Branches of "what if" as the live city tells them, put together from their rows; and their runs as timelines that can be
// stepped into. Branches are live's own: in a fork one reads of them what the live city says.
import type { Facts } from '../../../shared/protocol/facts.ts'
import { isUnderWay as isRunUnderWay } from '../../../shared/systems/whatif/branch.ts'
import {
  AgainRow,
  branchesOf as joined,
  BranchRow,
  RunRow,
  StepRow,
  type ToldBranch,
} from '../../../shared/systems/whatif/told.ts'
import type { PanelModel } from '../../panels/model.ts'
import type { ForkShown } from '../../panels/time-model.ts'
import { rowsOf } from '../rows.ts'

const HOUR_MS = 3_600_000
const known = new WeakMap<object, readonly ToldBranch[]>()

/** In the order in which they were made. */
export function branchesIn(facts: Pick<Facts, 'rows'> | null): readonly ToldBranch[] {
  if (!facts) return []
  const before = known.get(facts)
  if (before) return before
  const told = joined(
    rowsOf(facts, 'whatif.branch', BranchRow),
    rowsOf(facts, 'whatif.step', StepRow),
    rowsOf(facts, 'whatif.run', RunRow),
  )
  known.set(facts, told)
  return told
}

/** Who ran which of its runs again. */
export const againOf = ({ time }: PanelModel, branch: string): readonly AgainRow[] =>
  time.live.value ? rowsOf(time.live.value, 'whatif.again', AgainRow).filter((one) => one.branch === branch) : []

export const branchesOf = ({ time }: PanelModel): readonly ToldBranch[] => branchesIn(time.live.value)

/** The run that stands for the branch, or for its baseline: that of the city as it is known. Null before there is one. */
export const runOf = ({ runs }: ToldBranch, kind: RunRow['kind'], member = 0): RunRow | null =>
  runs.find((one) => one.kind === kind && one.member === member) ?? null

/** Whether there is something to look at: a run that was stopped at a limit shows how far it came. */
export const canLook = (run: RunRow | null): run is RunRow & { timeline: string } =>
  run !== null && run.timeline !== null && (run.state === 'done' || (run.state === 'failed' && run.reachedS > 0))

export const isUnderWay = ({ runs }: ToldBranch): boolean => runs.some(isRunUnderWay)

/** 0 to 1 over all its runs. */
export function progressOf({ runs }: ToldBranch): number {
  if (runs.length === 0) return 0
  return runs.reduce((sum, run) => sum + (isRunUnderWay(run) ? run.progress : 1), 0) / runs.length
}

/** The branch and kind of run that a timeline is. */
export function ofTimeline(
  branches: readonly ToldBranch[],
  timeline: string,
): { readonly told: ToldBranch; readonly run: RunRow } | null {
  for (const told of branches) for (const run of told.runs) if (run.timeline === timeline) return { told, run }
  return null
}

export const untilMsOf = ({ branch, runs }: ToldBranch, run: RunRow | null = runs[0] ?? null): number => {
  const reachedMs = run && run.state !== 'done' && run.reachedS > 0 ? 1000 * run.reachedS : branch.hours * HOUR_MS
  return branch.from.atMs + reachedMs
}

/** Runs as timelines; each is known by its own name. A baseline may stand in several branches and is told once. */
export function timelinesIn(facts: Facts): readonly ForkShown[] {
  const all = new Map<string, ForkShown>()
  for (const told of branchesIn(facts))
    for (const run of told.runs) {
      const { timeline: name, progress, reason } = run
      if (name === null || all.has(name)) continue
      const status = canLook(run) ? 'done' : isRunUnderWay(run) ? 'playing' : 'failed'
      const { branch } = told
      const shown = { fromMs: branch.from.atMs, untilMs: untilMsOf(told, run), progress, status, reason }
      all.set(name, { name, by: branch.by.name, ...shown })
    }
  return [...all.values()]
}
