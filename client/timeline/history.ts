// What an indicator, a gauge or a value of a layer was over some hours, read from a recording: from the files with a moment a
// minute where there are any, else from those with everything. For charts, where a few hundred points are all that one sees.
import type { Facts } from '../../shared/protocol/facts.ts'
import { segmentAt, SegmentCursor, type SegmentEntry } from '../../shared/protocol/segment.ts'
import type { Span } from '../panels/time-model.ts'
import type { Segments } from './segments.ts'
import { type ValueOf, valueIn } from './values.ts'

export type Point = readonly [atMs: number, value: number]

const MOST_POINTS = 180
/** A file with everything is a minute of it: more than these are not fetched for a chart. */
const MOST_FILES = 40

/** The id of an indicator or of a gauge, or a value of a layer. */
export type What = string | ValueOf

/** Undefined where they do not tell it. */
export const valueInFacts = (facts: Facts | null, id: string): number | undefined =>
  (facts?.indicators.find((one) => one.id === id) ?? facts?.gauges.find((one) => one.id === id))?.value

/** In order of time; what cannot be read is left out. */
export async function historyOf(segments: Segments, what: What, { fromMs, toMs }: Span): Promise<Point[]> {
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
  const read = await Promise.all(newest.map(([entry, moments]) => pointsOf(segments, entry, moments, what)))
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
  what: What,
): Promise<Point[]> {
  try {
    const cursor = new SegmentCursor(await segments.load(entry))
    const points: Point[] = []
    for (const ms of moments) {
      cursor.seek(ms)
      const value = typeof what === 'string' ? valueInFacts(cursor.facts, what) : valueIn(fieldOf(cursor, what), what)
      if (value !== undefined) points.push([ms, value])
    }
    return points
  } catch {
    return []
  }
}

function fieldOf({ header, fields }: SegmentCursor, { layer }: ValueOf) {
  return fields[header.layers.findIndex(({ id }) => id === layer)] ?? null
}
