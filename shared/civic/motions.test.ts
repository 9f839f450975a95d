// Motions, amendments and texts by lines.
import { describe, expect, it } from 'vitest'
import { Random } from '../kernel/random.ts'
import { inOrderOfVoting } from './amendments.ts'
import { amended, type Change, diffLines, isOverlapping } from './lines.ts'
import { minutesOf } from './minutes.ts'
import { finalTextOf } from './motions.ts'
import type { Held, Motion } from './state.ts'
import { asked, chair, type Chamber, dealing, debated, HASH, member, presetOf, secretary, TEXT } from './testing.ts'

const motion = (house: Chamber, id = 'm1'): Motion => house.get().motions.find((one) => one.id === id) as Motion
const amend = (house: Chamber, amendment: string, [from, to]: [number, number], ...lines: string[]): void =>
  house.does(member(3), { type: 'meeting.submitAmendment', amendment, motion: 'm1', from, to, lines })
const admit = (house: Chamber, amendment: string, reach = 0): void =>
  house.does(chair, { type: 'meeting.admitAmendment', amendment, reach })
const vote = (house: Chamber, poll: string, amendment: string, yes: number): void => {
  asked(house, poll, { subject: { kind: 'amendment', amendment } })
  for (let seat = 1; seat <= 7; seat++) house.vote(poll, seat, seat <= yes ? 'yes' : 'no')
  house.pass()
}
const stateOf = (house: Chamber, id: string): string => house.get().amendments.find((one) => one.id === id)?.state ?? ''

describe('a motion', () => {
  it('goes from draft to debate, each step by who may take it', () => {
    const house = dealing()
    const draft = { type: 'meeting.draftMotion', motion: 'm1', item: 'school', title: 'Reopen', lines: TEXT } as const
    house.does(member(1), draft)
    expect(house.act(member(2), draft)).toBe('there is a motion m1 already')
    expect(house.act(member(2), { type: 'meeting.submitMotion', motion: 'm1' })).toBe(
      "motion m1 is Aigul's, not Boris's",
    )
    house.does(member(1), { type: 'meeting.editMotion', motion: 'm1', title: 'Reopen it', lines: TEXT })
    expect(house.act(chair, { type: 'meeting.admitMotion', motion: 'm1' })).toBe('motion m1 is draft')
    house.does(member(1), { type: 'meeting.submitMotion', motion: 'm1' })
    house.does(chair, { type: 'meeting.admitMotion', motion: 'm1' })
    expect(house.act(member(2), { type: 'meeting.secondMotion', motion: 'm1' })).toBe('motion m1 is admitted')
    house.does(member(1), { type: 'meeting.moveMotion', motion: 'm1' })
    expect(house.act(chair, { type: 'meeting.debateMotion', motion: 'm1' })).toBe(
      'motion m1 needs 1 to second it; it has 0',
    )
    expect(house.act(member(1), { type: 'meeting.secondMotion', motion: 'm1' })).toContain('by another seat than 1')
    house.does(member(2), { type: 'meeting.secondMotion', motion: 'm1' })
    expect(motion(house).life.is).toBe('seconded')
    house.does(chair, { type: 'meeting.debateMotion', motion: 'm1' })
    expect(motion(house)).toMatchObject({ title: 'Reopen it', life: { is: 'debate' }, seconders: ['2'] })
  })

  it('can be ruled out, tabled and taken up again, postponed, referred or withdrawn', () => {
    const house = dealing({ rules: { ...presetOf('board'), isAgendaVoted: true } })
    for (const id of ['m1', 'm2']) {
      const draft = { type: 'meeting.draftMotion', motion: id, item: 'school', title: id, lines: TEXT } as const
      house.does(member(1), draft, { type: 'meeting.submitMotion', motion: id })
    }
    house.does(chair, { type: 'meeting.ruleOutMotion', motion: 'm2', reason: 'not ours to decide' })
    expect(motion(house, 'm2').life).toEqual({ is: 'ruledOut', reason: 'not ours to decide' })
    house.does(chair, { type: 'meeting.admitMotion', motion: 'm1' })
    house.does(member(1), { type: 'meeting.moveMotion', motion: 'm1' })
    const debate = { type: 'meeting.debateMotion', motion: 'm1' } as const
    for (const to of ['tabled', 'postponed'] as const) {
      house.does(chair, debate, { type: 'meeting.disposeMotion', motion: 'm1', to, reason: 'until June' })
      expect(motion(house).life).toEqual({ is: to, reason: 'until June' })
    }
    house.does(chair, debate, { type: 'meeting.disposeMotion', motion: 'm1', to: 'referred', reason: 'to schools' })
    expect(house.act(chair, debate)).toBe('motion m1 is referred')
    debated(house, 'm3')
    house.does(member(1), { type: 'meeting.withdrawMotion', motion: 'm3' })
    expect(motion(house, 'm3').life.is).toBe('withdrawn')
    expect(house.act(member(1), { type: 'meeting.withdrawMotion', motion: 'm3' })).toBe('motion m3 is withdrawn')
  })

  it('is decided by the majority it asks for, of those the rules have', () => {
    const house = dealing()
    const draft = { type: 'meeting.draftMotion', motion: 'm9', item: 'school', title: 'x', lines: TEXT } as const
    expect(house.act(member(1), { ...draft, majority: 'byAcclaim' })).toContain('no majority "byAcclaim"')
    debated(house, 'm1', { majority: 'twoThirdsOfMembers' })
    asked(house, 'v1', { subject: { kind: 'motion', motion: 'm1' } })
    for (let seat = 1; seat <= 6; seat++) house.vote('v1', seat, seat < 5 ? 'yes' : 'no')
    house.vote('v1', 7, 'abstain')
    house.pass()
    expect(motion(house).life.is).toBe('lost')
    expect(house.act(secretary, { type: 'meeting.recordMotion', motion: 'm1', record: 'r1' })).toContain(
      'not certified',
    )
  })
})

