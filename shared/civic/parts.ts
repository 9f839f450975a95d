// What is told of a meeting, from its state: the parts that everybody may see, what is one person's own, and its line in the
// list. Of a secret vote nothing but how many have voted until it is closed. Hashes come from outside: a kernel has none.
import type { Actor } from '../kernel/system.ts'
import type { Ballot, BallotDomain } from './ballot.ts'
import { inOrderOfSpeaking } from './speech.ts'
import { finalTextOf } from './motions.ts'
import { quorumNow } from './order.ts'
import type { RecordHeld } from './record-shape.ts'
import { keyOf, recordsOf } from './records.ts'
import { actingChair, actingSecretary, whoIs } from './permission.ts'
import { presenceOf, type Sitting } from './roll.ts'
import {
  currentItem,
  type Held,
  houseOn,
  isHere,
  type Motion,
  motionOf,
  type Poll,
  runningPoll,
  seatOfPerson,
  sittingOf,
} from './state.ts'
import { pollTold } from './told.ts'
import type {
  ChainHead,
  AboutTold,
  BallotLeaf,
  HouseTold,
  MeetingListed,
  MeetingParts,
  MotionTold,
  OwnPart,
  PollOnBoard,
  RecordTold,
  SeatTold,
} from './told-meeting.ts'

/** Of a larger roll the absent are not told: a page would be sent megabytes. */
const MOST_TOLD = 1000

export type Hashes = {
  readonly ballotDomain: BallotDomain
  /** Of the tree over the ballots; null while it is open, and of a secret vote. */
  rootOf(poll: Poll): string | null
  leafOf(poll: Poll, ballot: Ballot): BallotLeaf
  /** What a seat is in an open secret vote; null where nobody knows any more. */
  nullifierOf(poll: Poll, seat: string): string | null
  /** Why a signed record is not anchored yet; empty where nothing is known to hold it up. Without, there is no chain. */
  whyNotAnchored?(recordHash: string): string
  /** Null where there is no chain. */
  head?(): ChainHead | null
}

/** All of them. */
export function partsOf(state: Held, hashes: Hashes): MeetingParts {
  const parts: Record<string, unknown> = {
    about: aboutTold(state, hashes),
    life: state.life,
    house: houseTold(state),
    agenda: { isCarried: state.isAgendaCarried, items: state.items },
    documents: state.documents,
    board: state.board,
    speeches: { isListOpen: state.isListOpen, list: inOrderOfSpeaking(state) },
  }
  for (const motion of state.motions) if (!isDraft(motion)) parts[`motion.${motion.id}`] = motionTold(state, motion)
  for (const amendment of state.amendments) parts[`amendment.${amendment.id}`] = amendment
  for (const poll of state.polls) Object.assign(parts, pollParts(poll, hashes))
  for (const record of recordsOf(state)) parts[`record.${record.id}`] = recordTold(state, record, hashes)
  // Every key is one of the type's.
  return parts as unknown as MeetingParts
}

/** Whoever writes one, and who runs the meeting: to all others it is told when it is submitted. */
const isDraft = ({ life }: Motion): boolean => life.is === 'draft'
const motionTold = (state: Held, motion: Motion): MotionTold => ({ ...motion, final: finalTextOf(state, motion) })

function recordTold(state: Held, record: RecordHeld, hashes: Hashes): RecordTold {
  const { id, motion, poll, outcome, recordHash, life, atMs, by, supersedes, anchor, deeds, board } = record
  const { chairs, secretaries } = state.about
  const signer = (role: 'chair' | 'secretary') => (one: (typeof chairs)[number]) => ({
    role,
    name: one.name,
    address: keyOf(one),
  })
  return {
    id,
    motion,
    poll,
    title: motionOf(state, motion)?.title ?? '',
    outcome,
    recordHash,
    state: life.is,
    drawnUpMs: atMs,
    by,
    supersedes,
    supersededBy: life.is === 'superseded' ? life.by : null,
    signatures: record.signatures.map((one) => ({
      role: one.role,
      name: one.name,
      signer: one.signer,
      atMs: one.atMs,
    })),
    signers: [...chairs.map(signer('chair')), ...secretaries.map(signer('secretary'))],
    hasChain: board !== null,
    anchor,
    deeds,
    why: life.is === 'signed' && board !== null ? (hashes.whyNotAnchored?.(recordHash) ?? '') : '',
  }
}

/** Those of one vote: after a ballot nothing else differs. */
export function pollParts(poll: Poll, hashes: Hashes): Readonly<Record<string, unknown>> {
  const { subject, item, lines, rule, method, limitS, openedMs, closedMs, roll, recused, refusedCount } = poll
  const { votes, ...told } = pollTold(poll)
  const onBoard: PollOnBoard = {
    ...told,
    subject,
    item,
    lines,
    rule,
    method,
    limitS,
    openedMs,
    closedMs,
    roll: roll.map(({ seat }) => seat),
    recused: recused.map(({ seat }) => seat),
    refusedCount,
    ballotsRoot: hashes.rootOf(poll),
  }
  return { [`poll.${poll.id}`]: onBoard, [`votes.${poll.id}`]: votes }
}

