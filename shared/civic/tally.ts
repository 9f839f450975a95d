// From ballots to counts: one ballot a seat, weights as the roll has them, whatever order they came in. Those of seats
// that may not vote are not counted. What a poll stores is recomputed by the same functions.
import type { Choice } from '../records/choices.ts'
import type { Counts } from './majority.ts'
import { type Sitting, weightOf } from './roll.ts'

export { CHOICES, type Choice } from '../records/choices.ts'

export type Tally = { readonly yes: number; readonly no: number; readonly abstain: number }

export function tallyOf(ballots: readonly { readonly choice: Choice; readonly weight: number }[]): Tally {
  const tally = { yes: 0, no: 0, abstain: 0 }
  for (const { choice, weight } of ballots) tally[choice] += weight
  return tally
}

/** Sums of each group, by name. */
export function groupsOf(
  ballots: readonly { readonly group: string; readonly choice: Choice; readonly weight: number }[],
): ({ readonly group: string } & Tally)[] {
  const names = [...new Set(ballots.map(({ group }) => group))].sort()
  return names.map((group) => ({ group, ...tallyOf(ballots.filter((one) => one.group === group)) }))
}

/** What shares are taken of, when `voted` are the seats with a ballot: who has voted counts as present. */
export function basesOf(
  all: readonly Sitting[],
  voted: ReadonlySet<string>,
): Pick<Counts, 'present' | 'members' | 'entitled'> {
  const seats = (of: readonly Sitting[]): number => weightOf(of.map(({ seat }) => seat))
  const entitled = all.filter(({ via }) => via !== 'recused')
  return {
    members: seats(all),
    entitled: seats(entitled),
    present: seats(entitled.filter(({ seat, voter }) => voter !== null || voted.has(seat.id))),
  }
}