describe('amendments', () => {
  it('are voted on before the motion, the farthest-reaching first, and make others moot', () => {
    const house = dealing()
    debated(house)
    amend(house, 'a1', [1, 2], '1. The school reopens in June.')
    amend(house, 'a2', [1, 3], '1. The school is sold.')
    amend(house, 'a3', [3, 3], '3. The bus runs.')
    for (const [id, reach] of [
      ['a1', 1],
      ['a2', 5],
      ['a3', 0],
    ] as const)
      admit(house, id, reach)
    expect(inOrderOfVoting(house.get() as Held, 'm1').map(({ id }) => id)).toEqual(['a2', 'a1', 'a3'])
    expect(() => asked(house, 'v0', { subject: { kind: 'amendment', amendment: 'a1' } })).toThrow(
      'amendment a2 goes further and is voted on before a1',
    )
    house.does(chair, { type: 'meeting.voidPoll', poll: 'v0', reason: 'another goes first' })
    vote(house, 'v1', 'a2', 2)
    vote(house, 'v2', 'a1', 6)
    vote(house, 'v3', 'a3', 7)
    expect(['a1', 'a2', 'a3'].map((id) => stateOf(house, id))).toEqual(['carried', 'lost', 'carried'])
    expect(finalTextOf(house.get() as Held, motion(house))).toEqual([
      'The council resolves:',
      '1. The school reopens in June.',
      '2. The road stays closed.',
      '3. The bus runs.',
    ])
    const [minuted] = minutesOf(house.get()).motions
    expect(minuted?.text.map(({ is }) => is)).toEqual(['same', 'removed', 'added', 'same', 'added'])
    expect(minuted).toMatchObject({ by: 'Aigul', seconders: ['Boris'], amendments: [{}, {}, { id: 'a3', by: 'Dana' }] })
  })

  it('are moot when another has rewritten their lines, and are back when that vote is void', () => {
    const house = dealing()
    debated(house)
    amend(house, 'a1', [1, 2], '1. The school reopens in June.')
    amend(house, 'a2', [1, 3], '1. The school is sold.')
    admit(house, 'a1')
    admit(house, 'a2', 5)
    vote(house, 'v1', 'a2', 7)
    expect(stateOf(house, 'a1')).toBe('moot')
    expect(house.get().amendments[0]?.reason).toBe('a2 was carried for the same lines')
    house.does(chair, { type: 'meeting.voidPoll', poll: 'v1', reason: 'a miscount' })
    expect(['a1', 'a2'].map((id) => stateOf(house, id))).toEqual(['debate', 'debate'])
  })

  it('are refused when they are to no lines, change nothing or come too late', () => {
    const house = dealing()
    debated(house)
    const submit = (from: number, to: number, lines: string[], id = 'a1') =>
      house.act(member(3), { type: 'meeting.submitAmendment', amendment: id, motion: 'm1', from, to, lines })
    expect(submit(2, 4, ['x'])).toBe('amendment a1 is to lines 2 to 4 of m1, which has 3')
    expect(submit(2, 1, ['x'])).toContain('a1')
    expect(submit(1, 2, [TEXT[1] ?? ''])).toBe('amendment a1 changes nothing in motion m1')
    expect(
      submit(
        0,
        0,
        Array.from({ length: 499 }, () => ''),
      ),
    ).toContain('more than 500 lines')
    expect(submit(0, 1, [])).toBeNull()
    expect(submit(0, 1, [])).toBe('there is an amendment a1 already')
    house.does(member(3), { type: 'meeting.withdrawAmendment', amendment: 'a1' })
    asked(house, 'v1', { subject: { kind: 'motion', motion: 'm1' } })
    expect(submit(0, 1, [], 'a2')).toBe('motion m1 is voting and takes no amendments')
    expect(HASH).toHaveLength(64)
  })
})

