// Row 12 of the faults and attacks the suite must try: a thousand sockets nobody speaks through.
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { enter, testTown, type TestTown, until } from './testing.ts'
import { seatOf, upgradeTo } from './testing-sockets.ts'

let town: TestTown
afterEach(() => town?.close())

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

/** How long it takes to come in; gone again. */
async function comesIn(name: string): Promise<number> {
  const startMs = performance.now()
  const guest = await enter(town, name)
  const tookMs = performance.now() - startMs
  await guest.leave()
  return tookMs
}

describe('half-open and slow sockets', () => {
  test('ATTACKS 12: a thousand of them are dropped within ten seconds, and a newcomer is in within one meanwhile', async () => {
    town = await testTown()
    // A second on a machine with time to spare; where it takes long without them, no more than as long again a few times.
    const quietMs = await comesIn('First')
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
    // Takes its seat and is never heard of again: no word of joining, no answer to a ping. First, while the seats are theirs.
    for (const seat of seats) all.push(victimOf((socket) => socket.write(upgradeTo(town, seat.pathname + seat.search))))
    await until(() => town.people().length >= 100)
    for (let i = 0; i < 900; i++) all.push(victimOf((socket) => kinds[i % kinds.length]?.(socket)))
    for (let i = 0; i < 3; i++) expect(await comesIn(`Guest ${i}`)).toBeLessThan(Math.max(1000, 4 * quietMs))
    const lastedMs = await Promise.all(all)
    for (const timer of trickle) clearInterval(timer)
    expect(Math.max(...lastedMs)).toBeLessThan(10_000)
    await until(() => town.people().every((person) => person.isAway))
  })
})
