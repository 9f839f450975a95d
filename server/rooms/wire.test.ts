// What the wire writes is one WebSocket message, and what the kernel has not taken yet is not written over.
import { type Client, ClientState } from '@colyseus/core'
import { describe, expect, test } from 'vitest'
import { sinkOf } from './wire.ts'

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
