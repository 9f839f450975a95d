// The clock follows the least delayed frame and survives late ones.
import { describe, expect, test } from 'vitest'
import { ServerClock } from './server-clock.ts'

describe('the server’s clock', () => {
  test('settles within the least delay whatever the jitter, and never runs ahead', () => {
    const clock = new ServerClock()
    let jitter = 3
    for (let t = 0; t < 20_000; t += 50) {
      jitter = (jitter * 37 + 11) % 80
      clock.hear(t, t + 1_000_000 + 12 + jitter)
    }
    const behindMs = 20_000 - clock.now(1_020_000)
    expect(behindMs).toBeGreaterThanOrEqual(12)
    expect(behindMs).toBeLessThan(17)
  })

  test('follows a clock that drifts by 0.02 percent', () => {
    const clock = new ServerClock()
    for (let t = 0; t < 600_000; t += 50) clock.hear(t * 0.9998, t + 10)
    expect(Math.abs(clock.now(600_000) - 600_000 * 0.9998)).toBeLessThan(15)
  })

  test('starts anew when told to forget', () => {
    const clock = new ServerClock()
    clock.hear(90_000, 0)
    clock.forget()
    clock.hear(5, 100)
    expect(clock.now(100)).toBe(5)
  })
})
