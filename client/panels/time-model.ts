// What the panels show of the city in time: the moment one looks at (live, past or in a fork), what is told of it, how it
// is played, and what may be done about it. No DOM; client/timeline/time-source.ts fills it.
import { computed, signal } from '@preact/signals'
import { isAtLeast, type Role } from '../../shared/kernel/system.ts'
import type { Facts, Mark } from '../../shared/protocol/facts.ts'
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import type { ValueOf } from '../timeline/values.ts'
import { CompareModel } from './compare-model.ts'

/** Where in time one looks; only one's own page goes there. */
export type Looking =
  | { readonly is: 'live' }
  | { readonly is: 'past'; readonly atMs: number }
  | { readonly is: 'fork'; readonly name: string; readonly atMs: number }

export type ForkShown = {
  readonly name: string
  /** In words; empty or left out where its name says it. */
  readonly title?: string
  readonly by: string
  readonly fromMs: number
  readonly untilMs: number
  /** 0 to 1. */
  readonly progress: number
  /** catchingUp, playing, done, failed, closed */
  readonly status: string
  readonly reason: string
}
export type Span = { readonly fromMs: number; readonly toMs: number }

/** How fast the past and forks are played. */
export const RATES = [1, 10, 60, 600] as const
export type Rate = (typeof RATES)[number]

/** A value that can be charted: of an indicator or gauge by its id, of a layer by `of`. */
export type Charted = {
  readonly key: string
  readonly name: string
  readonly unit: string
  readonly of?: ValueOf
}
/** One thing of a layer that has a name, with all its values, as lists tell it. */
export type ThingShown = {
  readonly id: string
  readonly name: string
  readonly atM: readonly [number, number]
  readonly truth: string
  /** Unix time, to ten seconds; NaN for never. */
  readonly heardAtMs: number
  readonly isStale: boolean
  readonly values: readonly (Charted & { readonly value: number; readonly isDoubtful: boolean })[]
}

/** Values of one indicator over time, in order. */
export type Chart = {
  readonly indicator: string
  /** Of a value that is no indicator. */
  readonly name?: string
  readonly of?: ValueOf
  readonly unit: string
  readonly points: readonly (readonly [atMs: number, value: number])[]
  readonly isLoading: boolean
}

/** What a panel may ask for about time; in-city-time.ts gives the real ones. */
export type TimeActs = {
  goLive(): void
  /** Where the slider was dragged to: the past, a fork's future, or back to live. */
  lookAt(ms: number): void
  /** At a moment of it; else a little after it begins. */
  stepInto(fork: string, atMs?: number): void
  play(): void
  pause(): void
  setRate(rate: Rate): void
  /** A command of a city system, to the live city. */
  command(command: { readonly type: string } & Readonly<Record<string, unknown>>): void
  /** What if this were done now: the city `hours` ahead, on the side. */
  fork(wish: {
    readonly name: string
    readonly hours: number
    readonly commands: readonly ({ type: string } & Record<string, unknown>)[]
  }): void
  endFork(name: string): void
  /** A value over the last hours, or all that a fork foresees of it. */
  history(what: string | ValueOf, fork?: string): Promise<readonly (readonly [atMs: number, value: number])[]>
  /** The id of an indicator, or a value; null closes it. */
  chart(what: string | Charted | null): void
  showLayer(id: string, isOn: boolean): void
  /** A case file of somebody's becomes a branch. */
  importCase(file: Blob): void
  /** The server runs a branch's runs again. */
  runAgain(branch: { readonly id: string; readonly title: string }): void
}

const nothing = (): void => {}
const NO_ACTS: TimeActs = {
  goLive: nothing,
  lookAt: nothing,
  stepInto: nothing,
  play: nothing,
  pause: nothing,
  setRate: nothing,
  command: nothing,
  fork: nothing,
  endFork: nothing,
  history: () => Promise.resolve([]),
  chart: nothing,
  showLayer: nothing,
  importCase: nothing,
  runAgain: nothing,
}

export class TimeModel {
  /** What the live city tells; null before it has told anything. */
  readonly live = signal<Facts | null>(null)
  readonly status = signal('catchingUp')
  readonly role = signal<Role>('visitor')
  /** What this page has had run again on the server; null while nothing is under way. */
  readonly again = signal<{ readonly branch: string; readonly done: number; readonly of: number } | null>(null)
  /** By which the city tells oneself from others; another after a crossing. */
  readonly me = signal('')
  readonly forks = signal<readonly ForkShown[]>([])
  /** Timelines that systems tell of and that are no forks on anybody's list. */
  readonly runs = signal<readonly ForkShown[]>([])
  readonly layers = signal<readonly LayerInfo[]>([])
  /** Whether there is a picture to draw layers into. */
  readonly canDrawLayers = signal(false)
  readonly layersOn = signal<readonly string[]>([])
  /** Whether lists want the named things of layers, drawn or not; how many lists. */
  readonly thingsWanted = signal(0)
  /** The named things of the moment one looks at, while they are wanted. */
  readonly things = signal<readonly ThingShown[]>([])
  /** How true the things of a layer that is drawn are, by layer. */
  readonly layerTruths = signal<Readonly<Record<string, readonly string[]>>>({})
  /** When what is drawn of a layer was true, by layer. */
  readonly layerAtMs = signal<Readonly<Record<string, number>>>({})
  /** What of the live city is written down. */
  readonly recorded = signal<Span | null>(null)
  /** What happened in the live city, and in the fork one looks at. */
  readonly marks = signal<readonly Mark[]>([])
  readonly forkMarks = signal<readonly Mark[]>([])
  /** What one has just done oneself, before it is written down. */
  readonly done = signal<readonly Mark[]>([])
  readonly looking = signal<Looking>({ is: 'live' })
  /** What was told at the moment one looks at, unless that is live; null where nobody recorded. */
  readonly seen = signal<Facts | null>(null)
  /** What one looks at is on its way. */
  readonly isWaiting = signal(false)
  readonly isPlaying = signal(false)
  readonly rate = signal<Rate>(60)
  readonly chart = signal<Chart | null>(null)
  /** What one looks at beside another outcome of the same moment. */
  readonly compare = new CompareModel()
  acts: TimeActs = NO_ACTS

