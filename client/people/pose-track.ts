// One other person's way between the poses that arrive: a jitter buffer. Poses are stamped in server milliseconds and
// shown a little late; how late follows what is measured, slowly, so that neither a late packet nor the change is seen.
// What a pose needed: it had to be here before the time of the one before it was played out. The greatest need of the
// last seconds is the delay. When nothing comes a body coasts a moment, then stands; being put right is smoothed.
import type { MoveMode, Pose } from '../../shared/protocol/presence.ts'
import { type Quaternion, unturned } from '../../shared/protocol/quaternion.ts'
import { slerp } from './slerp.ts'

type Hand = { eastM: number; northM: number; upM: number; turn: Quaternion }

/** What `sample` fills in; head and hands are the track's own objects, or null. */
export type ShownPose = {
  eastM: number
  northM: number
  upM: number
  headingRad: number
  /** Of the head, up positive; and its yaw against the body. */
  pitchRad: number
  headYawRad: number
  speedMs: number
  mode: MoveMode
  headset: { upM: number; turn: Quaternion } | null
  left: Hand | null
  right: Hand | null
}
export type HeardPose = Omit<Pose, 'timeMs'>

const KEPT = 16
/** A pose in the ring: its time first, then these; a head is up and a turn, a hand a place and a turn. */
const EAST = 1
const NORTH = 2
const UP = 3
const HEADING = 4
const PITCH = 5
const YAW = 6
const MODE = 7
const PARTS = 8
const HEAD = 9
const LEFT = 14
const RIGHT = 21
const STRIDE = 28
const HAS = { headset: 1, left: 2, right: 4 } as const
const MODES: readonly MoveMode[] = ['walk', 'fly', 'sit']

const MIN_DELAY_MS = 60
const MAX_DELAY_MS = 600
const MARGIN_MS = 8
/** How fast the delay may grow and shrink, milliseconds a second: playing 25 % slower or 5 % faster is not seen. */
const GROW_MS_S = 250
const SHRINK_MS_S = 50
/** The share of a lesser need taken over at each pose: half in two seconds at 20 a second. */
const FORGET = 0.017
/** Dead reckoning goes on this long when nothing arrives, then the body stands. */
const COAST_MS = 150
/** A gap longer than this was rest: whoever moves is heard of five times a second. */
const REST_MS = 300
/** Out of rest, the first step took this long. */
const START_MS = 100
/** A jump further than this between two poses is a teleport: shown as one. */
const TELEPORT_M = 30
const MEND_S = 0.08

export class PoseTrack {
  private readonly ring = new Float64Array(KEPT * STRIDE)
  private first = 0
  private count = 0
  private needMs = 0
  private delay = 0
  private sampledMs = Number.NaN
  private isCoasting = false
  private readonly raw = { eastM: 0, northM: 0, upM: 0, speedMs: 0 }
  /** How far the shown place still is from the true one, after coasting went wrong. */
  private offE = 0
  private offN = 0
  private offU = 0
  private readonly head = { upM: 0, turn: unturned() }
  private readonly left: Hand = { eastM: 0, northM: 0, upM: 0, turn: unturned() }
  private readonly right: Hand = { eastM: 0, northM: 0, upM: 0, turn: unturned() }

  /** A pose stamped `atMs` that arrived at `nowMs`, both of the server's clock. Late and doubled ones are ignored. */
  push(atMs: number, pose: Readonly<HeardPose>, nowMs = atMs): void {
    const last = this.count > 0 ? this.at(this.count - 1) : -1
    if (last >= 0) {
      const lastMs = this.ring[last] as number
      if (atMs <= lastMs) return
      if (atMs - lastMs <= REST_MS) this.measure(nowMs - lastMs)
    }
    if (this.count === KEPT) this.first = (this.first + 1) % KEPT
    else this.count++
    this.write(this.at(this.count - 1), atMs, pose)
    if (this.isCoasting) this.mend()
  }

