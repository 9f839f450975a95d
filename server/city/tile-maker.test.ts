import { describe, expect, it } from 'vitest'
import type { Building, City, PolygonM } from '../../shared/city/city.ts'
import { type Tile, NO_FEATURE, decodeTile } from '../../shared/city/tile.ts'
import { areaM2 } from './ring-shape.ts'
import { makeTiles, tileSquares } from './tile-maker.ts'
import { keptPoints, orientedBox, simplifyPolygons } from './tile-maker-simplify.ts'

const rect = (w: number, s: number, e: number, n: number): PolygonM => [[w, s, e, s, e, n, w, n]]
const building = (id: string, polygon: PolygonM, more: Partial<Building> = {}): Building => ({
  id,
  polygons: [polygon],
  groundM: 10,
  heightM: 15,
  minHeightM: 0,
  heightSource: 'storeys',
  storeys: 5,
  use: 'apartments',
  roof: 'flat',
  roofHeightM: 0,
  source: 0,
  ...more,
})
/** A hill in the south-west leaf, level ground elsewhere. */
const cells = 161
const terrain = {
  cols: cells,
  rows: cells,
  cellM: 12.5,
  westM: 0,
  southM: 0,
  heightsM: Float32Array.from({ length: cells * cells }, (_, i) => {
    const [x, y] = [(i % cells) - 12, Math.floor(i / cells) - 12]
    return 10 + 8 * Math.exp(-(x * x + y * y) / 2)
  }),
}
const city: City = {
  buildings: [
    building('way/0', rect(100, 100, 120, 120)),
    building('way/1', rect(300, 300, 304, 304), { heightM: 3 }),
    building('way/2', rect(700, 100, 712, 112), { heightM: 6 }),
    building('way/3', rect(1200, 1200, 1230, 1260), { heightM: 90, name: 'Tower' }),
    building('way/4', rect(1300, 100, 1340, 140), { hasParts: true }),
    building('way/5', rect(1301, 101, 1339, 139), { isPart: true, heightM: 24 }),
    building('way/6', rect(1500, 1500, 1560, 1560), { form: 'tent', heightM: 150 }),
  ],
  nodes: [
    { atM: [0, 250], hasSignals: false, hasCrossing: false },
    { atM: [400, 250], hasSignals: true, hasCrossing: false },
    { atM: [1400, 250], hasSignals: false, hasCrossing: false },
  ],
  links: [
    {
      id: 'way/9#0',
      fromNode: 0,
      toNode: 1,
      line: [0, 250, 400, 250],
      upM: [10, 10],
      roadClass: 'primary',
      name: 'Достык',
      lanesForward: 2,
      lanesBackward: 2,
      lanesSource: 'tagged',
      speedKmh: 60,
      speedSource: 'tagged',
      widthM: 14,
      isBridge: false,
      isTunnel: false,
      layer: 0,
      isLit: true,
      lengthM: 400,
      source: 0,
    },
    {
      id: 'way/9#1',
      fromNode: 1,
      toNode: 2,
      line: [400, 250, 1400, 250],
      upM: [10, 10],
      roadClass: 'footway',
      lanesForward: 0,
      lanesBackward: 0,
      lanesSource: 'tagged',
      speedKmh: 5,
      speedSource: 'tagged',
      widthM: 2,
      isBridge: false,
      isTunnel: false,
      layer: 0,
      isLit: false,
      lengthM: 1000,
      source: 0,
    },
  ],
  areas: [
    { id: 'way/7', kind: 'water', polygons: [rect(400, 600, 1700, 700)], surfaceM: 8.5, source: 0 },
    { id: 'way/8', kind: 'park', polygons: [rect(0, 1500, 450, 1900)], name: 'Парк', source: 0 },
  ],
  lines: [
    { id: 'way/10', kind: 'rail', line: [100, 1900, 1900, 1900], isBridge: false, source: 0 },
    { id: 'way/11', kind: 'rail', line: [100, 1800, 1900, 1800], isBridge: false, isTunnel: true, source: 0 },
  ],
  points: Array.from({ length: 40 }, (_, i) => ({
    id: `synthetic/tree/${i}`,
    kind: 'tree' as const,
    atM: [20 + i * 10, 1600] as const,
    heightM: 8,
    origin: 'synthetic' as const,
    source: 0,
  })),
}
const boundsM = [0, 0, 2000, 2000] as const
const squares = tileSquares(boundsM)
const input = { city, terrain, boundsM, squares, lineUpM: city.lines.map((l) => ({ line: l.line, upM: [10, 10] })) }
const tiles = new Map([...makeTiles(input)].map((t) => [`${t.level}/${t.x}/${t.y}`, decodeTile(t.bytes)]))
const at = (key: string): Tile => tiles.get(key) as Tile
const all = (level: number): Tile[] => [...tiles.values()].filter((t) => t.level === level)

