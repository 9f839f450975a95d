// `townhall verify RECORD.json [MORE…] [--rpc URL] [--consultation FILE]… [--json]`: is this decision record what it says it is?
// Needs the file alone; to be sure of the chain, the address of any of its nodes; to check the consultation it rested on, that
// one's three files. Exit 0 valid, 1 not valid with the checks that fail, 2 it
// cannot be read. Of several files, which are all records of one body, also whether one is missing.
import { readFile, stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { ChainReader } from '../../shared/records/chain-reader.ts'
import { DecisionRecord } from '../../shared/records/format.ts'
import { MOST_CHARACTERS, readStrictly } from '../../shared/records/strict-json.ts'
import { consultationChecks, withConsultation } from '../../shared/records/verify-consultation.ts'
import { isValid, looksLikeRecord, verifyRecord } from '../../shared/records/verify.ts'
import { seriesChecks } from '../../shared/records/verify-chain.ts'
import type { Check } from '../../shared/records/verify-check.ts'
import { Unreadable } from '../city/ledger.ts'
import { UsageError } from './usage.ts'

export async function verify(args: string[]): Promise<number> {
  const { files, rpc, isJson, consultation } = read(args)
  const { chainAt, recordCrypto } = await import('./record-crypto.ts')
  const chain = rpc === null ? undefined : chainAt(rpc)
  const given = await Promise.all(consultation.map(textIn))
  const found: Found[] = []
  for (const file of files) {
    const json = await recordIn(file)
    const checks = await verifyRecord(json, recordCrypto, chain)
    const record = given.length > 0 ? DecisionRecord.safeParse(json).data : undefined
    found.push({
      file,
      json,
      checks: record ? withConsultation(checks, consultationChecks(record, given, recordCrypto)) : checks,
    })
  }
  const series = files.length > 1 ? await ofSeries(found, chain) : []
  const isGood = found.every(({ checks }) => isValid(checks)) && isValid(series)
  if (isJson) console.log(JSON.stringify(asJson(found, series), null, 2))
  else tell(found, series)
  return isGood ? 0 : 1
}

type Found = { readonly file: string; readonly json: unknown; readonly checks: readonly Check[] }

async function ofSeries(found: readonly Found[], reader: ChainReader | undefined): Promise<Check[]> {
  const records = found.flatMap(({ json }) => DecisionRecord.safeParse(json).data ?? [])
  return records.length < found.length ? [] : seriesChecks({ records, reader })
}

/** Throws `Unreadable` with the one sentence that is shown. */
async function recordIn(file: string): Promise<unknown> {
  const told = readStrictly(await textIn(file))
  if (!told.ok) throw new Unreadable(file, WHY[told.why](told.what))
  if (!looksLikeRecord(told.json)) throw new Unreadable(file, 'is no decision record: it has no body and no recordHash')
  return told.json
}

async function textIn(file: string): Promise<string> {
  const about = await stat(file).catch(() => null)
  if (!about) throw new Unreadable(file, 'is not there')
  if (!about.isFile()) throw new Unreadable(file, 'is no file')
  // Letters take one to three bytes; what is larger holds too many of them however it is written.
  if (about.size > 3 * MOST_CHARACTERS) throw new Unreadable(file, tooBig(about.size))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    const isText = error instanceof TypeError
    throw new Unreadable(file, isText ? 'is no text in UTF-8' : `cannot be read (${String(error)})`)
  }
}

const tooBig = (size: string | number): string => `is too big for a decision record (${size})`
const WHY: Readonly<Record<Extract<ReturnType<typeof readStrictly>, { ok: false }>['why'], (what: string) => string>> =
  {
    big: tooBig,
    deep: (most) => `is nested deeper than ${most}, which no decision record is`,
    twice: (key) => `says "${key.slice(0, 60)}" twice in one object, so it can be read in two ways`,
    noJson: (why) => `is no JSON (${why})`,
    empty: () => 'is empty',
  }

function tell(found: readonly Found[], series: readonly Check[]): void {
  for (const { file, json, checks } of found) {
    const failing = checks.filter(({ ok }) => !ok)
    console.log(failing.length === 0 ? `valid: ${file}, ${titleOf(json)}` : `NOT valid: ${file}: ${namesOf(failing)}`)
    for (const check of checks) console.log(lineOf(check))
  }
  if (series.length === 0) return
  console.log(
    isValid(series)
      ? `valid: the ${found.length} records together`
      : `NOT valid: ${namesOf(series.filter(({ ok }) => !ok))}`,
  )
  for (const check of series) console.log(lineOf(check))
}

const lineOf = ({ name, ok, isLimit, says }: Check): string =>
  `  ${isLimit ? 'note' : ok ? 'ok  ' : 'FAIL'}  ${name}: ${says}`
const namesOf = (checks: readonly Check[]): string => checks.map(({ name }) => name).join(', ')

function titleOf(json: unknown): string {
  const told = DecisionRecord.safeParse(json).data?.body
  return told
    ? `${told.item.motion.title}: ${told.decision.outcome} (${told.authority.name}, ${told.vote.closedAt})`
    : ''
}

function asJson(found: readonly Found[], series: readonly Check[]) {
  const failed = (checks: readonly Check[]): string[] => checks.filter(({ ok }) => !ok).map(({ name }) => name)
  const shown = (checks: readonly Check[]) => checks.map(({ name, ok, isLimit, says }) => ({ name, ok, isLimit, says }))
  return {
    valid: found.every(({ checks }) => isValid(checks)) && isValid(series),
    failed: [...found.flatMap(({ checks }) => failed(checks)), ...failed(series)],
    records: found.map(({ file, json, checks }) => {
      const record = DecisionRecord.safeParse(json).data
      const { recordId = null } = record?.body ?? {}
      return {
        file,
        recordId,
        recordHash: record?.recordHash ?? null,
        valid: isValid(checks),
        failed: failed(checks),
        checks: shown(checks),
      }
    }),
    series: shown(series),
  }
}

type Read = {
  readonly files: string[]
  readonly rpc: string | null
  readonly isJson: boolean
  /** Files of what a record rested on. */
  readonly consultation: string[]
}

function read(args: string[]): Read {
  try {
    const options = {
      rpc: { type: 'string' },
      json: { type: 'boolean' },
      consultation: { type: 'string', multiple: true },
    } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const { rpc = null, json = false, consultation = [] } = values
    if (rpc !== null && !/^https?:\/\//.test(rpc)) throw new Error(`--rpc ${rpc} is no http address`)
    if (positionals.length > 0) return { files: positionals, rpc, isJson: json, consultation }
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(/\. |\n/)[0] as string) : String(error))
  }
  throw new UsageError(
    'verify needs a file: townhall verify RECORD.json [MORE…] [--rpc URL] [--consultation FILE]… [--json]',
  )
}
