// A desk and its journal: a disk that is full, a build that is another, a roll of thousands.
import { afterEach, describe, expect, it } from 'vitest'
import { listedOf, partsOf } from '../../shared/civic/parts.ts'
import { pollOf } from '../../shared/civic/state.ts'
import { fillable, folder } from '../journal/testing.ts'
import { inspectJournal } from '../journal/verify.ts'
import { openStorage } from '../journal/journal.ts'
import { HeldElsewhere } from '../kernels/held-elsewhere.ts'
import { Desk } from './desk.ts'
import { openedBy, timelineOf } from './meeting-journal.ts'
import { aCouncil, aMeeting, rulesOf, testHouse, type TestHouse, type TestPerson } from './testing-house.ts'

const M = 'council-2'
const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})
const keep = <T extends { close(): Promise<unknown> }>(one: T): T => {
  opened.push(() => one.close())
  return one
}

/** With seats for all but the first two, and a vote that is open. */
async function voting(house: TestHouse, people: readonly TestPerson[], here = people.length): Promise<string> {
  const [chair, secretary] = people as [TestPerson, TestPerson]
  expect(await house.setUp(aMeeting(M, people, rulesOf('council')))).toMatchObject({ ok: true })
  await house.does(secretary, M, { type: 'meeting.convene', startsAtMs: house.nowMs() + 60_000 })
  house.pass(60_000)
  for (const one of people.slice(0, here)) {
    house.enter(one)
    await house.does(one, M, { type: 'meeting.arrive' })
  }
  await house.does(chair, M, { type: 'meeting.open' })
  const subject = { kind: 'procedure' } as const
  const about = { question: 'Go on?', method: 'named', evidence: [] as string[] } as const
  await house.does(chair, M, { type: 'meeting.preparePoll', poll: 'v1', subject, ...about })
  await house.does(chair, M, { type: 'meeting.openPoll', poll: 'v1' })
  return pollOf(house.house.stateOf(M) as never, 'v1')?.questionHash ?? ''
}
const ballot = (questionHash: string, seat: number) => ({
  type: 'meeting.castBallot',
  poll: 'v1',
  questionHash,
  seat: `${seat}`,
  choice: 'yes',
  revision: 1,
  weight: 1,
})

describe('a meeting', () => {
  it('on a full disk refuses votes with the reason and counts none of them; with room it goes on', async () => {
    const place = folder()
    const storage = keep(await fillable(place.where))
    const house = keep(await testHouse(place.where, { journal: storage.journal }))
    const people = aCouncil(3)
    const hash = await voting(house, people)
    const [, , first, second] = people as TestPerson[]
    expect(await house.act(first, M, ballot(hash, 1), 'a')).toMatchObject({ ok: true })
    await storage.fill()
    const before = house.house.deskOf(M)?.stateHash()
    // Pages that are there have room for a while.
    for (let n = 0; ; n++) {
      const type = n % 2 === 0 ? 'meeting.raiseHand' : 'meeting.lowerHand'
      const verdict = await house.act(first, M, { type }, `hand ${n}`)
      if (!verdict.ok) break
    }
    expect(await house.act(second, M, ballot(hash, 2), 'b')).toEqual({
      ok: false,
      reason: 'not recorded: the disk is full',
    })
    expect(pollOf(house.house.stateOf(M) as never, 'v1')?.ballots).toHaveLength(1)
    await storage.empty()
    await expect.poll(async () => (await house.act(second, M, ballot(hash, 2), 'b')).ok, { interval: 100 }).toBe(true)
    expect(pollOf(house.house.stateOf(M) as never, 'v1')?.ballots).toHaveLength(2)
    expect(house.house.deskOf(M)?.stateHash()).not.toBe(before)
    await house.close()
    expect((await inspectJournal(place.where)).findings).toEqual([])
  })

  it('that another server takes while it is being opened is held there, which is tried again, and is not broken', async () => {
    const place = folder()
    const house = keep(await testHouse(place.where))
    await house.setUp(aMeeting(M, aCouncil(3)))
    await house.close()
    const { journal } = keep(await openStorage(place.where))
    const own = async (holder: string, from = ''): Promise<number> => {
      const owning = await journal.call('own', { timeline: timelineOf(M), holder, from })
      return owning.ok ? owning.token : expect.unreachable(owning.holder)
    }
    const token = await own('one')
    await own('another', 'one')
    const about = { meeting: M, journal, token, build: 'newer', nowMs: Date.now }
    const opening = Desk.open({ ...about, onChanged: () => {}, onLost: () => {}, onFault: () => {} })
    const why: unknown = await opening.catch((error: unknown) => error)
    expect(why).toBeInstanceOf(HeldElsewhere)
    expect(String(why)).toContain(`meeting ${M} is held by another server of this city at the moment`)
  })

  it('goes on under another build that knows its rules, and is kept as it is by one that does not', async () => {
    const place = folder()
    const house = keep(await testHouse(place.where))
    const people = aCouncil(3)
    const hash = await voting(house, people)
    await house.close()
    const newer = keep(await testHouse(place.where, { build: 'newer' }))
    expect(await newer.act(people[2], M, ballot(hash, 1))).toMatchObject({ ok: true })
    const state = newer.house.deskOf(M)?.stateHash()
    const { seq } = newer.house.deskOf(M) ?? { seq: 0 }
    await newer.close()
    const storage = keep(await fillable(place.where))
    const after = keep(await testHouse(place.where, { journal: storage.journal, build: 'newer' }))
    expect(after.house.deskOf(M)?.stateHash()).toBe(state)
    await after.close()
    const { kind, build, atMs } = openedBy('stranger', 0) as Extract<ReturnType<typeof openedBy>, { kind: 'opened' }>
    const input = JSON.stringify({ kind, build, systems: [{ id: 'meeting', version: 99 }], atMs })
    for (let at = seq; at < seq + 9; at++)
      if (
        (
          await storage.journal.call('append', {
            timeline: timelineOf(M),
            after: at,
            lines: [{ actor: null, intent: null, input }],
          })
        ).ok
      )
        break
    const old = keep(await testHouse(place.where, { journal: storage.journal }))
    expect(await old.act(people[2], M, { type: 'meeting.leave' })).toEqual({
      ok: false,
      reason: `meeting ${M} was held with the rules' version 99, and this build knows 1; it is kept as it is`,
    })
  })

  it('of five thousand seats is set up, told and played again', async () => {
    const place = folder()
    const house = keep(await testHouse(place.where))
    const people = aCouncil(5000)
    expect(await house.setUp(aMeeting(M, people, rulesOf('assembly')))).toMatchObject({ ok: true })
    const state = house.house.stateOf(M)
    if (!state) throw new Error('no state')
    expect(listedOf(state)).toMatchObject({ seats: 5000, present: 0 })
    await house.does(people[1] as TestPerson, M, { type: 'meeting.convene', startsAtMs: house.nowMs() + 1000 })
    await house.does(people[2] as TestPerson, M, { type: 'meeting.arrive' })
    const parts = partsOf(state, house.hashes)
    // Of so many only those for whom somebody is here are told.
    expect(parts.house).toMatchObject({ seats: [{ seat: '1', via: 'holder' }] })
    expect(JSON.stringify(parts).length).toBeLessThan(100_000)
    const hash = house.house.deskOf(M)?.stateHash()
    await house.close()
    const again = keep(await testHouse(place.where))
    expect(again.house.deskOf(M)?.stateHash()).toBe(hash)
  })
})
