// Showing that one lives in the city. What is kept is the area, until when, and a hash that keeps a resident from showing
// the same residency for a second account.
import { z } from 'zod'
import type { Clerks } from './clerks.ts'
import { type Door, Nothing } from './door.ts'
import { OneTime } from './one-time.ts'
import type { People } from './people.ts'
import { Refusal } from './refusal.ts'
import { verifyResidency } from './residency.ts'

const NONCE_LIVES_MS = 300_000
const Shown = z.strictObject({ presentation: z.string().max(20_000), nonce: z.string().max(100) })

export type ResidencyDesk = {
  readonly people: People
  readonly clerks: Clerks
  readonly nowMs: () => number
}

export function residencyRoutes(door: Door, { people, clerks, nowMs }: ResidencyDesk): void {
  const nonces = new OneTime<{ readonly person: string; readonly origin: string }>(NONCE_LIVES_MS, nowMs)
  door.hears('/residency/challenge', Nothing, async ({ request, page }) => {
    const { person } = await door.inPerson(request)
    if (clerks.count() === 0) throw new Refusal(404, 'this city takes no credentials of residency')
    return { nonce: nonces.make({ person, origin: page.origin }), audience: page.origin }
  })
  door.hears('/residency', Shown, async ({ request, page, body }) => {
    const { person } = await door.inPerson(request)
    const { presentation, nonce } = body
    const asked = nonces.take(nonce)
    if (asked?.person !== person || asked.origin !== page.origin)
      throw new Refusal(401, 'that was asked for before, or is too old; show the credential again')
    const residency = await door.proving('credential', () =>
      verifyResidency({ presentation, nonce, audience: page.origin, nowMs: nowMs() }, clerks.of),
    )
    if (!(await people.lives(person, residency)))
      throw new Refusal(409, 'this residency was shown by another account; erase that one first')
    const { area, untilMs } = residency
    return { area, untilMs }
  })
  door.hears('/residency/remove', Nothing, async ({ request }) => {
    const { person } = await door.inPerson(request)
    if (!(await people.leaves(person))) throw new Refusal(404, 'no residency is kept of you')
    return {}
  })
}
