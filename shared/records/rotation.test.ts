// A change of a board's officers before anybody signs it: who is in office after it, and what the contract would refuse.
import { describe, expect, it } from 'vitest'
import {
  type BoardOfficer,
  missingSignatures,
  officersAfter,
  type RotationAsked,
  rotationFault,
  seatsBetween,
} from './rotation.ts'

const at = (digit: string): string => `0x${digit.repeat(40)}`
const CHAIR: BoardOfficer = { role: 'chair', address: at('a') }
const SECRETARY: BoardOfficer = { role: 'secretary', address: at('b') }
const MEMBER: BoardOfficer = { role: 'member', address: at('c') }
const now = { officers: [CHAIR, SECRETARY, MEMBER], quorum: 2 }

describe('a change of officers', () => {
  it('is what differs, and leads to who is wanted', () => {
    const wanted: BoardOfficer[] = [
      { role: 'chair', address: at('c') },
      SECRETARY,
      { role: 'member', address: at('d') },
    ]
    const seats = seatsBetween(now.officers, wanted)
    expect(seats).toEqual([
      { who: at('a'), role: 'none' },
      { who: at('c'), role: 'chair' },
      { who: at('d'), role: 'member' },
    ])
    expect(officersAfter(now.officers, seats)).toEqual(wanted)
    expect(rotationFault(now, { seats, quorum: 3 })).toBeNull()
  })

  it.each<[string, Partial<RotationAsked>, object]>([
    ['no address', { seats: [{ who: '0x12', role: 'member' }] }, { is: 'noAddress', who: '0x12' }],
    ['the zero address', { seats: [{ who: at('0'), role: 'member' }] }, { is: 'zeroAddress', who: at('0') }],
    [
      'one person twice',
      {
        seats: [
          { who: at('d'), role: 'member' },
          { who: at('d'), role: 'chair' },
        ],
      },
      { is: 'twice', who: at('d') },
    ],
    ['the leaving of who is no officer', { seats: [{ who: at('e'), role: 'none' }] }, { is: 'stranger', who: at('e') }],
    ['a board without a chair', { seats: [{ who: at('a'), role: 'none' }] }, { is: 'noChair' }],
    ['a board without a secretary', { seats: [{ who: at('b'), role: 'member' }] }, { is: 'noSecretary' }],
    ['a quorum over all officers', { seats: [], quorum: 4 }, { is: 'quorum', quorum: 4, officers: 3 }],
    ['a quorum of nobody', { seats: [], quorum: 0 }, { is: 'quorum', quorum: 0, officers: 3 }],
    ['a quorum that is no whole number', { seats: [], quorum: 1.5 }, { is: 'quorum', quorum: 1.5, officers: 3 }],
    ['what changes nothing', { seats: [{ who: at('a'), role: 'chair' }] }, { is: 'nothing' }],
    [
      'more than one transaction holds',
      { seats: Array.from({ length: 101 }, (_, i) => ({ who: `0x${`${i + 1}`.padStart(40, '0')}`, role: 'member' })) },
      { is: 'many' },
    ],
  ])('is refused for %s', (_what, asked, fault) => {
    expect(rotationFault(now, { seats: [], quorum: 2, ...asked })).toEqual(fault)
  })

  it('needs a quorum of the present officers, a chair and a secretary among them', () => {
    expect(missingSignatures(now, [])).toEqual({ count: 2, chair: true, secretary: true })
    expect(missingSignatures(now, [at('c'), at('a')])).toEqual({ count: 1, chair: false, secretary: true })
    expect(missingSignatures(now, [at('a'), at('b')])).toBeNull()
    expect(missingSignatures({ ...now, quorum: 3 }, [at('a'), at('b'), at('f')])).toEqual({
      count: 1,
      chair: false,
      secretary: false,
    })
  })
})
