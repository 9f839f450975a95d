// All of a CityJSON file that is not a building: ground, water, roads and bridges as surfaces, plants, furniture,
// other constructions. What the city has no place for is counted by its kind.
import type { AreaKind } from '../../shared/city/city.ts'
import type { Context } from './cityjson-buildings.ts'
import type { CityObject } from './cityjson-file.ts'
import { furnitureKind, groundKind, namesOf, plantKind, roadKind } from './cityjson-kinds.ts'
import { type FaceM, facesInMetres, footprintOf, heightsOf, surfaceOf } from './cityjson-shape.ts'
import type { SurveyArea, SurveyBuilding, SurveyPoint } from './survey.ts'

export type Things = {
  readonly areas: readonly SurveyArea[]
  readonly points: readonly SurveyPoint[]
  /** Solid things that are no buildings: drawn, not counted. */
  readonly constructions: readonly SurveyBuilding[]
}

const LEFT_OUT: readonly (readonly [RegExp, string, string])[] = [
  [/^Tunnel/, 'tunnels', 'underground, not drawn'],
  [/^TINRelief$/, 'terrain surfaces', 'not used for the ground, give it with --terrain'],
  [/^CityObjectGroup$/, 'groups', 'only name other objects'],
  [/^Building(?!Part)./, 'rooms and fittings of buildings', 'not drawn'],
  [/^Bridge(?!Part)./, 'fittings of bridges', 'not drawn'],
  [/^\+/, 'objects of extensions', 'their kind is not known'],
]

export function surveyThings(objects: ReadonlyMap<string, CityObject>, context: Context): Things {
  const areas: SurveyArea[] = []
  const points: SurveyPoint[] = []
  const constructions: SurveyBuilding[] = []
  for (const object of objects.values()) {
    if (object.type === 'Building' || object.type === 'BuildingPart') continue
    const ground = groundOf(object)
    if (ground) areas.push(...areaOf(object, ground, context))
    else if (object.type === 'SolitaryVegetationObject' || object.type === 'CityFurniture') {
      points.push(...pointOf(object, context))
    } else if (object.type === 'OtherConstruction' || object.type === 'GenericCityObject') {
      constructions.push(...constructionOf(object, context))
    } else leaveOut(object, context)
  }
  return { areas, points, constructions }
}

function leaveOut({ type }: CityObject, { ledger }: Context): void {
  const known = LEFT_OUT.find(([pattern]) => pattern.test(type))
  if (known) ledger.drop(known[1], known[2])
  else ledger.drop('city objects', `of the unknown type ${type.slice(0, 40)}`)
}

type Ground = { readonly kind: AreaKind | null; readonly what: string }

function groundOf({ type, attributes }: CityObject): Ground | null {
  switch (type) {
    case 'Road':
      return { kind: roadKind(attributes), what: 'roads' }
    case 'TransportSquare': {
      const kind = roadKind(attributes)
      return { kind: kind === 'roadway' ? 'square' : kind, what: 'squares' }
    }
    case 'Track':
      return { kind: 'square', what: 'tracks' }
    case 'Railway':
      return { kind: 'railway', what: 'railways' }
    case 'Bridge':
    case 'BridgePart':
      return { kind: 'roadway', what: 'bridges' }
    case 'WaterBody':
    case 'Waterway':
      return { kind: 'water', what: 'waters' }
    case 'PlantCover':
      return { kind: plantKind(attributes), what: 'plant covers' }
    case 'LandUse':
      return { kind: groundKind(attributes), what: 'land uses' }
    default:
      return null
  }
}

function areaOf(object: CityObject, { kind, what }: Ground, context: Context): SurveyArea[] {
  const { ledger } = context
  const faces = facesOf(object, context)
  if (faces.length === 0) {
    // A bridge may be made of its parts alone.
    if (object.body || object.children.length === 0) ledger.drop(what, 'no usable geometry')
    return []
  }
  if (kind === null) {
    ledger.drop(what, 'what the ground is used for is not told')
    return []
  }
  const top = topOf(object, faces)
  const polygons = surfaceOf(top, what, ledger)
  if (polygons.length === 0) return []
  if (what === 'bridges') ledger.drop('heights of bridge decks', 'not kept, the bridge is drawn as roadway')
  return [
    {
      id: `cityjson/${object.id}`,
      kind,
      polygons,
      ...namesOf(object.attributes),
      ...(kind === 'water' && { surfaceM: heightsOf(top).meanM }),
    },
  ]
}

/** Of water its surface, not its bed; of a solid its top. */
function topOf({ body }: CityObject, faces: readonly FaceM[]): readonly FaceM[] {
  const surface = faces.filter((f) => f.surface === 'WaterSurface')
  if (surface.length > 0) return surface
  const withoutBed = faces.filter((f) => f.surface !== 'WaterGroundSurface' && f.surface !== 'WaterClosureSurface')
  if (!body?.isSolid || withoutBed.length === 0) return withoutBed.length > 0 ? withoutBed : faces
  const { lowM, highM } = heightsOf(withoutBed)
  const upper = withoutBed.filter((f) => heightsOf([f]).lowM > (lowM + highM) / 2)
  return upper.length > 0 ? upper : withoutBed
}

function pointOf(object: CityObject, context: Context): SurveyPoint[] {
  const isTree = object.type === 'SolitaryVegetationObject'
  const kind = isTree ? 'tree' : furnitureKind(object.attributes)
  if (!kind) {
    context.ledger.drop('street furniture', 'what it is is not told')
    return []
  }
  const faces = facesOf(object, context)
  const at = middleOf(object, faces, context)
  if (!at) {
    context.ledger.drop(isTree ? 'trees' : 'street furniture', 'no usable geometry')
    return []
  }
  const { lowM, highM } = heightsOf(faces)
  const heightM = highM - lowM
  return [
    {
      id: `cityjson/${object.id}`,
      kind,
      atM: at,
      ...namesOf(object.attributes),
      ...(heightM > 0.3 && heightM < 150 && { heightM }),
    },
  ]
}

function middleOf({ body }: CityObject, faces: readonly FaceM[], { place }: Context): readonly [number, number] | null {
  const [x, y] = [body?.points[0], body?.points[1]]
  if (x !== undefined && y !== undefined) return place(x, y)
  let [e, n, count] = [0, 0, 0]
  for (const ring of faces.map((f) => f.rings[0] ?? [])) {
    for (let i = 0; i < ring.length; i += 3) {
      e += ring[i] as number
      n += ring[i + 1] as number
      count++
    }
  }
  return count > 0 ? [e / count, n / count] : null
}

function constructionOf(object: CityObject, context: Context): SurveyBuilding[] {
  const { ledger } = context
  const faces = facesOf(object, context)
  const { lowM, highM } = heightsOf(faces)
  const what = object.type === 'OtherConstruction' ? 'other constructions' : 'generic objects'
  if (faces.length === 0) ledger.drop(what, 'no usable geometry')
  else if (!object.body?.isSolid || highM - lowM < 0.3) ledger.drop(what, 'a surface of no known kind, not drawn')
  else {
    const polygons = footprintOf(faces, what, ledger)
    if (polygons.length === 0) return []
    return [
      {
        id: `cityjson/${object.id}`,
        polygons,
        groundM: lowM,
        heightM: highM - lowM,
        heightSource: 'measured',
        use: 'service',
        roof: 'flat',
        isPart: true,
        ...namesOf(object.attributes),
      },
    ]
  }
  return []
}

const facesOf = ({ body }: CityObject, { place, heightUnitM }: Context): FaceM[] =>
  facesInMetres(body?.faces ?? [], place, heightUnitM)
