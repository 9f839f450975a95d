// Who one is, one's sessions, and the ticket that brings one into a room.
import { z } from 'zod'
import type { Role } from '../../shared/kernel/system.ts'
import { cleanName } from '../../shared/protocol/person-name.ts'
import { type Door, Nothing } from './door.ts'
import { giveToken } from './page.ts'
import type { ResidencyRow } from './database.ts'
import type { People } from './people.ts'
import { Refusal } from './refusal.ts'
import type { CityRole } from './roll.ts'
import type { Session } from './sessions.ts'

export type SessionDesk = {
  readonly people: People
  readonly chainId: number
  /** Whether wallets that are contracts can be asked. */
  readonly takesContracts: boolean
  /** What the roll says of them now. */
  readonly standing: (
    session: Session,
  ) => Promise<{ readonly roles: readonly CityRole[]; readonly name: string; readonly role: Role }>
  readonly residencyOf: (person: string) => Promise<ResidencyRow | null>
  readonly ticket: (session: Session) => string
}

const Named = z.strictObject({ name: z.string().max(400) })
const Ended = z.strictObject({ id: z.string().max(100) })

export function sessionRoutes(door: Door, desk: SessionDesk): void {
  const { people, chainId, takesContracts, standing, residencyOf, ticket } = desk
  const { sessions } = door
  door.tells('/', async (request) => {
    const session = await door.sessionOf(request)
    if (!session) return { chainId, takesContracts, me: null }
    const { person, way, account, endsMs } = session
    const [known, { roles, role, name }, lives] = await Promise.all([
      people.person(person),
      standing(session),
      residencyOf(person),
    ])
    const residency = lives && { area: lives.area, issuer: lives.issuer, untilMs: lives.until_ms }
    const me = {
      person,
      name: name || (known?.name ?? ''),
      /** The roll's: it cannot be changed here. */
      isNamed: name !== '',
      way,
      account,
      roles: lives && !roles.includes('resident') ? [...roles, 'resident'] : roles,
      /** Of those, what the roll says; the rest is by residency. */
      byRoll: roles,
      role,
      residency,
      maySign: way !== 'paired',
      endsMs,
    }
    return { chainId, takesContracts, me }
  })
  door.hears('/name', Named, async ({ request, body }) => {
    const { person } = await door.inPerson(request)
    const name = cleanName(body.name)
    await people.rename(person, name)
    return { name }
  })
  door.hears('/ticket', Nothing, async ({ request }) => ({ ticket: ticket(await door.signedIn(request)) }))

  door.tells('/sessions', async (request) => {
    const { id: mine, person } = await door.signedIn(request)
    const all = await sessions.of(person)
    return {
      sessions: all.map(({ id, way, device, madeMs, seenMs, endsMs }) => ({
        id,
        way,
        device,
        madeMs,
        seenMs,
        endsMs,
        isThis: id === mine,
      })),
    }
  })
  door.hears('/sessions/end', Ended, async ({ request, body }) => {
    const { person } = await door.inPerson(request)
    if ((await sessions.end(person, [body.id])) === 0) throw new Refusal(404, 'that session is not open')
    door.audit({ what: 'session ended', who: person, detail: 'by its person' })
    return {}
  })
  door.hears('/sign-out', Nothing, async ({ request, response, page }) => {
    const session = await door.sessionOf(request)
    if (session) await sessions.end(session.person, [session.id])
    giveToken(response, page, '', 0)
    return {}
  })
}
