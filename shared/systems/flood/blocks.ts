// A grid in blocks of eight columns, a row each, and which of them take long steps, which short ones and which none. A face
// belongs to the block of the cell it lies west or south of; of faces there is one row of blocks more than of cells. Where water
// is deep, and some cells round it, steps are short; shallow water takes longer ones; what is dry, far from any water, none.
import type { Basin } from './basin.ts'

/** Columns. */
export const BLOCK = 8
/** What a block holds at most. */
export const WET = 1
export const DEEP = 2
/** Of which part the faces of a block are. */
export const QUICK = 1
export const SLOW = 2
export type Part = typeof QUICK | typeof SLOW

/** Short steps are taken so far around deep water, blocks and rows. */
const ROUND_DEEP = [1, 4] as const
/** Water moves a cell in a pass at most, and gets no further in so many. */
export const MOST_PASSES = 32
const ROUND_WET = [MOST_PASSES / BLOCK, MOST_PASSES] as const

export const blocksAcross = (nx: number): number => Math.floor(nx / BLOCK) + 1
export const blockAt = (nx: number, cell: number): number =>
  Math.floor(cell / nx) * blocksAcross(nx) + Math.floor((cell % nx) / BLOCK)

/**
 * Of each block its part or 0. `holds` is what is in the blocks of cells; `quick` are blocks where something from outside
 * happens. Where it rains all water moves.
 */
export function partsOf(
  holds: Uint8Array,
  { nx, ny }: Pick<Basin, 'nx' | 'ny'>,
  { quick, isRaining }: { readonly quick: Iterable<number>; readonly isRaining: boolean },
): Uint8Array {
  const across = blocksAcross(nx)
  const parts = new Uint8Array((ny + 1) * across)
  if (isRaining) parts.fill(SLOW)
  else around(parts, SLOW, { across, rows: ny, reach: ROUND_WET, isSeed: (b) => holds[b] !== 0 })
  const forced = new Set(quick)
  around(parts, QUICK, { across, rows: ny, reach: ROUND_DEEP, isSeed: (b) => holds[b] === DEEP || forced.has(b) })
  // A block of the last face of a row alone is as the one before it.
  if (nx % BLOCK === 0) for (let b = across - 1; b < ny * across; b += across) parts[b] = parts[b - 1] ?? 0
  parts.copyWithin(ny * across, (ny - 1) * across, ny * across)
  return parts
}

type Around = {
  readonly across: number
  readonly rows: number
  readonly reach: readonly [blocks: number, rows: number]
  readonly isSeed: (block: number) => boolean
}

/** Marks what lies within reach of a seed, along rows first. */
function around(into: Uint8Array, mark: number, { across, rows, reach, isSeed }: Around): void {
  const near = new Uint8Array(rows * across)
  for (let b = 0; b < near.length; b++) {
    if (!isSeed(b)) continue
    const col = b % across
    near.fill(1, b - Math.min(col, reach[0]), b + Math.min(across - 1 - col, reach[0]) + 1)
  }
  // How many rows ago one was near, by column, to the north and then to the south.
  const since = new Int32Array(across)
  for (const [from, step] of [
    [0, 1],
    [rows - 1, -1],
  ] as const) {
    since.fill(rows)
    for (let j = from; j >= 0 && j < rows; j += step)
      for (let i = 0, b = j * across; i < across; i++, b++) {
        since[i] = near[b] === 1 ? 0 : (since[i] as number) + 1
        if ((since[i] as number) <= reach[1]) into[b] = mark
      }
  }
}

/** Integers that `listSpans` may take. */
export const roomForSpans = ({ nx, ny }: Pick<Basin, 'nx' | 'ny'>): number =>
  2 * (ny + 2) + 2 * (ny + 1) * (blocksAcross(nx) + 1)

/**
 * Spans of columns of a part as inertial.as reads them: where each row's begin, of faces and of the cells beside them (`addresses`),
 * then the pairs. `at` is the address of `into`, bytes.
 */
export function listSpans(
  parts: Uint8Array,
  part: Part,
  { nx, ny }: Pick<Basin, 'nx' | 'ny'>,
  { into, at }: { readonly into: Int32Array; readonly at: number },
): readonly [faces: number, cells: number] {
  const across = blocksAcross(nx)
  let next = 2 * (ny + 2)
  // Of faces: blocks of the part. Of cells: also the block west of one and the one south of it.
  for (const [list, index] of [0, ny + 2].entries()) {
    const isOfCells = list === 1
    for (let j = 0, b = 0; j <= ny; j++) {
      into[index + j] = at + 4 * next
      let isIn = false
      for (let i = 0; i < across; i++, b++) {
        const isBeside = isOfCells && ((i + 1 < across && parts[b + 1] === part) || parts[b + across] === part)
        const isHere = isOfCells && j === ny ? false : parts[b] === part || isBeside
        if (isHere !== isIn) into[next++] = i * BLOCK
        isIn = isHere
      }
      if (isIn) into[next++] = across * BLOCK
    }
    into[index + ny + 1] = at + 4 * next
  }
  return [at, at + 4 * (ny + 2)]
}
