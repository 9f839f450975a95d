// A step of the inertial scheme by several hands over one memory: the grid in bands of rows, three turns a step (inertial.as).
// However many hands, the same bits come out.
import type { Basin } from './basin.ts'
import { type Crew, type Hand, type Layout, LEAST_ROWS, lent, type Plan } from './crew.ts'
import { WASM_BASE64 as SHARED_BASE64 } from './inertial-bands-wasm.ts'
import { instantiate, type WasmMemory } from './wasm.ts'

/** What inertial.as exports for it. */
export type BandKernel = {
  /** Gives the end of the planes and edges, bytes. */
  setUp(nx: number, ny: number, dxM: number, rowLength: number, base: number): number
  /** Where it has its rows in hand; gives their end. */
  setScratch(from: number): number
  seamBytes(): number
  setBand(from: number, to: number, southSeam: number, northSeam: number): void
  setSpans(faces: number, cells: number, otherFaces: number, otherCells: number, isParted: number): void
  /** Whether rain falls by share. */
  setShower(isShared: number): void
  /** Where held faces are listed, and how many there are. */
  setHeld(address: number, count: number): void
  ready(part: number, dtS: number): void
  /** These two give the deepest water beside the faces they did. */
  sweep(part: number, dtS: number, rainM: number): number
  close(part: number, dtS: number, rainM: number): number
}

const TURNS = 3

/** What all hands are told before a step, in numbers that threads may share. */
class Order {
  static bytes(hands: number): number {
    return 8 * (2 + hands) + 4 * (9 + hands + 1)
  }

  /** How long the step is, what steeps; then of each hand what was deepest. */
  readonly numbers: Float64Array
  /** Which part, whether rain falls by share, held faces, spans, whether parted; then the first row of each band and the end. */
  readonly words: Int32Array

  constructor(buffer: ArrayBufferLike, hands: number) {
    this.numbers = new Float64Array(buffer, 0, 2 + hands)
    this.words = new Int32Array(buffer, 8 * (2 + hands), 9 + hands + 1)
  }
}
const [PART, SHOWER, HELD, SPANS, ROWS] = [0, 1, 2, 4, 9]
const DEEPEST = 2

/** Of a hand that is not the scheme's own. */
export function inertialHand(memory: WasmMemory, plan: Plan, hand: number): Hand {
  const { nx, ny, dxM, rowLength, base, scratch } = plan.layout
  // The functions that inertial.as exports.
  const kernel = instantiate(SHARED_BASE64, memory).exports as BandKernel
  kernel.setUp(nx, ny, dxM, rowLength, base)
  kernel.setScratch(scratch[hand] ?? 0)
  return turnsOf(kernel, plan, hand)
}

/** Turn 0, 1 or 2 of a hand; what comes of it is in the order. */
function turnsOf(kernel: BandKernel, { layout: { seams }, hands, order }: Plan, hand: number): Hand {
  const { numbers, words } = new Order(order, hands)
  const word = (n: number): number => words[n] ?? 0
  return (turn) => {
    const [part, dtS, rainM] = [word(PART), numbers[0] ?? 0, numbers[1] ?? 0]
    if (turn === 0) {
      kernel.setShower(word(SHOWER))
      kernel.setHeld(word(HELD), word(HELD + 1))
      kernel.setSpans(word(SPANS), word(SPANS + 1), word(SPANS + 2), word(SPANS + 3), word(SPANS + 4))
      kernel.setBand(word(ROWS + hand), word(ROWS + hand + 1), seams[hand - 1] ?? 0, seams[hand] ?? 0)
      kernel.ready(part, dtS)
    } else if (turn === 1) numbers[DEEPEST + hand] = kernel.sweep(part, dtS, rainM)
    else numbers[DEEPEST + hand] = Math.max(numbers[DEEPEST + hand] ?? 0, kernel.close(part, dtS, rainM))
  }
}

/** The kernel of a scheme and, where one was lent, its crew. */
export class Bands<Kernel extends BandKernel> {
  readonly kernel: Kernel
  readonly memory: WasmMemory
  /** Of the memory in use, bytes. */
  readonly end: number
  private readonly basin: Basin
  private readonly crew: Crew | null
  private readonly order: Order | null = null
  /** Where the rows of each band begin, for either part. */
  private readonly limits: [number[], number[]] = [[], []]
  /** Where there are too few faces to share. */
  private readonly isAlone: [boolean, boolean] = [false, false]

