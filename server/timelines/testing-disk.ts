// A process whose disk fills up, for real: opens the city in time in a folder, uses up what room there is, is refused,
// makes room again and goes on. Prints what it saw as one line of JSON. Started by full-disk.test.ts in a small file
// system of its own, or with a limit on how long its files may grow.
//   node testing-disk.ts DIR tmpfs|limit
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openPackage } from '../city/package.ts'
import { inspectDatabase } from '../journal/database.ts'
import { inspectJournal, said } from '../journal/verify.ts'
import { openCityTwin } from './city-twin.ts'
import type { Verdict } from './player.ts'

export type Seen = {
  readonly acknowledged: number
  /** Acknowledged, and not in the journal. */
  readonly lost: number
  readonly refusals: readonly string[]
  /** What the page is told, while it was so and after. */
  readonly trouble: string
  readonly troubleAfter: string
  readonly findings: readonly string[]
}

const [dir = '', how = ''] = process.argv.slice(2)
const BALLAST = join(dir, 'ballast')
const PATIENCE_MS = 60_000

mkdirSync(dir, { recursive: true })
const city = await openPackage(resolve(import.meta.dirname, '../../assets/cities/astana'))
const twin = await openCityTwin({ city, dir, databaseUrl: '', systems: 'weather', onFault: () => {} })
const acknowledged: { readonly intent: string; readonly seq: number }[] = []
const refusals = new Set<string>()
let n = 0

async function act(): Promise<Verdict> {
  const intent = `i${n++}`
  const fromMs = Date.UTC(2100, 0, 1)
  const command = { type: 'weather.announce', entry: `e${n % 20}`, fromMs, untilMs: fromMs + 1e6, air: { windMS: 3 } }
  const withdrawn = { type: 'weather.withdraw', entry: command.entry }
  for (const [k, one] of [command, withdrawn].entries()) {
    const verdict = await twin.act('live', {
      command: one,
      actor: { id: 'olga', role: 'operator' },
      intent: `${intent}.${k}`,
    })
    if (!verdict.ok) return verdict
    acknowledged.push({ intent: `${intent}.${k}`, seq: verdict.seq })
  }
  return { ok: true, seq: 0 }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (Date.now() > endMs) throw new Error(`disk: waited in vain; refused: ${[...refusals].join()}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}

function fill(): void {
  const file = openSync(BALLAST, 'w')
  const bytes = new Uint8Array(4096)
  try {
    for (;;) writeSync(file, bytes)
  } catch {
    // There is no room left.
  }
  closeSync(file)
}

await until(async () => (await act()).ok)
if (how === 'tmpfs') fill()
// The write-ahead file has room for a while.
for (let verdict = await act(); ; verdict = await act()) {
  if (verdict.ok) continue
  refusals.add(verdict.reason)
  break
}
await until(() => twin.trouble() !== '')
for (let k = 0; k < 5; k++) {
  const verdict = await act()
  if (!verdict.ok) refusals.add(verdict.reason)
}
const trouble = twin.trouble()
if (how === 'tmpfs') rmSync(BALLAST)
else spawnSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited'])
await until(async () => twin.trouble() === '' && (await act()).ok)
const troubleAfter = twin.trouble()
await twin.close()
const { findings } = await inspectJournal({ dir })
const database = await inspectDatabase({ dir })
const rows = await database.reads.selectFrom('entry').select(['seq', 'intent']).orderBy('seq').execute()
await database.close()
const lost = acknowledged.filter(({ intent, seq }) => rows[seq]?.intent !== intent).length
const seen: Seen = {
  acknowledged: acknowledged.length,
  lost,
  refusals: [...refusals],
  trouble,
  troubleAfter,
  findings: findings.map(said),
}
writeSync(1, JSON.stringify(seen))
process.exit(0)
