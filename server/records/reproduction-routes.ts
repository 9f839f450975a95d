// Running a scenario again, over HTTP, by who is signed in: `POST /whatif/BRANCH/reproductions` tells what came of it elsewhere,
// as `townhall simulate whatif` prints it; `POST /whatif/BRANCH/again` has this server do it, and GET tells how far it is and what
// came of it, to anybody. What is journalled before evidence is composed stands in the record, whether it agrees or not. A press
// on a record's page comes back to that page.
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { Id } from '../../shared/civic/roll.ts'
import type { Actor } from '../../shared/kernel/system.ts'
import { complaint } from '../../shared/protocol/intent.ts'
import type { AskerActor } from '../identity/asker.ts'
import type { Identity } from '../identity/identity.ts'
import { Refusal } from '../identity/refusal.ts'
import type { ReproducingDesk } from '../systems/reproducing.ts'
import { askedLanguage } from '../web/asked-language.ts'
import { refusedPage } from './again-page.ts'

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
  /** Who has the server run it may come by a key as well. */
  readonly actorOf: AskerActor
}

export function reproductionRoutes({ desk, identity, actorOf }: ReproductionOptions): Router {
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
      const record = recordOf(request)
      const refused = await begin(request).then(
        () => null,
        (error: unknown) => error,
      )
      if (record === null && refused === null) return void response.status(202).json({ ok: true })
      if (record === null || (refused !== null && !(refused instanceof Refusal))) throw refused
      const language = askedLanguage(request) ?? 'en'
      const back = `/records/${record}?lang=${language}#again`
      if (refused === null) return response.redirect(303, back)
      response
        .status(refused.status)
        .setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      response.type('html').send(refusedPage(refused.message, { back, language }))
    }),
  )

  async function begin(request: Request): Promise<void> {
    const by = await actorOf(request)
    if (!by) throw new Refusal(401, 'sign in to have it run again')
    done(await desk.again(by, String(request.params['branch'])))
  }

  routes.get('/whatif/:branch/again', (request, response, next) => {
    const { branch } = request.params
    const told = desk.told(branch)
    if (!told) return next(new Refusal(404, `there is no branch ${branch.slice(0, 60)}`))
    const { running, trouble, runs } = told
    const utc = (ms: number): string => new Date(ms).toISOString()
    response.setHeader('cache-control', 'no-store')
    response.json({
      branch,
      running: running && { by: running.by, since: utc(running.sinceMs), done: running.done, of: running.of },
      trouble,
      runs: runs.flatMap(({ kind, member, outputsHash, again }) =>
        again.map((one) => ({
          kind,
          member,
          by: one.by,
          at: utc(one.atMs),
          outputsHash: one.outputsHash,
          isSame: one.outputsHash === outputsHash,
        })),
      ),
    })
  })
  return routes
}

/** Of whose page the button was pressed; null where no page asks. */
function recordOf(request: Request): string | null {
  const record = Id.safeParse(request.query['record'])
  return record.success && request.accepts(['json', 'html']) === 'html' ? record.data : null
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
