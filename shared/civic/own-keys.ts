// The key somebody signs with who is known by a wallet that cannot sign here. A wallet that is a contract signs by what its code
// says on its chain at the moment: a stranger with a record's file could never check that. So the server notes a key that its
// person has linked to the same account, before anything is signed; whoever it was noted for is on record.
import type { Rejection } from '../kernel/system.ts'
import { note } from './course.ts'
import { keyOf, recordsOf } from './records.ts'
import type { Person } from './roll.ts'
import { type Acts, type Held, no } from './state.ts'

export const ownKeys: Acts<'meeting.noteKey'> = {
  'meeting.noteKey': {
    check(state, { person, address }) {
      const { about } = state
      const known = personIn(state, person)
      if (!known) return no(`${person} is nobody in meeting ${about.meeting}`)
      const other = everybodyIn(state).find((one) => one.id !== person && keyOf(one) === address)
      if (other) return no(`${address} is the key of ${other.name} in meeting ${about.meeting}`)
      if (keyOf(known) === address) return no(`${known.name} signs with ${address} already`)
      return checkUnsigned(state, known)
    },
    apply(state, { person, address }) {
      const { about } = state
      const known = personIn(state, person)
      if (!known) return
      const officer = (one: Person): Person => (one.id === person ? { ...one, address } : one)
      // Of whom no signature is asked none is asked now.
      const voter = (one: Person): Person => (one.address === undefined ? one : officer(one))
      state.about = {
        ...about,
        chairs: about.chairs.map(officer),
        secretaries: about.secretaries.map(officer),
        seats: about.seats.map((seat) => {
          const { holder, deputy } = seat
          if (holder.id !== person && deputy?.id !== person) return seat
          return { ...seat, holder: voter(holder), deputy: deputy && voter(deputy) }
        }),
      }
      note(state, 'keyNoted', { name: known.name, key: address })
    },
  },
}

/** As they are named there; with an address where any of their offices or seats has one. */
export function personIn(state: Held, id: string): Person | undefined {
  const all = everybodyIn(state).filter((one) => one.id === id)
  return all.find(({ address }) => address !== undefined) ?? all[0]
}

const everybodyIn = ({ about: { chairs, secretaries, seats } }: Held): Person[] => [
  ...chairs,
  ...secretaries,
  ...seats.flatMap(({ holder, deputy }) => (deputy ? [holder, deputy] : [holder])),
]

/** What is signed stays checkable: who has signed keeps their key. */
function checkUnsigned(state: Held, { name, ...known }: Person): Rejection | null {
  const key = keyOf(known)
  const hasVoted = state.polls.some(({ ballots }) =>
    ballots.some(({ signed }) => signed !== null && signed.address === key),
  )
  const hasSigned = recordsOf(state).some(({ signatures }) => signatures.some(({ signer }) => signer === key))
  const isNamed = recordsOf(state).length > 0
  if (hasVoted || hasSigned) return no(`${name} has signed with ${key} in meeting ${state.about.meeting} already`)
  return isNamed ? no(`a record of meeting ${state.about.meeting} names the key of ${name} already`) : null
}
