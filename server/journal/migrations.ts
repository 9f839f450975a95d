// Brings the tables of a room to where its steps end, in SQLite and Postgres alike; one book of steps a room, told apart by
// the prefix of its tables, so that a Postgres can hold several. A step that has run anywhere is never edited: add another.
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Dialect } from './tables.ts'

export type Steps = {
  /** Named when it fails. */
  readonly room: string
  readonly dialect: Dialect
  readonly migrations: Record<string, Migration>
  /** `sta_`; none for the journal's own. */
  readonly prefix?: string
}

/** Throws what went wrong; on Postgres a lock keeps two servers from doing it at once. */
export async function migrateTables<T>(db: Kysely<T>, { room, dialect, migrations, prefix }: Steps): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(migrations) }
  // Named, or another program's tables of the same name in another schema are taken for ours.
  const schema = dialect === 'postgres' ? { migrationTableSchema: await currentSchema(db) } : {}
  const book =
    prefix === undefined
      ? {}
      : { migrationTableName: `${prefix}migration`, migrationLockTableName: `${prefix}migration_lock` }
  const { error } = await new Migrator({ db, provider, ...book, ...schema }).migrateToLatest()
  if (error instanceof Error) throw error
  if (error !== undefined) throw new Error(`${room}: its tables could not be made`)
}

async function currentSchema<T>(db: Kysely<T>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(db)
  return rows[0]?.name ?? 'public'
}
