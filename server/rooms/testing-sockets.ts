// For tests only: bare sockets that speak to a room without the client library, and what attacks need around them.
import { connect } from 'node:net'
import { encodePose, standingPose, WALKER_BYTES } from '../../shared/protocol/presence.ts'
import type { TestClient } from './testing.ts'

export const ROOM_DATA = 13
export const ROOM_DATA_BYTES = 17
export const sleep = (ms: number): Promise<void> => new Promise((next) => setTimeout(next, ms))
export const walker = new Uint8Array(WALKER_BYTES)
encodePose(standingPose(), walker)

export const p95 = (trips: readonly number[]): number =>
  [...trips].sort((a, b) => a - b)[Math.floor(trips.length * 0.95)] ?? Infinity

/** One round trip of the room's own ping, milliseconds. */
export const ping = (client: TestClient): Promise<number> => new Promise((heard) => client.ping(heard))
/** Of three: one may have waited for another process. */
export const quickest = async (client: TestClient): Promise<number> =>
  Math.min(await ping(client), await ping(client), await ping(client))

export async function seatOf(origin: string): Promise<string> {
  const response = await fetch(`${origin}/matchmake/join/city`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: '{}',
  })
  const { processId, roomId, sessionId } = (await response.json()) as Record<string, string>
  return `${origin.replace('http', 'ws')}/${processId}/${roomId}?sessionId=${sessionId}`
}

/** A bare socket in the room, past the handshake. */
export async function bareSocket(origin: string): Promise<WebSocket> {
  const socket = new WebSocket(await seatOf(origin), { headers: { origin } } as never)
  socket.binaryType = 'arraybuffer'
  await new Promise((done, fail) => {
    socket.addEventListener('message', done, { once: true })
    socket.addEventListener('close', fail, { once: true })
  })
  socket.send(Uint8Array.of(10))
  return socket
}
export const closeOf = (socket: WebSocket): Promise<number> =>
  new Promise((heard) => socket.addEventListener('close', (event) => heard(event.code), { once: true }))

/** The request that turns a bare TCP socket into a WebSocket. */
export const upgradeTo = ({ port, origin }: { readonly port: number; readonly origin: string }, path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\nUpgrade: websocket\r\n` +
  'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

type Deaf = { readonly sessionId: string; readonly token: string; readonly close: () => void }
type Town = { readonly port: number; readonly origin: string }

/** Somebody in a socket of their own making, who from then on reads and answers nothing. */
export async function deafOwner(town: Town): Promise<Deaf> {
  const seat = new URL((await seatOf(town.origin)).replace('ws', 'http'))
  const deaf = await deafSocket(town, seat.pathname + seat.search)
  deaf.acknowledge()
  return { ...deaf, sessionId: seat.searchParams.get('sessionId') ?? '' }
}

/** A socket that reads the answer's token, and then nothing more; it has not said that it read it. */
export async function deafSocket(
  town: Town,
  path: string,
): Promise<{ readonly token: string; readonly acknowledge: () => void; readonly close: () => void }> {
  const socket = connect(town.port, '127.0.0.1', () => socket.write(upgradeTo(town, path)))
  let got = Buffer.alloc(0)
  const start = await new Promise<Buffer>((heard) =>
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk])
      const at = got.indexOf('\r\n\r\n')
      // A WebSocket header, the code of the handshake, the token's length, the token.
      const begin = at + 4 + ((got[at + 5] ?? 0) < 126 ? 2 : 4)
      if (at >= 0 && got.length > begin + 1 + (got[begin + 1] ?? 255)) heard(got.subarray(begin))
    }),
  )
  socket.pause()
  return {
    token: start.toString('latin1', 2, 2 + (start[1] as number)),
    acknowledge: () => socket.write(Uint8Array.of(0x82, 0x81, 0, 0, 0, 0, 10)),
    close: () => socket.destroy(),
  }
}
