// A segment: some time of a timeline as one file that never changes, and the index that lists them. What clients with a
// socket were sent, with its times, so that anybody can watch it from a cache. Written by server/replay, played by
// client/timeline. Files lie gzipped; here they are plain.
//
// Segment: 'THS1', header as varint length and UTF-8 JSON (`SegmentHeader`), then records to the end, in order of time:
//   what u8         1 a frame of a field (fields.ts), 2 facts, 3 a mark; facts and marks are UTF-8 JSON
//   after varint    milliseconds since the record before, the first since the header's `fromMs`
//   length varint, then `length` bytes
// It begins with a keyframe of every layer and the facts, so it needs no other segment.
import { z } from 'zod'
import { ByteReader, ByteWriter } from '../city/bytes.ts'
import { Facts, Mark } from './facts.ts'
import { LayerInfo } from './fields-info.ts'
import { cellsOf, Field, headOf } from './fields.ts'

const MAGIC = [0x54, 0x48, 0x53, 0x31]
const FRAME = 1
const FACTS = 2
const MARK = 3

export const SegmentHeader = z.object({
  timeline: z.string().max(64),
  build: z.string().max(200),
  fromMs: z.int().min(0),
  layers: z.array(LayerInfo).max(1000),
})
export type SegmentHeader = Readonly<z.output<typeof SegmentHeader>>

/** Writes one segment in memory; times must not go back. */
export class SegmentBuilder {
  readonly fromMs: number
  readonly marks: Mark[] = []
  private readonly out = new ByteWriter()
  private lastMs: number

  constructor(header: SegmentHeader) {
    this.fromMs = header.fromMs
    this.lastMs = header.fromMs
    for (const byte of MAGIC) this.out.u8(byte)
    this.out.text(JSON.stringify(header))
  }

  get length(): number {
    return this.out.length
  }

  frame(atMs: number, frame: Uint8Array): void {
    this.head(FRAME, atMs)
    this.out.varint(frame.length)
    this.out.raw(frame)
  }

  facts(atMs: number, facts: Facts): void {
    this.head(FACTS, atMs)
    this.out.text(JSON.stringify(facts))
  }

  mark(atMs: number, mark: Mark): void {
    this.marks.push(mark)
    this.head(MARK, atMs)
    this.out.text(JSON.stringify(mark))
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.out.finish()
  }

  private head(what: number, atMs: number): void {
    const at = Math.max(this.lastMs, Math.round(atMs))
    this.out.u8(what)
    this.out.varint(at - this.lastMs)
    this.lastMs = at
  }
}

/** `bytes` of a frame are the frame; of the others they begin with their length. */
type Item = {
  readonly what: number
  readonly atMs: number
  readonly layer: number
  /** Nothing before it is needed. */
  readonly isWhole: boolean
  readonly bytes: Uint8Array
}

/** A place in a segment: goes to any moment of it and shows what was true then. */
export class SegmentCursor {
  readonly header: SegmentHeader
  /** In the order of the header's layers; the same objects all the time. Without a number: not known then. */
  readonly fields: readonly Field[]
  facts: Facts | null = null
  private readonly items: readonly Item[]
  private played = 0

  /**
   * Plain bytes of a segment, kept. Takes over the fields of the cursor before, when the layers are alike.
   * RangeError when the bytes are no segment.
   */
  constructor(bytes: Uint8Array, before?: SegmentCursor) {
    const from = new ByteReader(bytes)
    if (MAGIC.some((byte) => byte !== from.u8())) throw new RangeError('segment: not a segment')
    this.header = parsed(SegmentHeader, from.text())
    const { layers } = this.header
    const isAlike = before && JSON.stringify(before.header.layers) === JSON.stringify(layers)
    this.fields = isAlike ? before.fields : layers.map((info, layer) => new Field(layer, cellsOf(info)))
    this.items = itemsOf(bytes, from, this.header)
    for (const field of this.fields) field.forget()
  }

  /** To a moment, Unix time of the timeline. RangeError when a frame on the way is damaged. */
  seek(ms: number): void {
    const { items, fields } = this
    let end = this.played
    if (end > 0 && (items[end - 1] as Item).atMs > ms) {
      for (const field of fields) field.forget()
      this.facts = null
      this.played = 0
      end = 0
    }
    // Of each layer only what follows the last keyframe on the way, of the facts only the last.
    const begins = new Map<number, number>()
    for (let item = items[end]; item && item.atMs <= ms; item = items[++end])
      if (item.isWhole) begins.set(item.layer, end)
    for (let at = this.played; at < end; at++) {
      const { what, layer, bytes } = items[at] as Item
      if (at < (begins.get(layer) ?? 0)) continue
      if (what === FRAME) fields[layer]?.apply(bytes)
      else if (what === FACTS) this.facts = parsed(Facts, new ByteReader(bytes).text())
    }
    this.played = end
  }
}

