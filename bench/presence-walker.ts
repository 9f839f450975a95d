// One light client of the presence benchmark: a bare TCP socket with the real handshake (a seat by HTTP, the WebSocket
// upgrade, Colyseus's join), poses encoded once and patched. It stamps each pose with the sender's clock in the heading,
// which the server passes on, so that a listener in another process of this machine can tell how old a pose is.
import { connect, type Socket } from 'node:net'
import {
  encodePose,
  FRAME,
  MAX_POSE_BYTES,
  POSE,
  type Pose,
  readFrame,
  standingPose,
  writePlace,
} from '../shared/protocol/presence.ts'

const JOIN_ROOM = 10
const ROOM_DATA = 13
const ROOM_DATA_BYTES = 17
const STEP_M = 0.07
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0])

/** In 0.1 ms, wraps after 6.5 s; the monotonic clock is the machine's, the same in every process. */
const stampNow = (): number => Number(process.hrtime.bigint() / 100_000n) & 0xffff
const ageMs = (stamp: number): number => ((stampNow() - stamp) & 0xffff) / 10

export type Square = { readonly eastM: number; readonly northM: number; readonly upM: number; readonly sizeM: number }

export class Walker {
  bytes = 0
  /** Age in milliseconds of every pose of the six nearest, on arrival; the far ones come at 5 Hz by design. */
  readonly agesMs: number[] = []
  private readonly socket: Socket
  private readonly frame: Buffer
  private eastM: number
  private northM: number
  private turn: number
  private readonly square: Square
  private rest: Buffer = Buffer.alloc(0)
  private readonly heard = new Map<number, { eastM: number; northM: number; atMs: number }>()
  private readonly pose: Pose = standingPose()

