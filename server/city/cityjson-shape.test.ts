import { describe, expect, test } from 'vitest'
import { chooseBody, type Coordinates, type Face } from './cityjson-geometry.ts'
import type { CityObject } from './cityjson-file.ts'
import { surveyBuildings } from './cityjson-buildings.ts'
import { addressOf, buildingUse, groundKind, namesOf, plantKind, roadKind, storeysOf } from './cityjson-kinds.ts'
import { facesInMetres, footprintOf, roofOf } from './cityjson-shape.ts'
import { surveyThings } from './cityjson-things.ts'
import { Ledger } from './ledger.ts'
import { areaM2 } from './ring-shape.ts'

const face = (surface: string, ...rings: number[][]): Face => ({
  surface,
  rings: rings.map((r) => Float64Array.from(r)),
})
const metres = (faces: Face[]) => facesInMetres(faces, (x, y) => [x, y], 1)

/** A house 10 by 20 m, eaves at 3 m, ridge at 7 m along the longer side, inset by `hip` at both ends. */
function house(hip: number, x = 0): Face[] {
  const eaves = [x, 0, 3, x + 10, 0, 3, x + 10, 20, 3, x, 20, 3]
  const ridge = [x + 5, hip, 7, x + 5, 20 - hip, 7]
  const [e0, e1, e2, e3] = [eaves.slice(0, 3), eaves.slice(3, 6), eaves.slice(6, 9), eaves.slice(9, 12)] as [
    number[],
    number[],
    number[],
    number[],
  ]
  const [r0, r1] = [ridge.slice(0, 3), ridge.slice(3, 6)] as [number[], number[]]
  const wall = (p: number[], q: number[]): Face =>
    face('WallSurface', [...[p[0], p[1], 0, q[0], q[1], 0].map(Number), ...q, ...p])
  return [
    face('GroundSurface', [x, 0, 0, x, 20, 0, x + 10, 20, 0, x + 10, 0, 0]),
    face('RoofSurface', [...e1, ...e2, ...r1, ...r0]),
    face('RoofSurface', [...e3, ...e0, ...r0, ...r1]),
    face(hip > 0 ? 'RoofSurface' : 'WallSurface', [...e0, ...e1, ...r0]),
    face(hip > 0 ? 'RoofSurface' : 'WallSurface', [...e2, ...e3, ...r1]),
    wall(e0, e1),
    wall(e1, e2),
    wall(e2, e3),
    wall(e3, e0),
  ]
}

const unnamed = (faces: Face[]): Face[] => faces.map((f) => ({ ...f, surface: '' }))
const insideOut = (faces: Face[]): Face[] =>
  faces.map((f) => ({
    ...f,
    rings: f.rings.map((ring) => {
      const points = Array.from({ length: ring.length / 3 }, (_, i) => Array.from(ring.slice(3 * i, 3 * i + 3)))
      return Float64Array.from(points.reverse().flat())
    }),
  }))

const building = (id: string, faces: Face[], more: Partial<CityObject> & { lod?: number } = {}): CityObject => ({
  id,
  type: 'Building',
  attributes: {},
  address: null,
  parents: [],
  children: [],
  body: faces.length > 0 ? { lod: more.lod ?? 2, isSolid: true, faces, points: new Float64Array(0) } : null,
  ...more,
})
const survey = (...objects: CityObject[]) => {
  const ledger = new Ledger()
  const context = { place: (x: number, y: number) => [x, y] as const, heightUnitM: 1, ledger }
  const map = new Map(objects.map((o) => [o.id, o]))
  return {
    buildings: surveyBuildings(map, context),
    things: surveyThings(map, context),
    dropped: ledger.list().map((d) => `${d.count} ${d.what}: ${d.why}`),
  }
}

describe('footprints', () => {
  test.each([
    ['the ground surfaces named', house(0)],
    ['the faces that look down', unnamed(house(0))],
    ['a shell turned inside out', unnamed(insideOut(house(0)))],
    ['roofs alone', unnamed(house(0)).slice(1, 3)],
  ])('are taken from %s', (_, faces) => {
    const outline = footprintOf(metres(faces), 'buildings', new Ledger())
    expect(outline).toHaveLength(1)
    expect(areaM2(outline)).toBeCloseTo(200, 6)
  })

  test('keep their courtyard', () => {
    const ground = face(
      'GroundSurface',
      [0, 0, 0, 0, 30, 0, 30, 30, 0, 30, 0, 0],
      [10, 10, 0, 20, 10, 0, 20, 20, 0, 10, 20, 0],
    )
    const outline = footprintOf(metres([ground]), 'buildings', new Ledger())
    expect(outline[0]).toHaveLength(2)
    expect(areaM2(outline)).toBe(800)
  })
})

