// Branches as files over HTTP: `GET /whatif/BRANCH.case.json` is a branch that was run, with all that is needed to run it
// again; planners post such a file to `/whatif/import`, with their key or signed in, and it becomes a branch here.
import { randomUUID } from 'node:crypto'
import express, { type Response, Router } from 'express'
import type { Actor, Command } from '../../../shared/kernel/system.ts'
import { BranchId, type Given, SERVER } from '../../../shared/systems/whatif/branch.ts'
import type { ToldBranch } from '../../../shared/systems/whatif/told.ts'
import { cityHash } from '../../city/city-hash.ts'
import { onlyFrom } from '../../identity/asker.ts'
import { STEP_S } from '../../timelines/forks.ts'
import { type ActingOptions, MAX_SYSTEM_BODY } from '../acting.ts'
import { doneRuns, openCase, type OpenedCase, otherHouse, writeCase } from './case-file.ts'
import { everyS } from './clock.ts'
import { hashOf } from './evidence.ts'

const LIVE = 'live'
const ACTOR: Actor = { id: SERVER, role: 'operator' }
/** A case is big: so many are written or read at once. */
const MOST_BUSY = 2

type RoutesOptions = Pick<ActingOptions, 'twin' | 'city' | 'roleOf'> & {
  readonly told: () => readonly ToldBranch[]
}

export function whatifRoutes(options: RoutesOptions): Router {
  const { twin, told } = options
  const routes = Router()
  let busy = 0
  const oneOfFew = async (response: Response, work: () => Promise<void>): Promise<void> => {
    if (busy >= MOST_BUSY) return refuse(response, 503, 'other cases are being written; ask again in a moment')
    busy++
    try {
      await work()
    } finally {
      busy--
    }
  }

  routes.get('/whatif/:file', (request, response, next) => {
    const id = /^([a-z0-9-]{1,24})\.case\.json$/.exec(request.params.file)?.[1]
    if (id === undefined) return next()
    const each = told().find(({ branch }) => branch.id === id)
    if (!each) return refuse(response, 404, `there is no branch ${id}`)
    if (doneRuns(each).length === 0)
      return refuse(response, 409, `branch ${id} was not run to its end as it is now; a case holds what came of it`)
    return void oneOfFew(response, async () => {
      const run = each.runs.find(({ state, isStale, evidence }) => state === 'done' && !isStale && evidence !== null)
      const state = run?.timeline == null ? null : await twin.startOf(run.timeline)
      if (!state) return refuse(response, 409, `the beginning of branch ${id} is not kept any more; run it again`)
      const text = await writeCase(each, state, { stepS: STEP_S, everyS: everyS(each.branch.hours) })
      response.setHeader('content-type', 'application/json')
      response.setHeader('content-disposition', `attachment; filename="${id}.case.json"`)
      response.setHeader('cache-control', 'no-store')
      response.end(text)
    }).catch(next)
  })

  const body = express.json({ type: () => true, limit: MAX_SYSTEM_BODY })
  const planners = onlyFrom('planner', options.roleOf, 'cases are taken from planners: Authorization: Bearer KEY')
  routes.post('/whatif/import', planners, body, (request, response, next) => {
    void oneOfFew(response, async () => {
      const opened = await openCase(request.body)
      if ('reason' in opened) return refuse(response, 400, opened.reason)
      const { id } = options.city.manifest
      const other = otherHouse(opened.evidence, { id, hash: await cityHash(options.city.dir) })
      if (other !== null) return refuse(response, 409, other)
      const taken = await takeIn(options, opened)
      if ('reason' in taken) return refuse(response, 409, taken.reason)
      response.status(201).json(taken)
    }).catch(next)
  })
  return routes
}

/** The case as a branch of this city; nothing of it where one of its interventions is refused. */
async function takeIn(
  { twin, told }: RoutesOptions,
  { of, evidence, state }: OpenedCase,
): Promise<{ readonly branch: string; readonly title: string } | { readonly reason: string }> {
  const act = async (command: Command & Readonly<Record<string, unknown>>): Promise<string | null> => {
    const verdict = await twin.act(LIVE, { command, actor: ACTOR, intent: `${command.type}-${randomUUID()}` })
    return verdict.ok ? null : verdict.reason
  }
  const branch = freeId(
    of.branch,
    told().map((each) => each.branch.id),
  )
  const { title, hours, interventions } = of
  const { build, systems, fork } = evidence
  const timeline = await twin.bring({ name: `case-${branch}`, state, atMs: fork.atMs, build, systems })
  const begun: Given<'whatif.import'> = {
    type: 'whatif.import',
    branch,
    title,
    hours,
    timeline,
    atMs: fork.atMs,
    caseHash: hashOf(of.runs.map((run) => run.evidence)),
    by: { id: SERVER, role: 'planner', name: of.by },
  }
  let refusal = await act(begun)
  for (const one of interventions) refusal ??= await act({ type: 'whatif.add', branch, ...one })
  if (refusal === null) return { branch, title }
  await act({ type: 'whatif.delete', branch })
  return { reason: refusal }
}

/** `barrier`, or `barrier-2` when there is one. */
function freeId(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted
  for (let n = 2; ; n++) {
    const id = BranchId.parse(`${wanted.slice(0, 20).replace(/-+$/, '')}-${n}`)
    if (!taken.includes(id)) return id
  }
}

function refuse(response: Response, code: number, error: string): void {
  response.status(code).json({ code, error })
}
