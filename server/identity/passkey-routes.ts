// Making a passkey, for oneself or as somebody new, and signing in with it.
import { z } from 'zod'
import { cleanName } from '../../shared/protocol/person-name.ts'
import { type Door, Nothing } from './door.ts'
import { MadeKey, type Passkeys, UsedKey } from './passkeys.ts'

const Wanted = z.strictObject({ name: z.string().max(400).default('') })

export function passkeyRoutes(door: Door, passkeys: Passkeys): void {
  /** Who a new passkey is for: oneself, or nobody yet. */
  const forWhom = async (request: Parameters<Door['sessionOf']>[0]): Promise<string | null> =>
    (await door.sessionOf(request)) ? (await door.inPerson(request)).person : null

  door.hears('/passkey/new', Wanted, async ({ request, page, body }) =>
    passkeys.optionsToMake(page, await forWhom(request), cleanName(body.name)),
  )
  door.hears('/passkey/add', MadeKey, async (asked) => {
    const mine = await forWhom(asked.request)
    const { person, key } = await door.proving('passkey', () => passkeys.take(asked.page, mine, asked.body))
    if (mine === null) await door.open(asked, { person, way: 'passkey', account: key })
    return { person }
  })
  door.hears('/passkey/challenge', Nothing, ({ page }) => passkeys.optionsToUse(page))
  door.hears('/passkey', UsedKey, async (asked) => {
    const { person, key } = await door.proving('passkey', () => passkeys.verify(asked.page, asked.body))
    await door.open(asked, { person, way: 'passkey', account: key })
    return { person }
  })
}
