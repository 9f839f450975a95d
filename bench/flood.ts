// How fast water is reckoned: 512 x 512 cells, all wet 0.3 m over a gently waving bed, rain; million cell updates a second of
// CPU time of one thread. The same input for the compiled kernels and for the plain schemes they are tested against.
import { Full } from '../shared/systems/flood/full.ts'
import { FullFast } from '../shared/systems/flood/full-fast.ts'
import { InertialFast } from '../shared/systems/flood/inertial-fast.ts'
import { Inertial } from '../shared/systems/flood/inertial.ts'
import type { Edges } from '../shared/systems/flood/basin.ts'
import { constant } from '../shared/systems/flood/series.ts'
import { openCrew } from '../server/systems/flood/crew.ts'
import { lendHands } from '../shared/systems/flood/crew.ts'
import type { Rows } from './bench.ts'

const SIDE = 512
const CELL_M = 5
const CELLS = SIDE * SIDE
const WALLS: Edges = { W: { is: 'wall' }, E: { is: 'wall' }, S: { is: 'wall' }, N: { is: 'wall' } }
/** Each is measured for as many steps as take a second or so, several times; the median counts. */
const RUNS = [
  { scheme: 'inertial, compiled', Of: InertialFast, steps: 200, budget: 100 },
  { scheme: 'inertial, plain', Of: Inertial, steps: 20, budget: '' },
  { scheme: 'full, compiled', Of: FullFast, steps: 20, budget: 12 },
  { scheme: 'full, plain', Of: Full, steps: 4, budget: '' },
] as const
const TIMES = 9
const CORE_SIDE = 500

export async function benchFlood(): Promise<Rows> {
  const basin = {
    nx: SIDE,
    ny: SIDE,
    dxM: CELL_M,
    bedM: Float64Array.from({ length: CELLS }, (_, k) => 0.1 * Math.sin((k % SIDE) / 20) * Math.cos(k / SIDE / 25)),
    manning: new Float64Array(CELLS).fill(0.03),
  }
  const forcing = { rainMPerS: constant(1e-6), rainShare: null, sources: [] }
  const rows = RUNS.map(({ scheme, Of, steps, budget }) => {
    const flood = new Of(basin, WALLS, forcing, { depthM: new Float64Array(CELLS).fill(0.3) })
    const initialM3 = flood.volumeM3()
    flood.step(Infinity)
    const speeds = Array.from({ length: TIMES }, () => {
      const before = process.cpuUsage()
      for (let n = 0; n < steps; n++) flood.step(Infinity)
      const { user, system } = process.cpuUsage(before)
      return (CELLS * steps) / (user + system)
    })
    const { inM3, outM3 } = flood.ledger
    return {
      scheme,
      'million cells a CPU second': Number(median(speeds).toFixed(1)),
      budget,
      'volume error / inflow': Math.abs((flood.volumeM3() - initialM3 - inM3 + outM3) / inM3).toExponential(1),
    }
  })
  return Promise.resolve([
    ...rows,
    hourOverCore(false),
    hourOverCore(true),
    onTwo('', () => overCore(InertialFast), step),
    onTwo(' as a city plays it', () => overCore(InertialFast), advance),
    onTwo(' by the full scheme', () => overCore(FullFast), step),
  ])
}

/**
 * An hour of flood over the middle of a city: a river 5 m deep through 500 x 500 cells of 5 m with blocks, in rain; in one step
 * for all, or as a city plays it, shallow water in longer steps than deep.
 */
function hourOverCore(isParted: boolean): Rows[number] {
  const partS = 300
  const flood = overCore(InertialFast)
  const initialM3 = flood.volumeM3()
  const before = process.cpuUsage()
  run(flood, partS, isParted ? advance : step)
  const { user, system } = process.cpuUsage(before)
  const cpuS = (user + system) / 1e6
  const { inM3, outM3 } = flood.ledger
  return {
    scheme: `an hour over ${CORE_SIDE} x ${CORE_SIDE} cells${isParted ? ', as a city plays it' : ''}, from ${partS} s: ${((cpuS * 3600) / partS).toFixed(1)} CPU s`,
    'million cells a CPU second': isParted
      ? ''
      : Number(((CORE_SIDE * CORE_SIDE * flood.steps) / cpuS / 1e6).toFixed(1)),
    budget: '30 s',
    'volume error / inflow': Math.abs((flood.volumeM3() - initialM3 - inM3 + outM3) / inM3).toExponential(1),
  }
}

/** The same hour by the clock on one core and on two, in turns, the fastest of each: others on the machine slow either. */
function onTwo<Of extends FullFast | InertialFast>(what: string, make: () => Of, go: Go<Of>): Rows[number] {
  const partS = 20
  const fastest = [Infinity, Infinity]
  const volumes: number[] = []
  for (let time = 0; time < TIMES; time++)
    for (const [n, cores] of [1, 2].entries()) {
      lendHands(() => (cores === 1 ? null : openCrew(cores, 0)))
      const flood = make()
      // Threads begin with the first step.
      flood.step(0.01)
      const before = performance.now()
      run(flood, flood.tS + partS, go)
      fastest[n] = Math.min(fastest[n] ?? Infinity, (performance.now() - before) / 1000)
      volumes.push(flood.volumeM3())
      flood.dispose()
    }
  lendHands(() => null)
  const hour = (n: number): string => (((fastest[n] ?? 0) * 3600) / partS).toFixed(1)
  const isSame = new Set(volumes).size === 1
  return {
    scheme: `2 cores, an hour${what} by the clock: ${hour(0)} s on one, ${hour(1)} s on two, ${isSame ? 'the same water' : 'OTHER WATER'}`,
    'million cells a CPU second': '',
    budget: `1.4 x: ${((fastest[0] ?? 0) / (fastest[1] ?? 1)).toFixed(2)} x`,
    'volume error / inflow': '',
  }
}

type Go<Of> = (flood: Of, forS: number) => unknown
const step = (flood: FullFast | InertialFast, forS: number): unknown => flood.step(forS)
const advance = (flood: InertialFast, forS: number): unknown => flood.advance(Math.min(10, forS))

function run<Of extends FullFast | InertialFast>(flood: Of, untilS: number, go: Go<Of>): void {
  while (flood.tS < untilS - 1e-9) go(flood, untilS - flood.tS)
}

function overCore<Of>(Of: new (...given: ConstructorParameters<typeof InertialFast>) => Of): Of {
  const side = CORE_SIDE
  const cells = side * side
  const isRiver = (k: number): boolean => Math.abs((k % side) - side / 2) < 15
  const isBlock = (k: number): boolean => (k % side) % 12 < 5 && Math.floor(k / side) % 12 < 5
  const basin = {
    nx: side,
    ny: side,
    dxM: CELL_M,
    bedM: Float64Array.from({ length: cells }, (_, k) => (isRiver(k) ? -5 : isBlock(k) ? 12 : Math.sin(k / 97))),
    manning: new Float64Array(cells).fill(0.03),
  }
  const rainShare = Float64Array.from({ length: cells }, (_, k) => (isBlock(k) && !isRiver(k) ? 0 : 1.2))
  const edges: Edges = { ...WALLS, S: { is: 'flow', qM2S: constant(2) }, N: { is: 'open' } }
  const forcing = { rainMPerS: constant(1e-5), rainShare, sources: [] }
  const depthM = Float64Array.from({ length: cells }, (_, k) => (isRiver(k) ? 5 : 0))
  return new Of(basin, edges, forcing, { depthM })
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
