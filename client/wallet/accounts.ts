// The ways in of who is signed in: told by the server, and the key they sign with made, linked, saved and brought back.
import { say } from '../panels/strings.ts'
import { askIdentity } from './ask.ts'
import {
  addressOf,
  deviceAddress,
  freshKey,
  keepOnDevice,
  keyOfPasskey,
  openDeviceKey,
  type PrivateKey,
} from './own-key.ts'
import { ownWallet } from './own-wallet.ts'
import type { Account } from './shapes.ts'
import { isSignedIn } from './ticket.ts'
import { signWith, type Wallet } from './wallets.ts'

/** None for a guest. */
export async function linkedAccounts(): Promise<readonly Account[]> {
  return isSignedIn() ? (await askIdentity('/accounts', (shapes) => shapes.Accounts)).accounts : []
}

/** What it turned out to be. */
export async function link(
  wallet: Wallet,
  address: string,
  made?: Account['made'],
): Promise<{ readonly isContract: boolean }> {
  const { message } = await askIdentity('/accounts/challenge', (shapes) => shapes.Text, { address })
  const signature = await signWith(wallet, address, message)
  return askIdentity('/accounts/link', (shapes) => shapes.Linked, { message, signature, ...(made ? { made } : {}) })
}

/**
 * Makes a key to sign with, links it, and says what it was made of; null when the person said no. Of a passkey where one of
 * theirs can give one, else of this device.
 */
export async function makeOwnKey(accounts: readonly Account[]): Promise<'passkey' | 'device' | null> {
  const passkeys = accounts.filter(({ kind }) => kind === 'passkey').map(({ key }) => key)
  const found = passkeys.length > 0 ? await keyOfPasskey(passkeys) : 'none'
  if (found === null) return null
  if (found !== 'none') {
    const address = await addressOf(found.key)
    await link(
      ownWallet(address, () => Promise.resolve(found.key)),
      address,
      { by: 'passkey', passkey: found.passkey },
    )
    return 'passkey'
  }
  const address = (await deviceAddress()) ?? (await keepOnDevice(freshKey()))
  await link(ownWallet(address, openDeviceKey), address, { by: 'device' })
  return 'device'
}

/** The key of one of the accounts this page can open; null when the person said no. */
async function openOwn({ key, made }: Account): Promise<PrivateKey | null> {
  if (made?.by !== 'passkey') return openDeviceKey()
  const found = await keyOfPasskey([made.passkey])
  if (found === 'none') throw new Error(say('passkeyNoSecret'))
  if (found && (await addressOf(found.key)) !== key) throw new Error(say('passkeyOther'))
  return found?.key ?? null
}

/** The key as a file that only the passphrase opens; null when the person said no. */
export async function sealedCopy(account: Account, passphrase: string): Promise<string | null> {
  const key = await openOwn(account)
  if (key === null) return null
  const { sealKey } = await import('./ethereum.ts')
  return sealKey(key, passphrase)
}

/** Puts the key of such a file on this device; its address. Rejects with a sentence. */
export async function restoreCopy(text: string, passphrase: string): Promise<string> {
  const { openKeyFile } = await import('./ethereum.ts')
  const key = await openKeyFile(text, passphrase)
  if (key === null) throw new Error(say('keyFileWrong'))
  const [address, before] = [await addressOf(key), await deviceAddress()]
  // What lies there may be the only copy of another person's key.
  if (before !== null && before !== address) throw new Error(say('keyFileOther', { address: before }))
  return keepOnDevice(key)
}
