// Who could vote when: the roll, its proxies and who was there, moment by moment. People come and go by the millisecond and
// the journal knows the order within one, which a record does not; so presence is asked in two ways, surely and perhaps.
import type { RecordBody } from './format.ts'
import { msOfUtc } from './utc.ts'
import { type RollSeat, rollOf, type Voter } from './whole.ts'

type Electorate = RecordBody['electorate']
type Stay = { readonly inMs: number; readonly outMs: number }

export type House = {
  readonly roll: readonly RollSeat[]
  readonly seats: ReadonlyMap<string, RollSeat>
  /** Here at the moment, its edges not counted (surely) or counted (perhaps). */
  isHere(voter: string, atMs: number, how: 'surely' | 'perhaps'): boolean
  /** Here at some moment between the two. */
  wasHere(voter: string, fromMs: number, toMs: number): boolean
  /** How the seat could be voted for, if these people are here; null where nobody could. */
  votedFor(seat: RollSeat, here: (voter: string) => boolean): 'own' | 'proxy' | null
  /** Those who might have cast the ballot of the seat at that moment. */
  votersOf(seat: RollSeat, atMs: number): Voter[]
}

export function houseOf(electorate: Electorate): House {
  const { presence, proxies } = electorate
  const roll = rollOf(electorate)
  const seats = new Map(roll.map((seat) => [seat.seat, seat]))
  const to = new Map(proxies.map((proxy) => [proxy.from, proxy.to]))
  const stays = new Map<string, Stay[]>()
  for (const { voter, in: from, out } of presence) {
    const stay = { inMs: msOfUtc(from) ?? NaN, outMs: out === null ? Infinity : (msOfUtc(out) ?? NaN) }
    const known = stays.get(voter)
    if (known) known.push(stay)
    else stays.set(voter, [stay])
  }
  const of = (voter: string): readonly Stay[] => stays.get(voter) ?? []
  const isHere: House['isHere'] = (voter, atMs, how) =>
    of(voter).some(({ inMs, outMs }) =>
      how === 'surely' ? inMs < atMs && atMs < outMs : inMs <= atMs && atMs <= outMs,
    )
  const own = (seat: RollSeat): Voter[] => [seat, ...(seat.deputy ? [seat.deputy] : [])]

  /** Of holder and deputy, who may have sat there. */
  function sittersOf(seat: RollSeat, atMs: number): Voter[] {
    const [holder, deputy] = own(seat)
    const isHolder = holder !== undefined && isHere(holder.voter, atMs, 'perhaps')
    const isAlone = holder === undefined || !isHere(holder.voter, atMs, 'surely')
    const sits = deputy !== undefined && isAlone && isHere(deputy.voter, atMs, 'perhaps')
    return [...(isHolder ? [holder] : []), ...(sits ? [deputy] : [])]
  }

  return {
    roll,
    seats,
    isHere,
    wasHere: (voter, fromMs, toMs) => of(voter).some(({ inMs, outMs }) => inMs <= toMs && outMs >= fromMs),
    votedFor(seat, here) {
      if (own(seat).some(({ voter }) => here(voter))) return 'own'
      const proxy = seats.get(to.get(seat.seat) ?? '')
      return proxy && own(proxy).some(({ voter }) => here(voter)) ? 'proxy' : null
    },
    votersOf(seat, atMs) {
      const sitters = sittersOf(seat, atMs)
      if (own(seat).some(({ voter }) => isHere(voter, atMs, 'surely'))) return sitters
      const proxy = seats.get(to.get(seat.seat) ?? '')
      return proxy ? [...sitters, ...sittersOf(proxy, atMs)] : sitters
    },
  }
}

export const sumOf = (weights: readonly { readonly weight: number }[]): number =>
  weights.reduce((sum, { weight }) => sum + weight, 0)
