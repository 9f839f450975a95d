// The water of a state, some seconds further: one kernel a city serves any number of states, which are loaded into it and
// taken out again. Same state, same seconds, same bytes. Below the core the river leaves over its weir; ground takes in
// what stands on it, minute by minute.
import type { City } from '../../city/city.ts'
import { type Edges, Ledger } from './basin.ts'
import { at } from './cells.ts'
import type { CoreGrid } from './core-grid.ts'
import { overWeirM3S } from './core-river.ts'
import { InertialFast } from './inertial-fast.ts'
import type { Saved } from './scheme.ts'
import { constant } from './series.ts'
import type { FloodState } from './state.ts'
import type { Structures } from './structures.ts'
import { dugOut, structuresOf } from './works.ts'

type Kernel = {
  readonly scheme: InertialFast
  readonly roughness: number
  /** Of the works that stand in it. */
  plan: string
  structures: Structures
  dug: Int32Array
}
const kernels = new WeakMap<City, Kernel>()

/** Over land water leaves the core as the ground goes on. */
const EDGES: Edges = { W: { is: 'open' }, E: { is: 'open' }, S: { is: 'open' }, N: { is: 'open' } }
/** How long what flows in and out is held, seconds. */
const HELD_S = 10

export function runWater(state: FloodState, grid: CoreGrid, city: City, forS: number): void {
  const kernel = kernelFor(state, grid, city)
  const { scheme } = kernel
  const { river, rainShare } = grid
  const rain = { rainMPerS: constant(state.rainMPerS), rainShare: state.rainMPerS > 0 ? rainShare : null }
  for (let leftS = forS; leftS > 1e-9 && state.water;) {
    const tookS = Math.min(HELD_S, leftS)
    const before = filled(state.water, kernel.structures)
    state.outflowM3S = river ? outflowM3S(river, grid, before.depthM, { was: state.outflowM3S, tookS }) : 0
    const inWidthM = (river?.inlets ?? []).reduce((sum, { widthM }) => sum + widthM, 0)
    const outCells = (river?.outlets ?? []).reduce((sum, { cells }) => sum + cells.length, 0)
    const inlets = (river?.inlets ?? []).map(({ cells, widthM }) => ({
      cells,
      flowM3S: constant((state.inflowM3S * widthM) / inWidthM),
    }))
    const outlets = (river?.outlets ?? []).map(({ cells }) => ({
      cells,
      flowM3S: constant((-state.outflowM3S * cells.length) / outCells),
    }))
    scheme.setForcing({ ...rain, sources: [...inlets, ...outlets] })
    scheme.load(before)
    scheme.advance(tookS)
    state.water = scheme.save()
    leftS -= tookS
  }
}

/** What stands on the ground soaks away and dries for so many seconds. */
export function soak({ depthM, ledger: saved }: Saved, { soakMPerS, basin }: CoreGrid, forS: number): void {
  let tookM = 0
  for (let k = 0; k < depthM.length; k++) {
    const h = at(depthM, k)
    if (h === 0) continue
    const goesM = Math.min(h, at(soakMPerS, k) * forS)
    depthM[k] = h - goesM
    tookM += goesM
  }
  const ledger = new Ledger()
  ledger.load(saved)
  ledger.leaves(tookM * basin.dxM * basin.dxM)
  saved.set(ledger.save())
}

function kernelFor({ works, breaches, factors }: FloodState, grid: CoreGrid, city: City): Kernel {
  let kernel = kernels.get(city)
  if (kernel?.roughness !== factors.roughness) {
    const { basin, depthM } = grid
    const manning = basin.manning.map((n) => n * factors.roughness)
    const dry = { rainMPerS: constant(0), rainShare: null, sources: [] }
    kernel?.scheme.dispose()
    const scheme = new InertialFast({ ...basin, manning }, EDGES, dry, { depthM })
    const structures = structuresOf({ works: [], breaches: [] }, grid, city)
    kernel = { scheme, roughness: factors.roughness, plan: '', structures, dug: new Int32Array(0) }
    kernels.set(city, kernel)
  }
  const plan = JSON.stringify([works, breaches])
  if (kernel.plan === plan) return kernel
  kernel.plan = plan
  kernel.structures = structuresOf({ works, breaches }, grid, city)
  kernel.scheme.setStructures(kernel.structures)
  const { dug } = kernel
  kernel.scheme.setBed(
    dug,
    Float64Array.from(dug, (k) => at(grid.basin.bedM, k)),
  )
  const { cells, bedM } = dugOut(breaches, grid)
  kernel.scheme.setBed(cells, bedM)
  kernel.dug = cells
  return kernel
}

/** With room for what is in every sewer. */
function filled(saved: Saved, { sewers }: Structures): Saved {
  if (saved.storedM3.length === sewers.length) return saved
  const storedM3 = new Float64Array(sewers.length)
  storedM3.set(saved.storedM3.subarray(0, sewers.length))
  return { ...saved, storedM3 }
}

/** Over the weir as the river stands above it: half of what was and half of what is, so that neither runs away. */
function outflowM3S(
  river: NonNullable<CoreGrid['river']>,
  { basin }: CoreGrid,
  depthM: Float64Array,
  { was, tookS }: { readonly was: number; readonly tookS: number },
): number {
  let [sum, count] = [0, 0]
  for (const { cells } of river.outlets)
    for (const k of cells) {
      const h = at(depthM, k)
      if (h <= 0) continue
      sum += at(basin.bedM, k) + h
      count++
    }
  if (count === 0) return 0
  const levelM = sum / count
  const most = (Math.max(0, levelM - river.crestM) * count * basin.dxM * basin.dxM) / (2 * tookS)
  return Math.min(most, (was + overWeirM3S(river, levelM)) / 2)
}
