import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFrame } from './frame.ts'
import { readGtfs } from './gtfs.ts'
import { Ledger } from './ledger.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gtfs-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const FEED: Record<string, string> = {
  'agency.txt':
    'agency_id,agency_name,agency_url,agency_timezone\nA,"Helsinki, Transport",https://example.org,Europe/Helsinki\n',
  'stops.txt':
    '\ufeffstop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n' +
    'b1,"Опера, ""север""",60.18,24.93,0,\nt1,Kirkko,60.19,24.94,,\np1,Platform 1,60.1711,24.941,0,S\np2,Platform 2,60.1712,24.941,0,S\nS,Asema,60.1710,24.9410,1,\nE,Door,60.1713,24.9412,2,S\n',
  'routes.txt': 'route_id,route_short_name,route_long_name,route_type\nR1,10,Line ten,3\nR2,4,,0\nR3,R,Train,109\n',
  'trips.txt': 'route_id,service_id,trip_id,shape_id\nR1,all,T1,sh1\nR2,all,T2,\nR3,all,T3,\n',
  'stop_times.txt':
    'trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT1,24:10:00,25:59:59,b1,1\nT1,,,t1,2\nT2,08:00:00,08:00:30,t1,1\nT3, 9:00:00,9:01:00,p1,1\nT3,09:30:00,09:30:00,p2,2\n',
  'shapes.txt':
    'shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nsh1,60.19,24.94,30\nsh1,60.17,24.92,10\nsh1,60.18,24.93,20\n',
}

let count = 0
const read = async (changes: Record<string, string | null> = {}, how: 'zip' | 'folder' | 'nested' = 'zip') => {
  const files = Object.entries({ ...FEED, ...changes }).filter((e): e is [string, string] => e[1] !== null)
  const path = join(dir, `feed${++count}${how === 'folder' ? '' : '.zip'}`)
  if (how === 'folder') {
    mkdirSync(path)
    for (const [name, text] of files) writeFileSync(join(path, name), text)
  } else {
    const folder = how === 'nested' ? 'feed/' : ''
    writeFileSync(path, zipSync(Object.fromEntries(files.map(([name, text]) => [folder + name, strToU8(text)]))))
  }
  const ledger = new Ledger()
  const reading = await readGtfs(path, ledger)
  const frame = makeFrame('EPSG:32635', 24.94, 60.18)
  const survey = reading.survey(frame, ledger)
  return {
    reading,
    survey,
    stops: Object.fromEntries(survey.points.map((p) => [p.id.replace('gtfs/stop/', ''), p.kind])),
    degrees: (id: string) => {
      const point = survey.points.find((p) => p.id === `gtfs/stop/${id}`)
      return point ? frame.toLonLat(point.atM).map((v) => Math.round(v * 1e5) / 1e5) : null
    },
    lines: survey.lines.map((l) => l.line.map((v) => Math.round(v))),
    dropped: ledger.list().map((d) => `${d.count} ${d.what}: ${d.why}`),
  }
}

