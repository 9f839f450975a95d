// Evidence and records over HTTP. Anybody reads; officers of a meeting compose evidence, draw up and sign by the session of
// their page, under the same rules on where a request is from as signing in.
import express, { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { whoIs } from '../../shared/civic/permission.ts'
import { SIGNING_ROLES } from '../../shared/civic/record-shape.ts'
import { Id } from '../../shared/civic/roll.ts'
import { type Language, LANGUAGES } from '../../shared/civic/value-words.ts'
import { complaint } from '../../shared/protocol/intent.ts'
import { Refusal } from '../identity/refusal.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import type { House } from '../meetings/house.ts'
import { answered, type AskedOf, askerOf, send } from '../kernels/asking.ts'
import { actorIn, checkDevice } from '../meetings/who.ts'
import { askedLanguage } from '../web/asked-language.ts'
import type { EvidenceDesk } from './evidence.ts'
import type { Kept } from './kept.ts'
import { PICTURES, picturesIn } from './pictures.ts'
import type { Papers } from './record-papers.ts'
import type { Done, RecordDesk } from './record-desk.ts'

export type RecordRoutesOptions = {
  readonly house: Pick<House, 'stateOf' | 'whyNot'>
  readonly identity: AskedOf['identity']
  readonly desk: RecordDesk
  readonly evidence: EvidenceDesk
  readonly kept: Pick<Kept, 'readPicture'>
  readonly papers: Papers
}

const Founded = z.strictObject({ branch: z.string().min(1).max(40).optional(), consultation: Id.optional() })
const DrawUp = z.strictObject({ motion: Id, language: z.enum(LANGUAGES), supersedes: Id.optional() })
const Sign = z.strictObject({
  role: z.enum(SIGNING_ROLES),
  signer: z
    .string()
    .toLowerCase()
    .regex(/^0x[0-9a-f]{40}$/, { error: 'is no address' }),
  signature: z.string().max(4200),
})

export function recordRoutes(options: RecordRoutesOptions): Router {
  const { house, identity, desk, evidence, kept, papers } = options
  const routes = Router()
  const body = express.json({ limit: 20_000, strict: true })

  /** Who asks, as the meeting knows them; refused on a device that was lent to them. */
  async function actingIn(request: Request, meeting: string) {
    const state = house.stateOf(meeting)
    if (!state) throw new Refusal(404, house.whyNot(meeting))
    const asker = await askerOf(request, identity)
    const wrong = checkDevice(asker, 'meeting.drawUpRecord')
    if (wrong !== null) throw new Refusal(403, wrong)
    return { state, actor: actorIn(state, asker) }
  }

  routes.get('/meetings/:meeting/evidence', (request, response, next) => {
    if (!house.stateOf(request.params.meeting)) return next(new Refusal(404, house.whyNot(request.params.meeting)))
    send(response, evidence.offered())
  })

  routes.post(
    '/meetings/:meeting/evidence',
    body,
    answered(async (request, response) => {
      const { meeting = '' } = request.params as { meeting?: string }
      const { state, actor } = await actingIn(request, meeting)
      const on = read(Founded, request.body, 'that evidence')
      const { name, roles } = whoIs(state, actor)
      if (!roles.includes('chair') && !roles.includes('secretary'))
        throw new Refusal(
          403,
          `evidence is composed by chair or secretary; ${name} is here as ${roles.at(-1) ?? 'nobody'}`,
        )
      const { hash, evidence: made } = done(await evidence.compose(state, on))
      response.status(201)
      send(response, { hash, evidence: made })
    }),
  )

  routes.post(
    '/meetings/:meeting/records',
    body,
    answered(async (request, response) => {
      const { meeting = '' } = request.params as { meeting?: string }
      const { actor } = await actingIn(request, meeting)
      const asked = read(DrawUp, request.body, 'that record')
      const { record, recordHash } = done(await desk.drawUp(actor, { meeting, ...asked }))
      response.status(201)
      send(response, { record, recordHash })
    }),
  )

  routes.post(
    '/records/:record/sign',
    body,
    answered(async (request, response) => {
      const { record = '' } = request.params as { record?: string }
      const found = desk.find(record)
      if (!found) throw new Refusal(404, `there is no record ${record.slice(0, 60)}`)
      const { actor } = await actingIn(request, found.state.about.meeting)
      const given = read(Sign, request.body, 'that signature')
      send(response, { ok: true, seq: done(await desk.sign(actor, { record, ...given })).seq })
    }),
  )

  routes.get('/records', (request, response) => {
    const language = languageOf(request)
    if (wantsPage(request)) page(response, language, papers.list(language))
    else send(response, { records: papers.listed() })
  })

  routes.get(
    '/records/:record/evidence.json',
    answered(async (request, response) => {
      const { record = '' } = request.params as { record?: string }
      const { body: of } = await fileOf(desk, record)
      json(response, of.evidence)
    }),
  )

  for (const kind of PICTURES)
    routes.get(
      `/records/:record/${kind}.png`,
      answered(async (request, response) => {
        const { record = '' } = request.params as { record?: string }
        const { body: of } = await fileOf(desk, record)
        const named = picturesIn(of.evidence).find((one) => one.kind === kind)
        if (!named) throw new Refusal(404, `record ${record} names no picture "${kind}"`)
        const read = await kept.readPicture(named.sha256)
        if (read === 'gone')
          throw new Refusal(503, `the picture "${kind}" of record ${record} is gone from this server`)
        if (read === 'changed')
          throw new Refusal(
            503,
            `the picture "${kind}" of record ${record} is not the one it names: its hash is another`,
          )
        response.type('png').setHeader('cache-control', 'no-cache')
        response.setHeader('etag', `"${named.sha256}"`)
        response.end(read.bytes)
      }),
    )

  routes.get(
    '/records/:name',
    answered(async (request, response) => {
      const { name = '' } = request.params as { name?: string }
      const language = languageOf(request)
      const [, record = '', , kind = 'page'] = /^(.*?)(\.(json|pdf))?$/.exec(name) ?? []
      const file = await fileOf(desk, record)
      if (kind === 'json') {
        response.setHeader('content-disposition', `attachment; filename="${record}.json"`)
        return json(response, file)
      }
      const found = desk.find(record)
      if (!found) throw new Refusal(404, `there is no record ${record.slice(0, 60)}`)
      if (kind === 'page') return page(response, language, await papers.page({ file, ...found }, language))
      response.type('application/pdf').setHeader('cache-control', 'no-cache')
      response.setHeader('content-disposition', `inline; filename="${record}-${language}.pdf"`)
      response.end(await papers.pdf({ file, ...found }, language))
    }),
  )
  return routes
}

async function fileOf(desk: RecordDesk, record: string) {
  const given = await desk.file(record)
  if (!given) throw new Refusal(404, `there is no record ${record.slice(0, 60)}`)
  return done(given).file
}

function read<T>(shape: z.ZodType<T>, given: unknown, what: string): T {
  const parsed = shape.safeParse(given)
  if (!parsed.success) throw new Refusal(400, complaint(parsed.error, what))
  return parsed.data
}

function done<T>(answer: Done<T>): { readonly ok: true } & T {
  if (!answer.ok) throw new Refusal(answer.status, answer.reason, answer.againInS)
  return answer
}

const wantsPage = (request: Request): boolean => request.accepts(['json', 'html']) === 'html'

function languageOf(request: Request): Language {
  const known = askedLanguage(request)
  if (known === null) {
    const asked = JSON.stringify(request.query['lang']).slice(0, 20)
    throw new Refusal(400, `records are in ${LANGUAGES.join(', ')}; there are none in ${asked}`)
  }
  return known
}

function page(response: Response, language: Language, text: string): void {
  response.setHeader('cache-control', 'no-cache')
  response.vary('accept-language')
  response.vary('accept')
  response.setHeader('content-language', language)
  response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:")
  response.type('html').send(text)
}

/** In its one form, so that who hashes the file hashes what everybody does. */
function json(response: Response, value: unknown): void {
  response.setHeader('cache-control', 'no-cache')
  response.type('application/json').send(canonicalJson(value))
}