  /** Whether the server plays a twin that tells anything; without, nothing of time is shown. */
  readonly hasTwin = computed(() => (this.live.value?.indicators.length ?? 0) > 0)
  readonly facts = computed(() => {
    if (this.looking.value.is === 'live') return this.live.value
    return this.compare.isAShown.value ? this.compare.seen.value : this.seen.value
  })
  readonly shownMarks = computed(() => {
    return this.looking.value.is === 'fork' ? this.forkMarks.value : this.marks.value
  })
  readonly nowMs = computed(() => this.live.value?.nowMs ?? 0)
  /** The moment one looks at; 0 before anything is told. */
  readonly atMs = computed(() => {
    const looking = this.looking.value
    return looking.is === 'live' ? this.nowMs.value : looking.atMs
  })
  /** All that can be stepped into when it is ready. */
  readonly everyFork = computed(() => {
    const forks = this.forks.value
    return [...this.runs.value.filter(({ name }) => !forks.some((one) => one.name === name)), ...forks]
  })
  readonly range = computed(() => rangeOf(this.nowMs.value, this.recorded.value, this.everyFork.value))
  /** Whether one may command devices and look after alerts now. */
  readonly canOperate = computed(() => isAtLeast(this.role.value, 'operator') && this.looking.value.is === 'live')
  readonly canPlan = computed(() => mayPlan(this.role.value))
}

/** Whether a role may change the weather and try things in forks. */
export const mayPlan = (role: Role): boolean => isAtLeast(role, 'planner')

/** A fork can be looked at when all of it is written down. */
export const isReady = ({ status }: ForkShown): boolean => status === 'done' || status === 'closed'
export const isRunning = ({ status }: ForkShown): boolean => status === 'playing' || status === 'catchingUp'

const LEAST_RANGE_MS = 600_000

/** Of the slider: from the first recorded moment to the furthest that a fork foresees; ten minutes at least. */
export function rangeOf(nowMs: number, recorded: Span | null, forks: readonly ForkShown[]): Span {
  const toMs = Math.max(nowMs, ...forks.filter(isReady).map(({ untilMs }) => untilMs))
  const fromMs = Math.min(recorded?.fromMs ?? nowMs, toMs - LEAST_RANGE_MS)
  return { fromMs, toMs }
}

const STEPS_MS = [1000, 10_000, 60_000, 300_000, 900_000, 3_600_000] as const

/** How far an arrow key moves the slider: about a five-hundredth of it, in steps that clocks have. */
export function stepOf({ fromMs, toMs }: Span): number {
  return STEPS_MS.find((ms) => (toMs - fromMs) / ms <= 600) ?? 3_600_000
}

/**
 * What one looks at when the slider is at `ms`: within a step of now it is live; ahead of now it is a fork, the one
 * looked at when it reaches so far, else the newest that does; before, it is the past.
 */
export function lookingAt(
  ms: number,
  time: {
    readonly nowMs: number
    readonly stepMs: number
    readonly looking: Looking
    readonly forks: readonly ForkShown[]
  },
): Looking {
  const { nowMs, stepMs, looking, forks } = time
  const ready = forks.filter((fork) => isReady(fork) && ms >= fork.fromMs && ms <= fork.untilMs)
  const same = looking.is === 'fork' ? ready.find(({ name }) => name === looking.name) : undefined
  if (same) return { is: 'fork', name: same.name, atMs: ms }
  if (ms < nowMs - stepMs) return { is: 'past', atMs: ms }
  const newest = ms > nowMs + stepMs ? ready.at(-1) : undefined
  return newest ? { is: 'fork', name: newest.name, atMs: ms } : { is: 'live' }
}

/** Marks as places on the slider, 0 to 1, those too near each other as one. */
export function ticksOf(
  marks: readonly Mark[],
  { fromMs, toMs }: Span,
): readonly { readonly at: number; readonly marks: readonly Mark[] }[] {
  const ticks: { at: number; marks: Mark[] }[] = []
  for (const mark of marks) {
    const at = (mark.atMs - fromMs) / (toMs - fromMs)
    if (!(at >= 0 && at <= 1)) continue
    const last = ticks.at(-1)
    if (last && at - last.at < 0.012) last.marks.push(mark)
    else ticks.push({ at, marks: [mark] })
  }
  return ticks
}

/** What the page can draw: all but points that do not say where they are. */
export const isDrawn = (layer: LayerInfo): boolean => layer.kind !== 'points' || layer.isNamed === true
/** Layers whose things have names, for lists. */
export const hasNames = (layer: LayerInfo): boolean => layer.kind !== 'raster' && layer.isNamed === true