describe('roofs', () => {
  const flat = [face('RoofSurface', [0, 0, 9, 10, 0, 9, 10, 10, 9, 0, 10, 9])]
  test.each([
    ['gabled', house(0), 4],
    ['hipped', house(4), 4],
    ['pyramidal', house(10), 4],
    ['flat', flat, 0],
    ['skillion', [face('RoofSurface', [0, 0, 3, 10, 0, 3, 10, 10, 6, 0, 10, 6])], 3],
  ])('%s', (roof, faces, roofHeightM) => {
    expect(roofOf(metres(faces))).toEqual({ roof, roofHeightM })
    expect(roofOf(metres(unnamed(faces)))).toEqual({ roof, roofHeightM })
  })
})

describe('buildings and their parts', () => {
  test('a building of one part is one building with its own words', () => {
    const part = building('p', house(0), { type: 'BuildingPart', parents: ['b'] })
    const { buildings, dropped } = survey(
      building('b', [], { children: ['p'], attributes: { storeysAboveGround: 2, name: 'Дом' } }),
      part,
    )
    expect(buildings).toHaveLength(1)
    expect(buildings[0]).toMatchObject({ id: 'cityjson/b', heightM: 7, roof: 'gabled', storeys: 2, name: 'Дом' })
    expect(buildings[0]?.isPart).toBeUndefined()
    expect(dropped).toEqual([])
  })

  test('of several parts the building covers them all and counts once', () => {
    const low = building('low', house(0), { type: 'BuildingPart', parents: ['b'] })
    const high = building(
      'high',
      house(0, 10).map((f) => ({ ...f, rings: f.rings.map((r) => r.map((v, i) => (i % 3 === 2 ? v * 2 : v))) })),
      { type: 'BuildingPart', parents: ['b'] },
    )
    const { buildings } = survey(building('b', [], { children: ['low', 'high'] }), low, high)
    expect(buildings.map((b) => [b.id, b.isPart ?? false, b.heightM])).toEqual([
      ['cityjson/b', false, 14],
      ['cityjson/low', true, 7],
      ['cityjson/high', true, 14],
    ])
    expect(areaM2(buildings[0]?.polygons ?? [])).toBeCloseTo(400, 6)
  })

  test('a flat outline of the building and one solid part make one body', () => {
    const outline = [face('', [0, 0, 0, 12, 0, 0, 12, 22, 0, 0, 22, 0])]
    const part = building('p', house(0), { type: 'BuildingPart', parents: ['b'] })
    const { buildings } = survey(building('b', outline, { children: ['p'], lod: 0 }), part)
    expect(buildings).toHaveLength(1)
    expect(buildings[0]).toMatchObject({ heightM: 7, heightSource: 'measured' })
  })

  test('a footprint alone has the height its attributes tell, or none', () => {
    const outline = [face('', [0, 0, 1, 12, 0, 1, 12, 22, 1, 0, 22, 1])]
    const told = survey(building('b', outline, { lod: 0, attributes: { measuredHeight: '9.5' } })).buildings[0]
    expect(told).toMatchObject({ heightM: 9.5, heightSource: 'tagged', groundM: 1 })
    expect(survey(building('b', outline, { lod: 0 })).buildings[0]?.heightM).toBeUndefined()
  })

  test('a part whose building is missing is a building', () => {
    const { buildings, dropped } = survey(building('p', house(0), { type: 'BuildingPart', parents: ['gone'] }))
    expect(buildings).toHaveLength(1)
    expect(dropped).toEqual(['1 building parts: their building is not in the file, taken as buildings'])
  })
})