describe('a sound feed', () => {
  test.each(['zip', 'folder', 'nested'] as const)('gives stops by what calls there, from a %s', async (how) => {
    const { stops, survey, reading, dropped } = await read({}, how)
    expect(stops).toEqual({ b1: 'busStop', t1: 'tramStop', S: 'station' })
    expect(survey.points.find((p) => p.id === 'gtfs/stop/b1')?.name).toBe('Опера, "север"')
    expect(reading.source).toMatchObject({ title: 'Helsinki, Transport', format: 'GTFS', crs: 'EPSG:4326' })
    expect(reading.source.licence).toMatch(/^unknown: see the feed's publisher/)
    expect(reading.bbox).toEqual([24.92, 60.17, 24.941, 60.19])
    expect(reading.projectedCrs).toBeNull()
    expect(dropped).toEqual([])
  })

  test('sorts the points of a shape by their sequence and names it by its route', async () => {
    const { survey, lines } = await read()
    expect(survey.lines).toHaveLength(1)
    expect(survey.lines[0]).toMatchObject({ id: 'gtfs/shape/sh1', kind: 'transit', name: '10' })
    const [a, b, c] = [lines[0]?.[1], lines[0]?.[3], lines[0]?.[5]] as [number, number, number]
    expect(a).toBeLessThan(b)
    expect(b).toBeLessThan(c)
  })

  test('takes names in other languages and the publisher from optional tables', async () => {
    const { survey, reading } = await read({
      'translations.txt': 'table_name,field_name,language,translation,record_id\nstops,stop_name,sv,Kyrkan,t1\n',
      'feed_info.txt':
        'feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date\nHSL,https://hsl.fi,fi,20240102\n',
    })
    expect(survey.points.find((p) => p.id === 'gtfs/stop/t1')?.names).toEqual({ sv: 'Kyrkan' })
    expect(reading.source).toMatchObject({ title: 'HSL', date: '2024-01-02' })
  })
})

describe('a feed with faults', () => {
  test('times past midnight count, malformed ones are dropped and counted', async () => {
    const { stops, dropped } = await read({
      'stop_times.txt':
        'trip_id,arrival_time,departure_time,stop_id\nT2,47:59:59,48:00:00,b1\nT2,8 o clock,08:00:00,t1\nT2,08:61:00,08:00:00,t1\n',
    })
    expect(stops).toMatchObject({ b1: 'tramStop', t1: 'busStop' })
    expect(dropped).toEqual(['2 stop times: malformed time'])
  })

  test('without timetable, routes or shapes the stops remain', async () => {
    const only = await read({
      'stop_times.txt': null,
      'trips.txt': null,
      'routes.txt': null,
      'shapes.txt': null,
      'agency.txt': null,
    })
    expect(Object.keys(only.stops)).toEqual(['b1', 't1', 'p1', 'p2'])
    expect(only.reading.source.title).toMatch(/^feed\d+\.zip$/)
    const undrawn = await read({ 'shapes.txt': null })
    expect(undrawn.dropped).toEqual(['3 transit lines: the feed draws no shapes'])
  })

  test('stops nowhere, twice or at 0, 0 are dropped and counted', async () => {
    const { stops, dropped } = await read({
      'stops.txt': `${FEED['stops.txt']}b1,Twice,60.2,24.9,0,\nx,Nowhere,,,0,\ny,Zero,0,0,0,\nz,Words,north,east,0,\nw,Beyond,250,300,0,\n`,
    })
    expect(Object.keys(stops)).toEqual(['b1', 't1', 'S'])
    expect(dropped).toEqual([
      '1 stops: id given twice, the first is kept',
      '2 stops: without coordinates',
      '1 stops: at 0, 0',
      '1 stops: not a place on earth',
    ])
  })

  test('a single stop with latitude and longitude exchanged is turned round', async () => {
    const { degrees, dropped } = await read({ 'stops.txt': `${FEED['stops.txt']}q,Swapped,24.95,60.2,0,\n` })
    expect(degrees('q')).toEqual([24.95, 60.2])
    expect(dropped).toEqual(['1 stops: latitude and longitude exchanged, turned round'])
  })

  test('a whole feed with latitude and longitude exchanged is told by its time zone', async () => {
    const swap = (text: string): string => text.replace('_lat', '_tmp').replace('_lon', '_lat').replace('_tmp', '_lon')
    const { degrees, reading, dropped } = await read({
      'stops.txt': swap(FEED['stops.txt'] ?? ''),
      'shapes.txt': swap(FEED['shapes.txt'] ?? ''),
    })
    expect(degrees('b1')).toEqual([24.93, 60.18])
    expect(reading.bbox).toEqual([24.92, 60.17, 24.941, 60.19])
    expect(dropped).toEqual(['1 feeds: latitude and longitude exchanged throughout, turned round'])
  })

  test('references that lead nowhere and broken shapes are counted', async () => {
    const { dropped } = await read({
      'trips.txt': `${FEED['trips.txt']}R9,all,T9,\nR1,all,T1,\n`,
      'stop_times.txt': `${FEED['stop_times.txt']}T8,1:00:00,1:00:00,b1,1\nT1,1:00:00,1:00:00,nowhere,9\n`,
      'shapes.txt': `${FEED['shapes.txt']}sh2,60.1,24.9,1\nsh3,x,24.9,1\n`,
    })
    expect(dropped.sort((a, b) => a.localeCompare(b))).toEqual([
      '1 shape points: without coordinates or sequence',
      '1 stop times: their stop is not in the feed',
      '1 stop times: their trip is not in the feed',
      '1 transit lines: fewer than two points',
      '1 trips: id given twice, the first is kept',
      '1 trips: their route is not in the feed',
    ])
  })

  test('a row without end is left out and counted, whatever its length', async () => {
    const { dropped, stops } = await read({ 'stops.txt': `${FEED['stops.txt']}X,${'a'.repeat(3_000_000)}` })
    expect(dropped.some((d) => d.endsWith('rows of stops.txt: not readable as comma-separated values'))).toBe(true)
    expect(stops['b1']).toBe('busStop')
  })

  test('what is no feed is refused in one sentence', async () => {
    const refusal = (path: string) =>
      readGtfs(path, new Ledger()).then(
        () => 'was read',
        (e: Error) => e.message,
      )
    const text = join(dir, 'text.zip')
    writeFileSync(text, 'not a zip')
    expect(await refusal(text)).toBe('text.zip: is not a .zip archive or is cut short')
    const other = join(dir, 'other.zip')
    writeFileSync(other, zipSync({ 'readme.txt': strToU8('hello') }))
    expect(await refusal(other)).toBe('other.zip: has no stops.txt, so it is not a GTFS feed')
    const cut = join(dir, 'cut.zip')
    const whole = zipSync(Object.fromEntries(Object.entries(FEED).map(([name, t]) => [name, strToU8(t)])))
    writeFileSync(cut, whole.slice(0, whole.length / 2))
    expect(await refusal(cut)).toBe('cut.zip: is not a .zip archive or is cut short')
    expect(await refusal(join(dir, 'missing.zip'))).toBe('missing.zip: there is no such file')
  })
})
