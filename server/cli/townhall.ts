// The `townhall` command: a table of commands, each in its own file and loaded only when it is called.
// Exit codes: 0 done, 1 the command failed, 2 the input or the command line cannot be used (one sentence on stderr).
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { Unreadable } from '../city/ledger.ts'
import { UsageError } from './usage.ts'

type Command = {
  readonly words: readonly string[]
  readonly takes: string
  readonly does: string
  run(args: string[]): Promise<number>
}

const COMMANDS: readonly Command[] = [
  {
    words: ['serve'],
    takes: '',
    does: 'serves the city (what `npm start` does)',
    run: async () => (await import('./serve.ts')).serve(),
  },
  {
    words: ['city', 'import'],
    takes:
      '--out DIR [--osm F] [--buildings F] [--terrain F]… [--gtfs F] [--bbox W,S,E,N] [--name N] [--crs EPSG:n] [--synthesize] [--json]',
    does: 'makes a city package from files',
    run: async (args) => (await import('./city.ts')).cityImport(args),
  },
  {
    words: ['city', 'info'],
    takes: 'DIR [--json]',
    does: 'tells what a city package holds',
    run: async (args) => (await import('./city.ts')).cityInfo(args),
  },
  {
    words: ['city', 'export'],
    takes: 'DIR --3dtiles --out OUT [--json]',
    does: 'writes a city package as a 3D Tiles 1.1 tileset',
    run: async (args) => (await import('./city-export.ts')).cityExport(args),
  },
  {
    words: ['city', 'derive-astana'],
    takes: '[--out DIR] [--json]',
    does: 'derives the default city from @mapbox/mvt-fixtures again',
    run: async (args) => (await import('./city.ts')).cityDeriveAstana(args),
  },
  {
    words: ['simulate'],
    takes: 'MODEL CASE.json [--out RESULT.json] [--cores N]',
    does: 'runs a model (flood, whatif) on a case and writes its result as one JSON object',
    run: async (args) => (await import('./simulate.ts')).simulate(args),
  },
  {
    words: ['devices'],
    takes: '[--scenario S] [--mqtt URL] [--city DIR] [--seed N] [--faults some|none|always[,ID=…]] [--haste N]',
    does: 'runs the simulated devices alone: normal, storm, heatWave, stadium, powerCut or sensorFailure',
    run: async (args) => (await import('./devices.ts')).devices(args),
  },
  {
    words: ['device', 'add'],
    takes: 'NAME [--gateway]',
    does: 'makes the credential of a device or gateway in TOWNHALL_DATA and prints its secret, once',
    run: async (args) => (await import('./device.ts')).deviceAdd(args),
  },
  {
    words: ['device', 'remove'],
    takes: 'NAME',
    does: 'takes a credential away',
    run: async (args) => (await import('./device.ts')).deviceRemove(args),
  },
  {
    words: ['device', 'list'],
    takes: '',
    does: 'lists who has a credential',
    run: async () => (await import('./device.ts')).deviceList(),
  },
  {
    words: ['ingest'],
    takes:
      'FILE.csv|FILE.json|FILE.ndjson [--datastream N | --device ID] [--key K] [--unit U] [--time COLUMN] [--value COLUMN] [--zone +05:00] [--url URL] [--token KEY]',
    does: 'brings readings of the past into a running server',
    run: async (args) => (await import('./ingest.ts')).ingest(args),
  },
  {
    words: ['proof', 'verify'],
    takes: 'PROOF.json [--root HEX]',
    does: 'checks that a reading belongs to its hour, from the answer of /api/readings/{id}/proof alone',
    run: async (args) => (await import('./proof.ts')).proofVerify(args),
  },
  {
    words: ['civic', 'tally'],
    takes: 'CASE.json [--json]',
    does: 'tells what a vote comes to by the rules of its body: quorum, majority and every reason',
    run: async (args) => (await import('./civic.ts')).civicTally(args),
  },
  {
    words: ['identity', 'clerk'],
    takes: '--issuer NAME --out CLERK.json',
    does: 'makes the key of a clerk who says who lives in the city, and prints its line for TOWNHALL_CLERKS',
    run: async (args) => (await import('./identity.ts')).identityClerk(args),
  },
  {
    words: ['identity', 'issue'],
    takes: '--clerk CLERK.json --holder KEY.json --area A --resident NUMBER [--name N] [--days 365]',
    does: 'prints a credential of residency (SD-JWT VC) for the key of its holder',
    run: async (args) => (await import('./identity.ts')).identityIssue(args),
  },
  {
    words: ['identity', 'revoke'],
    takes: '--clerk CLERK.json --number N [--list LIST.jwt]',
    does: 'takes a credential of residency back by its number, in the list the clerk hands to the city',
    run: async (args) => (await import('./identity.ts')).identityRevoke(args),
  },
  {
    words: ['civic', 'play'],
    takes: 'MEETING.json [--json]',
    does: 'plays a meeting act by act by the rules of its body: what is refused and why, and the draft of the minutes',
    run: async (args) => (await import('./civic.ts')).civicPlay(args),
  },
  {
    words: ['civic', 'proof'],
    takes: 'PROOF.json [--root HEX] [--receipt HEX]',
    does: 'checks that a ballot is among those counted, from the answer of /meetings/{id}/polls/{poll}/proof alone',
    run: async (args) => (await import('./civic-proof.ts')).civicProof(args),
  },
  {
    words: ['verify'],
    takes: 'RECORD.json [MORE…] [--rpc URL] [--json]',
    does: 'checks a decision record from the file alone, and with a chain when told where; of several, that none is missing',
    run: async (args) => (await import('./verify.ts')).verify(args),
  },
  {
    words: ['journal', 'verify'],
    takes: 'DIR [--json]',
    does: 'recomputes the hash chain of the journal in a data folder (or postgres://…) and says where it does not hold',
    run: async (args) => (await import('./journal.ts')).journalVerify(args),
  },
]

// What was compiled once is kept: the next start is quicker and smaller, and so is every worker, which asks the environment.
const { directory } = enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/townhall-code'))
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  // Type stripping without a flag: Node 22.18 and 24. Older ones cannot read this file; some in between can.
  if (major < 22 || (major === 22 && minor < 18)) {
    console.error(`Node ${process.versions.node} is too old; use: npm run -s townhall -- ${args.join(' ')}`)
    return 2
  }
  if (args.length === 0 || args[0] === 'help' || args[0] === '--help') {
    console.log(usage())
    return 0
  }
  const command = COMMANDS.find(({ words }) => words.every((word, i) => args[i] === word))
  try {
    if (!command) throw new UsageError(`there is no command "${args.slice(0, 2).join(' ')}"; townhall help lists them`)
    return await command.run(args.slice(command.words.length))
  } catch (error) {
    if (error instanceof UsageError || error instanceof Unreadable) {
      console.error(error.message)
      return 2
    }
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return 1
  }
}

function usage(): string {
  const lines = COMMANDS.map(({ words, takes, does }) => `  townhall ${words.join(' ')} ${takes}\n      ${does}`)
  return ['Usage: npm run -s townhall -- COMMAND', '', ...lines].join('\n')
}
