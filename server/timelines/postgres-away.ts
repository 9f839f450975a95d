// A Postgres killed under a timeline that people act on, away for a while, and back: for the test and the benchmark.
import { EMPTY_CITY, toy } from '../../shared/kernel/toy.ts'
import { sha256 } from '../journal/chain.ts'
import { type Flow, openStorage } from '../journal/journal.ts'
import { startPostgres } from '../journal/testing-postgres.ts'
import { inspectJournal, said } from '../journal/verify.ts'
import { Player, type Verdict } from './player.ts'
import { END, replay } from './replay.ts'

export type Away = {
  readonly acknowledged: number
  /** Acknowledged, and not in the journal where it was said to be. */
  readonly lost: number
  /** What was asked again when all was well, and was there twice or not at all. */
  readonly doubled: number
  readonly missing: number
  /** Different reasons given meanwhile. */
  readonly refusals: readonly string[]
  readonly flows: readonly Flow[]
  /** The longest that somebody waited for a verdict. */
  readonly longestMs: number
  /** From the database's first answer to the first verdict. */
  readonly backMs: number
  readonly isSameState: boolean
  readonly findings: readonly string[]
}

const PEOPLE = 4

export async function killedFor(awayMs: number): Promise<Away> {
  const postgres = await startPostgres()
  const flows: Flow[] = []
  const storage = await openStorage({ url: postgres.url }, { onFlow: (flow) => flows.push(flow) })
  const house = { systems: [toy], city: EMPTY_CITY }
  const options = { ...house, journal: storage.journal, timeline: 'live', build: 'away', keyframeEvery: 200 }
  const player = await Player.open(options, { city: 'nowhere', seed: 7, madeAtMs: 0 })
  const verdicts = new Map<string, Verdict>()
  const refusals = new Set<string>()
  let longestMs = 0
  const over = new AbortController()
  let n = 0
  const act = async (intent: string): Promise<Verdict> => {
    const asked = performance.now()
    const actor = { id: 'anna', role: 'visitor' } as const
    const verdict = await player.act({ type: 'toy.pour', basin: 1, volumeM3: 1 }, actor, intent)
    longestMs = Math.max(longestMs, performance.now() - asked)
    return verdict
  }
  const person = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const intent = `i${n++}`
      const verdict = await act(intent)
      verdicts.set(intent, verdict)
      if (!verdict.ok) refusals.add(verdict.reason)
      // Nobody asks faster than that, refused or not.
      await pause(verdict.ok ? 1 : 100)
    }
  }
  const people = Promise.all(Array.from({ length: PEOPLE }, person))
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await pause(10)
  }
  const count = (): number => [...verdicts.values()].filter(({ ok }) => ok).length
  await until(() => count() > 50)
  await postgres.kill()
  await until(() => refusals.size > 0)
  await pause(awayMs)
  await postgres.start()
  const backAt = performance.now()
  const before = count()
  await until(() => count() > before)
  const backMs = performance.now() - backAt
  await until(() => count() > before + 50)
  over.abort()
  await people
  // What was refused may be tried again under the same intent, and what was taken is answered as it was.
  const again = new Map<string, Verdict>()
  for (const intent of verdicts.keys()) again.set(intent, await act(intent))
  await player.close()
  const hash = player.stateHash()
  const { twin } = await replay(storage.journal, house, { timeline: 'live', seq: END }, { isWhole: true })
  const entries = await storage.journal.call('read', { timeline: 'live', after: -1, limit: 1_000_000 })
  await storage.close()
  const { findings } = await inspectJournal({ url: postgres.url })
  await postgres.remove()
  const intents = entries.flatMap(({ intent }) => intent ?? [])
  const isThere = ([intent, verdict]: [string, Verdict]): boolean =>
    verdict.ok && entries[verdict.seq]?.intent === intent
  return {
    acknowledged: count(),
    lost: [...verdicts].filter((one) => one[1].ok && !isThere(one)).length,
    doubled: intents.length - new Set(intents).size,
    missing: [...again].filter((one) => !isThere(one)).length,
    refusals: [...refusals],
    flows,
    longestMs,
    backMs,
    isSameState: sha256(twin.save()) === hash,
    findings: findings.map(said),
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
