// A short meeting on a whole server: set up over HTTP, held by people signed in with wallets over their lines, watched by a guest.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PollOnBoard } from '../../shared/civic/told-meeting.ts'
import { inspectJournal } from '../journal/verify.ts'
import { testTown, type TestTown, until } from '../rooms/testing.ts'
import { TestBrowser, walletsOf } from '../identity/testing.ts'
import { TestMember } from './testing.ts'
import { aMeeting as meetingOf, rulesOf } from './testing-house.ts'

const dir = mkdtempSync(join(tmpdir(), 'townhall-meetings-'))
type Wallets = Awaited<ReturnType<typeof walletsOf>>
/** Known by their wallets' addresses. */
const aMeeting = (meeting: string, of: Wallets, rules = rulesOf('board')) =>
  meetingOf(
    meeting,
    Object.entries(of).map(([name, { address }]) => ({ id: address, name })),
    rules,
  )

let wallets: Wallets
const M = 'board-1'
let town: TestTown
let key = ''
let [chair, secretary, aigul, boris, dana, guest]: TestMember[] = []

const open = async (): Promise<void> => {
  // No systems, but time: meetings lie in the journal of the city itself.
  town = await testTown({}, { TOWNHALL_DATA: dir, TOWNHALL_SYSTEMS: 'none' })
  key = town.keys.operator ?? ''
}
beforeAll(async () => {
  wallets = await walletsOf('Chingiz', 'Sara', 'Aigul', 'Boris', 'Dana')
  await open()
})
afterAll(async () => {
  await town.close()
  rmSync(dir, { recursive: true, force: true })
})

