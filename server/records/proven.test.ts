// A vote that is secret by proof, from enrolment to the record, over HTTP as devices send it: ballots bear proofs that were made
// once by the real prover (make-proofs.ts). With TOWNHALL_PROVER they are also made anew.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express, { type ErrorRequestHandler } from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pollOf } from '../../shared/civic/state.ts'
import { partsOf } from '../../shared/civic/parts.ts'
import { CHOICES } from '../../shared/records/choices.ts'
import { type DecisionRecord, outsideOf } from '../../shared/records/format.ts'
import { verifyRecord } from '../../shared/records/verify.ts'
import type { Check } from '../../shared/records/verify-check.ts'
import { recordCrypto } from '../cli/record-crypto.ts'
import { folder } from '../journal/testing.ts'
import type { ProvenBallotSent, ProvenGroup, ProvenVerdict } from '../meetings/proven-ballots.ts'
import { provenRoutes } from '../meetings/proven-routes.ts'
import { commitmentOf, madeProofs, prove, testSecret, whyNoProver } from '../meetings/testing-prover.ts'
import { hashOfJson } from './build.ts'
import { decide, fileOf, type KeyPerson, keyPeople, type RecordHouse, recordHouse, recordOf } from './testing.ts'

const made = madeProofs()
const { commitments, ballots, again, questionHash } = made
const [first, second] = ballots as [ProvenBallotSent, ProvenBallotSent]
const failing = (checks: readonly Check[]): string[] => checks.filter(({ ok }) => !ok).map(({ name }) => name)
const copyOf = (record: DecisionRecord): DecisionRecord => JSON.parse(JSON.stringify(record)) as DecisionRecord

type Answer = { readonly status: number; readonly said: ProvenVerdict & { readonly error?: string } }
type Web = {
  post(body: unknown, headers?: Record<string, string>, poll?: string): Promise<Answer>
  group(): Promise<ProvenGroup>
  end(): Promise<unknown>
}

async function webOf({ house }: RecordHouse): Promise<Web> {
  const failed: ErrorRequestHandler = (error: { status?: number; message: string }, _request, response, _next) =>
    void response.status(error.status ?? 500).json({ error: error.message })
  const app = express().use(provenRoutes({ house: house.house, proven: house.proven }), failed)
  const server = createServer(app)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const path = (poll: string): string => `http://127.0.0.1:${port}/meetings/proof/polls/${poll}/ballots`
  return {
    async post(body, headers = {}, poll = 'v1') {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const sent = { 'content-type': 'application/json', ...headers }
      // Not by fetch, which sends no cookie that it is given.
      return new Promise((done, fail) => {
        const asking = request(path(poll), { method: 'POST', headers: sent }, (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.on('end', () =>
            done({
              status: response.statusCode ?? 0,
              said: JSON.parse(Buffer.concat(parts).toString()) as Answer['said'],
            }),
          )
        })
        asking.on('error', fail)
        asking.end(text)
      })
    },
    group: async () => (await (await fetch(path('v1'))).json()) as ProvenGroup,
    end: () => new Promise((done) => server.close(done)),
  }
}

