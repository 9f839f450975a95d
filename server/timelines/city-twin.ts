// The city in time, as the rest of the server sees it: opens the journal, lets live go, answers commands, starts forks,
// and tells what is shown. Nothing here waits for a timeline but those who asked it for something.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import type { SystemVersion } from '../../shared/kernel/input.ts'
import { seedOf } from '../../shared/kernel/random.ts'
import type { Observation } from '../../shared/kernel/system.ts'
import type { Facts } from '../../shared/protocol/facts.ts'
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import type { CityPackage } from '../city/package.ts'
import { buildId } from '../journal/build.ts'
import { whereIs } from '../journal/database.ts'
import { type Flow, openStorage } from '../journal/journal.ts'
import { type Fork, Forks, type ForkVerdict, type ForkWish, MOST_FORKS } from './forks.ts'
import { coresOfRun } from '../systems/cores.ts'
import { houseAt, systemsNamed } from './house.ts'
import type { Act, Status } from './messages.ts'
import type { Verdict } from './player.ts'
import { layersOf } from './publication.ts'
import { Recording } from './recording.ts'
import { bring, type Brought, startOf } from './starts.ts'
import type { Keep } from './sweep.ts'
import { Timelines } from './timelines.ts'

export const LIVE = 'live'
export const REPLAY_FOLDER = 'replay'
const ANSWER_WITHIN_MS = 8000
/** Further behind than this, live is said to be catching up. */
const BEHIND_S = 10

export type CityTwin = {
  /** In the order in which frames number them. */
  readonly layers: readonly LayerInfo[]
  live(): { readonly status: Status['is']; readonly facts: Facts | null }
  forks(): readonly Fork[]
  /** Why nothing can be recorded at the moment; empty when all is well. */
  trouble(): string
  /** Never rejects. */
  act(timeline: string, act: Act): Promise<Verdict>
  /** The number under which live has recorded that command; null where it has none. Rejects while the journal is away. */
  recorded(of: Pick<Act, 'intent'> & { readonly actor: string }): Promise<number | null>
  /** What was measured, to the live city alone. Never rejects. */
  observe(observation: Observation): Promise<Verdict>
  fork(wish: ForkWish): Promise<ForkVerdict>
  endFork(name: string, by: string): string | null
  /** The state that a fork or a brought timeline began with, as `Twin.save` writes it; null where there is none. */
  startOf(timeline: string): Promise<Uint8Array<ArrayBuffer> | null>
  /** Begins a timeline with a state from elsewhere, for forks; answers its name. */
  bring(brought: Omit<Brought, 'city'>): Promise<string>
  /** Which code plays; see journal/build.ts. */
  readonly build: string
  /** Those that play. */
  readonly systems: readonly SystemVersion[]
  /** Another number whenever something of the above is different. */
  version(): number
  /** The next frame of a layer of live. */
  onFrame(heard: (frame: Uint8Array) => void): void
  counts(): TwinCounts
  /** To the journal it is written in, for `journalOf`; null where there is none. */
  storagePort(): MessagePort | null
  /** With a last keyframe and all that is recorded on the disk. */
  close(): Promise<void>
}
export type TwinCounts = {
  /** Inputs in the journal of live. */
  readonly inputs: number
  /** How far live is behind the wall clock. */
  readonly lagS: number
  readonly isPlaying: boolean
  readonly isRecording: boolean
  readonly forks: number
}

export type TwinOptions = {
  /** Opened; its folder is what the timelines read. */
  readonly city: CityPackage
  /** The data folder. */
  readonly dir: string
  /** Of a Postgres; empty keeps the journal in the data folder. */
  readonly databaseUrl: string
  /** As `systemsNamed` reads them. */
  readonly systems: string
  /** That a run of a branch may take. */
  readonly runCores?: number
  readonly onFault: (where: string, error: unknown) => void
  /** What an operator should know and is no fault. */
  readonly onNote?: (where: string, text: string) => void
  readonly keep?: Keep & {
    /** Of live: recordings of everything; an overview is kept seven times as long. */ readonly replayDays: number
  }
}
const KEEP = { forkDays: 30, forks: 100, replayDays: 2 }

