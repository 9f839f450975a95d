import { describe, expect, it } from 'vitest'
import type { Tile, TileRoad } from '../../../shared/city/tile.ts'
import { meshTile } from '../tile-mesh.ts'
import { MeshBuilder, SURFACE } from './builder.ts'
import { freeStretches } from './pavements.ts'
import { reliefOf } from './relief.ts'
import { meshRoads, piecesOf, ROAD_STYLE } from './roads.ts'
import { Carriageways, Junctions, surfaceAt, waysOf } from './ways.ts'

const street = (line: readonly number[], more: Partial<TileRoad> = {}): TileRoad => ({
  line,
  upM: Array.from({ length: line.length / 2 }, () => 10),
  roadClass: 'tertiary',
  lanesForward: 1,
  lanesBackward: 1,
  widthM: 8,
  isBridge: false,
  isTunnel: false,
  isLit: true,
  signalsAtStart: false,
  signalsAtEnd: false,
  degreeAtStart: 1,
  degreeAtEnd: 1,
  name: '',
  ...more,
})

const tileOf = (roads: readonly TileRoad[], more: Partial<Tile> = {}): Tile => ({
  level: 3,
  x: 0,
  y: 0,
  sizeM: 500,
  westM: 1000,
  southM: 2000,
  detail: 0,
  terrain: { cols: 2, rows: 2, heightsM: new Float32Array(4).fill(10) },
  buildings: [],
  roads,
  areas: [],
  lines: [],
  points: [],
  labels: [],
  land: null,
  ...more,
})

/** A crossroads at (250, 250) of the tile: the east-west street has signals where they meet. */
const crossroads = [
  street([1050, 2250, 1250, 2250], { degreeAtEnd: 4, signalsAtEnd: true }),
  street([1250, 2250, 1450, 2250], { degreeAtStart: 4, signalsAtStart: true }),
  street([1250, 2050, 1250, 2250], { degreeAtEnd: 4 }),
  street([1250, 2250, 1250, 2450], { degreeAtStart: 4 }),
]

function waysIn(tile: Tile): { ways: ReturnType<typeof waysOf>; junctions: Junctions; carriageways: Carriageways } {
  const ways = waysOf(tile, reliefOf(tile))
  return { ways, junctions: new Junctions(ways), carriageways: new Carriageways(ways) }
}

describe('streets', () => {
  it('stop their lines short of a crossroads and paint the crossing and the stop line before it', () => {
    const { ways, junctions } = waysIn(tileOf(crossroads))
    const pieces = piecesOf(ways[0] as (typeof ways)[0], junctions)
    expect(pieces.map((p) => p.style)).toEqual([
      ROAD_STYLE.marked,
      ROAD_STYLE.stop,
      ROAD_STYLE.plain,
      ROAD_STYLE.zebra,
      ROAD_STYLE.plain,
    ])
    const bare = pieces.at(-1)
    // Half of the crossing street and a bit more.
    expect((bare?.to ?? 0) - (bare?.from ?? 0)).toBeCloseTo(5.5, 3)
    expect(pieces.at(-1)?.to).toBeCloseTo(200, 3)
  })

  it('have unbroken lines where one simply goes on', () => {
    const tile = tileOf([
      street([1050, 2250, 1250, 2250], { degreeAtEnd: 2 }),
      street([1250, 2250, 1450, 2250], { degreeAtStart: 2 }),
    ])
    const { ways, junctions } = waysIn(tile)
    expect(piecesOf(ways[0] as (typeof ways)[0], junctions).map((p) => p.style)).toEqual([ROAD_STYLE.marked])
  })

  it('lie on uneven ground and never under it', () => {
    const side = 41
    const hills = Float32Array.from(
      { length: side * side },
      (_, i) => 10 + 4 * Math.sin((i % side) * 0.9) + 3 * Math.cos(Math.floor(i / side) * 0.7),
    )
    const tile = tileOf([street([1030, 2210, 1470, 2330], { upM: [-50, -50] })], {
      terrain: { cols: side, rows: side, heightsM: hills },
    })
    const relief = reliefOf(tile)
    const [way] = waysOf(tile, relief)
    if (!way) throw new Error('no way')
    let deepest = 0
    let highest = 0
    for (let at = 0; at <= way.lengthM; at += 0.5) {
      const all = way.samples
      const next = Math.max(
        1,
        all.findIndex((s) => s.at >= at),
      )
      const [a, b] = [all[next - 1] as (typeof all)[0], all[next] as (typeof all)[0]]
      const t = (at - a.at) / (b.at - a.at)
      for (const u of [0, 0.25, 0.5, 0.75, 1]) {
        const along = (s: typeof a): number =>
          surfaceAt(relief, s, -way.halfM) * (1 - u) + surfaceAt(relief, s, way.halfM) * u
        const road = along(a) * (1 - t) + along(b) * t
        const offset = (u * 2 - 1) * way.halfM
        const e = a.e + (b.e - a.e) * t + a.le * offset
        const n = a.n + (b.n - a.n) * t + a.ln * offset
        deepest = Math.max(deepest, relief.at(e, n) - road)
        highest = Math.max(highest, road - relief.at(e, n))
      }
    }
    expect(deepest).toBeLessThan(0.1)
    expect(highest).toBeLessThan(1.2)
    expect(way.samples.length).toBeLessThan(140)
  })
  it('have pavements that end at the kerb of the street they meet', () => {
    const { ways, junctions, carriageways } = waysIn(tileOf(crossroads))
    const [free] = freeStretches(ways[0] as (typeof ways)[0], 1, 2.4, { junctions, carriageways })
    // The crossing street's edge runs at 250 - 4 m of the tile, 196 m along this one.
    expect(free?.inner[1]).toBeCloseTo(196, 0)
    expect(free?.outer[1]).toBeCloseTo(196, 0)
  })

  it('keep pavements clear of carriageways of another tile', () => {
    const { ways, junctions, carriageways } = waysIn(tileOf([crossroads[0] as TileRoad]))
    const [free] = freeStretches(ways[0] as (typeof ways)[0], 1, 2.4, { junctions, carriageways })
    expect(free?.inner[1]).toBeLessThan(192)
  })

  it('look upwards, wherever they lead', () => {
    const b = new MeshBuilder()
    const tile = tileOf(crossroads)
    meshRoads(tile, reliefOf(tile), b)
    const { positions: p, indices, surfaces } = b.finish()
    let roads = 0
    for (let i = 0; i < indices.length; i += 3) {
      const [a, c, d] = [indices[i] as number, indices[i + 1] as number, indices[i + 2] as number]
      if (surfaces[a * 4] !== SURFACE.road) continue
      roads++
      const at = (v: number, k: number): number => p[v * 3 + k] as number
      const up = (at(c, 2) - at(a, 2)) * (at(d, 0) - at(a, 0)) - (at(c, 0) - at(a, 0)) * (at(d, 2) - at(a, 2))
      expect(up).toBeGreaterThan(0)
    }
    expect(roads).toBeGreaterThan(50)
  })

  it('carry a bridge above the ground on a deck with railings and piers, and leave a tunnel out', () => {
    const bridge = street([1050, 2250, 1250, 2250], { isBridge: true, upM: [20, 20] })
    const mesh = meshTile(tileOf([bridge]))
    const kinds = new Set<number>()
    for (let i = 0; i < mesh.surfaces.length; i += 4) kinds.add(mesh.surfaces[i] as number)
    expect(kinds.has(SURFACE.metal)).toBe(true)
    expect(mesh.high[1]).toBeCloseTo(21.05, 2)
    const tunnel = meshTile(tileOf([street([1050, 2250, 1250, 2250], { isTunnel: true })]))
    expect([...tunnel.surfaces].filter((v, i) => i % 4 === 0 && v === SURFACE.road)).toEqual([])
  })
})

