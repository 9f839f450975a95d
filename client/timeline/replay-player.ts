// Plays a recording with no socket: any moment of it, or on from there at 1 to 600 times the pace. Slow from the segments
// that hold everything, fast from those with a keyframe now and then; old moments from whichever still has them. Asks for
// what comes next before it is needed, and stands still while it is on its way. Draws nothing and knows no clock: whoever
// draws says what time it is.
import type { Facts, Mark } from '../../shared/protocol/facts.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import { segmentAt, SegmentCursor, type SegmentEntry, type SegmentTrack } from '../../shared/protocol/segment.ts'
import { type Fetch, Segments } from './segments.ts'

export const MAX_RATE = 600
/** Faster than this, the segments with everything would be too much to load. */
const FAST = 16
/** How far ahead is asked for, as it will be watched, and at most how many segments. */
const AHEAD_MS = 4000
const MOST_AHEAD = 4
/** After a segment did not come. */
const RETRY_MS = 1000

const NO_FIELDS: ReadonlyMap<string, Field> = new Map()
const NO_MARKS: readonly Mark[] = []

/** What was shown at a moment; one object, used again and again. */
export type Moment = {
  atMs: number
  /** By layer id; a field without a number was not known then. Empty where nobody recorded. */
  fields: ReadonlyMap<string, Field>
  facts: Facts | null
  isRecorded: boolean
  /** What happened since the moment before, when playing. */
  passed: readonly Mark[]
}

export class ReplayPlayer {
  /** Everything that is marked, in order of time. */
  marks: readonly Mark[] = []
  /** Why playing stands still, null when it does not. */
  waitsFor: string | null = null
  private readonly segments: Segments
  private readonly moment: Moment = { atMs: 0, fields: NO_FIELDS, facts: null, isRecorded: false, passed: NO_MARKS }
  private cursor: SegmentCursor | null = null
  private cursorName = ''
  private fields = NO_FIELDS
  private playing: { rate: number; fromMs: number; sinceMs: number; retryAtMs: number } | null = null
  /** Counts the moments asked for: the last one wins. */
  private asked = 0

  private constructor(segments: Segments) {
    this.segments = segments
    this.marks = marksOf(segments.index.tracks)
  }

  /** `url` of a recording's `index.json`, absolute. Throws when there is none. */
  static async open(url: string, fetch: Fetch): Promise<ReplayPlayer> {
    return new ReplayPlayer(await Segments.open(url, fetch))
  }

  /** First moment and end of the recording; null while it has nothing. */
  get span(): { readonly fromMs: number; readonly toMs: number } | null {
    const all = this.segments.index.tracks.flatMap(({ segments }) => segments)
    if (all.length === 0) return null
    return { fromMs: Math.min(...all.map((s) => s.fromMs)), toMs: Math.max(...all.map((s) => s.toMs)) }
  }

  get gaps(): readonly { readonly fromMs: number; readonly toMs: number }[] {
    return this.segments.index.gaps
  }

  get isPlaying(): boolean {
    return this.playing !== null
  }

  /** Of a recording that goes on. */
  async refresh(): Promise<void> {
    await this.segments.refresh()
    this.marks = marksOf(this.segments.index.tracks)
  }

  /** Goes to a moment and stays there. Null when another was asked for meanwhile; throws when it cannot be loaded. */
  async at(ms: number): Promise<Moment | null> {
    this.playing = null
    const mine = ++this.asked
    for (;;) {
      const entry = this.find(ms, 1)
      try {
        const bytes = entry && (await this.segments.load(entry))
        if (mine !== this.asked) return null
        this.show(ms, entry, bytes)
        this.moment.passed = NO_MARKS
        return this.moment
      } catch (error) {
        // Another track may have it.
        if (!entry || !this.segments.isMissing(entry)) throw error
      }
    }
  }

  /** Plays on from a moment, `rate` seconds a second, 1 to 600; `nowMs` of any clock that goes on. */
  play(fromMs: number, rate: number, nowMs: number): void {
    this.asked++
    this.playing = { rate: Math.min(MAX_RATE, Math.max(1, rate)), fromMs, sinceMs: nowMs, retryAtMs: -Infinity }
    this.moment.atMs = fromMs
  }

  /** Stays where it is. */
  pause(): void {
    this.playing = null
  }

