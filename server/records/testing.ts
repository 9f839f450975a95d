// For tests only: real records of a real house. People vote with keys of their own, in meetings of every kind of vote; the
// records are drawn up from the journal and signed by chair and secretary.
import { join } from 'node:path'
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import { motionOf, pollOf } from '../../shared/civic/state.ts'
import type { Method } from '../../shared/civic/rules.ts'
import type { Choice } from '../../shared/civic/tally.ts'
import type { Effect } from '../../shared/records/effect.ts'
import type { DecisionRecord, RecordEvidence } from '../../shared/records/format.ts'
import { SIGNING, signingDomain, signingMessage, type SigningRole } from '../../shared/records/signing.ts'
import { type TestWallet, walletsOf } from '../identity/testing.ts'
import { type Journal, openStorage } from '../journal/journal.ts'
import type { Ledger } from '../ledger/contract.ts'
import type { ProvenBallotSent } from '../meetings/proven-ballots.ts'
import { rulesOf, type TestHouse, testHouse, type TestPerson } from '../meetings/testing-house.ts'
import { signedBy } from '../meetings/testing-vote.ts'
import { type Kept, keptIn } from './kept.ts'
import { openRecordDesk, type RecordDesk } from './record-desk.ts'
import { softwareHere } from './software.ts'

/** Of a city without a chain. */
export const NO_LEDGER: Ledger = {
  chain: null,
  status: () => ({ state: 'none', why: 'this city has no chain', waiting: 0, head: null }),
  boardOf: () => Promise.reject(new Error('this city has no chain')),
  anchorDecision: () => Promise.reject(new Error('this city has no chain')),
  timestamp: () => Promise.resolve(),
  onAnchored: () => () => {},
  anchorOf: () => null,
  whyNotAnchored: () => null,
  stampOf: () => null,
  close: () => Promise.resolve(),
}

/** Who has a key. */
export type KeyPerson = TestPerson & { readonly wallet: TestWallet }

export type RecordHouse = {
  readonly house: TestHouse
  readonly desk: RecordDesk
  readonly journal: Journal
  /** Keeps it as the server does; its hash. */
  keepEvidence(evidence: RecordEvidence): Promise<string>
  close(): Promise<void>
}

/** In that folder; opened again it goes on. */
export async function recordHouse(
  dir: string,
  {
    ledger = NO_LEDGER,
    kept = (bodies) => bodies,
    contracts = [],
  }: { ledger?: Ledger; kept?: (bodies: Kept) => Kept; contracts?: readonly string[] } = {},
): Promise<RecordHouse> {
  const storage = await openStorage({ dir })
  const evidence = keptIn(join(dir, 'evidence'))
  // People of a test have no line, and are here however long a busy machine takes.
  const house = await testHouse({ dir }, { journal: storage.journal, graceMs: 3_600_000 })
  const desk = openRecordDesk({
    house: house.house,
    journal: storage.journal,
    hashes: house.hashes,
    city: { id: 'toy', name: 'Toy town' },
    bodies: kept(keptIn(join(dir, 'records'))),
    evidence,
    ledger,
    software: softwareHere(),
    contractsAmong: (addresses) => Promise.resolve(addresses.filter((one) => contracts.includes(one))),
    nowMs: () => house.nowMs(),
    onFault: (at, error) => void house.faults.push(`${at}: ${String(error)}`),
  })
  return {
    house,
    desk,
    journal: storage.journal,
    keepEvidence: (one) => evidence.keep(one),
    async close() {
      await desk.close()
      await house.close()
      await storage.close()
    },
  }
}

/** A chair, a secretary and members, each with a key of their own. */
export async function keyPeople(seats: number): Promise<KeyPerson[]> {
  const names = ['Chingiz', 'Sara', ...Array.from({ length: seats }, (_, i) => `Member ${i + 1}`)]
  const wallets = Object.entries(await walletsOf(...names))
  return wallets.map(([name, wallet]) => ({ id: wallet.address.toLowerCase(), name, wallet }))
}

export type Wanted = {
  readonly meeting: string
  readonly body?: string
  readonly method: Method
  /** One for each seat: y, n, a, and - for none. */
  readonly choices: string
  /** Weights of seats; 1 else. */
  readonly weights?: readonly number[]
  readonly groups?: readonly string[]
  /** Seats, from 1: the first holds the vote of the second, who is not there. */
  readonly proxy?: readonly [to: number, from: number]
  readonly recused?: readonly number[]
  /** Seats whose holder never comes and whose deputy votes. */
  readonly deputies?: Readonly<Record<number, KeyPerson>>
  readonly isAmended?: boolean
  /** How the chair breaks a tie. */
  readonly casting?: 'yes' | 'no'
  readonly evidence?: RecordEvidence
  readonly effects?: readonly Effect[]
  /** Ballots of the first so many seats are replaced once, by the same choice. */
  readonly replaced?: number
  /** Of a secret vote by proof: what stands in for people's devices. Seats enrol in its order; it is asked while the vote is open. */
  readonly proven?: {
    readonly commitments: readonly string[]
    ballots(questionHash: string): Promise<readonly ProvenBallotSent[]>
  }
}

