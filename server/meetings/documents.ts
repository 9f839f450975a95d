// Documents of meetings over HTTP. `POST /meetings/MEETING/documents?document=ID&title=TITLE[&item=ITEM][&presenter=PERSON]`
// with the PDF as the body puts one on the list, `GET /meetings/MEETING/documents/ID` gives it to anybody. A file is kept by
// its SHA-256, which the meeting's journal has: what is shown years later is what was shown then, or is not shown.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { z } from 'zod'
import type { Given } from '../../shared/civic/commands.ts'
import { Id, PersonId } from '../../shared/civic/roll.ts'
import type { MeetingDocument } from '../../shared/civic/state.ts'
import { Sentence } from '../../shared/kernel/words.ts'
import { writeWhole } from '../disk/whole-file.ts'
import { readPdf } from './pdf.ts'

export const MAX_DOCUMENT_BYTES = 20 * 2 ** 20
/** So many are read at once: each may take memory and time. */
const MOST_BUSY = 2
const YEAR = 'public, max-age=31536000, immutable'

type Add = Given<'meeting.addDocument'>
export type DocumentDesk = {
  /** Null where there is no such meeting. */
  documents(meeting: string): readonly MeetingDocument[] | null
  /** Why who asks may not do it now, with the status of the answer; null where they may. */
  check(meeting: string, request: Request, command: Add): Promise<Refused | null>
  /** Journals it; null when it is done. */
  act(meeting: string, request: Request, command: Add): Promise<Refused | null>
}
export type Refused = { readonly status: number; readonly reason: string }

const Asked = z.strictObject({
  document: Id,
  title: Sentence,
  item: Id.optional(),
  presenter: PersonId.optional(),
})

/** `dir` holds the files; it is made when the first one comes. */
export function documentRoutes(dir: string, desk: DocumentDesk): Router {
  const router = Router()
  let busy = 0

  const mayAdd = answered(async (request, response, next) => {
    const { meeting = '' } = request.params as { meeting?: string }
    if (!desk.documents(meeting)) return refuse(response, 404, `there is no meeting ${meeting}`)
    const asked = Asked.safeParse(request.query)
    if (!asked.success) {
      const issue = asked.error.issues[0]
      return refuse(
        response,
        400,
        `${issue?.path.join('.') || 'the address'}: ${issue?.message ?? 'is not understood'}`,
      )
    }
    // Before twenty megabytes are read for somebody who may not.
    const refused = await desk.check(meeting, request, commandOf(asked.data, { pages: 1, sha256: '0'.repeat(64) }))
    if (refused) return refuse(response, refused.status, refused.reason)
    if (busy >= MOST_BUSY) return refuse(response, 503, 'other documents are being read; send it again in a moment')
    response.locals['asked'] = asked.data
    next()
  })

  router.post(
    '/meetings/:meeting/documents',
    mayAdd,
    whole,
    answered(async (request, response) => {
      const { meeting = '' } = request.params as { meeting?: string }
      const asked = response.locals['asked'] as z.infer<typeof Asked>
      const bytes: unknown = request.body
      if (!Buffer.isBuffer(bytes) || bytes.length === 0) return refuse(response, 400, `"${asked.title}" is empty`)
      busy++
      try {
        const pdf = await readPdf(asked.title, bytes)
        if ('reason' in pdf) return refuse(response, 422, pdf.reason)
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        // On the disk before the journal names it.
        await keep(dir, sha256, bytes)
        const refused = await desk.act(meeting, request, commandOf(asked, { pages: pdf.pages, sha256 }))
        if (refused) return refuse(response, refused.status, refused.reason)
        response.status(201).json({ document: asked.document, pages: pdf.pages, sha256 })
      } finally {
        busy--
      }
    }),
  )

  router.get(
    '/meetings/:meeting/documents/:document',
    answered(async (request, response) => {
      const { meeting = '', document = '' } = request.params as { meeting?: string; document?: string }
      const one = desk.documents(meeting)?.find(({ id }) => id === document)
      if (!one) return refuse(response, 404, `there is no document ${document} in meeting ${meeting}`)
      const etag = `"${one.sha256}"`
      response.setHeader('cache-control', YEAR)
      response.setHeader('etag', etag)
      if (request.headers['if-none-match'] === etag) return void response.status(304).end()
      const bytes = await readFile(pathOf(dir, one.sha256)).catch(() => null)
      if (bytes === null) return refuse(response, 404, `the file of document ${document} is gone from this server`)
      if (createHash('sha256').update(bytes).digest('hex') !== one.sha256)
        return refuse(response, 500, `the file of document ${document} is not the one that was put to the meeting`)
      response.setHeader('content-type', one.mediaType)
      response.setHeader('content-disposition', `inline; filename="${document}.pdf"`)
      response.setHeader('content-security-policy', "default-src 'none'; sandbox")
      response.setHeader('x-content-type-options', 'nosniff')
      response.end(bytes)
    }),
  )
  return router
}

const raw = express.raw({ type: () => true, limit: MAX_DOCUMENT_BYTES })
function whole(request: Request, response: Response, next: NextFunction): void {
  raw(request, response, (error?: unknown) => {
    const { status, type } = (error ?? {}) as { readonly status?: unknown; readonly type?: unknown }
    if (status === 413) refuse(response, 413, `a document may have ${MAX_DOCUMENT_BYTES / 2 ** 20} MB`)
    else if (type === 'request.aborted') response.destroy()
    else next(error)
  })
}

const commandOf = (
  { document, title, item, presenter }: z.infer<typeof Asked>,
  { pages, sha256 }: Pick<Add, 'pages' | 'sha256'>,
): Add => ({
  type: 'meeting.addDocument',
  document,
  title,
  mediaType: 'application/pdf',
  pages,
  sha256,
  ...(item === undefined ? {} : { item }),
  ...(presenter === undefined ? {} : { presenter }),
})

/** Two letters of the hash are a folder. */
const pathOf = (dir: string, sha256: string): string => join(dir, sha256.slice(0, 2), `${sha256}.pdf`)

async function keep(dir: string, sha256: string, bytes: Buffer): Promise<void> {
  const path = pathOf(dir, sha256)
  const kept = await readFile(path).catch(() => null)
  if (kept?.equals(bytes)) return
  await writeWhole(path, bytes)
}

function refuse(response: Response, code: number, error: string): void {
  // Closing drops a body nobody reads; what is refused is not kept by caches.
  if (code !== 404 || response.req.method === 'POST') response.setHeader('connection', 'close')
  response.setHeader('cache-control', 'no-store')
  response.removeHeader('etag')
  response.status(code).json({ code, error })
}

const answered =
  (answer: (request: Request, response: Response, next: NextFunction) => Promise<void>) =>
  (request: Request, response: Response, next: NextFunction): void => {
    answer(request, response, next).catch(next)
  }
