// What role somebody has who asks over HTTP: that of the key they send (`Authorization: Bearer KEY`), else that of the session
// their page has, under the same rules on where a page is from as signing in. A key that is none is not made good by a cookie.
import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { isAtLeast, type Role } from '../../shared/kernel/system.ts'
import type { Identity } from './identity.ts'
import type { KeyRing } from './keys.ts'

/** Null for guests and for a key that is none. */
export type AskerRole = (request: IncomingMessage) => Promise<Role | null>

export function askerRole(keys: Pick<KeyRing, 'roleOf'>, identity: Pick<Identity, 'whoAsks' | 'roleOf'>): AskerRole {
  return async (request) => {
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const key = /^Bearer ([A-Za-z0-9_-]{1,100})$/.exec(authorization)?.[1]
      return key === undefined ? null : keys.roleOf(key)
    }
    const who = await identity.whoAsks(request)
    return who && identity.roleOf(who)
  }
}

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
