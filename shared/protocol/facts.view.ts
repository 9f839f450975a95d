// The published facts of a timeline: small named values that people read as they are; everything that is many or moves
// is a field (fields.ts). Every field has a default: without one a number starts undefined and is sent as 0 with no error.
import { schema, type SchemaType, t } from '@colyseus/schema'
import type { Facts } from './facts.ts'

const AlertView = schema(
  {
    /** notice, warning, emergency */
    severity: t.string().default('notice'),
    text: t.string().default(''),
    eastM: t.float64().default(0),
    northM: t.float64().default(0),
    key: t.string().default(''),
    /** JSON of what the key's sentence is filled with. */
    values: t.string().default(''),
  },
  'AlertView',
)

const IndicatorView = schema(
  {
    label: t.string().default(''),
    value: t.float64().default(0),
    unit: t.string().default(''),
  },
  'IndicatorView',
)

const GaugeView = schema(
  {
    value: t.float64().default(0),
    unit: t.string().default(''),
    /** When it was measured, Unix time: what is not heard of ages visibly. */
    atMs: t.float64().default(0),
  },
  'GaugeView',
)

const RowView = schema({ json: t.string().default('') }, 'RowView')

export const FactsView = schema(
  {
    timeline: t.string().default(''),
    /** catchingUp, playing, done, failed, closed */
    status: t.string().default('catchingUp'),
    /** What the timeline's clock shows, Unix time. */
    nowMs: t.float64().default(0),
    /** Number of the last input that is in what is shown; -1 before the first. */
    seq: t.float64().default(-1),
    /** Each by its id. */
    alerts: t.map(AlertView),
    indicators: t.map(IndicatorView),
    gauges: t.map(GaugeView),
    rows: t.map(RowView),
  },
  'FactsView',
)
export type FactsView = SchemaType<typeof FactsView>

/** Brings the view to these facts, touching only what differs: what is not touched is not sent. */
export function showFacts(view: FactsView, { nowMs, seq, alerts, indicators, gauges, rows }: Facts): void {
  view.nowMs = nowMs
  view.seq = seq
  show(
    view.alerts,
    alerts,
    ({ severity, text, atM: [eastM, northM], key, values }) => {
      const told = { key: key ?? '', values: values ? JSON.stringify(values) : '' }
      return { severity, text, eastM, northM, ...told }
    },
    AlertView,
  )
  show(view.indicators, indicators, ({ label, value, unit }) => ({ label, value, unit }), IndicatorView)
  show(view.gauges, gauges, ({ value, unit, atMs }) => ({ value, unit, atMs }), GaugeView)
  show(view.rows, rows ?? [], ({ json }) => ({ json }), RowView)
}

type Shown<V> = {
  get(id: string): V | undefined
  set(id: string, value: V): unknown
  delete(id: string): boolean
  keys(): Iterable<string>
}

function show<V extends object, F extends { readonly id: string }>(
  shown: Shown<V>,
  facts: readonly F[],
  plain: (fact: F) => Partial<V>,
  View: new () => V,
): void {
  const names = new Set(facts.map(({ id }) => id))
  const gone = Array.from(shown.keys()).filter((id) => !names.has(id))
  for (const id of gone) shown.delete(id)
  for (const fact of facts) {
    const known = shown.get(fact.id)
    // The setters of a schema compare: an equal value is no change.
    if (known) Object.assign(known, plain(fact))
    else shown.set(fact.id, Object.assign(new View(), plain(fact)))
  }
}