describe('tiles of a city', () => {
  it('cover the bounds at every level, finest 500 m wide', () => {
    expect(squares).toEqual({ rootSizeM: 2000, westM: 0, southM: 0, maxLevel: 2 })
    expect([0, 1, 2].map((level) => all(level).length)).toEqual([1, 4, 16])
    expect(all(2).every((t) => t.sizeM === 500 && t.detail === 0)).toBe(true)
    expect(all(0)[0]?.detail).toBe(2)
  })
  it('show no line that runs under ground', () => {
    const norths = all(2).flatMap((t) => t.lines.flatMap((l) => l.line.filter((_, i) => i % 2 === 1)))
    expect(new Set(norths)).toEqual(new Set([1900]))
  })
  it('hold each building once, in the tile of its middle, under its number in the city', () => {
    const features = all(2).flatMap((t) => t.buildings.map((b) => b.feature))
    expect(features.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 5, 6])
    expect(at('2/0/0').buildings.map((b) => b.feature)).toEqual([0, 1])
    expect(at('2/2/2').buildings[0]).toMatchObject({ feature: 3, storeys: 5, use: 'apartments' })
  })
  it('drop sheds a level up, and draw houses in boxes from afar, landmarks and towers as themselves', () => {
    expect(at('1/0/0').buildings.map((b) => b.feature)).toEqual([0, 2])
    const far = at('0/0/0').buildings
    expect(far.map((b) => b.feature).sort((a, b) => a - b)).toEqual([0, 3, 4, 6, NO_FEATURE])
    expect(far.find((b) => b.feature === 6)?.form).toBe('tent')
    expect(far.find((b) => b.feature === NO_FEATURE)?.heightM).toBeCloseTo(6)
  })
  it('sample steep ground twice as fine and level ground half as fine, edges included', () => {
    expect(at('2/0/0').terrain.cols).toBe(41)
    expect(at('2/2/2').terrain.cols).toBe(11)
    expect(at('1/1/1').terrain.cols).toBe(21)
    const [west, east] = [at('2/2/2').terrain, at('2/3/2').terrain]
    expect(west.heightsM[10]).toBe(east.heightsM[0])
  })
  it('cut water at the edge and leave the rest as land', () => {
    for (const t of all(2)) {
      const water = t.areas.filter((a) => a.kind === 'water').flatMap((a) => a.polygons)
      if (water.length === 0) expect(t.land).toBeNull()
      else {
        expect(areaM2(water) + areaM2(t.land ?? [])).toBeCloseTo(500 * 500, -1)
        expect(t.areas.find((a) => a.kind === 'water')?.surfaceM).toBeCloseTo(8.5)
      }
    }
    expect(at('2/1/1').land).not.toBeNull()
  })
  it('say what meets at the ends of a road', () => {
    const road = at('2/0/0').roads[0]
    expect(road).toMatchObject({
      name: 'Достык',
      signalsAtStart: false,
      signalsAtEnd: true,
      degreeAtStart: 1,
      degreeAtEnd: 2,
    })
    expect(
      all(1)
        .flatMap((t) => t.roads)
        .map((r) => r.roadClass),
    ).toEqual(['primary'])
  })
  it('thin trees and keep no furniture a level up', () => {
    expect(all(2).flatMap((t) => t.points)).toHaveLength(40)
    expect(all(1).flatMap((t) => t.points)).toHaveLength(10)
    expect(all(0).flatMap((t) => t.points)).toHaveLength(0)
  })
  it('name streets along their straight stretches, and what is large enough', () => {
    const labels = all(2).flatMap((t) => t.labels)
    const street = labels.filter((l) => l.kind === 'street')
    expect(street.map((l) => l.text)).toEqual(['Достык', 'Достык'].slice(0, street.length))
    expect(street[0]?.headingRad).toBeCloseTo(Math.PI / 2, 1)
    expect(labels.find((l) => l.text === 'Tower')?.upM).toBeCloseTo(100)
    expect(labels.some((l) => l.kind === 'area' && l.text === 'Парк')).toBe(true)
  })
  it('are the same bytes every time', () => {
    const [a, b] = [makeTiles(input), makeTiles(input)].map((made) => [...made].map((t) => t.bytes))
    expect(a).toEqual(b)
  })
})

describe('simplifying', () => {
  it('keeps the points that matter', () => {
    expect(keptPoints([0, 0, 5, 0.1, 10, 0, 10, 10], 2, 1)).toEqual([0, 2, 3])
    expect(keptPoints([0, 0, 5, 3, 10, 0], 2, 1)).toEqual([0, 1, 2])
  })
  it('keeps polygons polygons and drops small holes', () => {
    const round: number[] = []
    for (let i = 0; i < 60; i++) round.push(50 * Math.cos((i / 30) * Math.PI), 50 * Math.sin((i / 30) * Math.PI))
    const [simple, ...more] = simplifyPolygons([[round, [0, 0, 0, 5, 5, 5, 5, 0]]], 1.5, 200)
    expect(more).toEqual([])
    expect(simple).toHaveLength(1)
    expect((simple?.[0]?.length ?? 0) / 2).toBeLessThan(24)
    expect(areaM2([simple as PolygonM])).toBeGreaterThan(0.95 * Math.PI * 50 * 50)
  })
  it('finds the smallest box around a turned outline', () => {
    const turned = [0, 0, 30, 40, 22, 46, -8, 6]
    const box = orientedBox(turned)
    expect(areaM2([[box]])).toBeCloseTo(500, 5)
    expect(box).toHaveLength(8)
  })
})
