// What the wire writes is one WebSocket message, and what the kernel has not taken yet is not written over. What it reads
// is what ws itself would have read, however the bytes are cut. Both ways past Node's streams are taken by real sockets.
import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, connect, type Socket } from 'node:net'
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

/** What we use of the ws that the transport uses. */
type Ws = EventEmitter & {
  readonly ['_socket']: Socket
  send(message: Uint8Array | string): void
  pause(): void
  resume(): void
  close(code: number): void
}
const { Receiver, WebSocketServer } = createRequire(import.meta.resolve('@colyseus/ws-transport'))('ws') as {
  Receiver: new (options: { isServer: true; maxPayload: number }) => EventEmitter & { write(chunk: Buffer): boolean }
  WebSocketServer: new (options: object) => EventEmitter & { address(): AddressInfo; close(): void }
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
  let shortened = 0
  const hear = (message: Buffer): void => {
    shortened++
    events.push(`message ${String(message)} true`)
  }
  if (isShortened) readShortMessages({ _receiver: receiver }, hear)
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

/** A real ws over loopback, and the bare socket of its client. */
async function line(): Promise<{ readonly ws: Ws; readonly far: Socket; readonly end: () => void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 4096, perMessageDeflate: false })
  await new Promise((ready) => server.once('listening', ready))
  const far = connect(server.address().port, '127.0.0.1')
  const upgraded = new Promise((done) => far.once('data', done))
  const joined = new Promise<Ws>((done) => server.once('connection', done))
  far.write(
    'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  const ws = await joined
  await upgraded
  ws.on('error', () => undefined)
  return {
    ws,
    far,
    end: () => {
      far.destroy()
      server.close()
    },
  }
}

const poll = (seen: () => unknown): Promise<void> => expect.poll(seen).toBeTruthy()

describe('a real socket', () => {
  test('is read into one buffer that all share, and heard as ws alone would hear it', async () => {
    const { ws, far, end } = await line()
    const heard: string[] = []
    ws.on('message', (message: Buffer) => heard.push(`ws ${message.length} ${message[0]}`))
    readShortMessages(ws, (message) => heard.push(`short ${message.length} ${message[0]}`))
    const buffer = Object.getOwnPropertySymbols(ws['_socket']).find(({ description }) => description === 'kBuffer')
    expect((ws['_socket'] as unknown as Record<symbol, unknown>)[buffer as symbol]).toBeInstanceOf(Buffer)
    const key = [7, 8, 9, 10]
    const long = masked(0x82, new Uint8Array(2000).fill(3), key)
    far.write(masked(0x82, new Uint8Array(43).fill(1), key))
    far.write(Buffer.concat([masked(0x82, new Uint8Array(43).fill(2), key), long.subarray(0, 700)]))
    await poll(() => heard.length === 2)
    // What ws keeps of the long one must outlive another socket's reading.
    const other = await line()
    readShortMessages(other.ws, () => heard.push('other'))
    other.far.write(masked(0x82, new Uint8Array(120).fill(9), key))
    await poll(() => heard.length === 3)
    far.write(Buffer.concat([long.subarray(700), masked(0x82, new Uint8Array(43).fill(4), key)]))
    await poll(() => heard.length === 5)
    far.write(masked(0x82, new Uint8Array(43).fill(5), key))
    await poll(() => heard.length === 6)
    expect(heard).toEqual(['short 43 1', 'short 43 2', 'other', 'ws 2000 3', 'ws 43 4', 'short 43 5'])
    end()
    other.end()
  })

  test('can be paused, and closes with its code', async () => {
    const { ws, far, end } = await line()
    let heard = 0
    readShortMessages(ws, () => heard++)
    const pose = masked(0x82, new Uint8Array(43), [1, 2, 3, 4])
    far.write(pose)
    await poll(() => heard === 1)
    ws.pause()
    far.write(Buffer.concat(Array.from({ length: 50 }, () => pose)))
    await new Promise((done) => setTimeout(done, 50))
    expect(heard).toBe(1)
    ws.resume()
    await poll(() => heard === 51)
    const closed = new Promise<number>((done) => ws.once('close', done))
    far.write(masked(0x88, Uint8Array.of(0x0f, 0xa0), [1, 2, 3, 4]))
    far.write(pose)
    expect(await closed).toBe(4000)
    expect(heard).toBe(51)
    end()
  })

  test('gets every frame whole and in order among the messages of ws, while it reads nothing and after', async () => {
    const { ws, far, end } = await line()
    const sink = sinkOf({ state: ClientState.JOINED, ref: ws } as unknown as Client)
    far.pause()
    const sent: string[] = []
    for (let i = 0; sink.bufferedBytes() < 300_000 && sent.length < 50_000; i++) {
      sink.send(new Uint8Array(300 + (i % 7)).fill(i))
      sent.push(`${302 + (i % 7)} ${i & 255}`)
      if (i % 10 !== 0) continue
      ws.send(new Uint8Array(500).fill(i))
      sent.push(`500 ${i & 255}`)
    }
    expect(sink.bufferedBytes()).toBeGreaterThan(0)
    const got: string[] = []
    let bytes = Buffer.alloc(0)
    far.on('data', (chunk) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
      let at = 0
      for (; at + 4 <= bytes.length;) {
        const length = bytes.readUInt16BE(at + 2)
        if (bytes[at] !== 0x82 || bytes[at + 1] !== 126 || at + 4 + length > bytes.length) break
        got.push(`${length} ${bytes[at + 3 + length]}`)
        at += 4 + length
      }
      bytes = bytes.subarray(at)
    })
    far.resume()
    await poll(() => got.length === sent.length)
    expect(got).toEqual(sent)
    end()
  })
})
