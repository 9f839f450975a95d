import { SegmentCursor, type SegmentEntry, SegmentIndex } from '../../shared/protocol/segment.ts'
export declare const INDEX = 'index.json'
/** Throws when there is none, or it cannot be read. */
export declare function readIndex(folder: string): Promise<SegmentIndex>
/** The plain bytes; throws when they are not those that were written. */
export declare function readSegment(folder: string, { name, sha256 }: SegmentEntry): Promise<Uint8Array>
export declare class SegmentReader {
  readonly index: SegmentIndex
  private readonly folder
  private open
  private constructor()
  static open(folder: string): Promise<SegmentReader>
  /** What was shown at a moment, from the track that keeps everything; null where nobody recorded. Good until the next. */
  at(ms: number): Promise<SegmentCursor | null>
}
