// Forks on demand: who asks for one gets the city from now on, ahead of time, with what is to be tried. Few at once, each
// with a limit of time and memory; what they show is recorded under their own name, to be played when they are done, and
// taken away again some day (sweep.ts).
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Input } from '../../shared/kernel/input.ts'
import type { Actor, Command } from '../../shared/kernel/system.ts'
import type { Facts } from '../../shared/protocol/facts.ts'
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import type { Journal } from '../journal/journal.ts'
import type { TrackRule } from '../replay/track.ts'
import type { Outcome, RunPlan, Status } from './messages.ts'
import type { Published } from './publication.ts'
import { Recording } from './recording.ts'
import type { Place } from './replay.ts'
import { firstFree } from './starts.ts'
import { type Keep, sweepForks } from './sweep.ts'
import type { Timeline, Timelines } from './timelines.ts'

export const MOST_FORKS = 2
const MOST_KEPT = 8
const MAX_SECONDS = 120
const MAX_MEMORY_MB = 1024
/** The longest step of a fork's clock. */
export const STEP_S = 10
const HOUR_MS = 3_600_000
/** A fork has no days to fill: files of six hours, all that was shown. */
const TRACKS: readonly TrackRule[] = [
  { everyMs: 0, segmentMs: 6 * HOUR_MS, segmentBytes: 16e6, maxAgeMs: 30 * 24 * HOUR_MS, maxBytes: 1e9 },
]

export type ForkWish = {
  /** Another is made of it when it is taken. */
  readonly name?: string | undefined
  readonly hours: number
  /** Now, when it is left out. */
  readonly from?: Place | undefined
  readonly commands: readonly Command[]
  readonly actor: Actor
  readonly intent: string
  /** Whom others read as the one who asked. */
  readonly by: string
  /** In words, for people; its name says it where there is none. */
  readonly title?: string
  /** Measured on the way, with things done at their moments. */
  readonly run?: RunPlan & {
    /** Whether everybody is told of it as of a fork; one of many alike is not. */
    readonly isListed: boolean
  }
}
export type ForkVerdict =
  | { readonly ok: true; readonly seq: number; readonly timeline: string }
  | { readonly ok: false; readonly reason: string; readonly isBusy?: true }

/** A fork as it is told; `progress` 0 to 1. */
export type Fork = {
  readonly name: string
  readonly by: string
  readonly title: string
  readonly isListed: boolean
  readonly fromMs: number
  readonly untilMs: number
  status: Status['is']
  reason: string
  progress: number
  facts: Facts | null
  /** Of a run, when all of it is written down. */
  result: RunResult | null
}
/** `stateHash` is that of the state it began with; no outcome where it did not come to itself. */
export type RunResult = { readonly stateHash: string; readonly outcome: Outcome | null }
type Running = Fork & {
  readonly timeline: Timeline
  readonly recording: Recording
  readonly isRun: boolean
  outcome: Outcome | null
  isBegun: boolean
  ending: Promise<void> | null
}

export type ForksOptions = {
  readonly timelines: Timelines
  readonly journal: Journal
  readonly live: Timeline
  readonly layers: readonly LayerInfo[]
  readonly build: string
  /** Where recordings lie. */
  readonly folder: string
  readonly keep: Keep
  readonly onChange: () => void
  readonly onFault: (where: string, error: unknown) => void
}

export class Forks {
  private readonly options: ForksOptions
  private readonly all = new Map<string, Running>()
  /** Of those that are being started: neither listed nor in the journal yet. */
  private readonly starting = new Set<string>()
  /** Calls of `start` that are not answered yet. */
  private asked = 0

  constructor(options: ForksOptions) {
    this.options = options
  }

  list(): readonly Fork[] {
    return [...this.all.values()]
  }

  get(name: string): Timeline | undefined {
    return this.all.get(name)?.timeline
  }

  /** Whose course is set: it takes no commands of others. */
  isRun(name: string): boolean {
    return this.all.get(name)?.isRun ?? false
  }

