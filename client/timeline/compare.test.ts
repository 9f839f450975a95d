// A second outcome at the moment of the first, from recordings in memory; and the difference of two rasters.
import { describe, expect, it } from 'vitest'
import type { Quantity, RasterInfo } from '../../shared/protocol/fields-info.ts'
import { RasterCells } from '../../shared/protocol/fields-raster.ts'
import { Field } from '../../shared/protocol/fields.ts'
import { CompareModel, screenIn } from '../panels/compare-model.ts'
import { CompareSource } from './compare.ts'
import { differenceOf, niceAbove } from './compare-difference.ts'
import { answerFrom, Recording } from './testing.ts'

const FROM_MS = 1_800_000_000_000
const MINUTE_MS = 60_000
const settle = () => new Promise((go) => setTimeout(go))

describe('the second outcome', () => {
  function two(asked: string[] = []) {
    const recordings = new Map([
      ['barrier-a', new Recording('barrier-a', FROM_MS, 30, 100)],
      ['barrier-b', new Recording('barrier-b', FROM_MS, 60)],
    ])
    const model = new CompareModel()
    model.b.value = { timeline: 'barrier-b', name: 'Barrier' }
    model.a.value = { timeline: 'barrier-a', name: 'Without' }
    const moment = { atMs: FROM_MS + 5 * MINUTE_MS }
    const source = new CompareSource({
      model,
      origin: 'http://town.test',
      fetch: (url) => {
        asked.push(url)
        return Promise.resolve(answerFrom(recordings, url))
      },
      atMs: () => moment.atMs,
    })
    return { model, moment, source, asked }
  }
  const wind = ({ seen }: CompareModel) => seen.value?.indicators[0]?.value

  it('is asked for only while something is compared, and follows the moment', async () => {
    const { model, moment, source, asked } = two()
    source.frame(0)
    expect(asked).toEqual([])
    model.mode.value = 'swipe'
    source.frame(1)
    await settle()
    expect([wind(model), model.state.value]).toEqual([105, 'here'])
    moment.atMs += 7 * MINUTE_MS
    source.frame(2)
    await settle()
    expect(wind(model)).toBe(112)
    model.mode.value = 'off'
    source.frame(3)
    expect([model.seen.value, model.state.value]).toEqual([null, 'none'])
  })

  it('says when the other does not reach so far, and is there again where it does', async () => {
    const { model, moment, source } = two()
    model.mode.value = 'side'
    moment.atMs = FROM_MS + 45 * MINUTE_MS
    source.frame(0)
    await settle()
    expect([model.seen.value, model.state.value]).toEqual([null, 'notThen'])
    moment.atMs = FROM_MS + 29 * MINUTE_MS
    source.frame(1)
    await settle()
    expect([wind(model), model.state.value]).toEqual([129, 'here'])
  })

  it('turns to another when another is chosen, and does not ask again at once for one that is not there', async () => {
    const { model, source, asked } = two()
    model.mode.value = 'switch'
    model.a.value = { timeline: 'gone', name: 'Gone' }
    for (const nowMs of [0, 100, 200]) {
      source.frame(nowMs)
      await settle()
    }
    expect(asked).toHaveLength(1)
    expect(model.state.value).toBe('notThen')
    model.a.value = { timeline: 'barrier-a', name: 'Without' }
    source.frame(300)
    await settle()
    expect(wind(model)).toBe(105)
  })
})

