// All timelines of a server, each in its own worker: live, past, forked. A worker that dies is replaced by one that
// plays the same journal; what was asked of it in the meantime waits, people see "catching up". A fork that takes too
// long or too much memory is ended and says so.
import { Worker } from 'node:worker_threads'
import type { Actor, Command, Observation } from '../../shared/kernel/system.ts'
import type { Storage } from '../journal/journal.ts'
import { type Caller, callsTo } from '../journal/port-calls.ts'
import type {
  Act,
  HouseAt,
  Look,
  Mode,
  News,
  Outcome,
  RunPlan,
  Status,
  TimelineTable,
  WorkerGiven,
} from './messages.ts'
import type { Verdict } from './player.ts'
import type { Published } from './publication.ts'
import type { Place } from './replay.ts'

export type TimelinesOptions = {
  readonly storage: Storage
  readonly house: HouseAt
  readonly build: string
  /** That a run may take. */
  readonly runCores?: number
  readonly onStatus?: (timeline: string, status: Status) => void
  /** A system threw; it goes on as it was left. */
  readonly onFault?: (timeline: string, fault: { system: string; message: string }) => void
  /** What an operator should know of how a timeline was opened. */
  readonly onNote?: (timeline: string, text: string) => void
  /** After steps, after commands that were taken, and between two when something shown was heard. */
  readonly onPublished?: (timeline: string, published: Published) => void
}

export type ForkOptions = {
  readonly from: { readonly timeline: string; readonly seq: number }
  readonly untilMs: number
  readonly stepS: number
  readonly maxSeconds: number
  readonly maxMemoryMb: number
  /** Done before its clock goes. */
  readonly acts?: readonly Act[]
  /** Has a limit of its own, at which it stops by itself with what it has. */
  readonly run?: RunPlan
}

/** A run that does not stop by itself is ended so much later. */
const GRACE_S = 30
const LIVE_MEMORY_MB = 1024
/** Of short-lived things a thread keeps no more: three times this is what V8 would take unasked. */
const YOUNG_MEMORY_MB = 16
/** A timeline that dies more often than this within a minute is not started again. */
const MAX_DEATHS = 5
const MINUTE_MS = 60_000
const LET_GO_MS = 5000

export class Timelines {
  private readonly options: TimelinesOptions
  private readonly open = new Set<Timeline>()
  private opened = 0

  constructor(options: TimelinesOptions) {
    this.options = options
  }

  /** The city as it is; begun with `seed` when the journal has none. */
  live(city: string, seed: number, periodS = 1): Timeline {
    return this.start('live', { kind: 'live', periodS, city, seed })
  }

  past(at: Place): Timeline {
    return this.start(`${at.timeline} before, ${++this.opened}`, { kind: 'past', at })
  }

  fork(name: string, { from, maxSeconds, ...mode }: ForkOptions): Timeline {
    const cores = mode.run ? (this.options.runCores ?? 1) : 1
    const fork = this.start(name, { kind: 'fork', parent: from, cores, ...mode })
    const most = mode.run ? mode.run.maxSeconds + GRACE_S : maxSeconds
    const limit = setTimeout(() => fork.end(`${name} took longer than ${most} s`), most * 1000)
    void fork.settled.then(() => clearTimeout(limit))
    return fork
  }

  async close(): Promise<void> {
    await Promise.all([...this.open].map((timeline) => timeline.close()))
  }

  private start(name: string, mode: Mode): Timeline {
    const timeline = new Timeline(name, mode, this.options)
    this.open.add(timeline)
    void timeline.gone.then(() => this.open.delete(timeline))
    return timeline
  }
}

export class Timeline {
  readonly name: string
  status: Status = { is: 'catchingUp' }
  /** When a fork is done, or anything has failed or is closed. */
  readonly settled: Promise<Status>
  /** When there is no worker any more. */
  readonly gone: Promise<void>
  private settle: (status: Status) => void = () => {}
  private leave: () => void = () => {}
  private readonly mode: Mode
  private readonly options: TimelinesOptions
  private worker: Worker | null = null
  private calls: Caller<TimelineTable> | null = null
  /** Waits for the worker to have caught up; replaced with every worker. */
  private ready = deferred<Caller<TimelineTable>>()
  private deathsMs: number[] = []
  private isEnding = false

  constructor(name: string, mode: Mode, options: TimelinesOptions) {
    this.name = name
    this.mode = mode
    this.options = options
    this.settled = new Promise((done) => (this.settle = done))
    this.gone = new Promise((done) => (this.leave = done))
    this.spawn()
  }

  /** Waits while the timeline catches up; asked again of the next worker when this one dies: an intent counts once. */
  async act(command: Command, actor: Actor, intent: string): Promise<Verdict> {
    for (;;) {
      const at = this.worker
      try {
        return await (await this.ready.promise).call('act', { command, actor, intent })
      } catch (error) {
        if (this.isEnding || at === this.worker) return { ok: false, reason: reasonOf(error) }
      }
    }
  }