  static async enter(port: number, square: Square, isListening: boolean): Promise<Walker> {
    const origin = `http://127.0.0.1:${port}`
    const response = await fetch(`${origin}/matchmake/join/city`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: '{}',
    })
    if (!response.ok) throw new Error(`the bench was refused: ${await response.text()}`)
    const seat = (await response.json()) as { processId: string; roomId: string; sessionId: string }
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.write(
      `GET /${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
        `Origin: ${origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
    let start = Buffer.alloc(0)
    await new Promise<void>((done, fail) => {
      socket.on('error', fail)
      socket.on('data', (chunk) => {
        start = Buffer.concat([start, chunk])
        const end = start.indexOf('\r\n\r\n')
        // The upgrade's answer, then the first message, which is the handshake of the room.
        if (end >= 0 && start.length > end + 4) done()
      })
    })
    socket.removeAllListeners('data')
    return new Walker(socket, square, isListening)
  }

  private constructor(socket: Socket, square: Square, isListening: boolean) {
    this.socket = socket
    this.square = square
    this.eastM = square.eastM + (Math.random() - 0.5) * square.sizeM
    this.northM = square.northM + (Math.random() - 0.5) * square.sizeM
    this.turn = Math.random() * 7
    const turn = { x: 0, y: 0, z: 0, w: 1 }
    const hand = { eastM: 0.3, northM: 0.4, upM: 1.1, turn }
    const body = { ...standingPose(), headset: { upM: 1.7, turn }, left: hand, right: hand }
    const pose = new Uint8Array(MAX_POSE_BYTES)
    encodePose(body, pose)
    // A masking key of zeros leaves the bytes as they are.
    this.frame = Buffer.from([0x82, 0x80 | (MAX_POSE_BYTES + 2), 0, 0, 0, 0, ROOM_DATA_BYTES, POSE, ...pose])
    socket.removeAllListeners('error')
    socket.on('error', () => undefined)
    this.say([JOIN_ROOM])
    this.say([ROOM_DATA, 0xa6, ...Buffer.from('intent'), ...goTo(this.eastM, this.northM, square.upM)])
    if (isListening) socket.on('data', (chunk) => this.listen(chunk))
    else socket.on('data', (chunk) => this.count(chunk))
  }

  get isOpen(): boolean {
    return !this.socket.destroyed && this.socket.writable
  }

  step(): void {
    const { square } = this
    this.turn += (Math.random() - 0.5) * 0.4
    const half = square.sizeM / 2
    const eastM = this.eastM + Math.sin(this.turn) * STEP_M
    const northM = this.northM + Math.cos(this.turn) * STEP_M
    if (Math.abs(eastM - square.eastM) > half || Math.abs(northM - square.northM) > half) this.turn += Math.PI
    else {
      this.eastM = eastM
      this.northM = northM
    }
    const pose = this.frame.subarray(8)
    writePlace(pose, { eastM: this.eastM, northM: this.northM, upM: square.upM })
    pose.writeUInt16LE(stampNow(), 14)
    this.socket.write(this.frame)
  }

  /** Unasked, so that nobody must read pings. */
  pong(): void {
    this.socket.write(PONG)
  }

  /** A socket that is not read fills up in the kernel, then in the server. */
  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  leave(): void {
    this.socket.destroy()
  }

  private say(payload: readonly number[]): void {
    this.socket.write(Buffer.from([0x82, 0x80 | payload.length, 0, 0, 0, 0, ...payload]))
  }

  /** Read four times a second, so that thousands of listeners cost the machine little: the server sends all the same. */
  private count(chunk: Buffer): void {
    this.bytes += chunk.length
    this.socket.pause()
    setTimeout(() => this.socket.resume(), 250)
  }

  private listen(chunk: Buffer): void {
    this.bytes += chunk.length
    let bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk
    for (;;) {
      const short = (bytes[1] ?? 0) & 127
      const at = short === 126 ? 4 : short === 127 ? 10 : 2
      if (bytes.length < at) break
      const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
      if (bytes.length < at + length) break
      const message = bytes.subarray(at, at + length)
      if (message[0] === ROOM_DATA_BYTES && message[1] === FRAME) this.hear(message.subarray(2))
      bytes = bytes.subarray(at + length)
    }
    this.rest = bytes
  }

  private hear(frame: Uint8Array): void {
    const nowMs = performance.now()
    const fresh: { id: number; stamp: number }[] = []
    readFrame(frame, this.pose, (id, { eastM, northM, headingRad }) => {
      this.heard.set(id, { eastM, northM, atMs: nowMs })
      fresh.push({ id, stamp: Math.round((headingRad / 2 / Math.PI) * 65536) & 0xffff })
    })
    const reachM = this.reachM(nowMs)
    for (const { id, stamp } of fresh) if (this.farM(id) <= reachM) this.agesMs.push(ageMs(stamp))
  }

  private farM(id: number): number {
    const them = this.heard.get(id)
    return them ? Math.hypot(them.eastM - this.eastM, them.northM - this.northM) : Infinity
  }

  /** How far away the sixth nearest is. */
  private reachM(nowMs: number): number {
    const far: number[] = []
    for (const [id, { atMs }] of this.heard) {
      if (nowMs - atMs > 2000) this.heard.delete(id)
      else far.push(this.farM(id))
    }
    return far.sort((a, b) => a - b)[5] ?? Infinity
  }
}

/** MessagePack of the intent that puts one somewhere. */
function goTo(eastM: number, northM: number, upM: number): number[] {
  const text = (s: string): number[] => [0xa0 | s.length, ...Buffer.from(s)]
  const real = (v: number): number[] => {
    const bytes = Buffer.alloc(9)
    bytes[0] = 0xcb
    bytes.writeDoubleBE(v, 1)
    return [...bytes]
  }
  const where = [...text('eastM'), ...real(eastM), ...text('northM'), ...real(northM), ...text('upM'), ...real(upM)]
  return [0x85, ...text('id'), ...text('w'), ...text('type'), ...text('goTo'), ...where]
}
