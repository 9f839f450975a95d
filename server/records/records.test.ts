// Records of a real house: votes of every kind, signed by real keys, built from the journal, kept by hash, signed by officers.
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { questionOf } from '../../shared/civic/questions.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { DecisionRecord, outsideOf } from '../../shared/records/format.ts'
import { verifyRecord } from '../../shared/records/verify.ts'
import { recordCrypto } from '../cli/record-crypto.ts'
import { sha256 } from '../journal/chain.ts'
import { folder } from '../journal/testing.ts'
import { buildBody, hashOfJson } from './build.ts'
import { noticeOf } from './from-journal.ts'
import { softwareHere } from './software.ts'
import {
  actorOf,
  decide,
  EVIDENCE,
  fileOf,
  type KeyPerson,
  keyPeople,
  KINDS,
  type RecordHouse,
  recordHouse,
  recordOf,
  sign,
} from './testing.ts'

const home = folder()
let town: RecordHouse
let people: KeyPerson[]
const files: Record<string, DecisionRecord> = {}

beforeAll(async () => {
  people = await keyPeople(7)
  town = await recordHouse(home.where.dir)
  for (const [kind, wanted] of Object.entries(KINDS)) {
    await decide(town, people, { meeting: `m-${kind}`, ...wanted })
    files[kind] = await recordOf(town, people, `m-${kind}`)
  }
})
afterAll(async () => {
  await town.close()
  await home.remove()
})

const recordIdIn = (meeting: string): string | undefined =>
  town.desk.list().find(({ state }) => state.about.meeting === meeting)?.held.id
const file = (kind: string): DecisionRecord => files[kind] as DecisionRecord

describe('a record of a decision', () => {
  it('is of its format, its hash is that of its body, and its seal that of what stands outside', () => {
    for (const one of Object.values(files)) {
      expect(DecisionRecord.parse(one)).toEqual(one)
      expect(one.recordHash).toBe(sha256(canonicalJson(one.body)))
      expect(one.outsideHash).toBe(hashOfJson(outsideOf(one)))
      expect(one.attestations.map(({ role, signer }) => [role, signer])).toEqual([
        ['chair', people[0]?.id],
        ['secretary', people[1]?.id],
      ])
    }
    expect(town.house.faults).toEqual([])
  })

  it('is found true by a stranger who has the file alone', async () => {
    for (const [kind, one] of Object.entries(files)) {
      const wrong = (await verifyRecord(JSON.parse(JSON.stringify(one)), recordCrypto)).filter(({ ok }) => !ok)
      expect(
        wrong.map(({ name, says }) => `${name}: ${says}`),
        kind,
      ).toEqual([])
    }
  })

  it('is one chain for a body, over all its meetings', () => {
    const all = Object.values(files)
    expect(all.map(({ body }) => body.prevRecordHash)).toEqual([null, ...all.slice(0, -1).map((one) => one.recordHash)])
  })

  it('tells ballots as its method does', () => {
    const { vote, electorate } = file('named').body
    expect(vote.ballots).toMatchObject({ told: 'bySeat', list: { length: 7 } })
    expect(vote.tally).toEqual({ yes: 5, no: 1, abstain: 1 })
    // Who votes for their own seat by the key they are called by is told once, on the roll.
    expect(electorate.roll[0]).toEqual({
      seat: '1',
      voter: people[2]?.id,
      name: 'Member 1',
      deputy: null,
      weight: 1,
      group: '',
    })
    expect(vote.ballots.list[0]).not.toHaveProperty('signer')
    expect(file('rollCall').body.vote.tally).toEqual({ yes: 6, no: 3, abstain: 1 })
    const grouped = file('byGroup').body.vote.ballots
    expect(grouped.told === 'byGroup' && [grouped.list.length, grouped.leaves.length]).toEqual([7, 7])
    expect(JSON.stringify(grouped)).not.toContain('"seat"')
    const secret = file('secret').body
    expect([secret.vote.ballots.told, secret.vote.ballotsRoot]).toEqual(['secret', null])
    expect(JSON.stringify(secret.vote.ballots)).not.toMatch(/seat|voter|signature/)
    expect(file('consent').body.decision.outcome).toBe('carried')
  })

  it('tells a tie and who broke it, proxies and recusals, amendments and what they made of the text', () => {
    expect(file('tied').body.vote.tieBrokenBy).toEqual({ how: 'chair', by: 'Chingiz', choice: 'no' })
    expect(file('tied').body.decision).toMatchObject({ outcome: 'lost', effects: [] })
    const { electorate, vote } = file('proxies').body
    expect(electorate).toMatchObject({ proxies: [{ from: '7', to: '1' }], recused: [{ seat: '3', weight: 1 }] })
    expect(vote.ballots.told === 'bySeat' && vote.ballots.list.find(({ seat }) => seat === '7')?.voter).toBe(
      people[2]?.id,
    )
    const { item, vote: amended } = file('amended').body
    expect(item.motion).toMatchObject({ amendments: [{ id: 'a1', outcome: 'carried' }], text: { length: 3 } })
    expect(amended.question.lines[1]).toContain('two metres')
    expect(item.motion.finalTextHash).toBe(sha256(amended.question.lines.join('\n')))
  })

  it('holds the evidence whose hash the question has, and the effects that were voted on', () => {
    const { evidence, vote, decision } = file('named').body
    expect(evidence).toEqual(EVIDENCE)
    expect(vote.question.evidence).toEqual([hashOfJson(EVIDENCE)])
    expect(vote.question['effects']).toEqual(decision.effects)
    expect(decision.effects).toHaveLength(2)
    const state = town.house.house.stateOf('m-named')
    const [poll] = state?.polls ?? []
    expect(state && poll && hashOfJson(questionOf(state, poll))).toBe(vote.questionHash)
  })
})

