// A branch's runs, run again: what somebody's machine came to is noted as they tell it; this server does it from the case file
// alone, in a thread that lives no longer than that. One at a time here, since it takes as long as the runs did.
import { Worker } from 'node:worker_threads'
import type { Actor } from '../../../shared/kernel/system.ts'
import { isAtLeast } from '../../../shared/kernel/system.ts'
import type { Given } from '../../../shared/systems/whatif/branch.ts'
import { toldAgain, toldBranches } from '../../../shared/systems/whatif/told.ts'
import { sha256 } from '../../journal/chain.ts'
import { STEP_S } from '../../timelines/forks.ts'
import { answerOf } from '../../thread-answer.ts'
import type { OpenReproducing, Reproduced } from '../reproducing.ts'
import { doneRuns, writeCase } from './case-file.ts'
import { everyS } from './clock.ts'

const LIVE = 'live'
const MOST_MS = 1_800_000

export type AgainWork = {
  readonly caseText: string
  readonly cityDir: string
  /** How many runs are done, and of how many; the thread writes it. */
  readonly counted: Int32Array<SharedArrayBuffer>
}
export type AgainSaid = { readonly runs: readonly Reproduced[] } | { readonly reason: string }

export const openReproducing: OpenReproducing = ({ twin, city, onFault }) => {
  let worker: Worker | null = null
  let running: Promise<void> | null = null
  /** Asked for, and not running yet: what it begins with is being looked up. */
  let isBeginning = false
  let isClosed = false
  let now: { readonly branch: string; readonly by: string; readonly sinceMs: number } | null = null
  const counted = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  /** By branch, why it came to nothing. */
  const troubles = new Map<string, string>()
  const whatifRows = () => (twin.live().facts?.rows ?? []).filter(({ id }) => id.startsWith('whatif.'))
  const toldOf = (rows: ReturnType<typeof whatifRows>, branch: string) =>
    toldBranches(rows).find((one) => one.branch.id === branch)

  async function note(by: Actor, branch: string, all: readonly Reproduced[]): Promise<string | null> {
    for (const { kind, member, inputsHash, outputsHash } of all) {
      const command: Given<'whatif.reproduce'> = {
        type: 'whatif.reproduce',
        branch,
        kind,
        member,
        inputsHash,
        outputsHash,
      }
      // The same told twice is one.
      const intent = `again ${branch} ${kind} ${member} ${sha256(`${by.name} ${inputsHash} ${outputsHash}`)}`
      const verdict = await twin.act(LIVE, { command, actor: by, intent })
      if (!verdict.ok) return verdict.reason
    }
    return null
  }

  async function play(by: Actor, branch: string, caseText: string): Promise<void> {
    const workerData: AgainWork = { caseText, cityDir: city.dir, counted }
    worker = new Worker(new URL('./again-worker.ts', import.meta.url), { workerData })
    const said = await answerOf<AgainSaid>(worker, { mostMs: MOST_MS, trouble: (reason) => ({ reason }) })
    const refusal = 'reason' in said ? said.reason : await note(by, branch, said.runs)
    if (refusal === null) return
    troubles.set(branch, refusal)
    throw new Error(`branch ${branch} was not run again: ${refusal}`)
  }

  async function begin(by: Actor & { readonly name: string }, branch: string): Promise<string | null> {
    const rows = whatifRows()
    const told = toldOf(rows, branch)
    if (!told) return `there is no branch ${branch}`
    const isKnown = toldAgain(rows).some((one) => one.branch === branch && one.by.name === by.name)
    if (isKnown) return `branch ${branch} was run again by ${by.name} already`
    if (doneRuns(told).length === 0) return `branch ${branch} was not run to its end as it is now`
    const timeline = told.runs.find(({ state, isStale }) => state === 'done' && !isStale)?.timeline
    const state = timeline == null ? null : await twin.startOf(timeline)
    if (!state) return `the beginning of branch ${branch} is not kept any more; run it again as a branch`
    const text = await writeCase(told, state, { stepS: STEP_S, everyS: everyS(told.branch.hours) })
    if (isClosed) return 'the city is closing'
    troubles.delete(branch)
    counted.fill(0)
    now = { branch, by: by.name, sinceMs: Date.now() }
    running = play(by, branch, text)
      .catch((error: unknown) => onFault(`running branch ${branch} again`, error))
      .finally(() => {
        running = null
        now = null
        worker = null
      })
    return null
  }

  return {
    told(branch) {
      const rows = whatifRows()
      const told = toldOf(rows, branch)
      if (!told) return null
      const all = toldAgain(rows).filter((one) => one.branch === branch)
      const [done = 0, of = 0] = counted
      const { by = '', sinceMs = 0 } = now ?? {}
      return {
        running: now?.branch === branch ? { by, sinceMs, done, of } : null,
        trouble: troubles.get(branch) ?? '',
        runs: told.runs.flatMap(({ kind, member, state, isStale, evidence }) => {
          if (state !== 'done' || isStale || !evidence) return []
          const { inputsHash, outputsHash } = evidence
          const again = all
            .filter((one) => one.kind === kind && one.member === member)
            .map((one) => ({ by: one.by.name, atMs: one.atMs, outputsHash: one.outputsHash }))
          return [{ kind, member, inputsHash, outputsHash, again }]
        }),
      }
    },
    note,
    async again(asker, branch) {
      const by = { ...asker, name: `${asker.name ?? asker.id}, on this server` }
      if (!isAtLeast(by.role, 'planner')) return `running branch ${branch} again needs the role planner`
      if (running || isBeginning) return 'a branch is being run again; ask when that is done'
      isBeginning = true
      try {
        return await begin(by, branch)
      } finally {
        isBeginning = false
      }
    },
    async close() {
      isClosed = true
      await worker?.terminate()
      await running
    },
  }
}
