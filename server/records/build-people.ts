// Who is who in a record: officers with their keys, the roll as it was frozen, who was there while it was voted.
import { keyOf } from '../../shared/civic/records.ts'
import type { Person } from '../../shared/civic/roll.ts'
import { type Held, type Poll, seatOf, seatOfPerson } from '../../shared/civic/state.ts'
import type { RecordBody } from '../../shared/records/format.ts'

/** Members of a larger body are not named as officers: whoever of them signs is found on the roll. */
const MOST_MEMBERS = 100

type Officer = Pick<RecordBody['authority']['officers'][number], 'role' | 'name' | 'address'>

/** Chairs and secretaries in their order, then members who have keys, one each, where the body is small. */
export function officersOf({ about }: Held): Officer[] {
  const as = (role: Officer['role']) => (one: Person) => ({ role, name: one.name, address: keyOf(one) })
  const offices = [...about.chairs.map(as('chair')), ...about.secretaries.map(as('secretary'))]
  const taken = new Set(offices.flatMap(({ address }) => address ?? []))
  const members = about.seats.length > MOST_MEMBERS ? [] : about.seats.map(({ holder }) => holder).map(as('member'))
  return [...offices, ...members.filter(({ address }) => address !== null && !taken.has(address))]
}

type Rolled = RecordBody['electorate']['roll'][number]

export const rollOf = (state: Held, { roll }: Poll): Rolled[] =>
  roll.map(({ seat, weight, group }) => {
    const known = seatOf(state, seat)
    if (!known) throw new Error(`seat ${seat} is on no roll of meeting ${state.about.meeting}`)
    return { seat, ...voter(known.holder), deputy: known.deputy && voter(known.deputy), weight, group }
  })

/** The key their ballots must bear is told where it is another than what they are called by. */
const voter = ({ id, name, address }: Person): Pick<Rolled, 'voter' | 'name' | 'address'> => ({
  voter: id,
  name,
  ...(address === id ? {} : { address: address ?? null }),
})

/** As the meeting's roll has them; undefined for who has no seat. */
export function voterOf(state: Held, id: string): Person | undefined {
  const seat = seatOfPerson(state, id)
  return seat && (seat.holder.id === id ? seat.holder : (seat.deputy ?? undefined))
}

/** Of who has a seat: from their coming to their going, until the vote was closed; null for who was still there. */
export function presenceOn(state: Held, { closedMs }: Poll): RecordBody['electorate']['presence'] {
  const untilMs = closedMs ?? state.nowMs
  return state.stays
    .filter(({ person, inMs }) => inMs <= untilMs && seatOfPerson(state, person) !== undefined)
    .map(({ person, inMs, outMs }) => ({
      voter: person,
      in: new Date(inMs).toISOString(),
      out: outMs === null || outMs > untilMs ? null : new Date(outMs).toISOString(),
    }))
}
