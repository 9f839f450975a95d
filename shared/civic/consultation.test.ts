// A consultation from announcement to archive: nobody's statement vanishes without a reason, none goes unanswered.
import { describe, expect, it } from 'vitest'
import { NO_OUTPUTS } from '../city/outputs.ts'
import { describeSystem } from '../kernel/conformance.ts'
import { Random } from '../kernel/random.ts'
import type { Actor } from '../kernel/system.ts'
import { EMPTY_CITY } from '../kernel/toy.ts'
import { consultation } from './consultation.ts'
import { SERVER } from './state.ts'

type Command = Parameters<typeof consultation.apply>[1]
const HASH = 'ab'.repeat(32)
const admin: Actor = { id: 'operator-1', role: 'operator' }
const clerk: Actor = { id: 'clerk', role: 'participant' }
const [mara, miras, aigul, boris] = ['mara', 'miras', 'aigul', 'boris'].map((id) => ({ id, role: 'participant' })) as [
  Actor,
  Actor,
  Actor,
  Actor,
]
const server: Actor = { id: SERVER, role: 'operator' }
const setUp: Extract<Command, { type: 'consultation.setUp' }> = {
  type: 'consultation.setUp',
  consultation: 'school',
  body: 'City council',
  title: 'The school at the river',
  question: 'What should become of it?',
  reasons: [{ id: 'insult', text: 'It insults somebody' }],
  moderators: ['mara', 'miras'],
  officers: ['clerk'],
  area: null,
}
const announce: Command = { type: 'consultation.announce', opensAtMs: 0, closesAtMs: 8e15 }
const submit = (statement: string): Command => ({ type: 'consultation.submit', statement, text: 'Reopen it' })
const approve = (statement: string): Command => ({ type: 'consultation.approve', statement })
const reject = (statement: string, reason = 'insult'): Command => ({ type: 'consultation.reject', statement, reason })
const merge = (statement: string, into: string): Command => ({ type: 'consultation.merge', statement, into })
const appeal = (statement: string): Command => ({ type: 'consultation.appeal', statement, why: 'It does not' })
const vote = (statement: string, choice: 'agree' | 'disagree'): Command => ({
  type: 'consultation.vote',
  statement,
  choice,
})
const report = (...statements: string[]): Command => ({
  type: 'consultation.report',
  reportHash: HASH,
  groups: statements.length > 0 ? [{ id: 'g1', title: 'Reopen', statements }] : [],
})
const answer: Command = { type: 'consultation.answer', group: 'g1', text: 'It reopens in May.' }
const archive: Command = { type: 'consultation.archive' }

describeSystem<ReturnType<typeof consultation.create>, Command>(consultation, {
  city: EMPTY_CITY,
  by: ({ type }) =>
    type === 'consultation.setUp'
      ? admin
      : type === 'consultation.approve'
        ? mara
        : /submit|vote/.test(type)
          ? aigul
          : clerk,
  observations: [],
  legal: [setUp, announce, submit('s1'), approve('s1'), vote('s1', 'agree'), submit('s2')],
  illegal: [
    { command: setUp, names: 'school' },
    { command: submit('s1'), names: 's1' },
    { command: approve('s1'), names: 's1' },
    { command: vote('s2', 'agree'), names: 's2' },
    { command: vote('constructor', 'agree'), names: 'constructor' },
    { command: answer, names: 'g1' },
    { command: archive, names: 'school' },
  ],
})

function collecting(area: string | null = null) {
  const state = consultation.create(EMPTY_CITY)
  const pass = (nowMs: number): void =>
    consultation.step?.(state, 1, new Random(1), EMPTY_CITY, { ...NO_OUTPUTS, nowMs })
  const act = (actor: Actor, command: Command): string | null => {
    const refused = consultation.check(state, command, EMPTY_CITY, actor)?.reason ?? null
    if (refused === null) consultation.apply(state, command, actor)
    return refused
  }
  act(admin, { ...setUp, area })
  act(clerk, { type: 'consultation.announce', opensAtMs: 1000, closesAtMs: 2000 })
  pass(1000)
  return { state, pass, act }
}