  /** How late this person is shown now, milliseconds. */
  get delayMs(): number {
    return this.delay
  }

  /** Fills `out` with the pose to show at a server time; false when nothing is known yet. */
  sample(serverMs: number, out: ShownPose): boolean {
    if (this.count === 0) return false
    const seconds = Number.isNaN(this.sampledMs) ? 0 : Math.max(0, (serverMs - this.sampledMs) / 1000)
    this.sampledMs = serverMs
    this.adapt(seconds)
    const i = this.locate(serverMs - this.delay)
    const fade = Math.exp(-seconds / MEND_S)
    this.offE *= fade
    this.offN *= fade
    this.offU *= fade
    out.eastM = this.raw.eastM + this.offE
    out.northM = this.raw.northM + this.offN
    out.upM = this.raw.upM + this.offU
    out.speedMs = this.raw.speedMs
    this.turnTo(i, out)
    return true
  }

  private measure(neededMs: number): void {
    const need = Math.min(MAX_DELAY_MS, Math.max(MIN_DELAY_MS, neededMs + MARGIN_MS))
    if (this.needMs === 0) this.delay = need
    this.needMs = need > this.needMs ? need : this.needMs + (need - this.needMs) * FORGET
  }

  private adapt(seconds: number): void {
    if (this.needMs === 0) {
      this.delay = MIN_DELAY_MS
      return
    }
    const off = this.needMs - this.delay
    this.delay += Math.min(GROW_MS_S * seconds, Math.max(-SHRINK_MS_S * seconds, off))
  }

  /** Works out the place at a time into `raw`; returns the index of the pose before it. */
  private locate(t: number): number {
    const { ring, raw } = this
    let i = this.count - 1
    while (i > 0 && (ring[this.at(i)] as number) > t) i--
    const isLast = i === this.count - 1
    // Past the newest, the last stretch goes on for a while.
    const from = isLast && i > 0 ? i - 1 : i
    const a = this.at(from)
    const b = this.at(Math.min(from + 1, this.count - 1))
    const bMs = ring[b] as number
    const spanMs = this.spanOf(a, b)
    const u = this.shareAt(a, b, t, spanMs)
    raw.eastM = this.between(a, b, EAST, u)
    raw.northM = this.between(a, b, NORTH, u)
    raw.upM = this.between(a, b, UP, u)
    const isMoving = u > 0 && t <= bMs + COAST_MS && this.wayM(a, b) <= TELEPORT_M
    raw.speedMs = isMoving ? (this.levelM(a, b) / spanMs) * 1000 : 0
    this.isCoasting = isLast && t > bMs
    return i
  }

  private spanOf(a: number, b: number): number {
    const spanMs = (this.ring[b] as number) - (this.ring[a] as number)
    return spanMs > REST_MS ? START_MS : spanMs
  }

  /** How far between two poses; beyond 1 while coasting. */
  private shareAt(a: number, b: number, t: number, spanMs: number): number {
    if (spanMs <= 0) return 0
    const u = 1 + (t - (this.ring[b] as number)) / spanMs
    if (u <= 0) return 0
    return this.wayM(a, b) > TELEPORT_M ? 1 : Math.min(u, 1 + COAST_MS / spanMs)
  }

  private levelM(a: number, b: number): number {
    const east = (this.ring[b + EAST] as number) - (this.ring[a + EAST] as number)
    return Math.hypot(east, (this.ring[b + NORTH] as number) - (this.ring[a + NORTH] as number))
  }

  private wayM(a: number, b: number): number {
    return Math.hypot(this.levelM(a, b), (this.ring[b + UP] as number) - (this.ring[a + UP] as number))
  }

  /** A pose came after coasting: what was shown stays where it was and slides to the truth. */
  private mend(): void {
    const { eastM, northM, upM } = this.raw
    this.locate(this.sampledMs - this.delay)
    this.offE += eastM - this.raw.eastM
    this.offN += northM - this.raw.northM
    this.offU += upM - this.raw.upM
    if (Math.hypot(this.offE, this.offN, this.offU) > TELEPORT_M / 4) this.offE = this.offN = this.offU = 0
  }

