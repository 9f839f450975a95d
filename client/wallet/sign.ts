// Signing a ballot, or a decision record by its officers (EIP-712): by whatever holds the key of the address that must sign. A key
// of this device or of a passkey signs here; a wallet of the browser is asked, after its account and chain are seen to be the
// right ones, since wallets say little about why they refuse.
import {
  BALLOT_FIELDS,
  type BallotDomain,
  ballotMessage,
  type Signable,
  type Signed,
} from '../../shared/civic/ballot.ts'
import { ROTATION_TYPES, type RotationAsked, rotationMessage } from '../../shared/records/rotation.ts'
import { SIGNING, type SigningDomain, signingMessage, type SigningRole } from '../../shared/records/signing.ts'
import { proofText } from '../panels/proof-text.ts'
import { say } from '../panels/strings.ts'
import { linkedAccounts } from './accounts.ts'
import { sentenceOf } from './doing.ts'
import { addressOf, deviceAddress, keyOfPasskey, openDeviceKey } from './own-key.ts'
import { ownWallet, SAID_NO } from './own-wallet.ts'
import { walletsHere, type Wallet } from './wallets.ts'

const DOMAIN_FIELDS = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
] as const
const WITH_SALT = [...DOMAIN_FIELDS, { name: 'salt', type: 'bytes32' }] as const
const WITH_CONTRACT = [...DOMAIN_FIELDS, { name: 'verifyingContract', type: 'address' }] as const

type Typed = {
  readonly types: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>
  readonly primaryType: string
  readonly domain: { readonly chainId: number }
  readonly message: object
}

/** Null when the person said no. Rejects with a sentence when it cannot be signed here. */
export function signBallot(ballot: Signable, address: string, domain: BallotDomain): Promise<Signed | null> {
  const message = ballotMessage(ballot, address.toLowerCase())
  const types = { EIP712Domain: WITH_SALT, Ballot: BALLOT_FIELDS }
  return signTyped({ types, primaryType: 'Ballot', domain, message }, address)
}

/** As `signBallot` does; the same signature is for the file and for the board's contract. */
export function signRecord(
  { recordHash, role }: { readonly recordHash: string; readonly role: SigningRole },
  address: string,
  domain: SigningDomain,
): Promise<Signed | null> {
  const message = signingMessage(recordHash, role)
  const types = { EIP712Domain: WITH_CONTRACT, Decision: SIGNING }
  return signTyped({ types, primaryType: 'Decision', domain, message }, address)
}

/** As `signBallot` does: who comes after the officers of now, for the board's contract. */
export function signRotation(asked: RotationAsked, address: string, domain: SigningDomain): Promise<Signed | null> {
  const types = { EIP712Domain: WITH_CONTRACT, ...ROTATION_TYPES }
  return signTyped({ types, primaryType: 'Rotation', domain, message: rotationMessage(asked) }, address)
}

/** Those of these addresses that can sign here, as far as it is known without asking the person. */
export async function keysHere(among: readonly string[]): Promise<readonly string[]> {
  const none = (): [] => []
  const open = await Promise.all((await walletsHere()).map((wallet) => accountsOf(wallet, 'eth_accounts').catch(none)))
  const linked = (await linkedAccounts().catch(none)).filter(({ made }) => made?.by === 'passkey').map(({ key }) => key)
  const own = new Set([await deviceAddress(), ...linked, ...open.flat()])
  return among.filter((address) => own.has(address))
}

async function signTyped(typed: Typed, address: string): Promise<Signed | null> {
  const signer = address.toLowerCase()
  try {
    const wallet = await holderOf(signer, typed.domain.chainId)
    const params = [signer, JSON.stringify(typed)]
    const signature = await wallet.provider.request({ method: 'eth_signTypedData_v4', params })
    return { address: signer, signature: String(signature).toLowerCase() }
  } catch (error) {
    if (codeOf(error) === SAID_NO) return null
    throw new Error(sentenceOf(error), { cause: error })
  }
}

async function holderOf(voter: string, chainId: number): Promise<Wallet> {
  if ((await deviceAddress()) === voter) return ownWallet(voter, openDeviceKey)
  const linked = (await linkedAccounts()).find(({ key }) => key === voter)
  if (linked?.isContract === true) throw new Error(say('contractNoKey', { address: proofText(voter) }))
  if (linked?.made?.by === 'passkey') return ofPasskey(voter, linked.made.passkey)
  const wallet = await walletOf(voter)
  if (wallet) return onChain(wallet, chainId)
  const made = linked?.made?.by === 'device'
  throw new Error(say(made ? 'ballotOtherDevice' : 'ballotNoKey', { address: proofText(voter) }))
}

const ofPasskey = (voter: string, passkey: string): Wallet =>
  ownWallet(voter, async () => {
    const found = await keyOfPasskey([passkey])
    if (found === 'none') throw new Error(say('passkeyNoSecret'))
    if (found && (await addressOf(found.key)) !== voter) throw new Error(say('passkeyOther'))
    return found?.key ?? null
  })

/** The one that has the address open; else the first is asked to open it. Null where there is no wallet. */
async function walletOf(voter: string): Promise<Wallet | null> {
  const wallets = await walletsHere()
  for (const wallet of wallets) if ((await accountsOf(wallet, 'eth_accounts')).includes(voter)) return wallet
  const [first] = wallets
  if (!first) return null
  const opened = await accountsOf(first, 'eth_requestAccounts')
  if (opened.includes(voter)) return first
  const has = proofText(opened[0] ?? '0x')
  throw new Error(say('ballotOtherAccount', { wallet: first.name, has, needs: proofText(voter) }))
}

async function accountsOf({ provider }: Wallet, method: string): Promise<string[]> {
  const accounts = await provider.request({ method })
  return Array.isArray(accounts) ? accounts.map((account) => String(account).toLowerCase()) : []
}

/** Wallets refuse to sign for another chain than the one they are on; this one is changed when its person agrees. */
async function onChain(wallet: Wallet, chainId: number): Promise<Wallet> {
  const { provider, name } = wallet
  const wanted = `0x${chainId.toString(16)}`
  const isThere = async (): Promise<boolean> => Number(await provider.request({ method: 'eth_chainId' })) === chainId
  if (await isThere()) return wallet
  // A wallet that has never heard of the city's own chain is told of it.
  for (const method of ['wallet_switchEthereumChain', 'wallet_addEthereumChain'] as const) {
    try {
      const chain = method === 'wallet_switchEthereumChain' ? { chainId: wanted } : cityChain(wanted)
      await provider.request({ method, params: [chain] })
    } catch (error) {
      if (codeOf(error) === SAID_NO) throw error
    }
    if (await isThere()) return wallet
  }
  throw new Error(say('ballotOtherChain', { wallet: name, chain: String(chainId) }))
}

const cityChain = (chainId: string) => ({
  chainId,
  chainName: 'Townhall',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: [new URL('/chain', document.baseURI).href],
})

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code
