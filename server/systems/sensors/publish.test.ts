// What the sensors show, as a follower of the frames reads it: names, places, values and ages, of now and of then.
import { describe, expect, it } from 'vitest'
import { NO_OUTPUTS } from '../../../shared/city/outputs.ts'
import { Random } from '../../../shared/kernel/random.ts'
import { EMPTY_CITY } from '../../../shared/kernel/toy.ts'
import type { AgentCells } from '../../../shared/protocol/fields-agents.ts'
import { greatestCode, LayerInfo } from '../../../shared/protocol/fields-info.ts'
import type { ItemCells } from '../../../shared/protocol/fields-items.ts'
import { cellsOf, Field } from '../../../shared/protocol/fields.ts'
import { sensors, type SensorsState } from '../../../shared/systems/sensors/sensors.ts'
import { sensorsShown } from './publish.ts'

const link = (id: string, line: readonly number[]) => ({ id, line }) as never
const city = {
  ...EMPTY_CITY,
  links: [link('way/1#0', [-400, 0, 400, 0]), link('way/2#0', [0, 100, 0, 700])],
}
const layers = sensorsShown.layers?.({ city, boundsM: [-2000, -1500, 2000, 1500] }) ?? []
const NOW_MS = 1_790_000_000_000
const operator = { id: 'server', role: 'operator' } as const

function town() {
  const state = sensors.create(city)
  const place = (thing: string, kind: string, keys: readonly string[], more: object = {}): void =>
    sensors.apply(
      state,
      {
        type: 'sensors.placeSensor',
        thing,
        name: `The ${thing}`,
        kind,
        eastM: 100,
        northM: 12,
        upM: 0,
        truth: 'synthetic',
        quantities: keys.map((key) => ({ key, unit: '', min: 0, max: 5000, step: 1, scale: '' })),
        ...more,
      },
      operator,
    )
  const hear = (thing: string, key: string, value: number, atMs = NOW_MS): void =>
    sensors.observe?.(state, { thing, key, value, atMs })
  const stepTo = (nowMs: number): void => sensors.step?.(state, 1, new Random(1), city, { ...NO_OUTPUTS, nowMs })
  return { state, place, hear, stepTo }
}

/** A follower who came with the first frame. */
function followed(id: string) {
  const layer = layers.find(({ info }) => info.id === id)
  if (!layer) throw new Error(`no layer ${id}`)
  const [mine, theirs] = [new Field(0, cellsOf(layer.info)), new Field(0, cellsOf(layer.info))]
  return (state: SensorsState) => {
    theirs.apply(mine.update(layer.values(state) as never, state.nowMs))
    return theirs
  }
}

describe('the layers of sensors', () => {
  it('are what a layer may be, each quantity within what a code can tell', () => {
    expect(layers.length).toBeGreaterThan(8)
    for (const { info } of layers) {
      expect(LayerInfo.parse(info)).toEqual(info)
      for (const quantity of info.quantities) expect(greatestCode(quantity)).toBeLessThanOrEqual(65_535)
    }
    expect(
      sensorsShown.layers?.({ city: EMPTY_CITY, boundsM: [0, 0, 1, 1] }).map(({ info }) => info.kind),
    ).not.toContain('edges')
  })

  it('tell points with name, place, value, quality and age, and forget what is removed', () => {
    const { state, place, hear, stepTo } = town()
    const show = followed('sensors.waterLevel')
    place('gauge-1', 'gauge', ['levelM', 'flowM3S'])
    place('gauge-2', 'gauge', ['levelM'], { truth: 'measured', eastM: -900 })
    place('noise-1', 'microphone', ['noiseDb'])
    hear('gauge-1', 'levelM', 3.21, NOW_MS - 20_000)
    hear('gauge-1', 'levelM', 3.22, NOW_MS)
    hear('gauge-2', 'levelM', 900, NOW_MS - 3_600_000)
    stepTo(NOW_MS)
    const cells = show(state).cells as ItemCells
    expect([0, 1].map((item) => cells.named.get(item)?.about)).toEqual([
      { id: 'gauge-1', name: 'The gauge-1', truth: 'synthetic' },
      { id: 'gauge-2', name: 'The gauge-2', truth: 'measured' },
    ])
    expect([cells.eastM(0), cells.northM(0), cells.value(0, 0), cells.quality(0)]).toEqual([
      100,
      12,
      expect.closeTo(3.22, 9),
      0,
    ])
    expect(cells.heardAtMs(0, NOW_MS)).toBe(NOW_MS)
    // 900 m is more than the layer can tell, and an hour of silence too long.
    expect([cells.value(0, 1), cells.quality(1)]).toEqual([NaN, 2])
    sensors.apply(state, { type: 'sensors.removeSensor', thing: 'gauge-1' }, operator)
    stepTo(NOW_MS + 1000)
    expect([...(show(state).cells as ItemCells).named.keys()]).toEqual([1])
    expect(sensorsShown.gauges?.(state).map(({ id }) => id)).toEqual(['sensors.gauge-2.levelM'])
  })

  it('colour the link of a loop, named or nearest, and leave it out when the loop is silent', () => {
    const { state, place, hear, stepTo } = town()
    const show = followed('sensors.flow')
    place('loop-1', 'loop', ['vehPerH', 'speedMS'])
    place('loop-2', 'loop', ['vehPerH', 'speedMS'], { linkId: 'way/2#0' })
    place('loop-3', 'loop', ['vehPerH'], { linkId: 'way/2#0' })
    place('loop-4', 'loop', ['vehPerH'], { northM: 80 })
    for (const loop of ['loop-1', 'loop-2', 'loop-3', 'loop-4']) hear(loop, 'vehPerH', 600)
    hear('loop-1', 'speedMS', 10)
    stepTo(NOW_MS)
    const field = show(state)
    const cells = field.cells as ItemCells
    expect(new Set(cells.named.keys())).toEqual(new Set([0, 1]))
    expect([cells.value(0, 0), cells.value(1, 0), cells.value(0, 1)]).toEqual([600, 36, 1200])
    stepTo(NOW_MS + 3_600_000)
    expect((show(state).cells as ItemCells).named.size).toBe(0)
  })

  it('move buses, and say of a silent one where it was last', () => {
    const { state, place, hear, stepTo } = town()
    const show = followed('sensors.buses')
    place('bus-1', 'bus', ['speedMS'])
    const drive = (eastM: number, atMs: number): void => {
      hear('bus-1', 'eastM', eastM, atMs)
      hear('bus-1', 'northM', 4, atMs)
      stepTo(atMs)
    }
    drive(0, NOW_MS)
    drive(10, NOW_MS + 1000)
    const bus = () => {
      const field = show(state)
      const cells = field.cells as AgentCells
      const [one] = [...cells.agents.values()]
      if (!one) throw new Error('no bus')
      return { at: [cells.eastM(one), cells.northM(one)], kmh: cells.speed(one), name: one.about?.name }
    }
    expect(bus()).toEqual({ at: [10, 4], kmh: 36, name: 'The bus-1' })
    stepTo(NOW_MS + 600_000)
    expect(bus()).toMatchObject({ at: [10, 4], kmh: NaN })
  })

  it('show nothing of a city without sensors', () => {
    const { state } = town()
    expect(sensorsShown.gauges?.(state)).toEqual([])
    for (const layer of layers) expect(() => layer.values(state)).not.toThrow()
  })
})
