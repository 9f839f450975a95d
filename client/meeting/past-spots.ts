// Where the people of a past meeting sat: whoever held the chair and the secretary's place there, members at the seats they sit
// at now, all others in the gallery as far as it reaches.
import type { StayTold } from '../../shared/civic/past.ts'
import type { Layout, Spot } from './place.ts'

/** `order`: seats of the roll as they stand in the layout. */
export function pastSpots(
  present: readonly StayTold[],
  { chair, secretary, seats, gallery }: Pick<Layout, 'chair' | 'secretary' | 'seats' | 'gallery'>,
  order: readonly string[],
): Spot[] {
  const taken = new Set<Spot>()
  const free = [...gallery]
  const spotOf = ({ office, seat }: StayTold): Spot | undefined => {
    const own = office === 'chair' ? chair : office === 'secretary' ? secretary : undefined
    const at = seat === null ? undefined : seats[order.indexOf(seat)]
    return [own, at].find((spot) => spot !== undefined && !taken.has(spot)) ?? free.shift()
  }
  return present.flatMap((one) => {
    const spot = spotOf(one)
    if (!spot) return []
    taken.add(spot)
    return [spot]
  })
}
