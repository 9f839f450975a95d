// Who asks over HTTP, and with what role: the holder of the key they send (`Authorization: Bearer KEY`), else who has the session
// of their page, under the same rules on where a page is from as signing in. A key that is none is not made good by a cookie.
import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { type Actor, isAtLeast, type Role } from '../../shared/kernel/system.ts'
import type { Identity } from './identity.ts'
import type { KeyRing } from './keys.ts'

/** Null for guests and for a key that is none. */
export type AskerActor = (request: IncomingMessage) => Promise<Actor | null>
export type AskerRole = (request: IncomingMessage) => Promise<Role | null>

/** Whoever holds the key of that role, where nothing else is known of them. */
export const holderOf = (role: Role): Actor => ({
  id: `key:${role}`,
  role,
  name: `the holder of the ${role} key`,
  key: role,
})

export function askerActor(keys: Pick<KeyRing, 'roleOf'>, identity: Pick<Identity, 'whoAsks' | 'roleOf'>): AskerActor {
  return async (request) => {
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const key = /^Bearer ([A-Za-z0-9_-]{1,100})$/.exec(authorization)?.[1]
      const role = key === undefined ? null : keys.roleOf(key)
      return role && holderOf(role)
    }
    const who = await identity.whoAsks(request)
    return who && { id: who.person, role: identity.roleOf(who), name: who.name || who.person, isSignedIn: true }
  }
}

export const roleIn =
  (actorOf: AskerActor): AskerRole =>
  async (request) =>
    (await actorOf(request))?.role ?? null

/** Lets nobody by who is less; `sentence` tells whom it is for. */
export function onlyFrom(least: Role, roleOf: AskerRole, sentence: string): RequestHandler {
  return (request, response, next) => {
    roleOf(request).then((role) => {
      if (role && isAtLeast(role, least)) return next()
      const isUnknown = role === null && request.headers.authorization === undefined
      const code = isUnknown ? 401 : 403
      // Closing drops a body nobody reads.
      response.setHeader('connection', 'close')
      if (isUnknown) response.setHeader('www-authenticate', 'Bearer')
      response.status(code).json({ code, error: sentence })
    }, next)
  }
}
