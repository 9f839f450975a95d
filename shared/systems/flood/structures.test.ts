// What passes walls, gates, pumps and drains, against values reckoned by hand; and that both ways of the inertial scheme do
// the same with them, stop and go on to the same bits, and lose no water.
import { describe, expect, test } from 'vitest'
import { Random } from '../../kernel/random.ts'
import { type Basin, type Edges, type Forcing, volumeM3 } from './basin.ts'
import { facesAlong, southOf, westOf } from './faces.ts'
import { InertialFast } from './inertial-fast.ts'
import { Inertial } from './inertial.ts'
import type { Driven } from './scheme.ts'
import { constant, seriesOf } from './series.ts'
import { gateM2S, NO_STRUCTURES, orificeM3S, type Structures, weirM2S } from './structures.ts'

const WALLS: Edges = { W: { is: 'wall' }, E: { is: 'wall' }, S: { is: 'wall' }, N: { is: 'wall' } }
const NOTHING: Forcing = { rainMPerS: constant(0), rainShare: null, sources: [] }
const SCHEMES = [
  ['plain', Inertial],
  ['compiled', InertialFast],
] as const

const flat = (nx: number, ny: number, dxM: number, n = 0.03): Basin => ({
  nx,
  ny,
  dxM,
  bedM: new Float64Array(nx * ny),
  manning: new Float64Array(nx * ny).fill(n),
})
const depths = (cells: number, of: (k: number) => number): Float64Array =>
  Float64Array.from({ length: cells }, (_, k) => of(k))
function runTo(flood: Driven, endS: number): Driven {
  while (flood.tS < endS - 1e-9) flood.step(endS - flood.tS)
  return flood
}
const crest = (faces: Int32Array, topM: number): Structures => ({
  ...NO_STRUCTURES,
  crests: [{ faces, topM: constant(topM), isAboveGround: false, lengthShare: 1 }],
})

describe('formulas, by hand', () => {
  test('a broad crest lets 1.705 H^1.5 over it, less when it is drowned (Villemonte 1947)', () => {
    expect(weirM2S(1, -3)).toBe(1.705)
    expect(weirM2S(0.25, 0)).toBeCloseTo(1.705 / 8, 12)
    // 1 - 0.5^1.5 = 0.646447; its power 0.385 is 0.845389.
    expect(weirM2S(1, 0.5)).toBeCloseTo(1.441388, 5)
    expect(weirM2S(1, 1)).toBe(0)
    expect(weirM2S(-0.1, -1)).toBe(0)
  })

  test('a gate half a metre open under two metres lets 1.7797 m²/s through', () => {
    // 0.61 x 0.5 x sqrt(2 x 9.81 x 2) / sqrt(1 + 0.61 x 0.5 / 2)
    expect(gateM2S(0.5, 2, 0)).toBeCloseTo(1.77969, 4)
    // Drowned: 0.61 x 0.5 x sqrt(2 x 9.81 x 0.1)
    expect(gateM2S(0.5, 2, 1.9)).toBeCloseTo(0.427216, 5)
    // Water that does not reach the gate goes over its sill as over a crest.
    expect(gateM2S(3, 1, 0)).toBeCloseTo(1.705, 12)
    expect(gateM2S(0, 2, 0)).toBe(0)
  })

  test('a hole of 0.1 m² under half a metre takes 0.188 m³/s', () => {
    expect(orificeM3S(0.1, 0.5)).toBeCloseTo(0.187925, 5)
    expect(orificeM3S(0.1, -1)).toBe(0)
  })
})

