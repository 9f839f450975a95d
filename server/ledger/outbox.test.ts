// The outbox on another's chain: each way in which a node, a chain or a key can fail it (ATTACKS 22). A decision stays signed and
// not anchored, is tried again with the same hash, and is never anchored twice.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { attestationOfRecord, boardIn } from '../../shared/records/chain-reader.ts'
import type { Place } from './contract.ts'
import { NodeRefusal } from './node.ts'
import { openSender } from './sender.ts'
import {
  chainElsewhere,
  closeLedgers,
  decisionOf,
  drop,
  Dropped,
  type Elsewhere,
  emptyFolder,
  fund,
  ledgerIn,
  OFFICERS,
  type Opened,
  PATIENCE,
  PROGRAM,
  type Rule,
  sha256,
} from './testing.ts'

const KEY = `0x${'7'.repeat(64)}`
const GWEI = 1_000_000_000n

describe.runIf(PROGRAM !== null)('the outbox on another’s chain', () => {
  const dir = emptyFolder()
  const { address: sender } = openSender(dir, KEY)
  let chain: Elsewhere
  let ledger: Opened
  let place: Place
  let decided = 0

  const pass: Rule = (_asked, on) => on()
  const open = (
    more: { chainId?: number; confirmations?: number; maxGwei?: number; stuckMs?: number } = {},
  ): Opened => {
    const { chainId = 31_337, confirmations = 2, maxGwei = 50, stuckMs = 60_000 } = more
    return ledgerIn(
      dir,
      { rpcUrl: chain.url, eas: '', maxGwei, confirmations },
      { key: KEY, chainId, pace: { stuckMs } },
    )
  }
  const again = async (more: Parameters<typeof open>[0] = {}): Promise<void> => {
    await closeLedgers()
    ledger = open(more)
  }
  /** Mines while it waits, as a chain does. */
  const until = async <T>(what: () => T | Promise<T>): Promise<NonNullable<Awaited<T>>> => {
    const seen = await vi.waitUntil(
      async () => {
        await chain.mine()
        return what()
      },
      { ...PATIENCE, interval: 60 },
    )
    return seen as NonNullable<Awaited<T>>
  }
  const reader = { rpc: (method: string, params: readonly unknown[]) => chain.node.ask(method, params) }
  const ask = async (name: string): Promise<string> => {
    const hash = sha256(name)
    await ledger.anchorDecision(decisionOf(place, hash))
    return hash
  }
  /** Anchored, at a block that is on the chain, and as the next one. */
  const isAnchoredOnce = async (hash: string): Promise<void> => {
    const anchor = await until(() => ledger.anchorOf(hash))
    const block = (await chain.node.ask('eth_getBlockByNumber', [`0x${anchor.blockNumber.toString(16)}`, false])) as {
      hash: string
    }
    expect(block.hash).toBe(anchor.blockHash)
    expect(await attestationOfRecord(reader, place.board, hash)).toBe(anchor.attestationUid)
    expect(await boardIn(reader, place.board)).toMatchObject({ decisions: ++decided, lastRecordHash: hash })
  }
  const isPending = (): Promise<unknown> =>
    vi.waitUntil(
      async () => ((await chain.node.ask('txpool_status')) as { pending: string }).pending === '0x1',
      PATIENCE,
    )
  const countOf = async (): Promise<number> =>
    Number(await chain.node.ask('eth_getTransactionCount', [sender, 'latest']))

  beforeAll(async () => {
    chain = await chainElsewhere()
    ledger = open()
  })
  afterEach(() => {
    chain.rule = pass
  })
  afterAll(async () => {
    await closeLedgers()
    await chain.close()
    drop(dir)
  })

  it('waits with a sentence while its key has no money, and goes on when it has', async () => {
    await until(() => ledger.status().why.includes(`the key ${sender} has too little money on chain 31337`))
    expect(ledger.status().state).toBe('waiting')
    await fund(chain, sender)
    await until(() => ledger.status().state === 'ready')
    const coming = ledger.boardOf('council', OFFICERS)
    await until(() => ledger.boards()[0])
    place = await coming
  })

  it('counts a decision when it is as deep as asked for, not before', async () => {
    const hash = await ask('deep')
    await isPending()
    await chain.mine()
    const looks = chain.passed.get('eth_getTransactionReceipt') ?? 0
    await vi.waitUntil(() => (chain.passed.get('eth_getTransactionReceipt') ?? 0) > looks + 2, PATIENCE)
    expect(ledger.anchorOf(hash)).toBeNull()
    expect(ledger.whyNotAnchored(hash)).toBe('it is on its way to the chain')
    expect(ledger.status().waiting).toBe(1)
    await isAnchoredOnce(hash)
  })

  it('sends the same transaction again when everything ends between signing and sending', async () => {
    const tried: string[] = []
    chain.rule = ({ method, params }, on) => {
      if (method !== 'eth_sendRawTransaction') return on()
      tried.push(String(params[0]))
      throw new Dropped()
    }
    const hash = await ask('between')
    await vi.waitUntil(() => tried.length > 0, PATIENCE)
    await again()
    await vi.waitUntil(() => tried.length > 2, PATIENCE)
    expect(new Set(tried).size).toBe(1)
    expect(ledger.whyNotAnchored(hash)).toBe('the node at RPC_URL does not answer')
    chain.rule = pass
    await isAnchoredOnce(hash)
  })

  it('sends again what a node took and dropped', async () => {
    const hash = await ask('dropped')
    await isPending()
    await chain.node.ask('anvil_dropAllTransactions')
    await isAnchoredOnce(hash)
  })

  it('waits for a node that is away, slow, or answers with nonsense', async () => {
    let turn = 0
    chain.rule = async (_asked, on) => {
      turn++
      if (turn % 3 === 0) throw new Dropped()
      if (turn % 3 === 1) return { nonsense: true }
      await new Promise((later) => setTimeout(later, 30))
      return on()
    }
    const hash = await ask('away')
    await vi.waitUntil(() => turn > 12, PATIENCE)
    expect(ledger.status().state).toBe('waiting')
    expect(ledger.anchorOf(hash)).toBeNull()
    chain.rule = pass
    await isAnchoredOnce(hash)
  })

  it('believes no receipt whose block is not on the chain, and no other transaction’s hash', async () => {
    chain.rule = async ({ method }, on) => {
      const told = await on()
      if (method === 'eth_getTransactionReceipt' && told !== null)
        return { ...(told as object), blockHash: `0x${'e'.repeat(64)}` }
      return method === 'eth_sendRawTransaction' ? `0x${'e'.repeat(64)}` : told
    }
    const hash = await ask('lying')
    await vi.waitUntil(() => ledger.whyNotAnchored(hash)?.includes('the hash of another transaction'), PATIENCE)
    await chain.mine(4)
    const looks = chain.passed.get('eth_getTransactionReceipt') ?? 0
    await vi.waitUntil(() => (chain.passed.get('eth_getTransactionReceipt') ?? 0) > looks + 3, PATIENCE)
    expect(ledger.anchorOf(hash)).toBeNull()
    chain.rule = pass
    await isAnchoredOnce(hash)
  })

  it('sends nothing to another chain, at a start and when the node changes under it', async () => {
    const sent: string[] = []
    chain.rule = () => Promise.reject(new Dropped())
    const hash = await ask('elsewhere')
    await vi.waitUntil(() => ledger.status().why !== '', PATIENCE)
    chain.rule = ({ method, params }, on) => {
      if (method === 'eth_sendRawTransaction') sent.push(String(params[0]))
      return method === 'eth_chainId' ? Promise.resolve('0x5') : on()
    }
    const changed = 'the node is of chain 5, and this city anchors on chain 31337: nothing is sent to it'
    await vi.waitUntil(() => ledger.whyNotAnchored(hash) === changed, PATIENCE)
    await again()
    const why = 'the node at RPC_URL is of chain 5, and TOWNHALL_CHAIN_ID is 31337: nothing is sent to it'
    await vi.waitUntil(() => ledger.status().why === why, PATIENCE)
    // The same number, and another beginning.
    chain.rule = async ({ method, params }, on) => {
      const told = await on()
      const isFirst = method === 'eth_getBlockByNumber' && params[0] === '0x0'
      return isFirst ? { ...(told as object), hash: `0x${'d'.repeat(64)}` } : told
    }
    await vi.waitUntil(() => ledger.status().why.includes('it is another chain of the same number'), PATIENCE)
    expect(sent).toEqual([])
    chain.rule = pass
    await isAnchoredOnce(hash)
  })

  it('sends again what a reorganisation took back', async () => {
    const hash = await ask('reorg')
    await isPending()
    await chain.mine()
    expect(await attestationOfRecord(reader, place.board, hash)).not.toMatch(/^0x0*$/)
    await chain.node.ask('anvil_reorg', [1, []])
    expect(await attestationOfRecord(reader, place.board, hash)).toMatch(/^0x0*$/)
    await isAnchoredOnce(hash)
  })

  it('tells of another block when one that counted is taken back after all', async () => {
    const told: string[] = []
    const deaf = ledger.onAnchored((hash, { blockHash }) => void (hash === sha256('late') && told.push(blockHash)))
    const hash = await ask('late')
    await isPending()
    await chain.mine(2)
    const before = await vi.waitUntil(() => ledger.anchorOf(hash), PATIENCE)
    await chain.node.ask('anvil_reorg', [2, []])
    await until(() => ledger.anchorOf(hash)?.blockHash !== before?.blockHash)
    await isAnchoredOnce(hash)
    expect(told).toEqual([before?.blockHash, ledger.anchorOf(hash)?.blockHash])
    expect(await attestationOfRecord(reader, place.board, hash)).toBe(ledger.anchorOf(hash)?.attestationUid)
    deaf()
  })

  it('offers more for what waits too long, and says so when that is more than this city pays', async () => {
    await again({ stuckMs: 50, maxGwei: 50 })
    await until(() => ledger.status().state === 'ready')
    const offers: bigint[] = []
    const { Transaction } = await import('ethers/transaction')
    chain.rule = ({ method, params }, on) => {
      if (method === 'eth_sendRawTransaction') offers.push(Transaction.from(String(params[0])).maxFeePerGas ?? 0n)
      return on()
    }
    const hash = await ask('stuck')
    await vi.waitUntil(
      () => ledger.whyNotAnchored(hash)?.includes('and this city pays 50 at most (TOWNHALL_CHAIN_MAX_GWEI)'),
      PATIENCE,
    )
    const rising = [...new Set(offers)]
    expect(rising.length).toBeGreaterThan(3)
    expect(rising).toEqual(rising.toSorted((a, b) => (a < b ? -1 : 1)))
    expect(rising.at(-1)).toBeLessThanOrEqual(50n * GWEI)
    await isAnchoredOnce(hash)
    expect(ledger.status().why).toBe('')
  })

  it('offers more where the chain’s own price jumped before the transaction came', async () => {
    await again()
    await until(() => ledger.status().state === 'ready')
    await chain.node.ask('anvil_setNextBlockBaseFeePerGas', ['0x77359400'])
    let isFirst = true
    chain.rule = ({ method }, on) => {
      if (method !== 'eth_sendRawTransaction' || !isFirst) return on()
      isFirst = false
      return Promise.reject(new NodeRefusal('max fee per gas less than block base fee', -32_000, null))
    }
    await isAnchoredOnce(await ask('jump'))
  })

  it('takes another number when somebody else used its own, and says that the key is known', async () => {
    chain.rule = ({ method }, on) => {
      if (method === 'eth_sendRawTransaction') throw new Dropped()
      return on()
    }
    const hash = await ask('foreign')
    await vi.waitUntil(() => ledger.whyNotAnchored(hash)?.includes('does not answer'), PATIENCE)
    const theirs = openSender(dir, KEY).sign({
      chainId: 31_337,
      nonce: await countOf(),
      to: `0x${'1'.repeat(40)}`,
      data: '0x',
      gasLimit: 50_000n,
      maxFee: 40n * GWEI,
      tip: GWEI,
    })
    await chain.node.ask('eth_sendRawTransaction', [theirs.raw])
    await chain.mine()
    chain.rule = pass
    await isAnchoredOnce(hash)
    expect(ledger.notes.join()).toContain(
      'was used by a transaction that is not of this city: somebody else has this key',
    )
  })

  it('takes it for done when somebody else had the board attest the same', async () => {
    let theirs = ''
    chain.rule = ({ method, params }, on) => {
      if (method !== 'eth_sendRawTransaction') return on()
      theirs = String(params[0])
      throw new Dropped()
    }
    const hash = await ask('copied')
    await vi.waitUntil(() => theirs !== '', PATIENCE)
    const { Transaction } = await import('ethers/transaction')
    const { data } = Transaction.from(theirs)
    const other = openSender(dir, `0x${'8'.repeat(64)}`)
    await fund(chain, other.address)
    const copy = other.sign({
      chainId: 31_337,
      nonce: 0,
      to: place.board,
      data,
      gasLimit: 900_000n,
      maxFee: 40n * GWEI,
      tip: GWEI,
    })
    await chain.node.ask('eth_sendRawTransaction', [copy.raw])
    await chain.mine()
    chain.rule = pass
    // Ours is refused by the board when it is mined, which is no failure: the attestation is there.
    await isAnchoredOnce(hash)
    expect(ledger.anchorOf(hash)?.txHash).toBe(copy.hash)
  })
})
