// Rows 11 and 12 of the faults and attacks the suite must try: seats nobody takes, sockets nobody speaks through.
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { CityRoom } from './city-room.ts'
import { enter, testTown, type TestTown, until } from './testing.ts'
import { seatOf, upgradeTo } from './testing-sockets.ts'

let town: TestTown
afterEach(() => town?.close())

const post = async (method: string, room: string): Promise<number> =>
  (
    await fetch(`${town.origin}/matchmake/${method}/${room}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: town.origin },
      body: '{}',
    })
  ).status
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${town.origin}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1])
}
const tally = (codes: readonly number[]): Record<number, number> => {
  const counts: Record<number, number> = {}
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

abstract class ImpatientRoom extends CityRoom {
  override seatReservationTimeout = 4
}

describe('a flood', () => {
  test('ATTACKS 11: of joins that never connect is bounded and passes; of rooms makes none', async () => {
    town = await testTown({ room: ImpatientRoom as unknown as typeof CityRoom })
    const joins = await Promise.all(Array.from({ length: 300 }, () => post('join', 'city')))
    const counts = tally(joins)
    expect(counts[200]).toBeGreaterThanOrEqual(100)
    expect(counts[200]).toBeLessThanOrEqual(200)
    expect(counts[429]).toBe(300 - (counts[200] as number))
    expect(await metric('townhall_pending_seats')).toBeLessThanOrEqual(200)
    const made = await Promise.all(Array.from({ length: 50 }, () => post('create', 'city')))
    expect(tally(made)).toEqual({ 403: 50 })
    expect(await metric('townhall_rooms')).toBe(1)
    await until(() => town.people().length === 0)
    const startMs = performance.now()
    while ((await metric('townhall_pending_seats')) > 0 && performance.now() - startMs < 8000)
      await new Promise((next) => setTimeout(next, 50))
    expect(await metric('townhall_pending_seats')).toBe(0)
    const late = await enter(town, 'Late')
    await late.leave()
  })

  test('ATTACKS 11: from one address is answered 429 before any seat is looked at', async () => {
    town = await testTown({}, { TOWNHALL_JOINS_PER_MINUTE: '20' })
    const codes = await Promise.all(Array.from({ length: 60 }, (_, i) => post(i % 2 === 0 ? 'join' : 'create', 'city')))
    expect(tally(codes)[429]).toBe(40)
    expect(await metric('townhall_pending_seats')).toBeLessThanOrEqual(20)
  })
})

/** Resolves with how long it took until the server had closed it. */
function victimOf(open: (socket: Socket) => void): Promise<number> {
  return new Promise((closed) => {
    let startMs = performance.now()
    const socket = connect({ port: town.port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => undefined)
    socket.on('close', () => closed(performance.now() - startMs))
    socket.on('end', () => socket.destroy())
    socket.on('connect', () => {
      startMs = performance.now()
      open(socket)
    })
    // Read, so that the end is noticed; nothing is answered.
    socket.resume()
  })
}

describe('half-open and slow sockets', () => {
  test('ATTACKS 12: a thousand of them are dropped within ten seconds, and a newcomer is in within one meanwhile', async () => {
    town = await testTown()
    const seats = await Promise.all(
      Array.from({ length: 100 }, async () => new URL((await seatOf(town.origin)).replace('ws', 'http'))),
    )
    const trickle: NodeJS.Timeout[] = []
    const kinds: ((socket: Socket) => void)[] = [
      // Says nothing at all.
      () => undefined,
      // Begins a request and never ends it.
      (socket) => socket.write('GET /city/manifest.json HTTP/1.1\r\nHost: x\r\n'),
      // One header line a second.
      (socket) => {
        socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${town.port}\r\n`)
        trickle.push(setInterval(() => socket.write('X-A: b\r\n'), 1000))
      },
      // Promises a body and sends one byte of it a second.
      (socket) => {
        socket.write(
          `POST /matchmake/join/city HTTP/1.1\r\nHost: 127.0.0.1:${town.port}\r\nOrigin: ${town.origin}\r\n` +
            'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
        )
        trickle.push(setInterval(() => socket.write(' '), 1000))
      },
      // Opens a WebSocket to no seat and ignores that it is closed.
      (socket) => socket.write(upgradeTo(town, '/abc/city-toy?sessionId=nobody')),
    ]
    const all: Promise<number>[] = []
    for (let i = 0; i < 900; i++) all.push(victimOf((socket) => kinds[i % kinds.length]?.(socket)))
    // Takes its seat and is never heard of again: no word of joining, no answer to a ping.
    for (const seat of seats) all.push(victimOf((socket) => socket.write(upgradeTo(town, seat.pathname + seat.search))))
    await until(() => town.people().length >= 100, 5000)
    for (let i = 0; i < 3; i++) {
      const startMs = performance.now()
      const guest = await enter(town, `Guest ${i}`)
      expect(performance.now() - startMs).toBeLessThan(1000)
      await guest.leave()
    }
    const lastedMs = await Promise.all(all)
    for (const timer of trickle) clearInterval(timer)
    expect(Math.max(...lastedMs)).toBeLessThan(10_000)
    await until(() => town.people().every((person) => person.isAway))
  }, 30_000)
})