  /** Resolves when it runs, with what is to be tried done; or with why not. */
  async start(wish: ForkWish): Promise<ForkVerdict> {
    const running = [...this.all.values()].filter(({ isBegun, ending }) => isBegun && ending === null).length
    if (running + this.asked >= MOST_FORKS)
      return { ok: false, reason: `${MOST_FORKS} forks run already; wait for one to end, or end it`, isBusy: true }
    this.asked++
    try {
      return await this.begin(wish)
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : String(error) }
    } finally {
      this.asked--
    }
  }

  /** Null, or why not. One that has ended is not listed any more; its recording stays. */
  end(name: string, by: string): string | null {
    const fork = this.all.get(name)
    if (!fork) return `there is no fork ${name}`
    if (!fork.ending) fork.timeline.end(`ended by ${by}`)
    else this.all.delete(name)
    this.options.onChange()
    return null
  }

  heard(name: string, status: Status): void {
    const fork = this.all.get(name)
    if (!fork || fork.ending) return
    fork.status = status.is
    fork.reason = status.is === 'failed' ? status.reason : ''
    if (status.is === 'playing') fork.progress = status.fraction
    if (status.is === 'done') fork.progress = 1
    if (status.is === 'done' || status.is === 'failed') {
      fork.outcome = status.outcome ?? null
      fork.ending = this.wrapUp(fork)
    }
    this.options.onChange()
  }

  published(name: string, published: Published): void {
    const fork = this.all.get(name)
    if (!fork) return
    fork.facts = published.facts
    fork.recording.take(published)
    this.options.onChange()
  }

  /** Of what forks before showed. */
  async sweep(): Promise<void> {
    const { folder, journal, keep, onFault } = this.options
    const isBusy = (name: string): boolean => this.starting.has(name) || this.all.has(name)
    try {
      await sweepForks({ ...keep, folder, journal, isBusy, nowMs: Date.now() })
    } catch (error) {
      onFault('taking away old recordings', error)
    }
  }

  async close(): Promise<void> {
    for (const fork of this.all.values()) {
      fork.timeline.end('the city is closing')
      await (fork.ending ?? this.wrapUp(fork))
    }
  }

  private async begin(wish: ForkWish): Promise<ForkVerdict> {
    const { name: wanted, hours, from: at, commands, actor, intent, by, title = '', run } = wish
    const { timelines, live, journal, layers, build, folder, onFault } = this.options
    const taken = new Set((await journal.call('timelines', undefined)).map(({ header }) => header.timeline))
    if (at && !taken.has(at.timeline)) return { ok: false, reason: `there is no timeline ${at.timeline}` }
    const { seq, nowMs: fromMs } = at ? await this.lookAt(at) : await live.look()
    if (seq < 0 || (at && 'seq' in at && at.seq !== seq))
      return { ok: false, reason: `${at?.timeline ?? live.name} was not there yet, or is not there now` }
    for (const name of [...this.all.keys(), ...this.starting]) taken.add(name)
    const name = firstFree(wanted ?? 'fork', taken)
    this.starting.add(name)
    const recording = await Recording.open({
      folder: join(folder, name),
      timeline: name,
      build,
      layers,
      tracks: TRACKS,
      onFault: (error) => onFault(`recording ${name}`, error),
    })
    const untilMs = fromMs + hours * HOUR_MS
    const acts = commands.map((command, n) => ({ command, actor, intent: `${intent}.${n}` }))
    const limits = { maxSeconds: MAX_SECONDS, maxMemoryMb: MAX_MEMORY_MB }
    const from = { timeline: at?.timeline ?? live.name, seq }
    const timeline = timelines.fork(name, { from, untilMs, stepS: STEP_S, acts, ...limits, ...(run ? { run } : {}) })
    const about = { name, by, title, isListed: run?.isListed ?? true, fromMs, untilMs }
    const begun: Fork = { ...about, status: 'catchingUp', reason: '', progress: 0, facts: null, result: null }
    const isRun = run !== undefined
    const fork: Running = { ...begun, timeline, recording, isRun, outcome: null, isBegun: false, ending: null }
    this.all.set(name, fork)
    this.starting.delete(name)
    this.options.onChange()
    try {
      await timeline.look()
    } catch (error) {
      this.all.delete(name)
      await fork.ending
      await rm(join(folder, name), { recursive: true, force: true })
      throw error
    }
    fork.isBegun = true
    return { ok: true, seq, timeline: name }
  }

  private async lookAt(at: Place): Promise<{ readonly seq: number; readonly nowMs: number }> {
    // Where a snapshot was taken there is nothing to play.
    if ('seq' in at) {
      const keyframe = await this.options.journal.call('keyframe', at)
      if (keyframe && keyframe.seq - at.seq <= 1 && keyframe.seq >= at.seq) return { seq: at.seq, nowMs: keyframe.atMs }
    }
    const past = this.options.timelines.past(at)
    try {
      return await past.look()
    } finally {
      await past.close()
    }
  }

  /** Gives back the thread and lays the recording down; the fork stays listed, the oldest of many does not. */
  private async wrapUp(fork: Running): Promise<void> {
    try {
      await fork.timeline.close()
      await fork.recording.close()
      if (fork.isRun) fork.result = { stateHash: await this.startHash(fork.name), outcome: fork.outcome }
    } catch (error) {
      this.options.onFault(`ending ${fork.name}`, error)
    }
    const ended = [...this.all.values()].filter(({ ending, isListed }) => ending !== null && isListed)
    for (const { name } of ended.slice(0, Math.max(0, ended.length - MOST_KEPT))) this.all.delete(name)
    this.options.onChange()
    await this.sweep()
  }

  /** Of the state a fork began with: its journal's first entry. */
  private async startHash(timeline: string): Promise<string> {
    const [entry] = await this.options.journal.call('read', { timeline, after: -1, limit: 1 })
    const input = entry ? (JSON.parse(entry.input) as Input) : null
    return input?.kind === 'keyframe' ? input.stateHash : ''
  }
}
