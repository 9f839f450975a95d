// What the wall board of a meeting says, as lines and numbers: the state, who is here, the item, who speaks with the clock,
// the question with the live count, the result in words. In the language of the page; no canvas and no DOM.
import type { MeetingListed, PollOnBoard, SeatTold } from '../../shared/civic/told-meeting.ts'
import { say } from '../panels/strings.ts'
import { clockFace, clockOf, type ClockState, pollLeftMs } from './clocks.ts'
import { currentItem, isOver, isSitting, latestPoll, runningPoll, type Sight, speaking, waiting } from './sight.ts'
import { capital, resultText, sittingText, word } from './words.ts'

export type CountRow = {
  readonly choice: 'yes' | 'no' | 'abstain'
  readonly label: string
  readonly count: number
  /** Of all that may vote, 0 to 1. */
  readonly share: number
}
export type VoteOnWall = {
  readonly heading: string
  readonly question: string
  /** Null while the method tells no count. */
  readonly rows: readonly CountRow[] | null
  readonly groups: readonly { readonly name: string; readonly counts: string }[]
  readonly cast: string
  readonly clock: string
  readonly called: string
  /** In words, once it is decided; empty before. */
  readonly result: string
  readonly outcome: 'carried' | 'lost' | 'tied' | 'void' | null
}
export type Wall = {
  readonly title: string
  readonly state: string
  readonly tone: 'waits' | 'sits' | 'stopped'
  readonly here: string
  readonly quorum: string
  readonly isQuorate: boolean
  readonly item: { readonly head: string; readonly title: string } | null
  readonly speaker: {
    readonly name: string
    readonly kind: string
    readonly clock: string
    readonly is: ClockState
    readonly note: string
  } | null
  readonly next: string
  readonly vote: VoteOnWall | null
  /** Shown while nothing else is. */
  readonly agenda: readonly { readonly n: number; readonly title: string; readonly state: string }[]
}

/** The wall of a meeting that this page does not watch: what the list tells. */
export const wallOfListed = ({ title, body, state, present, seats }: MeetingListed): Wall => ({
  title: say('placeTitle', { body, title }),
  state: capital(word('meeting', state)),
  tone: toneOf(state),
  here: say('placeHere', { here: present, seats }),
  quorum: say('placeCome'),
  isQuorate: true,
  item: null,
  speaker: null,
  next: '',
  vote: null,
  agenda: [],
})

const toneOf = (is: Sight['life']['is']): Wall['tone'] =>
  is === 'open' ? 'sits' : is === 'inquorate' || is === 'recess' ? 'stopped' : 'waits'

/** A result stays on the wall this long, unless somebody speaks or votes. */
const RESULT_MS = 180_000
const MOST_NEXT = 3
const MOST_GROUPS = 5
const MOST_ITEMS = 7

export function wallOf(sight: Sight, serverMs: number): Wall {
  const { about, life, house, items } = sight
  const { present, required, isQuorate } = house.quorum
  const item = currentItem(sight)
  const speech = speaking(sight)
  const clock = speech && clockOf(speech, serverMs)
  const names = waiting(sight)
    .slice(0, MOST_NEXT)
    .map(({ name }) => name)
  return {
    title: about ? say('placeTitle', { body: about.body, title: about.title }) : '',
    state: capital(word('meeting', life.is)),
    tone: toneOf(life.is),
    here: say('placeHere', { here: hereOf(sight), seats: house.seats.length }),
    quorum: say(isQuorate ? 'placeQuorum' : 'placeNoQuorum', { required, present }),
    isQuorate: isQuorate || !isSitting(life),
    item: item ? { head: say('placeItem', { n: items.indexOf(item) + 1 }), title: item.title } : null,
    speaker:
      speech && clock
        ? {
            name: speech.name,
            kind: word('kind', speech.kind),
            clock: clockFace(clock.leftMs),
            is: clock.is,
            note: NOTES[clock.is] === null ? '' : say(NOTES[clock.is] as 'meetTimeOver'),
          }
        : null,
    next: names.length === 0 ? '' : say('placeNext', { names: names.join(', ') }),
    vote: voteOf(sight, serverMs),
    agenda: items.map(({ title, state }, i) => ({ n: i + 1, title, state: word('item', state) })).slice(0, MOST_ITEMS),
  }
}

const NOTES = { runs: null, warns: 'meetTimeWarns', over: 'meetTimeOver', stands: 'meetTimeStands' } as const

function voteOf(sight: Sight, serverMs: number): VoteOnWall | null {
  const poll = runningPoll(sight) ?? recent(sight, serverMs)
  if (!poll) return null
  const { state, tally, groups, seats, cast, called, question, result } = poll
  const leftMs = pollLeftMs(poll, serverMs)
  const whole = Math.max(1, tally ? tally.yes + tally.no + tally.abstain : 0, weightOf(sight, poll))
  const row = (choice: CountRow['choice'], label: string): CountRow => ({
    choice,
    label,
    count: tally?.[choice] ?? 0,
    share: (tally?.[choice] ?? 0) / whole,
  })
  const isDecided = result !== null || state === 'void'
  return {
    heading: state === 'open' ? say('meetVoteNow') : state === 'paused' ? say('placeVotePaused') : say('placeVoteOver'),
    question,
    rows: tally ? [row('yes', say('placeYes')), row('no', say('placeNo')), row('abstain', say('placeAbstain'))] : null,
    groups: (groups ?? [])
      .filter(({ group }) => group !== '')
      .slice(0, MOST_GROUPS)
      .map(({ group, yes, no, abstain }) => ({ name: group, counts: `${yes} : ${no} : ${abstain}` })),
    cast: say('meetCast', { cast, seats }),
    clock: leftMs === null || state !== 'open' ? '' : clockFace(leftMs),
    called: called === null ? '' : say('meetCalledNow', { name: nameOf(sight, called) }),
    result: isDecided ? capital(resultText(poll)) : '',
    outcome: state === 'void' ? 'void' : (result?.outcome ?? null),
  }
}

