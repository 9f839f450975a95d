// A branch as one file: the state it begins with, what is done when, and what came of it, so that a stranger can run it
// again without this server, and another server can take it in. JSON; the state is gzipped canonical bytes in base64.
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'
import { decodeCanonical } from '../../../shared/kernel/canonical.ts'
import { complaint } from '../../../shared/protocol/intent.ts'
import { SYSTEMS } from '../../../shared/systems/index.ts'
import {
  BranchId,
  By,
  Carried,
  Evidence,
  Hours,
  MOST_INTERVENTIONS,
  MOST_MEMBERS,
  RUN_KINDS,
  RunIndicator,
} from '../../../shared/systems/whatif/branch.ts'
import type { ToldBranch } from '../../../shared/systems/whatif/told.ts'
import { sha256 } from '../../journal/chain.ts'

const CASE_FORMAT = 'townhall-whatif/1'
/** Of the state, unpacked. */
const MAX_STATE_BYTES = 128 * 2 ** 20

const CaseRun = z.object({
  kind: z.enum(RUN_KINDS),
  indicators: z.array(RunIndicator),
  evidence: Evidence,
})

const Case = z.object({
  format: z.literal(CASE_FORMAT),
  branch: BranchId,
  title: z.string().min(1).max(80),
  by: z.string().max(200),
  hours: Hours,
  /** The longest step of the clock, and how far apart it is looked at, seconds. */
  stepS: z.number().min(0.1).max(3600),
  everyS: z.number().min(0.1).max(36_000),
  interventions: z
    .array(
      z.object({
        n: z.int().min(1).max(9999),
        atS: z.number().min(0),
        command: Carried,
        inBaseline: z.boolean(),
        by: By,
      }),
    )
    .max(MOST_INTERVENTIONS),
  runs: z
    .array(CaseRun)
    .min(1)
    .max(2 * MOST_MEMBERS),
  start: z.base64(),
})
export type Case = z.infer<typeof Case>

export type OpenedCase = { readonly of: Case; readonly evidence: Evidence; readonly state: Uint8Array<ArrayBuffer> }

/** Of the runs that are done and hold what the branch says now; null where there is none. */
export function doneRuns({ runs }: ToldBranch): Case['runs'] {
  return runs.flatMap(({ kind, state, isStale, indicators, evidence }) =>
    state === 'done' && !isStale && evidence ? [{ kind, indicators, evidence }] : [],
  )
}

/** `state` is what its runs began with. */
export async function writeCase(
  told: ToldBranch,
  state: Uint8Array,
  clock: Pick<Case, 'stepS' | 'everyS'>,
): Promise<string> {
  const { branch, steps } = told
  const { stepS, everyS } = clock
  const file: Case = {
    format: CASE_FORMAT,
    branch: branch.id,
    title: branch.title,
    by: branch.by.name,
    hours: branch.hours,
    stepS,
    everyS,
    interventions: steps.map(({ n, atS, command, inBaseline, by }) => ({ n, atS, command, inBaseline, by })),
    runs: doneRuns(told),
    start: (await promisify(gzip)(state)).toString('base64'),
  }
  return JSON.stringify(file)
}

/** The case, or the sentence why it cannot be used; looks at no city. */
export async function openCase(raw: unknown): Promise<OpenedCase | { readonly reason: string }> {
  const parsed = Case.safeParse(raw)
  if (!parsed.success) return { reason: complaint(parsed.error, 'the case') }
  const of = parsed.data
  const [{ evidence } = { evidence: null }] = of.runs
  if (!evidence) return { reason: 'the case, runs: there is none' }
  const other = of.runs.find((one) => startOf(one.evidence) !== startOf(evidence))
  if (other) return { reason: `the case, runs: the ${other.kind} run ${other.evidence.member} has another beginning` }
  let state: Uint8Array<ArrayBuffer>
  try {
    const packed = Buffer.from(of.start, 'base64')
    state = new Uint8Array(await promisify(gunzip)(packed, { maxOutputLength: MAX_STATE_BYTES }))
  } catch (error) {
    const isTooBig = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE'
    const why = isTooBig ? `holds more than ${MAX_STATE_BYTES / 2 ** 20} MB` : 'is not gzipped'
    return { reason: `the case, start: the state ${why}` }
  }
  if (sha256(state) !== evidence.fork.stateHash)
    return { reason: 'the case, start: the state is not the one whose hash the case names' }
  return checkState(state, evidence) ?? { of, evidence, state }
}

/** What both the city and the systems must be for a case to be played; null when they are. */
export function otherHouse(evidence: Evidence, city: { readonly id: string; readonly hash: string }): string | null {
  if (evidence.city !== city.id) return `the case is of the city ${evidence.city}, not of ${city.id}`
  if (evidence.cityHash !== city.hash)
    return `the case is of another ${city.id}: its package has the hash ${short(evidence.cityHash)}, this one ${short(city.hash)}`
  for (const { id, version } of evidence.systems) {
    const here = SYSTEMS.find((one) => one.id === id)
    if (!here) return `the case was played with the system ${id}, which is not here`
    if (here.version !== version)
      return `the case was played with version ${version} of the system ${id}; here is version ${here.version}`
  }
  return null
}

const short = (hash: string): string => hash.slice(0, 12)

const startOf = ({ city, cityHash, systems, fork, build }: Evidence): string =>
  JSON.stringify([city, cityHash, systems, fork, build])

const Saved = z.object({
  build: z.string(),
  nowMs: z.number(),
  random: z.number(),
  systems: z.array(z.object({ id: z.string(), version: z.int() })),
  states: z.record(z.string(), z.unknown()),
})

function checkState(state: Uint8Array, { fork }: Evidence): { readonly reason: string } | null {
  let saved: unknown
  try {
    saved = decodeCanonical(state)
  } catch {
    return { reason: 'the case, start: the state cannot be read' }
  }
  const read = Saved.safeParse(saved)
  if (!read.success) return { reason: complaint(read.error, 'the case, start') }
  return read.data.nowMs === fork.atMs ? null : { reason: 'the case, start: the state is of another moment' }
}
