// For tests only: a browser of one page with its cookies, that signs in with a wallet or a passkey. Ethereum's code takes a
// second to load, so only a test that needs a wallet loads it.
import type { Wallet } from 'ethers'
import { type Challenge, textOf } from './siwe.ts'
import { TestPasskey } from './testing-passkey.ts'

export type Answer = { readonly status: number; readonly body: Record<string, unknown> & { readonly error?: string } }

export class TestBrowser {
  readonly origin: string
  private readonly url: string
  cookie = ''

  /** The page may be of another address than the server. */
  constructor(url: string, origin = url) {
    this.url = url
    this.origin = origin
  }

  async get(path: string): Promise<Answer> {
    return this.take(await fetch(this.url + path, { headers: this.headers() }))
  }

  async post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.take(
      await fetch(this.url + path, {
        method: 'POST',
        headers: { ...this.headers(), origin: this.origin, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    )
  }

  /** Signs in with a wallet; `change` alters what is signed. */
  async signIn(wallet: Pick<Wallet, 'address' | 'signMessage'>, change: Partial<Challenge> = {}): Promise<Answer> {
    const { body } = await this.post('/identity/wallet/challenge')
    const message = messageOf({ ...(body as unknown as Challenge), ...change }, wallet.address)
    return this.post('/identity/wallet', { message, signature: await wallet.signMessage(message) })
  }

  /** Makes somebody new; the page must have a name. */
  async signInAnew(key = new TestPasskey()): Promise<Answer> {
    const made = key.make((await this.post('/identity/passkey/new')).body, this.origin)
    return this.post('/identity/passkey/add', made)
  }

  async ticket(): Promise<string> {
    return String((await this.post('/identity/ticket')).body['ticket'])
  }

  private headers(): Record<string, string> {
    return this.cookie === '' ? {} : { cookie: this.cookie }
  }

  private async take(response: Response): Promise<Answer> {
    for (const set of response.headers.getSetCookie()) this.cookie = set.split(';')[0] ?? ''
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }
}

/** EIP-4361's text, with lines added. */
export const messageOf = (challenge: Challenge, address: string, more: readonly string[] = []): string =>
  [textOf(challenge, address), ...more].join('\n')

export type TestWallet = Pick<Wallet, 'address' | 'signMessage' | 'signTypedData'>

/** By its private key. */
export async function walletBy(key: string): Promise<TestWallet> {
  const { Wallet: Made } = await import('ethers')
  return new Made(key)
}

/** One for each, by name. */
export async function walletsOf(...names: readonly string[]): Promise<Readonly<Record<string, TestWallet>>> {
  const { Wallet: Made } = await import('ethers')
  return Object.fromEntries(names.map((name) => [name, Made.createRandom()]))
}
