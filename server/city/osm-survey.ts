// Places what the store holds in the city's frame and sorts it into buildings, roads, areas, lines and points.
// Ways that lack nodes are kept where they are lines (in pieces) and left out where they are outlines.
import type { FlatLine, PointM, PolygonM } from '../../shared/city/city.ts'
import type { Frame } from './frame.ts'
import type { Ledger } from './ledger.ts'
import { buildingFacts, isBuilding, noBuildingWhy } from './osm-building-tags.ts'
import type { Tags } from './osm-keys.ts'
import { outlineOf, type Outline } from './osm-multipolygon.ts'
import { isRoadArea, noRoadWhy, roadFacts } from './osm-road-tags.ts'
import type { OsmData } from './osm-store.ts'
import { areaKindOf, lineKindsOf, placeKindOf, pointKindsOf } from './osm-tags.ts'
import { isYes, metresOf, namesOf, voltageOf } from './osm-values.ts'
import { joinStretches, seaOf } from './osm-coast.ts'
import { boundsOfBox } from './import-frame.ts'
import { pointInPolygon } from './ring-shape.ts'
import { cleanPolygon } from './rings.ts'
import type { Survey, SurveyArea, SurveyBuilding, SurveyLine, SurveyPoint, SurveyRoad } from './survey.ts'

/** An extract that lacks a few nodes still knows that the road goes on; further than this it would be a guess. */
const LONGEST_GAP_M = 200

/** Share of the houses that may stand on piles or jetties. */
const MOST_WET = 0.1

export function surveyOsm(data: OsmData, frame: Frame, ledger: Ledger): Survey {
  const surveying = new Surveying(data, frame, ledger)
  surveying.ways()
  surveying.relations()
  surveying.areasOf(data.areas)
  surveying.sea()
  surveying.nodes()
  return surveying.result
}

class Surveying {
  readonly result: {
    buildings: SurveyBuilding[]
    roads: SurveyRoad[]
    areas: SurveyArea[]
    lines: SurveyLine[]
    points: SurveyPoint[]
  } = { buildings: [], roads: [], areas: [], lines: [], points: [] }
  private readonly data: OsmData
  private readonly frame: Frame
  private readonly ledger: Ledger
  private readonly placesM: Float64Array
  private readonly isOnRoad: Uint8Array
  private readonly coasts: number[][] = []

  constructor(data: OsmData, frame: Frame, ledger: Ledger) {
    this.data = data
    this.frame = frame
    this.ledger = ledger
    this.placesM = new Float64Array(2 * data.nodeIds.length).fill(Number.NaN)
    this.isOnRoad = new Uint8Array(data.nodeIds.length)
  }

  ways(): void {
    const { wayIds, wayTags, refs, refStarts } = this.data
    for (let way = 0; way < wayIds.length; way++) {
      const tags = wayTags[way]
      if (!tags) continue
      const nodes = Array.from(refs.subarray(refStarts[way], refStarts[way + 1]))
      this.way(`way/${wayIds[way] as number}`, tags, nodes)
    }
  }

  relations(): void {
    for (const relation of this.data.relations) {
      if (!isBuilding(relation.tags) && !areaKindOf(relation.tags) && !placeKindOf(relation.tags)) continue
      const outline = outlineOf(relation, this.data, this.ledger)
      if (outline) this.area(`relation/${relation.id}`, relation.tags, outline)
    }
  }

  areasOf(areas: OsmData['areas']): void {
    for (const { id, tags, polygons } of areas) {
      this.area(id, tags, polygons)
      const ring = polygons[0]?.[0]
      if (!ring) continue
      const closed = [...ring, ring[0] as number]
      if (tags['highway'] !== undefined) this.road(id, tags, closed)
      this.lines(id, tags, closed)
    }
  }

  nodes(): void {
    for (const { node, id, tags } of this.data.things) {
      if (isBuilding(tags) && !noBuildingWhy(tags))
        this.ledger.drop('buildings', 'mapped as a point, without an outline')
      for (const [i, kind] of pointKindsOf(tags).entries()) {
        this.result.points.push({
          id: pieceId(`node/${id}`, i),
          kind,
          atM: this.place(node),
          ...namesOf(tags),
          ...heightOf(tags),
          ...headingOf(tags),
          ...(this.isOnRoad[node] === 1 ? { nodeKey: this.data.nodeIds[node] as number } : {}),
        })
      }
    }
  }

