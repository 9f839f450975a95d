import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCityJson } from './cityjson.ts'
import { lonLatOf } from './crs.ts'
import { makeFrame } from './frame.ts'
import { Ledger } from './ledger.ts'
import { areaM2 } from './ring-shape.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'cityjson-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

type Vertex = readonly [number, number, number]
type Faces = readonly (readonly (readonly Vertex[])[])[]

/** Closed box, faces outwards: ground, top, four walls. */
const box = ([x, y, z]: Vertex, [w, d, h]: Vertex): Faces => {
  const [a, b, c, e] = [
    [x, y],
    [x + w, y],
    [x + w, y + d],
    [x, y + d],
  ] as [number, number][] as [[number, number], [number, number], [number, number], [number, number]]
  const low = (p: [number, number]): Vertex => [p[0], p[1], z]
  const high = (p: [number, number]): Vertex => [p[0], p[1], z + h]
  const wall = (p: [number, number], q: [number, number]) => [[low(p), low(q), high(q), high(p)]]
  return [
    [[low(a), low(e), low(c), low(b)]],
    [[high(a), high(b), high(c), high(e)]],
    wall(a, b),
    wall(b, c),
    wall(c, e),
    wall(e, a),
  ]
}

/** Writes objects whose boundaries hold points instead of indexes; integers of a millimetre, as CityJSON wants them. */
class Maker {
  readonly vertices: number[][] = []
  readonly origin: Vertex
  readonly scale: number
  constructor(origin: Vertex = [85_000, 447_000, 0], scale = 0.001) {
    this.origin = origin
    this.scale = scale
  }
  index = ([x, y, z]: Vertex): number =>
    this.vertices.push([Math.round(x / this.scale), Math.round(y / this.scale), Math.round(z * 1000)]) - 1
  faces = (faces: Faces) => faces.map((face) => face.map((ring) => ring.map(this.index)))
  solid = (faces: Faces, lod = '1', more: object = {}) => ({
    type: 'Solid',
    lod,
    boundaries: [this.faces(faces)],
    ...more,
  })
  surface = (faces: Faces, lod = '1', more: object = {}) => ({
    type: 'MultiSurface',
    lod,
    boundaries: this.faces(faces),
    ...more,
  })
  document = (CityObjects: object, more: object = {}) => ({
    type: 'CityJSON',
    version: '2.0',
    transform: { scale: [this.scale, this.scale, 0.001], translate: this.origin },
    metadata: { referenceSystem: 'https://www.opengis.net/def/crs/EPSG/0/7415' },
    vertices: this.vertices,
    CityObjects,
    ...more,
  })
}

let files = 0
const save = (content: object | string | Uint8Array, name = `f${++files}.city.json`): string => {
  const path = join(dir, name)
  writeFileSync(path, typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content))
  return path
}
const read = async (content: object | string, crs?: string) => {
  const ledger = new Ledger()
  const reading = await readCityJson(typeof content === 'string' ? content : save(content), ledger, crs ? { crs } : {})
  const survey = reading.survey(makeFrame('EPSG:28992', 4.37, 52.01), ledger)
  return { reading, survey, dropped: ledger.list().map((d) => `${d.count} ${d.what}: ${d.why}`) }
}
const refusal = (content: object | string, crs?: string): Promise<string> =>
  read(content, crs).then(
    () => 'was read',
    (e: Error) => e.message,
  )

