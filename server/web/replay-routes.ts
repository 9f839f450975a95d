// Recordings over HTTP: which timelines there are, the index of each, its segments. Segments never change, so any cache
// may keep them for good; the index, and that of the newest minutes, is asked for again. Names are plain ones: nothing leads out of the folder.
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { type NextFunction, type Request, type Response, Router } from 'express'
import { NEWEST, type ReplayList, SEGMENT_NAME, TIMELINE_NAME } from '../../shared/protocol/segment.ts'
import { INDEX } from '../replay/segment-reader.ts'

const YEAR = 'public, max-age=31536000, immutable'

/** `folder` holds a folder for each timeline; it may come later. */
export function replayRoutes(folder: string): Router {
  const router = Router()
  const root = resolve(folder)

  router.get(
    '/',
    answered(async (_request, response) => {
      const timelines: { timeline: string; index: string }[] = []
      for (const timeline of (await readdir(root).catch(() => [])).filter((name) => TIMELINE_NAME.test(name)).sort())
        if (await isFile(join(root, timeline, INDEX)))
          timelines.push({ timeline, index: `/replay/${timeline}/${INDEX}` })
      response.setHeader('cache-control', 'no-cache')
      response.json({ timelines } satisfies ReplayList)
    }),
  )

  router.get(
    [INDEX, NEWEST].map((name) => `/:timeline/${name}`),
    answered(async (request, response) => {
      const { timeline = '' } = request.params as { timeline?: string }
      const path = join(root, timeline, request.path.endsWith(NEWEST) ? NEWEST : INDEX)
      const found = TIMELINE_NAME.test(timeline) ? await stat(path).catch(() => null) : null
      if (!found?.isFile()) return nothing(response)
      const etag = `"${found.mtimeMs.toString(36)}-${found.size.toString(36)}"`
      response.setHeader('content-type', 'application/json')
      response.setHeader('cache-control', 'no-cache')
      response.setHeader('etag', etag)
      response.vary('Accept-Encoding')
      if (request.headers['if-none-match'] === etag) return void response.status(304).end()
      const plain = await readFile(path)
      if (request.acceptsEncodings('gzip') !== 'gzip') return void response.end(plain)
      response.setHeader('content-encoding', 'gzip')
      response.end(await promisify(gzip)(plain, { level: 3 }))
    }),
  )

  router.get(
    '/:timeline/:name',
    answered(async (request, response) => {
      const { timeline = '', name = '' } = request.params as { timeline?: string; name?: string }
      if (!TIMELINE_NAME.test(timeline) || !SEGMENT_NAME.test(name)) return nothing(response)
      const zipped = await readFile(join(root, timeline, name)).catch(() => null)
      if (!zipped) return nothing(response)
      response.setHeader('content-type', 'application/octet-stream')
      response.setHeader('cache-control', YEAR)
      // The name holds the hash of what is in it.
      response.setHeader('etag', `"${name}"`)
      response.vary('Accept-Encoding')
      if (request.headers['if-none-match'] === `"${name}"`) return void response.status(304).end()
      const isZipped = request.acceptsEncodings('gzip') === 'gzip'
      if (isZipped) response.setHeader('content-encoding', 'gzip')
      const body = isZipped ? zipped : await promisify(gunzip)(zipped)
      response.setHeader('content-length', body.length)
      response.end(request.method === 'HEAD' ? undefined : body)
    }),
  )
  return router
}

const answered =
  (answer: (request: Request, response: Response) => Promise<void>) =>
  (request: Request, response: Response, next: NextFunction): void => {
    answer(request, response).catch(next)
  }

function nothing(response: Response): void {
  // Only for now: a segment may come, and one that was kept too long is gone.
  response.setHeader('cache-control', 'no-cache')
  response.status(404).json({ code: 404, error: 'there is no such recording' })
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isFile() ?? false
