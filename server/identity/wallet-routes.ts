// Signing in with a wallet: what to sign, then the signature.
import { z } from 'zod'
import { type Door, Nothing } from './door.ts'
import type { People } from './people.ts'
import type { Siwe } from './siwe.ts'

const Signed = z.strictObject({ message: z.string(), signature: z.string() })

export function walletRoutes(door: Door, { people, siwe }: { readonly people: People; readonly siwe: Siwe }): void {
  door.hears('/wallet/challenge', Nothing, ({ page }) => Promise.resolve(siwe.challenge(page)))
  door.hears('/wallet', Signed, async (asked) => {
    const { message, signature } = asked.body
    const { address, isContract } = await door.proving('wallet', () => siwe.verify(message, signature, asked.page))
    const person = await people.ofWallet(address.toLowerCase())
    await door.open(asked, { person, way: isContract ? 'contract' : 'wallet', account: address })
    return { person }
  })
}
