// What a session knows of the city in time: the facts as plain values, told when they differ, and the fields of the
// layers it watches, decoded. Lines come and go below it; it asks each new one for what is watched. Draws nothing.
import type { Role } from '../../shared/kernel/system.ts'
import type { Facts } from '../../shared/protocol/facts.ts'
import type { FactsView } from '../../shared/protocol/facts.view.ts'
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import { cellsOf, Field, headOf, type Watching } from '../../shared/protocol/fields.ts'
import type { Welcome } from '../../shared/protocol/intent.ts'
import type { PeopleView } from '../../shared/protocol/people.view.ts'
import { Heard } from './heard.ts'

/** A timeline as it is told; `status` is catchingUp, playing, done, failed or closed. */
export type FactsNow = Facts & { readonly timeline: string; readonly status: string }
export type ForkNow = {
  /** Its timeline; a recording of that name is below /replay. */
  readonly name: string
  /** In words; empty where its name says it. */
  readonly title: string
  readonly by: string
  readonly fromMs: number
  readonly untilMs: number
  /** 0 to 1. */
  readonly progress: number
  /** Why it failed. */
  readonly reason: string
  readonly facts: FactsNow
}
/** What a room tells of the city in time. */
export type Told = {
  readonly live: FactsNow
  readonly forks: readonly ForkNow[]
  /** Why nothing can be recorded now; empty when all is well. */
  readonly trouble: string
}

export const NOTHING_TOLD: Told = {
  live: { timeline: 'live', status: 'catchingUp', nowMs: 0, seq: -1, alerts: [], indicators: [], gauges: [] },
  forks: [],
  trouble: '',
}

export class TwinSide {
  told = NOTHING_TOLD
  role: Role = 'visitor'
  layers: readonly LayerInfo[] = []
  private watching: Watching = []
  private fields: (Field | null)[] = []
  private key = ''
  private readonly factsHeard = new Heard<[]>()
  private readonly fieldHeard = new Map<string, Heard<[Field]>>()
  private readonly ask: (watching: Watching) => void

  /** `ask` tells the room of now what is watched. */
  constructor(ask: (watching: Watching) => void) {
    this.ask = ask
  }

  welcomed({ role, layers }: Welcome): void {
    this.role = role
    this.layers = layers
    this.fields = layers.map(() => null)
    if (this.watching.length > 0) this.ask(this.watching)
  }

  hear(state: PeopleView): void {
    const key = keyOf(state)
    if (key === this.key) return
    this.key = key
    this.told = toldBy(state)
    this.factsHeard.tell()
  }

  onFacts(heard: () => void): () => void {
    return this.factsHeard.on(heard)
  }

  /** From now on these layers and areas come, and no others. */
  watch(watching: Watching): void {
    this.watching = watching
    for (const [n, { id }] of this.layers.entries())
      if (!watching.some(({ layer }) => layer === id)) this.fields[n] = null
    this.ask(watching)
  }

  onField(layer: string, heard: (field: Field) => void): () => void {
    const all = this.fieldHeard.get(layer) ?? new Heard<[Field]>()
    this.fieldHeard.set(layer, all)
    return all.on(heard)
  }

  /** As it is now; null while it is not watched or has not come. */
  field(layer: string): Field | null {
    const field = this.fields[this.layers.findIndex(({ id }) => id === layer)]
    return field && field.number !== null ? field : null
  }

  frame(frame: Uint8Array): void {
    const { layer: n, isKeyframe } = headOf(frame)
    const info = this.layers[n]
    if (!info) return
    const field = (this.fields[n] ??= new Field(n, cellsOf(info)))
    // What was on its way when one turned away, or before the first keyframe.
    if (field.number === null && !isKeyframe) return
    try {
      field.apply(frame)
    } catch {
      // A frame is missing or damaged: asking anew brings a keyframe.
      this.fields[n] = null
      this.ask(this.watching.filter(({ layer }) => layer !== info.id))
      this.ask(this.watching)
      return
    }
    this.fieldHeard.get(info.id)?.tell(field)
  }
}

/** Differs when what is told differs. */
function keyOf({ live, forks, trouble }: PeopleView): string {
  let key = `${live.status} ${live.nowMs} ${live.seq} ${trouble}`
  for (const [name, { progress, facts }] of forks.entries())
    key += ` ${name} ${progress} ${facts.status} ${facts.seq} ${facts.nowMs}`
  return key
}

const toldBy = ({ live, forks, trouble }: PeopleView): Told => ({
  live: factsOf(live),
  forks: Array.from(forks.entries(), ([name, { title, by, fromMs, untilMs, progress, reason, facts }]) => {
    return { name, title, by, fromMs, untilMs, progress, reason, facts: factsOf(facts) }
  }),
  trouble,
})

const factsOf = ({ timeline, status, nowMs, seq, alerts, indicators, gauges, rows }: FactsView): FactsNow => ({
  timeline,
  status,
  nowMs,
  seq,
  alerts: Array.from(alerts.entries(), ([id, { severity, text, eastM, northM, key, values }]) => {
    const told = key === '' ? {} : { key, ...(values === '' ? {} : { values: valuesOf(values) }) }
    return { id, severity: severity as Facts['alerts'][number]['severity'], text, atM: [eastM, northM], ...told }
  }),
  indicators: Array.from(indicators.entries(), ([id, { label, value, unit }]) => ({ id, label, value, unit })),
  gauges: Array.from(gauges.entries(), ([id, { value, unit, atMs }]) => ({ id, value, unit, atMs })),
  rows: Array.from(rows.entries(), ([id, { json }]) => ({ id, json })),
})

/** Written by the server's own `showFacts`. */
const valuesOf = (json: string): Record<string, string | number> => JSON.parse(json) as Record<string, string | number>
