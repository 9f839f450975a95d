// One presence frame as one write: WebSocket header (RFC 6455, 5.2), Colyseus's two bytes and the poses in one buffer.
// Colyseus and ws would make two buffers, two writes and several objects of each message; at 20,000 messages a second
// that is most of the work. ws compresses and fragments nothing here (perMessageDeflate is off), so a whole frame may
// stand between any two of its own. Likewise the other way: a short message that came whole is read here, not by a stream.
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
  // Colyseus deletes a property of its clients when they join, and engines read such objects slowly: asked until it is so.
  let hasJoined = false
  return {
    bufferedBytes: () => wire['_socket']?.writableLength ?? 0,
    // Before the client has acknowledged joining it would read a frame as part of the handshake.
    send: (frame) => {
      const tcp = wire['_socket']
      hasJoined ||= client.state === ClientState.JOINED
      if (!hasJoined || wire.readyState !== OPEN || !tcp) return
      const bytes = enveloped(frame)
      tcp.write(bytes)
      // What the kernel has taken need not be kept; what it has not stays where it is until it goes.
      if (tcp.writableLength > 0) slabAt += bytes.length
    },
  }
}

/**
 * Short binary messages that come whole, as poses do, are unmasked where they lie and given on; whatever else comes is read
 * by ws, from the first byte that is not of such a message. ws 8's own state says whether it is between two messages.
 */
export function readShortMessages(socket: object): void {
  const wire = socket as ShortWire
  const receiver = wire['_receiver']
  const read = receiver.write.bind(receiver)
  receiver.write = (chunk) => {
    let at = 0
    while (isBetweenMessages(receiver)) {
      const length = shortMessageAt(chunk, at)
      if (length < 0) break
      const begin = at + MASKED_HEAD_BYTES
      at = begin + length
      for (let i = 0; i < length; i++)
        chunk[begin + i] = (chunk[begin + i] as number) ^ (chunk[begin - 4 + (i & 3)] as number)
      wire.emit('message', chunk.subarray(begin, at), true)
    }
    return at === chunk.length || read(at === 0 ? chunk : chunk.subarray(at))
  }
}

/** What we use of a `ws` socket and its receiver, the stream that reads frames. */
type ShortWire = {
  readonly ['_receiver']: Receiver
  emit(event: 'message', data: Buffer, isBinary: true): boolean
}
type Receiver = {
  readonly ['_state']: number
  readonly ['_bufferedBytes']: number
  readonly ['_fragmented']: number
  readonly ['_opcode']: number
  readonly ['_errored']: boolean
  write(chunk: Buffer): boolean
}

const MASKED_HEAD_BYTES = 6
const CLOSE = 8

const isBetweenMessages = (receiver: Receiver): boolean =>
  receiver['_state'] === 0 &&
  receiver['_bufferedBytes'] === 0 &&
  receiver['_fragmented'] === 0 &&
  receiver['_opcode'] !== CLOSE &&
  !receiver['_errored']

/** How long the binary message is that begins at `at`, whole, masked and at most 125 bytes; -1 when none does. */
function shortMessageAt(chunk: Buffer, at: number): number {
  const second = chunk[at + 1] ?? 0
  const length = second & 127
  const isShort = chunk[at] === FINAL_BINARY && second >= 128 && length < 126
  return isShort && at + MASKED_HEAD_BYTES + length <= chunk.length ? length : -1
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
