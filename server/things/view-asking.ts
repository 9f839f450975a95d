// What the read-only views of the things (WoT, OGC API Features, NGSI-LD) share: asking the store as a client would, and
// answering a request or refusing it with a sentence.
import type { NextFunction, Request, Response } from 'express'
import type { Things } from './contract.ts'
import type { Value } from './exact-json.ts'
import { Refusal } from './refusal.ts'

export type Asking = Pick<Things, 'answer'>
/** An object of the API as it is looked into. */
export type Found = { readonly [key: string]: Value | undefined }

export const rootOf = (request: Request): string => `${request.protocol}://${request.headers.host ?? 'localhost'}`

/** A named part of the path. */
export const partOf = (request: Request, name: string): string => {
  const part = request.params[name]
  return typeof part === 'string' ? part : ''
}

/** Throws the refusal of the store. */
export async function asked(things: Asking, root: string, pathAndQuery: string): Promise<Found> {
  const at = pathAndQuery.indexOf('?')
  const path = at < 0 ? pathAndQuery : pathAndQuery.slice(0, at)
  const query = at < 0 ? '' : pathAndQuery.slice(at + 1)
  const { status, body } = await things.answer({ method: 'GET', version: 'v1.1', path, query, root })
  const found = JSON.parse(body) as Found
  if (status !== 200)
    throw new Refusal(status, typeof found['error'] === 'string' ? found['error'] : 'that cannot be answered')
  return found
}

export const listOf = (value: Value | undefined): Found[] =>
  // The store's lists hold objects.
  Array.isArray(value) ? (value as Found[]) : []
export const objectOf = (value: Value | undefined): Found =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
export const textOf = (value: Value | undefined): string => (typeof value === 'string' ? value : '')

/** A Thing by its number or by its device id. */
export async function thingAt(things: Asking, at: { root: string; id: string; options: string }): Promise<Found> {
  const { root, id, options } = at
  if (/^\d{1,15}$/.test(id)) return asked(things, root, `Things(${id})?${options}`)
  const filter = `$filter=${encodeURIComponent(`properties/deviceId eq '${id.replaceAll("'", "''")}'`)}`
  const [found] = listOf((await asked(things, root, `Things?$top=1&${filter}&${options}`))['value'])
  if (!found) throw new Refusal(404, `there is no thing ${id}`)
  return found
}

export const answering =
  (contentType: string, answer: (request: Request, response: Response) => unknown) =>
  (request: Request, response: Response, next: NextFunction): void => {
    Promise.resolve()
      .then(() => answer(request, response))
      .then((body) => {
        response.setHeader('cache-control', 'no-cache')
        response.setHeader('content-type', contentType)
        response.end(JSON.stringify(body))
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) return next(error)
        response.status(error.status).json({ code: error.status, error: error.message })
      })
  }

/** The parameters of a request, each once; others than `known` are refused by name. */
export function parametersOf(request: Request, known: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>()
  const at = request.url.indexOf('?')
  for (const [name, value] of new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1))) {
    if (!known.includes(name)) throw new Refusal(400, `there is no parameter ${name}; there are ${known.join(', ')}`)
    if (given.has(name)) throw new Refusal(400, `${name} is given twice`)
    given.set(name, value)
  }
  return given
}

/** A whole number from `least`, capped at `most`. */
export function countIn(
  given: ReadonlyMap<string, string>,
  name: string,
  range: { least: number; most: number; usual: number },
): number {
  const text = given.get(name)
  if (text === undefined) return range.usual
  if (!/^\d{1,12}$/.test(text) || Number(text) < range.least)
    throw new Refusal(400, `${name} is a whole number from ${range.least}`)
  return Math.min(Number(text), range.most)
}
