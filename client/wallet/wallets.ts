// The wallets of this browser (EIP-6963: each says that it is there, and the person chooses) and what one is asked to sign.
// Icons are shown as pictures from data alone; nothing a wallet says of itself is believed beyond its name.

export type Wallet = {
  readonly id: string
  readonly name: string
  /** `data:image/…`, or empty. */
  readonly icon: string
  readonly provider: Provider
}
type Provider = { request(asked: { method: string; params?: readonly unknown[] }): Promise<unknown> }

const ANNOUNCED = 'eip6963:announceProvider'
const MOST_NAME = 40

/** Tells of every wallet that is there, now and later; gives the way to stop. */
export function findWallets(found: (wallet: Wallet) => void, page: EventTarget = globalThis): () => void {
  const hear = (event: Event): void => {
    const wallet = walletIn((event as CustomEvent<unknown>).detail)
    if (wallet) found(wallet)
  }
  page.addEventListener(ANNOUNCED, hear)
  page.dispatchEvent(new Event('eip6963:requestProvider'))
  return () => page.removeEventListener(ANNOUNCED, hear)
}

const ANSWERS_WITHIN_MS = 150

/** Those that answer at once; a page that has loaded has its wallets. */
export async function walletsHere(page: EventTarget = globalThis): Promise<readonly Wallet[]> {
  const found = new Map<string, Wallet>()
  const stop = findWallets((wallet) => found.set(wallet.id, wallet), page)
  if (found.size === 0) await new Promise((next) => setTimeout(next, ANSWERS_WITHIN_MS))
  stop()
  return [...found.values()]
}

/** The address a wallet opens, or null when its person said no. */
export async function addressOf({ provider }: Wallet): Promise<string | null> {
  const accounts = await provider.request({ method: 'eth_requestAccounts' })
  const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined
  return typeof first === 'string' ? first : null
}

export async function signWith({ provider }: Wallet, address: string, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text)
  const hex = `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
  return String(await provider.request({ method: 'personal_sign', params: [hex, address] }))
}

function walletIn(detail: unknown): Wallet | null {
  const { info, provider } = (detail ?? {}) as { info?: Record<string, unknown>; provider?: Provider }
  if (typeof info?.['uuid'] !== 'string' || typeof info['name'] !== 'string') return null
  if (typeof provider?.request !== 'function') return null
  const icon = typeof info['icon'] === 'string' ? info['icon'] : ''
  const isPicture = /^data:image\/(png|svg\+xml|webp|jpeg|gif)[;,]/.test(icon)
  return { id: info['uuid'], name: info['name'].slice(0, MOST_NAME), icon: isPicture ? icon : '', provider }
}
