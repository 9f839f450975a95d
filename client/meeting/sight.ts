// A meeting as one person sees it: the parts that were told, put in order, and what of it is theirs. Says nothing and asks for
// nothing; what may be done comes of it (deeds.ts and its neighbours).
import type { CommandType } from '../../shared/civic/commands.ts'
import { MAY, WITHOUT_CHAIR } from '../../shared/civic/permission.ts'
import type { Amendment, Item, MeetingDocument, MeetingLife } from '../../shared/civic/state.ts'
import type {
  AboutTold,
  HouseTold,
  MeetingParts,
  MotionTold,
  OwnPart,
  PollOnBoard,
  RecordTold,
  SeatTold,
  SpeechTold,
} from '../../shared/civic/told-meeting.ts'
import type { MeetingNow } from '../session/meeting-side.ts'

export type Votes = NonNullable<MeetingParts[`votes.${string}`]>

export type Sight = {
  readonly meeting: string
  readonly about: AboutTold | null
  readonly life: MeetingLife
  readonly house: HouseTold
  readonly items: readonly Item[]
  readonly isAgendaCarried: boolean
  readonly documents: readonly MeetingDocument[]
  readonly board: MeetingParts['board']
  readonly speeches: readonly SpeechTold[]
  readonly isListOpen: boolean
  readonly motions: readonly MotionTold[]
  readonly amendments: readonly Amendment[]
  readonly polls: readonly PollOnBoard[]
  /** Who voted what, by poll; only where the method tells it. */
  readonly votes: ReadonlyMap<string, Votes>
  readonly records: readonly RecordTold[]
  readonly own: OwnPart
}

const NOBODY: OwnPart = { id: '', name: '', roles: ['visitor'], isHere: false, seats: [], receipts: [] }
const EMPTY_HOUSE: HouseTold = {
  quorum: { present: 0, required: 0, total: 0, isQuorate: false },
  chair: null,
  secretary: null,
  seats: [],
  others: [],
  hands: [],
}

export function sightOf({ meeting, parts, own }: Pick<MeetingNow, 'meeting' | 'parts' | 'own'>): Sight {
  const named = (prefix: string): readonly (readonly [string, object])[] =>
    Object.entries(parts).flatMap(([key, part]) =>
      key.startsWith(prefix) && part ? [[key.slice(prefix.length), part] as const] : [],
    )
  const all = (prefix: string): readonly object[] => named(prefix).map(([, part]) => part)
  return {
    meeting,
    about: parts.about ?? null,
    life: parts.life ?? { is: 'draft' },
    house: parts.house ?? EMPTY_HOUSE,
    items: parts.agenda?.items ?? [],
    isAgendaCarried: parts.agenda?.isCarried ?? false,
    documents: parts.documents ?? [],
    board: parts.board ?? null,
    speeches: parts.speeches?.list ?? [],
    isListOpen: parts.speeches?.isListOpen ?? true,
    // What is sent under a name is what `MeetingParts` has under it.
    motions: [...(all('motion.') as MotionTold[]), ...(own?.drafts ?? [])],
    amendments: all('amendment.') as Amendment[],
    polls: all('poll.') as PollOnBoard[],
    votes: new Map(named('votes.') as [string, Votes][]),
    records: all('record.') as RecordTold[],
    own: own ?? NOBODY,
  }
}

/** By the meeting's one table of permissions. */
export function may({ own: { roles }, house, life }: Sight, type: CommandType): boolean {
  if (MAY[type].some((role) => roles.includes(role))) return true
  const isInSession = isSitting(life) || life.is === 'recess'
  return WITHOUT_CHAIR.includes(type) && roles.includes('secretary') && isInSession && house.chair === null
}

export const isSitting = ({ is }: MeetingLife): boolean => is === 'open' || is === 'inquorate'
export const isOver = ({ is }: Pick<MeetingLife, 'is'>): boolean =>
  is === 'closed' || is === 'minutesDraft' || is === 'minutesApproved' || is === 'published'

export const currentItem = ({ items }: Sight): Item | undefined => items.find(({ state }) => state === 'current')
export const speaking = ({ speeches }: Sight): SpeechTold | undefined =>
  speeches.find(({ state }) => state === 'speaking')
/** Points of order first, else in the order in which they asked. */
export function waiting({ speeches }: Sight): readonly SpeechTold[] {
  const all = speeches.filter(({ state }) => state === 'waiting')
  return [...all.filter(({ kind }) => kind === 'pointOfOrder'), ...all.filter(({ kind }) => kind !== 'pointOfOrder')]
}
export const runningPoll = ({ polls }: Sight): PollOnBoard | undefined =>
  polls.find(({ state }) => state === 'open' || state === 'paused')
export const tiedPoll = ({ polls }: Sight): PollOnBoard | undefined =>
  polls.find(({ state, result }) => state === 'counted' && result?.outcome === 'tied')
/** Open, or waiting to be counted or decided: nothing is left before it is. */
export const undecidedPoll = (sight: Sight): PollOnBoard | undefined =>
  runningPoll(sight) ?? sight.polls.find(({ state }) => state === 'closed') ?? tiedPoll(sight)
/** The one that was closed last. */
export const latestPoll = ({ polls }: Sight): PollOnBoard | undefined =>
  polls.filter(({ closedMs }) => closedMs !== null).toSorted((a, b) => (b.closedMs ?? 0) - (a.closedMs ?? 0))[0]

export const seatOf = ({ house }: Sight, id: string): SeatTold | undefined =>
  house.seats.find(({ seat }) => seat === id)
/** The seat one sits in: the own one, or that of whom one is the deputy of now. */
export const ownSeat = ({ house, own }: Sight): SeatTold | undefined =>
  own.id === ''
    ? undefined
    : (house.seats.find(({ holder }) => holder === own.id) ??
      house.seats.find(({ voter, via }) => voter === own.id && via === 'deputy'))

export const motionOf = ({ motions }: Sight, id: string): MotionTold | undefined => motions.find((one) => one.id === id)

const OPEN: readonly Amendment['state'][] = ['submitted', 'admitted', 'debate', 'voting']
/** Those of a motion that are still to be decided, in the order in which they are. */
export const amendmentsToVote = ({ amendments }: Sight, motion: string): readonly Amendment[] =>
  amendments
    .filter((one) => one.motion === motion && OPEN.includes(one.state))
    .toSorted((a, b) => b.reach - a.reach || a.from - b.from)

/** Whether a vote on it is prepared or under way. */
export const asksOf = ({ polls }: Sight, kind: 'motion' | 'amendment' | 'agenda', id = ''): PollOnBoard | undefined =>
  polls.find(({ state, subject }) => {
    if (subject.kind !== kind || !['prepared', 'open', 'paused', 'closed'].includes(state)) return false
    if (subject.kind === 'motion') return subject.motion === id
    return subject.kind === 'amendment' ? subject.amendment === id : true
  })
