// Records a timeline as immutable segments below a folder: what its fields and facts were, as it was sent. Two tracks by
// default: everything, a file a minute; and for playing fast a keyframe of all each minute, a file for fifteen. A segment
// is gzipped, named by its times and content, renamed into place and then listed in index.json; the oldest go when a
// track is too old or too large. The last minutes lie in files of a few seconds too, listed in newest.json: who has no
// line waits for those, and after a crash they stand for the minute that was not finished.
// What cannot be written is a gap in the recording, never a delay of the timeline. Nor is this the record of what was
// decided: that is the journal.
import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Facts, Mark } from '../../shared/protocol/facts.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import {
  type SegmentBuilder,
  type SegmentEntry,
  type SegmentIndex,
  NEWEST,
  TIMELINE_NAME,
  withNewest,
} from '../../shared/protocol/segment.ts'
import { writeWhole } from '../disk/whole-file.ts'
import { INDEX, readIndex } from './segment-reader.ts'
import { type Told, Track, type TrackRule } from './track.ts'

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 2
const tracksFor = (days: number): readonly TrackRule[] => [
  { everyMs: 0, segmentMs: 60_000, segmentBytes: 16e6, maxAgeMs: days * DAY_MS, maxBytes: 4e9 },
  { everyMs: 60_000, segmentMs: 900_000, segmentBytes: 16e6, maxAgeMs: 7 * days * DAY_MS, maxBytes: 2e9 },
]
/** Kept so long that who has an index.json of before finds what follows it. */
const DEFAULT_NEWEST: TrackRule = {
  everyMs: 0,
  segmentMs: 4000,
  segmentBytes: 16e6,
  maxAgeMs: 180_000,
  maxBytes: 200e6,
}
/** What waits for the disk beyond this is dropped; who runs faster than time may wait for `flushed`. */
const MOST_WAITING_BYTES = 128e6

export type WriterOptions = {
  /** Of the timeline; made when it is not there. */
  readonly folder: string
  readonly timeline: string
  readonly build: string
  /** Of all layers, in their order; each has a frame before it is told. */
  readonly fields: readonly Field[]
  /** How long the default tracks keep everything; the overview seven times as long. */
  readonly days?: number
  /** The first one keeps everything. */
  readonly tracks?: readonly TrackRule[]
  /** Of the last minutes once more, in short segments; null where nobody waits for them. */
  readonly newest?: TrackRule | null
  readonly onFault?: (error: unknown) => void
}

type Listed = { readonly track: Track; readonly segments: SegmentEntry[] }

export class SegmentWriter {
  /** Segments that could not be written. */
  lost = 0
  private readonly options: WriterOptions
  private readonly told: Told
  private readonly tracks: readonly Listed[]
  private readonly newest: Listed | null
  private waitingBytes = 0
  private work: Promise<void> = Promise.resolve()

  private constructor(options: WriterOptions, rules: readonly TrackRule[], listed: readonly SegmentEntry[][]) {
    const { timeline, build, fields } = options
    this.options = options
    this.told = { timeline, build, fields, facts: null }
    const keep = (rule: TrackRule, segments: SegmentEntry[], nextMs: number): Listed => {
      const done = (segment: SegmentBuilder, toMs: number): void => this.take(one, segment, toMs)
      const one: Listed = { track: new Track(rule, this.told, nextMs, done), segments }
      return one
    }
    const endOf = (segments: readonly SegmentEntry[] = []): number => segments.at(-1)?.toMs ?? 0
    this.tracks = rules.map((rule, n) => keep(rule, listed[n] ?? [], endOf(listed[n])))
    const { newest = options.tracks ? null : DEFAULT_NEWEST } = options
    this.newest = newest && keep(newest, [], endOf(listed[0]))
  }

  /** Goes on where an earlier recording ends; sweeps away what a crash left half done. */
  static async open(options: WriterOptions): Promise<SegmentWriter> {
    const { folder, timeline, days = DEFAULT_DAYS, tracks: rules = tracksFor(days) } = options
    if (!TIMELINE_NAME.test(timeline)) throw new Error(`replay: ${timeline} cannot be the name of a recording`)
    await mkdir(folder, { recursive: true })
    const old = await readIndex(folder).catch(() => null)
    // A minute that a crash left unfinished is there in parts.
    const index = old && withNewest(old, await readIndex(folder, NEWEST).catch(() => null))
    const listed: SegmentEntry[][] = []
    for (const { everyMs } of rules) {
      const whole: SegmentEntry[] = []
      for (const entry of index?.tracks.find((track) => track.everyMs === everyMs)?.segments ?? []) {
        const { size } = await stat(join(folder, entry.name)).catch(() => ({ size: -1 }))
        if (size === entry.bytes) whole.push(entry)
      }
      listed.push(whole)
    }
    const names = new Set([INDEX, ...listed.flat().map(({ name }) => name)])
    for (const name of await readdir(folder))
      if (/\.(thseg|part)$/.test(name) && !names.has(name)) await rm(join(folder, name))
    const writer = new SegmentWriter(options, rules, listed)
    await writer.list(writer.newest)
    await writer.list(null)
    return writer
  }

