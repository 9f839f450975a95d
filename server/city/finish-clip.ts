// Keeps what lies in a box of degrees: buildings and points by their middle, roads and lines cut at its edge,
// areas cut at the metre rectangle around it. What falls outside is counted.
import type { FlatLine, PointM } from '../../shared/city/city.ts'
import { middleOf } from './finish.ts'
import type { Frame } from './frame.ts'
import type { Ledger } from './ledger.ts'
import type { RectM } from './ring-shape.ts'
import { intersectRect } from './rings-clip.ts'
import type { Survey } from './survey.ts'

/** West, south, east, north in degrees WGS 84. */
export type BoxDeg = readonly [number, number, number, number]

const WHY = 'outside the given box'

export function clipSurvey(
  survey: Survey,
  box: BoxDeg,
  place: { frame: Frame; boundsM: RectM; ledger: Ledger },
): Survey {
  const { frame, boundsM, ledger } = place
  const isIn = (atM: PointM): boolean => {
    const [lon, lat] = frame.toLonLat(atM)
    return lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3]
  }
  const keep = <T>(what: string, all: readonly T[], test: (item: T) => boolean): T[] => {
    const kept = all.filter(test)
    if (kept.length < all.length) ledger.drop(what, WHY, all.length - kept.length)
    return kept
  }
  const cut = <T extends { readonly line: FlatLine }>(
    what: string,
    all: readonly T[],
    piece: (item: T, run: Run, n: number) => T,
  ): T[] => {
    const kept: T[] = []
    let lost = 0
    for (const item of all) {
      const runs = runsInside(item.line, box, frame)
      if (runs.length === 0) lost++
      for (const [n, run] of runs.entries()) kept.push(run.isWhole ? item : piece(item, run, n))
    }
    if (lost > 0) ledger.drop(what, WHY, lost)
    return kept
  }
  return {
    buildings: keep('buildings', survey.buildings, (b) => isIn(middleOf(b.polygons))),
    points: keep('points', survey.points, (p) => isIn(p.atM)),
    roads: cut('roads', survey.roads, (road, run, n) => ({
      ...road,
      line: run.line,
      nodeKeys: run.from.map((i, k) =>
        i === null ? `cut ${road.id} ${n} ${k}` : (road.nodeKeys[i] as number | string),
      ),
    })),
    lines: cut('lines', survey.lines, (line, run, n) => ({
      ...line,
      id: n === 0 ? line.id : `${line.id}/${n}`,
      line: run.line,
    })),
    areas: keep(
      'areas',
      survey.areas.map((a) => ({ ...a, polygons: intersectRect(a.polygons, boundsM) })),
      (a) => a.polygons.length > 0,
    ),
  }
}

type Run = {
  line: number[]
  /** Index of the line's own point, or null where the box cuts. */
  from: (number | null)[]
  isWhole: boolean
}

/** The stretches of a line inside the box (Liang and Barsky's clipping, in degrees). */
function runsInside(line: FlatLine, box: BoxDeg, frame: Frame): Run[] {
  const n = line.length / 2
  const degrees: [number, number][] = []
  for (let i = 0; i < n; i++) degrees.push(frame.toLonLat([line[i * 2] as number, line[i * 2 + 1] as number]))
  if (degrees.every(([lon, lat]) => lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3])) {
    return [{ line: [...line], from: degrees.map((_, i) => i), isWhole: true }]
  }
  const runs: Run[] = []
  let open: Run | null = null
  for (let i = 0; i + 1 < n; i++) {
    const [a, b] = [degrees[i] as [number, number], degrees[i + 1] as [number, number]]
    const span = clipSegment(a, b, box)
    if (!span) {
      open = null
      continue
    }
    const add = (run: Run, t: number): void => {
      const at = (k: number): number => (line[i * 2 + k] as number) * (1 - t) + (line[i * 2 + 2 + k] as number) * t
      run.line.push(at(0), at(1))
      run.from.push(t === 0 ? i : t === 1 ? i + 1 : null)
    }
    if (!open || span[0] > 0) {
      open = { line: [], from: [], isWhole: false }
      runs.push(open)
      add(open, span[0])
    }
    add(open, span[1])
    if (span[1] < 1) open = null
  }
  return runs
}

function clipSegment(a: readonly [number, number], b: readonly [number, number], box: BoxDeg): [number, number] | null {
  let from = 0
  let to = 1
  for (const axis of [0, 1] as const) {
    const d = b[axis] - a[axis]
    const low = (box[axis] as number) - a[axis]
    const high = (box[axis + 2] as number) - a[axis]
    if (d === 0) {
      if (low > 0 || high < 0) return null
      continue
    }
    from = Math.max(from, Math.min(low / d, high / d))
    to = Math.min(to, Math.max(low / d, high / d))
  }
  return from < to ? [from, to] : null
}
