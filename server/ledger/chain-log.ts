// The embedded chain's blocks on disk: one line a block with its raw transaction, time and hash, and a sum over all lines so
// far. A line is on the disk before anybody is told of its block, and has its room there before the block is made. A last line
// that was torn was told to nobody and is cut off; any other line that is not as it was written is refused by its number.
import { createHash } from 'node:crypto'
import { closeSync, constants, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { syncFolderSync } from '../disk/whole-file.ts'

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
  /** Takes the room that a block will need, so that a full disk is heard of before there is a block; throws where there is none. */
  reserve(block: Omit<LoggedBlock, 'hash'>): void
  /** On the disk when it returns. After an error nothing of it stands there. */
  append(block: LoggedBlock): void
  close(): void
}

/** `begins` is what the first sum is over: of another beginning, the first line is refused. Throws a sentence with the place. */
export function openChainLog(path: string, begins: string): ChainLog {
  const first = createHash('sha256').update(begins).digest('hex')
  const { blocks, sums, length } = readLog(path, first)
  const isNew = !existsSync(path)
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644)
  ftruncateSync(file, length)
  if (isNew) syncFolderSync(dirname(path))
  let end = length
  /** Nothing of it stands there where it could not be written. */
  const put = (bytes: Buffer): void => {
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, end + at)
    } catch (error) {
      ftruncateSync(file, end)
      throw error
    }
  }
  return {
    blocks,
    sumAt: (block) => (block === 0 ? first : (sums[block - 1] ?? '')),
    // Zeros without an end: a hole in a line that was told to nobody.
    reserve(block) {
      ftruncateSync(file, end)
      put(Buffer.alloc(lineOf({ ...block, hash: `0x${first}` }, first).length))
    },
    append(block) {
      const sum = sumOf(sums.at(-1) ?? first, block)
      const line = lineOf(block, sum)
      put(line)
      try {
        fsyncSync(file)
      } catch (error) {
        ftruncateSync(file, end)
        throw error
      }
      end += line.length
      sums.push(sum)
      blocks.push(block)
    },
    close() {
      // Room that was taken for a block that was refused.
      ftruncateSync(file, end)
      closeSync(file)
    },
  }
}

const lineOf = (block: LoggedBlock, sum: string): Buffer => Buffer.from(`${JSON.stringify({ ...block, sum })}\n`)

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
