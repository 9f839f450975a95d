// The life of a decision's record in its meeting, from drawing it up to what became of the decision.
import { describe, expect, it } from 'vitest'
import { minutesOf } from './minutes.ts'
import { partsOf } from './parts.ts'
import { questionOf } from './questions.ts'
import { recordOf } from './records.ts'
import type { Held } from './state.ts'
import {
  all,
  asked,
  chair,
  type Chamber,
  clerk,
  close,
  dealing,
  debated,
  HASH,
  member,
  SEATS,
  secretary,
  server,
} from './testing.ts'

const key = (n: number): string => `0x${`${n}`.repeat(40)}`
const BOARD = key(9)
const DUE = '2026-12-01T00:00:00.000Z'
const effects = [{ kind: 'department', what: 'Repair the roof', department: 'Works', dueAt: DUE } as const]
const anchor = {
  chainId: 31337,
  contract: BOARD,
  schemaUid: `0x${HASH}`,
  attestationUid: `0x${HASH}`,
  txHash: `0x${HASH}`,
  blockNumber: 7,
  blockHash: `0x${HASH}`,
}
const drawUp = { type: 'meeting.drawUpRecord', record: 'r1', motion: 'm1', poll: 'v1', recordHash: HASH } as const
const sign = (role: 'chair' | 'secretary' | 'member', signer: string, record = 'r1') =>
  ({ type: 'meeting.signRecord', record, role, signer, signature: `0x${HASH}` }) as const

/** A motion decided in a meeting that is closed. */
function decided(choices = 'yyyynn-'): Chamber {
  const { id: chairId, name: chairName = '' } = chair
  const { id: secretaryId, name: secretaryName = '' } = secretary
  const house = dealing({
    chairs: [{ id: chairId, name: chairName, address: key(1) }],
    secretaries: [
      { id: secretaryId, name: secretaryName, address: key(2) },
      { id: clerk.id, name: 'Klara' },
    ],
    seats: SEATS.map((seat) => (seat.id === '7' ? { ...seat, holder: { ...seat.holder, address: key(3) } } : seat)),
  })
  debated(house, 'm1', { effects: [...effects] })
  asked(house, 'v1', { subject: { kind: 'motion', motion: 'm1' }, question: 'Shall m1 be adopted?' })
  all(house, 'v1', choices)
  close(house, 'v1')
  return house
}
function closed(choices?: string): Chamber {
  const house = decided(choices)
  house.does(secretary, { type: 'meeting.certifyPoll', poll: 'v1' })
  house.does(chair, { type: 'meeting.finishItem' }, { type: 'meeting.close' })
  return house
}
const record = (house: Chamber, id = 'r1') => recordOf(house.get() as Held, id)

