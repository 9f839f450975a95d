// Properties of Thing Descriptions by themselves, as their schemas say: the newest value alone, and every next one as a
// server-sent event. What goes with a value (quality, time, what came raw) stands in SensorThings.
import { type Request, type Response, Router } from 'express'
import type { Things } from './contract.ts'
import { Refusal } from './refusal.ts'
import { answering, asked, type Found, listOf, objectOf, partOf, rootOf, textOf, thingAt } from './view-asking.ts'

/** Who listens at once, in all; what may wait for one of them, in bytes, before values are left out. */
const MAX_LISTENERS = 500
const MAX_WAITING = 64 * 1024
const NEWEST = 'Observations?$top=1&$orderby=phenomenonTime%20desc&$select=result,phenomenonTime'

/** What a datastream is called in a Thing Description. */
export const keyOf = (one: Found): string => {
  const key = textOf(objectOf(one['properties'])['key'])
  return key === '' ? `${textOf(one['name'])}-${Number(one['@iot.id'])}` : key
}

export function wotValues(things: Pick<Things, 'answer' | 'onObservations'>): Router {
  const router = Router()
  const found = async (request: Request): Promise<{ id: number; title: string }> => {
    const options = '$select=id,name&$expand=Datastreams($top=200;$select=id,name,properties)'
    const thing = await thingAt(things, { root: rootOf(request), id: partOf(request, 'id'), options })
    const key = partOf(request, 'key')
    const datastream = listOf(thing['Datastreams']).find((one) => keyOf(one) === key)
    const title = textOf(thing['name'])
    if (!datastream) throw new Refusal(404, `${title} has no property ${key}`)
    return { id: Number(datastream['@iot.id']), title: `${key} of ${title}` }
  }

  router.get(
    '/things/:id/properties/:key',
    answering('application/json', async (request, response) => {
      const { id, title } = await found(request)
      const [newest] = listOf((await asked(things, rootOf(request), `Datastreams(${id})/${NEWEST}`))['value'])
      if (!newest) throw new Refusal(404, `${title} has not been heard`)
      const value = newest['result'] ?? null
      if (value === null) throw new Refusal(404, `${title}: the newest reading cannot be used`)
      const [from = ''] = textOf(newest['phenomenonTime']).split('/')
      response.setHeader('last-modified', new Date(from).toUTCString())
      return value
    }),
  )

  const listeners = new Map<number, Set<Response>>()
  let count = 0
  let quiet: (() => void) | null = null
  const listen = (id: number, response: Response): void => {
    if (response.destroyed) return
    const here = listeners.get(id) ?? new Set()
    listeners.set(id, here.add(response))
    count++
    quiet ??= things.onObservations((stored) => {
      for (const { datastreamId, result } of stored) {
        if (result === null) continue
        for (const each of listeners.get(datastreamId) ?? [])
          if (each.writableLength < MAX_WAITING) each.write(`data: ${JSON.stringify(result)}\n\n`)
      }
    })
    response.once('close', () => {
      count--
      here.delete(response)
      if (here.size === 0) listeners.delete(id)
      if (count > 0) return
      quiet?.()
      quiet = null
    })
  }
  router.get('/things/:id/properties/:key/observe', (request, response, next) => {
    found(request)
      .then(({ id, title }) => {
        if (count >= MAX_LISTENERS) throw new Refusal(503, `${title}: too many listen already; read it instead`)
        response.setHeader('cache-control', 'no-store')
        response.setHeader('content-type', 'text/event-stream')
        response.flushHeaders()
        listen(id, response)
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) return next(error)
        response.status(error.status).json({ code: error.status, error: error.message })
      })
  })
  return router
}