describe('a whole tile', () => {
  it('keeps its ground out of the water, walls the bank and fits 16-bit indices', () => {
    const water = [[1100, 2100, 1300, 2100, 1300, 2300, 1100, 2300]]
    const land = [
      [1000, 2000, 1500, 2000, 1500, 2500, 1000, 2500],
      [1100, 2100, 1100, 2300, 1300, 2300, 1300, 2100],
    ]
    const mesh = meshTile(tileOf([], { areas: [{ kind: 'water', polygons: [water], surfaceM: 8 }], land: [land] }))
    expect(mesh.indices).toBeInstanceOf(Uint16Array)
    const area = new Map<number, number>()
    for (let i = 0; i < mesh.indices.length; i += 3) {
      const [a, c, d] = [0, 1, 2].map((k) => (mesh.indices[i + k] as number) * 3) as [number, number, number]
      const p = mesh.positions
      const flat =
        ((p[c] as number) - (p[a] as number)) * ((p[d + 2] as number) - (p[a + 2] as number)) -
        ((p[d] as number) - (p[a] as number)) * ((p[c + 2] as number) - (p[a + 2] as number))
      const kind = mesh.surfaces[(a / 3) * 4] as number
      area.set(kind, (area.get(kind) ?? 0) + Math.abs(flat) / 2)
    }
    expect(area.get(SURFACE.ground)).toBeCloseTo(500 * 500 - 200 * 200, 0)
    expect(area.get(SURFACE.water)).toBeCloseTo(200 * 200, 0)
    const stone = [...mesh.surfaces].filter((v, i) => i % 4 === 0 && v === SURFACE.stone)
    expect(stone.length).toBeGreaterThan(16)
  })

  it('ends in a skirt along its land, not across its water', () => {
    const land = [[[1000, 2000, 1200, 2000, 1200, 2500, 1000, 2500]]]
    const mesh = meshTile(tileOf([], { land }))
    const below: number[] = []
    for (let i = 0; i < mesh.indices.length; i++) {
      const at = (mesh.indices[i] as number) * 3
      if ((mesh.positions[at + 1] as number) < 9) below.push(mesh.positions[at] as number)
    }
    expect(Math.min(...below)).toBeCloseTo(0, 3)
    expect(Math.max(...below)).toBeGreaterThan(190)
    expect(Math.max(...below)).toBeLessThan(206)
  })

  it('is the same twice', () => {
    const tile = tileOf(crossroads)
    expect(meshTile(tile)).toEqual(meshTile(tile))
  })
})
