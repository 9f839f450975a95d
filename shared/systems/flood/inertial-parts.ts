// The parts of a grid in the memory of the inertial kernel: which blocks are of which, and the spans of columns it runs over.
// blocks.ts says how they are parted.
import type { Basin } from './basin.ts'
import { blockAt, blocksAcross, listSpans, MOST_PASSES, partsOf, QUICK, roomForSpans, SLOW } from './blocks.ts'
import type { Rim } from './rows.ts'
import type { WasmMemory } from './wasm.ts'

export type PartingKernel = {
  /** What every block holds, to an address. */
  look(across: number, deepM: number, to: number): void
  /** Gives each part the fluxes of its blocks; where these are told. */
  deal(across: number, from: number): void
}

/** Who runs over the spans. */
type Hands = {
  readonly kernel: PartingKernel
  /** Where the spans of two parts are listed, of faces and of the cells beside them, and whether there are two. */
  setSpans(faces: number, cells: number, otherFaces: number, otherCells: number, isParted: number): void
}

export class Parting {
  /** Of the memory it uses, bytes. */
  readonly end: number
  /** Of each block its part; null while one step is for all. */
  of: Uint8Array | null = null
  /** Of each rim, which of its faces are of either part. */
  rims: readonly (readonly [readonly number[], readonly number[]])[] = []
  private readonly basin: Basin
  private readonly kernel: PartingKernel
  private readonly hands: Hands
  private readonly memory: WasmMemory
  private readonly holds: number
  private readonly told: number
  private readonly spans: readonly [number, number]
  private readonly whole: Uint8Array
  /** Whether the spans are listed of one step for all. */
  private isWhole = false

  constructor(basin: Basin, hands: Hands, { memory, from }: { memory: WasmMemory; from: number }) {
    const across = blocksAcross(basin.nx)
    const bytes = (across * (basin.ny + 1) + 15) & ~15
    const lists = (4 * roomForSpans(basin) + 15) & ~15
    this.basin = basin
    this.kernel = hands.kernel
    this.hands = hands
    this.memory = memory
    this.holds = from
    this.told = from + bytes
    this.spans = [this.told + bytes, this.told + bytes + lists]
    this.end = this.spans[1] + lists
    this.whole = new Uint8Array(across * (basin.ny + 1)).fill(QUICK)
  }

  /** One step for all from now on. */
  together(rims: readonly Rim[]): void {
    if (this.isWhole) return
    this.tell(this.whole, rims)
    this.of = null
    this.isWhole = true
  }

  /** All fluxes are of the first part, until they are parted again or it is said that they are to be together. */
  gather(): void {
    if (this.of === null) return
    new Uint8Array(this.memory.buffer, this.told, this.whole.length).set(this.whole)
    this.kernel.deal(blocksAcross(this.basin.nx), this.told)
    this.of = null
  }

  /**
   * By the water as it stands: deep is what is deeper than `deepM`. Gives for how many passes the parts hold. `quick` are cells
   * where something comes from outside.
   */
  part(
    rims: readonly Rim[],
    {
      deepM,
      quick,
      isRaining,
    }: { readonly deepM: number; readonly quick: readonly number[]; readonly isRaining: boolean },
  ): number {
    const { nx, ny } = this.basin
    const across = blocksAcross(nx)
    this.kernel.look(across, deepM, this.holds)
    const holds = new Uint8Array(this.memory.buffer, this.holds, across * ny)
    this.of = partsOf(holds, this.basin, { quick: quick.map((k) => blockAt(nx, k)), isRaining })
    this.isWhole = false
    this.tell(this.of, rims)
    return isRaining ? 4 * MOST_PASSES : MOST_PASSES
  }

  /** Of the cell whose west face it is, and of those beyond the last row. */
  partOf(cell: number): number {
    return this.of?.[blockAt(this.basin.nx, cell)] ?? QUICK
  }

  private tell(parts: Uint8Array, rims: readonly Rim[]): void {
    const { nx } = this.basin
    const across = blocksAcross(nx)
    const { buffer } = this.memory
    new Uint8Array(buffer, this.told, parts.length).set(parts)
    this.kernel.deal(across, this.told)
    const lists = [QUICK, SLOW] as const
    const [quick, slow] = lists.map((part, n) => {
      const at = this.spans[n] ?? 0
      return listSpans(parts, part, this.basin, { into: new Int32Array(buffer, at, roomForSpans(this.basin)), at })
    }) as [readonly [number, number], readonly [number, number]]
    this.hands.setSpans(...quick, ...slow, parts === this.whole ? 0 : 1)
    this.rims = rims.map(({ side, cells }) => {
      const of: [number[], number[]] = [[], []]
      for (const [n, k] of cells.entries()) {
        const block = side === 'E' ? Math.floor(k / nx) * across + across - 1 : blockAt(nx, k)
        const part = parts[side === 'N' ? block + across : block] ?? 0
        if (part > 0) of[part === QUICK ? 0 : 1].push(n)
      }
      return of
    })
  }
}
