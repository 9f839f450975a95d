// The embedded chain's blocks on disk: one line a block with its raw transaction, time and hash, and a sum over all lines so
// far. A line is on the disk before anybody is told of its block. A last line that was torn was told to nobody and is cut off;
// any other line that is not as it was written is refused by its number.
import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const Block = z.strictObject({
  block: z.int().min(1),
  time: z.int().min(1),
  hash: z.string().regex(/^0x[0-9a-f]{64}$/),
  raw: z.string().regex(/^0x[0-9a-f]+$/),
  sum: z.string().regex(/^[0-9a-f]{64}$/),
})
/** `sum` is SHA-256 over the sum before and the others. */
export type LoggedBlock = Omit<z.infer<typeof Block>, 'sum'>

export type ChainLog = {
  readonly blocks: readonly LoggedBlock[]
  /** Of all lines until that block; of none, `begins`. */
  sumAt(block: number): string
  /** On the disk when it returns. After an error nothing of it stands there. */
  append(block: LoggedBlock): void
  close(): void
}

/** `begins` is what the first sum is over: of another beginning, the first line is refused. Throws a sentence with the place. */
export function openChainLog(path: string, begins: string): ChainLog {
  const first = createHash('sha256').update(begins).digest('hex')
  const { blocks, sums, length } = readLog(path, first)
  const isNew = !existsSync(path)
  const file = openSync(path, 'a')
  ftruncateSync(file, length)
  if (isNew) syncFolder(dirname(path))
  let end = length
  return {
    blocks,
    sumAt: (block) => (block === 0 ? first : (sums[block - 1] ?? '')),
    append(block) {
      const sum = sumOf(sums.at(-1) ?? first, block)
      const line = Buffer.from(`${JSON.stringify({ ...block, sum })}\n`)
      try {
        for (let at = 0; at < line.length;) at += writeSync(file, line, at)
        fsyncSync(file)
      } catch (error) {
        ftruncateSync(file, end)
        throw error
      }
      end += line.length
      sums.push(sum)
      blocks.push(block)
    },
    close: () => closeSync(file),
  }
}

const sumOf = (before: string, { block, time, hash, raw }: LoggedBlock): string =>
  createHash('sha256').update(`${before} ${block} ${time} ${hash} ${raw}`).digest('hex')

function readLog(path: string, first: string): { blocks: LoggedBlock[]; sums: string[]; length: number } {
  const blocks: LoggedBlock[] = []
  const sums: string[] = []
  if (!existsSync(path)) return { blocks, sums, length: 0 }
  const bytes = readFileSync(path)
  let at = 0
  for (let no = 1; at < bytes.length; no++) {
    const end = bytes.indexOf(10, at)
    const isLast = end < 0 || end === bytes.length - 1
    const line = bytes.subarray(at, end < 0 ? bytes.length : end)
    // What a power cut leaves of a line nobody was told of: no end, or a hole.
    if (end < 0 || (isLast && line.includes(0))) break
    const { sum, ...block } = blockIn(line.toString('latin1'), path, no)
    if (block.block !== no || sum !== sumOf(sums.at(-1) ?? first, block)) throw new Error(changed(path, no))
    blocks.push(block)
    sums.push(sum)
    at = end + 1
  }
  return { blocks, sums, length: at }
}

function blockIn(line: string, path: string, no: number): z.infer<typeof Block> {
  try {
    return Block.parse(JSON.parse(line))
  } catch {
    throw new Error(changed(path, no))
  }
}

const changed = (path: string, no: number): string =>
  `line ${no} of ${path} is not what was written there: the chain is not opened on it; put back the file as it was`

/** Whole or not at all, and on the disk. */
export function writeWhole(path: string, bytes: Uint8Array, mode = 0o600): void {
  const part = `${path}.part`
  const file = openSync(part, 'w', mode)
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(part, path)
  syncFolder(dirname(path))
}

/** So that a new name is there after a power cut; not every system lets a folder be opened. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    fsyncSync(folder)
    closeSync(folder)
  } catch {
    // Windows.
  }
}
