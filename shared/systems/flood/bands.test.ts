// A flood by several hands comes out as by one, to the bit: depths, fluxes, the account of water and the time; on any grid, with
// all that drives it and all that is built into it, in one step for all and in steps of two lengths. Here the hands take turns
// in one thread, one after another; server/systems/flood/crew.test.ts has threads.
import { afterEach, describe, expect, test } from 'vitest'
import { Random } from '../../kernel/random.ts'
import type { Basin, Edges, Forcing } from './basin.ts'
import { gridOf } from './core-grid.ts'
import { type Hand, lendHands, type Plan } from './crew.ts'
import { facesAlong } from './faces.ts'
import { FullFast } from './full-fast.ts'
import { handOf } from './hands.ts'
import { InertialFast } from './inertial-fast.ts'
import { constant, seriesOf } from './series.ts'
import { NO_STRUCTURES, type Structures } from './structures.ts'
import { VILLAGE } from './testing.ts'
import { sharedMemory } from './wasm.ts'

/** Hands that take their turns one after another, from the last to the first, so that nobody waits for an earlier one. */
function lendInTurn(size: number): void {
  lendHands((_scheme, _cells, rows) => {
    if (size < 2 || rows < 4 * size) return null
    const memory = sharedMemory()
    const hands: Hand[] = []
    let of: Plan | null = null
    return {
      size,
      fewFaces: 0,
      memory,
      begin: ({ turn }, plan) => {
        of = plan
        hands.push(turn)
      },
      step() {
        const plan = of as Plan
        for (let hand = hands.length; hand < size; hand++) hands.push(handOf(memory, plan, hand))
        for (let turn = 0; turn < plan.turns; turn++) for (const take of hands.toReversed()) take(turn)
      },
      dispose: () => undefined,
    }
  })
}
afterEach(() => lendHands(() => null))

/** Hills with blocks, lakes and dry ground, a river that is deep, a dam that breaks, rain by share, a spring, all edges. */
function land(seed: number, [nx, ny]: readonly [number, number]) {
  const random = new Random(seed)
  const river = Math.floor(nx / 2)
  const away = (k: number): number => Math.abs((k % nx) - river - 4 * Math.sin(k / nx / 5))
  const ground = (k: number): number =>
    0.04 * away(k) + Math.sin(k / nx / 3) * 0.4 + random.between(0, 0.05) + (random.next() < 0.06 ? 5 : 0)
  const bedM = Float64Array.from({ length: nx * ny }, (_, k) => (away(k) < 3 ? -3 : ground(k)))
  const basin: Basin = { nx, ny, dxM: 5, bedM, manning: bedM.map(() => random.between(0.02, 0.08)) }
  const edges: Edges = {
    W: { is: 'open' },
    E: {
      is: 'level',
      levelM: seriesOf([
        [0, 0.5],
        [200, 1.4],
      ]),
    },
    S: { is: 'flow', qM2S: constant(0.2) },
    N: { is: 'open' },
  }
  const forcing: Forcing = {
    rainMPerS: seriesOf([
      [0, 2e-5],
      [100, 0],
    ]),
    rainShare: bedM.map((z) => (z > 4 ? 0 : 1.1)),
    sources: [{ cells: Int32Array.from([river, river + nx]), flowM3S: constant(9) }],
  }
  // A dam of water beside dry ground: cells give more than they have.
  const depthM = bedM.map((z, k) => (Math.floor(k / nx) % 11 < 3 && k % nx < nx / 3 ? 1.5 : Math.max(0, -0.2 - z)))
  return { basin, edges, forcing, depthM, river }
}

/** With walls, a gate, a pump, drains. */
function country(seed: number, shape: readonly [number, number]) {
  const { basin, edges, forcing, depthM, river } = land(seed, shape)
  const { nx, ny } = basin
  const flood = new InertialFast(basin, edges, forcing, { depthM })
  const wall = (fromM: number): ReturnType<typeof facesAlong> =>
    facesAlong(basin, [
      [fromM, 20],
      [fromM + 30, 5 * ny - 20],
    ])
  const [levee, gate] = [wall(20), wall(5 * nx - 70)]
  const structures: Structures = {
    ...NO_STRUCTURES,
    crests: [{ ...levee, topM: constant(0.5), isAboveGround: true }],
    gates: [{ ...gate, sillM: 0.2, heightM: 2, topM: 3, openShare: constant(0.4) }],
    pumps: [{ from: 20 * nx + 14, to: 9 * nx + 20, m3S: constant(0.3) }],
    drains: [{ cell: 10 * nx + 5, areaM2: 0.2, sewer: 0 }],
    sewers: [{ floorM: -3, planM2: 30, capacityM3S: 0.1, outfall: 12 * nx + river }],
  }
  flood.setStructures(structures)
  return flood
}

