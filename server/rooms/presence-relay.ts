// Where everybody is, and who hears of it: poses come in as bytes, are checked, and go out as one frame a tick and viewer.
// Interest: the nearest 8 at 20 Hz, 24 more at 5 Hz (measured in notes of the design: 12 kB/s a client at 1,000 people).
// The server owns the place: a claim faster than anybody may move is cut short, a teleport is `place` after an accepted
// intent. Knows nothing of sockets or Colyseus; nothing here is stored.
import {
  decodePose,
  encodePose,
  FRAME_HEADER_BYTES,
  MAX_POSE_BYTES,
  type MoveMode,
  packRecord,
  type Pose,
  poseLength,
  REPEAT_MS,
  standingPose,
  PRESENCE_HZ,
  writeFrameHeader,
  writePlace,
  writeRecordTime,
} from '../../shared/protocol/presence.ts'
import { Interest } from './interest.ts'

/** Metres a second, horizontally and vertically. Walking includes running and falling; flying is for looking around. */
export const SPEED_LIMITS: Readonly<Record<MoveMode, { readonly alongM: number; readonly upM: number }>> = {
  walk: { alongM: 12, upM: 60 },
  sit: { alongM: 12, upM: 60 },
  fly: { alongM: 160, upM: 160 },
}
/** Allowed on top, for quantisation, latency and a step onto a kerb. */
const SLACK_M = 2
/** A viewer whose socket holds more than this gets no frame until it has drained. */
export const MAX_BUFFERED_BYTES = 64 * 1024
/** Claimed times older than this against the server's clock are not believed. */
const MAX_AGE_MS = 2000

const NEAR = 8
const FAR = 24
const FAR_EVERY = 4
const LOOK_EVERY = 5
const REPEAT_TICKS = (REPEAT_MS / 1000) * PRESENCE_HZ

/** Where frames for one viewer go. */
export type Sink = { bufferedBytes(): number; send(frame: Uint8Array): void }

export type Place = {
  readonly eastM: number
  readonly northM: number
  readonly upM: number
  readonly headingRad: number
}
export type Bounds = {
  readonly westM: number
  readonly southM: number
  readonly eastM: number
  readonly northM: number
  readonly lowM: number
  readonly highM: number
}
/** What became of a pose. */
export type Reception = 'taken' | 'cut short' | 'ignored'

type Body = {
  readonly slot: number
  readonly avatarId: number
  /** Avatar id and pose, ready to be copied into frames. */
  readonly record: Uint8Array
  length: number
  upM: number
  headingRad: number
  mode: MoveMode
  /** What may still be moved now, metres. */
  alongBudgetM: number
  upBudgetM: number
  heardAtMs: number
  saidAtMs: number
  changedTick: number
  sink: Sink | null
  near: Int32Array
  /** Whose poses this viewer must never miss, however far they are. */
  followed: Body | null
}

export class PresenceRelay {
  /** Frames not sent because their viewer could not keep up. */
  droppedFrames = 0
  private readonly bounds: Bounds
  private readonly interest = new Interest(NEAR + FAR)
  private readonly bodies = new Map<number, Body>()
  private readonly slots: (Body | undefined)[] = []
  private readonly free: number[] = []
  private eastM = new Float64Array(64).fill(NaN)
  private northM = new Float64Array(64).fill(NaN)
  private readonly pose: Pose = standingPose()
  private readonly frame = new Uint8Array(FRAME_HEADER_BYTES + (NEAR + FAR) * MAX_POSE_BYTES)
  private ticks = 0

  constructor(bounds: Bounds) {
    this.bounds = bounds
  }

  get size(): number {
    return this.bodies.size
  }

  join(avatarId: number, at: Place, nowMs: number, sink: Sink): void {
    if (this.bodies.has(avatarId)) throw new Error(`presence: avatar ${avatarId} is already here`)
    const slot = this.free.pop() ?? this.slots.length
    if (slot >= this.eastM.length) this.grow()
    const body: Body = {
      slot,
      avatarId,
      record: new Uint8Array(MAX_POSE_BYTES),
      length: 0,
      upM: 0,
      headingRad: 0,
      mode: 'walk',
      alongBudgetM: SLACK_M,
      upBudgetM: SLACK_M,
      heardAtMs: nowMs,
      saidAtMs: nowMs,
      changedTick: this.ticks,
      sink,
      near: new Int32Array(0),
      followed: null,
    }
    this.slots[slot] = body
    this.bodies.set(avatarId, body)
    this.place(avatarId, at, nowMs)
  }

