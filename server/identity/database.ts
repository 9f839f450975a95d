// Where people's accounts and sessions lie: `people.db` in the data folder, or the Postgres of the journal. Small and
// written rarely, so it is asked from the main thread; what is erased is overwritten on the disk (secure_delete).
// A migration that has run anywhere is never edited: add another. Names begin with `id_`, as a Postgres holds the journal too.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { openPostgres, sqlite, type Where } from '../journal/database.ts'
import { migrateTables } from '../journal/migrations.ts'

const PEOPLE_FILE = 'people.db'

export type Tables = {
  id_person: { id: string; name: string; made_ms: number }
  id_account: AccountRow
  id_session: SessionRow
  id_residency: ResidencyRow
}
/** A way to sign in: `key` is a wallet's address in lower case or a passkey's id; `data` is what else is known, as JSON. */
export type AccountRow = {
  kind: string
  key: string
  person: string
  data: string
  made_ms: number
  used_ms: number
}
/** `hash` is of the token in the cookie, which is kept nowhere; `id` is what lists and rooms call the session. */
export type SessionRow = {
  hash: string
  id: string
  person: string
  way: string
  /** The address or passkey it was opened with. */
  account: string
  device: string
  made_ms: number
  seen_ms: number
  ends_ms: number
}

/** `subject` is a hash: one resident, one person. */
export type ResidencyRow = {
  person: string
  issuer: string
  subject: string
  area: string
  made_ms: number
  until_ms: number
  /** In its clerk's list of what was taken back; null for a credential that stands in none. */
  number: number | null
}

export type PeopleDatabase = {
  readonly db: Kysely<Tables>
  /** Leaves nothing of what was deleted in the write-ahead file. */
  forget(): Promise<void>
  close(): Promise<void>
}

export async function openPeople(where: Where): Promise<PeopleDatabase> {
  const opened = await open(where)
  try {
    await migrate(opened.db, 'url' in where)
    return opened
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function open(where: Where): Promise<PeopleDatabase> {
  if ('url' in where) {
    const opened = await openPostgres<Tables>(where.url)
    return { db: opened.writes, forget: () => Promise.resolve(), close: () => opened.close() }
  }
  mkdirSync(where.dir, { recursive: true })
  const file = new DatabaseSync(join(where.dir, PEOPLE_FILE))
  file.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000')
  file.exec('pragma secure_delete = on')
  return {
    db: sqlite<Tables>(file),
    forget: () => {
      file.exec('pragma wal_checkpoint(truncate)')
      return Promise.resolve()
    },
    close: () => {
      if (file.isOpen) file.close()
      return Promise.resolve()
    },
  }
}

async function migrate(db: Kysely<Tables>, isPostgres: boolean): Promise<void> {
  const count = isPostgres ? 'bigint' : 'integer'
  const migrations: Record<string, Migration> = {
    '1-people': {
      async up(made: Kysely<unknown>) {
        await made.schema
          .createTable('id_person')
          .addColumn('id', 'text', (c) => c.primaryKey())
          .addColumn('name', 'text', (c) => c.notNull())
          .addColumn('made_ms', count, (c) => c.notNull())
          .execute()
        await made.schema
          .createTable('id_account')
          .addColumn('kind', 'text', (c) => c.notNull())
          .addColumn('key', 'text', (c) => c.notNull())
          .addColumn('person', 'text', (c) => c.notNull())
          .addColumn('data', 'text', (c) => c.notNull())
          .addColumn('made_ms', count, (c) => c.notNull())
          .addColumn('used_ms', count, (c) => c.notNull())
          .addPrimaryKeyConstraint('id_account_key', ['kind', 'key'])
          .execute()
        await made.schema.createIndex('id_account_person').on('id_account').column('person').execute()
        await made.schema
          .createTable('id_session')
          .addColumn('hash', 'text', (c) => c.primaryKey())
          .addColumn('id', 'text', (c) => c.notNull().unique())
          .addColumn('person', 'text', (c) => c.notNull())
          .addColumn('way', 'text', (c) => c.notNull())
          .addColumn('account', 'text', (c) => c.notNull())
          .addColumn('device', 'text', (c) => c.notNull())
          .addColumn('made_ms', count, (c) => c.notNull())
          .addColumn('seen_ms', count, (c) => c.notNull())
          .addColumn('ends_ms', count, (c) => c.notNull())
          .execute()
        await made.schema.createIndex('id_session_person').on('id_session').column('person').execute()
      },
    },
    '2-residency': {
      async up(made: Kysely<unknown>) {
        await made.schema
          .createTable('id_residency')
          .addColumn('person', 'text', (c) => c.primaryKey())
          .addColumn('issuer', 'text', (c) => c.notNull())
          .addColumn('subject', 'text', (c) => c.notNull().unique())
          .addColumn('area', 'text', (c) => c.notNull())
          .addColumn('made_ms', count, (c) => c.notNull())
          .addColumn('until_ms', count, (c) => c.notNull())
          .execute()
      },
    },
    '3-revoked': {
      async up(made: Kysely<unknown>) {
        await made.schema.alterTable('id_residency').addColumn('number', count).execute()
      },
    },
  }
  const dialect = isPostgres ? 'postgres' : 'sqlite'
  await migrateTables(db, { room: 'identity', dialect, migrations, prefix: 'id_' })
}