  /** What lies to the right of the coastlines; left out when houses would stand in it. */
  sea(): void {
    if (this.coasts.length === 0 || !this.data.bbox) return
    const chains = joinStretches(this.coasts).map((nodes) => this.line(nodes))
    const outlines = seaOf(chains, boundsOfBox(this.data.bbox, this.frame))
    if (!outlines) {
      this.ledger.drop('coastlines', 'they end within the extract, the open sea is not built', this.coasts.length)
      return
    }
    const polygons = outlines.flatMap((rings) => cleanPolygon(rings, 'areas', this.ledger))
    const wet = this.result.buildings.filter((b) => {
      const ring = b.polygons[0]?.[0] ?? []
      return polygons.some((p) => pointInPolygon(p, [ring[0] as number, ring[1] as number]))
    })
    if (wet.length > MOST_WET * this.result.buildings.length) {
      this.ledger.drop('coastlines', 'houses would stand in the sea beyond them, it is not built', this.coasts.length)
    } else if (polygons.length > 0) this.result.areas.push({ id: 'sea', kind: 'water', polygons })
  }

  private way(id: string, tags: Tags, nodes: readonly number[]): void {
    const isClosed = nodes.length >= 4 && nodes[0] === nodes.at(-1)
    const isWhole = nodes.every((node) => node >= 0)
    const wantsArea = isBuilding(tags) || (areaKindOf(tags) !== null && !isOpenRoad(tags, isClosed))
    if (isClosed && isWhole) this.area(id, tags, [[nodes.slice(0, -1)]])
    else if (wantsArea && !isLineToo(tags)) {
      const what = isBuilding(tags) ? 'buildings' : 'areas'
      this.ledger.drop(what, isWhole ? 'the outline does not close' : 'the outline lacks nodes in this file')
    }
    if (tags['natural'] === 'coastline') this.coasts.push(...this.runs(nodes, 'coastlines'))
    if (tags['highway'] !== undefined) this.road(id, tags, nodes)
    this.lines(id, tags, nodes)
  }

  private area(id: string, tags: Tags, outline: Outline): void {
    const kind = placeKindOf(tags)
    const centre = outline[0]?.[0]
    if (kind && centre && !(isBuilding(tags) && kind === 'place')) {
      this.result.points.push({ id, kind, atM: this.middle(centre), ...namesOf(tags), ...heightOf(tags) })
    }
    if (isBuilding(tags)) this.building(id, tags, outline)
    else this.plainArea(id, tags, outline)
  }

  private building(id: string, tags: Tags, outline: Outline): void {
    const why = noBuildingWhy(tags)
    if (why !== null) {
      this.ledger.drop('buildings', why)
      return
    }
    const polygons = this.cleaned(outline, 'buildings')
    if (polygons.length > 0) this.result.buildings.push({ id, polygons, ...buildingFacts(tags, this.ledger) })
  }

  private plainArea(id: string, tags: Tags, outline: Outline): void {
    const kind = areaKindOf(tags)
    if (!kind || (tags['highway'] !== undefined && !isRoadArea(tags))) return
    const polygons = this.cleaned(outline, 'areas')
    if (polygons.length > 0) this.result.areas.push({ id, kind, polygons, ...namesOf(tags) })
  }

  private road(id: string, tags: Tags, nodes: readonly number[]): void {
    const why = noRoadWhy(tags)
    if (why !== null) {
      this.ledger.drop('roads', why)
      return
    }
    const facts = roadFacts(tags, this.ledger)
    const isArea = nodes.length >= 4 && nodes[0] === nodes.at(-1) && isRoadArea(tags)
    for (const [piece, run] of this.runs(nodes, 'roads').entries()) {
      const nodeKeys = run.map((node) => this.data.nodeIds[node] as number)
      if (!isArea) for (const node of run) this.isOnRoad[node] = 1
      this.result.roads.push({ id: pieceId(id, piece), line: this.line(run), nodeKeys, isArea, ...facts })
    }
  }

