// The identity room: who people are, for the web and for the rooms. Signing in opens a session; a ticket of it, good once
// and for half a minute, brings its person into a room. Nonces, tickets and codes live in memory, accounts and sessions in
// the database. Nobody has to sign in: guests never come here.
import type { IncomingMessage } from 'node:http'
import type { Router } from 'express'
import type { Role } from '../../shared/kernel/system.ts'
import type { Where } from '../journal/database.ts'
import type { AuditEvent } from '../rooms/watch.ts'
import type { OriginRule } from '../web/origins.ts'
import { accountRoutes, isOfContract, isOwnKey } from './account-routes.ts'
import { openClerks } from './clerks.ts'
import { contractWallets } from './contract-wallets.ts'
import { openPeople, type ResidencyRow } from './database.ts'
import { Door } from './door.ts'
import { OneTime } from './one-time.ts'
import { type Keeper, ownDataRoutes } from './own-data-routes.ts'
import { isFromOurs, tokenOf } from './page.ts'
import { Pairings } from './pairing.ts'
import { pairingRoutes } from './pairing-routes.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { Passkeys } from './passkeys.ts'
import { People } from './people.ts'
import { residencyRoutes } from './residency-routes.ts'
import { type CityRole, openRoll, roleBy } from './roll.ts'
import { sessionRoutes } from './session-routes.ts'
import { type Session, Sessions, type Way } from './sessions.ts'
import { Siwe } from './siwe.ts'
import { walletRoutes } from './wallet-routes.ts'

/** Who comes into a room. Plain data: it waits with their seat. */
export type Who = {
  readonly person: string
  readonly session: string
  readonly name: string
  /** The name is the roll's. */
  readonly isNamed: boolean
  /** What others see it was proven by: a wallet's address, or "passkey". */
  readonly verified: string
  readonly way: Way
  /** What the roll may know them by. */
  readonly accounts: readonly string[]
  /** Left out where none of their wallets is a contract: those that are, and the key of theirs that signs instead. */
  readonly contracts?: { readonly addresses: readonly string[]; readonly key: string | null }
}

export type Identity = {
  readonly routes: Router
  /** Null for a ticket that is none, was used, or whose session has ended. */
  redeem(ticket: string): Promise<Who | null>
  /** Who asks over HTTP, by the session of their page; what changes anything counts from a page of ours only. Null for guests. */
  whoAsks(request: IncomingMessage): Promise<Who | null>
  /** By the roll as it is now. */
  roleOf(who: Who): Role
  /** What the roll says of them, as it is now; nothing of who was lent a session. */
  cityRolesOf(who: Who): readonly CityRole[]
  /** Whose that account is (a wallet's address or a person's own id); null for nobody's. */
  personOf(account: string): Promise<string | null>
  /** Which of these are wallets that are contracts, as far as they have signed in here. */
  contractsAmong(addresses: readonly string[]): Promise<readonly string[]>
  /** Where somebody has shown that they live, while that is good; null for nowhere. */
  residenceOf(person: string): Promise<{ readonly area: string; readonly untilMs: number } | null>
  /** Another room that has something of people, for who exports or erases what is theirs. */
  keepsToo(keeper: Keeper): void
  /** Hears of sessions that ended, by their ids. */
  onEnded(heard: (ids: readonly string[]) => void): void
  close(): Promise<void>
}

export type IdentityOptions = {
  readonly where: Where
  /** Path of the city's roll; empty for none. */
  readonly roll: string
  /** Path of the clerks' keys; empty for none. */
  readonly clerks: string
  readonly allowsOrigin: OriginRule
  /** Sign-in messages name it. */
  readonly chainId: number
  /** Empty where there is no chain to ask. */
  readonly rpcUrl: string
  readonly audit: (event: AuditEvent) => void
  readonly fault: (where: string, error: unknown) => void
  readonly nowMs?: () => number
}

const TICKET_LIVES_MS = 30_000
const SWEEP_EVERY_MS = 2000

