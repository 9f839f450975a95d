// Votes that are secret by proof as a page has them: enrolling, what is shown to vote on, and receipts of this device alone.
import { describe, expect, it } from 'vitest'
import { asked, type Chamber, HASH, member, opened, presetOf, server } from '../../shared/civic/testing.ts'
import { commitmentOf } from '../wallet/prove.ts'
import type { ProvenReceipt } from '../wallet/vote-secret.ts'
import { secretOf } from '../../shared/records/proving.ts'
import { ownVotes, votesDue } from './ballots.ts'
import { ENROL, MeetingModel } from './meeting-model.ts'
import { enrolmentOf, type ProofActs } from './proofs-model.ts'
import { setUpOf } from './set-up.ts'
import { nowFor, sightFor } from './testing.ts'

const rules = { ...presetOf('council'), secretBy: 'proof' as const, isBallotReplaceable: false }
const meeting = 'plenary-12'

/** Of all devices. */
let made = 0

/** A device in memory; its ballots reach the house as a server's would. */
function device(house: Chamber): ProofActs {
  const secrets = new Map<string, string>()
  const receipts: ProvenReceipt[] = []
  const named = (of: string, seat: string): string => `${of} ${seat}`
  const own = async (of: string, seat: string): Promise<string | null> => {
    const secret = secrets.get(named(of, seat))
    return secret === undefined ? null : commitmentOf(secret)
  }
  return {
    prover: async () => ({ isInstalled: true, install: '' }),
    commitment: own,
    async fresh(of, seat) {
      secrets.set(named(of, seat), secretOf(new Uint8Array(48).fill(++made)))
      return (await own(of, seat)) ?? ''
    },
    backup: async (of, seat) => secrets.get(named(of, seat)) ?? null,
    async restore(of, seat, text) {
      if (!/^[0-9a-f]{64}$/.test(text)) return null
      secrets.set(named(of, seat), text)
      return own(of, seat)
    },
    async cast({ meeting: of, poll, questionHash, seat, choice, revision }) {
      if (!secrets.has(named(of, seat))) return null
      const ballot = { poll, questionHash, nullifier: seat.repeat(64), choice, revision, proof: 'cd'.repeat(256) }
      const why = house.act(server, { type: 'meeting.castProvenBallot', ...ballot })
      if (why !== null) throw new Error(why)
      receipts.push({ poll, seat, nullifier: ballot.nullifier, choice, revision, leaf: '{}', leafHash: HASH })
      return [...receipts]
    },
    receipts: async () => receipts,
    fetchAhead: async () => {},
  }
}

const enrolOthers = (house: Chamber): void => {
  for (const seat of [2, 3, 4, 5])
    house.does(member(seat), { type: 'meeting.enrol', seat: `${seat}`, commitment: `0${seat}`.repeat(32) })
}

function page(house: Chamber, seat: number) {
  const model = new MeetingModel((kind) => `${kind}-1`)
  model.proofs.acts = device(house)
  model.acts = {
    ...model.acts,
    act: async (_, command) => {
      const reason = house.act(member(seat), command)
      return reason === null ? { ok: true, id: 'x', seq: 1 } : { ok: false, id: 'x', reason }
    },
  }
  /** As the page would see it now. */
  const sight = () => model.proofs.withOwn(sightFor(house.get(), member(seat)))
  model.now.value = { meeting, parts: {}, own: null, aheadMs: 0 } as unknown as NonNullable<typeof model.now.value>
  return { model, sight }
}

