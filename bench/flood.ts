// How fast water is reckoned: 512 x 512 cells, all wet 0.3 m over a gently waving bed, rain; million cell updates a second of
// CPU time of one thread. The same input for the compiled kernels and for the plain schemes they are tested against.
import { Full } from '../shared/systems/flood/full.ts'
import { FullFast } from '../shared/systems/flood/full-fast.ts'
import { InertialFast } from '../shared/systems/flood/inertial-fast.ts'
import { Inertial } from '../shared/systems/flood/inertial.ts'
import type { Edges } from '../shared/systems/flood/basin.ts'
import { constant } from '../shared/systems/flood/series.ts'
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
  return Promise.resolve([...rows, hourOverCore(false), hourOverCore(true)])
}

/**
 * An hour of flood over the middle of a city: a river 5 m deep through 500 x 500 cells of 5 m with blocks, in rain; in one step
 * for all, or as a city plays it, shallow water in longer steps than deep.
 */
function hourOverCore(isParted: boolean): Rows[number] {
  const [side, partS] = [500, 300]
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
  const flood = new InertialFast(basin, edges, forcing, { depthM })
  const initialM3 = flood.volumeM3()
  const before = process.cpuUsage()
  while (flood.tS < partS - 1e-9)
    if (isParted) flood.advance(10)
    else flood.step(partS - flood.tS)
  const { user, system } = process.cpuUsage(before)
  const cpuS = (user + system) / 1e6
  const { inM3, outM3 } = flood.ledger
  return {
    scheme: `an hour over ${side} x ${side} cells${isParted ? ', as a city plays it' : ''}, from ${partS} s: ${((cpuS * 3600) / partS).toFixed(1)} CPU s`,
    'million cells a CPU second': isParted ? '' : Number(((cells * flood.steps) / cpuS / 1e6).toFixed(1)),
    budget: '30 s',
    'volume error / inflow': Math.abs((flood.volumeM3() - initialM3 - inM3 + outM3) / inM3).toExponential(1),
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
