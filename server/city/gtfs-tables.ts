// The tables of a GTFS feed as streams of rows, from a .zip or a folder: byte order mark, quoted fields, blank lines,
// ragged rows and folders inside the archive are taken as they come. https://gtfs.org/documentation/schedule/reference/
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { type Ledger, Unreadable } from './ledger.ts'
import { listZip, openEntry } from './zip-entries.ts'

/** A row this long is no row: a zip bomb, or a quote that never ends. */
const LONGEST_ROW = 1_000_000

type Row = (column: string) => string

export type Feed = {
  readonly file: string
  /** All files it is made of, for the digest. */
  readonly paths: readonly string[]
  has(table: string): boolean
  /** The rows of `stops.txt` and so on; none when there is no such table. */
  rows(table: string): AsyncGenerator<Row>
}

export async function openFeed(path: string, ledger: Ledger): Promise<Feed> {
  const file = basename(path)
  if (!existsSync(path)) throw new Unreadable(file, 'there is no such file')
  const isFolder = statSync(path).isDirectory()
  const sources = isFolder ? folderSources(path) : await zipSources(path)
  if (!sources.has('stops.txt')) throw new Unreadable(file, 'has no stops.txt, so it is not a GTFS feed')
  return {
    file,
    paths: isFolder ? [...sources.keys()].sort().map((name) => join(path, name)) : [path],
    has: (table) => sources.has(`${table}.txt`),
    async *rows(table) {
      const source = sources.get(`${table}.txt`)
      if (source) yield* rowsOf(await source(), { file, table, ledger })
    },
  }
}

type Sources = Map<string, () => Promise<Readable>>

function folderSources(path: string): Sources {
  const names = readdirSync(path).filter((name) => name.endsWith('.txt'))
  return new Map(names.map((name) => [name, () => Promise.resolve(createReadStream(join(path, name)))]))
}

async function zipSources(path: string): Promise<Sources> {
  const entries = await listZip(path)
  const depth = (name: string): number => name.split('/').length
  // Deepest first, so that the tables nearest the top stay.
  entries.sort((a, b) => depth(b.name) - depth(a.name))
  const tables = entries.filter(({ name }) => name.endsWith('.txt') && !basename(name).startsWith('._'))
  return new Map(tables.map((entry) => [basename(entry.name), () => openEntry(path, entry)]))
}

async function* rowsOf(
  bytes: Readable,
  { file, table, ledger }: { file: string; table: string; ledger: Ledger },
): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    max_record_size: LONGEST_ROW,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
    on_skip: () => {
      ledger.drop(`rows of ${table}.txt`, 'not readable as comma-separated values')
    },
  })
  bytes.on('error', (error) => parser.destroy(error))
  bytes.pipe(parser)
  let columns: Map<string, number> | null = null
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (columns) {
        const at = columns
        yield (column) => record[at.get(column) ?? -1] ?? ''
      } else columns = new Map(record.map((name, i) => [name.toLowerCase(), i]))
    }
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (!code.startsWith('Z_') && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
    throw new Unreadable(file, `${table}.txt in it is cut short or damaged`)
  }
}
