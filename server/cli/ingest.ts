// `townhall ingest FILE`: readings of the past into a running server, over its HTTP; from CSV with a header line, from a JSON
// list or from lines of JSON. A row that is no reading is left out and counted with its reason.
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parse as csv } from 'csv-parse'
import { Unreadable } from '../city/ledger.ts'
import { KEYS_FILE } from '../identity/keys.ts'
import { type Backfilled, MAX_BACKFILL } from '../ingest/backfill.ts'
import { UsageError } from './usage.ts'

type Row = { readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
type Asked = {
  readonly file: string
  readonly datastream: number | null
  readonly device: string
  readonly key: string
  readonly unit: string
  readonly time: string
  readonly value: string
  readonly zone: string
  readonly url: string
  readonly token: string
}
type Sent = { readonly device: string; readonly reading: object; readonly line: number }
type Left = { readonly line: number; readonly why: string }

const TIMES = ['time', 'timestamp', 'phenomenontime', 'datetime', 'date', 'atms']
const VALUES = ['value', 'result']
const SHOWN = 10
const SECONDS_BELOW = 1e11

export async function ingest(args: string[]): Promise<number> {
  const asked = await read(args)
  const total = { stored: 0, repeats: 0, flagged: 0 }
  const left: Left[] = []
  let rows = 0
  const waiting = new Map<string, Sent[]>()
  const send = async (device: string): Promise<void> => {
    const batch = waiting.get(device) ?? []
    waiting.delete(device)
    if (batch.length === 0) return
    const told = await post(asked, device, batch)
    total.stored += told.stored
    total.repeats += told.repeats
    total.flagged += told.flagged
  }
  for await (const row of rowsOf(asked.file)) {
    rows++
    const sent = sentOf(row, asked)
    if ('why' in sent) {
      left.push(sent)
      continue
    }
    const batch = waiting.get(sent.device) ?? []
    waiting.set(sent.device, batch)
    if (batch.push(sent) === MAX_BACKFILL) await send(sent.device)
  }
  for (const device of waiting.keys()) await send(device)
  if (rows === 0) throw new Unreadable(asked.file, 'there are no readings in it')
  console.log(JSON.stringify({ file: asked.file, rows, ...total, leftOut: left.length }))
  for (const { line, why } of left.slice(0, SHOWN)) console.error(`${asked.file}: line ${line}: ${why}`)
  if (left.length > SHOWN) console.error(`and ${left.length - SHOWN} more`)
  return left.length === rows ? 1 : 0
}

async function post({ url, token, datastream }: Asked, device: string, batch: readonly Sent[]): Promise<Backfilled> {
  const readings = batch.map(({ reading }) => reading)
  const body = JSON.stringify(datastream === null ? { device, readings } : { datastream, readings })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  let response: Response
  try {
    response = await fetch(`${url}/api/backfill`, { method: 'POST', headers, body })
  } catch {
    throw new UsageError(`no server answers at ${url}; start it (npm start), or name it with --url`)
  }
  const told = (await response.json().catch(() => ({}))) as Partial<Backfilled> & { error?: string }
  const first = batch[0]?.line ?? 0
  if (!response.ok)
    throw new UsageError(`the readings from line ${first} on were refused: ${told.error ?? response.status}`)
  return { stored: told.stored ?? 0, repeats: told.repeats ?? 0, flagged: told.flagged ?? 0 }
}

function sentOf({ line, fields }: Row, asked: Asked): Sent | Left {
  const names = Object.keys(fields)
  const named = (wanted: string, usual: readonly string[]): unknown => {
    const name = wanted === '' ? names.find((one) => usual.includes(one.trim().toLowerCase())) : wanted
    return name === undefined || !Object.hasOwn(fields, name) ? undefined : fields[name]
  }
  const value = named(asked.value, VALUES)
  if (value === undefined) return { line, why: `there is no column ${asked.value === '' ? 'value' : asked.value}` }
  const time = named(asked.time, TIMES)
  if (time === undefined) return { line, why: `there is no column ${asked.time === '' ? 'time' : asked.time}` }
  const atMs = timeOf(time, asked.zone)
  if (typeof atMs === 'string') return { line, why: atMs }
  const device = asked.device === '' ? textOf(named('', ['device', 'thing', 'deviceid'])) : asked.device
  const key = asked.key === '' ? textOf(named('', ['key'])) : asked.key
  const unit = asked.unit === '' ? textOf(named('', ['unit'])) : asked.unit
  if (asked.datastream === null && device === '')
    return { line, why: 'it names no device; give --device or --datastream' }
  if (asked.datastream === null && key === '') return { line, why: 'it names no key; give --key' }
  const kept = typeof value === 'object' && value !== null ? JSON.stringify(value) : value
  return {
    line,
    device,
    reading: { value: kept, atMs, ...(key === '' ? {} : { key }), ...(unit === '' ? {} : { unit }) },
  }
}

/** Milliseconds, or the sentence why not. Seconds are told from milliseconds by their size: before 1973 there are none. */
function timeOf(time: unknown, zone: string): number | string {
  const text = textOf(time).trim()
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    const number = Number(text)
    return Math.abs(number) < SECONDS_BELOW ? Math.round(number * 1000) : Math.round(number)
  }
  const [, date = '', clock = '', own = ''] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(text) ?? []
  if (date === '') return `"${text}" is no time; write 2026-05-01T12:00:00Z or seconds since 1970`
  if (own === '' && zone === '') return `"${text}" has no time zone; give --zone, for example +05:00`
  const atMs = Date.parse(`${date}T${clock === '' ? '00:00' : clock}${own === '' ? zone : own}`)
  return Number.isNaN(atMs) ? `"${text}" is no time` : atMs
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

async function* rowsOf(file: string): AsyncGenerator<Row> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) throw new Unreadable(file, 'there is no such file')
  if (/\.json$/i.test(file)) yield* listed(file)
  else if (/\.(ndjson|jsonl)$/i.test(file)) yield* lines(file)
  else if (/\.csv$/i.test(file)) yield* table(file)
  else throw new Unreadable(file, 'its name ends in none of .csv, .json, .ndjson')
}