describe('faces along a line', () => {
  const grid = { nx: 6, ny: 4, dxM: 10 }

  test('a straight wall is the faces under it', () => {
    expect([
      ...facesAlong(grid, [
        [20, 0],
        [20, 40],
      ]).faces,
    ]).toEqual([2, 8, 14, 20].map(westOf))
    expect([
      ...facesAlong(grid, [
        [60, 20],
        [0, 20],
      ]).faces,
    ]).toEqual([12, 13, 14, 15, 16, 17].map(southOf))
  })

  test('a slanting one has no gap, and knows how much longer its faces are', () => {
    const { faces, lengthShare } = facesAlong(grid, [
      [0, 0],
      [40, 40],
    ])
    // Of eight steps the first lies on the edge of the grid.
    expect(faces).toHaveLength(7)
    expect(lengthShare).toBeCloseTo(Math.SQRT1_2, 12)
  })

  test('nothing is held at the edge of the grid or outside it', () => {
    expect(
      facesAlong(grid, [
        [0, 0],
        [60, 0],
        [60, 40],
      ]).faces,
    ).toHaveLength(0)
    expect(
      facesAlong(grid, [
        [-100, 500],
        [900, 700],
      ]).faces,
    ).toHaveLength(0)
  })
})

describe.each(SCHEMES)('%s', (_, Of) => {
  test('holds water behind a wall, drawn askew through the grid, until it stands over it', () => {
    const basin = flat(12, 12, 5)
    const { faces } = facesAlong(basin, [
      [0, 18],
      [33, 41],
      [60, 37],
    ])
    const flood = new Of(basin, WALLS, NOTHING, { depthM: depths(144, (k) => (k < 24 ? 0.9 : 0)) })
    flood.setStructures(crest(faces, 1))
    runTo(flood, 300)
    const behind = flood.depthM.subarray(108)
    expect(Math.max(...behind)).toBe(0)
    flood.setForcing({ ...NOTHING, sources: [{ cells: new Int32Array([3]), flowM3S: constant(10) }] })
    runTo(flood, 800)
    expect(Math.min(...flood.depthM.subarray(108))).toBeGreaterThan(0.1)
  })

  test('over a crest runs what the formula says: 0.5 m²/s stands 0.4414 m over it', () => {
    const [nx, dxM] = [20, 5]
    const basin = flat(nx, 1, dxM)
    for (let k = 10; k < nx; k++) basin.bedM[k] = -2
    const edges: Edges = { ...WALLS, W: { is: 'flow', qM2S: constant(0.5) }, E: { is: 'depth', depthM: constant(1) } }
    const flood = new Of(basin, edges, NOTHING, { depthM: depths(nx, (k) => (k < 10 ? 1.4 : 1)) })
    flood.setStructures(crest(Int32Array.of(westOf(10)), 1))
    runTo(flood, 1500)
    expect((flood.depthM[9] ?? 0) - 1).toBeCloseTo((0.5 / 1.705) ** (2 / 3), 3)
  })

  test('under a gate runs what the formula says, and none when it is shut', () => {
    const [nx, dxM] = [20, 5]
    const basin = flat(nx, 1, dxM)
    for (let k = 10; k < nx; k++) basin.bedM[k] = -3
    const edges: Edges = {
      ...WALLS,
      W: { is: 'flow', qM2S: constant(1.77969) },
      E: { is: 'depth', depthM: constant(1) },
    }
    const flood = new Of(basin, edges, NOTHING, { depthM: depths(nx, () => 1) })
    const gate = (openShare: number): Structures => ({
      ...NO_STRUCTURES,
      gates: [
        {
          faces: Int32Array.of(westOf(10)),
          sillM: 0,
          heightM: 1,
          topM: 10,
          openShare: constant(openShare),
          lengthShare: 1,
        },
      ],
    })
    flood.setStructures(gate(0.5))
    runTo(flood, 3000)
    // The value reckoned by hand above, the other way round.
    expect(flood.depthM[9]).toBeCloseTo(2, 2)
    flood.setStructures(gate(0))
    flood.setEdges(WALLS)
    const before = volumeM3({ nx: 10, ny: 1, dxM }, flood.depthM.slice(0, 10))
    runTo(flood, 3100)
    expect(volumeM3({ nx: 10, ny: 1, dxM }, flood.depthM.slice(0, 10))).toBeCloseTo(before, 9)
  })

  test('a breach lets out what a wall held, and no water is lost by it', () => {
    const basin = flat(30, 9, 5)
    const flood = new Of(basin, WALLS, NOTHING, { depthM: depths(270, (k) => (k % 30 < 10 ? 2 : 0)) })
    const { faces } = facesAlong(basin, [
      [50, 0],
      [50, 45],
    ])
    const hole = faces.filter((face) => face === westOf(4 * 30 + 10))
    const top = seriesOf([
      [0, 3],
      [60, 3],
      [120, 0],
    ])
    flood.setStructures({
      ...NO_STRUCTURES,
      crests: [
        { faces: faces.filter((face) => !hole.includes(face)), topM: constant(3), isAboveGround: true, lengthShare: 1 },
        { faces: hole, topM: top, isAboveGround: true, lengthShare: 1 },
      ],
    })
    runTo(flood, 60)
    expect(flood.depthM[4 * 30 + 10]).toBe(0)
    runTo(flood, 1800)
    expect(flood.volumeM3()).toBeCloseTo(2 * 90 * 25, 6)
    expect(flood.depthM[269]).toBeCloseTo(2 / 3, 1)
  })

  test('a bed that is dug out keeps the water on it', () => {
    const flood = new Of(flat(9, 9, 2), WALLS, NOTHING, { depthM: depths(81, () => 0.5) })
    flood.setBed(Int32Array.of(40, 41), Float64Array.of(-1, 2))
    expect(flood.volumeM3()).toBeCloseTo(0.5 * 81 * 4, 10)
    runTo(flood, 600)
    expect(flood.volumeM3()).toBeCloseTo(0.5 * 81 * 4, 9)
    // All but the heap lie level: 0.5 x 81 = 80 h + 1.
    expect(flood.depthM[40]).toBeCloseTo(1 + 39.5 / 80, 2)
    expect(flood.depthM[41]).toBeLessThan(1e-3)
  })

  test('a pump moves its rate, and never more than there is', () => {
    const flood = new Of(flat(6, 1, 10), WALLS, NOTHING, { depthM: depths(6, (k) => (k < 3 ? 0.1 : 0)) })
    const wall = crest(Int32Array.of(westOf(3)), 5)
    flood.setStructures({ ...wall, pumps: [{ from: 2, to: 5, m3S: constant(0.05) }] })
    runTo(flood, 100)
    expect(volumeM3({ nx: 3, ny: 1, dxM: 10 }, flood.depthM.slice(3))).toBeCloseTo(5, 9)
    flood.setStructures({ ...wall, pumps: [{ from: 0, to: null, m3S: constant(50) }] })
    runTo(flood, 2000)
    expect(Math.min(...flood.depthM)).toBeGreaterThanOrEqual(0)
    expect(flood.volumeM3() + flood.ledger.outM3).toBeCloseTo(30, 9)
    expect(flood.volumeM3()).toBeLessThan(6)
  })

  test('a drain takes what its hole lets in, its sewer carries away what it can, the rest comes back up', () => {
    const basin = flat(8, 1, 10)
    for (let k = 0; k < 4; k++) basin.bedM[k] = 2
    const flood = new Of(basin, WALLS, NOTHING, { depthM: depths(8, (k) => (k < 4 ? 1 : 0)) })
    flood.setStructures({
      ...crest(Int32Array.of(westOf(4)), 9),
      drains: [
        { cell: 1, areaM2: 0.2, sewer: 0 },
        { cell: 6, areaM2: 0.2, sewer: 0 },
      ],
      sewers: [{ floorM: -1, planM2: 20, capacityM3S: 0, outfall: null }],
    })
    const dtS = flood.step(1)
    // 0.6 x 0.2 x sqrt(2 x 9.81 x 1) = 0.531530 m³/s
    expect(flood.ledger.outM3 / dtS).toBeCloseTo(0.53153, 4)
    runTo(flood, 3000)
    // High ground is drained into the low, until the sewer, 20 m² wide, and the low ground stand level.
    const low = volumeM3({ nx: 4, ny: 1, dxM: 10 }, flood.depthM.slice(4))
    const stored = flood.save().storedM3[0] ?? 0
    expect(low + stored + volumeM3({ nx: 4, ny: 1, dxM: 10 }, flood.depthM.slice(0, 4))).toBeCloseTo(400, 6)
    expect(stored).toBeCloseTo(20 * (1 + low / 400), 1)
    expect(low).toBeGreaterThan(300)
    expect(flood.volumeM3() - 400 - flood.ledger.inM3 + flood.ledger.outM3).toBeCloseTo(0, 8)
  })

  test('a sewer carries no more away than it can', () => {
    const flood = new Of(flat(3, 3, 10), WALLS, NOTHING, { depthM: depths(9, () => 1) })
    flood.setStructures({
      ...NO_STRUCTURES,
      drains: [{ cell: 4, areaM2: 1, sewer: 0 }],
      sewers: [{ floorM: -3, planM2: 10, capacityM3S: 0.5, outfall: null }],
    })
    runTo(flood, 200)
    const stored = flood.save().storedM3[0] ?? 0
    expect(flood.ledger.outM3 - flood.ledger.inM3 - stored).toBeCloseTo(100, 0)
  })
})

