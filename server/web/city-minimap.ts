// The city small enough to draw in a corner: water, greens and main streets as rounded, thinned lines.
// Thinning after Douglas and Peucker (1973); what is smaller than a few pixels of a minimap is left out.
import type { AreaKind, City, FlatLine, RoadClass } from '../../shared/city/city.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import { areaOf } from './city-search.ts'

export type Minimap = {
  /** W, S, E, N in metres from the origin. */
  readonly boundsM: readonly number[]
  readonly waters: readonly FlatLine[]
  readonly greens: readonly FlatLine[]
  readonly roads: readonly { readonly class: RoadClass; readonly line: FlatLine }[]
}

const TOLERANCE_M = 6
const LEAST_WATER_M2 = 400
const LEAST_GREEN_M2 = 3000
const MAIN: ReadonlySet<RoadClass> = new Set(['motorway', 'trunk', 'primary', 'secondary', 'tertiary', 'residential'])
const GREEN: ReadonlySet<AreaKind> = new Set(['park', 'forest', 'grass', 'wetland', 'cemetery'])

export function makeMinimap(manifest: Manifest, city: City): Minimap {
  const rings = (wanted: (kind: AreaKind) => boolean, leastM2: number): FlatLine[] =>
    city.areas
      .filter((a) => wanted(a.kind))
      .flatMap((a) => a.polygons.map((p) => p[0] ?? []))
      .filter((ring) => areaOf(ring) >= leastM2)
      .map(thinRing)
      .filter((ring) => ring.length >= 6)
  return {
    boundsM: manifest.boundsM,
    waters: rings((kind) => kind === 'water', LEAST_WATER_M2),
    greens: rings((kind) => GREEN.has(kind), LEAST_GREEN_M2),
    roads: city.links
      .filter((l) => MAIN.has(l.roadClass) && !l.isTunnel)
      .map((l) => ({ class: l.roadClass, line: thin(l.line) })),
  }
}

/** A ring is thinned as two lines, so that it cannot collapse into its first point. */
function thinRing(ring: FlatLine): FlatLine {
  const half = Math.floor(ring.length / 4) * 2
  const first = thin(ring.slice(0, half + 2))
  const second = thin([...ring.slice(half), ring[0] as number, ring[1] as number])
  return [...first.slice(0, -2), ...second.slice(0, -2)]
}

export function thin(line: FlatLine, toleranceM = TOLERANCE_M): number[] {
  const last = line.length / 2 - 1
  const keep = new Set([0, last])
  const open: [number, number][] = [[0, last]]
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span
    let worst = toleranceM
    let at = -1
    for (let i = from + 1; i < to; i++) {
      const offM = distance(line, i, from, to)
      if (offM > worst) {
        worst = offM
        at = i
      }
    }
    if (at < 0) continue
    keep.add(at)
    open.push([from, at], [at, to])
  }
  const out: number[] = []
  for (let i = 0; i <= last; i++)
    if (keep.has(i)) out.push(Math.round(line[2 * i] as number), Math.round(line[2 * i + 1] as number))
  return out
}

function distance(line: FlatLine, point: number, from: number, to: number): number {
  const x = line[2 * point] as number
  const y = line[2 * point + 1] as number
  const ax = line[2 * from] as number
  const ay = line[2 * from + 1] as number
  const dx = (line[2 * to] as number) - ax
  const dy = (line[2 * to + 1] as number) - ay
  const long2 = dx * dx + dy * dy
  const t = long2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / long2))
  return Math.hypot(x - ax - t * dx, y - ay - t * dy)
}
