// Roads of the surveys -> nodes and links: a way is cut where it meets another, and where signals or a crossing
// stand on it. Heights come later (road-graph-profile.ts). Squares drawn as areas are no links: nobody drives them.
import type { FlatLine, PointM, RoadLink, RoadNode } from '../../shared/city/city.ts'
import type { Ledger } from './ledger.ts'
import { lineLengthM } from './ring-shape.ts'
import { roadFigures } from './road-graph-defaults.ts'
import type { Survey, SurveyPoint, SurveyRoad } from './survey.ts'

/** A link before it has heights. */
type FlatLink = Omit<RoadLink, 'upM'>
export type RoadGraph = { readonly links: FlatLink[]; readonly nodes: RoadNode[] }

/** How far from a road a signal may stand and still belong to it, metres. */
const REACH_M = 20
const CELL_M = 40

type Key = number | string

export function roadGraph(surveys: readonly { survey: Survey; source: number }[], ledger: Ledger): RoadGraph {
  const links: FlatLink[] = []
  const nodes: { atM: PointM; hasSignals: boolean; hasCrossing: boolean }[] = []
  const pieces = new Map<string, number>()
  for (const { survey, source } of surveys) {
    const roads = survey.roads.filter((road) => !road.isArea && road.line.length >= 4)
    const uses = countUses(roads)
    const marks = placeMarks(survey.points, roads, uses, ledger)
    const nodeOf = new Map<Key, number>()
    const node = (key: Key, atM: PointM): number => {
      const known = nodeOf.get(key)
      if (known !== undefined) return known
      const mark = marks.get(key)
      nodes.push({ atM, hasSignals: mark?.hasSignals ?? false, hasCrossing: mark?.hasCrossing ?? false })
      nodeOf.set(key, nodes.length - 1)
      return nodes.length - 1
    }
    for (const road of roads) {
      for (const [from, to] of cuts(road, (key) => (uses.get(key) ?? 0) > 1 || marks.has(key))) {
        const line = road.line.slice(from * 2, to * 2 + 2)
        const lengthM = lineLengthM(line)
        if (lengthM < 0.01) {
          ledger.drop('road pieces', 'of no length')
          continue
        }
        const piece = pieces.get(road.id) ?? 0
        pieces.set(road.id, piece + 1)
        const isReversed = road.oneway === -1
        const ends = [
          node(road.nodeKeys[from] as Key, pointAt(line, 0)),
          node(road.nodeKeys[to] as Key, pointAt(line, -1)),
        ]
        if (isReversed) ends.reverse()
        links.push({
          id: `${road.id}#${piece}`,
          fromNode: ends[0] as number,
          toNode: ends[1] as number,
          line: isReversed ? reversed(line) : line,
          roadClass: road.roadClass,
          ...(road.name === undefined ? {} : { name: road.name }),
          ...(road.names === undefined ? {} : { names: road.names }),
          ...roadFigures(road),
          isBridge: road.isBridge,
          isTunnel: road.isTunnel,
          layer: road.layer,
          isLit: road.isLit ?? false,
          lengthM,
          source,
        })
      }
    }
  }
  return { links, nodes }
}

/** Ends count twice, so that they are always nodes. */
function countUses(roads: readonly SurveyRoad[]): Map<Key, number> {
  const uses = new Map<Key, number>()
  for (const road of roads) {
    const last = road.nodeKeys.length - 1
    for (const [i, key] of road.nodeKeys.entries()) {
      uses.set(key, (uses.get(key) ?? 0) + (i === 0 || i === last ? 2 : 1))
    }
  }
  return uses
}

function* cuts(road: SurveyRoad, isNode: (key: Key) => boolean): Generator<[number, number]> {
  const last = road.line.length / 2 - 1
  let from = 0
  for (let i = 1; i <= last; i++) {
    if (i < last && !isNode(road.nodeKeys[i] as Key)) continue
    yield [from, i]
    from = i
  }
}

type Mark = { hasSignals: boolean; hasCrossing: boolean }

/** Signals and crossings by the key of the road point they stand on, or of the nearest one. */
function placeMarks(
  points: readonly SurveyPoint[],
  roads: readonly SurveyRoad[],
  uses: ReadonlyMap<Key, number>,
  ledger: Ledger,
): Map<Key, Mark> {
  const marks = new Map<Key, Mark>()
  let nearest: ((atM: PointM) => Key | null) | null = null
  for (const point of points) {
    if (point.kind !== 'signal' && point.kind !== 'crossing') continue
    let key: Key | null = point.nodeKey !== undefined && uses.has(point.nodeKey) ? point.nodeKey : null
    if (key === null) {
      nearest ??= nearestPoint(roads)
      key = nearest(point.atM)
    }
    if (key === null) {
      ledger.drop(`${point.kind}s on the road graph`, `no road within ${REACH_M} m (still drawn)`)
      continue
    }
    const mark = marks.get(key) ?? { hasSignals: false, hasCrossing: false }
    if (point.kind === 'signal') mark.hasSignals = true
    else mark.hasCrossing = true
    marks.set(key, mark)
  }
  return marks
}

function nearestPoint(roads: readonly SurveyRoad[]): (atM: PointM) => Key | null {
  const cells = new Map<string, { key: Key; e: number; n: number }[]>()
  for (const road of roads) {
    for (const [i, key] of road.nodeKeys.entries()) {
      const [e, n] = pointAt(road.line, i)
      const cell = `${Math.floor(e / CELL_M)} ${Math.floor(n / CELL_M)}`
      const list = cells.get(cell)
      if (list) list.push({ key, e, n })
      else cells.set(cell, [{ key, e, n }])
    }
  }
  return ([e, n]) => {
    let best: Key | null = null
    let bestM = REACH_M
    const ce = Math.floor(e / CELL_M)
    const cn = Math.floor(n / CELL_M)
    for (let x = ce - 1; x <= ce + 1; x++) {
      for (let y = cn - 1; y <= cn + 1; y++) {
        for (const candidate of cells.get(`${x} ${y}`) ?? []) {
          const d = Math.hypot(candidate.e - e, candidate.n - n)
          if (d >= bestM) continue
          bestM = d
          best = candidate.key
        }
      }
    }
    return best
  }
}

/** The point of that number; -1 is the last. */
function pointAt(line: FlatLine, index: number): PointM {
  const at = index < 0 ? line.length + index * 2 : index * 2
  return [line[at] as number, line[at + 1] as number]
}

function reversed(line: FlatLine): number[] {
  const back: number[] = []
  for (let i = line.length - 2; i >= 0; i -= 2) back.push(line[i] as number, line[i + 1] as number)
  return back
}
