// Records a timeline as immutable segments below a folder: what its fields and facts were, as it was sent. Two tracks by
// default: everything, a file a minute; and for playing fast a keyframe of all each minute, a file for fifteen. A segment
// is gzipped, named by its times and content, renamed into place and then listed in index.json; the oldest go when a
// track is too old or too large. What cannot be written is a gap in the recording, never a delay of the timeline.
// This is not the record of what was decided: that is the journal.
import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Facts, Mark } from '../../shared/protocol/facts.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import {
  type SegmentBuilder,
  type SegmentEntry,
  type SegmentIndex,
  TIMELINE_NAME,
} from '../../shared/protocol/segment.ts'
import { INDEX, readIndex } from './segment-reader.ts'
import { type Told, Track, type TrackRule } from './track.ts'

const DAY_MS = 86_400_000
const DEFAULT_TRACKS: readonly TrackRule[] = [
  { everyMs: 0, segmentMs: 60_000, segmentBytes: 16e6, maxAgeMs: 2 * DAY_MS, maxBytes: 4e9 },
  { everyMs: 60_000, segmentMs: 900_000, segmentBytes: 16e6, maxAgeMs: 14 * DAY_MS, maxBytes: 2e9 },
]
/** What waits for the disk beyond this is dropped; who runs faster than time may wait for `flushed`. */
const MOST_WAITING_BYTES = 128e6

export type WriterOptions = {
  /** Of the timeline; made when it is not there. */
  readonly folder: string
  readonly timeline: string
  readonly build: string
  /** Of all layers, in their order; each has a frame before it is told. */
  readonly fields: readonly Field[]
  /** The first one keeps everything. */
  readonly tracks?: readonly TrackRule[]
  readonly onFault?: (error: unknown) => void
}

export class SegmentWriter {
  /** Segments that could not be written. */
  lost = 0
  private readonly options: WriterOptions
  private readonly told: Told
  private readonly tracks: readonly { readonly track: Track; segments: SegmentEntry[] }[]
  private waitingBytes = 0
  private work: Promise<void> = Promise.resolve()

  private constructor(options: WriterOptions, rules: readonly TrackRule[], listed: readonly SegmentEntry[][]) {
    const { timeline, build, fields } = options
    this.options = options
    this.told = { timeline, build, fields, facts: null }
    this.tracks = rules.map((rule, n) => {
      const segments = listed[n] ?? []
      const done = (segment: SegmentBuilder, toMs: number): void => this.take(n, segment, toMs)
      return { track: new Track(rule, this.told, segments.at(-1)?.toMs ?? 0, done), segments }
    })
  }

  /** Goes on where an earlier recording ends; sweeps away what a crash left half done. */
  static async open(options: WriterOptions): Promise<SegmentWriter> {
    const { folder, timeline, tracks: rules = DEFAULT_TRACKS } = options
    if (!TIMELINE_NAME.test(timeline)) throw new Error(`replay: ${timeline} cannot be the name of a recording`)
    await mkdir(folder, { recursive: true })
    const index = await readIndex(folder).catch(() => null)
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
    await writer.list()
    return writer
  }

  /** A frame of one of the fields. */
  frame(frame: Uint8Array): void {
    for (const { track } of this.tracks) track.frame(frame)
  }

  /** Throws when they could not be read again. */
  facts(facts: Facts): void {
    this.told.facts = Facts.parse(facts)
    for (const { track } of this.tracks) track.facts(facts)
  }

  /** Something happened; it is marked on the slider. Throws when it could not be read again. */
  mark(mark: Mark): void {
    const parsed = Mark.parse(mark)
    for (const { track } of this.tracks) track.mark(parsed)
  }

  /** With the segments begun last, when all lies on the disk. */
  async close(): Promise<void> {
    for (const { track } of this.tracks) track.end()
    await this.flushed()
  }

  /** When all that has ended lies on the disk or is given up. */
  flushed(): Promise<void> {
    return this.work
  }

  private take(n: number, segment: SegmentBuilder, toMs: number): void {
    if (this.waitingBytes > MOST_WAITING_BYTES)
      return this.lose(new Error(`replay: the disk is slow, ${toMs} is not recorded`))
    const { length } = segment
    this.waitingBytes += length
    this.work = this.work
      .then(() => this.store(n, segment, toMs))
      .catch((error: unknown) => this.lose(error))
      .finally(() => (this.waitingBytes -= length))
  }

  private lose(error: unknown): void {
    this.lost++
    this.options.onFault?.(error)
  }

  private async store(n: number, segment: SegmentBuilder, toMs: number): Promise<void> {
    const { folder, fields } = this.options
    const plain = segment.finish()
    const sha256 = createHash('sha256').update(plain).digest('hex')
    const zipped = await promisify(gzip)(plain)
    const { fromMs, marks } = segment
    const name = `${fromMs}-${toMs}-${sha256.slice(0, 16)}.thseg`
    await place(folder, name, zipped)
    const layers = fields.map(({ cells }) => cells.info.id)
    const sizes = { bytes: zipped.length, plainBytes: plain.length }
    this.tracks[n]?.segments.push({ name, fromMs, toMs, sha256, ...sizes, layers, marks })
    await this.list()
  }

  /** Writes the index without what is too old or too much, then takes that away. */
  private async list(): Promise<void> {
    const { folder, timeline } = this.options
    const gone: SegmentEntry[] = []
    const tracks = this.tracks.map((one) => {
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
    const index: SegmentIndex = { format: 1, timeline, tracks, gaps: gapsOf(tracks[0]?.segments ?? []) }
    await place(folder, INDEX, JSON.stringify(index))
    for (const { name } of gone) await rm(join(folder, name), { force: true })
  }
}

/** Whole or not at all. */
async function place(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const part = join(folder, `${name}.part`)
  try {
    await writeFile(part, content)
    await rename(part, join(folder, name))
  } catch (error) {
    // A full disk is not helped by halves.
    await rm(part, { force: true }).catch(() => undefined)
    throw error
  }
}

function gapsOf(segments: readonly SegmentEntry[]): { fromMs: number; toMs: number }[] {
  return segments.flatMap(({ toMs }, i) => {
    const next = segments[i + 1]
    return next && next.fromMs > toMs ? [{ fromMs: toMs, toMs: next.fromMs }] : []
  })
}