  leave(avatarId: number): void {
    const body = this.bodies.get(avatarId)
    if (!body) return
    this.bodies.delete(avatarId)
    this.slots[body.slot] = undefined
    this.eastM[body.slot] = NaN
    this.northM[body.slot] = NaN
    this.free.push(body.slot)
    for (const other of this.bodies.values()) if (other.followed === body) other.followed = null
  }

  /** From now on the viewer hears of the other at the rate of the nearest; null ends it. */
  follow(viewer: number, avatarId: number | null): void {
    const body = this.bodies.get(viewer)
    if (body) body.followed = (avatarId === null ? null : this.bodies.get(avatarId)) ?? null
  }

  /** On the ground plan; infinite when one of them is not here. */
  distanceM(a: number, b: number): number {
    const [one, other] = [this.bodies.get(a), this.bodies.get(b)]
    if (!one || !other) return Infinity
    const eastM = (this.eastM[one.slot] as number) - (this.eastM[other.slot] as number)
    return Math.hypot(eastM, (this.northM[one.slot] as number) - (this.northM[other.slot] as number))
  }

  /** Null while the person's connection is lost: they keep their place and hear nothing. */
  listen(avatarId: number, sink: Sink | null): void {
    const body = this.bodies.get(avatarId)
    if (body) body.sink = sink
  }

  /** Puts somebody somewhere at once, standing; within the bounds. */
  place(avatarId: number, at: Place, nowMs: number): Place | null {
    const body = this.bodies.get(avatarId)
    if (!body) return null
    const there = { ...this.inside(at), headingRad: at.headingRad }
    const pose = Object.assign(standingPose(), there, { timeMs: nowMs, mode: body.mode })
    const bytes = new Uint8Array(MAX_POSE_BYTES)
    body.length = encodePose(pose, bytes)
    packRecord(avatarId, bytes.subarray(0, body.length), body.record)
    body.alongBudgetM = SLACK_M
    body.upBudgetM = SLACK_M
    this.stand(body, there, nowMs)
    return there
  }

  where(avatarId: number): (Place & { readonly mode: MoveMode }) | null {
    const body = this.bodies.get(avatarId)
    return body ? { ...this.placeOf(body), mode: body.mode } : null
  }

  /** Hears a pose from its owner. Bytes that are no pose change nothing. */
  receive(avatarId: number, bytes: Uint8Array, nowMs: number): Reception {
    const body = this.bodies.get(avatarId)
    const claim = this.pose
    if (!body) return 'ignored'
    try {
      if (poseLength(bytes, 0) !== bytes.length) return 'ignored'
      decodePose(bytes, 0, claim)
    } catch {
      return 'ignored'
    }
    const place = this.reach(body, claim, nowMs)
    packRecord(avatarId, bytes, body.record)
    body.length = bytes.length
    const isCut = place.eastM !== claim.eastM || place.northM !== claim.northM || place.upM !== claim.upM
    if (isCut) writePlace(body.record, place)
    const isBelieved = claim.timeMs <= nowMs && claim.timeMs >= nowMs - MAX_AGE_MS && claim.timeMs > body.saidAtMs
    const saidAtMs = isBelieved ? claim.timeMs : nowMs
    writeRecordTime(body.record, saidAtMs)
    body.saidAtMs = saidAtMs
    body.mode = claim.mode
    this.stand(body, { ...place, headingRad: claim.headingRad }, nowMs)
    return isCut ? 'cut short' : 'taken'
  }

