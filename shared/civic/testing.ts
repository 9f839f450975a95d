// A council of seven for tests: people by name, a meeting that can be played act by act, its clock set by hand.
import { NO_OUTPUTS } from '../city/outputs.ts'
import { Random } from '../kernel/random.ts'
import type { Actor } from '../kernel/system.ts'
import { EMPTY_CITY } from '../kernel/toy.ts'
import type { Given, MeetingCommand } from './commands.ts'
import { meeting } from './meeting.ts'
import { PRESETS } from './presets.ts'
import type { Seat } from './roll.ts'
import type { Rules } from './rules.ts'
import { type MeetingState, type Poll, SERVER } from './state.ts'
import type { Choice } from './tally.ts'

export const NOON = 1_780_315_200_000
export const HASH = 'ab'.repeat(32)
const DAY_MS = 86_400_000

const participant = (name: string): Actor => ({ id: `${name.toLowerCase()}-00001`, role: 'participant', name })
export const server: Actor = { id: SERVER, role: 'operator' }
export const [chair, deputyChair, secretary, clerk, expert] = ['Chingiz', 'Vera', 'Sara', 'Klara', 'Emil'].map(
  participant,
) as [Actor, Actor, Actor, Actor, Actor]
export const admin: Actor = { ...participant('Adil'), role: 'operator' }
export const members = ['Aigul', 'Boris', 'Dana', 'Erlan', 'Farida', 'Gulnar', 'Hasan'].map(participant)
export const member = (seat: number): Actor => members[seat - 1] as Actor

const person = ({ id, name = '' }: Actor): Seat['holder'] => ({ id, name })
export const presetOf = (id: string): Rules => PRESETS.find((one) => one.id === id) as Rules

export const SEATS: readonly Seat[] = members.map((one, i) => ({
  id: `${i + 1}`,
  holder: person(one),
  deputy: null,
  weight: 1,
  group: i % 2 === 0 ? 'River' : 'Steppe',
}))

export const setUp = (more: Partial<Given<'meeting.setUp'>> = {}): Given<'meeting.setUp'> => ({
  type: 'meeting.setUp',
  meeting: 'plenary-12',
  title: 'Plenary 12',
  body: 'City council',
  rules: presetOf('council'),
  chairs: [person(chair), person(deputyChair)],
  secretaries: [person(secretary), person(clerk)],
  seats: [...SEATS],
  people: [{ id: expert.id, name: 'Emil', role: 'presenter' }],
  ...more,
})

/** A meeting being played. */
export function chamber() {
  let state = meeting.create(EMPTY_CITY)
  let nowMs = NOON
  const random = new Random(1)
  const pass = (seconds = 1): void => {
    nowMs += seconds * 1000
    meeting.step?.(state, seconds, random, EMPTY_CITY, { ...NO_OUTPUTS, nowMs })
  }
  /** Why not, or null when it is done. */
  const act = (actor: Actor, command: MeetingCommand): string | null => {
    const refused = meeting.check(state, command, EMPTY_CITY, actor)?.reason ?? null
    if (refused === null) meeting.apply(state, command, actor)
    return refused
  }
  /** Throws when it is refused. */
  const does = (actor: Actor, ...commands: MeetingCommand[]): void => {
    for (const command of commands) {
      const refused = act(actor, command)
      if (refused !== null) throw new Error(`${command.type}: ${refused}`)
    }
  }
  const poll = (id: string): Poll => state.polls.find((one) => one.id === id) as Poll
  const vote = (id: string, seat: number, choice: Choice, more: Partial<Given<'meeting.castBallot'>> = {}) => {
    const ballot = { poll: id, seat: `${seat}`, choice, revision: 1, weight: 1, questionHash: HASH, ...more }
    return act(member(seat), { type: 'meeting.castBallot', ...ballot })
  }
  pass(0)
  return { get: (): MeetingState => state, set: (to: MeetingState) => void (state = to), pass, act, does, poll, vote }
}
export type Chamber = ReturnType<typeof chamber>

