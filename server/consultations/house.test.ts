// Consultations over a real journal: who is who, what is told of them to whom, the three files, and a start after another.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { leafOf } from '../../shared/records/consultation-files.ts'
import { sha256 } from '../journal/chain.ts'
import { type Journal, openStorage } from '../journal/journal.ts'
import { folder } from '../journal/testing.ts'
import { inspectJournal } from '../journal/verify.ts'
import type { Consultations } from './house.ts'
import { filesOf } from './files.ts'
import { keeperOf } from './own-data.ts'
import { aConsultation, announced, citizen, GUEST, OPERATOR, SCHOOL, testConsultations } from './testing.ts'
import { ownOf, toldOf } from './told.ts'

type Test = Awaited<ReturnType<typeof testConsultations>>
let place: ReturnType<typeof folder>
let storage: { readonly journal: Journal; close(): Promise<void> }
let test: Test
const homes = new Map<string, { area: string; untilMs: number }>()
beforeEach(async () => {
  place = folder()
  storage = await openStorage(place.where)
  test = await testConsultations(storage.journal, place.where.dir, { homes })
})
afterEach(async () => {
  expect(test.faults).toEqual([])
  await test.close()
  await storage.close()
  await place.remove()
  homes.clear()
})

const [mara, miras, clerk, aigul, boris] = ['mara', 'miras', 'clerk', 'aigul', 'boris'].map(citizen) as [
  ReturnType<typeof citizen>,
  ReturnType<typeof citizen>,
  ReturnType<typeof citizen>,
  ReturnType<typeof citizen>,
  ReturnType<typeof citizen>,
]
const submit = (statement: string, text = `I think ${statement}`) => ({ type: 'consultation.submit', statement, text })
const decide = (how: 'approve' | 'reject' | 'merge', statement: string, more: object = {}) => ({
  type: `consultation.${how}`,
  statement,
  ...more,
})
const vote = (statement: string, choice: string) => ({ type: 'consultation.vote', statement, choice })
const report = (...statements: string[]) => ({
  type: 'consultation.report',
  groups: [{ id: 'g1', title: 'All', statements }],
})
const stateNow = (house: Consultations) => {
  const state = house.stateOf(SCHOOL)
  if (!state) throw new Error(house.whyNot(SCHOOL))
  return state
}
const toldNow = () => toldOf(stateNow(test.house), { seq: 0, nowMs: 0, hashes: test.house.hashesOf(SCHOOL) })

async function collecting(more = {}): Promise<void> {
  expect(await test.house.setUp(OPERATOR, aConsultation(more))).toMatchObject({ ok: true })
  await test.does(clerk, announced(test.nowMs()))
}
async function reported(): Promise<void> {
  await collecting()
  await test.does(aigul, submit('s1'), submit('s2'), submit('bad', 'Boris Ivanov is a thief'), submit('same'))
  await test.does(mara, decide('approve', 's1'), decide('approve', 's2'))
  await test.does(mara, decide('reject', 'bad', { reason: 'person' }), decide('merge', 'same', { into: 's1' }))
  await test.does(boris, vote('s1', 'disagree'), vote('s1', 'agree'), vote('s2', 'pass'))
  await test.does(aigul, vote('s1', 'agree'))
  await test.does(clerk, { type: 'consultation.close' }, report('s1', 's2'))
}

