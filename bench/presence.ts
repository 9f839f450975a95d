// What a crowd costs: N people with head and both hands walking in one square of 200 m over loopback, the server in a
// process of its own on one core, the walkers on the other. Bytes a client and second, the server's CPU and the delay of
// its event loop, and how old a pose of somebody near is when it is heard. One row has somebody who reads nothing for
// six seconds: the others must not notice, and nothing may pile up for them.
import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPackage } from '../server/city/package.ts'
import type { Rows } from './bench.ts'
import type { ServerSide } from './presence-server.ts'
import type { Heard, Order, Walkers } from './presence-walkers.ts'

const ROOT = join(import.meta.dirname, '..')
const SIZE_M = 200
/** Until the server's code is compiled and everybody walks. */
const SETTLE_MS = 8000
const MEASURE_MS = 10_000
/** Of the measured seconds. */
const SLOW_MS = 6000
const PROBES = 8

type Run = { readonly people: number; readonly hasSlow?: boolean; readonly hasSystems?: boolean }
/** Without city systems, as the budget of CPU was set, and with all of them. */
const RUNS: readonly Run[] = [
  { people: 50 },
  { people: 200 },
  { people: 200, hasSlow: true },
  { people: 200, hasSystems: true },
  { people: 1000 },
  { people: 1000, hasSystems: true },
  { people: 2000 },
]

export async function benchPresence(): Promise<Rows> {
  const only = process.env['PRESENCE_PEOPLE']?.split(',').map(Number)
  const rows: Record<string, string | number>[] = []
  for (const run of RUNS) if (!only || only.includes(run.people)) rows.push(await measure(run))
  return rows
}

async function measure({ people, hasSlow = false, hasSystems = false }: Run): Promise<Record<string, string | number>> {
  const data = mkdtempSync(join(tmpdir(), 'townhall-presence-'))
  const { manifest } = await openPackage(join(ROOT, 'assets', 'cities', 'astana'))
  const { eastM, northM } = manifest.spawn
  const square = { eastM, northM, upM: manifest.terrain.minM, sizeM: SIZE_M }
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', TOWNHALL_DATA: data, TOWNHALL_ROOM_SIZE: '2500' }
  const own = { TOWNHALL_SYSTEMS: hasSystems ? 'all' : 'none' }
  const server = child('presence-server.ts', [], { ...env, TOWNHALL_JOINS_PER_MINUTE: '1000000', ...own }, 0)
  const children = [server]
  try {
    const port = await word<number>(server)
    const walkersOf = async (count: number, listeners: number): Promise<ChildProcess> => {
      const walkers: Walkers = { port, people: count, listeners, square }
      const process = child('presence-walkers.ts', [JSON.stringify(walkers)], env, 1)
      children.push(process)
      await word(process)
      return process
    }
    // The listeners sit in a process of their own, so that their clocks are read on time.
    const probes = await walkersOf(PROBES + (hasSlow ? 1 : 0), PROBES + (hasSlow ? 1 : 0))
    const crowd = await walkersOf(people - PROBES, 0)
    const tell = (order: Order): void => {
      for (const process of [probes, crowd]) process.send(order)
    }
    if (hasSlow) probes.send({ slowForMs: SETTLE_MS + SLOW_MS })
    await passed(SETTLE_MS)
    server.send('begin')
    await word(server)
    tell({ begin: true })
    await passed(MEASURE_MS)
    server.send('end')
    const side = await word<ServerSide>(server)
    tell({ end: true })
    const [near, all] = await Promise.all([word<Heard>(probes), word<Heard>(crowd)])
    const ages = Float64Array.from(near.agesMs).sort()
    const at = (share: number): number => Number((ages[Math.floor(ages.length * share)] ?? NaN).toFixed(1))
    return {
      people: side.people,
      systems: hasSystems ? 'all' : 'none',
      slow: near.slow
        ? `${near.slow.waitingKb.toFixed(0)} kB, fresh after ${near.slow.freshAfterMs.toFixed(0)} ms`
        : '',
      'kB/s a client': Number((Math.max(near.bytesPerSecond, all.bytesPerSecond) / 1000).toFixed(1)),
      'CPU %': Number(side.cpu.toFixed(1)),
      'loop p50 ms': Number(side.delayP50Ms.toFixed(1)),
      'loop p99 ms': Number(side.delayP99Ms.toFixed(1)),
      'pose p50 ms': at(0.5),
      'pose p99 ms': at(0.99),
      'poses/s heard': Math.round(ages.length / PROBES / (MEASURE_MS / 1000)),
      'server MB': Math.round(side.residentMb),
      skipped: side.droppedFrames,
      lost: people + (hasSlow ? 1 : 0) - side.people,
    }
  } finally {
    for (const process of children) process.kill('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  }
}

/** Pinned to a core where the system can: the walkers must not take the server's. */
function child(file: string, args: readonly string[], env: NodeJS.ProcessEnv, core: number): ChildProcess {
  const options = {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'] as ['ignore', 'inherit', 'inherit', 'ipc'],
  }
  const process = fork(join(import.meta.dirname, file), args, options)
  spawnSync('taskset', ['-a', '-cp', String(core), String(process.pid)], { stdio: 'ignore' })
  return process
}

const passed = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** The next message of a child; rejects when it ends instead. */
function word<T>(from: ChildProcess): Promise<T> {
  return new Promise((heard, fail) => {
    const ended = (code: number | null): void => fail(new Error(`a process of the benchmark ended with ${code}`))
    from.once('exit', ended)
    from.once('message', (message) => {
      from.off('exit', ended)
      heard(message as T)
    })
  })
}
