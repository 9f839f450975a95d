// One presence frame as one write: WebSocket header (RFC 6455, 5.2), Colyseus's two bytes and the poses in one buffer.
// Colyseus and ws would make two buffers, two writes and several objects of each message; at 30,000 messages a second
// that is most of the work. ws compresses and fragments nothing here (perMessageDeflate is off), so a whole frame may
// stand between any two of its own.
import { type Client, ClientState, Protocol } from '@colyseus/core'
import { FRAME } from '../../shared/protocol/presence.ts'
import type { Sink } from './presence-relay.ts'

const FINAL_BINARY = 0x82
const OPEN = 1

/** What we use of a `ws` socket; `_socket` is the TCP socket below it, null before and after (there is no public way). */
type Wire = { readonly readyState: number; readonly ['_socket']: Tcp | null }
type Tcp = { readonly writableLength: number; write(bytes: Uint8Array): boolean }

export function sinkOf(client: Client): Sink {
  const wire = client.ref as unknown as Wire
  return {
    bufferedBytes: () => wire['_socket']?.writableLength ?? 0,
    // Before the client has acknowledged joining it would read a frame as part of the handshake.
    send: (frame) => {
      if (client.state !== ClientState.JOINED || wire.readyState !== OPEN) return
      wire['_socket']?.write(enveloped(frame))
    },
  }
}

export function enveloped(frame: Uint8Array): Uint8Array {
  const length = frame.length + 2
  const at = length < 126 ? 2 : 4
  const bytes = Buffer.allocUnsafe(at + length)
  bytes[0] = FINAL_BINARY
  if (length < 126) {
    bytes[1] = length
  } else {
    bytes[1] = 126
    bytes[2] = length >>> 8
    bytes[3] = length & 255
  }
  bytes[at] = Protocol.ROOM_DATA_BYTES
  bytes[at + 1] = FRAME
  bytes.set(frame, at + 2)
  return bytes
}
