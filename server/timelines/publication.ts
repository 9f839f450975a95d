// What of a timeline is shown, made in its own thread: facts as plain values, fields as frames, marks for the slider.
// The main thread only hands it on. A publisher that fails shows nothing of its system and is told; the others go on.
import type { Command } from '../../shared/kernel/system.ts'
import type { Twin } from '../../shared/kernel/twin.ts'
import type { Facts, Mark } from '../../shared/protocol/facts.ts'
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import { cellsOf, Field } from '../../shared/protocol/fields.ts'
import type { AnyPublisher, Ground, Layer } from '../systems/publisher.ts'

export type Published = {
  readonly seq: number
  readonly nowMs: number
  readonly facts: Facts
  /** Each the next of its layer. */
  readonly frames: readonly Uint8Array<ArrayBuffer>[]
  readonly marks: readonly Mark[]
  /** Between two steps, because of what was heard: only its layers; the facts may be as they were. */
  readonly brief?: { readonly hasNews: boolean }
}

const DIGITS = 4

type OnFault = (fault: { readonly system: string; readonly error: unknown }) => void
type Told = {
  readonly system: string
  readonly layer: Layer<never>
  readonly field: Field
  dueMs: number
  isHeard: boolean
}

/** The layers of these publishers, in the order in which frames number them; the same on both sides of a thread. */
export const layersOf = (publishers: readonly AnyPublisher[], ground: Ground): LayerInfo[] =>
  layersBySystem(publishers, ground).map(({ layer }) => layer.info)

const layersBySystem = (publishers: readonly AnyPublisher[], ground: Ground) =>
  publishers.flatMap((one) => (one.layers?.(ground) ?? []).map((layer) => ({ system: one.system, layer })))

export class Publication {
  private readonly publishers: readonly AnyPublisher[]
  private readonly told: readonly Told[]
  private readonly ground: Ground
  private readonly onFault: OnFault
  private marks: Mark[] = []
  /** What was told last, but for the clock. */
  private last = ''
  /** The last of what happened by itself that is marked, by system. */
  private readonly happened = new Map<string, number>()

  constructor(publishers: readonly AnyPublisher[], ground: Ground, onFault: OnFault) {
    this.publishers = publishers
    this.onFault = onFault
    this.ground = ground
    this.told = layersBySystem(publishers, ground).map(({ system, layer }, n) => {
      return { system, layer, field: new Field(n, cellsOf(layer.info)), dueMs: -Infinity, isHeard: false }
    })
  }

  /** The journal has taken this command. */
  accepted(command: Command, atMs: number): void {
    const publisher = this.publishers.find(({ system }) => command.type.startsWith(`${system}.`))
    const text = publisher?.markOf?.(command) ?? null
    if (text !== null) this.marks.push({ atMs, kind: command.type, text })
  }

  /** The twin has this observation: whether it is to be shown before the next step. */
  heard(key: string): boolean {
    let isShown = false
    for (const told of this.told) {
      if (!told.layer.keys?.includes(key)) continue
      told.isHeard = true
      isShown = true
    }
    return isShown
  }

  show({ twin, seq }: { readonly twin: Twin; readonly seq: number }): Published {
    const { nowMs } = twin
    this.markWhatHappened(twin)
    const { marks } = this
    this.marks = []
    const facts = this.factsOf(twin, seq)
    this.last = said(facts)
    return { seq, nowMs, facts, frames: this.framesOf(twin), marks }
  }

  /** Of what was heard since the last showing, and nothing else. */
  showHeard({ twin, seq }: { readonly twin: Twin; readonly seq: number }): Published {
    const facts = this.factsOf(twin, seq)
    const before = this.last
    this.last = said(facts)
    const heard = this.told.filter(({ isHeard }) => isHeard)
    const frames = heard.flatMap((told) => this.frameOf(told, twin) ?? [])
    return { seq, nowMs: twin.nowMs, facts, frames, marks: [], brief: { hasNews: before !== this.last } }
  }

  private factsOf(twin: Twin, seq: number): Facts {
    const gauges = this.publishers.flatMap(
      (one) => this.attempt(twin, one.system, (state) => one.gauges?.(state)) ?? [],
    )
    const rows = this.publishers.flatMap(
      (one) => this.attempt(twin, one.system, (state) => one.rows?.(state, this.ground)) ?? [],
    )
    const alerts = this.attempt(twin, '', () => twin.alerts()) ?? []
    const indicators = this.attempt(twin, '', () => twin.indicators()) ?? []
    return {
      nowMs: twin.nowMs,
      seq,
      alerts: alerts.map(({ atM: [eastM, northM], ...alert }) => ({ ...alert, atM: [eastM, northM] })),
      // Digits that nobody reads would be sent every second.
      indicators: indicators.map(({ value, ...one }) => ({ ...one, value: Number(value.toPrecision(DIGITS)) })),
      gauges,
      ...(rows.length > 0 ? { rows } : {}),
    }
  }

  /** What had happened before the first showing was marked then. */
  private markWhatHappened(twin: Twin): void {
    for (const one of this.publishers) {
      const happened = this.attempt(twin, one.system, (state) => one.happened?.(state)) ?? []
      const told = this.happened.get(one.system)
      if (told !== undefined) this.marks.push(...happened.filter(({ n }) => n > told).map(({ mark }) => mark))
      this.happened.set(one.system, Math.max(told ?? -1, ...happened.map(({ n }) => n)))
    }
  }

  private framesOf(twin: Twin): Uint8Array<ArrayBuffer>[] {
    const due = this.told.filter(({ isHeard, dueMs }) => isHeard || twin.nowMs >= dueMs)
    return due.flatMap((told) => this.frameOf(told, twin) ?? [])
  }

  private frameOf(told: Told, twin: Twin): Uint8Array<ArrayBuffer> | null {
    told.isHeard = false
    const values = this.attempt(twin, told.system, (state) => told.layer.values(state))
    if (!values) return null
    told.dueMs = twin.nowMs + told.layer.everyS * 1000
    // A layer's values are of its own kind: both come from one `Layer`.
    return told.field.update(values as never, twin.nowMs)
  }

  /** Undefined where the system does not play, or failed. */
  private attempt<T>(twin: Twin, system: string, show: (state: never) => T): T | undefined {
    if (system !== '' && !Object.hasOwn(twin.states, system)) return undefined
    try {
      // A publisher is named after the system whose state it reads.
      return show(twin.states[system] as never)
    } catch (error) {
      this.onFault({ system, error })
      return undefined
    }
  }
}

const said = ({ alerts, indicators, gauges, rows }: Facts): string => JSON.stringify([alerts, indicators, gauges, rows])
