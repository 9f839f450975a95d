import { describe, expect, it } from 'vitest'
import type { RecordTold } from '../../shared/civic/told-meeting.ts'
import { ownSigning, publishDeeds, recordsDue } from './deeds-record.ts'
import { type Sight, sightOf } from './sight.ts'

const CHAIR = `0x${'a'.repeat(40)}`
const SECRETARY = `0x${'b'.repeat(40)}`
const record = (state: RecordTold['state'], more: Partial<RecordTold> = {}): RecordTold => ({
  id: 'r1',
  motion: 'm1',
  poll: 'v1',
  title: 'Raise the embankment',
  outcome: 'carried',
  recordHash: 'ab'.repeat(32),
  state,
  drawnUpMs: 0,
  by: 'Serik',
  supersedes: null,
  supersededBy: null,
  signatures: [],
  signers: [
    { role: 'chair', name: 'Aizhan', address: CHAIR },
    { role: 'secretary', name: 'Serik', address: SECRETARY },
  ],
  hasChain: true,
  anchor: null,
  deeds: [],
  why: '',
  ...more,
})
const seenBy = (id: string, roles: Sight['own']['roles'], records: readonly RecordTold[]): Sight =>
  sightOf({
    meeting: 'sitting',
    parts: { life: { is: 'closed', atMs: 0 }, ...Object.fromEntries(records.map((one) => [`record.${one.id}`, one])) },
    own: { id, name: id, roles, isHere: false, seats: [], receipts: [] },
  })

describe('a record', () => {
  it('is signed by the chair, then by the secretary, with the keys the roll has', () => {
    const drawnUp = record('drawnUp')
    const chair = seenBy(CHAIR, ['chair', 'member'], [drawnUp])
    expect(ownSigning(chair, drawnUp)).toEqual([{ role: 'chair', address: CHAIR }])
    expect(recordsDue(chair)).toBe(1)
    expect(ownSigning(seenBy(SECRETARY, ['secretary'], []), drawnUp)).toEqual([])
    const next = record('signedByChair', { signatures: [{ role: 'chair', name: 'Aizhan', signer: CHAIR, atMs: 1 }] })
    expect(ownSigning(seenBy(SECRETARY, ['secretary'], []), next)).toEqual([{ role: 'secretary', address: SECRETARY }])
    expect(ownSigning(chair, next)).toEqual([])
  })

  it('is co-signed by members until it is published, by nobody else', () => {
    const member = `0x${'c'.repeat(40)}`
    for (const state of ['drawnUp', 'signedByChair', 'signed', 'anchored'] as const)
      expect(ownSigning(seenBy(member, ['member'], []), record(state))).toEqual([{ role: 'member', address: member }])
    expect(ownSigning(seenBy(member, ['member'], []), record('inForce'))).toEqual([])
    expect(ownSigning(seenBy('guest', ['visitor'], []), record('drawnUp'))).toEqual([])
    expect(ownSigning(seenBy('passkey-1', ['member'], []), record('drawnUp'))).toEqual([
      { role: 'member', address: null },
    ])
  })

  it('is published by the secretary when it is anchored, or where there is no chain', () => {
    const secretary = seenBy(SECRETARY, ['secretary'], [])
    expect(publishDeeds(secretary, record('signed'))).toEqual([])
    expect(publishDeeds(secretary, record('signed', { hasChain: false }))).toHaveLength(1)
    expect(publishDeeds(secretary, record('anchored'))).toMatchObject([{ shown: 'Publish the record' }])
    expect(publishDeeds(seenBy(CHAIR, ['chair'], []), record('anchored'))).toEqual([])
  })
})
