// The journal's tables and the steps that make them, for SQLite and Postgres alike. A migration that has run anywhere
// is never edited: add another.
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { migrateTables } from './migrations.ts'

export type Tables = {
  timeline: TimelineRow
  entry: EntryRow
  keyframe: KeyframeRow
  ballast: { id: number; bytes: Uint8Array }
  owner: OwnerRow
}

/** `head_*` is the last entry, -1 and the header's hash before the first: a missing tail is missed. */
export type TimelineRow = {
  no: number
  id: string
  header: string
  hash: string
  head_seq: number
  head_hash: string
}
export type EntryRow = {
  timeline: number
  seq: number
  at_ms: number
  actor: string | null
  intent: string | null
  input: string
  hash: string
}
/** The state after the inputs before `seq`; the entry `seq` holds its hash. `at_ms` is the timeline's own time. */
export type KeyframeRow = { timeline: number; seq: number; at_ms: number; state: Uint8Array }

/** Of timelines that one server writes at a time, see owners.ts. */
export type OwnerRow = { timeline: number; token: number; holder: string; until_ms: number }

export type NewEntry = Insertable<EntryRow>
export type SavedEntry = Selectable<EntryRow>
export type Dialect = 'sqlite' | 'postgres'

/** Throws what went wrong. */
export const migrate = (db: Kysely<Tables>, dialect: Dialect): Promise<void> =>
  migrateTables(db, { room: 'journal', dialect, migrations: migrations(dialect) })

function migrations(dialect: Dialect): Record<string, Migration> {
  const isSqlite = dialect === 'sqlite'
  const bytes = isSqlite ? 'blob' : 'bytea'
  const count = isSqlite ? 'integer' : 'bigint'
  // Entries lie in the order they are read in, and strictly of the type they were written as.
  const ordered = isSqlite ? sql`strict, without rowid` : sql``
  return {
    '1-journal': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('timeline')
          .addColumn('no', 'integer', (c) => c.primaryKey())
          .addColumn('id', 'text', (c) => c.notNull().unique())
          .addColumn('header', 'text', (c) => c.notNull())
          .addColumn('hash', 'text', (c) => c.notNull())
          .addColumn('head_seq', count, (c) => c.notNull())
          .addColumn('head_hash', 'text', (c) => c.notNull())
          .modifyEnd(isSqlite ? sql`strict` : sql``)
          .execute()
        await db.schema
          .createTable('entry')
          .addColumn('timeline', 'integer', (c) => c.notNull())
          .addColumn('seq', count, (c) => c.notNull())
          .addColumn('at_ms', count, (c) => c.notNull())
          .addColumn('actor', 'text')
          .addColumn('intent', 'text')
          .addColumn('input', 'text', (c) => c.notNull())
          .addColumn('hash', 'text', (c) => c.notNull())
          .addPrimaryKeyConstraint('entry_key', ['timeline', 'seq'])
          .modifyEnd(ordered)
          .execute()
        await db.schema
          .createIndex('entry_intent')
          .on('entry')
          .columns(['timeline', 'actor', 'intent'])
          .unique()
          .where(sql.ref('intent'), 'is not', null)
          .execute()
        await db.schema
          .createTable('keyframe')
          .addColumn('timeline', 'integer', (c) => c.notNull())
          .addColumn('seq', count, (c) => c.notNull())
          .addColumn('at_ms', isSqlite ? 'real' : 'double precision', (c) => c.notNull())
          .addColumn('state', bytes, (c) => c.notNull())
          .addPrimaryKeyConstraint('keyframe_key', ['timeline', 'seq'])
          .modifyEnd(isSqlite ? sql`strict` : sql``)
          .execute()
        await db.schema
          .createTable('ballast')
          .addColumn('id', 'integer', (c) => c.primaryKey())
          .addColumn('bytes', bytes, (c) => c.notNull())
          .execute()
      },
    },
    '2-owner': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('owner')
          .addColumn('timeline', 'integer', (c) => c.primaryKey())
          .addColumn('token', count, (c) => c.notNull())
          .addColumn('holder', 'text', (c) => c.notNull())
          .addColumn('until_ms', count, (c) => c.notNull())
          .modifyEnd(isSqlite ? sql`strict` : sql``)
          .execute()
      },
    },
  }
}
