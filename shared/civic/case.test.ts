// A vote told by a file, with its reasons, and files that are no vote.
import { expect, it } from 'vitest'
import { runVoteCase, type VoteResult } from './case.ts'

const result = (more: object): VoteResult => {
  const found = runVoteCase({ rules: 'council', seats: 11, votes: {}, ...more })
  if ('reason' in found) throw new Error(found.reason)
  return found
}
const refused = (more: object): string => {
  const found = runVoteCase({ rules: 'council', seats: 11, votes: {}, ...more })
  return 'reason' in found ? found.reason : 'taken'
}
const seats = (...ids: number[]): string[] => ids.map(String)

it('tells quorum, majority and reasons', () => {
  const votes = { yes: seats(1, 2, 3, 4, 5), no: seats(6, 7), abstain: seats(8) }
  const recused = [{ seat: '8', reason: 'owns the house' }]
  const found = result({ question: 'Shall the school reopen?', majority: 'absolute', votes, recused })
  expect(found.outcome).toBe('lost')
  expect(found.words).toEqual([
    'Shall the school reopen?',
    'quorum: 10 present of 11, 6 required',
    'not counted: seat 8, which is recused',
    'lost: 5 yes, 2 no, 0 abstain; 6 needed, more than 1/2 of all members (11)',
  ])
})

it('decides nothing without a quorum', () => {
  const found = result({ present: seats(1, 2, 3, 4, 5), votes: { yes: seats(1, 2, 3, 4, 5, 6) } })
  expect(found.outcome).toBe('void')
  expect(found.words).toEqual([
    'quorum: 5 present of 11, 6 required; there is none',
    'not counted: seat 6, in which nobody sat',
    'void: nothing is decided without a quorum',
  ])
})

it('has the chair break a tie', () => {
  const votes = { yes: seats(1, 2, 3, 4), no: seats(5, 6, 7, 8) }
  expect(result({ votes }).outcome).toBe('tied')
  expect(result({ votes, castingVote: 'yes' })).toMatchObject({ outcome: 'carried' })
  expect(result({ votes, castingVote: 'no' }).words.at(-1)).toBe("lost by the chair's vote: no")
  expect(result({ votes, majority: 'absolute', castingVote: 'yes' }).outcome).toBe('lost')
})

it('weighs votes, takes proxies and tells the groups', () => {
  const roll = [
    { id: 'a', weight: 40, group: 'North' },
    { id: 'b', weight: 25, group: 'South' },
    { id: 'c', weight: 35, group: 'South' },
  ]
  const of = { rules: 'assembly', seats: roll, present: ['b'], proxies: [{ from: 'a', to: 'b' }] }
  const found = result({ ...of, votes: { yes: ['a'], no: ['b', 'c'] } })
  expect(found).toMatchObject({
    outcome: 'carried',
    quorum: { present: 65, required: 34 },
    counts: { yes: 40, no: 25, present: 65, members: 100 },
    notCounted: [{ seat: 'c' }],
    groups: [
      { group: 'North', yes: 40 },
      { group: 'South', no: 25 },
    ],
  })
  expect(found.words).toContain('South: 0 yes, 25 no, 0 abstain')
})

it.each([
  [{ rules: 'senate' }, 'there are no rules "senate"; there are council, board, assembly'],
  [{ majority: 'constructor' }, 'the rules council have no majority "constructor"'],
  [{ seats: 0 }, 'seats'],
  [{ votes: { yes: ['12'] } }, 'there is no seat 12 on the roll'],
  [{ votes: { yes: ['1'], no: ['1'] } }, 'seat 1 has voted twice'],
  [{ votes: { maybe: ['1'] } }, 'votes'],
  [{ proxies: [{ from: '1', to: '2' }] }, 'these rules know no proxies'],
  [{ seats: [{ id: 'a' }, { id: 'a' }] }, 'seat a is on the roll twice'],
  [{ present: ['__proto__'] }, 'present'],
  [{ majority: { num: 3, den: 2 } }, 'majority'],
])('refuses %j', (more, why) => {
  expect(refused(more)).toContain(why)
})

it('refuses what is no object', () => {
  expect(runVoteCase(null)).toHaveProperty('reason')
  expect(runVoteCase([])).toHaveProperty('reason')
})
