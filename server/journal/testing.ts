// For tests and benchmarks: a journal of its own for each test, in a folder, or in a schema of the Postgres that
// DATABASE_URL names, else of one that is started from the programs this machine has. Every suite runs on both; without
// either the Postgres half is skipped and says so.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Client } from 'pg'
import type { Header } from './chain.ts'
import type { Where } from './database.ts'
import { GroupCommit } from './group-commit.ts'
import type { Journal } from './journal.ts'
import { tableOf } from './storage-table.ts'
import { Store } from './store.ts'
import { postgresHere, startPostgres } from './testing-postgres.ts'

/** `cut` breaks every connection to it; databases only. */
export type Place = { readonly where: Where; readonly remove: () => Promise<void>; readonly cut?: () => Promise<void> }
type Kind = { readonly name: string; readonly isHere: boolean; readonly make: () => Promise<Place> }

const given = process.env.DATABASE_URL ?? ''
const isPostgresHere = given !== '' || postgresHere() !== null
/** Of all tests of a file; ends with their process. */
let started: Promise<string> | null = null
const postgresUrl = (): Promise<string> =>
  (started ??= given === '' ? startPostgres().then(({ url }) => url) : Promise.resolve(given))

export const KINDS: readonly Kind[] = [
  { name: 'SQLite', isHere: true, make: () => Promise.resolve(folder()) },
  {
    name: isPostgresHere ? 'Postgres' : 'Postgres (skipped: there is none here and DATABASE_URL is not set)',
    isHere: isPostgresHere,
    make: schema,
  },
]

export function folder(): Place & { readonly where: { readonly dir: string } } {
  const dir = mkdtempSync(join(tmpdir(), 'townhall-journal-'))
  const remove = (): Promise<void> => Promise.resolve(rmSync(dir, { recursive: true, force: true }))
  return { where: { dir }, remove }
}

let made = 0
async function schema(): Promise<Place> {
  const url = await postgresUrl()
  const name = `townhall_test_${process.pid}_${++made}`
  const run = async (text: string): Promise<void> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(text)
    await client.end()
  }
  await run(`create schema ${name}`)
  const own = new URL(url)
  own.searchParams.set('options', `-c search_path=${name}`)
  own.searchParams.set('application_name', name)
  return {
    where: { url: own.href },
    remove: () => run(`drop schema ${name} cascade`),
    cut: () => run(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${name}'`),
  }
}

export const aHeader = (timeline: string): Header & { parent: null } => ({
  format: 1,
  timeline,
  city: 'nowhere',
  build: 'test',
  systems: [],
  seed: 1,
  madeAtMs: 0,
  parent: null,
})

/** A journal in this thread, in SQLite, whose disk can be filled: no page more than there are, or as many as there is room for. */
export async function fillable(where: Where) {
  const store = await Store.open(where)
  const commits = new GroupCommit(store, { now: () => Date.now(), retryMs: 50 })
  const table = tableOf(store, commits)
  const call = async (name: keyof typeof table, given: never): Promise<unknown> =>
    (table[name] as (given: never) => unknown)(given)
  const pages = (most: number): Promise<unknown> =>
    sql.raw(`pragma max_page_count = ${most}`).execute(store.database.writes)
  return {
    // The same table as behind a port.
    journal: { call, end: () => {} } as unknown as Journal,
    fill: () => pages(1),
    empty: () => pages(1_000_000),
    close: () => call('close', undefined as never),
  }
}
