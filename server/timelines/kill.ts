// A process killed while it writes, and what it left: for the kill test and the benchmark.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { EMPTY_CITY, toy } from '../../shared/kernel/toy.ts'
import { openStorage } from '../journal/journal.ts'
import { sha256 } from '../journal/chain.ts'
import { inspectJournal, said } from '../journal/verify.ts'
import { Player } from './player.ts'
import { END, replay } from './replay.ts'

/** An intent, or `step`, and the number it was acknowledged with. */
export type Acknowledged = { readonly what: string; readonly seq: number }

export type Examined = {
  /** Acknowledged, and not in the journal as it was said. */
  readonly lost: number
  /** What `journal verify` says is wrong. */
  readonly findings: readonly string[]
  /** A restart from the last keyframe and a replay of everything come to the same bytes. */
  readonly isSameState: boolean
  /** From opening the journal to a state that can be acted on. */
  readonly recoveryMs: number
}

export async function examine(dir: string, acknowledged: readonly Acknowledged[]): Promise<Examined> {
  const { findings } = await inspectJournal({ dir })
  const start = performance.now()
  const storage = await openStorage({ dir })
  const { journal } = storage
  const house = { systems: [toy], city: EMPTY_CITY }
  const options = { ...house, journal, timeline: 'live', build: 'kill' }
  const player = await Player.open(options, { city: '', seed: 0, madeAtMs: 0 })
  const recoveryMs = performance.now() - start
  const hash = player.stateHash()
  const { twin } = await replay(journal, house, { timeline: 'live', seq: END }, { isWhole: true })
  const entries = await journal.call('read', { timeline: 'live', after: -1, limit: 10_000_000 })
  const lost = acknowledged.filter(({ what, seq }) => {
    const entry = entries[seq]
    return what === 'step' ? !entry?.input.startsWith('{"kind":"step"') : entry?.intent !== what
  })
  await storage.close()
  return {
    lost: lost.length,
    findings: findings.map(said),
    isSameState: sha256(twin.save()) === hash,
    recoveryMs,
  }
}

/** Lets a process write into the journal in `dir`, kills it `afterMs` after its first word, returns what it had said. */
export async function writeAndDie(dir: string, first: number, afterMs: number): Promise<Acknowledged[]> {
  const file = fileURLToPath(new URL('./testing-writer.ts', import.meta.url))
  const child = spawn(process.execPath, [file, dir, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  let isArmed = false
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    if (isArmed || !out.includes('\n')) return
    isArmed = true
    setTimeout(() => child.kill('SIGKILL'), afterMs)
  })
  await new Promise((done) => child.on('close', done))
  // The last line may be cut in the middle by the end.
  const lines = out.slice(0, out.lastIndexOf('\n')).split('\n').slice(1)
  return lines.map((line) => {
    const [what = '', seq] = line.split(' ')
    return { what, seq: Number(seq) }
  })
}