/** Set up by rules, convened, everybody there, opened. */
export function opened(more: Partial<Given<'meeting.setUp'>> = {}, absent: readonly number[] = []): Chamber {
  const house = chamber()
  const command = setUp(more)
  house.does(admin, command)
  house.does(secretary, { type: 'meeting.addItem', item: 'school', title: 'The school at the river' })
  const startsAtMs = NOON + command.rules.noticeS * 1000 + DAY_MS
  house.does(secretary, { type: 'meeting.convene', startsAtMs })
  house.pass((startsAtMs - NOON) / 1000)
  for (const one of [chair, secretary, ...members.filter((_, i) => !absent.includes(i + 1))])
    house.does(one, { type: 'meeting.arrive' })
  house.does(chair, { type: 'meeting.open' })
  return house
}

/** A question by the chair, frozen and open. */
export function asked(house: Chamber, poll = 'v1', more: Partial<Given<'meeting.preparePoll'>> = {}): void {
  const subject = { kind: 'procedure' } as const
  const question = 'Shall the sitting go on after six?'
  house.does(chair, {
    type: 'meeting.preparePoll',
    poll,
    subject,
    question,
    method: 'named',
    evidence: [],
    ...more,
  })
  house.does(server, { type: 'meeting.freezeQuestion', poll, questionHash: HASH })
  house.does(chair, { type: 'meeting.openPoll', poll })
}

/** The agenda is carried and its item is being dealt with. */
export function dealing(more: Partial<Given<'meeting.setUp'>> = {}): Chamber {
  const house = opened(more)
  if (house.get().about?.rules.isAgendaVoted) {
    asked(house, 'agenda', { subject: { kind: 'agenda' }, question: 'Is the agenda agreed?' })
    for (let seat = 1; seat <= 7; seat++) house.vote('agenda', seat, 'yes')
    house.pass()
    if (house.poll('agenda').life.is === 'open') house.does(chair, { type: 'meeting.closePoll', poll: 'agenda' })
    house.pass()
  }
  house.does(chair, { type: 'meeting.takeItem', item: 'school' })
  return house
}

export const TEXT = ['The council resolves:', '1. The school reopens in May.', '2. The road stays closed.']

/** A motion of seat 1 in debate, seconded where the rules ask. */
export function debated(house: Chamber, motion = 'm1', more: Partial<Given<'meeting.draftMotion'>> = {}): void {
  const draft = {
    type: 'meeting.draftMotion',
    motion,
    item: 'school',
    title: 'Reopen the school',
    lines: TEXT,
  } as const
  house.does(member(1), { ...draft, ...more }, { type: 'meeting.submitMotion', motion })
  house.does(chair, { type: 'meeting.admitMotion', motion })
  house.does(member(1), { type: 'meeting.moveMotion', motion })
  for (let n = 0; n < (house.get().about?.rules.seconders ?? 0); n++)
    house.does(member(2 + n), { type: 'meeting.secondMotion', motion })
  house.does(chair, { type: 'meeting.debateMotion', motion })
}

/** By letters, seat after seat: y, n, a, and - for none. Throws when one is refused. */
export const all = (house: Chamber, poll: string, choices: string): void => {
  const words: Record<string, Choice> = { y: 'yes', n: 'no', a: 'abstain' }
  for (const [i, letter] of choices.split('').entries())
    if (letter !== '-') must(house.vote(poll, i + 1, words[letter] as Choice))
}
/** Or where the vote stands. */
export const outcome = (house: Chamber, poll = 'v1'): string => {
  const { life } = house.poll(poll)
  return 'result' in life ? life.result.outcome : life.is
}
export const close = (house: Chamber, poll = 'v1'): void => {
  house.does(chair, { type: 'meeting.closePoll', poll })
  house.pass()
}

function must(refused: string | null): void {
  if (refused !== null) throw new Error(refused)
}
