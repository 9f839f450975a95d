// A step of the full scheme by several hands over one memory: the grid in bands of rows, two turns a step, one for each of its
// stages (full.as). However many hands, the same bits come out.
import type { Basin } from './basin.ts'
import { type Crew, type Hand, type Layout, lent, type Plan } from './crew.ts'
import { WASM_BASE64 as SHARED_BASE64 } from './full-bands-wasm.ts'
import { instantiate, type WasmMemory } from './wasm.ts'

/** What full.as exports. */
type Kernel = {
  /** Gives the end of what all hands share, bytes. */
  setUp(nx: number, ny: number, dxM: number, rowLength: number, base: number): number
  /** Where it has its rows in hand; gives their end. */
  setScratch(from: number): number
  setBand(from: number, to: number): void
  setEdges(...rulesAndValues: RulesAndValues): void
  /** Both give the fastest wave, m/s; `read` is for water that was changed from outside. */
  read(): number
  stage(n: number, dtS: number, rainM: number): number
  /** Sums what crossed the edges, after a step. */
  reckon(dtS: number): void
  /** m³ by the metre of cell. */
  cameIn(): number
  wentOut(): number
}
/** Rule and value, W, E, S, N. */
type RulesAndValues = [number, number, number, number, number, number, number, number]

/** In the order: how long the step is, rain, the edges; then of each hand the fastest wave in its band. */
const [STEP, RAIN, EDGES, FASTEST] = [0, 1, 2, 10]
const STAGES = 2

/** The kernel of the scheme and, where one was lent, its crew. */
export class FullBands {
  readonly memory: WasmMemory
  /** Of the memory in use, bytes. */
  readonly end: number
  private readonly kernel: Kernel
  private readonly crew: Crew | null
  private readonly ny: number
  private readonly order: Float64Array

  constructor({ nx, ny, dxM }: Basin, base64: string, { rowLength, base }: { rowLength: number; base: number }) {
    const crew = (this.crew = lent('full', nx * ny, ny))
    const { exports, memory } = instantiate(crew ? SHARED_BASE64 : base64, crew?.memory)
    // The functions that full.as exports.
    const kernel = (this.kernel = exports as Kernel)
    this.memory = memory
    this.ny = ny
    const hands = crew?.size ?? 1
    let end = kernel.setUp(nx, ny, dxM, rowLength, base)
    const scratch: number[] = []
    for (let n = 0; n < hands; n++) {
      scratch.push(end)
      end = kernel.setScratch(end)
    }
    this.end = end
    const layout: Layout = { nx, ny, dxM, rowLength, base, scratch, seams: [] }
    const bytes = 8 * (FASTEST + hands)
    const buffer = crew ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)
    this.order = new Float64Array(buffer)
    kernel.setScratch(scratch[0] ?? 0)
    const plan: Plan = { scheme: 'full', hands, turns: STAGES, layout, order: buffer }
    crew?.begin({ turn: turnsOf(kernel, plan, 0), alone: () => this.alone() }, plan)
  }

  setEdges(...rulesAndValues: RulesAndValues): void {
    this.order.set(rulesAndValues, EDGES)
  }

  /** Levels and velocities of water that was changed from outside; gives the fastest wave, m/s. */
  read(): number {
    return this.kernel.read()
  }

  /** Gives the fastest wave after it, m/s. */
  step(dtS: number, rainM: number): number {
    const { order, crew, kernel } = this
    order[STEP] = dtS
    order[RAIN] = rainM
    if (crew) crew.step()
    else this.alone()
    kernel.reckon(dtS)
    return order.subarray(FASTEST).reduce((a, b) => Math.max(a, b), 0)
  }

  /** What came in and went out over the edges in the last step, m³ by the metre of cell. */
  cameIn(): number {
    return this.kernel.cameIn()
  }
  wentOut(): number {
    return this.kernel.wentOut()
  }

  dispose(): void {
    this.crew?.dispose()
  }

  /** All of a step by the first hand. */
  private alone(): void {
    const { order, kernel } = this
    kernel.setBand(0, this.ny)
    kernel.setEdges(...edgesIn(order))
    order.fill(0, FASTEST)
    for (let stage = 0; stage < STAGES; stage++)
      order[FASTEST] = kernel.stage(stage, order[STEP] ?? 0, order[RAIN] ?? 0)
  }
}

/** Of a hand that is not the scheme's own. */
export function fullHand(memory: WasmMemory, plan: Plan, hand: number): Hand {
  const { nx, ny, dxM, rowLength, base, scratch } = plan.layout
  const kernel = instantiate(SHARED_BASE64, memory).exports as Kernel
  kernel.setUp(nx, ny, dxM, rowLength, base)
  kernel.setScratch(scratch[hand] ?? 0)
  return turnsOf(kernel, plan, hand)
}

function turnsOf(kernel: Kernel, { layout: { ny }, hands, order: buffer }: Plan, hand: number): Hand {
  const order = new Float64Array(buffer)
  const rowsTo = (bands: number): number => Math.floor((ny * bands) / hands)
  return (stage) => {
    if (stage === 0) {
      kernel.setBand(rowsTo(hand), rowsTo(hand + 1))
      kernel.setEdges(...edgesIn(order))
    }
    order[FASTEST + hand] = kernel.stage(stage, order[STEP] ?? 0, order[RAIN] ?? 0)
  }
}

function edgesIn(order: Float64Array): RulesAndValues {
  const number = (n: number): number => order[EDGES + n] ?? 0
  return [number(0), number(1), number(2), number(3), number(4), number(5), number(6), number(7)]
}
