// The published facts: equal facts send nothing, what changed sends only that.
import { Encoder } from '@colyseus/schema'
import { expect, test } from 'vitest'
import type { Facts } from './facts.ts'
import { FactsView, showFacts } from './facts.view.ts'

const FACTS: Facts = {
  nowMs: 1000,
  seq: 4,
  alerts: [
    {
      id: 'storm',
      severity: 'warning',
      text: 'wind above 20 m/s',
      atM: [10, -20],
      key: 'alert_weather_wind',
      values: { ms: 20 },
    },
  ],
  indicators: [{ id: 'rain', label: 'rain', value: 2.5, unit: 'mm/h' }],
  gauges: [{ id: 'mast', value: 7, unit: 'm/s', atMs: 900 }],
  rows: [{ id: 'tasks.task/one', json: '{"state":"done"}' }],
}

test('facts appear, change and go, and only what differs is sent', () => {
  const view = new FactsView()
  const encoder = new Encoder(view)
  const sent = (): number => {
    const { length } = encoder.encode()
    encoder.discardChanges()
    return length
  }
  encoder.encodeAll()
  showFacts(view, FACTS)
  const first = sent()
  expect(JSON.parse(JSON.stringify(view))).toEqual({
    timeline: '',
    status: 'catchingUp',
    nowMs: 1000,
    seq: 4,
    alerts: {
      storm: {
        severity: 'warning',
        text: 'wind above 20 m/s',
        eastM: 10,
        northM: -20,
        key: 'alert_weather_wind',
        values: '{"ms":20}',
      },
    },
    indicators: { rain: { label: 'rain', value: 2.5, unit: 'mm/h' } },
    gauges: { mast: { value: 7, unit: 'm/s', atMs: 900 } },
    rows: { 'tasks.task/one': { json: '{"state":"done"}' } },
  })
  showFacts(view, FACTS)
  const still = sent()
  showFacts(view, { ...FACTS, indicators: [{ id: 'rain', label: 'rain', value: 3, unit: 'mm/h' }] })
  expect(view.indicators.get('rain')?.value).toBe(3)
  const one = sent()
  expect(still).toBeLessThan(one)
  expect(one).toBeLessThan(first / 3)
  showFacts(view, { ...FACTS, alerts: [], gauges: [], rows: [] })
  expect([view.alerts.size, view.gauges.size, view.rows.size, view.indicators.size]).toEqual([0, 0, 0, 1])
})