async function builtAgain({ body }: DecisionRecord): Promise<string> {
  const { house, journal } = town
  const state = house.house.stateOf(body.meeting.id)
  const poll = state?.polls.find(({ id }) => id === body.vote.question.poll)
  const motion = state?.motions.find(({ id }) => id === body.item.motion.id)
  if (!state || !motion || !poll || !('result' in poll.life)) throw new Error(`${body.recordId} has no vote`)
  const again = buildBody({
    state,
    motion,
    poll: { ...poll, life: poll.life },
    recordId: body.recordId,
    prevRecordHash: body.prevRecordHash,
    supersedes: body.supersedes,
    language: body.language,
    createdAtMs: Date.parse(body.createdAt),
    jurisdiction: 'Toy town',
    city: { id: 'toy', name: 'Toy town' },
    chain: null,
    notice: await noticeOf(journal, body.meeting.id),
    journal: body.meeting.journal,
    evidence: body.evidence,
    hashes: house.hashes,
    domain: house.hashes.ballotDomain,
    software: softwareHere(),
  })
  return canonicalJson(again)
}

describe('drawing up', () => {
  it('is for who may, once, of what was decided', async () => {
    const [, secretary, member] = people as [KeyPerson, KeyPerson, KeyPerson]
    const asked = { meeting: 'm-named', motion: 'm1', language: 'en' } as const
    expect(await town.desk.drawUp(actorOf(secretary), asked)).toMatchObject({ ok: false, status: 409 })
    expect(await town.desk.drawUp(actorOf(member), asked)).toMatchObject({ ok: false, status: 403 })
    expect(await town.desk.drawUp(actorOf(secretary), { ...asked, motion: 'm9' })).toMatchObject({ status: 404 })
    expect(await town.desk.drawUp(actorOf(secretary), { ...asked, meeting: 'm9' })).toMatchObject({ status: 404 })
  })

  it('of two at once is one record, and of two motions of a body one chain', async () => {
    for (const meeting of ['twin-1', 'twin-2'])
      await decide(town, people, { meeting, body: 'Twins', method: 'unanimousConsent', choices: '-------' })
    const [, secretary] = people as [KeyPerson, KeyPerson]
    const drawn = await Promise.all(
      ['twin-1', 'twin-1', 'twin-2'].map((meeting) =>
        town.desk.drawUp(actorOf(secretary), { meeting, motion: 'm1', language: 'kk' }),
      ),
    )
    expect(drawn.map(({ ok }) => ok)).toEqual([true, false, true])
    const [first, , second] = drawn
    const last = second?.ok ? await fileOf(town, second.record) : null
    expect(last?.body.prevRecordHash).toBe(first?.ok && first.recordHash)
  })

  it('supersedes what is published of the same body, in another meeting too', async () => {
    const [chair, secretary] = people as [KeyPerson, KeyPerson]
    const [older, newer] = ['twin-1', 'twin-2'].map((meeting) => recordIdIn(meeting))
    for (const record of [older, newer] as string[]) await sign(town, chair, record, 'chair')
    for (const record of [older, newer] as string[]) await sign(town, secretary, record, 'secretary')
    await decide(town, people, { meeting: 'twin-3', body: 'Twins', method: 'unanimousConsent', choices: '-------' })
    const asked = { meeting: 'twin-3', motion: 'm1', language: 'en' } as const
    const draw = (supersedes: string) => town.desk.drawUp(actorOf(secretary), { ...asked, supersedes })
    expect(await draw('none')).toMatchObject({ reason: 'there is no record none to supersede' })
    expect(await draw(file('named').body.recordId)).toMatchObject({
      reason: expect.stringContaining('of City council'),
    })
    expect(await draw(older ?? '')).toMatchObject({ reason: expect.stringContaining('is not published') })
    await town.house.does(secretary, 'twin-1', { type: 'meeting.publishRecord', record: older ?? '' })
    const { body } = await recordOf(town, people, 'twin-3', { supersedes: older ?? '' })
    expect(body.supersedes).toBe(older)
    await town.house.does(secretary, 'twin-3', { type: 'meeting.publishRecord', record: body.recordId })
    await town.desk.settle()
    expect(town.desk.find(older ?? '')?.held.life).toMatchObject({ is: 'superseded', by: body.recordId })
  })
})

