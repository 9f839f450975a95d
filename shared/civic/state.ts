// What is known of a meeting: plain data, every life cycle as in CIVIC's table. Times are what the meeting's clock showed
// (the last step's), never what anybody sent.
import type { Actor, Rejection } from '../kernel/system.ts'
import type { Ballot, Enrolled, SecretBallot } from './ballot.ts'
import type { CommandType, Given, Subject } from './commands.ts'
import type { Entry } from './course.ts'
import type { Decision, Majority } from './majority.ts'
import type { CivicRole } from './permission.ts'
import type { Effect } from '../records/effect.ts'
import type { RecordHeld } from './record-shape.ts'
import type { Person, Presence, Proxy, Seat, Sitting } from './roll.ts'
import { sittings } from './roll.ts'
import type { Method, SpeechKind } from './rules.ts'
import type { Tally } from './tally.ts'

/** Who acts as the server; no person has this id. */
export const SERVER = 'server'

export type About = Omit<Given<'meeting.setUp'>, 'type'> & {
  /** Who set it up, and is nobody else in it. */
  readonly admin: string
}

export type MeetingLife =
  | { readonly is: 'draft' }
  | { readonly is: 'convened'; readonly noticeMs: number; readonly startsAtMs: number }
  | { readonly is: 'open' | 'inquorate'; readonly sinceMs: number }
  | { readonly is: 'recess'; readonly sinceMs: number; readonly untilMs: number | null }
  | { readonly is: 'closed' | 'minutesDraft' | 'minutesApproved' | 'published'; readonly atMs: number }

export type Stay = { readonly person: string; readonly name: string; readonly inMs: number; outMs: number | null }

export type Item = {
  readonly id: string
  readonly title: string
  state: 'planned' | 'current' | 'done' | 'deferred' | 'withdrawn'
}

export type MeetingDocument = {
  readonly id: string
  readonly title: string
  readonly mediaType: string
  readonly pages: number
  readonly sha256: string
  readonly item: string | null
  readonly presenter: string | null
}

export type MotionLife =
  | {
      readonly is:
        | 'draft'
        | 'submitted'
        | 'admitted'
        | 'moved'
        | 'seconded'
        | 'debate'
        | 'voting'
        | 'carried'
        | 'lost'
        | 'tied'
        | 'withdrawn'
    }
  | { readonly is: 'ruledOut' | 'tabled' | 'postponed' | 'referred'; readonly reason: string }
  | { readonly is: 'recorded' | 'superseded'; readonly outcome: 'carried' | 'lost'; readonly record: string }

export type Motion = {
  readonly id: string
  readonly item: string
  readonly by: Person
  readonly bySeat: string
  readonly majority: string | null
  title: string
  lines: string[]
  /** Seats, in the order in which they seconded. */
  seconders: string[]
  /** Only where it has any. */
  effects?: readonly Effect[]
  life: MotionLife
}

export type Amendment = {
  readonly id: string
  readonly motion: string
  readonly by: Person
  readonly from: number
  readonly to: number
  readonly lines: string[]
  reach: number
  /** Why it is moot; empty else. */
  reason: string
  state: 'submitted' | 'admitted' | 'debate' | 'voting' | 'carried' | 'lost' | 'withdrawn' | 'moot'
}

export type Speech = {
  readonly id: string
  readonly item: string
  readonly person: string
  readonly name: string
  readonly kind: SpeechKind
  readonly askedMs: number
  state: 'waiting' | 'speaking' | 'paused' | 'ended' | 'skipped'
  limitS: number
  warnBeforeS: number
  /** Before `sinceMs`. */
  usedMs: number
  sinceMs: number | null
  /** When the warning sounded, and when the time was up. */
  warnedMs: number | null
  overMs: number | null
  ruling: 'sustained' | 'overruled' | null
}

export type PollResult = {
  readonly tally: Tally
  readonly decision: Decision
  /** What comes of it: the decision, or what the chair or a lot made of a tie. */
  readonly outcome: 'carried' | 'lost' | 'tied'
  readonly tieBrokenBy: { readonly how: 'chair' | 'lot'; readonly by: string; readonly choice: 'yes' | 'no' } | null
}

export type PollLife =
  | { readonly is: 'prepared' }
  | { readonly is: 'open'; readonly untilMs: number | null }
  | { readonly is: 'paused'; readonly leftMs: number | null }
  | { readonly is: 'closed'; readonly why: 'time' | 'all' | 'chair' | 'objection' }
  | { readonly is: 'counted' | 'certified' | 'published'; readonly result: PollResult }
  | { readonly is: 'void'; readonly atMs: number; readonly reason: string }

export type Poll = {
  readonly id: string
  readonly subject: Subject
  readonly item: string | null
  readonly question: string
  /** The text that is voted on, frozen. */
  readonly lines: readonly string[]
  readonly method: Method
  readonly rule: Majority
  readonly limitS: number | null
  readonly evidence: readonly string[]
  questionHash: string | null
  /** Frozen when it opens: who may vote, in the roll's order, who may not, and who votes for whom. */
  roll: { readonly seat: string; readonly weight: number; readonly group: string }[]
  recused: { readonly seat: string; readonly reason: string }[]
  proxies: Proxy[]
  openedMs: number | null
  closedMs: number | null
  presentAtOpen: Presence | null
  presentAtClose: Presence | null
  /** What shares are taken of, when it closed. */
  bases: { readonly present: number; readonly members: number; readonly entitled: number } | null
  ballots: Ballot[]
  /** By nullifier, so that their order tells nothing. */
  secret: SecretBallot[]
  /** Only where a secret poll's ballots are proofs. */
  readonly secretBy?: 'proof'
  /** Of such a one, frozen when it opens: whose seats may vote, in the roll's order. */
  group?: readonly Pick<Enrolled, 'seat' | 'commitment'>[]
  refused: { readonly person: string; readonly reason: string; readonly atMs: number }[]
  refusedCount: number
  /** Whose turn it is in a roll call. */
  called: string | null
  /** Seats that somebody could vote for at some moment while it was open: who has voted in secret is not known. */
  attended: string[]
  life: PollLife
}

