// `townhall civic tally CASE.json`: what a vote comes to by the rules of its body, with quorum, majority and every reason.
// Exit 0 decided, 1 void or still tied, 2 the file is no vote. `townhall civic play MEETING.json`: a whole meeting, see
// civic-play.ts; exit 0 it went as the file says, 1 it did not, 2 the file is no meeting. Neither needs a server.
import { parseArgs } from 'node:util'
import { runVoteCase } from '../../shared/civic/case.ts'
import { minutesInWords, type Played, playMeeting } from './civic-play.ts'
import { jsonIn } from './json-file.ts'
import { UsageError } from './usage.ts'

export async function civicTally(args: string[]): Promise<number> {
  const { file, isJson } = read('tally CASE.json', args)
  const result = runVoteCase(await jsonIn(file))
  if ('reason' in result) throw new UsageError(`${file}: ${result.reason}`)
  console.log(isJson ? JSON.stringify(result, null, 2) : result.words.join('\n'))
  return result.outcome === 'carried' || result.outcome === 'lost' ? 0 : 1
}

export async function civicPlay(args: string[]): Promise<number> {
  const { file, isJson } = read('play MEETING.json', args)
  const played = whatIsPlayed(file, await jsonIn(file))
  if (isJson) console.log(JSON.stringify(played, null, 2))
  else {
    for (const { act, by, type, reason } of played.refusals)
      console.log(`refused: act ${act}, ${type} by ${by}: ${reason}`)
    console.log(minutesInWords(played.minutes).join('\n'))
  }
  for (const one of played.unexpected) console.error(`not as told: ${one}`)
  return played.unexpected.length === 0 ? 0 : 1
}

function whatIsPlayed(file: string, raw: unknown): Played {
  try {
    return playMeeting(raw)
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function read(takes: string, args: string[]): { file: string; isJson: boolean } {
  try {
    const { values, positionals } = parseArgs({ args, options: { json: { type: 'boolean' } }, allowPositionals: true })
    const [file, ...more] = positionals
    if (file !== undefined && more.length === 0) return { file, isJson: values.json === true }
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(/\. |\n/)[0] as string) : String(error))
  }
  throw new UsageError(`give one file: townhall civic ${takes} [--json]`)
}
