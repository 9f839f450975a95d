// Who votes for which seat: the roll of seats, who is here, deputies, proxies, recusals, and the quorum. A seat is what
// votes: one ballot each, whoever casts it. Pure reckoning; how it comes about in a meeting is attendance.ts.
import { z } from 'zod'
import type { Rejection } from '../kernel/system.ts'
import { Sentence } from '../kernel/words.ts'
import { MOST_WEIGHT, neededOf, Share } from './majority.ts'
import { type Language, say, type Values } from './value-words.ts'

/** Ids within a meeting; never a name of Object.prototype's own kind, since nothing is looked up by them but in lists. */
export const Id = z.string().regex(/^[A-Za-z0-9][\w-]{0,39}$/)
/** As the rooms give them. */
export const PersonId = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)

export const Person = z.strictObject({
  id: PersonId,
  name: Sentence,
  /** Whose signature a ballot must bear, where it must. */
  address: z
    .string()
    .regex(/^0x[0-9a-f]{40}$/)
    .optional(),
})
export type Person = z.infer<typeof Person>

export const Seat = z.strictObject({
  id: Id,
  holder: Person,
  /** Sits in for the holder while that one is away. */
  deputy: Person.nullable(),
  weight: z.int().min(1).max(1_000_000_000),
  group: z.string().max(80),
})
export type Seat = z.infer<typeof Seat>

export const Quorum = z
  .strictObject({
    num: Share.shape.num,
    den: Share.shape.den,
    strict: z.boolean(),
    /** All seats, or those that are not recused. */
    of: z.enum(['seats', 'entitled']),
    by: z.enum(['heads', 'weight']),
    /** Whether a seat that is only voted for counts as here. */
    countsProxies: z.boolean(),
    /** What becomes of an open poll when it is lost. */
    ifLost: z.enum(['void', 'pause']),
  })
  .refine(({ num, den }) => num <= den, { error: 'asks for more than all' })
export type Quorum = z.infer<typeof Quorum>

/** `from` is voted for by whoever sits in `to`, while nobody sits in `from`. */
export type Proxy = { readonly from: string; readonly to: string }

export type House = {
  readonly seats: readonly Seat[]
  /** Ids of people who are here. */
  readonly present: readonly string[]
  readonly proxies: readonly Proxy[]
  /** Ids of seats that may not vote on the matter. */
  readonly recused: readonly string[]
}

export type Sitting = {
  readonly seat: Seat
  /** Who may cast its ballot; null where nobody may. */
  readonly voter: Person | null
  readonly via: 'holder' | 'deputy' | 'proxy' | 'recused' | 'absent'
}

/** One for each seat, in the roll's order. */
export function sittings({ seats, present, proxies, recused }: House): Sitting[] {
  const here = new Set(present)
  const out = new Set(recused)
  const bySeat = new Map(seats.map((seat) => [seat.id, seat]))
  const to = new Map(proxies.map((proxy) => [proxy.from, proxy.to]))
  return seats.map((seat): Sitting => {
    if (out.has(seat.id)) return { seat, voter: null, via: 'recused' }
    const own = sitter(seat, here)
    if (own) return { seat, voter: own, via: own === seat.holder ? 'holder' : 'deputy' }
    // Whoever is recused votes for nobody else either.
    const proxy = bySeat.get(to.get(seat.id) ?? '')
    const voter = proxy && !out.has(proxy.id) ? sitter(proxy, here) : null
    return voter ? { seat, voter, via: 'proxy' } : { seat, voter: null, via: 'absent' }
  })
}

const sitter = ({ holder, deputy }: Seat, here: ReadonlySet<string>): Person | null =>
  here.has(holder.id) ? holder : deputy && here.has(deputy.id) ? deputy : null

export type Presence = {
  readonly present: number
  readonly required: number
  readonly total: number
  readonly isQuorate: boolean
}

export function presenceOf(quorum: Quorum, all: readonly Sitting[]): Presence {
  const worth = ({ seat }: Sitting): number => (quorum.by === 'heads' ? 1 : seat.weight)
  const sum = (of: readonly Sitting[]): number => of.reduce((total, one) => total + worth(one), 0)
  const total = sum(quorum.of === 'seats' ? all : all.filter(({ via }) => via !== 'recused'))
  const present = sum(all.filter(({ voter, via }) => voter !== null && (via !== 'proxy' || quorum.countsProxies)))
  const required = neededOf(quorum, total)
  return { present, required, total, isQuorate: present >= required }
}

/** As an entry of the course keeps it. */
export const presenceValues = ({ present, required, total }: Presence): Values => ({ present, required, total })

/** `5 present of 11, 6 required`. */
export const presenceInWords = (presence: Presence, language: Language = 'en'): string =>
  say('quorum', presenceValues(presence), language)

export const weightOf = (of: readonly { readonly weight: number }[]): number =>
  of.reduce((total, { weight }) => total + weight, 0)

/** Null, or why this is no roll. */
export function checkSeats(seats: readonly Seat[]): Rejection | null {
  const twice = firstTwice(seats.map(({ id }) => id))
  if (twice !== null) return { reason: `seat ${twice} is on the roll twice` }
  const people = seats.flatMap(({ holder, deputy }) => (deputy ? [holder, deputy] : [holder]))
  const person = firstTwice(people.map(({ id }) => id))
  if (person !== null) {
    const name = people.find(({ id }) => id === person)?.name ?? person
    return { reason: `${name} has two seats; one person has one seat, further votes come by proxy` }
  }
  if (weightOf(seats) > MOST_WEIGHT) return { reason: `the weights of the roll come to more than ${MOST_WEIGHT}` }
  return null
}

/** Null, or why these proxies cannot be: no chains, none for oneself, no more than `most` to a seat. */
export function checkProxies(seats: readonly Seat[], proxies: readonly Proxy[], most: number): Rejection | null {
  const ids = new Set(seats.map(({ id }) => id))
  const given = new Set(proxies.map(({ from }) => from))
  const twice = firstTwice(proxies.map(({ from }) => from))
  if (twice !== null) return { reason: `seat ${twice} has given two proxies` }
  const held = new Map<string, number>()
  for (const { from, to } of proxies) {
    const missing = [from, to].find((id) => !ids.has(id))
    if (missing !== undefined) return { reason: `there is no seat ${missing} on the roll` }
    if (from === to) return { reason: `seat ${from} needs no proxy for itself` }
    if (given.has(to)) return { reason: `seat ${to} has given its own vote by proxy and can hold none of seat ${from}` }
    held.set(to, (held.get(to) ?? 0) + 1)
    if ((held.get(to) ?? 0) > most)
      return { reason: most === 0 ? 'these rules know no proxies' : `seat ${to} would hold more than ${most} proxies` }
  }
  return null
}

function firstTwice(ids: readonly string[]): string | null {
  const seen = new Set<string>()
  for (const id of ids) {
    if (seen.has(id)) return id
    seen.add(id)
  }
  return null
}
