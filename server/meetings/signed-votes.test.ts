// Signed votes at the real desk: whose signature a seat needs, proxies and weights, replaced ballots, one signature in several
// encodings, and what a voter is refused with; then the tree over what was counted.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ballotDomain, type Signable, type Signed } from '../../shared/civic/ballot.ts'
import { type Held, type Poll, pollOf } from '../../shared/civic/state.ts'
import { type TestWallet, walletsOf } from '../identity/testing.ts'
import { sha256 } from '../journal/chain.ts'
import { folder } from '../journal/testing.ts'
import { until } from '../rooms/testing.ts'
import { ballotTree } from './ballot-tree.ts'
import type { MeetingVerdict } from './contract.ts'
import { aMeeting, rulesOf, testHouse, type TestHouse, type TestPerson } from './testing-house.ts'
import { signedBy } from './testing-vote.ts'

const M = 'assembly-1'
const NAMES = ['Chingiz', 'Sara', 'Aigul', 'Boris', 'Dana', 'Erlan'] as const
const wallets = await walletsOf(...NAMES)
const walletOf = (name: string): TestWallet => wallets[name] as TestWallet
const person = (name: string): TestPerson => ({ id: walletOf(name).address.toLowerCase(), name })
const domain = ballotDomain({ city: 'toy', chainId: 1 }, sha256)