  /** Where playing has come to; null while it waits, and when it does not play. It stops at the end by itself. */
  advance(nowMs: number): Moment | null {
    const { playing, moment } = this
    if (!playing) return null
    let ms = playing.fromMs + (nowMs - playing.sinceMs) * playing.rate
    let entry = this.find(ms, playing.rate)
    if (!entry) {
      // Nobody was recording then: on to where somebody was again.
      entry = this.next(ms, playing.rate)
      if (!entry) {
        this.playing = null
        return null
      }
      ms = entry.fromMs
      playing.fromMs = ms
      playing.sinceMs = nowMs
    }
    const bytes = this.ready(entry, nowMs)
    if (!bytes) {
      // The clock waits too.
      playing.fromMs = moment.atMs
      playing.sinceMs = nowMs
      return null
    }
    this.prefetch(entry, ms, playing.rate)
    const { atMs: beforeMs } = moment
    try {
      this.show(ms, entry, bytes)
    } catch (error) {
      this.waitsFor = error instanceof Error ? error.message : String(error)
      return null
    }
    const isPassed = ({ atMs }: Mark): boolean => atMs > beforeMs && atMs <= ms
    moment.passed = this.marks.some(isPassed) ? this.marks.filter(isPassed) : NO_MARKS
    return moment
  }

  /** Null while the segment is on its way or did not come; then it is asked for again after a while. */
  private ready(entry: SegmentEntry, nowMs: number): Uint8Array | null {
    if (!this.playing || nowMs < this.playing.retryAtMs) return null
    try {
      const bytes = this.segments.get(entry)
      this.waitsFor = bytes ? null : entry.name
      return bytes
    } catch (error) {
      this.waitsFor = error instanceof Error ? error.message : String(error)
      if (!this.segments.isMissing(entry)) this.playing.retryAtMs = nowMs + RETRY_MS
      return null
    }
  }

  private show(ms: number, entry: SegmentEntry | null, bytes: Uint8Array | null): void {
    const { moment } = this
    moment.atMs = ms
    moment.isRecorded = entry !== null && bytes !== null
    moment.fields = NO_FIELDS
    moment.facts = null
    if (!entry || !bytes) return
    try {
      if (!this.cursor || this.cursorName !== entry.name) {
        this.cursor = new SegmentCursor(bytes, this.cursor ?? undefined)
        this.cursorName = entry.name
        const { header, fields } = this.cursor
        this.fields = new Map(fields.map((field, n) => [header.layers[n]?.id ?? '', field]))
      }
      this.cursor.seek(ms)
    } catch (error) {
      this.cursor = null
      moment.isRecorded = false
      this.segments.giveUp(entry)
      throw error
    }
    moment.fields = this.fields
    moment.facts = this.cursor.facts
  }

  /** The tracks in the order they are good for a pace. */
  private tracks(rate: number): readonly SegmentTrack[] {
    const { tracks } = this.segments.index
    return rate > FAST ? tracks.toReversed() : tracks
  }

  private find(ms: number, rate: number): SegmentEntry | null {
    for (const { segments } of this.tracks(rate)) {
      const { at, isIn } = segmentAt(segments, ms)
      const entry = segments[at]
      if (entry && isIn && !this.segments.isMissing(entry)) return entry
    }
    return null
  }

  /** The first that begins after a moment. */
  private next(ms: number, rate: number): SegmentEntry | null {
    let first: SegmentEntry | null = null
    for (const { segments } of this.tracks(rate)) {
      let { at } = segmentAt(segments, ms)
      let entry = segments[at]
      while (entry && (entry.fromMs <= ms || this.segments.isMissing(entry))) entry = segments[++at]
      if (entry && (!first || entry.fromMs < first.fromMs)) first = entry
    }
    return first
  }

  private prefetch(entry: SegmentEntry, ms: number, rate: number): void {
    let next: SegmentEntry | null = entry
    for (let k = 0; k < MOST_AHEAD && next && next.toMs < ms + AHEAD_MS * rate; k++) {
      next = this.find(next.toMs, rate) ?? this.next(next.toMs, rate)
      if (next) this.segments.prefetch(next)
    }
  }
}

/** Of the track with everything, and before it begins of the other. */
function marksOf(tracks: readonly SegmentTrack[]): Mark[] {
  const marks: Mark[] = []
  let beforeMs = Infinity
  for (const { segments } of tracks) {
    for (const entry of segments) marks.push(...entry.marks.filter(({ atMs }) => atMs < beforeMs))
    beforeMs = Math.min(beforeMs, segments[0]?.fromMs ?? Infinity)
  }
  return marks.sort((a, b) => a.atMs - b.atMs)
}
