// The ways in that one person has: further wallets are linked by their signature under words of their own, and taken away
// again but for the last. The key a page made for somebody without a wallet is such a wallet too; what it was made of is kept
// with it, so that another device of theirs can make it again. Of a wallet that is a contract it is kept that it is one: it
// brings its owners in, and signs nothing that is checked later.
import { z } from 'zod'
import type { Door } from './door.ts'
import type { People } from './people.ts'
import { Refusal } from './refusal.ts'
import { type Siwe, textOf } from './siwe.ts'

/** ASCII, as EIP-4361 has it. */
const LINK = 'Link this wallet to my Townhall account.'

/** Of a key that a page made: from which passkey, or on which device. */
const Made = z.union([
  z.strictObject({ by: z.literal('passkey'), passkey: z.string().min(1).max(2000) }),
  z.strictObject({ by: z.literal('device') }),
])
const Wanted = z.strictObject({ address: z.string().max(100) })
const Linked = z.strictObject({ message: z.string(), signature: z.string(), made: Made.optional() })
const Removed = z.strictObject({ kind: z.enum(['wallet', 'passkey']), key: z.string().max(2000) })
/** What is kept with an account, as far as the page is told. */
const Kept = z.looseObject({
  made: Made.optional(),
  isBackedUp: z.boolean().optional(),
  isContract: z.boolean().optional(),
})

/** What is kept with a wallet that is a contract. */
export const AS_CONTRACT = { isContract: true } as const
export const isOfContract = (data: string): boolean => Kept.parse(JSON.parse(data)).isContract === true
/** Made by a page, of a passkey or on a device. */
export const isOwnKey = (data: string): boolean => Kept.parse(JSON.parse(data)).made !== undefined

export type AccountDesk = { readonly people: People; readonly siwe: Siwe }

export function accountRoutes(door: Door, { people, siwe }: AccountDesk): void {
  door.tells('/accounts', async (request) => {
    const { person, account } = await door.inPerson(request)
    const all = await people.accounts(person)
    return {
      accounts: all.map(({ kind, key, data, made_ms }) => {
        const { made = null, isBackedUp = null, isContract = false } = Kept.parse(JSON.parse(data))
        return {
          kind,
          key,
          made,
          isBackedUp,
          isContract,
          madeMs: made_ms,
          isThis: key === account || key === account.toLowerCase(),
        }
      }),
    }
  })
  door.hears('/accounts/challenge', Wanted, async ({ request, page, body }) => {
    await door.inPerson(request)
    const { getAddress, isAddress } = await import('ethers')
    if (!isAddress(body.address)) throw new Refusal(400, 'that is not the address of a wallet')
    return { message: textOf(siwe.challenge(page, LINK), getAddress(body.address)) }
  })
  door.hears('/accounts/link', Linked, async ({ request, page, body }) => {
    const { person } = await door.inPerson(request)
    const { message, signature, made } = body
    const { address, isContract } = await door.proving('wallet', () => siwe.verify(message, signature, page, LINK))
    if (isContract && made) throw new Refusal(400, `${address} is a contract; no page made it`)
    const data = JSON.stringify(isContract ? AS_CONTRACT : made ? { made } : {})
    const owner = await people.link(person, address.toLowerCase(), data)
    if (owner !== person)
      throw new Refusal(409, `the wallet ${address} belongs to another account here; sign in with it to use it`)
    door.audit({ what: 'wallet linked', who: person, detail: isContract ? 'contract' : (made?.by ?? 'wallet') })
    return { address, isContract }
  })
  door.hears('/accounts/remove', Removed, async ({ request, body }) => {
    const { person, id } = await door.inPerson(request)
    const { kind, key } = body
    const done = await people.unlink(person, kind, key)
    if (done === 'unknown') throw new Refusal(404, 'that is not among your ways to sign in')
    if (done === 'last')
      throw new Refusal(409, 'that is your only way to sign in; add another first, or erase the account as a whole')
    // What was opened with it ends, on other devices; here one sees what one did.
    const opened = (await door.sessions.of(person)).filter(
      (one) => one.id !== id && (one.account === key || one.account.toLowerCase() === key),
    )
    await door.sessions.end(
      person,
      opened.map((one) => one.id),
    )
    door.audit({ what: 'way in removed', who: person, detail: kind })
    return {}
  })
}