/** Told to them alone. `id` is what the meeting knows them by. */
export function ownOf(state: Held, actor: Actor, hashes: Hashes): OwnPart {
  const { id, name, roles } = whoIs(state, actor)
  const isNamed = actor.role !== 'visitor'
  const isOfficer = roles.includes('chair') || roles.includes('secretary')
  const drafts = state.motions.filter((one) => isDraft(one) && isNamed && (isOfficer || one.by.id === id))
  const receipts = state.polls.flatMap((poll) => receiptsOf(state, poll, { id, hashes }))
  const head = receipts.length === 0 ? null : (hashes.head?.() ?? null)
  return {
    id: isNamed ? id : '',
    name,
    roles,
    isHere: isHere(state, id),
    seats: seatsNow(state, id),
    receipts,
    ...(head ? { head } : {}),
    ...(drafts.length === 0 ? {} : { drafts: drafts.map((one) => motionTold(state, one)) }),
  }
}

function receiptsOf(
  state: Held,
  poll: Poll,
  { id, hashes }: { readonly id: string; readonly hashes: Hashes },
): OwnPart['receipts'] {
  if (poll.method !== 'secret')
    return ballotsOf(poll, id).map((ballot) => ({ poll: poll.id, ...ballot, ...hashes.leafOf(poll, ballot) }))
  const own = seatOfPerson(state, id)?.id
  // Of one by proof nobody but its voter's own device knows.
  if (own === undefined || poll.secret.length === 0 || poll.secretBy === 'proof') return []
  const seats = [own, ...poll.proxies.filter(({ to }) => to === own).map(({ from }) => from)]
  const theirs = seats.flatMap((seat) => hashes.nullifierOf(poll, seat) ?? [])
  return poll.secret
    .filter(({ nullifier }) => theirs.includes(nullifier))
    .map((ballot) => ({ poll: poll.id, ...ballot, leaf: null, leafHash: null }))
}

/** Found once for each vote that takes no more ballots; no part of the state. */
const byVoter = new WeakMap<readonly Ballot[], ReadonlyMap<string, readonly Ballot[]>>()
function ballotsOf({ ballots, closedMs }: Poll, id: string): readonly Ballot[] {
  if (closedMs === null) return ballots.filter(({ voter }) => voter === id)
  const known = byVoter.get(ballots)
  if (known) return known.get(id) ?? []
  const made = new Map<string, Ballot[]>()
  for (const ballot of ballots) made.set(ballot.voter, [...(made.get(ballot.voter) ?? []), ballot])
  byVoter.set(ballots, made)
  return made.get(id) ?? []
}

export function listedOf(state: Held): MeetingListed {
  const { about, life, polls } = state
  const { meeting, title, body, room = '', place = null, seats } = about
  return {
    meeting,
    title,
    body,
    room,
    state: life.is,
    startsAtMs:
      life.is === 'convened' ? life.startsAtMs : life.is === 'draft' ? (about.startsAtMs ?? null) : startedAt(state),
    place,
    present: houseOn(state, null).filter(({ via }) => via === 'holder' || via === 'deputy').length,
    seats: seats.length,
    openPoll: polls.find((poll) => poll.life.is === 'open' || poll.life.is === 'paused')?.id ?? '',
  }
}

const startedAt = ({ course }: Held): number | null => course.find(({ key }) => key === 'opened')?.atMs ?? null

function aboutTold({ about }: Held, { ballotDomain }: Hashes): AboutTold {
  const { meeting, title, body, room = '', place = null, rules, chairs, secretaries, startsAtMs } = about
  const named = ({ id, name }: { readonly id: string; readonly name: string }) => ({ id, name })
  return {
    meeting,
    title,
    body,
    room,
    place,
    rules,
    chairs: chairs.map(named),
    secretaries: secretaries.map(named),
    ballotDomain,
    ...(startsAtMs === undefined ? {} : { plannedMs: startsAtMs }),
  }
}

function houseTold(state: Held): HouseTold {
  // As it would vote on what is being dealt with.
  const all = houseOn(state, runningPoll(state)?.item ?? currentItem(state)?.id ?? null)
  const seated = new Set(
    state.about.seats.flatMap(({ holder, deputy }) => (deputy ? [holder.id, deputy.id] : [holder.id])),
  )
  return {
    quorum: state.life.is === 'draft' ? presenceOf(state.about.rules.quorum, all) : quorumNow(state),
    chair: actingChair(state),
    secretary: actingSecretary(state),
    seats: (all.length > MOST_TOLD ? all.filter(({ voter }) => voter !== null) : all).map(seatTold),
    others: state.stays
      .filter(({ person, outMs }) => outMs === null && !seated.has(person))
      .map(({ person: id, name }) => ({ id, name })),
    hands: state.hands.map(({ person: id, name, atMs }) => ({ id, name, atMs })),
    ...(state.enrolled ? { enrolled: state.enrolled.map(({ seat }) => seat) } : {}),
  }
}

const seatTold = ({ seat: { id, holder, group, weight }, voter, via }: Sitting): SeatTold => ({
  seat: id,
  name: holder.name,
  holder: holder.id,
  voter: voter?.id ?? null,
  voterName: voter?.name ?? null,
  via,
  group,
  weight,
})

/** Their own, and those whose proxies their own seat holds. */
function seatsNow(state: Held, id: string): OwnPart['seats'] {
  const own = seatOfPerson(state, id)
  if (!own) return []
  const item = runningPoll(state)?.item ?? currentItem(state)?.id ?? null
  const held = state.proxies.filter(({ to }) => to === own.id).map(({ from }) => from)
  return [own.id, ...held].flatMap((seat) => {
    const sitting = sittingOf(state, item, seat)
    if (sitting?.voter?.id !== id) return []
    const enrolled = state.enrolled?.find((one) => one.seat === seat && one.by === id)?.commitment
    const own = { seat, weight: sitting.seat.weight, address: sitting.voter.address ?? null }
    return [enrolled === undefined ? own : { ...own, enrolled }]
  })
}
