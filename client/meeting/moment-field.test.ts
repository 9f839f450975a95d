// A day and a time on the city's clock: what they mean, the steps for who has no calendar to press, and what is told of them.
import { describe, expect, it } from 'vitest'
import { earliestMs, fieldOf, isSameClock, momentOf, spanOf, stepped, wholeMoment } from './moment-field.ts'

const ASTANA = 'Asia/Almaty'
const BERLIN = 'Europe/Berlin'
const at = (text: string): number => Date.parse(text)

describe('when a meeting begins', () => {
  it('is a moment of the city’s clock, to the minute the first after the notice', () => {
    expect(momentOf('2026-12-04T18:00', ASTANA)).toBe(at('2026-12-04T13:00:00Z'))
    expect(fieldOf(at('2026-12-04T13:00:00Z'), ASTANA)).toBe('2026-12-04T18:00:00')
    expect(momentOf('', ASTANA)).toBeNull()
    expect(momentOf('the fourth', ASTANA)).toBeNull()
    const now = at('2026-12-01T09:00:30Z')
    expect(earliestMs(now, 3 * 86_400)).toBe(at('2026-12-04T09:01:00Z'))
    expect(earliestMs(at('2026-12-01T09:00:00Z'), 0)).toBe(at('2026-12-01T09:00:00Z'))
  })

  it('goes on by steps: an hour is an hour, and a day keeps what the clock shows', () => {
    const zone = { timeZone: BERLIN, startMs: at('2026-03-27T17:00:00Z') }
    // Clocks are put forward in the night to the 29th.
    expect(stepped('2026-03-28T18:00', { days: 1 }, zone)).toBe('2026-03-29T18:00:00')
    expect(stepped('2026-03-29T01:30', { minutes: 60 }, zone)).toBe('2026-03-29T03:30:00')
    expect(stepped('2026-03-28T18:00', { minutes: -15 }, zone)).toBe('2026-03-28T17:45:00')
    expect(stepped('', { days: 1 }, zone)).toBe('2026-03-28T18:00:00')
  })

  it('is told in whole words, and by one’s own clock where that shows another time', () => {
    const ms = at('2026-12-04T13:00:00Z')
    expect(wholeMoment(ms, ASTANA, 'en')).toBe('Friday, December 4, 2026 at 06:00 PM')
    expect(wholeMoment(ms, ASTANA, 'ru')).toContain('пятница, 4 декабря 2026')
    expect(wholeMoment(ms, ASTANA, 'kk')).toMatch(/2026.*желтоқсан.*18:00/)
    expect(isSameClock(ms, ASTANA, BERLIN)).toBe(false)
    expect(isSameClock(ms, ASTANA, 'Asia/Tashkent')).toBe(true)
    expect([259_200, 86_400, 5400, 0].map(spanOf)).toEqual([{ days: 3 }, { hours: 24 }, { hours: 1.5 }, { hours: 0 }])
  })
})