describe('versions and files', () => {
  test.each([
    ['1.0', 'urn:ogc:def:crs:EPSG::7415'],
    ['1.0.1', 'urn:ogc:def:crs:EPSG::7415'],
    ['1.1', 'https://www.opengis.net/def/crs/EPSG/0/7415'],
    ['2.0', 'EPSG:7415'],
  ])('CityJSON %s with its way to name a system', async (version, referenceSystem) => {
    const m = new Maker()
    const objects = {
      b: { type: 'Building', geometry: [m.solid(box([0, 0, 2], [10, 20, 7]), version < '1.1' ? (1 as never) : '1')] },
    }
    const { survey, reading, dropped } = await read(m.document(objects, { version, metadata: { referenceSystem } }))
    expect(survey.buildings).toHaveLength(1)
    expect(survey.buildings[0]).toMatchObject({ id: 'cityjson/b', heightSource: 'measured', groundM: 2 })
    expect(survey.buildings[0]?.heightM).toBeCloseTo(7, 9)
    expect(areaM2(survey.buildings[0]?.polygons ?? [])).toBeCloseTo(200, 3)
    expect(reading.projectedCrs).toBe('EPSG:28992')
    expect(reading.source.format).toBe(`CityJSON ${version}, LoD 1`)
    expect(dropped).toEqual([])
  })

  test('1.0 may do without a transform', async () => {
    const m = new Maker([0, 0, 0])
    const building = { type: 'Building', geometry: [m.solid(box([85_000, 447_000, 0], [5, 5, 5]))] }
    const vertices = m.vertices.map((v) => v.map((c) => c / 1000))
    const { survey } = await read({ ...m.document({ building }), version: '1.0', transform: undefined, vertices })
    expect(areaM2(survey.buildings[0]?.polygons ?? [])).toBeCloseTo(25, 3)
  })

  test('whole-number vertices without a usable transform are refused: they are steps, not coordinates', async () => {
    const m = new Maker()
    const document = m.document({ b: { type: 'Building', geometry: [m.solid(box([0, 0, 2], [10, 20, 7]))] } })
    for (const transform of [undefined, { scale: [0, 0, 0], translate: [1, 2, 3] }, { scale: [1, 1, 1] }]) {
      expect(await refusal(save({ ...document, transform }, 'steps.json'))).toMatch(
        /^steps.json: the transform .* is missing or broken$/,
      )
    }
  })

  test('coordinates beyond all numbers are refused as lying nowhere', async () => {
    const m = new Maker()
    const document = m.document({ b: { type: 'Building', geometry: [m.solid(box([0, 0, 2], [10, 20, 7]))] } })
    const transform = { scale: [1e300, 1e300, 1], translate: [1e308, 1e308, 0] }
    expect(await refusal(save({ ...document, transform }, 'far.json'))).toMatch(/^far.json: its coordinates do not lie/)
  })

  test('an empty file is said to be empty', async () => {
    expect(await refusal(save('', 'nothing.json'))).toBe('nothing.json: the file is empty')
  })

  test('other versions, other files and broken ones are refused by name', async () => {
    const m = new Maker()
    expect(await refusal(save({ ...m.document({}), version: '3.0' }, 'new.json'))).toBe(
      'new.json: CityJSON 3.0 is not known; 1.0, 1.1 and 2.0 are',
    )
    expect(await refusal(save({ ...m.document({}), version: '0.9' }, 'old.json'))).toMatch(/CityJSON 0.9 is not known/)
    expect(await refusal(save({ ...m.document({}), version: undefined }, 'none.json'))).toMatch(
      /does not say which version/,
    )
    expect(await refusal(save({ type: 'FeatureCollection' }, 'geo.json'))).toBe('geo.json: is not a CityJSON file')
    expect(await refusal(save('{"type": "CityJSON", "vers', 'cut.json'))).toBe(
      'cut.json: is not valid JSON, it may be cut short',
    )
    expect(await refusal(save(new Uint8Array([0x1f, 0x8b, 8, 0]), 'bad.json.gz'))).toMatch(
      /^bad.json.gz: is cut short or not a gzip file/,
    )
    expect(await refusal(join(dir, 'nowhere.json'))).toBe('nowhere.json: there is no such file')
    expect(await refusal({ ...m.document({}), CityObjects: null })).toMatch(/has no CityObjects/)
  })

  test('a gzipped file and a text sequence, with or without its ending', async () => {
    const m = new Maker()
    const building = { type: 'Building', geometry: [m.solid(box([0, 0, 0], [5, 5, 5]))] }
    const whole = m.document({ building })
    expect((await read(save(gzipSync(JSON.stringify(whole)), 'a.city.json.gz'))).survey.buildings).toHaveLength(1)
    const head = JSON.stringify({ ...whole, vertices: [], CityObjects: {} })
    const feature = (id: string) =>
      JSON.stringify({ type: 'CityJSONFeature', id, CityObjects: { [id]: building }, vertices: m.vertices })
    const lines = `${head}\n${feature('one')}\n\n{broken\n${feature('two')}\n`
    for (const name of ['a.city.jsonl', 'lines.json']) {
      const { survey, dropped } = await read(save(lines, name))
      expect(survey.buildings.map((b) => b.id)).toEqual(['cityjson/one', 'cityjson/two'])
      expect(dropped).toEqual(['1 features: line is not valid JSON'])
    }
  })
})

