// Wallets that are contracts sign by what their code says: ERC-1271, and ERC-6492 while they are not on the chain yet. One
// `eth_call` of a validator that is never deployed asks the chain; nothing is sent. Costs a call elsewhere, so it is rationed.
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { Refusal } from './refusal.ts'
import { VALIDATOR_CODE } from './contract-wallets-code.ts'

const ASKED_A_MINUTE = 60
const ANSWERS_WITHIN_MS = 5000

export type ContractWallets = {
  isContract(address: string): Promise<boolean>
  isSignedBy(address: string, text: string, signature: string): Promise<boolean>
}

/** The same address may be another's on another chain, so the node must be of this one. */
export type WalletChain = { readonly rpcUrl: string; readonly chainId: number }

/** Of the chain behind a JSON-RPC address. Throws a Refusal when it does not answer. */
export function contractWallets({ rpcUrl, chainId }: WalletChain): ContractWallets {
  const ration = new RateLimiterMemory({ points: ASKED_A_MINUTE, duration: 60 })
  const ask = async (method: string, params: unknown[]): Promise<string | null> => {
    await ration.consume('all').catch(() => {
      throw new Refusal(429, 'many wallets that are contracts are asked for just now; try again in a minute')
    })
    let answer: { result?: unknown; error?: unknown }
    try {
      const response = await fetch(rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      })
      answer = (await response.json()) as typeof answer
    } catch {
      throw new Refusal(503, 'the chain does not answer, so a wallet that is a contract cannot sign now')
    }
    // A call that reverts is an error too.
    return typeof answer.result === 'string' ? answer.result : null
  }
  let isOfChain = false
  /** Asked once: a node does not change its chain while it is the same address. */
  const checkChain = async (): Promise<void> => {
    if (isOfChain) return
    const theirs = Number(await ask('eth_chainId', []))
    if (theirs !== chainId)
      throw new Refusal(
        503,
        `the node at RPC_URL is of chain ${theirs}, and this city takes wallets of chain ${chainId}; a wallet that is a contract cannot sign in until that is put right`,
      )
    isOfChain = true
  }
  const isHashSignedBy = async (address: string, hash: string, signature: string): Promise<boolean> => {
    await checkChain()
    const { AbiCoder } = await import('ethers')
    const given = AbiCoder.defaultAbiCoder().encode(['address', 'bytes32', 'bytes'], [address, hash, signature])
    const answer = await ask('eth_call', [{ data: VALIDATOR_CODE + given.slice(2) }, 'latest'])
    return answer !== null && /^0x0*1$/.test(answer)
  }
  return {
    async isContract(address) {
      await checkChain()
      const code = await ask('eth_getCode', [address, 'latest'])
      return code !== null && code !== '0x'
    },
    async isSignedBy(address, text, signature) {
      const { hashMessage } = await import('ethers')
      return isHashSignedBy(address, hashMessage(text), signature)
    },
  }
}
