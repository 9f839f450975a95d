// The definition of the features API in OpenAPI 3.0, as OGC API Features asks for it.
import type { Value } from './exact-json.ts'

export function openApi(
  server: string,
  collections: readonly { readonly id: string; readonly title: string }[],
): Value {
  const answer = (type: string, description: string): Value => ({
    200: { description, content: { [type]: { schema: { type: 'object' } } } },
    400: { description: 'a parameter is wrong; the answer says which' },
    404: { description: 'there is no such thing' },
  })
  const get = (summary: string, type = 'application/json', parameters: Value[] = []): Value => ({
    get: { summary, operationId: summary.replaceAll(/[^a-zA-Z]+/g, '_'), parameters, responses: answer(type, summary) },
  })
  const query = (name: string, schema: Value): Value => ({ name, in: 'query', required: false, schema })
  const items = [
    query('bbox', { type: 'array', minItems: 4, maxItems: 6, items: { type: 'number' } }),
    query('datetime', { type: 'string' }),
    query('limit', { type: 'integer', minimum: 1, maximum: 1000, default: 10 }),
    query('offset', { type: 'integer', minimum: 0, default: 0 }),
  ]
  const item: Value = { name: 'featureId', in: 'path', required: true, schema: { type: 'string' } }
  const geojson = 'application/geo+json'
  const ofEach = collections.flatMap(({ id, title }): [string, Value][] => [
    [`/collections/${id}`, get(`what ${title} are`)],
    [`/collections/${id}/items`, get(`${title} by page`, geojson, items)],
    [`/collections/${id}/items/{featureId}`, get(`one of ${title}`, geojson, [item])],
  ])
  return {
    openapi: '3.0.3',
    info: { title: 'Features of the city', version: '1.0.0' },
    servers: [{ url: server }],
    paths: {
      '/': get('the landing page'),
      '/conformance': get('what it conforms to'),
      '/collections': get('the collections'),
      ...Object.fromEntries(ofEach),
    },
  }
}
