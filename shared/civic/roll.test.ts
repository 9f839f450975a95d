// Who votes for which seat, and whether enough are here.
import { describe, expect, it } from 'vitest'
import { PRESETS } from './presets.ts'
import {
  checkProxies,
  checkSeats,
  type House,
  presenceInWords,
  presenceOf,
  Quorum,
  type Seat,
  sittings,
} from './roll.ts'
import { Rules } from './rules.ts'

const person = (name: string) => ({ id: `${name.toLowerCase()}-1`, name })
const seat = (id: string, name: string, more: Partial<Seat> = {}): Seat => ({
  id,
  holder: person(name),
  deputy: null,
  weight: 1,
  group: '',
  ...more,
})
const SEATS = [
  seat('1', 'Aigul'),
  seat('2', 'Boris', { deputy: person('Dina') }),
  seat('3', 'Erlan', { weight: 3 }),
  seat('4', 'Farida'),
]
const house = (more: Partial<House>): House => ({ seats: SEATS, present: [], proxies: [], recused: [], ...more })
const who = (of: House): string[] => sittings(of).map(({ voter, via }) => `${voter?.name ?? '-'} ${via}`)

describe('the roll', () => {
  it('has a deputy sit in only while the holder is away', () => {
    expect(who(house({ present: ['dina-1'] }))[1]).toBe('Dina deputy')
    expect(who(house({ present: ['dina-1', 'boris-1'] }))[1]).toBe('Boris holder')
  })

  it('has a proxy cast the vote of a seat only while nobody sits in it', () => {
    const proxies = [{ from: '4', to: '2' }]
    expect(who(house({ proxies, present: ['boris-1'] }))).toEqual([
      '- absent',
      'Boris holder',
      '- absent',
      'Boris proxy',
    ])
    expect(who(house({ proxies, present: ['dina-1'] }))[3]).toBe('Dina proxy')
    expect(who(house({ proxies, present: ['boris-1', 'farida-1'] }))[3]).toBe('Farida holder')
    expect(who(house({ proxies, present: [] }))[3]).toBe('- absent')
  })

  it('has whoever is recused vote neither for themselves nor for others, and nobody for them', () => {
    const present = ['aigul-1', 'boris-1']
    const proxies = [{ from: '4', to: '1' }]
    expect(who(house({ present, proxies, recused: ['1'] }))).toEqual([
      '- recused',
      'Boris holder',
      '- absent',
      '- absent',
    ])
    expect(who(house({ present, proxies, recused: ['4'] }))[3]).toBe('- recused')
  })

  it('is refused with a seat twice, a person twice or too much weight', () => {
    expect(checkSeats(SEATS)).toBeNull()
    expect(checkSeats([...SEATS, seat('4', 'Gulnar')])?.reason).toBe('seat 4 is on the roll twice')
    expect(checkSeats([...SEATS, seat('5', 'Dina')])?.reason).toContain('Dina has two seats')
    const heavy = Array.from({ length: 1001 }, (_, i) => seat(`${i}`, `M${i}`, { weight: 1_000_000_000 }))
    expect(checkSeats(heavy)?.reason).toContain('more than 1000000000000')
  })

  it.each([
    [[{ from: '1', to: '9' }], 3, 'there is no seat 9 on the roll'],
    [[{ from: '1', to: '1' }], 3, 'seat 1 needs no proxy for itself'],
    [
      [
        { from: '1', to: '2' },
        { from: '1', to: '3' },
      ],
      3,
      'seat 1 has given two proxies',
    ],
    [
      [
        { from: '1', to: '2' },
        { from: '2', to: '3' },
      ],
      3,
      'seat 2 has given its own vote by proxy and can hold none of seat 1',
    ],
    [
      [
        { from: '1', to: '2' },
        { from: '3', to: '2' },
      ],
      1,
      'seat 2 would hold more than 1 proxies',
    ],
    [[{ from: '1', to: '2' }], 0, 'these rules know no proxies'],
  ])('refuses the proxies %j of at most %d', (proxies, most, why) => {
    expect(checkProxies(SEATS, proxies, most)?.reason).toBe(why)
  })
})

describe('a quorum', () => {
  const half: Quorum = {
    num: 1,
    den: 2,
    strict: true,
    of: 'seats',
    by: 'heads',
    countsProxies: false,
    ifLost: 'void',
  }
  const present = (quorum: Quorum, of: Partial<House>) => presenceOf(quorum, sittings(house(of)))

  it('is more than half of the seats, or half', () => {
    const two = { present: ['aigul-1', 'boris-1'] }
    expect(present(half, two)).toEqual({ present: 2, required: 3, total: 4, isQuorate: false })
    expect(present({ ...half, strict: false }, two).isQuorate).toBe(true)
    expect(presenceInWords(present(half, two))).toBe('2 present of 4, 3 required')
  })

  it('counts heads or weights', () => {
    expect(present({ ...half, by: 'weight' }, { present: ['erlan-1', 'aigul-1'] })).toMatchObject({
      present: 4,
      required: 4,
      total: 6,
      isQuorate: true,
    })
  })

  it('leaves out whoever is recused, of the seats too where the rules say so', () => {
    const of = { present: ['aigul-1', 'boris-1', 'erlan-1'], recused: ['1'] }
    expect(present(half, of)).toMatchObject({ present: 2, required: 3 })
    expect(present({ ...half, of: 'entitled' }, of)).toMatchObject({ present: 2, required: 2, total: 3 })
  })

  it('counts proxies where the rules say so', () => {
    const of = { present: ['aigul-1', 'boris-1'], proxies: [{ from: '3', to: '1' }] }
    expect(present(half, of).isQuorate).toBe(false)
    expect(present({ ...half, countsProxies: true }, of).isQuorate).toBe(true)
  })
})

describe('the presets', () => {
  it('are rules, three of them', () => {
    expect(PRESETS.map(({ id }) => id)).toEqual(['council', 'board', 'assembly'])
    for (const one of PRESETS) expect(Rules.parse(JSON.parse(JSON.stringify(one)))).toEqual(one)
  })

  it('name only majorities that there are', () => {
    const [council] = PRESETS
    const wrong = { ...council, uses: { ...council?.uses, motion: 'toString' } }
    expect(Rules.safeParse(wrong).error?.issues[0]).toMatchObject({
      path: ['uses', 'motion'],
      message: 'names no majority: toString',
    })
  })
})
