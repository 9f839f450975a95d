// For tests only: bare sockets that speak to a room without the client library, and what attacks need around them.
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