describe('a member in a meeting whose secret votes are proofs', () => {
  it('enrols in one press, is offered the vote, and has voted by the receipt of their device', async () => {
    const house = opened({ rules })
    const { model, sight } = page(house, 1)
    await model.proofs.look(meeting, ['1'])
    expect(model.proofs.prover.value?.isInstalled).toBe(true)
    expect(model.proofs.here.value.size).toBe(0)
    await model.enrol(['1'])
    expect(model.refused.value).toBeNull()
    expect(house.get().enrolled?.map(({ seat, commitment }) => [seat, commitment])).toEqual([
      ['1', model.proofs.here.value.get('1')],
    ])
    enrolOthers(house)
    asked(house, 'v1', { method: 'secret' })
    const [poll] = sight().polls
    if (!poll) throw new Error('no vote')
    const [vote] = ownVotes(sight(), poll)
    if (!vote) throw new Error('nothing to vote on')
    expect([vote.wait, vote.address, votesDue(sight())]).toEqual([null, null, 1])
    expect(await model.cast(poll, vote, 'no')).toBe(true)
    expect(house.poll('v1').secret).toHaveLength(1)
    const [after] = ownVotes(sight(), poll)
    expect([after?.wait, after?.receipt?.choice, votesDue(sight())]).toEqual(['cast', 'no', 0])
    // A second is refused where the rules know no replacing, at the place it was pressed.
    expect(await model.cast(poll, vote, 'yes')).toBe(false)
    expect(model.refused.value?.why).toBe('this voter has voted in v1; a ballot is not replaced')
  })

  it('is told at the button where this device has another secret, and is offered no vote without one', async () => {
    const house = opened({ rules })
    for (const seat of [1, 2, 3, 4, 5])
      house.does(member(seat), { type: 'meeting.enrol', seat: `${seat}`, commitment: `0${seat}`.repeat(32) })
    asked(house, 'v1', { method: 'secret' })
    const first = page(house, 1)
    const [poll] = first.sight().polls
    const [vote] = poll ? ownVotes(first.sight(), poll) : []
    if (!poll || !vote) throw new Error('nothing to vote on')
    expect(await first.model.cast(poll, vote, 'yes')).toBe(false)
    expect(first.model.refused.value?.why).toContain('Seat 1 was not enrolled by the key of this device.')
    expect(ownVotes(page(house, 6).sight(), poll)).toEqual([])
  })

  it('is told before the vote that the seat is enrolled by another device, and in it what still counts', async () => {
    const house = opened({ rules })
    const [computer, phone] = [page(house, 1), page(house, 1)]
    const of = ({ model, sight }: typeof phone) => enrolmentOf(sight(), model.proofs)
    await computer.model.proofs.look(meeting, ['1'])
    expect(of(computer)).toEqual({ here: [], open: ['1'], elsewhere: [] })
    await computer.model.enrol(['1'])
    expect(of(computer)).toEqual({ here: ['1'], open: [], elsewhere: [] })
    // Nothing is said of a device that was not asked yet.
    expect(of(phone)).toEqual({ here: [], open: [], elsewhere: [] })
    await phone.model.proofs.look(meeting, ['1'])
    expect(of(phone)).toEqual({ here: [], open: [], elsewhere: [{ seat: '1', isLate: false }] })
    enrolOthers(house)
    asked(house, 'v1', { method: 'secret' })
    expect(of(phone).elsewhere).toEqual([{ seat: '1', isLate: true }])
    // Enrolled instead, it is the other that cannot vote later.
    await phone.model.enrol(['1'])
    expect([of(phone).here, of(computer).elsewhere]).toEqual([['1'], [{ seat: '1', isLate: true }]])
  })

  it('brings a secret from another device, and is told what is none', async () => {
    const { model } = page(opened({ rules }), 1)
    await expect(model.proofs.restore(meeting, '1', 'no key')).rejects.toThrow('That is no key of a secret vote')
    const secret = secretOf(new Uint8Array(48).fill(9))
    await model.proofs.restore(meeting, '1', ` ${secret} `)
    expect(await model.proofs.enrolBy(meeting, '1')).toBe(commitmentOf(secret))
  })

  it('keeps the secret that lies on the device, though it is enrolled before anything was looked up', async () => {
    const { model } = page(opened({ rules }), 1)
    const before = await model.proofs.acts.fresh(meeting, '1')
    expect(model.proofs.here.value.size).toBe(0)
    expect(await model.proofs.enrolBy(meeting, '1')).toBe(before)
  })

  it('takes the secrets of one meeting for none of another, whichever is told of first', async () => {
    const { model } = page(opened({ rules }), 1)
    const { proofs } = model
    await proofs.look('spring', ['1'])
    const spring = await proofs.enrolBy('spring', '1')
    const looked = proofs.look('autumn', ['1'])
    expect(proofs.here.value.size).toBe(0)
    const autumn = await proofs.enrolBy('autumn', '1')
    expect(autumn).not.toBe(spring)
    await looked
    // Back and forth: what comes late of the one says nothing of the other.
    const late = proofs.look('spring', ['1'])
    await proofs.look('autumn', ['1'])
    await late
    expect(proofs.here.value.get('1')).toBe(autumn)
    // Nor does an enrolment that ends when the other is looked at.
    const enrolling = proofs.enrolBy('spring', '1')
    await proofs.look('winter', ['1'])
    await enrolling
    expect(proofs.here.value.size).toBe(0)
  })

  it('has what proving takes fetched ahead as soon as this device is enrolled, not before and once; silent where it fails', async () => {
    const house = opened({ rules })
    const { model } = page(house, 1)
    const { proofs } = model
    const fetched: number[] = []
    proofs.acts = {
      ...proofs.acts,
      fetchAhead: (members) => {
        fetched.push(members)
        return Promise.reject(new Error('the server is away'))
      },
    }
    const told = () => model.hear([], nowFor(house.get(), member(1)))
    house.does(member(1), { type: 'meeting.enrol', seat: '1', commitment: '0a'.repeat(32) })
    await proofs.look(meeting, ['1'])
    expect(proofs.prover.value?.isInstalled).toBe(true)
    // By another device: this one cannot vote.
    told()
    expect(fetched).toEqual([])
    await model.enrol(['1'])
    told()
    told()
    expect(fetched).toEqual([1])
    enrolOthers(house)
    asked(house, 'v1', { method: 'secret' })
    told()
    expect(fetched).toEqual([1, 5])
    expect(model.refused.value).toBeNull()
  })

  it('is refused at the button where the rules know no such votes', async () => {
    const { model } = page(opened(), 1)
    await model.enrol(['1'])
    expect(model.refused.value).toEqual({
      at: ENROL,
      why: 'the rules council know no votes that are secret by proof; nobody enrols for them',
    })
  })

  it('is so by the form of setting up alone', () => {
    const fields = {
      title: 'A sitting',
      body: '',
      room: '',
      rules: 'council',
      chairs: 'chair-0001; Chair',
      secretaries: 'secretary-1; Secretary',
      seats: 'member-0001; Member',
      noticeS: null,
      startsAt: '',
      place: null,
    }
    const by = (isByProof: boolean) => {
      const given = setUpOf({ ...fields, isByProof }, 'm1', { nowMs: 0, timeZone: 'UTC' })
      return typeof given === 'string' ? given : given.rules.secretBy
    }
    expect([by(true), by(false)]).toEqual(['proof', undefined])
  })
})