describe('a signed vote', () => {
  const place = folder()
  let house: TestHouse
  const poll = (id: string): Poll => pollOf(house.house.stateOf(M) as Held, id) as Poll
  const chair = person('Chingiz')

  /** Seats 1 to 4 weigh 10 to 40; Erlan is away, Boris has the proxy of that seat. */
  beforeAll(async () => {
    house = await testHouse(place.where)
    const rules = rulesOf('assembly', { isBallotReplaceable: true, methods: ['named', 'secret'] })
    const given = aMeeting(M, NAMES.map(person), rules)
    const seats = given.seats.map((seat, i) => ({
      ...seat,
      weight: 10 * (i + 1),
      holder: { ...seat.holder, address: seat.holder.id },
    }))
    expect(await house.setUp({ ...given, seats })).toMatchObject({ ok: true })
    await house.does(person('Sara'), M, { type: 'meeting.convene', startsAtMs: house.nowMs() + 60_000 })
    house.pass(60_000)
    await house.does(person('Erlan'), M, { type: 'meeting.arrive' }, { type: 'meeting.giveProxy', from: '4', to: '2' })
    await house.does(person('Erlan'), M, { type: 'meeting.leave' })
    for (const name of NAMES.slice(0, 5)) {
      house.enter(person(name))
      await house.does(person(name), M, { type: 'meeting.arrive' })
    }
    await house.does(chair, M, { type: 'meeting.open' })
  })
  afterAll(async () => {
    await house.close()
    await place.remove()
  })
  const ask = async (id: string): Promise<string> => {
    const subject = { kind: 'procedure' } as const
    const asked = { poll: id, subject, question: `${id}?`, evidence: [] }
    await house.does(chair, M, { type: 'meeting.preparePoll', method: 'named', ...asked })
    await until(() => poll(id).questionHash !== null)
    await house.does(chair, M, { type: 'meeting.openPoll', poll: id })
    return poll(id).questionHash ?? ''
  }
  const send = (name: string, id: string, ballot: Signable, signed?: Signed): Promise<MeetingVerdict> =>
    house.act(person(name), M, { type: 'meeting.castBallot', poll: id, ...ballot, ...(signed ? { signed } : {}) })

  it('counts what the one who votes for a seat has signed, a proxy’s with their own key, by the roll’s weights', async () => {
    const questionHash = await ask('v1')
    const ballot = (seat: number, more: Partial<Signable> = {}): Signable => ({
      questionHash,
      seat: `${seat}`,
      choice: 'yes',
      weight: seat * 10,
      revision: 1,
      ...more,
    })
    const [aigul, boris, dana] = ['Aigul', 'Boris', 'Dana'].map(walletOf) as [TestWallet, TestWallet, TestWallet]
    const cast = async (name: string, given: Signable, by: TestWallet, under = domain) =>
      send(name, 'v1', given, await signedBy(by, under, given))
    const refused = async (verdict: Promise<MeetingVerdict>): Promise<string> => {
      const answer = await verdict
      return answer.ok ? 'taken' : answer.reason
    }
    // By nobody, by another's key, by a key that is not the address it names, and what was signed for something else.
    const good = await signedBy(aigul, domain, ballot(1))
    expect(await refused(send('Aigul', 'v1', ballot(1)))).toContain('must be signed by')
    expect(await refused(cast('Aigul', ballot(1), boris))).toContain('is signed by')
    const forged = { address: good.address, signature: (await signedBy(boris, domain, ballot(1))).signature }
    expect(await refused(send('Aigul', 'v1', ballot(1), forged))).toContain('is not signed by the key of')
    expect(await refused(send('Aigul', 'v1', ballot(1, { choice: 'no' }), good))).toContain(
      'is not signed by the key of',
    )
    const elsewhere = ballotDomain({ city: 'almaty', chainId: 1 }, sha256)
    expect(await refused(cast('Aigul', ballot(1), aigul, elsewhere))).toContain('is not signed by the key of')
    expect(await refused(cast('Aigul', ballot(1, { weight: 11 }), aigul))).toBe('seat 1 has the weight 10, not 11')
    expect(poll('v1').ballots).toEqual([])

    expect(await send('Aigul', 'v1', ballot(1), good)).toMatchObject({ ok: true })
    // The same signature in other encodings is no second ballot.
    const [r, s, v] = [good.signature.slice(2, 66), good.signature.slice(66, 130), good.signature.slice(130)]
    const compact = (BigInt(`0x${s}`) | (v === '1c' ? 1n << 255n : 0n)).toString(16).padStart(64, '0')
    for (const signature of [
      `0x${r}${compact}`,
      `0x${r}${s}${v === '1c' ? '01' : '00'}`,
      `0x${good.signature.slice(2).toUpperCase()}`,
    ])
      expect(await refused(send('Aigul', 'v1', ballot(1), { ...good, signature }))).toBe(
        'seat 1 has voted in v1 already',
      )

    expect(await cast('Boris', ballot(2, { choice: 'no' }), boris)).toMatchObject({ ok: true })
    expect(await refused(cast('Dana', ballot(4), dana))).toContain('seat 4 is voted for by Boris, not Dana')
    expect(await refused(cast('Boris', ballot(4), walletOf('Erlan')))).toContain('is signed by')
    expect(await cast('Boris', ballot(4), boris)).toMatchObject({ ok: true })
    // Replaced, in order, by another signature over another revision.
    expect(
      await refused(send('Boris', 'v1', ballot(2, { revision: 2 }), await signedBy(boris, domain, ballot(2)))),
    ).toContain('is not signed by the key of')
    expect(await cast('Boris', ballot(2, { revision: 2, choice: 'abstain' }), boris)).toMatchObject({ ok: true })
    await house.does(chair, M, { type: 'meeting.closePoll', poll: 'v1' })
    await until(() => poll('v1').life.is === 'counted')
    expect(poll('v1').life).toMatchObject({ result: { tally: { yes: 50, no: 0, abstain: 20 }, outcome: 'carried' } })

    const tree = ballotTree(new Uint8Array(32))
    const state = house.house.stateOf(M) as Held
    const proven = tree.proofOf(state, { poll: 'v1', seat: '4', asker: null })
    expect(proven).toMatchObject({ ok: true, proof: { index: 2, count: 3 } })
    // What is hashed names the key and bears no signature.
    const leaf = proven.ok ? proven.proof.leaf : ''
    expect(JSON.parse(leaf)).toMatchObject({
      seat: '4',
      voter: person('Boris').id,
      signer: person('Boris').id,
      weight: 40,
    })
    expect(leaf).not.toContain(
      poll('v1')
        .ballots.find(({ seat }) => seat === '4')
        ?.signed?.signature.slice(2),
    )
    expect(house.faults).toEqual([])
  })

  it('of another vote is no ballot: the question it was signed for is another', async () => {
    const first = poll('v1').questionHash ?? ''
    await ask('v2')
    const given: Signable = { questionHash: first, seat: '1', choice: 'yes', weight: 10, revision: 1 }
    const verdict = await send('Aigul', 'v2', given, await signedBy(walletOf('Aigul'), domain, given))
    expect(verdict).toMatchObject({ ok: false, reason: 'the ballot is for another question than that of v2' })
    expect(poll('v2').ballots).toEqual([])
  })
})
