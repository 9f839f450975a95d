// What is known of one body that is drawn: who, where, and what they do. Filled by people/crowd.ts, read by all that draws
// people; nothing of how it is drawn.
import type { Emote } from '../../shared/protocol/intent.ts'
import type { MoveMode, Pose } from '../../shared/protocol/presence.ts'

/** One body as it stands this moment. What may be left out is not known or not so. */
export type FigureState = {
  id: number
  name: string
  /** Resolved by the wardrobe's lookOf. */
  look: number
  eastM: number
  northM: number
  /** Soles. */
  upM: number
  /** Of the body, clockwise from north. */
  headingRad: number
  /** Of the head: up positive, and clockwise against the body. */
  pitchRad: number
  headYawRad?: number
  speedMs: number
  mode: MoveMode
  /** Height of the seat above the soles while sitting; a bench's when left out. */
  seatM?: number
  /** Worn and held things in the codec's terms: from the feet, along east, north and up. */
  headset?: Pose['headset']
  left?: Pose['left']
  right?: Pose['right']
  emote?: Emote | null
  /** Seconds since the emote began. */
  emoteS?: number
  isHandUp?: boolean
  /** The connection is lost: grey and still. */
  isAway?: boolean
  /** What was said just now. */
  said?: string | null
  /** 1 solid to 0 gone. */
  fade?: number
}