describe('consultations', () => {
  it('are set up by operators, once, and open by the clock', async () => {
    expect(await test.house.setUp(aigul, aConsultation())).toMatchObject({ ok: false })
    expect(await test.house.setUp(OPERATOR, aConsultation())).toMatchObject({ ok: true })
    expect(await test.house.setUp(OPERATOR, aConsultation())).toEqual({
      ok: false,
      reason: 'there is a consultation school already',
    })
    expect(await test.says(aigul, submit('s1'))).toBe('consultation school is draft')
    const opensAtMs = test.nowMs() + 60_000
    await test.does(clerk, { type: 'consultation.announce', opensAtMs, closesAtMs: opensAtMs + 60_000 })
    expect(test.house.list()).toMatchObject([{ consultation: 'school', life: 'announced', opensAtMs }])
    test.pass(60_000)
    await expect.poll(() => stateNow(test.house).life).toBe('collecting')
    test.pass(60_000)
    await expect.poll(() => stateNow(test.house).life).toBe('closed')
  })

  it('say why somebody may not, and take nothing that is the server’s', async () => {
    await collecting()
    expect(await test.says(GUEST, submit('s1'))).toBe('guests read; sign in to take part in consultation school')
    const lent = { ...aigul, who: { ...(aigul.who as NonNullable<typeof aigul.who>), way: 'paired' as const } }
    expect(await test.says(lent, submit('s1'))).toContain('answer on the phone that lent it')
    expect(await test.says(aigul, decide('approve', 's1'))).toBe(
      'consultation.approve is for moderator; you are here as participant',
    )
    for (const type of ['consultation.forget', 'consultation.noteResident'])
      expect(await test.says(clerk, { type, person: 'aigul', untilMs: 1 })).toContain("is the server's own")
    expect(await test.says(clerk, aConsultation({ consultation: 'other' }))).toContain(
      'cannot become consultation other',
    )
    expect(await test.says(aigul, { type: 'consultation.submit', statement: 's1', text: ' ' })).toContain('text')
    expect(await test.house.act(aigul, { consultation: 'none', command: submit('s1'), intent: 'x' })).toEqual({
      ok: false,
      reason: 'there is no consultation none',
    })
  })

  it('count one opinion of a person, the last; a resent one is done once', async () => {
    await collecting()
    await test.does(aigul, submit('s1'))
    await test.does(mara, decide('approve', 's1'))
    const first = await test.act(boris, vote('s1', 'agree'), 'same')
    expect(await test.act(boris, vote('s1', 'agree'), 'same')).toEqual(first)
    await Promise.all([boris, miras, aigul].map((who) => test.does(who, vote('s1', 'disagree'))))
    expect(toldNow()).toMatchObject({ participants: 3, statements: [{ id: 's1', counts: null }] })
    expect(stateNow(test.house).statements[0]?.votes.map(({ choice }) => choice)).toEqual(Array(3).fill('disagree'))
  })

  it('ask who has shown that they live in the area, as soon as they have', async () => {
    await collecting({ area: 'Esil' })
    expect(await test.says(aigul, submit('s1'))).toContain('is for resident of Esil')
    homes.set('boris', { area: 'Almaty district', untilMs: test.nowMs() + 1e6 })
    expect(await test.says(boris, submit('s1'))).toContain('is for resident of Esil')
    homes.set('aigul', { area: 'Esil', untilMs: test.nowMs() + 1e6 })
    expect(await test.says(aigul, submit('s1'))).toBeNull()
    expect(stateNow(test.house).residents).toHaveLength(1)
  })

  it('tell anybody no name and no rejected text, its author what became of it, a moderator what waits', async () => {
    await collecting()
    await test.does(aigul, submit('s1'), submit('bad', 'Boris Ivanov is a thief'))
    await test.does(mara, decide('reject', 'bad', { reason: 'person' }))
    const open = JSON.stringify(toldNow())
    expect(open).not.toMatch(/aigul|mara|The name of|thief|I think/)
    expect(toldNow()).toMatchObject({ waiting: 1, rejected: [{ count: 0 }, { reason: 'person', count: 1 }] })
    const own = (asker: typeof aigul) =>
      ownOf(stateNow(test.house), {
        actor: test.house.actorIn(stateNow(test.house), asker),
        isLent: false,
        saltKey: new Uint8Array(32),
      })
    expect(own(aigul)).toMatchObject({
      roles: ['visitor', 'participant'],
      statements: [
        { id: 's1', state: 'submitted' },
        { id: 'bad', state: 'rejected', because: 'person', mayAppeal: true },
      ],
      toDecide: [],
    })
    await test.does(aigul, { type: 'consultation.appeal', statement: 'bad', why: 'He is no private person' })
    expect(own(mara)).toMatchObject({
      toDecide: [
        { id: 's1', isForAnother: false },
        { id: 'bad', isForAnother: true },
      ],
    })
    expect(own(miras)).toMatchObject({ toDecide: [{}, { appeal: 'He is no private person', isForAnother: false }] })
    expect(own(boris)).toMatchObject({ statements: [], toDecide: [], salt: '' })
  })

  it('come to three files without names, which the report binds and each participant finds themselves in', async () => {
    await reported()
    const state = stateNow(test.house)
    const { statements, votes, report: told, ...hashes } = filesOf(state, state.groups, new Uint8Array(32))
    expect(state.reportHash).toBe(hashes.reportHash)
    expect(test.house.hashesOf(SCHOOL)).toEqual(hashes)
    expect(canonicalJson({ statements, votes, told })).not.toMatch(/aigul|boris|mara|thief/i)
    expect(statements.statements.map((one) => Object.values(one).join())).toEqual([
      's1,approved,I think s1',
      's2,approved,I think s2',
      'bad,rejected,person',
      'same,merged,I think same,s1',
    ])
    expect(votes).toMatchObject({
      participants: 2,
      statements: [
        { id: 's1', agree: 2, disagree: 0, pass: 0 },
        { id: 's2', agree: 0, disagree: 0, pass: 1 },
      ],
    })
    const own = ownOf(state, {
      actor: { id: 'boris', role: 'participant' },
      isLent: false,
      saltKey: new Uint8Array(32),
    })
    if (!own.isSignedIn) throw new Error('boris is signed in')
    const choices = Object.entries(own.opinions).map(([statement, choice]) => ({ statement, choice }))
    expect(votes.leaves).toContain(leafOf({ consultation: SCHOOL, salt: own.salt, choices }, sha256))
    expect(test.house.evidenceOf(SCHOOL)).toEqual({ id: SCHOOL, participants: 2, ...hashes })
    expect(test.house.evidenceOf('none')).toEqual({ reason: 'there is no consultation none' })
  })

  it('are answered group by group, and not archived before', async () => {
    await reported()
    expect(await test.says(clerk, { type: 'consultation.archive' })).toContain('is not answered yet')
    expect(await test.says(aigul, { type: 'consultation.answer', group: 'g1', text: 'Yes' })).toContain(
      'is for officer',
    )
    await test.does(clerk, { type: 'consultation.answer', group: 'g1', text: 'It reopens in May.' })
    expect(toldNow()).toMatchObject({ life: 'answered', groups: [{ answer: 'It reopens in May.' }] })
    await test.does(clerk, { type: 'consultation.archive' })
  })

  it('go on after a start, in the same state, in a chain that verifies', async () => {
    await reported()
    const hash = test.house.stateHashOf(SCHOOL)
    const files = test.house.hashesOf(SCHOOL)
    await test.close()
    test = await testConsultations(storage.journal, place.where.dir, { homes })
    expect(test.house.stateHashOf(SCHOOL)).toBe(hash)
    expect(test.house.evidenceOf(SCHOOL)).toEqual({ id: SCHOOL, participants: 2, ...files })
    expect(test.house.hashesOf(SCHOOL)).toEqual(files)
    // They are put together once, not for each who asks.
    expect(test.composed()).toBe(1)
    await test.close()
    await storage.close()
    expect((await inspectJournal(place.where)).findings).toEqual([])
    storage = await openStorage(place.where)
    test = await testConsultations(storage.journal, place.where.dir, { homes })
  })

  it('name nobody in the journal, export what is somebody’s, and let it go with their account', async () => {
    await reported()
    const timeline = `consultation/${SCHOOL}`
    const entries = await storage.journal.call('read', { timeline, after: -1, limit: 1000 })
    expect(entries.map(({ input }) => input).join()).not.toContain('The name of')
    const keeper = keeperOf(test.house)
    expect(keeper.exported(['aigul'])).toMatchObject([
      {
        consultation: SCHOOL,
        statements: [{}, {}, { text: 'Boris Ivanov is a thief' }, {}],
        opinions: [{ choice: 'agree' }],
      },
    ])
    expect(keeper.exported(['miras'])).toEqual([])
    await keeper.erased(['aigul'])
    expect(stateNow(test.house).statements.map(({ text }) => text)).toEqual([
      'I think s1',
      'I think s2',
      '',
      'I think same',
    ])
    expect(test.house.hashesOf(SCHOOL)?.reportHash).toBe(stateNow(test.house).reportHash)
    expect(test.house.evidenceOf(SCHOOL)).toMatchObject({ participants: 2 })
  })
})
