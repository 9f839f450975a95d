// What a printed voting report says of each vote: the question and its text, the method, the rule in words, who was there,
// the count by group and by name where the method tells it, and what came of it. Of a secret vote never who voted how.
import { ruleInWords } from './majority.ts'
import type { Presence } from './roll.ts'
import type { MeetingState, Poll, PollResult } from './state.ts'
import type { Choice, Tally } from './tally.ts'
import { pollTold } from './told.ts'
import { becauseOf, type Language, say } from './value-words.ts'

export type VoteReported = {
  readonly id: string
  readonly about: Poll['subject']['kind']
  readonly question: string
  readonly text: readonly string[]
  readonly method: Poll['method']
  /** In words, the second of what becomes of a tie. */
  readonly rule: string
  readonly tie: string
  readonly state: Poll['life']['is']
  readonly outcome: PollResult['outcome'] | null
  /** Why it is void; empty else. */
  readonly reason: string
  readonly openedMs: number | null
  readonly closedMs: number | null
  readonly presentAtOpen: Presence | null
  readonly presentAtClose: Presence | null
  readonly seats: number
  readonly cast: number
  readonly tally: Tally | null
  readonly groups: readonly ({ readonly group: string } & Tally)[]
  /** Null where the method does not tell; `by` cast it, where that was not the holder. */
  readonly votes:
    | readonly {
        readonly seat: string
        readonly name: string
        readonly by: string | null
        readonly choice: Choice
        readonly weight: number
      }[]
    | null
  /** Who might have voted and did not; null where the method does not tell, or silence is consent. */
  readonly silent: readonly string[] | null
  readonly recused: readonly { readonly seat: string; readonly name: string; readonly reason: string }[]
  readonly tieBrokenBy: PollResult['tieBrokenBy']
  readonly refused: number
  readonly questionHash: string | null
}

/** In the order in which they were prepared. */
export function voteReport(state: MeetingState, language: Language = 'en'): VoteReported[] {
  const seats = state.about?.seats ?? []
  const named = new Map(seats.map(({ id, holder }) => [id, holder.name]))
  const people = new Map(
    seats.flatMap(({ holder, deputy }) => (deputy ? [holder, deputy] : [holder])).map(({ id, name }) => [id, name]),
  )
  return state.polls.map((poll) => reported(state, poll, { language, named, people }))
}

type Said = {
  readonly language: Language
  readonly named: ReadonlyMap<string, string>
  readonly people: ReadonlyMap<string, string>
}

function reported(state: MeetingState, poll: Poll, { language, named, people }: Said): VoteReported {
  const { tally, groups, votes, result, seats, cast } = pollTold(poll)
  const { id, subject, question, lines, method, rule, questionHash, openedMs, closedMs, ballots, roll } = poll
  const nameOf = (seat: string): string => named.get(seat) ?? seat
  const voted = new Set(ballots.map(({ seat }) => seat))
  const asked = { id, about: subject.kind, question, text: lines, method, questionHash }
  return {
    ...asked,
    openedMs,
    closedMs,
    seats,
    cast,
    tally,
    rule: ruleInWords(rule, language),
    tie: say(`tie_${rule.tie}`, {}, language),
    state: poll.life.is,
    outcome: result?.outcome ?? null,
    reason: voidReason(state, poll, language),
    presentAtOpen: poll.presentAtOpen,
    presentAtClose: poll.presentAtClose,
    groups: (groups ?? []).filter(({ group }) => group !== ''),
    votes: votes
      ? ballots.map(({ seat, voter, choice, weight }) => {
          const by = people.get(voter) ?? voter
          return { seat, name: nameOf(seat), by: by === nameOf(seat) ? null : by, choice, weight }
        })
      : null,
    silent:
      votes && method !== 'unanimousConsent'
        ? roll.filter(({ seat }) => !voted.has(seat)).map(({ seat }) => nameOf(seat))
        : null,
    recused: poll.recused.map(({ seat, reason }) => ({ seat, name: nameOf(seat), reason })),
    tieBrokenBy: result?.tieBrokenBy ?? null,
    refused: poll.refusedCount,
  }
}

/** The course tells whose words it is in: a person's, or the program's own. */
function voidReason({ course }: MeetingState, { id, life }: Poll, language: Language): string {
  if (life.is !== 'void') return ''
  const entry = course.findLast(({ key, values }) => key === 'pollVoid' && values['poll'] === id)
  return becauseOf(entry?.values ?? {}, language) || life.reason
}
