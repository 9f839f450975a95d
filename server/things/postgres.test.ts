// The same store in Postgres: what SQL says differently there. THINGS_ON=postgres runs every other suite there too.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KINDS } from '../journal/testing.ts'
import { aThing, type House, openHouse, PATIENCE_MS } from './testing.ts'

const postgres = KINDS[1]

describe.skipIf(!postgres?.isHere)('in Postgres', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse(postgres ? { kind: postgres } : {})
    for (const n of [1, 2]) await house.post('Things', aThing(n))
    await house.things.append(
      Array.from({ length: 200 }, (_, i) => ({
        datastreamId: 1 + (i % 2),
        atMs: Date.UTC(2026, 0, 1) + i * 60_000,
        result: i / 4,
      })),
    )
    await house.post('Datastreams(2)/Observations', { result: { deep: [1, 2] }, parameters: { text: 'x', flag: true } })
  }, PATIENCE_MS)
  afterAll(() => house.close())

  const FILTERS: Record<string, number> = {
    'result gt 40': 39,
    'result mod 2 eq 0.5 and result lt 5': 3,
    "result eq '2.25'": 1,
    'result/deep[1] eq 2': 1,
    'parameters/flag and not (parameters/text eq null)': 1,
    'phenomenonTime lt 2026-01-01T00:10:00Z': 10,
    'minute(phenomenonTime) eq 5 and hour(phenomenonTime) eq 1': 1,
    'time(phenomenonTime) le 00:01:00 and date(phenomenonTime) eq 2026-01-01': 2,
    "phenomenonTime sub 2026-01-01T00:00:00Z le duration'PT3M'": 4,
    'Datastream/Thing/properties/reference eq 2 and result lt 10': 20,
    "startswith(Datastream/name, 'data') and endswith(Datastream/name, '1')": 100,
    "st_within(FeatureOfInterest/feature, geography'POLYGON((-117 51, -115.5 51, -115.5 52, -117 52, -117 51))')": 100,
    "geo.distance(FeatureOfInterest/feature, geography'POINT(-115 51.05)') lt 0.1": 101,
    'round(result) eq 10 or floor(result) eq 20 or ceiling(result) eq 30': 12,
  }
  for (const [filter, count] of Object.entries(FILTERS))
    it(filter.slice(0, 70), async () => {
      const page = await house.get(`Observations?$top=0&$count=true&$filter=${encodeURIComponent(filter)}`)
      expect(page['@iot.count']).toBe(count)
    })

  it('expands, orders and pages', async () => {
    const page = await house.get(
      'Things?$orderby=name desc&$expand=Locations,Datastreams($expand=Sensor,Observations($top=2;$count=true;$orderby=phenomenonTime desc;$select=result))',
    )
    expect(page['value']?.[1]).toMatchObject({
      name: 'thing 1',
      Datastreams: [
        {
          Sensor: { name: 'sensor 1' },
          'Observations@iot.count': 100,
          Observations: [{ result: 49.5 }, { result: 49 }],
        },
      ],
    })
    expect(
      (await house.get('Observations?$orderby=result,id desc&$top=2&$skip=1'))['value']?.map(({ result }) => result),
    ).toEqual([0, 0.25])
  })

  it('stores each value once and deletes what belongs together', async () => {
    const again = await house.things.append([{ datastreamId: 1, atMs: Date.UTC(2026, 0, 1), result: 0 }])
    expect(again).toMatchObject({ stored: 0, repeats: 1 })
    expect((await house.ask('DELETE', 'Things(2)')).status).toBe(200)
    expect((await house.get('Observations?$count=true&$top=0'))['@iot.count']).toBe(100)
    expect((await house.get('Locations?$count=true&$top=0'))['@iot.count']).toBe(2)
    expect((await house.ask('POST', 'Things', { name: 'x' })).status).toBe(400)
    expect((await house.ask('GET', 'Things(99999999999999999999)')).status).toBe(404)
  })
})
