// Who hears of whose steps, and when. Interest: the nearest 8 (and whom one follows) at the rate they come, 24 more at 5 Hz
// as far as 12 kB/s a client allow. Poses are the clock: a viewer gets a frame when one near it has spoken, at most every
// `pauseMs`; in a crowd (see cues.ts) once in 50 ms, at the moment when most is new. So nobody waits for a common tick and
// no tick is a burst. A viewer that does not read is passed over: it gets fewer poses, never a queue. Knows nothing of
// sockets or Colyseus; nothing here is stored.
import {
  FRAME_HEADER_BYTES,
  MAX_POSE_BYTES,
  type MoveMode,
  PRESENCE_HZ,
  REPEAT_MS,
  writeFrameHeader,
} from '../../shared/protocol/presence.ts'
import { type Cued, Cues, leaderOf } from './cues.ts'
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
/** A turn may come so much before its time: the poses that bring it have no better clock. */
const EARLY_MS = 5
const LOOK_EVERY_MS = 250
/** In a crowd, where nobody's leaving makes a place empty. */
const LOOK_EVERY_MS_IN_CROWD = 500
const MAX_FRAME_BYTES = FRAME_HEADER_BYTES + (NEAR + FAR + 1) * MAX_POSE_BYTES + 3

/** Up to so many listeners a pose is sent on as it comes; beyond, frames are apart, longer the more there are. */
const SMALL_COMPANY = 24
const PAUSE_MS_A_LISTENER = 0.3
const MOST_PAUSE_MS = 33
/** With more listeners, one frame a period. */
const CROWD = 100
const PERIOD_MS = 1000 / PRESENCE_HZ
/** When nobody near has spoken for so long, one looks what the far ones do, and whether there is a better clock. */
const UNCUED_MS = 1.3 * PERIOD_MS

/** Where frames for one viewer go; `send` takes the bytes before it returns. */
export type Sink = { bufferedBytes(): number; send(frame: Uint8Array): void }

