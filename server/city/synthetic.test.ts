import { describe, expect, it } from 'vitest'
import type { Building, CityPoint, PolygonM, RoadLink } from '../../shared/city/city.ts'
import { heightAt } from '../../shared/city/terrain.ts'
import { Waters } from './finish-waters.ts'
import { pointInPolygon } from './ring-shape.ts'
import { embanked } from './synthetic-embankment.ts'
import { flatGround, syntheticGround } from './synthetic-terrain.ts'
import { plant } from './synthetic.ts'

const rect = (w: number, s: number, e: number, n: number): PolygonM => [[w, s, e, s, e, n, w, n]]
const bounds = [-1500, -1500, 1500, 1500] as const
/** A river across, with an island, and a pond. */
const river: PolygonM = [
  [-1500, -60, 1500, -60, 1500, 60, -1500, 60],
  [-30, -20, -30, 20, 30, 20, 30, -20],
]
const pond = rect(600, 700, 700, 800)

describe('synthetic ground', () => {
  const made = syntheticGround(bounds, [[river], [pond]], [-800, -800, 800, 800])
  const { terrain, surfacesM } = made
  const surfaceM = surfacesM[0] as number

  it('is gentle, a few metres of relief about 350 m above the sea', () => {
    let [low, high] = [Infinity, -Infinity]
    for (const h of terrain.heightsM) {
      low = Math.min(low, h)
      high = Math.max(high, h)
    }
    expect(low).toBeGreaterThan(343)
    expect(high).toBeLessThan(356)
  })
  it('is the same every time, and for other bounds over the same place', () => {
    expect(syntheticGround(bounds, [[river], [pond]], [-800, -800, 800, 800])).toEqual(made)
    const other = syntheticGround([-1500, -1500, 1500, 2500], [], null).terrain
    const alone = syntheticGround(bounds, [], null).terrain
    expect(heightAt(other, 900, 1400)).toBeCloseTo(heightAt(alone, 900, 1400), 4)
  })
  it('has a bed below the water and banks above it', () => {
    expect(heightAt(terrain, -1000, 0)).toBeLessThan(surfaceM - 1.5)
    for (let e = -1400; e <= 1400; e += 50) {
      expect(heightAt(terrain, e, 85)).toBeGreaterThan(surfaceM + 1)
      expect(heightAt(terrain, e, 85)).toBeLessThan(surfaceM + 4)
    }
    expect(heightAt(terrain, 0, 0)).toBeGreaterThan(surfaceM)
  })
  it('raises the banks of the river to embankments in the core only', () => {
    expect(heightAt(terrain, 400, 78) - heightAt(terrain, 1300, 78)).toBeGreaterThan(0.8)
  })
  it('gives the pond a level of its own', () => {
    expect(Math.abs((surfacesM[1] as number) - surfaceM)).toBeGreaterThan(0.001)
    expect(heightAt(terrain, 650, 750)).toBeLessThan(surfacesM[1] as number)
  })
})

it('is level with water a metre below where nothing may be invented', () => {
  const { terrain, surfacesM } = flatGround(bounds, 0, 2)
  expect(new Set(terrain.heightsM)).toEqual(new Set([0]))
  expect(surfacesM).toEqual([-1, -1])
})

const link = (id: string, line: number[], more: Partial<RoadLink> = {}): RoadLink => ({
  id,
  fromNode: 0,
  toNode: 1,
  line,
  upM: line.filter((_, i) => i % 2 === 0).map(() => 350),
  roadClass: 'primary',
  lanesForward: 2,
  lanesBackward: 2,
  lanesSource: 'synthetic',
  speedKmh: 60,
  speedSource: 'synthetic',
  widthM: 14,
  isBridge: false,
  isTunnel: false,
  layer: 0,
  isLit: false,
  lengthM: Math.hypot((line.at(-2) as number) - (line[0] as number), (line.at(-1) as number) - (line[1] as number)),
  source: 0,
  ...more,
})
const building = (polygon: PolygonM): Building => ({
  id: 'way/1',
  polygons: [polygon],
  groundM: 350,
  heightM: 15,
  minHeightM: 0,
  heightSource: 'storeys',
  storeys: 5,
  use: 'apartments',
  roof: 'flat',
  roofHeightM: 0,
  source: 0,
})

