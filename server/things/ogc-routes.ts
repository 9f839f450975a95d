// OGC API Features 1.0 (17-069r4: core and GeoJSON) below /ogc: the things, and of the city its buildings and its roads, in
// degrees WGS 84. Filters: bbox, datetime (things only: when they were observed), limit and offset.
import { type Request, Router } from 'express'
import type { Value } from './exact-json.ts'
import { type Box, type CityFeatures, cityFeatures, type CityHere } from './city-features.ts'
import { openApi } from './ogc-definition.ts'
import { Refusal } from './refusal.ts'
import { parseInstant } from './times.ts'
import {
  answering,
  asked,
  type Asking,
  countIn,
  listOf,
  parametersOf,
  partOf,
  rootOf,
  textOf,
  thingAt,
} from './view-asking.ts'

const JSON_TYPE = 'application/json'
const GEOJSON = 'application/geo+json'
const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
const CONFORMANCE = ['core', 'oas30', 'geojson'].map(
  (name) => `http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/${name}`,
)
const ITEMS = ['bbox', 'datetime', 'limit', 'offset', 'f']
const EXPAND =
  '$expand=Locations($select=name,location),Datastreams($top=100;$select=id,name,unitOfMeasurement,phenomenonTime)'

type Items = {
  readonly bbox: Box | null
  readonly datetime: string | null
  readonly limit: number
  readonly offset: number
}
type Page = { readonly features: readonly Value[]; readonly matched: number }
export type Collection = {
  readonly id: string
  readonly title: string
  readonly description: string
  /** Round everything there is, where that is known without looking. */
  readonly bbox?: Box
  page(items: Items, root: string): Promise<Page> | Page
  one(id: string, root: string): Promise<Value> | Value
}

export function ogcRoutes(things: Asking, city: CityHere | null): Router {
  const collections: Collection[] = [thingCollection(things), ...(city ? ofCity(city) : [])]
  const extent = city ? city.manifest.name : 'the city'
  const router = Router()
  const link = (href: string, rel: string, type: string, title: string): Value => ({ href, rel, type, title })
  const named = (request: Request): Collection => {
    const found = collections.find(({ id }) => id === partOf(request, 'id'))
    if (!found) throw new Refusal(404, `there is no collection ${partOf(request, 'id')}`)
    return found
  }
  const card = ({ id, title, description, bbox }: Collection, root: string): Value => ({
    id,
    title,
    description,
    itemType: 'feature',
    crs: [CRS84],
    ...(bbox ? { extent: { spatial: { bbox: [[...bbox]], crs: CRS84 } } } : {}),
    links: [
      link(`${root}/ogc/collections/${id}/items`, 'items', GEOJSON, title),
      link(`${root}/ogc/collections/${id}`, 'self', JSON_TYPE, title),
    ],
  })

  router.get(
    '/',
    answering(JSON_TYPE, (request) => {
      const root = rootOf(request)
      return {
        title: `Features of ${extent}`,
        description: 'Things, buildings and roads of the city as OGC API Features',
        links: [
          link(`${root}/ogc`, 'self', JSON_TYPE, 'this page'),
          link(
            `${root}/ogc/api`,
            'service-desc',
            'application/vnd.oai.openapi+json;version=3.0',
            'the definition of this API',
          ),
          link(`${root}/ogc/conformance`, 'conformance', JSON_TYPE, 'what it conforms to'),
          link(`${root}/ogc/collections`, 'data', JSON_TYPE, 'the collections'),
        ],
      }
    }),
  )
  router.get(
    '/api',
    answering('application/vnd.oai.openapi+json;version=3.0', (request) =>
      openApi(`${rootOf(request)}/ogc`, collections),
    ),
  )
  router.get(
    '/conformance',
    answering(JSON_TYPE, () => ({ conformsTo: CONFORMANCE })),
  )
  router.get(
    '/collections',
    answering(JSON_TYPE, (request) => {
      const root = rootOf(request)
      return {
        links: [link(`${root}/ogc/collections`, 'self', JSON_TYPE, 'the collections')],
        collections: collections.map((one) => card(one, root)),
      }
    }),
  )
  router.get(
    '/collections/:id',
    answering(JSON_TYPE, (request) => card(named(request), rootOf(request))),
  )
  router.get(
    '/collections/:id/items',
    answering(GEOJSON, async (request) => {
      const collection = named(request)
      const root = rootOf(request)
      const given = parametersOf(request, ITEMS)
      const items = itemsOf(given)
      const { features, matched } = await collection.page(items, root)
      const here = `${root}/ogc/collections/${collection.id}/items`
      const after = items.offset + features.length
      const query = (offset: number): string => {
        const others = [...given].filter(([name]) => name !== 'offset')
        return new URLSearchParams([...others, ['offset', String(offset)]]).toString()
      }
      return {
        type: 'FeatureCollection',
        timeStamp: new Date().toISOString(),
        numberMatched: matched,
        numberReturned: features.length,
        links: [
          link(`${here}?${query(items.offset)}`, 'self', GEOJSON, 'this page'),
          ...(after < matched && features.length > 0
            ? [link(`${here}?${query(after)}`, 'next', GEOJSON, 'the next page')]
            : []),
        ],
        features,
      }
    }),
  )
  router.get(
    '/collections/:id/items/:item',
    answering(GEOJSON, async (request) => {
      const root = rootOf(request)
      const collection = named(request)
      const feature = await collection.one(partOf(request, 'item'), root)
      const here = `${root}/ogc/collections/${collection.id}`
      const links = [
        link(`${here}/items/${encodeURIComponent(partOf(request, 'item'))}`, 'self', GEOJSON, 'this feature'),
        link(here, 'collection', JSON_TYPE, collection.title),
      ]
      // A feature is an object.
      return { ...(feature as { [key: string]: Value }), links }
    }),
  )
  return router
}