/** A meeting from its notice to its end in which one motion, `m1`, was put to the vote `v1`. */
export async function decide(town: RecordHouse, people: readonly KeyPerson[], wanted: Wanted): Promise<void> {
  const { house } = town
  const { meeting, method, choices } = wanted
  const [chair, secretary, ...members] = people as [KeyPerson, KeyPerson, ...KeyPerson[]]
  const does = (who: KeyPerson, ...commands: MeetingCommand[]) => house.does(who, meeting, ...commands)
  await setUp(house, people, wanted)
  await does(secretary, { type: 'meeting.addItem', item: 'i1', title: 'The embankment at the school' })
  await does(secretary, { type: 'meeting.convene', startsAtMs: house.nowMs() + NOTICE_MS })
  house.pass(NOTICE_MS)
  const away = wanted.proxy?.[1] ?? 0
  const sitting = members.map((one, i) => wanted.deputies?.[i + 1] ?? one).filter((_, i) => i + 1 !== away)
  for (const one of [chair, secretary, ...sitting]) await does(one, { type: 'meeting.arrive' })
  const { proxy } = wanted
  if (proxy) await does(secretary, { type: 'meeting.giveProxy', from: `${proxy[1]}`, to: `${proxy[0]}` })
  await does(chair, { type: 'meeting.open' }, { type: 'meeting.takeItem', item: 'i1' })
  const recuse = { type: 'meeting.recuse', item: 'i1', reason: 'owns a house there' } as const
  for (const seat of wanted.recused ?? []) await does(chair, { ...recuse, seat: `${seat}` })
  for (const [i, commitment] of (wanted.proven?.commitments ?? []).entries())
    await does(members[i] as KeyPerson, { type: 'meeting.enrol', seat: `${i + 1}`, commitment })
  const [mover] = sitting as [KeyPerson]
  await move(does, { mover, chair, other: sitting[1] ?? mover }, wanted)
  const evidence = wanted.evidence ? [await town.keepEvidence(wanted.evidence)] : []
  const subject = { kind: 'motion', motion: 'm1' } as const
  await ask(does, chair, { poll: 'v1', subject, question: 'Shall motion m1 be adopted?', method, evidence })
  await vote(town, people, wanted)
  // Closed by itself where all have voted; counted with the next step of its clock.
  await house.act(chair, meeting, { type: 'meeting.closePoll', poll: 'v1' })
  while (['open', 'closed'].includes(lifeOf(house, meeting))) await new Promise((next) => setTimeout(next, 5))
  if (wanted.casting) await does(chair, { type: 'meeting.castCastingVote', poll: 'v1', choice: wanted.casting })
  await does(secretary, { type: 'meeting.certifyPoll', poll: 'v1' })
  await does(chair, { type: 'meeting.finishItem' }, { type: 'meeting.close' })
  if (!['carried', 'lost'].includes(motionLife(house, meeting)))
    throw new Error(`testing: ${meeting} ${choices} ends ${motionLife(house, meeting)}`)
}

/** Drawn up and signed by both: the file. */
export async function recordOf(
  town: RecordHouse,
  people: readonly KeyPerson[],
  meeting: string,
  { supersedes, signs = ['chair', 'secretary'] }: { supersedes?: string; signs?: readonly SigningRole[] } = {},
): Promise<DecisionRecord> {
  const [chair, secretary, member] = people as [KeyPerson, KeyPerson, KeyPerson]
  const asked = { meeting, motion: 'm1', language: 'en', supersedes } as const
  const drawn = await town.desk.drawUp(actorOf(secretary), asked)
  if (!drawn.ok) throw new Error(drawn.reason)
  for (const role of signs) await sign(town, { chair, secretary, member }[role], drawn.record, role)
  return fileOf(town, drawn.record)
}

export async function sign(town: RecordHouse, by: KeyPerson, record: string, role: SigningRole): Promise<void> {
  const { body, recordHash } = await fileOf(town, record)
  const types = { Decision: SIGNING.map((field) => ({ ...field })) }
  const domain = signingDomain(body.authority.chain)
  const signature = await by.wallet.signTypedData(domain, types, signingMessage(recordHash, role))
  const signer = by.wallet.address.toLowerCase()
  const done = await town.desk.sign(actorOf(by), { record, role, signer, signature })
  if (!done.ok) throw new Error(done.reason)
}

