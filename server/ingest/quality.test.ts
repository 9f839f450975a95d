import { describe, expect, it } from 'vitest'
import { isForNow, type Judged, Skew, Track } from './quality.ts'
import type { Reading } from './readings.ts'

const NOON = Date.UTC(2026, 4, 1, 12)
const LEVEL = { key: 'levelM', min: -1, max: 9 } as const

/** What a fresh gauge's readings are worth, one after the other, each as it comes in at the moment it is of. */
function judge(
  readings: readonly Partial<Reading>[],
  { quantity = LEVEL as object, receivedAtMs = NaN, aheadMs = 0 } = {},
) {
  const track = new Track()
  return readings.map((one) => {
    const reading = { key: 'levelM', value: 1.5, ...one }
    const atMs = Number.isNaN(receivedAtMs) ? (reading.atMs ?? NOON) : receivedAtMs
    return track.judge(reading, { quantity: { ...LEVEL, ...quantity }, receivedAtMs: atMs, aheadMs })
  })
}
const one = (reading: Partial<Reading>, how: Parameters<typeof judge>[1] = {}): Judged =>
  judge([reading], how)[0] as Judged

describe('what a reading is worth', () => {
  it('is good when nothing is wrong, and of now', () => {
    const judged = one({ value: 1.52, atMs: NOON })
    expect(judged).toMatchObject({ value: 1.52, atMs: NOON, codes: ['ok'], raw: '1.52', isConverted: false })
    expect(isForNow(judged)).toBe(true)
  })

  it.each(['NaN', '', 'abc', '0x10', '1e999', null, true, 'Infinity'])(
    '%j is not a number, and is kept as it came',
    (value) => {
      const judged = one({ value })
      expect(judged).toMatchObject({ value: null, codes: ['notANumber'] })
      expect(judged.raw).toBe(typeof value === 'string' ? value : String(value))
      expect(isForNow(judged)).toBe(false)
    },
  )

  it.each([
    ['1.5', 1.5],
    ['1,5', 1.5],
    [' -2e-3 ', -0.002],
  ])('%j is a number in words', (value, number) => expect(one({ value }).value).toBe(number))

  it('is converted from the unit it names, else from the announced one', () => {
    expect(one({ value: 500, unit: 'cm' })).toMatchObject({
      value: 5,
      codes: ['ok'],
      raw: '500',
      rawUnit: 'cm',
      isConverted: true,
    })
    expect(one({ value: 10 }, { quantity: { unit: 'ft' } }).value).toBeCloseTo(3.048)
    expect(one({ value: 10, unit: 'cubit' })).toMatchObject({
      value: null,
      codes: ['unknownUnit'],
      raw: '10',
      rawUnit: 'cubit',
    })
  })

  it('is out of range beyond the device, and beyond the earth', () => {
    expect(one({ value: 9.01 })).toMatchObject({ value: 9.01, codes: ['outOfRange'] })
    expect(one({ value: 1e308 }).codes).toEqual(['outOfRange'])
    expect(
      one({ key: 'humidityShare', value: 1.2 }, { quantity: { key: 'humidityShare', min: -9, max: 9 } }).codes,
    ).toEqual(['outOfRange'])
  })

  it('is late a minute after, and when a newer one is known', () => {
    expect(one({ atMs: NOON }, { receivedAtMs: NOON + 59_000 }).codes).toEqual(['ok'])
    expect(one({ atMs: NOON }, { receivedAtMs: NOON + 61_000 }).codes).toEqual(['late'])
    const [, second, third] = judge([{ atMs: NOON + 10_000 }, { atMs: NOON, value: 2 }, { atMs: NOON + 11_000 }])
    expect([second?.codes, third?.codes]).toEqual([['late'], ['ok']])
    expect(isForNow(second as Judged)).toBe(false)
  })

  it('is of the future when it came before it was measured; an impossible time is the time it came', () => {
    const judged = one({ atMs: Date.UTC(9999, 11, 31) }, { receivedAtMs: NOON })
    expect(judged).toMatchObject({ atMs: NOON, codes: ['future'], rawAtMs: Date.UTC(9999, 11, 31) })
  })

  it('is set right by a clock that is known to be ahead', () => {
    const judged = one({ atMs: NOON + 600_000 }, { receivedAtMs: NOON, aheadMs: 600_000 })
    expect(judged).toMatchObject({ atMs: NOON, codes: ['future'] })
    expect(isForNow(judged)).toBe(true)
  })

  it('counts a resend once, and another value of the same moment as a duplicate', () => {
    const [first, again, other, third] = judge([
      { atMs: NOON, value: 1 },
      { atMs: NOON, value: 1 },
      { atMs: NOON, value: 2 },
      { atMs: NOON, value: 2 },
    ])
    expect(first?.codes).toEqual(['ok'])
    expect(again).toBeNull()
    expect(other).toMatchObject({ value: 2, codes: ['duplicate'] })
    expect(third).toBeNull()
  })

  it('is stuck after an hour of the same, where standing still is not natural', () => {
    const minutes = Array.from({ length: 70 }, (_, i) => ({ atMs: NOON + i * 60_000, value: 1.5 }))
    expect(judge(minutes).map((judged) => judged?.codes[0])).toEqual(minutes.map((_, i) => (i < 60 ? 'ok' : 'stuck')))
    expect(judge(minutes, { quantity: { stuckAfterS: 0 } }).every((judged) => judged?.codes[0] === 'ok')).toBe(true)
    const rain = judge(
      minutes.map((reading) => ({ ...reading, key: 'rainMmH', value: 0 })),
      { quantity: { key: 'rainMmH' } },
    )
    expect(rain.every((judged) => judged?.codes[0] === 'ok')).toBe(true)
    const restless = minutes.map((reading, i) => ({ ...reading, value: 1.5 + (i % 2) / 1000 }))
    expect(judge(restless).every((judged) => judged?.codes[0] === 'ok')).toBe(true)
  })

  it('takes again what could not be kept', () => {
    const track = new Track()
    const of = { quantity: LEVEL, receivedAtMs: NOON, aheadMs: 0 }
    const reading = { key: 'levelM', value: 1, atMs: NOON }
    expect(track.judge(reading, of)).not.toBeNull()
    expect(track.judge(reading, of)).toBeNull()
    track.forget()
    expect(track.judge(reading, of)).not.toBeNull()
  })
})

describe("a device's clock", () => {
  it('is ahead when its readings steadily come before they were measured', () => {
    const skew = new Skew()
    for (let i = 0; i < 4; i++) skew.hear(NOON + i * 1000 + 600_000, NOON + i * 1000 + 40)
    expect(skew.aheadMs).toBe(0)
    skew.hear(NOON + 4000 + 600_000, NOON + 4000 + 20)
    expect(skew.aheadMs).toBe(599_980)
    for (let i = 5; i < 15; i++) skew.hear(NOON + i * 1000 + 600_000, NOON + i * 1000 + 5)
    expect(skew.aheadMs).toBe(599_980)
    expect(skew.behindMs).toBe(0)
  })

  it('is not judged by one wild reading', () => {
    const skew = new Skew()
    for (let i = 0; i < 10; i++) skew.hear(NOON + i * 1000, NOON + i * 1000 + 30)
    skew.hear(Date.UTC(9999, 0, 1), NOON)
    expect(skew.aheadMs).toBe(0)
  })

  it('that is behind is told and moves nothing', () => {
    const skew = new Skew()
    for (let i = 0; i < 6; i++) skew.hear(NOON + i * 1000 - 90_000, NOON + i * 1000)
    expect([skew.aheadMs, skew.behindMs]).toEqual([0, 90_000])
  })
})
