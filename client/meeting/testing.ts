// For tests: the kernel's own state as the parts a page is told, and a person's own of it.
import type { Actor } from '../../shared/kernel/system.ts'
import { amended } from '../../shared/civic/lines.ts'
import { quorumNow } from '../../shared/civic/order.ts'
import { actingChair, whoIs } from '../../shared/civic/permission.ts'
import { type Held, houseOn, isHeld, isHere, type MeetingState, presentIds } from '../../shared/civic/state.ts'
import type { MeetingParts, OwnPart } from '../../shared/civic/told-meeting.ts'
import { pollTold } from '../../shared/civic/told.ts'
import type { MeetingNow } from '../session/meeting-side.ts'
import { type Sight, sightOf } from './sight.ts'

export const sightFor = (state: MeetingState, actor: Actor): Sight => sightOf(nowFor(state, actor))

/** As a session has been told it. */
export function nowFor(state: MeetingState, actor: Actor): MeetingNow {
  if (!isHeld(state)) throw new Error('meeting: not set up')
  return { meeting: state.about.meeting, seq: 0, parts: partsOf(state), own: ownOf(state, actor), aheadMs: 0 }
}

function partsOf(state: Held): Partial<MeetingParts> {
  const { about, items } = state
  const item = items.find((one) => one.state === 'current')?.id ?? null
  const seats = houseOn(state, item).map(({ seat, voter, via }) => {
    const { id, holder, group, weight } = seat
    const told = { seat: id, name: holder.name, holder: holder.id, via, group, weight }
    return { ...told, voter: voter?.id ?? null, voterName: voter?.name ?? null }
  })
  const parts: Record<string, unknown> = {
    about: { ...about, room: about.room ?? '', place: null },
    life: state.life,
    house: {
      quorum: quorumNow(state),
      chair: actingChair(state),
      secretary: about.secretaries.find(({ id }) => isHere(state, id))?.id ?? null,
      seats,
      others: presentIds(state).map((id) => ({ id, name: id })),
      hands: state.hands.map(({ person: id, name, atMs }) => ({ id, name, atMs })),
      ...(state.enrolled ? { enrolled: state.enrolled.map(({ seat }) => seat) } : {}),
    },
    agenda: { isCarried: state.isAgendaCarried, items },
    documents: state.documents,
    board: state.board,
    speeches: { isListOpen: state.isListOpen, list: state.speeches },
  }
  for (const motion of state.motions) {
    const carried = state.amendments.filter((one) => one.motion === motion.id && one.state === 'carried')
    parts[`motion.${motion.id}`] = { ...motion, final: amended(motion.lines, carried) }
  }
  for (const amendment of state.amendments) parts[`amendment.${amendment.id}`] = amendment
  for (const poll of state.polls) {
    const { votes, ...told } = pollTold(poll)
    const { subject, item: of, lines, rule, limitS, openedMs, closedMs, refusedCount } = poll
    const roll = poll.roll.map(({ seat }) => seat)
    const recused = poll.recused.map(({ seat }) => seat)
    const more = { subject, item: of, lines, rule, limitS, openedMs, closedMs, refusedCount, roll, recused }
    parts[`poll.${poll.id}`] = { ...told, ...more, ballotsRoot: null }
    parts[`votes.${poll.id}`] = votes
  }
  return structuredClone(parts) as Partial<MeetingParts>
}

function ownOf(state: Held, actor: Actor): OwnPart {
  const { id, name, roles } = whoIs(state, actor)
  const item = state.items.find((one) => one.state === 'current')?.id ?? null
  const mine = houseOn(state, item).filter(({ voter }) => voter?.id === id)
  const seats = mine.map(({ seat, voter }) => {
    const enrolled = state.enrolled?.find((one) => one.seat === seat.id && one.by === id)?.commitment
    const own = { seat: seat.id, weight: seat.weight, address: voter?.address ?? null }
    return enrolled === undefined ? own : { ...own, enrolled }
  })
  const receipts = state.polls.flatMap(({ id: poll, ballots }) =>
    ballots
      .filter(({ seat }) => seats.some((one) => one.seat === seat))
      .map((ballot) => ({ poll, ...ballot, leaf: null, leafHash: null })),
  )
  return { id, name, roles, isHere: isHere(state, id), seats, receipts }
}
