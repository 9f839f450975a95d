// The city's own chain: how soon it is there (new, from a snapshot of 500 blocks, by playing them), what it takes, and whether
// anything it acknowledged is lost through 25 kills of everything at moments of chance.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from '../shared/kernel/random.ts'
import { anvilProgram } from '../server/ledger/anvil.ts'
import { type EmbeddedChain, openEmbedded } from '../server/ledger/embedded.ts'
import { openSender, type Sender } from '../server/ledger/sender.ts'
import { killWriters } from '../server/ledger/testing-kill.ts'
import type { Rows } from './bench.ts'

const KEY = `0x${'6'.repeat(64)}`
const BLOCKS = 500
const KILLS = 25

export async function benchChain(): Promise<Rows> {
  const program = anvilProgram()
  if (program === null) return [{ figure: 'no anvil for this machine', value: '' }]
  const dir = mkdtempSync(join(tmpdir(), 'townhall-bench-chain-'))
  try {
    return await measured(dir, program)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function measured(dir: string, program: string): Promise<Rows> {
  const sender = openSender(dir, KEY)
  const open = (at: string): Promise<EmbeddedChain> =>
    openEmbedded({ dir: at, chainId: 31_337, program, note: () => undefined })
  const timed = async <T>(what: () => Promise<T>): Promise<[T, number]> => {
    const beganMs = performance.now()
    return [await what(), performance.now() - beganMs]
  }
  const one = join(dir, 'one')
  // The program comes from the disk the first time it is asked for.
  await (await open(join(dir, 'warm'))).close()
  const [chain, newMs] = await timed(() => open(one))
  const [, sendMs] = await timed(() => sendMany(chain, sender, BLOCKS))
  const memory = residentMb(chain.pid())
  await chain.close()
  const [again, snapshotMs] = await timed(() => open(one))
  await again.close()
  const snapshot = join(one, 'snapshot.bin')
  const snapshotKb = existsSync(snapshot) ? statSync(snapshot).size / 1000 : 0
  rmSync(snapshot, { force: true })
  const [played, playedMs] = await timed(() => open(one))
  await played.close()

  const random = new Random(25)
  const killed = join(dir, 'killed')
  const told = await killWriters(killed, { rounds: KILLS, key: KEY, chance: () => random.next() })
  const after = await open(killed)
  let lost = 0
  for (const [hash, block] of told) {
    const receipt = (await after.ask('eth_getTransactionReceipt', [hash])) as { blockHash: string } | null
    if (receipt?.blockHash !== block) lost++
  }
  await after.close()
  return [
    { figure: 'ready, new (ms)', value: Math.round(newMs) },
    { figure: `ready, ${BLOCKS} blocks from a snapshot (ms)`, value: Math.round(snapshotMs) },
    { figure: `ready, ${BLOCKS} blocks played again (ms)`, value: Math.round(playedMs) },
    { figure: 'transactions a second, each on the disk', value: Math.round((BLOCKS / sendMs) * 1000) },
    { figure: `memory of the program after ${BLOCKS} blocks (MB)`, value: Math.round(memory) },
    { figure: `snapshot of ${BLOCKS} blocks (kB)`, value: Math.round(snapshotKb) },
    { figure: 'kills', value: KILLS },
    { figure: 'acknowledged before a kill', value: told.size },
    { figure: 'of these lost or in another block', value: lost },
  ]
}

async function sendMany(chain: EmbeddedChain, sender: Sender, count: number): Promise<void> {
  for (let nonce = 0; nonce < count; nonce++) {
    const call = { to: `0x${'2'.repeat(40)}`, data: `0x${'ab'.repeat(40)}`, gasLimit: 60_000n, maxFee: 0n, tip: 0n }
    await chain.ask('eth_sendRawTransaction', [sender.sign({ chainId: 31_337, nonce, ...call }).raw])
  }
}

/** NaN where a system does not tell. */
function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return NaN
  }
}