export async function openIdentity(options: IdentityOptions): Promise<Identity> {
  const { where, allowsOrigin, chainId, rpcUrl, audit, fault, nowMs = Date.now } = options
  const roll = await openRoll(options.roll)
  const clerks = await openClerks(options.clerks)
  const database = await openPeople(where)
  const { db } = database
  const people = new People(db, nowMs)
  const sessions = new Sessions(db, nowMs)
  const tickets = new OneTime<{ readonly session: Session }>(TICKET_LIVES_MS, nowMs)
  const contracts = rpcUrl === '' ? null : contractWallets({ rpcUrl, chainId })
  const siwe = new Siwe({ chainId, contracts, nowMs })

  const accountsOf = async (person: string): Promise<string[]> => [
    person,
    ...(await people.accounts(person)).filter(({ kind }) => kind === 'wallet').map(({ key }) => key),
  ]
  /** A key that a page made for them comes before other wallets, the newest first. */
  const contractsOf = async (person: string): Promise<Who['contracts'] | null> => {
    const wallets = (await people.accounts(person)).filter(({ kind }) => kind === 'wallet')
    const addresses = wallets.filter(({ data }) => isOfContract(data)).map(({ key }) => key)
    const keys = wallets.filter(({ data }) => !isOfContract(data))
    const key = keys.findLast(({ data }) => isOwnKey(data)) ?? keys.at(-1)
    return addresses.length === 0 ? null : { addresses, key: key?.key ?? null }
  }
  /** Null once the credential has ended, was taken back, or its clerk is trusted no longer. */
  const residencyOf = async (person: string): Promise<ResidencyRow | null> => {
    const row = await people.residency(person)
    const clerk = row && clerks.of(row.issuer)
    return row && clerk && !(row.number !== null && clerk.revoked?.has(row.number) === true) ? row : null
  }
  const roleOf = ({ way, accounts }: Pick<Who, 'way' | 'accounts'>): Role => {
    // What a headset was lent may look and speak, as a guest may.
    return way === 'paired' ? 'visitor' : roleBy(roll.entryOf(accounts).roles)
  }
  const sweep = setInterval(() => {
    sessions.sweep().catch((error: unknown) => fault('sessions', error))
    roll.refresh().catch((error: unknown) => fault('roll', error))
    clerks.refresh().catch((error: unknown) => fault('clerks', error))
  }, SWEEP_EVERY_MS)
  sweep.unref()

  const door = new Door({ sessions, allowsOrigin, audit })
  sessionRoutes(door, {
    people,
    chainId,
    takesContracts: contracts !== null,
    standing: async (session) => {
      const accounts = await accountsOf(session.person)
      const { roles, name } = roll.entryOf(accounts)
      return { roles, name, role: roleOf({ way: session.way, accounts }) }
    },
    residencyOf,
    ticket: (session) => tickets.make({ session }),
  })
  accountRoutes(door, { people, siwe })
  walletRoutes(door, { people, siwe })
  passkeyRoutes(door, new Passkeys(people, nowMs))
  residencyRoutes(door, { people, clerks, nowMs })
  pairingRoutes(door, new Pairings(nowMs))
  const keepers: Keeper[] = []
  ownDataRoutes(door, { people, forget: () => database.forget(), keepers })

  const whoHas = async ({ person, id, way, account }: Session): Promise<Who | null> => {
    const [known, accounts, ofContracts] = await Promise.all([
      people.person(person),
      accountsOf(person),
      contractsOf(person),
    ])
    if (!known) return null
    const byRoll = roll.entryOf(accounts).name
    const verified = account.startsWith('0x') ? account : 'passkey'
    const who = { person, session: id, name: byRoll || known.name, isNamed: byRoll !== '', verified, way, accounts }
    return ofContracts ? { ...who, contracts: ofContracts } : who
  }

  return {
    routes: door.routes,
    async redeem(ticket) {
      const session = tickets.take(ticket)?.session
      return session && (await sessions.isOpen(session.id)) ? whoHas(session) : null
    },
    async whoAsks(request) {
      const isReading = request.method === 'GET' || request.method === 'HEAD'
      const token = isReading || isFromOurs(request, allowsOrigin) ? tokenOf(request) : null
      const session = token === null ? null : await sessions.find(token)
      return session && whoHas(session)
    },
    roleOf,
    cityRolesOf: ({ way, accounts }) => (way === 'paired' ? [] : roll.entryOf(accounts).roles),
    async personOf(account) {
      const own = await people.person(account)
      return own?.id ?? (await people.account('wallet', account.toLowerCase()))?.person ?? null
    },
    async contractsAmong(addresses) {
      const found = await Promise.all(addresses.map((one) => people.account('wallet', one.toLowerCase())))
      return found.flatMap((one) => (one && isOfContract(one.data) ? [one.key] : []))
    },
    async residenceOf(person) {
      const row = await residencyOf(person)
      return row && { area: row.area, untilMs: row.until_ms }
    },
    keepsToo: (keeper) => void keepers.push(keeper),
    onEnded: (heard) => sessions.onEnded(heard),
    close() {
      clearInterval(sweep)
      return database.close()
    },
  }
}
