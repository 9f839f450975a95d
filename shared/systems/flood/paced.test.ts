// Steps of two lengths: the compiled kernel does what the plain scheme does, no water is lost, water at rest stays, a run that
// was stopped goes on to the same bits, and what comes of it is what comes of one step for all.
import { describe, expect, test } from 'vitest'
import { Random } from '../../kernel/random.ts'
import type { Basin, Edges, Forcing } from './basin.ts'
import { blocksAcross, partsOf, QUICK, SLOW } from './blocks.ts'
import { facesAlong } from './faces.ts'
import { InertialFast } from './inertial-fast.ts'
import { Inertial } from './inertial.ts'
import { constant } from './series.ts'
import { NO_STRUCTURES, type Structures } from './structures.ts'

const SCHEMES = [
  ['plain', Inertial],
  ['compiled', InertialFast],
] as const
const OPEN: Edges = { W: { is: 'open' }, E: { is: 'open' }, S: { is: 'open' }, N: { is: 'open' } }
const WALLS: Edges = { W: { is: 'wall' }, E: { is: 'wall' }, S: { is: 'wall' }, N: { is: 'wall' } }
const NOTHING: Forcing = { rainMPerS: constant(0), rainShare: null, sources: [] }

/** A valley: a river 4 m deep from south to north, slopes with blocks on either side, a wall, a pump and a drain. */
function valley(Of: typeof Inertial | typeof InertialFast, seed: number, mmPerH: number) {
  const random = new Random(seed)
  const [nx, ny, river] = [61, 40, 30]
  const away = (k: number): number => Math.abs((k % nx) - river)
  const ground = (k: number): number => 0.05 * away(k) + random.between(0, 0.02) + (random.next() < 0.05 ? 6 : 0)
  const bedM = Float64Array.from({ length: nx * ny }, (_, k) => (away(k) < 3 ? -4 : ground(k)))
  const basin: Basin = { nx, ny, dxM: 5, bedM, manning: new Float64Array(nx * ny).fill(0.03) }
  const depthM = bedM.map((z) => Math.max(0, -0.2 - z))
  const cells = (row: number): Int32Array => Int32Array.from({ length: 5 }, (_, i) => row * nx + river - 2 + i)
  const forcing: Forcing = {
    rainMPerS: constant(mmPerH / 3.6e6),
    rainShare: bedM.map((z) => (z > 5 ? 0 : 1.1)),
    sources: [
      { cells: cells(0), flowM3S: constant(20) },
      { cells: cells(ny - 1), flowM3S: constant(-15) },
    ],
  }
  const flood = new Of(basin, OPEN, forcing, { depthM })
  const { faces, lengthShare } = facesAlong(basin, [
    [60, 20],
    [90, 100],
    [60, 180],
  ])
  const structures: Structures = {
    ...NO_STRUCTURES,
    crests: [{ faces, topM: constant(0.5), isAboveGround: true, lengthShare }],
    pumps: [{ from: 20 * nx + 14, to: 20 * nx + 50, m3S: constant(0.3) }],
    drains: [{ cell: 10 * nx + 5, areaM2: 0.2, sewer: 0 }],
    sewers: [{ floorM: -3, planM2: 30, capacityM3S: 0.1, outfall: 20 * nx + river }],
  }
  flood.setStructures(structures)
  return flood
}
const apart = (a: Float64Array, b: Float64Array): number => Math.max(...a.map((h, k) => Math.abs(h - (b[k] ?? 0))))