/** Throws the sentence of a journal that is broken, and where, or of a system that is not there. */
export async function openCityTwin({
  city,
  dir,
  databaseUrl,
  systems,
  onFault,
  onNote,
  keep = KEEP,
  runCores = coresOfRun(MOST_FORKS),
}: TwinOptions): Promise<CityTwin> {
  const { publishers, systems: playing } = systemsNamed(systems)
  const { id, boundsM } = city.manifest
  const layers = layersOf(publishers, { city: city.city, boundsM })
  const build = buildId()
  const folder = join(dir, REPLAY_FOLDER)
  const framed: ((frame: Uint8Array) => void)[] = []
  const told: { flow: Flow; status: Status['is']; facts: Facts | null; version: number } = {
    flow: { isFlowing: true },
    status: 'catchingUp',
    facts: null,
    version: 0,
  }
  const change = (): void => void told.version++

  await mkdir(dir, { recursive: true })
  const storage = await openStorage(databaseUrl === '' ? { dir } : whereIs(databaseUrl), {
    onFlow: (flow) => {
      told.flow = flow
      if (!flow.isFlowing) onFault('journal', new Error(flow.reason))
      change()
    },
  })
  const { header } =
    (await storage.journal.call('timelines', undefined)).find((one) => one.header.timeline === LIVE) ?? {}
  if (header && header.city !== id) {
    await storage.close()
    throw new Error(
      `the journal is that of the city ${header.city}, not of ${id}; give ${id} a TOWNHALL_DATA of its own`,
    )
  }
  const recording = await Recording.open({
    folder: join(folder, LIVE),
    timeline: LIVE,
    build,
    layers,
    days: keep.replayDays,
    onFault: (error) => onFault('recording live', error),
  })
  const timelines = new Timelines({
    storage,
    house: houseAt(city.dir, systems),
    build,
    runCores,
    onFault: (timeline, { system, message }) => onFault(`${timeline}, ${system}`, new Error(message)),
    onNote: (timeline, text) => onNote?.(timeline, text),
    onStatus: (timeline, status) => {
      // Of a fork's failure those hear who are shown it.
      if (timeline !== LIVE) return forks.heard(timeline, status)
      if (status.is === 'failed') onFault('the live timeline', new Error(status.reason))
      told.status = status.is
      change()
    },
    onPublished: (timeline, published) => {
      if (timeline !== LIVE) return forks.published(timeline, published)
      told.facts = published.facts
      recording.take(published)
      for (const frame of published.frames) framed.forEach((heard) => heard(frame))
      // Of a reading that only a layer shows there is nothing new for everybody.
      if (published.brief?.hasNews !== false) change()
    },
  })
  const live = timelines.live(id, seedOf(id))
  const lagS = (): number => (told.facts ? Math.max(0, (Date.now() - told.facts.nowMs) / 1000) : 0)
  const { journal } = storage
  const forks = new Forks({ timelines, journal, live, layers, build, folder, keep, onChange: change, onFault })

  await forks.sweep()

  return {
    layers,
    live: () => {
      const { facts, status } = told
      return { facts, status: status === 'playing' && lagS() > BEHIND_S ? 'catchingUp' : status }
    },
    forks: () => forks.list(),
    trouble: () => (told.flow.isFlowing ? '' : told.flow.reason),
    act: (name, { command, actor, intent }) => {
      const timeline = name === LIVE ? live : forks.get(name)
      if (!timeline) return Promise.resolve({ ok: false, reason: `there is no timeline ${name}` })
      if (timeline.status.is === 'closed' || timeline.status.is === 'done')
        return Promise.resolve({ ok: false, reason: `${name} has come to its end; it takes no more commands` })
      if (forks.isRun(name))
        return Promise.resolve({ ok: false, reason: `${name} is the run of a branch; add to the branch instead` })
      return within(ANSWER_WITHIN_MS, timeline.act(command, actor, intent), {
        ok: false,
        reason: `${name} is catching up and has not answered yet; it may still be done`,
      })
    },
    recorded: ({ actor, intent }) => journal.call('find', { timeline: LIVE, actor, intent }),
    observe: (observation) =>
      within(ANSWER_WITHIN_MS, live.observe(observation), {
        ok: false,
        reason: `live is catching up and has not taken ${observation.key} of ${observation.thing} yet`,
      }),
    fork: (wish) => forks.start(wish),
    endFork: (name, by) => forks.end(name, by),
    systems: playing.map(({ id, version }) => ({ id, version })),
    startOf: (timeline) => startOf(journal, timeline),
    bring: (brought) => bring(journal, { ...brought, city: id }),
    build,
    version: () => told.version,
    onFrame: (heard) => void framed.push(heard),
    counts: () => ({
      inputs: (told.facts?.seq ?? -1) + 1,
      lagS: lagS(),
      isPlaying: told.status === 'playing',
      isRecording: told.flow.isFlowing,
      forks: forks.list().filter(({ status }) => status === 'playing' || status === 'catchingUp').length,
    }),
    storagePort: () => storage.port(),
    async close() {
      await forks.close()
      await timelines.close()
      await recording.close()
      await storage.close()
    },
  }
}

async function within<T>(ms: number, answer: Promise<T>, late: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<T>((done) => (timer = setTimeout(done, ms, late)))
  const first = await Promise.race([answer, silence])
  clearTimeout(timer)
  return first
}
