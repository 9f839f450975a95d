// What an indicator was over some hours, read from a recording: from the files with a moment a minute where there are any,
// else from those with everything. For charts, where a few hundred points are all that one sees.
import { segmentAt, SegmentCursor, type SegmentEntry } from '../../shared/protocol/segment.ts'
import type { Span } from '../panels/time-model.ts'
import type { Segments } from './segments.ts'

export type Point = readonly [atMs: number, value: number]

const MOST_POINTS = 180
/** A file with everything is a minute of it: more than these are not fetched for a chart. */
const MOST_FILES = 40

/** In order of time; what cannot be read is left out. */
export async function historyOf(segments: Segments, indicator: string, { fromMs, toMs }: Span): Promise<Point[]> {
  const stepMs = Math.max(1000, (toMs - fromMs) / MOST_POINTS)
  const files = new Map<SegmentEntry, number[]>()
  for (let ms = fromMs; ms <= toMs; ms += stepMs) {
    const entry = fileAt(segments, ms)
    if (!entry) continue
    const moments = files.get(entry)
    if (moments) moments.push(ms)
    else files.set(entry, [ms])
  }
  const points: Point[] = []
  const newest = [...files].slice(-MOST_FILES)
  const read = await Promise.all(newest.map(([entry, moments]) => pointsOf(segments, entry, moments, indicator)))
  for (const some of read) points.push(...some)
  return points
}

/** The coarsest that holds the moment. */
function fileAt(segments: Segments, ms: number): SegmentEntry | null {
  for (const { segments: track } of segments.index.tracks.toReversed()) {
    const { at, isIn } = segmentAt(track, ms)
    const entry = track[at]
    if (entry && isIn && !segments.isMissing(entry)) return entry
  }
  return null
}

async function pointsOf(
  segments: Segments,
  entry: SegmentEntry,
  moments: readonly number[],
  indicator: string,
): Promise<Point[]> {
  try {
    const cursor = new SegmentCursor(await segments.load(entry))
    const points: Point[] = []
    for (const ms of moments) {
      cursor.seek(ms)
      const value = cursor.facts?.indicators.find(({ id }) => id === indicator)?.value
      if (value !== undefined) points.push([ms, value])
    }
    return points
  } catch {
    return []
  }
}
