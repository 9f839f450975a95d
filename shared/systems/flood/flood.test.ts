// Both schemes against closed forms, each with its source, and against what water must never do.
import { describe, expect, test } from 'vitest'
import { Random } from '../../kernel/random.ts'
import { type Basin, type Edges, type Forcing, G } from './basin.ts'
import { FullFast } from './full-fast.ts'
import { Full } from './full.ts'
import { InertialFast } from './inertial-fast.ts'
import { Inertial } from './inertial.ts'
import type { Scheme, Start } from './scheme.ts'
import { constant, seriesOf } from './series.ts'

const WALLS: Edges = { W: { is: 'wall' }, E: { is: 'wall' }, S: { is: 'wall' }, N: { is: 'wall' } }
const NOTHING: Forcing = { rainMPerS: constant(0), rainShare: null, sources: [] }
const SCHEMES = [
  ['inertial', Inertial],
  ['inertial, compiled', InertialFast],
  ['full', Full],
  ['full, compiled', FullFast],
] as const

const filled = (length: number, value: (k: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, k) => value(k))
const basin = (nx: number, ny: number, dxM: number, n = 0, bed: (k: number) => number = () => 0): Basin => ({
  nx,
  ny,
  dxM,
  bedM: filled(nx * ny, bed),
  manning: filled(nx * ny, () => n),
})
function runTo(scheme: Scheme, endS: number): Scheme {
  while (scheme.tS < endS - 1e-9) scheme.step(endS - scheme.tS)
  return scheme
}
const budget = (scheme: Scheme, initialM3: number): number =>
  scheme.volumeM3() - initialM3 - scheme.ledger.inM3 + scheme.ledger.outM3
const meanError = (got: Float64Array, want: (k: number) => number): number => {
  const [off, all] = got.reduce(([off, all], h, k) => [off + Math.abs(h - want(k)), all + want(k)], [0, 0])
  return off / all
}

/** Islands, blocks with walls and pools, from a seed. */
function rough(seed: number, nx: number, ny: number): { readonly basin: Basin; readonly start: Start } {
  const random = new Random(seed)
  const bed = filled(nx * ny, () => (random.next() < 0.15 ? 8 : random.between(0, 2)))
  return {
    basin: { ...basin(nx, ny, 5, 0.03), bedM: bed },
    start: { depthM: filled(nx * ny, () => (random.next() < 0.5 ? random.between(0, 1.5) : 0)) },
  }
}

describe.each(SCHEMES)('%s', (_, Of) => {
  test('leaves a lake at rest around islands and blocks (Audusse et al. 2004)', () => {
    const { basin: b } = rough(7, 23, 17)
    const depthM = b.bedM.map((z) => Math.max(0, 1.2 - z))
    const lake = runTo(new Of(b, WALLS, NOTHING, { depthM }), 60)
    expect(Math.max(...lake.depthM.map((h, k) => Math.abs(h - (depthM[k] ?? 0))))).toBeLessThan(1e-12)
    const { uMS, vMS } = lake.velocities()
    expect(Math.max(...uMS.map(Math.abs), ...vMS.map(Math.abs))).toBeLessThan(1e-6)
  })

  test.each([1, 2, 3])('keeps its water and never goes below nothing on rough ground (seed %i)', (seed) => {
    const { basin: b, start } = rough(seed, 16, 11)
    const forcing: Forcing = {
      rainMPerS: seriesOf([
        [0, 0],
        [20, 2e-5],
        [75, 0],
      ]),
      rainShare: b.bedM.map((z) => (z > 5 ? 0 : 1.3)),
      sources: [
        { cells: new Int32Array([40, 41]), flowM3S: constant(3) },
        { cells: new Int32Array([120]), flowM3S: constant(-1) },
      ],
    }
    const edges: Edges = {
      W: { is: 'open' },
      E: { is: 'level', levelM: constant(1) },
      S: { is: 'flow', qM2S: constant(0.2) },
      N: { is: 'depth', depthM: constant(0.1) },
    }
    const flood = new Of(b, edges, forcing, start)
    const initialM3 = flood.volumeM3()
    runTo(flood, 100)
    expect(Math.min(...flood.depthM)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...flood.depthM)).toBeLessThan(20)
    expect(Math.abs(budget(flood, initialM3))).toBeLessThan(1e-6 * flood.ledger.inM3)
  })

  test('is the same to the last bit each time', () => {
    const once = (): Float64Array => {
      const { basin: b, start } = rough(5, 12, 12)
      return runTo(new Of(b, WALLS, NOTHING, start), 100).depthM
    }
    expect(once()).toEqual(once())
  })

  test('runs down a plane at normal depth: 50 mm/h over 100 m leaves 1.3889e-3 m²/s (kinematic wave)', () => {
    const [nx, dxM, slope, n] = [50, 2, 0.01, 0.02]
    const b = basin(nx, 1, dxM, n, (k) => slope * (nx - k) * dxM)
    const rainMPerS = 0.05 / 3600
    const edges: Edges = { ...WALLS, E: { is: 'open' } }
    const flood = new Of(b, edges, { ...NOTHING, rainMPerS: constant(rainMPerS) }, { depthM: new Float64Array(nx) })
    runTo(flood, 1200)
    const beforeM3 = flood.ledger.outM3
    runTo(flood, 1260)
    // The grid is one cell wide.
    expect((flood.ledger.outM3 - beforeM3) / 60 / dxM).toBeCloseTo(rainMPerS * nx * dxM, 5)
    // Manning: q = sqrt(S) h^(5/3) / n, in the middle.
    const middle = 25
    const q = rainMPerS * (middle + 0.5) * dxM
    expect((flood.depthM[middle] ?? 0) / ((q * n) / Math.sqrt(slope)) ** 0.6).toBeCloseTo(1, 1)
  })
})

