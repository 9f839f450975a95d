// One track of a recording: when a segment begins and ends, and what goes into it. Either everything that is told, or a
// keyframe of all now and then. Knows no files.
import type { Facts, Mark } from '../../shared/protocol/facts.ts'
import { type Field, headOf } from '../../shared/protocol/fields.ts'
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

export class Track {
  readonly rule: TrackRule
  private readonly told: Told
  private readonly done: (segment: SegmentBuilder, toMs: number) => void
  private segment: SegmentBuilder | null = null
  /** The first moment that is not recorded yet. */
  private nextMs: number
  private lastMs = 0
  private wholeAtMs = 0
  /** By layer, the last frame in the segment: keyframes hold what is still to be told at the same moment. */
  private numbers: number[] = []

  /** Records nothing before `nextMs`: a replay after a restart tells again what is on the disk already. */
  constructor(rule: TrackRule, told: Told, nextMs: number, done: (segment: SegmentBuilder, toMs: number) => void) {
    this.rule = rule
    this.told = told
    this.nextMs = nextMs
    this.done = done
  }

  frame(frame: Uint8Array): void {
    const { layer, number, atMs, isKeyframe } = headOf(frame)
    const segment = this.goOn(atMs)
    if (!segment || this.rule.everyMs > 0) return
    if (!isKeyframe && number <= (this.numbers[layer] ?? -1)) return
    segment.frame(atMs, frame)
    this.numbers[layer] = number
  }

  /** The facts are in `told`. */
  facts(facts: Facts): void {
    const segment = this.goOn(facts.nowMs)
    if (segment && this.rule.everyMs === 0) segment.facts(facts.nowMs, facts)
  }

  /** One that comes a little late goes into the segment after its own. */
  mark(mark: Mark): void {
    const segment = this.goOn(mark.atMs) ?? this.segment
    segment?.mark(mark.atMs, mark)
  }

  /** With the segment begun last. */
  end(toMs = this.lastMs + 1): void {
    const { segment } = this
    if (!segment) return
    this.segment = null
    this.nextMs = toMs
    this.done(segment, toMs)
  }

  /** The clock shows `atMs`: the segment that takes what is told then, null for what is recorded already. */
  private goOn(atMs: number): SegmentBuilder | null {
    const ms = Math.round(atMs)
    if (ms < this.nextMs) return null
    const { rule, segment } = this
    if (segment) {
      const isSilence = ms - this.lastMs > rule.segmentMs
      // A mark of before the segment does not end it.
      const isOver = Math.floor(ms / rule.segmentMs) > Math.floor(segment.fromMs / rule.segmentMs)
      if (isSilence) this.end()
      else if (isOver || segment.length > rule.segmentBytes) this.end(Math.max(ms, segment.fromMs + 1))
    }
    if (!this.segment) {
      if (ms < this.nextMs) return null
      const { timeline, build, fields } = this.told
      const layers = fields.map(({ cells }) => cells.info)
      this.segment = new SegmentBuilder({ timeline, build, fromMs: ms, layers })
      this.writeAll(this.segment, ms)
    } else if (rule.everyMs > 0 && ms >= this.wholeAtMs + rule.everyMs) this.writeAll(this.segment, ms)
    this.lastMs = Math.max(this.lastMs, ms)
    return this.segment
  }

  private writeAll(segment: SegmentBuilder, ms: number): void {
    const { fields, facts } = this.told
    this.wholeAtMs = ms
    this.numbers = fields.map(({ number }) => number ?? -1)
    for (const field of fields) if (field.number !== null) segment.frame(ms, field.keyframe())
    if (facts) segment.facts(ms, facts)
  }
}
