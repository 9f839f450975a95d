// A key of one's own as a wallet like those of the browser, so that signing in, linking and voting are one way for all.
import { say } from '../panels/strings.ts'
import type { PrivateKey } from './own-key.ts'
import type { Typed } from './ethereum.ts'
import type { Wallet } from './wallets.ts'

/** Said no: as a wallet's own no is told (EIP-1193). */
export const SAID_NO = 4001

/** `open` gives the key for one signature, null when its person said no. */
export function ownWallet(address: string, open: () => Promise<PrivateKey | null>): Wallet {
  const opened = async (): Promise<PrivateKey> => {
    const key = await open()
    if (key === null) throw Object.assign(new Error('said no'), { code: SAID_NO })
    return key
  }
  const request = async ({
    method,
    params = [],
  }: {
    method: string
    params?: readonly unknown[]
  }): Promise<unknown> => {
    switch (method) {
      case 'eth_accounts':
      case 'eth_requestAccounts':
        return [address]
      case 'personal_sign': {
        const [key, { signText }] = [await opened(), await import('./ethereum.ts')]
        return signText(key, String(params[0]))
      }
      case 'eth_signTypedData_v4': {
        const [key, { signTyped }] = [await opened(), await import('./ethereum.ts')]
        return signTyped(key, JSON.parse(String(params[1])) as Typed)
      }
      default:
        throw new Error(`${method} is nothing a key does`)
    }
  }
  return { id: `own ${address}`, name: say('ownKey'), icon: '', provider: { request } }
}
