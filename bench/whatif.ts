// What a branch costs: an hour of storm over the default city's core with a barrier, one run with it and one without, as the
// server runs them, and how long live takes for a verdict meanwhile (journalled, without a socket in between). How long a run
// takes is from its fork to its end, written down and hashed; the core is that of the machine that live does not use.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPackage } from '../server/city/package.ts'
import { ACTING } from '../server/systems/outside.ts'
import { openCityTwin } from '../server/timelines/city-twin.ts'
import type { Command } from '../shared/kernel/system.ts'
import type { Rows } from './bench.ts'
import { residentPeakMb } from './process.ts'

const ROOT = join(import.meta.dirname, '..')
const PLANNER = { id: 'bench', role: 'planner', name: 'Bench' } as const
const SETTLE_MS = 5000
const CALM_MS = 5000
const EVERY_MS = 40
const LONGEST_MS = 240_000

type RunTold = { kind: string; state: string; timeline: string | null; reason: string; progress: number }

export async function benchWhatif(): Promise<Rows> {
  const dir = mkdtempSync(join(tmpdir(), 'townhall-whatif-'))
  const faults: string[] = []
  const onFault = (error: unknown): void => void faults.push(String(error))
  const city = await openPackage(join(ROOT, 'assets', 'cities', 'astana'))
  const twin = await openCityTwin({ city, dir, databaseUrl: '', systems: 'all', onFault: (_, error) => onFault(error) })
  const send = (): Promise<void> => Promise.reject(new Error('nobody is called'))
  const acting = ACTING.map((begin) =>
    begin({ twin, city, roleOf: () => Promise.resolve(null), send, isOn: false, onFault }),
  )
  let n = 0
  const act = (command: Command & Record<string, unknown>) =>
    twin.act('live', { command, actor: PLANNER, intent: `bench ${++n}` })
  const verdictMs = async (): Promise<number> => {
    const start = performance.now()
    const untilMs = Date.now() + 3_600_000
    await act({ type: 'weather.announce', entry: 'bench', untilMs, air: { cloud: 0.5 } })
    const ms = performance.now() - start
    await act({ type: 'weather.withdraw', entry: 'bench' })
    return ms
  }
  const verdicts = async (isOver: () => boolean): Promise<number[]> => {
    const all: number[] = []
    while (!isOver()) {
      all.push(await verdictMs())
      await passed(EVERY_MS)
    }
    return all
  }
  try {
    while ((twin.live().facts?.seq ?? 0) < 3) await passed(50)
    await passed(SETTLE_MS)
    const calmUntil = performance.now() + CALM_MS
    const calm = await verdicts(() => performance.now() > calmUntil)
    const [east, north] = [city.manifest.spawn.eastM, city.manifest.spawn.northM]
    const branch = 'storm'
    await must(act({ type: 'whatif.begin', branch, title: 'A storm on the river', hours: 1 }))
    const storm = { type: 'flood.setStorm', mmPerH: 60, hours: 1 }
    const inflow = { type: 'flood.setInflow', points: [[0, 900] as const] }
    const line = [
      [east - 60, north],
      [east + 60, north],
    ]
    const barrier = { type: 'flood.placeBarrier', id: 'bench', line, crestAboveGroundM: 1 }
    for (const command of [storm, inflow, barrier]) await must(act({ type: 'whatif.add', branch, atS: 0, command }))
    await must(act({ type: 'whatif.run', branch, members: 1 }))
    const began = performance.now()
    const runs = (): RunTold[] =>
      (twin.live().facts?.rows ?? [])
        .filter(({ id }) => id.startsWith('whatif.run/'))
        .map(({ json }) => JSON.parse(json) as RunTold)
    const ended = new Map<string, number>()
    const isOver = (): boolean => {
      const all = runs()
      for (const { kind, state } of all)
        if (state !== 'queued' && state !== 'running' && !ended.has(kind)) ended.set(kind, performance.now() - began)
      return (all.length > 0 && ended.size === all.length) || performance.now() - began > LONGEST_MS
    }
    const busy = await verdicts(isOver)
    const [first = 0, second = 0] = [...ended.values()].sort((a, b) => a - b)
    const told = runs()
      .map(({ kind, state, reason }) => `${kind} ${state}${reason === '' ? '' : `: ${reason}`}`)
      .join(', ')
    return [
      { what: 'an hour without, s', value: seconds(first) },
      { what: 'an hour with a storm and a barrier, s', value: seconds(second - first) },
      { what: 'runs', value: told },
      { what: 'verdict of live in peace, p50 / p99 ms', value: shares(calm) },
      {
        what: 'verdict of live meanwhile, p50 / p99 / most ms',
        value: `${shares(busy)} / ${Math.max(...busy).toFixed(1)}`,
      },
      { what: 'verdicts meanwhile', value: busy.length },
      { what: 'peak memory of the process, MB', value: Math.round(residentPeakMb(process.pid)) },
      { what: 'faults', value: [...new Set(faults)].join('; ') || 'none' },
    ]
  } finally {
    await Promise.all(acting.map((one) => one.close()))
    await twin.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function must(answer: Promise<{ ok: true } | { ok: false; reason: string }>): Promise<void> {
  const verdict = await answer
  if (!verdict.ok) throw new Error(verdict.reason)
}

const seconds = (ms: number): number => Number((ms / 1000).toFixed(1))

function shares(all: readonly number[]): string {
  const sorted = [...all].sort((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1)
  return `${at(0.5)} / ${at(0.99)}`
}

const passed = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
