// People who have signed in, and the ways they did: a wallet's address, a passkey. A person is an id from chance that says
// nothing about them; the journal knows them by it alone, so that erasing what lies here leaves nobody to be found there.
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { AccountRow, ResidencyRow, Tables } from './database.ts'
import type { Residency } from './residency.ts'

type AccountKind = 'wallet' | 'passkey'
export type Person = { readonly id: string; readonly name: string; readonly madeMs: number }

export class People {
  private readonly db: Kysely<Tables>
  private readonly nowMs: () => number

  constructor(db: Kysely<Tables>, nowMs: () => number) {
    this.db = db
    this.nowMs = nowMs
  }

  /** Who signs in with that address; somebody new when it is new. `data` is kept where nothing was. */
  async ofWallet(key: string, data = '{}'): Promise<string> {
    const nowMs = this.nowMs()
    const fresh = newPersonId()
    await this.db
      .insertInto('id_account')
      .values({ kind: 'wallet', key, person: fresh, data, made_ms: nowMs, used_ms: nowMs })
      .onConflict((c) => c.columns(['kind', 'key']).doUpdateSet({ used_ms: nowMs }))
      .execute()
    // Known from before it was seen what it is.
    if (data !== '{}')
      await this.db
        .updateTable('id_account')
        .set({ data })
        .where('kind', '=', 'wallet')
        .where('key', '=', key)
        .where('data', '=', '{}')
        .execute()
    const { person } = await this.db
      .selectFrom('id_account')
      .select('person')
      .where('kind', '=', 'wallet')
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    if (person === fresh)
      await this.db.insertInto('id_person').values({ id: fresh, name: '', made_ms: nowMs }).execute()
    return person
  }

  /** Whose it is now: theirs, or somebody new's; null when it is known already. */
  async addPasskey(key: string, data: string, person: string | null): Promise<string | null> {
    const nowMs = this.nowMs()
    const owner = person ?? newPersonId()
    const added = await this.db
      .insertInto('id_account')
      .values({ kind: 'passkey', key, person: owner, data, made_ms: nowMs, used_ms: nowMs })
      .onConflict((c) => c.columns(['kind', 'key']).doNothing())
      .returning('key')
      .execute()
    if (added.length === 0) return null
    if (person === null) await this.db.insertInto('id_person').values({ id: owner, name: '', made_ms: nowMs }).execute()
    return owner
  }

  /** Whose it is now; links it when it is nobody's, and keeps what it was made of where that was not known. */
  async link(person: string, key: string, data: string): Promise<string> {
    const nowMs = this.nowMs()
    await this.db
      .insertInto('id_account')
      .values({ kind: 'wallet', key, person, data, made_ms: nowMs, used_ms: nowMs })
      .onConflict((c) =>
        c
          .columns(['kind', 'key'])
          .doUpdateSet({ data })
          .where('id_account.person', '=', person)
          .where('id_account.data', '=', '{}'),
      )
      .execute()
    return (await this.account('wallet', key))?.person ?? person
  }

  /** The last way in stays. */
  async unlink(person: string, kind: AccountKind, key: string): Promise<'done' | 'unknown' | 'last'> {
    return this.db.transaction().execute(async (db) => {
      const mine = await db.selectFrom('id_account').select(['kind', 'key']).where('person', '=', person).execute()
      if (!mine.some((one) => one.kind === kind && one.key === key)) return 'unknown'
      if (mine.length === 1) return 'last'
      await db.deleteFrom('id_account').where('kind', '=', kind).where('key', '=', key).execute()
      return 'done'
    })
  }

  async account(kind: AccountKind, key: string): Promise<AccountRow | null> {
    const query = this.db.selectFrom('id_account').selectAll().where('kind', '=', kind).where('key', '=', key)
    return (await query.executeTakeFirst()) ?? null
  }

  async used(kind: AccountKind, key: string, data: string): Promise<void> {
    const update = this.db.updateTable('id_account').set({ data, used_ms: this.nowMs() })
    await update.where('kind', '=', kind).where('key', '=', key).execute()
  }

  async person(id: string): Promise<Person | null> {
    const row = await this.db.selectFrom('id_person').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? { id: row.id, name: row.name, madeMs: row.made_ms } : null
  }

  async rename(id: string, name: string): Promise<void> {
    await this.db.updateTable('id_person').set({ name }).where('id', '=', id).execute()
  }

  /** Null when they have shown none that is still good. */
  async residency(person: string): Promise<ResidencyRow | null> {
    const query = this.db.selectFrom('id_residency').selectAll().where('person', '=', person)
    return (await query.where('until_ms', '>', this.nowMs()).executeTakeFirst()) ?? null
  }

  /** False when another person has shown that residency. */
  async lives(person: string, { issuer, subject, area, untilMs, number }: Residency): Promise<boolean> {
    const about = { person, issuer, subject, area, made_ms: this.nowMs(), until_ms: untilMs, number }
    return this.db.transaction().execute(async (db) => {
      const query = db.selectFrom('id_residency').select('person').where('subject', '=', subject)
      const owner = (await query.executeTakeFirst())?.person ?? person
      if (owner !== person) return false
      await db.deleteFrom('id_residency').where('person', '=', person).execute()
      await db.insertInto('id_residency').values(about).execute()
      return true
    })
  }

  /** False when none was kept. */
  async leaves(person: string): Promise<boolean> {
    const gone = await this.db.deleteFrom('id_residency').where('person', '=', person).returning('subject').execute()
    return gone.length > 0
  }

  /** Everything but the sessions; how much of what there was. */
  async erase(person: string): Promise<{ accounts: number; residency: number }> {
    return this.db.transaction().execute(async (db) => {
      const accounts = await db.deleteFrom('id_account').where('person', '=', person).returning('key').execute()
      const shown = await db.deleteFrom('id_residency').where('person', '=', person).returning('subject').execute()
      await db.deleteFrom('id_person').where('id', '=', person).execute()
      return { accounts: accounts.length, residency: shown.length }
    })
  }

  accounts(person: string): Promise<AccountRow[]> {
    return this.db.selectFrom('id_account').selectAll().where('person', '=', person).orderBy('made_ms').execute()
  }
}

const newPersonId = (): string => `person-${randomBytes(12).toString('hex')}`
