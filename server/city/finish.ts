// Surveys and ground -> the places of a city: heights where a source has none, buildings on the ground, parts with
// their building, every id once. Roads are made in road-graph*.ts, planted things in synthetic*.ts.
import Flatbush from 'flatbush'
import type { Area, Building, CityPoint, LandmarkForm, Line, PolygonM, RoofShape } from '../../shared/city/city.ts'
import { type Terrain, highestAlong, lowestAlong } from '../../shared/city/terrain.ts'
import { type Stature, statureOf } from './finish-heights.ts'
import { areaM2, boundsOf, pointInPolygon } from './ring-shape.ts'
import type { Survey } from './survey.ts'

export type Sourced = { readonly survey: Survey; readonly source: number }

/** What a person knows of a landmark beyond its source: its shape, its real height, what its drawing stands for. */
export type Drawn = {
  /** Absent where the outline or its parts already tell the shape and only a height is known better. */
  readonly form?: LandmarkForm
  readonly heightM?: number
  readonly storeys?: number
  readonly roof?: RoofShape
  readonly roofHeightM?: number
  /** Where the source leaves it nameless. */
  readonly name?: string
  /** Another building whose outline is the true one; it is replaced. */
  readonly outlineOf?: string
  /** Other buildings that the drawn form contains; parts within the outline go of themselves. */
  readonly replaces?: readonly string[]
  /** Where the height is published. */
  readonly said: string
}

/** A slope under a building that counts, and what its uphill wall shows at least, metres. */
const LEAST_RISE_M = 2
const LEAST_ABOVE_M = 2.5
/** Share of an outline its parts must cover before they replace it. */
const PARTS_COVER = 0.5

export function finishBuildings(
  surveys: readonly Sourced[],
  terrain: Terrain,
  drawn: ReadonlyMap<string, Drawn> = new Map(),
): Building[] {
  const ids = new Ids()
  const buildings: (Building & { groundM: number })[] = []
  const replaced = new Set(
    [...drawn.values()].flatMap((d) => [...(d.replaces ?? []), ...(d.outlineOf ? [d.outlineOf] : [])]),
  )
  for (const { survey, source } of surveys) {
    const outlines = new Map(survey.buildings.map((b) => [b.id, b.polygons]))
    for (const b of survey.buildings) {
      if (replaced.has(b.id)) continue
      const { id, groundM, heightSource: _source, storeys: _storeys, ...rest } = b
      const landmark = drawn.get(id)
      const polygons = outlines.get(landmark?.outlineOf ?? id) ?? b.polygons
      const standsM = groundM ?? lowestUnder(terrain, polygons)
      buildings.push({
        ...rest,
        id: ids.unique(id),
        polygons,
        roof: b.roof ?? 'flat',
        ...aboveHill(statureOf(b, areaM2(polygons)), highestUnder(terrain, polygons) - standsM),
        ...(landmark ? drawnFields(landmark) : {}),
        groundM: standsM,
        source,
      })
    }
  }
  return spatially(joinParts(buildings), (b) => middleOf(b.polygons))
}

function drawnFields({ form, heightM, storeys, roof, roofHeightM, name }: Drawn): Partial<Building> {
  return {
    ...(form === undefined ? {} : { form }),
    ...(heightM === undefined ? {} : { heightM, minHeightM: 0, heightSource: 'drawn' }),
    ...(storeys === undefined ? {} : { storeys }),
    ...(roof === undefined ? {} : { roof }),
    ...(roofHeightM === undefined ? {} : { roofHeightM }),
    ...(name === undefined ? {} : { name }),
  }
}

/** Along a Z-curve: neighbours in the list are neighbours on the ground, so that tiles and files stay small. */
export function spatially<T>(items: readonly T[], at: (item: T) => readonly [number, number]): T[] {
  const zOrder = ([e, n]: readonly [number, number]): number => {
    const [x, y] = [Math.floor(e / 8) + 2 ** 19, Math.floor(n / 8) + 2 ** 19]
    let z = 0
    for (let b = 0; b < 20; b++) z += (((x >> b) & 1) + 2 * ((y >> b) & 1)) * 4 ** b
    return z
  }
  return items
    .map((item, i) => ({ item, i, z: zOrder(at(item)) }))
    .sort((a, b) => a.z - b.z || a.i - b.i)
    .map(({ item }) => item)
}

const lowestUnder = (terrain: Terrain, polygons: readonly PolygonM[]): number =>
  Math.round(Math.min(...polygons.map((p) => lowestAlong(terrain, p[0] ?? []))) * 100) / 100

const highestUnder = (terrain: Terrain, polygons: readonly PolygonM[]): number =>
  Math.max(...polygons.map((p) => highestAlong(terrain, p[0] ?? [])))