  /** Refused when the worker dies meanwhile; whoever measured may say it again. */
  async observe(observation: Observation): Promise<Verdict> {
    try {
      return await (await this.ready.promise).call('observe', observation)
    } catch (error) {
      return { ok: false, reason: reasonOf(error) }
    }
  }

  /** With the states of these systems, copied. */
  async look(systems: readonly string[] = []): Promise<Look> {
    return (await this.ready.promise).call('look', { systems })
  }

  async stateHash(): Promise<string> {
    return (await this.ready.promise).call('stateHash', null)
  }

  /** Past only. */
  async goTo(place: { seq: number } | { atMs: number }): Promise<Look> {
    return (await this.ready.promise).call('goTo', place)
  }

  /** Ends the thread as a fault would: for tests, and for an operator's restart. */
  async restart(): Promise<void> {
    await this.worker?.terminate()
  }

  /** At once; what is journalled stays. */
  end(reason: string, outcome?: Outcome): void {
    if (this.isEnding) return
    this.isEnding = true
    this.become({ is: 'failed', reason, ...(outcome ? { outcome } : {}) })
    this.ready.reject(new Error(reason))
    this.calls?.end(reason)
    void this.worker?.terminate()
  }

  /** With a last keyframe; a thread that does not answer is ended without. */
  async close(): Promise<void> {
    if (!this.isEnding) {
      this.isEnding = true
      void this.calls?.call('close', null).catch(() => {})
    }
    const lastly = setTimeout(() => void this.worker?.terminate(), LET_GO_MS)
    await this.gone
    clearTimeout(lastly)
  }

  private spawn(): void {
    const journal = this.options.storage.port()
    const { house, build } = this.options
    const given: WorkerGiven = { timeline: this.name, mode: this.mode, house, build, journal }
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: given,
      transferList: [journal],
      resourceLimits: {
        maxOldGenerationSizeMb: this.mode.kind === 'fork' ? this.mode.maxMemoryMb : LIVE_MEMORY_MB,
        maxYoungGenerationSizeMb: YOUNG_MEMORY_MB,
      },
    })
    const calls = callsTo<TimelineTable>(worker, (news) => this.hear(news as News, calls))
    this.worker = worker
    this.calls = calls
    let error: unknown = null
    worker.on('error', (given: unknown) => (error = given))
    worker.once('exit', () => this.died(worker, error))
  }

  private hear(news: News, calls: Caller<TimelineTable>): void {
    if ('fault' in news) return this.options.onFault?.(this.name, news.fault)
    if ('note' in news) return this.options.onNote?.(this.name, news.note)
    if ('published' in news) return this.options.onPublished?.(this.name, news.published)
    if (this.isEnding && news.status.is !== 'closed') return
    if (news.status.is === 'failed') return this.end(news.status.reason, news.status.outcome)
    if (this.status.is === 'catchingUp') this.ready.resolve(calls)
    this.become(news.status)
  }

  private died(worker: Worker, error: unknown): void {
    const why = error === null ? `${this.name} has ended` : reasonOf(error)
    this.calls?.end(why)
    if (this.isEnding) {
      if (this.status.is !== 'failed') this.become({ is: 'closed' })
      this.ready.reject(new Error(why))
      return this.leave()
    }
    const isTooBig = (error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY'
    const nowMs = performance.now()
    this.deathsMs = [...this.deathsMs.filter((ms) => nowMs - ms < MINUTE_MS), nowMs]
    if ((isTooBig && this.mode.kind === 'fork') || this.deathsMs.length > MAX_DEATHS) {
      const limit = this.mode.kind === 'fork' ? this.mode.maxMemoryMb : LIVE_MEMORY_MB
      this.end(isTooBig ? `${this.name} needed more than ${limit} MB` : `${this.name} cannot go on: ${why}`)
      return this.leave()
    }
    if (this.status.is !== 'catchingUp') this.ready = deferred()
    this.become({ is: 'catchingUp' })
    if (worker === this.worker) this.spawn()
  }

  private become(status: Status): void {
    this.status = status
    this.options.onStatus?.(this.name, status)
    if (status.is === 'done' || status.is === 'failed' || status.is === 'closed') this.settle(status)
  }
}

type Deferred<T> = { promise: Promise<T>; resolve(value: T): void; reject(error: Error): void }

function deferred<T>(): Deferred<T> {
  const made: Partial<Deferred<T>> = {}
  made.promise = new Promise<T>((resolve, reject) => Object.assign(made, { resolve, reject }))
  // Whoever waits hears of a failure; nobody may be waiting.
  made.promise.catch(() => {})
  return made as Deferred<T>
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
