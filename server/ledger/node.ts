// A node of a chain, asked by JSON-RPC. What it answers is believed by nobody here before it was compared: a node may be away,
// slow, of another chain, or wrong. Its address may carry a password, so no sentence ever has it.

export type ChainNode = {
  /** Rejects with `NodeAway` where nothing comes that can be read, with `NodeRefusal` where the node says no. */
  ask(method: string, params?: readonly unknown[]): Promise<unknown>
}

/** The node answered, with an error. */
export class NodeRefusal extends Error {
  readonly code: number
  /** What a contract reverted with, where it did. */
  readonly data: string | null
  constructor(message: string, code: number, data: string | null) {
    super(message)
    this.code = code
    this.data = data
  }
}

/** Nothing came, or nothing that can be read: whether it was done is not known. */
export class NodeAway extends Error {}

const ANSWERS_WITHIN_MS = 10_000
const MAX_ANSWER_BYTES = 32 * 2 ** 20

type AskOptions = { readonly withinMs?: number; readonly what?: string }

/** `what` is how sentences call it. */
export function askNode(url: string, { withinMs = ANSWERS_WITHIN_MS, what = 'the chain' }: AskOptions = {}): ChainNode {
  const { address, headers } = apart(url)
  let id = 0
  return {
    async ask(method, params = []) {
      let text: string
      try {
        const response = await fetch(address, {
          method: 'POST',
          headers,
          body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
          signal: AbortSignal.timeout(withinMs),
        })
        text = await bounded(response)
      } catch (error) {
        const isLate = error instanceof Error && error.name === 'TimeoutError'
        throw new NodeAway(isLate ? `${what} does not answer within ${withinMs / 1000} s` : `${what} does not answer`)
      }
      return resultOf(text, what)
    },
  }
}

/** `fetch` takes no name and password in an address. */
function apart(url: string): { address: string; headers: Record<string, string> } {
  const { username, password, ...rest } = urlParts(url)
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (username === '' && password === '') return { address: url, headers }
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  return { address: rest.bare, headers: { ...headers, authorization: `Basic ${basic}` } }
}

function urlParts(url: string): { username: string; password: string; bare: string } {
  const parsed = new URL(url)
  const { username, password } = parsed
  parsed.username = ''
  parsed.password = ''
  return { username, password, bare: parsed.href }
}

async function bounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) throw new Error('too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function resultOf(text: string, what: string): unknown {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    throw new NodeAway(`${what} answers with what is no JSON`)
  }
  const { result, error } = (answer ?? {}) as { result?: unknown; error?: unknown }
  if (error !== undefined && error !== null) throw refusalOf(error)
  if (result === undefined) throw new NodeAway(`${what} answers without a result`)
  return result
}

function refusalOf(error: unknown): NodeRefusal {
  const { message, code, data } = error as { message?: unknown; code?: unknown; data?: unknown }
  // Some nodes put what a contract reverted with one level deeper.
  const inner = typeof data === 'object' && data !== null ? (data as { data?: unknown }).data : data
  return new NodeRefusal(
    typeof message === 'string' ? message.slice(0, 300) : 'no reason given',
    typeof code === 'number' ? code : 0,
    typeof inner === 'string' && /^0x[0-9a-f]*$/i.test(inner) ? inner : null,
  )
}