/** Rough ground with a wall, a gate, a pump and a drain, rain by share, a spring and open edges. */
function busy(
  Of: typeof Inertial | typeof InertialFast,
  seed: number,
): { readonly flood: Driven; readonly later: () => void } {
  const random = new Random(seed)
  const [nx, ny] = [23, 19]
  const basin: Basin = {
    ...flat(nx, ny, 5, 0.04),
    bedM: depths(nx * ny, () => (random.next() < 0.1 ? 8 : random.between(0, 1.5))),
  }
  const depthM = depths(nx * ny, () => (random.next() < 0.6 ? random.between(0, 1.5) : 0))
  const edges: Edges = { ...WALLS, E: { is: 'open' }, N: { is: 'level', levelM: constant(1) } }
  const forcing: Forcing = {
    rainMPerS: seriesOf([
      [0, 0],
      [40, 3e-5],
    ]),
    rainShare: depths(nx * ny, () => random.between(0, 2)),
    sources: [
      { cells: Int32Array.of(50, 51), flowM3S: constant(2) },
      { cells: Int32Array.of(200), flowM3S: constant(-3) },
    ],
  }
  const flood = new Of(basin, edges, forcing, { depthM })
  const { faces, lengthShare } = facesAlong(basin, [
    [20, 0],
    [61, 80],
    [115, 95],
  ])
  const structures: Structures = {
    crests: [{ faces, topM: constant(1.2), isAboveGround: true, lengthShare }],
    gates: [
      {
        faces: faces.slice(4, 7),
        sillM: 0,
        heightM: 2,
        topM: 4,
        openShare: seriesOf([
          [0, 0],
          [80, 1],
        ]),
        lengthShare,
      },
    ],
    pumps: [{ from: 100, to: 300, m3S: constant(1.5) }],
    drains: [
      { cell: 150, areaM2: 0.3, sewer: 0 },
      { cell: 350, areaM2: 0.3, sewer: 0 },
    ],
    sewers: [{ floorM: -1, planM2: 30, capacityM3S: 0.2, outfall: 10 }],
  }
  flood.setStructures(structures)
  return {
    flood,
    later: () => {
      flood.setEdges({ ...edges, W: { is: 'flow', qM2S: constant(0.1) } })
      flood.setForcing({ ...forcing, rainMPerS: constant(1e-5), rainShare: null })
      flood.setStructures({
        ...structures,
        pumps: [],
        crests: [{ faces, topM: constant(0.2), isAboveGround: true, lengthShare }],
      })
      flood.setBed(Int32Array.of(120, 121, 122), Float64Array.of(-1, -1, -1))
    },
  }
}

