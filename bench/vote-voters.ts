// A child process of the vote benchmark: everybody who sits in the meeting, each with a wallet, a signed-in session and a line
// of their own. Holds the meeting, votes once for each pace, and answers with how long each waited for the receipt.
import { Wallet } from 'ethers'
import { CHOICES } from '../shared/civic/tally.ts'
import { sha256 } from '../server/journal/chain.ts'
import { TestMember } from '../server/meetings/testing.ts'
import { aMeeting } from '../server/meetings/testing-house.ts'
import { signedBy } from '../server/meetings/testing-vote.ts'
import { until } from '../server/rooms/testing.ts'

export type Voters = {
  readonly port: number
  readonly key: string
  readonly people: number
  /** One vote each: within how many seconds all cast their ballots. */
  readonly withinS: readonly number[]
}
export type Waited = {
  readonly withinS: number
  /** From sending to one's own receipt, and to the verdict. */
  readonly receiptsMs: readonly number[]
  readonly verdictsMs: readonly number[]
  readonly counted: number
}

const M = 'bench-1'
const SETTLE_MS = 3000
const passed = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

async function main(): Promise<void> {
  const { port, key, people, withinS } = JSON.parse(process.argv[2] ?? '') as Voters
  const town = { port, origin: `http://127.0.0.1:${port}` }
  const names = ['Chair', 'Secretary', ...Array.from({ length: people }, (_, i) => `Member ${i + 1}`)]
  const wallets = Object.fromEntries(names.map((name) => [name, new Wallet(sha256(name))]))
  await setUp(town.origin, key, wallets)
  const all = await enterAll(town, wallets)
  const [chair, secretary, ...members] = all as [TestMember, TestMember, ...TestMember[]]
  const voters = members.map((member, i) => ({
    member,
    seat: `${i + 1}`,
    wallet: wallets[`Member ${i + 1}`] as Wallet,
  }))
  for (const one of all) one.watch(M)
  const startsAtMs = Date.now() + 5000
  await secretary.does(M, { type: 'meeting.convene', startsAtMs })
  for (const one of all) await one.does(M, { type: 'meeting.arrive' })
  await passed(startsAtMs - Date.now() + 100)
  await chair.does(M, { type: 'meeting.open' })
  const waited: Waited[] = []
  for (const [n, within] of withinS.entries()) waited.push(await vote(`v${n}`, within, chair, voters))
  process.send?.(waited)
}

type Wallets = Readonly<Record<string, Wallet>>
type Voter = { readonly member: TestMember; readonly seat: string; readonly wallet: Wallet }

async function vote(id: string, withinS: number, chair: TestMember, voters: readonly Voter[]): Promise<Waited> {
  const subject = { kind: 'procedure' } as const
  await chair.does(M, {
    type: 'meeting.preparePoll',
    poll: id,
    subject,
    question: `${id}?`,
    method: 'named',
    evidence: [],
  })
  const told = () => chair.parts[`poll.${id}`]
  await until(() => told()?.questionHash != null)
  await chair.does(M, { type: 'meeting.openPoll', poll: id })
  const questionHash = told()?.questionHash ?? ''
  const ballots = await Promise.all(voters.map((voter, i) => signed(chair, voter, { id, questionHash, i })))
  await until(() => voters.every(({ member }) => member.parts[`poll.${id}`]?.state === 'open'), 60_000)
  await passed(SETTLE_MS)
  const cast = voters.map(async ({ member, seat }, i) => {
    // In an order of chance that is the same in every run, evenly spread.
    await passed(((i * 0.618_034) % 1) * withinS * 1000)
    const sentMs = performance.now()
    const verdict = await member.act(M, ballots[i] as object)
    const verdictMs = performance.now() - sentMs
    if (!verdict.ok) throw new Error(verdict.reason)
    const isMine = (one: object): boolean => 'seat' in one && 'poll' in one && one.poll === id && one.seat === seat
    while (member.own?.receipts.some(isMine) !== true) await passed(1)
    return { verdictMs, receiptMs: Math.max(verdictMs, member.ownAtMs - sentMs) }
  })
  const times = await Promise.all(cast)
  await chair.does(M, { type: 'meeting.closePoll', poll: id })
  await until(() => told()?.state === 'counted', 30_000)
  return {
    withinS,
    receiptsMs: times.map(({ receiptMs }) => receiptMs),
    verdictsMs: times.map(({ verdictMs }) => verdictMs),
    counted: told()?.cast ?? 0,
  }
}

async function signed(
  chair: TestMember,
  { seat, wallet }: Voter,
  { id, questionHash, i }: { readonly id: string; readonly questionHash: string; readonly i: number },
): Promise<object> {
  const domain = chair.parts.about?.ballotDomain
  if (!domain) throw new Error('bench: nobody told what ballots are signed under')
  const ballot = { questionHash, seat, choice: CHOICES[i % 3] ?? 'yes', weight: 1, revision: 1 } as const
  return { type: 'meeting.castBallot', poll: id, ...ballot, signed: await signedBy(wallet, domain, ballot) }
}

async function setUp(origin: string, key: string, wallets: Wallets): Promise<void> {
  const people = Object.entries(wallets).map(([name, { address }]) => ({ id: address.toLowerCase(), name }))
  const given = aMeeting(M, people)
  const seats = given.seats.map((seat) => ({ ...seat, holder: { ...seat.holder, address: seat.holder.id } }))
  const response = await fetch(`${origin}/meetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ ...given, seats }),
  })
  if (!response.ok) throw new Error(`bench: ${await response.text()}`)
}

async function enterAll(town: { port: number; origin: string }, wallets: Wallets): Promise<TestMember[]> {
  const all: TestMember[] = []
  const waiting = Object.entries(wallets).entries()
  const enter = async (): Promise<void> => {
    for (const [i, [name, wallet]] of waiting) all[i] = await TestMember.enter(town, name, wallet)
  }
  await Promise.all(Array.from({ length: 8 }, enter))
  return all
}

await main()
