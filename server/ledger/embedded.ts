// The chain a city has of its own: anvil executes, our log of blocks keeps. A transaction is mined, its line is on the disk,
// and only then is whoever sent it told; at a start the log is played again and every block's hash compared. One server's
// chain is a log in which changes show, run by the city itself: the page /chain says so.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Transaction } from 'ethers/transaction'
import { z } from 'zod'
import type { Head } from './contract.ts'
import { type Anvil, endLeftOver, type Genesis, startAnvil } from './anvil.ts'
import { whyNoRoom } from '../disk/no-room.ts'
import { writeWholeSync } from '../disk/whole-file.ts'
import { type ChainLog, openChainLog } from './chain-log.ts'
import { type ChainNode, NodeAway, NodeRefusal } from './node.ts'
import { loadSnapshot, takeSnapshot } from './snapshot.ts'

export type EmbeddedOptions = {
  /** The folder of its log; made when first needed. */
  readonly dir: string
  readonly chainId: number
  readonly program: string
  readonly nowMs?: () => number
  readonly snapshotEvery?: number
  /** What is worth a line in the log. */
  readonly note: (text: string) => void
}

export type EmbeddedChain = ChainNode & {
  head(): Head
  /** Of the program, for tests that end it. */
  pid(): number
  close(): Promise<void>
}

/** Before any block of ours; the same for all, so that two cities with one key and one history have one hash. */
const BEGAN = 1_700_000_000
const SNAPSHOT_EVERY = 100
/** Fewer blocks than these are played again sooner than a snapshot is written. */
const WORTH_A_SNAPSHOT = 20
const AGAIN_AFTER_MS = 500

const Beginning = z.strictObject({
  version: z.literal(1),
  chainId: z.int().min(1),
  timestamp: z.int(),
  hardfork: z.literal('cancun'),
  engine: z.string(),
  hash: z.string(),
})

const BlockAnswer = z.object({
  number: z.string(),
  hash: z.string(),
  timestamp: z.string(),
  transactions: z.array(z.string()),
})

