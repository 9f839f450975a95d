// Times as they are read and written.
import { describe, expect, it } from 'vitest'
import { formatInterval, formatSpan, parseDuration, parseInstant, parseInterval, parseSpan } from './times.ts'

describe('instants', () => {
  it('are read with and without seconds, fractions and offsets', () => {
    const at = Date.UTC(2015, 2, 1, 0, 40)
    for (const text of [
      '2015-03-01T00:40:00Z',
      '2015-03-01T00:40Z',
      '2015-03-01T02:40:00+02:00',
      '2015-03-01T02:40:00 02:00',
      '2015-02-28T18:40:00-06:00',
      '2015-03-01T00:40:00.000Z',
      '2015-03-01T00:40:00',
    ])
      expect(parseInstant(text), text).toBe(at)
    expect(parseInstant('2015-03-01T00:40:00.1239Z')).toBe(at + 123)
    expect(parseInstant('0050-01-01T00:00:00Z')).toBe(Date.parse('0050-01-01T00:00:00Z'))
    expect(parseInstant('9999-12-31T23:59:59.999Z')).toBe(253_402_300_799_999)
  })

  it('that are none are refused', () => {
    for (const text of [
      '',
      'now',
      '2015',
      '2015-03-01',
      '2015-02-29T00:00:00Z',
      '2015-13-01T00:00:00Z',
      '2015-01-01T25:00:00Z',
      '2015-01-01T00:60:00Z',
      '10000-01-01T00:00:00Z',
      '-001-01-01T00:00:00Z',
      '9999-12-31T23:59:59-12:00',
      '2015-01-01T00:00:00+99:00',
    ])
      expect(parseInstant(text), text).toBeNull()
  })
})

describe('intervals and durations', () => {
  it('are read and written', () => {
    const text = '2015-01-01T00:00:00.000Z/2015-01-02T00:00:00.000Z'
    const span = parseInterval(text)
    expect(span && formatSpan(span)).toBe(text)
    const moment = parseSpan('2015-01-01T00:00:00Z')
    expect(moment && formatSpan(moment)).toBe('2015-01-01T00:00:00.000Z')
    expect(moment && formatInterval(moment)).toBe('2015-01-01T00:00:00.000Z/2015-01-01T00:00:00.000Z')
    for (const wrong of [
      '2015-01-02T00:00:00Z/2015-01-01T00:00:00Z',
      '2015-01-01T00:00:00Z',
      '../2015-01-01T00:00:00Z',
      'a/b/c',
    ])
      expect(parseInterval(wrong), wrong).toBeNull()
  })

  it('count days, hours and fractions of seconds', () => {
    expect(parseDuration('P1D')).toBe(86_400_000)
    expect(parseDuration('P1DT2H3M4.5S')).toBe(93_784_500)
    expect(parseDuration('-PT1H')).toBe(-3_600_000)
    expect(parseDuration('P2W')).toBe(14 * 86_400_000)
    for (const wrong of ['P', 'PT', '1D', 'P1H', '', 'P1DT']) expect(parseDuration(wrong), wrong).toBeNull()
  })
})