describe('place on earth', () => {
  const building = (m: Maker) => ({ b: { type: 'Building', geometry: [m.solid(box([0, 0, 0], [10, 10, 5]))] } })

  test('without a coordinate reference system it is refused, or placed by the one given', async () => {
    const m = new Maker()
    const document = m.document(building(m), { metadata: {} })
    expect(await refusal(save(document, 'nameless.json'))).toBe(
      'nameless.json: names no coordinate reference system, so its place on earth is not known; give it with --crs EPSG:…',
    )
    expect((await read(document, 'EPSG:28992')).reading.source.crs).toBe('EPSG:28992')
    expect(await refusal(document, 'EPSG:12345678')).toMatch(/EPSG:12345678 is not known/)
    expect(await refusal(m.document(building(m), { metadata: { referenceSystem: 'local grid' } }))).toMatch(
      /"local grid" is not an EPSG code/,
    )
  })

  test('a system of another part of the world is refused', async () => {
    const m = new Maker([5_000_000, 9_000_000, 0])
    expect(await refusal(m.document(building(m)))).toMatch(/do not lie where EPSG:7415 is meant for \(Netherlands/)
  })

  test('an extent that lies is counted and computed anew', async () => {
    const m = new Maker()
    const metadata = { referenceSystem: 'EPSG:7415', geographicalExtent: [0, 0, 0, 1, 1, 1] }
    const { reading, dropped } = await read(m.document(building(m), { metadata }))
    expect(dropped).toEqual(['1 extents: given extent is not that of the vertices, computed anew'])
    const [lon, lat] = lonLatOf('EPSG:7415')(85_000, 447_000) as [number, number]
    expect(reading.bbox?.[0]).toBeCloseTo(lon, 4)
    expect(reading.bbox?.[1]).toBeCloseTo(lat, 4)
  })

  test('north before east is turned round', async () => {
    const m = new Maker([447_000, 85_000, 0])
    const { reading, survey, dropped } = await read(m.document(building(m)))
    expect(dropped).toEqual(['1 files: axes given north (latitude) first, turned round'])
    expect(reading.bbox?.[0]).toBeCloseTo(4.367, 1)
    expect(areaM2(survey.buildings[0]?.polygons ?? [])).toBeCloseTo(100, 3)
  })

  test.each([
    ['longitude', false],
    ['latitude', true],
  ])('of degrees that could be either, right angles tell that %s comes first', async (_, isLatFirst) => {
    // Helsinki; a 20 m by 12 m house turned by 30 degrees.
    const m = new Maker([0, 0, 0], 1e-8)
    const [lon, lat, k] = [24.94, 60.17, Math.cos((60.17 * Math.PI) / 180)]
    const turn = ([x, y, z]: Vertex): Vertex => {
      const [e, n] = [x * 0.866 - y * 0.5, x * 0.5 + y * 0.866]
      const degrees: [number, number] = [lon + e / 111_320 / k, lat + n / 111_320]
      return isLatFirst ? [degrees[1], degrees[0], z] : [degrees[0], degrees[1], z]
    }
    const faces = box([0, 0, 0], [20, 12, 9]).map((f) => f.map((r) => r.map(turn)))
    const b = { type: 'Building', geometry: [m.solid(faces)] }
    const document = m.document({ b, c: b }, { metadata: { referenceSystem: 'EPSG:4326' } })
    const { reading, dropped } = await read(document)
    expect(reading.bbox?.[0]).toBeCloseTo(24.94, 2)
    expect(reading.bbox?.[1]).toBeCloseTo(60.17, 2)
    expect(dropped).toEqual(isLatFirst ? ['1 files: axes given north (latitude) first, turned round'] : [])
  })

  test('heights in feet become metres', async () => {
    const m = new Maker([1_000_000, 200_000, 0])
    const document = m.document(building(m), { metadata: { referenceSystem: 'EPSG:2263' } })
    const { reading } = await read(document)
    const survey = reading.survey(makeFrame('EPSG:32618', -73.95, 40.7), new Ledger())
    expect(survey.buildings[0]?.heightM).toBeCloseTo(5 * 0.3048, 3)
    expect(areaM2(survey.buildings[0]?.polygons ?? [])).toBeCloseTo(100 * 0.3048 ** 2, 1)
  })
})

describe('broken pieces', () => {
  test('faces that point nowhere, repeat or have no area are dropped, the building stays', async () => {
    const m = new Maker()
    const solid = m.solid(box([0, 0, 0], [10, 10, 5]))
    const shell = solid.boundaries[0] as unknown[]
    shell.push([[0, 1, 99_999]], [[0, 1]], [[0, 0, 1, 1]], [[0, 1, 0]], 'face', [], [[0, 1, null]], [[0, 1, -1]])
    const { survey, dropped } = await read(
      m.document({ b: { type: 'Building', geometry: [null, solid, { type: 'Solid', lod: '2', boundaries: null }] } }),
    )
    expect(survey.buildings).toHaveLength(1)
    expect(areaM2(survey.buildings[0]?.polygons ?? [])).toBeCloseTo(100, 3)
    expect(dropped).toEqual([
      '1 geometries: empty or without a type',
      '1 geometries: without boundaries',
      '3 faces: vertex that does not exist',
      '3 faces: fewer than three points',
      '2 faces: without rings',
    ])
  })

  test('objects without geometry, of extensions or of no known kind are counted', async () => {
    const m = new Maker()
    const b = { type: 'Building', geometry: [m.solid(box([0, 0, 0], [1, 1, 5]))] }
    const { survey, dropped } = await read(
      m.document({
        b,
        empty: { type: 'Building', geometry: null },
        ext: { type: '+Noise', geometry: [] },
        tin: { type: 'TINRelief' },
        odd: { type: 'Spaceship' },
        none: 7,
        room: { type: 'BuildingRoom', parents: ['b'] },
        tunnel: { type: 'Tunnel' },
      }),
    )
    expect(survey.buildings).toHaveLength(1)
    expect(dropped.sort((x, y) => x.localeCompare(y))).toEqual([
      '1 buildings: without geometry',
      '1 city objects: of the unknown type Spaceship',
      '1 city objects: without a type',
      '1 objects of extensions: their kind is not known',
      '1 rooms and fittings of buildings: not drawn',
      '1 terrain surfaces: not used for the ground, give it with --terrain',
      '1 tunnels: underground, not drawn',
    ])
  })

  test('a file with nothing in it has no place', async () => {
    const { reading, survey } = await read(new Maker().document({}))
    expect(reading.bbox).toBeNull()
    expect(survey.buildings).toEqual([])
  })

  test('a height beyond any building is not believed', async () => {
    const m = new Maker()
    const b = {
      type: 'Building',
      geometry: [m.solid(box([0, 0, 0], [10, 10, 5000]))],
      attributes: { measuredHeight: 12 },
    }
    const { survey, dropped } = await read(m.document({ b }))
    expect(survey.buildings[0]).toMatchObject({ heightM: 12, heightSource: 'tagged' })
    expect(dropped).toEqual(['1 heights of buildings: above 1,000 m, not believed'])
  })
})

const delft = '../shared/data/delft-cityjson20.city.json'
describe.skipIf(!existsSync(delft))('a block of Delft (when shared/data is beside the checkout)', () => {
  test('gives its buildings, grounds and place', async () => {
    const { reading, survey, dropped } = await read(delft)
    const heights = survey.buildings.map((b) => b.heightM ?? 0).sort((a, b) => a - b)
    expect(survey.buildings).toHaveLength(160)
    expect(heights[0]).toBeCloseTo(0.73, 2)
    expect(heights.at(-1)).toBeCloseTo(8.29, 2)
    expect(((heights[79] ?? 0) + (heights[80] ?? 0)) / 2).toBeCloseTo(2.88, 2)
    const counts: Record<string, number> = {}
    for (const { kind } of survey.areas) counts[kind] = (counts[kind] ?? 0) + 1
    const waters = survey.areas.filter((a) => a.kind === 'water')
    expect(counts).toEqual({
      roadway: 33,
      parking: 36,
      square: 112,
      residential: 42,
      sand: 4,
      grass: 126,
      water: 3,
    })
    expect(waters.map((w) => Math.round((w.surfaceM ?? 99) * 100) / 100).sort((a, b) => a - b)).toEqual([
      -0.42, -0.15, 0.13,
    ])
    expect(reading.bbox?.map((v) => Math.round(v * 1e4) / 1e4)).toEqual([4.3619, 52.0107, 4.3696, 52.0137])
    expect(reading.source.format).toBe('CityJSON 2.0, LoD 1')
    expect(dropped).toEqual([
      '2 faces: without area',
      '3 heights of bridge decks: not kept, the bridge is drawn as roadway',
      '54 generic objects: a surface of no known kind, not drawn',
    ])
  })
})
