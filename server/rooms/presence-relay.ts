// Who hears of whose steps, and when. Interest: the nearest 8 (and whom one follows) at the rate they come, 24 more at 5 Hz
// as far as 12 kB/s a client allow. In a small company a pose goes out as it comes in; in a crowd each viewer has a flush
// every `pauseMs`, spread over time, so that nobody waits for a common tick and no tick is a burst. A viewer that does not
// read is passed over: it gets fewer poses, never a queue. Knows nothing of sockets or Colyseus; nothing here is stored.
import {
  FRAME_HEADER_BYTES,
  MAX_POSE_BYTES,
  type MoveMode,
  REPEAT_MS,
  writeFrameHeader,
} from '../../shared/protocol/presence.ts'
import { Interest } from './interest.ts'
import { type Body, type Bounds, type Place, type Reception, Whereabouts } from './whereabouts.ts'

/** A viewer whose socket holds more than this gets no frame until it has drained. */
export const MAX_BUFFERED_BYTES = 8 * 1024
/** What one viewer is sent at most, headers of the transport included; only far ones wait for it. */
const BYTES_PER_MS = 11.7
const MOST_CREDIT_BYTES = 600
/** Of WebSocket and Colyseus around each frame. */
const ENVELOPE_BYTES = 6

const NEAR = 8
const FAR = 24
/** Far ones go out in turns: each of four groups every 200 ms. */
const TURNS = 4
const TURN_MS = 50
const LOOK_EVERY_MS = 250
const MAX_FRAME_BYTES = FRAME_HEADER_BYTES + (NEAR + FAR + 1) * MAX_POSE_BYTES

/** Up to so many listeners a pose is sent on as it comes; beyond, flushes are apart, longer the more there are. */
const SMALL_COMPANY = 24
const PAUSE_MS_A_LISTENER = 0.3
const MOST_PAUSE_MS = 33

/** Where frames for one viewer go; `send` takes the bytes before it returns. */
export type Sink = { bufferedBytes(): number; send(frame: Uint8Array): void }

type Viewer = {
  readonly body: Body
  sink: Sink | null
  /** Slots, nearest first. */
  near: Int32Array
  followed: Body | null
  lookAtMs: number
  dueAtMs: number
  sentAtMs: number
  /** The last stir it has heard of: of near ones, and of each turn of far ones. */
  heard: number
  readonly heardOfTurn: Float64Array
  /** Of which turn's window far ones were sent last. */
  window: number
  creditBytes: number
  creditAtMs: number
}

export class PresenceRelay {
  /** Frames not sent because their viewer could not keep up. */
  droppedFrames = 0
  private readonly all: Whereabouts
  private readonly interest = new Interest(NEAR + FAR)
  private readonly viewers = new Map<number, Viewer>()
  private readonly frame = new Uint8Array(MAX_FRAME_BYTES)
  /** Those with a sink: looked through some 300 times a second. */
  private listening: Viewer[] = []
  /** Grows while the process cannot keep up. */
  private strain = 1
  private dice = 0

  constructor(bounds: Bounds) {
    this.all = new Whereabouts(bounds)
  }

  get size(): number {
    return this.all.size
  }

  /** How far apart the flushes to one viewer are now; 0 when poses go out as they come. */
  get pauseMs(): number {
    if (this.listening.length <= SMALL_COMPANY && this.strain === 1) return 0
    return Math.min(MOST_PAUSE_MS, this.listening.length * PAUSE_MS_A_LISTENER) * this.strain
  }

  join(avatarId: number, at: Place, nowMs: number, sink: Sink): void {
    const body = this.all.join(avatarId, at, nowMs)
    const viewer: Viewer = {
      body,
      sink,
      near: new Int32Array(0),
      followed: null,
      lookAtMs: nowMs,
      dueAtMs: nowMs,
      sentAtMs: nowMs,
      heard: 0,
      heardOfTurn: new Float64Array(TURNS),
      window: -1,
      creditBytes: MOST_CREDIT_BYTES,
      creditAtMs: nowMs,
    }
    this.viewers.set(avatarId, viewer)
    this.listening.push(viewer)
    this.interest.rebuild(this.all.eastM, this.all.northM, this.all.slots.length)
  }

  leave(avatarId: number): void {
    const viewer = this.viewers.get(avatarId)
    if (!viewer) return
    this.listen(avatarId, null)
    this.viewers.delete(avatarId)
    this.all.leave(viewer.body)
    for (const other of this.viewers.values()) if (other.followed === viewer.body) other.followed = null
  }

  /** Null while the person's connection is lost: they keep their place and hear nothing. */
  listen(avatarId: number, sink: Sink | null): void {
    const viewer = this.viewers.get(avatarId)
    if (!viewer) return
    viewer.sink = sink
    this.listening = this.listening.filter((one) => one !== viewer)
    if (sink) this.listening.push(viewer)
    viewer.heard = 0
    viewer.heardOfTurn.fill(0)
  }

  /** From now on the viewer hears of the other at the rate of the nearest; null ends it. */
  follow(avatarId: number, whom: number | null): void {
    const viewer = this.viewers.get(avatarId)
    if (viewer) viewer.followed = (whom === null ? null : this.all.of(whom)) ?? null
  }

