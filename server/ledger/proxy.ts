// What anybody may ask the chain through our own port (JSON-RPC): reading, by a list of what is allowed, with bounds. Nothing is
// sent through it, and none of the program's own commands (which could change anything) is on the list.
import { z } from 'zod'
import { type ChainNode, NodeRefusal } from './node.ts'

export const MAX_CHAIN_BODY = 128 * 1024
/** Libraries gather up to so many questions into one. */
export const MAX_BATCH = 100
export const MAX_LOG_BLOCKS = 2000
/** Gas of a call: twenty times what any of ours needs, and soon over. */
const MAX_CALL_GAS = 10_000_000

const quantity = z.string().regex(/^0x[0-9a-f]{1,16}$/i)
const address = z.string().regex(/^0x[0-9a-f]{40}$/i)
const hash = z.string().regex(/^0x[0-9a-f]{64}$/i)
const bytes = z.string().regex(/^0x([0-9a-f]{2}){0,24576}$/i)
const tag = z.union([quantity, z.enum(['latest', 'earliest', 'finalized', 'safe', 'pending'])])
const byHash = z.strictObject({ blockHash: hash, requireCanonical: z.boolean().optional() })

const call = z
  .strictObject({
    from: address.optional(),
    to: address,
    data: bytes.optional(),
    input: bytes.optional(),
    value: z.literal('0x0').optional(),
    gas: quantity.optional(),
    type: quantity.optional(),
    chainId: quantity.optional(),
  })
  .transform(({ from, to, data, input }) => {
    const asked = { to, data: data ?? input ?? '0x', gas: `0x${MAX_CALL_GAS.toString(16)}` }
    return from === undefined ? asked : { ...asked, from }
  })
const topics = z.array(z.union([hash, z.null(), z.array(hash).max(20)])).max(4)
const filter = z
  .strictObject({
    address: z.union([address, z.array(address).max(20)]).optional(),
    topics: topics.optional(),
    fromBlock: tag.optional(),
    toBlock: tag.optional(),
    blockHash: hash.optional(),
  })
  .refine(isWithinRange, {
    error: `asks for the logs of more than ${MAX_LOG_BLOCKS} blocks; name fromBlock and toBlock`,
  })

const ALLOWED: Readonly<Record<string, z.ZodType<readonly unknown[]>>> = {
  eth_chainId: z.tuple([]),
  net_version: z.tuple([]),
  eth_blockNumber: z.tuple([]),
  eth_call: z.union([z.tuple([call]), z.tuple([call, z.union([tag, byHash])])]),
  eth_getCode: z.tuple([address, z.union([tag, byHash])]),
  eth_getLogs: z.tuple([filter]),
  eth_getBlockByNumber: z.tuple([tag, z.boolean()]),
  eth_getBlockByHash: z.tuple([hash, z.boolean()]),
  eth_getTransactionByHash: z.tuple([hash]),
  eth_getTransactionByBlockNumberAndIndex: z.tuple([tag, quantity]),
  eth_getTransactionByBlockHashAndIndex: z.tuple([hash, quantity]),
  eth_getTransactionReceipt: z.tuple([hash]),
}

type Answer = { readonly jsonrpc: '2.0'; readonly id: unknown; readonly result?: unknown; readonly error?: object }

export type Proxy = {
  /** Of one question or a list of them; null where the body is neither. */
  answer(body: unknown): Promise<Answer | Answer[] | null>
  /** How many a body would be. */
  count(body: unknown): number
}

export function readingProxy(node: ChainNode): Proxy {
  const one = async (asked: unknown): Promise<Answer> => {
    const { id = null, method, params = [] } = (asked ?? {}) as { id?: unknown; method?: unknown; params?: unknown }
    const plainId = typeof id === 'number' || (typeof id === 'string' && id.length <= 100) ? id : null
    const no = (code: number, message: string, data?: string): Answer => ({
      jsonrpc: '2.0',
      id: plainId,
      error: { code, message, ...(data === undefined ? {} : { data }) },
    })
    if (typeof method !== 'string') return no(-32_600, 'a question names its method')
    const shape = Object.hasOwn(ALLOWED, method) ? ALLOWED[method] : undefined
    if (!shape)
      return no(
        -32_601,
        `${method.slice(0, 60)} is not served here: this chain is for reading (${Object.keys(ALLOWED).join(', ')})`,
      )
    const parsed = shape.safeParse(params)
    if (!parsed.success) return no(-32_602, `${method}: ${whatIsWrong(parsed.error)}`)
    try {
      return { jsonrpc: '2.0', id: plainId, result: await node.ask(method, parsed.data) }
    } catch (error) {
      if (error instanceof NodeRefusal)
        return no(error.code === 0 ? -32_000 : error.code, error.message, error.data ?? undefined)
      return no(-32_000, error instanceof Error ? error.message : 'the chain does not answer')
    }
  }
  return {
    count: (body) => (Array.isArray(body) ? body.length : 1),
    async answer(body) {
      if (!Array.isArray(body)) return typeof body === 'object' && body !== null ? one(body) : null
      if (body.length === 0 || body.length > MAX_BATCH) return null
      const answers: Answer[] = []
      for (const asked of body as unknown[]) answers.push(await one(asked))
      return answers
    },
  }
}

function whatIsWrong(error: z.ZodError): string {
  const [issue] = error.issues
  const path = issue?.path.map(String).join('.') ?? ''
  return `params${path === '' ? '' : `.${path}`} ${issue?.message ?? 'cannot be read'}`
}

/** The newest block is not known here: of an open end only numbers count. */
function isWithinRange({
  fromBlock = 'latest',
  toBlock = 'latest',
  blockHash,
}: {
  fromBlock?: string | undefined
  toBlock?: string | undefined
  blockHash?: string | undefined
}): boolean {
  if (blockHash !== undefined || fromBlock === toBlock) return true
  const from = fromBlock === 'earliest' ? 0 : Number(fromBlock)
  const to = Number(toBlock)
  if (fromBlock.startsWith('0x') || fromBlock === 'earliest') return Number.isFinite(to) && to - from < MAX_LOG_BLOCKS
  return !toBlock.startsWith('0x')
}
