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
/** Each is measured for as many steps as take some seconds, three times; the best counts, as another's work only slows. */
const RUNS = [
  { scheme: 'inertial, compiled', Of: InertialFast, steps: 400, budget: 100 },
  { scheme: 'inertial, plain', Of: Inertial, steps: 40, budget: '' },
  { scheme: 'full, compiled', Of: FullFast, steps: 40, budget: 12 },
  { scheme: 'full, plain', Of: Full, steps: 10, budget: '' },
] as const
const TIMES = 3

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
      return (CELLS * steps) / process.cpuUsage(before).user
    })
    const { inM3, outM3 } = flood.ledger
    return {
      scheme,
      'million cells a CPU second': Number(Math.max(...speeds).toFixed(1)),
      budget,
      'volume error / inflow': Math.abs((flood.volumeM3() - initialM3 - inM3 + outM3) / inM3).toExponential(1),
    }
  })
  return Promise.resolve(rows)
}
