// Deeds over HTTP: what came of a decision, for anybody; asking again for what failed, by operators; and a department's word on
// its tasks, by whoever the roll calls department or operator.
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { type AskerRole, onlyFrom } from '../identity/asker.ts'
import type { Identity } from '../identity/identity.ts'
import type { DecidedDesk } from '../systems/decided.ts'
import type { Deeds } from './deeds.ts'
import type { FollowUp } from './follow-up.ts'

export type DeedRoutesOptions = {
  readonly deeds: Pick<Deeds, 'again'>
  readonly decided: Pick<DecidedDesk, 'move'>
  readonly followUp: (record: string) => Promise<FollowUp | null>
  readonly identity: Pick<Identity, 'whoAsks' | 'cityRolesOf' | 'roleOf'>
  readonly roleOf: AskerRole
}

const MAX_BODY = 4096

export function deedRoutes({ deeds, decided, followUp, identity, roleOf }: DeedRoutesOptions): Router {
  const routes = Router()
  const body = express.json({ limit: MAX_BODY })

  routes.get(
    '/records/:record/follow-up.json',
    answered(async ({ params }, response) => {
      const { record = '' } = params
      const told = await followUp(record)
      if (!told) return refuse(response, 404, `there is no record ${record.slice(0, 40)}`)
      response.setHeader('cache-control', 'no-store')
      response.json(told)
    }),
  )

  const operators = onlyFrom('operator', roleOf, 'tasks of decisions are asked for again by operators')
  routes.post(
    '/records/:record/deeds/:effect/again',
    operators,
    answered(async ({ params }, response) => {
      const { record = '', effect = '' } = params
      const refusal = await deeds.again(record, /^\d{1,2}$/.test(effect) ? Number(effect) : -1)
      if (refusal !== null) return refuse(response, 409, refusal)
      response.status(201).json({ ok: true })
    }),
  )

  routes.post(
    '/assignments/:task',
    body,
    answered(async (request, response) => {
      const who = await identity.whoAsks(request)
      if (!who) return refuse(response, 401, 'sign in to say what became of a task')
      const isTheirs = identity.cityRolesOf(who).includes('department') || identity.roleOf(who) === 'operator'
      if (!isTheirs) return refuse(response, 403, 'tasks are moved by departments and operators')
      const by = { id: who.person, name: who.name || 'A department' }
      const refusal = await decided.move(by, { ...(request.body as object), task: request.params['task'] })
      if (refusal !== null) return refuse(response, refusal.startsWith('there is no') ? 404 : 409, refusal)
      response.json({ ok: true })
    }),
  )
  return routes
}

function refuse(response: Response, code: number, error: string): void {
  response.setHeader('cache-control', 'no-store')
  response.status(code).json({ code, error })
}

const answered =
  (answer: (request: Request<Record<string, string>>, response: Response) => Promise<void>) =>
  (request: Request<Record<string, string>>, response: Response, next: NextFunction): void => {
    answer(request, response).catch((error: unknown) => next(error))
  }
