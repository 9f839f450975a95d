// What is kept of oneself, and taking it away. Erasing leaves nothing here; what was done in the city stays in its journal
// under a number that then leads to nobody, with the name others saw at the time: a hash chain with holes proves nothing.
import { z } from 'zod'
import type { PeopleDatabase } from './database.ts'
import { type Door } from './door.ts'
import type { People } from './people.ts'
import { Refusal } from './refusal.ts'

/** Told with the export and with the erasure. */
const KEPT = [
  'The journal of the city keeps what you did in it (commands, approvals), under the number of your account and with the name you had then: it is a chain of hashes that proves what was decided, so nothing can be cut out of it.',
  'What devices and wallets keep is theirs: a passkey is deleted on the device that holds it.',
  'Where you stood, how you moved, what you said near by: none of it was ever written down.',
] as const

const Sure = z.strictObject({ person: z.string().max(100) })

/** Another room that keeps something of somebody, by the ids they are known by: their own, and their wallets'. */
export type Keeper = {
  readonly name: string
  /** What stays there all the same. */
  readonly kept: string
  exported(ids: readonly string[]): unknown
  erased(ids: readonly string[]): Promise<void>
}

export type OwnDataDesk = {
  readonly people: People
  readonly forget: PeopleDatabase['forget']
  readonly keepers: readonly Keeper[]
}

export function ownDataRoutes(door: Door, { people, forget, keepers }: OwnDataDesk): void {
  const kept = (): readonly string[] => [...KEPT, ...keepers.map((one) => one.kept)]
  const idsOf = async (person: string): Promise<string[]> => [
    person,
    ...(await people.accounts(person)).filter(({ kind }) => kind === 'wallet').map(({ key }) => key.toLowerCase()),
  ]
  door.tells('/export', async (request) => {
    const { person } = await door.inPerson(request)
    const [known, accounts, sessions, residency] = await Promise.all([
      people.person(person),
      people.accounts(person),
      door.sessions.of(person),
      people.residency(person),
    ])
    return {
      format: 1,
      person: { id: person, name: known?.name ?? '', madeAt: iso(known?.madeMs) },
      accounts: accounts.map(({ kind, key, data, made_ms, used_ms }) => ({
        kind,
        key,
        about: JSON.parse(data) as unknown,
        madeAt: iso(made_ms),
        usedAt: iso(used_ms),
      })),
      sessions: sessions.map(({ way, account, device, madeMs, seenMs, endsMs }) => ({
        way,
        account,
        device,
        madeAt: iso(madeMs),
        seenAt: iso(seenMs),
        endsAt: iso(endsMs),
      })),
      residency: residency && {
        area: residency.area,
        issuer: residency.issuer,
        subject: residency.subject,
        shownAt: iso(residency.made_ms),
        until: iso(residency.until_ms),
      },
      ...exportedBy(keepers, await idsOf(person)),
      kept: kept(),
    }
  })
  door.hears('/erase', Sure, async ({ request, body }) => {
    const { person } = await door.inPerson(request)
    if (body.person !== person)
      throw new Refusal(400, `erasing is for good: send {"person": "${person}"} to say that you mean it`)
    const all = (await door.sessions.of(person)).map(({ id }) => id)
    // While it is known who they are there.
    const ids = await idsOf(person)
    for (const keeper of keepers) await keeper.erased(ids)
    const erased = await people.erase(person)
    // Rooms hear of it; what is over goes with it.
    await door.sessions.end(person, all)
    await door.sessions.sweep()
    await forget()
    door.audit({ what: 'erased', who: person, detail: 'by its person' })
    return { erased, kept: kept() }
  })
}

const exportedBy = (keepers: readonly Keeper[], ids: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keepers.map((keeper) => [keeper.name, keeper.exported(ids)]))

const iso = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString())