export async function fileOf(town: RecordHouse, record: string): Promise<DecisionRecord> {
  const given = await town.desk.file(record)
  if (!given?.ok) throw new Error(given?.reason ?? `there is no record ${record}`)
  return given.file
}

export const actorOf = ({ id, name }: TestPerson) => ({ id, name, role: 'participant' }) as const

const NOTICE_MS = 1000
const TEXT = ['The council resolves:', '1. The embankment is raised by one metre.', '2. The works begin in May.']

type Does = (who: KeyPerson, ...commands: MeetingCommand[]) => Promise<void>

async function setUp(house: TestHouse, people: readonly KeyPerson[], wanted: Wanted): Promise<void> {
  const { meeting, weights = [], groups = [], deputies = {} } = wanted
  const named = ({ id, name }: KeyPerson) => ({ id, name, address: id })
  const [chair, secretary, ...members] = people.map(named)
  if (!chair || !secretary) throw new Error('testing: a meeting has a chair and a secretary')
  const verdict = await house.setUp({
    meeting,
    title: `Sitting ${meeting}`,
    body: wanted.body ?? 'City council',
    rules: rulesOf('board', {
      isBallotReplaceable: wanted.replaced !== undefined,
      ...(wanted.proven ? { secretBy: 'proof' as const } : {}),
    }),
    chairs: [chair],
    secretaries: [secretary],
    seats: members.map((holder, i) => {
      const deputy = deputies[i + 1]
      const seat = { id: `${i + 1}`, holder, weight: weights[i] ?? 1, group: groups[i] ?? '' }
      return { ...seat, deputy: deputy ? named(deputy) : null }
    }),
    people: [],
  })
  if (!verdict.ok) throw new Error(verdict.reason)
}

async function move(
  does: Does,
  { mover, chair, other }: Readonly<Record<'mover' | 'chair' | 'other', KeyPerson>>,
  { isAmended = false, effects = [], meeting }: Wanted,
): Promise<void> {
  const title = `The embankment at the school (${meeting})`
  await does(mover, {
    type: 'meeting.draftMotion',
    motion: 'm1',
    item: 'i1',
    title,
    lines: TEXT,
    effects: [...effects],
  })
  await does(mover, { type: 'meeting.submitMotion', motion: 'm1' })
  await does(chair, { type: 'meeting.admitMotion', motion: 'm1' })
  await does(mover, { type: 'meeting.moveMotion', motion: 'm1' })
  await does(other, { type: 'meeting.secondMotion', motion: 'm1' })
  await does(chair, { type: 'meeting.debateMotion', motion: 'm1' })
  if (!isAmended) return
  const lines = ['1. The embankment is raised by two metres.']
  await does(other, { type: 'meeting.submitAmendment', amendment: 'a1', motion: 'm1', from: 1, to: 2, lines })
  await does(chair, { type: 'meeting.admitAmendment', amendment: 'a1', reach: 1 })
  const subject = { kind: 'amendment', amendment: 'a1' } as const
  const asked = { poll: 'va1', subject, question: 'Shall a1 be adopted?', method: 'unanimousConsent' } as const
  await ask(does, chair, { ...asked, evidence: [] })
  await does(chair, { type: 'meeting.closePoll', poll: 'va1' })
}

async function ask(
  does: Does,
  chair: KeyPerson,
  poll: Omit<Extract<MeetingCommand, { type: 'meeting.preparePoll' }>, 'type'>,
) {
  await does(chair, { type: 'meeting.preparePoll', ...poll })
  for (let tries = 0; ; tries++) {
    try {
      return await does(chair, { type: 'meeting.openPoll', poll: poll.poll })
    } catch (error) {
      // What was closed a moment ago is counted with the next step.
      if (tries > 200) throw error
      await new Promise((next) => setTimeout(next, 5))
    }
  }
}

async function vote(town: RecordHouse, people: readonly KeyPerson[], wanted: Wanted): Promise<void> {
  const { house } = town
  const { meeting, method, choices, proxy, deputies = {}, weights = [], replaced = 0 } = wanted
  const { questionHash } = pollNow(house, meeting)
  const desk = house.house.deskOf(meeting)
  for (const ballot of (await wanted.proven?.ballots(questionHash ?? '')) ?? []) {
    const verdict = desk && (await house.proven.cast(desk, { poll: 'v1', network: '' }, ballot))
    if (!verdict?.ok) throw new Error(verdict?.reason ?? `testing: there is no meeting ${meeting}`)
  }
  if (wanted.proven) return
  const cast = async (seat: number, revision: number): Promise<void> => {
    const choice = CHOICE_OF[choices[seat - 1] ?? '-']
    if (choice === undefined) return
    const holder = proxy && seat === proxy[1] ? proxy[0] : seat
    const voter = deputies[holder] ?? (people[holder + 1] as KeyPerson)
    const ballot = {
      questionHash: questionHash ?? '',
      seat: `${seat}`,
      choice,
      weight: weights[seat - 1] ?? 1,
      revision,
    }
    const signed =
      method === 'secret' ? {} : { signed: await signedBy(voter.wallet, house.hashes.ballotDomain, ballot) }
    await house.does(voter, meeting, { type: 'meeting.castBallot', poll: 'v1', ...ballot, ...signed })
  }
  const seats = Array.from({ length: people.length - 2 }, (_, i) => i + 1)
  if (method === 'rollCall' || method === 'unanimousConsent') for (const seat of seats) await cast(seat, 1)
  else await Promise.all(seats.map((seat) => cast(seat, 1)))
  await Promise.all(seats.slice(0, replaced).map((seat) => cast(seat, 2)))
}

