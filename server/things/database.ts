// Opens the things' database: `things.db` in the data folder (write-ahead, synchronous = FULL: every commit waits for the
// disk, and what is committed survives a power cut as the journal does), or the Postgres of the journal. One connection
// writes, and each reading thread has its own.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openPostgres, sqlite, type Where } from '../journal/database.ts'
import { type SqlDialect, sqlDialect } from './sql-dialect.ts'
import { addFunctions, type Clock } from './sqlite-functions.ts'
import { type Db, migrate, type Tables } from './tables.ts'

export const THINGS_FILE = 'things.db'
/** A query may look at rows for so long. */
export const READ_MS = 3000
/** 32 MB: the pages of indexes are written many times before they are folded in once. */
const CHECKPOINT_PAGES = 8000

export type ThingsDatabase = {
  readonly db: Db
  readonly say: SqlDialect
  /** Before a query: gives it its time. */
  start(): void
  close(): Promise<void>
}

export async function openToWrite(where: Where): Promise<ThingsDatabase> {
  const opened = await open(where, 'write')
  try {
    await migrate(opened.db, opened.say.name)
    return opened
  } catch (error) {
    await opened.close()
    throw error
  }
}

export const openToRead = (where: Where): Promise<ThingsDatabase> => open(where, 'read')

async function open(where: Where, role: 'read' | 'write'): Promise<ThingsDatabase> {
  if ('url' in where) {
    const url = new URL(where.url)
    const options = url.searchParams.get('options') ?? ''
    if (role === 'read') url.searchParams.set('options', `${options} -c statement_timeout=${READ_MS}`.trim())
    const opened = await openPostgres<Tables>(url.href)
    const db = role === 'read' ? opened.reads : opened.writes
    return { db, say: sqlDialect('postgres'), start: () => {}, close: () => opened.close() }
  }
  mkdirSync(where.dir, { recursive: true })
  const file = new DatabaseSync(join(where.dir, THINGS_FILE))
  const mode =
    role === 'read'
      ? 'query_only = on'
      : `journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`
  file.exec(`pragma busy_timeout = 5000; pragma ${mode}; pragma cache_size = -65536; pragma temp_store = memory`)
  const clock: Clock = { untilMs: Infinity }
  addFunctions(file, clock)
  return {
    db: sqlite<Tables>(file),
    say: sqlDialect('sqlite'),
    start: () => {
      clock.untilMs = performance.now() + READ_MS
    },
    close: () => {
      if (file.isOpen) file.close()
      return Promise.resolve()
    },
  }
}
