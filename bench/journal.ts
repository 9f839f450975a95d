// How many inputs a second are acknowledged (hashed and on the disk) and how long one waits for it; how long a start
// takes with a long journal; a hundred kill -9 at random moments; and a Postgres that is away for a minute, where there is
// one. DATABASE_URL measures Postgres instead of the data folder.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EMPTY_CITY, toy } from '../shared/kernel/toy.ts'
import { SYSTEMS } from '../shared/systems/index.ts'
import type { Line } from '../server/journal/chain.ts'
import { type Journal, openStorage, type Storage } from '../server/journal/journal.ts'
import { aHeader, folder, KINDS } from '../server/journal/testing.ts'
import { postgresHere } from '../server/journal/testing-postgres.ts'
import { inspectJournal } from '../server/journal/verify.ts'
import { bundleWriter, killAgainAndAgain } from '../server/timelines/kill.ts'
import { killedFor } from '../server/timelines/postgres-away.ts'
import { Player } from '../server/timelines/player.ts'
import { Timelines } from '../server/timelines/timelines.ts'
import type { Rows } from './bench.ts'

const SECONDS = 4
const KILLS = 100
/** A new journal after so many kills, so that the last ones do not examine a long one. */
const KILLS_A_JOURNAL = 20
const WEEK_S = 604_800

export async function benchJournal(): Promise<Rows> {
  const [sqlite, postgres] = KINDS
  const kind = process.env.DATABASE_URL ? postgres : sqlite
  if (!kind) throw new Error('bench: no journal to measure')
  const { where, remove } = await kind.make()
  const storage = await openStorage(where)
  const { journal } = storage
  const rows = [
    { what: `${kind.name}, 1 writer`, ...(await acknowledged(journal, { timeline: 'one', writers: 1, run: 1 })) },
    {
      what: '256 writers, each waits for its own',
      ...(await acknowledged(journal, { timeline: 'many', writers: 256, run: 1 })),
    },
    { what: '8 writers in runs of 64', ...(await acknowledged(journal, { timeline: 'runs', writers: 8, run: 64 })) },
    { what: 'played: commands, 64 people', ...(await played(journal, 'commands', 0)) },
    { what: 'played: 100 observations a command', ...(await played(journal, 'mixed', 100)) },
  ]
  rows.push(await beside(storage))
  await storage.close()
  const restart = await starting(where)
  await remove()
  return [...rows, ...restart, await week(), await kills(), ...(postgresHere() === null ? [] : [await minuteAway()])]
}

/** Commands with an intent each, straight into the journal. */
async function acknowledged(
  journal: Journal,
  { timeline, writers, run }: { timeline: string; writers: number; run: number },
) {
  await journal.call('begin', aHeader(timeline))
  let after = -1
  return measured(async (wait, w, k) => {
    const lines = Array.from({ length: run }, (_, i): Line => {
      const actor = `person-${w}`
      const intent = `${k}-${i}`
      const command = { type: 'toy.pour', basin: i % 256, volumeM3: 2 }
      return {
        actor,
        intent,
        input: JSON.stringify({ kind: 'command', actor: { id: actor, role: 'visitor' }, intent, command }),
      }
    })
    const mine = after
    after += run
    const answer = await wait(journal.call('append', { timeline, after: mine, lines }))
    if (!answer.ok) throw new Error(answer.reason)
    return run
  }, writers)
}

/** Through a player: checked, journalled, applied. */
async function played(journal: Journal, timeline: string, observations: number) {
  const options = { journal, timeline, systems: [toy], city: EMPTY_CITY, build: 'bench' }
  const player = await Player.open(options, { city: 'nowhere', seed: 1, madeAtMs: 0 })
  return measured(
    async (wait, w, k) => {
      for (let i = 0; i < observations; i++)
        void player.observe({ thing: `sensor-${i}`, key: 'inflowM3S', value: i % 7, atMs: k })
      const actor = { id: `person-${w}`, role: 'visitor' } as const
      const verdict = await wait(player.act({ type: 'toy.pour', basin: k % 256, volumeM3: 2 }, actor, `i${k}`))
      if (!verdict.ok) throw new Error(verdict.reason)
      return observations + 1
    },
    observations === 0 ? 64 : 16,
  )
}

/** Verdicts of the live city, 20 a second, while a fork runs an hour ahead as fast as it can. */
async function beside(storage: Storage) {
  const house = { url: new URL('../server/timelines/testing-house.ts', import.meta.url).href, given: '' }
  const timelines = new Timelines({ storage, house, build: 'bench' })
  const live = timelines.live('nowhere', 1)
  const { seq, nowMs } = await live.look()
  const from = { timeline: 'live', seq }
  const fork = timelines.fork('ahead', { from, untilMs: nowMs + 1e9, stepS: 1, maxSeconds: 600, maxMemoryMb: 512 })
  await fork.look()
  const actor = { id: 'anna', role: 'visitor' } as const
  const row = await measured(async (wait, _w, k) => {
    const verdict = await wait(live.act({ type: 'toy.pour', basin: 1, volumeM3: 1 } as never, actor, `beside ${k}`))
    if (!verdict.ok) throw new Error(verdict.reason)
    await new Promise((done) => setTimeout(done, 50))
    return 1
  }, 1)
  const aheadS = ((await fork.look()).nowMs - nowMs) / 1000
  fork.end('measured')
  await timelines.close()
  return { what: `live verdicts while a fork runs at ${Math.round(aheadS / SECONDS)}x`, ...row }
}

