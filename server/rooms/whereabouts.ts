// Where everybody is, as the server holds it: poses come in as bytes, are checked, and become records ready to be sent.
// A claim faster than anybody may move is cut short; a teleport is `place` after an accepted intent. Nothing is stored.
import {
  encodePose,
  type Footing,
  MAX_POSE_BYTES,
  type MoveMode,
  packRecord,
  readFooting,
  REPEAT_MS,
  standingPose,
  writePlace,
  writeRecordTime,
} from '../../shared/protocol/presence.ts'

/** Metres a second, horizontally and vertically. Walking includes running and falling; flying is for looking around. */
export const SPEED_LIMITS: Readonly<Record<MoveMode, { readonly alongM: number; readonly upM: number }>> = {
  walk: { alongM: 12, upM: 60 },
  sit: { alongM: 12, upM: 60 },
  fly: { alongM: 160, upM: 160 },
}
/** Allowed on top, for quantisation, latency and a step onto a kerb. */
const SLACK_M = 2
/** Who was put somewhere else still says where they were until they have heard of it, at most for so long. */
const HEARS_WITHIN_MS = 5000
/** Claimed times older than this against the server's clock are not believed. */
const MAX_AGE_MS = 2000

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

export type Body = {
  readonly slot: number
  readonly avatarId: number
  /** Its part of `records`. */
  record: Uint8Array
  upM: number
  headingRad: number
  mode: MoveMode
  /** What may still be moved now, metres. */
  alongBudgetM: number
  upBudgetM: number
  saidAtMs: number
  stirredAtMs: number
  /** When the body was put elsewhere. */
  placedAtMs: number
}

/** Room for one record, whole words. */
const STRIDE = (MAX_POSE_BYTES + 3) & ~3

export class Whereabouts {
  /** Counts every change of any body. */
  stirs = 0
  eastM = new Float64Array(64).fill(NaN)
  northM = new Float64Array(64).fill(NaN)
  /** By slot, the number of the body's last stir: one higher than a viewer has heard of is news to them. */
  stirred = new Float64Array(64)
  /** By slot, when the body's owner was last heard. */
  heardAtMs = new Float64Array(64)
  /** By slot, avatar id and pose as they are copied into frames; one for all who hear of it. */
  private records = new Uint8Array(64 * STRIDE)
  private lengths = new Uint8Array(64)
  readonly slots: (Body | undefined)[] = []
  private readonly bodies = new Map<number, Body>()
  private readonly free: number[] = []
  private readonly bounds: Bounds
  private view = new DataView(this.records.buffer)
  private readonly claim: Footing = standingPose()

  constructor(bounds: Bounds) {
    this.bounds = bounds
  }

  get size(): number {
    return this.bodies.size
  }

  of(avatarId: number): Body | undefined {
    return this.bodies.get(avatarId)
  }

  join(avatarId: number, at: Place, nowMs: number): Body {
    if (this.bodies.has(avatarId)) throw new Error(`presence: avatar ${avatarId} is already here`)
    const slot = this.free.pop() ?? this.slots.length
    if (slot >= this.eastM.length) this.grow()
    const body: Body = {
      slot,
      avatarId,
      record: this.recordOf(slot),
      upM: 0,
      headingRad: 0,
      mode: 'walk',
      alongBudgetM: SLACK_M,
      upBudgetM: SLACK_M,
      saidAtMs: nowMs,
      stirredAtMs: nowMs,
      placedAtMs: -Infinity,
    }
    this.slots[slot] = body
    this.bodies.set(avatarId, body)
    this.place(body, at, nowMs)
    body.placedAtMs = -Infinity
    return body
  }

  leave(body: Body): void {
    this.bodies.delete(body.avatarId)
    this.slots[body.slot] = undefined
    this.eastM[body.slot] = NaN
    this.northM[body.slot] = NaN
    this.stirred[body.slot] = 0
    this.free.push(body.slot)
  }

  /** Puts somebody somewhere at once, standing; within the bounds. */
  place(body: Body, at: Place, nowMs: number): Place {
    const there = { ...this.inside(at), headingRad: at.headingRad }
    const pose = Object.assign(standingPose(), there, { timeMs: nowMs, mode: body.mode })
    const bytes = new Uint8Array(MAX_POSE_BYTES)
    const length = encodePose(pose, bytes)
    this.lengths[body.slot] = length
    packRecord(body.avatarId, bytes.subarray(0, length), body.record)
    body.alongBudgetM = SLACK_M
    body.upBudgetM = SLACK_M
    body.placedAtMs = nowMs
    this.stand(body, there, nowMs)
    return there
  }

  placeOf(body: Body): Place {
    const eastM = this.eastM[body.slot] as number
    return { eastM, northM: this.northM[body.slot] as number, upM: body.upM, headingRad: body.headingRad }
  }

  /** On the ground plan. */
  distanceM(a: Body, b: Body): number {
    const eastM = (this.eastM[a.slot] as number) - (this.eastM[b.slot] as number)
    return Math.hypot(eastM, (this.northM[a.slot] as number) - (this.northM[b.slot] as number))
  }

  /** Copies the record of a slot and returns where it ends; up to three bytes beyond are written over. */
  copyRecord(slot: number, into: DataView, at: number): number {
    const { view } = this
    const length = this.lengths[slot] as number
    const from = slot * STRIDE
    for (let i = 0; i < length; i += 4) into.setInt32(at + i, view.getInt32(from + i, true), true)
    return at + length
  }

