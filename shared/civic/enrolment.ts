// Who may vote where a vote is secret by proof: seats enrol the public half of a secret that stays on a device; when such a vote
// opens, those whose voter has enrolled and is here are its group, frozen. That a ballot comes from one of them is proven
// without telling which (shared/records/semaphore.ts); a kernel has no cryptography and keeps the list alone.
import type { Rejection } from '../kernel/system.ts'
import { FIELD } from '../records/semaphore.ts'
import type { Enrolled } from './ballot.ts'
import type { Person, Seat, Sitting } from './roll.ts'
import { LEAST_SECRET } from './rules.ts'
import { type Acts, type Held, no, seatOf, sittingOf } from './state.ts'

export const enrolment: Acts<'meeting.enrol'> = {
  'meeting.enrol': {
    check(state, { seat, commitment }, { id, name }) {
      if (state.about.rules.secretBy !== 'proof')
        return no(`the rules ${state.about.rules.id} know no votes that are secret by proof; nobody enrols for them`)
      const own = seatOf(state, seat)
      if (!own) return no(`there is no seat ${seat} on the roll`)
      const voter = sittingOf(state, null, seat)?.voter
      const isTheirs = own.holder.id === id || own.deputy?.id === id || voter?.id === id
      if (!isTheirs) return no(`${name} does not vote for seat ${seat} and cannot enrol it`)
      const standing = state.enrolled?.find((one) => one.seat === seat)
      // Of holder, deputy and proxy each has the seat at times; whose it is not now takes nothing from another.
      if (standing && standing.by !== id && voter?.id !== id) return no(whyKept(own, standing.by, { name, voter }))
      const value = BigInt(`0x${commitment}`)
      if (value === 0n || value >= FIELD) return no(`what seat ${seat} would enrol is no number of the field`)
      const other = state.enrolled?.find((one) => one.commitment === commitment)
      if (other) return no(`seat ${other.seat} is enrolled by the same commitment; each seat has one of its own`)
      return null
    },
    apply(state, { seat, commitment }, { id: by }) {
      const others = (state.enrolled ?? []).filter((one) => one.seat !== seat)
      state.enrolled = [...others, { seat, commitment, by }]
    },
  },
}

function whyKept(
  { id, holder, deputy }: Seat,
  by: string,
  { name, voter = null }: { readonly name: string; readonly voter: Person | null | undefined },
): string {
  const enrolled = [holder, deputy, voter].find((one) => one?.id === by)?.name ?? 'the holder of a proxy'
  const now = voter ? `${voter.name} votes for it now` : 'nobody votes for it now'
  return `seat ${id} is enrolled by ${enrolled}, and ${now}; ${name} may replace that only while voting for it`
}

/** Seats that have a voter who has enrolled them, in the roll's order. */
export function groupNow(state: Held, all: readonly Sitting[]): Pick<Enrolled, 'seat' | 'commitment'>[] {
  const known = new Map((state.enrolled ?? []).map((one) => [one.seat, one]))
  return all.flatMap(({ seat: { id: seat }, voter }) => {
    const one = known.get(seat)
    return one && voter?.id === one.by ? [{ seat, commitment: one.commitment }] : []
  })
}

/** Null, or why a vote by proof cannot be opened. */
export function checkGroup(state: Held, poll: string, all: readonly Sitting[]): Rejection | null {
  const enrolled = groupNow(state, all).length
  if (enrolled >= LEAST_SECRET) return null
  const voters = all.filter(({ voter }) => voter !== null).length
  return no(
    `vote ${poll} cannot be secret by proof: ${enrolled} of ${voters} voters are enrolled, fewer than ${LEAST_SECRET}`,
  )
}
