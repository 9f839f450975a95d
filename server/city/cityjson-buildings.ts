// Buildings and their parts. A Building is one building however many parts draw it: a single part lends it its
// shape; of several, each is kept as a part and the building itself covers them all.
import type { PolygonM } from '../../shared/city/city.ts'
import type { CityObject } from './cityjson-file.ts'
import { addressOf, buildingUse, namesOf, numberOf, storeysOf } from './cityjson-kinds.ts'
import { type FaceM, facesInMetres, footprintOf, heightsOf, roofOf } from './cityjson-shape.ts'
import type { Ledger } from './ledger.ts'
import { dissolve } from './rings-nest.ts'
import type { SurveyBuilding } from './survey.ts'

export type Context = {
  readonly place: (x: number, y: number) => readonly [number, number]
  readonly heightUnitM: number
  readonly ledger: Ledger
}

/** The tallest structure on earth is 828 m. */
const TALLEST_M = 1000
/** Thinner is a footprint, not a body. */
const THIN_M = 0.3

type Mass = {
  readonly object: CityObject
  readonly polygons: readonly PolygonM[]
  readonly lowM: number
  readonly highM: number
  readonly isFlat: boolean
  readonly faces: readonly FaceM[]
}

export function surveyBuildings(objects: ReadonlyMap<string, CityObject>, context: Context): SurveyBuilding[] {
  const buildings: SurveyBuilding[] = []
  for (const object of objects.values()) {
    if (object.type === 'Building') buildings.push(...surveyBuilding(object, objects, context))
    else if (object.type === 'BuildingPart' && !object.parents.some((id) => objects.has(id))) {
      context.ledger.drop('building parts', 'their building is not in the file, taken as buildings')
      buildings.push(...surveyBuilding(object, objects, context))
    }
  }
  return buildings
}

function surveyBuilding(
  object: CityObject,
  objects: ReadonlyMap<string, CityObject>,
  context: Context,
): SurveyBuilding[] {
  const own = massOf(object, context)
  const parts = partsOf(object, objects, new Set([object.id])).flatMap((part) => massOf(part, context) ?? [])
  const solid = [...(own && !own.isFlat ? [own] : []), ...parts.filter((p) => !p.isFlat)]
  const flat = own?.isFlat ? own : parts.find((p) => p.isFlat)
  const [first, ...more] = solid
  if (!first) {
    if (flat) return [flatBuilding(object, flat)]
    context.ledger.drop(
      'buildings',
      object.body || object.children.length > 0 ? 'no usable geometry' : 'without geometry',
    )
    return []
  }
  if (more.length === 0) return [fullBuilding(object, first)]
  const lowM = Math.min(...solid.map((m) => m.lowM))
  const highM = Math.max(...solid.map((m) => m.highM))
  const polygons = own?.isFlat ? own.polygons : dissolve(solid.flatMap((m) => m.polygons))
  const main = solid.reduce((a, b) => (b.highM - b.lowM > a.highM - a.lowM ? b : a))
  return [
    fullBuilding(object, { ...main, polygons, lowM, highM }),
    ...solid.map((mass, i) => {
      // A part's own words first; the building's own body is told from the building by its number.
      const id = mass.object.id === object.id ? `${object.id}#${i}` : mass.object.id
      const part = fullBuilding(mass.object, mass)
      const use = part.use === 'unknown' ? buildingUse(object.attributes) : part.use
      return { ...part, id: `cityjson/${id}`, use, isPart: true }
    }),
  ]
}

function partsOf(object: CityObject, objects: ReadonlyMap<string, CityObject>, seen: Set<string>): CityObject[] {
  return object.children.flatMap((id) => {
    const child = objects.get(id)
    if (!child || child.type !== 'BuildingPart' || seen.has(id)) return []
    seen.add(id)
    return [child, ...partsOf(child, objects, seen)]
  })
}

function massOf(object: CityObject, { place, heightUnitM, ledger }: Context): Mass | null {
  if (!object.body || object.body.faces.length === 0) return null
  const faces = facesInMetres(object.body.faces, place, heightUnitM)
  const polygons = footprintOf(faces, 'buildings', ledger)
  if (polygons.length === 0) return null
  const { lowM, highM } = heightsOf(faces)
  const isTooTall = highM - lowM > TALLEST_M
  if (isTooTall) ledger.drop('heights of buildings', 'above 1,000 m, not believed')
  return { object, polygons, lowM, highM, isFlat: isTooTall || highM - lowM < THIN_M, faces }
}

function fullBuilding(object: CityObject, mass: Mass): SurveyBuilding {
  const roof = (mass.object.body?.lod ?? 0) >= 2 ? roofOf(mass.faces) : null
  return {
    ...factsOf(object),
    polygons: mass.polygons,
    groundM: mass.lowM,
    heightM: mass.highM - mass.lowM,
    heightSource: 'measured',
    ...roof,
  }
}

/** Only a footprint: its height is what the attributes say, if they do. */
function flatBuilding(object: CityObject, mass: Mass): SurveyBuilding {
  const heightM = numberOf(object.attributes, ['measuredHeight', 'height'])
  return {
    ...factsOf(object),
    polygons: mass.polygons,
    groundM: mass.lowM,
    ...(heightM !== null && heightM > 0 && heightM <= TALLEST_M && { heightM, heightSource: 'tagged' as const }),
  }
}

function factsOf({ id, attributes, address }: CityObject) {
  const storeys = storeysOf(attributes)
  const where = addressOf(address)
  return {
    id: `cityjson/${id}`,
    use: buildingUse(attributes),
    ...namesOf(attributes),
    ...(storeys !== null && { storeys }),
    ...(where && { address: where }),
  }
}