describe('planting', () => {
  const house = rect(-100, 20, 100, 40)
  const city = {
    buildings: [building(house)],
    links: [link('way/2#0', [-300, 0, 300, 0])],
    areas: [
      { id: 'way/3', kind: 'park' as const, polygons: [rect(-200, 100, 200, 300)], source: 0 },
      { id: 'way/4', kind: 'water' as const, polygons: [rect(-50, 150, 50, 250)], source: 0 },
    ],
    lines: [{ id: 'way/5', kind: 'treeRow' as const, line: [-400, -100, 400, -100], isBridge: false, source: 0 }],
    points: [] as CityPoint[],
  }
  const planted = plant(city, bounds, null)
  const trees = planted.filter((p) => p.kind === 'tree')
  const lamps = planted.filter((p) => p.kind === 'lamp')
  const inside = (polygon: PolygonM) => trees.filter((t) => pointInPolygon(polygon, t.atM))

  it('is seeded: the same city is planted the same, and every point says it is synthetic', () => {
    expect(plant(city, bounds, null)).toEqual(planted)
    expect(new Set(planted.map((p) => p.origin))).toEqual(new Set(['synthetic']))
    expect(new Set(planted.map((p) => p.id)).size).toBe(planted.length)
  })
  it('puts trees along rows every eight metres, into parks, and along built-up avenues', () => {
    expect(trees.filter((t) => Math.abs(t.atM[1] + 100) < 0.1)).toHaveLength(101)
    expect(inside(rect(-200, 100, 200, 300)).length).toBeGreaterThan(60)
    expect(trees.filter((t) => Math.abs(Math.abs(t.atM[1]) - 10.5) < 0.2).length).toBeGreaterThan(20)
  })
  it('puts none into buildings, onto the carriageway or into water', () => {
    expect(inside(house)).toEqual([])
    expect(inside(rect(-50, 150, 50, 250))).toEqual([])
    expect(trees.filter((t) => Math.abs(t.atM[1]) < 7 && Math.abs(t.atM[0]) < 300)).toEqual([])
  })
  it('puts some beside the walls of flats', () => {
    const near = inside(rect(-112, 8, 112, 52))
    expect(near.length).toBeGreaterThan(5)
  })
  it('lights main streets from alternating sides, lamps facing the street', () => {
    expect(lamps).toHaveLength(17)
    const along = [...lamps].sort((a, b) => a.atM[0] - b.atM[0])
    for (const [i, lamp] of along.entries()) {
      expect(Math.sign(lamp.atM[1])).toBe(i % 2 === 0 ? -1 : 1)
      expect(Math.cos(lamp.headingRad as number)).toBeCloseTo(-Math.sign(lamp.atM[1]), 5)
    }
  })
  it('leaves bridges bare', () => {
    const bare = {
      ...city,
      buildings: [{ ...building(house), storeys: 1 }],
      lines: [],
      areas: [],
      links: [link('way/2#0', [-300, 0, 300, 0], { isBridge: true })],
    }
    expect(plant(bare, bounds, null)).toEqual([])
  })
})

it('raises the ground under ramps, but not beside roads that stay on it, nor in water', () => {
  const flat = {
    cols: 81,
    rows: 81,
    cellM: 12.5,
    westM: -500,
    southM: -500,
    heightsM: new Float32Array(81 * 81).fill(350),
  }
  const ramp = link('way/1#0', [-300, 0, 0, 0], { upM: [350, 356] })
  const beside = link('way/2#0', [-300, 14, 300, 14], { widthM: 4 })
  const raised = embanked(
    flat,
    [ramp, beside],
    new Waters([{ kind: 'water', polygons: [rect(-60, -20, -40, 20)], surfaceM: 349 }]),
  )
  expect(heightAt(raised, -100, 0)).toBeGreaterThan(353)
  expect(heightAt(raised, -100, 0)).toBeLessThan(354)
  expect(heightAt(raised, -100, 12.5)).toBe(350)
  expect(heightAt(raised, -50, 0)).toBe(350)
  expect(heightAt(raised, 100, 0)).toBe(350)
})
