import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createOSMStream } from 'osm-pbf-parser-node'
import { beforeAll, describe, expect, it } from 'vitest'
import { DRIVABLE } from '../../shared/city/city.ts'
import { type Frame, makeFrame, utmZoneOf } from './frame.ts'
import { Ledger } from './ledger.ts'
import { readOsm } from './osm-read.ts'
import { lineLengthM } from './osm-sample.ts'
import type { Reading, Survey } from './survey.ts'

const file = fileURLToPath(new URL('../../../shared/data/helsinki-centre.osm.pbf', import.meta.url))

describe.skipIf(!existsSync(file))('central Helsinki (needs ../shared/data beside the checkout)', () => {
  let reading: Reading
  let survey: Survey
  let frame: Frame

  beforeAll(async () => {
    reading = await readOsm(file, new Ledger())
    frame = makeFrame(utmZoneOf(24.944, 60.171), 24.944, 60.171)
    survey = reading.survey(frame, new Ledger())
  })

  it('assembles the 446 buildings osmium assembles: 385 ways and 61 relations', () => {
    const buildings = survey.buildings.filter((building) => building.isPart !== true)
    expect(buildings.filter(({ id }) => id.startsWith('way/'))).toHaveLength(385)
    expect(buildings.filter(({ id }) => id.startsWith('relation/'))).toHaveLength(61)
    expect(buildings.filter(({ heightSource }) => heightSource === 'tagged')).toHaveLength(16)
    expect(buildings.filter(({ storeys }) => storeys !== undefined)).toHaveLength(149)
  })

  it('has 107.0 km of ways, 21.3 km of them drivable, and 30.96 km of track', () => {
    const km = (lines: readonly { line: readonly number[] }[]): number =>
      lines.reduce((sum, { line }) => sum + lineLengthM(line), 0) / 1000
    expect(km(survey.roads)).toBeCloseTo(107.0, 1)
    expect(km(survey.roads.filter((road) => DRIVABLE.has(road.roadClass)))).toBeCloseTo(21.3, 1)
    expect(km(survey.lines.filter(({ kind }) => ['rail', 'tram', 'subway'].includes(kind)))).toBeCloseTo(30.96, 1)
  })

  it('has its signals, stops and trees', () => {
    const count = (kind: string): number => survey.points.filter((point) => point.kind === kind).length
    expect(['signal', 'busStop', 'tramStop', 'tree'].map(count)).toEqual([135, 92, 40, 649])
  })

  it('covers 0.514 km2 with buildings, as GDAL measured', () => {
    const buildings = survey.buildings.filter((building) => building.isPart !== true)
    const areaM2 = buildings
      .flatMap(({ polygons }) => polygons.flat())
      .reduce((sum, ring) => sum + signedAreaM2(ring), 0)
    expect(areaM2 / 1e6).toBeCloseTo(0.514, 2)
  })

  it('tells the extent of its nodes', () => {
    expect(reading.bbox).toEqual([24.9351766, 60.1641551, 24.9534132, 60.1791074])
  })

  it('puts every signal where an independent reader has it', async () => {
    const expected = new Map<string, readonly [number, number]>()
    for await (const item of createOSMStream(file, { withTags: { node: ['highway'], way: false, relation: false } })) {
      const { type, id, lon, lat, tags } = item as {
        type?: string
        id: number
        lon: number
        lat: number
        tags?: { highway: string }
      }
      if (type === 'node' && tags?.highway === 'traffic_signals') expected.set(`node/${id}`, frame.fromLonLat(lon, lat))
    }
    const signals = survey.points.filter(({ kind }) => kind === 'signal')
    const apartM = signals.map(({ id, atM }) => {
      const [e, n] = expected.get(id) ?? [Number.NaN, Number.NaN]
      return Math.hypot(e - atM[0], n - atM[1])
    })
    expect(expected.size).toBe(135)
    expect(Math.max(...apartM)).toBeLessThan(0.01)
  })
})

function signedAreaM2(ring: readonly number[]): number {
  let sum = 0
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    sum += (ring[j] as number) * (ring[i + 1] as number) - (ring[i] as number) * (ring[j + 1] as number)
  }
  return sum / 2
}