  private lines(id: string, tags: Tags, nodes: readonly number[]): void {
    for (const kind of lineKindsOf(tags)) {
      const voltageV = kind.startsWith('power') ? voltageOf(tags['voltage'] ?? '') : null
      for (const [piece, run] of this.runs(nodes, 'lines').entries()) {
        this.result.lines.push({
          id: pieceId(id, piece),
          kind,
          line: this.line(run),
          isBridge: isYes(tags['bridge']),
          ...(isYes(tags['tunnel']) ? { isTunnel: true } : {}),
          ...namesOf(tags),
          ...(voltageV === null ? {} : { voltageV }),
        })
      }
    }
  }

  /** The stretches of a way whose nodes are in the file; short gaps are crossed straight, long ones divide it. */
  private runs(nodes: readonly number[], what: string): number[][] {
    const runs: number[][] = []
    let run: number[] = []
    let isGap = false
    let bridged = 0
    for (const node of nodes) {
      if (node < 0) {
        isGap = true
        continue
      }
      const before = run.at(-1)
      if (isGap && before !== undefined) {
        if (this.distanceM(before, node) <= LONGEST_GAP_M) bridged++
        else {
          runs.push(run)
          run = []
        }
      }
      isGap = false
      if (node !== run.at(-1)) run.push(node)
    }
    runs.push(run)
    const whole = runs.filter((nodes) => nodes.length > 1)
    if (bridged > 0) this.ledger.drop(`points of ${what}`, 'not in this file, the gap is crossed straight', bridged)
    if (whole.length === 0) this.ledger.drop(what, 'fewer than two of the nodes are in this file')
    else if (nodes.some((node) => node < 0)) this.ledger.drop(`ends of ${what}`, 'the nodes are not in this file')
    return whole
  }

  /** Rings are copied to their exact length: an array grown point by point holds twice the room. */
  private cleaned(outline: Outline, what: string): PolygonM[] {
    return outline
      .flatMap((rings) =>
        cleanPolygon(
          rings.map((ring) => this.line(ring)),
          what,
          this.ledger,
        ),
      )
      .map((polygon) => polygon.map((ring) => ring.slice()))
  }

  private line(nodes: readonly number[]): number[] {
    const line: number[] = []
    for (const node of nodes) {
      const [e, n] = this.place(node)
      line.push(e, n)
    }
    return line.slice()
  }

  private place(node: number): PointM {
    const known = this.placesM[2 * node] as number
    if (!Number.isNaN(known)) return [known, this.placesM[2 * node + 1] as number]
    const { lon7, lat7 } = this.data
    const atM = this.frame.fromLonLat((lon7[node] as number) / 1e7, (lat7[node] as number) / 1e7)
    this.placesM[2 * node] = atM[0]
    this.placesM[2 * node + 1] = atM[1]
    return atM
  }

  private distanceM(a: number, b: number): number {
    const [e0, n0] = this.place(a)
    const [e1, n1] = this.place(b)
    return Math.hypot(e1 - e0, n1 - n0)
  }

  private middle(ring: readonly number[]): PointM {
    const line: FlatLine = this.line(ring)
    let [e, n] = [0, 0]
    for (let i = 0; i < line.length; i += 2) {
      e += line[i] as number
      n += line[i + 1] as number
    }
    return [e / ring.length, n / ring.length]
  }
}

function pieceId(id: string, piece: number): string {
  return piece === 0 ? id : `${id}.${piece + 1}`
}

function isOpenRoad(tags: Tags, isClosed: boolean): boolean {
  return tags['highway'] !== undefined && !isClosed
}

/** An open way may carry an area's tag beside its own meaning: `landuse=forest` on a track. */
function isLineToo(tags: Tags): boolean {
  return !isBuilding(tags) && (tags['highway'] !== undefined || lineKindsOf(tags).length > 0)
}

function heightOf(tags: Tags): { heightM?: number } {
  const heightM = tags['height'] === undefined ? null : metresOf(tags['height'])
  return heightM !== null && heightM > 0 && heightM <= 400 ? { heightM } : {}
}

function headingOf(tags: Tags): { headingRad?: number } {
  const degrees = Number(tags['direction'] ?? Number.NaN)
  return degrees >= 0 && degrees <= 360 ? { headingRad: (degrees * Math.PI) / 180 } : {}
}
