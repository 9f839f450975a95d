// One key's transactions, one after another. Each is signed and on the disk before it leaves, so that whatever ends in between,
// the same transaction leaves again: after a crash, when a block it was in is gone, when a node dropped it. One that waits too
// long is signed anew for more, under the same number, until the most this city pays. What was done already, by us or by
// anybody, is not done again: the contracts refuse it, and here it is found and counts.
import { whyNoRoom } from '../disk/no-room.ts'
import type { Calls } from './calls.ts'
import { type Fees, feesOf } from './fees.ts'
import { NodeAway, NodeRefusal } from './node.ts'
import type { Entry, OutboxFile, Try } from './outbox-file.ts'
import { type Eyes, revertIn, type Seen, type SeenBlock } from './seen.ts'
import type { Sender } from './sender.ts'

export type OutboxOptions = {
  readonly file: OutboxFile
  readonly eyes: Eyes
  readonly calls: Calls
  readonly sender: Sender
  readonly chainId: number
  /** Blocks, its own included, after which a transaction counts. */
  readonly confirmations: number
  readonly maxGwei: number
  /** On the city's own chain sending is free. */
  readonly isFree: boolean
  readonly pollMs: number
  /** Signed anew after waiting so long. */
  readonly stuckMs: number
  /** Somebody else's number is taken for gone when its block is final and so much time has passed. */
  readonly patienceMs: number
  readonly nowMs?: () => number
  readonly onFinal: (entry: Entry) => void
  readonly onFault: (error: unknown) => void
  /** What an operator should read once. */
  readonly note: (text: string) => void
}

export type Outbox = {
  /** Empty while nothing hinders. */
  why(): string
  head(): { readonly number: number; readonly hash: string } | null
  /** Something was asked for. */
  wake(): void
  close(): Promise<void>
}

/** A deeper reorganisation than anybody waits for is still seen, up to so many times the confirmations. */
const WATCHED_TIMES = 4
const MAX_LOGGED_WHY = 300

/** What hinders all that waits, in a sentence; tried again later. */
class Hindrance extends Error {}

/** Where an entry is on the chain now: not on disk, since the chain knows it. */
type Sight = {
  seen: Seen | null
  lostAt: { block: number; atMs: number } | null
  wantsMore: boolean
}

