// A process killed in the middle of votes, again and again, and what it left of them: for the test and the benchmark.
import { fileURLToPath } from 'node:url'
import { Input } from '../../shared/kernel/input.ts'
import { Random } from '../../shared/kernel/random.ts'
import { sha256 } from '../journal/chain.ts'
import { Store } from '../journal/store.ts'
import { folder } from '../journal/testing.ts'
import { inspectJournal, said } from '../journal/verify.ts'
import { bundleWriter, fromWhat, wordsOfOneKilled } from '../timelines/kill.ts'
import { newTwin, stateOf, timelineOf } from './meeting-journal.ts'

export type VotesLeft = {
  readonly kills: number
  readonly acknowledged: number
  /** Acknowledged, and not in the journal where it was said to be, or not what counts for its seat. */
  readonly lost: number
  /** Ballots that are in the journal twice, got another number when sent again, or seats with two ballots in one vote. */
  readonly doubled: number
  /** What `journal verify` says is wrong. */
  readonly findings: readonly string[]
  /** Starts whose state was not that of a replay of everything from the beginning. */
  readonly otherStates: number
  /** The slowest start, from opening the journal to a meeting that takes ballots; by the clock, and of one core. */
  readonly recoveryMs: number
  readonly recoveryCpuMs: number
}

type Done = { readonly ballot: string; readonly seq: number }
type Opened = { readonly seq: number; readonly hash: string; readonly ms: number; readonly cpuMs: number }

/** As testing-voter.ts has it. */
const MEETING = 'assembly-1'
const ASKED_AGAIN = 12
const KILL_WITHIN_MS = 60
/** One in so many is killed while it starts. */
const EARLY = 5

export const bundleVoter = (outDir: string): Promise<string> =>
  bundleWriter(outDir, fileURLToPath(new URL('./testing-voter.ts', import.meta.url)))

/** One meeting, held by one process after the other, each killed at a random moment. */
export async function killVotes(voter: string, seed: number, kills: number): Promise<VotesLeft> {
  const place = folder()
  const random = new Random(seed)
  const done: Done[] = []
  const opened: Opened[] = []
  let again: readonly string[] = []
  for (let k = 0; k < kills; k++) {
    const isEarly = k % EARLY === EARLY - 1
    const afterMs = random.between(0, KILL_WITHIN_MS * (isEarly ? 4 : 1))
    const args = [voter, place.where.dir, String(k), again.join()]
    const words = await wordsOfOneKilled(args, { afterMs, isEarly, from: fromWhat(k) })
    for (const [what, first = '', second = '', ms, cpuMs] of words) {
      if (what === 'done') done.push({ ballot: first, seq: Number(second) })
      if (what === 'open') opened.push({ seq: Number(first), hash: second, ms: Number(ms), cpuMs: Number(cpuMs) })
    }
    const asked = words.flatMap(([what, ballot = '']) => (what === 'ask' ? [ballot] : []))
    again = asked.length > 0 ? asked.slice(-ASKED_AGAIN) : again
  }
  const left = { kills, ...(await examine(place.where.dir, done, opened)) }
  await place.remove()
  return left
}

async function examine(
  dir: string,
  done: readonly Done[],
  opened: readonly Opened[],
): Promise<Omit<VotesLeft, 'kills'>> {
  const { findings } = await inspectJournal({ dir })
  const store = await Store.open({ dir })
  const entries = await store.read({ timeline: timelineOf(MEETING), after: -1, limit: 10_000_000 })
  await store.close()
  const twin = newTwin(MEETING)
  let otherStates = 0
  for (const { seq, input } of entries) {
    twin.apply(Input.parse(JSON.parse(input)))
    const here = opened.filter((one) => one.seq === seq)
    if (here.length > 0) otherStates += here.filter(({ hash }) => hash !== sha256(twin.played())).length
  }
  const polls = new Map(stateOf(twin).polls.map((poll) => [poll.id, poll]))
  const isLost = ({ ballot, seq }: Done): boolean => {
    const [poll = '', seat = '', revision = ''] = ballot.split(':')
    const counts = polls.get(poll)?.ballots.find((one) => one.seat === seat)
    return entries[seq]?.intent !== ballot || (counts?.revision ?? 0) < Number(revision)
  }
  const ballots = entries.flatMap(({ intent }) => (intent?.includes(':') === true ? [intent] : []))
  const numbers = new Set(done.map(({ ballot, seq }) => `${ballot} ${seq}`))
  const seatsTwice = [...polls.values()].reduce(
    (sum, poll) => sum + poll.ballots.length - new Set(poll.ballots.map(({ seat }) => seat)).size,
    0,
  )
  return {
    acknowledged: numbers.size,
    lost: done.filter(isLost).length,
    doubled:
      ballots.length -
      new Set(ballots).size +
      numbers.size -
      new Set(done.map(({ ballot }) => ballot)).size +
      seatsTwice,
    findings: findings.map(said),
    otherStates,
    recoveryMs: Math.max(...opened.map(({ ms }) => ms)),
    recoveryCpuMs: Math.max(...opened.map(({ cpuMs }) => cpuMs)),
  }
}
