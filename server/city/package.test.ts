import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { City } from '../../shared/city/city.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import { Unreadable } from './ledger.ts'
import { checkTarget, openManifest, openCity, openPackage, writePackage } from './package.ts'
import { encodeTerrain } from './package-terrain.ts'

const city: City = {
  buildings: [
    {
      id: 'way/1',
      name: 'Бәйтерек',
      names: { en: 'Bayterek' },
      polygons: [
        [
          [0, 0, 10.35, 0, 10.35, 9.95, 0, 9.95],
          [2, 2, 2, 3, 3, 3],
        ],
      ],
      groundM: 348.2,
      heightM: 105,
      minHeightM: 0,
      heightSource: 'drawn',
      storeys: 1,
      use: 'culture',
      roof: 'flat',
      roofHeightM: 0,
      form: 'observationTower',
      address: { street: 'Достык', number: '1' },
      source: 0,
    },
    {
      id: 'way/2',
      polygons: [[[-500, 20, -480, 20, -480, 40]]],
      groundM: 0,
      heightM: 9,
      minHeightM: 0,
      heightSource: 'storeys',
      storeys: 3,
      use: 'unknown',
      roof: 'gabled',
      roofHeightM: 2,
      isPart: true,
      source: 1,
    },
  ],
  links: [
    {
      id: 'way/9#0',
      fromNode: 0,
      toNode: 1,
      line: [0, 0, 30, 40],
      upM: [348.11, 349],
      roadClass: 'primary',
      name: 'Достык',
      lanesForward: 2,
      lanesBackward: 2,
      lanesSource: 'synthetic',
      speedKmh: 60,
      speedSource: 'tagged',
      widthM: 14,
      isBridge: true,
      isTunnel: false,
      layer: 1,
      isLit: true,
      lengthM: 50,
      source: 0,
    },
    {
      id: 'way/9#1',
      fromNode: 1,
      toNode: 0,
      line: [30, 40, 0, 0],
      upM: [349, 348.11],
      roadClass: 'footway',
      lanesForward: 0,
      lanesBackward: 0,
      lanesSource: 'synthetic',
      speedKmh: 5,
      speedSource: 'synthetic',
      widthM: 2,
      isBridge: false,
      isTunnel: false,
      layer: 0,
      isLit: false,
      lengthM: 50,
      source: 0,
    },
  ],
  nodes: [
    { atM: [0, 0], hasSignals: true, hasCrossing: false },
    { atM: [30, 40], hasSignals: false, hasCrossing: true },
  ],
  areas: [{ id: 'way/3', kind: 'water', polygons: [[[5, 5, 9, 5, 9, 9]]], surfaceM: 346.4, source: 0 }],
  lines: [{ id: 'way/4', kind: 'powerLine', line: [1, 1, 2, 2], voltageV: 110_000, isBridge: false, source: 0 }],
  points: [
    { id: 'node/1', kind: 'busStop', atM: [3, 4], name: 'Stop', origin: 'measured', source: 0 },
    { id: 'synthetic/tree/0', kind: 'tree', atM: [7, 8], heightM: 6.5, origin: 'synthetic', source: 0 },
    { id: 'synthetic/tree/1', kind: 'tree', atM: [9, 8], heightM: 8, origin: 'synthetic', source: 0 },
    {
      id: 'synthetic/lamp/0',
      kind: 'lamp',
      atM: [9, 9],
      heightM: 9,
      headingRad: Math.PI / 2,
      origin: 'synthetic',
      source: 0,
    },
  ],
}
const manifest: Manifest = {
  format: 1,
  id: 'test',
  name: 'Test',
  crs: 'EPSG:32642',
  origin: { eastingM: 0, northingM: 0, lon: 71, lat: 51 },
  datum: 'synthetic',
  timeZone: 'UTC',
  bbox: [71, 51, 72, 52],
  boundsM: [0, 0, 100, 100],
  spawn: { eastM: 0, northM: 0, headingRad: 0 },
  places: [],
  sources: [],
  layers: [],
  counts: {
    buildings: 1,
    buildingsWithHeight: 0,
    roadKm: 0.1,
    drivableKm: 0.05,
    signals: 1,
    stops: 1,
    trees: 2,
    waterKm2: 0,
  },
  terrain: { truth: 'synthetic', cols: 2, rows: 2, cellM: 100, westM: 0, southM: 0, minM: 1, maxM: 4 },
  tiles: { rootSizeM: 500, westM: 0, southM: 0, maxLevel: 0, count: 2 },
  dropped: [],
}
const terrain = { cols: 2, rows: 2, cellM: 100, westM: 0, southM: 0, heightsM: Float32Array.from([1, 2, 3, 4]) }
const parts = {
  manifest,
  city,
  terrainBytes: encodeTerrain(terrain, 0.1),
  tiles: [
    { level: 1, x: 1, y: 0, bytes: Uint8Array.from([4, 5, 6]) },
    { level: 0, x: 0, y: 0, bytes: Uint8Array.from([1, 2, 3]) },
  ],
}

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'townhall-package-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a city package', () => {
  it('reads back the city it was given', async () => {
    writePackage(join(folder, 'a'), parts)
    const read = await openPackage(join(folder, 'a'))
    const { eastM, northM } = manifest.spawn
    const more = { origin: { lon: 71, lat: 51 }, spawnM: [eastM, northM], terrain: read.terrain }
    expect(read.city).toEqual({ ...city, ...more })
    expect({ ...openCity(join(folder, 'a')).city }).toEqual(read.city)
    expect(read.manifest).toEqual(manifest)
    expect(read.terrain.heightsM[2]).toBeCloseTo(3, 5)
    expect(read.tileIndex.map((t) => t.slice(0, 3))).toEqual([
      [0, 0, 0],
      [1, 1, 0],
    ])
    expect([...gunzipSync(read.tile(1, 1, 0) as Uint8Array)]).toEqual([4, 5, 6])
    expect(read.tile(1, 0, 0)).toBeNull()
  })

  it('is the same bytes each time, and leaves nothing beside itself', () => {
    writePackage(join(folder, 'a'), parts)
    writePackage(join(folder, 'b'), parts)
    const names = readdirSync(join(folder, 'a'))
    expect(names).toEqual(['manifest.json', 'places.ndjson.gz', 'terrain.bin.gz', 'tiles.bin', 'tiles.json'])
    for (const name of names)
      expect(readFileSync(join(folder, 'a', name))).toEqual(readFileSync(join(folder, 'b', name)))
    expect(readdirSync(folder).sort()).toEqual(['a', 'b'])
  })

  it('replaces an older package but keeps the licence texts in its folder', () => {
    writePackage(join(folder, 'a'), parts)
    writeFileSync(join(folder, 'a', 'LICENSE-ODbL.txt'), 'notice')
    writePackage(join(folder, 'a'), { ...parts, manifest: { ...manifest, name: 'Other' } })
    expect(openManifest(join(folder, 'a')).name).toBe('Other')
    expect(readFileSync(join(folder, 'a', 'LICENSE-ODbL.txt'), 'utf8')).toBe('notice')
  })

  it('never replaces a folder with other things in it, nor a file', () => {
    mkdirSync(join(folder, 'mine'))
    writeFileSync(join(folder, 'mine', 'thesis.txt'), '')
    writeFileSync(join(folder, 'file'), '')
    expect(() => writePackage(join(folder, 'mine'), parts)).toThrow(/other things in it \(thesis.txt\)/)
    expect(() => checkTarget(join(folder, 'file'))).toThrow(Unreadable)
    expect(existsSync(join(folder, 'mine', 'thesis.txt'))).toBe(true)
  })

  it('leaves nothing behind when writing fails, and the older package whole', () => {
    writePackage(join(folder, 'a'), parts)
    const tiles = (function* () {
      yield { level: 0, x: 0, y: 0, bytes: Uint8Array.from([1]) }
      throw new Error('the disk is full')
    })()
    expect(() => writePackage(join(folder, 'a'), { ...parts, tiles })).toThrow('the disk is full')
    expect(readdirSync(folder)).toEqual(['a'])
    expect(openManifest(join(folder, 'a')).name).toBe('Test')
  })

  it('is refused in one sentence when it is none or damaged', async () => {
    await expect(openPackage(join(folder, 'none'))).rejects.toThrow(/is not a city package/)
    writePackage(join(folder, 'a'), parts)
    const places = join(folder, 'a', 'places.ndjson.gz')
    const whole = readFileSync(places)
    writeFileSync(places, whole.subarray(0, whole.length - 20))
    await expect(openPackage(join(folder, 'a'))).rejects.toThrow(/the city package is damaged/)
    writeFileSync(join(folder, 'a', 'manifest.json'), '{}')
    expect(() => openManifest(join(folder, 'a'))).toThrow(/manifest.json is not that of a city package/)
  })
})
