// Facts of a timeline as plain values: what a worker tells, what a segment keeps, what facts.view.ts publishes.
import { z } from 'zod'

const text = z.string().max(500)
const ms = z.number()

const Alert = z.object({
  id: text,
  severity: z.enum(['notice', 'warning', 'emergency']),
  text,
  /** East, north. */
  atM: z.tuple([z.number(), z.number()]),
  /** The catalogue's sentence for it, and what to fill in. */
  key: text.optional(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
const Indicator = z.object({ id: text, label: text, value: z.number(), unit: text })
/** A measured value of one thing, with the moment it was measured. */
const Gauge = z.object({ id: text, value: z.number(), unit: text, atMs: ms })
/** A row of a list that a system's own page reads: `<system>.<list>/<id>`, and JSON. */
const Row = z.object({ id: text, json: z.string().max(4000) })

export const Facts = z.object({
  /** What the timeline's clock shows, Unix time. */
  nowMs: ms,
  /** Number of the last input in it. */
  seq: z.int(),
  alerts: z.array(Alert).readonly(),
  indicators: z.array(Indicator).readonly(),
  gauges: z.array(Gauge).readonly(),
  /** Left out where no system has any. */
  rows: z.array(Row).readonly().optional(),
})
export type Facts = Readonly<z.output<typeof Facts>>

/** Something that happened, marked on the slider. */
export const Mark = z.object({
  atMs: ms,
  /** `<system>.<what>`, which decides how it is drawn. */
  kind: z.string().max(130),
  text,
})
export type Mark = Readonly<z.output<typeof Mark>>
