// The filters, with the cases of the conformance suite's extension (times, JSON properties, shapes) and nulls as in SQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDatastream, type House, openHouse, PATIENCE_MS } from './testing.ts'

let house: House
let firstTimed = 0
const at = (clock: string): string => `2016-01-01T${clock}:00.000Z`
const T600 = at('06:00')
const T700 = at('07:00')
const T800 = at('08:00')
const span = (from: string, to: string): string => `${at(from)}/${at(to)}`
const I700_800 = span('07:00', '08:00')

const INSTANTS = ['06:00', '06:59', '07:00', '07:01', '07:59', '08:00', '08:01', '09:00']
const INTERVALS = [
  ['06:00', '06:59'],
  ['06:00', '07:00'],
  ['06:00', '07:01'],
  ['07:00', '08:00'],
  ['07:01', '07:59'],
  ['07:59', '09:00'],
  ['08:00', '09:00'],
  ['08:01', '09:00'],
  ['06:59', '08:01'],
  ['07:00', '07:59'],
  ['07:00', '08:01'],
  ['06:59', '08:00'],
  ['07:01', '08:00'],
] as const

/** Numbers of what a filter finds, in order. */
async function found(set: string, filter: string, less = 1): Promise<number[]> {
  const page = await house.get(`${set}?$select=id&$top=1000&$filter=${encodeURIComponent(filter)}`)
  return page['value']?.map((one) => Number(one['@iot.id']) - less) ?? []
}
const timed = (filter: string): Promise<number[]> => found('Datastreams(1)/Observations', filter, firstTimed)

beforeAll(async () => {
  house = await openHouse()
  for (let n = 0; n < 4; n++)
    await house.post('Things', {
      name: `Thing ${n}`,
      description: n === 3 ? 'Ўз ЎЗ' : 'It is a thing.',
      properties: {
        string: 'abcdefghijklmnop'.slice(n, n + 10),
        boolean: n % 2 === 0,
        int: n + 8,
        intArray: [n + 8, n + 9],
        objArray: [{ string: `o${n}`, intArray: [n] }],
        ...(n === 3 ? { only: 'here' } : {}),
      },
    })
  const place = async (name: string, location: unknown, thing?: number): Promise<void> => {
    const Things = thing === undefined ? [] : [{ '@iot.id': thing }]
    await house.post('Locations', {
      name,
      description: name,
      encodingType: 'application/vnd.geo+json',
      location,
      Things,
    })
  }
  const point = (...coordinates: number[]) => ({ type: 'Point', coordinates })
  const line = (...coordinates: number[][]) => ({ type: 'LineString', coordinates })
  await place('Location 1.0', point(8, 51), 1)
  await place('Location 1.1', point(8, 52), 1)
  await place('Location 2', point(8, 53), 2)
  await place('Location 3', point(8, 54), 3)
  const ring = [
    [8, 53],
    [7, 52],
    [7, 53],
    [8, 53],
  ]
  await place('Location 4', { type: 'Polygon', coordinates: [ring] }, 4)
  await place('Location 5', line([5, 52], [5, 53]))
  await place('Location 6', line([5, 52], [6, 53]))
  await place('Location 7', line([4, 52], [8, 52]))
  await house.post('Things(1)/Datastreams', aDatastream(1))
  await house.post('Things(1)/Datastreams', aDatastream(2))
  const observe = async (body: Record<string, unknown>): Promise<number> =>
    house.post('Datastreams(1)/Observations', body)
  firstTimed = await observe({ result: 0, phenomenonTime: T600, resultTime: T600 })
  for (const [n, clock] of INSTANTS.slice(1).entries())
    await observe({ result: n + 1, phenomenonTime: at(clock), resultTime: at(clock) })
  for (const [n, [from, to]] of INTERVALS.entries())
    await observe({ result: n + 8, phenomenonTime: span(from, to), validTime: span(from, to) })
  for (const result of [-1.5, 2.4, 2.5, 'text', 'Text, too', true, { a: { b: 7 } }, null])
    await house.post('Datastreams(2)/Observations', { result, phenomenonTime: '2016-06-05T04:03:02.100Z' })
}, PATIENCE_MS)
afterAll(() => house.close())

