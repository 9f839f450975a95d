// Fields: what the city shows of itself as bytes, a layer at a time, quantised. Four kinds: raster, edges and points
// (items), agents; see fields-raster.ts, fields-items.ts and fields-agents.ts for their sections, fields-info.ts for
// what a layer is. Whoever owns a field calls `update`, whoever follows it `apply`; both can give a keyframe, at any time.
//
// Frame (server -> client as message FIELD, and as it lies in a segment; varints are LEB128):
//   what u8          0x11 keyframe, 0x12 change, 0x13 window
//   layer varint     place in the list of layers
//   number varint    counts the changes of a layer
//   atMs varint      what the timeline's clock showed
//   sections to the end: cell varint, length varint, `length` bytes; no bytes: forget the cell
// A keyframe stands alone and empties what it does not name. A change follows the frame numbered one less, and no other.
// A window brings in and takes away cells and keeps the number: the area one looks at has moved.
// A field is cut into cells (raster: blocks of 16 x 16, else squares of the ground) whose sections do not depend on each
// other, so an area is served by leaving out sections; nothing is encoded twice.
import { z } from 'zod'
import { ByteReader, ByteWriter } from '../city/bytes.ts'
import { AgentCells } from './fields-agents.ts'
import { Area, type LayerInfo } from './fields-info.ts'
import { ItemCells } from './fields-items.ts'
import { Sections } from './fields-pack.ts'
import { RasterCells } from './fields-raster.ts'

/** Byte message type of the room, beside POSE and FRAME of presence.ts. */
export const FIELD = 3
/** Message by which a client says which layers it wants, `Watching`. */
export const WATCH = 'watch'

/** Of each layer wanted: its id and the area looked at, null for all of it. What is not named is not sent any more. */
export const Watching = z
  .array(z.strictObject({ layer: z.string().max(130), area: Area.nullable() }))
  .max(64)
  .readonly()
export type Watching = z.output<typeof Watching>

const KEYFRAME = 0x11
const CHANGE = 0x12
const WINDOW = 0x13

export type FieldCells = RasterCells | ItemCells | AgentCells
type Given<C extends FieldCells> = Parameters<C['update']>[0]

/** The cells of a layer, empty. */
export function cellsOf(info: LayerInfo): FieldCells {
  if (info.kind === 'raster') return new RasterCells(info)
  return info.kind === 'agents' ? new AgentCells(info) : new ItemCells(info)
}

export class Field<C extends FieldCells = FieldCells> {
  readonly layer: number
  readonly cells: C
  /** Null before the first keyframe, and after a frame that was damaged. */
  number: number | null = null
  atMs = 0
  private readonly out = new ByteWriter()

  constructor(layer: number, cells: C) {
    this.layer = layer
    this.cells = cells
  }

  /** What the field shows now; the first frame is a keyframe, the others are changes, of which some say nothing. */
  update(given: Given<C>, atMs: number): Uint8Array<ArrayBuffer> {
    this.atMs = atMs
    const isFirst = this.number === null
    this.number = isFirst ? 0 : (this.number as number) + 1
    const sections = this.head(CHANGE)
    // The list of kinds is closed: `given` belongs to `cells` by the type above.
    this.cells.update(given as never, sections)
    return isFirst ? this.keyframe() : this.out.finish()
  }

  /** All of it, as it is now. */
  keyframe(): Uint8Array<ArrayBuffer> {
    const sections = this.head(KEYFRAME)
    for (let cell = 0; cell < this.cells.cells.count; cell++) this.cells.writeWhole(cell, sections)
    return this.out.finish()
  }

