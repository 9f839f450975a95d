// Who asks something of a meeting or a consultation over HTTP: by the session of their page, under the same rules on where it is
// from as signing in; an operator's key sets up and nothing else.
import type { IncomingMessage } from 'node:http'
import type { NextFunction, Request, Response } from 'express'
import type { Role } from '../../shared/kernel/system.ts'
import type { Who } from '../identity/identity.ts'
import { Refusal } from '../identity/refusal.ts'

/** Somebody who asks. */
export type Asker = {
  /** Null for a guest. */
  readonly who: Who | null
  /** What a guest is known by while they are here. */
  readonly sessionId: string
  readonly role: Role
  readonly name: string
}

export type AskedOf = {
  readonly keys: { roleOf(key: string): Role | null }
  readonly identity: { whoAsks(request: IncomingMessage): Promise<Who | null>; roleOf(who: Who): Role }
}

export const askedBy = (who: Who, role: Role): Asker => ({ who, role, sessionId: '', name: who.name })

export async function askerOf(request: Request, identity: AskedOf['identity']): Promise<Asker> {
  const who = await identity.whoAsks(request)
  if (!who) throw new Refusal(401, 'you are not signed in')
  return askedBy(who, identity.roleOf(who))
}

/** `what` is set up: "meetings". */
export async function operatorOf(request: Request, { keys, identity }: AskedOf, what: string): Promise<Asker> {
  const { authorization } = request.headers
  if (authorization === undefined) {
    const asker = await askerOf(request, identity)
    if (asker.role !== 'operator') throw new Refusal(403, `${what} are set up by operators`)
    return asker
  }
  const key = /^Bearer ([A-Za-z0-9_-]{1,100})$/.exec(authorization)?.[1]
  if (key === undefined || keys.roleOf(key) !== 'operator')
    throw new Refusal(403, `${what} are set up by operators: Authorization: Bearer KEY`)
  return { who: null, role: 'operator', sessionId: 'operator-key', name: 'The operator' }
}

/** What they may be named by: their wallets' addresses in small letters, then the person. */
export function accountsOf({ who }: Asker): string[] {
  if (!who) return []
  const wallets = who.accounts.filter((one) => one !== who.person).map((one) => one.toLowerCase())
  return [...wallets, who.person]
}

/** An id that is an address is one whichever way it was typed. */
export const smallAddress = (id: string): string => (/^0x[0-9a-fA-F]{40}$/.test(id) ? id.toLowerCase() : id)

/** The status of an answer to a setting up that was refused. */
export const statusOf = (reason: string): number =>
  reason.startsWith('not recorded') ? 503 : reason.includes('already') ? 409 : 400

export function send(response: Response, answer: object): void {
  response.setHeader('cache-control', 'no-store')
  response.json(answer)
}

export const answered =
  (answer: (request: Request, response: Response, next: NextFunction) => Promise<void>) =>
  (request: Request, response: Response, next: NextFunction): void => {
    answer(request, response, next).catch((error: unknown) => next(error))
  }
