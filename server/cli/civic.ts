// `townhall civic tally CASE.json [--json]`: what a vote comes to by the rules of its body, with quorum, majority and every
// reason; needs no server. Exit 0 decided, 1 void or still tied, 2 the file is no vote.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { runVoteCase } from '../../shared/civic/case.ts'
import { UsageError } from './usage.ts'

export async function civicTally(args: string[]): Promise<number> {
  const { file, isJson } = read(args)
  const result = runVoteCase(await jsonIn(file))
  if ('reason' in result) throw new UsageError(`${file}: ${result.reason}`)
  console.log(isJson ? JSON.stringify(result, null, 2) : result.words.join('\n'))
  return result.outcome === 'carried' || result.outcome === 'lost' ? 0 : 1
}

function read(args: string[]): { file: string; isJson: boolean } {
  try {
    const { values, positionals } = parseArgs({ args, options: { json: { type: 'boolean' } }, allowPositionals: true })
    const [file, ...more] = positionals
    if (file !== undefined && more.length === 0) return { file, isJson: values.json === true }
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(/\. |\n/)[0] as string) : String(error))
  }
  throw new UsageError('civic tally needs one file: townhall civic tally CASE.json [--json]')
}

async function jsonIn(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}
