// Recordings in memory, written by hand, for tests of who plays them.
import type { Facts, Mark } from '../../shared/protocol/facts.ts'
import { SegmentBuilder, type SegmentEntry, type SegmentIndex } from '../../shared/protocol/segment.ts'

const MINUTE_MS = 60_000

export const factsAt = (nowMs: number, value: number): Facts => ({
  nowMs,
  seq: 0,
  alerts: [],
  indicators: [{ id: 'weather.wind', label: 'Wind', value, unit: 'm/s' }],
  gauges: [],
})

/** Minutes from `fromMs` on in files of ten minutes; the wind is the minute's number plus `plus`. */
export class Recording {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>()
  readonly segments: SegmentEntry[] = []

  constructor(timeline: string, fromMs: number, minutes: number, plus = 0, marks: readonly Mark[] = []) {
    for (let first = 0; first < minutes; first += 10) this.write(timeline, fromMs, first, plus, marks)
  }

  private write(timeline: string, fromMs: number, first: number, plus: number, marks: readonly Mark[]): void {
    const startMs = fromMs + first * MINUTE_MS
    const endMs = startMs + 10 * MINUTE_MS
    const builder = new SegmentBuilder({ timeline, build: 'test', fromMs: startMs, layers: [] })
    for (let minute = 0; minute < 10; minute++) {
      const atMs = startMs + minute * MINUTE_MS
      builder.facts(atMs, factsAt(atMs, first + minute + plus))
      for (const mark of marks) if (mark.atMs === atMs) builder.mark(atMs, mark)
    }
    const bytes = builder.finish()
    const name = `${startMs}-${endMs}-0123456789abcdef.thseg`
    this.files.set(name, bytes)
    this.segments.push({
      name,
      fromMs: startMs,
      toMs: endMs,
      sha256: '0'.repeat(64),
      bytes: bytes.length,
      plainBytes: bytes.length,
      layers: [],
      marks: [...builder.marks],
    })
  }
}

/** What a server of these answers. */
export function answerFrom(recordings: ReadonlyMap<string, Recording>, url: string): Response {
  const [, timeline = '', file = ''] = new URL(url).pathname.split('/').slice(1)
  const recording = recordings.get(timeline)
  const bytes = recording?.files.get(file)
  if (bytes) return new Response(bytes)
  if (!recording || file !== 'index.json') return new Response(null, { status: 404 })
  const tracks = [{ everyMs: 0, segments: recording.segments }]
  return Response.json({ format: 1, timeline, tracks, gaps: [] } satisfies SegmentIndex)
}