  /** Hears a pose from its owner. Bytes that are no pose change nothing. */
  receive(body: Body, bytes: Uint8Array, nowMs: number): Reception {
    const { claim } = this
    if (!readFooting(bytes, claim) || this.isFromBefore(body, claim, nowMs)) return 'ignored'
    const place = this.reach(body, claim, nowMs)
    packRecord(body.avatarId, bytes, body.record)
    this.lengths[body.slot] = bytes.length
    const isCut = place.eastM !== claim.eastM || place.northM !== claim.northM || place.upM !== claim.upM
    if (isCut) writePlace(body.record, place)
    const isBelieved = claim.timeMs <= nowMs && claim.timeMs >= nowMs - MAX_AGE_MS && claim.timeMs > body.saidAtMs
    body.saidAtMs = isBelieved ? claim.timeMs : nowMs
    writeRecordTime(body.record, body.saidAtMs)
    body.mode = claim.mode
    body.headingRad = claim.headingRad
    this.stand(body, place, nowMs)
    return isCut ? 'cut short' : 'taken'
  }

  /** Who has stood still for a second is there now as well. */
  repeatStill(nowMs: number): void {
    for (const body of this.bodies.values()) {
      if (nowMs - body.stirredAtMs < REPEAT_MS) continue
      writeRecordTime(body.record, nowMs)
      body.saidAtMs = nowMs
      this.stir(body, nowMs)
    }
  }

  /** Out of reach of where one was just put: said before one heard of it, and no reason to be taken half the way back. */
  private isFromBefore(body: Body, claim: Footing, nowMs: number): boolean {
    if (nowMs - body.placedAtMs > HEARS_WITHIN_MS) return false
    const { eastM, northM, upM } = this.inside(claim)
    const limit = SPEED_LIMITS[claim.mode]
    const sinceS = Math.max(0, nowMs - (this.heardAtMs[body.slot] as number)) / 1000
    const alongM = Math.hypot(eastM - (this.eastM[body.slot] as number), northM - (this.northM[body.slot] as number))
    const isFar = alongM > body.alongBudgetM + limit.alongM * sinceS
    return isFar || Math.abs(upM - body.upM) > body.upBudgetM + limit.upM * sinceS
  }

  /** How far towards the claim the body gets. */
  private reach(body: Body, claim: Footing, nowMs: number): Spot {
    const goal = this.inside(claim)
    const limit = SPEED_LIMITS[claim.mode]
    const sinceS = Math.max(0, nowMs - (this.heardAtMs[body.slot] as number)) / 1000
    body.alongBudgetM = Math.min(limit.alongM + SLACK_M, body.alongBudgetM + limit.alongM * sinceS)
    body.upBudgetM = Math.min(limit.upM + SLACK_M, body.upBudgetM + limit.upM * sinceS)
    const fromEastM = this.eastM[body.slot] as number
    const fromNorthM = this.northM[body.slot] as number
    const alongM = Math.hypot(goal.eastM - fromEastM, goal.northM - fromNorthM)
    const climbM = Math.abs(goal.upM - body.upM)
    const along = alongM > body.alongBudgetM ? body.alongBudgetM / alongM : 1
    const climb = climbM > body.upBudgetM ? body.upBudgetM / climbM : 1
    body.alongBudgetM -= alongM * along
    body.upBudgetM -= climbM * climb
    if (along !== 1) {
      goal.eastM = fromEastM + (goal.eastM - fromEastM) * along
      goal.northM = fromNorthM + (goal.northM - fromNorthM) * along
    }
    if (climb !== 1) goal.upM = body.upM + (goal.upM - body.upM) * climb
    return goal
  }

  private inside(at: Readonly<Spot>): Spot {
    const { westM, southM, eastM, northM, lowM, highM } = this.bounds
    return {
      eastM: within(at.eastM, westM, eastM),
      northM: within(at.northM, southM, northM),
      upM: within(at.upM, lowM, highM),
    }
  }

  private stand(body: Body, at: Readonly<Spot> & { readonly headingRad?: number }, nowMs: number): void {
    this.eastM[body.slot] = at.eastM
    this.northM[body.slot] = at.northM
    body.upM = at.upM
    body.headingRad = at.headingRad ?? body.headingRad
    this.heardAtMs[body.slot] = nowMs
    this.stir(body, nowMs)
  }

  private stir(body: Body, nowMs: number): void {
    this.stirred[body.slot] = ++this.stirs
    body.stirredAtMs = nowMs
  }

  private recordOf(slot: number): Uint8Array {
    return this.records.subarray(slot * STRIDE, (slot + 1) * STRIDE)
  }

  private grow(): void {
    const longer = (old: Float64Array, empty: number): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(old.length * 2).fill(empty)
      grown.set(old)
      return grown
    }
    this.eastM = longer(this.eastM, NaN)
    this.northM = longer(this.northM, NaN)
    this.stirred = longer(this.stirred, 0)
    this.heardAtMs = longer(this.heardAtMs, 0)
    const { records, lengths } = this
    this.records = new Uint8Array(records.length * 2)
    this.records.set(records)
    this.view = new DataView(this.records.buffer)
    this.lengths = new Uint8Array(lengths.length * 2)
    this.lengths.set(lengths)
    for (const body of this.bodies.values()) body.record = this.recordOf(body.slot)
  }
}

type Spot = { eastM: number; northM: number; upM: number }

/** NaN goes to the lower edge; no codec of ours produces it. */
const within = (v: number, min: number, max: number): number => (v > min ? Math.min(v, max) : min)
