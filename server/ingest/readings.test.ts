import { describe, expect, it } from 'vitest'
import { parseReadings } from './readings.ts'

const parse = (text: string) => parseReadings('gauge-1', text)
const why = (text: string): string => {
  const parsed = parse(text)
  return parsed.ok ? '' : parsed.reason
}

describe('readings at the border', () => {
  it('come alone or together, with a time in milliseconds or in words', () => {
    expect(parse('{"key":"levelM","value":1.5,"atMs":1000}')).toEqual({
      ok: true,
      readings: [{ key: 'levelM', value: 1.5, atMs: 1000 }],
    })
    expect(parse('[{"key":"levelM","value":"1,5","unit":"ft"},{"key":"flowM3S","value":null}]')).toMatchObject({
      ok: true,
      readings: [{ value: '1,5', unit: 'ft' }, { value: null }],
    })
    expect(parse('{"key":"levelM","value":1,"atMs":"2026-05-01T12:00:00+05:00"}')).toMatchObject({
      readings: [{ atMs: Date.UTC(2026, 4, 1, 7) }],
    })
  })

  it('may hold the NaN that JSON has not', () => {
    expect(parse('{"key":"levelM","value":NaN}')).toMatchObject({ readings: [{ value: 'NaN' }] })
    expect(parse('[{"key":"levelM","value":-Infinity},{"key":"levelM","value":"is NaN, \\"NaN\\""}]')).toMatchObject({
      readings: [{ value: '-Infinity' }, { value: 'is NaN, "NaN"' }],
    })
  })

  it.each([
    ['', 'gauge-1: that is not JSON'],
    ['{"key":"levelM"', 'gauge-1: that is not JSON'],
    ['[]', 'gauge-1: the reading'],
    ['"levelM"', 'gauge-1: the reading'],
    ['{"value":1}', 'gauge-1: key'],
    ['{"key":"Level M","value":1}', 'gauge-1: key is not a key like levelM'],
    ['{"key":"constructor","value":1}', 'gauge-1: key cannot be a key'],
    ['{"key":"levelM","value":{"a":1}}', 'gauge-1: value'],
    ['[{"key":"levelM","value":1},{"key":"levelM","value":1,"atMs":"yesterday"}]', 'gauge-1: 1.atMs'],
    ['{"key":"levelM","value":1,"atMs":1e300}', 'gauge-1: atMs'],
    [
      JSON.stringify(Array.from({ length: 1001 }, () => ({ key: 'levelM', value: 1 }))),
      'gauge-1: 1001 readings at once',
    ],
  ])('%.60s is refused in one sentence', (text, reason) => {
    expect(why(text)).toContain(reason)
    expect(why(text)).not.toContain('\n')
  })
})