describe('signing', () => {
  it('takes the signature of the officer over this record in this role, and no other', async () => {
    const meeting = 'signing'
    await decide(town, people, { meeting, body: 'Signers', method: 'named', choices: 'yyyyyyy' })
    const { body, recordHash } = await recordOf(town, people, meeting, { signs: [] })
    const [chair, secretary, member] = people as [KeyPerson, KeyPerson, KeyPerson]
    const record = body.recordId
    await expect(sign(town, secretary, record, 'secretary')).rejects.toThrow('signed by the chair first')
    await expect(sign(town, member, record, 'chair')).rejects.toThrow('not as chair')
    const other = await fileOf(town, file('named').body.recordId)
    const stolen = {
      record,
      role: 'chair',
      signer: chair.id,
      signature: other.attestations[0]?.signature ?? '',
    } as const
    expect(await town.desk.sign(actorOf(chair), stolen)).toMatchObject({ status: 400 })
    expect(await town.desk.sign(actorOf(chair), { ...stolen, signature: '0x00' })).toMatchObject({ status: 400 })
    await sign(town, chair, record, 'chair')
    await sign(town, member, record, 'member')
    await sign(town, secretary, record, 'secretary')
    const signed = await fileOf(town, record)
    expect(signed.recordHash).toBe(recordHash)
    expect(signed.attestations.map(({ role }) => role)).toEqual(['chair', 'member', 'secretary'])
  })
})

describe('a record after a start', () => {
  it('is the same file, and is not given when its body is gone or another', async () => {
    const { recordId } = file('byGroup').body
    const path = join(home.where.dir, 'records', `${file('byGroup').recordHash}.json`)
    await town.close()
    await writeFile(path, canonicalJson({ ...file('byGroup').body, language: 'kk' }))
    town = await recordHouse(home.where.dir)
    expect(await town.desk.file(recordId)).toMatchObject({ ok: false, status: 503 })
    await rm(path)
    const gone = `the file of record ${recordId} is gone from this server`
    expect(await town.desk.file(recordId)).toMatchObject({ reason: gone })
    await writeFile(path, canonicalJson(file('byGroup').body))
    for (const one of Object.values(files)) expect(await fileOf(town, one.body.recordId)).toEqual(one)
    // Built again from the journal played anew; but for the salts of a vote by group, which are this house's own at each start.
    for (const [kind, one] of Object.entries(files))
      if (kind !== 'byGroup') expect(await builtAgain(one)).toBe(canonicalJson(one.body))
    expect((await readdir(join(home.where.dir, 'records'))).every((name) => name.endsWith('.json'))).toBe(true)
  })
})
