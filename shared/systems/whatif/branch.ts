// Branches of "what if": a place in live to begin from, a list of what is done when, and runs of it with and without.
// What is asked of a branch is a command here; the server runs it as forks and notes what came of it.
import { z } from 'zod'
import { ROLES } from '../../kernel/system.ts'
import { Sentence } from '../../kernel/words.ts'

/** The id that no person has: the server's own. */
export const SERVER = 'server'

export const MOST_BRANCHES = 24
export const MOST_INTERVENTIONS = 40
export const MOST_MEMBERS = 10
/** Of people who ran a run again. */
export const MOST_AGAIN = 20
/** Of indicators that a run tells. */
export const MOST_INDICATORS = 20
export const MOST_HOURS = 72
/** Of an intervention's command, as JSON: a row of facts holds it and who gave it. */
export const MOST_COMMAND_CHARACTERS = 3000

/** Runs of it are named after it, and a timeline's name has at most 40 letters. */
export const BranchId = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/, {
  error: 'is at most 24 small letters, digits and dashes',
})
const timeline = z.string().regex(/^[A-Za-z0-9][\w-]{0,39}$/)
const n = z.int().min(1).max(9999)
const seq = z.int().min(0)
const atMs = z.number().min(0).max(8e15)
const title = Sentence.max(80)
const hash = z.string().regex(/^[0-9a-f]{16,64}$/)

/** Seconds after the fork begins, to the hundredth. */
const AtS = z
  .number()
  .min(0)
  .max(MOST_HOURS * 3600)
export const Hours = z.number().min(0.01).max(MOST_HOURS)
export const Members = z.int().min(1).max(MOST_MEMBERS)

export const RUN_KINDS = ['baseline', 'branch'] as const
export type RunKind = (typeof RUN_KINDS)[number]
export const RUN_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type RunState = (typeof RUN_STATES)[number]

/** Who did it, as the run does it again. */
export const By = z.object({ id: z.string().max(200), role: z.enum(ROLES), name: z.string().max(200).optional() })
export type By = z.infer<typeof By>

/** A command of another system, for later. */
export const Carried = z
  .looseObject({ type: z.string().min(1).max(130) })
  .refine((command) => JSON.stringify(command).length <= MOST_COMMAND_CHARACTERS, { error: 'is too long' })
export type Carried = z.infer<typeof Carried>

/** `end` is what it was when the run came to its end, `peak` the highest it was on the way. */
export const RunIndicator = z.object({
  id: z.string().max(80),
  label: z.string().max(80),
  unit: z.string().max(20),
  end: z.number(),
  peak: z.number(),
})
export type RunIndicator = z.infer<typeof RunIndicator>

/** What lets a stranger do a run again and see that the same comes of it. Hashes are SHA-256 in hex. */
export const Evidence = z.object({
  /** Of all files of the city's package. */
  cityHash: hash,
  city: z.string().max(200),
  fork: z.object({ timeline, seq, atMs, stateHash: hash }),
  interventionsHash: hash,
  systems: z.array(z.object({ id: z.string().max(60), version: z.int().min(0) })).max(30),
  build: hash,
  member: z.int().min(0),
  inputsHash: hash,
  outputsHash: hash,
})
export type Evidence = z.infer<typeof Evidence>

