import type { Facts, Mark } from '../../shared/protocol/facts.ts'
import { type Field } from '../../shared/protocol/fields.ts'
import { SegmentBuilder } from '../../shared/protocol/segment.ts'
export type TrackRule = {
  /** 0 keeps every frame, else a keyframe of all so often, in the timeline's time. */
  readonly everyMs: number
  readonly segmentMs: number
  /** A segment that has grown to this ends early. */
  readonly segmentBytes: number
  /** Segments older than this against the newest go, and the oldest while all are more than so many bytes. */
  readonly maxAgeMs: number
  readonly maxBytes: number
}
/** The state of what is recorded: `fields` have a frame before it is told here. */
export type Told = {
  readonly timeline: string
  readonly build: string
  readonly fields: readonly Field[]
  facts: Facts | null
}
export declare class Track {
  readonly rule: TrackRule
  private readonly told
  private readonly done
  private segment
  /** The first moment that is not recorded yet. */
  private nextMs
  private lastMs
  private wholeAtMs
  /** By layer, the last frame in the segment: keyframes hold what is still to be told at the same moment. */
  private numbers
  /** Records nothing before `nextMs`: a replay after a restart tells again what is on the disk already. */
  constructor(rule: TrackRule, told: Told, nextMs: number, done: (segment: SegmentBuilder, toMs: number) => void)
  frame(frame: Uint8Array): void
  /** The facts are in `told`. */
  facts(facts: Facts): void
  mark(mark: Mark): void
  /** With the segment begun last. */
  end(toMs?: number): void
  /** The clock shows `atMs`: the segment that takes what is told then, null for what is recorded already. */
  private goOn
  private writeAll
}
