// Signing in with a wallet: what to sign, then the signature.
import { z } from 'zod'
import { AS_CONTRACT } from './account-routes.ts'
import type { Door } from './door.ts'
import type { People } from './people.ts'
import { Refusal } from './refusal.ts'
import { type Challenge, type Siwe, textOf } from './siwe.ts'

/** With an address the whole text to sign is made here: wallets tell addresses without their checksum. */
const Wanted = z.strictObject({ address: z.string().max(100).optional() })
const Signed = z.strictObject({ message: z.string(), signature: z.string() })

export function walletRoutes(door: Door, { people, siwe }: { readonly people: People; readonly siwe: Siwe }): void {
  door.hears('/wallet/challenge', Wanted, async ({ page, body }): Promise<Challenge & { message?: string }> => {
    if (body.address === undefined) return siwe.challenge(page)
    const { getAddress, isAddress } = await import('ethers')
    if (!isAddress(body.address)) throw new Refusal(400, 'that is not the address of a wallet')
    const challenge = siwe.challenge(page)
    return { ...challenge, message: textOf(challenge, getAddress(body.address)) }
  })
  door.hears('/wallet', Signed, async (asked) => {
    const { message, signature } = asked.body
    const { address, isContract } = await door.proving('wallet', () => siwe.verify(message, signature, asked.page))
    const person = await people.ofWallet(address.toLowerCase(), isContract ? JSON.stringify(AS_CONTRACT) : '{}')
    await door.open(asked, { person, way: isContract ? 'contract' : 'wallet', account: address })
    return { person }
  })
}