describe('a consultation', () => {
  it('opens and closes by its times', () => {
    const house = collecting()
    expect(house.state.life).toBe('collecting')
    expect(house.act(aigul, submit('s1'))).toBeNull()
    house.pass(2000)
    expect(house.state.life).toBe('closed')
    expect(house.act(aigul, submit('s2'))).toBe('consultation school is closed')
    const early: Command = { type: 'consultation.announce', opensAtMs: 5, closesAtMs: 5 }
    expect(house.act(clerk, early)).toContain('would close before it opens')
  })

  it('rejects for a published reason alone, and hears one appeal by another moderator', () => {
    const house = collecting()
    house.act(aigul, submit('s1'))
    expect(house.act(boris, reject('s1'))).toBe('consultation.reject is for moderator; you are here as participant')
    expect(house.act(mara, reject('s1', 'dislike'))).toBe('dislike is none of the published reasons')
    expect(house.act(mara, reject('s1'))).toBeNull()
    expect(house.act(boris, appeal('s1'))).toBe('only who wrote statement s1 may appeal')
    expect(house.act(aigul, appeal('s1'))).toBeNull()
    expect(house.act(mara, reject('s1'))).toContain('by another moderator than before')
    expect(house.act(miras, reject('s1'))).toBeNull()
    expect(house.act(aigul, appeal('s1'))).toBe('statement s1 was appealed once already')
  })

  it('lets nobody decide on their own statement', () => {
    const house = collecting()
    house.act(mara, submit('s1'))
    expect(house.act(mara, approve('s1'))).toContain('by somebody else than who wrote it')
    // With two moderators nobody is left to hear an appeal of one of them; the report would wait for ever.
    expect(house.act(miras, reject('s1'))).toBeNull()
    expect(house.act(mara, appeal('s1'))).toBe('there is no other moderator who could decide an appeal of statement s1')
    house.pass(2000)
    expect(house.act(clerk, report())).toBeNull()
  })

  it('names its moderators once each', () => {
    const twice = { ...setUp, moderators: ['mara', 'mara'] } as Command
    const state = consultation.create(EMPTY_CITY)
    expect(consultation.check(state, twice, EMPTY_CITY, admin)?.reason).toBe('mara is named as a moderator twice')
    expect(consultation.commands.safeParse({ ...setUp, moderators: ['mara'] }).success).toBe(false)
  })

  it('counts one vote of a person on a statement, the last', () => {
    const house = collecting()
    house.act(aigul, submit('s1'))
    expect(house.act(boris, vote('s1', 'agree'))).toBe('statement s1 is submitted')
    house.act(mara, approve('s1'))
    for (const choice of ['agree', 'disagree'] as const) house.act(boris, vote('s1', choice))
    expect(house.state.statements[0]?.votes).toEqual([{ person: 'boris', choice: 'disagree' }])
  })

  it('cannot be archived before every group of statements is answered', () => {
    const house = collecting()
    for (const id of ['s1', 's2', 's3']) house.act(aigul, submit(id))
    house.act(mara, approve('s1'))
    expect(house.act(mara, merge('s2', 's3'))).toContain('into an approved one, not s3')
    house.act(mara, merge('s2', 's1'))
    house.pass(2000)
    expect(house.act(clerk, report('s1'))).toBe('statement s3 waits to be decided; the report comes after')
    house.act(mara, approve('s3'))
    expect(house.act(clerk, report('s1'))).toBe('statement s3 is in no group and would go unanswered')
    expect(house.act(clerk, report('s1', 's2'))).toBe('statement s2 is no approved one')
    expect(house.act(clerk, report('s1', 's1'))).toBe('statement s1 is in two groups')
    expect(house.act(clerk, report('s1', 's3'))).toBeNull()
    expect(house.act(clerk, archive)).toBe('group g1 of consultation school is not answered yet')
    expect(house.act(clerk, answer)).toBeNull()
    expect(house.state.life).toBe('answered')
    expect(house.act(clerk, archive)).toBeNull()
  })

  it('takes a bounded number of unread statements of one person', () => {
    const house = collecting()
    for (let n = 0; n < 20; n++) expect(house.act(aigul, submit(`s${n}`))).toBeNull()
    expect(house.act(aigul, submit('s20'))).toContain('20 statements of yours wait')
    expect(house.act(boris, submit('s20'))).toBeNull()
  })

  it('asks those of an area, who have shown that they live there', () => {
    const house = collecting('Almaty district')
    expect(house.act(aigul, submit('s1'))).toContain('is for resident of Almaty district')
    const note = (untilMs: number): Command => ({ type: 'consultation.noteResident', person: 'aigul', untilMs })
    expect(house.act(clerk, note(1500))).toContain('is for server')
    expect(house.act(server, note(1500))).toBeNull()
    expect(house.act(server, note(1500))).toBe('where aigul lives is known already')
    expect(house.act(aigul, submit('s1'))).toBeNull()
    house.pass(1500)
    expect(house.act(aigul, submit('s2'))).toContain('is for resident')
    expect(house.act(server, note(1900))).toBeNull()
    expect(house.act(aigul, submit('s2'))).toBeNull()
    expect(collecting().act(server, note(1500))).toBe('consultation school asks nobody where they live')
  })

  it('lets go of what somebody said that nobody has answered, and keeps what others have', () => {
    const house = collecting()
    for (const id of ['read', 'unread', 'bad']) house.act(aigul, submit(id))
    house.act(mara, approve('read'))
    house.act(mara, reject('bad'))
    house.act(aigul, appeal('bad'))
    house.act(miras, reject('bad'))
    house.act(aigul, vote('read', 'agree'))
    expect(house.act(boris, { type: 'consultation.forget', person: 'aigul' })).toContain('is for server')
    expect(house.act(server, { type: 'consultation.forget', person: 'aigul' })).toBeNull()
    expect(house.state.statements.map(({ id, text, appeal: why }) => [id, text, why])).toEqual([
      ['read', 'Reopen it', null],
      ['bad', '', ''],
    ])
    expect(house.state.statements[0]?.votes).toEqual([{ person: 'aigul', choice: 'agree' }])
  })

  it('is set up by who is neither its moderator nor its officer, and closed at the moment it was closed', () => {
    const state = consultation.create(EMPTY_CITY)
    const own = { ...setUp, officers: [admin.id] } as Command
    expect(consultation.check(state, own, EMPTY_CITY, admin)?.reason).toContain('neither its moderator nor its officer')
    const house = collecting()
    house.pass(1200)
    expect(house.act(clerk, { type: 'consultation.close' })).toBeNull()
    expect([house.state.life, house.state.closesAtMs]).toEqual(['closed', 1200])
    const late: Command = { type: 'consultation.announce', opensAtMs: 1, closesAtMs: 2 }
    const anew = consultation.create(EMPTY_CITY)
    consultation.apply(anew, setUp, admin)
    anew.nowMs = 5
    expect(consultation.check(anew, late, EMPTY_CITY, clerk)?.reason).toContain('closed before it is announced')
  })
})