describe('other things', () => {
  const square = (z: number): Face[] => [face('', [0, 0, z, 10, 0, z, 10, 10, z, 0, 10, z])]
  const thing = (type: string, faces: Face[], attributes: Record<string, unknown> = {}): CityObject => ({
    ...building(type, faces, { lod: 1 }),
    type,
    attributes,
    body: { lod: 1, isSolid: false, faces, points: new Float64Array(0) },
  })

  test('ground is of the kind its words tell, water keeps its level', () => {
    const { things } = survey(
      thing('WaterBody', square(-0.4)),
      thing('Road', square(0)),
      thing('PlantCover', square(0), { class: 'bos: loofbos' }),
      thing('LandUse', square(0), { function: 'cemetery' }),
    )
    expect(things.areas.map((a) => [a.kind, a.surfaceM])).toEqual([
      ['water', -0.4],
      ['roadway', undefined],
      ['forest', undefined],
      ['cemetery', undefined],
    ])
  })

  test('land of untold use and surfaces of no kind are counted', () => {
    const { things, dropped } = survey(
      thing('LandUse', square(0)),
      thing('GenericCityObject', square(0)),
      thing('CityFurniture', square(0)),
    )
    expect(things).toEqual({ areas: [], points: [], constructions: [] })
    expect(dropped).toEqual([
      '1 land uses: what the ground is used for is not told',
      '1 generic objects: a surface of no known kind, not drawn',
      '1 street furniture: what it is is not told',
    ])
  })

  test('a tree placed as a template stands where its place is, as high as the template', () => {
    const coordinates: Coordinates = {
      vertices: [[1000, 2000, 3000]],
      scale: [0.01, 0.01, 0.01],
      translate: [5, 5, 5],
      templates: [{ type: 'MultiSurface', lod: '2', boundaries: [[[0, 1, 2]]] }],
      templateVertices: [
        [0, 0, 0],
        [1, 0, 4],
        [0, 1, 4],
      ],
    }
    const instance = {
      type: 'GeometryInstance',
      template: 0,
      boundaries: [0],
      transformationMatrix: [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1],
    }
    const ledger = new Ledger()
    const body = chooseBody([instance], coordinates, ledger)
    const tree = { ...thing('SolitaryVegetationObject', []), body }
    const { things } = survey(tree)
    expect(things.points).toEqual([
      { id: 'cityjson/SolitaryVegetationObject', kind: 'tree', atM: [15, 25], heightM: 8 },
    ])
    expect(chooseBody([{ ...instance, template: 7 }], coordinates, ledger)).toBeNull()
    expect(ledger.list()).toEqual([{ what: 'geometries', why: 'placed template or its place is missing', count: 1 }])
  })

  test('the most detailed usable geometry is chosen', () => {
    const coordinates: Coordinates = {
      vertices: [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
      scale: [1, 1, 1],
      translate: [0, 0, 0],
      templates: [],
      templateVertices: [],
    }
    const surface = (lod: string, boundaries: unknown) => ({ type: 'MultiSurface', lod, boundaries })
    const good = [[[0, 1, 2]]]
    const ledger = new Ledger()
    expect(
      chooseBody([surface('0', good), surface('1.3', good), surface('2.2', [[[0, 1, 9]]])], coordinates, ledger)?.lod,
    ).toBe(1.3)
    expect(
      chooseBody([surface('1', good), { type: 'CompositeSolid', lod: '1', boundaries: [[good]] }], coordinates, ledger)
        ?.isSolid,
    ).toBe(true)
    expect(chooseBody([{ type: 'Blob', boundaries: [] }], coordinates, ledger)).toBeNull()
    expect(chooseBody([{ type: 'MultiPoint', lod: '1', boundaries: [1] }], coordinates, ledger)?.points).toEqual(
      Float64Array.of(1, 0, 0),
    )
  })
})

describe('words', () => {
  test('addresses of both forms', () => {
    expect(addressOf({ ThoroughfareName: 'Kerkstraat', ThoroughfareNumber: '12', PostalCode: '2611' })).toEqual({
      street: 'Kerkstraat',
      number: '12',
      postcode: '2611',
    })
    expect(addressOf([{ street: '東京通り', HouseNumber: 3 }])).toEqual({ street: '東京通り', number: '3' })
    expect(addressOf([])).toBeNull()
    expect(addressOf('Kerkstraat 12')).toBeNull()
  })

  test('kinds and uses in three languages', () => {
    expect(roadKind({ function: 'voetpad' })).toBe('square')
    expect(roadKind({ function: 'Parkplatz' })).toBe('parking')
    expect(roadKind({})).toBe('roadway')
    expect(groundKind({ bgt_fysiekvoorkomen: 'gesloten verharding' })).toBe('square')
    expect(groundKind({ bgt_fysiekvoorkomen: 'onverhard' })).toBe('sand')
    expect(groundKind({ usage: 'farmland' })).toBe('farmland')
    expect(groundKind({ note: 'forest' })).toBeNull()
    expect(plantKind({ class: 'groenvoorziening' })).toBe('grass')
    expect(buildingUse({ function: 'Grundschule' })).toBe('education')
    expect(buildingUse({ function: 'residential building' })).toBe('house')
    expect(buildingUse({ usage: 'kantoorfunctie' })).toBe('office')
  })

  test('names in any script and in several languages', () => {
    expect(namesOf({ name: ' 東京タワー ', 'name:en': 'Tokyo Tower' })).toEqual({
      name: '東京タワー',
      names: { en: 'Tokyo Tower' },
    })
    expect(namesOf({})).toEqual({})
  })

  test('storeys that no building has are none', () => {
    expect(storeysOf({ storeysAboveGround: 4 })).toBe(4)
    expect(storeysOf({ storeysAboveGround: '12' })).toBe(12)
    expect(storeysOf({ storeysAboveGround: -1 })).toBeNull()
    expect(storeysOf({ storeysAboveGround: 9999 })).toBeNull()
  })
})
