import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { array, asyncProperty, assert as holds, nat, tuple } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lineLengthM } from './osm-sample.ts'
import { DRIVABLE } from '../../shared/city/city.ts'
import { makeFrame } from './frame.ts'
import { Ledger, Unreadable } from './ledger.ts'
import { joinPieces, unitePieces } from './osm-qa-merge.ts'
import { readOsm } from './osm-read.ts'
import type { Reading, Survey } from './survey.ts'

const fixtures = join(
  dirname(createRequire(import.meta.url).resolve('@mapbox/mvt-fixtures/package.json')),
  'real-world',
)
const astana = join(fixtures, 'osm-qa-astana')
const folder = mkdtempSync(join(tmpdir(), 'osm-qa-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('all of Astana out of QA tiles', () => {
  let reading: Reading
  let survey: Survey

  beforeAll(async () => {
    reading = await readOsm(astana, new Ledger())
    survey = reading.survey(makeFrame('EPSG:32642', 71.43, 51.13), new Ledger())
  })

  it('has 32,056 buildings, each once, though tile borders cut 277 of them', () => {
    const buildings = survey.buildings.filter((building) => building.isPart !== true)
    expect(buildings).toHaveLength(32_056)
    expect(new Set(survey.buildings.map(({ id }) => id)).size).toBe(survey.buildings.length)
    const known = buildings.filter((building) => building.heightM !== undefined)
    expect(known.length / buildings.length).toBeCloseTo(0.63, 2)
  })

  it('has 1,384 km of drivable roads, hanging together across tile borders', () => {
    const drivable = survey.roads.filter((road) => DRIVABLE.has(road.roadClass))
    const km = drivable.reduce((sum, road) => sum + lineLengthM(road.line), 0) / 1000
    expect(km).toBeGreaterThan(1383.5)
    expect(km).toBeLessThan(1384.5)
    expect(survey.roads.filter(({ id }) => id === 'way/315300094')).toHaveLength(1)
  })

  it('has 428 signals on its roads, 390 bus stops, 10 substations and 708 towers and poles', () => {
    const count = (...kinds: string[]): number => survey.points.filter(({ kind }) => kinds.includes(kind)).length
    expect([count('signal'), count('busStop'), count('substation')]).toEqual([428, 390, 10])
    expect([count('tower'), count('pole')]).toEqual([668, 40])
    const keys = new Set(survey.roads.flatMap(({ nodeKeys }) => nodeKeys))
    const onRoad = survey.points.filter(({ kind, nodeKey }) => kind === 'signal' && keys.has(nodeKey ?? 'none'))
    expect(onRoad.length).toBeGreaterThanOrEqual(427)
  })

  it('has its power lines and railways', () => {
    const km = (kind: string): number =>
      survey.lines.filter((line) => line.kind === kind).reduce((sum, { line }) => sum + lineLengthM(line), 0) / 1000
    expect(km('powerLine')).toBeCloseTo(164, 0)
    expect(km('rail')).toBeCloseTo(270, 0)
    const voltages = survey.lines.flatMap((line) => (line.kind === 'powerLine' ? [line.voltageV] : []))
    expect(voltages).toContain(500_000)
  })

  it('tells its source and date, and no mapper', () => {
    expect(reading.source).toMatchObject({ date: '2017-12-04', licence: 'ODbL 1.0', file: 'osm-qa-astana' })
    expect(JSON.stringify({ reading, survey })).not.toMatch(/iWowik|OddoMassimo|dansit|54102037/)
  })
})