describe('times', () => {
  const CASES: Record<string, number[]> = {
    [`resultTime lt ${T700}`]: [0, 1],
    [`validTime lt ${T700}`]: [8, 9],
    [`phenomenonTime lt ${T700}`]: [0, 1, 8, 9],
    [`phenomenonTime lt ${I700_800}`]: [0, 1, 8, 9],
    [`${T800} lt phenomenonTime`]: [6, 7, 15],
    [`${I700_800} lt phenomenonTime`]: [5, 6, 7, 14, 15],
    [`phenomenonTime gt ${T800}`]: [6, 7, 15],
    [`phenomenonTime gt ${I700_800}`]: [5, 6, 7, 14, 15],
    [`${T700} gt phenomenonTime`]: [0, 1, 8, 9],
    [`phenomenonTime le ${T700}`]: [0, 1, 2, 8, 9],
    [`phenomenonTime le ${I700_800}`]: [0, 1, 2, 8, 9, 10, 11, 17, 19],
    [`${I700_800} le phenomenonTime`]: [5, 6, 7, 11, 13, 14, 15, 18, 20],
    [`phenomenonTime ge ${T800}`]: [5, 6, 7, 14, 15],
    [`validTime ge ${I700_800}`]: [11, 13, 14, 15, 18, 20],
    [`phenomenonTime eq ${T800}`]: [5],
    [`phenomenonTime eq ${I700_800}`]: [11],
    [`before(phenomenonTime,${I700_800})`]: [0, 1, 8, 9],
    [`after(phenomenonTime,${T800})`]: [6, 7, 15],
    [`meets(phenomenonTime,${T700})`]: [2, 9, 11, 17, 18],
    [`meets(phenomenonTime,${I700_800})`]: [2, 5, 9, 14],
    [`during(phenomenonTime,${I700_800})`]: [2, 3, 4, 11, 12, 17, 20],
    [`during(${T700},validTime)`]: [10, 11, 16, 17, 18, 19],
    [`overlaps(phenomenonTime,${I700_800})`]: [2, 3, 4, 10, 11, 12, 13, 16, 17, 18, 19, 20],
    [`overlaps(validTime,${T700})`]: [10, 11, 16, 17, 18, 19],
    [`starts(phenomenonTime,${T700})`]: [2, 11, 17, 18],
    [`finishes(phenomenonTime,${T800})`]: [5, 11, 19, 20],
    [`not validTime lt ${T700} and not validTime gt ${T700}`]: [10, 11, 16, 17, 18, 19],
    [`phenomenonTime sub ${T600} eq duration'PT3H'`]: [7],
    [`resultTime add duration'PT1H' gt ${T800}`]: [3, 4, 5, 6, 7],
    [`resultTime gt ${T800} sub duration'PT1H'`]: [3, 4, 5, 6, 7],
    [`validTime lt ${I700_800} add duration'PT1H'`]: [8, 9, 10, 11, 12, 17, 19, 20],
    "phenomenonTime lt '2016-01-01T06:59:00.000Z'": [0, 8],
    'hour(resultTime) eq 7 and minute(resultTime) gt 0': [3, 4],
    'date(resultTime) eq 2016-01-01 and time(resultTime) lt 07:00:00': [0, 1],
    'resultTime lt 2016-01-01T08:00:00+01:00': [0, 1],
    'resultTime lt now() and resultTime gt mindatetime() and resultTime lt maxdatetime()': [0, 1, 2, 3, 4, 5, 6, 7],
    'totaloffsetminutes(resultTime) eq 0 and result lt 1': [0],
  }
  for (const [filter, expected] of Object.entries(CASES))
    it(filter, async () => {
      // In the order of time; the cases are in that of making.
      expect((await timed(filter)).sort((a, b) => a - b)).toEqual(expected)
    })

  it('refuses a moment as a stretch of time', async () => {
    for (const filter of [`during(resultTime,${T700})`, `during(${T700},resultTime)`])
      expect((await house.ask('GET', `Observations?$filter=${encodeURIComponent(filter)}`)).status).toBe(400)
  })
})

