import { assert, date, property } from 'fast-check'
import { expect, it } from 'vitest'
import { msOfUtc } from './utc.ts'

it('reckons any moment as the engine does', () => {
  const between = {
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  }
  assert(
    property(date(between), (moment) => {
      expect(msOfUtc(moment.toISOString())).toBe(moment.getTime())
    }),
  )
})

it.each(['2026-02-29T00:00:00.000Z', '2026-13-01T00:00:00.000Z', '2026-01-01T24:00:00.000Z', '2026-01-01', ''])(
  'knows no moment %s',
  (text) => {
    expect(msOfUtc(text)).toBeNull()
  },
)

it('knows leap days', () => {
  expect(msOfUtc('2000-02-29T00:00:00.000Z')).toBe(951_782_400_000)
  expect(msOfUtc('1900-02-29T00:00:00.000Z')).toBeNull()
})
