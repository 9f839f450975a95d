// How long a line that is gone keeps one from coming back: attempts that hang are let go, and none waits long.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type CityRoom, Line, type News } from './line.ts'

const OPENING = 0
const OPEN = 1

/** What a line uses of a room, with a socket in the state one wants. */
function roomWith(readyState: number): { room: CityRoom; dropped: number[]; socket: { readyState: number } } {
  const dropped: number[] = []
  const socket = { readyState, bufferedAmount: 0 }
  const connection = {
    get isOpen() {
      return socket.readyState === OPEN
    },
    close: (code: number) => dropped.push(code),
    transport: { ws: socket },
  }
  const nothing = (): void => undefined
  const room = { reconnection: {}, connection, onMessage: nothing, onStateChange: nothing, onDrop: nothing }
  return { room: { ...room, onLeave: nothing, leave: nothing } as unknown as CityRoom, dropped, socket }
}

/** Opened, before the city has said a word. */
const opened = (room: CityRoom): void => void Line.open(room, {} as News).catch(() => undefined)

describe('coming back', () => {
  const listeners = new Set<() => void>()
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('addEventListener', (type: string, heard: () => void) => type === 'online' && listeners.add(heard))
    vi.stubGlobal('removeEventListener', (_type: string, heard: () => void) => listeners.delete(heard))
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    listeners.clear()
  })

  test('lets an attempt go that hangs, and begins the next soon enough for five seconds in all', () => {
    const { room, dropped } = roomWith(OPENING)
    opened(room)
    vi.advanceTimersByTime(2000)
    expect(dropped).toEqual([])
    vi.advanceTimersByTime(500)
    expect(dropped).toEqual([4010])
    // The server asks the socket it still has for a second and a half.
    expect(2500 + room.reconnection.maxDelay + 1500).toBeLessThan(5000)
    // As long as the server keeps the place, and longer.
    expect(room.reconnection.maxDelay * room.reconnection.maxRetries).toBeGreaterThan(20_000)
  })

  test('gives a line that is open three seconds of silence', () => {
    const { room, dropped } = roomWith(OPEN)
    opened(room)
    vi.advanceTimersByTime(2500)
    expect(dropped).toEqual([])
    vi.advanceTimersByTime(500)
    expect(dropped).toEqual([4010])
  })

  test('tries at once when the device has a network again, and leaves an open line alone', () => {
    const { room, dropped, socket } = roomWith(OPENING)
    opened(room)
    for (const heard of listeners) heard()
    expect(dropped).toEqual([4010])
    socket.readyState = OPEN
    for (const heard of listeners) heard()
    expect(dropped).toHaveLength(1)
  })

  test('listens for the network no longer once it is closed', async () => {
    const { room } = roomWith(OPENING)
    let line: unknown = null
    Line.open(room, {} as News).catch((error: unknown) => (line = error))
    expect(listeners.size).toBe(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(String(line)).toContain('the city did not answer')
    expect(listeners.size).toBe(0)
  })
})