  /** Puts somebody somewhere at once, standing; within the bounds. */
  place(avatarId: number, at: Place, nowMs: number): Place | null {
    const viewer = this.viewers.get(avatarId)
    if (!viewer) return null
    const there = this.all.place(viewer.body, at, nowMs)
    viewer.lookAtMs = nowMs
    this.interest.rebuild(this.all.eastM, this.all.northM, this.all.slots.length)
    return there
  }

  where(avatarId: number): (Place & { readonly mode: MoveMode }) | null {
    const body = this.all.of(avatarId)
    return body ? { ...this.all.placeOf(body), mode: body.mode } : null
  }

  /** On the ground plan; infinite when one of them is not here. */
  distanceM(a: number, b: number): number {
    const [one, other] = [this.all.of(a), this.all.of(b)]
    return one && other ? this.all.distanceM(one, other) : Infinity
  }

  /** Hears a pose from its owner. Bytes that are no pose change nothing. */
  receive(avatarId: number, bytes: Uint8Array, nowMs: number): Reception {
    const body = this.all.of(avatarId)
    return body ? this.all.receive(body, bytes, nowMs) : 'ignored'
  }

  /** Once every 50 ms: neighbourhoods anew, the still repeated. `lateMs`: how much later than meant it comes. */
  tick(nowMs: number, lateMs = 0): void {
    this.strain = Math.min(4, Math.max(1, lateMs > 25 ? this.strain * 1.25 : this.strain * 0.98))
    this.interest.rebuild(this.all.eastM, this.all.northM, this.all.slots.length)
    this.all.repeatStill(nowMs)
    this.flush(nowMs)
  }

  /** Sends every viewer whose turn it is what is new to them. True when somebody's turn is still to come. */
  flush(nowMs: number): boolean {
    const pauseMs = this.pauseMs
    let isOwed = false
    for (const viewer of this.listening) {
      if (!viewer.sink) continue
      if (pauseMs > 0 && nowMs < viewer.dueAtMs) isOwed = true
      else viewer.dueAtMs = nowMs + (this.visit(viewer, viewer.sink, nowMs) ? pauseMs * this.dither() : pauseMs / 4)
    }
    return isOwed
  }

  /** Keeps viewers who once were late together from staying together. */
  private dither(): number {
    this.dice = (this.dice + 0.618_034) % 1
    return 0.85 + 0.3 * this.dice
  }

  private visit(viewer: Viewer, sink: Sink, nowMs: number): boolean {
    if (nowMs >= viewer.lookAtMs) {
      viewer.near = this.interest.nearest(viewer.body.slot)
      viewer.lookAtMs = nowMs + LOOK_EVERY_MS
    }
    const window = Math.floor(nowMs / TURN_MS)
    const turn = window % TURNS
    this.earn(viewer, nowMs)
    const length = this.fill(viewer, window === viewer.window || viewer.creditBytes <= 0 ? null : turn)
    // Alone in the city, a viewer still hears the clock once a second.
    if (length === FRAME_HEADER_BYTES && nowMs - viewer.sentAtMs < REPEAT_MS) return false
    if (sink.bufferedBytes() > MAX_BUFFERED_BYTES) {
      this.droppedFrames++
      return true
    }
    viewer.heard = this.all.stirs
    if (window !== viewer.window && viewer.creditBytes > 0) {
      viewer.heardOfTurn[turn] = this.all.stirs
      viewer.window = window
    }
    viewer.creditBytes -= length + ENVELOPE_BYTES
    viewer.sentAtMs = nowMs
    writeFrameHeader(this.frame, nowMs)
    sink.send(this.frame.subarray(0, length))
    return true
  }

  private earn(viewer: Viewer, nowMs: number): void {
    viewer.creditBytes = Math.min(MOST_CREDIT_BYTES, viewer.creditBytes + (nowMs - viewer.creditAtMs) * BYTES_PER_MS)
    viewer.creditAtMs = nowMs
  }

  /** Everybody near with news, and those far ones whose turn it is; null when it is nobody's. Returns the length. */
  private fill(viewer: Viewer, turn: number | null): number {
    const { near, followed, heard } = viewer
    const { stirred } = this.all
    let at = FRAME_HEADER_BYTES
    const followedSlot = followed?.slot ?? -1
    if (followed && (stirred[followedSlot] as number) > heard) at = this.copy(followedSlot, at)
    for (let k = 0; k < near.length && k < NEAR; k++) {
      const slot = near[k] as number
      if ((stirred[slot] as number) > heard && slot !== followedSlot) at = this.copy(slot, at)
    }
    if (turn === null) return at
    const heardOfTurn = viewer.heardOfTurn[turn] as number
    for (let k = NEAR + turn; k < near.length; k += TURNS) {
      const slot = near[k] as number
      if ((stirred[slot] as number) > heardOfTurn && slot !== followedSlot) at = this.copy(slot, at)
    }
    return at
  }

  private copy(slot: number, at: number): number {
    const body = this.all.slots[slot]
    if (!body) return at
    const { record, length } = body
    for (let i = 0; i < length; i++) this.frame[at + i] = record[i] as number
    return at + length
  }
}
