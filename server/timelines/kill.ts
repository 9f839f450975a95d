// A process killed while it writes, again and again, and what it left: for the kill test and the benchmark.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { Input } from '../../shared/kernel/input.ts'
import { Random } from '../../shared/kernel/random.ts'
import { EMPTY_CITY, toy } from '../../shared/kernel/toy.ts'
import { Twin } from '../../shared/kernel/twin.ts'
import { sha256 } from '../journal/chain.ts'
import { Store } from '../journal/store.ts'
import { folder } from '../journal/testing.ts'
import { inspectJournal, said } from '../journal/verify.ts'

export type Left = {
  readonly kills: number
  readonly acknowledged: number
  /** Acknowledged, and not in the journal where it was said to be. */
  readonly lost: number
  /** Intents that are in the journal twice, or got another number when asked again. */
  readonly doubled: number
  /** What `journal verify` says is wrong. */
  readonly findings: readonly string[]
  /** Starts whose state was not that of a replay of everything from the beginning. */
  readonly otherStates: number
  /** The slowest start, from opening the journal to a state that can be acted on; by the clock, and of one core. */
  readonly recoveryMs: number
  readonly recoveryCpuMs: number
}

/** What one process said before it died. */
type Life = {
  readonly asked: readonly number[]
  readonly done: readonly { readonly intent: number; readonly seq: number }[]
  readonly steps: readonly number[]
  readonly opened: { readonly seq: number; readonly hash: string; readonly ms: number; readonly cpuMs: number } | null
}

/** The last ones of a life are asked again in the next. */
const ASKED_AGAIN = 12
const KILL_WITHIN_MS = 50
/** One in so many is killed while it starts. */
const EARLY = 5

/** One journal, written by one process of `writer` after the other, each killed at a random moment. */
export async function killAgainAndAgain(writer: string, seed: number, kills: number): Promise<Left> {
  const place = folder()
  const random = new Random(seed)
  const lives: Life[] = []
  let again: readonly number[] = []
  for (let k = 0; k < kills; k++) {
    const isEarly = k % EARLY === EARLY - 1
    const life = await writeAndDie(writer, place.where.dir, {
      first: k * 1_000_000,
      again,
      afterMs: random.between(0, KILL_WITHIN_MS * (isEarly ? 4 : 1)),
      isEarly,
      from: fromWhat(k),
    })
    lives.push(life)
    again = life.asked.length > 0 ? life.asked.slice(-ASKED_AGAIN) : again
  }
  const left = await examine(place.where.dir, lives)
  await place.remove()
  return left
}

/** A writer in one file: it is started a hundred times, and would read hundreds of files each time. */
export async function bundleWriter(
  outDir: string,
  source = fileURLToPath(new URL('./testing-writer.ts', import.meta.url)),
): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: source,
      outDir,
      rollupOptions: { output: { entryFileNames: 'writer.mjs' } },
    },
    ssr: { noExternal: true },
  })
  return join(outDir, 'writer.mjs')
}

type Death = {
  readonly first: number
  readonly again: readonly number[]
  readonly afterMs: number
  /** After its start, not after it has opened the journal. */
  readonly isEarly: boolean
  readonly from?: string
}

/** Every other life is killed after something was acknowledged, however slow the machine is. */
export const fromWhat = (k: number): string => (k % 2 === 0 ? 'done' : '')

async function writeAndDie(writer: string, dir: string, { first, again, ...death }: Death): Promise<Life> {
  const lines = await wordsOfOneKilled([writer, dir, String(first), again.join()], death)
  const those = (what: string): number[][] => lines.filter(([w]) => w === what).map(([, ...rest]) => rest.map(Number))
  const open = lines.find(([what]) => what === 'open')
  return {
    asked: those('ask').map(([intent = -1]) => intent),
    done: those('done').map(([intent = -1, seq = -1]) => ({ intent, seq })),
    steps: those('step').map(([seq = -1]) => seq),
    opened: open ? { seq: Number(open[1]), hash: open[2] ?? '', ms: Number(open[3]), cpuMs: Number(open[4]) } : null,
  }
}

/**
 * Runs Node with `args` until it is killed, so long after its first word (or its start, or the first line that begins with the word
 * `from`: on a slow machine nothing else was acknowledged yet): what it said, line by line.
 */
export async function wordsOfOneKilled(
  args: readonly string[],
  { afterMs, isEarly, from = '' }: Pick<Death, 'afterMs' | 'isEarly' | 'from'>,
): Promise<string[][]> {
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const arm = (): void => void setTimeout(() => child.kill('SIGKILL'), afterMs)
  let out = ''
  let isArmed = isEarly
  if (isEarly) arm()
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    if (isArmed || !`\n${out}`.includes(`\n${from}`) || !out.includes('\n')) return
    isArmed = true
    arm()
  })
  const signal = await new Promise((done) => child.on('close', (_code, how) => done(how)))
  if (signal !== 'SIGKILL') throw new Error(`kill: the writer ended by itself: ${out.slice(-200)}`)
  // The last line may be cut in the middle by the end.
  return out
    .slice(0, out.lastIndexOf('\n') + 1)
    .split('\n')
    .map((line) => line.split(' '))
}

async function examine(dir: string, lives: readonly Life[]): Promise<Left> {
  const { findings } = await inspectJournal({ dir })
  const store = await Store.open({ dir })
  const entries = await store.read({ timeline: 'live', after: -1, limit: 10_000_000 })
  await store.close()
  const done = lives.flatMap((life) => life.done)
  const steps = lives.flatMap((life) => life.steps)
  const opened = lives.flatMap((life) => life.opened ?? [])
  const lost =
    done.filter(({ intent, seq }) => entries[seq]?.intent !== `i${intent}`).length +
    steps.filter((seq) => !entries[seq]?.input.startsWith('{"kind":"step"')).length
  const intents = entries.flatMap(({ intent }) => intent ?? [])
  const numbers = new Set(done.map(({ intent, seq }) => `${intent} ${seq}`))
  const doubled = intents.length - new Set(intents).size + numbers.size - new Set(done.map((one) => one.intent)).size
  const twin = new Twin([toy], EMPTY_CITY, 7)
  let otherStates = 0
  for (const { seq, input } of entries) {
    twin.apply(Input.parse(JSON.parse(input)))
    const here = opened.filter((one) => one.seq === seq)
    if (here.length === 0) continue
    const hash = sha256(twin.save())
    otherStates += here.filter((one) => one.hash !== hash).length
  }
  return {
    kills: lives.length,
    acknowledged: numbers.size + steps.length,
    lost,
    doubled,
    findings: findings.map(said),
    otherStates,
    recoveryMs: Math.max(...opened.map(({ ms }) => ms)),
    recoveryCpuMs: Math.max(...opened.map(({ cpuMs }) => cpuMs)),
  }
}