/** Storeys and guesses know nothing of the slope: on the hill's side one storey at least stays above the ground. */
function aboveHill(stature: Stature, riseM: number): Stature {
  const isKnown = stature.heightSource === 'measured' || stature.heightSource === 'tagged'
  const missingM = riseM + LEAST_ABOVE_M - (stature.heightM - stature.roofHeightM)
  if (isKnown || riseM < LEAST_RISE_M || missingM <= 0) return stature
  return { ...stature, heightM: Math.round((stature.heightM + missingM) * 100) / 100 }
}

/** Parts stand on their building's ground; a building whose parts cover most of it is drawn by them; a drawn one has none. */
function joinParts(buildings: (Building & { groundM: number })[]): Building[] {
  const wholes = buildings.filter((b) => !b.isPart)
  if (wholes.length === buildings.length || wholes.length === 0) return buildings
  const index = new Flatbush(wholes.length)
  for (const b of wholes) index.add(...boxOf(b.polygons))
  index.finish()
  const covered = new Map<Building, number>()
  const groundOf = new Map<Building, number>()
  const gone = new Set<Building>()
  for (const part of buildings) {
    if (!part.isPart) continue
    const at = middleOf(part.polygons)
    const whole = index
      .search(at[0], at[1], at[0], at[1])
      .map((i) => wholes[i] as Building)
      .filter((b) => b.polygons.some((p) => pointInPolygon(p, at)))
      .sort((a, b) => areaM2(a.polygons) - areaM2(b.polygons))[0]
    if (!whole) continue
    groundOf.set(part, whole.groundM)
    if (whole.form) {
      gone.add(part)
      continue
    }
    // Floating parts (a bridge between towers) shape the building but do not stand in for its body.
    if (part.minHeightM < 6) covered.set(whole, (covered.get(whole) ?? 0) + areaM2(part.polygons))
  }
  return buildings
    .filter((b) => !gone.has(b))
    .map((b) => {
      const groundM = groundOf.get(b)
      if (groundM !== undefined) return { ...b, groundM }
      const share = (covered.get(b) ?? 0) / areaM2(b.polygons)
      return share >= PARTS_COVER ? { ...b, hasParts: true } : b
    })
}

/** `surfacesM` is in the order in which `watersOf` lists the waters. */
export function finishAreas(surveys: readonly Sourced[], surfacesM: readonly number[]): Area[] {
  const ids = new Ids()
  const areas: Area[] = []
  let water = 0
  for (const { survey, source } of surveys) {
    for (const a of survey.areas) {
      const found = a.kind === 'water' ? surfacesM[water++] : undefined
      const surfaceM = a.surfaceM ?? found
      areas.push({
        ...a,
        id: ids.unique(a.id),
        ...(surfaceM === undefined ? {} : { surfaceM: Math.round(surfaceM * 100) / 100 }),
        source,
      })
    }
  }
  return areas
}

export const watersOf = (surveys: readonly Sourced[]): (readonly PolygonM[])[] =>
  surveys.flatMap(({ survey }) => survey.areas.filter((a) => a.kind === 'water').map((a) => a.polygons))

export function finishLines(surveys: readonly Sourced[]): Line[] {
  const ids = new Ids()
  return surveys.flatMap(({ survey, source }) => survey.lines.map((l) => ({ ...l, id: ids.unique(l.id), source })))
}

export function finishPoints(surveys: readonly Sourced[]): CityPoint[] {
  const ids = new Ids()
  return surveys.flatMap(({ survey, source }) =>
    survey.points.map(({ nodeKey: _key, ...p }) => ({
      ...p,
      id: ids.unique(p.id),
      origin: 'measured' as const,
      source,
    })),
  )
}

/** An id that comes again (two files of one place) gets a number. */
class Ids {
  private readonly seen = new Map<string, number>()
  unique(id: string): string {
    const n = (this.seen.get(id) ?? 0) + 1
    this.seen.set(id, n)
    return n === 1 ? id : this.unique(`${id}~${n}`)
  }
}

export const boxOf = (polygons: readonly PolygonM[]): [number, number, number, number] => {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const polygon of polygons) {
    const [w, s, e, n] = boundsOf(polygon[0] ?? [])
    box[0] = Math.min(box[0], w)
    box[1] = Math.min(box[1], s)
    box[2] = Math.max(box[2], e)
    box[3] = Math.max(box[3], n)
  }
  return box
}

/** The middle of the largest outline's points' box: inside for all but the oddest shapes. */
export function middleOf(polygons: readonly PolygonM[]): [number, number] {
  let best = polygons[0]?.[0] ?? [0, 0]
  let bestM2 = -1
  for (const polygon of polygons) {
    const [w, s, e, n] = boundsOf(polygon[0] ?? [])
    if ((e - w) * (n - s) <= bestM2) continue
    bestM2 = (e - w) * (n - s)
    best = polygon[0] ?? best
  }
  const [w, s, e, n] = boundsOf(best)
  return [(w + e) / 2, (s + n) / 2]
}