describe('dates of one moment', () => {
  for (const [filter, holds] of Object.entries({
    'year(phenomenonTime) eq 2016': true,
    'month(phenomenonTime) eq 6 and day(phenomenonTime) eq 5': true,
    'hour(phenomenonTime) eq 4 and second(phenomenonTime) eq 2': true,
    'fractionalseconds(phenomenonTime) gt 0.09 and fractionalseconds(phenomenonTime) lt 0.11': true,
    'time(phenomenonTime) eq 04:03:02.100': true,
    'minute(phenomenonTime) eq 4': false,
  }))
    it(filter, async () => {
      expect((await found('Datastreams(2)/Observations', filter)).length).toBe(holds ? 8 : 0)
    })
})

describe('numbers and results', () => {
  const results = async (filter: string): Promise<unknown[]> => {
    const page = await house.get(`Datastreams(2)/Observations?$select=result&$filter=${encodeURIComponent(filter)}`)
    return page['value']?.map(({ result }) => result) ?? []
  }
  const CASES: Record<string, unknown[]> = {
    'result lt 2.5': [-1.5, 2.4],
    'result add 1 mul 2 eq 4.5': [2.5],
    '(result add 1) mul 2 eq 7': [2.5],
    '6 div 2 sub result eq 0.5': [2.5],
    'result mod 2 eq 0.5': [2.5],
    'result div 0 eq 1': [],
    'round(result) eq 3': [2.5],
    'floor(result) eq 2': [2.4, 2.5],
    'ceiling(result) eq -1': [-1.5],
    "result eq 'text'": ['text'],
    "tolower(result) eq 'text, too'": ['Text, too'],
    "result eq '2.5'": [2.5],
    'result eq true': [true],
    'result/a/b eq 7': [{ a: { b: 7 } }],
    'result eq null': [null],
    'result ne null and result gt 0': [2.4, 2.5],
    // SQL's nulls: what has no number is neither above nor not above.
    'not (result gt 0)': [-1.5],
    'result gt 2 or result lt 0': [-1.5, 2.4, 2.5],
    'result gt -1e308 and result lt 1e308': [-1.5, 2.4, 2.5],
  }
  for (const [filter, expected] of Object.entries(CASES))
    it(filter, async () => {
      expect(await results(filter)).toEqual(expected)
    })
})

describe('texts and JSON properties', () => {
  const CASES: Record<string, number[]> = {
    "name eq 'Thing 2'": [2],
    "name ne 'Thing 2'": [0, 1, 3],
    "substringof('cdefgh', properties/string)": [0, 1, 2],
    "contains(name, '3')": [3],
    "startswith(name, 'Thing')": [0, 1, 2, 3],
    "endswith(name, ' 1')": [1],
    'length(name) eq 7': [0, 1, 2, 3],
    "indexof(name, '2') eq 6": [2],
    "substring(name, 6) eq '1'": [1],
    "substring(name, 0, 5) eq 'Thing'": [0, 1, 2, 3],
    // A Postgres without a language (LC_ALL=C) knows the letters of ASCII only.
    ...(process.env['THINGS_ON'] === 'postgres' ? {} : { "toupper(description) eq 'ЎЗ ЎЗ'": [3] }),
    "trim(concat(' ', name)) eq 'Thing 0'": [0],
    "concat(concat(name, ', '), description) eq 'Thing 0, It is a thing.'": [0],
    "name eq 'O''Brien'": [],
    'properties/int eq 10': [2],
    'properties/int gt 9': [2, 3],
    "properties/int eq '9'": [1],
    'properties/intArray[1] lt 11': [0, 1],
    'properties/objArray[0]/intArray[0] eq 3': [3],
    "properties/objArray[0]/string eq 'o1'": [1],
    'properties/boolean': [0, 2],
    'not properties/boolean': [1, 3],
    'properties/boolean eq false': [1, 3],
    "properties/only eq 'here'": [3],
    'properties/only eq null': [0, 1, 2],
    "not (properties/only eq 'here')": [],
    'id eq 2 or id eq 4': [1, 3],
    '@iot.id gt 3': [3],
    "not startswith(name, 'Thing') or id eq 1": [0],
  }
  for (const [filter, expected] of Object.entries(CASES))
    it(filter, async () => {
      expect(await found('Things', filter)).toEqual(expected)
    })
})

