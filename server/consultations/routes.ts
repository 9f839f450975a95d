// Consultations over HTTP: the list, setting one up, one as anybody may read it (a page for people, JSON for programs), what is
// somebody's own, acting, and the three files by which a stranger checks it. Who asks is known as server/kernels/asking.ts has it.
import express, { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { ConsultationCommand } from '../../shared/civic/consultation-shape.ts'
import { type Language, LANGUAGES } from '../../shared/civic/value-words.ts'
import { complaint } from '../../shared/protocol/intent.ts'
import type { ConsultationOwn } from '../../shared/protocol/consultations.ts'
import { CONSULTATION_FILES } from '../../shared/records/consultation-files.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { Refusal } from '../identity/refusal.ts'
import { answered, type AskedOf, askedBy, type Asker, askerOf, operatorOf, send, statusOf } from '../kernels/asking.ts'
import type { Kept } from '../records/kept.ts'
import { allowances } from '../rooms/allowance.ts'
import { askedLanguage } from '../web/asked-language.ts'
import type { Consultations } from './house.ts'
import { consultationPage, consultationsPage, type PageOptions } from './page.ts'
import { ownOf, toldOf } from './told.ts'

export type ConsultationRoutesOptions = AskedOf &
  PageOptions & {
    readonly house: Consultations
    readonly kept: Pick<Kept, 'read'>
    readonly saltKey: Uint8Array
  }

/** A report that groups thousands of statements. */
export const MAX_CONSULTATION_BODY = 2 ** 20
const MOST_BUSY = 4
/** Of one person, as in meetings. */
const ACTS = { perSecond: 5, burst: 20 } as const

const SetUp = ConsultationCommand.options[0].omit({ type: true }).extend({
  /** Null and nothing say the same: for who fills in a form with it. */
  area: ConsultationCommand.options[0].shape.area.optional(),
})
const Posted = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  command: z.looseObject({ type: z.string().min(1).max(130) }),
})

export function consultationRoutes(options: ConsultationRoutesOptions): Router {
  const { house, kept, saltKey, keys, identity, timeZone } = options
  const routes = Router()
  const body = express.json({ limit: MAX_CONSULTATION_BODY, strict: true })
  const mayAct = allowances(ACTS)
  let busy = 0
  /** Before a body is read for somebody who may not. */
  const known = (ask: (request: Request) => Promise<Asker>) =>
    answered(async (request, response, next) => {
      const asker = await ask(request)
      if (!mayAct(asker.who?.person ?? asker.sessionId)) throw new Refusal(429, 'too many requests; wait a second')
      if (busy >= MOST_BUSY) throw new Refusal(503, 'the city is busy with others; send it again in a moment')
      busy++
      response.on('close', () => busy--)
      response.locals['asker'] = asker
      next()
    })
  const stateOf = (consultation: string) => {
    const state = house.stateOf(consultation)
    if (!state) throw new Refusal(404, house.whyNot(consultation))
    return state
  }
  /** What it takes to reckon is reckoned once for each entry of a journal. */
  const told = new Map<string, ReturnType<typeof toldOf>>()
  const toldNow = (consultation: string): ReturnType<typeof toldOf> => {
    const state = stateOf(consultation)
    const seq = house.seqOf(consultation)
    const before = told.get(consultation)
    const nowMs = Date.now()
    if (before?.seq === seq) return { ...before, nowMs }
    const made = toldOf(state, { seq, nowMs, hashes: house.hashesOf(consultation) })
    told.set(consultation, made)
    return made
  }

  routes.get('/consultations', (request, response) => {
    const listed = house.list()
    if (!wantsPage(request)) return send(response, { consultations: listed })
    const language = languageOf(request)
    page(response, language, { text: consultationsPage(listed, language, timeZone), hasScript: false })
  })

  routes.post(
    '/consultations',
    known((request) => operatorOf(request, { keys, identity }, 'consultations')),
    body,
    answered(async (request, response) => {
      const parsed = SetUp.safeParse(request.body)
      if (!parsed.success) throw new Refusal(400, complaint(parsed.error, 'that consultation'))
      const command = { type: 'consultation.setUp', ...parsed.data, area: parsed.data.area ?? null } as const
      const verdict = await house.setUp(response.locals['asker'] as Asker, command)
      if (!verdict.ok) throw new Refusal(statusOf(verdict.reason), verdict.reason)
      response.status(201)
      send(response, { ...verdict, consultation: command.consultation })
    }),
  )

  routes.get(
    '/consultations/:consultation',
    answered(async (request, response) => {
      const { consultation = '' } = request.params as { consultation?: string }
      const all = toldNow(consultation)
      if (!wantsPage(request)) return send(response, all)
      const language = languageOf(request)
      page(response, language, await consultationPage(all, language, options))
    }),
  )

  routes.get(
    '/consultations/:consultation/own',
    answered(async (request, response) => {
      const { consultation = '' } = request.params as { consultation?: string }
      stateOf(consultation)
      const who = await identity.whoAsks(request)
      if (!who) return send(response, { isSignedIn: false } satisfies ConsultationOwn)
      const asker = askedBy(who, identity.roleOf(who))
      const actor = await house.actorNow(consultation, asker)
      const isLent = who.way === 'paired'
      const own = actor && ownOf(stateOf(consultation), { actor, isLent, saltKey })
      send(response, own ?? { isSignedIn: false })
    }),
  )

  for (const file of CONSULTATION_FILES)
    routes.get(
      `/consultations/:consultation/${file}`,
      answered(async (request, response) => {
        const { consultation = '' } = request.params as { consultation?: string }
        const { life } = stateOf(consultation)
        const hash = house.hashesOf(consultation)?.[`${file}Hash`]
        if (hash === undefined)
          throw new Refusal(409, `consultation ${consultation} is ${life}; its ${file} are told when it is reported`)
        const read = await kept.read(hash)
        if (typeof read === 'string')
          throw new Refusal(503, `the ${file} of consultation ${consultation} are not here as they were (${read})`)
        response.setHeader('cache-control', 'no-cache')
        response.setHeader('etag', `"${hash}"`)
        response.setHeader('content-disposition', `inline; filename="${consultation}-${file}.json"`)
        // In its one form, so that who hashes the file hashes what everybody does.
        response.type('application/json').send(canonicalJson(read.value))
      }),
    )

  routes.post(
    '/consultations/:consultation/commands',
    known((request) => askerOf(request, identity)),
    body,
    answered(async (request, response) => {
      const { consultation = '' } = request.params as { consultation?: string }
      const parsed = Posted.safeParse(request.body)
      if (!parsed.success) throw new Refusal(400, complaint(parsed.error, 'that request'))
      const { id, command } = parsed.data
      const verdict = await house.act(response.locals['asker'] as Asker, { consultation, command, intent: id })
      send(response, { ...verdict, id })
    }),
  )
  return routes
}

const wantsPage = (request: Request): boolean => request.accepts(['json', 'html']) === 'html'

function languageOf(request: Request): Language {
  const known = askedLanguage(request)
  if (known !== null) return known
  const asked = JSON.stringify(request.query['lang']).slice(0, 20)
  throw new Refusal(400, `consultations are told in ${LANGUAGES.join(', ')}; there is no page in ${asked}`)
}

function page(response: Response, language: Language, { text, hasScript }: { text: string; hasScript: boolean }): void {
  response.setHeader('cache-control', 'no-cache')
  response.vary('accept-language')
  response.vary('accept')
  response.setHeader('content-language', language)
  if (!hasScript) response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
  response.type('html').send(text)
}
