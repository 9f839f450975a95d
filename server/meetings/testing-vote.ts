// For tests and the benchmark of kills: an assembly that sits in a journal of its own and votes, at its desk.
import {
  BALLOT_FIELDS,
  type BallotDomain,
  ballotMessage,
  type Signable,
  type Signed,
} from '../../shared/civic/ballot.ts'
import { PRESETS } from '../../shared/civic/presets.ts'
import type { Rules } from '../../shared/civic/rules.ts'
import type { Given, MeetingCommand } from '../../shared/civic/commands.ts'
import type { Poll } from '../../shared/civic/state.ts'
import type { Choice } from '../../shared/civic/tally.ts'
import type { Actor } from '../../shared/kernel/system.ts'
import type { TestWallet } from '../identity/testing.ts'
import type { Journal } from '../journal/journal.ts'
import type { MeetingVerdict } from './contract.ts'
import { Desk } from './desk.ts'
import { beginMeeting, meetingsIn, timelineOf } from './meeting-journal.ts'

const BUILD = 'test'
const HOLDER = 'test'
const NOTICE_MS = 5000

const acting = (id: string): Actor => ({ id, role: 'participant', name: id })
const admin: Actor = { id: 'admin', role: 'operator', name: 'admin' }
export const chair = acting('chair')
export const secretary = acting('secretary')
export const voterOf = (seat: number): Actor => acting(`voter-${seat}`)

/** No notice, no agenda: it votes. */
const rules = { ...(PRESETS.find(({ id }) => id === 'board') as Rules), noticeS: 0 }

const setUp = (meeting: string, seats: number, more: Partial<Rules>): Given<'meeting.setUp'> => ({
  type: 'meeting.setUp',
  meeting,
  title: 'Assembly',
  body: 'Assembly',
  rules: { ...rules, ...more },
  chairs: [{ id: chair.id, name: chair.id }],
  secretaries: [{ id: secretary.id, name: secretary.id }],
  seats: Array.from({ length: seats }, (_, i) => ({
    id: `${i + 1}`,
    holder: { id: voterOf(i + 1).id, name: voterOf(i + 1).id },
    deputy: null,
    weight: 1,
    group: '',
  })),
  people: [],
})

/** As a wallet does it, not by our own code. */
export async function signedBy(
  wallet: Pick<TestWallet, 'address' | 'signTypedData'>,
  domain: BallotDomain,
  ballot: Signable,
): Promise<Signed> {
  const address = wallet.address.toLowerCase()
  const types = { Ballot: BALLOT_FIELDS.map((field) => ({ ...field })) }
  return { address, signature: await wallet.signTypedData(domain, types, ballotMessage(ballot, address)) }
}

export type Sitting = {
  readonly desk: Desk
  /** Throws when it is refused. */
  does(actor: Actor, command: MeetingCommand): Promise<number>
  poll(id: string): Poll
  ask(poll: string, more?: Partial<Given<'meeting.preparePoll'>>): Promise<void>
  vote(poll: string, seat: number, more?: Cast): Promise<MeetingVerdict>
}
export type Cast = {
  readonly choice?: Choice
  readonly revision?: number
  readonly intent?: string
  readonly by?: Actor
}

/** Begun where there is none, with everybody here; else as it was left. */
export async function sitting(
  journal: Journal,
  meeting: string,
  { seats = 7, rules: more = {} }: { readonly seats?: number; readonly rules?: Partial<Rules> } = {},
): Promise<Sitting> {
  const own = async (): Promise<number> => {
    const owning = await journal.call('own', { timeline: timelineOf(meeting), holder: HOLDER })
    if (!owning.ok) throw new Error(`the meeting is held by ${owning.holder}`)
    return owning.token
  }
  if (!(await meetingsIn(journal)).includes(meeting)) {
    const command = setUp(meeting, seats, more)
    const atMs = Date.now()
    const begun = await beginMeeting(journal, own, {
      meeting,
      city: 'nowhere',
      build: BUILD,
      atMs,
      actor: admin,
      command,
    })
    if (!begun.ok) throw new Error(begun.reason)
  }
  const token = await own()
  const fault = (where: string, error: unknown): void => {
    throw new Error(where, { cause: error })
  }
  let aheadMs = 0
  const desk = await Desk.open({
    meeting,
    journal,
    token,
    build: BUILD,
    nowMs: () => Date.now() + aheadMs,
    onChanged: () => {},
    onLost: () => {},
    onFault: fault,
  })
  let intents = 0
  const does = async (actor: Actor, command: MeetingCommand): Promise<number> => {
    const verdict = await desk.act(actor, command, `${desk.seq} ${intents++}`)
    if (!verdict.ok) throw new Error(`${command.type}: ${verdict.reason}`)
    return verdict.seq
  }
  const poll = (id: string): Poll => desk.state.polls.find((one) => one.id === id) as Poll
  if (desk.state.life.is === 'draft') {
    await does(secretary, { type: 'meeting.convene', startsAtMs: Date.now() + NOTICE_MS })
    aheadMs = NOTICE_MS
    for (const one of [chair, secretary, ...Array.from({ length: seats }, (_, i) => voterOf(i + 1))])
      await does(one, { type: 'meeting.arrive' })
    await does(chair, { type: 'meeting.open' })
  }
  return {
    desk,
    does,
    poll,
    async ask(id, asked = {}) {
      const subject = { kind: 'procedure' } as const
      const question = `Shall ${id} be carried?`
      await does(chair, {
        type: 'meeting.preparePoll',
        poll: id,
        subject,
        question,
        method: 'named',
        evidence: [],
        ...asked,
      })
      await does(chair, { type: 'meeting.openPoll', poll: id })
    },
    vote(id, seat, { choice = 'yes', revision = 1, intent = `${id} ${seat} ${revision}`, by = voterOf(seat) } = {}) {
      const { questionHash } = poll(id)
      const ballot = { poll: id, seat: `${seat}`, choice, revision, weight: 1, questionHash: questionHash ?? '' }
      return desk.act(by, { type: 'meeting.castBallot', ...ballot }, intent)
    },
  }
}