describe('a record', () => {
  it('is drawn up once, of a certified vote of a meeting that is closed', () => {
    const house = decided()
    expect(house.act(secretary, { ...drawUp, board: BOARD })).toContain('comes too early')
    house.does(chair, { type: 'meeting.finishItem' }, { type: 'meeting.close' })
    expect(house.act(secretary, { ...drawUp, board: BOARD })).toBe('vote v1 on motion m1 is counted, not certified')
    house.does(secretary, { type: 'meeting.certifyPoll', poll: 'v1' })
    expect(house.act(secretary, { ...drawUp, poll: 'agenda', board: null })).toContain('no vote agenda on motion m1')
    expect(house.get().records).toBeUndefined()
    house.does(secretary, { ...drawUp, board: BOARD })
    expect(record(house)).toMatchObject({ outcome: 'carried', recordHash: HASH, life: { is: 'drawnUp' }, by: 'Sara' })
    expect(house.act(secretary, { ...drawUp, board: BOARD })).toBe('there is a record r1 already')
    expect(house.act(secretary, { ...drawUp, record: 'r2', board: BOARD })).toContain('has the record r1 already')
    expect(house.act(secretary, { type: 'meeting.recordMotion', motion: 'm1', record: 'x' })).toContain('the record r1')
  })

  it('is signed by the chair, then by the secretary, each with the key of the roll, and by members', () => {
    const house = closed()
    house.does(secretary, { ...drawUp, board: BOARD })
    expect(house.act(secretary, sign('secretary', key(2)))).toBe('record r1 is signed by the chair first')
    expect(house.act(chair, sign('chair', key(2)))).toBe(`Chingiz signs with ${key(1)}, not ${key(2)}`)
    expect(house.act(chair, sign('secretary', key(1)))).toContain('not as secretary')
    expect(house.act(member(1), sign('member', key(1)))).toContain('has no key on the roll')
    house.does(chair, sign('chair', key(1)))
    expect(house.act(chair, sign('chair', key(1)))).toContain('signed by Chingiz as chair already')
    house.does(member(7), sign('member', key(3)))
    house.does(secretary, sign('secretary', key(2)))
    expect(record(house)?.signatures.map(({ role, name }) => `${role} ${name}`)).toEqual([
      'chair Chingiz',
      'member Hasan',
      'secretary Sara',
    ])
    expect(house.act(secretary, { type: 'meeting.publishRecord', record: 'r1' })).toContain('not anchored yet')
  })

  it('is anchored, published, in force and executed, and its motion is recorded', () => {
    const house = closed()
    house.does(secretary, { ...drawUp, board: BOARD })
    house.does(chair, sign('chair', key(1)))
    expect(house.act(server, { type: 'meeting.noteAnchored', record: 'r1', anchor })).toContain('not by the secretary')
    house.does(secretary, sign('secretary', key(2)))
    house.does(server, { type: 'meeting.noteAnchored', record: 'r1', anchor })
    expect(house.act(server, { type: 'meeting.noteAnchored', record: 'r1', anchor })).toContain('anchored already')
    house.does(secretary, { type: 'meeting.publishRecord', record: 'r1' })
    expect(house.get().motions[0]?.life).toEqual({ is: 'recorded', outcome: 'carried', record: 'r1' })
    const deed = { type: 'meeting.noteDeed', record: 'r1', effect: 0, task: 't1' } as const
    house.does(server, { ...deed, is: 'requested' }, { ...deed, is: 'done' })
    expect(record(house)).toMatchObject({ life: { is: 'inForce' }, deeds: [{ effect: 0, task: 't1', is: 'done' }] })
    house.does(server, { type: 'meeting.noteExecuted', record: 'r1' })
    expect(record(house)?.life.is).toBe('executed')
    house.does(server, { type: 'meeting.noteSuperseded', record: 'r1', by: 'r9' })
    expect(house.get().motions[0]?.life).toEqual({ is: 'superseded', outcome: 'carried', record: 'r9' })
  })

  it('of a lost motion is published and asks for nothing; without a chain it needs none', () => {
    const house = closed('nnnnyy-')
    house.does(secretary, { ...drawUp, board: null })
    house.does(chair, sign('chair', key(1)))
    house.does(secretary, sign('secretary', key(2)))
    house.does(secretary, { type: 'meeting.publishRecord', record: 'r1' })
    expect(record(house)?.life.is).toBe('published')
    expect(house.act(server, { type: 'meeting.noteExecuted', record: 'r1' })).toBe('record r1 is published')
  })

  it('is told with its signers, and stands in the minutes beside what was approved', () => {
    const house = closed()
    const before = minutesOf(house.get())
    house.does(secretary, { ...drawUp, board: BOARD })
    house.does(chair, sign('chair', key(1)))
    const hashes = {
      ballotDomain: { name: 'Townhall', version: '1', chainId: 1, salt: '0x' } as const,
      rootOf: () => null,
      leafOf: () => ({ leaf: null, leafHash: null }),
      nullifierOf: () => null,
    }
    expect(partsOf(house.get() as Held, hashes)['record.r1']).toMatchObject({
      title: 'Reopen the school',
      state: 'signedByChair',
      signatures: [{ role: 'chair', name: 'Chingiz', signer: key(1) }],
      signers: [
        { role: 'chair', address: key(1) },
        { role: 'secretary', name: 'Sara', address: key(2) },
        { role: 'secretary', name: 'Klara', address: null },
      ],
      hasChain: true,
      why: '',
    })
    const after = minutesOf(house.get(), 'ru')
    expect(after.records[0]?.lines.map(({ text }) => text)).toEqual([
      'Составлена запись r1 решения по предложению m1 (Sara).',
      'Запись r1 подписана: Chingiz (председатель).',
    ])
    expect({ ...minutesOf(house.get()), records: [] }).toEqual({ ...before, records: [] })
  })
})

it('the effects of a motion are part of its question, and nothing where there are none', () => {
  const house = decided()
  const state = house.get() as Held
  expect(questionOf(state, house.poll('v1'))).toMatchObject({ effects })
  expect(questionOf(state, house.poll('agenda'))).not.toHaveProperty('effects')
  const other = dealing()
  debated(other)
  expect(other.get().motions[0]).not.toHaveProperty('effects')
})
