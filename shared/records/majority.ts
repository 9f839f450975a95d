// Whether a question is carried: whole numbers only, no percentage decides. The rule is data; the same rule and the same
// counts give the same outcome anywhere, in the meeting and for whoever verifies its record. Follows the table of CIVIC:
// `yes * den > num * base`, or `>=` where it is not strict.
import { z } from 'zod'

/** Sums of weights stay exact when multiplied by any share: 1e12 * 1000 is below 2^53. */
export const MOST_WEIGHT = 1_000_000_000_000
const part = z.int().min(1).max(1000)

export const Share = z.strictObject({ num: part, den: part }).refine(({ num, den }) => num <= den, {
  error: 'is a share of more than all',
})
export type Share = z.infer<typeof Share>

/** What the yes votes are measured against. */
export const BASES = ['yesNo', 'yesNoAbstain', 'present', 'members', 'entitled'] as const

export const Majority = z
  .strictObject({
    num: part,
    den: part,
    /** More than the share; else the share itself is enough. */
    strict: z.boolean(),
    base: z.enum(BASES),
    /** As many for as against, where one more would carry. */
    tie: z.enum(['fails', 'chairCasts', 'lot']),
    /** Least share of the entitled weight that must have voted, abstentions too; null where any turnout will do. */
    turnoutFloor: Share.nullable(),
  })
  .refine(({ num, den }) => num <= den, { error: 'asks for more than all' })
export type Majority = z.infer<typeof Majority>

/** Sums of weights, or heads where every weight is one. */
export type Counts = {
  readonly yes: number
  readonly no: number
  readonly abstain: number
  /** May vote and are here, or are voted for. */
  readonly present: number
  /** All seats, whoever is here or recused. */
  readonly members: number
  /** All seats less those recused. */
  readonly entitled: number
}

export type Decision = {
  readonly outcome: 'carried' | 'lost' | 'tied'
  /** The least number of yes votes that carries. */
  readonly needed: number
  /** What they were measured against. */
  readonly base: number
  readonly because: 'reached' | 'notReached' | 'tie' | 'turnout' | 'nobody'
}

/** The outcome of a count. Tied only where the rule has the chair or a lot decide what is tied. */
export function decide(rule: Majority, counts: Counts): Decision {
  const { yes, no } = counts
  const base = baseOf(rule.base, counts)
  const needed = neededOf(rule, base)
  if (isBelowFloor(rule, counts)) return { outcome: 'lost', needed, base, because: 'turnout' }
  // Without a vote for it nothing is carried, whatever the rule makes of nothing.
  if (yes === 0) return { outcome: 'lost', needed, base, because: 'nobody' }
  if (yes >= needed) return { outcome: 'carried', needed, base, because: 'reached' }
  if (yes !== no || !wouldCarry(rule, counts)) return { outcome: 'lost', needed, base, because: 'notReached' }
  return { outcome: rule.tie === 'fails' ? 'lost' : 'tied', needed, base, because: 'tie' }
}

/** The least whole number that is at least the share of `base`, or more than it where the rule is strict; at least 1. */
export function neededOf({ num, den, strict }: Share & { readonly strict: boolean }, base: number): number {
  const product = num * base
  const floor = (product - (product % den)) / den
  return Math.max(1, strict || product % den > 0 ? floor + 1 : floor)
}

function baseOf(base: Majority['base'], counts: Counts): number {
  switch (base) {
    case 'yesNo':
      return counts.yes + counts.no
    case 'yesNoAbstain':
      return counts.yes + counts.no + counts.abstain
    case 'present':
    case 'members':
    case 'entitled':
      break
  }
  return counts[base]
}

function isBelowFloor({ turnoutFloor }: Majority, { yes, no, abstain, entitled }: Counts): boolean {
  return turnoutFloor !== null && (yes + no + abstain) * turnoutFloor.den < turnoutFloor.num * entitled
}

/** With one more for it; only then is a tie the chair's to break. */
function wouldCarry(rule: Majority, counts: Counts): boolean {
  const more = { ...counts, yes: counts.yes + 1 }
  return more.yes >= neededOf(rule, baseOf(rule.base, more))
}
