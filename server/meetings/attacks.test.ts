// What a meeting must survive: votes at the wrong time, people and officers who are gone, an owner who was taken for gone, the
// same intent again and again, commands of every wrong shape, and a voter who is refused without end.
import { afterEach, describe, expect, it } from 'vitest'
import { MeetingCommand } from '../../shared/civic/commands.ts'
import type { Rules } from '../../shared/civic/rules.ts'
import { type Held, pollOf } from '../../shared/civic/state.ts'
import { KINDS, type Place } from '../journal/testing.ts'
import { folder } from '../journal/testing.ts'
import { inspectJournal } from '../journal/verify.ts'
import { until } from '../rooms/testing.ts'
import { aCouncil, aMeeting, rulesOf, someone, testHouse, type TestHouse, type TestPerson } from './testing-house.ts'

const M = 'council-1'
const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function houseIn(place: Place, more: Parameters<typeof testHouse>[1] = {}): Promise<TestHouse> {
  const house = await testHouse(place.where, more)
  opened.push(() => house.close())
  return house
}

/** Five seats, everybody here, and a vote that is open. */
async function voting(house: TestHouse, rules: Partial<Rules> = {}, poll: object = {}): Promise<TestPerson[]> {
  const people = aCouncil(5)
  const [chair, secretary] = people as [TestPerson, TestPerson, ...TestPerson[]]
  expect(await house.setUp(aMeeting(M, people, rulesOf('council', rules)))).toMatchObject({ ok: true })
  await convene(house, secretary)
  for (const one of people) {
    house.enter(one)
    await house.does(one, M, { type: 'meeting.arrive' })
  }
  await house.does(chair, M, { type: 'meeting.open' })
  await prepare(house, chair, poll)
  await house.does(chair, M, { type: 'meeting.openPoll', poll: 'v1' })
  return people
}

async function convene(house: TestHouse, secretary: TestPerson): Promise<void> {
  await house.does(secretary, M, { type: 'meeting.convene', startsAtMs: house.nowMs() + 60_000 })
  house.pass(60_000)
}

const prepare = (house: TestHouse, chair: TestPerson, more: object = {}): Promise<void> =>
  house.does(chair, M, {
    type: 'meeting.preparePoll',
    poll: 'v1',
    subject: { kind: 'procedure' },
    question: 'Go on?',
    method: 'named',
    evidence: [],
    ...more,
  })

const stateOf = (house: TestHouse): Held => house.house.stateOf(M) as Held
const poll = (house: TestHouse) => pollOf(stateOf(house), 'v1')
function ballot(house: TestHouse, seat: number, more: object = {}): object {
  const questionHash = poll(house)?.questionHash ?? ''
  return {
    type: 'meeting.castBallot',
    poll: 'v1',
    questionHash,
    seat: `${seat}`,
    choice: 'yes',
    revision: 1,
    weight: 1,
    ...more,
  }
}
const reason = (verdict: { ok: boolean; reason?: string }): string => (verdict.ok ? '' : (verdict.reason ?? ''))

