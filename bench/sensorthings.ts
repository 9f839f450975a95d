// SensorThings with a million observations of a thousand datastreams: how fast they are stored, how long filters and orders
// over all of them take, a page of 100 with nested expands, and how free the main thread stays meanwhile.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { KINDS } from '../server/journal/testing.ts'
import { openThings, type Things } from '../server/things/things.ts'
import { Random } from '../shared/kernel/random.ts'
import type { Rows } from './bench.ts'

const OBSERVATIONS = 1_000_000
const THINGS = 200
const KEYS = ['levelM', 'flowM3S', 'temperatureC', 'rainMmH', 'powerW']
const BATCH = 1000
const ROUNDS = 40
const START_MS = Date.UTC(2026, 0, 1)
const STEP_MS = 60_000

export async function benchSensorThings(): Promise<Rows> {
  const kind = process.env.DATABASE_URL === undefined ? KINDS[0] : KINDS[1]
  if (!kind) throw new Error('bench: no store to measure')
  const { where, remove } = await kind.make()
  const things = await openThings('url' in where ? { dir: '.', databaseUrl: where.url } : { dir: where.dir })
  try {
    const streams = await describe(things)
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const seconds = await fill(things, streams)
    delay.disable()
    const rows: Record<string, string | number>[] = [
      {
        what: `${kind.name}: ${OBSERVATIONS} observations of ${streams.length} datastreams stored`,
        perS: Math.round(OBSERVATIONS / seconds),
        loopP99Ms: Number((delay.percentile(99) / 1e6).toFixed(1)),
      },
    ]
    for (const [what, query] of Object.entries(queries(streams)))
      rows.push({ what, ...(await measured(things, query)) })
    return rows
  } finally {
    await things.close()
    await remove()
  }
}

async function describe(things: Things): Promise<number[]> {
  const streams: number[] = []
  for (let n = 0; n < THINGS; n++) {
    const { datastreams } = await things.ensureThing({
      deviceId: `device-${n}`,
      name: `device ${n}`,
      description: 'measured',
      place: { name: `place ${n}`, geometry: { type: 'Point', coordinates: [71.4 + n / 10_000, 51.1] } },
      datastreams: KEYS.map((key) => ({
        key,
        name: key,
        description: key,
        unit: { name: key, symbol: key, definition: key },
        observedProperty: { name: key, definition: `http://property/${key}`, description: key },
        sensor: { name: `${key} sensor`, description: key, metadata: 'none' },
      })),
    })
    streams.push(...Object.values(datastreams))
  }
  return streams
}

/** Every datastream once a minute, as many devices report; several calls are open at a time. */
async function fill(things: Things, streams: readonly number[]): Promise<number> {
  const random = new Random(1)
  const start = performance.now()
  const open: Promise<unknown>[] = []
  for (let sent = 0; sent < OBSERVATIONS; sent += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, i) => ({
      datastreamId: streams[(sent + i) % streams.length] ?? 0,
      atMs: START_MS + Math.floor((sent + i) / streams.length) * STEP_MS,
      result: Math.round(random.between(0, 100_000)) / 100,
      quality: { code: 'good' },
    }))
    open.push(things.append(batch))
    if (open.length >= 16) await Promise.all(open.splice(0))
  }
  await Promise.all(open)
  return (performance.now() - start) / 1000
}

type Query = (random: Random) => string

function queries(streams: readonly number[]): Record<string, Query> {
  const stream = (random: Random): number => streams[Math.floor(random.between(0, streams.length))] ?? 0
  const minute = (random: Random, past = 0): string =>
    new Date(START_MS + Math.floor(random.between(0, 900) + past) * STEP_MS).toISOString()
  const result = (random: Random): string => random.between(0, 1000).toFixed(2)
  return {
    'a datastream, filtered, newest first': (random) =>
      `Datastreams(${stream(random)})/Observations?$filter=result gt ${result(random)}&$orderby=phenomenonTime desc&$top=100`,
    'a datastream, an hour, by result': (random) => {
      const from = minute(random)
      const to = new Date(Date.parse(from) + 60 * STEP_MS).toISOString()
      return `Datastreams(${stream(random)})/Observations?$filter=phenomenonTime ge ${from} and phenomenonTime lt ${to}&$orderby=result desc`
    },
    'all, above a value, by result': (random) =>
      `Observations?$filter=result gt ${result(random)}&$orderby=result&$top=100`,
    'all, newest first': () => 'Observations?$orderby=phenomenonTime desc&$top=100',
    'all, since a moment and below a value, by time': (random) =>
      `Observations?$filter=phenomenonTime gt ${minute(random)} and result lt ${result(random)}&$orderby=phenomenonTime&$top=100`,
    'of one device by its id, above a value, newest first': (random) =>
      `Observations?$filter=Datastream/Thing/properties/deviceId eq 'device-${Math.floor(random.between(0, THINGS))}' and result gt ${result(random)}&$orderby=phenomenonTime desc&$top=100`,
    'one minute of all, counted': (random) => {
      const at = minute(random)
      return `Observations?$filter=phenomenonTime eq ${at}&$count=true&$orderby=result desc&$top=100`
    },
    'all counted': () => 'Observations?$count=true&$top=1',
    'no index helps: a text inside parameters': () => "Observations?$filter=substringof('x', parameters/note)&$top=1",
    '100 things, datastreams with the newest value': () =>
      'Things?$top=100&$expand=Locations,Datastreams($top=2;$expand=ObservedProperty,Observations($top=1;$orderby=phenomenonTime desc))',
    '100 datastreams, thing with place, sensor, 5 newest': () =>
      'Datastreams?$top=100&$expand=Thing($expand=Locations),Sensor,ObservedProperty,Observations($top=5;$orderby=phenomenonTime desc)',
    '100 observations, datastream with thing, feature': (random) =>
      `Observations?$top=100&$skip=${Math.floor(random.between(0, 1000))}&$expand=Datastream/Thing,FeatureOfInterest`,
  }
}

async function measured(things: Things, query: Query): Promise<Record<string, number>> {
  const random = new Random(2)
  const tookMs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const [path = '', options = ''] = query(random).split('?')
    const start = performance.now()
    const { status, body } = await things.answer({
      method: 'GET',
      version: 'v1.1',
      path,
      query: encodeURI(options),
      root: 'http://town',
    })
    tookMs.push(performance.now() - start)
    if (status !== 200) throw new Error(`bench: ${path}?${options}: ${body}`)
  }
  tookMs.sort((a, b) => a - b)
  const quantile = (q: number): number => Number((tookMs[Math.floor(q * (tookMs.length - 1))] ?? 0).toFixed(1))
  return { p50Ms: quantile(0.5), p95Ms: quantile(0.95), maxMs: quantile(1) }
}
