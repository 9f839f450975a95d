// What the wire writes is one WebSocket message, and what the kernel has not taken yet is not written over. What it reads
// is what ws itself would have read, however the bytes are cut.
import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { type Client, ClientState } from '@colyseus/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readShortMessages, sinkOf } from './wire.ts'

/** A socket that takes nothing at first, as a full kernel buffer does. */
function slowSocket(): { readonly client: Client; readonly written: Uint8Array[]; takes: boolean } {
  const written: Uint8Array[] = []
  const socket = {
    writableLength: 0,
    write: (bytes: Uint8Array): boolean => {
      written.push(bytes)
      if (!slow.takes) socket.writableLength += bytes.length
      return slow.takes
    },
  }
  const client = { state: ClientState.JOINED, ref: { readyState: 1, _socket: socket } } as unknown as Client
  const slow = { client, written, takes: false }
  return slow
}

describe('the wire', () => {
  test.each([5, 100, 123, 124, 500, 1400])('envelops %i bytes as RFC 6455 says', (length) => {
    const { client, written } = slowSocket()
    const frame = Uint8Array.from({ length }, (_, i) => i & 255)
    sinkOf(client).send(frame)
    const bytes = written[0] as Uint8Array
    const short = (bytes[1] as number) & 127
    expect(bytes[0]).toBe(0x82)
    const told = short === 126 ? ((bytes[2] as number) << 8) | (bytes[3] as number) : short
    const head = short === 126 ? 4 : 2
    expect(told).toBe(length + 2)
    expect(bytes.length).toBe(head + told)
    expect([...bytes.subarray(head)]).toEqual([17, 2, ...frame])
  })

  test('leaves alone what waits in one socket while it writes to others, thousands of frames long', () => {
    const slow = slowSocket()
    const quick = Object.assign(slowSocket(), { takes: true })
    const sink = sinkOf(slow.client)
    for (let i = 0; i < 500; i++) {
      sink.send(new Uint8Array(300).fill(i))
      for (let k = 0; k < 5; k++) sinkOf(quick.client).send(new Uint8Array(300).fill(255))
    }
    for (const [i, bytes] of slow.written.entries()) expect(bytes.subarray(6).every((b) => b === (i & 255))).toBe(true)
    expect(sink.bufferedBytes()).toBe(500 * 306)
  })

  test('says nothing to who has not come in yet or is going', () => {
    const { client, written } = slowSocket()
    Object.assign(client, { state: ClientState.JOINING })
    sinkOf(client).send(new Uint8Array(5))
    Object.assign(client, { state: ClientState.JOINED, ref: { readyState: 2, _socket: null } })
    sinkOf(client).send(new Uint8Array(5))
    expect(written).toEqual([])
  })
})

/** The ws that the transport uses. */
const { Receiver } = createRequire(import.meta.resolve('@colyseus/ws-transport'))('ws') as {
  Receiver: new (options: { isServer: true; maxPayload: number }) => EventEmitter & { write(chunk: Buffer): boolean }
}

/** A masked frame of a client; `first` is its first byte, as RFC 6455 has it. */
function masked(first: number, payload: Uint8Array, key: readonly number[]): Buffer {
  const { length } = payload
  const size = length < 126 ? [0x80 | length] : [0xfe, length >>> 8, length & 255]
  return Buffer.from([first, ...size, ...key, ...payload.map((byte, i) => byte ^ (key[i & 3] as number))])
}

/** What is heard of the chunks by ws alone, or with short messages read past it; and how many those were. */
function heardOf(chunks: readonly Buffer[], isShortened: boolean): { events: string[]; shortened: number } {
  const events: string[] = []
  const receiver = new Receiver({ isServer: true, maxPayload: 4096 })
  for (const name of ['message', 'ping', 'pong', 'conclude'])
    receiver.on(name, (...what: unknown[]) => events.push([name, ...what].map(String).join(' ')))
  receiver.on('error', (error) => events.push(String(error)))
  const socket = Object.assign(new EventEmitter(), { _receiver: receiver })
  let shortened = 0
  socket.on('message', (...what: unknown[]) => {
    shortened++
    events.push(['message', ...what].map(String).join(' '))
  })
  if (isShortened) readShortMessages(socket)
  for (const chunk of chunks) receiver.write(Buffer.from(chunk))
  return { events, shortened }
}

describe('what the wire reads', () => {
  const key = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255))
  const payload = fc.uint8Array({ maxLength: 200 })
  // Binary, text, the beginning, middle and end of a fragmented one, ping, pong, close, and what no frame begins with.
  const first = fc.constantFrom(0x82, 0x82, 0x82, 0x82, 0x81, 0x02, 0x00, 0x80, 0x89, 0x8a, 0x88, 0xc2, 0x93)
  const frame = fc.tuple(first, payload, key).map((of) => masked(...of))

  test('is what ws alone reads, whole, cut, fragmented and broken', () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(1500)), (frames, cuts) => {
        const bytes = Buffer.concat(frames)
        const ends = [...new Set([...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort((a, b) => a - b)
        const chunks = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end))
        expect(heardOf(chunks, true).events).toEqual(heardOf(chunks, false).events)
        expect(heardOf(frames, true).events).toEqual(heardOf(frames, false).events)
      }),
      { numRuns: 400, seed: 20_171_202 },
    )
  })

  test('is read past ws when it is short and whole', () => {
    const poses = Array.from({ length: 5 }, (_, i) => masked(0x82, new Uint8Array(43).fill(i), [1, 2, 3, i]))
    expect(heardOf(poses, true).shortened).toBe(5)
    expect(heardOf([Buffer.concat(poses)], true).shortened).toBe(5)
    expect(heardOf([masked(0x82, new Uint8Array(126), [1, 2, 3, 4])], true).shortened).toBe(0)
  })
})
