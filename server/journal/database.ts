// The two databases a journal can lie in, behind one Kysely: node:sqlite in the data folder, or Postgres.
// SQLite writes ahead (WAL) and waits for the disk at every commit (synchronous = FULL).
import { existsSync, mkdirSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, PostgresDialect, type SqliteDatabase, SqliteDialect } from 'kysely'
import type { Dialect, Tables } from './tables.ts'

export const SQLITE_FILE = 'journal.db'
/** A connection on which nothing is heard for so long is given up: the other end may be gone without a word. */
const SILENT_MS = 30_000
/** Postgres's number for its type bigint. */
const INT8 = 20

/** Of tables `T`: the journal's, or those of another room that keeps its own. */
export type DatabaseOf<T> = {
  readonly dialect: Dialect
  /** One connection, one transaction at a time. */
  readonly writes: Kysely<T>
  /** Sees what is committed, and nothing else. */
  readonly reads: Kysely<T>
  close(): Promise<void>
}
export type Database = DatabaseOf<Tables>

/** `url` of a Postgres, or the folder the SQLite file lies in. */
export type Where = { readonly url: string; readonly silentMs?: number } | { readonly dir: string }

/** `postgres://…` names a database, anything else a folder. */
export const whereIs = (dirOrUrl: string): Where =>
  /^postgres(ql)?:\/\//.test(dirOrUrl) ? { url: dirOrUrl } : { dir: dirOrUrl }

export function openDatabase(where: Where): Promise<Database> | Database {
  return 'url' in where ? openPostgres(where.url, where.silentMs) : openSqlite(where.dir)
}

function openSqlite(dir: string): Database {
  mkdirSync(dir, { recursive: true })
  const path = join(dir, SQLITE_FILE)
  const writes = new DatabaseSync(path)
  writes.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000')
  const reads = new DatabaseSync(path)
  reads.exec('pragma query_only = on; pragma busy_timeout = 5000')
  // The writer last, so that SQLite folds its write-ahead file in.
  return { dialect: 'sqlite', writes: sqlite(writes), reads: sqlite(reads), close: closing(reads, writes) }
}

/** Reads only, changes nothing, not even after a crash. Throws when there is no such file. */
export function inspectDatabase(where: Where): Promise<Database> | Database {
  if ('url' in where) return openPostgres(where.url)
  const path = join(where.dir, SQLITE_FILE)
  if (!existsSync(path)) throw new Error(`there is no ${SQLITE_FILE} in ${where.dir}`)
  const file = new DatabaseSync(path, { readOnly: true })
  const db = sqlite(file)
  return { dialect: 'sqlite', writes: db, reads: db, close: closing(file) }
}

export async function openPostgres<T = Tables>(url: string, silentMs = SILENT_MS): Promise<DatabaseOf<T>> {
  // Only where there is one: the journal opens sooner without.
  const { Pool, types: pgTypes } = await import('pg')
  // bigint as a number: sequence numbers and milliseconds stay far below 2^53.
  const types = {
    getTypeParser: (oid: number, format: 'text' | 'binary' = 'text') =>
      oid === INT8 ? Number : (pgTypes.getTypeParser(oid, format) as (text: string) => unknown),
  }
  const pool = (max: number): Kysely<T> => {
    const made = new Pool({ connectionString: url, max, connectionTimeoutMillis: 2000, keepAlive: true, types })
    // A connection that breaks is replaced when next needed; the query that needed it reports. Unheard, it ends us.
    made.on('error', () => {})
    made.on('connect', (client) => {
      client.on('error', () => {})
      // What it speaks through: in the package, not in its types.
      const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
      stream.setTimeout(silentMs, () => stream.destroy())
    })
    return new Kysely<T>({ dialect: new PostgresDialect({ pool: made }) })
  }
  const writes = pool(1)
  const reads = pool(4)
  const close = async (): Promise<void> => {
    await Promise.all([writes.destroy(), reads.destroy()])
  }
  return { dialect: 'postgres', writes, reads, close }
}

const closing =
  (...files: DatabaseSync[]) =>
  (): Promise<void> => {
    for (const file of files) if (file.isOpen) file.close()
    return Promise.resolve()
  }

/** node:sqlite as Kysely's dialect wants it, with statements kept by their text. */
export function sqlite<T = Tables>(db: DatabaseSync): Kysely<T> {
  const kept = new Map<string, ReturnType<SqliteDatabase['prepare']>>()
  const database: SqliteDatabase = {
    prepare(text) {
      // A full disk ends the transaction by itself; then there is nothing to roll back.
      if (text === 'rollback' && !db.isTransaction) return adapt(db.prepare('select 1'))
      const statement = kept.get(text) ?? adapt(db.prepare(text))
      if (kept.size < 200) kept.set(text, statement)
      return statement
    },
    close: () => db.close(),
  }
  return new Kysely<T>({ dialect: new SqliteDialect({ database }) })
}

function adapt(statement: StatementSync): ReturnType<SqliteDatabase['prepare']> {
  const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[]
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  }
}