export type MeetingState = {
  nowMs: number
  about: About | null
  life: MeetingLife
  stays: Stay[]
  hands: { readonly person: string; readonly name: string; readonly atMs: number }[]
  proxies: Proxy[]
  recusals: { readonly item: string; readonly seat: string; readonly reason: string }[]
  /** Only when the first enrols. */
  enrolled?: readonly Enrolled[]
  isAgendaCarried: boolean
  items: Item[]
  documents: MeetingDocument[]
  board: { readonly document: string; page: number; readonly by: string } | null
  motions: Motion[]
  amendments: Amendment[]
  speeches: Speech[]
  isListOpen: boolean
  polls: Poll[]
  /** Only when the first is drawn up. */
  records?: readonly RecordHeld[]
  /** Since when nobody is here who may chair; null where somebody is. */
  chairlessMs: number | null
  course: Entry[]
}

/** One that is set up. */
export type Held = MeetingState & { readonly about: About }

export const isHeld = (state: MeetingState): state is Held => state.about !== null

/** Who acts, and as what. */
export type Who = { readonly id: string; readonly name: string; readonly roles: readonly CivicRole[] }

/** What one command asks for and does; asked only when the role may, done only when `check` said null. */
export type Act<T extends CommandType> = {
  check(state: Held, command: Given<T>, who: Who): Rejection | null
  apply(state: Held, command: Given<T>, who: Who): void
}
export type Acts<T extends CommandType> = { readonly [K in T]: Act<K> }

export const no = (reason: string): Rejection => ({ reason })
export const nameOf = ({ id, name }: Pick<Actor, 'id' | 'name'>): string => name ?? id

export const isInSession = ({ life }: MeetingState): boolean =>
  life.is === 'open' || life.is === 'inquorate' || life.is === 'recess'
/** Debate may go on. */
export const isSitting = ({ life }: MeetingState): boolean => life.is === 'open' || life.is === 'inquorate'
/** Nothing of the past any more. */
export const isOver = ({ life }: MeetingState): boolean =>
  life.is === 'closed' || life.is === 'minutesDraft' || life.is === 'minutesApproved' || life.is === 'published'

export const presentIds = ({ stays }: MeetingState): string[] =>
  stays.filter(({ outMs }) => outMs === null).map(({ person }) => person)
export const isHere = ({ stays }: MeetingState, person: string): boolean =>
  stays.some((stay) => stay.outMs === null && stay.person === person)

export const itemOf = ({ items }: MeetingState, id: string): Item | undefined => items.find((one) => one.id === id)
export const currentItem = ({ items }: MeetingState): Item | undefined => items.find(({ state }) => state === 'current')
export const motionOf = ({ motions }: MeetingState, id: string): Motion | undefined =>
  motions.find((one) => one.id === id)
export const amendmentOf = ({ amendments }: MeetingState, id: string): Amendment | undefined =>
  amendments.find((one) => one.id === id)
export const pollOf = ({ polls }: MeetingState, id: string): Poll | undefined => polls.find((one) => one.id === id)
export const seatOf = ({ about }: Held, id: string): Seat | undefined => rollOf(about).bySeat.get(id)
/** The seat a person holds, or is the deputy of. */
export const seatOfPerson = ({ about }: Held, person: string): Seat | undefined => rollOf(about).byPerson.get(person)

type Roll = { readonly bySeat: ReadonlyMap<string, Seat>; readonly byPerson: ReadonlyMap<string, Seat> }
/** Found once for each roll, which never changes in place; no part of the state. */
const rolls = new WeakMap<About, Roll>()
function rollOf(about: About): Roll {
  const known = rolls.get(about)
  if (known) return known
  const people = about.seats.flatMap((seat) =>
    (seat.deputy ? [seat.deputy, seat.holder] : [seat.holder]).map(({ id }) => [id, seat] as const),
  )
  const roll = { bySeat: new Map(about.seats.map((seat) => [seat.id, seat])), byPerson: new Map(people) }
  rolls.set(about, roll)
  return roll
}

/** Open or paused. */
export const runningPoll = ({ polls }: MeetingState): Poll | undefined =>
  polls.find(({ life }) => life.is === 'open' || life.is === 'paused')

/** Seat by seat, on the matter of an item; of none, nobody is recused. */
export function houseOn(state: Held, item: string | null): Sitting[] {
  const recused = state.recusals.filter((one) => one.item === item).map(({ seat }) => seat)
  return sittings({ seats: state.about.seats, present: presentIds(state), proxies: state.proxies, recused })
}

/** One seat of it alone: a ballot need not count the house. */
export function sittingOf(state: Held, item: string | null, seat: string): Sitting | undefined {
  const proxies = state.proxies.filter(({ from }) => from === seat)
  const seats = [seat, ...proxies.map(({ to }) => to)].flatMap((id) => seatOf(state, id) ?? [])
  const people = seats.flatMap(({ holder, deputy }) => (deputy ? [holder.id, deputy.id] : [holder.id]))
  const present = people.filter((person) => isHere(state, person))
  const recused = state.recusals.filter((one) => one.item === item).map((one) => one.seat)
  return sittings({ seats, present, proxies, recused }).find((one) => one.seat.id === seat)
}
