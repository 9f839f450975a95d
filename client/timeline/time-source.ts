// The one moment that sky, panels and layers show: live from the session, the past and finished forks from `/replay` over
// plain HTTP. Only this page goes there; the others stay where they are. Fills the panels' time model, draws nothing.
import type { Facts } from '../../shared/protocol/facts.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import { isReady, type Looking, lookingAt, type Rate, stepOf, type TimeModel } from '../panels/time-model.ts'
import { historyOf, type Point, valueInFacts, type What } from './history.ts'
import { type Moment, ReplayPlayer } from './replay-player.ts'
import { type Fetch, Segments } from './segments.ts'
import { keyOfValue, valueIn } from './values.ts'

const LIVE = 'live'
/** A list of what is recorded is not asked for again sooner than this. */
const REFRESH_MS = 3000
/** The panels need no more than this many changes of the clock a second. */
const TELL_EVERY_MS = 100
/** So far in, what a fork tries is to be seen: a fork tells of itself every few minutes. */
const INTO_FORK_MS = 600_000
const CHART_MS = 6 * 3_600_000
/** What was heard live, for the end of a chart that is not written down yet. */
const MOST_HEARD = 600
const SAMPLE_EVERY_MS = 2000

export type TimeSourceOptions = {
  readonly model: TimeModel
  /** Origin of the recordings, `http://localhost:2567`. */
  readonly origin: string
  readonly fetch: Fetch
  /** Of any clock that goes on, milliseconds. */
  readonly clockMs: () => number
  /** The live field of a layer, or null. */
  readonly liveField: (layer: string) => Field | null
  /** How often it is asked what is recorded, while nothing plays. */
  readonly listEveryMs: number
}

export class TimeSource {
  private readonly options: TimeSourceOptions
  private readonly players = new Map<string, Promise<ReplayPlayer>>()
  private readonly heard: Facts[] = []
  /** What a layer's value that is charted was, live, since the chart was opened. */
  private sampled: { readonly key: string; readonly points: [atMs: number, value: number][] } = { key: '', points: [] }
  private sampledAtMs = 0
  private player: ReplayPlayer | null = null
  private moment: Moment | null = null
  /** Counts what was asked for: the last one wins. */
  private asked = 0
  private toldMs = -Infinity
  private refreshedMs = -Infinity
  private isRefreshing = false

  constructor(options: TimeSourceOptions) {
    this.options = options
  }

  /** The live city has told something. */
  hear(facts: Facts): void {
    const { heard } = this
    if (facts.nowMs - (heard.at(-1)?.nowMs ?? 0) >= 5000) heard.push(facts)
    if (heard.length > MOST_HEARD) heard.shift()
  }

  /** Of the moment one looks at; null where nothing is known. */
  fieldOf(layer: string): Field | null {
    if (this.options.model.looking.value.is === 'live') return this.options.liveField(layer)
    const field = this.moment?.fields.get(layer)
    return field && field.number !== null ? field : null
  }

  goLive(): void {
    const { model } = this.options
    this.asked++
    this.player?.pause()
    this.player = this.moment = null
    model.isPlaying.value = model.isWaiting.value = false
    model.looking.value = { is: 'live' }
    model.seen.value = null
    void this.refresh(LIVE)
  }

  /** Rejects never; what cannot be shown is shown as not recorded. */
  async lookAt(ms: number): Promise<void> {
    const { model } = this.options
    const looking = lookingAt(ms, {
      nowMs: model.nowMs.value,
      stepMs: stepOf(model.range.value),
      looking: model.looking.value,
      forks: model.everyFork.value,
    })
    if (looking.is === 'live') this.goLive()
    else await this.show(looking)
  }

  async stepInto(name: string, atMs?: number): Promise<void> {
    const fork = this.options.model.everyFork.value.find((one) => one.name === name)
    if (!fork || !isReady(fork)) return
    const fromMs = Math.max(fork.fromMs, Math.min(this.options.model.nowMs.value, fork.untilMs))
    const wantedMs = Math.max(fork.fromMs, atMs ?? fromMs + INTO_FORK_MS)
    await this.show({ is: 'fork', name, atMs: Math.min(wantedMs, fork.untilMs - 1) })
  }

  play(): void {
    const { model, clockMs } = this.options
    const looking = model.looking.value
    if (looking.is === 'live' || !this.player) return
    this.player.play(looking.atMs, model.rate.value, clockMs())
    model.isPlaying.value = true
  }

  pause(): void {
    this.player?.pause()
    this.options.model.isPlaying.value = false
    this.options.model.isWaiting.value = false
  }

  setRate(rate: Rate): void {
    const { model } = this.options
    model.rate.value = rate
    if (model.isPlaying.value) this.play()
  }

  /** Every frame, drawn or not. */
  frame(): void {
    const { model, clockMs } = this.options
    const nowMs = clockMs()
    const looking = model.looking.value
    if (looking.is === 'live') this.sample()
    if (looking.is === 'live' || !model.isPlaying.value) {
      if (model.hasTwin.value && nowMs - this.refreshedMs > this.options.listEveryMs) void this.refresh(LIVE)
      return
    }
    const { player } = this
    const moment = player?.advance(nowMs)
    if (moment) {
      this.moment = moment
      model.isWaiting.value = false
      if (nowMs - this.toldMs >= TELL_EVERY_MS) this.tell(looking, moment)
    } else if (player?.isPlaying) model.isWaiting.value = true
    else void this.ended(looking)
  }