/** What was decided last, or waits to be, while nobody speaks. */
function recent(sight: Sight, serverMs: number): PollOnBoard | undefined {
  const poll = latestPoll(sight)
  if (!poll || speaking(sight) || isOver(sight.life)) return undefined
  const isUndecided = poll.state === 'closed' || (poll.state === 'counted' && poll.result?.outcome === 'tied')
  return isUndecided || serverMs - (poll.closedMs ?? 0) < RESULT_MS ? poll : undefined
}

const nameOf = ({ house }: Sight, seat: string): string => house.seats.find((one) => one.seat === seat)?.name ?? seat

const weightOf = ({ house }: Sight, { roll }: PollOnBoard): number => {
  const may = new Set(roll)
  return house.seats.reduce((sum, { seat, weight }) => sum + (may.has(seat) ? weight : 0), 0)
}

/** Beside the wall while no document is shown: the agenda, and who is here by name. */
export type Side = {
  readonly heading: string
  readonly items: readonly {
    readonly n: number
    readonly title: string
    readonly state: string
    readonly isNow: boolean
  }[]
  /** How many items do not stand here; empty for none. */
  readonly more: string
  readonly here: string
  readonly people: readonly { readonly name: string; readonly isHere: boolean; readonly note: string }[]
}

const MOST_ON_SIDE = 8
const MOST_NAMES = 24
/** So many items that are over stay above the one that is dealt with. */
const ITEMS_BEFORE = 2

export function sideOf(sight: Sight): Side {
  const { items, house } = sight
  const now = items.findIndex(({ state }) => state === 'current')
  const from = Math.max(0, Math.min(now - ITEMS_BEFORE, items.length - MOST_ON_SIDE))
  const left = items.length - MOST_ON_SIDE
  const names = house.seats.slice(0, house.seats.length > MOST_NAMES ? MOST_NAMES - 1 : MOST_NAMES)
  const unnamed = house.seats.length - names.length
  return {
    heading: say('meetTab_agenda'),
    items: items
      .map(({ title, state }, i) => ({ n: i + 1, title, state: word('item', state), isNow: i === now }))
      .slice(from, from + MOST_ON_SIDE),
    more: left > 0 ? say('placeMore', { count: left }) : '',
    here: say('placeHere', { here: hereOf(sight), seats: house.seats.length }),
    people: [
      ...names.map((seat) => ({
        name: seat.name,
        isHere: isHere(seat),
        note: seat.via === 'holder' || seat.via === 'absent' ? '' : sittingText(seat),
      })),
      ...(unnamed > 0 ? [{ name: say('placeMore', { count: unnamed }), isHere: false, note: '' }] : []),
    ],
  }
}

const isHere = ({ voter, via }: SeatTold): boolean => voter !== null && via !== 'proxy'
const hereOf = ({ house }: Sight): number => house.seats.filter(isHere).length

export type SeatLook = 'absent' | 'here' | 'recused' | 'yes' | 'no' | 'abstain' | 'speaking' | 'hand' | 'called'

/** What the desk of each seat shows, in the roll's order. */
export function seatLooks(
  sight: Sight,
): readonly { readonly seat: string; readonly name: string; readonly look: SeatLook }[] {
  const { house, votes } = sight
  const poll = runningPoll(sight)
  const told = new Map((poll && votes.get(poll.id))?.map(({ seat, choice }) => [seat, choice]))
  const hands = new Set(house.hands.map(({ id }) => id))
  const speaker = speaking(sight)?.person
  return house.seats.map(({ seat, name, voter, voterName, via }) => {
    const look = (): SeatLook => {
      const choice = told.get(seat)
      if (choice) return choice
      if (poll && poll.called === seat) return 'called'
      if (via === 'recused') return 'recused'
      if (voter === null) return 'absent'
      if (voter === speaker && via !== 'proxy') return 'speaking'
      return hands.has(voter) && via !== 'proxy' ? 'hand' : 'here'
    }
    return { seat, name: via === 'deputy' ? (voterName ?? name) : name, look: look() }
  })
}

/** One line at the edge of the place, for who passes by. */
export function signText(
  {
    title,
    state,
    startsAtMs,
  }: { readonly title: string; readonly state: Sight['life']['is']; readonly startsAtMs: number | null },
  timeText: (atMs: number) => string,
): string {
  if (state === 'convened' && startsAtMs !== null) return say('placeSignBegins', { title, time: timeText(startsAtMs) })
  return say('placeSign', { title, state: word('meeting', state) })
}