export const WhatifCommand = z.discriminatedUnion('type', [
  /** From now where no `from` is given; `seq` is live's, and where it is left out the moment decides. */
  z.strictObject({
    type: z.literal('whatif.begin'),
    branch: BranchId,
    title,
    hours: Hours,
    from: z.strictObject({ seq: seq.optional(), atMs }).optional(),
  }),
  z.strictObject({ type: z.literal('whatif.rename'), branch: BranchId, title }),
  /**
   * Without `n` it gets the next number. What is `inBaseline` belongs to the circumstances, as a design storm does, and is
   * done in the runs without interventions too. `by` is for the server alone, which adds what an imported case holds.
   */
  z.strictObject({
    type: z.literal('whatif.add'),
    branch: BranchId,
    n: n.optional(),
    atS: AtS,
    command: Carried,
    inBaseline: z.boolean().optional(),
    by: By.optional(),
  }),
  z.strictObject({
    type: z.literal('whatif.change'),
    branch: BranchId,
    n,
    atS: AtS.optional(),
    command: Carried.optional(),
    inBaseline: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('whatif.remove'), branch: BranchId, n }),
  z.strictObject({ type: z.literal('whatif.setHours'), branch: BranchId, hours: Hours }),
  z.strictObject({ type: z.literal('whatif.copy'), branch: BranchId, to: BranchId, title }),
  /** To now, or to that place of live. */
  z.strictObject({ type: z.literal('whatif.rebase'), branch: BranchId, seq: seq.optional(), atMs: atMs.optional() }),
  /** The interventions of `from` besides its own. Of two that speak of the same thing `prefer` says which is kept. */
  z.strictObject({
    type: z.literal('whatif.merge'),
    branch: BranchId,
    from: BranchId,
    prefer: z.enum(['branch', 'from']).optional(),
  }),
  /** With and without the interventions, each so many times; `isWhole` runs a baseline again that still holds. */
  z.strictObject({
    type: z.literal('whatif.run'),
    branch: BranchId,
    members: Members.default(1),
    isWhole: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('whatif.cancel'), branch: BranchId }),
  z.strictObject({ type: z.literal('whatif.delete'), branch: BranchId }),
  /** Somebody ran that run again, elsewhere or on this server, and this came of it; whatever it was, it is told. */
  z.strictObject({
    type: z.literal('whatif.reproduce'),
    branch: BranchId,
    kind: z.enum(RUN_KINDS),
    member: z.int().min(0).max(MOST_MEMBERS),
    inputsHash: hash,
    outputsHash: hash,
  }),
  /** The server's own: a branch of a case file; its state lies at the beginning of `timeline`. */
  z.strictObject({
    type: z.literal('whatif.import'),
    branch: BranchId,
    title,
    hours: Hours,
    timeline,
    atMs,
    caseHash: hash,
    by: By,
  }),
  /** The server's own: which place of live a branch begins at. */
  z.strictObject({ type: z.literal('whatif.noteFrom'), branch: BranchId, revision: z.int(), seq, atMs }),
  /** The server's own: what became of a run. */
  z.strictObject({
    type: z.literal('whatif.noteRun'),
    branch: BranchId,
    kind: z.enum(RUN_KINDS),
    member: z.int().min(0).max(MOST_MEMBERS),
    state: z.enum(RUN_STATES),
    /** Of the branch, when it was begun. */
    revision: z.int().optional(),
    timeline: timeline.optional(),
    progress: z.number().min(0).max(1).optional(),
    reason: z.string().max(300).optional(),
    /** How far it came, seconds. */
    reachedS: z.number().min(0).optional(),
    indicators: z.array(RunIndicator).max(MOST_INDICATORS).optional(),
    evidence: Evidence.optional(),
  }),
])
export type WhatifCommand = z.infer<typeof WhatifCommand>
export type Given<T extends WhatifCommand['type']> = Extract<WhatifCommand, { type: T }>

export type Intervention = {
  readonly n: number
  readonly atS: number
  readonly command: Carried
  /** Done without interventions too. */
  readonly inBaseline: boolean
  readonly by: By
}

export type Run = {
  readonly kind: RunKind
  /** 0 is the city as it is known; the others have what is uncertain perturbed, alike with and without. */
  readonly member: number
  state: RunState
  /** Of the branch when it was begun; another one since makes it stale. */
  revision: number
  /** Its recording lies below /replay under this name. */
  timeline: string | null
  progress: number
  /** Why it failed or stopped; empty else. */
  reason: string
  reachedS: number
  /** Begun so often: a run that was cut is begun again, but not for ever. */
  tries: number
  indicators: RunIndicator[]
  evidence: Evidence | null
  /** Who ran it again. None before the first: a run without is the same bytes as before there were any. */
  again?: Again[]
}

export type Again = {
  readonly by: { readonly id: string; readonly name: string }
  readonly atMs: number
  readonly outputsHash: string
}

export type Branch = {
  readonly id: string
  title: string
  readonly by: { readonly id: string; readonly name: string }
  readonly madeMs: number
  /** `seq` is null until the server has looked it up. */
  from: { timeline: string; seq: number | null; atMs: number }
  hours: number
  /** Of the last run asked for. */
  members: number
  /** Grows with every change of what is played. */
  revision: number
  /** That at which what baselines play was changed last: older ones are stale. */
  origin: number
  /** The number of the latest intervention there ever was. */
  latest: number
  interventions: Intervention[]
  runs: Run[]
  /** Of the case file it came from; empty else. */
  readonly caseHash: string
}

export type WhatifState = { nowMs: number; branches: Branch[] }

export const branchOf = (state: WhatifState, id: string): Branch | undefined =>
  state.branches.find((one) => one.id === id)
export const isUnderWay = ({ state }: Pick<Run, 'state'>): boolean => state === 'queued' || state === 'running'
/** What was played is not what the branch is now. */
export const isStale = (branch: Pick<Branch, 'revision' | 'origin'>, run: Pick<Run, 'kind' | 'revision'>): boolean =>
  run.kind === 'baseline' ? run.revision < branch.origin : run.revision < branch.revision
export const runOf = ({ runs }: Branch, kind: RunKind, member: number): Run | undefined =>
  runs.find((one) => one.kind === kind && one.member === member)
/** Two runs are to have the very same clock. */
export const toHundredth = (seconds: number): number => Math.round(seconds * 100) / 100
