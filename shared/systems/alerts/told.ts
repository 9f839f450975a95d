// An alert in words: the key of the page's sentence, what to fill in, and the English sentence for who has no catalogue.
// And the rows of the list, as they are told to pages and read there.
import { z } from 'zod'
import { Words } from '../../kernel/words.ts'
import type { Cause } from './judge.ts'
import type { Report, Watched } from './life.ts'

type Told = { readonly text: string; readonly key: string; readonly values: Readonly<Record<string, string | number>> }

const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/UgM3$/, 'µg/m³'],
  [/M3S$/, 'm³/s'],
  [/MmH$/, 'mm/h'],
  [/PerH$/, '1/h'],
  [/Wh$/, 'Wh'],
  [/MS$/, 'm/s'],
  [/Db$/, 'dB'],
  [/Rad$/, 'rad'],
  [/W$/, 'W'],
  [/V$/, 'V'],
  [/M$/, 'm'],
  [/C$/, '°C'],
]

/** Of a key that ends in its unit; empty where the ending is none we know. */
export const unitOf = (key: string): string => UNITS.find(([ending]) => ending.test(key))?.[1] ?? ''

const SENTENCES: Readonly<Record<Cause['is'], string>> = {
  above: '{name}: {value} {unit}, above {level} {unit}',
  below: '{name}: {value} {unit}, below {level} {unit}',
  outside: '{name}: {value} {unit}, beyond {level} {unit}',
  silent: '{name}: nothing heard for {minutes} min',
  changed: '{name}: {value} {unit}, changed by {level} {unit}',
  risingTo: '{name}: {value} {unit}, reaches {level} {unit} in about {minutes} min',
  fallingTo: '{name}: {value} {unit}, falls to {level} {unit} in about {minutes} min',
}

/** `name_ru` and `name_kk` stand beside `name` where the rule has them; `thing` where one sensor is the cause. */
export function ruleTold({ rule, cause }: Pick<Watched, 'rule' | 'cause'>): Told {
  const { en, ru, kk } = rule.name
  const name = { name: en, ...(ru === undefined ? {} : { name_ru: ru }), ...(kk === undefined ? {} : { name_kk: kk }) }
  if (!cause) return { text: en, key: 'alert_rule', values: name }
  const { is, key, value, level, inS, thing } = cause
  const values = {
    ...name,
    value: digits(value),
    level: digits(level),
    unit: unitOf(key),
    minutes: Math.round((inS ?? 0) / 60),
    ...(thing === null ? {} : { thing }),
  }
  const text = filled(SENTENCES[is], values) + (thing === null ? '' : ` (${thing})`)
  return { text, key: `alert_rule_${is}`, values }
}

export function reportTold({ headline, sender, isDrill }: Pick<Report, 'headline' | 'sender' | 'isDrill'>): Told {
  const text = `${isDrill ? 'Drill: ' : ''}${headline} (${sender})`
  return { text, key: isDrill ? 'alert_drill' : 'alert_report', values: { headline, sender } }
}

const digits = (value: number): number => Number(value.toPrecision(3))
const filled = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''))

const Seen = z.object({ by: z.string(), atMs: z.number() })
/** A row of the list of alerts. */
export const AlertRow = z.object({
  id: z.string(),
  name: Words.nullable(),
  severity: z.enum(['notice', 'warning', 'emergency']),
  phase: z.enum(['normal', 'pending', 'firing', 'cleared']),
  trouble: z.enum(['noData', 'error']).nullable(),
  sinceMs: z.number(),
  key: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Null while it is about no place that is known. */
  atM: z.tuple([z.number(), z.number()]).nullable(),
  isDrill: z.boolean(),
  acknowledged: Seen.nullable(),
  silenced: z.object({ by: z.string(), untilMs: z.number(), reason: z.string() }).nullable(),
})
export type AlertRow = z.infer<typeof AlertRow>

export function ruleRow(one: Watched): AlertRow {
  const { rule, phase, trouble, sinceMs, cause, acknowledged, silenced } = one
  const [eastM, northM] = cause?.atM ?? rule.atM ?? [null, null]
  const { key, values } = ruleTold(phase === 'normal' ? { rule, cause: null } : one)
  return {
    id: rule.id,
    name: rule.name,
    severity: rule.severity,
    phase,
    trouble,
    sinceMs,
    key,
    values,
    atM: eastM === null || northM === null ? null : [eastM, northM],
    isDrill: false,
    acknowledged,
    silenced,
  }
}

export function reportRow(one: Report): AlertRow {
  const { alert, severity, fromMs, area, isDrill, acknowledged, silenced } = one
  const { key, values } = reportTold(one)
  const life = { phase: 'firing', trouble: null, sinceMs: fromMs } as const
  const atM: [number, number] = [area.eastM, area.northM]
  return { id: alert, name: null, severity, ...life, key, values, atM, isDrill, acknowledged, silenced }
}