describe('what is compared', () => {
  it('is flipped by one key, and not at all while there is nothing to compare', () => {
    const model = new CompareModel()
    model.flip()
    expect(model.now.value).toBe('off')
    model.a.value = { timeline: 'a', name: 'A' }
    model.b.value = { timeline: 'b', name: 'B' }
    model.flip()
    expect([model.now.value, model.isAShown.value]).toEqual(['switch', true])
    model.flip()
    expect(model.isAShown.value).toBe(false)
    model.mode.value = 'swipe'
    model.flip()
    expect([model.now.value, model.isAShown.value]).toEqual(['switch', true])
    model.b.value = null
    expect([model.now.value, model.isAShown.value]).toEqual(['off', false])
  })

  it('is pressed in the view it is in', () => {
    const model = new CompareModel()
    model.tell({ timeline: 'b', name: 'B' }, [{ timeline: 'a', name: 'A' }])
    const press = { xPx: 300, yPx: 10, widthPx: 400, heightPx: 100 }
    expect(screenIn(model, press)).toEqual(press)
    model.mode.value = 'side'
    expect(screenIn(model, press)).toEqual({ xPx: 100, yPx: 10, widthPx: 200, heightPx: 100 })
    expect(screenIn(model, { ...press, xPx: 30 }).xPx).toBe(30)
  })

  it('is divided by a line that keys move and that stays in the view', () => {
    const model = new CompareModel()
    expect(model.keyOnLine('a')).toBe(false)
    for (const [key, share] of [
      ['ArrowRight', 0.52],
      ['ArrowLeft', 0.5],
      ['PageUp', 0.6],
      ['Home', 0.02],
      ['PageDown', 0.02],
      ['End', 0.98],
    ] as const) {
      expect(model.keyOnLine(key)).toBe(true)
      expect(model.line.value).toBeCloseTo(share, 9)
    }
  })
})

describe('a difference', () => {
  const depth: Quantity = { key: 'depthM', unit: 'm', min: 0, max: 6, step: 0.01, scale: 'water' }
  const grid = { westM: 0, southM: 0, cellM: 5, cols: 3, rows: 1 }
  const info = (quantity: Quantity, more: Partial<RasterInfo['grid']> = {}): RasterInfo => ({
    kind: 'raster',
    id: 'flood.depth',
    title: 'depth',
    quantities: [quantity],
    grid: { ...grid, ...more },
    card: { source: '', date: '', truth: 'modelled' },
  })
  const field = (values: readonly number[], quantity = depth, more = {}): Field => {
    const one = new Field(0, new RasterCells(info(quantity, more)))
    one.update(values as never, 1)
    return one
  }
  const shown = (one: Field<RasterCells> | null): number[] =>
    [0, 1, 2].map((col) => Number(one?.cells.valueAt(col, 0).toFixed(2)))

  it('is B less A; what one of them does not have counts as nothing, what neither has is left out', () => {
    const without = field([0.5, NaN, NaN])
    const withIt = field([0.1, 0.3, NaN])
    const one = differenceOf(without, withIt, null)
    expect(shown(one)).toEqual([-0.4, 0.3, NaN])
    expect(one?.cells.info.quantities[0]).toMatchObject({ min: -0.5, max: 0.5, scale: 'difference' })
  })

  it('of arrival times counts what never came as the latest', () => {
    const arrival: Quantity = { key: 'arrivalMin', unit: 'min', min: 0, max: 120, step: 1, scale: 'arrival' }
    const one = differenceOf(field([20, 30, NaN], arrival), field([NaN, 40, NaN], arrival), null)
    expect(shown(one).map((minutes) => Math.round(minutes))).toEqual([100, 10, NaN])
  })

  it('keeps its scale while it suffices, and has none of other grids', () => {
    const first = differenceOf(field([2, 0, 0]), field([0, 0, 0]), null)
    const next = differenceOf(field([0.1, 0, 0]), field([0, 0, 0]), first)
    expect(next).toBe(first)
    expect(next?.cells.info.quantities[0].max).toBe(2)
    expect(differenceOf(field([1, 1, 1]), field([1, 1, 1], depth, { westM: 5 }), null)).toBeNull()
    expect(differenceOf(null, field([1, 1, 1]), null)).toBeNull()
  })

  it('has a scale that can be read', () => {
    for (const [value, nice] of [
      [0.07, 0.1],
      [0.2, 0.2],
      [0.43, 0.5],
      [1.2, 2],
      [6, 10],
      [137, 200],
    ] as const)
      expect(niceAbove(value)).toBeCloseTo(nice, 9)
  })
})
