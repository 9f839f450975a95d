// The two addresses of votes that are secret by proof: the group and, once it is closed, the ballots for anybody to check; and
// where a ballot is sent. Nobody is asked who they are there: a request that bears a session is refused, so that no page of
// ours can slip and tell whose ballot it is.
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { complaint } from '../../shared/protocol/intent.ts'
import { Refusal } from '../identity/refusal.ts'
import { allowances } from '../rooms/allowance.ts'
import { networkOf } from '../web/network.ts'
import type { House } from './house.ts'
import { type ProvenBallots, ProvenBallotSent } from './proven-ballots.ts'

/** A ballot has 900 bytes. */
const MAX_BALLOT_BODY = 4096
/** Of one network: a whole council may sit behind one address, and beside somebody who floods. What is dear has its turns. */
const BALLOTS = { perSecond: 200, burst: 2000 } as const

type Given = { readonly house: House; readonly proven: Pick<ProvenBallots, 'cast' | 'groupOf'> }

export function provenRoutes({ house, proven }: Given): Router {
  const routes = Router()
  const mayCast = allowances(BALLOTS)
  const deskOf = (meeting: string) => {
    const desk = house.deskOf(meeting)
    if (!desk) throw new Refusal(404, house.whyNot(meeting))
    return desk
  }

  routes.get(
    '/meetings/:meeting/polls/:poll/ballots',
    answered(async (request, response) => {
      const { meeting = '', poll = '' } = request.params as { meeting?: string; poll?: string }
      const told = await proven.groupOf(deskOf(meeting), poll)
      if ('reason' in told) throw new Refusal(409, told.reason)
      send(response, told)
    }),
  )

  routes.post(
    '/meetings/:meeting/polls/:poll/ballots',
    (request, _response, next) => next(refusalBefore(request, mayCast)),
    express.json({ limit: MAX_BALLOT_BODY, strict: true }),
    answered(async (request, response) => {
      const { meeting = '', poll = '' } = request.params as { meeting?: string; poll?: string }
      const desk = deskOf(meeting)
      const parsed = ProvenBallotSent.safeParse(request.body)
      if (!parsed.success) throw new Refusal(400, complaint(parsed.error, 'that ballot'))
      const verdict = await proven.cast(desk, { poll, network: networkOfAsker(request) }, parsed.data)
      if (!verdict.ok && verdict.againInS !== undefined)
        response.status(429).setHeader('retry-after', String(verdict.againInS))
      send(response, verdict)
    }),
  )
  return routes
}

const networkOfAsker = ({ socket }: Request): string => networkOf(socket.remoteAddress ?? '')

function refusalBefore(request: Request, mayCast: (address: string) => boolean): Refusal | undefined {
  const { headers } = request
  if (headers.cookie !== undefined || headers.authorization !== undefined)
    return new Refusal(400, 'a ballot by proof is sent without a session; this one would tell whose it is')
  if (Number(headers['content-length'] ?? 0) > MAX_BALLOT_BODY)
    return new Refusal(413, `a ballot by proof has at most ${MAX_BALLOT_BODY} bytes`)
  return mayCast(networkOfAsker(request))
    ? undefined
    : new Refusal(429, 'too many ballots from one place; wait a second')
}

function send(response: Response, answer: object): void {
  response.setHeader('cache-control', 'no-store')
  response.json(answer)
}

const answered =
  (answer: (request: Request, response: Response) => Promise<void>) =>
  (request: Request, response: Response, next: NextFunction): void => {
    answer(request, response).catch((error: unknown) => next(error))
  }
