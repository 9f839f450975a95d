import { describe, expect, it } from 'vitest'
import type { PolygonM } from '../../shared/city/city.ts'
import { finishAreas, finishBuildings, finishPoints } from './finish.ts'
import { statureOf } from './finish-heights.ts'
import type { Survey, SurveyBuilding } from './survey.ts'

const slope = { cols: 2, rows: 2, cellM: 100, westM: 0, southM: 0, heightsM: Float32Array.from([10, 20, 10, 20]) }
const square = (e: number, n: number, size: number): PolygonM[] => [
  [[e, n, e + size, n, e + size, n + size, e, n + size]],
]
const building = (id: string, more: Partial<SurveyBuilding> = {}): SurveyBuilding => ({
  id,
  polygons: square(10, 10, 10),
  use: 'unknown',
  ...more,
})
const surveyed = (buildings: SurveyBuilding[], more: Partial<Survey> = {}, source = 0) => ({
  survey: { buildings, roads: [], areas: [], lines: [], points: [], ...more },
  source,
})

describe('heights', () => {
  it('take a given height first, then storeys at three metres', () => {
    expect(statureOf(building('a', { heightM: 41, heightSource: 'tagged', storeys: 12 }), 100)).toMatchObject({
      heightM: 41,
      heightSource: 'tagged',
      storeys: 12,
    })
    expect(statureOf(building('a', { storeys: 9 }), 100)).toMatchObject({
      heightM: 27,
      heightSource: 'storeys',
      storeys: 9,
    })
    expect(statureOf(building('a', { heightM: 30, heightSource: 'measured' }), 100).storeys).toBe(10)
  })
  it('are guessed from use and area where nothing is known, the same each time', () => {
    const flats = statureOf(building('way/5', { use: 'apartments' }), 900)
    expect(flats).toEqual(statureOf(building('way/5', { use: 'apartments' }), 900))
    expect(flats.heightSource).toBe('guessed')
    expect(flats.storeys).toBeGreaterThanOrEqual(5)
    expect(statureOf(building('way/5', { use: 'garage' }), 20).heightM).toBeLessThan(3.1)
    expect(statureOf(building('way/5', { use: 'house' }), 80).storeys).toBe(1)
  })
  it('give a sloped roof a height of its own within the building', () => {
    const house = statureOf(building('a', { storeys: 2, roof: 'gabled' }), 100)
    expect(house.roofHeightM).toBeGreaterThan(1)
    expect(house.roofHeightM).toBeLessThanOrEqual(house.heightM * 0.4)
  })
  it('keep the bottom below the top', () => {
    const odd = statureOf(building('a', { heightM: 5, minHeightM: 9 }), 100)
    expect(odd.minHeightM).toBeLessThan(odd.heightM)
  })
})

describe('buildings', () => {
  it('stand on the lowest ground along their outline, or on the one their source knows', () => {
    const [a, b] = finishBuildings([surveyed([building('a'), building('b', { groundM: 3.5 })])], slope)
    expect(a?.groundM).toBeCloseTo(11)
    expect(b?.groundM).toBe(3.5)
  })
  it('show a storey at least on the side of the hill, unless their height is known', () => {
    const steep = {
      ...slope,
      cols: 2,
      rows: 2,
      cellM: 100,
      westM: 0,
      southM: 0,
      heightsM: Float32Array.of(0, 50, 0, 50),
    }
    const wide = square(0, 0, 40)
    const all = finishBuildings(
      [
        surveyed([
          building('way/1', { polygons: wide, storeys: 2 }),
          building('way/2', { polygons: wide, heightM: 6, heightSource: 'tagged' }),
          building('way/3', { polygons: wide, storeys: 20 }),
        ]),
      ],
      steep,
    )
    const heights = Object.fromEntries(all.map((b) => [b.id, b.heightM]))
    expect(heights).toEqual({ 'way/1': 22.5, 'way/2': 6, 'way/3': 60 })
    expect(all.map((b) => b.groundM)).toEqual([0, 0, 0])
  })
  it('get ids of their own when two sources use the same', () => {
    const all = finishBuildings([surveyed([building('way/1')]), surveyed([building('way/1')], {}, 1)], slope)
    expect(all.map((b) => b.id).sort()).toEqual(['way/1', 'way/1~2'])
    expect(new Set(all.map((b) => b.source))).toEqual(new Set([0, 1]))
  })
  it('are drawn by their parts where these cover most of them', () => {
    const whole = building('way/1', { polygons: square(0, 0, 40) })
    const all = finishBuildings(
      [
        surveyed([
          whole,
          building('way/2', { polygons: square(1, 1, 37), isPart: true }),
          building('way/3', { polygons: square(80, 80, 10), isPart: true }),
          building('way/4', { polygons: square(60, 0, 10) }),
        ]),
      ],
      slope,
    )
    const by = new Map(all.map((b) => [b.id, b]))
    expect(by.get('way/1')?.hasParts).toBe(true)
    expect(by.get('way/2')?.groundM).toBe(by.get('way/1')?.groundM)
    expect(by.get('way/4')?.hasParts).toBeUndefined()
  })
  it('keep their body where a part only bridges the air', () => {
    const all = finishBuildings(
      [
        surveyed([
          building('way/1', { polygons: square(0, 0, 40) }),
          building('way/2', { polygons: square(1, 1, 37), isPart: true, heightM: 40, minHeightM: 30 }),
        ]),
      ],
      slope,
    )
    expect(all.find((b) => b.id === 'way/1')?.hasParts).toBeUndefined()
  })
  it('take a drawn form, its height and its true outline, and lose what it stands for', () => {
    const drawn = new Map([
      ['way/1', { form: 'tent' as const, heightM: 150, outlineOf: 'way/2', replaces: ['way/3'], said: 'test' }],
    ])
    const all = finishBuildings(
      [
        surveyed([
          building('way/1', { polygons: square(0, 0, 20), storeys: 10, name: 'Tent' }),
          building('way/2', { polygons: square(0, 0, 40) }),
          building('way/3'),
          building('way/4', { polygons: square(15, 15, 4), isPart: true }),
        ]),
      ],
      slope,
      drawn,
    )
    expect(all).toHaveLength(1)
    expect(all[0]).toMatchObject({ id: 'way/1', name: 'Tent', form: 'tent', heightM: 150, heightSource: 'drawn' })
    expect(all[0]?.polygons).toEqual(square(0, 0, 40))
  })
})

it('gives waters the surfaces found for them, unless their source knows better', () => {
  const water = { kind: 'water' as const, polygons: square(0, 0, 10) }
  const areas = finishAreas(
    [
      surveyed([], {
        areas: [
          { id: 'a', ...water },
          { id: 'p', kind: 'park', polygons: square(0, 0, 9) },
          { id: 'b', ...water, surfaceM: 2 },
        ],
      }),
    ],
    [7.5, 8],
  )
  expect(areas.map((a) => a.surfaceM)).toEqual([7.5, undefined, 2])
})

it('marks points of the sources as measured and drops their graph keys', () => {
  const [p] = finishPoints([surveyed([], { points: [{ id: 'node/1', kind: 'signal', atM: [1, 2], nodeKey: 5 }] })])
  expect(p).toEqual({ id: 'node/1', kind: 'signal', atM: [1, 2], origin: 'measured', source: 0 })
})
