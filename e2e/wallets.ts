// Wallets and passkeys for people in test pages: a wallet that announces itself as a browser's extension does (EIP-6963) and
// signs at once what it is asked to, with a real key; and Chromium's own virtual authenticator.
import type { HDNodeWallet, TypedDataDomain, TypedDataField } from 'ethers'
import type { Page } from 'playwright-core'

type Typed = {
  readonly domain: TypedDataDomain
  readonly types: Record<string, TypedDataField[]>
  readonly message: Record<string, unknown>
}

/** Before the page is opened. */
export async function giveWallet(page: Page, wallet: HDNodeWallet, chainId: number): Promise<void> {
  const known = new Set([chainId])
  let chain = chainId
  await page.exposeFunction('askTestWallet', async (method: string, params: readonly unknown[]): Promise<unknown> => {
    if (method === 'eth_requestAccounts' || method === 'eth_accounts') return [wallet.address]
    if (method === 'eth_chainId') return `0x${chain.toString(16)}`
    if (method === 'wallet_addEthereumChain' || method === 'wallet_switchEthereumChain') {
      const asked = Number((params[0] as { readonly chainId: string }).chainId)
      if (method === 'wallet_addEthereumChain') known.add(asked)
      if (!known.has(asked)) throw new Error('this wallet does not know that chain')
      chain = asked
      return null
    }
    if (method === 'personal_sign') return wallet.signMessage(Buffer.from(String(params[0]).slice(2), 'hex'))
    if (method !== 'eth_signTypedData_v4') throw new Error(`this wallet does not know ${method}`)
    const { domain, types, message } = JSON.parse(String(params[1])) as Typed
    const { EIP712Domain: _, ...own } = types
    return wallet.signTypedData(domain, own, message)
  })
  await page.addInitScript((address) => {
    const page = window as unknown as { askTestWallet(method: string, params: readonly unknown[]): Promise<unknown> }
    const provider = {
      request: ({ method, params = [] }: { method: string; params?: readonly unknown[] }) =>
        page.askTestWallet(method, params),
    }
    const info = { uuid: `test-${address}`, name: 'Test wallet', icon: '', rdns: 'test.wallet' }
    const announce = () =>
      dispatchEvent(
        new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info: Object.freeze(info), provider }) }),
      )
    addEventListener('eip6963:requestProvider', announce)
    announce()
  }, wallet.address)
}

/** A phone's own authenticator, which asks nobody. Before a passkey is made. */
export async function givePasskeys(page: Page): Promise<void> {
  const line = await page.context().newCDPSession(page)
  await line.send('WebAuthn.enable')
  await line.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}
