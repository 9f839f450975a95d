// Who is listed, and in what order: oneself, those who guide or raise a hand, then the others by name. The order does
// not follow distance, or names would jump away under the pointer; distance decides only who is left out of a crowd.
import type { PersonShown } from './model.ts'

export type PeopleRows = { readonly rows: readonly PersonShown[]; readonly more: number }

const rank = (person: PersonShown): number => (person.isMe ? 0 : person.isGuiding ? 1 : person.isHandUp ? 2 : 3)

/** At most `most` people; the nearest of those who ask for nothing. */
export function peopleRows(people: readonly PersonShown[], most: number): PeopleRows {
  const far = (person: PersonShown): number => person.distanceM ?? Infinity
  const kept =
    people.length <= most ? people : [...people].sort((a, b) => rank(a) - rank(b) || far(a) - far(b)).slice(0, most)
  return {
    rows: [...kept].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || a.id - b.id),
    more: people.length - kept.length,
  }
}
