// How the identity room is asked over HTTP, below /identity: a request that changes anything comes from a page of this city
// (its origin says so) as JSON of the right shape; the session is in the cookie and nowhere else. Nobody keeps the answers.
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { complaint } from '../../shared/protocol/intent.ts'
import type { AuditEvent } from '../rooms/watch.ts'
import type { OriginRule } from '../web/origins.ts'
import { deviceOf, giveToken, type Page, pageOf, tokenOf } from './page.ts'
import { Refusal } from './refusal.ts'
import type { Opening, Session, Sessions } from './sessions.ts'

export type Asked<T> = {
  readonly request: Request
  readonly response: Response
  readonly page: Page
  readonly body: T
}

/** The body of a request that needs none. */
export const Nothing = z.strictObject({})

const MAX_IDENTITY_BODY = 64 * 1024

export type DoorOptions = {
  readonly sessions: Sessions
  readonly allowsOrigin: OriginRule
  readonly audit: (event: AuditEvent) => void
}

export class Door {
  readonly routes = Router()
  readonly sessions: Sessions
  readonly audit: (event: AuditEvent) => void
  private readonly allowsOrigin: OriginRule

  constructor({ sessions, allowsOrigin, audit }: DoorOptions) {
    this.sessions = sessions
    this.allowsOrigin = allowsOrigin
    this.audit = audit
    this.routes.use((_request, response, next) => {
      response.setHeader('cache-control', 'no-store')
      next()
    })
    this.routes.use(express.json({ limit: MAX_IDENTITY_BODY }))
  }

  tells(path: string, answer: (request: Request) => Promise<object>): void {
    this.routes.get(path, (request, response, next) => send(response, next, answer(request)))
  }

  hears<T>(path: string, shape: z.ZodType<T>, answer: (asked: Asked<T>) => Promise<object>): void {
    const take = async (request: Request, response: Response): Promise<object> => {
      const page = pageOf(request, this.allowsOrigin)
      const parsed = shape.safeParse(request.body ?? {})
      if (!parsed.success) throw new Refusal(400, complaint(parsed.error, 'that request'))
      return answer({ request, response, page, body: parsed.data })
    }
    this.routes.post(path, (request, response, next) => send(response, next, take(request, response)))
  }

  async sessionOf(request: Request): Promise<Session | null> {
    const token = tokenOf(request)
    return token === null ? null : this.sessions.find(token)
  }

  /** Throws a Refusal for guests. */
  async signedIn(request: Request): Promise<Session> {
    const session = await this.sessionOf(request)
    if (!session) throw new Refusal(401, 'you are not signed in')
    return session
  }

  /** Throws a Refusal for guests and for what was lent: who may act for themselves. */
  async inPerson(request: Request): Promise<Session> {
    const session = await this.signedIn(request)
    if (session.way === 'paired')
      throw new Refusal(403, 'this device was lent a session to look and speak; do that on the device that lent it')
    return session
  }

  /** Every sign-in is a new session; the one this browser had ends. */
  async open(
    { request, response, page }: Omit<Asked<unknown>, 'body'>,
    opening: Omit<Opening, 'device'>,
  ): Promise<void> {
    const before = await this.sessionOf(request)
    const { token, endsMs } = await this.sessions.open({ ...opening, device: deviceOf(request) })
    if (before) await this.sessions.end(before.person, [before.id])
    giveToken(response, page, token, endsMs)
    this.audit({ what: 'signed in', who: opening.person, detail: opening.way })
  }

  /** What fails to sign in is worth an audit line. */
  async proving<T>(by: string, prove: () => Promise<T>): Promise<T> {
    try {
      return await prove()
    } catch (error) {
      // Addresses stay out of the log.
      if (error instanceof Refusal)
        this.audit({ what: 'sign-in refused', who: by, detail: error.message.replace(/0x[0-9a-f]{40}/gi, 'a wallet') })
      throw error
    }
  }
}

function send(response: Response, next: NextFunction, answer: Promise<object>): void {
  answer.then(
    (body) => response.json(body),
    (error: unknown) => next(error),
  )
}