  private turnTo(i: number, out: ShownPose): void {
    const { ring } = this
    const a = this.at(i)
    const b = this.at(Math.min(i + 1, this.count - 1))
    const u = a === b ? 0 : Math.min(1, this.shareAt(a, b, this.sampledMs - this.delay, this.spanOf(a, b)))
    const heading = ring[a + HEADING] as number
    const yaw = ring[a + YAW] as number
    out.headingRad = heading + turnBetween(heading, ring[b + HEADING] as number) * u
    out.pitchRad = this.between(a, b, PITCH, u)
    out.headYawRad = yaw + turnBetween(yaw, ring[b + YAW] as number) * u
    out.mode = MODES[ring[(u < 0.5 ? a : b) + MODE] as number] as MoveMode
    out.headset = this.part(HAS.headset, a, b) ? this.head : null
    if (out.headset) {
      this.head.upM = this.between(a, b, HEAD, u)
      slerp(ring, a + HEAD + 1, b + HEAD + 1, u, this.head.turn)
    }
    out.left = this.part(HAS.left, a, b) ? this.hand(a + LEFT, b + LEFT, u, this.left) : null
    out.right = this.part(HAS.right, a, b) ? this.hand(a + RIGHT, b + RIGHT, u, this.right) : null
  }

  /** A part is shown when both poses have it: what is put down or taken up is there or not. */
  private part(bit: number, a: number, b: number): boolean {
    return ((this.ring[a + PARTS] as number) & (this.ring[b + PARTS] as number) & bit) !== 0
  }

  private hand(a: number, b: number, u: number, hand: Hand): Hand {
    hand.eastM = this.between(a, b, 0, u)
    hand.northM = this.between(a, b, 1, u)
    hand.upM = this.between(a, b, 2, u)
    slerp(this.ring, a + 3, b + 3, u, hand.turn)
    return hand
  }

  private between(a: number, b: number, field: number, u: number): number {
    const from = this.ring[a + field] as number
    return from + ((this.ring[b + field] as number) - from) * u
  }

  private at(i: number): number {
    return ((this.first + i) % KEPT) * STRIDE
  }

  private write(o: number, atMs: number, pose: Readonly<HeardPose>): void {
    const { ring } = this
    ring[o] = atMs
    ring[o + EAST] = pose.eastM
    ring[o + NORTH] = pose.northM
    ring[o + UP] = pose.upM
    ring[o + HEADING] = pose.headingRad
    ring[o + PITCH] = pose.headPitchRad
    ring[o + YAW] = pose.headYawRad
    ring[o + MODE] = MODES.indexOf(pose.mode)
    const { headset, left, right } = pose
    ring[o + PARTS] = (headset ? HAS.headset : 0) | (left ? HAS.left : 0) | (right ? HAS.right : 0)
    if (headset) {
      ring[o + HEAD] = headset.upM
      this.writeTurn(o + HEAD + 1, headset.turn)
    }
    if (left) this.writeHand(o + LEFT, left)
    if (right) this.writeHand(o + RIGHT, right)
  }

  private writeHand(o: number, hand: Readonly<Hand>): void {
    this.ring[o] = hand.eastM
    this.ring[o + 1] = hand.northM
    this.ring[o + 2] = hand.upM
    this.writeTurn(o + 3, hand.turn)
  }

  private writeTurn(o: number, turn: Readonly<Quaternion>): void {
    this.ring[o] = turn.x
    this.ring[o + 1] = turn.y
    this.ring[o + 2] = turn.z
    this.ring[o + 3] = turn.w
  }
}

/** The short way round. */
function turnBetween(from: number, to: number): number {
  const turn = (to - from) % (2 * Math.PI)
  if (turn > Math.PI) return turn - 2 * Math.PI
  return turn < -Math.PI ? turn + 2 * Math.PI : turn
}