const CHOICE_OF: Readonly<Record<string, Choice | undefined>> = { y: 'yes', n: 'no', a: 'abstain' }

const pollNow = ({ house }: TestHouse, meeting: string) => {
  const state = house.stateOf(meeting)
  const poll = state && pollOf(state, 'v1')
  if (!poll) throw new Error(`testing: there is no vote in ${meeting}`)
  return poll
}
const lifeOf = (house: TestHouse, meeting: string): string => pollNow(house, meeting).life.is
const motionLife = ({ house }: TestHouse, meeting: string): string => {
  const state = house.stateOf(meeting)
  return (state && motionOf(state, 'm1')?.life.is) ?? 'gone'
}

/** What a what-if branch came to, as a record has it: made up, for tests that run none. */
export const EVIDENCE: RecordEvidence = {
  scenario: {
    id: 'embankment',
    title: 'A higher embankment',
    city: { id: 'toy', hash: '1'.repeat(64) },
    fork: { timeline: 'live', seq: 42, at: '2026-11-22T09:00:00.000Z', hash: '2'.repeat(64) },
    hours: 6,
    interventions: [
      { atS: 0, command: { type: 'flood.storm', depthMm: 60 }, inBaseline: true },
      { atS: 0, command: { type: 'flood.raise', work: 'embankment', byM: 1 }, inBaseline: false },
    ],
    interventionsHash: '3'.repeat(64),
    author: 'Member 1',
  },
  runs: (['baseline', 'branch'] as const).map((kind) => ({
    system: [{ id: 'flood', version: 3 }],
    kind,
    seed: 0,
    buildId: 'ab'.repeat(8),
    paramsHash: '4'.repeat(64),
    inputsHash: '5'.repeat(64),
    outputsHash: (kind === 'branch' ? '6' : '7').repeat(64),
    indicators: [
      {
        id: 'flood.housesWet',
        label: 'Houses with water inside',
        unit: '',
        end: kind === 'branch' ? 3 : 34,
        peak: kind === 'branch' ? 5 : 41,
      },
    ],
    reproductions: [],
  })),
  observations: [
    {
      datastream: 'Level of the river',
      from: '2026-11-22T08:00:00.000Z',
      to: '2026-11-22T09:00:00.000Z',
      count: 60,
      hash: '8'.repeat(64),
    },
  ],
  documents: [{ title: 'Report', mediaType: 'application/pdf', bytes: 1234, sha256: '9'.repeat(64) }],
  consultation: null,
}

const EFFECTS: readonly Effect[] = [
  { kind: 'department', what: 'Build the embankment', department: 'Works', dueAt: '2027-05-01T00:00:00.000Z' },
  {
    kind: 'device',
    device: 'pump-1',
    parameters: { isOn: true },
    department: 'Water',
    dueAt: '2027-05-01T00:00:00.000Z',
  },
]

/** One of each kind of vote, of one body: the meetings that `decide` holds, in this order. */
export const KINDS: Readonly<Record<string, Omit<Wanted, 'meeting'>>> = {
  named: { method: 'named', choices: 'yyyyyna', evidence: EVIDENCE, effects: EFFECTS },
  rollCall: { method: 'rollCall', choices: 'yynnyya', weights: [3, 1, 1, 2, 1, 1, 1] },
  byGroup: { method: 'byGroup', choices: 'ynynyya', groups: ['River', 'Steppe', 'River', 'Steppe', 'River', '', ''] },
  secret: { method: 'secret', choices: 'yyynnay' },
  consent: { method: 'unanimousConsent', choices: '-------' },
  tied: { method: 'named', choices: 'yyynnn-', casting: 'no' },
  proxies: { method: 'named', choices: 'yy-yynn', proxy: [1, 7], recused: [3] },
  amended: { method: 'named', choices: 'yyyynnn', isAmended: true, replaced: 2 },
}
