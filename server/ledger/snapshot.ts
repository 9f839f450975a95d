// The embedded chain's state at a block, so that a start need not play every block again. It is never more than that: one
// that is torn, or does not belong to the log beside it, is left aside, and the log is played from its first line.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Head } from './contract.ts'
import { writeWholeSync } from '../disk/whole-file.ts'
import type { ChainNode } from './node.ts'

const FILE = 'snapshot.bin'
/** First line: the block, the log's sum there, SHA-256 of the rest. Rest: the state as the program dumps it (gzip). */
const HEADING = /^(\d{1,12}) ([0-9a-f]{64}) ([0-9a-f]{64})$/

export async function takeSnapshot(
  dir: string,
  node: ChainNode,
  { number, sum }: Head & { readonly sum: string },
): Promise<void> {
  const state = Buffer.from(String(await node.ask('anvil_dumpState')).slice(2), 'hex')
  const digest = createHash('sha256').update(state).digest('hex')
  writeWholeSync(join(dir, FILE), Buffer.concat([Buffer.from(`${number} ${sum} ${digest}\n`), state]), { mode: 0o600 })
}

/** Null where there is none that belongs to this log. */
export function loadSnapshot(dir: string, sumAt: (block: number) => string): { block: number; state: string } | null {
  const path = join(dir, FILE)
  if (!existsSync(path)) return null
  const bytes = readFileSync(path)
  const end = bytes.indexOf(10)
  const [, number = '', sum = '', digest = ''] =
    HEADING.exec(bytes.subarray(0, Math.max(0, end)).toString('latin1')) ?? []
  const state = bytes.subarray(end + 1)
  const isOurs = number !== '' && sumAt(Number(number)) === sum
  if (!isOurs || createHash('sha256').update(state).digest('hex') !== digest) return null
  return { block: Number(number), state: `0x${state.toString('hex')}` }
}
