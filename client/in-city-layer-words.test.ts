// What is told of layers in words, and the value over time, from fields a sensor system would send.
import { expect, it } from 'vitest'
import { layerCard, thingsOf, truthsOf } from './in-city-layer-words.ts'
import { historyOf } from './timeline/history.ts'
import { Segments } from './timeline/segments.ts'
import { itemIn, keyOfValue, type ValueOf, valueIn } from './timeline/values.ts'
import { AgentCells } from '../shared/protocol/fields-agents.ts'
import type { AgentsInfo, ItemsInfo } from '../shared/protocol/fields-info.ts'
import { ItemCells } from '../shared/protocol/fields-items.ts'
import { AGENTS, POINTS, RASTER } from '../shared/protocol/fields-testing.ts'
import { cellsOf, Field } from '../shared/protocol/fields.ts'
import { RasterCells } from '../shared/protocol/fields-raster.ts'
import { SegmentBuilder, type SegmentIndex } from '../shared/protocol/segment.ts'

const AT_MS = Date.UTC(2026, 10, 22, 12)
const LEVELS: ItemsInfo = {
  ...POINTS,
  id: 'sensors.waterLevel',
  title: 'layerSensors_waterLevel',
  quantities: [{ key: 'levelM', unit: 'm', min: 0, max: 12, step: 0.01, scale: 'level' }],
  isNamed: true,
}
const BUSES: AgentsInfo = { ...AGENTS, id: 'sensors.buses', title: 'layerSensors_buses', isNamed: true }

/** Two gauges, the second silent since an hour. */
function levels(value: number, atMs: number, before?: Field<ItemCells>) {
  const field = before ?? new Field(0, new ItemCells(LEVELS))
  const about = (id: string, truth: 'synthetic' | 'measured') => ({ id, name: `The ${id}`, truth })
  const thing = (item: number, id: string, heardAtMs: number, truth: 'synthetic' | 'measured') => {
    return { item, eastM: 10 * item, northM: 5, about: about(id, truth), heardAtMs }
  }
  const things = [thing(3, 'gauge-1', atMs, 'measured'), thing(4, 'gauge-2', atMs - 3_600_000, 'synthetic')]
  const values = Float64Array.from({ length: LEVELS.count }, () => value)
  const frame = field.update({ values: [values], quality: [0, 0, 0, 0, 2], things }, atMs)
  return { field, frame }
}

it('gives a card with value, unit, age and the truth of the thing itself', () => {
  const { field } = levels(3.2, AT_MS)
  const of = (id: string) => ({ layer: LEVELS.id, of: { is: 'thing', id } as const })
  const shared = { info: LEVELS, field: field as unknown as Field, zone: 'UTC', nowMs: AT_MS }
  expect(layerCard({ ...shared, thing: of('gauge-1') })).toMatchObject({
    title: 'The gauge-1',
    truth: 'measured',
    facts: [
      { key: 'Water level', value: '3.2 m' },
      { key: 'heard', value: '12:00 PM' },
    ],
    charts: [{ name: 'Water level', unit: 'm' }],
  })
  expect(layerCard({ ...shared, thing: of('gauge-2') })).toMatchObject({
    truth: 'synthetic',
    facts: [{}, { value: '11:00 AM' }, { key: 'quality', value: 'old: silent for too long' }],
  })
  expect(layerCard({ ...shared, thing: of('gauge-9') })).toBeNull()
  expect(truthsOf(field as unknown as Field)).toEqual(['measured', 'synthetic'])
})

it('lists things by name with all their values, once each, and silent ones as such', () => {
  const buses = new Field(0, new AgentCells(BUSES))
  const about = { id: 'bus-12', name: 'Bus 12', truth: 'synthetic' } as const
  const bus = { id: 7, kind: 1, eastM: 50, northM: 60, headingRad: 0, speed: NaN, about, heardAtMs: AT_MS }
  buses.update([bus], AT_MS)
  const { field } = levels(3.2, AT_MS)
  const things = thingsOf([
    { info: LEVELS, field: field as unknown as Field },
    { info: { ...LEVELS, id: 'sensors.other' }, field: field as unknown as Field },
    { info: BUSES, field: buses as unknown as Field },
    { info: RASTER, field: null },
  ])
  expect(things.map(({ id, values, isStale, atM }) => [id, values.length, isStale, atM])).toEqual([
    ['bus-12', 0, true, [50, 60]],
    ['gauge-1', 2, false, [30, 5]],
    ['gauge-2', 2, true, [40, 5]],
  ])
})

it('knows a value of any layer at a place, by number and by name', () => {
  const raster = new Field(0, new RasterCells(RASTER))
  const depths = new Float64Array(70 * 37).fill(NaN)
  depths[2 * 70 + 3] = 1.5
  raster.update(depths, AT_MS)
  const at = (eastM: number, northM: number): ValueOf => {
    return { layer: RASTER.id, of: { is: 'place', atM: [eastM, northM] }, quantity: 0 }
  }
  expect(valueIn(raster as unknown as Field, at(-1000 + 80, -600 + 60))).toBeCloseTo(1.5, 9)
  expect(valueIn(raster as unknown as Field, at(-1000 + 20, -600 + 60))).toBeUndefined()
  expect(valueIn(raster as unknown as Field, at(9000, 0))).toBeUndefined()
  expect(valueIn(null, at(0, 0))).toBeUndefined()
  const { field } = levels(3.2, AT_MS)
  expect(itemIn(field.cells, { is: 'thing', id: 'gauge-2' })).toBe(4)
  expect(keyOfValue(at(1.4, 2))).toBe('layer/toy.depth/0/1,2')
})

it('reads the value of a thing over time from what was recorded, whatever its number was then', async () => {
  const builder = new SegmentBuilder({ timeline: 'live', build: 'test', fromMs: AT_MS, layers: [LEVELS] })
  let field: Field<ItemCells> | undefined
  for (let minute = 0; minute < 10; minute++) {
    const atMs = AT_MS + minute * 60_000
    const told = levels(1 + minute, atMs, field)
    field = told.field
    builder.frame(atMs, minute === 0 ? field.keyframe() : told.frame)
  }
  const bytes = builder.finish()
  const entry = { name: `${AT_MS}-${AT_MS + 600_000}-0123456789abcdef.thseg`, sha256: '0'.repeat(64), marks: [] }
  const index: SegmentIndex = {
    format: 1,
    timeline: 'live',
    tracks: [
      {
        everyMs: 0,
        segments: [
          { ...entry, fromMs: AT_MS, toMs: AT_MS + 600_000, bytes: 1, plainBytes: bytes.length, layers: [LEVELS.id] },
        ],
      },
    ],
    gaps: [],
  }
  const fetch = (url: string) =>
    Promise.resolve(url.endsWith('.json') ? Response.json(index) : new Response(bytes as Uint8Array<ArrayBuffer>))
  const segments = await Segments.open('http://town.test/replay/live/index.json', fetch)
  const what: ValueOf = { layer: LEVELS.id, of: { is: 'thing', id: 'gauge-1' }, quantity: 0 }
  const points = await historyOf(segments, what, { fromMs: AT_MS, toMs: AT_MS + 599_000 })
  expect(points.length).toBeGreaterThan(50)
  expect(points[0]?.[1]).toBeCloseTo(1, 9)
  expect(points.at(-1)?.[1]).toBeCloseTo(10, 9)
  expect(await historyOf(segments, { ...what, layer: 'toy.none' }, { fromMs: AT_MS, toMs: AT_MS + 9000 })).toEqual([])
  expect(cellsOf(LEVELS).kind).toBe('items')
})
