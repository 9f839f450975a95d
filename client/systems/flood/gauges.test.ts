import { expect, it } from 'vitest'
import { PanelModel } from '../../panels/model.ts'
import { gaugesOf, meeting } from './gauges.ts'
import { cardOf, standing } from './works.ts'

const row = (id: string, told: unknown) => ({ id, json: JSON.stringify(told) })
const facts = (rows: ReturnType<typeof row>[]) => ({
  nowMs: 200_000,
  seq: 1,
  alerts: [],
  indicators: [],
  gauges: [],
  rows,
})

it('tells of each gauge what was measured and what the model had, without what is not believed', () => {
  const model = new PanelModel({} as never)
  const history = [
    [0, 347, 346.9],
    [60_000, null, 347.1],
  ]
  model.time.live.value = facts([
    row('flood.gauge/ishim-1', {
      thing: 'ishim-1',
      trouble: 'leap',
      levelM: 347,
      flowM3S: null,
      zeroM: 340,
      isInCore: true,
      history,
    }),
  ])
  const [gauge] = gaugesOf(model)
  expect(gauge).toMatchObject({ id: 'ishim-1', name: 'ishim-1', trouble: 'leap', foreseen: null })
  expect(gauge?.measured).toEqual([[0, 347]])
  expect(gauge?.modelled).toHaveLength(2)
})

it('lets a forecast begin at what was measured last before it', () => {
  const measured = [
    [0, 3],
    [60, 3.1],
    [120, 3.4],
  ] as const
  const forecast = [
    [100, 347],
    [200, 348.5],
  ] as const
  const moved = meeting(measured, forecast)
  expect(moved[0]?.[1]).toBeCloseTo(3.1, 9)
  expect(moved[1]?.[1]).toBeCloseTo(4.6, 9)
  expect(meeting([], forecast)).toEqual(forecast)
  expect(meeting(measured, [])).toEqual([])
})

it('stands works where they were placed, with a card that says how large they are and whose', () => {
  const wall = {
    is: 'barrier' as const,
    id: 'b1',
    name: '',
    by: 'Anna',
    kind: 'temporary' as const,
    line: [
      [0, 0],
      [30, 40],
    ] as [number, number][],
    crestAboveGroundM: 1.2,
  }
  const gate = { is: 'gate' as const, id: 'g1', name: 'North', by: '', line: wall.line, openShare: 0.5 }
  const works = standing(facts([row('flood.work/b1', wall), row('flood.work/g1', gate)]))
  expect(works.map(({ id, kind, size }) => [id, kind, size])).toEqual([
    ['b1', 'barrier', 1.2],
    ['g1', 'gate', 0.5],
  ])
  const card = cardOf(wall)
  expect(card.title).toBe('Temporary barrier')
  expect(card.facts.map(({ value }) => value)).toEqual(['b1', '1.2 m', '50 m', 'Anna'])
  expect(cardOf(gate).title).toBe('North')
})
