// One presence frame as one write: WebSocket header (RFC 6455, 5.2), Colyseus's two bytes and the poses in one buffer.
// Colyseus and ws would make two buffers, two writes and several objects of each message; at 30,000 messages a second
// that is most of the work. ws compresses and fragments nothing here (perMessageDeflate is off), so a whole frame may
// stand between any two of its own.
import { type Client, ClientState, Protocol } from '@colyseus/core'
import { FIELD } from '../../shared/protocol/fields.ts'
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
      const tcp = wire['_socket']
      if (client.state !== ClientState.JOINED || wire.readyState !== OPEN || !tcp) return
      const bytes = enveloped(frame)
      tcp.write(bytes)
      // What the kernel has taken need not be kept; what it has not stays where it is until it goes.
      if (tcp.writableLength > 0) slabAt += bytes.length
    },
  }
}

/** One buffer for all frames: a new one for each would keep the collector busy. */
const SLAB_BYTES = 64 * 1024
let slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
let slabAt = 0

/** The frame as it goes over the wire, valid until the next call unless `slabAt` is moved past it. */
function enveloped(frame: Uint8Array): Uint8Array {
  const length = frame.length + 2
  const head = length < 126 ? 2 : 4
  if (slabAt + head + length > SLAB_BYTES) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
    slabAt = 0
  }
  let at = slabAt
  slab[at++] = FINAL_BINARY
  if (length < 126) {
    slab[at++] = length
  } else {
    slab[at++] = 126
    slab[at++] = length >>> 8
    slab[at++] = length & 255
  }
  slab[at++] = Protocol.ROOM_DATA_BYTES
  slab[at++] = FRAME
  slab.set(frame, at)
  return slab.subarray(slabAt, at + frame.length)
}

/** Frames of fields: few and long, so the transport's own way; one message for all who are sent the same frame. */
export function fieldSinkOf(client: Client): Sink {
  const wire = client.ref as unknown as Wire
  return {
    bufferedBytes: () => wire['_socket']?.writableLength ?? 0,
    send: (frame) => {
      if (client.state === ClientState.JOINED && wire.readyState === OPEN) client.raw(fieldMessage(frame))
    },
  }
}

const fieldMessages = new WeakMap<Uint8Array, Uint8Array>()
function fieldMessage(frame: Uint8Array): Uint8Array {
  let message = fieldMessages.get(frame)
  if (!message) {
    message = new Uint8Array(frame.length + 2)
    message[0] = Protocol.ROOM_DATA_BYTES
    message[1] = FIELD
    message.set(frame, 2)
    fieldMessages.set(frame, message)
  }
  return message
}
