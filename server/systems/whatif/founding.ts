// A branch and its runs as a record has them: hashes as the runs' own evidence has, so that whoever has the case file compares.
// `paramsHash` is of how long and how closely it was run and as which member: `{hours, stepS, everyS, member}`.
import type { RecordEvidence } from '../../../shared/records/format.ts'
import { canonicalJson } from '../../../shared/records/canonical.ts'
import { isUnderWay } from '../../../shared/systems/whatif/branch.ts'
import {
  type AgainRow,
  type RunRow,
  toldAgain,
  type ToldBranch,
  toldBranches,
} from '../../../shared/systems/whatif/told.ts'
import { sha256 } from '../../journal/chain.ts'
import { STEP_S } from '../../timelines/forks.ts'
import type { Foundation, Founding } from '../founding.ts'
import { everyS } from './clock.ts'

export const foundedOnBranches: Founding = (rows) => {
  const own = rows.filter(({ id }) => id.startsWith('whatif.'))
  const again = toldAgain(own)
  return toldBranches(own).map((told) => foundationOf(told, again))
}

function foundationOf(told: ToldBranch, again: readonly AgainRow[]): Foundation {
  const { id, title } = told.branch
  const why = whyNot(told)
  const devices = told.steps.flatMap(({ command }) => {
    const { device, parameters } = command as { readonly device?: string; readonly parameters?: Record<string, number> }
    return command.type === 'tasks.simulate' && device !== undefined && parameters ? [{ device, parameters }] : []
  })
  const isReady = why === ''
  return {
    branch: id,
    title,
    why,
    devices,
    recorded: isReady ? recordedOf(told) : null,
    evidence: isReady ? evidenceOf(told, again) : null,
  }
}

function recordedOf({ runs }: ToldBranch): Foundation['recorded'] {
  const of = (kind: RunRow['kind']): string | null =>
    runs.find((run) => run.kind === kind && run.member === 0 && run.state === 'done')?.timeline ?? null
  const [before, after] = [of('baseline'), of('branch')]
  return before === null || after === null ? null : { before, after }
}

function whyNot({ branch, runs, steps }: ToldBranch): string {
  const { id } = branch
  const known = runs.filter(({ state }) => state !== 'cancelled')
  if (!known.some(({ kind }) => kind === 'branch')) return `branch ${id} was not run yet`
  if (known.some(isUnderWay)) return `branch ${id} is being run`
  const failed = known.find(({ state }) => state === 'failed')
  if (failed) return `a run of branch ${id} failed: ${failed.reason}`
  if (known.some(({ isStale }) => isStale)) return `branch ${id} was changed since it was run; run it again`
  if (steps.length !== branch.steps) return `branch ${id} is being changed`
  return known.some(({ evidence }) => evidence === null) ? `a run of branch ${id} has no evidence` : ''
}

function evidenceOf(
  { branch, steps, runs }: ToldBranch,
  again: readonly AgainRow[],
): NonNullable<Foundation['evidence']> {
  const done = runs.filter(({ state, evidence }) => state === 'done' && evidence !== null)
  const first =
    done.find(({ kind, member }) => kind === 'branch' && member === 0) ?? done.find(({ kind }) => kind === 'branch')
  const from = first?.evidence
  if (!from) throw new Error(`whatif: branch ${branch.id} has no run with evidence`)
  return {
    scenario: {
      id: branch.id,
      title: branch.title,
      city: { id: from.city, hash: from.cityHash },
      fork: {
        timeline: from.fork.timeline,
        seq: from.fork.seq,
        at: new Date(from.fork.atMs).toISOString(),
        hash: from.fork.stateHash,
      },
      hours: branch.hours,
      interventions: steps.map(({ atS, command, inBaseline }) => ({ atS, command, inBaseline })),
      interventionsHash: from.interventionsHash,
      author: branch.by.name,
    },
    runs: done.map((run) => runOf(run, branch.hours, again)),
  }
}

function runOf(run: RunRow, hours: number, again: readonly AgainRow[]): RecordEvidence['runs'][number] {
  const { branch, kind, member, indicators, evidence } = run
  const { systems = [], build = '', inputsHash = '', outputsHash = '' } = evidence ?? {}
  const own = again.filter((one) => one.branch === branch && one.kind === kind && one.member === member)
  return {
    system: systems,
    kind,
    seed: member,
    buildId: build,
    paramsHash: sha256(canonicalJson({ hours, stepS: STEP_S, everyS: everyS(hours), member })),
    inputsHash,
    outputsHash,
    indicators,
    // Also where something else came of it.
    reproductions: own.map(({ by, atMs, outputsHash: came }) => ({
      by: by.name,
      at: new Date(atMs).toISOString(),
      outputsHash: came,
    })),
  }
}
