// `townhall journal verify DIR`: is the journal whole? Exit 0 yes, 1 no and where, 2 it cannot be read. Changes nothing,
// and may run while the server does.
import { parseArgs } from 'node:util'
import { Unreadable } from '../city/ledger.ts'
import { whereIs } from '../journal/database.ts'
import { inspectJournal, type Report, said } from '../journal/verify.ts'
import { UsageError } from './usage.ts'

export async function journalVerify(args: string[]): Promise<number> {
  const { dir, isJson } = parse(args)
  let report: Report
  try {
    report = await inspectJournal(whereIs(dir))
  } catch (error) {
    throw new Unreadable(dir, error instanceof Error ? error.message : String(error))
  }
  console.log(isJson ? JSON.stringify(report, null, 2) : textOf(report))
  return report.isValid ? 0 : 1
}

function textOf({ isValid, findings, timelines }: Report): string {
  const lines = timelines.map(
    ({ id, entries, keyframes, headHash }) => `${id}: ${entries} entries, ${keyframes} keyframes, head ${headHash}`,
  )
  const verdict = isValid ? 'the journal is whole' : 'the journal is NOT whole:'
  return [...lines, verdict, ...findings.map((finding) => `  ${said(finding)}`)].join('\n')
}

function parse(args: string[]): { dir: string; isJson: boolean } {
  try {
    const { values, positionals } = parseArgs({ args, options: { json: { type: 'boolean' } }, allowPositionals: true })
    const [dir, ...more] = positionals
    if (dir !== undefined && more.length === 0) return { dir, isJson: values.json ?? false }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
  throw new UsageError('journal verify needs one folder: townhall journal verify DIR [--json]')
}
