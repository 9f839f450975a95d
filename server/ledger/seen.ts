// What a node says of blocks and transactions, read strictly, and compared with itself: a receipt counts only where the block
// it names is on the chain under that number and has the transaction.
import { z } from 'zod'
import { type ChainNode, NodeAway, NodeRefusal } from './node.ts'

const Quantity = z
  .string()
  .regex(/^0x[0-9a-f]{1,32}$/i)
  .transform(Number)
const Wei = z
  .string()
  .regex(/^0x[0-9a-f]{1,64}$/i)
  .transform(BigInt)
const Hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/i)
  .toLowerCase()
const Address = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/i)
  .toLowerCase()

const Block = z.object({
  number: Quantity,
  hash: Hash,
  timestamp: Quantity,
  baseFeePerGas: Wei.optional(),
  transactions: z.array(Hash),
})
export type SeenBlock = z.infer<typeof Block>

const Log = z.object({
  address: Address,
  topics: z.array(Hash),
  data: z.string(),
  transactionHash: Hash.optional(),
})
export type SeenLog = z.infer<typeof Log>

const Receipt = z.object({
  transactionHash: Hash,
  blockNumber: Quantity,
  blockHash: Hash,
  status: Quantity,
  contractAddress: Address.nullish(),
  logs: z.array(Log),
})
export type Seen = z.infer<typeof Receipt> & { readonly timeS: number }

export type Eyes = {
  readonly node: ChainNode
  chainId(): Promise<number>
  block(tag: 'latest' | number): Promise<SeenBlock | null>
  /** Null while the transaction is in no block of the chain. */
  receipt(hash: string): Promise<Seen | null>
  count(address: string, tag: 'latest' | 'pending'): Promise<number>
  /** What a contract answers now. */
  call(to: string, data: string): Promise<string>
  logs(filter: { address: string; topics: (string | null)[]; fromBlock: number }): Promise<SeenLog[]>
}

/** So many blocks' logs are asked for at once: nodes for hire allow no more. */
const LOGS_OF_BLOCKS = 2000

export function eyesOn(node: ChainNode): Eyes {
  const read = async <T>(shape: z.ZodType<T>, method: string, params: readonly unknown[]): Promise<T> => {
    const parsed = shape.safeParse(await node.ask(method, params))
    if (!parsed.success) throw new NodeAway(`the chain's answer to ${method} cannot be read`)
    return parsed.data
  }
  const block: Eyes['block'] = (tag) =>
    read(Block.nullable(), 'eth_getBlockByNumber', [typeof tag === 'number' ? hex(tag) : tag, false])
  return {
    node,
    block,
    chainId: () => read(Quantity, 'eth_chainId', []),
    count: (address, tag) => read(Quantity, 'eth_getTransactionCount', [address, tag]),
    call: (to, data) => read(z.string(), 'eth_call', [{ to, data }, 'latest']),
    async receipt(hash) {
      const receipt = await read(Receipt.nullable(), 'eth_getTransactionReceipt', [hash])
      if (receipt === null) return null
      const within = await block(receipt.blockNumber)
      const isThere = within?.hash === receipt.blockHash && within.transactions.includes(hash)
      return isThere && receipt.transactionHash === hash ? { ...receipt, timeS: within.timestamp } : null
    },
    async logs({ address, topics, fromBlock }) {
      const newest = (await block('latest'))?.number ?? 0
      const found: SeenLog[] = []
      for (let from = fromBlock; from <= newest; from += LOGS_OF_BLOCKS) {
        const range = { fromBlock: hex(from), toBlock: hex(Math.min(newest, from + LOGS_OF_BLOCKS - 1)) }
        const logs = await read(z.array(Log), 'eth_getLogs', [{ address, topics, ...range }])
        // Whose they are is looked at again: a node may answer with more than was asked.
        found.push(
          ...logs.filter((log) => log.address === address && topics.every((t, i) => t === null || log.topics[i] === t)),
        )
      }
      return found
    },
  }
}

const hex = (number: number): string => `0x${number.toString(16)}`

/** Why a call was not possible, where a contract said no; null for any other refusal. */
export function revertIn(error: unknown): string | null {
  if (!(error instanceof NodeRefusal)) return null
  if (error.data !== null && error.data !== '0x') return error.data
  return /revert/i.test(error.message) ? '0x' : null
}
