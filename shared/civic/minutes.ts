// The minutes' draft from the course of a meeting: who was there from when to when, what was said and decided under each item,
// and every vote by the method it was taken. What the secretary adds is a remark; what happened cannot be written otherwise.
// States and methods are told by their names in the program, sentences in the language asked for.
import { staysByPerson } from './attendance-report.ts'
import { type CourseKey, inWords } from './course.ts'
import { amended, type DiffLine, diffLines } from './lines.ts'
import { recordsOf } from './records.ts'
import type { MeetingState, Motion, Poll } from './state.ts'
import type { Tally } from './tally.ts'
import { pollTold } from './told.ts'
import { type Language, say, wordOf } from './value-words.ts'

type Line = { readonly atMs: number; readonly text: string }

export type Minutes = {
  readonly title: string
  readonly body: string
  readonly state: MeetingState['life']['is']
  readonly chairs: readonly string[]
  readonly secretaries: readonly string[]
  readonly attendance: readonly {
    readonly seat: string
    readonly name: string
    readonly group: string
    /** Holder's and deputy's stays, the latter by name. */
    readonly stays: readonly { readonly by: string; readonly inMs: number; readonly outMs: number | null }[]
  }[]
  readonly items: readonly { readonly title: string; readonly state: string; readonly lines: readonly Line[] }[]
  readonly motions: readonly MotionMinuted[]
  readonly votes: readonly VoteMinuted[]
  /** What became of decisions after the meeting: no part of what is approved, and goes on when the minutes are published. */
  readonly records: readonly RecordMinuted[]
}

type MotionMinuted = {
  readonly id: string
  readonly title: string
  readonly by: string
  readonly state: string
  readonly seconders: readonly string[]
  readonly amendments: readonly { readonly id: string; readonly by: string; readonly state: string }[]
  /** The text as it was moved against what amendments made of it. */
  readonly text: readonly DiffLine[]
}

type RecordMinuted = {
  readonly id: string
  readonly motion: string
  readonly title: string
  readonly state: string
  readonly recordHash: string
  readonly lines: readonly Line[]
}

type VoteMinuted = {
  readonly id: string
  readonly question: string
  readonly method: string
  readonly outcome: string
  readonly tally: string
  readonly byGroup: readonly string[]
  readonly byName: readonly string[]
  readonly refused: number
}

/** What is outside of any item comes first, under the meeting itself. A motion nobody has submitted is its author's alone. */
export function minutesOf(state: MeetingState, language: Language = 'en'): Minutes {
  const { about, course, items } = state
  const linesOf = (item: string | null): Line[] =>
    course
      .filter((entry) => entry.item === item && !OF_RECORDS.has(entry.key))
      .map((entry) => ({ atMs: entry.atMs, text: inWords(entry, language) }))
  const named = new Map(about?.seats.map(({ id, holder }) => [id, holder.name]))
  return {
    title: about?.title ?? '',
    body: about?.body ?? '',
    state: state.life.is,
    chairs: about?.chairs.map(({ name }) => name) ?? [],
    secretaries: about?.secretaries.map(({ name }) => name) ?? [],
    attendance: attendanceOf(state),
    items: [
      { title: about?.title ?? '', state: state.life.is, lines: linesOf(null) },
      ...items.map(({ id, title, state: is }) => ({ title, state: is, lines: linesOf(id) })),
    ],
    motions: state.motions
      .filter(({ life }) => life.is !== 'draft')
      .map((motion) => motionMinuted(state, motion, named)),
    votes: state.polls.map((poll) => minuted(poll, named, language)),
    records: recordsMinuted(state, language),
  }
}

const OF_RECORDS: ReadonlySet<CourseKey> = new Set([
  'recordDrawnUp',
  'recordSigned',
  'recordAnchored',
  'recordPublished',
  'recordExecuted',
  'recordSuperseded',
])

const recordsMinuted = (state: MeetingState, language: Language): RecordMinuted[] =>
  recordsOf(state).map(({ id, motion, recordHash, life }) => ({
    id,
    motion,
    title: state.motions.find((one) => one.id === motion)?.title ?? '',
    state: life.is,
    recordHash,
    lines: state.course
      .filter(({ key, values }) => OF_RECORDS.has(key) && values['record'] === id)
      .map((entry) => ({ atMs: entry.atMs, text: inWords(entry, language) })),
  }))

function attendanceOf(state: MeetingState): Minutes['attendance'] {
  const of = staysByPerson(state)
  return (state.about?.seats ?? []).map(({ id, holder, deputy, group }) => ({
    seat: id,
    name: holder.name,
    group,
    stays: [holder, ...(deputy ? [deputy] : [])].flatMap((person) =>
      (of.get(person.id) ?? []).map(({ inMs, outMs }) => ({ by: person.name, inMs, outMs })),
    ),
  }))
}

function motionMinuted(state: MeetingState, motion: Motion, named: ReadonlyMap<string, string>): MotionMinuted {
  const { id, title, by, life, lines, seconders } = motion
  const amendments = state.amendments.filter((one) => one.motion === id)
  const carried = amendments.filter((one) => one.state === 'carried')
  return {
    id,
    title,
    by: by.name,
    state: life.is,
    seconders: seconders.map((seat) => named.get(seat) ?? seat),
    amendments: amendments.map((one) => ({ id: one.id, by: one.by.name, state: one.state })),
    text: diffLines(lines, amended(lines, carried)),
  }
}

function minuted(poll: Poll, named: ReadonlyMap<string, string>, language: Language): VoteMinuted {
  const { tally, groups, votes, result, state } = pollTold(poll)
  const sums = ({ yes, no, abstain }: Tally): string => say('tally', { yes, no, abstain }, language)
  return {
    id: poll.id,
    question: poll.question,
    method: poll.method,
    outcome: result?.outcome ?? state,
    tally: tally ? sums(tally) : '',
    byGroup: (groups ?? []).filter(({ group }) => group !== '').map((one) => `${one.group}: ${sums(one)}`),
    byName: (votes ?? []).map(
      ({ seat, choice }) => `${named.get(seat) ?? seat}: ${wordOf('choice', choice, language)}`,
    ),
    refused: poll.refusedCount,
  }
}
