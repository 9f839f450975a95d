// What a vote costs: a ballot's signature on one core, ten thousand on all, their tree when the vote is closed; a hundred
// kill -9 in the middle of votes; and how long voters wait for their receipts with 200 people in the room, server and voters
// in processes of their own on the same machine.
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Wallet } from 'ethers'
import { ballotDomain, type Signable, type Signed } from '../shared/civic/ballot.ts'
import type { Poll } from '../shared/civic/state.ts'
import { ballotChecker } from '../server/identity/typed-data.ts'
import { sha256 } from '../server/journal/chain.ts'
import { KEYS_FILE } from '../server/identity/keys.ts'
import { ballotTree } from '../server/meetings/ballot-tree.ts'
import { bundleVoter, killVotes } from '../server/meetings/kill-voting.ts'
import { openSignatures } from '../server/meetings/signatures.ts'
import { signedBy } from '../server/meetings/testing-vote.ts'
import type { Rows } from './bench.ts'
import type { Voters, Waited } from './vote-voters.ts'

type Row = Record<string, string | number>
type Given = { readonly ballot: Signable; readonly signed: Signed }

const domain = ballotDomain({ city: 'astana', chainId: 1 }, sha256)
const WALLETS = 100
const BALLOTS = 10_000
const ONE_CORE = 1000
const KILLS = 100
/** A new meeting after so many, so that the last ones do not examine a long journal. */
const KILLS_A_MEETING = 20
const PEOPLE = 200
const WITHIN_S = [20, 5, 1]

export async function benchVote(): Promise<Rows> {
  const given = await ballots(BALLOTS)
  return [oneCore(given.slice(0, ONE_CORE)), await allCores(given), closing(given), await kills(), ...(await inRoom())]
}

/** So many seats; a wallet signs for many, which costs the check the same. */
async function ballots(count: number): Promise<Given[]> {
  const wallets = Array.from({ length: WALLETS }, (_, i) => new Wallet(sha256(`bench ${i}`)))
  const made: Given[] = []
  for (let i = 0; i < count; i++) {
    const wallet = wallets[i % WALLETS] as Wallet
    const choice = (['yes', 'no', 'abstain'] as const)[i % 3] ?? 'yes'
    const ballot = { questionHash: sha256('bench'), seat: `s${i}`, choice, weight: 1, revision: 1 }
    made.push({ ballot, signed: await signedBy(wallet, domain, ballot) })
  }
  return made
}

function oneCore(given: readonly Given[]): Row {
  const check = ballotChecker(domain)
  for (const { ballot, signed } of given.slice(0, 50)) check(ballot, signed)
  const before = process.cpuUsage()
  for (const { ballot, signed } of given)
    if (check(ballot, signed).is !== 'signed') throw new Error('bench: a good ballot was refused')
  const { user, system } = process.cpuUsage(before)
  return {
    what: `a ballot's signature, one core, ${given.length} of them`,
    ms: rounded((user + system) / 1000 / given.length),
  }
}

/** Threads started, all at once as when a large assembly votes. */
async function allCores(given: readonly Given[]): Promise<Row> {
  const signatures = openSignatures({ domain })
  const start = performance.now()
  const said = await Promise.all(given.map(({ ballot, signed }) => signatures.check(ballot, signed)))
  const seconds = (performance.now() - start) / 1000
  await signatures.close()
  if (said.some((one) => one !== null)) throw new Error('bench: a good ballot was refused')
  const what = `${given.length} ballots' signatures, ${availableParallelism()} cores, threads started`
  return { what, seconds: rounded(seconds) }
}

function closing(given: readonly Given[]): Row {
  const cast = given.map(({ ballot, signed }, i) => ({ ...ballot, voter: signed.address, castMs: i, signed }))
  const poll = {
    method: 'named',
    openedMs: 0,
    closedMs: 1,
    life: { is: 'closed', why: 'chair' },
    roll: cast.map(({ seat }) => ({ seat, weight: 1, group: '' })),
    ballots: cast,
    // Of a poll a tree asks for nothing else.
  } as unknown as Poll
  const tree = ballotTree(new Uint8Array(32))
  const start = performance.now()
  for (const ballot of cast) tree.leafOf(poll, ballot)
  const castMs = performance.now() - start
  tree.rootOf(poll)
  const ms = performance.now() - start - castMs
  return {
    what: `closing a vote of ${given.length} ballots: its tree (${rounded((castMs * 1000) / given.length)} us a ballot before)`,
    ms: rounded(ms),
  }
}

async function kills(): Promise<Row> {
  const seed = Math.floor(performance.timeOrigin) % 1_000_000
  let [acknowledged, lost, doubled, broken, otherStates, slowestMs] = [0, 0, 0, 0, 0, 0]
  const folder = mkdtempSync(join(tmpdir(), 'townhall-voter-'))
  const voter = await bundleVoter(folder)
  for (let k = 0; k < KILLS; k += KILLS_A_MEETING) {
    const left = await killVotes(voter, seed + k, KILLS_A_MEETING)
    acknowledged += left.acknowledged
    lost += left.lost
    doubled += left.doubled
    broken += left.findings.length
    otherStates += left.otherStates
    slowestMs = Math.max(slowestMs, left.recoveryMs)
  }
  rmSync(folder, { recursive: true, force: true })
  const found = `${lost} lost, ${doubled} doubled, ${broken} broken, ${otherStates} other states`
  return {
    what: `${KILLS} kill -9 in votes (seed ${seed}): ${acknowledged} ballots acknowledged, ${found}; slowest recovery`,
    seconds: rounded(slowestMs / 1000),
  }
}

/** Signed ballots over lines of their own, each vote at another pace. */
async function inRoom(): Promise<Row[]> {
  const data = mkdtempSync(join(tmpdir(), 'townhall-vote-'))
  const more = { PORT: '0', HOST: '127.0.0.1', TOWNHALL_DATA: data, TOWNHALL_JOINS_PER_MINUTE: '1000000' }
  const env = { ...process.env, ...more }
  const server = fork(join(import.meta.dirname, 'presence-server.ts'), [], { env })
  const children: ChildProcess[] = [server]
  try {
    const port = await word<number>(server)
    const { operator: key } = JSON.parse(readFileSync(join(data, KEYS_FILE), 'utf8')) as { operator: string }
    const voters: Voters = { port, key, people: PEOPLE, withinS: WITHIN_S }
    const process = fork(join(import.meta.dirname, 'vote-voters.ts'), [JSON.stringify(voters)], { env })
    children.push(process)
    return (await word<Waited[]>(process)).map(({ withinS, receiptsMs, verdictsMs, counted }) => ({
      what: `${counted} signed ballots of ${PEOPLE} people in the room within ${withinS} s, to the receipt`,
      'p50 ms': quantile(receiptsMs, 0.5),
      'p99 ms': quantile(receiptsMs, 0.99),
      'verdict p99 ms': quantile(verdictsMs, 0.99),
    }))
  } finally {
    for (const child of children) child.kill('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  }
}

/** The next message of a child; rejects when it ends instead. */
function word<T>(from: ChildProcess): Promise<T> {
  return new Promise((heard, fail) => {
    const ended = (code: number | null): void => fail(new Error(`a process of the benchmark ended with ${code}`))
    from.once('exit', ended)
    from.once('message', (message) => {
      from.off('exit', ended)
      heard(message as T)
    })
  })
}

function quantile(of: readonly number[], q: number): number {
  const sorted = [...of].sort((a, b) => a - b)
  return rounded(sorted[Math.floor(q * (sorted.length - 1))] ?? NaN)
}

const rounded = (value: number): number => Number(value.toFixed(2))