  /** The last hours of a value, up to the moment one looks at and on to the end of a fork. */
  async history(what: What): Promise<Point[]> {
    const { model, origin, fetch } = this.options
    const looking = model.looking.value
    const ofFork = looking.is === 'fork' ? model.everyFork.value.find(({ name }) => name === looking.name) : undefined
    const endMs = looking.is === 'live' ? model.nowMs.value : looking.atMs
    const url = (name: string): string => `${origin}/replay/${name}/index.json`
    const read = async (name: string, fromMs: number, toMs: number): Promise<Point[]> => {
      const segments = await Segments.open(url(name), fetch).catch(() => null)
      return segments ? historyOf(segments, what, { fromMs, toMs }) : []
    }
    if (ofFork) return read(ofFork.name, ofFork.fromMs, ofFork.untilMs)
    const points = await read(LIVE, endMs - CHART_MS, endMs)
    const writtenMs = points.at(-1)?.[0] ?? 0
    const isNew = (ms: number): boolean => ms > writtenMs && ms <= endMs
    if (typeof what !== 'string')
      return this.sampled.key === keyOfValue(what)
        ? [...points, ...this.sampled.points.filter(([ms]) => isNew(ms))]
        : points
    for (const facts of this.heard) {
      const value = valueInFacts(facts, what)
      if (value !== undefined && isNew(facts.nowMs)) points.push([facts.nowMs, value])
    }
    return points
  }

  /** All that the recording of a fork has of a value. */
  async foreseen(name: string, what: What): Promise<Point[]> {
    const { model, origin, fetch } = this.options
    const fork = model.everyFork.value.find((one) => one.name === name)
    const segments = fork && (await Segments.open(`${origin}/replay/${name}/index.json`, fetch).catch(() => null))
    return segments ? historyOf(segments, what, { fromMs: fork.fromMs, toMs: fork.untilMs }) : []
  }

  /** What is charted of a layer is kept as it comes: it is written down only minutes later. */
  private sample(): void {
    const of = this.options.model.chart.value?.of
    if (!of) return
    const field = this.options.liveField(of.layer)
    if (!field || field.atMs === this.sampledAtMs) return
    this.sampledAtMs = field.atMs
    const value = valueIn(field, of)
    const key = keyOfValue(of)
    if (this.sampled.key !== key) this.sampled = { key, points: [] }
    const { points } = this.sampled
    if (value === undefined || field.atMs - (points.at(-1)?.[0] ?? 0) < SAMPLE_EVERY_MS) return
    points.push([field.atMs, value])
    if (points.length > MOST_HEARD) points.shift()
  }

  private async show(looking: Exclude<Looking, { is: 'live' }>): Promise<void> {
    const { model } = this.options
    const mine = ++this.asked
    const name = looking.is === 'fork' ? looking.name : LIVE
    const isWanted = (): boolean => mine === this.asked
    // What was told last stands until the moment has come.
    model.seen.value ??= model.live.value
    model.looking.value = looking
    model.isPlaying.value = false
    model.isWaiting.value = true
    try {
      const player = await this.playerOf(name)
      if (!isWanted()) return
      if (this.player !== player) this.player?.pause()
      this.player = player
      if (looking.atMs >= (player.span?.toMs ?? 0)) await this.refresh(name)
      const { span } = player
      // The newest seconds are not written yet: as near as there is.
      const atMs = span ? Math.min(Math.max(looking.atMs, span.fromMs), span.toMs - 1) : looking.atMs
      const moment = await player.at(atMs)
      if (!moment || !isWanted()) return
      this.moment = moment
      if (looking.is === 'fork') model.forkMarks.value = player.marks
      else model.marks.value = player.marks
      this.tell(looking, moment)
    } catch {
      if (!isWanted()) return
      this.moment = null
      model.seen.value = null
    }
    model.isWaiting.value = false
  }

  private tell(looking: Looking, { atMs, facts }: Moment): void {
    const { model, clockMs } = this.options
    this.toldMs = clockMs()
    model.seen.value = facts
    model.looking.value = looking.is === 'fork' ? { ...looking, atMs } : { is: 'past', atMs }
  }

  /** The end of what is written: the past goes on when there is more by now, else one is back at live. */
  private async ended(looking: Looking): Promise<void> {
    const { model } = this.options
    const { moment, player } = this
    model.isPlaying.value = false
    if (moment) this.tell(looking, moment)
    if (looking.is !== 'past' || !player) return
    const mine = this.asked
    const endMs = player.span?.toMs ?? 0
    await this.refresh(LIVE)
    if (mine !== this.asked) return
    if ((player.span?.toMs ?? 0) > endMs) this.play()
    else this.goLive()
  }

  private async playerOf(name: string): Promise<ReplayPlayer> {
    const known = this.players.get(name)
    if (known) return known
    const { origin, fetch } = this.options
    const opening = ReplayPlayer.open(`${origin}/replay/${name}/index.json`, fetch)
    this.players.set(name, opening)
    opening.catch(() => this.players.delete(name))
    return opening
  }

  /** Brings the list of what is written up to date; what does not come now comes later. */
  private async refresh(name: string): Promise<void> {
    const { model, clockMs } = this.options
    if (this.isRefreshing || clockMs() - this.refreshedMs < REFRESH_MS) return
    this.isRefreshing = true
    this.refreshedMs = clockMs()
    try {
      const isNew = !this.players.has(name)
      const player = await this.playerOf(name)
      if (!isNew) await player.refresh()
      if (name !== LIVE) return
      model.recorded.value = player.span
      model.marks.value = player.marks
    } catch {
      // Nothing is written yet, or the line is down.
    } finally {
      this.isRefreshing = false
    }
  }
}