type Wait = <T>(answer: Promise<T>) => Promise<T>

async function measured(once: (wait: Wait, w: number, k: number) => Promise<number>, writers: number) {
  const waitsMs: number[] = []
  const wait: Wait = async (answer) => {
    const asked = performance.now()
    const value = await answer
    waitsMs.push(performance.now() - asked)
    return value
  }
  const start = performance.now()
  let inputs = 0
  const writer = async (w: number): Promise<void> => {
    for (let k = 0; performance.now() - start < SECONDS * 1000; k++) {
      const written = await once(wait, w, k)
      inputs += written
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, w) => writer(w)))
  const seconds = (performance.now() - start) / 1000
  waitsMs.sort((a, b) => a - b)
  const quantile = (q: number): number => Number((waitsMs[Math.floor(q * (waitsMs.length - 1))] ?? 0).toFixed(2))
  return { inputsPerS: Math.round(inputs / seconds), p50Ms: quantile(0.5), p99Ms: quantile(0.99) }
}

/** What was written above, opened and judged again. */
async function starting(where: Parameters<typeof openStorage>[0]): Promise<Record<string, string | number>[]> {
  const timed = async <T>(run: () => Promise<T>): Promise<[T, number]> => {
    const start = performance.now()
    const value = await run()
    return [value, Number(((performance.now() - start) / 1000).toFixed(2))]
  }
  const [storage, openS] = await timed(() => openStorage(where))
  const options = { journal: storage.journal, systems: [toy], city: EMPTY_CITY, build: 'bench', timeline: 'mixed' }
  const [player, playS] = await timed(() => Player.open(options, { city: 'nowhere', seed: 1, madeAtMs: 0 }))
  const entries = player.seq + 1
  await storage.close()
  const [{ timelines, isValid }, verifyS] = await timed(() => inspectJournal(where))
  const all = timelines.reduce((sum, one) => sum + one.entries, 0)
  return [
    { what: `opened: ${all} entries checked`, seconds: openS },
    { what: `played on: ${entries} entries, last keyframe`, seconds: playS },
    { what: `verified: ${isValid ? 'whole' : 'NOT whole'}, ${Math.round(all / verifyS)} entries/s`, seconds: verifyS },
  ]
}

/** A week of live at a step a second, opened after a kill: checked, and played from the last keyframe. */
async function week(): Promise<Record<string, string | number>> {
  const { where, remove } = folder()
  const live = async (storage: Storage): Promise<Player> => {
    const systems = SYSTEMS
    const options = { journal: storage.journal, timeline: 'live', systems, city: EMPTY_CITY, build: 'bench' }
    return Player.open(options, { city: 'nowhere', seed: 1, madeAtMs: 0 })
  }
  const first = await openStorage(where)
  const player = await live(first)
  for (let s = 0; s < WEEK_S; s += 1000)
    await Promise.all(Array.from({ length: 1000 }, (_, n) => player.step(1, (s + n + 1) * 1000)))
  await first.close()
  const start = performance.now()
  const again = await openStorage(where)
  const openedMs = performance.now() - start
  const { seq } = await live(again)
  const seconds = Number(((performance.now() - start) / 1000).toFixed(2))
  await again.close()
  await remove()
  return { what: `a week of live, ${seq + 1} entries: opened in ${(openedMs / 1000).toFixed(2)} s, ready`, seconds }
}

async function kills(): Promise<Record<string, string | number>> {
  const seed = Math.floor(performance.timeOrigin) % 1_000_000
  let [acknowledged, lost, doubled, broken, otherStates, slowestMs] = [0, 0, 0, 0, 0, 0]
  const folder = mkdtempSync(join(tmpdir(), 'townhall-writer-'))
  const writer = await bundleWriter(folder)
  for (let k = 0; k < KILLS; k += KILLS_A_JOURNAL) {
    const left = await killAgainAndAgain(writer, seed + k, KILLS_A_JOURNAL)
    acknowledged += left.acknowledged
    lost += left.lost
    doubled += left.doubled
    broken += left.findings.length
    otherStates += left.otherStates
    slowestMs = Math.max(slowestMs, left.recoveryMs)
  }
  rmSync(folder, { recursive: true, force: true })
  const found = `${lost} lost, ${doubled} doubled, ${broken} broken, ${otherStates} other states`
  return {
    what: `${KILLS} kill -9 (seed ${seed}): ${acknowledged} acknowledged, ${found}; slowest recovery`,
    seconds: Number((slowestMs / 1000).toFixed(2)),
  }
}

async function minuteAway(): Promise<Record<string, string | number>> {
  const { acknowledged, lost, doubled, missing, isSameState, backMs } = await killedFor(60_000)
  const found = `${lost} lost, ${doubled} doubled, ${missing} missing, ${isSameState ? 'same' : 'ANOTHER'} state`
  return {
    what: `Postgres killed for 60 s: ${acknowledged} acknowledged, ${found}; back after`,
    seconds: Number((backMs / 1000).toFixed(2)),
  }
}
