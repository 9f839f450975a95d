import { expect, it, vi } from 'vitest'
import { lent } from './lent.ts'

it('reads once while it is asked for, lets go after a pause, and has it as long as somebody holds it', () => {
  vi.useFakeTimers()
  try {
    const read = vi.fn(() => ({ of: 'the city' }))
    const gone = vi.fn()
    const city = lent(read, gone, 1000)
    const first = city()
    vi.advanceTimersByTime(900)
    expect(city()).toBe(first)
    vi.advanceTimersByTime(900)
    expect(gone).not.toHaveBeenCalled()
    vi.advanceTimersByTime(200)
    expect(gone).toHaveBeenCalledTimes(1)
    // It is still here, since this test holds it.
    expect(city()).toBe(first)
    expect(read).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1000)
    expect(gone).toHaveBeenCalledTimes(2)
  } finally {
    vi.useRealTimers()
  }
})
