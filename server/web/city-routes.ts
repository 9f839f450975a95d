// What the client reads of the city over HTTP: manifest, tiles, search, cards, minimap. Read-only, made from the package.
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { encodeLinkLines } from '../../shared/city/link-lines.ts'
import type { CityPackage } from '../city/package.ts'
import { makeAround } from './city-around.ts'
import { makeCards } from './city-card.ts'
import { makeMinimap } from './city-minimap.ts'
import { makeSearch } from './city-search.ts'

const SearchQuery = z.object({ q: z.string().max(200), limit: z.coerce.number().int().min(1).max(50).optional() })
const CardQuery = z.union([
  z.object({ feature: z.coerce.number().int().nonnegative() }),
  z.object({ id: z.string().min(1).max(200) }),
])
/** Nothing of a city lies further out than a pose can say. */
const AroundQuery = z.object({
  east: z.coerce.number().min(-83_000).max(83_000),
  north: z.coerce.number().min(-83_000).max(83_000),
})
const TilePath = z.object({
  level: z.coerce.number().int().min(0).max(30),
  x: z.coerce.number().int().min(0),
  y: z.coerce.number().int().min(0),
})
const YEAR = 'public, max-age=31536000, immutable'

export function cityRoutes(city: CityPackage): Router {
  const router = Router()
  const search = makeSearch(city.manifest, city.city)
  const cards = makeCards(city.manifest, city.city)
  const around = makeAround(city.manifest, city.city, city.terrain)
  const version = city.tilesVersion
  const tiles = city.tileIndex.map(([level, x, y, , bytes]) => [level, x, y, bytes])

  router.get(
    '/manifest.json',
    document(() => city.manifest),
  )
  router.get(
    '/tiles.json',
    document(() => ({ version, tiles })),
  )
  router.get(
    '/minimap.json',
    document(() => makeMinimap(city.manifest, city.city)),
  )
  router.get(
    '/links.bin',
    made('application/octet-stream', () => encodeLinkLines(city.city.links)),
  )

  router.get('/tiles/:level/:x/:y.tile', (request, response) => {
    const path = TilePath.safeParse(request.params)
    const tile = path.success ? city.tile(path.data.level, path.data.x, path.data.y) : null
    if (!tile) {
      response.status(404).json({ code: 404, error: 'there is no such tile' })
      return
    }
    response.setHeader('content-type', 'application/octet-stream')
    // Only an address that names the version may be kept for good.
    response.setHeader('cache-control', request.query['v'] === version ? YEAR : 'no-cache')
    response.setHeader('etag', `"${version}"`)
    response.vary('Accept-Encoding')
    if (request.headers['if-none-match'] === `"${version}"`) {
      response.status(304).end()
      return
    }
    if (request.acceptsEncodings('gzip') === 'gzip') {
      response.setHeader('content-encoding', 'gzip')
      response.end(tile)
    } else {
      response.end(gunzipSync(tile))
    }
  })

  router.get('/search', (request, response) => {
    const query = SearchQuery.safeParse(request.query)
    if (!query.success) {
      response.status(400).json({ code: 400, error: 'search with ?q=NAME, at most 200 characters' })
      return
    }
    response.setHeader('cache-control', 'no-cache')
    response.json({ hits: search(query.data.q, query.data.limit) })
  })

  router.get('/around', (request, response) => {
    const query = AroundQuery.safeParse(request.query)
    if (!query.success) {
      response.status(400).json({ code: 400, error: 'what is around is asked for with ?east=METRES&north=METRES' })
      return
    }
    response.setHeader('cache-control', 'no-cache')
    response.json(around([query.data.east, query.data.north]))
  })

  router.get('/card', (request, response) => {
    const query = CardQuery.safeParse(request.query)
    if (!query.success) {
      response.status(400).json({ code: 400, error: 'a card is asked for with ?feature=NUMBER or ?id=way/123' })
      return
    }
    const card = 'feature' in query.data ? cards.byFeature(query.data.feature) : cards.byId(query.data.id)
    if (!card) {
      response.status(404).json({ code: 404, error: 'nothing in this city has that number' })
      return
    }
    response.setHeader('cache-control', 'no-cache')
    response.json({ card })
  })
  return router
}

const document = (make: () => unknown): ReturnType<typeof made> =>
  made('application/json', () => JSON.stringify(make()))

/** What never changes while the server runs: made and compressed when first asked for. */
function made(type: string, make: () => string | Uint8Array): (request: Request, response: Response) => void {
  let kept: { plain: Buffer; gzipped: Buffer; etag: string } | undefined
  return (request, response) => {
    if (!kept) {
      const body = make()
      const plain = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body)
      const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
      kept = { plain, gzipped: gzipSync(plain), etag }
    }
    response.setHeader('content-type', type)
    response.setHeader('cache-control', 'no-cache')
    response.setHeader('etag', kept.etag)
    response.vary('Accept-Encoding')
    if (request.headers['if-none-match'] === kept.etag) {
      response.status(304).end()
    } else if (request.acceptsEncodings('gzip') === 'gzip') {
      response.setHeader('content-encoding', 'gzip')
      response.end(kept.gzipped)
    } else {
      response.end(kept.plain)
    }
  }
}
