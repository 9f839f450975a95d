// One presence frame as one write: WebSocket header (RFC 6455, 5.2), Colyseus's two bytes and the poses in one buffer.
// Colyseus and ws would make two buffers, two writes and several objects of each message; at 20,000 messages a second
// that is most of the work. ws compresses and fragments nothing here (perMessageDeflate is off), so a whole frame may
// stand between any two of its own. Likewise the other way: a short message that came whole is read here. Node's streams
// are gone past both ways where nothing waits in them, and take what the kernel does not.
import { writeSync } from 'node:fs'
import { type Client, ClientState, Protocol } from '@colyseus/core'
import { FIELD } from '../../shared/protocol/fields.ts'
import { FRAME } from '../../shared/protocol/presence.ts'
import type { Sink } from './presence-relay.ts'

const FINAL_BINARY = 0x82
const OPEN = 1

/** What we use of a `ws` socket; `_socket` is the TCP socket below it, null before and after (there is no public way). */
type Wire = { readonly readyState: number; readonly ['_socket']: Tcp | null }
type Tcp = {
  readonly writableLength: number
  /** Of TLS: what the kernel is given is not what was written. */
  readonly encrypted?: boolean
  readonly ['_handle']?: { readonly fd?: number } | null
  write(bytes: Uint8Array): boolean
}

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
      const length = envelop(frame)
      const taken = tcp.writableLength === 0 ? takenByKernel(tcp, slabAt, length) : 0
      if (taken === length) return
      // What the kernel has not taken stays where it is until it goes.
      tcp.write(slab.subarray(slabAt + taken, slabAt + length))
      slabAt += length
    },
  }
}

/**
 * Short binary messages that come whole, as poses do, are unmasked where they lie and given to `hear`; whatever else comes
 * is read by ws, from the first byte that is not of such a message. ws 8's own state says whether it is between two
 * messages. What is heard lies in a buffer that the next read overwrites.
 */
export function readShortMessages(socket: object, hear: (message: Buffer) => void): void {
  const wire = socket as ShortWire
  const receiver = wire['_receiver']
  const read = receiver.write.bind(receiver)
  const take = (chunk: Buffer): number => {
    let at = 0
    while (isBetweenMessages(receiver)) {
      const length = shortMessageAt(chunk, at)
      if (length < 0) break
      const begin = at + MASKED_HEAD_BYTES
      at = begin + length
      for (let i = 0; i < length; i++)
        chunk[begin + i] = (chunk[begin + i] as number) ^ (chunk[begin - 4 + (i & 3)] as number)
      hear(chunk.subarray(begin, at))
    }
    return at
  }
  receiver.write = (chunk) => {
    const at = take(chunk)
    return at === chunk.length || read(at === 0 ? chunk : chunk.subarray(at))
  }
  const tcp = wire['_socket']
  if (!tcp) return
  readIntoOneBuffer(tcp, (chunk) => {
    // ws takes its listener away when it has heard enough.
    if (tcp.listenerCount('data') === 0) return
    const at = take(chunk)
    // ws keeps what it is given until a message is whole.
    if (at < chunk.length && !read(Buffer.from(chunk.subarray(at)))) tcp.pause()
  })
}

/** All sockets of this thread are read into it, one after the other. */
const LENT_BYTES = 64 * 1024
const lent = Buffer.allocUnsafeSlow(LENT_BYTES)

/**
 * Node reads a socket into a new buffer of 64 kB each time, and passes it through a stream; at 20,000 poses a second that
 * and collecting them costs more than hearing them. Its `onread` option, which only a socket that one makes oneself takes,
 * reads into one buffer instead: this is what it sets, on a socket that is there already. Where Node has changed, nothing
 * happens and the stream is read as ever.
 */
function readIntoOneBuffer(tcp: ReadTcp, heard: (chunk: Buffer) => void): void {
  const handle = tcp['_handle']
  const symbols = Object.getOwnPropertySymbols(tcp)
  const buffer = symbols.find(({ description }) => description === 'kBuffer')
  const callback = symbols.find(({ description }) => description === 'kBufferCb')
  if (!buffer || !callback || typeof handle?.useUserBuffer !== 'function' || tcp.readableLength > 0) return
  handle.useUserBuffer(lent)
  Object.assign(tcp, {
    [buffer]: lent,
    [callback]: (length: number): boolean => {
      heard(lent.subarray(0, length))
      return true
    },
  })
}

/** What we use of a `ws` socket that is read, of the TCP socket below it and of its receiver, the stream that reads frames. */
type ShortWire = { readonly ['_receiver']: Receiver; readonly ['_socket']?: ReadTcp | null }
type ReadTcp = {
  readonly readableLength: number
  readonly ['_handle']?: { useUserBuffer?(buffer: Uint8Array): void } | null
  listenerCount(event: 'data'): number
  pause(): void
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

/** Lays the frame down as it goes over the wire, at `slabAt`, and returns its length there. */
function envelop(frame: Uint8Array): number {
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
  return at + frame.length - slabAt
}

/**
 * How much of the slab the kernel takes of it at once, past the stream, which makes three objects and a tick of each write.
 * Only when nothing waits in the stream: then nothing can come between. 0 where sockets have no descriptor.
 */
function takenByKernel(tcp: Tcp, at: number, length: number): number {
  const fd = tcp['_handle']?.fd
  if (fd === undefined || fd < 0 || tcp.encrypted) return 0
  try {
    return writeSync(fd, slab, at, length)
  } catch {
    // Full, or broken: the stream waits, or says so.
    return 0
  }
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
