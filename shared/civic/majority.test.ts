// CIVIC's vectors by hand, and its properties over 100,000 generated counts. A case that fails is told with its seed.
import { describe, expect, it } from 'vitest'
import { Random } from '../kernel/random.ts'
import { BASES, type Counts, decide, decisionInWords, Majority, MOST_WEIGHT, neededOf } from './majority.ts'
import { PRESETS } from './presets.ts'
import { basesOf, CHOICES, type Choice, tallyOf } from './tally.ts'
import { type Seat, sittings } from './roll.ts'

const rule = (num: number, den: number, more: Partial<Majority> = {}): Majority => ({
  num,
  den,
  strict: false,
  base: 'yesNo',
  tie: 'fails',
  turnoutFloor: null,
  ...more,
})
const counts = (yes: number, no: number, more: Partial<Counts> = {}): Counts => {
  const { abstain = 0, members = yes + no + abstain } = more
  return { yes, no, abstain, members, present: members, entitled: members, ...more }
}
const half = rule(1, 2, { strict: true })
const outcome = (by: Majority, of: Counts): string => decide(by, of).outcome

describe('a majority', () => {
  it.each([
    [rule(2, 3), 7, 5],
    [rule(2, 3), 9, 6],
    [rule(2, 3, { strict: true }), 9, 7],
    [half, 7, 4],
    [half, 8, 5],
    [rule(1, 2), 8, 4],
    [rule(3, 4), 10, 8],
    [rule(4, 5), 196, 157],
    [rule(1, 1), 5, 5],
    [half, 0, 1],
    [rule(2, 3), 0, 1],
    [rule(999, 1000), MOST_WEIGHT, 999_000_000_000],
    [rule(999, 1000, { strict: true }), MOST_WEIGHT - 1, 999_000_000_000],
  ])('by %j of %d needs %d', (by, base, needed) => {
    expect(neededOf(by, base)).toBe(needed)
  })

  it('counts the absolute majority against all members', () => {
    const of = { members: 11 }
    expect(outcome({ ...half, base: 'members' }, counts(5, 2, of))).toBe('lost')
    expect(outcome({ ...half, base: 'members' }, counts(6, 5, of))).toBe('carried')
    expect(outcome(half, counts(5, 2, of))).toBe('carried')
  })

  it('knows no percentages: 156 of 196 is not four fifths', () => {
    expect(outcome(rule(4, 5), counts(156, 40))).toBe('lost')
    expect(outcome(rule(4, 5), counts(157, 39))).toBe('carried')
  })

  it.each([
    ['yesNo', 'carried'],
    ['yesNoAbstain', 'lost'],
    ['present', 'lost'],
    ['entitled', 'lost'],
    ['members', 'lost'],
  ] as const)('counts abstentions by what it is of: %s, 4:3 with 2 abstaining is %s', (base, expected) => {
    const of = { abstain: 2, present: 10, entitled: 11, members: 12 }
    expect(outcome({ ...half, base }, counts(4, 3, of))).toBe(expected)
  })

  it('has a tie fail, be the chair to break, or a lot', () => {
    expect(decide(half, counts(4, 4))).toMatchObject({ outcome: 'lost', because: 'tie' })
    expect(outcome({ ...half, tie: 'chairCasts' }, counts(4, 4))).toBe('tied')
    expect(outcome({ ...half, tie: 'lot' }, counts(4, 4))).toBe('tied')
    expect(outcome({ ...half, tie: 'chairCasts', base: 'members' }, counts(4, 4, { members: 8 }))).toBe('tied')
  })

  it('has no tie where one more vote would not carry, and none of nothing', () => {
    expect(outcome(rule(2, 3, { tie: 'chairCasts' }), counts(4, 4))).toBe('lost')
    expect(outcome({ ...half, tie: 'chairCasts', base: 'members' }, counts(4, 4, { members: 11 }))).toBe('lost')
    expect(decide({ ...half, tie: 'chairCasts' }, counts(0, 0, { abstain: 9 }))).toMatchObject({ because: 'nobody' })
    expect(outcome(rule(1, 2), counts(0, 0))).toBe('lost')
  })

  it('asks for the turnout it is told to', () => {
    const floor = rule(2, 3, { turnoutFloor: { num: 1, den: 2 } })
    expect(decide(floor, counts(40, 0, { entitled: 100 }))).toMatchObject({ outcome: 'lost', because: 'turnout' })
    expect(outcome(floor, counts(40, 0, { abstain: 10, entitled: 100 }))).toBe('carried')
  })

  it('says why in a sentence', () => {
    const said = (by: Majority, of: Counts): string => decisionInWords(by, of, decide(by, of))
    expect(said(rule(4, 5), counts(156, 40))).toBe(
      'lost: 156 yes, 40 no, 0 abstain; 157 needed, at least 4/5 of the votes for and against (196)',
    )
    expect(said({ ...half, tie: 'chairCasts' }, counts(4, 4))).toContain('tied: 4 yes, 4 no, 0 abstain; the chair')
    expect(said(half, counts(4, 4))).toContain('what is tied is lost')
    expect(said(half, counts(0, 1))).toContain('nobody voted for it')
    expect(said(rule(1, 2, { turnoutFloor: { num: 1, den: 2 } }), counts(1, 0, { entitled: 9 }))).toContain('1/2')
  })

  it('refuses rules that ask for more than all, for parts and for nothing', () => {
    for (const wrong of [rule(3, 2), rule(0, 1), rule(1.5, 2), rule(1, 1001)])
      expect(Majority.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false)
    for (const { majorities } of PRESETS)
      for (const one of Object.values(majorities)) expect(Majority.parse(one)).toEqual(one)
  })
})

