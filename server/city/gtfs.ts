// Reads a GTFS feed: stops with the kind of vehicle that calls there, and the shapes of its lines.
// Timetables are only looked at to learn who stops where; times past 24:00:00 are lawful, they belong to the night
// of the day before.
import type { PointKind } from '../../shared/city/city.ts'
import { type FeedPlaces, settlePlaces, type Shape, type Stop } from './gtfs-places.ts'
import { type Feed, openFeed } from './gtfs-tables.ts'
import type { Ledger } from './ledger.ts'
import { sha256Of } from './osm-bytes.ts'
import type { Reading, SurveyLine, SurveyPoint } from './survey.ts'

type Mode = 'bus' | 'tram' | 'rail'
const KIND: Readonly<Record<Mode, PointKind>> = { bus: 'busStop', tram: 'tramStop', rail: 'station' }
const RANK: Readonly<Record<Mode, number>> = { bus: 1, tram: 2, rail: 3 }

/** Throws `Unreadable` with one sentence when nothing of it can be used. */
export async function readGtfs(path: string, ledger: Ledger): Promise<Reading> {
  const feed = await openFeed(path, ledger)
  const about = await aboutOf(feed)
  const routes = await routesOf(feed)
  const trips = await tripsOf(feed, routes, ledger)
  const places = settlePlaces(await stopsOf(feed, ledger), await shapesOf(feed, ledger), {
    timeZone: about.timeZone,
    ledger,
  })
  const modes = await modesOf(feed, { trips, routes, places, ledger })
  if (!feed.has('shapes') && routes.size > 0) ledger.drop('transit lines', 'the feed draws no shapes', routes.size)
  return {
    source: {
      title: about.title || feed.file,
      file: feed.file,
      format: 'GTFS',
      crs: 'EPSG:4326',
      licence: about.url ? `unknown: see the feed's publisher, ${about.url}` : "unknown: see the feed's publisher",
      attribution: about.title || feed.file,
      date: about.date,
      sha256: await sha256Of(feed.paths),
    },
    bbox: boxOf(places),
    projectedCrs: null,
    ...(about.timeZone && { timeZone: about.timeZone }),
    survey(frame) {
      const points: SurveyPoint[] = [...modes].map(([id, mode]) => {
        const stop = places.stops.get(id) as Stop
        return {
          id: `gtfs/stop/${id}`,
          kind: KIND[mode],
          atM: frame.fromLonLat(stop.lon, stop.lat),
          ...(stop.name && { name: stop.name }),
          ...(Object.keys(stop.names).length > 0 && { names: stop.names }),
        }
      })
      const lines: SurveyLine[] = places.shapes.map(({ id, points: shape }) => {
        const name = trips.shapeNames.get(id)
        return {
          id: `gtfs/shape/${id}`,
          kind: 'transit',
          line: shape.flatMap(([lon, lat]) => frame.fromLonLat(lon, lat)),
          isBridge: false,
          ...(name && { name }),
        }
      })
      return { buildings: [], roads: [], areas: [], lines, points }
    },
  }
}

async function aboutOf(feed: Feed): Promise<{ title: string; url: string; date: string; timeZone: string }> {
  const agencies: string[] = []
  let [url, date, timeZone, publisher] = ['', '', '', '']
  for await (const row of feed.rows('agency')) {
    if (row('agency_name')) agencies.push(row('agency_name'))
    url ||= row('agency_url')
    timeZone ||= row('agency_timezone')
  }
  for await (const row of feed.rows('feed_info')) {
    publisher ||= row('feed_publisher_name')
    url = row('feed_publisher_url') || url
    const day = /^(\d{4})(\d\d)(\d\d)$/.exec(row('feed_start_date'))
    date ||= day ? `${day[1]}-${day[2]}-${day[3]}` : ''
  }
  const names = agencies.length > 3 ? `${agencies[0]} and ${agencies.length - 1} more` : agencies.join(', ')
  return { title: publisher || names, url, date, timeZone }
}

type Route = { readonly name: string; readonly mode: Mode }

