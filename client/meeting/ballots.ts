// Ballots of one person: for which seats they vote in a poll, what they have cast, and the next ballot as it is sent.
import type { Given } from '../../shared/civic/commands.ts'
import type { Ballot } from '../../shared/civic/ballot.ts'
import type { OwnPart, PollOnBoard } from '../../shared/civic/told-meeting.ts'
import type { Choice } from '../../shared/civic/tally.ts'
import { seatOf, type Sight } from './sight.ts'

export type Receipt = OwnPart['receipts'][number]
type SeatReceipt = Receipt & Ballot

/** What is asked of one seat in a poll. */
export type OwnVote = {
  readonly seat: string
  readonly name: string
  readonly weight: number
  /** Who must sign; null where nobody must. */
  readonly address: string | null
  /** Whether somebody else holds the seat, whose proxy one has. */
  readonly isProxy: boolean
  /** What was cast for it; null where nothing was. */
  readonly receipt: Receipt | null
  /** Why no choice is offered now; null where one is. */
  readonly wait: 'cast' | 'notCalled' | 'paused' | null
}

const isOfSeat = (receipt: Receipt): receipt is SeatReceipt => 'seat' in receipt

/** Of a secret ballot the receipt names no seat; it is told only where one votes for a single one. */
export function receiptOf(sight: Sight, { id, method, roll }: PollOnBoard, seat: string): Receipt | null {
  const all = sight.own.receipts.filter((one) => one.poll === id)
  // Of one by proof the receipt is this device's own, and names the seat.
  const own = all.findLast((one) => isOfSeat(one) && one.seat === seat)
  if (method !== 'secret' || own) return own ?? null
  const mine = sight.own.seats.filter((one) => roll.includes(one.seat))
  return mine.length === 1 || all.length >= mine.length ? (all.at(-1) ?? null) : null
}

export function ownVotes(sight: Sight, poll: PollOnBoard): readonly OwnVote[] {
  if (poll.state !== 'open' && poll.state !== 'paused') return []
  return sight.own.seats
    .filter(({ seat }) => (poll.byProof?.seats ?? poll.roll).includes(seat))
    .map(({ seat, weight, address }) => {
      const told = seatOf(sight, seat)
      const receipt = receiptOf(sight, poll, seat)
      const isFinal = receipt !== null && sight.about?.rules.isBallotReplaceable !== true
      const isCalled = poll.method !== 'rollCall' || poll.called === seat
      const wait = isFinal ? 'cast' : poll.state === 'paused' ? 'paused' : isCalled ? null : 'notCalled'
      const signs = poll.method === 'secret' ? null : address
      return { seat, name: told?.name ?? seat, weight, address: signs, isProxy: told?.via === 'proxy', receipt, wait }
    })
}

/** Seats one holds that have no say in it. */
export const isRecusedIn = ({ house, own }: Sight, poll: PollOnBoard): boolean =>
  own.id !== '' && house.seats.some(({ seat, holder }) => holder === own.id && poll.recused.includes(seat))

/** What one has still to vote on. */
export const votesDue = (sight: Sight): number =>
  sight.polls.reduce(
    (sum, poll) => sum + ownVotes(sight, poll).filter(({ wait, receipt }) => wait === null && receipt === null).length,
    0,
  )

export function ballotFor(
  poll: Pick<PollOnBoard, 'id' | 'questionHash'>,
  { seat, weight, receipt }: Pick<OwnVote, 'seat' | 'weight' | 'receipt'>,
  choice: Choice,
): Omit<Given<'meeting.castBallot'>, 'type'> {
  const { id, questionHash } = poll
  return { poll: id, questionHash: questionHash ?? '', seat, choice, weight, revision: revisionOf(receipt) + 1 }
}

const revisionOf = (receipt: Receipt | null): number => (receipt && isOfSeat(receipt) ? receipt.revision : 0)