async function* table(file: string): AsyncGenerator<Row> {
  const records = createReadStream(file).pipe(
    csv({ columns: true, bom: true, skip_empty_lines: true, relax_column_count: true, trim: true, info: true }),
  )
  try {
    for await (const { record, info } of records as AsyncIterable<{
      record: Record<string, string>
      info: { lines: number }
    }>)
      yield { line: info.lines, fields: record }
  } catch (error) {
    throw new Unreadable(file, `is no CSV (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`)
  }
}

async function* listed(file: string): AsyncGenerator<Row> {
  const all = json(await readFile(file, 'utf8'))
  const list = Array.isArray(all) ? all : ((all as { readings?: unknown } | null)?.readings ?? null)
  if (!Array.isArray(list)) throw new Unreadable(file, 'is no JSON list of readings')
  for (const [i, fields] of list.entries()) yield { line: i + 1, fields: fieldsOf(fields) }
}

async function* lines(file: string): AsyncGenerator<Row> {
  let line = 0
  let rest = ''
  for await (const part of createReadStream(file, 'utf8') as AsyncIterable<string>) {
    const all = (rest + part).split('\n')
    rest = all.pop() ?? ''
    for (const text of all) yield { line: ++line, fields: fieldsOf(json(text)) }
  }
  if (rest.trim() !== '') yield { line: ++line, fields: fieldsOf(json(rest)) }
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function read(args: string[]): Promise<Asked> {
  const { values, positionals } = parsed(args)
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0)
    throw new UsageError('ingest needs one file: townhall ingest FILE.csv --datastream 3')
  const datastream = values.datastream === undefined ? null : Number(values.datastream)
  if (datastream !== null && !(Number.isInteger(datastream) && datastream > 0))
    throw new UsageError(`--datastream ${values.datastream} is not the number of a datastream`)
  if (datastream !== null && values.device !== undefined)
    throw new UsageError('name a datastream or a device, not both')
  if (values.zone !== undefined && !/^(Z|[+-]\d{2}:\d{2})$/.test(values.zone))
    throw new UsageError(`--zone ${values.zone} is not like +05:00`)
  const url = (values.url ?? `http://localhost:${process.env['PORT'] ?? 2567}`).replace(/\/+$/, '')
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`--url ${url} is not an address like http://localhost:2567`)
  return {
    file,
    datastream,
    device: values.device ?? '',
    key: values.key ?? '',
    unit: values.unit ?? '',
    time: values.time ?? '',
    value: values.value ?? '',
    zone: values.zone ?? '',
    url,
    token: values.token ?? (await operatorsKey()),
  }
}

/** Of the data folder, where the server runs on this machine. */
async function operatorsKey(): Promise<string> {
  const path = join(resolve(process.env['TOWNHALL_DATA'] ?? './data'), KEYS_FILE)
  const keys = json(await readFile(path, 'utf8').catch(() => '')) as { operator?: string } | null
  if (typeof keys?.operator !== 'string')
    throw new UsageError(`${path} holds no operator's key; give --token, or TOWNHALL_DATA`)
  return keys.operator
}

function parsed(args: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        datastream: text,
        device: text,
        key: text,
        unit: text,
        time: text,
        value: text,
        zone: text,
        url: text,
        token: text,
      },
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError((message.split(/\. |\n/)[0] as string).replace(/\.$/, ''))
  }
}