describe('tiles with faults', () => {
  it('refuses a tile whose name does not tell its place', async () => {
    const path = join(folder, 'tile.mvt')
    copyFileSync(join(astana, '12-2859-1369.mvt'), path)
    await expect(readOsm(path, new Ledger())).rejects.toThrow(
      'tile.mvt: it is a vector tile, but its name does not tell its place (zoom-x-y.mvt)',
    )
  })

  it('reads one tile by itself, and passes over damaged and nameless ones in a folder', async () => {
    const alone = await readOsm(join(astana, '12-2859-1369.mvt'), new Ledger())
    copyFileSync(join(astana, '12-2859-1369.mvt'), join(folder, '12-2859-1369.mvt'))
    writeFileSync(join(folder, '12-2859-1370.mvt'), Buffer.alloc(50, 0xff))
    const ledger = new Ledger()
    const together = await readOsm(folder, ledger)
    expect(together.bbox).toEqual(alone.bbox)
    expect(ledger.list()).toEqual([
      { what: 'tiles', count: 1, why: 'the name does not tell the place (zoom-x-y.mvt)' },
      { what: 'tiles', count: 1, why: 'damaged or not a vector tile' },
    ])
  })

  it('keeps what stands before a cut in a tile', async () => {
    const bytes = readFileSync(join(astana, '12-2859-1368.mvt'))
    const path = join(folder, '12-2859-1368.mvt')
    writeFileSync(path, bytes.subarray(0, bytes.length / 2))
    const ledger = new Ledger()
    const result = await readOsm(path, ledger).then(
      ({ bbox }) => ({ bbox, message: '' }),
      (error: Error) => ({ bbox: null, message: error.message }),
    )
    expect(result.bbox !== null || result.message.startsWith('12-2859-1368.mvt: it holds no')).toBe(true)
  })

  it('survives any change of any byte with a survey or a refusal', async () => {
    const whole = readFileSync(join(astana, '12-2861-1366.mvt'))
    const path = join(folder, '12-2861-1366.mvt')
    const change = tuple(nat(whole.length - 1), nat(255))
    await holds(
      asyncProperty(array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of changes) bytes[at] = value
        writeFileSync(path, bytes)
        const ledger = new Ledger()
        const result = await readOsm(path, ledger)
          .then((reading) => reading.survey(makeFrame('EPSG:32642', 71.43, 51.13), ledger))
          .catch((error: unknown) => error)
        if (result instanceof Error) expect(result).toBeInstanceOf(Unreadable)
      }),
      { numRuns: 200, seed: 20261122 },
    )
  })

  it('refuses tiles of another kind, which know no OpenStreetMap ids', async () => {
    await expect(readOsm(join(fixtures, 'bangkok'), new Ledger())).rejects.toThrow(
      /^bangkok: it holds no OpenStreetMap element with a place \(tile features: without an OpenStreetMap id/,
    )
  })
})

describe('merging pieces', () => {
  it('joins lines end to end in their direction and leaves others apart', () => {
    const joined = joinPieces([
      [
        [2, 0],
        [3, 0],
      ],
      [
        [0, 0],
        [2, 0],
      ],
      [
        [9, 9],
        [8, 8],
      ],
    ])
    expect(joined).toEqual([
      [
        [0, 0],
        [2, 0],
        [3, 0],
      ],
      [
        [9, 9],
        [8, 8],
      ],
    ])
  })

  it('closes a loop that a border cut open', () => {
    const loop = joinPieces([
      [
        [0, 0],
        [1, 1],
        [2, 0],
      ],
      [
        [2, 0],
        [1, -1],
        [0, 0],
      ],
    ])
    expect(loop).toHaveLength(1)
    expect(loop[0]?.at(0)).toEqual(loop[0]?.at(-1))
  })

  it('unites the halves of an outline', () => {
    const box = (w: number, e: number): [number, number][][] => [
      [
        [w, 0],
        [e, 0],
        [e, 5],
        [w, 5],
        [w, 0],
      ],
    ]
    const united = unitePieces([box(0, 4), box(4, 10)], new Ledger())
    expect(united).toHaveLength(1)
    expect(united[0]).toHaveLength(1)
    expect(new Set(united[0]?.[0]?.map(([x]) => x))).toEqual(new Set([0, 10]))
  })
})