describe('a driven flood', () => {
  test.each([23, 25, 28])('takes the same step from the same water plain and compiled (seed %i)', (seed) => {
    const [plain, compiled] = [busy(Inertial, seed), busy(InertialFast, seed)]
    const apart = (a: Float64Array, b: Float64Array): number =>
      Math.max(...a.map((one, n) => Math.abs(one - (b[n] ?? 0))))
    let [depthM, flowM2S] = [0, 0]
    for (const [endS, later] of [[60, true] as const, [120, false] as const]) {
      while (plain.flood.tS < endS - 1e-9) {
        compiled.flood.load(plain.flood.save())
        expect(compiled.flood.step(endS - plain.flood.tS)).toBe(plain.flood.step(endS - plain.flood.tS))
        const [a, b] = [plain.flood.save(), compiled.flood.save()]
        depthM = Math.max(depthM, apart(a.depthM, b.depthM))
        flowM2S = Math.max(flowM2S, apart(a.eastM2S, b.eastM2S), apart(a.northM2S, b.northM2S))
      }
      if (later) for (const one of [plain, compiled]) one.later()
    }
    // Fluxes are single precision in the kernel.
    expect(depthM).toBeLessThan(5e-6)
    expect(flowM2S).toBeLessThan(2e-5)
  })

  // Over walls and holes this rough the equations make much of little: of some seeds a ten-millionth of a depth grows to millimetres.
  test.each([21, 22])('comes to the same plain and compiled (seed %i)', (seed) => {
    const [plain, compiled] = [Inertial, InertialFast].map((Of) => {
      const { flood, later } = busy(Of, seed)
      runTo(flood, 60)
      later()
      return runTo(flood, 120)
    })
    expect(compiled?.steps).toBe(plain?.steps)
    const apart = Array.from(plain?.depthM ?? [], (h, k) => Math.abs(h - (compiled?.depthM[k] ?? 0)))
    expect(Math.max(...apart)).toBeLessThan(1e-3)
    expect(compiled?.save().storedM3[0]).toBeCloseTo(plain?.save().storedM3[0] ?? NaN, 3)
  })

  test.each(SCHEMES)('%s: keeps its water whatever changes', (_, Of) => {
    for (const seed of [31, 32, 33, 34]) {
      const { flood, later } = busy(Of, seed)
      const initialM3 = flood.volumeM3()
      runTo(flood, 60)
      later()
      runTo(flood, 200)
      expect(Math.min(...flood.depthM), `seed ${seed}`).toBeGreaterThanOrEqual(0)
      const errorM3 = flood.volumeM3() - initialM3 - flood.ledger.inM3 + flood.ledger.outM3
      expect(Math.abs(errorM3), `seed ${seed}`).toBeLessThan(1e-9 * flood.ledger.inM3)
    }
  })

  test.each(SCHEMES)('%s: stopped, saved and taken up by another goes on to the same bits', (_, Of) => {
    const through = busy(Of, 41)
    const stopped = busy(Of, 41)
    const resumed = busy(Of, 41)
    for (const { flood } of [through, stopped]) for (let n = 0; n < 70; n++) flood.step(Infinity)
    const saved = structuredClone(stopped.flood.save())
    runTo(stopped.flood, stopped.flood.tS + 30)
    resumed.flood.load(saved)
    for (const { flood } of [through, resumed]) for (let n = 0; n < 130; n++) flood.step(Infinity)
    expect(resumed.flood.save()).toEqual(through.flood.save())
  })

  test('refuses what was saved of another grid', () => {
    const saved = new Inertial(flat(3, 3, 1), WALLS, NOTHING, { depthM: new Float64Array(9) }).save()
    const other = new InertialFast(flat(4, 3, 1), WALLS, NOTHING, { depthM: new Float64Array(12) })
    expect(() => other.load(saved)).toThrow('flood: what was saved has 9 cells where the grid has 4 x 3')
  })
})