describe('a vote that is secret by proof', () => {
  const home = folder()
  let people: KeyPerson[]
  let town: RecordHouse
  let record: DecisionRecord
  const told: { asked: string; answer: Answer }[] = []
  const said = (asked: string): string => {
    const { answer } = told.find((one) => one.asked === asked) ?? {}
    return `${answer?.status} ${answer?.said.error ?? (answer?.said.ok === false ? answer.said.reason : 'ok')}`
  }
  let open: ProvenGroup
  let onBoard: unknown

  beforeAll(async () => {
    people = await keyPeople(5)
    town = await recordHouse(home.where.dir)
    const web = await webOf(town)
    const sends = async (asked: string, ...what: Parameters<Web['post']>): Promise<void> =>
      void told.push({ asked, answer: await web.post(...what) })
    const whileOpen = async (hash: string): Promise<readonly ProvenBallotSent[]> => {
      if (hash !== questionHash) throw new Error('the question is another than it was: run make-proofs.ts')
      await sends('a cookie', first, { cookie: 'townhall=1' })
      await sends('malformed', { ...first, proof: 'x' })
      await sends('no JSON', '{')
      await sends('too large', { ...first, more: 'x'.repeat(5000) })
      await sends('no vote', first, {}, 'v7')
      await sends('wrong scope', { ...first, questionHash: 'ab'.repeat(32) })
      await sends('wrong root', { ...first, root: made.deep.root })
      await sends('bad proof', { ...first, choice: 'no' })
      await sends('too early a revision', again)
      await sends('taken', first)
      await sends('resent', first)
      await sends('a second', again)
      await town.house.does(people[4] as KeyPerson, 'proof', { type: 'meeting.raiseHand' })
      const verdict = await town.house.act(people[2], 'proof', {
        type: 'meeting.castBallot',
        poll: 'v1',
        questionHash,
        seat: '1',
        choice: 'yes',
        revision: 1,
        weight: 1,
      })
      told.push({ asked: 'with a name', answer: { status: 200, said: verdict as Answer['said'] } })
      open = await web.group()
      const state = town.house.house.stateOf('proof')
      if (state) onBoard = partsOf(state, town.house.hashes)['poll.v1']
      return ballots.slice(1)
    }
    const proven = { commitments, ballots: whileOpen }
    await decide(town, people, { meeting: 'proof', method: 'secret', choices: 'yyyna', proven })
    await sends('late', { ...second, revision: 2 })
    await sends('a resend after it is closed', second)
    await web.end()
    record = await recordOf(town, people, 'proof')
  })
  afterAll(async () => {
    await town.close()
    await home.remove()
  })

  it.each([
    ['a cookie', '400 a ballot by proof is sent without a session; this one would tell whose it is'],
    ['malformed', '400 that ballot, proof: is no proof of 512 letters of hex'],
    ['too large', '413 a ballot by proof has at most 4096 bytes'],
    ['no vote', '200 there is no vote v7'],
    ['wrong scope', '200 the ballot is for another question than that of v1'],
    [
      'wrong root',
      '200 the ballot is proven for another group of voters than that of vote v1; load the page again and vote',
    ],
    ['bad proof', '200 the proof of this ballot does not hold, so it does not count in vote v1'],
    ['too early a revision', '200 the next ballot of this voter in v1 has the revision 1, not 2'],
    ['taken', '200 ok'],
    ['resent', '200 ok'],
    ['a second', '200 this voter has voted in v1; a ballot is not replaced'],
    ['with a name', '200 vote v1 is secret by proof; its ballots are sent without a session and bear no seat'],
    ['late', '200 vote v1 is closed'],
    ['a resend after it is closed', '200 ok'],
  ])('answers %s by a sentence', (asked, sentence) => {
    expect(said(asked)).toBe(sentence)
  })

  it('answers what is no JSON by a refusal', () => {
    expect(said('no JSON')).toMatch(/^400 /)
  })

  it('tells its group and no ballot while it is open, and each receipt its leaf', () => {
    expect(open).toMatchObject({ depth: 10, root: first.root, questionHash, ballots: null })
    expect(open.group.map(({ commitment }) => commitment)).toEqual(commitments)
    expect(onBoard).toMatchObject({
      cast: 1,
      tally: null,
      ballotsRoot: null,
      byProof: { seats: ['1', '2', '3', '4', '5'] },
    })
    expect(JSON.stringify(onBoard)).not.toContain(first.nullifier)
    const receipts = told
      .filter(({ asked }) => asked === 'taken' || asked === 'resent')
      .map(({ answer }) => answer.said)
    expect(new Set(receipts.map((one) => (one.ok ? one.leafHash : ''))).size).toBe(1)
  })

  it('is a record that our verifier reads, with what it cannot show', async () => {
    const checks = await verifyRecord(copyOf(record), recordCrypto)
    expect(failing(checks)).toEqual([])
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ballot.voters', 'ballot.secret', 'ballot.proof', 'ballotsRoot', 'limit.byProof']),
    )
    expect(record.body.vote.tally).toEqual({ yes: 3, no: 1, abstain: 1 })
    expect(JSON.stringify(record).length).toBeLessThan(12_000)
  })

  type Proven = Extract<DecisionRecord['body']['vote']['ballots'], { told: 'byProof' }>
  const changed = (change: (vote: DecisionRecord['body']['vote'], ballots: Proven) => void): DecisionRecord => {
    const copy = copyOf(record)
    change(copy.body.vote, copy.body.vote.ballots as Proven)
    const fresh = { ...copy, recordHash: hashOfJson(copy.body) }
    return { ...fresh, outsideHash: hashOfJson(outsideOf(fresh)) }
  }
  const turned = (): DecisionRecord =>
    changed((vote, { list }) => {
      list.find(({ choice }) => choice === 'no')!.choice = 'yes'
      Object.assign(vote.tally, { yes: 4, no: 0 })
    })
  const doubled = (): DecisionRecord =>
    changed((vote, { list }) => {
      const [one] = list as [Proven['list'][number]]
      list.splice(0, 5, ...list.slice(0, 4), one)
      vote.tally.yes = list.filter(({ choice }) => choice === 'yes').length
    })
  const stranger = (): DecisionRecord =>
    changed((_, { group }) => {
      group[4]!.commitment = commitmentOf(testSecret('a stranger'))
    })
  const dropped = (): DecisionRecord =>
    changed((vote, { list }) => {
      list.splice(
        list.findIndex(({ choice }) => choice === 'no'),
        1,
      )
      vote.tally.no = 0
    })
  const unproven = (): DecisionRecord =>
    changed((vote) => {
      delete vote.question.secretBy
      vote.questionHash = hashOfJson(vote.question)
    })
  const ATTACKS: readonly (readonly [string, () => DecisionRecord, string])[] = [
    ['a ballot turned', turned, 'ballot.proof'],
    ['a ballot doubled', doubled, 'ballot.secret'],
    ['a stranger in the group', stranger, 'ballot.proof'],
    ['a ballot dropped', dropped, 'ballot.secret'],
    ['the method changed', unproven, 'ballot.method'],
  ]
  it.each(ATTACKS)('is not valid with %s, whoever owns the server', async (_, attack, check) => {
    expect(failing(await verifyRecord(attack(), recordCrypto))).toContain(check)
  })

  it('is judged alike by the verifier that shares no code', async () => {
    const files = [record, turned(), stranger(), unproven()].map((json, i) => {
      const path = join(home.where.dir, `proven-${i}.json`)
      writeFileSync(path, JSON.stringify(json))
      return path
    })
    const lines = (await run(['e2e/verifier-own.ts', ...files])).trim().split('\n')
    const verdicts = lines.map((line) => JSON.parse(line) as { valid: boolean; failed: string[] })
    expect(verdicts.map(({ valid }) => valid)).toEqual([true, false, false, false])
    expect(verdicts.map(({ failed }) => failed[0] ?? '')).toEqual(['', 'ballot.proof', 'ballot.proof', 'ballot.method'])
  })

  // The last: the town is opened again.
  it('is the same after the server was started anew', async () => {
    const before = town.house.house.deskOf('proof')?.stateHash()
    await town.close()
    town = await recordHouse(home.where.dir)
    const desk = town.house.house.deskOf('proof')
    expect(desk?.stateHash()).toBe(before)
    expect(desk && pollOf(desk.state, 'v1')?.secret).toHaveLength(5)
    expect(desk && (await town.house.proven.cast(desk, { poll: 'v1', network: '' }, second))).toMatchObject({
      ok: true,
      seq: null,
    })
    expect((await fileOf(town, record.body.recordId)).recordHash).toBe(record.recordHash)
  })
})