describe('a vote', () => {
  it('takes no ballot before it opens or after it closes, by the server’s clock; what is refused is on record', async () => {
    const house = await houseIn(folder())
    const people = await voting(house, {}, { limitS: 60 })
    const [chair, , aigul, boris, dana] = people as TestPerson[]
    await house.does(chair as TestPerson, M, { type: 'meeting.voidPoll', poll: 'v1', reason: 'once more' })
    await prepare(house, chair as TestPerson, { poll: 'v2', limitS: 60 })
    await until(() => pollOf(stateOf(house), 'v2')?.questionHash !== null)
    const early = { ...ballot(house, 1), poll: 'v2', questionHash: pollOf(stateOf(house), 'v2')?.questionHash }
    expect(reason(await house.act(aigul as TestPerson, M, early))).toBe('vote v2 is not open yet')
    await house.does(chair as TestPerson, M, { type: 'meeting.openPoll', poll: 'v2' })
    expect(await house.act(aigul as TestPerson, M, early)).toMatchObject({ ok: true })
    // A voter's own clock has no place in a ballot.
    expect(reason(await house.act(boris as TestPerson, M, { ...early, seat: '2', castMs: 1 }))).toContain('castMs')
    house.pass(61_000)
    expect(reason(await house.act(dana as TestPerson, M, { ...early, seat: '3' }))).toMatch(
      /^vote v2 is (closed|counted)/,
    )
    house.pass(-120_000)
    expect(reason(await house.act(dana as TestPerson, M, { ...early, seat: '3' }))).toContain('closed')
    await until(() => pollOf(stateOf(house), 'v2')?.refusedCount === 3)
    const v2 = pollOf(stateOf(house), 'v2')
    expect(v2?.ballots.map(({ seat }) => seat)).toEqual(['1'])
    expect(v2?.life).toMatchObject({ is: 'counted', result: { tally: { yes: 1, no: 0, abstain: 0 } } })
    expect(v2?.refused.map(({ person }) => person)).toEqual([aigul?.id, dana?.id, dana?.id])
  })

  it('takes one ballot of a seat, a hundred times at once and after a restart', async () => {
    const place = folder()
    const house = await houseIn(place)
    const [, , aigul] = await voting(house)
    const same = ballot(house, 1)
    const verdicts = await Promise.all(
      Array.from({ length: 50 }, () => house.act(aigul as TestPerson, M, same, 'same')),
    )
    expect(new Set(verdicts.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(verdicts[0]).toMatchObject({ ok: true })
    const others = await Promise.all(
      Array.from({ length: 50 }, (_, i) => house.act(aigul as TestPerson, M, same, `o${i}`)),
    )
    expect(others.every(({ ok }) => !ok)).toBe(true)
    expect(poll(house)?.ballots).toHaveLength(1)
    await until(() => house.isIdle(M))
    // Noted, but so often and no more.
    expect(poll(house)?.refused).toHaveLength(10)
    const before = house.house.deskOf(M)?.stateHash()
    await house.close()
    expect((await inspectJournal(place.where)).findings).toEqual([])
    const again = await houseIn(place)
    expect(again.house.deskOf(M)?.stateHash()).toBe(before)
    expect(await again.act(aigul as TestPerson, M, same, 'same')).toEqual(verdicts[0])
    expect(reason(await again.act(aigul as TestPerson, M, same, 'another'))).toBe('seat 1 has voted in v1 already')
  })

  it('is not for a headset that was lent a session, which may raise its hand', async () => {
    const house = await houseIn(folder())
    const [, , aigul] = await voting(house)
    const lent = { ...someone('Aigul'), ...aigul, way: 'paired' as const }
    expect(reason(await house.act(lent, M, ballot(house, 1)))).toContain('vote on the phone that lent it')
    expect(await house.act(lent, M, { type: 'meeting.raiseHand' })).toMatchObject({ ok: true })
    expect(stateOf(house).hands).toMatchObject([{ person: aigul?.id }])
  })
})

describe('a meeting', () => {
  it.each([
    ['void', 'council'],
    ['paused', 'board'],
  ])('makes an open vote %s when the quorum is lost, by lines that are gone', async (is, preset) => {
    const house = await houseIn(folder(), { graceMs: 300 })
    const people = await voting(house, { quorum: rulesOf(preset).quorum })
    const members = people.slice(2)
    // A second window holds its person.
    const second = house.enter(members[0] as TestPerson)
    for (const one of members.slice(0, 3)) house.leave(one)
    await until(
      () =>
        stateOf(house).life.is === 'open' && stateOf(house).stays.filter(({ outMs }) => outMs !== null).length === 2,
    )
    expect(poll(house)?.life.is).toBe('open')
    house.house.leave(second)
    await until(() => poll(house)?.life.is === is)
    expect(stateOf(house).life.is).toBe('inquorate')
    house.enter(members[0] as TestPerson)
    await house.does(members[0] as TestPerson, M, { type: 'meeting.arrive' })
    expect(poll(house)?.life.is).toBe(is === 'paused' ? 'open' : 'void')
  })

  it('goes on under the deputy when the chair is gone, and rests when nobody may chair', async () => {
    const house = await houseIn(folder(), { graceMs: 300 })
    const people = aCouncil(3)
    const [chair, secretary, aigul] = people as [TestPerson, TestPerson, TestPerson]
    const deputy = someone('Vera')
    const given = aMeeting(M, people, rulesOf('board', { chairGraceS: 60 }))
    await house.setUp({ ...given, chairs: [...given.chairs, { id: deputy.id, name: deputy.name }] })
    await convene(house, secretary)
    for (const one of [...people, deputy]) {
      house.enter(one)
      await house.does(one, M, { type: 'meeting.arrive' })
    }
    await house.does(chair, M, { type: 'meeting.open' })
    await prepare(house, chair)
    await house.does(chair, M, { type: 'meeting.openPoll', poll: 'v1' })
    expect(await house.act(aigul, M, ballot(house, 1))).toMatchObject({ ok: true })
    house.leave(chair)
    house.leave(secretary)
    await until(() => stateOf(house).course.some(({ key }) => key === 'chairPassed'))
    await house.does(deputy, M, { type: 'meeting.closePoll', poll: 'v1' })
    await until(() => poll(house)?.life.is === 'counted')
    house.leave(deputy)
    await until(() => stateOf(house).chairlessMs !== null)
    house.pass(61_000)
    await until(() => stateOf(house).life.is === 'recess')
    house.enter(chair)
    await house.does(chair, M, { type: 'meeting.arrive' }, { type: 'meeting.resume' })
    expect(stateOf(house).life.is).toBe('open')
  })

  it('takes no command of a wrong shape, and none that is the server’s own', async () => {
    const house = await houseIn(folder())
    const people = await voting(house)
    await until(() => house.isIdle(M))
    const [before, seq] = [house.house.deskOf(M)?.stateHash(), house.house.seqOf(M)]
    const junk: unknown[] = [null, [], 'x', 5, {}, { type: 'none' }, { type: 'meeting.' }, { type: 'constructor' }]
    for (const { shape } of MeetingCommand.options) {
      const type = shape.type.value
      for (const key of Object.keys(shape))
        for (const value of [null, -1, 1e308, {}, [], 'x'.repeat(5000), '__proto__\u0000'])
          junk.push({ type, ...(key === 'type' ? { type: [type] } : { [key]: value }) })
    }
    for (const person of [undefined, ...people.slice(0, 1)])
      for (const command of junk) {
        const verdict = await house.act(person, M, command as object)
        expect(verdict.ok, JSON.stringify(command)).toBe(false)
        expect(reason(verdict)).not.toMatch(/\[object|it has been noted/)
      }
    for (const type of ['noteGone', 'freezeQuestion', 'castSecretBallot', 'noteRefusedBallot'])
      expect(reason(await house.act(people[0], M, { type: `meeting.${type}`, poll: 'v1' }))).toContain(
        'the server’s own'.replace('’', "'"),
      )
    expect(reason(await house.act(people[0], 'none', { type: 'meeting.open' }))).toBe('there is no meeting none')
    expect([house.house.deskOf(M)?.stateHash(), house.house.seqOf(M)]).toEqual([before, seq])
    expect(house.faults).toEqual([])
  })
})

describe.each(KINDS.filter(({ isHere }) => isHere))('an owner of a meeting in $name', ({ make }) => {
  it('that was taken for gone writes nothing more', async () => {
    const place = await make()
    opened.push(() => place.remove())
    const old = await houseIn(place)
    const people = await voting(old)
    const [, , aigul, boris] = people as TestPerson[]
    expect(await old.act(aigul as TestPerson, M, ballot(old, 1))).toMatchObject({ ok: true })
    // While it is held, another server waits.
    const next = await houseIn(place)
    expect(next.house.stateOf(M)).toBeNull()
    expect(reason(await next.act(boris as TestPerson, M, { type: 'meeting.arrive' }))).toContain(
      'held by another server',
    )
    await next.takeFrom(old, M)
    const taken = ballot(old, 2)
    expect(reason(await old.act(boris as TestPerson, M, taken))).toBe('another server holds this meeting now')
    await until(() => next.house.stateOf(M) !== null)
    expect(poll(next)?.ballots).toHaveLength(1)
    expect(await next.act(boris as TestPerson, M, taken)).toMatchObject({ ok: true })
    expect(old.house.stateOf(M)).toBeNull()
    expect((await inspectJournal(place.where)).findings).toEqual([])
  })
})
