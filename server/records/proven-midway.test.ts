// In the middle of a vote that is secret by proof: what is sent twice at once, and what is told of a vote that was stopped. The
// proofs were made once by the real prover (make-proofs.ts).
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pollOf } from '../../shared/civic/state.ts'
import { folder } from '../journal/testing.ts'
import type { ProvenBallotSent } from '../meetings/proven-ballots.ts'
import { provenRoutes } from '../meetings/proven-routes.ts'
import { madeProofs } from '../meetings/testing-prover.ts'
import { decide, type KeyPerson, keyPeople, type RecordHouse, recordHouse } from './testing.ts'

const { commitments, ballots, otherwise } = madeProofs()
const [first, second, third] = ballots as [ProvenBallotSent, ProvenBallotSent, ProvenBallotSent]
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
})
afterAll(async () => {
  await town.close()
  await home.remove()
})

it('of two ballots of one voter sent at once takes one, and gives no receipt for the other', async () => {
  const both = [first, otherwise]
  const verdicts = await Promise.all(
    both.map((sent) => town.house.proven.cast(deskOf(), { poll: 'v1', network: '' }, sent)),
  )
  expect(verdicts.map((one) => (one.ok ? 'ok' : one.reason)).sort()).toEqual([
    'ok',
    'this voter has voted in v1; a ballot is not replaced',
  ])
  const taken = both[verdicts.findIndex(({ ok }) => ok)]
  expect(pollOf(deskOf().state, 'v1')?.secret.map(({ choice }) => choice)).toEqual([taken?.choice])
})

it('checks few bad ballots of one address, tells when to try again, and takes an honest one from there', async () => {
  const { house, proven } = town.house
  const server = createServer(express().use(provenRoutes({ house, proven })))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const post = (ballot: ProvenBallotSent): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/meetings/proof/polls/v1/ballots`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ballot),
    })
  const said = async (response: Response) =>
    (await response.json()) as { readonly ok: boolean; readonly reason?: string }
  let made = 0
  const bad = (): ProvenBallotSent => ({ ...third, nullifier: `${++made}`.padStart(64, '0') })
  for (let n = 0; n < 3; n++) expect((await said(await post(bad()))).reason).toContain('does not hold')
  const some = Array.from({ length: 3 }, () => post(bad()))
  expect(await said(await post(third))).toMatchObject({ ok: true })
  for (const one of await Promise.all(some)) expect(one.status).toBe(200)
  // Half of them are told at once; the rest when the house is closed.
  const flood = Array.from({ length: 90 }, () => post(bad()))
  const late = await Promise.any(
    flood.map(async (one) => ((await one).status === 429 ? await one : Promise.reject(new Error('it was checked')))),
  )
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await said(late)).reason).toMatch(/several from the same network did not hold.*send it again in \d+ s$/)
  server.closeAllConnections()
  await Promise.allSettled(flood)
  await new Promise((done) => server.close(done))
})

it('tells nobody the ballots of a vote that was stopped', async () => {
  expect(await town.house.proven.cast(deskOf(), { poll: 'v1', network: '' }, second)).toMatchObject({ ok: true })
  await town.house.does(people[0] as KeyPerson, 'proof', { type: 'meeting.voidPoll', poll: 'v1', reason: 'a mistake' })
  expect(await town.house.proven.groupOf(deskOf(), 'v1')).toMatchObject({ ballots: null })
})
