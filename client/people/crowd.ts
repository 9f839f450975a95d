// The others: who they are comes as facts, where they are as poses; this puts both together into bodies to draw.
// Bodies whose poses stopped coming stay a while (they are far off or stand still) and then go; who lost their line stays.
// `frame` works everything out once, nearest first, and allocates nothing; all who want bodies read `shown`.
import type { Emote } from '../../shared/protocol/intent.ts'
import { type HeardPose, PoseTrack, type ShownPose } from './pose-track.ts'
import { lookOf } from './wardrobe.ts'

export type Person = {
  readonly avatarId: number
  readonly name: string
  readonly look: number
  readonly isAway?: boolean
  readonly isHandUp?: boolean
}

/** A body as it stands this moment; the scene draws it. */
export type Figure = ShownPose & {
  id: number
  name: string
  /** Resolved: what to draw. */
  look: number
  emote: Emote | null
  /** Seconds since it began. */
  emoteS: number
  isHandUp: boolean
  isAway: boolean
  /** The last line they said, while it hangs over them. */
  said: string | null
  /** 1 solid; less when somebody stands in one's personal space. */
  fade: number
}

type Other = {
  readonly figure: Figure
  readonly track: PoseTrack
  lastMs: number
  emoteAtMs: number
  saidAtMs: number
  awaySq: number
}
type Eye = { readonly eastM: number; readonly northM: number; readonly upM: number }

const FORGOTTEN_MS = 5000
/** How long a spoken line hangs over its speaker. */
export const SAID_MS = 8000
const EMOTE_MS = 3000
/** Personal space: who comes nearer fades, and is a shadow at the inner distance. */
const SPACE_M = 0.9
const INSIDE_M = 0.35
const FAINTEST = 0.12
/** Bodies further above or below the eye than this are on another floor. */
const FLOOR_M = 2.2

export class Crowd {
  private readonly others = new Map<number, Other>()
  /** Everybody, kept nearly sorted from frame to frame. */
  private readonly order: Other[] = []
  /** The bodies of the last frame, nearest first; one list, written anew. */
  readonly shown: Figure[] = []

  /** Everybody here but oneself. */
  know(people: readonly Person[]): void {
    const here = new Set(people.map((person) => person.avatarId))
    for (const id of this.others.keys()) if (!here.has(id)) this.others.delete(id)
    for (const person of people) {
      const { avatarId, name, look } = person
      let other = this.others.get(avatarId)
      if (!other) this.others.set(avatarId, (other = newcomer(avatarId, name, look)))
      other.figure.look = lookOf(look, avatarId)
      other.figure.name = name
      other.figure.isAway = person.isAway === true
      other.figure.isHandUp = person.isHandUp === true
    }
    this.order.length = 0
    for (const other of this.others.values()) this.order.push(other)
  }

  /** Another copy of the city: the same numbers are other people. */
  clear(): void {
    this.others.clear()
    this.order.length = 0
    this.shown.length = 0
  }

  /** A pose of `atMs` that arrived at `nowMs`, server milliseconds. */
  hear(avatarId: number, atMs: number, pose: Readonly<HeardPose>, nowMs = atMs): void {
    const other = this.others.get(avatarId)
    if (!other) return
    other.lastMs = Math.max(other.lastMs, atMs)
    other.track.push(atMs, pose, nowMs)
  }

  said(avatarId: number, text: string, atMs: number): void {
    const other = this.others.get(avatarId)
    if (!other || atMs < other.saidAtMs) return
    other.saidAtMs = atMs
    other.figure.said = text
  }

  emoted(avatarId: number, emote: Emote, atMs: number): void {
    const other = this.others.get(avatarId)
    if (!other) return
    other.emoteAtMs = atMs
    other.figure.emote = emote
  }

  /** Brings `shown` up to a server time, seen from an eye. */
  frame(serverMs: number, eye: Eye): readonly Figure[] {
    const { order, shown } = this
    for (const other of order) this.bring(other, serverMs, eye)
    sortByNearness(order)
    let count = 0
    for (const other of order) if (other.awaySq < Infinity) shown[count++] = other.figure
    shown.length = count
    return shown
  }

  /** The figure of somebody who is shown. */
  figureOf(avatarId: number): Readonly<Figure> | null {
    const other = this.others.get(avatarId)
    return other && other.awaySq < Infinity ? other.figure : null
  }

  private bring(other: Other, serverMs: number, eye: Eye): void {
    const { figure } = other
    const isHere = figure.isAway || serverMs - other.lastMs < FORGOTTEN_MS
    if (!isHere || !other.track.sample(serverMs, figure)) {
      other.awaySq = Infinity
      return
    }
    other.awaySq = (figure.eastM - eye.eastM) ** 2 + (figure.northM - eye.northM) ** 2
    figure.emoteS = (serverMs - other.emoteAtMs) / 1000
    if (figure.emote !== null && figure.emoteS * 1000 > EMOTE_MS) figure.emote = null
    if (figure.said !== null && serverMs - other.saidAtMs > SAID_MS) figure.said = null
    const isOnFloor = Math.abs(eye.upM - 1.2 - figure.upM) < FLOOR_M
    figure.fade = isOnFloor ? fadeAt(other.awaySq) : 1
  }
}

/** How solid somebody is at a distance, from its square. */
function fadeAt(awaySq: number): number {
  if (awaySq >= SPACE_M * SPACE_M) return 1
  const t = Math.max(0, (Math.sqrt(awaySq) - INSIDE_M) / (SPACE_M - INSIDE_M))
  return FAINTEST + (1 - FAINTEST) * t * t * (3 - 2 * t)
}

/** By insertion: from frame to frame hardly anybody overtakes anybody. */
function sortByNearness(order: Other[]): void {
  for (let i = 1; i < order.length; i++) {
    const one = order[i] as Other
    let j = i - 1
    while (j >= 0 && (order[j] as Other).awaySq > one.awaySq) {
      order[j + 1] = order[j] as Other
      j--
    }
    order[j + 1] = one
  }
}

const newcomer = (id: number, name: string, look: number): Other => ({
  figure: {
    id,
    name,
    look: lookOf(look, id),
    eastM: 0,
    northM: 0,
    upM: 0,
    headingRad: 0,
    pitchRad: 0,
    headYawRad: 0,
    speedMs: 0,
    mode: 'walk',
    headset: null,
    left: null,
    right: null,
    emote: null,
    emoteS: 0,
    isHandUp: false,
    isAway: false,
    said: null,
    fade: 1,
  },
  track: new PoseTrack(),
  lastMs: Number.NEGATIVE_INFINITY,
  emoteAtMs: Number.NEGATIVE_INFINITY,
  saidAtMs: Number.NEGATIVE_INFINITY,
  awaySq: Infinity,
})