/** Throws a sentence: of a log that was changed, of another chain's folder, of a program that does not start. */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedChain> {
  const { dir, note, nowMs = Date.now, snapshotEvery = SNAPSHOT_EVERY } = options
  mkdirSync(dir, { recursive: true })
  let { anvil, log, head, time, from } = await begin(options)
  let up: Promise<Anvil> = Promise.resolve(anvil)
  let isClosing = false
  let sinceSnapshot = head.number - from
  let queue: Promise<unknown> = Promise.resolve()

  /** Whatever is not in the log is gone with it. */
  const again = async (): Promise<Anvil> => {
    let said = ''
    for (;;) {
      if (isClosing) throw new NodeAway('the embedded chain is closing')
      try {
        ;({ anvil, log, head, time, from } = await begin(options))
        sinceSnapshot = head.number - from
        watch()
        return anvil
      } catch (error) {
        const why = `the embedded chain does not come back: ${sentence(error)}`
        if (why !== said) note(why)
        said = why
        await new Promise((later) => setTimeout(later, AGAIN_AFTER_MS))
      }
    }
  }
  let isRestarting = false
  const restart = (): void => {
    if (isRestarting || isClosing) return
    isRestarting = true
    log.close()
    up = again().finally(() => (isRestarting = false))
    up.catch(() => undefined)
  }
  const watch = (): void => {
    const mine = anvil
    void mine.ended.then(() => {
      if (isClosing || mine !== anvil) return
      note('anvil has ended; the embedded chain is played again')
      restart()
    })
  }
  watch()

  async function mine(raw: string): Promise<string> {
    const { node } = await up
    const { hash } = await checked(node, raw)
    const at = Math.max(Math.floor(nowMs() / 1000), time + 1)
    try {
      log.reserve({ block: head.number + 1, time: at, raw })
    } catch (error) {
      // Nothing has happened; it is asked again.
      const why = whyNoRoom(error) ?? sentence(error)
      throw new NodeAway(`the embedded chain takes nothing: ${why}; what waits is kept`)
    }
    try {
      await node.ask('eth_sendRawTransaction', [raw])
      const block = await mineAt(node, at)
      if (block.transactions.length !== 1 || block.transactions[0] !== hash)
        throw new NodeAway('the embedded chain did not take the transaction')
      log.append({ block: block.number, time: at, hash: block.hash, raw })
      head = { number: block.number, hash: block.hash }
      time = at
    } catch (error) {
      // Refused before it was mined: nothing has happened. Else the block may be there and not in the log.
      const { number } = await blockAt(node, 'latest').catch(() => ({ number: -1 }))
      if (error instanceof NodeRefusal && number === head.number) throw error
      note(`a block could not be kept: ${sentence(error)}`)
      const old = anvil
      restart()
      await old.stop()
      throw new NodeAway('the embedded chain could not keep the transaction; it is played again')
    }
    if (++sinceSnapshot >= snapshotEvery) await snapshot(node)
    return hash
  }
  async function snapshot(node: ChainNode): Promise<void> {
    try {
      await takeSnapshot(dir, node, { ...head, sum: log.sumAt(head.number) })
      sinceSnapshot = 0
    } catch (error) {
      // It only makes starts quicker.
      note(`no snapshot of the chain: ${sentence(error)}`)
    }
  }

  return {
    head: () => head,
    pid: () => anvil.pid(),
    async ask(method, params = []) {
      if (isClosing) throw new NodeAway('the embedded chain is closing')
      if (method !== 'eth_sendRawTransaction') return (await up).node.ask(method, params)
      const turn = queue.then(() => mine(String(params[0])))
      queue = turn.catch(() => undefined)
      return turn
    },
    async close() {
      if (isClosing) return
      isClosing = true
      await queue
      const last = await up.catch(() => null)
      if (last === null) return
      if (sinceSnapshot >= WORTH_A_SNAPSHOT) await snapshot(last.node)
      await last.stop()
      log.close()
    },
  }
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Starts the program and plays the log. */
async function begin({ dir, chainId, program, note }: EmbeddedOptions) {
  const known = beginningIn(dir)
  if (known !== null && known.chainId !== chainId)
    throw new Error(
      `the chain in ${dir} was begun as chain ${known.chainId}, and the settings name chain ${chainId}; set TOWNHALL_CHAIN_ID back or take the folder away`,
    )
  const genesis: Genesis = { chainId, timestamp: known?.timestamp ?? BEGAN, hardfork: 'cancun' }
  const pidFile = join(dir, 'anvil.pid')
  // Nobody else plays this folder: what does was left over by a server that was killed.
  if (existsSync(pidFile)) endLeftOver(Number(readFileSync(pidFile, 'utf8')), dir)
  const anvil = await startAnvil(program, genesis, { home: dir })
  let log: ChainLog | null = null
  try {
    notePid(pidFile, anvil.pid())
    const { hash } = await blockAt(anvil.node, '0x0')
    const engine = String(await anvil.node.ask('web3_clientVersion'))
    if (known === null) writeBeginning(dir, { version: 1, ...genesis, engine, hash })
    else if (known.hash !== hash)
      throw new Error(
        `${engine} begins with the block ${hash}, and the chain in ${dir} began with ${known.hash} (${known.engine})`,
      )
    log = openChainLog(join(dir, 'blocks.log'), hash)
    return { anvil, log, ...(await play(anvil.node, log, { dir, note })) }
  } catch (error) {
    log?.close()
    await anvil.stop()
    throw error
  }
}

/** A full disk leaves none, and an older one names nobody of ours. */
function notePid(path: string, pid: number): void {
  try {
    writeFileSync(path, `${pid}\n`)
  } catch {
    // It only ends sooner what would be left over.
  }
}

async function play(node: ChainNode, log: ChainLog, { dir, note }: Pick<EmbeddedOptions, 'dir' | 'note'>) {
  const snapshot = loadSnapshot(dir, (block) => log.sumAt(block))
  let from = 0
  if (snapshot) {
    await node.ask('anvil_loadState', [snapshot.state])
    const loaded = await blockAt(node, 'latest')
    // Played from the first block instead, that is found too; only later.
    if (loaded.hash !== log.blocks[snapshot.block - 1]?.hash)
      throw new Error(`the snapshot in ${dir} is of another chain; take it away`)
    from = snapshot.block
  } else if (log.blocks.length > SNAPSHOT_EVERY)
    note(`the chain has no snapshot: ${log.blocks.length} blocks are played again`)
  for (const { block, time, hash, raw } of log.blocks.slice(from)) {
    await node.ask('eth_sendRawTransaction', [raw])
    const played = await mineAt(node, time)
    if (played.hash !== hash || played.number !== block)
      throw new Error(
        `block ${block} in ${join(dir, 'blocks.log')} is ${hash}, and played again it is ${played.hash}: the chain is not opened on it`,
      )
  }
  const { number, hash, time } = await blockAt(node, 'latest')
  const head: Head = { number, hash }
  return { head, time, from }
}

async function mineAt(node: ChainNode, time: number) {
  await node.ask('evm_setNextBlockTimestamp', [time])
  await node.ask('evm_mine')
  return blockAt(node, 'latest')
}

async function blockAt(node: ChainNode, tag: string) {
  const block = BlockAnswer.parse(await node.ask('eth_getBlockByNumber', [tag, false]))
  const { hash, transactions } = block
  return { number: Number(block.number), time: Number(block.timestamp), hash, transactions }
}

/** What would stay in the program's pool and never be mined is refused in a node's usual words. */
async function checked(node: ChainNode, raw: string): Promise<{ hash: string }> {
  let read: Transaction
  try {
    read = Transaction.from(raw)
  } catch {
    throw new NodeRefusal('that is no signed transaction', -32_602, null)
  }
  const { from, hash, nonce } = read
  if (from === null || hash === null) throw new NodeRefusal('that is no signed transaction', -32_602, null)
  const count = Number(await node.ask('eth_getTransactionCount', [from, 'latest']))
  if (nonce !== count) throw new NodeRefusal(nonce < count ? 'nonce too low' : 'nonce too high', -32_000, null)
  return { hash }
}

function beginningIn(dir: string): z.infer<typeof Beginning> | null {
  const path = join(dir, 'genesis.json')
  if (!existsSync(path)) {
    if (existsSync(join(dir, 'blocks.log'))) throw new Error(`${path} is missing beside the log of blocks; put it back`)
    return null
  }
  try {
    return Beginning.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    throw new Error(`${path} cannot be read; put it back as it was`)
  }
}

const writeBeginning = (dir: string, beginning: z.infer<typeof Beginning>): void =>
  writeWholeSync(join(dir, 'genesis.json'), `${JSON.stringify(beginning, null, 1)}\n`, { mode: 0o600 })
