// Running a scenario again, over HTTP, by who is signed in: `POST /whatif/BRANCH/reproductions` tells what came of it elsewhere,
// as `townhall simulate whatif` prints it; `POST /whatif/BRANCH/again` has this server do it. What is journalled before evidence
// is composed stands in the record, whether it agrees or not.
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { z } from 'zod'
import type { Actor } from '../../shared/kernel/system.ts'
import { complaint } from '../../shared/protocol/intent.ts'
import type { Identity } from '../identity/identity.ts'
import { Refusal } from '../identity/refusal.ts'
import type { ReproducingDesk } from '../systems/reproducing.ts'

const Hash = z.string().regex(/^[0-9a-f]{64}$/, { error: 'is no SHA-256 in hex' })
/** What else is printed with it is not asked. */
const Told = z.looseObject({
  runs: z
    .array(
      z.looseObject({
        kind: z.enum(['baseline', 'branch']),
        member: z.int().min(0).max(10),
        inputsHash: Hash,
        outputsHash: Hash,
      }),
    )
    .min(1)
    .max(22),
})

export type ReproductionOptions = {
  readonly desk: ReproducingDesk
  readonly identity: Pick<Identity, 'whoAsks' | 'roleOf'>
}

export function reproductionRoutes({ desk, identity }: ReproductionOptions): Router {
  const routes = Router()
  const body = express.json({ limit: 20_000, strict: true })

  async function whoRuns(request: Request): Promise<Actor> {
    const who = await identity.whoAsks(request)
    if (!who) throw new Refusal(401, 'sign in to say that you have run it again')
    return { id: who.person, role: identity.roleOf(who), name: who.name || 'Somebody signed in' }
  }

  routes.post(
    '/whatif/:branch/reproductions',
    body,
    answered(async (request, response) => {
      const by = await whoRuns(request)
      const { data, error } = Told.safeParse(request.body)
      if (!data) throw new Refusal(400, complaint(error, 'what came of it'))
      done(await desk.note(by, request.params['branch'] ?? '', data.runs))
      response.status(201).json({ ok: true })
    }),
  )

  routes.post(
    '/whatif/:branch/again',
    answered(async (request, response) => {
      done(await desk.again(await whoRuns(request), request.params['branch'] ?? ''))
      response.status(202).json({ ok: true })
    }),
  )
  return routes
}

function done(refusal: string | null): void {
  if (refusal === null) return
  const isRole = refusal.includes('needs the role')
  throw new Refusal(isRole ? 403 : refusal.startsWith('there is no') ? 404 : 409, refusal)
}

const answered =
  (answer: (request: Request<Record<string, string>>, response: Response) => Promise<void>) =>
  (request: Request<Record<string, string>>, response: Response, next: NextFunction): void => {
    answer(request, response).catch((error: unknown) => next(error))
  }