type Viewer = Cued & {
  readonly body: Body
  sink: Sink | null
  /** Slots, nearest first, and how many they are. */
  readonly near: Int32Array
  nearCount: number
  followed: Body | null
  lookAtMs: number
  isDue: boolean
  dueAtMs: number
  visitedAtMs: number
  sentAtMs: number
  /** The last stir it has heard of: of near ones, and of each turn of far ones. */
  heard: number
  readonly heardOfTurn: Float64Array
  /** Whose turn it was last, and when the next one's is. */
  turn: number
  turnAtMs: number
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
  private readonly frameView = new DataView(this.frame.buffer)
  private readonly cues = new Cues<Viewer>()
  /** Those with a sink. */
  private listening: Viewer[] = []
  /** Those owed a frame. */
  private due: Viewer[] = []
  /** Grows while the process cannot keep up. */
  private strain = 1

  constructor(bounds: Bounds) {
    this.all = new Whereabouts(bounds)
  }

  get size(): number {
    return this.all.size
  }

  /** How far apart the frames to one viewer are at least; 0 when poses go out as they come. */
  get pauseMs(): number {
    if (this.listening.length <= SMALL_COMPANY && this.strain === 1) return 0
    return Math.min(MOST_PAUSE_MS, this.listening.length * PAUSE_MS_A_LISTENER) * this.strain
  }

  join(avatarId: number, at: Place, nowMs: number, sink: Sink): void {
    const body = this.all.join(avatarId, at, nowMs)
    const viewer: Viewer = {
      body,
      sink,
      near: new Int32Array(NEAR + FAR),
      nearCount: 0,
      followed: null,
      cuedBy: [],
      lookAtMs: nowMs,
      isDue: false,
      dueAtMs: nowMs,
      visitedAtMs: -Infinity,
      sentAtMs: nowMs,
      heard: 0,
      heardOfTurn: new Float64Array(TURNS),
      turn: 0,
      turnAtMs: nowMs,
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
    else this.cues.set(viewer, [])
    viewer.lookAtMs = 0
    viewer.heard = 0
    viewer.heardOfTurn.fill(0)
  }

  /** From now on the viewer hears of the other at the rate of the nearest; null ends it. */
  follow(avatarId: number, whom: number | null): void {
    const viewer = this.viewers.get(avatarId)
    if (!viewer) return
    viewer.followed = (whom === null ? null : this.all.of(whom)) ?? null
    viewer.lookAtMs = 0
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
    if (!body) return 'ignored'
    const reception = this.all.receive(body, bytes, nowMs)
    if (reception !== 'ignored') for (const viewer of this.cues.of(body.slot)) this.owe(viewer)
    return reception
  }

  /** Once every 50 ms: neighbourhoods anew, the still repeated. `lateMs`: how much later than meant it comes. */
  tick(nowMs: number, lateMs = 0): void {
    this.strain = Math.min(4, Math.max(1, lateMs > 25 ? this.strain * 1.25 : this.strain * 0.98))
    this.interest.rebuild(this.all.eastM, this.all.northM, this.all.slots.length)
    this.all.repeatStill(nowMs)
    for (const viewer of this.listening) {
      if (nowMs - viewer.visitedAtMs < UNCUED_MS) continue
      // Its one clock has stopped.
      if (viewer.cuedBy.length === 1) viewer.lookAtMs = 0
      this.owe(viewer)
    }
    this.flush(nowMs)
  }

  private owe(viewer: Viewer): void {
    if (viewer.isDue) return
    viewer.isDue = true
    this.due.push(viewer)
  }

  /** Sends what is new to every viewer who is owed a frame and may have it. True when somebody is still owed one. */
  flush(nowMs: number): boolean {
    const { due, pauseMs } = this
    this.due = []
    try {
      for (let viewer = due.pop(); viewer; viewer = due.pop()) {
        if (nowMs < viewer.dueAtMs) {
          this.due.push(viewer)
          continue
        }
        viewer.isDue = false
        viewer.dueAtMs = nowMs + pauseMs
        if (viewer.sink) this.visit(viewer, viewer.sink, nowMs)
      }
    } finally {
      // One that throws takes no other's turn.
      this.due.push(...due)
    }
    return this.due.length > 0
  }

  private visit(viewer: Viewer, sink: Sink, nowMs: number): void {
    if (nowMs >= viewer.lookAtMs) this.look(viewer, nowMs)
    this.earn(viewer, nowMs)
    const isTurn = viewer.creditBytes > 0 && nowMs >= viewer.turnAtMs - EARLY_MS
    const turn = isTurn ? (viewer.turn + 1) % TURNS : null
    const length = this.fill(viewer, turn)
    // Alone in the city, a viewer still hears the clock once a second.
    const isNews = length > FRAME_HEADER_BYTES || nowMs - viewer.sentAtMs >= REPEAT_MS
    if (isNews && sink.bufferedBytes() > MAX_BUFFERED_BYTES) {
      this.droppedFrames++
      return
    }
    viewer.visitedAtMs = nowMs
    viewer.heard = this.all.stirs
    if (turn !== null) {
      viewer.heardOfTurn[turn] = this.all.stirs
      viewer.turn = turn
      viewer.turnAtMs = Math.max(viewer.turnAtMs + TURN_MS, nowMs)
    }
    if (!isNews) return
    viewer.creditBytes -= length + ENVELOPE_BYTES
    viewer.sentAtMs = nowMs
    writeFrameHeader(this.frame, nowMs)
    sink.send(this.frame.subarray(0, length))
  }

  /** Who is near now, and whose poses are this viewer's clock. */
  private look(viewer: Viewer, nowMs: number): void {
    const isCrowd = this.listening.length > CROWD
    viewer.lookAtMs = nowMs + (isCrowd ? LOOK_EVERY_MS_IN_CROWD : LOOK_EVERY_MS)
    const { body, near, followed } = viewer
    viewer.nearCount = this.interest.nearest(body.slot, near)
    const close = near.subarray(0, Math.min(NEAR, viewer.nearCount))
    const clock = isCrowd ? this.clockOf(followed, close, nowMs) : -1
    if (clock < 0) this.cues.set(viewer, followed ? [...close, followed.slot] : [...close])
    else if (viewer.cuedBy.length !== 1 || viewer.cuedBy[0] !== clock) this.cues.set(viewer, [clock])
  }

  /** Whom one follows, or the leader of those near; -1 when they are all silent. */
  private clockOf(followed: Body | null, close: Int32Array, nowMs: number): number {
    const { heardAtMs } = this.all
    if (followed && nowMs - (heardAtMs[followed.slot] as number) < 2 * PERIOD_MS) return followed.slot
    return leaderOf(close, heardAtMs, nowMs, PERIOD_MS)
  }

  private earn(viewer: Viewer, nowMs: number): void {
    viewer.creditBytes = Math.min(MOST_CREDIT_BYTES, viewer.creditBytes + (nowMs - viewer.creditAtMs) * BYTES_PER_MS)
    viewer.creditAtMs = nowMs
  }

  /** Everybody near with news, and those far ones whose turn it is; null when it is nobody's. Returns the length. */
  private fill(viewer: Viewer, turn: number | null): number {
    const { near, nearCount, followed, heard } = viewer
    const { frameView: frame, all } = this
    const { stirred } = all
    let at = FRAME_HEADER_BYTES
    const followedSlot = followed?.slot ?? -1
    if (followed && (stirred[followedSlot] as number) > heard) at = all.copyRecord(followedSlot, frame, at)
    for (let k = 0; k < NEAR && k < nearCount; k++) {
      const slot = near[k] as number
      if ((stirred[slot] as number) > heard && slot !== followedSlot) at = all.copyRecord(slot, frame, at)
    }
    if (turn === null) return at
    const heardOfTurn = viewer.heardOfTurn[turn] as number
    for (let k = NEAR + turn; k < nearCount; k += TURNS) {
      const slot = near[k] as number
      if ((stirred[slot] as number) > heardOfTurn && slot !== followedSlot) at = all.copyRecord(slot, frame, at)
    }
    return at
  }
}