describe.each([
  ['full', Full],
  ['full, compiled', FullFast],
])('%s', (_, Of) => {
  test('breaks a dam onto dry ground as Ritter 1892 says', () => {
    const [nx, dxM, tS] = [400, 0.25, 6]
    const edges: Edges = { ...WALLS, W: { is: 'open' }, E: { is: 'open' } }
    const start = { depthM: filled(nx, (k) => (k < nx / 2 ? 1 : 0)) }
    const flood = runTo(new Of(basin(nx, 1, dxM), edges, NOTHING, start), tS)
    const exact = (k: number): number => {
      const s = ((k + 0.5) * dxM - 50) / tS
      const c = Math.sqrt(G)
      return s < -c ? 1 : s > 2 * c ? 0 : (2 * c - s) ** 2 / (9 * G)
    }
    expect(meanError(flood.depthM, exact)).toBeLessThan(0.004)
  })

  test('breaks a dam into still water as Stoker 1957 says: the bore and what is behind it', () => {
    const [nx, dxM, tS] = [400, 0.25, 6]
    const edges: Edges = { ...WALLS, W: { is: 'open' }, E: { is: 'open' } }
    const start = { depthM: filled(nx, (k) => (k < nx / 2 ? 1 : 0.1)) }
    const flood = runTo(new Of(basin(nx, 1, dxM), edges, NOTHING, start), tS)
    const at = (xM: number): number => flood.depthM[Math.floor(xM / dxM)] ?? 0
    expect(at(60)).toBeCloseTo(0.39617, 3)
    expect(flood.velocities().uMS[240]).toBeCloseTo(2.32135, 2)
    // The bore stands at 50 + 3.10513 * 6 m.
    expect(at(68)).toBeGreaterThan(0.35)
    expect(at(69.5)).toBeLessThan(0.12)
  })

  test('swings in a bowl with the period of Thacker 1981', () => {
    const [side, dxM, h0, eta] = [40, 0.1, 0.1, 0.5]
    const x = (k: number): number => ((k % side) + 0.5) * dxM - 2
    const y = (k: number): number => (Math.floor(k / side) + 0.5) * dxM - 2
    const bed = (k: number): number => -h0 * (1 - x(k) ** 2 - y(k) ** 2)
    const depth = (k: number): number => Math.max(0, eta * h0 * (2 * x(k) - eta) - bed(k))
    const w = Math.sqrt(2 * G * h0)
    const start = {
      depthM: filled(side * side, depth),
      vMS: filled(side * side, (k) => (depth(k) > 0 ? eta * w : 0)),
    }
    const flood = new Of(basin(side, side, dxM, 0, bed), WALLS, NOTHING, start)
    const initialM3 = flood.volumeM3()
    runTo(flood, (2 * Math.PI) / w)
    expect(meanError(flood.depthM, depth)).toBeLessThan(0.12)
    expect(Math.abs(budget(flood, initialM3))).toBeLessThan(1e-9 * initialM3)
  })
})

describe('the compiled kernel', () => {
  test.each([
    [37, 29, 11],
    [64, 3, 12],
    [5, 40, 13],
    [1, 1, 14],
  ])('gives what the plain scheme gives on %i x %i cells', (nx, ny, seed) => {
    const { basin: b, start } = rough(seed, nx, ny)
    const edges: Edges = { ...WALLS, E: { is: 'open' }, S: { is: 'level', levelM: constant(1.5) } }
    const forcing = { ...NOTHING, rainMPerS: constant(1e-5) }
    const apart = (Plain: typeof Inertial | typeof Full, Fast: typeof InertialFast | typeof FullFast): number => {
      const [plain, fast] = [Plain, Fast].map((Of) => runTo(new Of(b, edges, forcing, start), 60).depthM)
      return Math.max(...(plain ?? []).map((h, k) => Math.abs(h - (fast?.[k] ?? 0))))
    }
    expect(apart(Inertial, InertialFast)).toBeLessThan(1e-4)
    expect(apart(Full, FullFast)).toBeLessThan(1e-4)
  })
})
