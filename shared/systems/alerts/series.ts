// What the rules remember of what sensors report: the latest value of each, and for trends a thinned past of an hour.
// Only keys that some rule names are kept.
import type { PointM } from '../../city/city.ts'
import type { Observation } from '../../kernel/system.ts'
import { leavesOf, type Rule } from './rule.ts'

export type Series = {
  readonly thing: string
  readonly key: string
  value: number
  atMs: number
  /** Where the thing stands; null while nobody has placed it. */
  atM: PointM | null
  /** Oldest first: when, and how much. */
  past: [number, number][]
}

/** Of different things and keys; more are not watched. */
const MOST_SERIES = 4000
/** Beyond this a reading is nonsense whatever it measures. */
const MOST_VALUE = 1e12
const KEEP_EVERY_MS = 30_000
const KEEP_MS = 3_600_000

/** Takes a reading in where a rule waits for it; older than what is known it is no news. */
export function hear(
  all: Series[],
  rules: readonly { readonly rule: Rule }[],
  { thing, key, value, atMs }: Observation,
  nowMs: number,
): void {
  if (Math.abs(value) > MOST_VALUE || !rules.some(({ rule }) => isAbout(rule, thing, key))) return
  // A clock that goes ahead must not keep a sensor fresh for ever.
  const measuredMs = nowMs > 0 ? Math.min(atMs, nowMs) : atMs
  let known = all.find((one) => one.thing === thing && one.key === key)
  if (!known) {
    if (all.length >= MOST_SERIES) return
    known = { thing, key, value, atMs: measuredMs, atM: null, past: [] }
    all.push(known)
  }
  if (measuredMs < known.atMs) return
  known.value = value
  known.atMs = measuredMs
  const last = known.past.at(-1)
  if (!last || measuredMs - last[0] >= KEEP_EVERY_MS) known.past.push([measuredMs, value])
  if (known.past.some(([ms]) => ms < measuredMs - KEEP_MS))
    known.past = known.past.filter(([ms]) => ms >= measuredMs - KEEP_MS)
}

const isAbout = ({ when }: Rule, thing: string, key: string): boolean =>
  leavesOf(when).some(({ of }) => of.key === key && (of.thing ?? thing) === thing)

/** Lets go of what no rule names any more. */
export const keptFor = (all: readonly Series[], rules: readonly { readonly rule: Rule }[]): Series[] =>
  all.filter(({ thing, key }) => rules.some(({ rule }) => isAbout(rule, thing, key)))

/**
 * The trend of a series over its last `overS`, ordinary least squares: the fitted value at `nowMs`, and its slope a
 * second. Null with fewer than three readings or when they span less than a third of that time.
 */
export function trendOf(
  { past, atMs, value }: Series,
  overS: number,
  nowMs: number,
): { readonly value: number; readonly perS: number } | null {
  const fromMs = nowMs - overS * 1000
  const points = past.filter(([ms]) => ms >= fromMs && ms !== atMs)
  if (atMs >= fromMs) points.push([atMs, value])
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || points.length < 3 || last[0] - first[0] < (overS * 1000) / 3) return null
  let [sumT, sumV, sumTT, sumTV] = [0, 0, 0, 0]
  for (const [ms, v] of points) {
    const t = (ms - nowMs) / 1000
    sumT += t
    sumV += v
    sumTT += t * t
    sumTV += t * v
  }
  const n = points.length
  const perS = (n * sumTV - sumT * sumV) / (n * sumTT - sumT * sumT)
  const fitted = (sumV - perS * sumT) / n
  return Number.isFinite(perS) && Number.isFinite(fitted) ? { value: fitted, perS } : null
}