const CASES = 100_000

/** Runs `check` with a generator of its own for each case; tells the seed of the first that fails. */
function holds(cases: number, check: (random: Random) => boolean): void {
  for (let seed = 1; seed <= cases; seed++) if (!check(new Random(seed))) expect.unreachable(`seed ${seed}`)
}
const below = (random: Random, n: number): number => Math.floor(random.next() * n)
const oneOf = <T>(random: Random, of: readonly T[]): T => of[below(random, of.length)] as T

function anyRule(random: Random): Majority {
  const den = 1 + below(random, random.next() < 0.9 ? 7 : 1000)
  const num = 1 + below(random, den)
  const tie = oneOf(random, ['fails', 'chairCasts', 'lot'] as const)
  const floor = random.next() < 0.2 ? { num: 1, den: 1 + below(random, 4) } : null
  return { num, den, strict: random.next() < 0.5, base: oneOf(random, BASES), tie, turnoutFloor: floor }
}

function anyCounts(random: Random): Counts {
  const most = random.next() < 0.9 ? 12 : MOST_WEIGHT / 10
  const [yes, no, abstain] = [below(random, most), below(random, most), below(random, most)]
  const present = yes + no + abstain + below(random, most)
  const entitled = present + below(random, most)
  return { yes, no, abstain, present, entitled, members: entitled + below(random, most) }
}

const RANK = { lost: 0, tied: 1, carried: 2 } as const

describe('in 100,000 generated counts', () => {
  it('one more yes never makes less of it', () => {
    holds(CASES, (random) => {
      const by = anyRule(random)
      const of = anyCounts(random)
      const before = RANK[outcome(by, of) as keyof typeof RANK]
      const after = (more: Partial<Counts>): number =>
        RANK[outcome(by, { ...of, yes: of.yes + 1, ...more }) as keyof typeof RANK]
      const { present, entitled, members, abstain, no } = of
      const fromANewVoter = after({ present: present + 1, entitled: entitled + 1, members: members + 1 })
      const fromTheSame = [after({}), after({ abstain: Math.max(0, abstain - 1) }), after({ no: Math.max(0, no - 1) })]
      // One more yes breaks a tie, unless it also brings what it is measured against up.
      return before === 0 || (fromTheSame.every((rank) => rank === 2) && (before === 1 || fromANewVoter === 2))
    })
  })

  it('what is needed is the least that is more than, or at least, the share', () => {
    holds(CASES, (random) => {
      const by = anyRule(random)
      const base = below(random, random.next() < 0.9 ? 50 : MOST_WEIGHT)
      const needed = neededOf(by, base)
      const enough = (yes: number): boolean => {
        const [mine, wanted] = [BigInt(yes) * BigInt(by.den), BigInt(by.num) * BigInt(base)]
        return yes > 0 && (by.strict ? mine > wanted : mine >= wanted)
      }
      return enough(needed) && !enough(needed - 1)
    })
  })

  it('the order of ballots is nothing, and recused and absent voters change nothing', () => {
    holds(CASES / 10, (random) => {
      const n = 1 + below(random, 12)
      const seats = Array.from({ length: n }, (_, i): Seat => seat(i, 1 + below(random, 3)))
      const present = seats.filter(() => random.next() < 0.7).map(({ holder }) => holder.id)
      const recused = seats.filter(() => random.next() < 0.2).map(({ id }) => id)
      const all = sittings({ seats, present, proxies: [], recused })
      const may = all.filter(({ voter }) => voter !== null)
      const ballots = may.map(({ seat: { id, weight } }) => ({ id, weight, choice: oneOf<Choice>(random, CHOICES) }))
      const by = anyRule(random)
      const result = (of: typeof ballots, house: typeof all): string =>
        JSON.stringify(decide(by, { ...tallyOf(of), ...basesOf(house, new Set(of.map(({ id }) => id))) }))
      const once = result(ballots, all)
      const shuffled = ballots.map((one) => [random.next(), one] as const).sort(([a], [b]) => a - b)
      // Who is recused may as well be away.
      const away = present.filter((id) => !recused.some((seat) => id === `p${seat}`))
      const fewer = sittings({ seats, present: away, proxies: [], recused })
      return (
        result(
          shuffled.map(([, one]) => one),
          all,
        ) === once && result(ballots, fewer) === once
      )
    })
  })
})

const seat = (i: number, weight: number): Seat => ({
  id: `${i}`,
  holder: { id: `p${i}`, name: `Member ${i}` },
  deputy: null,
  weight,
  group: i % 2 ? 'left' : 'right',
})