  /**
   * RangeError when the frame is of another layer, does not follow (then nothing has changed and a keyframe mends it)
   * or is no frame (then the field is empty until the next keyframe).
   */
  apply(frame: Uint8Array): void {
    const { what, layer, number, atMs, from } = readHead(frame)
    if (layer !== this.layer) throw new RangeError(`fields: a frame of layer ${layer}, not ${this.layer}`)
    const follows = what === KEYFRAME || (this.number !== null && number === this.number + (what === CHANGE ? 1 : 0))
    if (!follows) throw new RangeError(`fields: frame ${number} of layer ${layer} does not follow ${this.number}`)
    if (what === KEYFRAME) this.cells.clear()
    try {
      while (from.left > 0) this.applySection(from)
    } catch (error) {
      this.forget()
      throw error
    }
    this.number = number
    this.atMs = atMs
  }

  /** Nothing is known any more; the next frame must be a keyframe. */
  forget(): void {
    this.cells.clear()
    this.number = null
  }

  private applySection(from: ByteReader): void {
    const cell = from.varint()
    if (cell >= this.cells.cells.count) throw new RangeError(`fields: layer ${this.layer} has no cell ${cell}`)
    const length = from.varint()
    if (length === 0) return this.cells.forget(cell)
    const section = from.part(length)
    this.cells.read(cell, section)
    if (section.left > 0) throw new RangeError(`fields: ${section.left} bytes after a section`)
  }

  private head(what: number): Sections {
    this.out.clear()
    writeHead(this.out, { what, layer: this.layer, number: this.number ?? 0, atMs: this.atMs })
    return new Sections(this.out)
  }
}

type Head = { readonly what: number; readonly layer: number; readonly number: number; readonly atMs: number }

function writeHead(out: ByteWriter, { what, layer, number, atMs }: Head): void {
  out.u8(what)
  out.varint(layer)
  out.varint(number)
  out.varint(Math.max(0, Math.round(atMs)))
}

function readHead(frame: Uint8Array): Head & { readonly from: ByteReader } {
  const from = new ByteReader(frame)
  const what = from.u8()
  if (what < KEYFRAME || what > WINDOW) throw new RangeError('fields: not a frame of a field')
  return { what, layer: from.varint(), number: from.varint(), atMs: from.varint(), from }
}

/** What a frame says of itself; RangeError when it is none. */
export function headOf(frame: Uint8Array): { layer: number; number: number; atMs: number; isKeyframe: boolean } {
  const { what, layer, number, atMs } = readHead(frame)
  return { layer, number, atMs, isKeyframe: what === KEYFRAME }
}

/** A frame with its sections found, for who sends parts of it. */
export class CutFrame {
  readonly frame: Uint8Array
  readonly layer: number
  readonly number: number
  readonly isKeyframe: boolean
  private readonly head: Head
  /** Cell, where its section begins and where it ends, again and again. */
  private readonly sections: number[] = []
  private readonly bodyAt: number

  constructor(frame: Uint8Array) {
    const { from, ...head } = readHead(frame)
    this.frame = frame
    this.head = head
    this.layer = head.layer
    this.number = head.number
    this.isKeyframe = head.what === KEYFRAME
    this.bodyAt = frame.length - from.left
    while (from.left > 0) {
      const start = frame.length - from.left
      const cell = from.varint()
      from.part(from.varint())
      this.sections.push(cell, start, frame.length - from.left)
    }
  }

  /** The same frame with the cells that are wanted. */
  cut(isWanted: (cell: number) => boolean): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter()
    out.raw(this.frame.subarray(0, this.bodyAt))
    this.copy(isWanted, out)
    return out.finish()
  }

  /** Of a keyframe: what brings in the cells that have come into view and takes away those that have gone. */
  window(isNew: (cell: number) => boolean, gone: Iterable<number>): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter()
    writeHead(out, { ...this.head, what: WINDOW })
    const sections = new Sections(out)
    for (const cell of gone) sections.forget(cell)
    this.copy(isNew, out)
    return out.finish()
  }

  private copy(isWanted: (cell: number) => boolean, out: ByteWriter): void {
    const { sections, frame } = this
    for (let i = 0; i < sections.length; i += 3)
      if (isWanted(sections[i] as number)) out.raw(frame.subarray(sections[i + 1], sections[i + 2]))
  }
}
