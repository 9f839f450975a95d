// Meetings over HTTP: the list, setting one up, what anybody may see of one, commands too long for a frame, and the proof that a
// ballot is among those counted. Who asks is known as server/kernels/asking.ts has it.
import type { IncomingMessage } from 'node:http'
import express, { type Request, Router } from 'express'
import { z } from 'zod'
import { MeetingCommand } from '../../shared/civic/commands.ts'
import { type Hashes, partsOf } from '../../shared/civic/parts.ts'
import { pastOf } from '../../shared/civic/past.ts'
import { Place } from '../../shared/civic/place-shape.ts'
import { isOver } from '../../shared/civic/state.ts'
import { complaint } from '../../shared/protocol/intent.ts'
import { Refusal } from '../identity/refusal.ts'
import { answered, type AskedOf, askedBy, askerOf, operatorOf, send, statusOf } from '../kernels/asking.ts'
import { allowances } from '../rooms/allowance.ts'
import type { BallotTree } from './ballot-tree.ts'
import type { Asker } from './contract.ts'
import type { DocumentDesk, Refused } from './documents.ts'
import type { House } from './house.ts'
import type { ProvenBallots } from './proven-ballots.ts'
import { provenRoutes } from './proven-routes.ts'
import { actorIn } from './who.ts'

export type Asking = AskedOf & {
  readonly house: House
  readonly hashes: Hashes
  readonly tree: Pick<BallotTree, 'proofOf'>
  readonly proven: Pick<ProvenBallots, 'cast' | 'groupOf'>
}

/** A roll of ten thousand, with names and addresses. */
export const MAX_MEETING_BODY = 6 * 2 ** 20
const MOST_BUSY = 4
/** Of one person, as in the rooms. */
const ACTS = { perSecond: 5, burst: 20 } as const

const SetUp = MeetingCommand.options[0].omit({ type: true }).extend({
  place: Place.nullish(),
  /** Null says as much as nothing: for who fills in a form with it. */
  startsAtMs: z.number().min(0).max(8e15).nullish(),
})
const Posted = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  command: z.looseObject({ type: z.string().min(1).max(130) }),
})

export function meetingRoutes({ house, hashes, tree, proven, keys, identity }: Asking): Router {
  const routes = Router()
  const body = express.json({ limit: MAX_MEETING_BODY, strict: true })
  let busy = 0
  /** Before a body is read for somebody who may not. */
  const known = (ask: (request: Request) => Promise<Asker>) =>
    answered(async (request, response, next) => {
      response.locals['asker'] = await ask(request)
      if (busy >= MOST_BUSY) throw new Refusal(503, 'the city is busy with other meetings; send it again in a moment')
      busy++
      response.on('close', () => busy--)
      next()
    })

  const mayAct = allowances(ACTS)

  routes.get('/meetings', (_request, response) => send(response, { meetings: house.list() }))

  routes.post(
    '/meetings',
    known((request) => operatorOf(request, { keys, identity }, 'meetings')),
    body,
    answered(async (request, response) => {
      const parsed = SetUp.safeParse(request.body)
      if (!parsed.success) throw new Refusal(400, complaint(parsed.error, 'that meeting'))
      const { place, startsAtMs, ...rest } = parsed.data
      const begins = typeof startsAtMs === 'number' ? { startsAtMs } : {}
      const command = { type: 'meeting.setUp', ...rest, ...(place ? { place } : {}), ...begins } as const
      const verdict = await house.setUp(response.locals['asker'] as Asker, command)
      if (!verdict.ok) throw new Refusal(statusOf(verdict.reason), verdict.reason)
      response.status(201)
      send(response, { ...verdict, meeting: command.meeting })
    }),
  )

  routes.get('/meetings/:meeting', (request, response, next) => {
    const { meeting } = request.params
    const state = house.stateOf(meeting)
    if (!state) return next(new Refusal(404, house.whyNot(meeting)))
    send(response, { meeting, seq: house.seqOf(meeting), nowMs: Date.now(), parts: partsOf(state, hashes) })
  })

  routes.get('/meetings/:meeting/course', (request, response, next) => {
    const { meeting } = request.params
    const state = house.stateOf(meeting)
    if (!state) return next(new Refusal(404, house.whyNot(meeting)))
    if (!isOver(state)) return next(new Refusal(409, `meeting ${meeting} is not over yet`))
    send(response, pastOf(state))
  })

  routes.post(
    '/meetings/:meeting/commands',
    known((request) => askerOf(request, identity)),
    body,
    answered(async (request, response) => {
      const { meeting = '' } = request.params as { meeting?: string }
      const parsed = Posted.safeParse(request.body)
      if (!parsed.success) throw new Refusal(400, complaint(parsed.error, 'that request'))
      const { id, command } = parsed.data
      const asker = response.locals['asker'] as Asker
      if (!mayAct(asker.who?.person ?? '')) throw new Refusal(429, 'too many requests; wait a second')
      const verdict = await house.act(asker, { meeting, command, intent: id })
      send(response, { ...verdict, id })
    }),
  )

  routes.get(
    '/meetings/:meeting/polls/:poll/proof',
    answered(async (request, response) => {
      const { meeting = '', poll = '' } = request.params as { meeting?: string; poll?: string }
      const state = house.stateOf(meeting)
      if (!state) throw new Refusal(404, house.whyNot(meeting))
      const who = await identity.whoAsks(request)
      const asker = who && actorIn(state, { who, role: identity.roleOf(who), sessionId: '', name: who.name }).id
      const { seat = '' } = request.query as { seat?: unknown }
      const proven = tree.proofOf(state, { poll, seat: typeof seat === 'string' ? seat : '', asker })
      if (!proven.ok) throw new Refusal(proven.status, proven.reason)
      send(response, proven.proof)
    }),
  )
  return routes.use(provenRoutes({ house, proven }))
}

/** What documents ask of the meetings. */
export function documentDesk({ house, identity }: Pick<Asking, 'house' | 'identity'>): DocumentDesk {
  const refusal = (reason: string): Refused => ({ status: reason.startsWith('not recorded') ? 503 : 403, reason })
  const asking = async (request: IncomingMessage): Promise<Asker | Refused> => {
    const who = await identity.whoAsks(request)
    return who ? askedBy(who, identity.roleOf(who)) : { status: 401, reason: 'you are not signed in' }
  }
  let posted = 0
  return {
    documents: (meeting) => house.stateOf(meeting)?.documents ?? null,
    async check(meeting, request, command) {
      const asker = await asking(request)
      if ('status' in asker) return asker
      const reason = house.check(asker, meeting, command)
      return reason === null ? null : refusal(reason)
    },
    async act(meeting, request, command) {
      const asker = await asking(request)
      if ('status' in asker) return asker
      const intent = `document ${command.document} ${Date.now()} ${++posted}`
      const verdict = await house.act(asker, { meeting, command, intent })
      return verdict.ok ? null : refusal(verdict.reason)
    },
  }
}