async function routesOf(feed: Feed): Promise<Map<string, Route>> {
  const routes = new Map<string, Route>()
  for await (const row of feed.rows('routes')) {
    const id = row('route_id')
    const name = row('route_short_name') || row('route_long_name')
    if (id && !routes.has(id)) routes.set(id, { name, mode: modeOf(row('route_type')) })
  }
  return routes
}

/** Basic types 0 to 12 and the extended ones in hundreds; ferries and cable cars call at stations. */
function modeOf(text: string): Mode {
  const type = text === '' ? Number.NaN : Number(text)
  const hundreds = Math.floor(type / 100)
  if (type === 0 || type === 5 || hundreds === 9) return 'tram'
  if ([1, 2, 4, 6, 7, 12].includes(type) || [1, 4, 10, 11, 12, 13, 14].includes(hundreds)) return 'rail'
  return 'bus'
}

type Trips = { readonly modes: ReadonlyMap<string, Mode>; readonly shapeNames: ReadonlyMap<string, string> }

async function tripsOf(feed: Feed, routes: ReadonlyMap<string, Route>, ledger: Ledger): Promise<Trips> {
  const modes = new Map<string, Mode>()
  const shapeNames = new Map<string, string>()
  for await (const row of feed.rows('trips')) {
    const id = row('trip_id')
    const route = routes.get(row('route_id'))
    if (!id) ledger.drop('trips', 'without an id')
    else if (modes.has(id)) ledger.drop('trips', 'id given twice, the first is kept')
    else {
      if (!route) ledger.drop('trips', 'their route is not in the feed')
      modes.set(id, route?.mode ?? 'bus')
      if (route?.name && row('shape_id') && !shapeNames.has(row('shape_id')))
        shapeNames.set(row('shape_id'), route.name)
    }
  }
  return { modes, shapeNames }
}

async function stopsOf(feed: Feed, ledger: Ledger): Promise<Map<string, Stop>> {
  const translations = await translationsOf(feed)
  const stops = new Map<string, Stop>()
  for await (const row of feed.rows('stops')) {
    const id = row('stop_id')
    const type = row('location_type')
    if (type !== '' && type !== '0' && type !== '1') continue
    const [lat, lon] = [degrees(row('stop_lat')), degrees(row('stop_lon'))]
    if (!id) ledger.drop('stops', 'without an id')
    else if (stops.has(id)) ledger.drop('stops', 'id given twice, the first is kept')
    else if (!Number.isFinite(lat) || !Number.isFinite(lon)) ledger.drop('stops', 'without coordinates')
    else if (Math.abs(lat) < 1e-6 && Math.abs(lon) < 1e-6) ledger.drop('stops', 'at 0, 0')
    else {
      const name = row('stop_name')
      const names = { ...translations.get(`=${name}`), ...translations.get(id) }
      stops.set(id, { id, name, names, parent: row('parent_station'), isStation: type === '1', lon, lat })
    }
  }
  return stops
}

/** Names of stops in other languages, by stop id or by `=` and the name itself. */
async function translationsOf(feed: Feed): Promise<Map<string, Record<string, string>>> {
  const names = new Map<string, Record<string, string>>()
  for await (const row of feed.rows('translations')) {
    if (row('table_name') !== 'stops' || row('field_name') !== 'stop_name') continue
    const key = row('record_id') || `=${row('field_value')}`
    const [language, text] = [row('language').slice(0, 3).replace('-', ''), row('translation')]
    if (language && text && key !== '=') names.set(key, { ...names.get(key), [language.toLowerCase()]: text })
  }
  return names
}

