import { Facts, Mark } from '../../shared/protocol/facts.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import { type TrackRule } from './track.ts'
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
export declare class SegmentWriter {
  /** Segments that could not be written. */
  lost: number
  private readonly options
  private readonly told
  private readonly tracks
  private waitingBytes
  private work
  private constructor()
  /** Goes on where an earlier recording ends; sweeps away what a crash left half done. */
  static open(options: WriterOptions): Promise<SegmentWriter>
  /** A frame of one of the fields. */
  frame(frame: Uint8Array): void
  /** Throws when they could not be read again. */
  facts(facts: Facts): void
  /** Something happened; it is marked on the slider. Throws when it could not be read again. */
  mark(mark: Mark): void
  /** With the segments begun last, when all lies on the disk. */
  close(): Promise<void>
  /** When all that has ended lies on the disk or is given up. */
  flushed(): Promise<void>
  private take
  private lose
  private store
  /** Writes the index without what is too old or too much, then takes that away. */
  private list
}