const SHAPES = [
  [61, 40],
  [64, 33],
  [37, 90],
] as const

describe('several hands', () => {
  test.each(SHAPES)('reckon %i x %i cells as one does, in one step for all', (...shape) => {
    const results = [1, 2, 3, 7].map((hands) => {
      lendInTurn(hands)
      const flood = country(shape[0], shape)
      for (let n = 0; n < 120; n++) flood.step(2)
      return { saved: flood.save(), ...flood.velocities() }
    })
    for (const other of results.slice(1)) expect(other).toEqual(results[0])
    expect(results[0]?.saved.steps).toBe(120)
  })

  test.each(SHAPES)('and in steps of two lengths (%i x %i)', (...shape) => {
    const results = [1, 2, 3].map((hands) => {
      lendInTurn(hands)
      const flood = country(shape[0] + 1, shape)
      for (let n = 0; n < 8; n++) flood.advance(10)
      flood.setBed(Int32Array.of(700), Float64Array.of(-1))
      flood.load(flood.save())
      for (let n = 0; n < 4; n++) flood.advance(10)
      return flood.save()
    })
    for (const other of results.slice(1)) expect(other).toEqual(results[0])
  })
})

/** Where water that has moved is dry on one side of a face and wet on the other. */
const frontsIn = (depthM: Float64Array, nx: number): number =>
  depthM.filter((h, k) => k % nx > 0 && h > 1e-6 !== (depthM[k - 1] ?? 0) > 1e-6).length

describe('several hands at the full scheme', () => {
  const HANDS = [1, 2, 3, 7]
  const told = (flood: FullFast): object => {
    const { tS, steps, depthM, ledger } = flood
    return { tS, steps, depthM, ledger: ledger.save(), ...flood.velocities() }
  }

  test.each(SHAPES)('reckon %i x %i cells as one does', (...shape) => {
    const results = HANDS.map((hands) => {
      lendInTurn(hands)
      const { basin, edges, forcing, depthM } = land(shape[0] + 2, shape)
      const flood = new FullFast(basin, edges, forcing, { depthM })
      for (let n = 0; n < 60; n++) flood.step(2)
      return told(flood)
    })
    for (const other of results.slice(1)) expect(other).toEqual(results[0])
  })

  test('break a dam over dry ground as one does, whichever way it runs', () => {
    const [nx, ny] = [45, 41]
    const cells = nx * ny
    const results = HANDS.map((hands) => {
      lendInTurn(hands)
      const basin = {
        nx,
        ny,
        dxM: 2,
        bedM: Float64Array.from({ length: cells }, (_, k) => (k % 97 === 0 ? 3 : Math.sin(k / 60) * 0.2)),
        manning: new Float64Array(cells).fill(0.02),
      }
      const wall = { is: 'wall' } as const
      const forcing: Forcing = { rainMPerS: constant(0), rainShare: null, sources: [] }
      // In the middle: fronts run over every seam.
      const depthM = basin.bedM.map((_, k) => (Math.hypot((k % nx) - 22, Math.floor(k / nx) - 20) < 8 ? 2 : 0))
      const flood = new FullFast(basin, { W: wall, E: wall, S: wall, N: wall }, forcing, { depthM })
      const initialM3 = flood.volumeM3()
      const fronts: number[] = []
      for (let n = 0; n < 60; n++) {
        flood.step(1)
        fronts.push(frontsIn(flood.depthM, nx))
      }
      expect(Math.abs(flood.volumeM3() - initialM3) / initialM3).toBeLessThan(1e-14)
      expect(Math.max(...fronts)).toBeGreaterThan(60)
      return told(flood)
    })
    for (const other of results.slice(1)) expect(other).toEqual(results[0])
  })

  test('flood a village as one does', () => {
    const grid = gridOf(VILLAGE)
    if (!grid) throw new Error('the village has no core')
    const results = HANDS.map((hands) => {
      lendInTurn(hands)
      const open = { is: 'open' } as const
      const forcing: Forcing = { rainMPerS: constant(1e-5), rainShare: grid.rainShare, sources: [] }
      const edges: Edges = { W: open, E: open, S: { is: 'flow', qM2S: constant(4) }, N: open }
      const flood = new FullFast(grid.basin, edges, forcing, { depthM: grid.depthM })
      const initialM3 = flood.volumeM3()
      for (let n = 0; n < 200; n++) flood.step(2)
      const { inM3, outM3 } = flood.ledger
      expect(inM3).toBeGreaterThan(10_000)
      expect(Math.abs(flood.volumeM3() - initialM3 - inM3 + outM3) / inM3).toBeLessThan(1e-12)
      return told(flood)
    })
    for (const other of results.slice(1)) expect(other).toEqual(results[0])
  })
})