  constructor(basin: Basin, base64: string, { rowLength, base }: { rowLength: number; base: number }) {
    const { nx, ny, dxM } = basin
    this.basin = basin
    const crew = (this.crew = lent('inertial', nx * ny, ny))
    const { exports, memory } = instantiate(crew ? SHARED_BASE64 : base64, crew?.memory)
    // The functions that inertial.as exports.
    const kernel = exports as Kernel
    this.kernel = kernel
    this.memory = memory
    let end = kernel.setUp(nx, ny, dxM, rowLength, base)
    const scratch: number[] = []
    for (let n = 0; n < (crew?.size ?? 1); n++) {
      scratch.push(end)
      end = kernel.setScratch(end)
    }
    kernel.setScratch(scratch[0] ?? 0)
    kernel.setBand(0, ny, 0, 0)
    const seams = scratch.slice(1).map((_, n) => end + n * kernel.seamBytes())
    this.end = end + seams.length * kernel.seamBytes()
    if (!crew) return
    const layout: Layout = { nx, ny, dxM, rowLength, base, scratch, seams }
    const order = new SharedArrayBuffer(Order.bytes(crew.size))
    this.order = new Order(order, crew.size)
    const plan: Plan = { scheme: 'inertial', hands: crew.size, turns: TURNS, layout, order }
    crew.begin({ turn: turnsOf(kernel, plan, 0), alone: () => this.alone() }, plan)
  }

  setShower(isShared: number): void {
    this.kernel.setShower(isShared)
    this.order?.words.set([isShared], SHOWER)
  }

  setHeld(address: number, count: number): void {
    this.kernel.setHeld(address, count)
    this.order?.words.set([address, count], HELD)
  }

  setSpans(
    ...spans: readonly [faces: number, cells: number, otherFaces: number, otherCells: number, isParted: number]
  ): void {
    this.kernel.setSpans(...spans)
    if (!this.order || !this.crew) return
    this.order.words.set(spans, SPANS)
    for (const part of [0, 1] as const) {
      const work = this.workTo(spans[2 * part] ?? 0)
      this.limits[part] = shared(work, this.crew.size)
      this.isAlone[part] = (work.at(-1) ?? 0) <= this.crew.fewFaces
    }
  }

  /** Of a part; gives the deepest water beside its faces after it. */
  step(part: 0 | 1, dtS: number, rainM: number): number {
    const { crew, order, kernel } = this
    if (!crew || !order) return kernel.sweep(part, dtS, rainM)
    order.numbers.set([dtS, rainM])
    order.words.set([part], PART)
    order.words.set(this.limits[part], ROWS)
    if (this.isAlone[part]) this.alone()
    else crew.step()
    return order.numbers.subarray(DEEPEST).reduce((a, b) => Math.max(a, b), 0)
  }

  dispose(): void {
    this.crew?.dispose()
  }

  /** All of a step by the first hand, as without a crew. */
  private alone(): void {
    const { numbers, words } = this.order as Order
    this.kernel.setBand(0, this.basin.ny, 0, 0)
    numbers.fill(0, DEEPEST)
    numbers[DEEPEST] = this.kernel.sweep(words[PART] ?? 0, numbers[0] ?? 0, numbers[1] ?? 0)
  }

  /** Columns of faces south of each row, and of all, in a list of spans. */
  private workTo(list: number): Float64Array {
    const { ny } = this.basin
    const words = new Int32Array(this.memory.buffer)
    const word = (n: number): number => words[n] ?? 0
    const work = new Float64Array(ny + 1)
    for (let j = 0; j < ny; j++) {
      let columns = 0
      const end = word(list / 4 + j + 1) / 4
      for (let span = word(list / 4 + j) / 4; span < end; span += 2) columns += word(span + 1) - word(span)
      work[j + 1] = (work[j] ?? 0) + columns
    }
    return work
  }
}

/** Rows shared out so that each band has about as many faces as another. */
function shared(work: Float64Array, bands: number): number[] {
  const ny = work.length - 1
  const rows = [0]
  for (let n = 1; n < bands; n++) {
    const upTo = work.findIndex((done) => done >= ((work[ny] ?? 0) * n) / bands)
    rows.push(Math.min(ny - LEAST_ROWS * (bands - n), Math.max((rows[n - 1] ?? 0) + LEAST_ROWS, upTo)))
  }
  return [...rows, ny]
}