describe('the prover', () => {
  it.skipIf(whyNoProver !== null)(
    `makes ballots that count${whyNoProver === null ? '' : ` (${whyNoProver})`}`,
    async () => {
      const home = folder()
      const town = await recordHouse(home.where.dir)
      const people = await keyPeople(5)
      const secrets = people.slice(2).map((_, i) => testSecret(`another ${i}`))
      const own = secrets.map(commitmentOf)
      const proven = {
        commitments: own,
        async ballots(hash: string): Promise<readonly ProvenBallotSent[]> {
          // Proving takes longer than somebody without a line is waited for.
          for (const one of people) town.house.enter(one)
          const all: ProvenBallotSent[] = []
          for (const [i, secret] of secrets.entries()) {
            const choice = CHOICES[i % 2] ?? 'yes'
            all.push(await prove({ secret, commitments: own, questionHash: hash, choice, revision: 1 }))
          }
          return all
        },
      }
      await decide(town, people, { meeting: 'fresh', method: 'secret', choices: 'ynyny', proven })
      const file = await recordOf(town, people, 'fresh')
      expect(failing(await verifyRecord(file, recordCrypto))).toEqual([])
      expect(file.body.vote.tally).toEqual({ yes: 3, no: 2, abstain: 0 })
      await town.close()
      await home.remove()
    },
    120_000,
  )
})

const run = (args: readonly string[]): Promise<string> =>
  new Promise((done, fail) => {
    const options = { cwd: join(import.meta.dirname, '../..'), maxBuffer: 5_000_000 }
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (stderr !== '' || (error && error.code !== 1)) fail(new Error(stderr || error?.message))
      else done(stdout)
    })
  })