  /** A frame of one of the fields. */
  frame(frame: Uint8Array): void {
    for (const { track } of this.all()) track.frame(frame)
  }

  /** Throws when they could not be read again. */
  facts(facts: Facts): void {
    this.told.facts = Facts.parse(facts)
    for (const { track } of this.all()) track.facts(facts)
  }

  /** Something happened; it is marked on the slider. Throws when it could not be read again. */
  mark(mark: Mark): void {
    const parsed = Mark.parse(mark)
    for (const { track } of this.all()) track.mark(parsed)
  }

  /** With the segments begun last, when all lies on the disk. */
  async close(): Promise<void> {
    for (const { track } of this.all()) track.end()
    await this.flushed()
  }

  /** When all that has ended lies on the disk or is given up. */
  flushed(): Promise<void> {
    return this.work
  }

  private all(): readonly Listed[] {
    return this.newest ? [...this.tracks, this.newest] : this.tracks
  }

  private take(one: Listed, segment: SegmentBuilder, toMs: number): void {
    if (this.waitingBytes > MOST_WAITING_BYTES)
      return this.lose(new Error(`replay: the disk is slow, ${toMs} is not recorded`))
    const { length } = segment
    this.waitingBytes += length
    this.work = this.work
      .then(() => this.store(one, segment, toMs))
      .catch((error: unknown) => this.lose(error))
      .finally(() => (this.waitingBytes -= length))
  }

  private lose(error: unknown): void {
    this.lost++
    this.options.onFault?.(error)
  }

  private async store(one: Listed, segment: SegmentBuilder, toMs: number): Promise<void> {
    const { folder, fields } = this.options
    const plain = segment.finish()
    const sha256 = createHash('sha256').update(plain).digest('hex')
    const zipped = await promisify(gzip)(plain)
    const { fromMs, marks } = segment
    const name = `${fromMs}-${toMs}-${sha256.slice(0, 16)}.thseg`
    await writeWhole(join(folder, name), zipped)
    const layers = fields.map(({ cells }) => cells.info.id)
    const sizes = { bytes: zipped.length, plainBytes: plain.length }
    one.segments.push({ name, fromMs, toMs, sha256, ...sizes, layers, marks })
    await this.list(one)
  }

  /** Writes the index that lists `changed`, without what is too old or too much, then takes that away. */
  private async list(changed: Listed | null): Promise<void> {
    const { folder, timeline } = this.options
    const gone: SegmentEntry[] = []
    const isNewest = changed !== null && changed === this.newest
    const tracks = (isNewest ? [changed] : this.tracks).map((one) => {
      const { everyMs, maxAgeMs, maxBytes } = one.track.rule
      const newestMs = one.segments.at(-1)?.toMs ?? 0
      let bytes = one.segments.reduce((sum, entry) => sum + entry.bytes, 0)
      const isOver = (entry: SegmentEntry): boolean => entry.toMs < newestMs - maxAgeMs || bytes > maxBytes
      for (let oldest = one.segments[0]; oldest && isOver(oldest); oldest = one.segments[0]) {
        bytes -= oldest.bytes
        gone.push(oldest)
        one.segments.shift()
      }
      return { everyMs, segments: one.segments }
    })
    const index: SegmentIndex = {
      format: 1,
      timeline,
      tracks,
      gaps: gapsOf(tracks[0]?.segments ?? []),
      ...(this.newest && !isNewest ? { newest: NEWEST } : {}),
    }
    await writeWhole(join(folder, isNewest ? NEWEST : INDEX), JSON.stringify(index))
    for (const { name } of gone) await rm(join(folder, name), { force: true })
  }
}

function gapsOf(segments: readonly SegmentEntry[]): { fromMs: number; toMs: number }[] {
  return segments.flatMap(({ toMs }, i) => {
    const next = segments[i + 1]
    return next && next.fromMs > toMs ? [{ fromMs: toMs, toMs: next.fromMs }] : []
  })
}
