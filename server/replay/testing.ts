// A recording of the lively layers of fields-testing.ts in a folder of its own, for tests of who reads it.
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from '../../shared/kernel/random.ts'
import type { Facts } from '../../shared/protocol/facts.ts'
import { Lively, shown } from '../../shared/protocol/fields-testing.ts'
import { SegmentWriter, type WriterOptions } from './segment-writer.ts'

export const FROM_MS = 1_800_000_000_000
export const STEP_MS = 500

export const TRACKS = [
  { everyMs: 0, segmentMs: 10_000, segmentBytes: 1e6, maxAgeMs: 1e9, maxBytes: 1e9 },
  { everyMs: 5000, segmentMs: 60_000, segmentBytes: 1e6, maxAgeMs: 1e9, maxBytes: 1e9 },
]

export const factsAt = (nowMs: number): Facts => ({
  nowMs,
  seq: (nowMs - FROM_MS) / STEP_MS,
  alerts: [],
  indicators: [{ id: 'wet', label: 'wet', value: nowMs % 7, unit: 'm2' }],
  gauges: [],
})

export class Recorded {
  /** Of all timelines, and of this one. */
  readonly dir: string
  readonly folder: string
  readonly town: Lively
  /** By moment, what was shown from then on. */
  readonly was = new Map<number, string[]>()

  constructor(seed: number, dir = mkdtempSync(join(tmpdir(), 'townhall-replay-'))) {
    this.dir = dir
    this.folder = join(dir, 'live')
    this.town = new Lively(new Random(seed))
  }

  writer(options: Partial<WriterOptions> = {}): Promise<SegmentWriter> {
    const given = { folder: this.folder, timeline: 'live', build: 'test', fields: this.town.fields, tracks: TRACKS }
    return SegmentWriter.open({ ...given, ...options })
  }

  /** Lets the town go on from one moment to another, the second not included. */
  play(writer: SegmentWriter, fromMs: number, toMs: number): void {
    for (let atMs = fromMs; atMs < toMs; atMs += STEP_MS) {
      for (const frame of this.town.step(atMs)) writer.frame(frame)
      writer.facts(factsAt(atMs))
      this.was.set(atMs, this.shown())
    }
  }

  shown(): string[] {
    return this.town.fields.map(({ cells }) => shown(cells))
  }

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true })
  }
}
