// Sign-In-With-Ethereum (EIP-4361), strictly: the library reads the message, everything it says is compared here, and the
// nonce is used up by any attempt. (`siwe` alone takes a missing nonce or domain, other sites' addresses, replays, and
// messages without an end.) Keys of people are checked here, wallets that are contracts by asking their chain.
import type { SiweMessage } from 'siwe'
import type { ContractWallets } from './contract-wallets.ts'
import { OneTime } from './one-time.ts'
import type { Page } from './page.ts'
import { Refusal } from './refusal.ts'

const NONCE_LIVES_MS = 300_000
const CLOCKS_DIFFER_MS = 300_000
/** After it was issued. */
const MOST_LIFE_MS = 600_000
const MOST_MESSAGE = 2000
const MOST_SIGNATURE = 20_000
/** 65 bytes, as a key signs; contracts may take anything. */
const OF_A_KEY = /^0x[0-9a-fA-F]{130}$/
/** What ERC-6492 puts at the end of a signature of a contract that is not there yet. */
const NOT_DEPLOYED = /6492649264926492649264926492649264926492649264926492649264926492$/

/** What a wallet is asked to sign; the page puts the address in. */
export type Challenge = {
  readonly domain: string
  readonly uri: string
  readonly version: '1'
  readonly chainId: number
  readonly statement: string
  readonly nonce: string
  readonly issuedAt: string
  readonly expirationTime: string
}

export type Signer = { readonly address: string; readonly isContract: boolean }

/** ASCII, as EIP-4361 has it. */
export const SIGN_IN = 'Sign in to Townhall.'

export type SiweOptions = {
  readonly chainId: number
  /** Null where no chain can be asked. */
  readonly contracts: ContractWallets | null
  readonly nowMs: () => number
}

export class Siwe {
  private readonly chainId: number
  private readonly contracts: ContractWallets | null
  private readonly nowMs: () => number
  /** What each nonce is for: this statement, on this page. */
  private readonly nonces: OneTime<{ readonly origin: string; readonly statement: string }>

  constructor({ chainId, contracts, nowMs }: SiweOptions) {
    this.chainId = chainId
    this.contracts = contracts
    this.nowMs = nowMs
    this.nonces = new OneTime(NONCE_LIVES_MS, nowMs)
  }

  challenge({ origin, domain }: Page, statement = SIGN_IN): Challenge {
    const nonce = this.nonces.make({ origin, statement }, newNonce())
    const nowMs = this.nowMs()
    return {
      domain,
      uri: origin,
      version: '1',
      chainId: this.chainId,
      statement,
      nonce,
      issuedAt: new Date(nowMs).toISOString(),
      expirationTime: new Date(nowMs + NONCE_LIVES_MS).toISOString(),
    }
  }

  /** Who signed; throws a Refusal that says what is wrong. `address` answers to the pattern it is used with. */
  async verify(text: string, signature: string, page: Page, statement = SIGN_IN): Promise<Signer> {
    if (text.length > MOST_MESSAGE) throw refused('the message to sign in with is too long')
    if (signature.length > MOST_SIGNATURE || !/^0x([0-9a-fA-F]{2})+$/.test(signature))
      throw refused('the signature is not one')
    const message = await parse(text)
    const nonce = this.nonces.take(message.nonce)
    if (!nonce) throw refused('that message was used before, or is too old; sign in again')
    if (nonce.origin !== page.origin || nonce.statement !== statement)
      throw refused('that message was asked for something else; sign in again')
    this.compare(message, page, statement)
    const isContract = await this.isOfContract(message.address, text, signature)
    return { address: message.address, isContract }
  }

  private compare(message: SiweMessage, page: Page, statement: string): void {
    const nowMs = this.nowMs()
    if (message.scheme !== undefined && `${message.scheme}:` !== new URL(page.origin).protocol)
      throw refused(`the message is for ${message.scheme}, this page is ${page.origin}`)
    if (message.domain !== page.domain)
      throw refused(`the message signs in to ${message.domain}, this page is ${page.domain}`)
    if (message.uri !== page.origin && message.uri !== `${page.origin}/`)
      throw refused(`the message is for ${message.uri}, this page is ${page.origin}`)
    if (message.version !== '1') throw refused(`the message is of version ${message.version}, not 1`)
    if (message.chainId !== this.chainId)
      throw refused(`the message is for chain ${message.chainId}, this city takes chain ${this.chainId}`)
    if (message.statement !== statement) throw refused('the message says something else than was asked for')
    const issuedMs = timeOf(message.issuedAt)
    if (!(Math.abs(nowMs - issuedMs) <= CLOCKS_DIFFER_MS))
      throw refused('the message was not issued within five minutes of now; is the clock of this device right?')
    const endsMs = timeOf(message.expirationTime)
    if (Number.isNaN(endsMs)) throw refused('the message does not say when it expires')
    if (endsMs <= nowMs) throw refused('the message has expired; sign in again')
    if (endsMs > issuedMs + MOST_LIFE_MS) throw refused('the message is good for more than ten minutes')
    if (message.notBefore !== undefined && !(timeOf(message.notBefore) <= nowMs))
      throw refused(`the message is not valid before ${message.notBefore}`)
    if ((message.resources?.length ?? 0) > 0 || message.requestId !== undefined)
      throw refused('the message asks for more than signing in')
  }

  /** Whether the account is a contract; throws when the signature is not of that account. */
  private async isOfContract(address: string, text: string, signature: string): Promise<boolean> {
    if (OF_A_KEY.test(signature) && (await signerOf(text, signature)) === address) return false
    if (!this.contracts)
      throw refused(
        `the signature is not by the key of ${address}; a wallet that is a contract cannot sign in here, because this city has no chain to ask about wallets (RPC_URL); a passkey or a key of this browser can`,
      )
    if (await this.contracts.isSignedBy(address, text, signature)) return true
    const isThere = NOT_DEPLOYED.test(signature) || (await this.contracts.isContract(address))
    throw refused(
      isThere
        ? `the contract ${address} does not take that signature`
        : `the signature is not by the key of ${address}`,
    )
  }
}

/** EIP-4361's text for an address with its checksum. */
export const textOf = (challenge: Challenge, address: string): string => {
  const { domain, uri, version, chainId, statement, nonce, issuedAt, expirationTime } = challenge
  return [
    `${domain} wants you to sign in with your Ethereum account:`,
    address,
    '',
    statement,
    '',
    `URI: ${uri}`,
    `Version: ${version}`,
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${issuedAt}`,
    `Expiration Time: ${expirationTime}`,
  ].join('\n')
}

/** At least eight letters and digits, as EIP-4361 has it: 128 bits. */
const newNonce = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex')

const timeOf = (text: string | undefined): number =>
  text !== undefined && /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN

async function parse(text: string): Promise<SiweMessage> {
  // Ethereum's code is heavy and comes with the first who signs in.
  const { SiweMessage: Message } = await import('siwe')
  try {
    const message = new Message(text)
    if (message.prepareMessage() === text) return message
  } catch {
    // Said below.
  }
  throw refused('that is not a message of Sign-In-With-Ethereum (EIP-4361)')
}

/** Null for what no key signs: a signature has one form only (low s), so that it cannot be turned into a second one. */
async function signerOf(text: string, signature: string): Promise<string | null> {
  const { verifyMessage } = await import('ethers')
  try {
    return verifyMessage(text, signature)
  } catch {
    return null
  }
}

const refused = (sentence: string): Refusal => new Refusal(401, sentence)