function itemsOf(bytes: Uint8Array, from: ByteReader, { fromMs, layers }: SegmentHeader): Item[] {
  const items: Item[] = []
  let atMs = fromMs
  while (from.left > 0) {
    const what = from.u8()
    if (what < FRAME || what > MARK) throw new RangeError(`segment: an unknown record ${what}`)
    atMs += from.varint()
    const lengthAt = bytes.length - from.left
    const length = from.varint()
    const start = bytes.length - from.left
    from.part(length)
    const part = bytes.subarray(what === FRAME ? start : lengthAt, start + length)
    const { layer, isKeyframe } = what === FRAME ? headOf(part) : { layer: -what, isKeyframe: what === FACTS }
    if (layer >= layers.length) throw new RangeError(`segment: a frame of layer ${layer}`)
    items.push({ what, atMs, layer, isWhole: isKeyframe, bytes: part })
  }
  return items
}

function parsed<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new RangeError('segment: not JSON')
  }
  const result = schema.safeParse(value)
  if (!result.success) throw new RangeError(`segment: ${z.prettifyError(result.error)}`)
  return result.data
}

/** A name of a timeline or a file that is a plain one below /replay. */
export const TIMELINE_NAME = /^[A-Za-z0-9][\w-]{0,63}$/
export const SEGMENT_NAME = /^\d{1,16}-\d{1,16}-[0-9a-f]{16}\.thseg$/

const Entry = z.object({
  name: z.string().regex(SEGMENT_NAME),
  fromMs: z.int(),
  /** The first moment that is not in it. */
  toMs: z.int(),
  /** Of the plain bytes, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** As it lies, gzipped. */
  bytes: z.int(),
  plainBytes: z.int(),
  layers: z.array(z.string()).readonly(),
  marks: z.array(Mark).readonly(),
})
export type SegmentEntry = Readonly<z.output<typeof Entry>>

/** How a recording is told: everything (`everyMs` 0), or a keyframe of all now and then for playing fast. */
const Track = z.object({ everyMs: z.int().min(0), segments: z.array(Entry).readonly() })
export type SegmentTrack = Readonly<z.output<typeof Track>>

/** Beside `index.json` of a recording that goes on: its last minutes in short segments, listed the same way. */
export const NEWEST = 'newest.json'

/** `index.json` of a timeline; segments in order of time, none over another within a track. */
export const SegmentIndex = z.object({
  format: z.literal(1),
  timeline: z.string().regex(TIMELINE_NAME),
  tracks: z.array(Track).readonly(),
  /** Times between the first and the last segment of the first track that nobody recorded. */
  gaps: z.array(z.object({ fromMs: z.int(), toMs: z.int() })).readonly(),
  /** The file that lists what is newer. */
  newest: z.literal(NEWEST).optional(),
})
export type SegmentIndex = Readonly<z.output<typeof SegmentIndex>>

/** What `GET /replay` answers. */
export const ReplayList = z.object({
  timelines: z.array(z.object({ timeline: z.string(), index: z.string() })).readonly(),
})

export type ReplayList = z.output<typeof ReplayList>

/** What `newest` lists goes on where the track with everything ends. */
export function withNewest(index: SegmentIndex, newest: SegmentIndex | null): SegmentIndex {
  const [all, ...others] = index.tracks
  if (!all || !newest) return index
  const endMs = all.segments.at(-1)?.toMs ?? 0
  const parts = (newest.tracks[0]?.segments ?? []).filter(({ toMs }) => toMs > endMs)
  const after = parts.map((part) => ({ ...part, fromMs: Math.max(part.fromMs, endMs) }))
  return { ...index, tracks: [{ ...all, segments: [...all.segments, ...after] }, ...others] }
}

/** The segment that holds a moment, or the place where it would be. */
export function segmentAt(segments: readonly SegmentEntry[], ms: number): { at: number; isIn: boolean } {
  let low = 0
  let high = segments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((segments[middle] as SegmentEntry).toMs <= ms) low = middle + 1
    else high = middle
  }
  const entry = segments[low]
  return { at: low, isIn: entry !== undefined && entry.fromMs <= ms }
}
