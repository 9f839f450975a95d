// Who somebody of the city is in a meeting: by the first of their accounts that the meeting names (a wallet's address, else
// the person), as a guest by their line. What a headset was lent may look and speak there, and casts nothing.
import type { CommandType, Given } from '../../shared/civic/commands.ts'
import { personIn } from '../../shared/civic/own-keys.ts'
import { keyOf } from '../../shared/civic/records.ts'
import { type Held, seatOfPerson } from '../../shared/civic/state.ts'
import type { Actor } from '../../shared/kernel/system.ts'
import { accountsOf, smallAddress } from '../kernels/asking.ts'
import type { Asker } from './contract.ts'

type Named = Pick<Given<'meeting.setUp'>, 'chairs' | 'secretaries' | 'seats' | 'people'>

/** What the lent may: look, come and go, be heard, and show what is theirs to show. */
const LENT_MAY: readonly CommandType[] = [
  'meeting.arrive',
  'meeting.leave',
  'meeting.raiseHand',
  'meeting.lowerHand',
  'meeting.askToSpeak',
  'meeting.withdrawSpeech',
  'meeting.endSpeech',
  'meeting.showDocument',
  'meeting.turnPage',
  'meeting.hideDocument',
]
const VOTES: readonly CommandType[] = ['meeting.castBallot', 'meeting.castCastingVote']

export function actorIn(state: Held, asker: Asker): Actor {
  const { who, role, sessionId, name } = asker
  if (!who) return { id: sessionId, role, name }
  const known = accountsOf(asker).flatMap((id) => nameOf(state, id) ?? [])[0]
  const least = role === 'visitor' ? 'participant' : role
  return { id: known?.id ?? who.person, role: least, name: known?.name || name || 'A participant' }
}

/** Who sets one up is not yet in it. */
export function actorOfSetUp(named: Named, asker: Asker): Actor {
  const { who, role, sessionId, name } = asker
  const people = everybodyOf(named)
  const id = accountsOf(asker).find((one) => people.has(one)) ?? who?.person ?? sessionId
  return { id, role, name: name || 'An operator' }
}

/** Why not on this device; null where it may be. */
export function checkDevice({ who }: Asker, type: CommandType): string | null {
  if (who?.way !== 'paired' || LENT_MAY.includes(type)) return null
  return VOTES.includes(type)
    ? 'this headset was lent a session to look and speak; vote on the phone that lent it'
    : `this headset was lent a session to look and speak; do ${type} on the phone that lent it`
}

/** As the meeting calls them; by no name where it only knows their id. */
function nameOf(state: Held, id: string): { id: string; name: string } | null {
  const seat = seatOfPerson(state, id)
  if (seat) return seat.holder.id === id ? seat.holder : seat.deputy
  const { about, documents } = state
  const one = [...about.chairs, ...about.secretaries, ...about.people].find((person) => person.id === id)
  if (one) return { id, name: one.name }
  const isOther = about.admin === id || documents.some(({ presenter }) => presenter === id)
  return isOther ? { id, name: '' } : null
}

function everybodyOf({ chairs, secretaries, seats, people }: Named): Set<string> {
  const members = seats.flatMap(({ holder, deputy }) => (deputy ? [holder, deputy] : [holder]))
  return new Set([...chairs, ...secretaries, ...people, ...members].map(({ id }) => id))
}

/** Of who is named by one of their wallets that are contracts: the key of theirs to sign with instead. Null where there is none. */
export function keyToNote(state: Held, asker: Asker): Given<'meeting.noteKey'> | null {
  const { contracts } = asker.who ?? {}
  if (!contracts || contracts.key === null) return null
  const known = personIn(state, actorIn(state, asker).id)
  const now = known && keyOf(known)
  return known && now !== null && contracts.addresses.includes(now ?? '')
    ? { type: 'meeting.noteKey', person: known.id, address: contracts.key }
    : null
}

/** Addresses are written in small letters: an id is one whichever way it was typed. */
export function withSmallAddresses(setUp: Given<'meeting.setUp'>): Given<'meeting.setUp'> {
  const small = <T extends { readonly id: string }>(person: T): T => ({ ...person, id: smallAddress(person.id) })
  return {
    ...setUp,
    chairs: setUp.chairs.map(small),
    secretaries: setUp.secretaries.map(small),
    people: setUp.people.map(small),
    seats: setUp.seats.map((seat) => ({
      ...seat,
      holder: small(seat.holder),
      deputy: seat.deputy && small(seat.deputy),
    })),
  }
}