describe('a flood in steps of two lengths', () => {
  test.each([
    [51, 80],
    [52, 0],
  ])('is the same plain and compiled (seed %i, %i mm/h)', (seed, mmPerH) => {
    const [plain, compiled] = SCHEMES.map(([, Of]) => {
      const flood = valley(Of, seed, mmPerH)
      for (let n = 0; n < 6; n++) flood.advance(10)
      return flood
    }) as [Inertial, InertialFast]
    expect(compiled.steps).toBe(plain.steps)
    expect(apart(plain.depthM, compiled.depthM)).toBeLessThan(1e-4)
  })

  test.each(SCHEMES)('%s: keeps its water, and never goes below nothing', (_, Of) => {
    for (const seed of [61, 62]) {
      const flood = valley(Of, seed, 100)
      const initialM3 = flood.volumeM3()
      for (let n = 0; n < 10; n++) flood.advance(10)
      flood.setForcing(NOTHING)
      for (let n = 0; n < 10; n++) flood.advance(10)
      flood.step(1)
      flood.advance(10)
      const { inM3, outM3 } = flood.ledger
      expect(Math.min(...flood.depthM), `seed ${seed}`).toBeGreaterThanOrEqual(0)
      expect(Math.abs(flood.volumeM3() - initialM3 - inM3 + outM3), `seed ${seed}`).toBeLessThan(1e-9 * inM3)
    }
  })

  test.each(SCHEMES)('%s: leaves a lake at rest, deep and shallow', (_, Of) => {
    const random = new Random(3)
    const [nx, ny] = [70, 30]
    const bedM = Float64Array.from({ length: nx * ny }, (_, k) => random.between(0, 0.3) - (k % nx < 12 ? 5 : 0))
    const depthM = bedM.map((z) => Math.max(0, 0.2 - z))
    const lake = new Of({ nx, ny, dxM: 5, bedM, manning: new Float64Array(nx * ny).fill(0.03) }, WALLS, NOTHING, {
      depthM,
    })
    for (let n = 0; n < 10; n++) lake.advance(10)
    expect(apart(lake.depthM, depthM)).toBeLessThan(1e-12)
  })

  test.each(SCHEMES)('%s: stopped, saved and taken up by another goes on to the same bits', (_, Of) => {
    const [through, stopped, resumed] = [valley(Of, 71, 60), valley(Of, 71, 60), valley(Of, 71, 60)]
    for (const flood of [through, stopped]) for (let n = 0; n < 3; n++) flood.advance(10)
    const saved = structuredClone(stopped.save())
    stopped.advance(7)
    resumed.load(saved)
    for (const flood of [through, resumed]) for (let n = 0; n < 3; n++) flood.advance(10)
    expect(resumed.save()).toEqual(through.save())
  })

  test('comes to what one step for all comes to', () => {
    const [parted, whole] = [valley(InertialFast, 81, 60), valley(InertialFast, 81, 60)]
    for (let n = 0; n < 60; n++) {
      parted.advance(10)
      for (const endS = whole.tS + 10; whole.tS < endS - 1e-9;) whole.step(endS - whole.tS)
    }
    const land = (flood: Inertial | InertialFast): Float64Array =>
      flood.depthM.filter((_, k) => Math.abs((k % 61) - 30) > 2)
    const mean = (all: Float64Array): number => all.reduce((sum, h) => sum + h, 0) / all.length
    const [a, b] = [land(parted), land(whole)]
    expect(mean(a) / mean(b)).toBeCloseTo(1, 1)
    expect(mean(a.map((h, k) => Math.abs(h - (b[k] ?? 0))))).toBeLessThan(0.05 * mean(b))
    // The river's level.
    expect(parted.depthM[20 * 61 + 30]).toBeCloseTo(whole.depthM[20 * 61 + 30] ?? NaN, 2)
  })
})

test('a film of rain between blocks runs off the same, however short its steps', () => {
  const random = new Random(5)
  const side = 40
  const ground = (k: number): number => 0.1 * (side - Math.floor(k / side)) + random.between(0, 0.15)
  const bedM = Float64Array.from({ length: side * side }, (_, k) => ground(k) + (random.next() < 0.2 ? 6 : 0))
  const basin: Basin = { nx: side, ny: side, dxM: 5, bedM, manning: new Float64Array(side * side).fill(0.03) }
  const forcing: Forcing = {
    rainMPerS: constant(60 / 3.6e6),
    rainShare: bedM.map((z) => (z > 6 ? 0 : 1.2)),
    sources: [],
  }
  const [long, short] = [Infinity, 0.4].map((mostS) => {
    const flood = new InertialFast(basin, OPEN, forcing, { depthM: new Float64Array(side * side) })
    while (flood.tS < 1500 - 1e-9) flood.step(Math.min(mostS, 1500 - flood.tS))
    return flood.volumeM3()
  }) as [number, number]
  expect(Math.abs(short / long - 1)).toBeLessThan(0.01)
})

test('faces round deep water take short steps, those far from any water none, where it rains all some', () => {
  const grid = { nx: 200, ny: 100 }
  const across = blocksAcross(grid.nx)
  const holds = new Uint8Array(across * grid.ny)
  holds[50 * across + 3] = 2
  holds[50 * across + 9] = 1
  const at = (parts: Uint8Array, row: number, block: number): number => parts[row * across + block] ?? NaN
  const dry = partsOf(holds, grid, { quick: [], isRaining: false })
  expect([at(dry, 50, 3), at(dry, 54, 4), at(dry, 55, 3), at(dry, 50, 9), at(dry, 82, 13)]).toEqual([
    QUICK,
    QUICK,
    SLOW,
    SLOW,
    SLOW,
  ])
  expect([at(dry, 83, 9), at(dry, 50, 14), at(dry, 0, 0)]).toEqual([0, 0, 0])
  const wet = partsOf(holds, grid, { quick: [7], isRaining: true })
  expect([at(wet, 99, across - 1), at(wet, 100, 0), at(wet, 0, 7), at(wet, 50, 3)]).toEqual([SLOW, SLOW, QUICK, QUICK])
})
