// The second of two outcomes: plays the recording of A to the moment that is shown of B, so that both can be seen at once.
// Asks for no moment twice and never holds B up: what of A has not come is not there yet. Draws nothing.
import type { CompareModel } from '../panels/compare-model.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import { type Moment, ReplayPlayer } from './replay-player.ts'
import type { Fetch } from './segments.ts'

export type CompareOptions = {
  readonly model: CompareModel
  /** Origin of the recordings. */
  readonly origin: string
  readonly fetch: Fetch
  /** The moment that is shown of B, Unix time. */
  readonly atMs: () => number
}

/** A recording that did not open is not asked for again at once. */
const RETRY_MS = 5000

export class CompareSource {
  private readonly options: CompareOptions
  private opened: { readonly timeline: string; readonly player: ReplayPlayer } | null = null
  private moment: Moment | null = null
  private momentMs = NaN
  private isAsking = false
  private failed = { timeline: '', atMs: -Infinity }

  constructor(options: CompareOptions) {
    this.options = options
  }

  /** Of A at the moment; null where nothing is known. */
  fieldOf(layer: string): Field | null {
    const field = this.moment?.fields.get(layer)
    return field && field.number !== null ? field : null
  }

  /** Once a frame; `nowMs` of any clock that goes on. */
  frame(nowMs: number): void {
    const { model, atMs } = this.options
    const a = model.a.value
    if (model.now.value === 'off' || !a) return this.rest()
    if (this.opened && this.opened.timeline !== a.timeline) this.rest()
    if (this.isAsking || (this.momentMs === atMs() && this.moment)) return
    if (this.failed.timeline === a.timeline && nowMs - this.failed.atMs < RETRY_MS) return
    this.isAsking = true
    if (!this.moment) model.state.value = 'coming'
    void this.bring(a.timeline, atMs(), nowMs).finally(() => {
      this.isAsking = false
    })
  }

  private async bring(timeline: string, atMs: number, nowMs: number): Promise<void> {
    const { model, origin, fetch } = this.options
    try {
      if (this.opened?.timeline !== timeline)
        this.opened = {
          timeline,
          player: await ReplayPlayer.open(`${origin}/replay/${timeline}/index.json`, fetch),
        }
      const { player } = this.opened
      if (atMs >= (player.span?.toMs ?? 0)) await player.refresh()
      const { span } = player
      // The end of a recording stands for the last moment of it, as in the one it is compared with.
      const ms = span && atMs >= span.toMs && atMs - span.toMs < END_MS ? span.toMs - 1 : atMs
      const moment = await player.at(ms)
      if (!moment || model.a.value?.timeline !== timeline || model.now.value === 'off') return
      this.moment = moment
      this.momentMs = atMs
      model.seen.value = moment.facts
      model.state.value = moment.isRecorded ? 'here' : 'notThen'
    } catch {
      this.failed = { timeline, atMs: nowMs }
      this.moment = null
      model.seen.value = null
      model.state.value = 'notThen'
    }
  }

  private rest(): void {
    if (this.opened === null && this.moment === null) return
    const { model } = this.options
    this.opened = this.moment = null
    this.momentMs = NaN
    model.seen.value = null
    model.state.value = 'none'
  }
}

const END_MS = 60_000
