// Branches, interventions and runs as pages are told of them: rows of facts, `whatif.branch/ID`, `whatif.step/ID.N` and
// `whatif.run/ID.KIND.MEMBER`, each its own row because a row holds 4000 letters. The server reads them too.
import { z } from 'zod'
import {
  type Branch,
  By,
  Carried,
  Evidence,
  type Intervention,
  isStale,
  type Run,
  RUN_KINDS,
  RUN_STATES,
  RunIndicator,
} from './branch.ts'

export const BRANCH_ROWS = 'whatif.branch/'
export const STEP_ROWS = 'whatif.step/'
export const RUN_ROWS = 'whatif.run/'
/** `whatif.again/ID.KIND.MEMBER.N`: one for each time that somebody ran it again, from 1, since a row holds no more than a few. */
export const AGAIN_ROWS = 'whatif.again/'

export const BranchRow = z.object({
  id: z.string(),
  title: z.string(),
  by: z.object({ id: z.string(), name: z.string() }),
  madeMs: z.number(),
  /** `seq` is null until the server has looked it up; `timeline` is `live`, or that of an imported case. */
  from: z.object({ timeline: z.string(), seq: z.int().nullable(), atMs: z.number() }),
  hours: z.number(),
  /** Of the last run asked for. */
  members: z.int(),
  revision: z.int(),
  origin: z.int(),
  /** How many interventions there are; their rows may come a moment later. */
  steps: z.int(),
  /** Of the case file it came from; empty else. */
  caseHash: z.string(),
})
export type BranchRow = z.infer<typeof BranchRow>

/** An intervention. */
export const StepRow = z.object({
  branch: z.string(),
  n: z.int(),
  /** Seconds after the fork begins. */
  atS: z.number(),
  command: Carried,
  /** Done without interventions too: the circumstances, as a design storm. */
  inBaseline: z.boolean(),
  by: By,
})
export type StepRow = z.infer<typeof StepRow>

export const RunRow = z.object({
  branch: z.string(),
  kind: z.enum(RUN_KINDS),
  /** 0 is the city as it is known; the others have what is uncertain perturbed. */
  member: z.int(),
  state: z.enum(RUN_STATES),
  /** Changed since: what is shown is not what the branch is now. */
  isStale: z.boolean(),
  revision: z.int(),
  /** To step into it: a fork while it runs, its recording below /replay from the beginning on. */
  timeline: z.string().nullable(),
  /** 0 to 1. */
  progress: z.number(),
  /** Why it failed or stopped early; empty else. A run that stopped at a limit has indicators up to `reachedS`. */
  reason: z.string(),
  reachedS: z.number(),
  tries: z.int(),
  indicators: z.array(RunIndicator),
  evidence: Evidence.nullable(),
})
export type RunRow = z.infer<typeof RunRow>

export const AgainRow = z.object({
  branch: z.string(),
  kind: z.enum(RUN_KINDS),
  member: z.int(),
  by: z.object({ id: z.string(), name: z.string() }),
  atMs: z.number(),
  outputsHash: z.string(),
})
export type AgainRow = z.infer<typeof AgainRow>

/** Oldest first. */
export const againRows = ({ id: branch }: Branch, { kind, member, again = [] }: Run): readonly AgainRow[] =>
  again.map((one) => ({ branch, kind, member, ...one }))

/** Who ran which runs again; what is not understood is left out. */
export const toldAgain = (rows: readonly FactsRow[]): readonly AgainRow[] =>
  rows.flatMap(({ id, json }) => (id.startsWith(AGAIN_ROWS) ? (AgainRow.safeParse(JSON.parse(json)).data ?? []) : []))

export function branchRow(branch: Branch): BranchRow {
  const { id, title, by, madeMs, from, hours, members, revision, origin, interventions, caseHash } = branch
  const steps = interventions.length
  return { id, title, by, madeMs, from: { ...from }, hours, members, revision, origin, steps, caseHash }
}

export const stepRow = ({ id: branch }: Branch, one: Intervention): StepRow => ({ branch, ...one })

export function runRow(branch: Branch, run: Run): RunRow {
  const { again: _, ...told } = run
  return { branch: branch.id, ...told, isStale: isStale(branch, run) }
}

/** What the rows of facts say, with the parts of each branch in order. */
export type ToldBranch = {
  readonly branch: BranchRow
  readonly steps: readonly StepRow[]
  readonly runs: readonly RunRow[]
}

type FactsRow = { readonly id: string; readonly json: string }

/** Of a list of facts rows; what is not understood is left out. */
export const toldBranches = (rows: readonly FactsRow[]): readonly ToldBranch[] => ofParts(rows.map(partOf))

/** The same, for who asks again and again: a row is read only where it differs from the last time. */
export function branchReader(): (rows: readonly FactsRow[]) => readonly ToldBranch[] {
  let known: ReadonlyMap<string, { readonly json: string; readonly part: Part }> = new Map()
  return (rows) => {
    const read = rows.map((row) => {
      const before = known.get(row.id)
      return [row.id, before?.json === row.json ? before : { json: row.json, part: partOf(row) }] as const
    })
    known = new Map(read)
    return ofParts(read.map(([, { part }]) => part))
  }
}

/** In the order in which they were made, each with its own in order. */
export const branchesOf = (
  branches: readonly BranchRow[],
  steps: readonly StepRow[],
  runs: readonly RunRow[],
): readonly ToldBranch[] =>
  [...branches]
    .sort((a, b) => a.madeMs - b.madeMs || (a.id < b.id ? -1 : 1))
    .map((branch) => ({
      branch,
      steps: steps.filter((one) => one.branch === branch.id).sort((a, b) => a.atS - b.atS || a.n - b.n),
      runs: runs
        .filter((one) => one.branch === branch.id)
        .sort((a, b) => a.member - b.member || RUN_KINDS.indexOf(a.kind) - RUN_KINDS.indexOf(b.kind)),
    }))

type Part =
  | { readonly is: 'branch'; readonly row: BranchRow }
  | { readonly is: 'step'; readonly row: StepRow }
  | { readonly is: 'run'; readonly row: RunRow }
  | null

/** Null where it is not understood. */
function partOf({ id, json }: FactsRow): Part {
  if (id.startsWith(BRANCH_ROWS)) return read(json, BranchRow, (row) => ({ is: 'branch', row }))
  if (id.startsWith(STEP_ROWS)) return read(json, StepRow, (row) => ({ is: 'step', row }))
  return id.startsWith(RUN_ROWS) ? read(json, RunRow, (row) => ({ is: 'run', row })) : null
}

function read<T>(json: string, shape: z.ZodType<T>, part: (row: T) => Part): Part {
  const { success, data } = shape.safeParse(JSON.parse(json))
  return success ? part(data) : null
}

const ofParts = (parts: readonly Part[]): readonly ToldBranch[] =>
  branchesOf(
    parts.flatMap((part) => (part?.is === 'branch' ? [part.row] : [])),
    parts.flatMap((part) => (part?.is === 'step' ? [part.row] : [])),
    parts.flatMap((part) => (part?.is === 'run' ? [part.row] : [])),
  )