describe('lines', () => {
  it('are told same, removed or added', () => {
    const told = diffLines(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'd', 'e']).map(({ is, text }) => `${is} ${text}`)
    expect(told).toEqual(['same a', 'removed b', 'added x', 'same c', 'same d', 'added e'])
    expect(diffLines([], ['a'])).toEqual([{ is: 'added', text: 'a' }])
    expect(diffLines(['a'], [])).toEqual([{ is: 'removed', text: 'a' }])
  })

  it('give either text back from what was told, for 2,000 pairs', () => {
    for (let seed = 1; seed <= 2000; seed++) {
      const random = new Random(seed)
      const text = (): string[] =>
        Array.from({ length: Math.floor(random.next() * 9) }, () => 'abcd'[Math.floor(random.next() * 4)] ?? '')
      const [before, after] = [text(), text()]
      const told = diffLines(before, after)
      const without = (is: string): string[] => told.filter((one) => one.is !== is).map((one) => one.text)
      expect([without('added'), without('removed')], `seed ${seed}`).toEqual([before, after])
    }
  })

  it('take changes that do not overlap, in any order', () => {
    const change = (from: number, to: number, ...lines: string[]): Change => ({ from, to, lines })
    const text = ['a', 'b', 'c']
    const changes = [change(2, 3, 'C'), change(0, 1), change(1, 1, 'x'), change(1, 1, 'y'), change(3, 3, 'end')]
    expect(amended(text, changes)).toEqual(['x', 'y', 'b', 'C', 'end'])
    expect(amended(text, [])).toEqual(text)
    expect(isOverlapping(change(0, 2), change(1, 3))).toBe(true)
    expect(isOverlapping(change(0, 2), change(2, 3))).toBe(false)
    expect(isOverlapping(change(1, 1), change(0, 2))).toBe(true)
    expect(isOverlapping(change(1, 1), change(1, 1))).toBe(false)
  })
})