async function shapesOf(feed: Feed, ledger: Ledger): Promise<Shape[]> {
  const raw = new Map<string, { order: number[]; lon: number[]; lat: number[] }>()
  for await (const row of feed.rows('shapes')) {
    const [lat, lon, order] = [
      degrees(row('shape_pt_lat')),
      degrees(row('shape_pt_lon')),
      degrees(row('shape_pt_sequence')),
    ]
    const isZero = lat === 0 && lon === 0
    if (!row('shape_id') || !Number.isFinite(lat + lon + order) || isZero) {
      ledger.drop('shape points', isZero ? 'at 0, 0' : 'without coordinates or sequence')
      continue
    }
    let shape = raw.get(row('shape_id'))
    if (!shape) raw.set(row('shape_id'), (shape = { order: [], lon: [], lat: [] }))
    shape.order.push(order)
    shape.lon.push(lon)
    shape.lat.push(lat)
  }
  const shapes: Shape[] = []
  for (const [id, { order, lon, lat }] of raw) {
    const sorted = order.map((_, i) => i).sort((a, b) => (order[a] as number) - (order[b] as number))
    const points = sorted
      .map((i): [number, number] => [lon[i] as number, lat[i] as number])
      .filter(([x, y], i, all) => i === 0 || x !== all[i - 1]?.[0] || y !== all[i - 1]?.[1])
    if (points.length > 1) shapes.push({ id, points })
    else ledger.drop('transit lines', 'fewer than two points')
  }
  return shapes
}

/** Which mode each stop is drawn as. Rail calls at the station, where its platforms have one. */
async function modesOf(
  feed: Feed,
  {
    trips,
    routes,
    places,
    ledger,
  }: { trips: Trips; routes: ReadonlyMap<string, Route>; places: FeedPlaces; ledger: Ledger },
): Promise<Map<string, Mode>> {
  const { stops } = places
  const served = new Map<string, Mode>()
  for await (const row of feed.rows('stop_times')) {
    const mode = trips.modes.get(row('trip_id'))
    const stop = row('stop_id')
    if (!isTime(row('arrival_time')) || !isTime(row('departure_time'))) ledger.drop('stop times', 'malformed time')
    else if (!mode) ledger.drop('stop times', 'their trip is not in the feed')
    else if (stop === '' && !row('location_id') && !row('location_group_id'))
      ledger.drop('stop times', 'without a stop')
    else if (stop !== '' && !places.allStops.has(stop)) ledger.drop('stop times', 'their stop is not in the feed')
    else if (RANK[mode] > RANK[served.get(stop) ?? mode] || !served.has(stop)) served.set(stop, mode)
  }
  const usual = usualMode(routes)
  const modes = new Map<string, Mode>()
  for (const stop of stops.values()) {
    const mode = served.get(stop.id)
    if (stop.isStation) continue
    const parent = stops.get(stop.parent)
    if (mode === 'rail' && parent) modes.set(parent.id, 'rail')
    else modes.set(stop.id, mode ?? usual)
  }
  // A station of which the feed gives no platform.
  const parents = new Set([...stops.values()].map((s) => s.parent))
  for (const stop of stops.values()) {
    if (stop.isStation && !parents.has(stop.id)) modes.set(stop.id, served.get(stop.id) ?? 'rail')
  }
  return modes
}

/** Of stops nobody is known to call at: what most lines of the feed are. */
function usualMode(routes: ReadonlyMap<string, Route>): Mode {
  const counts: Record<Mode, number> = { bus: 0, tram: 0, rail: 0 }
  for (const { mode } of routes.values()) counts[mode]++
  return counts.tram > counts.bus && counts.tram >= counts.rail ? 'tram' : counts.rail > counts.bus ? 'rail' : 'bus'
}

/** Empty is lawful between timed stops; hours may pass 24. */
const isTime = (text: string): boolean => text === '' || /^\d{1,3}:[0-5]\d:[0-5]\d$/.test(text)

const degrees = (text: string): number => (text === '' ? Number.NaN : Number(text))

function boxOf({ stops, shapes }: FeedPlaces): Reading['bbox'] {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity]
  const take = (lon: number, lat: number): void => {
    w = Math.min(w, lon)
    e = Math.max(e, lon)
    s = Math.min(s, lat)
    n = Math.max(n, lat)
  }
  for (const stop of stops.values()) take(stop.lon, stop.lat)
  for (const shape of shapes) for (const [lon, lat] of shape.points) take(lon, lat)
  return w <= e ? [w, s, e, n] : null
}
