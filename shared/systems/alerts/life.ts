// The commands of alerts, and what is kept of each: the life of a rule's alert and of one that others report.
import { z } from 'zod'
import { Sentence } from '../../kernel/words.ts'
import type { Cause } from './judge.ts'
import { AlertId, Circle, Rule } from './rule.ts'
import type { Series } from './series.ts'

const atMs = z.number().min(0).max(8e15)

export const AlertsCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('alerts.setRule'), rule: Rule }),
  z.strictObject({ type: z.literal('alerts.removeRule'), rule: AlertId }),
  /** Somebody has seen it and looks after it. */
  z.strictObject({ type: z.literal('alerts.acknowledge'), alert: AlertId }),
  /** It goes on being judged, and is shown to nobody but in the list. */
  z.strictObject({ type: z.literal('alerts.silence'), alert: AlertId, untilMs: atMs, reason: Sentence }),
  z.strictObject({ type: z.literal('alerts.unsilence'), alert: AlertId }),
  /** Of somebody outside, in their words; the same again is an update. */
  z.strictObject({
    type: z.literal('alerts.report'),
    alert: AlertId,
    severity: z.enum(['notice', 'warning', 'emergency']),
    headline: Sentence,
    sender: Sentence,
    area: Circle,
    areaName: Sentence.optional(),
    untilMs: atMs,
    isDrill: z.boolean(),
  }),
  z.strictObject({ type: z.literal('alerts.withdraw'), alert: AlertId }),
])
export type AlertsCommand = z.infer<typeof AlertsCommand>
type Reported = Omit<Extract<AlertsCommand, { type: 'alerts.report' }>, 'type'>

export type Phase = 'normal' | 'pending' | 'firing' | 'cleared'
export type Seen = { readonly by: string; readonly atMs: number }
export type Silence = { readonly by: string; readonly untilMs: number; readonly reason: string }

/** What rules and reports have in common beside their life. */
type Handling = { acknowledged: Seen | null; silenced: Silence | null }
export type Watched = Handling & {
  rule: Rule
  by: string
  /** Since when the rule is there. */
  setMs: number
  phase: Phase
  /** When that phase began. */
  sinceMs: number
  heldS: number
  /** Its sensors tell nothing, or it cannot be judged as it is written. */
  trouble: 'noData' | 'error' | null
  /** Which of its conditions held last; for hysteresis. */
  held: boolean[]
  /** Of what it last fired for. */
  cause: Cause | null
}
export type Report = Handling & Reported & { readonly by: string; readonly fromMs: number }

/** What happened, for the slider: `n` counts all there ever were. */
export type Happening = {
  readonly n: number
  readonly atMs: number
  readonly what: 'fired' | 'cleared' | 'reported' | 'ended'
  readonly alert: string
}

export type AlertsState = {
  nowMs: number
  watched: Watched[]
  reports: Report[]
  series: Series[]
  happened: Happening[]
  count: number
}