export function openOutbox(options: OutboxOptions): Outbox {
  const { file, eyes, calls, sender, chainId, confirmations, pollMs, stuckMs, patienceMs, onFinal, onFault, note } =
    options
  const nowMs = options.nowMs ?? Date.now
  const sights = new WeakMap<Entry, Sight>()
  let why = ''
  let head: SeenBlock | null = null
  let timer: NodeJS.Timeout | null = null
  let turning: Promise<void> = Promise.resolve()
  let isClosed = false

  const sightOf = (entry: Entry): Sight => {
    const known = sights.get(entry)
    if (known) return known
    const fresh: Sight = { seen: null, lostAt: null, wantsMore: false }
    sights.set(entry, fresh)
    return fresh
  }
  const lastTry = ({ tries }: Entry): Try | undefined => tries.at(-1)
  /** Signed, and not beyond any doubt on the chain. */
  const open = (): Entry[] =>
    [...file.entries.values()]
      .filter((one) => one.tries.length > 0 && one.failed === null && (one.done === null || isWatched(one)))
      .sort((a, b) => (lastTry(a)?.nonce ?? 0) - (lastTry(b)?.nonce ?? 0))
  const isWatched = ({ done }: Entry): boolean =>
    confirmations > 1 &&
    done !== null &&
    (head === null || head.number - done.blockNumber < confirmations * WATCHED_TIMES)
  const nextAsked = (): Entry | undefined =>
    [...file.entries.values()].find((one) => one.tries.length === 0 && one.done === null && one.failed === null)

  const isOpen = (): boolean => !isClosed
  const schedule = (inMs: number): void => {
    if (isClosed || timer) return
    timer = setTimeout(() => {
      timer = null
      // One after another: two at once would sign one thing twice.
      turning = turning.then(turns).catch(onFault)
    }, inMs)
    timer.unref()
  }

  async function turns(): Promise<void> {
    let goesOn = true
    while (goesOn && isOpen()) {
      try {
        goesOn = await turn()
        if (why !== '') note(`the chain can be used again`)
        why = ''
      } catch (error) {
        goesOn = false
        const room = whyNoRoom(error)
        const isKnown = error instanceof Hindrance || error instanceof NodeAway || error instanceof NodeRefusal
        if (!isKnown && room === null) onFault(error)
        const said = room ?? (error instanceof Error ? error.message.slice(0, MAX_LOGGED_WHY) : String(error))
        if (said !== why && !isClosed) note(said)
        why = said
      }
    }
    if (nextAsked() || open().length > 0) schedule(pollMs)
  }

  /** Whether there is more to do at once. */
  async function turn(): Promise<boolean> {
    const theirs = await eyes.chainId()
    if (theirs !== chainId)
      throw new Hindrance(
        `the node is of chain ${theirs}, and this city anchors on chain ${chainId}: nothing is sent to it`,
      )
    head = await eyes.block('latest')
    if (head === null) throw new NodeAway('the chain has no newest block')
    for (const entry of open()) if (!isClosed) await follow(entry, head)
    if (isClosed || open().some((one) => one.done === null && sightOf(one).seen === null)) return false
    const next = nextAsked()
    if (!next) return false
    await begin(next, head)
    return true
  }

  async function follow(entry: Entry, now: SeenBlock): Promise<void> {
    const sight = sightOf(entry)
    sight.seen = await seenOf(entry)
    if (sight.seen !== null) {
      sight.lostAt = null
      if (now.number - sight.seen.blockNumber + 1 >= confirmations) await settle(entry, sight.seen)
      return
    }
    const last = lastTry(entry) as Try
    if ((await eyes.count(sender.address, 'latest')) > last.nonce) return lost(entry, now)
    sight.lostAt = null
    await broadcast(entry, last)
    if (sight.wantsMore || nowMs() - last.atMs >= stuckMs) await raise(entry, last, now)
  }

  async function seenOf({ tries }: Entry): Promise<Seen | null> {
    for (const { hash } of tries.toReversed()) {
      const seen = await eyes.receipt(hash)
      if (seen !== null) return seen
    }
    return null
  }

  /** Its number was used by a transaction that is none of its own: somebody else has the key, or the node is behind. */
  async function lost(entry: Entry, now: SeenBlock): Promise<void> {
    const sight = sightOf(entry)
    sight.lostAt ??= { block: now.number, atMs: nowMs() }
    const isSure = now.number - sight.lostAt.block + 1 >= confirmations && nowMs() - sight.lostAt.atMs >= patienceMs
    if (!isSure) return
    sight.lostAt = null
    const found = await calls.found(entry.task)
    if (found !== null) return settle(entry, found)
    note(
      `number ${lastTry(entry)?.nonce} of the key ${sender.address} was used by a transaction that is not of this city: somebody else has this key`,
    )
    await begin(entry, now)
  }

  /** Final: written, then told. Told again where it came into another block after all. */
  async function settle(entry: Entry, seen: Seen): Promise<void> {
    if (entry.done?.blockHash === seen.blockHash && entry.done.txHash === seen.transactionHash) return
    if (seen.status !== 1) {
      const found = await calls.found(entry.task)
      if (found === null || found.status !== 1) return fail(entry, 'the contract refused it when it was mined')
      seen = found
      if (entry.done?.blockHash === seen.blockHash) return
    }
    const done = await calls.outcome(entry.task, seen)
    file.write({ is: 'final', key: entry.key, done })
    onFinal(entry)
  }

  function fail(entry: Entry, reason: string): void {
    file.write({ is: 'failed', key: entry.key, why: reason })
    note(`${entry.key}: ${reason}`)
    onFinal(entry)
  }

  /** Signs, stores, sends. */
  async function begin(entry: Entry, now: SeenBlock): Promise<void> {
    const call = await calls.of(entry.task)
    if (call === null) {
      const found = await calls.found(entry.task)
      if (found === null) throw new NodeAway(`the chain has ${entry.key} and does not tell where`)
      // Counts when it is as deep as one of ours would have to be.
      if (now.number - found.blockNumber + 1 < confirmations)
        throw new Hindrance(`${entry.key} is on the chain by another hand, and not final yet`)
      return settle(entry, found)
    }
    const gas = await gasOf(entry, call)
    if (gas === null) return
    const mine = open().flatMap((one) => one.tries.map(({ nonce }) => nonce + 1))
    const nonce = Math.max(await eyes.count(sender.address, 'pending'), ...mine, 0)
    await send(entry, { ...call, nonce, gas: gas + gas / 4n, fees: await feesNow(now, null) })
  }

  /** Null where a contract says no: then it has failed. */
  async function gasOf(entry: Entry, { to, data }: { to: string | null; data: string }): Promise<bigint | null> {
    const request = { from: sender.address, data, ...(to === null ? {} : { to }) }
    try {
      return BigInt(String(await eyes.node.ask('eth_estimateGas', [request])))
    } catch (error) {
      const said = revertIn(error)
      if (said === null) throw sentenceOf(error)
      fail(entry, `the contract refuses it: ${calls.refusal(said)}`)
      return null
    }
  }

  /** The same under the same number, for more. */
  async function raise(entry: Entry, last: Try, now: SeenBlock): Promise<void> {
    const fees = await feesNow(now, last)
    if ((await calls.of(entry.task)) === null) return
    sightOf(entry).wantsMore = false
    const before = sender.read(last.raw)
    // Of what was final before a start the transaction is not kept; one taken back after that is made anew.
    if (before === null) await begin(entry, now)
    else await send(entry, { ...before, nonce: last.nonce, fees })
  }

  async function feesNow(now: SeenBlock, last: Try | null): Promise<Fees> {
    if (options.isFree) return { maxFee: 0n, tip: 0n }
    const tip = await eyes.node.ask('eth_maxPriorityFeePerGas').catch(() => null)
    const fees = feesOf({ baseFee: now.baseFeePerGas ?? null, tip, last, maxGwei: options.maxGwei })
    if (typeof fees === 'string') throw new Hindrance(fees)
    return fees
  }

  type Sending = { to: string | null; data: string; nonce: number; gas: bigint; fees: Fees }
  async function send(entry: Entry, { to, data, nonce, gas, fees }: Sending): Promise<void> {
    const { raw, hash } = sender.sign({ chainId, nonce, to, data, gasLimit: gas, ...fees })
    const one: Try = { nonce, hash, raw, maxFee: `${fees.maxFee}`, tip: `${fees.tip}`, atMs: nowMs() }
    file.write({ is: 'signed', key: entry.key, try: one })
    await broadcast(entry, one)
  }

  async function broadcast(entry: Entry, { raw, hash }: Try): Promise<void> {
    if (raw === '') return
    let answer: unknown
    try {
      answer = await eyes.node.ask('eth_sendRawTransaction', [raw])
    } catch (error) {
      if (!(error instanceof NodeRefusal)) throw error
      // Where it is known or its number is used, the next look at the chain tells what became of it.
      if (/already (known|imported)|known transaction|nonce too low/i.test(error.message)) return
      if (/underpriced|fee/i.test(error.message)) {
        sightOf(entry).wantsMore = true
        return
      }
      throw sentenceOf(error)
    }
    if (String(answer).toLowerCase() !== hash)
      throw new Hindrance('the node answers with the hash of another transaction than it was given')
  }

  const sentenceOf = (error: unknown): Error => {
    if (!(error instanceof NodeRefusal)) return error as Error
    if (/insufficient funds|insufficient balance|balance/i.test(error.message))
      return new Hindrance(`the key ${sender.address} has too little money on chain ${chainId} to send a transaction`)
    return new Hindrance(`the node refuses the transaction: ${error.message}`)
  }

  schedule(0)
  return {
    why: () => why,
    head: () => head && { number: head.number, hash: head.hash },
    wake() {
      if (timer) clearTimeout(timer)
      timer = null
      schedule(0)
    },
    async close() {
      isClosed = true
      if (timer) clearTimeout(timer)
      await turning
    },
  }
}
