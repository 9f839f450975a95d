// In the middle of a vote that is secret by proof: what is sent twice at once, and what is told of a vote that was stopped. The
// proofs were made once by the real prover (make-proofs.ts).
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pollOf } from '../../shared/civic/state.ts'
import { folder } from '../journal/testing.ts'
import type { ProvenBallotSent } from '../meetings/proven-ballots.ts'
import { madeProofs } from '../meetings/testing-prover.ts'
import { decide, type KeyPerson, keyPeople, type RecordHouse, recordHouse } from './testing.ts'

const { commitments, ballots, otherwise } = madeProofs()
const [first, second] = ballots as [ProvenBallotSent, ProvenBallotSent]
const ENOUGH = 'the rest of the meeting is not asked for'
const home = folder()
let town: RecordHouse
let people: KeyPerson[]
const deskOf = () => town.house.house.deskOf('proof') ?? expect.unreachable()

beforeAll(async () => {
  people = await keyPeople(5)
  town = await recordHouse(home.where.dir)
  const stop = (): Promise<never> => Promise.reject(new Error(ENOUGH))
  const wanted = {
    meeting: 'proof',
    method: 'secret',
    choices: 'yyyna',
    proven: { commitments, ballots: stop },
  } as const
  await expect(decide(town, people, wanted)).rejects.toThrow(ENOUGH)
}, 60_000)
afterAll(async () => {
  await town.close()
  await home.remove()
})

it('of two ballots of one voter sent at once takes one, and gives no receipt for the other', async () => {
  const both = [first, otherwise]
  const verdicts = await Promise.all(both.map((sent) => town.house.proven.cast(deskOf(), 'v1', sent)))
  expect(verdicts.map((one) => (one.ok ? 'ok' : one.reason)).sort()).toEqual([
    'ok',
    'this voter has voted in v1; a ballot is not replaced',
  ])
  const taken = both[verdicts.findIndex(({ ok }) => ok)]
  expect(pollOf(deskOf().state, 'v1')?.secret.map(({ choice }) => choice)).toEqual([taken?.choice])
}, 30_000)

it('tells nobody the ballots of a vote that was stopped', async () => {
  expect(await town.house.proven.cast(deskOf(), 'v1', second)).toMatchObject({ ok: true })
  await town.house.does(people[0] as KeyPerson, 'proof', { type: 'meeting.voidPoll', poll: 'v1', reason: 'a mistake' })
  expect(await town.house.proven.groupOf(deskOf(), 'v1')).toMatchObject({ ballots: null })
}, 30_000)
