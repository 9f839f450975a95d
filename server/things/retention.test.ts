// What is kept for how long: thinned after a while, gone later, never what was doubted, and not what real devices said.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type House, openHouse, PATIENCE_MS } from './testing.ts'

const HOUR_MS = 3_600_000
const START_MS = Date.UTC(2026, 4, 1)
const NOW_MS = START_MS + 50 * HOUR_MS
const KEPT = { fineMs: 24 * HOUR_MS, syntheticMs: null, allMs: null }

let house: House
beforeAll(async () => (house = await openHouse()), PATIENCE_MS)
afterAll(() => house.close())

async function stream(deviceId: string, key: string, truth: string): Promise<number> {
  const { datastreams } = await house.things.ensureThing({
    deviceId,
    name: deviceId,
    description: truth,
    properties: { truth },
    place: { name: 'there', geometry: { type: 'Point', coordinates: [71.4, 51.1] } },
    datastreams: [
      {
        key,
        name: key,
        description: key,
        unit: { name: key, symbol: key, definition: key },
        observedProperty: { name: key, definition: `urn:${key}`, description: key },
        sensor: { name: key, description: key, metadata: 'none' },
      },
    ],
  })
  return datastreams[key] ?? 0
}
/** Once a second for a minute, one of them doubted. */
const fill = (datastreamId: number, fromMs: number) =>
  house.things.append(
    Array.from({ length: 60 }, (_, s) => {
      return { datastreamId, atMs: fromMs + s * 1000, result: s, quality: { code: s === 33 ? 'outOfRange' : 'ok' } }
    }),
  )
async function results(datastream: number): Promise<number[]> {
  const { value } = await house.get(`Datastreams(${datastream})/Observations?$orderby=phenomenonTime&$top=1000`)
  return (value as unknown as { result: number }[]).map(({ result }) => result)
}

it('thins places and what is simulated to one in ten seconds, once it is old, and leaves the rest as it is', async () => {
  const bus = await stream('bus', 'eastM', 'measured')
  const lamp = await stream('lamp', 'lampShare', 'synthetic')
  const gauge = await stream('gauge', 'levelM', 'measured')
  for (const one of [bus, lamp, gauge]) {
    await fill(one, START_MS)
    await fill(one, START_MS + 5 * HOUR_MS)
    await fill(one, NOW_MS - HOUR_MS)
  }
  const all = Array.from({ length: 60 }, (_, s) => s)
  const thin = [0, 10, 20, 30, 33, 40, 50]
  expect(await house.things.tidy(KEPT, NOW_MS)).toBe(4 * 53)
  expect(await house.things.tidy(KEPT, NOW_MS)).toBe(0)
  expect(await results(bus)).toEqual([...thin, ...thin, ...all])
  expect(await results(lamp)).toEqual([...thin, ...thin, ...all])
  expect(await results(gauge)).toEqual([...all, ...all, ...all])
  expect(await house.things.tidy({ ...KEPT, syntheticMs: 40 * HOUR_MS }, NOW_MS)).toBe(14)
  expect(await results(lamp)).toEqual(all)
  expect((await house.get(`Datastreams(${lamp})`))['phenomenonTime']).toMatch(/^2026-05-03T01:00:00/)
  expect(await results(gauge)).toHaveLength(180)
  expect(await house.things.tidy({ fineMs: null, syntheticMs: null, allMs: 10 * HOUR_MS }, NOW_MS)).toBe(134)
  expect([await results(bus), await results(gauge)]).toEqual([all, all])
})