describe('paths over navigations', () => {
  const CASES: Record<string, number[]> = {
    "Locations/name eq 'Location 2'": [1],
    "startswith(HistoricalLocations/Location/name, 'Location 1')": [0],
    "Datastreams/ObservedProperty/name eq 'flux 1'": [0],
    "Datastreams/ObservedProperty/name eq 'flux 1' and Datastreams/Sensor/name eq 'sensor 2'": [],
    'Datastreams/Observations/result gt 19': [0],
    "Datastreams/id eq 1 or Locations/name eq 'Location 4'": [0, 3],
    "name eq 'Thing 0' and Datastreams/name eq 'datastream 2'": [0],
    'Datastreams/id eq null': [1, 2, 3],
  }
  for (const [filter, expected] of Object.entries(CASES))
    it(filter, async () => {
      expect(await found('Things', filter)).toEqual(expected)
    })

  it('Datastream/Thing/name of an observation', async () => {
    expect((await found('Observations', "Datastream/Thing/name eq 'Thing 0' and Datastream/id eq 2")).length).toBe(8)
    expect((await found('Observations', "Datastream/Thing/name eq 'Thing 1'")).length).toBe(0)
  })
})

describe('shapes', () => {
  const BOX = "geography'POLYGON((7.5 51.5, 7.5 53.5, 8.5 53.5, 8.5 51.5, 7.5 51.5))'"
  const CASES: Record<string, number[]> = {
    "geo.distance(location, geography'POINT(8 54.1)') lt 1": [3],
    "geo.intersects(location, geography'LINESTRING(7.5 51, 7.5 54)')": [4, 7],
    'geo.length(location) gt 1': [6, 7],
    'geo.length(location) eq 1': [5],
    'geo.length(location) lt 4': [0, 1, 2, 3, 4, 5, 6],
    [`st_contains(${BOX}, location)`]: [1, 2],
    "st_crosses(geography'LINESTRING(7.5 51.5, 7.5 53.5)', location)": [4, 7],
    [`st_disjoint(${BOX}, location)`]: [0, 3, 5, 6],
    "st_equals(location, geography'POINT(8 53)')": [2],
    "st_intersects(location, geography'LINESTRING(7.5 51, 7.5 54)')": [4, 7],
    [`st_overlaps(${BOX}, location)`]: [4],
    [`st_relate(${BOX}, location, 'T********')`]: [1, 2, 4, 7],
    "st_touches(geography'POLYGON((8 53, 7.5 54.5, 8.5 54.5, 8 53))', location)": [2, 4],
    "st_within(geography'POINT(7.5 52.75)', location)": [4],
    "not st_within(location, geography'POLYGON((0 0, 0 60, 10 60, 10 0, 0 0))')": [],
  }
  for (const [filter, expected] of Object.entries(CASES))
    it(filter.slice(0, 70), async () => {
      expect(await found('Locations', filter)).toEqual(expected)
    })

  it('are followed over navigations', async () => {
    expect(await found('Things', `st_within(Locations/location, ${BOX})`)).toEqual([0, 1])
    expect((await found('Datastreams', `st_within(observedArea, ${BOX})`)).length).toBe(2)
  })
})
