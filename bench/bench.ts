// `npm run bench [-- NAME [--json]]`: runs one benchmark or all, and prints what was measured. See bench/README.md.
import { parseArgs } from 'node:util'
import { benchChain } from './chain.ts'
import { benchFields } from './fields.ts'
import { benchFlood } from './flood.ts'
import { benchGas } from './gas.ts'
import { benchImport } from './import.ts'
import { benchIngest } from './ingest.ts'
import { benchLayers } from './layers.ts'
import { benchMemory } from './memory.ts'
import { benchPeople } from './people.ts'
import { benchPresence } from './presence.ts'
import { benchJournal } from './journal.ts'
import { benchRecord } from './record.ts'
import { benchReplay } from './replay.ts'
import { benchScene } from './scene.ts'
import { benchSensorThings } from './sensorthings.ts'
import { benchStart } from './start.ts'
import { benchVote } from './vote.ts'
import { benchWhatif } from './whatif.ts'

/** Rows of named figures; every benchmark gives some. */
export type Rows = readonly Readonly<Record<string, string | number>>[]

const BENCHES: Readonly<Record<string, () => Promise<Rows>>> = {
  scene: benchScene,
  import: benchImport,
  start: benchStart,
  journal: benchJournal,
  people: benchPeople,
  presence: benchPresence,
  chain: benchChain,
  fields: benchFields,
  flood: benchFlood,
  gas: benchGas,
  ingest: benchIngest,
  layers: benchLayers,
  memory: benchMemory,
  record: benchRecord,
  replay: benchReplay,
  sensorthings: benchSensorThings,
  vote: benchVote,
  whatif: benchWhatif,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES)
const unknown = names.filter((name) => !BENCHES[name])
if (unknown.length > 0) {
  console.error(`no benchmark named ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}
const results: Record<string, Rows> = {}
for (const name of names) {
  const rows = await (BENCHES[name] as () => Promise<Rows>)()
  results[name] = rows
  if (!values.json) {
    console.log(`\n${name}`)
    console.table(rows)
  }
}
if (values.json) console.log(JSON.stringify(results, null, 2))