async function post(
  path: string,
  body: unknown,
  bearer = key,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${bearer}` }
  const response = await fetch(town.origin + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const get = async (path: string): Promise<Record<string, unknown>> =>
  (await (await fetch(town.origin + path)).json()) as Record<string, unknown>

async function allEnter(): Promise<void> {
  const [c, s, a, b, d] = await Promise.all(
    Object.entries(wallets).map(([name, wallet]) => TestMember.enter(town, name, wallet)),
  )
  chair = c as TestMember
  secretary = s as TestMember
  aigul = a as TestMember
  boris = b as TestMember
  dana = d as TestMember
  guest = await TestMember.enter(town, 'Somebody')
}
const openWhenItIsTime = (one: TestMember | undefined, meeting: string): Promise<void> =>
  expect.poll(async () => (await one?.act(meeting, { type: 'meeting.open' }))?.ok, { interval: 300 }).toBe(true)
const everybody = (): TestMember[] => [chair, secretary, aigul, boris, dana] as TestMember[]
const pollOn = (at: TestMember | undefined, id: string): PollOnBoard | undefined => at?.parts[`poll.${id}`]
const ballot = (seat: string, questionHash: string, choice = 'yes', poll = 'v1') => ({
  type: 'meeting.castBallot',
  poll,
  questionHash,
  seat,
  choice,
  revision: 1,
  weight: 1,
})

describe('a meeting of this city', () => {
  it('is set up by operators alone, and by nobody twice', async () => {
    expect(key).not.toBe('')
    expect((await post('/meetings', aMeeting(M, wallets), 'nothing')).status).toBe(403)
    expect((await post('/meetings', { ...aMeeting(M, wallets), seats: 5 })).body['error']).toContain('seats')
    expect(await post('/meetings', aMeeting(M, wallets))).toMatchObject({ status: 201, body: { ok: true, meeting: M } })
    expect(await post('/meetings', aMeeting(M, wallets))).toMatchObject({ status: 409 })
    expect(await get('/meetings')).toMatchObject({ meetings: [{ meeting: M, state: 'draft', seats: 3 }] })
    await allEnter()
    await until(() => everybody().every(({ list }) => list.length === 1) && guest?.list.length === 1)
  })

  it('is convened, opened with a quorum, and votes', async () => {
    for (const one of [...everybody(), guest]) one?.watch(M)
    await until(() => guest?.wholes === 1 && chair?.own !== null)
    expect(chair?.own).toMatchObject({ name: 'Chingiz', roles: expect.arrayContaining(['chair']) })
    expect(guest?.own).toMatchObject({ id: '', roles: ['visitor'], seats: [] })
    await secretary?.does(M, { type: 'meeting.addItem', item: 'road', title: 'The road' })
    await secretary?.does(M, { type: 'meeting.convene', startsAtMs: Date.now() + 2500 })
    await until(() => guest?.parts.life?.is === 'convened')
    expect(await guest?.act(M, { type: 'meeting.arrive' })).toMatchObject({
      ok: false,
      reason: `guests watch; sign in to take part in meeting ${M}`,
    })
    for (const one of everybody()) await one.does(M, { type: 'meeting.arrive' })
    await openWhenItIsTime(chair, M)
    await chair?.does(M, { type: 'meeting.takeItem', item: 'road' })
    await until(() => guest?.parts.life?.is === 'open')
    const subject = { kind: 'procedure' } as const
    const question = { question: 'Go on?', method: 'named', evidence: [] as string[] } as const
    await chair?.does(M, { type: 'meeting.preparePoll', poll: 'v1', subject, ...question })
    await until(() => pollOn(guest, 'v1')?.questionHash != null)
    const hash = pollOn(guest, 'v1')?.questionHash ?? ''
    expect(await aigul?.act(M, ballot('1', hash))).toMatchObject({ ok: false, reason: 'vote v1 is not open yet' })
    await chair?.does(M, { type: 'meeting.openPoll', poll: 'v1' })
    await until(() => pollOn(aigul, 'v1')?.state === 'open')
    expect(aigul?.own?.seats).toEqual([{ seat: '1', weight: 1, address: null }])
    const verdict = await aigul?.act(M, ballot('1', hash), 'mine')
    expect(verdict).toMatchObject({ ok: true })
    expect(await aigul?.act(M, ballot('1', hash), 'mine')).toEqual(verdict)
    await until(() => aigul?.own?.receipts.length === 1)
    expect(aigul?.own?.receipts[0]).toMatchObject({
      poll: 'v1',
      seat: '1',
      choice: 'yes',
      leafHash: expect.any(String),
    })
    expect(await boris?.act(M, ballot('1', hash))).toMatchObject({
      ok: false,
      reason: 'seat 1 is voted for by Aigul, not Boris',
    })
    await until(() => pollOn(guest, 'v1')?.cast === 1 && pollOn(guest, 'v1')?.refusedCount === 2)
  })

  it('takes commands over HTTP from who is signed in on a page of ours, once each', async () => {
    const path = `/meetings/${M}/commands`
    const hand = { id: 'hand', command: { type: 'meeting.raiseHand' } }
    const first = await dana?.browser.post(path, hand)
    expect(first).toMatchObject({ status: 200, body: { ok: true, id: 'hand' } })
    expect((await dana?.browser.post(path, hand))?.body).toEqual(first?.body)
    expect(town.meetings.stateOf(M)?.hands).toHaveLength(1)
    const again = { ...hand, id: 'again' }
    expect(await dana?.browser.post(path, again)).toMatchObject({
      body: { ok: false, reason: 'the hand of Dana is up already' },
    })
    expect(await new TestBrowser(town.origin).post(path, again)).toMatchObject({ status: 401 })
    const elsewhere = new TestBrowser(town.origin, 'https://elsewhere.example')
    elsewhere.cookie = dana?.browser.cookie ?? ''
    expect((await elsewhere.post(path, again)).status).toBe(403)
    expect((await dana?.browser.post(path, { id: '', command: 5 }))?.status).toBe(400)
    expect((await dana?.browser.post('/meetings', aMeeting('other', wallets)))?.status).toBe(403)
  })

  it('goes on where it was after the server is gone, and every ballot is there', async () => {
    const hash = pollOn(guest, 'v1')?.questionHash ?? ''
    const before = town.meetings.deskOf(M)?.stateHash()
    await town.close()
    expect((await inspectJournal({ dir })).findings).toEqual([])
    await open()
    expect(town.meetings.deskOf(M)?.stateHash()).toBe(before)
    await allEnter()
    for (const one of [...everybody(), guest]) one?.watch(M)
    await until(() => pollOn(guest, 'v1')?.cast === 1 && aigul?.own?.receipts.length === 1)
    expect(await aigul?.act(M, ballot('1', hash), 'mine')).toMatchObject({ ok: true })
    expect(await boris?.act(M, ballot('2', hash, 'no'))).toMatchObject({ ok: true })
    expect(await dana?.act(M, ballot('3', hash))).toMatchObject({ ok: true })
    await chair?.does(M, { type: 'meeting.closePoll', poll: 'v1' })
    await until(() => pollOn(guest, 'v1')?.result?.outcome === 'carried')
    expect(pollOn(guest, 'v1')).toMatchObject({ tally: { yes: 2, no: 1 }, ballotsRoot: expect.any(String) })
    const proof = await fetch(`${town.origin}/meetings/${M}/polls/v1/proof?seat=2`)
    expect(await proof.json()).toMatchObject({ seat: '2', count: 3 })
    expect(await dana?.act(M, ballot('3', hash, 'no'))).toMatchObject({ ok: false, reason: 'vote v1 is closed' })
    expect((await fetch(`${town.origin}/meetings/${M}/minutes`)).status).toBe(200)
    expect((await get(`/meetings/${M}`))['parts']).toMatchObject({ life: { is: 'open' } })
    // What happened is read again when it is over.
    expect(await get(`/meetings/${M}/course`)).toMatchObject({ error: `meeting ${M} is not over yet` })
  })

  it('counts a secret vote and tells nobody who', async () => {
    const more = await walletsOf('C', 'S', 'A1', 'A2', 'A3', 'A4', 'A5')
    const S = 'secret-1'
    expect((await post('/meetings', aMeeting(S, more, rulesOf('council')))).status).toBe(201)
    const people = await Promise.all(Object.entries(more).map(([name, wallet]) => TestMember.enter(town, name, wallet)))
    const [c, s, ...members] = people as [TestMember, TestMember, ...TestMember[]]
    for (const one of people) one.watch(S)
    await s.does(S, { type: 'meeting.convene', startsAtMs: Date.now() + 2500 })
    for (const one of people) await one.does(S, { type: 'meeting.arrive' })
    await openWhenItIsTime(c, S)
    const subject = { kind: 'procedure' } as const
    await c.does(S, {
      type: 'meeting.preparePoll',
      poll: 'x',
      subject,
      question: 'Who?',
      method: 'secret',
      evidence: [],
    })
    await c.does(S, { type: 'meeting.openPoll', poll: 'x' })
    await until(() => members.every((one) => pollOn(one, 'x')?.state === 'open'))
    const hash = pollOn(c, 'x')?.questionHash ?? ''
    const cast = async (i: number, choice: string) => members[i]?.act(S, ballot(`${i + 1}`, hash, choice, 'x'))
    expect(await cast(0, 'no')).toMatchObject({ ok: true })
    expect(await cast(0, 'yes')).toMatchObject({ ok: false, reason: expect.stringContaining('has voted in x') })
    await until(() => members[0]?.own?.receipts.length === 1)
    expect(members[0]?.own?.receipts[0]).toMatchObject({ choice: 'no', nullifier: expect.any(String) })
    const verdicts = await Promise.all([1, 2, 3, 4].map((i) => cast(i, 'yes')))
    expect(verdicts).toMatchObject([{ ok: true }, { ok: true }, { ok: true }, { ok: true }])
    await until(() => pollOn(c, 'x')?.result?.outcome === 'carried')
    expect(c.parts['votes.x']).toBeNull()
    const [poll] = town.meetings.stateOf(S)?.polls ?? []
    expect(JSON.stringify([poll?.secret, poll?.ballots])).not.toContain('0x')
    expect(poll?.refused).toMatchObject([{ reason: expect.not.stringContaining('yes') }])
  })
})
