// A meeting that is over, as it is read again: what happened step by step, and who was there when. Nothing of how anybody moved
// is kept, so nobody is shown moving; seats are those of the roll.
import type { Entry } from './course.ts'
import { type Held, seatOfPerson } from './state.ts'

export type StayTold = {
  readonly person: string
  readonly name: string
  /** Null for who has none. */
  readonly seat: string | null
  readonly office: 'chair' | 'secretary' | null
  readonly inMs: number
  /** Null for who was there to the end. */
  readonly outMs: number | null
}

/** The answer of `/meetings/ID/course`. */
export type MeetingPast = {
  readonly meeting: string
  readonly title: string
  readonly items: readonly { readonly id: string; readonly title: string }[]
  readonly steps: readonly Entry[]
  readonly stays: readonly StayTold[]
}

export function pastOf(state: Held): MeetingPast {
  const { about, items, course, stays } = state
  const officeOf = (person: string): StayTold['office'] =>
    about.chairs.some(({ id }) => id === person)
      ? 'chair'
      : about.secretaries.some(({ id }) => id === person)
        ? 'secretary'
        : null
  return {
    meeting: about.meeting,
    title: about.title,
    items: items.map(({ id, title }) => ({ id, title })),
    steps: course,
    stays: stays.map(({ person, name, inMs, outMs }) => ({
      person,
      name,
      seat: seatOfPerson(state, person)?.id ?? null,
      office: officeOf(person),
      inMs,
      outMs,
    })),
  }
}

/** Who was there after what happened at that moment. */
export const presentAt = ({ stays }: MeetingPast, atMs: number): StayTold[] =>
  stays.filter(({ inMs, outMs }) => inMs <= atMs && (outMs === null || outMs > atMs))