  /** One tick of 50 ms: sends everybody what is due. (Flushing the nearest on arrival would go into `receive`.) */
  tick(nowMs: number): void {
    this.ticks++
    this.interest.rebuild(this.eastM, this.northM, this.slots.length)
    for (const body of this.bodies.values()) {
      if (!body.sink) continue
      if ((this.ticks + body.slot) % LOOK_EVERY === 0) body.near = this.interest.nearest(body.slot)
      if (body.sink.bufferedBytes() > MAX_BUFFERED_BYTES) {
        this.droppedFrames++
        continue
      }
      const length = this.fill(body, nowMs)
      // Alone in the city, a viewer still hears the clock once a second.
      if (length === FRAME_HEADER_BYTES && (this.ticks + body.slot) % REPEAT_TICKS !== 0) continue
      writeFrameHeader(this.frame, nowMs)
      body.sink.send(this.frame.subarray(0, length))
    }
  }

  private fill(viewer: Body, nowMs: number): number {
    let at = FRAME_HEADER_BYTES
    for (let k = 0; k < viewer.near.length; k++) {
      const body = this.slots[viewer.near[k] as number]
      if (!body || body === viewer) continue
      const every = k < NEAR ? 1 : FAR_EVERY
      const isDue = (this.ticks + k) % every === 0 && body.changedTick >= this.ticks - every
      if (!isDue) {
        if ((this.ticks + body.slot) % REPEAT_TICKS !== 0 || body.changedTick >= this.ticks - FAR_EVERY) continue
        // Who stands still is there now.
        writeRecordTime(body.record, nowMs)
        body.saidAtMs = nowMs
      }
      this.frame.set(body.record.subarray(0, body.length), at)
      at += body.length
    }
    return at
  }

  /** How far towards the claim the body gets. */
  private reach(body: Body, claim: Pose, nowMs: number): { eastM: number; northM: number; upM: number } {
    const goal = this.inside(claim)
    const limit = SPEED_LIMITS[claim.mode]
    const sinceS = Math.max(0, nowMs - body.heardAtMs) / 1000
    body.alongBudgetM = Math.min(limit.alongM + SLACK_M, body.alongBudgetM + limit.alongM * sinceS)
    body.upBudgetM = Math.min(limit.upM + SLACK_M, body.upBudgetM + limit.upM * sinceS)
    const from = this.placeOf(body)
    const alongM = Math.hypot(goal.eastM - from.eastM, goal.northM - from.northM)
    const climbM = Math.abs(goal.upM - from.upM)
    const along = alongM > body.alongBudgetM ? body.alongBudgetM / alongM : 1
    const climb = climbM > body.upBudgetM ? body.upBudgetM / climbM : 1
    body.alongBudgetM -= alongM * along
    body.upBudgetM -= climbM * climb
    return {
      eastM: along === 1 ? goal.eastM : from.eastM + (goal.eastM - from.eastM) * along,
      northM: along === 1 ? goal.northM : from.northM + (goal.northM - from.northM) * along,
      upM: climb === 1 ? goal.upM : from.upM + (goal.upM - from.upM) * climb,
    }
  }

  private inside(at: { readonly eastM: number; readonly northM: number; readonly upM: number }): {
    eastM: number
    northM: number
    upM: number
  } {
    const { westM, southM, eastM, northM, lowM, highM } = this.bounds
    return {
      eastM: within(at.eastM, westM, eastM),
      northM: within(at.northM, southM, northM),
      upM: within(at.upM, lowM, highM),
    }
  }

  private stand(body: Body, at: Place, nowMs: number): void {
    this.eastM[body.slot] = at.eastM
    this.northM[body.slot] = at.northM
    body.upM = at.upM
    body.headingRad = at.headingRad
    body.heardAtMs = nowMs
    body.changedTick = this.ticks
  }

  private placeOf(body: Body): Place {
    const eastM = this.eastM[body.slot] as number
    return { eastM, northM: this.northM[body.slot] as number, upM: body.upM, headingRad: body.headingRad }
  }

  private grow(): void {
    const longer = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(old.length * 2).fill(NaN)
      grown.set(old)
      return grown
    }
    this.eastM = longer(this.eastM)
    this.northM = longer(this.northM)
  }
}

/** NaN goes to the lower edge; no codec of ours produces it. */
const within = (v: number, min: number, max: number): number => (v > min ? Math.min(v, max) : min)
