import type { Facts } from '../../shared/protocol/facts.ts'
import { Lively } from '../../shared/protocol/fields-testing.ts'
import { SegmentWriter, type WriterOptions } from './segment-writer.ts'
export declare const FROM_MS = 1800000000000
export declare const STEP_MS = 500
export declare const TRACKS: {
  everyMs: number
  segmentMs: number
  segmentBytes: number
  maxAgeMs: number
  maxBytes: number
}[]
export declare const factsAt: (nowMs: number) => Facts
export declare class Recorded {
  readonly dir: string
  readonly folder: string
  readonly town: Lively
  /** By moment, what was shown from then on. */
  readonly was: Map<number, string[]>
  constructor(seed: number)
  writer(options?: Partial<WriterOptions>): Promise<SegmentWriter>
  /** Lets the town go on from one moment to another, the second not included. */
  play(writer: SegmentWriter, fromMs: number, toMs: number): void
  shown(): string[]
  remove(): Promise<void>
}