function itemsOf(given: ReadonlyMap<string, string>): Items {
  const format = given.get('f')
  if (format !== undefined && format !== 'json') throw new Refusal(400, `f may be json, not ${format}`)
  return {
    bbox: boxOf(given.get('bbox')),
    datetime: intervalOf(given.get('datetime')),
    limit: countIn(given, 'limit', { least: 1, most: 1000, usual: 10 }),
    offset: countIn(given, 'offset', { least: 0, most: 10_000_000, usual: 0 }),
  }
}

/** Four numbers, or six with heights, which are put aside. */
function boxOf(text: string | undefined): Box | null {
  if (text === undefined) return null
  const numbers = text.split(',').map((one) => (one.trim() === '' ? Number.NaN : Number(one)))
  const [west, south, east, north] = numbers.length === 6 ? [numbers[0], numbers[1], numbers[3], numbers[4]] : numbers
  const isWhole = numbers.every(Number.isFinite) && (numbers.length === 4 || numbers.length === 6)
  if (
    !isWhole ||
    west === undefined ||
    south === undefined ||
    east === undefined ||
    north === undefined ||
    south > north ||
    west > east
  )
    throw new Refusal(400, `bbox is west,south,east,north in degrees, not ${text.slice(0, 80)}`)
  return [west, south, east, north]
}

/** `2026-01-01T00:00:00Z`, or two with `/`, where `..` or nothing is without end. */
function intervalOf(text: string | undefined): string | null {
  if (text === undefined) return null
  const [from = '', to = from, ...more] = text.split('/')
  const isOpen = (one: string): boolean => one === '' || one === '..'
  const wrong = more.length > 0 || [from, to].some((one) => !isOpen(one) && parseInstant(one) === null)
  if (wrong || (isOpen(from) && isOpen(to)))
    throw new Refusal(400, `datetime is a time or an interval, not ${text.slice(0, 80)}`)
  return `${isOpen(from) ? '0001-01-01T00:00:00Z' : from}/${isOpen(to) ? '9999-12-31T23:59:59Z' : to}`
}

function thingCollection(things: Asking): Collection {
  const feature = (thing: { readonly [key: string]: Value | undefined }): Value => {
    const { Locations, '@iot.id': id = null, '@iot.selfLink': self, ...rest } = thing
    const [place] = listOf(Locations)
    const own = Object.entries(rest).filter(([name, value]) => !name.includes('@') && value !== undefined)
    return {
      type: 'Feature',
      id,
      geometry: place?.['location'] ?? null,
      properties: {
        ...(Object.fromEntries(own) as { [key: string]: Value }),
        place: textOf(place?.['name']),
        sensorThings: textOf(self),
      },
    }
  }
  return {
    id: 'things',
    title: 'Things',
    description: 'The devices of the city and what they measure',
    async page({ bbox, datetime, limit, offset }, root) {
      const filters: string[] = []
      if (bbox) {
        const [w, s, e, n] = bbox
        filters.push(
          `st_intersects(Locations/location, geography'POLYGON((${w} ${s}, ${e} ${s}, ${e} ${n}, ${w} ${n}, ${w} ${s}))')`,
        )
      }
      if (datetime !== null) filters.push(`overlaps(Datastreams/phenomenonTime, ${datetime})`)
      const filter = filters.length === 0 ? '' : `&$filter=${encodeURIComponent(filters.join(' and '))}`
      const page = await asked(things, root, `Things?$count=true&$top=${limit}&$skip=${offset}&${EXPAND}${filter}`)
      return { features: listOf(page['value']).map(feature), matched: Number(page['@iot.count']) }
    },
    async one(id, root) {
      return feature(await thingAt(things, { root, id, options: EXPAND }))
    },
  }
}

function ofCity(here: CityHere): Collection[] {
  // Bounds of everything are counted when first asked for.
  let kept: CityFeatures | null = null
  const features = (): CityFeatures => (kept ??= cityFeatures(here))
  const collection = (id: 'buildings' | 'roads', title: string, description: string): Collection => ({
    id,
    title,
    description,
    bbox: here.manifest.bbox,
    page({ bbox, limit, offset }) {
      const found = features().find(id, bbox)
      return {
        features: found.slice(offset, offset + limit).map((i) => features().feature(id, i)),
        matched: found.length,
      }
    },
    one(name) {
      const feature = features().named(id, name)
      if (feature === null) throw new Refusal(404, `there is no ${id.replace(/s$/, '')} ${name}`)
      return feature
    },
  })
  return [
    collection('buildings', 'Buildings', 'Outlines, heights and uses of buildings'),
    collection('roads', 'Roads', 'The road network, a feature for each piece between two junctions'),
  ]
}
